package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// receivePages are the pages on which a clinic scans what comes and what goes back.
func (s *Server) receivePages(g *gin.RouterGroup) {
	g.GET("/receive", s.visit(tracking.MayRequest, s.getReceives("Receive folders", "/receive/")))
	g.GET("/receive/:code", s.visit(tracking.MayRequest, s.getReceive))
	g.POST("/receive/:code/missing", s.visit(tracking.MayReport, s.postNotArrived))
	g.GET("/send-back", s.visit(tracking.MayRequest, s.getReceives("Send folders back", "/send-back/")))
	g.GET("/send-back/:code", s.visit(tracking.MayRequest, s.getSendBack))
	g.POST("/send-back/:code/bundle", s.visit(tracking.MayPack, s.postBundle))
}

// getReceives asks where; whoever has one clinic only is there.
func (s *Server) getReceives(verb, path string) visitor {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
		if at := tracking.CleanCode(c.Query("at")); at != "" {
			p, err := s.location(ctx, at)
			if err != nil {
				return err
			}
			c.Redirect(http.StatusSeeOther, path+p.Code)
			return nil
		}
		mine, err := s.Store.ClinicsOf(ctx, actor.Name)
		if err != nil {
			return err
		}
		if len(mine) == 1 {
			c.Redirect(http.StatusSeeOther, path+mine[0].Code)
			return nil
		}
		page := web.Receives{Frame: s.frame(c, verb), Verb: verb, Path: path}
		for _, p := range mine {
			page.Mine = append(page.Mine, placeOf(p))
		}
		if page.All, err = s.livePlaces(ctx); err != nil {
			return err
		}
		s.page(c, http.StatusOK, page)
		return nil
	}
}

// getReceive is the list of a clinic for today, or for its next working day: folders come the day before.
func (s *Server) getReceive(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	days := s.Service.Rules().Calendar
	today := days.Day(s.Now())
	next := today + 1
	if at, err := days.AddDays(s.Now(), 1); err == nil {
		next = days.Day(at)
	}
	day, words := today, "today's list"
	if c.Query("day") == "next" {
		day, words = next, next.Weekday().String()+"'s list"
	}
	page := web.Receive{Scan: web.Scan{Frame: s.frame(c, "Receive at "+p.Name), Locations: []web.Choice{{Code: p.Code, Name: p.Name}}, Location: p.Code}, Here: placeOf(p), Day: words, Reports: actor.Role.May(tracking.MayReport), Checked: s.Now()}
	path := "/receive/" + p.Code
	page.Days = []web.NavItem{{Text: "Today's list", Href: path, Current: day == today}, {Text: next.Weekday().String() + "'s list", Href: path + "?day=next", Current: day == next}}
	sessions, err := s.Store.Sessions(ctx, store.SessionList{From: days.Midnight(day), To: days.Midnight(day + 1), LocationID: p.ID, Limit: clinicRows})
	if err != nil {
		return err
	}
	var people []tracking.Patient
	for _, v := range sessions {
		if v.CancelledAt != nil {
			continue
		}
		booked, err := s.Store.Booked(ctx, v)
		if err != nil {
			return err
		}
		one := web.ReceiveSession{Starts: v.Starts, ID: v.ID}
		for _, b := range booked {
			if rows := s.expected(b); len(rows) > 0 {
				one.Rows, people = append(one.Rows, rows...), append(people, b.Patient)
			}
		}
		for _, r := range one.Rows {
			page.Expected++
			if r.Here {
				page.Arrived++
			}
		}
		page.Sessions = append(page.Sessions, one)
	}
	if err := s.sawPatients(ctx, actor, "receive.look", people); err != nil {
		return err
	}
	s.scanPage(c, page)
	return nil
}

// scanPage answers a page that scans: its camera is read by a program.
func (s *Server) scanPage(c *gin.Context, p web.Page) {
	c.Header("Content-Security-Policy", web.ScanPolicy)
	s.page(c, http.StatusOK, p)
}

// expected is the folders that should come for somebody who is booked.
func (s *Server) expected(b store.Booked) (rows []web.ReceiveRow) {
	if b.NotNeeded != "" || (!b.Wanted() && b.Status != tracking.Attended) {
		return nil
	}
	for _, f := range b.Folders {
		if f.Counts {
			rows = append(rows, web.ReceiveRow{Row: web.Rows([]tracking.Whereabouts{f.Whereabouts}, s.Now())[0], Starts: b.Starts, Here: f.Stands == tracking.Here, Coming: f.Stands == tracking.OnTheWay,
				Stands: web.StandingTag(f.Stands), Request: f.Request})
		}
	}
	return rows
}

