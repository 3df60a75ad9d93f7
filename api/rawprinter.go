package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"casenotes/tracking"
)

// patience is how long a printer may take.
type patience struct {
	connect time.Duration // to take a call
	answer  time.Duration // to say how it is
	stall   time.Duration // to take the next piece of what is sent
	settle  time.Duration // to print what it took, before it is asked again later
	pause   time.Duration // between two questions
}

var usualPatience = patience{connect: 5 * time.Second, answer: 2 * time.Second, stall: 30 * time.Second, settle: 5 * time.Second, pause: 500 * time.Millisecond}

// piece is how much is sent at once: a printer that takes a piece now and then is slow, not gone.
const piece = 16 << 10

// rawPrinter is a call to a printer on its raw port.
type rawPrinter struct {
	conn net.Conn
	patience
}

// errNotThere means that nothing took the call, or that nobody may call there.
var errNotThere = errors.New("nothing answers")

// call connects to a printer. Where a name leads is looked at again here, after it was looked up: names can be pointed anywhere.
func call(ctx context.Context, reach tracking.Reach, address string, p patience) (*rawPrinter, error) {
	host, port, err := tracking.SplitAddress(address)
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: p.connect, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		return reach.Refuse(to)
	}}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, fmt.Sprint(port)))
	if err != nil {
		if refused, is := errors.AsType[*tracking.Error](err); is {
			return nil, refused
		}
		return nil, fmt.Errorf("%w: %w", errNotThere, err)
	}
	return &rawPrinter{conn, p}, nil
}

func (r *rawPrinter) close() { _ = r.conn.Close() } // what had to arrive was confirmed or is unsure by now

// within lets a step take a time. After it, or when ctx ends, the connection gives up what it is at.
func (r *rawPrinter) within(ctx context.Context, d time.Duration, step func() error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	if err := r.conn.SetDeadline(time.Time{}); err != nil {
		return err
	}
	cut := context.AfterFunc(ctx, func() { _ = r.conn.SetDeadline(time.Unix(1, 0)) })
	defer cut()
	return step()
}

// errSilent means that a printer did not say how it is. Many do not.
var errSilent = errors.New("no answer to the question for its state")

// state asks the printer how it is.
func (r *rawPrinter) state(ctx context.Context) (s tracking.HostStatus, err error) {
	var answer strings.Builder
	err = r.within(ctx, r.answer, func() error {
		if _, err := io.WriteString(r.conn, tracking.AskStatus); err != nil {
			return err
		}
		buffer := make([]byte, 512)
		for answer.Len() < 4096 && strings.Count(answer.String(), "\x03") < 3 {
			n, err := r.conn.Read(buffer)
			answer.Write(buffer[:n])
			if err != nil {
				return err
			}
		}
		return nil
	})
	timedOut, isNet := errors.AsType[net.Error](err)
	switch {
	case ctx.Err() != nil:
		return s, ctx.Err()
	case answer.Len() == 0 && isNet && timedOut.Timeout():
		return s, errSilent
	case answer.Len() == 0 && err != nil:
		return s, fmt.Errorf("%w: %w", errNotThere, err)
	}
	return tracking.ParseHostStatus(answer.String())
}

// send hands everything over, piece by piece.
func (r *rawPrinter) send(ctx context.Context, file []byte) error {
	for len(file) > 0 {
		next := file[:min(piece, len(file))]
		if err := r.within(ctx, r.stall, func() error { _, err := r.conn.Write(next); return err }); err != nil {
			return err
		}
		file = file[len(next):]
	}
	return nil
}

// confirm makes sure that what was sent arrived: a printer that reports its state answers only when it has read all that came before.
// One that is too busy to answer has not hung up, and that is as much as can be known.
func (r *rawPrinter) confirm(ctx context.Context, reports bool) error {
	if !reports {
		return r.finish(ctx)
	}
	if _, err := r.state(ctx); err != nil && !errors.Is(err, errSilent) {
		return err
	}
	return nil
}

// finish ends what is sent and waits for the printer to hang up. One that broke off says so with a reset; one that keeps the line open
// has nothing more to say.
func (r *rawPrinter) finish(ctx context.Context) error {
	if half, can := r.conn.(*net.TCPConn); can {
		if err := half.CloseWrite(); err != nil {
			return err
		}
	}
	err := r.within(ctx, r.answer, func() error { _, err := io.Copy(io.Discard, io.LimitReader(r.conn, 64<<10)); return err })
	if late, is := errors.AsType[net.Error](err); is && late.Timeout() {
		return nil
	}
	return err
}
