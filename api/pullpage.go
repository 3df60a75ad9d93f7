package api

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
	"casenotes/web"
)

// pullQuery is one list of a library: of today with what is late, of another day, or of a clinic session.
type pullQuery struct {
	store.Need
	query template.URL // as addresses say it; empty: today
	of    string       // in words
	list  string       // as prints are kept under it
}

func (s *Server) pullQuery(c *gin.Context, ctx context.Context) (q pullQuery, err error) {
	days, date, session := s.Service.Rules().Calendar, c.Query("date"), c.Query("session")
	if session != "" {
		v, err := s.sessionOf(ctx, session)
		if err != nil {
			return q, err
		}
		return pullQuery{store.Need{Session: v.ID}, template.URL(fmt.Sprintf("session=%d", v.ID)), v.Location.Name + ", " + s.dayWords(v.Starts), fmt.Sprintf("session:%d", v.ID)}, nil
	}
	today := days.Day(s.Now())
	day, words := today, "today and what is late"
	if date != "" {
		if day, err = parseDay(date); err != nil {
			return q, err
		}
	}
	if q.From, q.To, err = s.workDay(date); err != nil {
		return q, err
	}
	if day == today {
		q.From, date = time.Time{}, ""
	} else {
		words = s.dayWords(days.Midnight(day))
		q.query = template.URL(url.Values{"date": {date}}.Encode())
	}
	q.of, q.list = words, "day:"+day.String()
	return q, nil
}

// dayWords is a day as people say it: Monday 30 November 2026.
func (s *Server) dayWords(t time.Time) string {
	return s.Service.Rules().Calendar.Local(t).Format("Monday 2 January 2006")
}

// neededWords is a time by which something is needed, as short as a column.
func (s *Server) neededWords(t, now time.Time) string {
	days := s.Service.Rules().Calendar
	local := days.Local(t)
	switch days.Day(t) - days.Day(now) {
	case 0:
		return "today " + local.Format("15:04")
	case 1:
		return "tomorrow " + local.Format("15:04")
	}
	return local.Format("2 January, 15:04")
}

// pullDays are the days whose lists are worth looking at: today and the working days for which lists are made.
func (s *Server) pullDays(base string, q pullQuery) []web.NavItem {
	rules := s.Service.Rules()
	days, day := rules.Calendar, rules.Calendar.Day(s.Now())
	items := []web.NavItem{{Text: "Today and late", Href: base, Current: q.query == ""}}
	for n, last := 0, day+60; n < rules.LookAhead && day < last; { // a calendar can be closed for ever
		if day++; !days.Working(day) {
			continue
		}
		n++
		query := template.URL("date=" + day.String())
		items = append(items, web.NavItem{Text: days.Local(days.Midnight(day)).Format("Mon 2 Jan"), Href: base + "?" + string(query), Current: q.query == query})
	}
	if q.query != "" && !slices.ContainsFunc(items, func(i web.NavItem) bool { return i.Current }) {
		items = append(items, web.NavItem{Text: sentence(q.of), Href: base + "?" + string(q.query), Current: true})
	}
	return items
}

// pullRow is a request as a line of a list, as the actor may see it.
func (s *Server) pullRow(actor tracking.Actor, v tracking.RequestView, others []tracking.RequestView) web.PullRow {
	now := s.Now()
	row := web.PullRow{ID: uint64(v.ID), Shelf: shelfOf(v.Folder.Home, v.Library), Code: v.Folder.Code, Kind: sentence(v.Folder.Kind.Label()), Volume: v.Folder.Volume,
		Wanted: placeOf(v.Location), Needed: s.neededWords(v.NeededBy, now), Late: v.NeededBy.Before(now), Urgent: v.Urgency > 0, Doubtful: v.Doubt != "", Version: v.Version}
	if actor.Role.May(tracking.MaySeePatients) {
		row.Who = v.Folder.Patient.Short()
	}
	for _, o := range others {
		row.Others = append(row.Others, o.Location.Name+", "+s.neededWords(o.NeededBy, now))
	}
	if v.Claimed(now) {
		since := s.Service.Rules().Calendar.Local(v.ClaimedUntil.Add(-s.Service.Rules().Claim)).Format("15:04")
		row.Claim = "Being pulled by a colleague, " + since
		if v.ClaimedBy == actor.Name {
			row.Claim = "You are pulling this, " + since
		}
	}
	return row
}

