package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// readinessPages say how ready clinics are.
func (s *Server) readinessPages(g *gin.RouterGroup) {
	g.GET("/readiness", s.visit(tracking.MaySeeFolders, s.getReadinessBoard))
	g.GET("/readiness/:id", s.visit(tracking.MaySeeFolders, s.getSessionBoard))
}

const (
	readinessRows = 100           // sessions of one board: the topics of one socket are bounded
	stillOn       = 4 * time.Hour // a clinic that began longer ago is off the wall
)

// getReadinessBoard counts how the folders of a day's sessions stand. The board for a wall has no links and no names.
func (s *Server) getReadinessBoard(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showReadiness(c, ctx, false)
}

func (s *Server) showReadiness(c *gin.Context, ctx context.Context, wall bool) error {
	q, err := s.pullQuery(c, ctx)
	if err != nil {
		return err
	}
	days, now := s.Service.Rules().Calendar, s.Now()
	from, what := q.From, "today"
	if q.query == "" {
		from = days.Midnight(days.Day(now))
	} else {
		what = q.of
	}
	if wall && from.Before(now.Add(-stillOn)) {
		from = now.Add(-stillOn)
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	list, err := s.Store.Sessions(ctx, store.SessionList{From: from, To: q.To, After: after, Limit: readinessRows + 1})
	if err != nil {
		return err
	}
	page := web.ReadinessBoard{Frame: s.frame(c, "Clinics "+what), Of: what, Query: q.query, Days: s.pullDays("/readiness", q), Wall: wall, Checked: now}
	if len(list) > readinessRows {
		list = list[:readinessRows]
		last := list[readinessRows-1]
		next := url.Values{"after": {cursorText(last.Starts, uint64(last.ID))}}.Encode()
		if q.query != "" {
			next = string(q.query) + "&" + next
		}
		page.More = "/readiness?" + next
	}
	ready, err := s.Store.Readiness(ctx, list...)
	if err != nil {
		return err
	}
	for _, standing := range tracking.Standings() {
		page.Heads = append(page.Heads, web.StandingTag(standing))
	}
	topics := map[string]bool{}
	for _, v := range list {
		if wall && v.CancelledAt != nil {
			continue
		}
		page.Rows = append(page.Rows, s.readinessRow(v, ready[v.ID]))
		if topic := "requests:" + v.Location.Code; !topics[topic] {
			topics[topic] = true
			page.Topics = strings.TrimSpace(page.Topics + " " + topic)
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) readinessRow(v store.SessionView, r tracking.Readiness) web.ReadinessRow {
	row := web.ReadinessRow{ClinicRow: web.ClinicRow{ID: v.ID, Clinic: v.Location, Starts: v.Starts, Cancelled: v.CancelledAt != nil, AskedAt: v.AskedAt, Readiness: r, Version: v.Version},
		Clock: s.Service.Rules().Calendar.Local(v.Starts).Format("15:04")}
	for _, standing := range tracking.Standings() {
		row.Counts = append(row.Counts, r.Folders[standing])
	}
	return row
}

// getSessionBoard is how the folders of one session stand, one by one; under the name of wall it is the board for a wall.
func (s *Server) getSessionBoard(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	if c.Param("id") == "wall" {
		return s.showReadiness(c, ctx, true)
	}
	v, ready, booked, err := s.bookedSession(c, ctx)
	if err != nil {
		return err
	}
	row := s.readinessRow(v, ready)
	page := web.SessionBoard{Frame: s.frame(c, v.Location.Name+", "+s.dayWords(v.Starts)+", "+row.Clock), Row: row, Names: actor.Role.May(tracking.MaySeePatients),
		None: ready.NoFolder, Checked: s.Now()}
	people := s.fillSessionBoard(&page, booked)
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "session.readiness", LocationID: &v.LocationID}); err != nil {
		return err
	}
	if page.Names {
		if err := s.sawPatients(ctx, actor, "session.readiness", people); err != nil {
			return err
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// fillSessionBoard lists the folders of those who come, and answers whose they are.
func (s *Server) fillSessionBoard(page *web.SessionBoard, booked []store.Booked) (people []tracking.Patient) {
	days := s.Service.Rules().Calendar
	for _, b := range booked {
		if !b.Wanted() {
			continue
		}
		people = append(people, b.Patient)
		for _, f := range b.Folders {
			one := web.SessionFolder{Clock: days.Local(b.Starts).Format("15:04"), Code: f.Code, Kind: sentence(f.Kind.Label()), Volume: f.Volume, Stands: web.StandingTag(f.Stands),
				Now: placeNow(f.Whereabouts), Version: f.Version}
			if page.Names {
				one.Who = b.Patient.Short()
			}
			if f.Counts {
				page.Folders = append(page.Folders, one)
			} else {
				page.Apart = append(page.Apart, one)
			}
		}
	}
	return people
}

// placeNow is where a folder is, in words.
func placeNow(w tracking.Whereabouts) string {
	switch {
	case w.Custody == tracking.Missing:
		return "Can't be found. Last at " + w.Location.Name
	case w.To != nil:
		return "On the way from " + w.Location.Name + " to " + w.To.Name
	}
	return w.Location.Name
}
