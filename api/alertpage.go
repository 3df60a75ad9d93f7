package api

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

var alertColours = map[tracking.AlertKind]string{tracking.OverdueAlert: "red", tracking.TransitAlert: "blue", tracking.MissingAlert: "orange",
	tracking.ConflictAlert: "purple", tracking.QuarantineAlert: "grey", tracking.DeviceAlert: "pink",
	tracking.IncidentAlert: "orange", tracking.MergeAlert: "purple", tracking.PaperAlert: "purple", tracking.SetAlert: "orange"}

func (s *Server) getAlerts(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	kind := tracking.AlertKind(c.Query("kind"))
	if kind != "" && !slices.Contains(tracking.AlertKinds(), kind) {
		return &tracking.Error{Kind: tracking.NotFound, Code: "unknown_kind", Text: "There is no such kind of alert."}
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	alerts, err := s.Store.Alerts(ctx, kind, 0, after, pageRows+1)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "alert.list"}); err != nil {
		return err
	}
	counts, err := s.Store.Counts(ctx, s.Now())
	if err != nil {
		return err
	}
	page := web.Alerts{Frame: s.frame(c, "Alerts"), Kind: string(kind), Kinds: alertChoices(kind, counts.Alerts),
		Acknowledges: actor.Role.May(tracking.MayAcknowledge), Names: actor.Role.May(tracking.MaySeePatients), Later: c.Query("after") != "", Checked: s.Now()}
	if len(alerts) > pageRows {
		alerts = alerts[:pageRows]
		last := alerts[pageRows-1]
		page.Older = "/alerts?" + url.Values{"kind": {string(kind)}, "after": {cursorText(last.OpenedAt, uint64(last.ID))}}.Encode()
	}
	for _, a := range alerts {
		page.Rows = append(page.Rows, alertRow(a, page.Names))
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func alertChoices(current tracking.AlertKind, open map[tracking.AlertKind]int64) []web.AlertChoice {
	all := web.AlertChoice{Text: "All", Current: current == ""}
	var total int64
	choices := []web.AlertChoice{all}
	for _, kind := range tracking.AlertKinds() {
		total += open[kind]
		choices = append(choices, web.AlertChoice{Kind: string(kind), Text: sentence(kind.Label()), Count: grouped(open[kind]), Current: kind == current})
	}
	choices[0].Count = grouped(total)
	return choices
}

func alertRow(a tracking.AlertView, names bool) web.AlertRow {
	row := web.AlertRow{ID: uint64(a.ID), Kind: sentence(a.Kind.Label()), Colour: alertColours[a.Kind], Text: a.Text, Since: a.OpenedAt, By: a.AcknowledgedBy,
		Version: a.Version}
	if a.Folder != nil {
		row.Code = a.Folder.Code
		if names {
			row.Who = a.Folder.Patient.Short()
		}
	}
	if a.Location != nil {
		place := placeOf(*a.Location)
		row.Place = &place
	}
	return row
}

func (s *Server) postAcknowledge(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := strconv.ParseUint(c.Param("id"), 10, 64)
	if err != nil {
		return tracking.ErrUnknownAlert
	}
	if _, err := s.Service.Acknowledge(ctx, actor, tracking.AlertID(id)); err != nil {
		return err
	}
	back := "/alerts"
	if kind := c.PostForm("kind"); kind != "" {
		back += "?" + url.Values{"kind": {kind}}.Encode()
	}
	c.Redirect(http.StatusSeeOther, back)
	return nil
}
