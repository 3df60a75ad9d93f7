package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// requestPages are the pages on which folders are asked for.
func (s *Server) requestPages(g *gin.RouterGroup) {
	g.GET("/folders/:code/request", s.visit(tracking.MayRequest, s.getAskFolder))
	g.POST("/folders/:code/request", s.visit(tracking.MayRequest, s.postAskFolder))
	g.GET("/requests", s.visit(tracking.MayRequest, s.getRequests))
	g.GET("/requests/new", s.visit(tracking.MayRequest, s.getNewRequest))
	g.POST("/requests/new", s.visit(tracking.MayRequest, s.postNewRequest))
	g.GET("/requests/asked", s.visit(tracking.MayRequest, s.getAsked))
	g.GET("/requests/:id", s.visit(tracking.MaySeeFolders, s.getRequestPage))
	g.POST("/requests/:id/:change", s.visit(tracking.MayRequest, s.postRequestPage))
}

func (s *Server) getNewRequest(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	form, err := s.newNeed(ctx, actor)
	if err != nil {
		return err
	}
	return s.showNewRequest(c, ctx, http.StatusOK, nil, form, nil)
}

func (s *Server) getAskFolder(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	w, err := s.look(ctx, actor, c.Param("code"), "request.form")
	if err != nil {
		return err
	}
	form, err := s.newNeed(ctx, actor)
	if err != nil {
		return err
	}
	return s.showNewRequest(c, ctx, http.StatusOK, &w, form, nil)
}

func (s *Server) showNewRequest(c *gin.Context, ctx context.Context, code int, w *tracking.Whereabouts, form web.NeedForm, faults []web.Fault) error {
	places, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	page := web.NewRequest{Frame: s.frame(c, "Ask for folders"), Typed: form, Reasons: reasonChoices(), Lines: listLines, Phone: libraryPhone(places, w)}
	page.Faults = faults
	if w != nil {
		page.Title = "Ask for folder " + w.Name()
		page.Folder = &web.Rows([]tracking.Whereabouts{*w}, s.Now())[0]
	}
	if page.Places, err = s.livePlaces(ctx); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

// libraryPhone is whom to call: the library of a folder, or the first there is.
func libraryPhone(places []tracking.Location, w *tracking.Whereabouts) string {
	known := map[tracking.LocationID]tracking.Location{}
	phone := ""
	for _, p := range places {
		known[p.ID] = p
		if p.Kind == tracking.Library && p.RetiredAt == nil && phone == "" {
			phone = p.Phone
		}
	}
	if w != nil {
		if library := tracking.LibraryOf(w.Home, known); library != nil && library.Phone != "" {
			return library.Phone
		}
	}
	return phone
}

func (s *Server) postAskFolder(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	w, err := s.look(ctx, actor, c.Param("code"), "request.form")
	if err != nil {
		return err
	}
	form, ok := needForm(c)
	if !ok {
		return s.showNewRequest(c, ctx, http.StatusRequestEntityTooLarge, &w, form, []web.Fault{{Text: "The form is too big. Ask again."}})
	}
	a, faults, err := s.needOf(ctx, &form)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return s.showNewRequest(c, ctx, http.StatusUnprocessableEntity, &w, form, faults)
	}
	a.Folders, a.Scope = []string{w.Code}, tracking.ThisVolume
	return s.ask(c, ctx, actor, a, func(code int, faults []web.Fault) error { return s.showNewRequest(c, ctx, code, &w, form, faults) })
}

