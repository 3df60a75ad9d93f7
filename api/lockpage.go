package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// desk are the ways in and out of a shared device. They answer whoever is locked out, so none of them says anything of a patient.
func (s *Server) desk(g *gin.RouterGroup) {
	g.GET("/lock", s.getLock)
	g.POST("/lock", s.postLock)
	g.GET("/lock/state", s.getLockState)
	g.POST("/lock/who", s.postWho)
	g.POST("/unlock", s.postUnlock)
	g.POST("/stay", s.postStay)
}

// postLock locks the browser's sitting. What was scanned stays on the device and goes on being sent.
func (s *Server) postLock(c *gin.Context) {
	ctx := c.Request.Context()
	taken := seatOf(ctx)
	if taken.standing != tracking.SittingEnded {
		if err := s.Service.LockSitting(ctx, taken.actor(), taken.ID); err != nil {
			s.fail(c, err)
			return
		}
		s.Hub.closeSitting(taken.ID)
	}
	if !wantsPage(c) {
		c.Status(http.StatusNoContent)
		return
	}
	c.Redirect(http.StatusSeeOther, "/lock?next="+url.QueryEscape(localPath(c.PostForm("next"))))
}

// postStay notes that somebody is at work on a page that asks the server nothing else.
func (s *Server) postStay(c *gin.Context) {
	ctx := c.Request.Context()
	switch taken := seatOf(ctx); taken.standing {
	case tracking.SittingLocked:
		s.fail(c, tracking.ErrLocked)
	case tracking.SittingEnded:
		s.fail(c, tracking.ErrUnauthenticated)
	default:
		if err := s.Service.UseSitting(ctx, taken.ID); err != nil {
			s.fail(c, err)
			return
		}
		c.Status(http.StatusNoContent)
	}
}

func (s *Server) getLock(c *gin.Context) {
	next := localPath(c.Query("next"))
	taken := seatOf(c.Request.Context())
	d, err := s.deskOf(c)
	switch {
	case err != nil:
		s.fail(c, err)
	case taken.standing == tracking.SittingOpen:
		c.Redirect(http.StatusSeeOther, next)
	case taken.standing == tracking.SittingEnded && !d.usable():
		c.Redirect(http.StatusSeeOther, "/signin?next="+url.QueryEscape(next))
	default:
		s.showLock(c, http.StatusOK, web.Lock{Next: next, Who: c.Query("user")})
	}
}

