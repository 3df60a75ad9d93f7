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

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

const linesShown = 30

func (s *Server) getPrintPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showPrint(c, ctx, actor, http.StatusOK, func(*web.PrintJob) {})
}

// showPrint answers the page of a job: while it is prepared, how it is to be printed, and then what became of it.
func (s *Server) showPrint(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.PrintJob)) error {
	j, err := s.printJob(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	printers, err := s.Store.Printers(ctx)
	if err != nil {
		return err
	}
	names := map[tracking.PrinterID]string{}
	for _, p := range printers {
		names[p.ID] = p.Name
	}
	page := web.PrintJob{Frame: s.frame(c, "Print labels"), PrintRow: printRow(j, names), Prepared: j.State == tracking.Prepared, Reason: j.Reason, Stock: j.Stock, Checked: s.Now(),
		Administers: actor.Role.May(tracking.MayAdminister)}
	if j.AgainOf != nil {
		page.AgainOf = *j.AgainOf
	}
	if err := s.addLines(ctx, &page, j); err != nil {
		return err
	}
	if page.Prepared {
		err = s.addChoice(c, ctx, &page, j, printers)
	} else {
		addSteps(&page, j, printers)
	}
	if err != nil {
		return err
	}
	fill(&page)
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "print.look", Detail: j.ID}); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) addLines(ctx context.Context, page *web.PrintJob, j tracking.PrintJob) error {
	rows, err := s.Store.PrintLabels(ctx, j.ID)
	if err != nil {
		return err
	}
	for _, l := range rows {
		if l.ScannedAt == nil {
			page.Left++
		}
	}
	m, err := s.Store.PrintMeant(ctx, rows)
	for i, l := range rows {
		if i == linesShown {
			page.Rest = fmt.Sprintf("and %d more", len(rows)-linesShown)
			break
		}
		line := web.LabelLine{Code: l.Code, Folder: l.FolderID != nil, Scanned: l.ScannedAt != nil}
		switch {
		case l.LocationID != nil:
			line.Text = m.Places[*l.LocationID].Name
		case l.ContainerID != nil:
			line.Text = strings.TrimSpace(sentence(string(m.Containers[*l.ContainerID].Kind)) + " " + m.Containers[*l.ContainerID].Name)
		case l.UserID != nil:
			line.Text = "Badge of " + m.Users[*l.UserID].Name
		}
		if l.LabelVersion != nil {
			line.Version = *l.LabelVersion
		}
		page.Lines = append(page.Lines, line)
	}
	return err
}

// addSteps says what can be done with a job now.
func addSteps(page *web.PrintJob, j tracking.PrintJob, printers []tracking.Printer) {
	download := false
	for _, p := range printers {
		download = download || j.PrinterID != nil && p.ID == *j.PrinterID && p.Address == ""
	}
	out := j.State == tracking.Dispatched || j.State == tracking.Unsure
	page.Cancels = j.State.MayBecome(tracking.Cancelled)
	page.Fetches = download && (j.State == tracking.Waiting || j.State == tracking.Dispatched)
	page.Confirms = out
	page.Repeats = out || j.State.Ended()
	page.Scans = (out || j.State == tracking.Printed) && page.Left > 0
	page.Moving = !download && (j.State == tracking.Waiting || j.State == tracking.Sending || j.NextAt != nil)
	if page.Problem == "" {
		page.Problem = nextStep(j, page, download)
	}
}

// nextStep says what happens next where nothing went wrong.
func nextStep(j tracking.PrintJob, page *web.PrintJob, download bool) string {
	switch {
	case page.Fetches && j.State == tracking.Waiting:
		return "Open the file and print it at its real size, without fitting it to the page."
	case j.State == tracking.Waiting:
		return "The labels are sent to the printer in a moment."
	case j.State == tracking.Dispatched && j.Labels == 1 && page.Left == 1 && !download:
		return "The printer took the label."
	case j.State == tracking.Dispatched && j.Labels == 1:
		return "Print the file, if you have not yet."
	case j.State == tracking.Dispatched && download:
		return "Stick the labels on. The job is finished when each was scanned."
	case j.State == tracking.Dispatched:
		return "The printer took the labels. Stick them on: the job is finished when each was scanned."
	case j.State == tracking.Printed && page.Left == 0 && j.Labels == 1:
		return "The label was scanned: it reads."
	case j.State == tracking.Printed && page.Left == 0:
		return "Each label was scanned: they read, and are on the right folders."
	case j.State == tracking.Printed && j.Labels == 1:
		return "The label came out."
	case j.State == tracking.Printed:
		return "The labels came out. Stick them on, then scan them."
	}
	return ""
}

