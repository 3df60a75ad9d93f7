package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// passwordCost is OWASP's choice for argon2id: 19 MiB, two passes.
var passwordCost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// MinPassword is the length from which a password is taken; nothing else is asked of it.
const MinPassword = 10

// HashPassword makes what is kept of a password.
func HashPassword(password string) (string, error) {
	if n := len([]rune(password)); n < MinPassword || len(password) > 1000 {
		return "", &tracking.Error{Kind: tracking.Invalid, Code: "password_length", Text: "Use a password of at least 10 characters."}
	}
	return argon2id.CreateHash(password, passwordCost)
}

// NewToken makes an API token and what is kept of it.
func NewToken() (token, hash string) {
	token = "cn_" + rand.Text()
	return token, hashToken(token)
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

const (
	sittingKey = "sitting"
)

func newSessions(db *store.Store, now func() time.Time, life time.Duration, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store = store.SignIns{DB: db, Now: now}
	m.HashTokenInStore = true
	m.Lifetime = life
	m.Cookie.Name, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure, m.Cookie.Path = "casenotes", true, http.SameSiteLaxMode, secure, "/"
	return m
}

type actorKey struct{}

// actorOf is who asks, as identify found out.
func actorOf(ctx context.Context) (tracking.Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(tracking.Actor)
	return a, ok
}

// identify finds out who asks: a program by its bearer token, a person by the browser's session. Nobody at all goes on without
// an actor; whether that is enough, each route says.
func (s *Server) identify(c *gin.Context) {
	c.Request = withCredential(c.Request)
	if err := s.takeSeat(c); err != nil {
		s.fail(c, err)
		return
	}
	actor, known, err := s.whoAsks(c.Request)
	if err != nil {
		s.fail(c, err)
		return
	}
	if known {
		c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), actorKey{}, actor))
	}
}

func (s *Server) whoAsks(r *http.Request) (actor tracking.Actor, known bool, err error) {
	ctx := r.Context()
	if auth := r.Header.Get("Authorization"); auth != "" {
		token, bearer := strings.CutPrefix(auth, "Bearer ")
		if !bearer {
			return actor, false, nil
		}
		return s.tokenActor(ctx, hashToken(token))
	}
	taken, err := s.seat(ctx)
	if err != nil || taken.standing == tracking.SittingEnded || taken.standing == tracking.SittingLocked && !isDraining(r) {
		return actor, false, err
	}
	return taken.actor(), true, nil
}

func (s *Server) tokenActor(ctx context.Context, hash string) (actor tracking.Actor, known bool, err error) {
	if actor, known = s.tokens.get(hash); known {
		return actor, true, nil
	}
	k, found, err := s.Store.TokenByHash(ctx, hash)
	if err != nil || !found || k.RevokedAt != nil {
		return actor, false, err
	}
	actor = tracking.Actor{Name: k.Name, Role: k.Role, Via: "token"}
	s.tokens.put(hash, actor)
	return actor, true, nil
}

// tokenCache remembers good tokens for a moment, so that a busy program costs one look-up in a few seconds. A revoked token stops
// working that much later.
type tokenCache struct {
	mu   sync.Mutex
	now  func() time.Time
	good map[string]cachedToken
}

type cachedToken struct {
	actor tracking.Actor
	until time.Time
}

const tokenMemory = 5 * time.Second

func newTokenCache(now func() time.Time) *tokenCache {
	return &tokenCache{now: now, good: map[string]cachedToken{}}
}

func (t *tokenCache) get(hash string) (tracking.Actor, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k, found := t.good[hash]
	return k.actor, found && t.now().Before(k.until)
}

func (t *tokenCache) put(hash string, a tracking.Actor) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.good) > 1000 {
		clear(t.good)
	}
	t.good[hash] = cachedToken{a, t.now().Add(tokenMemory)}
}

// attempts limits sign-ins: five a minute for one name from one place, thirty a minute from one place.
type attempts struct {
	mu   sync.Mutex
	now  func() time.Time
	seen map[string]*rate.Limiter
}

