package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getTemporary(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showTemporary(c, ctx, actor, http.StatusOK, func(*web.Temporary) {})
}

// showTemporary asks for a temporary folder, or shows the answers to be checked. Where none may be made it says so at once.
func (s *Server) showTemporary(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, change func(*web.Temporary)) error {
	w, err := s.look(ctx, actor, c.Param("code"), "folder.temporary_form")
	if err != nil {
		return err
	}
	v, found, err := s.Store.CaseOf(ctx, w.ID)
	if err != nil {
		return err
	}
	if !found || v.Open == nil {
		return s.done(c, "/folders/"+w.Code, "This folder is not missing, so nothing may stand in for it. If you can't find it, report it missing first.")
	}
	if t, found, err := s.Store.StandIn(ctx, w.ID); err != nil {
		return err
	} else if found {
		return s.done(c, "/folders/"+t.Code, "This temporary folder stands in for "+w.Name()+" already.")
	}
	page := web.Temporary{Frame: s.frame(c, "Make a temporary folder"), Folder: web.Rows([]tracking.Whereabouts{w}, s.Now())[0], CaseID: uint64(v.ID)}
	if page.Places, err = s.livePlaces(ctx); err != nil {
		return err
	}
	page.Places[0].Name = "At its home, " + w.Home.Name
	if v.NeededAt != nil {
		page.Typed.Place = v.NeededAt.Code
	}
	change(&page)
	page.Where = w.Home.Name
	for _, p := range page.Places {
		if p.Code != "" && p.Code == page.Typed.Place {
			page.Where = p.Name
		}
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postTemporaryForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed := web.TemporaryForm{Place: c.PostForm("place"), Why: c.PostForm("why")}
	show := func(code int, checking bool, faults []web.Fault) error {
		return s.showTemporary(c, ctx, actor, code, func(p *web.Temporary) { p.Typed, p.Checking, p.Faults = typed, checking, faults })
	}
	if strings.TrimSpace(typed.Why) == "" {
		return show(http.StatusUnprocessableEntity, false, []web.Fault{{Field: "why", Text: "Say why a temporary folder is needed."}})
	}
	if step := c.PostForm("step"); step != "make" {
		return show(http.StatusOK, step != "change", nil)
	}
	w, err := s.Service.MakeTemporary(ctx, actor, c.Param("code"), tracking.NewTemporary{Location: typed.Place, Why: typed.Why})
	if err != nil {
		faults, code, ok := refusal(err, "why")
		if !ok || errors.Is(err, tracking.ErrUnknownBarcode) {
			return err
		}
		return show(code, false, fieldsOf(faults, "home", "place"))
	}
	return s.toItsLabel(c, ctx, actor, w, "", "Temporary folder "+w.Name()+" is made."+printIt)
}

func (s *Server) getPermanent(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showPermanent(c, ctx, actor, http.StatusOK, "", nil)
}

// showPermanent asks once more before a temporary folder replaces its lost original.
func (s *Server) showPermanent(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, why string, faults []web.Fault) error {
	w, err := s.look(ctx, actor, c.Param("code"), "folder.permanent_form")
	if err != nil {
		return err
	}
	if w.Kind != tracking.KindTemporary || w.StandsForID == nil {
		return s.done(c, "/folders/"+w.Code, tracking.ErrNotTemporary.Text)
	}
	v, found, err := s.Store.CaseOf(ctx, *w.StandsForID)
	if err != nil {
		return err
	}
	if !found || v.Open == nil {
		return s.done(c, "/folders/"+w.Code, "The original is no longer missing. Bring both together and merge them.")
	}
	rows := web.Rows([]tracking.Whereabouts{w, v.Folder}, s.Now())
	page := web.Permanent{Frame: s.frame(c, "Make "+w.Name()+" the permanent folder"), Folder: rows[0], Original: rows[1], Missing: v.MissingCase, Why: why}
	page.Faults = faults
	if page.Waiting, err = s.waitingFor(ctx, v.FolderID); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postPermanentForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	why := c.PostForm("why")
	w, err := s.Service.MakePermanent(ctx, actor, c.Param("code"), why)
	if err != nil {
		faults, code, ok := refusal(err, "why")
		if !ok || errors.Is(err, tracking.ErrUnknownBarcode) {
			return err
		}
		return s.showPermanent(c, ctx, actor, code, why, faults)
	}
	return s.toItsLabel(c, ctx, actor, w, "Made permanent", w.Name()+" is the permanent folder now. Print its label, stick it over TEMPORARY, then scan it.")
}
