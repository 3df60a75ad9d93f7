package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// mergePages are the pages on which patients and folders are merged, and paper is brought together.
func (s *Server) mergePages(g *gin.RouterGroup) {
	g.POST("/patients/:id/merge", s.visit(tracking.MayEditPatients, s.postMergeWith))
	g.GET("/patients/:id/merge/:other", s.visit(tracking.MayEditPatients, s.getMergePatients))
	g.POST("/patients/:id/merge/:other", s.visit(tracking.MayEditPatients, s.postMergePatients))
	g.GET("/patients/:id/separate/:other", s.visit(tracking.MayEditPatients, s.getSeparate))
	g.POST("/patients/:id/separate/:other", s.visit(tracking.MayEditPatients, s.postSeparate))
	g.GET("/paper", s.visit(tracking.MayEditFolders, s.getPaperTasks))
	g.GET("/paper/:id", s.visit(tracking.MayEditFolders, s.getPaperTask))
	g.POST("/paper/:id", s.visit(tracking.MayEditFolders, s.postPaperTask))
	g.GET("/folders/merge", s.visit(tracking.MayEditFolders, s.getMergeFolders))
	g.POST("/folders/merge", s.visit(tracking.MayEditFolders, s.postMergeFolders))
	g.POST("/folders/:code/split", s.visit(tracking.MayEditFolders, s.postSplit))
}

// postMergeWith finds the other record by any of its numbers.
func (s *Server) postMergeWith(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, err := patientID(c)
	if err != nil {
		return err
	}
	text := c.PostForm("with")
	again := func(text string) error {
		return s.showPatient(c, ctx, actor, http.StatusUnprocessableEntity, func(page *web.Patient) {
			page.Faults, page.Open, page.With = []web.Fault{{Field: "with", Text: text}}, "merge", c.PostForm("with")
		})
	}
	if tracking.CleanNumber(text) == "" {
		return again("Enter a number of the other record.")
	}
	found, _, err := s.find(ctx, actor, text)
	if err != nil {
		return err
	}
	people := found.Patients
	if found.Folder != nil {
		people = []tracking.Patient{found.Folder.Patient}
	}
	switch {
	case len(people) == 0:
		return again("No patient has this number. Check it, or register the patient first.")
	case len(people) > 1:
		return again("More than one patient is found. Enter the hospital number.")
	case people[0].ID == id:
		return again("That is this record. Enter a number of the other one.")
	}
	c.Redirect(http.StatusSeeOther, fmt.Sprintf("/patients/%d/merge/%d", id, people[0].ID))
	return nil
}

// pair are the two records that an address names.
func (s *Server) pair(c *gin.Context, ctx context.Context, actor tracking.Actor) (one, other patientFile, err error) {
	id, err := patientID(c)
	if err != nil {
		return one, other, err
	}
	with, err := strconv.ParseUint(c.Param("other"), 10, 64)
	if err != nil {
		return one, other, tracking.ErrUnknownPatient
	}
	if one, err = s.openPatient(ctx, actor, uint64(id)); err != nil {
		return one, other, err
	}
	other, err = s.openPatient(ctx, actor, with)
	return one, other, err
}

func (s *Server) getMergePatients(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showMerge(c, ctx, actor, http.StatusOK, func(*web.MergePatients) {})
}

