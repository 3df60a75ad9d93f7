package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
	"casenotes/web"
)

func (s *Server) scanFilePage(c *gin.Context) web.ScanFile {
	return web.ScanFile{Frame: s.frame(c, "Import scans from a device"), Checked: s.Now()}
}

func (s *Server) getScanFile(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, s.scanFilePage(c))
	return nil
}

// postScanFile takes in what a device could not send itself.
func (s *Server) postScanFile(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	page := s.scanFilePage(c)
	refuse := func(text string) error {
		page.Faults = []web.Fault{{Field: "file", Text: text}}
		s.page(c, http.StatusUnprocessableEntity, page)
		return nil
	}
	file, _, err := upload(c)
	if err != nil {
		return refuse("Choose the file that the scan page saved.")
	}
	took, err := ImportScans(ctx, s.Service, actor, file)
	if wrong, is := errors.AsType[*exchange.FileError](err); is {
		return refuse(sentence(wrong.Text) + ".")
	}
	if refused, is := errors.AsType[*tracking.Error](err); is && refused.Kind == tracking.Invalid {
		return refuse(refused.Text)
	}
	if err != nil {
		return err
	}
	page.Report = scanFileReport(took)
	s.page(c, http.StatusOK, page)
	return nil
}

func scanFileReport(took ScanImport) *web.ScanFileReport {
	r := &web.ScanFileReport{Device: took.Device, Made: took.Made, Stored: grouped(int64(took.Stored)), Known: grouped(int64(took.Known)),
		Check: grouped(int64(len(took.Attention)))}
	for i, a := range took.Attention {
		if i == problemsShown {
			r.Rest = fmt.Sprintf("%s more are not listed. Look at these first.", grouped(int64(len(took.Attention)-i)))
			break
		}
		r.Attention = append(r.Attention, web.ScanOutcome(a))
	}
	return r
}
