package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

// problem is an error as RFC 9457 has it, with a stable code for programs. It never repeats what was sent: that may be a
// patient's.
type problem struct {
	Status    int     `json:"status" example:"409" doc:"HTTP status code"`
	Title     string  `json:"title" example:"Conflict" doc:"The status in words"`
	Code      string  `json:"code" example:"folder_changed" doc:"What went wrong, for programs; stable"`
	Detail    string  `json:"detail,omitempty" example:"The folder has moved since. Look at its page again." doc:"What happened and what to do next, for people"`
	Reference string  `json:"reference,omitempty" example:"7F3K" doc:"Where to find this in the server's log"`
	Errors    []fault `json:"errors,omitempty" doc:"Each thing that is wrong with what was sent"`
}

// fault is one thing wrong with what was sent.
type fault struct {
	Location string `json:"location,omitempty" example:"body.scans[3].at" doc:"Where"`
	Message  string `json:"message" example:"expected string" doc:"What"`
}

func (p *problem) Error() string             { return p.Code + ": " + p.Detail }
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) ContentType(string) string { return "application/problem+json" }

// status says which HTTP status a kind of error is.
var status = map[tracking.ErrorKind]int{
	tracking.Invalid:         http.StatusUnprocessableEntity,
	tracking.NotFound:        http.StatusNotFound,
	tracking.Conflict:        http.StatusConflict,
	tracking.Forbidden:       http.StatusForbidden,
	tracking.Unauthenticated: http.StatusUnauthorized,
	tracking.Unavailable:     http.StatusServiceUnavailable,
	tracking.Internal:        http.StatusInternalServerError,
}

const statusClientClosed = 499 // the caller hung up: not our fault and not an alarm

// useProblems makes huma answer our problems. Its own would repeat the submitted values. Once: huma keeps one for the whole program,
// and a program may hold several servers, as the tests do.
var useProblems = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		p := &problem{Status: status, Title: http.StatusText(status), Code: codeOf(status), Detail: msg}
		for _, err := range errs {
			if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
				p.Errors = append(p.Errors, fault{Location: d.Location, Message: d.Message})
			}
		}
		if len(p.Errors) > 0 {
			p.Detail = "Nothing was stored. " + strings.TrimSuffix(p.Errors[0].Location, ".") + ": " + p.Errors[0].Message + "."
		}
		return p
	}
})

func codeOf(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "unreadable"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusMethodNotAllowed:
		return "method_not_allowed"
	case http.StatusRequestEntityTooLarge:
		return "too_big"
	case http.StatusUnsupportedMediaType:
		return "media_type"
	case http.StatusUnprocessableEntity:
		return "content"
	}
	return "error"
}

// explain turns any error into a problem, and logs it where an operator must know: here and nowhere else.
func (s *Server) explain(ctx context.Context, err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if refused, ok := errors.AsType[labels.Refusal](err); ok {
		return &problem{Status: http.StatusUnprocessableEntity, Title: "Unprocessable Entity", Code: "label_refused", Detail: refused.Error()}
	}
	if errors.Is(err, context.Canceled) {
		return &problem{Status: statusClientClosed, Title: "Client Closed Request", Code: "canceled"}
	}
	kind := tracking.KindOf(err)
	p := &problem{Status: status[kind], Title: http.StatusText(status[kind])}
	if e, ok := errors.AsType[*tracking.Error](err); ok {
		p.Code, p.Detail = e.Code, e.Text
	}
	if errors.Is(err, tracking.ErrStale) {
		p.Status, p.Title = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed)
	}
	if kind == tracking.Unavailable {
		s.ready.failed(err)
	}
	if kind == tracking.Internal || kind == tracking.Unavailable {
		p.Reference = rand.Text()[:6]
		s.Log.ErrorContext(ctx, "request failed", "reference", p.Reference, "err", err)
	}
	if kind == tracking.Internal {
		p.Code, p.Detail = "internal", "Something went wrong here, not with your folder. Reference "+p.Reference+"."
	}
	return p
}

func writeProblem(w http.ResponseWriter, p problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the caller may be gone
}

// failEarly answers an error from before the routes are reached.
func (s *Server) failEarly(w http.ResponseWriter, ctx context.Context, err error) {
	p := s.explain(ctx, err)
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	writeProblem(w, *p)
}

// fail answers an error: a page to browsers, a problem to programs.
func (s *Server) fail(c *gin.Context, err error) {
	c.Abort()
	p := s.explain(c.Request.Context(), err)
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "2")
	}
	if !wantsPage(c) {
		writeProblem(c.Writer, *p)
		return
	}
	titles := map[int]string{http.StatusForbidden: "You can't do this", http.StatusNotFound: "Not found", http.StatusServiceUnavailable: "We can't show this just now"}
	title, known := titles[p.Status]
	if !known {
		title = "There is a problem"
	}
	s.page(c, p.Status, web.Problem{Frame: s.frame(c, title), Text: p.Detail, Reference: p.Reference})
}
