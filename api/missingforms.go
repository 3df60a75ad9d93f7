package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

func caseAddress(id tracking.MissingCaseID) string {
	return "/missing/" + strconv.FormatUint(uint64(id), 10)
}

// caseRefused shows the page of a search again with the form open that could not be done, as it was typed.
func (s *Server) caseRefused(c *gin.Context, ctx context.Context, actor tracking.Actor, err error, form, field string, typed func(*web.CaseForms)) error {
	faults, code, ok := refusal(err, field)
	if !ok || errors.Is(err, tracking.ErrUnknownCase) {
		return err
	}
	if field == "place" || field == "needed_at" {
		faults = fieldsOf(faults, "home", field)
	}
	return s.showCase(c, ctx, actor, code, func(p *web.MissingCase) {
		p.Faults, p.Open = faults, form
		typed(&p.Typed)
	})
}

func (s *Server) postLooked(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	n := tracking.SearchNote{Location: c.PostForm("place"), Result: tracking.SearchResult(c.PostForm("result")), Note: c.PostForm("note")}
	if strings.TrimSpace(n.Location) == "" {
		err = &tracking.Error{Kind: tracking.Invalid, Code: "unknown_location", Text: "Choose the place where you looked."}
	} else {
		_, err = s.Service.NoteSearch(ctx, actor, id, n)
	}
	if err != nil {
		return s.caseRefused(c, ctx, actor, err, "looked", "place", func(f *web.CaseForms) { f.Place, f.Result, f.Note = n.Location, string(n.Result), n.Note })
	}
	return s.done(c, caseAddress(id), "Written down. Look at the next place.")
}

// hourOfToday is a time of day as somebody typed it. A time that is past is not tomorrow's: it is refused where it is used.
func (s *Server) hourOfToday(text string) (*time.Time, error) {
	hour, ok := tracking.ParseHour(text)
	if !ok {
		return nil, &tracking.Error{Kind: tracking.Invalid, Code: "hour", Text: "Type a time of today, such as 14:00."}
	}
	days := s.Service.Rules().Calendar
	at := days.Clock(days.Day(s.Now()), hour)
	return &at, nil
}

func (s *Server) postUrgentForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	if c.PostForm("stop") != "" {
		if _, err := s.Service.Urge(ctx, actor, id, 0, nil, ""); err != nil {
			return s.caseRefused(c, ctx, actor, err, "urgent", "hour", func(*web.CaseForms) {})
		}
		return s.done(c, caseAddress(id), "It is no longer urgent.")
	}
	hour, place := c.PostForm("hour"), c.PostForm("needed_at")
	at, err := s.hourOfToday(hour)
	if err == nil {
		_, err = s.Service.Urge(ctx, actor, id, 0, at, place)
	}
	if err != nil {
		return s.caseRefused(c, ctx, actor, err, "urgent", urgentField(err), func(f *web.CaseForms) { f.Hour, f.NeededAt = hour, place })
	}
	return s.done(c, caseAddress(id), "Urgent: every scan page tells of it now.")
}

// urgentField is the box that a refusal is about.
func urgentField(err error) string {
	if errors.Is(err, tracking.ErrUnknownLocation) || errors.Is(err, tracking.ErrLocationRetired) {
		return "needed_at"
	}
	return "hour"
}

func (s *Server) postIncidentForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	number, version := c.PostForm("number"), int64(0)
	if c.PostForm("known") != "" { // the number that stands there is to be changed
		version = versionForm(c)
	}
	if _, err := s.Service.RecordIncident(ctx, actor, id, version, number); err != nil {
		return s.caseRefused(c, ctx, actor, err, "incident", "number", func(f *web.CaseForms) { f.Number = number })
	}
	return s.done(c, caseAddress(id), "The incident number is kept.")
}

func (s *Server) postRaise(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	to, _ := strconv.Atoi(c.PostForm("level")) // no number is no level
	v, err := s.Service.RaiseSearch(ctx, actor, id, 0, tracking.SearchLevel(to))
	if err != nil {
		return s.caseRefused(c, ctx, actor, err, "raise", "", func(*web.CaseForms) {})
	}
	return s.done(c, caseAddress(id), "Raised: "+v.Level.Label()+".")
}

func (s *Server) getLost(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showLost(c, ctx, actor, http.StatusOK, "", nil)
}

