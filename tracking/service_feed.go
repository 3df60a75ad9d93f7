package tracking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FeedArrival is a message that has come. Apply does what it says by commands of the Service it gets; nil where the message is to be
// parked as it says itself.
type FeedArrival struct {
	Message FeedMessage
	Numbers []PatientNumber // that it names, to say whom it is about where it is parked
	Apply   func(ctx context.Context, do *Service) (FeedEffect, error)
	// Failed hears of errors that are no refusals; the message is parked with no more than a reference to the log.
	Failed func(error)
}

const (
	feedTogether = 8       // messages that share a transaction, so that scans never wait for long
	feedBytes    = 1 << 20 // and what they hold together
)

// feedCall is one arrival waiting for its commit.
type feedCall struct {
	FeedArrival
	kept   FeedMessage // what the database holds of it after the commit
	effect FeedEffect
	done   chan error
}

// TakeMessage keeps a message and applies it, in one transaction: so whenever the process dies, either both are done or neither, and the
// sender, who has no answer, sends it again. The same message again is answered as it stands now. One that is refused is parked
// and holds up nobody, not even those of the same patient: messages say how things are and when, and what comes late goes to its own
// time. Messages that come while a transaction is running share the next one. Unavailable says that nothing was kept: ask again.
func (s *Service) TakeMessage(ctx context.Context, a FeedArrival) (FeedMessage, error) {
	a.Message.ReceivedAt, a.Message.Tries = s.now(), 1
	call := &feedCall{FeedArrival: a, done: make(chan error, 1)}
	select {
	case s.feed.waiting <- call:
	case <-ctx.Done():
		return FeedMessage{}, ctx.Err()
	}
	for {
		select {
		case err := <-call.done:
			return call.kept, err
		case s.feed.turns <- struct{}{}:
			worked := s.commitFeed(context.WithoutCancel(ctx))
			<-s.feed.turns
			if !worked { // nobody is in line, so somebody else is committing this call already
				err := <-call.done
				return call.kept, err
			}
		}
	}
}

// feedLine is where messages wait to be committed together.
type feedLine struct {
	waiting chan *feedCall
	turns   chan struct{}
}

// commitFeed commits what is in line: together, or, where one of them makes something go wrong here, each by itself. It is false where there
// was nothing. Two messages of one sender are never in one transaction: the second may build on what the first has written.
func (s *Service) commitFeed(ctx context.Context) (worked bool) {
	var calls, later []*feedCall
	for size := 0; len(calls) < feedTogether && size < feedBytes; {
		select {
		case c := <-s.feed.waiting:
			if slices.ContainsFunc(calls, func(o *feedCall) bool { return o.Message.SenderID == c.Message.SenderID }) {
				later = append(later, c) // of one sender, one at a time
				size++
				continue
			}
			calls, size = append(calls, c), size+len(c.Message.Raw)
			continue
		default:
		}
		break
	}
	var err error
	if len(calls) > 1 {
		err = s.keep(ctx, calls)
	}
	for _, c := range calls {
		if len(calls) == 1 || err != nil && KindOf(err) != Unavailable {
			c.done <- s.keepOne(ctx, c)
			continue
		}
		c.done <- err
	}
	for _, c := range later {
		c.done <- s.keepOne(ctx, c)
	}
	return len(calls) > 0
}

// keepOne keeps a message by itself, and parks it where something goes wrong here while it is applied.
func (s *Service) keepOne(ctx context.Context, c *feedCall) error {
	err := s.keep(ctx, []*feedCall{c})
	if err == nil || KindOf(err) == Unavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if c.Apply == nil {
		return err
	}
	came := c.FeedArrival
	c.Message.park(err, c.Failed)
	c.Apply = nil
	if err = s.keep(ctx, []*feedCall{c}); errors.Is(err, errMapped) { // what it was to be parked for
		c.FeedArrival = came
		return s.keep(ctx, []*feedCall{c})
	}
	return err
}

// park notes why a message could not be applied.
func (m *FeedMessage) park(err error, failed func(error)) {
	m.State = FeedParked
	if e, told := errors.AsType[*Error](err); told && e.Kind != Internal {
		m.Code, m.Reason = e.Code, cut(e.Text, 500)
		return
	}
	m.Code, m.Reason = FeedInternal, "Something went wrong here while this message was applied. The log says more. Apply it again once that is mended."
	if failed != nil {
		failed(err)
	}
}

