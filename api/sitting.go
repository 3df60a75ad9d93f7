package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// seat is the sitting of the browser that asks, and what it may do now. Where there is none it has ended.
type seat struct {
	store.Seat
	standing tracking.SittingState
}

func (s seat) actor() tracking.Actor {
	return tracking.Actor{Name: s.User.Name, Role: s.User.Role, Via: "session"}
}

type seatKey struct{}

// seatOf is the seat that takeSeat found.
func seatOf(ctx context.Context) seat {
	if taken, ok := ctx.Value(seatKey{}).(seat); ok {
		return taken
	}
	return seat{standing: tracking.SittingEnded}
}

// takeSeat finds the sitting of the browser that asks. A program, which shows a token, has none. The queue of a locked browser
// drains in the name of who filled it: what was scanned before the lock is theirs.
func (s *Server) takeSeat(c *gin.Context) error {
	if c.GetHeader("Authorization") != "" {
		return nil
	}
	ctx := c.Request.Context()
	taken, err := s.seat(ctx)
	if err != nil {
		return err
	}
	c.Request = c.Request.WithContext(context.WithValue(ctx, seatKey{}, taken))
	return nil
}

// isDraining says that a device sends what it has scanned.
func isDraining(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.Path == "/api/v1/scans"
}

// seat reads the sitting of the browser's session, once for each request.
func (s *Server) seat(ctx context.Context) (seat, error) {
	if taken, ok := ctx.Value(seatKey{}).(seat); ok {
		return taken, nil
	}
	none := seat{standing: tracking.SittingEnded}
	id := s.sessions.GetInt64(ctx, sittingKey)
	if id == 0 {
		return none, nil
	}
	found, ok, err := s.Store.Seat(ctx, uint64(id))
	if err != nil || !ok || found.User.DisabledAt != nil {
		return none, err
	}
	return seat{found, s.Desk.Standing(found.Sitting, s.Desk.IdleFor(found.Kind), s.Now())}, nil
}

// arrival is somebody who has proved who they are, at the browser that asks.
func (s *Server) arrival(c *gin.Context, u tracking.User) (tracking.Arrival, error) {
	d, err := s.deskOf(c)
	if err != nil {
		return tracking.Arrival{}, err
	}
	a := tracking.Arrival{User: u, Kind: d.kind}
	if d.enrolled {
		a.Device = &d.id
	}
	if before := seatOf(c.Request.Context()); before.ID != 0 {
		a.Before = &before.Sitting
	}
	return a, nil
}

// sitDown ties the browser's session to a sitting.
func (s *Server) sitDown(ctx context.Context, sitting tracking.Sitting) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	if before := seatOf(ctx); before.ID != sitting.ID {
		s.Hub.closeSitting(before.ID)
	}
	s.sessions.Put(ctx, sittingKey, int64(sitting.ID))
	return nil
}

// door is where whoever is not let in is sent.
func (s *Server) door(ctx context.Context) string {
	if seatOf(ctx).standing == tracking.SittingLocked {
		return "/lock"
	}
	return "/signin"
}

// use notes, at most once a minute, that a person looks at a page. What a page's script fetches by itself does not count.
func (s *Server) use(c *gin.Context) error {
	taken := seatOf(c.Request.Context())
	if taken.standing != tracking.SittingOpen || c.GetHeader(fragment) != "" || s.Now().Sub(taken.UsedAt) < tracking.UseEvery {
		return nil
	}
	return s.Service.UseSitting(c.Request.Context(), taken.ID)
}

// lockFrame is what a page needs to lock itself.
func (s *Server) lockFrame(c *gin.Context) *web.LockFrame {
	taken := seatOf(c.Request.Context())
	if taken.standing != tracking.SittingOpen {
		return nil
	}
	return &web.LockFrame{Sitting: taken.ID, Path: c.Request.URL.RequestURI(), After: int(s.Desk.IdleFor(taken.Kind).Seconds()), Warning: int(s.LockWarning.Seconds())}
}