// printForm reads how a job is to be printed.
func printForm(c *gin.Context) web.PrintForm {
	start, err := strconv.Atoi(c.PostForm("start"))
	if err != nil {
		start = 1
	}
	return web.PrintForm{Printer: c.PostForm("printer"), Stock: c.PostForm("stock"), Kind: c.PostForm("kind"), Reason: c.PostForm("reason"), Start: start}
}

// addChoice offers printers and stock, and shows what is chosen.
func (s *Server) addChoice(c *gin.Context, ctx context.Context, page *web.PrintJob, j tracking.PrintJob, printers []tracking.Printer) (err error) {
	stocks, err := EveryStock(ctx, s.Store)
	if err != nil {
		return err
	}
	page.Form = printForm(c)
	if page.Form.Reason == "" {
		page.Form.Reason = j.Reason
	}
	var chosen tracking.Printer
	for _, p := range printers {
		if p.RetiredAt != nil {
			continue
		}
		name := p.Name
		if words, told := healthWords[p.Health]; told && (p.Health == tracking.Trouble || p.Health == tracking.Unreachable) {
			name += " (" + words[0] + ")"
		}
		page.Printers = append(page.Printers, web.Choice{Code: p.Name, Name: name})
		if chosen.ID == 0 || p.Name == page.Form.Printer {
			chosen = p
		}
	}
	page.Form.Printer = chosen.Name
	if page.Form.Stock == "" {
		page.Form.Stock = chosen.Stock
	}
	stock := stocks[0].Stock
	for _, k := range stocks {
		page.Stocks = append(page.Stocks, web.Choice{Code: k.Name, Name: stockWords(k.Stock)})
		if k.Name == page.Form.Stock {
			stock = k.Stock
		}
	}
	page.Kinds = kindChoices()
	if page.Reprints, err = s.Store.Labelled(ctx, j.ID); err != nil || len(page.Printers) == 0 {
		return err
	}
	list, err := s.firstLabels(ctx, j, page.Form.Kind, stock.Places())
	if err == nil {
		err = wear(ctx, s.Store, list, string(chosen.Barcode))
	}
	if err != nil {
		return err
	}
	page.Sheet, err = sheetPicture(stock, list, j.Labels, page.Form.Start)
	return err
}

// firstLabels are the labels of a job that the first page can hold.
func (s *Server) firstLabels(ctx context.Context, j tracking.PrintJob, kind string, n int) ([]labels.Label, error) {
	rows, err := s.Store.PrintLabels(ctx, j.ID)
	if err != nil {
		return nil, err
	}
	j.Kind = kind
	return labelsOfRows(ctx, s.Store, j, rows[:min(n, len(rows))])
}

// stockWords is a stock in a list to choose from.
func stockWords(k tracking.Stock) string {
	size := fmt.Sprintf("%g × %g mm", millimetres(k.LabelWidth), millimetres(k.LabelHeight))
	if k.Places() == 1 {
		return k.Name + ": roll, " + size
	}
	return fmt.Sprintf("%s: sheet of %d, %s", k.Name, k.Places(), size)
}

// postPrintPage shows how a job would be printed, or prints it.
func (s *Server) postPrintPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	if c.PostForm("show") != "" {
		return s.showPrint(c, ctx, actor, http.StatusOK, func(*web.PrintJob) {})
	}
	f := printForm(c)
	j, err := s.printJob(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	p, choice, err := choice(ctx, s.Store, PrintAsk{Printer: f.Printer, Kind: f.Kind, Stock: f.Stock, Start: f.Start, Reason: f.Reason})
	if err == nil {
		_, err = handOver(ctx, s.Store, s.Service, actor, j, p, choice)
	}
	if refused, is := errors.AsType[labels.Refusal](err); is {
		err = &tracking.Error{Kind: tracking.Invalid, Code: tracking.ErrUnknownStock.Code, Text: refused.Error()}
	}
	if err == nil || errors.Is(err, tracking.ErrPrintAsked) {
		c.Redirect(http.StatusSeeOther, "/labels/jobs/"+c.Param("id"))
		return nil
	}
	return s.backOn(c, ctx, actor, err, "printer", func(page *web.PrintJob) {
		if e, told := errors.AsType[*tracking.Error](err); told && printFields[e.Code] != "" {
			page.Faults[0].Field = printFields[e.Code]
		}
	})
}

