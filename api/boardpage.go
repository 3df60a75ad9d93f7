package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const boardRows = 100 // of each list: more is no longer a board

func (s *Server) getBoards(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showBoards(c, ctx, "")
}

// postBoards opens the board of a location whose barcode was scanned, or narrows the list. It is a post because people type
// anything into a search box, and what they type does not belong into an address.
func (s *Server) postBoards(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	text := strings.TrimSpace(c.PostForm("q"))
	p, found, err := s.Store.LocationByCode(ctx, strings.ToUpper(text))
	if err != nil {
		return err
	}
	if found {
		c.Redirect(http.StatusSeeOther, "/board/"+p.Code)
		return nil
	}
	return s.showBoards(c, ctx, text)
}

func (s *Server) showBoards(c *gin.Context, ctx context.Context, text string) error {
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	s.page(c, http.StatusOK, web.Boards{Frame: s.frame(c, "Location boards"), Query: text, Groups: placeGroups(all, text)})
	return nil
}

// placeGroups are the open locations by kind. Shelves are left out until somebody asks for one: a library has thousands.
func placeGroups(all []tracking.Location, text string) []web.PlaceGroup {
	var groups []web.PlaceGroup
	order := byName()
	for _, kind := range tracking.LocationKinds() {
		group := web.PlaceGroup{Kind: sentence(kind.Label())}
		for _, p := range all {
			if p.Kind == kind && p.RetiredAt == nil && (text != "" || kind != tracking.Shelf) && contains(p.Name, text) {
				group.Places = append(group.Places, placeOf(p))
			}
		}
		slices.SortStableFunc(group.Places, func(a, b web.Place) int { return order(a.Name, b.Name) })
		if len(group.Places) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func contains(name, text string) bool {
	return strings.Contains(strings.ToLower(name), strings.ToLower(text))
}

func placeOf(p tracking.Location) web.Place {
	return web.Place{Code: p.Code, Name: p.Name, Site: p.Site}
}

// sentence begins words with a capital.
func sentence(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

func (s *Server) getBoard(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "board.look", LocationID: &p.ID}); err != nil {
		return err
	}
	b, err := s.Store.Board(ctx, p, boardRows)
	if err != nil {
		return err
	}
	board := web.Board{Frame: s.frame(c, p.Name), Prints: actor.Role.May(tracking.MayPrint), Here: placeOf(p), Kind: sentence(p.Kind.Label()), Phone: p.Phone, Retired: p.RetiredAt != nil,
		Checked: s.Now(), Lists: s.boardLists(actor, p, b)}
	containers, err := s.Store.Containers(ctx, store.ContainerList{LocationID: p.ID, Limit: boardRows})
	if err != nil {
		return err
	}
	for _, v := range containers {
		board.Containers = append(board.Containers, web.ContainerRow{ContainerView: v})
	}
	outer, inside, err := s.Store.Around(ctx, p, boardRows+1)
	if err != nil {
		return err
	}
	if outer != nil {
		place := placeOf(*outer)
		board.Around = &place
	}
	board.InsideMore = len(inside) > boardRows
	for _, q := range inside[:min(len(inside), boardRows)] {
		board.Inside = append(board.Inside, placeOf(q))
	}
	order := byName()
	slices.SortStableFunc(board.Inside, func(a, b web.Place) int { return order(a.Name, b.Name) })
	s.page(c, http.StatusOK, board)
	return nil
}

func same(id tracking.LocationID, other *tracking.LocationID) bool {
	return other != nil && *other == id
}

func (s *Server) boardLists(actor tracking.Actor, p tracking.Location, b store.Board) []web.FolderList {
	here := s.folderList(actor, "here", b.Here)
	here.Title, here.None, here.Count = "Here", "Nothing here.", counted(b.HereCount)
	here.SinceHead, here.DueHead, here.Rest = "Here since", "Due back", rest(b.HereMore, "newest")

	coming := s.folderList(actor, "coming", b.Coming)
	coming.Title, coming.None, coming.Count = "On the way here", "Nothing on the way.", counted(b.ComingCount)
	coming.PlaceHead, coming.SinceHead, coming.Rest = "Sent from", "Sent", rest(b.ComingMore, "newest")

	due := s.folderList(actor, "due", b.Due)
	due.Title, due.None, due.DueHead, due.Rest = "To go back from here", "Nothing to go back.", "Due back", rest(b.DueMore, "earliest")
	if p.Kind == tracking.Library {
		due.Title, due.None, due.PlaceHead = "Due back here", "Nothing due back.", "Where it is"
		here.DueHead = ""
	}
	return []web.FolderList{here, coming, due}
}

// folderList makes the rows of a list as the actor may see them.
func (s *Server) folderList(actor tracking.Actor, id string, folders []tracking.Whereabouts) web.FolderList {
	now := s.Now()
	list := web.FolderList{ID: id, Names: actor.Role.May(tracking.MaySeePatients), Checked: now}
	for _, w := range folders {
		place := placeOf(w.Location)
		row := web.FolderRow{Key: w.Code, Code: w.Code, Kind: sentence(w.Kind.Label()), Volume: w.Volume, Place: &place, Since: w.Since, Due: w.DueAt,
			Version: w.Version}
		if id == "due" { // it stands in another list as well
			row.Key = id + " " + w.Code
			row.Place, row.Way = whence(w)
		}
		if list.Names {
			row.Who = w.Patient.Short()
		}
		if w.OverdueAt(now) {
			row.Late = late(s.daysLate(*w.DueAt, now))
		}
		list.Rows = append(list.Rows, row)
	}
	return list
}

// whence is where a folder is to come back from.
func whence(w tracking.Whereabouts) (*web.Place, string) {
	place := placeOf(w.Location)
	switch {
	case w.To != nil:
		place = placeOf(*w.To)
		return &place, "On the way to"
	case w.Custody == tracking.Missing:
		return &place, "Missing, last at"
	}
	return &place, ""
}

// late says how many working days somebody has waited.
func late(days int) string {
	switch days {
	case 0:
		return "Overdue"
	case 1:
		return "1 working day late"
	}
	return grouped(int64(days)) + " working days late"
}

func counted(n store.Count) string {
	if n.More {
		return grouped(n.N) + "+"
	}
	return grouped(n.N)
}

// grouped sets a number in groups of three.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func rest(more bool, which string) string {
	if !more {
		return ""
	}
	return fmt.Sprintf("Only the %s %d are shown.", which, boardRows)
}
