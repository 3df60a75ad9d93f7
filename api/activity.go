package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
	"casenotes/web"
)

const activityDays = 7 // that the page offers besides the one that it shows

// getActivityPage shows what wards and clinics did in a day.
func (s *Server) getActivityPage(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	days := s.Service.Rules().Calendar
	today := days.Day(s.Now())
	day := today
	if text := c.Query("date"); text != "" {
		var err error
		if day, err = parseDay(text); err != nil {
			return err
		}
	}
	list, err := s.activity(ctx, day, day+1)
	if err != nil {
		return err
	}
	counts, err := s.Store.WardCounts(ctx)
	if err != nil {
		return err
	}
	places, err := s.placesByID(ctx)
	if err != nil {
		return err
	}
	page := web.ActivityPage{Frame: s.frame(c, "Wards and clinics on "+day.Words()), WardHeads: wardHeads, ClinicHeads: clinicHeads, Checked: s.Now()}
	for d := today - activityDays + 1; d <= today; d++ {
		page.Days = append(page.Days, web.NavItem{Text: days.Local(days.Midnight(d)).Format("Mon 2 Jan"), Href: "/activity?date=" + d.String(), Current: d == day})
	}
	fillActivity(&page, list, waitingFor(counts, day == today), places)
	s.page(c, http.StatusOK, page)
	return nil
}

// activity counts the days from first to before last.
func (s *Server) activity(ctx context.Context, first, last calendar.Day) ([]tracking.Activity, error) {
	days := s.Service.Rules().Calendar
	events, seen, err := s.Store.Activity(ctx, days.Midnight(first), days.Midnight(last))
	if err != nil {
		return nil, err
	}
	return s.Service.Rules().Count(events, seen), nil
}

// waitingFor is how many wait for each ward now. Of a day that is over nobody knows any more.
func waitingFor(counts []store.WardCount, now bool) map[tracking.LocationID]int {
	list := map[tracking.LocationID]int{}
	for _, w := range counts {
		if !now || w.ToCome == 0 {
			continue
		}
		var id tracking.LocationID
		if w.WardID != nil {
			id = *w.WardID
		}
		list[id] = w.ToCome
	}
	return list
}

var (
	wardHeads   = []string{"Admitted", "Moved in", "Moved out", "Discharged", "Died", "Waiting now"}
	clinicHeads = []string{"Booked", "Attended", "Did not attend", "Cancelled"}
)

// fillActivity puts places in the order of their names, and adds them up.
func fillActivity(page *web.ActivityPage, list []tracking.Activity, waiting map[tracking.LocationID]int, places map[tracking.LocationID]tracking.Location) {
	wards, clinics := map[tracking.LocationID][]int{}, map[tracking.LocationID][]int{}
	for id, n := range waiting {
		wards[id] = []int{0, 0, 0, 0, 0, n}
	}
	for _, a := range list {
		if w := []int{a.Admissions, a.TransfersIn, a.TransfersOut, a.Discharges, a.Deaths, waiting[a.LocationID]}; slices.Max(w) > 0 {
			wards[a.LocationID] = w
		}
		if k := []int{a.Booked, a.Attended, a.DidNotAttend, a.Cancelled}; slices.Max(k) > 0 {
			clinics[a.LocationID] = k
		}
	}
	page.Wards, page.WardsTotal = figureRows("Ward", wards, wardHeads, places)
	page.Clinics, page.ClinicsTotal = figureRows("Clinic", clinics, clinicHeads, places)
}

func figureRows(kind string, figures map[tracking.LocationID][]int, heads []string, places map[tracking.LocationID]tracking.Location) (rows []web.FiguresRow, total web.FiguresRow) {
	sums := make([]int, len(heads))
	row := func(name string, list []int) web.FiguresRow {
		r := web.FiguresRow{Kind: kind, Name: name}
		for i, n := range list {
			r.Figures = append(r.Figures, web.Figured{Text: heads[i], N: n})
		}
		return r
	}
	for id, list := range figures {
		name := places[id].Name
		if id == 0 {
			name = "Places that the map does not know"
		}
		rows = append(rows, row(name, list))
		for i, n := range list {
			sums[i] += n
		}
	}
	order := byName()
	slices.SortStableFunc(rows, func(a, b web.FiguresRow) int { return order(a.Name, b.Name) })
	return rows, row("All", sums)
}

type activityInput struct {
	Date string `query:"date" maxLength:"10" example:"2026-11-24" doc:"The first day; today where it is left out"`
	Days int    `query:"days" default:"1" minimum:"1" maximum:"31" doc:"How many days"`
}

type activityShape struct {
	Day          string              `json:"day" example:"2026-11-24"`
	Location     orNull[LocationRef] `json:"location" doc:"null: places of the administration system that no map knows"`
	Admissions   int                 `json:"admissions"`
	TransfersIn  int                 `json:"transfers_in"`
	TransfersOut int                 `json:"transfers_out"`
	Discharges   int                 `json:"discharges" doc:"Of the living"`
	Deaths       int                 `json:"deaths"`
	Booked       int                 `json:"booked" doc:"Appointments of which nobody has said yet what became of them"`
	Attended     int                 `json:"attended"`
	DidNotAttend int                 `json:"did_not_attend"`
	Cancelled    int                 `json:"cancelled"`
}

type activityOutput struct {
	Body struct {
		Items []activityShape `json:"items" nullable:"false"`
	}
}

func (s *Server) getActivity(ctx context.Context, _ tracking.Actor, in *activityInput) (*activityOutput, error) {
	first := s.Service.Rules().Calendar.Day(s.Now())
	if in.Date != "" {
		var err error
		if first, err = parseDay(in.Date); err != nil {
			return nil, err
		}
	}
	list, err := s.activity(ctx, first, first+calendar.Day(in.Days))
	if err != nil {
		return nil, err
	}
	places, err := s.placesByID(ctx)
	out := &activityOutput{}
	out.Body.Items = []activityShape{}
	for _, a := range list {
		out.Body.Items = append(out.Body.Items, activityShape{Day: a.Day.String(), Location: placeOrNull(&a.LocationID, places), Admissions: a.Admissions, TransfersIn: a.TransfersIn,
			TransfersOut: a.TransfersOut, Discharges: a.Discharges, Deaths: a.Deaths, Booked: a.Booked, Attended: a.Attended, DidNotAttend: a.DidNotAttend, Cancelled: a.Cancelled})
	}
	return out, err
}
