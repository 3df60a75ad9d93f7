package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
	"casenotes/web"
)

const (
	maxUpload     = 64 << 20
	problemsShown = 1000
)

var importKinds = []exchange.Kind{exchange.Locations, exchange.Patients, exchange.Folders}

func (s *Server) getImport(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, s.importsPage(c))
	return nil
}

func (s *Server) importsPage(c *gin.Context) web.Imports {
	page := web.Imports{Frame: s.frame(c, "Import a file")}
	for _, k := range importKinds {
		page.Kinds = append(page.Kinds, web.ImportKind{Kind: string(k), Text: sentence(string(k)), Columns: strings.Join(exchange.Columns(k), ", ")})
	}
	return page
}

func (s *Server) postImport(k exchange.Kind) visitor {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
		page := s.importsPage(c)
		file, rehearse, err := upload(c)
		if err != nil {
			page.Faults = []web.Fault{{Field: "file-" + string(k), Text: "Choose a CSV file first."}}
			s.page(c, http.StatusUnprocessableEntity, page)
			return nil
		}
		report, err := s.takeIn(ctx, actor, k, file, rehearse)
		if err != nil {
			report.Stopped = s.stopped(ctx, err)
		}
		if wrong, is := errors.AsType[*exchange.FileError](err); is {
			page.Faults = []web.Fault{{Field: "file-" + string(k), Text: sentence(wrong.Text) + "."}}
			s.page(c, http.StatusUnprocessableEntity, page)
			return nil
		}
		if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "import." + string(k), Detail: report.Added + " added"}); err != nil {
			return err
		}
		page.Report = &report
		s.page(c, http.StatusOK, page)
		return nil
	}
}

var errNoFile = errors.New("no file was sent")

// upload finds the file in a form as it arrives: 64 MB are not kept in memory for it, and a long import is not cut off.
func upload(c *gin.Context) (file io.Reader, rehearse bool, err error) {
	whole := http.NewResponseController(c.Writer)
	if err := errors.Join(whole.SetReadDeadline(time.Time{}), whole.SetWriteDeadline(time.Time{})); err != nil {
		return nil, false, err
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxUpload)
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return nil, false, err
	}
	for {
		var part *multipart.Part
		if part, err = parts.NextPart(); err != nil {
			return nil, false, err
		}
		switch part.FormName() {
		case "rehearse":
			rehearse = true
		case "file":
			if part.FileName() == "" {
				return nil, false, errNoFile
			}
			return part, rehearse, nil
		}
	}
}

// silence hears of what a dry run would have changed, and tells nobody.
type silence struct{}

func (silence) Announce([]tracking.Event) {}

func (s *Server) takeIn(ctx context.Context, actor tracking.Actor, k exchange.Kind, file io.Reader, rehearse bool) (web.ImportReport, error) {
	out := web.ImportReport{Kind: string(k), Rehearsal: rehearse}
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return out, err
	}
	problems := 0
	job := exchange.Job{Kind: k, Service: s.Service, Actor: actor, Locations: all, Rehearsal: rehearse, Problem: func(p exchange.Problem) {
		if problems++; problems <= problemsShown {
			out.Problems = append(out.Problems, web.ImportProblem{Line: p.Line, Column: p.Column, Text: p.Text})
		}
	}}
	if rehearse {
		job.Service = tracking.New(exchange.Rehearse(s.Store), s.Service.Rules(), s.Now, silence{})
	}
	report, err := exchange.Import(ctx, file, job)
	out.Labels = report.Batch > 0
	out.Rows, out.Added, out.Known, out.Bad = grouped(int64(report.Rows)), grouped(int64(report.Added)), grouped(int64(report.Known)), grouped(int64(report.Bad))
	if more := problems - len(out.Problems); more > 0 {
		out.Rest = fmt.Sprintf("%s more are not listed. Correct these first.", grouped(int64(more)))
	}
	return out, err
}

// stopped says in words why an import did not come to its end.
func (s *Server) stopped(ctx context.Context, err error) string {
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		return "The file has more than 64 MB. What is counted as added is kept. Cut the file into several, or import it on the server."
	}
	return s.explain(ctx, err).Detail
}
