// Package api is every way in and out over HTTP: the JSON API, the pages, the live socket. routes.go is the map of it. Handlers
// parse, ask who is there, call a tracking command or read the store, and render; rules stand in tracking.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"casenotes/api/hl7"
	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// Config is what a Server is made of.
type Config struct {
	Service *tracking.Service
	Store   *store.Store
	Hub     *Hub
	Site    *web.Site
	Now     func() time.Time
	Zone    *time.Location
	Log     *slog.Logger
	Secure  bool     // the site is reached by HTTPS: cookies say so
	Proxies []string // addresses whose X-Forwarded-For is believed
	Version string
	// Hospital is its name, for the lock screen, and Desk and LockWarning the rules of shared devices: zero for the usual ones.
	Hospital    string
	Desk        tracking.Desk
	LockWarning time.Duration
	Mail        Mail
	Chases      bool // reminders are made by themselves as they fall due
}

// Server answers HTTP.
type Server struct {
	Config
	engine   *gin.Engine
	api      huma.API
	sessions *scs.SessionManager
	attempts *attempts
	metrics  *metrics
	tokens   *tokenCache
	ready    *readiness
	press    *Press
	feed     *hl7.Feed
}

// New is a Server with all its routes.
func New(c Config) (*Server, error) {
	if c.Desk.Life == 0 {
		c.Desk, c.LockWarning = tracking.UsualDesk(), 20*time.Second
	}
	s := &Server{Config: c, attempts: newAttempts(c.Now), metrics: newMetrics(c.Hub), tokens: newTokenCache(c.Now)}
	s.ready = &readiness{probe: func(ctx context.Context) error { return c.Store.Ready(ctx, c.Now()) }, now: c.Now}
	s.press = NewPress(c.Service, c.Store, c.Now, c.Log)
	s.feed = &hl7.Feed{Service: c.Service, Store: c.Store, Mapping: hl7.Mapping{Zone: c.Zone, Booked: c.Store.Booking}, Now: c.Now, Log: c.Log, Watch: s.metrics.feed()}
	s.sessions = newSessions(c.Store, c.Now, c.Desk.Life, c.Secure)
	s.sessions.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { s.failEarly(w, r.Context(), err) }
	gin.SetMode(gin.ReleaseMode)
	s.engine = gin.New()
	s.engine.HandleMethodNotAllowed = true
	s.engine.ContextWithFallback = false
	if err := s.engine.SetTrustedProxies(c.Proxies); err != nil {
		return nil, err
	}
	worker, err := s.Site.Worker()
	if err != nil {
		return nil, err
	}
	s.routes(worker)
	return s, nil
}

// Handler is the whole site: sessions, protection against other sites' requests, then the routes.
func (s *Server) Handler() http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, problem{Status: http.StatusForbidden, Code: "cross_origin", Title: "Forbidden", Detail: "This request came from another site."})
	}))
	return headed(s.sessions.LoadAndSave(guard.Handler(s.engine)))
}

// Print sends the print jobs that wait, for as long as ctx lasts.
func (s *Server) Print(ctx context.Context) { s.press.Run(ctx) }

// Feed takes messages of other systems in.
func (s *Server) Feed() *hl7.Feed { return s.feed }

// peer is the address of whoever asks, as one key for the limits: a whole /64 of IPv6 counts as one.
func peer(c *gin.Context) string {
	addr, err := netip.ParseAddr(c.ClientIP())
	if err != nil {
		return c.ClientIP()
	}
	if addr.Is6() {
		if p, err := addr.Prefix(64); err == nil {
			return p.String()
		}
	}
	return addr.String()
}