// postNotArrived reports a folder missing that did not come with the others.
func (s *Server) postNotArrived(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	to := "/receive/" + p.Code
	if c.PostForm("day") == "next" {
		to += "?day=next"
	}
	w, err := s.Service.MarkMissing(ctx, actor, c.PostForm("folder"), "It did not come to "+p.Name+" with the other folders.")
	if err != nil {
		if faults, _, ok := refusal(err, ""); ok {
			return s.done(c, to, faults[0].Text)
		}
		return err
	}
	return s.done(c, to, w.Name()+" is reported missing. The library looks for it. Its next scan, anywhere, ends that.")
}

// getSendBack is what is at a location and belongs to a library. Without one chosen it is the one that most belong to.
func (s *Server) getSendBack(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	list, err := s.Store.Folders(ctx, store.FolderList{LocationID: p.ID, Custody: tracking.At, Limit: clinicRows + 1})
	if err != nil {
		return err
	}
	page := web.SendBack{Scan: web.Scan{Frame: s.frame(c, "Send back from "+p.Name), Locations: []web.Choice{{Code: p.Code, Name: p.Name}}, Location: p.Code}, Here: placeOf(p), Checked: s.Now(), More: len(list) > clinicRows}
	places, err := s.placesByID(ctx)
	if err != nil {
		return err
	}
	going := map[string][]tracking.Whereabouts{}
	for _, w := range list[:min(len(list), clinicRows)] {
		if l := tracking.LibraryOf(w.Home, places); l != nil && !p.Within(l.ID) {
			if going[l.Code] = append(going[l.Code], w); len(going[l.Code]) == 1 {
				page.Libraries = append(page.Libraries, web.BackTo{Place: placeOf(*l)})
			}
		}
	}
	for i, l := range page.Libraries {
		page.Libraries[i].Folders = len(going[l.Code])
	}
	slices.SortStableFunc(page.Libraries, func(a, b web.BackTo) int { return -cmp.Compare(a.Folders, b.Folders) })
	if err := s.addDestination(ctx, c, &page, p); err != nil {
		return err
	}
	var people []tracking.Patient
	if page.To != nil {
		page.Rows = web.Rows(going[page.To.Code], s.Now())
		for _, r := range page.Rows {
			people = append(people, r.Patient)
		}
	}
	if err := s.sawPatients(ctx, actor, "send_back.look", people); err != nil {
		return err
	}
	s.scanPage(c, page)
	return nil
}

// addDestination adds where folders go, and the bundle that they are packed into.
func (s *Server) addDestination(ctx context.Context, c *gin.Context, page *web.SendBack, p tracking.Location) error {
	code := c.Query("to")
	if code == "" && len(page.Libraries) > 0 {
		code = page.Libraries[0].Code
	}
	if code != "" {
		to, err := s.location(ctx, code)
		if err != nil {
			return err
		}
		place := placeOf(to)
		page.To = &place
	}
	if bundle := c.Query("bundle"); bundle != "" {
		v, err := s.container(ctx, bundle)
		if err != nil {
			return err
		}
		if v.State == tracking.ContainerOpen && v.LocationID == p.ID {
			page.Bundle = &web.ContainerRow{ContainerView: v}
		}
	}
	return nil
}

func (s *Server) placesByID(ctx context.Context) (map[tracking.LocationID]tracking.Location, error) {
	all, err := s.Store.Locations(ctx)
	places := map[tracking.LocationID]tracking.Location{}
	for _, p := range all {
		places[p.ID] = p
	}
	return places, err
}

// postBundle makes a bag for what goes back to a library: its slip has one barcode for all of it.
func (s *Server) postBundle(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	to, err := s.location(ctx, c.PostForm("to"))
	if err != nil {
		return err
	}
	days := s.Service.Rules().Calendar
	name := cutText(fmt.Sprintf("Bundle for %s, %s", to.Name, days.Local(s.Now()).Format("2 Jan 15:04:05")), 60)
	v, err := s.Service.AddContainer(ctx, actor, tracking.NewContainer{Kind: tracking.Bag, Name: name, Location: p.Code})
	if err != nil {
		return err
	}
	return s.done(c, "/send-back/"+p.Code+"?"+url.Values{"to": {to.Code}, "bundle": {v.Code}}.Encode(), v.Name+" is made. Scan the folders into it.")
}