func newAttempts(now func() time.Time) *attempts {
	return &attempts{now: now, seen: map[string]*rate.Limiter{}}
}

// wait is how long to wait before the next try; 0 lets it through.
func (a *attempts) wait(key string, perMinute int) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if len(a.seen) > 10_000 { // forget who has not tried lately
		for k, l := range a.seen {
			if l.TokensAt(now) >= float64(l.Burst()) {
				delete(a.seen, k)
			}
		}
	}
	l := a.seen[key]
	if l == nil {
		l = rate.NewLimiter(rate.Every(time.Minute/time.Duration(perMinute)), perMinute)
		a.seen[key] = l
	}
	r := l.ReserveN(now, 1)
	if d := r.DelayFrom(now); d > 0 {
		r.CancelAt(now)
		return d
	}
	return 0
}

// decoy is compared where no such user exists, so that an answer takes as long and tells nothing.
var decoy = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash(rand.Text(), passwordCost)
	if err != nil {
		panic(err) // only a broken random source
	}
	return hash
})

var errWrongPassword = &tracking.Error{Kind: tracking.Unauthenticated, Code: "wrong_password", Text: "The name or the password is wrong. Try again."}

func (s *Server) checkPassword(ctx context.Context, name, password string) (tracking.User, error) {
	u, found, err := s.Store.User(ctx, strings.ToLower(strings.TrimSpace(name)))
	if err != nil {
		return u, err
	}
	hash := decoy()
	if found {
		hash = u.PasswordHash
	}
	if len(password) > 1000 {
		return u, errWrongPassword
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return u, err
	}
	if !match || !found || u.DisabledAt != nil {
		return u, errWrongPassword
	}
	return u, nil
}

func (s *Server) getSignIn(c *gin.Context) {
	if _, known := actorOf(c.Request.Context()); known {
		c.Redirect(http.StatusSeeOther, "/")
		return
	}
	s.page(c, http.StatusOK, web.SignIn{Frame: s.frame(c, "Sign in"), Next: localPath(c.Query("next"))})
}

func (s *Server) postSignIn(c *gin.Context) {
	name, password := c.PostForm("username"), c.PostForm("password")
	again := web.SignIn{Frame: s.frame(c, "Sign in"), Username: name, Next: localPath(c.PostForm("next"))}
	from := peer(c)
	wait := max(s.attempts.wait(from, 30), s.attempts.wait(from+" "+strings.ToLower(name), 5))
	if wait > 0 {
		s.metrics.signIns.WithLabelValues("limited").Inc()
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		again.Faults = []web.Fault{{Field: "username", Text: "Too many tries. Wait a minute, then try again."}}
		s.page(c, http.StatusTooManyRequests, again)
		return
	}
	u, err := s.checkPassword(c.Request.Context(), name, password)
	if errors.Is(err, errWrongPassword) {
		s.metrics.signIns.WithLabelValues("refused").Inc()
		again.Faults = []web.Fault{{Field: "password", Text: errWrongPassword.Text}}
		s.page(c, http.StatusUnauthorized, again)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.metrics.signIns.WithLabelValues("good").Inc()
	ctx := c.Request.Context()
	arrival, err := s.arrival(c, u)
	if err == nil {
		var sitting tracking.Sitting
		if sitting, err = s.Service.SignIn(ctx, arrival); err == nil {
			err = s.sitDown(ctx, sitting)
		}
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, again.Next)
}

func (s *Server) postSignOut(c *gin.Context) {
	if seat := seatOf(c.Request.Context()); seat.standing != tracking.SittingEnded {
		if err := s.Service.EndSitting(c.Request.Context(), seat.actor(), seat.ID); err != nil {
			s.fail(c, err)
			return
		}
		s.Hub.closeSitting(seat.ID)
	}
	if err := s.sessions.Destroy(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/signin")
}

// localPath is a path of this site, whatever was asked for.
func localPath(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/"
	}
	return next
}
