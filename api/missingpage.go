package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// missingPages are the searches for missing folders, as people see them.
func (s *Server) missingPages(g *gin.RouterGroup) {
	g.GET("/missing", s.visit(tracking.MaySeeFolders, s.getMissing))
	g.GET("/missing/register", s.visit(tracking.MayGovern, s.getRegister))
	g.GET("/missing/register/file", s.visit(tracking.MayGovern, s.getRegisterDownload))
	g.GET("/missing/:id", s.visit(tracking.MaySeeFolders, s.getMissingCase))
	g.POST("/missing/:id/looked", s.visit(tracking.MaySearch, s.postLooked))
	g.POST("/missing/:id/urgent", s.visit(tracking.MayReport, s.postUrgentForm))
	g.POST("/missing/:id/incident", s.visit(tracking.MayOversee, s.postIncidentForm))
	g.POST("/missing/:id/raise", s.visit(tracking.MayOversee, s.postRaise))
	g.GET("/missing/:id/lost", s.visit(tracking.MayOversee, s.getLost))
	g.POST("/missing/:id/lost", s.visit(tracking.MayOversee, s.postLostForm))
	g.GET("/folders/:code/missing", s.visit(tracking.MayReport, s.getMissingReport))
	g.POST("/folders/:code/missing", s.visit(tracking.MayReport, s.postMissingForm))
	g.GET("/folders/:code/temporary", s.visit(tracking.MayOversee, s.getTemporary))
	g.POST("/folders/:code/temporary", s.visit(tracking.MayOversee, s.postTemporaryForm))
	g.GET("/folders/:code/permanent", s.visit(tracking.MayOversee, s.getPermanent))
	g.POST("/folders/:code/permanent", s.visit(tracking.MayOversee, s.postPermanentForm))
}

// getMissing is the list of what is missing.
func (s *Server) getMissing(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	page := web.Missing{Frame: s.frame(c, "Missing folders"), Names: actor.Role.May(tracking.MaySeePatients), Governs: actor.Role.May(tracking.MayGovern),
		Later: c.Query("after") != "", Checked: s.Now()}
	wanted, err := s.caseList(ctx, c, &page)
	if err != nil {
		return err
	}
	list, err := s.Store.Cases(ctx, wanted)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "missing.list"}); err != nil {
		return err
	}
	if len(list) > pageRows {
		list = list[:pageRows]
		q := c.Request.URL.Query()
		q.Set("after", nextCase(list[pageRows-1]))
		page.Next = "/missing?" + q.Encode()
	}
	var urgent []tracking.MissingCaseView
	if wanted.State == "" && wanted.Level == 0 && !page.Later { // what cannot wait stands on top, wherever it would come
		if urgent, err = s.Store.UrgentCases(ctx, wanted.Library, pageRows); err != nil {
			return err
		}
	}
	if page.Rows, err = s.caseRows(ctx, actor, onTop(urgent, list)); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// onTop puts some searches before the others of a list.
func onTop(first, list []tracking.MissingCaseView) []tracking.MissingCaseView {
	seen := map[tracking.MissingCaseID]bool{}
	for _, v := range first {
		seen[v.ID] = true
	}
	for _, v := range list {
		if !seen[v.ID] {
			first = append(first, v)
		}
	}
	return first
}

// caseList reads what of the searches is asked for, and draws the ways to the others.
func (s *Server) caseList(ctx context.Context, c *gin.Context, page *web.Missing) (wanted store.CaseList, err error) {
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return wanted, err
	}
	wanted = store.CaseList{After: after, Limit: pageRows + 1}
	if code := c.Query("library"); code != "" {
		library, err := s.location(ctx, code)
		if err != nil {
			return wanted, err
		}
		place := placeOf(library)
		wanted.Library, page.Library = &library, &place
	}
	show := c.Query("show")
	unknown := show != ""
	add := func(key, text string) {
		q := url.Values{}
		if key != "" {
			q.Set("show", key)
		}
		if page.Library != nil {
			q.Set("library", page.Library.Code)
		}
		href := "/missing"
		if len(q) > 0 {
			href += "?" + q.Encode()
		}
		unknown = unknown && key != show
		page.Filters = append(page.Filters, web.NavItem{Text: text, Href: href, Current: key == show})
	}
	add("", "All missing")
	for _, level := range tracking.SearchLevels() {
		add(strconv.Itoa(int(level)), web.SentenceCase(level.Label()))
	}
	add("lost", "Given up as lost")
	add("found", "Found lately")
	switch level, _ := strconv.Atoi(show); {
	case unknown:
		return wanted, &tracking.Error{Kind: tracking.NotFound, Code: "unknown_list", Text: "There is no such list of missing folders."}
	case level > 0:
		wanted.Level, wanted.State = tracking.SearchLevel(level), tracking.Searching
	case show == "lost":
		wanted.State = tracking.GivenUp
	case show == "found":
		wanted.State, page.Over = tracking.FoundAgain, true
	}
	return wanted, nil
}

