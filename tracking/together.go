package tracking

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
)

// Together runs several commands in one transaction: all are done, or none. do gets a Service whose commands are part of it, and the
// transaction for what it has to write besides; it may run more than once. What changed is announced after the commit.
func (s *Service) Together(ctx context.Context, do func(*Service, Tx) error) (err error) {
	var heard heardEvents
	for range 2 { // once more from the start where somebody was quicker
		err = s.store.Write(ctx, func(tx Tx) error {
			heard = nil
			one := &oneTx{Store: s.store, tx: tx}
			inner := &Service{store: one, rules: s.rules, now: s.now, announce: &heard, waiting: make(chan *scanCall, 64), turns: make(chan struct{}, 1), name: rand.Text()}
			return cmp.Or(do(inner, tx), one.failed)
		})
		if !errors.Is(err, ErrDuplicate) {
			break
		}
	}
	if err == nil && len(heard) > 0 {
		s.announce.Announce(heard)
	}
	return err
}

// oneTx is a Store that is one transaction.
type oneTx struct {
	Store
	tx     Tx
	failed error // a command that failed may be half written, so nothing more is built on it
}

func (o *oneTx) Write(_ context.Context, fn func(Tx) error) error {
	if o.failed == nil {
		o.failed = fn(o.tx)
	}
	return o.failed
}

func (o *oneTx) Writers() int { return 1 }

// heardEvents keeps what is to be announced after a commit.
type heardEvents []Event

// Announce implements Announcer.
func (h *heardEvents) Announce(events []Event) { *h = append(*h, events...) }
