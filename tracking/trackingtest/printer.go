package trackingtest

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"casenotes/tracking"
)

// Printer is a label printer on a real port: it keeps what it gets, and behaves as it is told.
type Printer struct {
	Status   func(got []byte) string // the answer to a question for its state; nil: silence
	HangUpAt int                     // hangs up after so many bytes of labels; 0: never
	HoldAt   int                     // reads no further after so many bytes of labels, until GoOn; 0: never

	listener net.Listener
	mu       sync.Mutex
	got      bytes.Buffer
	held     chan struct{}
	goOn     chan struct{}
	holds    sync.Once
	goesOn   sync.Once
	work     sync.WaitGroup
}

// NewPrinter switches a printer on, until the test ends.
func NewPrinter(t testing.TB, p *Printer) *Printer {
	t.Helper()
	var err error
	if p.listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.held, p.goOn = make(chan struct{}), make(chan struct{})
	p.work.Go(func() {
		for {
			conn, err := p.listener.Accept()
			if err != nil {
				return
			}
			p.work.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() { p.SwitchOff(); p.GoOn(); p.work.Wait() })
	return p
}

// SwitchOff lets nobody call any more.
func (p *Printer) SwitchOff() { _ = p.listener.Close() } // twice, where the test did it before

// serve reads until the other side hangs up. The question for its state is answered at once and is no part of what is printed.
func (p *Printer) serve(conn net.Conn) {
	defer conn.Close()
	buffer := make([]byte, 4096)
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		text, asked := strings.CutSuffix(string(buffer[:n]), tracking.AskStatus)
		p.mu.Lock()
		p.got.WriteString(text)
		got := p.got.Bytes()
		p.mu.Unlock()
		if p.HangUpAt > 0 && len(got) >= p.HangUpAt {
			_ = conn.(*net.TCPConn).SetLinger(0) // as a machine that is switched off: a reset, nothing polite
			return
		}
		if p.HoldAt > 0 && len(got) >= p.HoldAt {
			p.holds.Do(func() { close(p.held) })
			<-p.goOn
		}
		if asked && p.Status != nil {
			if _, err := io.WriteString(conn, p.Status(got)); err != nil {
				return
			}
		}
	}
}

// Held ends when the printer reads no further.
func (p *Printer) Held() <-chan struct{} { return p.held }

// GoOn lets it read what waits.
func (p *Printer) GoOn() { p.goesOn.Do(func() { close(p.goOn) }) }

// Got is everything that it was to print.
func (p *Printer) Got() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got.String()
}

// Labels is how many labels it got whole.
func (p *Printer) Labels() int { return strings.Count(p.Got(), "^XZ") }

// Address is where it is.
func (p *Printer) Address() string { return p.listener.Addr().String() }

// PrinterSays is the answer of a label printer: whether it is out of paper, the formats in its memory and the labels still to print.
func PrinterSays(paperOut bool, formats, remaining string) string {
	out := "0"
	if paperOut {
		out = "1"
	}
	return "\x02030," + out + ",0,1245," + formats + ",0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0," + remaining + ",1,000\x03\r\n\x021234,0\x03\r\n"
}

// ReadyPrinter is the answer of one that has nothing to do.
func ReadyPrinter([]byte) string { return PrinterSays(false, "000", "00000000") }
