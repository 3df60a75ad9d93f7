package tracking

import (
	"context"
	"errors"
)

// RecordStay takes in one thing that the administration system told of a stay. The same told again changes nothing, and what is told
// late goes to its own time: what a stay is follows from all its events. The notes' work follows at once: they are asked for where the
// patient is, due dates, and what was asked for elsewhere is taken back. Paper is moved by nobody but people.
func (s *Service) RecordStay(ctx context.Context, actor Actor, e StayEvent) (stay Stay, err error) {
	if err := actor.must(MayEditPatients); err != nil {
		return stay, err
	}
	e.At, e.ToldAt = e.At.UTC().Truncate(milli), e.ToldAt.UTC().Truncate(milli)
	if err := checkStayEvent(e, s.now()); err != nil {
		return stay, err
	}
	return s.onStay(ctx, func(l *ledger) (Stay, error) { return l.recordStay(actor, e) })
}

// MergeVisits lets two visit numbers mean one stay: that of into. Either may be told of later.
func (s *Service) MergeVisits(ctx context.Context, actor Actor, from string, into StayEvent) (stay Stay, err error) {
	if err := actor.must(MayEditPatients); err != nil {
		return stay, err
	}
	into.Kind = VisitOfSomebodyNew
	if err := checkStayEvent(into, s.now()); err != nil {
		return stay, err
	}
	if !plainCode(from) || from == into.Visit {
		return stay, invalid("visit_number", "Name two visits to be merged: one of the numbers is missing, or both are the same.")
	}
	return s.onStay(ctx, func(l *ledger) (Stay, error) { return l.mergeVisits(actor, from, into) })
}

// TakePlace says that a place of the administration system is one of our wards. The stays that were told to be there are there from
// now on, with all that follows. It answers how many stays changed.
func (s *Service) TakePlace(ctx context.Context, actor Actor, place string, ward LocationID) (changed int, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return 0, err
	}
	for {
		more := 0
		err := s.withRequests(ctx, func(l *ledger) error {
			more = 0
			stays, err := l.tx.LockStaysAt(place, ward, stayBatch)
			if err != nil {
				return err
			}
			for _, stay := range stays {
				if err := l.tx.PlaceEvents(stay.ID, place, ward); err != nil {
					return err
				}
				if _, err := l.unfoldAll(actor, stay); err != nil {
					return err
				}
			}
			more = len(stays)
			return nil
		})
		changed += more
		if err != nil || more < stayBatch {
			return changed, err
		}
	}
}

const stayBatch = 20 // stays that are placed in one transaction

// onStay runs a command on one stay, and once more where somebody else has told of the same visit for the first time meanwhile.
func (s *Service) onStay(ctx context.Context, do func(*ledger) (Stay, error)) (stay Stay, err error) {
	for range 2 {
		err = s.withRequests(ctx, func(l *ledger) (err error) {
			stay, err = do(l)
			return err
		})
		if !errors.Is(err, ErrDuplicate) {
			break
		}
	}
	return stay, err
}
