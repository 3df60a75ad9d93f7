package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getScan(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showScan(c, ctx, "", nil)
}

// getScanShell is the scan page that browsers keep for when they have no network: the same for everybody.
func (s *Server) getScanShell(c *gin.Context) {
	c.Header("Content-Security-Policy", web.ScanPolicy)
	s.page(c, http.StatusOK, web.Shell())
}

// postScan takes one scan from the plain form, for browsers whose scripts do not run.
func (s *Server) postScan(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	scan := tracking.Scan{ID: uuid.Must(uuid.NewV7()).String(), Code: c.PostForm("code"), LocationCode: c.PostForm("location"),
		Action: tracking.Arrive, At: s.Now(), Source: tracking.Typed}
	receipts, err := s.Service.Scan(ctx, actor, tracking.ScanBatch{Scans: []tracking.Scan{scan}})
	if err != nil {
		return err
	}
	return s.showScan(c, ctx, scan.LocationCode, &web.Result{Class: string(receipts[0].Class), Text: receipts[0].Message})
}

func (s *Server) showScan(c *gin.Context, ctx context.Context, location string, result *web.Result) error {
	places, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	page := web.Scan{Frame: s.frame(c, "Scan"), Location: location, Result: result}
	for _, p := range places {
		if p.RetiredAt == nil {
			page.Locations = append(page.Locations, web.Choice{Code: p.Code, Name: p.Name})
		}
	}
	c.Header("Content-Security-Policy", web.ScanPolicy)
	s.page(c, http.StatusOK, page)
	return nil
}
