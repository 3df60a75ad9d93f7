package api

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
)

// getHealth says that the process runs.
func (s *Server) getHealth(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"status": "ok", "version": s.Version})
}

// getReady says whether a scan could be kept now: it writes to the database.
func (s *Server) getReady(c *gin.Context) {
	if err := s.ready.check(c.Request.Context()); err != nil {
		c.Header("Retry-After", "2")
		c.JSON(http.StatusServiceUnavailable, gin.H{"status": "unavailable", "database": "cannot be written"})
		return
	}
	c.JSON(http.StatusOK, gin.H{"status": "ok", "database": "ok", "watchers": s.Hub.Watchers()})
}

// readiness asks the database at most once a second, however often it is asked. The probe is small: on a full disk it may still
// fit where a scan did not, so a command that failed for want of the database counts as well, for a while.
type readiness struct {
	probe func(context.Context) error
	now   func() time.Time

	mu    sync.Mutex
	asked time.Time
	err   error

	failure atomic.Pointer[failure] // not under mu: a failing command must not wait for a slow probe
}

type failure struct {
	at  time.Time
	err error
}

const failureLasts = 10 * time.Second

// failed notes that a command could not reach or write the database.
func (r *readiness) failed(err error) {
	r.failure.Store(&failure{r.now(), err})
}

func (r *readiness) check(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.now(); now.Sub(r.asked) >= time.Second || now.Before(r.asked) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		r.err, r.asked = r.probe(ctx), now
	}
	if f := r.failure.Load(); r.err == nil && f != nil && r.now().Sub(f.at) < failureLasts {
		return f.err
	}
	return r.err
}
