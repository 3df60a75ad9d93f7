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
			one := &oneTx{Store: s.store, tx: tx, places: map[LocationID]Location{}}
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
	failed error                   // a command that failed may be half written, so nothing more is built on it
	places map[LocationID]Location // read already; no command that is done together changes any
}

func (o *oneTx) Write(_ context.Context, fn func(Tx) error) error {
	if o.failed == nil {
		o.failed = fn(o.tx)
	}
	return o.failed
}

func (o *oneTx) Writers() int { return 1 }

// apart runs commands of Together that may be refused without the others: what they wrote and would have announced is taken back. A
// refusal that comes of somebody who was quicker is none; it ends the transaction, to be run again.
func (s *Service) apart(do func() error) error {
	one, heard := s.store.(*oneTx), s.announce.(*heardEvents)
	before := len(*heard)
	err := one.tx.Apart(func() error { return cmp.Or(do(), one.failed) })
	if err == nil {
		return nil
	}
	if errors.Is(one.failed, ErrDuplicate) {
		return one.failed
	}
	*heard, one.failed = (*heard)[:before], nil
	return err
}

// heardEvents keeps what is to be announced after a commit.
type heardEvents []Event

// Announce implements Announcer.
func (h *heardEvents) Announce(events []Event) { *h = append(*h, events...) }
