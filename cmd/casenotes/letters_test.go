package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// postOffice is a real mail server that counts what it is given. From one letter on it takes them without answering, until it is told
// to go on.
type postOffice struct {
	silentFrom int
	held       chan struct{} // one for each letter that it took in silence
	goOn       chan struct{}

	mu    sync.Mutex
	taken map[string]int // letters by address
	n     int
}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &counter{office: p}, nil }

type counter struct {
	office *postOffice
	to     string
}

func (c *counter) Mail(string, *smtp.MailOptions) error      { return nil }
func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error { c.to = to; return nil }
func (c *counter) Reset()                                    {}
func (c *counter) Logout() error                             { return nil }

func (c *counter) Data(r io.Reader) error {
	if _, err := io.ReadAll(r); err != nil {
		return err
	}
	p := c.office
	p.mu.Lock()
	p.taken[c.to]++
	p.n++
	silent := p.silentFrom > 0 && p.n >= p.silentFrom
	p.mu.Unlock()
	if silent {
		select {
		case p.held <- struct{}{}:
		case <-p.goOn:
		}
		<-p.goOn
	}
	return nil
}

// open opens the post office, and answers its address.
func (p *postOffice) open(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server, done := smtp.NewServer(p), make(chan struct{})
	server.Domain = "mail.test"
	go func() {
		defer close(done)
		_ = server.Serve(l)
	}()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return l.Addr().String()
}

// sender starts a process that sends the letters of a database, whose clock is the hospital's.
func sender(t testing.TB, dsn, mail string, now time.Time) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "--db", dsn, "--log-level", "error", "serve", "--addr", "127.0.0.1:0", "--smtp", mail, "--smtp-tls", "none", "--mail-from", "notes@hospital.test")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%dns", asProgram, time.Until(now)))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	_, err = bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return cmd
}

// holdersToChase are so many places with an address and an overdue folder each, and a letter to each that waits.
func holdersToChase(t testing.TB, h *trackingtest.Hospital, n int) {
	t.Helper()
	var places []tracking.Location
	for i := range n {
		p := h.AddLocation(fmt.Sprintf("Office %d", i), tracking.Office, "", "North")
		address := fmt.Sprintf("office%d@hospital.test", i)
		_, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, p.Code, 0, tracking.LocationChange{Email: &address})
		must(t, err)
		number := fmt.Sprintf("L%04d", i)
		h.AddPatient(number, "Letter", "A")
		h.Arrive(h.AddFolder(number), p)
		places = append(places, p)
	}
	h.Clock.Forward(21 * 24 * time.Hour)
	for len(places) > 0 {
		some := min(len(places), tracking.MaxChosen)
		var asks []tracking.ChaseAsk
		for _, p := range places[:some] {
			asks = append(asks, tracking.ChaseAsk{Holder: p.Code, Kind: tracking.Reminder, Mails: true})
		}
		places = places[some:]
		list, err := h.Service.Chase(t.Context(), trackingtest.Librarian, asks)
		must(t, err)
		for _, r := range list {
			must(t, r.Err)
		}
	}
}

// killOneOfTwo lets two processes send the letters of n holders and kills one while the mail server holds a letter of each. It answers
// how long the rest took, and fails where a letter came twice or not at all. The letter of the killed one is in doubt: it is shown to a
// person, and nobody sends it again.
func killOneOfTwo(t testing.TB, dsn string, n int) time.Duration {
	t.Helper()
	h := trackingtest.Open(t, dsn)
	holdersToChase(t, h, n)
	office := &postOffice{silentFrom: n / 3, held: make(chan struct{}), goOn: make(chan struct{}), taken: map[string]int{}}
	address := office.open(t)
	began := time.Now()
	killed := sender(t, dsn, address, h.Clock.Now())
	sender(t, dsn, address, h.Clock.Now())
	<-office.held
	<-office.held
	must(t, killed.Process.Kill())
	close(office.goOn)
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for open := n; open > 1; <-look.C {
		list, err := h.Store.OpenLetters(t.Context(), 2*n)
		must(t, err)
		if open = len(list); time.Since(began) > 5*time.Minute {
			t.Fatalf("%d letters still wait", open)
		}
	}
	took := time.Since(began)
	h.Clock.Forward(10 * time.Minute)
	again, err := h.Service.ClaimLetter(t.Context())
	must(t, err)
	if again != nil {
		t.Errorf("the letter in doubt goes again: %d", again.ID)
	}
	list, err := h.Store.OpenLetters(t.Context(), 10)
	must(t, err)
	if len(list) != 1 || list[0].State != tracking.ChaseUnsure || !strings.Contains(list[0].Problem, "stopped") {
		t.Errorf("a person is shown %+v", list)
	}
	office.mu.Lock()
	defer office.mu.Unlock()
	if len(office.taken) != n {
		t.Errorf("%d of %d holders got a letter", len(office.taken), n)
	}
	for to, times := range office.taken {
		if times != 1 {
			t.Errorf("%s got %d letters", to, times)
		}
	}
	return took
}

func TestEveryLetterGoesOnceThoughOneOfTwoProcessesIsKilledInTheMiddle(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killOneOfTwo(t, "sqlite:"+t.TempDir()+"/casenotes.db", 12) })
	t.Run("mariadb", func(t *testing.T) { killOneOfTwo(t, trackingtest.MySQL(t), 12) })
}
