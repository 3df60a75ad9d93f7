package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getScannerTest(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, web.ScannerTest{Frame: s.frame(c, "Test a scanner"), Codes: web.TestCodes()})
	return nil
}

// testStrip is as low as the longest code allows, so that the codes and the settings are on one page.
var testStrip = labels.Stock{Name: "100x25", Width: 100, Height: 25}

func (s *Server) getScannerSheet(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	codes := web.TestCodes()
	for i, code := range codes {
		label, err := picture(labels.ScannerTest(labels.TestText{Code: code.Code, Printed: code.Printed, Name: code.Name}), testStrip)
		if err != nil {
			return fmt.Errorf("draw the test code %s: %w", code.ID, err)
		}
		codes[i].Label = label
	}
	s.page(c, http.StatusOK, web.ScannerSheet{Frame: s.frame(c, "Scanner test sheet"), Codes: codes})
	return nil
}