func (s *Server) showLock(c *gin.Context, code int, page web.Lock) {
	d, names, err := s.lastUsers(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	faults := page.Faults
	page.Frame = s.frame(c, "Locked")
	page.Faults, page.Place = faults, d.place
	page.Hospital, page.Enrolled, page.Users = s.Hospital, d.usable(), names
	if taken := seatOf(c.Request.Context()); taken.standing == tracking.SittingLocked && !d.usable() && page.Who == "" {
		page.Who = taken.User.Name
	}
	s.page(c, code, page)
}

// lastUsers are the names that the lock screen of this device offers.
func (s *Server) lastUsers(c *gin.Context) (d deskDevice, names []string, err error) {
	if d, err = s.deskOf(c); err != nil || !d.usable() || s.Desk.LastUsers == 0 {
		return d, []string{}, err
	}
	names, err = s.Store.LastUsers(c.Request.Context(), d.id, s.Desk.LastUsers)
	return d, names, err
}

// getLockState is what the lock screen that a page's script draws asks for.
func (s *Server) getLockState(c *gin.Context) {
	d, names, err := s.lastUsers(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	words := map[tracking.SittingState]string{tracking.SittingOpen: "open", tracking.SittingLocked: "locked", tracking.SittingEnded: "ended"}
	c.JSON(http.StatusOK, gin.H{"standing": words[seatOf(c.Request.Context()).standing], "hospital": s.Hospital, "place": d.place, "enrolled": d.usable(), "users": names})
}

// postWho says whose badge was scanned, on an enrolled device. A badge is a user name, so this lets nobody in.
func (s *Server) postWho(c *gin.Context) {
	d, err := s.deskOf(c)
	if err == nil && !d.usable() {
		err = tracking.ErrNotEnrolled
	}
	if err == nil && s.limited(c, d.key(), 60) {
		return
	}
	var u tracking.User
	if err == nil {
		u, err = s.named(c.Request.Context(), c.PostForm("user"))
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"user": u.Name})
}

// named is who a badge or a typed name stands for.
func (s *Server) named(ctx context.Context, text string) (u tracking.User, err error) {
	var found bool
	if r := tracking.Classify(text, nil); r.Kind == tracking.BadgeCode {
		if u, found, err = s.Store.UserByBadge(ctx, r.Code); err == nil && (!found || u.DisabledAt != nil) {
			err = tracking.ErrUnknownBadge
		}
		return u, err
	}
	if u, found, err = s.Store.User(ctx, strings.ToLower(strings.TrimSpace(text))); err == nil && (!found || u.DisabledAt != nil) {
		err = tracking.ErrUnknownUser
	}
	return u, err
}

// postUnlock lets in whoever enters the right PIN at an enrolled device: to their own locked work, or in the place of another.
func (s *Server) postUnlock(c *gin.Context) {
	next := localPath(c.PostForm("next"))
	u, err := s.checkPIN(c, c.PostForm("user"), c.PostForm("pin"))
	if c.IsAborted() {
		return
	}
	if err != nil {
		s.metrics.signIns.WithLabelValues("refused").Inc()
		s.refuseUnlock(c, err, next)
		return
	}
	s.metrics.signIns.WithLabelValues("good").Inc()
	if !wantsPage(c) {
		c.JSON(http.StatusOK, gin.H{"user": u.Name})
		return
	}
	c.Redirect(http.StatusSeeOther, next)
}

// refuseUnlock says on the lock screen what to do instead. The PIN is never shown again.
func (s *Server) refuseUnlock(c *gin.Context, err error, next string) {
	e, told := errors.AsType[*tracking.Error](err)
	if !wantsPage(c) || !told || e.Kind == tracking.Unavailable {
		s.fail(c, err)
		return
	}
	field := "pin"
	if errors.Is(err, tracking.ErrUnknownBadge) || errors.Is(err, tracking.ErrUnknownUser) {
		field = "user"
	}
	page := web.Lock{Next: next, Who: c.PostForm("user"), Password: field == "pin" && !errors.Is(err, tracking.ErrWrongPIN)}
	page.Faults = []web.Fault{{Field: field, Text: e.Text}}
	s.showLock(c, status[e.Kind], page)
}

// checkPIN compares a PIN, once everything else allows it, and sits its owner down.
func (s *Server) checkPIN(c *gin.Context, who, pin string) (u tracking.User, err error) {
	ctx := c.Request.Context()
	d, err := s.deskOf(c)
	if err == nil && !d.usable() {
		err = tracking.ErrNotEnrolled
	}
	if err != nil || s.limited(c, d.key(), 30) {
		return u, err
	}
	if u, err = s.named(ctx, who); err != nil {
		return u, err
	}
	quick, err := s.Store.Quick(ctx, u.ID)
	if err == nil {
		err = s.Desk.Refuse(quick, s.Now())
	}
	if err == nil {
		err = s.Service.CountPIN(ctx, d.id, u)
	}
	if err != nil {
		return u, err
	}
	if err = s.comparePIN(ctx, u, pin, quick.PINHash); err != nil {
		return u, err
	}
	arrival, err := s.arrival(c, u)
	if err != nil {
		return u, err
	}
	sitting, err := s.Service.SignInByPIN(ctx, arrival, quick)
	if err != nil {
		return u, err
	}
	return u, s.sitDown(ctx, sitting)
}

func (s *Server) comparePIN(ctx context.Context, u tracking.User, pin, hash string) error {
	match := false
	if len(pin) <= 6 {
		var err error
		if match, err = argon2id.ComparePasswordAndHash(pin, hash); err != nil {
			return err
		}
	}
	if match {
		return nil
	}
	if err := s.Service.PINRefused(ctx, u); err != nil {
		return err
	}
	return tracking.ErrWrongPIN
}

// limited answers whoever tries too fast.
func (s *Server) limited(c *gin.Context, key string, perMinute int) bool {
	wait := s.attempts.wait(key, perMinute)
	if wait == 0 {
		return false
	}
	s.metrics.signIns.WithLabelValues("limited").Inc()
	c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	s.fail(c, &problem{Status: http.StatusTooManyRequests, Title: "Too Many Requests", Code: "too_fast",
		Detail: "Too many tries. Wait " + wait.Round(time.Second).String() + ", then try again."})
	return true
}

// deskDevice is the enrolled device that asks, where one does.
type deskDevice struct {
	id       tracking.DeviceID
	kind     string
	place    string
	code     string // of that place
	enrolled bool
	revoked  bool
}

// usable says that PINs count here.
func (d deskDevice) usable() bool { return d.enrolled && !d.revoked }

func (d deskDevice) key() string { return "device " + strconv.FormatUint(uint64(d.id), 10) }

// deskOf is the device whose credential came with a request.
func (s *Server) deskOf(c *gin.Context) (d deskDevice, err error) {
	ctx := c.Request.Context()
	asks, err := s.browserOf(ctx)
	if err != nil || asks == nil {
		return d, err
	}
	v, _, err := s.Store.Device(ctx, asks.ID)
	return deskDevice{id: asks.ID, kind: asks.Kind, place: v.Standing.Name, code: v.Standing.Code, enrolled: true, revoked: asks.Revoked()}, err
}

// deviceKinds are what a device can be, each with when it locks.
func (s *Server) deviceKinds() (list []web.Choice) {
	for _, kind := range tracking.DeviceKinds() {
		when := "never locks by itself"
		if idle := s.Desk.IdleFor(kind); idle > 0 {
			when = "locks after " + strconv.FormatFloat(idle.Minutes(), 'f', -1, 64) + " minutes"
		}
		list = append(list, web.Choice{Code: kind, Name: web.SentenceCase(kind) + ", " + when})
	}
	return list
}
