package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const (
	jobsListed    = 25
	importsListed = 5
)

func (s *Server) getLabels(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showLabels(c, ctx, actor, http.StatusOK, func(*web.Labels) {})
}

func (s *Server) showLabels(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.Labels)) error {
	page := web.Labels{Frame: s.frame(c, "Labels"), Administers: actor.Role.May(tracking.MayAdminister), Checked: s.Now()}
	chosen := c.Query("state")
	for _, f := range []web.NavItem{{Text: "All", Href: "/labels"}, {Text: "Waiting", Href: "/labels?state=waiting"}, {Text: "May have printed", Href: "/labels?state=unsure"},
		{Text: "Sent", Href: "/labels?state=sent"}, {Text: "Failed", Href: "/labels?state=failed"}} {
		f.Current = strings.TrimPrefix(strings.TrimPrefix(f.Href, "/labels"), "?state=") == chosen
		page.Filters = append(page.Filters, f)
	}
	printers, err := s.Store.Printers(ctx)
	if err != nil {
		return err
	}
	names := map[tracking.PrinterID]string{}
	for _, p := range printers {
		names[p.ID] = p.Name
		page.Printers = page.Printers || p.RetiredAt == nil
	}
	l := store.PrintList{State: tracking.PrintState(chosen), Limit: jobsListed + 1}
	if after := c.Query("after"); after != "" {
		last, err := s.printJob(ctx, after)
		if err != nil {
			return err
		}
		l.After, l.AfterID = store.Cursor{At: last.CreatedAt}, last.ID
	}
	jobs, err := s.Store.PrintJobs(ctx, l)
	if err != nil {
		return err
	}
	if len(jobs) > jobsListed {
		jobs = jobs[:jobsListed]
		page.Older = "/labels?state=" + chosen + "&after=" + jobs[jobsListed-1].ID
	}
	for _, j := range jobs {
		page.Jobs = append(page.Jobs, printRow(j, names))
	}
	if page.Imports, err = s.imports(ctx); err != nil {
		return err
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) imports(ctx context.Context) (list []web.ImportedFolders, err error) {
	batches, err := s.Store.ImportBatches(ctx, importsListed)
	for _, b := range batches {
		row := web.ImportedFolders{ID: b.ID, At: b.EndedAt, By: b.Actor, Folders: plural(b.Folders, "folder", "folders")}
		for from := 1; from <= b.Folders && len(row.Parts) < 50; from += tracking.MaxLabels {
			text := "Print their labels"
			if b.Folders > tracking.MaxLabels {
				text = fmt.Sprintf("Labels %d to %d", from, min(from+tracking.MaxLabels-1, b.Folders))
			}
			row.Parts = append(row.Parts, web.Part{From: from, Text: text})
		}
		list = append(list, row)
	}
	return list, err
}

// stateWords are a job's states as people say them, with the colour of the tag.
var stateWords = map[tracking.PrintState][2]string{
	tracking.Prepared: {"Not printed yet", "white"}, tracking.Waiting: {"Waiting", "blue"}, tracking.Sending: {"Printing", "blue"}, tracking.Dispatched: {"Sent", "blue"},
	tracking.Unsure: {"May have printed", "orange"}, tracking.Printed: {"Printed", "green"}, tracking.Failed: {"Not printed", "red"}, tracking.Cancelled: {"Cancelled", "grey"},
}

func printRow(j tracking.PrintJob, names map[tracking.PrinterID]string) web.PrintRow {
	words := stateWords[j.State]
	row := web.PrintRow{ID: j.ID, What: j.Title, Labels: tracking.LabelCount(j.Labels), By: j.Actor, State: words[0], Colour: words[1], Problem: j.Problem, At: j.CreatedAt}
	if j.PrinterID != nil {
		row.Printer = names[*j.PrinterID]
	}
	if j.AskedAt != nil {
		row.At = *j.AskedAt
	}
	return row
}

// postLabelsPage puts labels together: of codes that were typed, of what is at a location, of what a search found, or of an import.
func (s *Server) postLabelsPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	codes, title, err := s.chosenLabels(c, ctx, actor)
	if err != nil {
		return err
	}
	j, err := s.Service.PreparePrint(ctx, actor, tracking.NewPrint{ID: uuid.NewString(), Title: title, Codes: codes})
	if err == nil {
		c.Redirect(http.StatusSeeOther, "/labels/jobs/"+j.ID)
		return nil
	}
	faults, code, ok := refusal(err, "codes")
	if !ok {
		return err
	}
	faults[0].Field = "codes"
	return s.showLabels(c, ctx, actor, code, func(page *web.Labels) { page.Faults, page.Codes = faults, c.PostForm("codes") })
}

func (s *Server) chosenLabels(c *gin.Context, ctx context.Context, actor tracking.Actor) (codes []string, title string, err error) {
	switch {
	case c.PostForm("at") != "":
		return LabelsFrom{At: c.PostForm("at")}.Find(ctx, s.Store)
	case c.PostForm("inside") != "":
		p, err := s.location(ctx, c.PostForm("inside"))
		if err != nil {
			return nil, "", err
		}
		codes, err = s.codesInside(ctx, p)
		return codes, "Locations in " + p.Name, err
	case c.PostForm("search") != "":
		return s.codesFound(ctx, actor, c.PostForm("search"))
	case c.PostForm("import") != "":
		id, _ := strconv.ParseUint(c.PostForm("import"), 10, 64) // no number is no import
		from, _ := strconv.Atoi(c.PostForm("from"))
		return LabelsFrom{Import: id, After: from - 1}.Find(ctx, s.Store)
	}
	return strings.FieldsFunc(c.PostForm("codes"), func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }), "", nil
}

// codesInside are a location and everything inside it that is in use.
func (s *Server) codesInside(ctx context.Context, p tracking.Location) (codes []string, err error) {
	all, err := s.Store.Locations(ctx)
	for _, q := range tracking.InTreeOrder(all) {
		if q.Within(p.ID) && q.RetiredAt == nil && len(codes) < tracking.MaxLabels {
			codes = append(codes, q.Code)
		}
	}
	return codes, err
}

// codesFound are the folders of the patients that a search found.
func (s *Server) codesFound(ctx context.Context, actor tracking.Actor, search string) (codes []string, title string, err error) {
	text, kept := s.keptSearch(ctx, search)
	if !kept {
		return nil, "", &tracking.Error{Kind: tracking.NotFound, Code: "search_forgotten", Text: "This search is no longer kept. Search again, then print."}
	}
	found, _, err := s.find(ctx, actor, text)
	if err != nil || len(found.Patients) == 0 {
		return nil, "", err
	}
	var ids []tracking.PatientID
	for _, p := range found.Patients {
		ids = append(ids, p.ID)
	}
	if ids, err = s.Store.Records(ctx, ids...); err != nil {
		return nil, "", err
	}
	folders, err := s.Store.FoldersOf(ctx, ids...)
	for _, w := range folders {
		if !w.Status.Ended() && len(codes) < tracking.MaxLabels {
			codes = append(codes, w.Code)
		}
	}
	return codes, "Folders of a search", err
}

// backOn shows a job's page again with what was refused.
func (s *Server) backOn(c *gin.Context, ctx context.Context, actor tracking.Actor, err error, field string, fill func(*web.PrintJob)) error {
	if errors.Is(err, tracking.ErrUnknownPrint) {
		return err
	}
	faults, code, ok := refusal(err, field)
	if !ok {
		return err
	}
	return s.showPrint(c, ctx, actor, code, func(page *web.PrintJob) {
		page.Faults = faults
		fill(page)
	})
}
