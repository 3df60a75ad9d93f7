package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const containerRows = 100

func (s *Server) getContainers(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showContainers(c, ctx, actor, http.StatusOK, web.ContainerForm{Kind: string(tracking.Box)}, nil)
}

func (s *Server) showContainers(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, form web.ContainerForm, faults []web.Fault) error {
	state := tracking.Stage(c.Query("state"))
	list, err := s.Store.Containers(ctx, store.ContainerList{State: state, After: cutText(c.Query("after"), 60), Limit: containerRows + 1})
	if err != nil {
		return err
	}
	page := web.Containers{Frame: s.frame(c, "Containers"), Adds: actor.Role.May(tracking.MayPack), Form: form}
	page.Faults = faults
	if len(list) > containerRows {
		list = list[:containerRows]
		page.Next = "/containers?" + url.Values{"state": {string(state)}, "after": {list[containerRows-1].Name}}.Encode()
	}
	for _, v := range list {
		page.Rows = append(page.Rows, web.ContainerRow{ContainerView: v})
	}
	for _, f := range []struct {
		state tracking.Stage
		text  string
	}{{"", "In use"}, {tracking.ContainerDispatched, "On the way"}, {tracking.ContainerReceived, "To be counted"}, {tracking.ContainerRetired, "Retired"}} {
		href := "/containers"
		if f.state != "" {
			href += "?state=" + string(f.state)
		}
		page.Filters = append(page.Filters, web.NavItem{Text: f.text, Href: href, Current: f.state == state})
	}
	for _, k := range tracking.ContainerKinds() {
		page.Kinds = append(page.Kinds, web.Choice{Code: string(k), Name: sentence(string(k))})
	}
	if page.Places, err = s.livePlaces(ctx); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

func cutText(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// livePlaces are the locations where somebody can be and a container can stand or go.
func (s *Server) livePlaces(ctx context.Context) ([]web.Choice, error) {
	all, err := s.Store.Locations(ctx)
	return placeChoices("Choose a location", all, inUse), err
}

func (s *Server) postContainers(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	form := web.ContainerForm{Kind: c.PostForm("kind"), Name: c.PostForm("name"), Location: c.PostForm("location")}
	v, err := s.Service.AddContainer(ctx, actor, tracking.NewContainer{Kind: tracking.ContainerKind(form.Kind), Name: form.Name, Location: form.Location})
	if err == nil {
		return s.done(c, "/containers/"+v.Code, v.Name+" is added. Print its label, stick it on, then scan it.")
	}
	faults, code, ok := refusal(err, "name")
	if !ok {
		return err
	}
	return s.showContainers(c, ctx, actor, code, form, fieldsOf(faults, "location"))
}

// fieldsOf gives the field of a location the name that a form has for it.
func fieldsOf(faults []web.Fault, to string) []web.Fault {
	for i := range faults {
		if faults[i].Field == "home" {
			faults[i].Field = to
		}
	}
	return faults
}

func (s *Server) getContainerPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showContainer(c, ctx, actor, http.StatusOK, func(*web.Container) {})
}

func (s *Server) showContainer(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.Container)) error {
	v, err := s.container(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	contents, sh, found, err := s.insideOf(ctx, actor, v)
	if err != nil {
		return err
	}
	after, err := (Paging{After: c.Query("after")}).cursor()
	if err != nil {
		return err
	}
	moves, err := s.Store.ContainerMoves(ctx, v.ID, after, containerRows+1)
	if err != nil {
		return err
	}
	now := s.Now()
	page := web.Container{Frame: s.frame(c, v.Name), ContainerRow: web.ContainerRow{ContainerView: v}, Contents: web.Rows(contents, now),
		Assumed: s.Service.Rules().ContentsAssumed, May: actor.Role.May(tracking.MayPack)}
	if found {
		page.Consignment = consignmentPage(sh, now)
		if v.State == tracking.ContainerDispatched {
			page.Form = web.DispatchForm{To: sh.To.Code, Seal: sh.Seal, Carrier: sh.Carrier}
		}
	}
	if len(moves) > containerRows {
		moves = moves[:containerRows]
		last := moves[containerRows-1]
		page.Older = "/containers/" + v.Code + "?after=" + cursorText(last.At, last.ID)
	}
	for _, m := range moves {
		page.History = append(page.History, web.ContainerPassage(m))
	}
	if page.Places, err = s.livePlaces(ctx); err != nil {
		return err
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func consignmentPage(sh store.Shipment, now time.Time) *web.Consignment {
	out := &web.Consignment{Consignment: sh.Consignment, From: sh.From, To: sh.To, Received: sh.Received}
	for _, l := range sh.Lines {
		out.Lines = append(out.Lines, web.ConsignmentLine{Row: web.Rows([]tracking.Whereabouts{l.Folder}, now)[0], Tally: l.Tally})
	}
	return out
}

func (s *Server) postDispatchForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	form := web.DispatchForm{To: c.PostForm("to"), Seal: c.PostForm("seal"), Carrier: c.PostForm("carrier")}
	v, err := s.Service.Dispatch(ctx, actor, c.Param("code"), tracking.Dispatch{To: form.To, Seal: form.Seal, Carrier: form.Carrier})
	if err == nil {
		return s.done(c, "/containers/"+v.Code, fmt.Sprintf("%s is on its way to %s. Print its slip and put it on.", v.Name, v.To.Name))
	}
	return s.refuseContainer(c, ctx, actor, err, "dispatch", func(page *web.Container) {
		page.Form, page.Faults = form, fieldsOf(page.Faults, "to")
	})
}

func (s *Server) postReceiptForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.Service.FinishReceipt(ctx, actor, c.Param("code"))
	if err == nil {
		return s.done(c, "/containers/"+v.Code, "The receipt of "+v.Name+" is finished.")
	}
	return s.refuseContainer(c, ctx, actor, err, "receive", func(*web.Container) {})
}

func (s *Server) postRetireForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.Service.RetireContainer(ctx, actor, c.Param("code"))
	if err == nil {
		return s.done(c, "/containers/"+v.Code, v.Name+" is retired.")
	}
	return s.refuseContainer(c, ctx, actor, err, "retire", func(*web.Container) {})
}

// postUnpackForm is one scan of a folder out of a container, where there is no script to scan with.
func (s *Server) postUnpackForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.container(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	receipts, err := s.Service.Scan(ctx, actor, tracking.ScanBatch{Scans: []tracking.Scan{{ID: id.String(), Code: strings.TrimSpace(c.PostForm("folder")),
		LocationCode: v.Location.Code, ContainerCode: v.Code, Action: tracking.Unpack, At: s.Now(), Source: tracking.Typed}}})
	if err != nil {
		return err
	}
	return s.done(c, "/containers/"+v.Code, receipts[0].Message)
}

// refuseContainer shows the page of the container again, with what was wrong and the form that it was in.
func (s *Server) refuseContainer(c *gin.Context, ctx context.Context, actor tracking.Actor, err error, form string, fill func(*web.Container)) error {
	field := form
	if form == "dispatch" {
		field = "to"
	}
	faults, code, ok := refusal(err, field)
	if !ok || errors.Is(err, tracking.ErrUnknownContainer) {
		return err
	}
	return s.showContainer(c, ctx, actor, code, func(page *web.Container) {
		page.Open, page.Faults = form, faults
		fill(page)
	})
}