// printFields say which field of the form a refusal is about.
var printFields = map[string]string{"unknown_stock": "stock", "stock_is_sheet": "stock", "start_beyond_sheet": "start", "reason_missing": "reason", "reason_too_long": "reason", "unknown_label_kind": "kind"}

// postPrintStep is a button on a job's page.
func (s *Server) postPrintStep(step func(context.Context, tracking.Actor, string) (tracking.PrintJob, error), said string) visitor {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
		told := said
		_, err := step(ctx, actor, c.Param("id"))
		if errors.Is(err, tracking.ErrPrintMovedOn) {
			told = tracking.ErrPrintMovedOn.Text
		} else if err != nil {
			return err
		}
		return s.done(c, "/labels/jobs/"+c.Param("id"), told)
	}
}

func (s *Server) postAgainForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	reason := c.PostForm("reason")
	j, err := s.Service.PrintAgain(ctx, actor, c.Param("id"), uuid.NewString(), reason)
	if err != nil {
		return s.backOn(c, ctx, actor, err, "reason", func(page *web.PrintJob) { page.Typed = reason })
	}
	c.Redirect(http.StatusSeeOther, "/labels/jobs/"+j.ID)
	return nil
}

// postScanForm takes the scan of a new label.
func (s *Server) postScanForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	back, err := s.Service.ScanBack(ctx, actor, c.Param("id"), c.PostForm("code"))
	if err != nil {
		return s.backOn(c, ctx, actor, err, "code", func(page *web.PrintJob) { page.Scanning = true })
	}
	reads := tracking.Group(back.Label.Code) + " reads. "
	switch {
	case back.Left > 0:
		return s.done(c, "/labels/jobs/"+c.Param("id"), reads+strconv.Itoa(back.Left)+" to go.")
	case back.Job.Labels == 1 && back.Label.FolderID != nil:
		return s.done(c, "/folders/"+back.Label.Code, reads+"Its label is finished.")
	}
	return s.done(c, "/labels/jobs/"+c.Param("id"), reads+"All labels were scanned: finished.")
}

// postFileForm hands the file of a job to the browser.
func (s *Server) postFileForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	file, err := s.printFile(ctx, actor, c.Param("id"))
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", file.ContentDisposition)
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, file.ContentType, file.Body)
	return nil
}

func (s *Server) postRelabelForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	reason := c.PostForm("why")
	w, err := s.Service.ReplaceLabel(ctx, actor, c.Param("code"), reason)
	if err != nil {
		return s.reopen(c, ctx, actor, err, "relabel", "why", func(f *web.FolderForms) { f.Why = reason })
	}
	return s.toItsLabel(c, ctx, actor, w, reason, "The folder's new barcode is "+w.Name()+". Print its label, stick it over the old one, then scan it.")
}

// printIt is what is to be done with a folder that has no label yet.
const printIt = " Print its label, stick it on, then scan it."

// toItsLabel leads from a folder that has just got its barcode to the label. The way ends where the new label was scanned: that proves
// that it reads, and that it is on the folder in hand.
func (s *Server) toItsLabel(c *gin.Context, ctx context.Context, actor tracking.Actor, w tracking.Whereabouts, why, said string) error {
	if !actor.Role.May(tracking.MayPrint) {
		return s.done(c, "/folders/"+w.Code, said)
	}
	j, err := s.Service.PreparePrint(ctx, actor, tracking.NewPrint{ID: uuid.NewString(), Codes: []string{w.Code}, Title: "New label of " + w.Name(), Reason: why})
	if err != nil {
		return err
	}
	return s.done(c, "/labels/jobs/"+j.ID, said)
}

// folderLabel is the newest label that was printed of a folder.
func (s *Server) folderLabel(ctx context.Context, w tracking.Whereabouts) (*web.FolderLabel, error) {
	l, j, found, err := s.Store.FolderLabel(ctx, w.ID)
	if err != nil || !found || j.AskedAt == nil {
		return nil, err
	}
	scanned := l.ScannedAt != nil || w.LastScanAt != nil && w.LastScanAt.After(*j.AskedAt)
	return &web.FolderLabel{Version: *l.LabelVersion, Printed: *j.AskedAt, Job: j.ID, Reason: j.Reason, Scanned: scanned, Old: l.Code != w.Code}, nil
}
