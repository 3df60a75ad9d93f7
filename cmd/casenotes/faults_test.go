package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// faults stands between the browsers and the server and spoils calls with scans in every way a network can: by a seed, in the order
// in which they come. Everything else passes.
type faults struct {
	proxy  *httputil.ReverseProxy
	on     atomic.Bool
	portal atomic.Bool // nothing gets through: a guest network wants somebody to sign in first
	mu     sync.Mutex
	random *rand.Rand
	did    map[string]int
}

// longestWait is how slow the slowest call is.
const longestWait = 3 * time.Second

// spoil puts faults in front of the site. The browsers use its address from now on.
func (s *site) spoil(t testing.TB, seed uint64) {
	t.Helper()
	target, err := url.Parse(s.url)
	must(t, err)
	f := &faults{random: rand.New(rand.NewPCG(seed, 1)), did: map[string]int{}}
	f.proxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // the server compares it with the page's origin
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { hangUp(w) },
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	front := httptest.NewServer(f)
	t.Cleanup(front.Close)
	s.faults, s.front = f, front.URL
}

func (f *faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	what := "passed"
	if f.on.Load() && r.Method == http.MethodPost && r.URL.Path == "/api/v1/scans" {
		what = f.next()
	}
	if f.portal.Load() {
		what = "answered by a portal"
	}
	switch what {
	case "never came":
		hangUp(w)
	case "answered 500":
		http.Error(w, "spoiled", http.StatusInternalServerError)
	case "answered by a portal":
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<html>Welcome to the hospital's guest network</html>")
	case "reply dropped", "reply made 500":
		f.proxy.ServeHTTP(httptest.NewRecorder(), r)
		if what == "reply dropped" {
			hangUp(w)
		} else {
			http.Error(w, "spoiled", http.StatusBadGateway)
		}
	case "slow":
		select {
		case <-time.After(f.wait()):
			f.proxy.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	default:
		f.proxy.ServeHTTP(w, r)
	}
}

// next decides what happens to a call with scans: about half of them pass.
func (f *faults) next() string {
	kinds := []string{"never came", "answered 500", "answered by a portal", "reply dropped", "reply made 500", "slow"}
	f.mu.Lock()
	defer f.mu.Unlock()
	what := "passed"
	if n := f.random.IntN(2 * len(kinds)); n < len(kinds) {
		what = kinds[n]
	}
	f.did[what]++
	return what
}

func (f *faults) wait() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Duration(f.random.Int64N(int64(longestWait)))
}

// told is what was done to how many calls.
func (f *faults) told() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.TrimPrefix(fmt.Sprint(f.did), "map")
}

// hangUp ends a connection without an answer.
func hangUp(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_ = conn.Close()
			return
		}
	}
	panic(http.ErrAbortHandler)
}

// harness adds to the controls what scripts need that spoil and measure.
func (s *site) harness(mux *http.ServeMux, answer func(w http.ResponseWriter, text string, err error)) {
	mux.HandleFunc("POST /faults/{state}", func(w http.ResponseWriter, r *http.Request) {
		s.faults.on.Store(r.PathValue("state") == "on")
		s.faults.portal.Store(r.PathValue("state") == "portal")
		answer(w, s.faults.told(), nil)
	})
	mux.HandleFunc("GET /scans", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.scans(r.Context())
		answer(w, list, err)
	})
	mux.HandleFunc("POST /figure", func(w http.ResponseWriter, r *http.Request) {
		var f struct {
			What, Measured, Wanted string
			Reached                bool
		}
		err := json.NewDecoder(r.Body).Decode(&f)
		s.figures = append(s.figures, figure{what: f.What, measured: f.Measured, wanted: f.Wanted, reached: f.Reached})
		answer(w, "noted", err)
	})
}

// scans is every scan that the server has, in JSON.
func (s *site) scans(ctx context.Context) (string, error) {
	pool, err := s.Store.Pool()
	if err != nil {
		return "", err
	}
	rows, err := pool.QueryContext(ctx, "SELECT device, seq, id, code, location_code, action, outcome FROM scans WHERE seq IS NOT NULL ORDER BY device, seq")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	list := []map[string]any{}
	for rows.Next() {
		var device, id, code, location, action, outcome string
		var seq int64
		if err := rows.Scan(&device, &seq, &id, &code, &location, &action, &outcome); err != nil {
			return "", err
		}
		list = append(list, map[string]any{"device": device, "seq": seq, "id": id, "code": code, "location": location, "action": action, "outcome": outcome})
	}
	text, err := json.Marshal(list)
	return string(text), errors.Join(err, rows.Err())
}
