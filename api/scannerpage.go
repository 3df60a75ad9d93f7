package api

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getScannerTest(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, web.ScannerTest{Frame: s.frame(c, "Test a scanner"), Codes: web.TestCodes()})
	return nil
}

func (s *Server) getScannerSheet(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	codes := web.TestCodes()
	for i, code := range codes {
		var symbol strings.Builder
		if err := labels.Symbol(&symbol, code.Code, "Barcode "+code.Printed); err != nil {
			return fmt.Errorf("draw the test code %s: %w", code.ID, err)
		}
		codes[i].Symbol = template.HTML(symbol.String())
	}
	s.page(c, http.StatusOK, web.ScannerSheet{Frame: s.frame(c, "Scanner test sheet"), Codes: codes})
	return nil
}