// shelfOf is a shelf as its library calls it: whoever works there knows which library it is.
func shelfOf(home tracking.Location, library *tracking.Location) web.Place {
	place := placeOf(home)
	if library != nil && home.ID != library.ID {
		if name, within := strings.CutPrefix(home.Name, library.Name+" "); within {
			place.Name = sentence(name)
		}
	}
	return place
}

const pullRows = 200 // shown at once; the whole list is printed

func (s *Server) getPull(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	q, err := s.pullQuery(c, ctx)
	if err != nil {
		return err
	}
	all, cut, err := s.Store.PullList(ctx, library, q.Need)
	if err != nil {
		return err
	}
	if err := s.sawRequests(ctx, actor, "request.pull_list", len(all)); err != nil {
		return err
	}
	base, now := "/library/"+library.Code+"/pull", s.Now()
	page := web.Pull{Frame: s.frame(c, "Pull list: "+q.of), Library: placeOf(library), Query: q.query, Of: q.of, Days: s.pullDays(base, q),
		Names: actor.Role.May(tracking.MaySeePatients), Cut: cut, Checked: now}
	if page.Printed, err = s.printedNote(ctx, library, q, all); err != nil {
		return err
	}
	rows := waiting(all)
	page.Total, page.Pulled = len(rows), len(all)-len(rows)
	for _, r := range rows {
		if r.HeldBy(actor.Name, now) {
			page.Mine++
		}
	}
	s.fillPull(&page, actor, rows, pageNumber(c), base)
	s.page(c, http.StatusOK, page)
	return nil
}

// waiting leaves out what is pulled already.
func waiting(all []store.PullRow) (rows []store.PullRow) {
	for _, r := range all {
		if r.State == tracking.RequestWaiting {
			rows = append(rows, r)
		}
	}
	return rows
}

// pageNumber is which part of a list is asked for, from 0. The parts of a list that others work on move; nothing is lost by that.
func pageNumber(c *gin.Context) int {
	n, err := strconv.Atoi(c.Query("part"))
	if err != nil || n < 0 || n > 1000 {
		return 0
	}
	return n
}

func (s *Server) fillPull(page *web.Pull, actor tracking.Actor, rows []store.PullRow, part int, base string) {
	from := min(part*pullRows, max(0, len(rows)-1)/pullRows*pullRows)
	to := min(from+pullRows, len(rows))
	link := func(part int) string {
		query := url.Values{"part": {strconv.Itoa(part)}}.Encode()
		if page.Query != "" {
			query = string(page.Query) + "&" + query
		}
		return base + "?" + query
	}
	page.Shown = plural(len(rows), "folder", "folders") + " to pull."
	if len(rows) > pullRows {
		page.Shown = fmt.Sprintf("Showing %s to %s of %s to pull.", grouped(int64(from+1)), grouped(int64(to)), grouped(int64(len(rows))))
		if from > 0 {
			page.Earlier = link(from/pullRows - 1)
		}
		if to < len(rows) {
			page.Later = link(from/pullRows + 1)
		}
	}
	for _, r := range rows[from:to] {
		if last := len(page.Bays) - 1; last < 0 || page.Bays[last].Code != r.Bay.Code {
			page.Bays = append(page.Bays, web.PullBay{Place: shelfOf(r.Bay, r.Library)})
		}
		last := &page.Bays[len(page.Bays)-1]
		last.Rows = append(last.Rows, s.pullRow(actor, r.RequestView, r.Others))
	}
}

// since is what has changed of a list since it was put on paper: what is new on it, and what was on it.
func (s *Server) since(ctx context.Context, library tracking.Location, q pullQuery, all []store.PullRow) (last *tracking.PullPrint, added []store.PullRow, crossed []tracking.PrintedLine, err error) {
	prints, err := s.Store.PullPrints(ctx, library.ID, q.list)
	if err != nil || len(prints) == 0 {
		return nil, nil, nil, err
	}
	now := s.Now()
	var list []tracking.Request
	for _, r := range all {
		list = append(list, r.Request)
	}
	add, gone := tracking.SincePrinted(tracking.OnPaper(prints), list, now)
	for _, r := range all {
		if slices.Contains(add, r.ID) {
			added = append(added, r)
		}
	}
	views, err := s.Store.RequestsByID(ctx, gone)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, v := range views {
		if why, off := s.Service.Rules().CrossOff(v, library, now); off {
			crossed = append(crossed, tracking.PrintedLine{Request: v.ID, Mark: tracking.CrossedOff, Why: why})
		}
	}
	return &prints[len(prints)-1], added, crossed, nil
}

