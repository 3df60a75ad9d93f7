package api

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// postbox is a real mail server on loopback that keeps what it is given, and refuses as often as it is told.
type postbox struct {
	mu      sync.Mutex
	refuses int
	letters []letter
}

type letter struct {
	from, to, text string
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &posting{box: p}, nil }

func (p *postbox) taken() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.letters...)
}

type posting struct {
	box *postbox
	letter
}

func (s *posting) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *posting) Rcpt(to string, _ *smtp.RcptOptions) error   { s.to = to; return nil }
func (s *posting) Reset()                                      {}
func (s *posting) Logout() error                               { return nil }

func (s *posting) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	if s.box.refuses > 0 {
		s.box.refuses--
		return &smtp.SMTPError{Code: 451, Message: "try again later"}
	}
	s.text = string(text)
	s.box.letters = append(s.box.letters, s.letter)
	return err
}

// mailServer starts a postbox and answers how to send to it.
func mailServer(t *testing.T, p *postbox) Mail {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(p)
	server.Domain = "mail.test"
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-done
	})
	return Mail{Server: l.Addr().String(), From: "notes@hospital.test", TLS: "none", URL: "https://notes.hospital.test/"}
}

func body(t *testing.T, l letter) string {
	t.Helper()
	head, text, found := strings.Cut(l.text, "\r\n\r\n")
	if !found || !strings.Contains(head, "Auto-Submitted: auto-generated") || !strings.Contains(head, "Subject: Case notes this morning") {
		t.Fatalf("this is no letter of ours: %q", l.text)
	}
	plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(text, "\r\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestAMorningEMailHasFiguresAndNamesNobodyAndIsTriedAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		box := &postbox{refuses: 1}
		var log bytes.Buffer
		s := &Server{Config: Config{Service: h.Service, Store: h.Store, Now: h.Clock.Now, Mail: mailServer(t, box), Log: slog.New(slog.NewTextHandler(&log, nil))}}
		chris := tracking.Actor{Name: "chris", Role: tracking.RoleClinic, Via: "test"}
		lee := tracking.Actor{Name: "lee", Role: tracking.RoleLibrary, Via: "test"}
		for _, a := range []tracking.Actor{chris, lee} {
			if err := h.Service.AddUser(t.Context(), trackingtest.Admin, a.Name, a.Role, "hash"); err != nil {
				t.Fatal(err)
			}
		}
		want := func(a tracking.Actor, address, library string) {
			t.Helper()
			if err := h.Service.SetDigest(t.Context(), a, address, library); err != nil {
				t.Fatal(err)
			}
		}
		send := func(letters int) {
			t.Helper()
			if err := s.sendDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := len(box.taken()); got != letters {
				t.Fatalf("%d letters came, want %d: %s", got, letters, log.String())
			}
		}
		h.Ask(h.Folder, h.Clinic, 48*time.Hour)
		h.Ask(h.Volume1, h.Clinic, 48*time.Hour)
		if _, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Volume1.Code, "Shelf 14"); err != nil {
			t.Fatal(err)
		}
		want(chris, "chris@hospital.test", "")
		send(0) // not before the next morning
		h.Clock.Set(time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC))
		send(0) // refused once
		if d, _, err := h.Store.DigestOf(t.Context(), "chris"); err != nil || !strings.Contains(d.Problem, "try again later") {
			t.Errorf("the failure is not told: %+v, %v", d, err)
		}
		send(0)
		h.Clock.Forward(time.Minute)
		send(1)
		got := box.taken()[0]
		text := body(t, got)
		for _, words := range []string{"What you asked for: 2 folders.", "0 on the way, 1 still to be pulled or sent, 1 can't be found.", "https://notes.hospital.test/requests", "https://notes.hospital.test/digest"} {
			if !strings.Contains(text, words) {
				t.Errorf("the letter lacks %q: %s", words, text)
			}
		}
		for _, secret := range []string{"Okafor", "Brien", "H100", h.Folder.Code, h.Folder.Name(), h.Volume1.Code} {
			if strings.Contains(got.text+text+log.String(), secret) {
				t.Errorf("the letter or the log tells %q", secret)
			}
		}
		if got.to != "chris@hospital.test" || got.from != "notes@hospital.test" {
			t.Errorf("from %s to %s", got.from, got.to)
		}
		h.Clock.Forward(12 * time.Hour)
		send(1) // one each morning
		want(lee, "lee@hospital.test", h.Library.Code)
		h.Clock.Set(time.Date(2026, 11, 25, 7, 0, 0, 0, time.UTC))
		send(3)
		library := ""
		for _, l := range box.taken()[1:] {
			if l.to == "lee@hospital.test" {
				library = body(t, l)
			}
		}
		if !strings.Contains(library, "Main library: https://notes.hospital.test/library/"+h.Library.Code) || !strings.Contains(library, "1 can't be found") || !strings.Contains(library, "1 to pull now") {
			t.Errorf("the library's letter: %s", library)
		}
		want(lee, "", "")
		if err := h.Service.DisableUser(t.Context(), trackingtest.Admin, "chris"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(24 * time.Hour)
		send(3) // nobody who has stopped it, and nobody who is gone
	})
}

func TestEachPersonChoosesTheirOwnMorningEMail(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		lee, chris := enter(tracking.RoleLibrary), enter(tracking.RoleClinic)
		lee.get("/digest").has(t, "This site sends no e-mail yet.", "Also the work of a library")
		chris.get("/digest").lacks(t, "Also the work of a library")
		for _, address := range []string{"", "ann", "ann@", "a b@example.org", "Ann <ann@example.org>", "ann@example.org\r\nBcc: all@example.org", strings.Repeat("a", 250) + "@example.org"} {
			if a := lee.send("/digest", "address", address, "do", "save"); a.status != 422 || !strings.Contains(a.html, `href="#address"`) {
				t.Errorf("%q answered %d", address, a.status)
			}
		}
		if a := chris.send("/digest", "address", "chris@example.org", "library", h.Library.Code, "do", "save"); a.status != 422 {
			t.Errorf("a clinic chose a library's work: %d", a.status)
		}
		if a := lee.send("/digest", "address", "lee@example.org", "library", h.Clinic.Code, "do", "save"); a.status != 422 {
			t.Errorf("a clinic is no library: %d", a.status)
		}
		lee.send("/digest", "address", "lee@example.org", "library", h.Library.Code, "do", "save").has(t, "You get an e-mail each working morning.", "The next is due 24 November 2026, 07:00", `value="lee@example.org"`)
		chris.get("/digest").lacks(t, "lee@example.org")
		lee.send("/digest", "do", "stop").has(t, "The e-mails stop.")
		if _, found, err := h.Store.DigestOf(t.Context(), "page-library"); found || err != nil {
			t.Errorf("it does not stop: %v", err)
		}
	})
}
