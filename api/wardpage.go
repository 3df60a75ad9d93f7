package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// wardPages show who is on the wards, and what wards and clinics did.
func (s *Server) wardPages(g *gin.RouterGroup) {
	g.GET("/wards", s.visit(tracking.MaySeeFolders, s.getWards))
	g.GET("/wards/:code", s.visit(tracking.MaySeePatients, s.getWard))
	g.GET("/activity", s.visit(tracking.MaySeeFolders, s.getActivityPage))
}

// unmapped stands in an address for the places that no map knows.
const unmapped = "unmapped"

func (s *Server) getWards(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	counts, err := s.Store.WardCounts(ctx)
	if err != nil {
		return err
	}
	places, err := s.placesByID(ctx)
	if err != nil {
		return err
	}
	page := web.Wards{Frame: s.frame(c, "Wards"), Names: actor.Role.May(tracking.MaySeePatients), Maps: actor.Role.May(tracking.MayEditLocations), Checked: s.Now()}
	for _, w := range counts {
		row := web.WardRow{Here: w.Here, Away: w.Away, ToCome: w.ToCome, NotesToCome: w.NotesToCome}
		if w.WardID == nil {
			page.Unmapped = &row
			continue
		}
		row.Place = placeOf(places[*w.WardID])
		page.Rows = append(page.Rows, row)
	}
	order := byName()
	slices.SortStableFunc(page.Rows, func(a, b web.WardRow) int { return order(a.Name, b.Name) })
	s.page(c, http.StatusOK, page)
	return nil
}

// getWard shows the patients of one ward and whether their folders are there.
func (s *Server) getWard(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	ward, err := s.wardOf(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	here, err := s.Store.OnWard(ctx, ward.ID, false, after, pageRows+1)
	if err != nil {
		return err
	}
	page := web.Ward{Ward: placeOf(ward), Later: after.ID != 0, Checked: s.Now()}
	page.Frame = s.frame(c, "Patients on "+ward.Name)
	if len(here) > pageRows {
		here = here[:pageRows]
		last := here[pageRows-1]
		page.More = "/wards/" + c.Param("code") + "?after=" + cursorText(last.Since, uint64(last.ID))
	}
	var expected []store.StayView
	if !page.Later {
		if expected, err = s.Store.OnWard(ctx, ward.ID, true, store.Cursor{}, pageRows+1); err != nil {
			return err
		}
		page.MoreToBe = len(expected) > pageRows
		expected = expected[:min(len(expected), pageRows)]
	}
	var people []tracking.Patient
	for _, list := range [][]store.StayView{here, expected} {
		for _, v := range list {
			people = append(people, v.Patient)
		}
	}
	if err := s.sawPatients(ctx, actor, "ward.look", people); err != nil {
		return err
	}
	page.Here, page.Expected = web.Inpatients{When: "Since", Rows: s.inpatients(here, ward)}, web.Inpatients{When: "Expected on", Rows: s.inpatients(expected, ward)}
	s.page(c, http.StatusOK, page)
	return nil
}

// wardOf is the location of an address, or that of all places that no map knows, which has no id.
func (s *Server) wardOf(ctx context.Context, code string) (tracking.Location, error) {
	if code == unmapped {
		return tracking.Location{Name: "places that the map does not know"}, nil
	}
	return s.location(ctx, code)
}

func (s *Server) inpatients(list []store.StayView, ward tracking.Location) (rows []web.InpatientRow) {
	for _, v := range list {
		row := web.InpatientRow{Patient: v.Patient, Visit: v.Visit, Where: v.Bed, When: &v.Since, OnLeave: v.Status == tracking.StayOnLeave, Goes: s.goes(v), Version: v.Version}
		if v.WardID == nil {
			row.Where = strings.TrimSpace(v.Place + " " + v.Bed)
		}
		if v.Status == tracking.StayExpected {
			row.When = v.ExpectedAt
		}
		for _, f := range v.Folders {
			row.Notes = append(row.Notes, notesRow(f, ward))
		}
		rows = append(rows, row)
	}
	return rows
}

// goes says what is planned for somebody on a ward.
func (s *Server) goes(v store.StayView) string {
	switch {
	case v.Next != nil:
		return "To be moved to " + v.Next.Name
	case v.NextPlace != "":
		return "To be moved to " + v.NextPlace
	case v.LeavesAt != nil:
		return "To go home on " + s.Service.Rules().Calendar.Day(*v.LeavesAt).Words()
	}
	return ""
}

// notesRow is one folder of somebody on a ward.
func notesRow(f tracking.Whereabouts, ward tracking.Location) web.NotesRow {
	row := web.NotesRow{Code: f.Code, Now: placeNow(f)}
	switch {
	case f.Custody == tracking.At && ward.ID != 0 && f.Location.Within(ward.ID):
		row.Here, row.Tag = true, web.StandingTag(tracking.Here)
	case f.Custody == tracking.Missing:
		row.Tag = web.StandingTag(tracking.CannotFind)
	case f.To != nil && ward.ID != 0 && f.To.Within(ward.ID):
		row.Tag = web.StandingTag(tracking.OnTheWay)
	default:
		row.Tag = web.Tag{Text: "Not here", Colour: "red"}
	}
	return row
}

// stayRows are a patient's stays on their page.
func (s *Server) stayRows(list []store.StayView) (rows []web.StayRow) {
	colours := map[tracking.StayStatus]string{tracking.StayExpected: "yellow", tracking.StayInpatient: "blue", tracking.StayOnLeave: "grey", tracking.StayLeft: "white", tracking.StayCancelled: "grey"}
	for _, v := range list {
		row := web.StayRow{Status: web.Tag{Text: web.SentenceCase(v.Status.Label()), Colour: colours[v.Status]}, Place: v.Place, Bed: v.Bed, From: v.AdmittedAt, Until: v.LeftAt, Visit: v.Visit, Goes: s.goes(v)}
		if v.Ward != nil {
			row.Place, row.Mapped = v.Ward.Name, true
		}
		if v.Died {
			row.Status.Text = "Died"
		}
		if v.Status == tracking.StayExpected {
			row.From = nil
			row.Expected = "No date yet"
			if v.ExpectedAt != nil {
				row.Expected = s.Service.Rules().Calendar.Day(*v.ExpectedAt).Words()
			}
		}
		rows = append(rows, row)
	}
	return rows
}
