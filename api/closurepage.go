package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/web"
)

const closuresAhead = 366

func (s *Server) getClosures(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showClosures(c, ctx, actor, http.StatusOK, func(*web.Closures) {})
}

// showClosures shows the weekdays of the next year on which the library is closed, and those of the last weeks.
func (s *Server) showClosures(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.Closures)) error {
	now := s.Now()
	days := s.Service.Rules().Calendar
	today := days.Day(now)
	local, err := s.Store.Closures(ctx, int(today-31))
	if err != nil {
		return err
	}
	own := map[calendar.Day]tracking.Closure{}
	for _, each := range local {
		own[each.On()] = each
	}
	page := web.Closures{Frame: s.frame(c, "Closed days"), Edits: actor.Role.May(tracking.MayEditLocations), Checked: now}
	for day := today - 31; day <= today+closuresAhead; day++ {
		why, closed := days.Closed(day)
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		closure, ours := own[day]
		if (!closed || weekend || day < today) && !ours {
			continue
		}
		row := web.ClosureRow{Day: day.Weekday().String() + " " + day.Words(), Why: why}
		if ours {
			row.ID, row.Why, row.By, row.Moved, row.Local, row.Moving, row.Ahead = closure.ID, closure.Why, closure.MadeBy, grouped(closure.Moved), true, closure.NextAt != nil && closure.Passes == 0, day > today
		}
		page.Rows = append(page.Rows, row)
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) postClosures(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	first, last, why := dateForm(c, "from"), dateForm(c, "to"), c.PostForm("why")
	refuse := func(code int, faults []web.Fault) error {
		return s.showClosures(c, ctx, actor, code, func(page *web.Closures) {
			page.From, page.To, page.Why, page.Faults = first, last, why, faults
		})
	}
	from, ok := dayForm(first)
	if !ok {
		return refuse(http.StatusUnprocessableEntity, []web.Fault{{Field: "from", Text: "Enter the first closed day, such as 24 12 2026."}})
	}
	to := from
	if last != (web.Date{}) {
		if to, ok = dayForm(last); !ok {
			return refuse(http.StatusUnprocessableEntity, []web.Fault{{Field: "to", Text: "Enter the last closed day, such as 24 12 2026, or nothing."}})
		}
	}
	n, err := s.Service.Close(ctx, actor, from, to, why)
	if err == nil {
		return s.done(c, "/closures", "Closed: "+plural(n, "working day", "working days")+". Due dates move.")
	}
	faults, code, ok := refusal(err, "from")
	if !ok {
		return err
	}
	for code, field := range map[string]string{"reason_missing": "why", "reason_too_long": "why", "closure_backwards": "to", "closure_long": "to"} {
		if (&tracking.Error{Code: code}).Is(err) {
			faults[0].Field = field
		}
	}
	return refuse(code, faults)
}

func (s *Server) postReopen(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, _ := strconv.ParseUint(c.Param("id"), 10, 64)
	closure, err := s.Service.Reopen(ctx, actor, id)
	if err != nil {
		return err
	}
	return s.done(c, "/closures", "Open on "+closure.On().Words()+" after all. Due dates move back.")
}
