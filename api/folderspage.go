package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const foldersListed = 50

func (s *Server) getFoldersPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showFolders(c, ctx, actor, http.StatusOK, "", nil)
}

func (s *Server) showFolders(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, number string, faults []web.Fault) error {
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	chosen := c.Query("status")
	list, err := s.Store.Folders(ctx, store.FolderList{Custody: tracking.Custody(chosen), After: after, Limit: foldersListed + 1})
	if err != nil {
		return err
	}
	page := web.Folders{Frame: s.frame(c, "Folders"), Find: findBox(actor), Number: number, Status: chosen,
		Registers: actor.Role.May(tracking.MayEditPatients), Adds: actor.Role.May(tracking.MayEditFolders), Loads: actor.Role.May(tracking.MayImport),
		SeesPatients: actor.Role.May(tracking.MaySeePatients)}
	page.Faults = faults
	for _, f := range []web.NavItem{{Text: "All", Href: "/folders"}, {Text: "At a location", Href: "/folders?status=at"},
		{Text: "On the way", Href: "/folders?status=in_transit"}, {Text: "Missing", Href: "/folders?status=missing"}} {
		f.Current = strings.TrimPrefix(strings.TrimPrefix(f.Href, "/folders"), "?status=") == chosen
		page.Filters = append(page.Filters, f)
	}
	if len(list) > foldersListed {
		list = list[:foldersListed]
		last := list[foldersListed-1]
		page.Next = fmt.Sprintf("/folders?status=%s&after=%s", chosen, cursorText(last.Since, uint64(last.ID)))
	}
	page.Rows = web.Rows(list, s.Now())
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "folder.list", Detail: fmt.Sprintf("%d folders", len(list))}); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

// postFoldersPage goes to the patient with that number, where a folder can be added.
func (s *Server) postFoldersPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	number := c.PostForm("number")
	fault := func(text string) error {
		return s.showFolders(c, ctx, actor, http.StatusUnprocessableEntity, number, []web.Fault{{Field: "number", Text: text}})
	}
	if strings.TrimSpace(number) == "" {
		return fault("Enter the patient's hospital number.")
	}
	found, err := s.Store.Find(ctx, tracking.Search{Number: tracking.CleanNumber(number)})
	if err != nil {
		return err
	}
	switch len(found.Patients) {
	case 0:
		return fault(tracking.ErrUnknownPatient.Text)
	case 1:
		c.Redirect(http.StatusSeeOther, fmt.Sprintf("/patients/%d#new-folder", found.Patients[0].ID))
	default:
		c.Redirect(http.StatusSeeOther, "/find/"+s.keepSearch(ctx, number))
	}
	return nil
}
