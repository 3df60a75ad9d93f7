package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"casenotes/api"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

const patience = 10 * time.Second

// board is one open socket. It reads all the time and keeps what it heard until somebody asks.
type board struct {
	t     *testing.T
	conn  *websocket.Conn
	heard chan news
	code  chan int // the close code, once
}

type news struct {
	Type       string
	Version    int64
	Now        string
	Subscribed bool
	Folder     *struct {
		Code, Custody string
		Location, To  *struct{ Code string }
		Patient       *struct{ FamilyName string }
		Version       int64
	}
	Alert *struct {
		ID       int64
		Kind     string
		Folder   *struct{ Patient any }
		ClosedAt *string `json:"closed_at"`
	}
	text string
}

func (s *site) socket() string { return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/api/v1/live" }

// dial opens a socket without reading from it.
func (s *site) dial(t *testing.T, dialer websocket.Dialer, header http.Header) (*websocket.Conn, *http.Response) {
	t.Helper()
	conn, response, err := dialer.DialContext(t.Context(), s.socket(), header)
	if err != nil {
		return nil, response
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn, response
}

// watch opens a board for a role and waits until the server has taken its subscription.
func (s *site) watch(t *testing.T, as tracking.Role, topics ...string) *board {
	t.Helper()
	return s.watchAs(t, http.Header{"Authorization": {"Bearer " + s.token(as)}}, topics...)
}

func (s *site) watchAs(t *testing.T, header http.Header, topics ...string) *board {
	t.Helper()
	conn, response := s.dial(t, websocket.Dialer{}, header)
	if conn == nil {
		t.Fatalf("no socket: %v", response)
	}
	b := &board{t: t, conn: conn, heard: make(chan news, 10_000), code: make(chan int, 1)}
	go b.read()
	if hello := b.next(); hello.Type != "hello" || hello.Now == "" {
		t.Fatalf("%+v", hello)
	}
	b.say(map[string]any{"subscribe": topics})
	if len(topics) > 0 {
		b.until(subscribed)
	}
	return b
}

func (b *board) read() {
	defer close(b.heard)
	for {
		_, text, err := b.conn.ReadMessage()
		if closed, ok := errors.AsType[*websocket.CloseError](err); ok {
			b.code <- closed.Code
			return
		} else if err != nil {
			b.code <- 0
			return
		}
		n := news{text: string(text)}
		if json.Unmarshal(text, &n) == nil {
			b.heard <- n
		}
	}
}

func (b *board) say(v any) {
	b.t.Helper()
	_ = b.conn.WriteJSON(v) // the server may have hung up already
}

// subscribed is the answer to a subscription.
func subscribed(n news) bool { return n.Subscribed }

// next is what comes next.
func (b *board) next() news {
	b.t.Helper()
	select {
	case n := <-b.heard:
		return n
	case <-time.After(patience):
		b.t.Error("nothing came")
		return news{}
	}
}

// until reads on to the first news that fits and says what came before it.
func (b *board) until(fits func(news) bool) (n news, before []news) {
	b.t.Helper()
	for {
		n := b.next()
		if n.Type == "" || fits(n) {
			return n, before
		}
		before = append(before, n)
	}
}

func folderNews(code string, version int64) func(news) bool {
	return func(n news) bool { return n.Folder != nil && n.Folder.Code == code && n.Version == version }
}

func (b *board) wantClosed(code int) {
	b.t.Helper()
	select {
	case got := <-b.code:
		if got != code {
			b.t.Errorf("closed with %d, want %d", got, code)
		}
	case <-time.After(patience):
		b.t.Errorf("not closed, want %d", code)
	}
}

func TestAMovedFolderIsToldToTheBoardItLeftAndTheOneItCameTo(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		left, came, follows := s.watch(t, lib, "location:"+h.Library.Code), s.watch(t, por, "location:"+h.Clinic.Code), s.watch(t, lib, "folder:"+h.Folder.Code, "location:"+h.Clinic.Code)
		elsewhere := s.watch(t, lib, "location:"+h.Ward.Code, "folder:"+h.Volume1.Code)
		h.Clock.Forward(time.Second)
		if a := s.do("POST", "/api/v1/scans", por, `{"scans":[`+scanText("{folder}", "{clinic}", "")+`]}`); a.status != 200 {
			t.Fatal(a.body)
		}
		for name, b := range map[string]*board{"left": left, "came to": came, "follows it": follows} {
			n, _ := b.until(folderNews(h.Folder.Code, 2))
			if n.Type != "folder" || n.Folder == nil || n.Folder.Location.Code != h.Clinic.Code || n.Folder.Version != 2 {
				t.Errorf("%s: %s", name, n.text)
			}
			if names := strings.Contains(n.text, "Okafor") || strings.Contains(n.text, "H1001"); names != (name != "came to") {
				t.Errorf("%s sees a name: %v", name, names)
			}
		}
		h.Arrive(h.Volume1, h.Clinic)
		if _, before := elsewhere.until(folderNews(h.Volume1.Code, 2)); len(before) > 0 {
			t.Errorf("heard what it does not watch: %+v", before)
		}
		came.say(map[string]any{"unsubscribe": []string{"location:" + h.Clinic.Code}, "subscribe": []string{"location:" + h.Ward.Code}})
		came.until(subscribed)
		h.Arrive(h.Folder, h.Secretary)
		h.Arrive(h.Volume1, h.Ward)
		if n, before := came.until(folderNews(h.Volume1.Code, 3)); n.Folder == nil || len(before) > 0 {
			t.Errorf("after unsubscribing: %+v", before)
		}
		_, again := follows.until(folderNews(h.Folder.Code, 3))
		for _, n := range again {
			if n.Folder != nil && n.Folder.Code == h.Folder.Code {
				t.Errorf("told twice: %s", n.text)
			}
		}
	})
}

