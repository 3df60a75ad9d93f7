package tracking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"casenotes/tracking/calendar"
)

// MaxChosen is how many rows of a list one act may take.
const MaxChosen = 200

// Closure is a day on which the site's library is closed besides bank holidays and the file of closures. Adding one moves the dates
// that were set already; so does taking it back. NextAt is when folders are gone over for it next, from AfterID on; nil when that is
// done.
type Closure struct {
	ID          uint64
	Day         int // as the calendar counts days
	Open        *bool
	Why         string
	MadeBy      string
	MadeAt      time.Time
	CancelledAt *time.Time
	CancelledBy string
	NextAt      *time.Time
	AfterID     FolderID
	Passes      int
	Moved       int64 // due dates that moved for it
}

// On is the closed day.
func (c Closure) On() calendar.Day { return calendar.Day(c.Day) }

// Holds says that the day is closed still.
func (c Closure) Holds() bool { return c.CancelledAt == nil }

const (
	closureBack   = 31 // days that a closure may lie back: snow that was entered when it had melted
	closureDays   = 62 // days that may be closed at once
	closureBatch  = 500
	closureAgain  = 15 * time.Second // a process hears of a closure within a second; what it set meanwhile is looked at once more
	closurePasses = 2
	closureAtOnce = 4 // batches that the command itself does; the sweep does the rest
)

// Close closes the library from one day to another, for a reason, and moves the due dates that were set already. Days that are closed
// anyway stay as they are. It answers how many days were added.
func (s *Service) Close(ctx context.Context, actor Actor, from, to calendar.Day, why string) (days int, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return 0, err
	}
	if why, err = sentence(why, "Say why the library is closed."); err != nil {
		return 0, err
	}
	today := s.rules.Calendar.Day(s.now())
	switch {
	case to < from:
		return 0, invalid("closure_backwards", "The last day lies before the first.")
	case to-from >= closureDays:
		return 0, invalid("closure_long", fmt.Sprintf("Close %d days at once at most.", closureDays))
	case from < today-closureBack:
		return 0, invalid("closure_past", fmt.Sprintf("A closure can lie %d days back at most.", closureBack))
	case to > today+3*opensWithin:
		return 0, invalid("closure_late", "Choose a day within three years.")
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		known, err := tx.LockClosures()
		if err != nil {
			return err
		}
		days = 0
		var added []Closure
		now, open := s.now(), true
		trial := s.rules.Calendar.With(standing(known)...)
		for day := from; day <= to; day++ {
			if trial.Working(day) {
				added = append(added, Closure{Day: int(day), Open: &open, Why: why, MadeBy: actor.Name, MadeAt: now, NextAt: &now})
			}
		}
		if len(added) == 0 {
			return &Error{Kind: Conflict, Code: "closed_already", Text: "The library is closed then already."}
		}
		if err := s.rules.Calendar.With(standing(append(known, added...))...).Opens(today); err != nil {
			return ErrClosedForEver
		}
		days = len(added)
		if err := tx.AddClosures(added); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "closure.add", Detail: fmt.Sprintf("%s to %s: %s", from, to, why)}, now)})
	})
	if errors.Is(err, ErrDuplicate) {
		err = &Error{Kind: Conflict, Code: "closed_already", Text: "Somebody has just closed that day. Look at the list again."}
	}
	if err != nil {
		return 0, err
	}
	s.afterClosure(ctx)
	return days, nil
}

// opensWithin is how far ahead days may be closed, in steps of a year.
const opensWithin = 366

// Reopen takes a closure back: the library is open that day after all, and the due dates move back.
func (s *Service) Reopen(ctx context.Context, actor Actor, id uint64) (c Closure, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return c, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		known, err := tx.LockClosures()
		if err != nil {
			return err
		}
		for _, c = range known {
			if c.ID != id {
				continue
			}
			now := s.now()
			if c.On() <= s.rules.Calendar.Day(now) {
				return &Error{Kind: Conflict, Code: "closure_over", Text: "That day has come. A closure can be taken back until the day before."}
			}
			c.Open, c.CancelledAt, c.CancelledBy, c.NextAt, c.AfterID, c.Passes = nil, &now, actor.Name, &now, 0, 0
			if err := tx.UpdateClosure(c); err != nil {
				return err
			}
			return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "closure.cancel", Detail: c.On().String()}, now)})
		}
		return &Error{Kind: NotFound, Code: "unknown_closure", Text: "There is no such closure any more. Look at the list again."}
	})
	if err != nil {
		return c, err
	}
	s.afterClosure(ctx)
	return c, nil
}

// afterClosure lets a closure hold here at once, and moves the first dates; the sweep of any process goes on. Where that fails the
// closure is made all the same, and whoever made it must not be told otherwise: the sweep does it within a second, or says why not.
func (s *Service) afterClosure(ctx context.Context) {
	for range closureAtOnce {
		if more, err := s.moveDates(ctx); err != nil || !more {
			return
		}
	}
}

func standing(list []Closure) (days []calendar.Closure) {
	for _, c := range list {
		if c.Holds() {
			days = append(days, calendar.Closure{On: c.On(), Why: c.Why})
		}
	}
	return days
}

// HearClosures lets the calendar know the closures of the database, for a command that runs once. The sweep of a server does it every
// second, so that all processes count alike.
func (s *Service) HearClosures(ctx context.Context) error {
	return s.store.Write(ctx, func(tx Tx) error {
		known, err := tx.Closures()
		if err != nil {
			return err
		}
		s.hear(known)
		return nil
	})
}

// hear builds the calendar anew where the closures are others than before.
func (s *Service) hear(known []Closure) {
	days := standing(known)
	text := fmt.Sprint(days)
	s.closed.Lock()
	defer s.closed.Unlock()
	if text != s.closed.text {
		s.rules.Calendar.Close(days...)
		s.closed.text = text
	}
}

// moveDates goes over some more folders whose due date a closure may move. Their histories get a movement each that says so. The
// closure is locked meanwhile, so that processes take turns.
func (s *Service) moveDates(ctx context.Context) (more bool, err error) {
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		more, events = false, nil
		now := s.now()
		c, found, err := tx.LockClosureToMove(now)
		if err != nil {
			return err
		}
		known, err := tx.Closures() // once the lock is ours: another process may have added one meanwhile
		if err != nil {
			return err
		}
		if s.hear(known); !found {
			return nil
		}
		more = true
		ids, err := tx.FoldersDueAfter(s.rules.Calendar.Midnight(c.On()), c.AfterID, closureBatch)
		if err != nil {
			return err
		}
		l := newLedger(tx, s.rules, nil, now)
		if err := l.loadFolders(ids); err != nil {
			return err
		}
		maker, why := Actor{Name: c.MadeBy, Role: RoleSupervisor, Via: Timer.Via}, fmt.Sprintf("Closed on %s: %s.", c.On().Words(), c.Why)
		if !c.Holds() {
			maker.Name, why = c.CancelledBy, fmt.Sprintf("Open on %s after all.", c.On().Words())
		}
		for _, id := range ids {
			if f := l.folders[id]; l.redue(maker, f, f.Loan, why) {
				c.Moved++
			}
		}
		if len(ids) == closureBatch {
			c.AfterID = ids[len(ids)-1]
		} else if c.Passes++; c.Passes == closurePasses {
			c.NextAt = nil
		} else {
			again := now.Add(closureAgain)
			c.NextAt, c.AfterID = &again, 0
		}
		if err := tx.UpdateClosure(c); err != nil {
			return err
		}
		if err := l.save(); err != nil {
			return err
		}
		events = l.events()
		return nil
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return more, err
}
