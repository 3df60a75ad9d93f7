package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

const pageRows = 50 // of a list that is read page by page

func (s *Server) getOverdue(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	now := s.Now()
	holders, err := s.Store.OverdueByHolder(ctx, now)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "overdue.list"}); err != nil {
		return err
	}
	page := web.Overdue{Frame: s.frame(c, "Overdue"), Alerts: actor.Role.May(tracking.MaySeeAlerts), Checked: now}
	for _, h := range holders {
		page.Holders = append(page.Holders, web.Holder{Place: placeOf(h.Location), Phone: h.Location.Phone, Folders: grouped(h.Folders), Oldest: h.Oldest,
			Late: late(s.daysLate(h.Oldest, now))})
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// getOverdueAt shows the overdue folders of one holder, the longest overdue first.
func (s *Server) getOverdueAt(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	now := s.Now()
	folders, err := s.Store.Overdue(ctx, p.ID, now, after, pageRows+1)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "overdue.look", LocationID: &p.ID}); err != nil {
		return err
	}
	older := ""
	if len(folders) > pageRows {
		folders = folders[:pageRows]
		last := folders[pageRows-1]
		older = "/overdue/" + p.Code + "?after=" + cursorText(*last.DueAt, uint64(last.ID))
	}
	list := s.folderList(actor, "overdue", folders)
	list.Title, list.None, list.DueHead, list.Older = "Folders", "Nothing overdue.", "Was due back", older
	s.page(c, http.StatusOK, web.HolderPage{Frame: s.frame(c, "Overdue at "+p.Name), Holder: placeOf(p), Phone: p.Phone, Email: p.Email, List: list,
		Later: c.Query("after") != "", Checked: now})
	return nil
}