func TestNewsInTheWrongOrderStillReachesThePlaceThatWasLeft(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		c := s.watch(t, lib, "location:"+h.Ward.Code)
		first := s.watch(t, lib, "location:LEFT")
		whereabouts := func(at tracking.Location, version int64) *tracking.Whereabouts {
			return &tracking.Whereabouts{Folder: tracking.Folder{ID: 7777, Code: "F7", Version: version}, Location: at}
		}
		s.hub.Announce([]tracking.Event{{Folder: whereabouts(h.Ward, 3), Left: &h.Clinic}})
		s.hub.Announce([]tracking.Event{{Folder: whereabouts(h.Clinic, 2), Left: &tracking.Location{Code: "LEFT"}}})
		if n, _ := first.until(func(n news) bool { return n.Folder != nil && n.Folder.Code == "F7" }); n.Version != 2 {
			t.Errorf("%s", n.text)
		}
		if n, _ := c.until(func(n news) bool { return n.Folder != nil && n.Folder.Code == "F7" }); n.Version != 3 {
			t.Errorf("%s", n.text)
		}
	})
}

func TestAnAlertOpensAndClosesOnTheScreenByItself(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		h.Arrive(h.Folder, h.Clinic)
		b := s.watch(t, por, "alerts")
		h.Clock.Forward(30 * 24 * time.Hour)
		_, err := s.Service.Sweep(t.Context())
		s.must(err)
		n := b.next()
		if n.Type != "alert" || n.Alert.Kind != "overdue" || n.Alert.ClosedAt != nil || strings.Contains(n.text, "Okafor") {
			t.Errorf("%s", n.text)
		}
		h.Arrive(h.Folder, h.Library)
		if n := b.next(); n.Type != "alert" || n.Alert.ClosedAt == nil || n.Version != 2 {
			t.Errorf("%s", n.text)
		}
	})
}

func TestEverySocketHearsTheBeat(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.hub.Beat = 5 * time.Millisecond
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { s.hub.Run(ctx) })
		b := s.watch(t, por, "alerts")
		for range 3 {
			if n := b.next(); n.Type != "beat" {
				t.Errorf("%s", n.text)
			}
		}
		stop()
		running.Wait()
		b.wantClosed(1001)
	})
}

func TestOneThatNeverReadsIsClosedAndHarmsNobody(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		conn, _ := s.dial(t, websocket.Dialer{}, http.Header{"Authorization": {"Bearer " + s.token(lib)}})
		s.must(conn.WriteJSON(map[string]any{"subscribe": []string{"location:" + h.Clinic.Code}}))
		good := s.watch(t, lib, "location:"+h.Clinic.Code)
		slow := func() bool {
			return strings.Contains(s.do("GET", "/metrics", "", "").body, "casenotes_live_slow_total 1")
		}
		sent := int64(0)
		for deadline := time.Now().Add(patience); !slow(); {
			if time.Now().After(deadline) {
				t.Fatalf("after %d messages it still counts as reading", sent)
			}
			for range 100 {
				sent++
				w := h.Volume1
				w.Version = sent + 100
				s.hub.Announce([]tracking.Event{{Folder: &tracking.Whereabouts{Folder: w, Location: h.Clinic, Home: h.Library, Patient: tracking.Patient{FamilyName: strings.Repeat("x", 4000)}}}})
			}
			good.until(folderNews(h.Volume1.Code, sent+100)) // the good one has heard them all
		}
		slowBoard := &board{t: t, conn: conn, heard: make(chan news, 100_000), code: make(chan int, 1)}
		go slowBoard.read()
		slowBoard.wantClosed(4008)
		h.Arrive(h.Folder, h.Clinic)
		if n, _ := good.until(folderNews(h.Folder.Code, 2)); n.Folder == nil {
			t.Error("the other board was harmed")
		}
	})
}

