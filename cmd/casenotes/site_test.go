package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"casenotes/api"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// Tests that kill the server run it as a process of its own: this test binary, told to be casenotes.
const asProgram = "CASENOTES_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	ahead, err := time.ParseDuration(os.Getenv(asProgram))
	if err != nil {
		os.Exit(m.Run())
	}
	var c clock
	c.ahead.Store(int64(ahead))
	p := program{in: os.Stdin, out: io.Discard, err: os.Stderr, now: c.now, started: func(address string) { fmt.Fprintln(os.Stdout, address) }}
	os.Exit(p.run(context.Background(), os.Args[1:]))
}

// clock goes as fast as the real one and can be put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// set puts the clock to a moment, by whole minutes: that is how the service corrects the clocks of devices, so that the browser's
// clock, which nobody can put forward, comes out exact.
func (c *clock) set(t time.Time) { c.ahead.Store(int64(time.Until(t).Round(time.Minute))) }

// site is the whole program serving a small hospital, with a clock that a test can put forward.
type site struct {
	*trackingtest.Hospital
	clock    clock
	dsn      string
	url      string
	Overdue  tracking.Folder // at the clinic; due back an hour after the site starts
	Bag      tracking.ContainerView
	Folders  []tracking.Folder // in the library
	Due      time.Time
	password string

	stop    func() // ends what serves now
	faults  *faults
	front   string // the address for browsers, where it is not the server's own
	figures []figure
}

const folders = 30

var passwordHash = sync.OnceValues(func() (string, error) { return api.HashPassword(demoPassword) })

// newSite fills the database and puts the clock to an hour before the first folder falls due: never behind the machine's, by
// which a browser ends its cookies. Nothing serves yet.
func newSite(t testing.TB, dsn string) *site {
	t.Helper()
	s := &site{Hospital: trackingtest.OpenAt(t, dsn, time.Now().UTC().Truncate(time.Minute)), dsn: dsn, password: demoPassword, stop: func() {}}
	hash, err := passwordHash()
	must(t, err)
	for _, role := range tracking.Roles() {
		if role != tracking.RoleDevice {
			must(t, s.Service.AddUser(t.Context(), trackingtest.Admin, string(role), role, hash))
		}
	}
	for i := range folders {
		number := fmt.Sprintf("H%d", 2001+i)
		s.AddPatient(number, "Testcase", "Number "+number)
		s.Folders = append(s.Folders, s.AddFolder(number))
	}
	s.Overdue = s.AddFolder("H1001")
	s.Arrive(s.Overdue, s.Clinic)
	s.Bag, err = s.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Kind: tracking.Bag, Name: "Bag 1", Location: s.Clinic.Code})
	must(t, err)
	s.Due = *s.Whereabouts(s.Overdue).DueAt
	s.clock.set(s.Due.Add(-time.Hour))
	s.Clock.Set(s.clock.now())
	return s
}

// serve runs the program within the test, on whatever address is free.
func (s *site) serve(t testing.TB, flags ...string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var log bytes.Buffer
	started, ended := make(chan string, 1), make(chan int, 1)
	p := program{in: strings.NewReader(""), out: io.Discard, err: &log, now: s.clock.now, started: func(address string) { started <- address }}
	args := append([]string{"--db", s.dsn, "--log-level", "warn", "serve", "--addr", "127.0.0.1:0", "--sweep", "200ms", "--lock-desk", "0"}, flags...)
	go func() { ended <- p.run(ctx, args) }()
	select {
	case address := <-started:
		s.url = "http://" + address
	case code := <-ended:
		cancel()
		t.Fatalf("casenotes ended with %d: %s", code, log.String())
	}
	s.stop = func() {
		cancel()
		if code := <-ended; code != exitDone {
			t.Errorf("casenotes ended with %d", code)
		}
		if t.Failed() && log.Len() > 0 {
			t.Logf("casenotes said:\n%s", log.String())
		}
	}
	t.Cleanup(func() { s.stop() })
}

// serveApart runs the program as a process that can be killed, and again on the same address.
func (s *site) serveApart(t testing.TB, flags ...string) error {
	t.Helper()
	address := "127.0.0.1:0"
	if s.url != "" {
		address = strings.TrimPrefix(s.url, "http://")
	}
	cmd := exec.Command(os.Args[0], append([]string{"--db", s.dsn, "--log-level", "warn", "serve", "--addr", address}, flags...)...)
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%dns", asProgram, s.clock.ahead.Load()))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.stop = sync.OnceFunc(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed, as asked
	})
	t.Cleanup(s.stop)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("casenotes did not start: %w", err)
	}
	s.url = "http://" + strings.TrimSpace(line)
	return nil
}

// control lets a script in a browser do what only the test can: put the clock forward, kill and start the server, and ask whether
// the database is sound. Answers are text; anything but 200 is a failure.
func (s *site) control(t testing.TB) (url string) {
	t.Helper()
	answer := func(w http.ResponseWriter, text string, err error) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, text)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /clock/{to}", func(w http.ResponseWriter, r *http.Request) {
		to, err := time.Parse(time.RFC3339, r.PathValue("to"))
		if err == nil {
			s.clock.set(to)
		}
		answer(w, s.clock.now().Format(time.RFC3339), err)
	})
	mux.HandleFunc("POST /kill", func(w http.ResponseWriter, _ *http.Request) {
		s.stop()
		answer(w, "killed", nil)
	})
	mux.HandleFunc("POST /start", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, "started", s.serveApart(t))
	})
	mux.HandleFunc("POST /command", func(w http.ResponseWriter, r *http.Request) {
		var args []string
		err := json.NewDecoder(r.Body).Decode(&args)
		var said bytes.Buffer
		p := program{in: strings.NewReader(""), out: &said, err: &said, now: s.clock.now}
		code := p.run(r.Context(), append([]string{"--db", s.dsn, "--log-level", "warn"}, args...))
		answer(w, fmt.Sprintf("%d %s", code, said.String()), err)
	})
	s.harness(mux, answer)
	mux.HandleFunc("GET /check", func(w http.ResponseWriter, r *http.Request) {
		var problems strings.Builder
		err := s.Store.Check(r.Context(), func(problem string) { fmt.Fprintln(&problems, problem) })
		answer(w, problems.String(), err)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// describe tells a script what there is, in JSON.
func (s *site) describe(t testing.TB) string {
	t.Helper()
	type place struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	of := func(l tracking.Location) place { return place{l.Code, l.Name} }
	var codes []string
	for _, f := range s.Folders {
		codes = append(codes, f.Code)
	}
	text, err := json.Marshal(map[string]any{
		"url": cmp.Or(s.front, s.url), "control": s.control(t), "password": s.password, "due": s.Due.UTC().Format(time.RFC3339),
		"library": of(s.Library), "clinic": of(s.Clinic), "otherClinic": of(s.OtherClinic), "ward": of(s.Ward), "retired": of(s.Retired),
		"folders": codes, "overdue": s.Overdue.Code, "volume1": s.Volume1.Code, "volume2": s.Volume2.Code, "bag": s.Bag.Code,
	})
	must(t, err)
	return string(text)
}