func (s *Server) caseRows(ctx context.Context, actor tracking.Actor, list []tracking.MissingCaseView) ([]web.CaseRow, error) {
	var ids []tracking.MissingCaseID
	for _, v := range list {
		ids = append(ids, v.ID)
	}
	counts, err := s.Store.LookCounts(ctx, ids)
	rows := make([]web.CaseRow, len(list))
	for i, v := range list {
		rows[i] = s.caseRow(actor, v, counts[v.ID])
	}
	return rows, err
}

func (s *Server) caseRow(actor tracking.Actor, v tracking.MissingCaseView, looked int) web.CaseRow {
	now := s.Now()
	row := web.CaseRow{MissingCaseView: v, Row: web.Rows([]tracking.Whereabouts{v.Folder}, now)[0], Searched: looked, Standby: v.Standby(now)}
	if actor.Role.May(tracking.MaySeePatients) {
		row.Who = v.Folder.Patient.Short()
	}
	if v.NeededBy != nil {
		row.Needed = s.neededWords(*v.NeededBy, now)
		if v.Urgent && v.Open != nil {
			row.Left = leftWords(v.NeededBy.Sub(now))
		}
	}
	return row
}

// leftWords is how long there is still to search.
func leftWords(left time.Duration) string {
	minutes := int(left.Round(time.Minute) / time.Minute)
	switch {
	case minutes <= 0:
		return "the time is over"
	case minutes == 1:
		return "1 minute left"
	case minutes < 120:
		return fmt.Sprintf("%d minutes left", minutes)
	}
	return fmt.Sprintf("%d hours left", minutes/60)
}

func caseID(c *gin.Context) (tracking.MissingCaseID, error) {
	id, err := strconv.ParseUint(c.Param("id"), 10, 63)
	if err != nil {
		return 0, tracking.ErrUnknownCase
	}
	return tracking.MissingCaseID(id), nil
}

func (s *Server) getMissingCase(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showCase(c, ctx, actor, http.StatusOK, func(*web.MissingCase) {})
}

// showCase answers the page of a search; refused adds what a form was refused for and what was typed into it.
func (s *Server) showCase(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, refused func(*web.MissingCase)) error {
	id, err := caseID(c)
	if err != nil {
		return err
	}
	v, err := s.lookAtCase(ctx, actor, id)
	if err != nil {
		return err
	}
	places, looks, err := s.searchOf(ctx, v)
	if err != nil {
		return err
	}
	counts, err := s.Store.LookCounts(ctx, []tracking.MissingCaseID{v.ID})
	if err != nil {
		return err
	}
	page := web.MissingCase{Frame: s.frame(c, "Missing folder "+v.Folder.Name()), CaseRow: s.caseRow(actor, v, counts[v.ID]), SeesPatient: actor.Role.May(tracking.MaySeePatients),
		PermanentFrom: v.PermanentFrom(), MayPermanent: !s.Now().Before(v.PermanentFrom()), Steps: s.clockSteps(v.MissingCase)}
	for _, l := range looks {
		page.Looks = append(page.Looks, web.LookRow{Place: placeOf(l.Place), Result: l.Result, Note: l.Note, By: l.Actor, At: l.At})
	}
	for _, p := range places {
		page.Places = append(page.Places, placeToWalk(p, page.Looks))
	}
	if err := s.addStandIn(ctx, &page); err != nil {
		return err
	}
	if err := s.addCaseActions(ctx, actor, &page); err != nil {
		return err
	}
	refused(&page)
	s.page(c, code, page)
	return nil
}