func TestASocketThatAsksForTooMuchIsClosed(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		other := s.watch(t, por, "location:"+h.Clinic.Code)
		var many []string
		for i := range 10_000 {
			many = append(many, fmt.Sprintf("location:L%06d", i))
		}
		s.watch(t, por, many...).wantClosed(4029)
		flood := s.watch(t, por)
		for range 200 {
			flood.say(map[string]any{"subscribe": []string{"alerts"}})
		}
		flood.wantClosed(4029)
		for _, topic := range []string{"patients", "location:*", "folder:", "location:<script>", "requests", "location:" + strings.Repeat("L", 65), "é"} {
			s.watch(t, lib, topic).wantClosed(4003)
		}
		garbage := s.watch(t, por)
		s.must(garbage.conn.WriteMessage(websocket.TextMessage, []byte("{")))
		garbage.wantClosed(4002)
		big := s.watch(t, por)
		_ = big.conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat("x", 1<<20)))
		big.wantClosed(websocket.CloseMessageTooBig)
		h.Arrive(h.Folder, h.Clinic)
		if n, _ := other.until(folderNews(h.Folder.Code, 2)); n.Folder == nil {
			t.Error("the other board was harmed")
		}
	})
}

func TestWhoMayNotWatchIsTold(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		for code, header := range map[int]http.Header{4001: {}, 4003: {"Authorization": {"Bearer " + s.token(tracking.RoleDevice)}}} {
			conn, _ := s.dial(t, websocket.Dialer{}, header)
			b := &board{t: t, conn: conn, heard: make(chan news, 10), code: make(chan int, 1)}
			go b.read()
			b.wantClosed(code)
		}
		for _, origin := range []string{"https://evil.example", "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"} {
			conn, response := s.dial(t, websocket.Dialer{}, http.Header{"Origin": {origin}, "Authorization": {"Bearer " + s.token(lib)}})
			if conn != nil || response.StatusCode != 403 {
				t.Errorf("%s: %v", origin, response)
			}
		}
		if conn, _ := s.dial(t, websocket.Dialer{}, http.Header{"Origin": {s.http.URL}, "Authorization": {"Bearer " + s.token(lib)}}); conn == nil {
			t.Error("our own pages may")
		}
		a := s.do("GET", "/api/v1/live", lib, "")
		if a.status != 400 {
			t.Errorf("%d", a.status)
		}
		checkProblem(t, a)
	})
}

func TestASocketEndsWithItsSession(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.hub.Recheck = 10 * time.Millisecond
		s.addUser(por)
		s.addUser(lib)
		cookie := func(name string) (*browser, http.Header) {
			b := s.browser()
			text, _, _ := strings.Cut(b.signIn(name, password).header.Get("Set-Cookie"), ";")
			return b, http.Header{"Cookie": {text}}
		}
		b, header := cookie("library")
		board := s.watchAs(t, header, "alerts")
		b.do("POST", "/signout", "", "Sec-Fetch-Site", "same-origin")
		board.wantClosed(4001)
		_, header = cookie("porter")
		board = s.watchAs(t, header, "alerts")
		s.must(s.Service.DisableUser(t.Context(), trackingtest.Admin, "porter"))
		board.wantClosed(4001)
	})
}

func TestTwoProcessesOnOneDatabaseTellEachOthersNews(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		one := newSite(t, h)
		here := h.Service
		two := newSite(t, h)
		for _, s := range []*site{one, two} {
			ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
			var running sync.WaitGroup
			running.Go(func() { s.hub.Follow(ctx, h.Store) })
			t.Cleanup(func() { stop(); running.Wait() })
		}
		two.tokens = one.tokens
		near, far := one.watch(t, lib, "location:"+h.Clinic.Code, "alerts"), two.watch(t, lib, "location:"+h.Clinic.Code, "alerts")
		old := two.watch(t, lib, "location:"+h.Library.Code)
		h.Clock.Forward(time.Second)
		scan := func(code string, at tracking.Location, bad bool) {
			s := h.NewScan(code, at)
			if bad {
				s.Source = "telepathy"
			}
			_, err := here.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Scans: []tracking.Scan{s}})
			one.must(err)
		}
		began := time.Now()
		scan(h.Folder.Code, h.Clinic, false)
		scan("x", h.Clinic, true)
		for name, b := range map[string]*board{"near": near, "far": far, "where it was": old} {
			if n, _ := b.until(folderNews(h.Folder.Code, 2)); n.Folder == nil {
				t.Errorf("%s heard nothing", name)
			}
			if name != "where it was" {
				b.until(func(n news) bool { return n.Alert != nil && n.Alert.Kind == "quarantined" })
			}
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("it took %s", took)
		}
		h.Clock.Forward(time.Second)
		scan(h.Folder.Code, h.Ward, false)
		for name, b := range map[string]*board{"near": near, "far": far} {
			_, before := b.until(folderNews(h.Folder.Code, 3))
			for _, n := range before {
				if n.Alert != nil || n.Folder != nil && n.Folder.Code == h.Folder.Code {
					t.Errorf("%s heard twice: %s", name, n.text)
				}
			}
		}
	})
}

var _ tracking.Announcer = (*api.Hub)(nil)
