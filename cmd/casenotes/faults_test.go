package main

import (
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