// showLost asks once more before a folder is given up.
func (s *Server) showLost(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, why string, faults []web.Fault) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	v, err := s.lookAtCase(ctx, actor, id)
	if err != nil {
		return err
	}
	if v.Open == nil {
		return s.done(c, caseAddress(id), tracking.ErrSearchOver.Text)
	}
	page := web.MissingLost{Frame: s.frame(c, "Give up folder "+v.Folder.Name()), CaseRow: s.caseRow(actor, v, 0), SeesPatient: actor.Role.May(tracking.MaySeePatients), Why: why}
	page.Faults = faults
	if page.Waiting, err = s.waitingFor(ctx, v.FolderID); err != nil {
		return err
	}
	counts, err := s.Store.LookCounts(ctx, []tracking.MissingCaseID{v.ID})
	if err != nil {
		return err
	}
	page.Searched = counts[v.ID]
	s.page(c, code, page)
	return nil
}

// waitingFor is how many requests wait for a folder.
func (s *Server) waitingFor(ctx context.Context, f tracking.FolderID) (int, error) {
	list, err := s.Store.Requests(ctx, store.RequestList{FolderID: f, Limit: pageRows})
	return len(list), err
}

func (s *Server) postLostForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	why := c.PostForm("why")
	v, err := s.Service.DeclareLost(ctx, actor, id, versionForm(c), why)
	if err != nil {
		faults, code, ok := refusal(err, "why")
		if !ok || errors.Is(err, tracking.ErrUnknownCase) {
			return err
		}
		return s.showLost(c, ctx, actor, code, why, faults)
	}
	return s.done(c, caseAddress(id), v.Folder.Name()+" is given up as lost. If anybody scans it, it is found.")
}

func (s *Server) getMissingReport(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showMissingReport(c, ctx, actor, http.StatusOK, web.ReportForm{Urgent: c.Query("urgent") != ""}, nil)
}

func (s *Server) showMissingReport(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, typed web.ReportForm, faults []web.Fault) error {
	w, err := s.look(ctx, actor, c.Param("code"), "missing.form")
	if err != nil {
		return err
	}
	if v, found, err := s.Store.CaseOf(ctx, w.ID); err != nil {
		return err
	} else if found && v.Open != nil {
		return s.done(c, caseAddress(v.ID), "It is reported missing already.")
	}
	page := web.MissingReport{Frame: s.frame(c, "Report folder "+w.Name()+" missing"), Folder: web.Rows([]tracking.Whereabouts{w}, s.Now())[0],
		SeesPatient: actor.Role.May(tracking.MaySeePatients), Typed: typed}
	page.Faults = faults
	if page.Places, err = s.livePlaces(ctx); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

// postMissingForm reports a folder missing, from its own page or from the page for reports.
func (s *Server) postMissingForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed := web.ReportForm{Looked: c.PostForm("looked"), Hour: c.PostForm("hour"), NeededAt: c.PostForm("needed_at"), Urgent: c.PostForm("urgent") == "yes"}
	said := tracking.MissingReport{Looked: typed.Looked, Urgent: typed.Urgent}
	var err error
	if typed.Urgent {
		said.NeededAt = typed.NeededAt
		if strings.TrimSpace(typed.Hour) != "" {
			said.NeededBy, err = s.hourOfToday(typed.Hour)
		}
	}
	var w tracking.Whereabouts
	if err == nil {
		w, err = s.Service.ReportMissing(ctx, actor, c.Param("code"), said)
	}
	asked := c.PostForm("form") == "report"
	switch {
	case err != nil && !asked:
		return s.reopen(c, ctx, actor, err, "missing", "looked", func(f *web.FolderForms) { f.Looked = typed.Looked })
	case err != nil:
		faults, code, ok := refusal(err, "looked")
		if !ok || errors.Is(err, tracking.ErrUnknownBarcode) {
			return err
		}
		for i := range faults {
			if e, is := errors.AsType[*tracking.Error](err); is && (e.Code == "hour" || strings.HasPrefix(e.Code, "needed_by")) {
				faults[i].Field = "hour"
			}
		}
		return s.showMissingReport(c, ctx, actor, code, typed, fieldsOf(faults, "home", "needed_at"))
	}
	v, found, err := s.Store.CaseOf(ctx, w.ID)
	if err != nil {
		return err
	}
	text := w.Name() + " is reported missing. Its next scan, anywhere, ends that."
	if asked && found {
		return s.done(c, caseAddress(v.ID), text)
	}
	return s.done(c, "/folders/"+w.Code, text)
}
