package tracking

import (
	"context"
	"fmt"
	"time"
)

const (
	sweepBatch = 500
	dueBatch   = 50 // folders that fall due: so few that a scan does not wait long behind them
)

// Sweep looks at every folder whose time has come: it opens alerts for the overdue and for those too long in transit, and looks after
// requests: lists of sessions, expiry. It does in batches what the timer does every second, may run anywhere at any time, and twice
// at once: a constraint holds one open alert of a kind for each folder. It answers how many alerts it opened.
func (s *Service) Sweep(ctx context.Context) (opened int, err error) {
	for more := true; more; {
		if more, err = s.moveDates(ctx); err != nil {
			return 0, err
		}
	}
	for {
		var events []Event
		looked, began := 0, s.now()
		err := s.store.Write(ctx, func(tx Tx) error {
			events, looked = nil, 0
			l := newLedger(tx, s.rules, nil, s.now())
			due, err := tx.FoldersDue(l.now, dueBatch)
			if err != nil || len(due) == 0 {
				return err
			}
			if err := l.loadFolders(due); err != nil {
				return err
			}
			looked = len(due)
			for _, id := range due {
				if err := l.checkSet(l.folders[id]); err != nil {
					return err
				}
				l.watch(l.folders[id])
			}
			err = l.save()
			events = l.events()
			return err
		})
		if err != nil {
			return opened, err
		}
		if len(events) > 0 {
			s.announce.Announce(events)
		}
		opened += len(events)
		if looked < dueBatch {
			return opened, s.tidy(ctx)
		}
		if err := rest(ctx, s.now().Sub(began)); err != nil {
			return opened, err
		}
	}
}

// rest leaves the database to those who scan, for as long as a batch has kept it from them.
func rest(ctx context.Context, as time.Duration) error {
	select {
	case <-time.After(min(as, time.Second)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watch opens the alerts that a folder deserves now and notes when to look again.
func (l *ledger) watch(f *Folder) {
	from, to := l.places[f.LocationID], Location{}
	if f.ToID != nil {
		to = l.places[*f.ToID]
	}
	kinds, next := l.rules.Watch(*f, from, to, l.now)
	for _, kind := range kinds {
		text := f.Name() + " is overdue at " + from.Name + "."
		if kind == TransitAlert {
			text = fmt.Sprintf("%s left %s for %s and has not arrived.", f.Name(), from.Name, to.Name)
		}
		l.openAlert(kind, fmt.Sprintf("folder:%d", f.ID), f, text)
	}
	f.CheckAt = next
	l.looks[f.ID] = next
}

// Acknowledge says of an alert that somebody has seen it. It changes no folder. An alert about no folder is closed by it, because
// no scan ever will.
func (s *Service) Acknowledge(ctx context.Context, actor Actor, id AlertID) (AlertView, error) {
	var view AlertView
	if err := actor.must(MayAcknowledge); err != nil {
		return view, err
	}
	err := s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		a, found, err := tx.Alert(id)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownAlert
		}
		if a.FolderID != nil {
			if err := l.loadFolders([]FolderID{*a.FolderID}); err != nil {
				return err
			}
		}
		if a.LocationID != nil {
			if err := l.addPlaces([]LocationID{*a.LocationID}); err != nil {
				return err
			}
		}
		if a.AcknowledgedAt == nil {
			a.AcknowledgedAt, a.AcknowledgedBy, a.ChangedAt, a.Version = &l.now, actor.Name, l.now, a.Version+1
			if a.FolderID == nil {
				a.Open, a.ClosedAt, a.ClosedWhy = nil, &l.now, "seen by "+actor.Name
			}
			l.altered = []Alert{a}
			l.audit = []AuditEntry{actor.did(AuditEntry{Action: "alert.acknowledge", FolderID: a.FolderID, Detail: string(a.Kind)}, l.now)}
		}
		view = *l.alertView(a)
		return l.save()
	})
	if err == nil {
		s.announce.Announce([]Event{{Alert: &view}})
	}
	return view, err
}
