package trackingtest

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Wire is the network between a program and its MariaDB, which a test can cut.
type Wire struct {
	DSN string // the database, over this wire

	mu    sync.Mutex
	open  map[net.Conn]struct{}
	cut   bool
	after string // cut a connection once it has sent this, before the reply comes back
}

// NewWire leads to the database of a DSN.
func NewWire(t testing.TB, dsn string) *Wire {
	t.Helper()
	start, rest, _ := strings.Cut(dsn, "@tcp(")
	server, end, _ := strings.Cut(rest, ")")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	w := &Wire{DSN: start + "@tcp(" + l.Addr().String() + ")" + end, open: map[net.Conn]struct{}{}}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			program, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { w.carry(program, server) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		w.Cut()
		running.Wait()
	})
	return w
}

func (w *Wire) carry(program net.Conn, server string) {
	defer program.Close()
	w.mu.Lock()
	cut := w.cut
	w.open[program] = struct{}{}
	w.mu.Unlock()
	database, err := net.Dial("tcp", server)
	if cut || err != nil {
		return
	}
	defer database.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(program, database)
		_ = program.Close()
	}()
	buf := make([]byte, 1<<16)
	for {
		n, err := program.Read(buf)
		if n > 0 && w.last(buf[:n]) {
			_ = program.Close() // the reply has nowhere to go
		}
		if _, failed := database.Write(buf[:n]); failed != nil || err != nil {
			break
		}
	}
	if tcp, ok := database.(*net.TCPConn); ok {
		_ = tcp.CloseWrite() // what was sent arrives, then the server notices
	}
	<-done
}

// last says whether this is what the connection is to be cut after, which happens once.
func (w *Wire) last(sent []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.after == "" || !bytes.Contains(sent, []byte(w.after)) {
		return false
	}
	w.after = ""
	return true
}

// Cut ends every connection and lets no new one through until it is mended.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	for c := range w.open {
		_ = c.Close()
		delete(w.open, c)
	}
}

// Mend lets connections through again.
func (w *Wire) Mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = false
}

// LoseReplyTo cuts the next connection that sends the text: the server gets it, its reply is lost.
func (w *Wire) LoseReplyTo(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.after = text
}