func (s *Server) printedNote(ctx context.Context, library tracking.Location, q pullQuery, all []store.PullRow) (*web.PrintedNote, error) {
	last, added, crossed, err := s.since(ctx, library, q, all)
	if err != nil || last == nil {
		return nil, err
	}
	return &web.PrintedNote{By: last.PrintedBy, At: last.PrintedAt, Added: len(added), Crossed: len(crossed),
		Href: fmt.Sprintf("/library/%s/prints/%d", library.Code, last.ID)}, nil
}

// postPull starts or prints a list, or gives back what was claimed of it.
func (s *Server) postPull(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	q, err := s.pullQuery(c, ctx)
	if err != nil {
		return err
	}
	all, _, err := s.Store.PullList(ctx, library, q.Need)
	if err != nil {
		return err
	}
	back := "/library/" + library.Code + "/pull"
	if q.query != "" {
		back += "?" + string(q.query)
	}
	rows := inBays(waiting(all), c.PostFormArray("bay"))
	switch c.PostForm("do") {
	case "start":
		return s.startPull(c, ctx, actor, library, rows, back)
	case "print":
		return s.printPull(c, ctx, actor, library, q, rows, back)
	case "update":
		return s.printUpdate(c, ctx, actor, library, q, all, back)
	case "release":
		return s.releasePull(c, ctx, actor, waiting(all), back)
	}
	return &tracking.Error{Kind: tracking.Invalid, Code: "unknown_action", Text: "Choose Start, Print or Give back."}
}

// inBays leaves the rows of some bays; of all, where none was chosen.
func inBays(rows []store.PullRow, bays []string) []store.PullRow {
	if len(bays) == 0 {
		return rows
	}
	return slices.DeleteFunc(rows, func(r store.PullRow) bool { return !slices.Contains(bays, r.Bay.Code) })
}

// claimRows claims what no colleague has, up to a number of rows, and answers those that are the actor's then.
func (s *Server) claimRows(ctx context.Context, actor tracking.Actor, rows []store.PullRow, most int) (mine []store.PullRow, err error) {
	now := s.Now()
	var free []tracking.RequestID
	for _, r := range rows {
		if !r.HeldByOther(actor.Name, now) && len(free) < most {
			free = append(free, r.ID)
		}
	}
	held := map[tracking.RequestID]bool{}
	for some := range slices.Chunk(free, tracking.ClaimLimit) {
		views, err := s.Service.Claim(ctx, actor, some)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			held[v.ID] = v.HeldBy(actor.Name, s.Now())
		}
	}
	for _, r := range rows {
		if held[r.ID] {
			mine = append(mine, r)
		}
	}
	return mine, nil
}

const nothingFree = "Nothing was left to pull there. Colleagues have claimed it all."

func (s *Server) startPull(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location, rows []store.PullRow, back string) error {
	mine, err := s.claimRows(ctx, actor, rows, tracking.ClaimLimit)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return s.done(c, back, nothingFree)
	}
	c.Redirect(http.StatusSeeOther, "/library/"+library.Code+"/pulling")
	return nil
}

func (s *Server) releasePull(c *gin.Context, ctx context.Context, actor tracking.Actor, rows []store.PullRow, back string) error {
	var mine []tracking.RequestID
	for _, r := range rows {
		if r.HeldBy(actor.Name, s.Now()) {
			mine = append(mine, r.ID)
		}
	}
	for some := range slices.Chunk(mine, tracking.ClaimLimit) {
		if _, err := s.Service.Release(ctx, actor, some); err != nil {
			return err
		}
	}
	return s.done(c, back, plural(len(mine), "folder is", "folders are")+" free for colleagues again.")
}

// requestForm is the request that a form is about.
func requestForm(c *gin.Context) (tracking.RequestID, bool) {
	id, err := strconv.ParseUint(c.PostForm("request"), 10, 53)
	return tracking.RequestID(id), err == nil
}

// listTitle is what a print is a list of, from the name it was kept under.
func (s *Server) listTitle(ctx context.Context, list string) (of string, query template.URL, err error) {
	kind, what, _ := strings.Cut(list, ":")
	days := s.Service.Rules().Calendar
	if kind == "session" {
		v, err := s.sessionOf(ctx, what)
		return v.Location.Name + ", " + s.dayWords(v.Starts), template.URL(fmt.Sprintf("session=%d", v.ID)), err
	}
	day, err := calendar.ParseDay(what)
	if err != nil {
		return "", "", err
	}
	if day != days.Day(s.Now()) {
		query = template.URL("date=" + day.String())
	}
	return s.dayWords(days.Midnight(day)), query, nil
}
