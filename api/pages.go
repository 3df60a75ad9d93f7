package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// pages are the routes that people see. Each has the permission it takes, as the JSON API's do.
func (s *Server) pages(g *gin.RouterGroup) {
	g.GET("/scan", s.visit(tracking.MayScan, s.getScan))
	g.POST("/scan", s.visit(tracking.MayScan, s.postScan))
	g.GET("/commands", s.visit(tracking.MayScan, s.getCommands))
	g.GET("/help", s.visit(tracking.MaySeeFolders, s.getHelp))
	g.GET("/board", s.visit(tracking.MaySeeFolders, s.getBoards))
	g.POST("/board", s.visit(tracking.MaySeeFolders, s.postBoards))
	g.GET("/board/:code", s.visit(tracking.MaySeeFolders, s.getBoard))
	s.chasePages(g)
	g.GET("/scans-to-check", s.visit(tracking.MayAcknowledge, s.getToCheck))
	g.POST("/scans-to-check", s.visit(tracking.MayAcknowledge, s.postToCheck))
	g.GET("/alerts", s.visit(tracking.MaySeeAlerts, s.getAlerts))
	g.POST("/alerts/:id/acknowledge", s.visit(tracking.MayAcknowledge, s.postAcknowledge))
	g.GET("/locations", s.visit(tracking.MaySeeFolders, s.getLocationsPage))
	g.GET("/locations/new", s.visit(tracking.MayEditLocations, s.getNewLocation))
	g.POST("/locations/new", s.visit(tracking.MayEditLocations, s.postNewLocation))
	g.GET("/locations/:code", s.visit(tracking.MayEditLocations, s.getLocationPage))
	g.POST("/locations/:code", s.visit(tracking.MayEditLocations, s.postLocationPage))
	g.GET("/import", s.visit(tracking.MayImport, s.getImport))
	for _, kind := range importKinds {
		g.POST("/import/"+string(kind), s.visit(tracking.MayImport, s.postImport(kind)))
	}
	g.GET("/import/scans", s.visit(tracking.MayImport, s.getScanFile))
	g.POST("/import/scans", s.visit(tracking.MayImport, s.postScanFile))
	g.GET("/scanner-test", s.visit(tracking.MayScan, s.getScannerTest))
	g.GET("/scanner-test/sheet", s.visit(tracking.MayScan, s.getScannerSheet))
	g.GET("/formats", s.visit(tracking.MayAdminister, s.getFormats))
	g.POST("/formats/test", s.visit(tracking.MayAdminister, s.postFormatTest))
	g.GET("/formats/new", s.visit(tracking.MayAdminister, s.getNewFormat))
	g.POST("/formats/new", s.visit(tracking.MayAdminister, s.postNewFormat))
	g.GET("/pin", s.visit(tracking.MaySeeFolders, s.getPIN))
	g.POST("/pin", s.visit(tracking.MaySeeFolders, s.postPIN))
	s.people(g)
	g.GET("/devices", s.visit(tracking.MayEditLocations, s.getDevices))
	g.GET("/devices/enrol", s.visit(tracking.MayEditLocations, s.getEnrol))
	g.POST("/devices/enrol", s.visit(tracking.MayEditLocations, s.postEnrol))
	g.GET("/devices/policies", s.visit(tracking.MayEditLocations, s.getPolicies))
	g.GET("/devices/:id", s.visit(tracking.MayEditLocations, s.getDevice))
	g.POST("/devices/:id", s.visit(tracking.MayEditLocations, s.postDevice))
	s.feedPages(g)
	s.printPages(g)
	s.libraryPages(g)
	s.readinessPages(g)
	s.stocktakePages(g)
	s.wallPages(g)
	s.wardPages(g)
	g.GET("/digest", s.visit(tracking.MaySeeFolders, s.getDigest))
	g.POST("/digest", s.visit(tracking.MaySeeFolders, s.postDigest))
	g.GET("/docs", s.visit(tracking.MaySeeFolders, s.getDocs))

	g.GET("/", s.visit(tracking.MaySeeFolders, s.getHome))
	g.GET("/find", s.visit(tracking.MaySeeFolders, s.getFind))
	g.POST("/find", s.visit(tracking.MaySeeFolders, s.postFind))
	g.GET("/find/:search", s.visit(tracking.MaySeeFolders, s.getFound))

	g.GET("/folders", s.visit(tracking.MaySeeFolders, s.getFoldersPage))
	g.POST("/folders", s.visit(tracking.MayEditFolders, s.postFoldersPage))
	g.GET("/folders/:code", s.visit(tracking.MaySeeFolders, s.getFolderPage))
	g.POST("/folders/:code/correction", s.visit(tracking.MayCorrect, s.postCorrectionForm))
	g.POST("/folders/:code/details", s.visit(tracking.MayEditFolders, s.postDetailsForm))
	g.POST("/folders/:code/volume", s.visit(tracking.MayEditFolders, s.postVolumeForm))
	g.POST("/folders/:code/alias", s.visit(tracking.MayEditFolders, s.postAliasForm))

	s.mergePages(g)
	s.loosePages(g)
	s.missingPages(g)
	s.requestPages(g)
	s.clinicPages(g)
	s.receivePages(g)

	g.GET("/containers", s.visit(tracking.MaySeeFolders, s.getContainers))
	g.POST("/containers", s.visit(tracking.MayPack, s.postContainers))
	g.GET("/containers/:code", s.visit(tracking.MaySeeFolders, s.getContainerPage))
	g.POST("/containers/:code/dispatch", s.visit(tracking.MayPack, s.postDispatchForm))
	g.POST("/containers/:code/receive", s.visit(tracking.MayPack, s.postReceiptForm))
	g.POST("/containers/:code/unpack", s.visit(tracking.MayPack, s.postUnpackForm))
	g.POST("/containers/:code/retire", s.visit(tracking.MayPack, s.postRetireForm))

	g.GET("/patients/new", s.visit(tracking.MayEditPatients, s.getNewPatient))
	g.POST("/patients", s.visit(tracking.MayEditPatients, s.postNewPatient))
	g.GET("/patients/:id", s.visit(tracking.MaySeePatients, s.getPatientPage))
	g.POST("/patients/:id", s.visit(tracking.MayEditPatients, s.postPatientPage))
	g.POST("/patients/:id/folders", s.visit(tracking.MayEditFolders, s.postPatientFolder))
}

