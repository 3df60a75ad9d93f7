package tracking

import (
	"context"
	"errors"
	"strings"
	"time"
)

// ApplyAgain applies a parked message, as it came or as a person corrected it. A refusal is noted with the message and is answered.
// apply reads the text and does what it says.
func (s *Service) ApplyAgain(ctx context.Context, actor Actor, id FeedMessageID, corrected []byte, apply func(context.Context, *Service, FeedMessage) (FeedEffect, error)) (m FeedMessage, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return m, err
	}
	var effect FeedEffect
	change := func(do func(*Service, Tx) error) error {
		return s.Together(ctx, func(inner *Service, tx Tx) error {
			var err error
			if m, err = parked(tx, id); err != nil {
				return err
			}
			m.Tries++
			if corrected != nil {
				m.Corrected = corrected
			}
			if err := do(inner, tx); err != nil {
				return err
			}
			if err := s.seen(tx, effect.Unmapped); err != nil {
				return err
			}
			if err := tx.UpdateFeedMessage(m); err != nil {
				return err
			}
			return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "feed.apply", PatientID: m.PatientID, Detail: m.Event}, s.now())})
		})
	}
	now := s.now()
	err = change(func(do *Service, _ Tx) (err error) {
		if effect, err = guarded(ctx, do, func(ctx context.Context, do *Service) (FeedEffect, error) { return apply(ctx, do, m) }); err != nil {
			return err
		}
		m.take(effect)
		m.SettledAt, m.SettledBy = &now, actor.Name
		return nil
	})
	if err == nil || errors.Is(err, ErrUnknownMessage) || errors.Is(err, ErrMessageSettled) || KindOf(err) == Unavailable {
		return m, err
	}
	failed := err
	again := change(func(_ *Service, tx Tx) error {
		m.park(failed, nil)
		if len(effect.Unmapped) > 0 {
			m.Place = effect.Unmapped[0]
		}
		if who, err := about(tx, effect.Numbers); who != nil || err != nil { // it may have been corrected
			m.PatientID = who
			return err
		}
		return nil
	})
	return m, errors.Join(failed, again)
}

// SetAside says that a parked message is not to be applied, and why.
func (s *Service) SetAside(ctx context.Context, actor Actor, id FeedMessageID, why string) error {
	if err := actor.must(MayEditLocations); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	switch {
	case why == "":
		return invalid("reason_missing", "Say why this message is not to be applied.")
	case len([]rune(why)) > 200:
		return invalid("reason_too_long", "Use 200 characters at most.")
	}
	return s.store.Write(ctx, func(tx Tx) error {
		m, err := parked(tx, id)
		if err != nil {
			return err
		}
		now := s.now()
		m.State, m.Notes, m.SettledAt, m.SettledBy = FeedSetAside, why, &now, actor.Name
		if err := tx.UpdateFeedMessage(m); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "feed.set_aside", PatientID: m.PatientID, Detail: m.Event}, now)})
	})
}

// parked reads a message for change that nobody has dealt with yet.
func parked(tx Tx, id FeedMessageID) (FeedMessage, error) {
	m, found, err := tx.LockFeedMessage(id)
	switch {
	case err != nil:
		return m, err
	case !found:
		return m, ErrUnknownMessage
	case m.State != FeedParked:
		return m, ErrMessageSettled
	}
	return m, nil
}

// MapPlace says which location a place of the feed is. The stays that were told to be there are there from now on; it answers how many.
// Messages that were parked for it can be applied after.
func (s *Service) MapPlace(ctx context.Context, actor Actor, place, location string) (stays int, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return 0, err
	}
	place = strings.TrimSpace(place)
	if place == "" || len([]rune(place)) > 80 {
		return 0, invalid("place_missing", "Enter the place as the messages name it, with 80 characters at most.")
	}
	var at LocationID
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		code := CleanCode(location)
		if err := l.loadCodes([]string{code}); err != nil {
			return err
		}
		found := l.location(code)
		switch {
		case found == nil:
			return ErrUnknownLocation
		case found.RetiredAt != nil:
			return ErrLocationRetired
		}
		at = found.ID
		p, known, err := tx.LockFeedPlace(place)
		if err != nil {
			return err
		}
		p.Place, p.LocationID, p.MappedBy, p.MappedAt = place, &at, actor.Name, &l.now
		if known {
			err = tx.UpdateFeedPlace(p)
		} else {
			p.FirstAt, p.LastAt = l.now, l.now
			err = tx.AddFeedPlace(p)
		}
		if err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "feed.map", LocationID: &at, Detail: place}, l.now)})
	})
	if err != nil {
		return 0, err
	}
	return s.TakePlace(ctx, actor, place, at)
}

// ForgetMessages deletes what was settled and received before, some of it: it answers how many.
func (s *Service) ForgetMessages(ctx context.Context, before time.Time) (n int, err error) {
	err = s.store.Write(ctx, func(tx Tx) (err error) {
		n, err = tx.ForgetFeedMessages(before, forgetAtOnce)
		return err
	})
	return n, err
}

const forgetAtOnce = 500
