package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
)

// routes is the map of the site: every way in, with the permission it takes.
func (s *Server) routes(worker http.HandlerFunc) {
	s.engine.Use(s.observe, s.recovered)
	s.engine.GET("/healthz", s.getHealth)
	s.engine.GET("/readyz", s.getReady)
	s.engine.GET("/metrics", gin.WrapH(s.metrics.handler()))
	s.engine.GET("/assets/*file", gin.WrapH(s.Site.Assets()))
	s.engine.GET("/sw.js", gin.WrapF(worker))
	s.engine.GET("/scan-shell", s.getScanShell)
	s.engine.GET("/pulling-shell", s.getPullingShell)
	s.engine.GET("/stocktaking-shell", s.getStocktakingShell)
	s.engine.NoRoute(s.identify, s.nothingHere)
	s.engine.NoMethod(s.identify, s.nothingHere)

	v1 := s.engine.Group("/api/v1", s.identify, s.idempotent)
	useProblems()
	s.api = humagin.NewWithGroup(s.engine, v1, document(s.Version))
	operation(s, http.MethodPost, "/scans", tracking.MayScan, "Send scans", s.postScans, s.byDevice)
	s.beats()
	get(s, "/scan-page", tracking.MayScan, "What a scanning page needs to work without a network", s.getScanPage)

	get(s, "/folders", tracking.MaySeeFolders, "List folders", s.listFolders)
	create(s, "/folders", tracking.MayEditFolders, "Register a folder", s.postFolder)
	get(s, "/folders/{code}", tracking.MaySeeFolders, "Where a folder is", s.getFolder)
	patch(s, "/folders/{code}", tracking.MayEditFolders, "Change what is written on a folder", s.patchFolder)
	get(s, "/folders/{code}/movements", tracking.MaySeeFolders, "The history of a folder", s.listMovements)
	post(s, "/folders/{code}/corrections", tracking.MayCorrect, "Take back the latest movement", s.postCorrection)
	post(s, "/folders/{code}/missing", tracking.MayReport, "Report a folder missing", s.postMissing)
	create(s, "/folders/{code}/volumes", tracking.MayEditFolders, "Start the next volume", s.postVolume)
	post(s, "/folders/{code}/aliases", tracking.MayEditFolders, "Let an older barcode find the folder", s.postAlias)
	operation(s, http.MethodGet, "/folders/{code}/label", tracking.MayPrint, "The label of a folder", s.getFolderLabel, drawing)
	create(s, "/folders/{code}/relabel", tracking.MayEditFolders, "Give a folder a new barcode; the old one keeps finding it", s.postRelabel)
	operation(s, http.MethodPost, "/labels", tracking.MayPrint, "Labels of several folders and locations in one file", s.postLabels, drawing)

	s.printing()

	get(s, "/locations", tracking.MaySeeFolders, "All locations", s.listLocations)
	create(s, "/locations", tracking.MayEditLocations, "Add a location", s.postLocation)
	get(s, "/locations/{code}", tracking.MaySeeFolders, "A location", s.getLocation)
	create(s, "/locations/{code}", tracking.MayEditLocations, "Add a location with this code", s.postLocationCode)
	patch(s, "/locations/{code}", tracking.MayEditLocations, "Change or retire a location", s.patchLocation)
	get(s, "/locations/{code}/folders", tracking.MaySeeFolders, "The folders at a location", s.listLocationFolders)
	operation(s, http.MethodGet, "/locations/{code}/label", tracking.MayPrint, "The label of a location", s.getLocationLabel, drawing)

	get(s, "/containers", tracking.MaySeeFolders, "Boxes, trolleys and bags", s.listContainers)
	create(s, "/containers", tracking.MayPack, "Add a container", s.postContainer)
	get(s, "/containers/{code}", tracking.MaySeeFolders, "A container, what is in it and its consignment", s.getContainer)
	get(s, "/containers/{code}/moves", tracking.MaySeeFolders, "The history of a container", s.listContainerMoves)
	post(s, "/containers/{code}/dispatch", tracking.MayPack, "Dispatch a container as a consignment", s.postDispatch)
	post(s, "/containers/{code}/receive", tracking.MayPack, "Finish the receipt of a consignment", s.postReceipt)
	post(s, "/containers/{code}/retire", tracking.MayPack, "Take an empty container out of use", s.postRetireContainer)
	operation(s, http.MethodGet, "/containers/{code}/label", tracking.MayPack, "The label of a container", s.getContainerLabel, drawing)
	operation(s, http.MethodGet, "/containers/{code}/slip", tracking.MayPack, "The slip of a dispatched container", s.getConsignmentSlip, drawing)

	get(s, "/patients", tracking.MaySeePatients, "List patients", s.listPatients)
	create(s, "/patients", tracking.MayEditPatients, "Register a patient", s.postPatient)
	post(s, "/patients/search", tracking.MaySeePatients, "Find patients by anything", s.searchPatients)
	get(s, "/patients/{id}", tracking.MaySeePatients, "A patient and their folders", s.getPatient)
	patch(s, "/patients/{id}", tracking.MayEditPatients, "Change a patient", s.patchPatient)
	get(s, "/patients/{id}/stays", tracking.MaySeePatients, "The stays of a patient", s.listStays)
	s.feedCalls()
	get(s, "/wards", tracking.MaySeeFolders, "How many patients are on each ward", s.listWards)
	get(s, "/activity", tracking.MaySeeFolders, "What wards and clinics did, day by day", s.getActivity)

	s.mergeCalls()
	s.looseCalls()

	get(s, "/requests", tracking.MaySeeFolders, "What folders are asked for", s.listRequests)
	post(s, "/requests", tracking.MayRequest, "Ask for folders", s.postRequests)
	post(s, "/requests/resolve", tracking.MaySeePatients, "What a pasted list names, before anything is asked for", s.resolveRequests)
	post(s, "/requests/claim", tracking.MayPull, "Claim what one goes to look for, for an hour", s.postClaim)
	post(s, "/requests/release", tracking.MayPull, "Give back what one has claimed", s.postRelease)
	get(s, "/requests/pull-list", tracking.MaySeeFolders, "What is to be taken from the shelves of a library, in their order", s.getPullList)
	get(s, "/requests/chase-list", tracking.MaySeeFolders, "What is wanted and with somebody else, by holder", s.getChaseList)
	get(s, "/requests/counts", tracking.MaySeeFolders, "What there is to do for requests in a library, in figures", s.getRequestCounts)
	s.stationCalls()
	s.stocktakeCalls()
	get(s, "/requests/{id}", tracking.MaySeeFolders, "A request and what became of it", s.getRequest)
	patch(s, "/requests/{id}", tracking.MayRequest, "Change, cancel, pull, give up or move up a request", s.patchRequest)
	get(s, "/sessions", tracking.MaySeeFolders, "Clinic sessions and how ready they are", s.listSessions)
	get(s, "/sessions/{id}", tracking.MaySeePatients, "A session, its patients and their folders", s.getSession)
	patch(s, "/sessions/{id}", tracking.MayRequest, "Cancel a session, or take that back", s.patchSession)
	get(s, "/sessions/{id}/readiness", tracking.MaySeeFolders, "How ready a session is", s.getReadiness)
	get(s, "/sessions/{id}/pull-list", tracking.MaySeeFolders, "What a session needs from the shelves of a library", s.getSessionPullList)
	get(s, "/sessions/{id}/chase-list", tracking.MaySeeFolders, "What a session needs and somebody else has", s.getSessionChaseList)
	post(s, "/sessions/{id}/requests", tracking.MayRequest, "Ask for every folder of a session", s.postSessionRequests)
	post(s, "/appointments", tracking.MayRequest, "Book appointments, move or cancel them", s.postAppointments)
	patch(s, "/appointments/{id}", tracking.MayRequest, "Say that the folders of a patient are not needed", s.patchAppointment)

	get(s, "/alerts", tracking.MaySeeAlerts, "Open alerts", s.listAlerts)
	post(s, "/alerts/{id}/acknowledge", tracking.MayAcknowledge, "Say that an alert is seen", s.acknowledge)
	get(s, "/scan-checks", tracking.MayAcknowledge, "Scans that a person should look at", s.listChecks)
	post(s, "/scan-checks/done", tracking.MayAcknowledge, "Say of scans that somebody has dealt with them", s.postChecksDone)
	get(s, "/overdue", tracking.MaySeeFolders, "Overdue folders, or their holders with group=holder", s.listOverdue)
	s.chasing()
	s.missingCalls()
	v1.GET("/live", s.getLive)

	s.engine.GET("/openapi.json", s.getOpenAPI)
	v1.GET("/openapi.json", s.getOpenAPI)
	v1.GET("/docs", func(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/docs") })

	pages := s.engine.Group("/", s.identify)
	pages.GET("/signin", s.getSignIn)
	pages.POST("/signin", s.postSignIn)
	pages.POST("/signout", s.postSignOut)
	s.desk(pages)
	s.pages(pages)
}

// document is what the OpenAPI document says besides its operations. We serve it and its page ourselves, and add nothing to
// answers.
func document(version string) huma.Config {
	c := huma.DefaultConfig("Casenotes", version)
	c.Info.Description = "Where every paper case-note folder is, who has it and what is late."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Servers = []*huma.Server{{URL: "/api/v1"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "An API token from `casenotes token add`"},
		"device":  {Type: "apiKey", In: "cookie", Name: deviceCookie, Description: "An enrolled device's own credential"},
		"session": {Type: "apiKey", In: "cookie", Name: "casenotes", Description: "The browser's session"},
	}
	return c
}

func get[I, O any](s *Server, path string, p tracking.Permission, summary string, h handler[I, O]) {
	operation(s, http.MethodGet, path, p, summary, h)
}

func post[I, O any](s *Server, path string, p tracking.Permission, summary string, h handler[I, O]) {
	operation(s, http.MethodPost, path, p, summary, h)
}

// create is a post that makes something and answers it with 201.
func create[I, O any](s *Server, path string, p tracking.Permission, summary string, h handler[I, O]) {
	operation(s, http.MethodPost, path, p, summary, h, func(o *huma.Operation) { o.DefaultStatus = http.StatusCreated })
}

// drawing describes an answer that is a file of labels.
func drawing(o *huma.Operation) {
	content := map[string]*huma.MediaType{}
	for _, f := range []labels.Format{labels.PDF, labels.ZPL, labels.PNG, labels.SVG} {
		content[f.MediaType()] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	o.Responses = map[string]*huma.Response{"200": {Description: "The labels", Content: content}}
}

func patch[I, O any](s *Server, path string, p tracking.Permission, summary string, h handler[I, O]) {
	operation(s, http.MethodPatch, path, p, summary, h)
}

// handler is one operation of the API: it gets the actor, whose role has been checked, and the input, which has been read.
type handler[I, O any] func(ctx context.Context, actor tracking.Actor, in *I) (*O, error)

const maxBody = 1 << 20

func operation[I, O any](s *Server, method, path string, p tracking.Permission, summary string, h handler[I, O], more ...func(*huma.Operation)) {
	words := strings.FieldsFunc(method+path, func(r rune) bool { return r == '/' || r == '{' || r == '}' })
	o := huma.Operation{
		OperationID: strings.ToLower(strings.Join(words, "-")), Method: method, Path: path, Summary: summary, Tags: words[1:2], MaxBodyBytes: maxBody,
		Description: "Permission: " + string(p) + ".", Security: []map[string][]string{{"token": {}}, {"session": {}}},
		Middlewares: huma.Middlewares{s.demand(p)},
		Errors:      []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
	}
	for _, set := range more {
		set(&o)
	}
	huma.Register(s.api, o, func(ctx context.Context, in *I) (*O, error) {
		actor, _ := actorOf(ctx)
		out, err := h(ctx, actor, in)
		if err != nil {
			return nil, s.explain(ctx, err)
		}
		return out, nil
	})
}

// demand lets only those through whose role has the permission, before anything of the request is read.
func (s *Server) demand(p tracking.Permission) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(ctx)
		if err := allowed(c.Request.Context(), p); err != nil {
			writeProblem(c.Writer, *s.explain(c.Request.Context(), err))
			return
		}
		next(ctx)
	}
}

func allowed(ctx context.Context, p tracking.Permission) error {
	actor, known := actorOf(ctx)
	switch {
	case !known && seatOf(ctx).standing == tracking.SittingLocked:
		return tracking.ErrLocked
	case !known:
		return tracking.ErrUnauthenticated
	case !actor.Role.May(p):
		return tracking.ErrForbidden
	}
	return nil
}