// placeToWalk is a line of the checklist with the newest look at its place.
func placeToWalk(p tracking.SearchPlace, looks []web.LookRow) web.PlaceToLook {
	row := web.PlaceToLook{SearchPlace: p, Place: placeOf(p.Place), Phone: p.Place.Phone, Kind: web.SentenceCase(p.Place.Kind.Label())}
	for i, l := range looks {
		if l.Place.Code == p.Place.Code {
			row.Last = &looks[i]
			break
		}
	}
	return row
}

// clockSteps are the levels with when each was or will be reached.
func (s *Server) clockSteps(c tracking.MissingCase) (steps []web.ClockStep) {
	rules := s.Service.Rules()
	for _, level := range tracking.SearchLevels() {
		step := web.ClockStep{Text: fmt.Sprintf("Level %d: %s", level, level.Label()), Level: int(level), Reached: c.Level >= level}
		if at := rules.Rises(c, level); at != nil {
			step.At = *at
		}
		steps = append(steps, step)
	}
	lost := web.ClockStep{Text: "Given up as lost", Reached: c.LostAt != nil, At: rules.LostAfter(c)}
	if c.LostAt != nil {
		lost.At = *c.LostAt
	}
	return append(steps, lost)
}

func (s *Server) addStandIn(ctx context.Context, page *web.MissingCase) error {
	w, found, err := s.Store.StandIn(ctx, page.FolderID)
	if err == nil && found {
		page.StandIn = &web.Rows([]tracking.Whereabouts{w}, s.Now())[0]
	}
	return err
}

func (s *Server) addCaseActions(ctx context.Context, actor tracking.Actor, page *web.MissingCase) (err error) {
	may, open := actor.Role.May, page.CaseRow.Open != nil
	page.Actions = web.CaseActions{Search: open && may(tracking.MaySearch), Urge: open && may(tracking.MayReport), Incident: open && may(tracking.MayOversee),
		Raise: open && may(tracking.MayOversee) && page.Level < tracking.OnRegister, Lose: page.State == tracking.Searching && may(tracking.MayOversee),
		Temporary: open && may(tracking.MayOversee) && page.StandIn == nil, Merge: !open && page.StandIn != nil && may(tracking.MayEditFolders)}
	page.Typed = web.CaseForms{Number: page.Incident}
	if page.NeededAt != nil {
		page.Typed.NeededAt = page.NeededAt.Code
	}
	if page.NeededBy != nil && page.NeededBy.After(s.Now()) {
		page.Typed.Hour = s.Service.Rules().Calendar.Local(*page.NeededBy).Format("15:04")
	}
	if page.Actions.Search || page.Actions.Urge {
		page.Everywhere, err = s.livePlaces(ctx)
	}
	return err
}

const foundShown = 14 * 24 * time.Hour // how long a folder's page says who found it

// addSearch adds what a folder's page says of the search for it, and of what was made in its place.
func (s *Server) addSearch(ctx context.Context, actor tracking.Actor, page *web.Folder) error {
	v, found, err := s.Store.CaseOf(ctx, page.ID)
	if err != nil {
		return err
	}
	standIn, stands, err := s.Store.StandIn(ctx, page.ID)
	if err != nil {
		return err
	}
	now := web.SearchNow{Makes: actor.Role.May(tracking.MayOversee) && !stands, Replaced: page.Kind == tracking.KindReplaced}
	lately := found && (v.Open != nil || v.ClosedAt != nil && s.Now().Sub(*v.ClosedAt) < foundShown)
	if lately {
		now.CaseRow = s.caseRow(actor, v, 0)
	}
	if stands {
		now.StandIn = &web.Rows([]tracking.Whereabouts{standIn}, s.Now())[0]
	}
	if page.StandsForID != nil {
		original, found, err := s.Store.FolderByID(ctx, *page.StandsForID)
		if err != nil {
			return err
		}
		if found && original.ID != page.ID {
			now.For = &web.Rows([]tracking.Whereabouts{original}, s.Now())[0]
		}
	}
	if lately || stands || now.For != nil {
		page.Search = &now
	}
	return nil
}
