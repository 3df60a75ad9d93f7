package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// wallPages are boards to be read across a room, and the board of what travels for a desk. The other boards for desks are lists that
// people work with: alerts, overdue folders, missing folders.
func (s *Server) wallPages(g *gin.RouterGroup) {
	g.GET("/transit", s.visit(tracking.MaySeeFolders, s.getTransit))
	g.GET("/walls", s.visit(tracking.MaySeeFolders, s.getWalls))
	g.GET("/walls/alerts", s.visit(tracking.MaySeeAlerts, s.getWall(s.alertsWall)))
	g.GET("/walls/overdue", s.visit(tracking.MaySeeFolders, s.getWall(s.overdueWall)))
	g.GET("/walls/transit", s.visit(tracking.MaySeeFolders, s.getWall(s.transitWall)))
	g.GET("/walls/missing", s.visit(tracking.MaySeeFolders, s.getWall(s.missingWall)))
}

const (
	wallRows    = 12 // as many as fit on a screen in letters of 28 px
	transitRows = 200
)

func (s *Server) getWalls(c *gin.Context, _ context.Context, actor tracking.Actor) error {
	page := web.Walls{Frame: s.frame(c, "Boards for a wall")}
	if actor.Role.May(tracking.MaySeeAlerts) {
		page.Boards = append(page.Boards, web.NavItem{Text: "Alerts", Href: "/walls/alerts"})
	}
	page.Boards = append(page.Boards, web.NavItem{Text: "Overdue, by holder", Href: "/walls/overdue"}, web.NavItem{Text: "On the way", Href: "/walls/transit"},
		web.NavItem{Text: "Can't be found", Href: "/walls/missing"}, web.NavItem{Text: "Clinics today", Href: "/readiness/wall"})
	s.page(c, http.StatusOK, page)
	return nil
}

// getWall answers a board. It looks at nobody's folders one by one, so no look is recorded.
func (s *Server) getWall(fill func(context.Context, *web.Wall) error) visitor {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
		page := web.Wall{Checked: s.Now()}
		if err := fill(ctx, &page); err != nil {
			return err
		}
		if rest := len(page.Rows) - wallRows; rest > 0 {
			page.Rows, page.Rest = page.Rows[:wallRows], fmt.Sprintf("And %s more.", linesWord(rest))
		}
		for _, row := range page.Rows {
			for i := range row.Cells {
				row.Cells[i].Head = page.Heads[i+1].Text
			}
		}
		title := page.Title
		page.Frame = s.frame(c, title)
		s.page(c, http.StatusOK, page)
		return nil
	}
}

func linesWord(n int) string {
	if n == 1 {
		return "1 line"
	}
	return grouped(int64(n)) + " lines"
}

func count(n int64) web.WallCell { return web.WallCell{Text: grouped(n), Numeric: true} }

// marked is a count that somebody should do something about, unless it is nothing.
func marked(n int64, colour string) web.WallCell {
	cell := count(n)
	if n > 0 {
		cell.Colour = colour
	}
	return cell
}

func (s *Server) moment(t time.Time) web.WallCell {
	days := s.Service.Rules().Calendar
	if local := days.Local(t); days.Day(t) == days.Day(s.Now()) {
		return web.WallCell{Text: "today " + local.Format("15:04")}
	}
	return web.WallCell{Text: days.Local(t).Format("2 Jan, 15:04")}
}

func (s *Server) alertsWall(ctx context.Context, page *web.Wall) error {
	page.Title, page.None, page.Topics, page.Desk = "Alerts", "Nothing to look at.", "alerts", "/alerts"
	page.Heads = []web.WallHead{{Text: "What"}, {Text: "Open", Numeric: true}, {Text: "Seen by nobody", Numeric: true}, {Text: "Oldest"}}
	sums, err := s.Store.AlertSums(ctx)
	if err != nil {
		return err
	}
	var total int64
	for _, kind := range tracking.AlertKinds() {
		for _, a := range sums {
			if a.Kind == kind {
				total += a.N
				page.Rows = append(page.Rows, web.WallRow{Key: string(kind), First: sentence(kind.Label()), Cells: []web.WallCell{count(a.N), marked(a.Unseen, "red"), s.moment(a.Oldest)}})
			}
		}
	}
	page.Sum = grouped(total) + " open"
	return nil
}