// ask makes the requests and tells of them on a page of its own. Sent twice it is the same requests.
func (s *Server) ask(c *gin.Context, ctx context.Context, actor tracking.Actor, a tracking.Ask, refused func(int, []web.Fault) error) error {
	asked, err := s.Service.Ask(ctx, actor, a)
	if err == nil && len(asked) == 1 {
		err = asked[0].Err
	}
	if err != nil {
		faults, code, ok := refusal(err, "")
		if !ok {
			return err
		}
		return refused(code, fieldsOf(faults, "home", "location"))
	}
	var kept askedKept
	for _, one := range asked {
		switch e, is := errors.AsType[*tracking.Error](one.Err); {
		case is:
			kept.Refused = append(kept.Refused, web.Refused{Code: one.Input, Why: e.Text})
		case one.Err != nil:
			return one.Err
		case !slices.Contains(kept.IDs, one.View.ID):
			kept.IDs = append(kept.IDs, one.View.ID)
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	s.sessions.Put(ctx, askedKey, string(text))
	c.Redirect(http.StatusSeeOther, "/requests/asked")
	return nil
}

const askedKey = "asked"

// askedKept is what a session keeps of the last thing asked for, so that its page can be loaded again.
type askedKept struct {
	IDs     []tracking.RequestID
	Refused []web.Refused
}

func (s *Server) getAsked(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	var kept askedKept
	text := s.sessions.GetString(ctx, askedKey)
	if text == "" {
		c.Redirect(http.StatusSeeOther, "/requests")
		return nil
	}
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return err
	}
	list, err := s.Store.RequestsByID(ctx, kept.IDs)
	if err != nil {
		return err
	}
	page := web.Asked{Frame: s.frame(c, "Folders asked for"), Refused: kept.Refused}
	for _, v := range list {
		page.Rows = append(page.Rows, s.requestRow(v))
	}
	if err := s.sawRequests(ctx, actor, "request.asked", len(list)); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) requestRow(v tracking.RequestView) web.RequestRow {
	return web.RequestRow{RequestView: v, RequestWords: s.requestWords(v), Row: web.Rows([]tracking.Whereabouts{v.Folder}, s.Now())[0]}
}

// postNewRequest takes a pasted list in three steps: what it names is checked, it is changed again, or the folders ticked are asked for.
func (s *Server) postNewRequest(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	form, ok := needForm(c)
	if !ok {
		return s.showNewRequest(c, ctx, http.StatusRequestEntityTooLarge, nil, form, []web.Fault{{Field: "list", Text: "The list is too long. Send it in parts of 500 lines."}})
	}
	lines := linesOf(form.List)
	a, faults, err := s.needOf(ctx, &form)
	if err != nil {
		return err
	}
	if text := listFault(lines); text != "" {
		faults = append([]web.Fault{{Field: "list", Text: text}}, faults...)
	}
	step := c.PostForm("step")
	if step == "change" {
		return s.showNewRequest(c, ctx, http.StatusOK, nil, form, nil)
	}
	if len(faults) > 0 {
		return s.showNewRequest(c, ctx, http.StatusUnprocessableEntity, nil, form, faults)
	}
	if step != "ask" {
		return s.checkList(c, ctx, actor, form, a, lines, nil)
	}
	if a.Folders = c.PostFormArray("folder"); len(a.Folders) == 0 {
		return s.checkList(c, ctx, actor, form, a, lines, []web.Fault{{Text: "Tick the folders to ask for. No folder is ticked."}})
	}
	return s.ask(c, ctx, actor, a, func(_ int, faults []web.Fault) error { return s.checkList(c, ctx, actor, form, a, lines, faults) })
}

// checkList shows what every line of a list names, before anything is asked for. Each line is told, in its order, and none is dropped.
func (s *Server) checkList(c *gin.Context, ctx context.Context, actor tracking.Actor, form web.NeedForm, a tracking.Ask, lines []string, faults []web.Fault) error {
	list, err := s.Store.Resolve(ctx, lines)
	if err != nil {
		return err
	}
	place, err := s.location(ctx, form.Location)
	if err != nil {
		return err
	}
	page := web.RequestCheck{Frame: s.frame(c, "Check the list"), Typed: form, Where: place.Name, Needed: a.NeededBy, Reason: a.Reason.Label()}
	page.Faults = faults
	var people []tracking.Patient
	seen := map[tracking.FolderID]string{}
	for _, r := range list {
		for _, p := range r.Patients {
			people = append(people, p.Patient)
		}
		if r.Folder != nil {
			people = append(people, r.Folder.Patient)
		}
		page.Lines = append(page.Lines, s.checkedLine(&page, r, a.Scope, seen))
	}
	code := http.StatusOK
	if len(faults) > 0 {
		code = http.StatusUnprocessableEntity
	}
	if err := s.sawPatients(ctx, actor, "request.resolve", people); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postRequestPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	change := c.Param("change")
	why := c.PostForm(change) // each form has one field, named as what it does
	id, err := requestID(c)
	if err != nil {
		return err
	}
	said := map[string]string{"cancel": "The request is cancelled.", "chase": "The library sees that you ask again.", "up": "The request comes first now.", "confirm": "The request stands."}[change]
	switch change {
	case "cancel":
		_, err = s.Service.CancelRequest(ctx, actor, id, versionForm(c), why)
	case "chase":
		_, err = s.Service.ChaseRequest(ctx, actor, id, versionForm(c), why)
	case "up":
		_, err = s.Service.MoveUp(ctx, actor, id, versionForm(c), why)
	case "confirm":
		_, err = s.Service.ConfirmRequest(ctx, actor, id, versionForm(c))
	default:
		return &problem{Status: http.StatusNotFound, Title: "Not Found", Code: "no_such_page", Detail: "There is nothing at this address."}
	}
	if err == nil {
		return s.done(c, "/requests/"+c.Param("id"), said)
	}
	faults, code, ok := refusal(err, change)
	if !ok || errors.Is(err, tracking.ErrUnknownRequest) {
		return err
	}
	return s.showRequest(c, ctx, actor, code, func(p *web.Request) { p.Faults, p.Open, p.Why = faults, change, strings.TrimSpace(why) })
}