// keep writes messages and their effects in one transaction.
func (s *Service) keep(ctx context.Context, group []*feedCall) error {
	return s.Together(ctx, func(do *Service, tx Tx) error {
		var come []FeedMessage
		for _, c := range group {
			come = append(come, c.Message)
		}
		known, err := tx.FeedMessagesLike(come)
		if err != nil {
			return err
		}
		var fresh []FeedMessage
		for _, c := range group {
			m := c.Message
			same, reused := m.judge(known)
			if same != nil {
				c.kept = *same
				continue
			}
			if err := do.apart(func() error { return c.apply(ctx, do, &m, reused) }); err != nil {
				if kind := KindOf(err); kind == Internal || kind == Unavailable { // it would be wrong to say that the message is
					return err
				}
				m.park(err, nil)
			}
			if err := s.seen(tx, c.effect.Unmapped); err != nil {
				return err
			}
			if m.State == FeedParked {
				if m.PatientID, err = about(tx, c.Numbers); err != nil {
					return err
				}
			}
			fresh = append(fresh, m)
			c.kept = m
		}
		return tx.AddFeedMessages(fresh)
	})
}

// apply does what a message says and notes in it what became of it.
func (c *feedCall) apply(ctx context.Context, do *Service, m *FeedMessage, reused bool) error {
	switch {
	case reused && c.Apply != nil:
		m.State, m.Code, m.Spot, c.effect = FeedParked, FeedNumberReused, "MSH-10", FeedEffect{}
		m.Reason = "The sender has used this number before, for another message. Nothing was changed. If it counts anew, apply this one; else set it aside."
		return nil
	case c.Apply == nil:
		return nil
	}
	var err error
	if c.effect, err = guarded(ctx, do, c.Apply); len(c.effect.Unmapped) > 0 {
		m.Place = c.effect.Unmapped[0]
		c.Message.Place = m.Place // also of one that is refused for it
	}
	if err == nil {
		m.take(c.effect)
	}
	return err
}

// take notes an effect.
func (m *FeedMessage) take(e FeedEffect) {
	m.State, m.Code, m.Spot, m.Reason = FeedApplied, "", "", ""
	m.Notes = cut(strings.Join(e.Notes, " "), 1000)
	if m.Place = ""; len(e.Unmapped) > 0 {
		m.Place = e.Unmapped[0]
	}
	if e.Patient != 0 {
		m.PatientID = &e.Patient
	}
	if !e.Known {
		m.State, m.Raw, m.Corrected = FeedIgnored, nil, nil // what is not for us is not ours to keep
	}
}

// guarded applies a message. One that makes the program fall over is parked like any other: else its sender would send it again and
// again, and nothing behind it would ever come.
func guarded(ctx context.Context, do *Service, apply func(context.Context, *Service) (FeedEffect, error)) (effect FeedEffect, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic while a message was applied: %v", p)
		}
	}()
	return apply(ctx, do)
}

// about is whose the numbers are; nil where nobody has any of them, or more than one patient has. Who looks at the message is kept with it.
func about(tx Tx, numbers []PatientNumber) (one *PatientID, err error) {
	told, _ := Told{Numbers: numbers}.clean()
	told.Numbers = slices.DeleteFunc(told.Numbers, func(n PatientNumber) bool { return checkNumber(n.Number) != nil })
	owner, heads, err := (&ledger{tx: tx}).owners(told.Numbers)
	for _, id := range owner {
		head := heads[id]
		if one != nil && *one != head {
			return nil, err
		}
		one = &head
	}
	return one, err
}

// errMapped ends a transaction as a duplicate does, so that it runs again and finds the map: whoever made that has gone over the stays
// and the parked messages already, and did not see this one.
var errMapped = fmt.Errorf("the place was mapped meanwhile: %w", ErrDuplicate)

// seen counts places that no map knows, so that they can be mapped.
func (s *Service) seen(tx Tx, places []string) error {
	for _, place := range unique(places) {
		p, found, err := tx.LockFeedPlace(place)
		if err != nil {
			return err
		}
		if found && p.LocationID != nil {
			return errMapped
		}
		p.Times, p.LastAt = p.Times+1, s.now()
		if found {
			err = tx.UpdateFeedPlace(p)
		} else {
			p.Place, p.FirstAt = place, p.LastAt
			err = tx.AddFeedPlace(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// FeedSender is the sender of that name, which is added where it sends for the first time.
func (s *Service) FeedSender(ctx context.Context, application, facility string) (sender FeedSender, err error) {
	application, facility = cut(application, 180), cut(facility, 180)
	for range 2 { // once more where another process is quicker
		err = s.store.Write(ctx, func(tx Tx) error {
			var found bool
			if sender, found, err = tx.FeedSender(application, facility); err != nil || found {
				return err
			}
			all, err := tx.FeedSenders()
			if err != nil {
				return err
			}
			if len(all) >= maxSenders {
				return ErrTooManySenders
			}
			if err := tx.AddFeedSender(FeedSender{Application: application, Facility: facility, FirstAt: s.now()}); err != nil {
				return err
			}
			sender, _, err = tx.FeedSender(application, facility)
			return err
		})
		if !errors.Is(err, ErrDuplicate) {
			break
		}
	}
	return sender, err
}

// Actor is who the effects of a sender's messages are by.
func (s FeedSender) Actor() Actor {
	return Actor{Name: cut(cmp.Or(s.Application, "feed"), 60), Role: RoleFeed, Via: "hl7"}
}