// visitor is the handler of a page: it answers by itself, or with an error that becomes a page.
type visitor func(c *gin.Context, ctx context.Context, actor tracking.Actor) error

// visit lets a person in whose role has the permission; whoever has not signed in is sent to do so and comes back.
func (s *Server) visit(p tracking.Permission, v visitor) gin.HandlerFunc {
	return func(c *gin.Context) {
		ctx := c.Request.Context()
		actor, known := actorOf(ctx)
		if !known {
			next := "/"
			if c.Request.Method == http.MethodGet {
				next = c.Request.URL.RequestURI()
			}
			c.Redirect(http.StatusSeeOther, s.door(ctx)+"?next="+url.QueryEscape(next))
			return
		}
		if err := allowed(ctx, p); err != nil {
			s.fail(c, err)
			return
		}
		if err := s.use(c); err != nil {
			s.fail(c, err)
			return
		}
		if err := v(c, ctx, actor); err != nil {
			s.fail(c, err)
		}
	}
}

// frame is what the layout shows around a page.
func (s *Server) frame(c *gin.Context, title string) web.Frame {
	f := web.Frame{Title: title, Now: s.Now()}
	if actor, known := actorOf(c.Request.Context()); known {
		if c.GetHeader(fragment) == "" { // rows that a live page fetches say nothing, so they must not take it away
			f.Said = s.sessions.PopString(c.Request.Context(), saidKey)
		}
		f.Lock = s.lockFrame(c)
		f.Place = s.standingOf(c)
		f.User, f.Role, f.Nav = actor.Name, string(actor.Role), web.Menu(string(actor.Role), c.Request.URL.Path)
	}
	return f
}

const (
	saidKey  = "said"
	fragment = "X-Fragment" // what part of a page its script asks for
)

// standingOf is where the browser stands that asks, where it is enrolled. A page is shown all the same where that cannot be told.
func (s *Server) standingOf(c *gin.Context) string {
	if c.GetHeader(fragment) != "" {
		return ""
	}
	d, err := s.deskOf(c)
	if err != nil {
		s.Log.WarnContext(c.Request.Context(), "where the device stands", "err", err)
	}
	return d.place
}

// done ends a form that did what it should: the next page says so.
func (s *Server) done(c *gin.Context, path, said string) error {
	s.sessions.Put(c.Request.Context(), saidKey, said)
	c.Redirect(http.StatusSeeOther, path)
	return nil
}

// page answers a page, or only its live rows where the page's script asks for them. It is rendered whole before anything is sent.
func (s *Server) page(c *gin.Context, status int, p web.Page) {
	var body bytes.Buffer
	render := s.Site.Render
	if c.GetHeader(fragment) == "rows" && status == http.StatusOK {
		render = s.Site.RenderRows
	}
	if err := render(&body, p); err != nil {
		s.Log.ErrorContext(c.Request.Context(), "render", "page", p.Template(), "err", err)
		c.String(http.StatusInternalServerError, "Something went wrong here. Try again.")
		return
	}
	c.Data(status, "text/html; charset=utf-8", body.Bytes())
}