func (s *Server) showMerge(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, refused func(*web.MergePatients)) error {
	one, other, err := s.pair(c, ctx, actor)
	if err != nil {
		return err
	}
	page := web.MergePatients{Frame: s.frame(c, "Merge two records")}
	for _, f := range []patientFile{one, other} {
		page.Records = append(page.Records, web.MergeRecord{Patient: f.Patient, Folders: web.Rows(f.Folders, s.Now())})
	}
	page.Same = one.Patient.ID == other.Patient.ID
	page.Stays = strconv.FormatUint(uint64(one.Patient.ID), 10)
	refused(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) postMergePatients(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	one, other, err := s.pair(c, ctx, actor)
	if err != nil {
		return err
	}
	stays, goes := one.Patient, other.Patient
	if c.PostForm("stays") == strconv.FormatUint(uint64(goes.ID), 10) {
		stays, goes = goes, stays
	}
	m, err := s.Service.MergePatients(ctx, actor, stays.ID, goes.ID, c.PostForm("why"))
	if err == nil {
		said := "The two records are one now."
		if v, found, err := s.Store.MergeByID(ctx, m.ID); err == nil && found && len(v.Waiting) > 0 {
			said += " Bring the paper together: " + plural(len(v.Waiting), "folder", "folders") + "."
			return s.done(c, fmt.Sprintf("/paper/%d", m.ID), said)
		}
		return s.done(c, fmt.Sprintf("/patients/%d", stays.ID), said)
	}
	faults, code, ok := refusal(err, "why")
	if !ok {
		return err
	}
	return s.showMerge(c, ctx, actor, code, func(page *web.MergePatients) {
		page.Faults, page.Stays, page.Why = faults, c.PostForm("stays"), c.PostForm("why")
	})
}

func (s *Server) getSeparate(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showSeparate(c, ctx, actor, http.StatusOK, func(*web.Separate) {})
}

// merged is the merge by which the record that an address names came into the other.
func (s *Server) merged(c *gin.Context, ctx context.Context, actor tracking.Actor) (v store.MergeView, err error) {
	id, err := patientID(c)
	if err != nil {
		return v, err
	}
	merges, err := s.Store.MergesInto(ctx, id)
	if err != nil {
		return v, err
	}
	for _, m := range merges {
		if strconv.FormatUint(uint64(m.LoserID), 10) == c.Param("other") {
			if v, _, err = s.Store.MergeByID(ctx, m.ID); err != nil {
				return v, err
			}
			return v, s.sawPatients(ctx, actor, "merge.look", []tracking.Patient{m.Survivor, m.Loser})
		}
	}
	return v, tracking.ErrNotMerged
}

func (s *Server) showSeparate(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, refused func(*web.Separate)) error {
	v, err := s.merged(c, ctx, actor)
	if err != nil {
		return err
	}
	page := web.Separate{Frame: s.frame(c, "Separate two records"), Merge: mergeRow(v, s)}
	refused(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) postSeparate(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.merged(c, ctx, actor)
	if err != nil {
		return err
	}
	_, err = s.Service.UnmergePatients(ctx, actor, v.LoserID, c.PostForm("why"))
	if err == nil {
		said := "The records are two again."
		if len(v.Brought) > 0 {
			said += " Print new labels for what goes back to this one: " + plural(len(v.Brought), "folder", "folders") + "."
		}
		return s.done(c, fmt.Sprintf("/patients/%d", v.LoserID), said)
	}
	faults, code, ok := refusal(err, "why")
	if !ok {
		return err
	}
	return s.showSeparate(c, ctx, actor, code, func(page *web.Separate) { page.Faults, page.Why = faults, c.PostForm("why") })
}

func mergeRow(v store.MergeView, s *Server) web.MergeRow {
	now := s.Now()
	return web.MergeRow{ID: v.ID, Survivor: v.Survivor, Loser: v.Loser, At: v.MergedAt, By: v.MergedBy, Why: v.Why, Paper: v.Paper != nil,
		Waiting: web.Rows(v.Waiting, now), Brought: web.Rows(v.Brought, now), Theirs: web.Rows(v.Theirs, now)}
}

const paperListed = 50

func (s *Server) getPaperTasks(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	list, err := s.Store.PaperTasks(ctx, tracking.MergeID(after.ID), paperListed+1)
	if err != nil {
		return err
	}
	page := web.PaperTasks{Frame: s.frame(c, "Paper to bring together"), Checked: s.Now()}
	if len(list) > paperListed {
		list = list[:paperListed]
		page.Next = "/paper?after=" + cursorText(list[paperListed-1].MergedAt, uint64(list[paperListed-1].ID))
	}
	var people []tracking.Patient
	for _, v := range list {
		page.Rows, people = append(page.Rows, mergeRow(v, s)), append(people, v.Loser, v.Survivor)
	}
	if err := s.sawPatients(ctx, actor, "paper.list", people); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) getPaperTask(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showPaper(c, ctx, actor, http.StatusOK, func(page *web.PaperTask) {
		page.Here = tracking.CleanCode(c.Query("at"))
		if page.Here != "" {
			return
		}
		if d, err := s.deskOf(c); err == nil {
			page.Here = d.code
		}
	})
}

func (s *Server) paperTask(c *gin.Context, ctx context.Context) (store.MergeView, error) {
	id, _ := strconv.ParseUint(c.Param("id"), 10, 64) // no number is no task
	v, found, err := s.Store.MergeByID(ctx, tracking.MergeID(id))
	if err == nil && !found {
		err = tracking.ErrUnknownMerge
	}
	return v, err
}

func (s *Server) showPaper(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, refused func(*web.PaperTask)) error {
	v, err := s.paperTask(c, ctx)
	if err != nil {
		return err
	}
	if err := s.sawPatients(ctx, actor, "paper.look", []tracking.Patient{v.Survivor, v.Loser}); err != nil {
		return err
	}
	page := web.PaperTask{Frame: s.frame(c, "Bring paper together"), Merge: mergeRow(v, s), Prints: actor.Role.May(tracking.MayPrint), Checked: s.Now()}
	page.Scanning = true
	if page.Places, err = s.livePlaces(ctx); err != nil {
		return err
	}
	refused(&page)
	s.page(c, code, page)
	return nil
}

// postPaperTask takes the scan of a folder that stands with the others now. The scan is kept, whatever the folder turns out to be.
func (s *Server) postPaperTask(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.paperTask(c, ctx)
	if err != nil {
		return err
	}
	code, here := tracking.CleanCode(c.PostForm("code")), tracking.CleanCode(c.PostForm("here"))
	refuse := func(field string, err error) error {
		faults, status, ok := scanRefused(err, field, code)
		if !ok {
			return err
		}
		return s.showPaper(c, ctx, actor, status, func(page *web.PaperTask) { page.Faults, page.Here = faults, here })
	}
	fault := func(err error) error { return refuse("code", err) }
	if here == "" {
		return refuse("here", &tracking.Error{Kind: tracking.Invalid, Code: "here_missing", Text: "Choose where you are."})
	}
	if err := s.scanHere(ctx, actor, code, here); err != nil {
		return fault(err)
	}
	w, found, err := s.Store.FolderByCode(ctx, code)
	switch {
	case err != nil:
		return err
	case !found:
		return fault(tracking.ErrUnknownBarcode)
	case w.PatientID == v.Survivor.ID:
		return fault(&tracking.Error{Kind: tracking.Conflict, Code: "there_already", Text: w.Name() + " is one of the survivor's already. Scan one of those to be brought."})
	case w.PatientID != v.LoserID:
		return fault(&tracking.Error{Kind: tracking.Conflict, Code: "not_of_this", Text: w.Name() + " is not on this list. Put it aside and scan the next one."})
	}
	w, err = s.Service.BringTogether(ctx, actor, code)
	if err != nil {
		return fault(err)
	}
	said := fmt.Sprintf("%s is volume %d of the survivor's now. Put a new label on it.", w.Name(), w.Volume)
	if len(v.Waiting) == 1 {
		said += " That was the last one."
	}
	return s.done(c, fmt.Sprintf("/paper/%d?at=%s", v.ID, url.QueryEscape(here)), said)
}

func (s *Server) postSplit(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	id, _ := strconv.ParseUint(c.PostForm("folder"), 10, 64) // no number is no folder
	field := "why-split-" + c.PostForm("folder")
	why := c.PostForm(field)
	w, err := s.Service.SplitFolders(ctx, actor, tracking.FolderID(id), why)
	if err == nil {
		return s.toItsLabel(c, ctx, actor, w, "Taken apart", w.Name()+" is a folder of its own again."+printIt)
	}
	if errors.Is(err, tracking.ErrNotMergedFolder) {
		return err
	}
	return s.reopen(c, ctx, actor, err, "split", field, func(f *web.FolderForms) { f.Split, f.WhySplit = tracking.FolderID(id), why })
}
