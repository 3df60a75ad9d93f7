package hl7

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"casenotes/tracking"
)

// Listener answers senders over MLLP. Each connection has one message at a time: the next is read when the last is kept, applied and
// acknowledged. So order is kept, and a sender that is too fast waits in its own network buffers, not in our memory.
type Listener struct {
	Feed *Feed
	From []netip.Prefix // networks that may send; empty for all
	Log  *slog.Logger

	// Limits; zero for the usual ones.
	Idle        time.Duration // without a message
	Slow        time.Duration // for the rest of a message that has begun, and for reading an acknowledgement
	Connections int

	open atomic.Int64
}

const (
	usualIdle        = time.Hour // hospitals are quiet at night; half-open connections are found sooner, by keep-alive probes
	usualSlow        = 30 * time.Second
	usualConnections = 64
	again            = 2 * time.Second // between tries while the database cannot be reached
	finishing        = 15 * time.Second
)

// Serve answers until ctx ends, then finishes the messages that are being taken.
func (l *Listener) Serve(ctx context.Context, listener net.Listener) {
	if l.Idle == 0 {
		l.Idle = usualIdle
	}
	if l.Slow == 0 {
		l.Slow = usualSlow
	}
	if l.Connections == 0 {
		l.Connections = usualConnections
	}
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var answering sync.WaitGroup
	for {
		conn, err := listener.Accept()
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, net.ErrClosed) { // too many open files, for one: it passes
				l.Log.WarnContext(ctx, "accept a sender", "err", err)
				pause(ctx, again)
				continue
			}
			last := time.AfterFunc(finishing, cancel)
			answering.Wait()
			last.Stop()
			return
		}
		if why := l.unwelcome(conn); why != "" {
			l.cut(ctx, conn, why)
			continue
		}
		l.open.Add(1)
		answering.Go(func() {
			defer l.open.Add(-1)
			l.answer(work, ctx, conn)
		})
	}
}

func (l *Listener) unwelcome(conn net.Conn) string {
	if l.open.Load() >= int64(l.Connections) {
		return "too many connections"
	}
	if len(l.From) == 0 {
		return ""
	}
	if at, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		for _, network := range l.From {
			if network.Contains(at.Addr().Unmap()) {
				return ""
			}
		}
	}
	return "not from a network that may send"
}

// answer takes the messages of one connection. stopping ends it between two messages; ctx, in the end, within one.
func (l *Listener) answer(ctx, stopping context.Context, conn net.Conn) {
	l.watch(1)
	defer l.watch(-1)
	defer conn.Close()
	keepAlive(conn)
	c := &connection{conn: conn, idle: l.Idle, slow: l.Slow}
	stop := context.AfterFunc(stopping, c.finish)
	defer stop()
	frames := NewFrameReader(conn, c.began)
	for {
		c.between()
		raw, err := frames.Next()
		if err != nil && !errors.Is(err, ErrTooLong) {
			if why := cutFor(err, c.inFrame(), stopping.Err() != nil); why != "" {
				l.cut(ctx, conn, why)
			}
			return
		}
		if !l.message(ctx, c, raw, err) || stopping.Err() != nil {
			return
		}
	}
}

// message takes one message and acknowledges it; false says that the connection is of no more use.
func (l *Listener) message(ctx context.Context, c *connection, raw []byte, tooLong error) bool {
	start := time.Now()
	m, fault := Parse(raw)
	if tooLong != nil {
		raw = raw[:min(len(raw), keptOfTooLong)]
		fault = &Fault{Code: codeInternal, Text: "The message is longer than 2 MB. Only its beginning was kept."}
		m.Segments = m.Segments[:min(len(m.Segments), 1)]
	}
	for {
		answers, state, err := l.Feed.take(ctx, raw, m, fault)
		if err == nil {
			if l.Feed.Watch.Message != nil {
				l.Feed.Watch.Message(state, time.Since(start))
			}
			return c.write(answers)
		}
		if tracking.KindOf(err) != tracking.Unavailable {
			l.Log.ErrorContext(ctx, "take a message of the feed", "err", err)
			return false
		}
		// Nothing was kept, so nothing is said: the sender waits, or sends it again on another connection.
		if !pause(ctx, again) || c.stopped() {
			return false
		}
	}
}

const keptOfTooLong = 64 << 10

func (l *Listener) watch(change int) {
	if l.Feed.Watch.Connection != nil {
		l.Feed.Watch.Connection(change)
	}
}

// cut gives a connection up and says why, without anything of what came.
func (l *Listener) cut(ctx context.Context, conn net.Conn, why string) {
	_ = conn.Close()
	l.Log.WarnContext(ctx, "a connection of the feed was cut", "from", conn.RemoteAddr().String(), "why", why)
	if l.Feed.Watch.Cut != nil {
		l.Feed.Watch.Cut(why)
	}
}

// cutFor is why a connection ended; empty where that is as it should be.
func cutFor(err error, inFrame, stopping bool) string {
	timeout, _ := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, io.EOF):
		return ""
	case stopping && !inFrame:
		return ""
	case errors.Is(err, ErrHalfFrame):
		return "ended within a message"
	case errors.Is(err, ErrNotMLLP):
		return "not MLLP"
	case timeout != nil && timeout.Timeout() && inFrame:
		return "too slow"
	case timeout != nil && timeout.Timeout():
		return "idle"
	}
	return "lost"
}

// connection is one sender's, with its deadlines.
type connection struct {
	conn       net.Conn
	idle, slow time.Duration

	mu       sync.Mutex
	within   bool // a frame has begun
	stopping bool
}

// between waits for the next message.
func (c *connection) between() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.within = false
	wait := c.idle
	if c.stopping {
		wait = 0
	}
	_ = c.conn.SetReadDeadline(time.Now().Add(wait))
}

// began is told when a message begins.
func (c *connection) began() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.within = true
	_ = c.conn.SetReadDeadline(time.Now().Add(c.slow))
}

// finish ends the connection when the message that is being read or taken is done.
func (c *connection) finish() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopping = true
	if !c.within {
		_ = c.conn.SetReadDeadline(time.Now())
	}
}

func (c *connection) inFrame() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.within
}

func (c *connection) stopped() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopping
}

// write sends acknowledgements. A sender that never reads them is given up.
func (c *connection) write(answers [][]byte) bool {
	var all []byte
	for _, a := range answers {
		all = append(all, Frame(a)...)
	}
	if len(all) == 0 {
		return true
	}
	_ = c.conn.SetWriteDeadline(time.Now().Add(c.slow))
	_, err := c.conn.Write(all)
	return err == nil
}

// keepAlive finds out within two minutes that the other end is gone without a word.
func keepAlive(conn net.Conn) {
	if wrapped, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = wrapped.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 15 * time.Second, Count: 6})
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
