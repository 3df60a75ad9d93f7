package tracking

import (
	"context"
	"slices"
	"time"
)

// myClinics is how many clinics one person can have on their page.
const myClinics = 50

// ChooseClinics says which clinics the actor works for: those on their page.
func (s *Service) ChooseClinics(ctx context.Context, actor Actor, codes []string) error {
	if err := actor.must(MayRequest); err != nil {
		return err
	}
	if len(codes) > myClinics {
		return invalid("too_many", "Choose 50 clinics at most.")
	}
	return s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		var clean []string
		for _, code := range codes {
			clean = append(clean, CleanCode(code))
		}
		if err := l.loadCodes(unique(clean)); err != nil {
			return err
		}
		var ids []LocationID
		for _, code := range unique(clean) {
			p := l.location(code)
			if p == nil {
				return ErrUnknownLocation
			}
			ids = append(ids, p.ID)
		}
		slices.Sort(ids)
		if err := tx.SetClinics(actor.Name, slices.Compact(ids)); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "clinics.choose"}, s.now())})
	})
}

// RequestBooked asks for the folders of some of those booked in a session, whatever became of earlier requests for them. It answers
// how many were not asked for before.
func (s *Service) RequestBooked(ctx context.Context, actor Actor, id SessionID, picked []AppointmentID) (asked int, err error) {
	if len(picked) == 0 {
		return 0, invalid("nothing_picked", "Tick the patients whose folders are needed. Nobody is ticked.")
	}
	return s.press(ctx, actor, id, func(l *ledger, session *Session) error { return l.notOver(*session) }, press{some: picked})
}

// ChooseVolumes says which volumes a clinic wants from now on, the latest or all. What is asked for already follows.
func (s *Service) ChooseVolumes(ctx context.Context, actor Actor, id SessionID, volumes Scope) error {
	return s.onSession(ctx, actor, "session.volumes", id, func(l *ledger, session *Session) error { return l.choose(session, volumes) })
}

// choose notes which volumes the clinic of a session wants.
func (l *ledger) choose(session *Session, volumes Scope) error {
	if volumes != LatestOnly && volumes != AllVolumes {
		return invalid("unknown_scope", "The volumes of a clinic are latest or all.")
	}
	session.Volumes = volumes
	return l.tx.SetWish(session.LocationID, volumes)
}

// Over says that nobody comes to a session any more: it was cancelled, or its day is past.
func (r Rules) Over(s Session, now time.Time) bool {
	return s.CancelledAt != nil || r.Calendar.Day(s.Starts) < r.Calendar.Day(now)
}

// notOver refuses a session that is over.
func (l *ledger) notOver(session Session) error {
	if l.rules.Over(session, l.now) {
		return ErrSessionOver
	}
	return nil
}
