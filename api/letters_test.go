package api

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// chased is a hospital whose clinic has one folder overdue and a letter to it that waits, and a server that sends letters.
func chased(t *testing.T, h *trackingtest.Hospital, m Mail) (*Server, tracking.ChaseID) {
	t.Helper()
	s := &Server{Config: Config{Service: h.Service, Store: h.Store, Now: h.Clock.Now, Mail: m, Log: slog.New(slog.DiscardHandler)}}
	address := "clinic@hospital.test"
	if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Clinic.Code, 0, tracking.LocationChange{Email: &address}); err != nil {
		t.Fatal(err)
	}
	h.Arrive(h.Folder, h.Clinic)
	h.Clock.Forward(7 * 24 * time.Hour)
	list, err := h.Service.Chase(t.Context(), trackingtest.Librarian, []tracking.ChaseAsk{{Holder: h.Clinic.Code, Kind: tracking.Reminder, Mails: true}})
	if err != nil || list[0].Err != nil {
		t.Fatal(list, err)
	}
	return s, list[0].Chase.ID
}

func state(t *testing.T, h *trackingtest.Hospital, id tracking.ChaseID) tracking.Chase {
	t.Helper()
	l, _, _, err := h.Store.Letter(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l.Chase
}

func TestALetterIsSentOnceAndKeptAsItWasSent(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		box := &postbox{refuses: 1}
		s, id := chased(t, h, mailServer(t, box))
		for range 3 {
			if err := s.sendLetters(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if c := state(t, h, id); len(box.taken()) != 0 || c.State != tracking.ChaseWaiting || c.Tries != 1 || !strings.Contains(c.Problem, "try again later") {
			t.Fatalf("after a refusal: %+v", c)
		}
		h.Clock.Forward(time.Minute)
		for range 3 {
			if err := s.sendLetters(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		got := box.taken()
		if len(got) != 1 {
			t.Fatalf("%d letters came", len(got))
		}
		head, text, _ := strings.Cut(got[0].text, "\r\n\r\n")
		plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, "\r\n", ""))
		if err != nil {
			t.Fatal(err)
		}
		c := state(t, h, id)
		if c.State != tracking.ChaseSent || strings.ReplaceAll(string(plain), "\r\n", "\n") != c.Body || !strings.Contains(head, c.Subject) || got[0].to != c.Address ||
			!strings.Contains(head, fmt.Sprintf("Message-ID: <chase-%d@hospital.test>", id)) {
			t.Errorf("%s\n%s\n%+v", head, plain, c)
		}
		if strings.Contains(string(plain), "Okafor") {
			t.Error("an e-mail names a patient")
		}
	})
}

// bad is a mail server that says what it is told to until it hangs up or falls silent. Lines of the client are read between.
func bad(t *testing.T, after string, hang bool) (m Mail, calls func() int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var work sync.WaitGroup
	n, stop := 0, make(chan struct{})
	serve := func(conn net.Conn) {
		defer conn.Close()
		var err error
		mu.Lock()
		n++
		mu.Unlock()
		read := bufio.NewReader(conn)
		answers := []struct{ to, say string }{{"", "220 bad.test"}, {"EHLO", "250 bad.test"}, {"MAIL", "250 ok"}, {"RCPT", "250 ok"}, {"DATA", "354 go on"}, {".", "250 taken"}}
		for _, a := range answers {
			for line := ""; a.to != "" && !strings.HasPrefix(line, a.to); {
				if line, err = read.ReadString('\n'); err != nil {
					return
				}
			}
			if a.to == after {
				if hang {
					<-stop
				}
				return
			}
			if _, err := fmt.Fprintf(conn, "%s\r\n", a.say); err != nil {
				return
			}
		}
	}
	work.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			work.Go(func() { serve(conn) })
		}
	})
	t.Cleanup(func() { close(stop); _ = l.Close(); work.Wait() })
	return Mail{Server: l.Addr().String(), From: "notes@hospital.test", TLS: "none"}, func() int { mu.Lock(); defer mu.Unlock(); return n }
}

func TestALetterWhoseFateNobodyKnowsIsNeverSentAgainByItself(t *testing.T) {
	for name, c := range map[string]struct {
		after string
		hang  bool
		want  tracking.ChaseState
	}{
		"refuses at once":                   {"", false, tracking.ChaseWaiting},
		"hangs up at the greeting":          {"EHLO", false, tracking.ChaseWaiting},
		"hangs up at the recipient":         {"RCPT", false, tracking.ChaseWaiting},
		"hangs up before the words":         {"DATA", false, tracking.ChaseWaiting},
		"takes the words and hangs up":      {".", false, tracking.ChaseUnsure},
		"takes the words and falls silent":  {".", true, tracking.ChaseUnsure},
		"falls silent at the greeting":      {"", true, tracking.ChaseWaiting},
		"falls silent before the recipient": {"RCPT", true, tracking.ChaseWaiting},
	} {
		t.Run(name, func(t *testing.T) {
			h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
			m, calls := bad(t, c.after, c.hang)
			if c.hang { // then nothing else ends it, and it ends as it does after any time
				m.Within = 300 * time.Millisecond
			}
			s, id := chased(t, h, m)
			_ = s.sendLetters(t.Context())
			got := state(t, h, id)
			if got.State != c.want || got.Problem == "" {
				t.Fatalf("%s: %+v", got.State, got)
			}
			h.Clock.Forward(10 * time.Minute)
			_ = s.sendLetters(t.Context())
			want := map[tracking.ChaseState]int{tracking.ChaseUnsure: 1, tracking.ChaseWaiting: 2}[c.want]
			if n := calls(); n != want {
				t.Errorf("it was called %d times, want %d", n, want)
			}
		})
	}
}
