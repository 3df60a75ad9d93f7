package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/web"
)

// The wizard that merges two folders takes one thing after another: where somebody is and the folder that stays, the one whose papers went
// into it, and that both were checked. What was given before travels with the form; each scan is kept as a scan.

func (s *Server) getMergeFolders(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	page := web.MergeFolders{Frame: s.frame(c, "Merge two folders"), Step: 1, Here: tracking.CleanCode(c.Query("at"))}
	if page.Here == "" {
		if d, err := s.deskOf(c); err == nil {
			page.Here = d.code
		}
	}
	return s.showMergeFolders(c, ctx, actor, http.StatusOK, page)
}

func (s *Server) showMergeFolders(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, page web.MergeFolders) (err error) {
	page.Scanning = page.Step < 3
	if page.Step == 1 {
		if page.Places, err = s.livePlaces(ctx); err != nil {
			return err
		}
	}
	for _, folder := range []struct {
		code string
		row  **web.Row
	}{{page.Stays, &page.Survivor}, {page.Goes, &page.Loser}} {
		if folder.code == "" {
			continue
		}
		w, err := s.look(ctx, actor, folder.code, "folder.look")
		if err != nil {
			return err
		}
		row := web.Rows([]tracking.Whereabouts{w}, s.Now())[0]
		*folder.row = &row
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postMergeFolders(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	page := web.MergeFolders{Frame: s.frame(c, "Merge two folders"), Step: 1, Here: tracking.CleanCode(c.PostForm("here")), Stays: tracking.CleanCode(c.PostForm("stays")),
		Goes: tracking.CleanCode(c.PostForm("goes"))}
	again := func(step int, field, scanned string, err error) error {
		faults, code, ok := scanRefused(err, field, scanned)
		if !ok {
			return err
		}
		page.Step, page.Faults = step, faults
		switch step {
		case 1:
			page.Stays = ""
		case 2:
			page.Goes = ""
		}
		return s.showMergeFolders(c, ctx, actor, code, page)
	}
	if c.PostForm("step") == "3" {
		w, err := s.Service.MergeFolders(ctx, actor, tracking.FolderMerging{Survivor: page.Stays, Loser: page.Goes, Confirmed: c.PostForm("checked") == "yes"})
		if err != nil {
			return again(3, "checked", "", err)
		}
		return s.toItsLabel(c, ctx, actor, w, "Merged", "The two are one folder: "+w.Name()+"."+printIt)
	}
	if err := s.standsAt(ctx, page.Here); err != nil {
		return again(1, "here", "", err)
	}
	step, field, scanned := 2, "stays", page.Stays
	if c.PostForm("step") == "2" {
		step, field, scanned = 3, "goes", page.Goes
	}
	if err := s.scanHere(ctx, actor, scanned, page.Here); err != nil {
		return again(step-1, field, scanned, err)
	}
	if step == 3 {
		if err := s.Service.MayMergeFolders(ctx, actor, tracking.FolderMerging{Survivor: page.Stays, Loser: page.Goes}); err != nil {
			return again(2, field, scanned, err)
		}
	}
	page.Step = step
	return s.showMergeFolders(c, ctx, actor, http.StatusOK, page)
}

// standsAt says what is wrong with where somebody says to be: a scan from nowhere is not kept, so the form asks before it scans.
func (s *Server) standsAt(ctx context.Context, here string) error {
	if here == "" {
		return &tracking.Error{Kind: tracking.Invalid, Code: "here_missing", Text: "Choose where you are. Then scan the folder again."}
	}
	p, err := s.location(ctx, here)
	if err == nil && p.RetiredAt != nil {
		err = tracking.ErrLocationRetired
	}
	return err
}

// scanHere keeps the scan of a folder at a location. What is no folder that we know is refused, in the words of the scan.
func (s *Server) scanHere(ctx context.Context, actor tracking.Actor, code, here string) error {
	if code == "" {
		return &tracking.Error{Kind: tracking.Invalid, Code: "code_missing", Text: "Scan the folder, or type its barcode."}
	}
	receipts, err := s.Service.Scan(ctx, actor, tracking.ScanBatch{Scans: []tracking.Scan{{ID: uuid.Must(uuid.NewV7()).String(), Code: code, LocationCode: here,
		Action: tracking.Arrive, At: s.Now(), Source: tracking.Typed}}})
	if err != nil {
		return err
	}
	if r := receipts[0]; r.Folder == nil || r.Class == tracking.Stop {
		return &tracking.Error{Kind: tracking.Conflict, Code: "not_scanned", Text: r.Message}
	}
	return nil
}
