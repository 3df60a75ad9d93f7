package tracking

import (
	"context"
	"errors"
	"time"
)

// ScanBatch is one call from one device: its scans in the order in which they were made.
type ScanBatch struct {
	Device string
	By     *Device   // whose credential it came with, revoked or not; nil where it came with none
	SentAt time.Time // the device's clock when it sent them; zero when not told
	Scans  []Scan
	Raw    []string // each scan as it came, for the quarantine; may be shorter than Scans

	Brought   bool // somebody who may import vouches for them: what they say of who scanned is believed
	Placeless bool // their device still waits for the location of these: they are kept apart until it has one
	Retaken   bool // they are kept apart already, and somebody takes them in after all
}

const together = 50 // scans that share a transaction: beyond this a commit gets slower, not cheaper

// scanCall is one caller waiting for its scans to be committed, perhaps together with other callers'.
type scanCall struct {
	entries []entry
	done    chan error
}

// entry is one scan on its way through a ledger.
type entry struct {
	scan    Scan
	raw     string
	sentAt  time.Time
	actor   Actor
	by      *Device
	brought bool
	lacks   bool // no location yet
	retaken bool
	doubts  []Notice // said with its answer
	receipt Receipt
	refused bool // the database would not take it
}

// Scan keeps every scan of the batch and answers one receipt each, in order. A receipt means committed. Calls that arrive
// while a transaction is running share the next one; a scan that fails there is tried again by itself, so one bad scan never
// harms its neighbours. The error is Forbidden or Unavailable; after the latter the same batch can be sent again safely.
func (s *Service) Scan(ctx context.Context, actor Actor, batch ScanBatch) ([]Receipt, error) {
	if err := actor.must(MayScan); err != nil {
		return nil, err
	}
	received := s.now()
	receipts := make([]Receipt, 0, len(batch.Scans))
	for start := 0; start < len(batch.Scans); start += together {
		call := &scanCall{done: make(chan error, 1)}
		for i := start; i < min(start+together, len(batch.Scans)); i++ {
			e := entry{scan: batch.Scans[i], sentAt: batch.SentAt, actor: actor, by: batch.By, brought: batch.Brought, lacks: batch.Placeless, retaken: batch.Retaken}
			e.scan.At = e.scan.At.UTC().Truncate(time.Millisecond)
			e.scan.Device, e.scan.Actor, e.scan.ReceivedAt, e.scan.ClaimedAt = batch.Device, actor.Name, received, e.scan.At
			if i < len(batch.Raw) {
				e.raw = batch.Raw[i]
			}
			call.entries = append(call.entries, e)
		}
		if err := s.submit(ctx, call); err != nil {
			return nil, err
		}
		for _, e := range call.entries {
			receipts = append(receipts, e.receipt)
		}
	}
	return receipts, nil
}

// submit puts the call in line and waits for its commit. Whoever waits and finds a turn free does the work for everybody in
// line: no timer, no goroutine that must be kept alive.
func (s *Service) submit(ctx context.Context, call *scanCall) error {
	select {
	case s.waiting <- call:
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		select {
		case err := <-call.done:
			return err
		case s.turns <- struct{}{}:
			worked := s.commitWaiting(context.WithoutCancel(ctx))
			<-s.turns
			if !worked { // nobody is in line, so somebody else is committing this call already
				return <-call.done
			}
			select { // a call that is done goes home: the next in line has the next turn
			case err := <-call.done:
				return err
			default:
			}
		}
	}
}

// commitWaiting commits together what is in line; false where there was nothing.
func (s *Service) commitWaiting(ctx context.Context) bool {
	var calls []*scanCall
	for n := 0; n < together; {
		select {
		case c := <-s.waiting:
			calls = append(calls, c)
			n += len(c.entries)
			continue
		default:
		}
		break
	}
	if len(calls) == 0 {
		return false
	}
	var all []*entry
	for _, c := range calls {
		for i := range c.entries {
			all = append(all, &c.entries[i])
		}
	}
	err := s.commit(ctx, all, false)
	for _, c := range calls {
		if err != nil && KindOf(err) != Unavailable { // each scan by itself, so that the one at fault harms nobody else
			c.done <- s.commitOneByOne(ctx, c)
			continue
		}
		c.done <- err
	}
	return true
}

func (s *Service) commitOneByOne(ctx context.Context, c *scanCall) error {
	for i := range c.entries {
		e := []*entry{&c.entries[i]}
		err := s.commit(ctx, e, true)
		if errors.Is(err, ErrDuplicate) { // the same scan was committed by somebody else meanwhile: now it is found
			err = s.commit(ctx, e, true)
		}
		if err != nil && KindOf(err) == Internal { // the database will not have it: kept apart, it does not hold up the queue for ever
			e[0].refused = true
			err = errors.Join(err, s.commit(ctx, e, true))
			if e[0].receipt.Outcome == Quarantined {
				err = nil
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// commit decides and writes the entries in one transaction, then announces what changed.
func (s *Service) commit(ctx context.Context, entries []*entry, checkSeq bool) error {
	var events []Event
	err := s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, entries, s.now())
		l.checkSeq = checkSeq
		if err := l.load(); err != nil {
			return err
		}
		for _, e := range entries {
			if err := l.decide(e); err != nil {
				return err
			}
		}
		err := l.save()
		events = l.events()
		return err
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return err
}