func (s *Server) overdueWall(ctx context.Context, page *web.Wall) error {
	page.Title, page.None, page.Topics, page.Desk = "Overdue, by holder", "Nothing overdue.", "alerts", "/overdue"
	page.Heads = []web.WallHead{{Text: "Holder"}, {Text: "Folders", Numeric: true}, {Text: "Oldest was due"}, {Text: "How late"}}
	holders, err := s.Store.OverdueByHolder(ctx, page.Checked)
	if err != nil {
		return err
	}
	var total int64
	for _, h := range holders {
		total += h.Folders
		page.Rows = append(page.Rows, web.WallRow{Key: h.Location.Code, First: h.Location.Name, Cells: []web.WallCell{count(h.Folders), s.moment(h.Oldest),
			{Text: late(s.daysLate(h.Oldest, page.Checked)), Colour: "red"}}})
	}
	page.Sum = fmt.Sprintf("%s, %s", foldersWord(int(total)), placesWord(len(holders)))
	return nil
}

func placesWord(n int) string {
	if n == 1 {
		return "1 place"
	}
	return grouped(int64(n)) + " places"
}

func (s *Server) transitWall(ctx context.Context, page *web.Wall) error {
	page.Title, page.None, page.Topics, page.Desk = "On the way", "Nothing is on the way.", "transit alerts", "/transit"
	page.Heads = []web.WallHead{{Text: "To"}, {Text: "From"}, {Text: "Folders", Numeric: true}, {Text: "First sent"}, {Text: "Too long", Numeric: true}}
	routes, err := s.Store.Routes(ctx, transitRows)
	if err != nil {
		return err
	}
	var total, tooLong int64
	for _, r := range routes {
		total, tooLong = total+r.Folders, tooLong+r.TooLong
		page.Rows = append(page.Rows, web.WallRow{Key: r.From.Code + " " + r.To.Code, First: r.To.Name, Cells: []web.WallCell{{Text: r.From.Name}, count(r.Folders), s.moment(r.Oldest), marked(r.TooLong, "red")}})
	}
	page.Sum = fmt.Sprintf("%s, %s too long", foldersWord(int(total)), grouped(tooLong))
	return nil
}

func (s *Server) missingWall(ctx context.Context, page *web.Wall) error {
	page.Title, page.None, page.Topics, page.Desk = "Can't be found", "Nothing is missing.", "missing", "/missing"
	page.Heads = []web.WallHead{{Text: "Last at"}, {Text: "Folders", Numeric: true}, {Text: "Needed"}, {Text: "Missing since"}, {Text: "Who looks"}}
	sums, err := s.Store.SearchSums(ctx, transitRows)
	if err != nil {
		return err
	}
	var total int64
	for _, m := range sums {
		total += m.Folders
		needed := web.WallCell{Text: "No date"}
		if m.NeededBy != nil {
			needed = web.WallCell{Text: s.neededWords(*m.NeededBy, page.Checked), Colour: "yellow"}
			if m.NeededAt != nil {
				needed.Text += ", " + m.NeededAt.Name
			}
		}
		key := m.Last.Code
		if m.NeededAt != nil {
			key += " " + m.NeededAt.Code
		}
		page.Rows = append(page.Rows, web.WallRow{Key: key, First: m.Last.Name, Cells: []web.WallCell{count(m.Folders), needed, s.moment(m.Oldest), {Text: sentence(m.Level.Label())}}})
	}
	page.Sum = foldersWord(int(total))
	return nil
}

// getTransit is what travels, for a desk: by route, and the folders themselves.
func (s *Server) getTransit(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	page := web.Transit{Frame: s.frame(c, "On the way"), Later: after.ID != 0, Alerts: actor.Role.May(tracking.MaySeeAlerts), Checked: s.Now()}
	if !page.Later {
		routes, err := s.Store.Routes(ctx, transitRows+1)
		if err != nil {
			return err
		}
		page.More = len(routes) > transitRows
		for _, r := range routes[:min(len(routes), transitRows)] {
			page.Routes = append(page.Routes, web.TransitRoute{From: placeOf(r.From), To: placeOf(r.To), Folders: r.Folders, TooLong: r.TooLong, Oldest: r.Oldest})
		}
	}
	folders, err := s.Store.Travelling(ctx, after, pageRows+1)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "transit.list"}); err != nil {
		return err
	}
	older := ""
	if len(folders) > pageRows {
		folders = folders[:pageRows]
		last := folders[pageRows-1]
		older = "/transit?after=" + cursorText(last.Since, uint64(last.ID))
	}
	page.List = s.folderList(actor, "transit", folders)
	page.List.Title, page.List.None, page.List.PlaceHead, page.List.SinceHead, page.List.Older = "Folders", "Nothing is on the way.", "Goes to", "Sent", older
	for i, w := range folders {
		page.List.Rows[i].Place, _ = whence(w)
	}
	s.page(c, http.StatusOK, page)
	return nil
}
