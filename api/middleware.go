package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// headed puts our headers on every answer, whoever gives it. Nothing with a patient in it may be kept by a browser or a proxy.
func headed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(w.Header())
		next.ServeHTTP(w, r)
	})
}

func headers(h http.Header) {
	h.Set("Content-Security-Policy", web.Policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
}

// recovered answers a request that panicked, so that it harms no other one. The operator gets the stack.
func (s *Server) recovered(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			if p == any(http.ErrAbortHandler) {
				panic(p)
			}
			s.Log.ErrorContext(c.Request.Context(), "panic", "route", c.FullPath(), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			s.fail(c, fmt.Errorf("panic in %s", c.FullPath()))
		}
	}()
	c.Next()
}

func (s *Server) nothingHere(c *gin.Context) {
	p := problem{Status: http.StatusNotFound, Title: "Not Found", Code: "no_such_page", Detail: "There is nothing at this address."}
	if c.Writer.Status() == http.StatusMethodNotAllowed {
		p = problem{Status: http.StatusMethodNotAllowed, Title: "Method Not Allowed", Code: "method_not_allowed", Detail: "This address does not take that method."}
	}
	s.fail(c, &p)
}

// wantsPage says whether a person with a browser asks, not a program.
func wantsPage(c *gin.Context) bool {
	return !strings.HasPrefix(c.Request.URL.Path, "/api/") && strings.Contains(c.GetHeader("Accept"), "text/html")
}

// idempotent answers a write that carries an Idempotency-Key once: the same key with the same content gets the first answer
// again, with other content it is refused. Scans have ids of their own and need none.
func (s *Server) idempotent(c *gin.Context) {
	key := c.GetHeader("Idempotency-Key")
	actor, known := actorOf(c.Request.Context())
	if key == "" || !known || (c.Request.Method != http.MethodPost && c.Request.Method != http.MethodPatch) {
		return
	}
	if len(key) > 200 {
		s.fail(c, &tracking.Error{Kind: tracking.Invalid, Code: "idempotency_key", Text: "An Idempotency-Key has 200 characters at most."})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if err != nil {
		s.fail(c, &problem{Status: http.StatusRequestEntityTooLarge, Title: "Request Entity Too Large", Code: "too_big", Detail: "The request is too big."})
		return
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	hash := func(parts ...string) string {
		sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
		return hex.EncodeToString(sum[:])
	}
	reply := store.Reply{Actor: actor.Name, ReplyKey: hash(key), Fingerprint: hash(c.Request.Method, c.Request.URL.Path, string(body)), CreatedAt: s.Now().UTC()}
	first, isFirst, err := s.Store.ClaimReply(c.Request.Context(), reply)
	switch {
	case err != nil:
		s.fail(c, err)
	case isFirst:
		s.answerOnce(c, reply)
	case first.Fingerprint != reply.Fingerprint:
		s.fail(c, &tracking.Error{Kind: tracking.Invalid, Code: "idempotency_key_reused", Text: "This Idempotency-Key was used for something else."})
	case first.Status == 0:
		s.fail(c, &tracking.Error{Kind: tracking.Conflict, Code: "in_progress", Text: "The first request with this Idempotency-Key is not finished. Try again in a moment."})
	default:
		c.Header("Idempotency-Replayed", "true")
		c.Data(first.Status, first.ContentType, first.Body)
		c.Abort()
	}
}

// answerOnce runs the request and keeps its answer. A fault of ours is forgotten instead, so that it can be tried again.
func (s *Server) answerOnce(c *gin.Context, reply store.Reply) {
	tee := &teeWriter{ResponseWriter: c.Writer}
	c.Writer = tee
	c.Next()
	reply.Status, reply.ContentType, reply.Body = tee.Status(), tee.Header().Get("Content-Type"), tee.copy.Bytes()
	if err := s.Store.KeepReply(c.Request.Context(), reply); err != nil {
		s.Log.ErrorContext(c.Request.Context(), "keep the reply of an idempotent request", "err", err)
	}
}

type teeWriter struct {
	gin.ResponseWriter
	copy bytes.Buffer
}

func (t *teeWriter) Write(b []byte) (int, error) {
	t.copy.Write(b)
	return t.ResponseWriter.Write(b)
}

func (t *teeWriter) WriteString(s string) (int, error) { return t.Write([]byte(s)) }
