package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// Two lists of the page are not reasons: what is kept apart, and what is over.
const (
	listApart = "apart"
	listDone  = "done"
)

// getToCheck lists the scans of all devices that a person should look at.
func (s *Server) getToCheck(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	list := c.Query("list")
	reason := tracking.CheckReason(list)
	if list != "" && list != listApart && list != listDone && !slices.Contains(tracking.CheckReasons(), reason) {
		return &tracking.Error{Kind: tracking.NotFound, Code: "unknown_reason", Text: "There is no such list of scans."}
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	open, apart, err := s.Store.CheckCounts(ctx)
	if err != nil {
		return err
	}
	page := web.ToCheck{Frame: s.frame(c, "Scans to check"), List: list, Kinds: checkChoices(list, open, apart), Later: c.Query("after") != "", Checked: s.Now(),
		MayEnd: actor.Role.May(tracking.MayAcknowledge), MayPutAside: actor.Role.May(tracking.MayEditLocations)}
	if list == listApart {
		err = s.fillKeptApart(ctx, &page)
	} else {
		err = s.fillChecks(ctx, &page, reason, after)
	}
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "scan.to_check"}); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func checkChoices(current string, open map[tracking.CheckReason]int64, apart int64) []web.AlertChoice {
	list := []web.AlertChoice{{Text: "All", Current: current == ""}}
	var total int64
	for _, r := range tracking.CheckReasons() {
		total += open[r]
		list = append(list, web.AlertChoice{Kind: string(r), Text: sentence(r.Label()), Count: grouped(open[r]), Current: string(r) == current})
	}
	list[0].Count = grouped(total)
	return append(list, web.AlertChoice{Kind: listApart, Text: "Kept apart", Count: grouped(apart), Current: current == listApart},
		web.AlertChoice{Kind: listDone, Text: "Dealt with", Current: current == listDone})
}

func (s *Server) fillChecks(ctx context.Context, page *web.ToCheck, reason tracking.CheckReason, after store.Cursor) error {
	done := page.List == listDone
	if done {
		reason = ""
	}
	checks, err := s.Store.ScanChecks(ctx, reason, done, after, pageRows+1)
	if err != nil {
		return err
	}
	if len(checks) > pageRows {
		checks = checks[:pageRows]
		last := checks[pageRows-1]
		if !done {
			page.Older = "/scans-to-check?" + url.Values{"list": {page.List}, "after": {cursorText(last.At, last.ID)}}.Encode()
		}
	}
	for _, v := range checks {
		row := web.CheckRow{ID: v.ID, Reason: sentence(v.Reason.Label()), Text: v.Message, Code: v.Code, By: v.Actor, At: v.At, DoneBy: v.DoneBy, Became: v.Became, DoneAt: v.DoneAt}
		if v.Folder != nil {
			row.Folder = v.Folder.Code
		}
		if v.Location != nil {
			place := placeOf(*v.Location)
			row.Place = &place
		}
		page.Rows = append(page.Rows, row)
	}
	return nil
}

// fillKeptApart lists what is kept apart, of enrolled devices and of others.
func (s *Server) fillKeptApart(ctx context.Context, page *web.ToCheck) error {
	rows, err := s.Store.KeptApart(ctx, pageRows)
	if err != nil {
		return err
	}
	for _, q := range rows {
		row := web.CheckRow{ID: q.ID, Reason: "Kept apart", Text: q.Reason, By: q.Actor, At: q.ReceivedAt}
		if q.By != nil {
			row.Device, row.DeviceID = q.By.Label, uint64(q.By.ID)
		}
		page.Rows = append(page.Rows, row)
	}
	return nil
}

// postToCheck says of scans, one or all that stand on the page, that they are dealt with.
func (s *Server) postToCheck(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	var ids []uint64
	for _, text := range c.PostFormArray("id") {
		if id, err := strconv.ParseUint(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	list := c.PostForm("list")
	end := func() (int, error) { return s.Service.DealtWith(ctx, actor, ids, c.PostForm("how")) }
	if list == listApart {
		end = func() (int, error) { return s.Service.PutAsideScans(ctx, actor, ids) }
	}
	back := "/scans-to-check"
	if list != "" {
		back += "?" + url.Values{"list": {list}}.Encode()
	}
	n, err := end()
	if faults, _, told := refusal(err, ""); err != nil && told {
		return s.done(c, back, faults[0].Text)
	}
	if err != nil {
		return err
	}
	return s.done(c, back, manyScans(n)+" dealt with.")
}
