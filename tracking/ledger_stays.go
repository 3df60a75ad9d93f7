package tracking

import (
	"cmp"
	"slices"
	"time"
)

const milli = time.Millisecond

// recordStay adds an event to its visit, unless it is there, and lets everything follow.
func (l *ledger) recordStay(actor Actor, e StayEvent) (Stay, error) {
	if err := l.lockPeople(e.PatientID); err != nil {
		return Stay{}, err
	}
	if e.WardID != nil {
		if err := l.addPlaces([]LocationID{*e.WardID}); err != nil {
			return Stay{}, err
		}
		if _, known := l.places[*e.WardID]; !known {
			return Stay{}, ErrUnknownLocation
		}
	}
	stay, known, err := l.tx.LockVisit(e.Visit)
	if err != nil {
		return stay, err
	}
	if !known {
		if stay, err = l.tx.AddStay(Stay{Visit: e.Visit, PatientID: e.PatientID, Status: StayCancelled, Since: e.At, CreatedAt: l.now, ChangedAt: l.now}); err != nil {
			return stay, err
		}
	}
	e = e.Fingerprinted()
	e.Actor, e.RecordedAt = actor.Name, l.now
	before, err := l.tx.StayEvents(stay.ID)
	if err != nil {
		return stay, err
	}
	if slices.ContainsFunc(before, func(o StayEvent) bool { return o.Visit == e.Visit && o.Fingerprint == e.Fingerprint }) {
		return stay, nil // told before
	}
	l.audit = append(l.audit, actor.did(AuditEntry{Action: "stay." + string(e.Kind), PatientID: &e.PatientID, LocationID: e.WardID}, l.now))
	return l.unfold(actor, stay, append(before, e))
}

// lockPeople locks the patients and everybody who is the same person.
func (l *ledger) lockPeople(ids ...PatientID) error {
	kin, err := l.tx.Kin(unique(ids))
	if err != nil {
		return err
	}
	if len(kin) == 0 {
		return ErrUnknownPatient
	}
	var all []PatientID
	for _, p := range kin {
		all = append(all, p.ID)
	}
	locked, err := l.tx.LockPatients(all)
	for _, p := range locked {
		l.patients[p.ID], l.locked[p.ID] = p, true
	}
	return err
}

// mergeVisits lets the visit number from mean the stay of another one.
func (l *ledger) mergeVisits(actor Actor, from string, into StayEvent) (Stay, error) {
	stay, err := l.recordStay(actor, into)
	if err != nil {
		return stay, err
	}
	old, known, err := l.tx.LockVisit(from)
	switch {
	case err != nil || known && old.ID == stay.ID:
		return stay, err
	case !known:
		return stay, l.tx.JoinVisit(from, stay.ID)
	}
	if err := l.tx.MoveVisits(old.ID, stay.ID); err != nil {
		return stay, err
	}
	if _, err := l.unfold(actor, old, nil); err != nil { // nothing is left of it
		return stay, err
	}
	return l.unfoldAll(actor, stay)
}

// unfoldAll is unfold with all events that are kept.
func (l *ledger) unfoldAll(actor Actor, stay Stay) (Stay, error) {
	events, err := l.tx.StayEvents(stay.ID)
	if err != nil {
		return stay, err
	}
	return l.unfold(actor, stay, events)
}

// unfold brings a stay, which is locked, to what its events say, and the person's notes with it. Events without an id are added.
func (l *ledger) unfold(actor Actor, was Stay, events []StayEvent) (Stay, error) {
	marks := map[uint64]StayEvent{}
	for _, e := range events {
		marks[e.ID] = e
	}
	now, events := was.Unfold(events)
	var marked []StayEvent
	for _, e := range events {
		if e.ID == 0 {
			if err := l.tx.AddStayEvent(e); err != nil {
				return was, err
			}
		} else if m := marks[e.ID]; m.Undone != e.Undone || m.Counted != e.Counted || !same(m.FromID, e.FromID) {
			marked = append(marked, e)
		}
	}
	if err := l.tx.UpdateStayEvents(marked); err != nil {
		return was, err
	}
	if now.same(was) && was.Version > 0 {
		return was, nil
	}
	now.Version, now.ChangedAt = was.Version+1, l.now
	if err := l.tx.UpdateStay(now); err != nil {
		return was, err
	}
	for _, id := range unique([]PatientID{now.PatientID, was.PatientID}) {
		if err := l.settlePerson(actor, id); err != nil {
			return now, err
		}
	}
	return now, nil
}

// settlePerson lets a person's notes follow their stays: where they are an inpatient, whose folders are due, what is asked for where.
func (l *ledger) settlePerson(actor Actor, id PatientID) error {
	if !l.locked[id] {
		if err := l.lockPeople(id); err != nil {
			return err
		}
	}
	var everybody []PatientID
	for other := range l.locked {
		if l.patients[other].Head() == l.patients[id].Head() {
			everybody = append(everybody, other)
		}
	}
	everybody = unique(everybody)
	stays, err := l.tx.LockStaysOf(everybody)
	if err != nil {
		return err
	}
	if _, err := l.readSets(everybody); err != nil {
		return err
	}
	var folders []FolderID
	for _, other := range everybody {
		for _, f := range l.sets[other] {
			folders = append(folders, f.ID)
		}
	}
	if err := l.loadFolders(folders); err != nil {
		return err
	}
	if err := l.settleInpatient(actor, everybody, folders, stays); err != nil {
		return err
	}
	return l.settleStays(actor, stays, folders)
}

// settleInpatient notes on which ward somebody is, when they were seen last and how long their notes must be kept, and lets the due
// dates of their folders follow.
func (l *ledger) settleInpatient(actor Actor, everybody []PatientID, folders []FolderID, stays []Stay) error {
	in := inpatientOf(stays)
	var ward *LocationID
	if in != nil {
		ward = in.WardID
	}
	if ward != nil {
		if err := l.addPlaces([]LocationID{*ward}); err != nil {
			return err
		}
	}
	seen, err := l.lastSeen(everybody, stays)
	if err != nil {
		return err
	}
	var kinds []FolderKind
	for _, id := range folders {
		kinds = append(kinds, l.folders[id].Kind)
	}
	at, why := l.leftWhen(in, stays)
	for _, id := range everybody {
		was := l.patients[id]
		p := was
		p.InpatientID, p.SeenOn = ward, seen
		p.KeepUntil = Retention(p, kinds)
		moved := !same(p.InpatientID, was.InpatientID)
		if !moved && sameTime(p.SeenOn, was.SeenOn) && sameTime(p.KeepUntil, was.KeepUntil) {
			continue
		}
		if moved {
			p.Version, p.ChangedAt = p.Version+1, l.now
		}
		if err := l.tx.UpdatePatient(p); err != nil {
			return err
		}
		l.patients[id] = p
		if moved {
			if err := l.stayChanged(actor, p, was.InpatientID, at, why); err != nil {
				return err
			}
		}
	}
	return nil
}

// lastSeen is the day on which somebody was treated last, as far as is told.
func (l *ledger) lastSeen(everybody []PatientID, stays []Stay) (*time.Time, error) {
	seen, err := l.tx.LastAttended(everybody)
	for _, s := range stays {
		if s.Status != StayExpected && s.Status != StayCancelled {
			seen = latest(seen, cmp.Or(s.LeftAt, s.AdmittedAt))
		}
	}
	return l.rules.dateOf(seen), err
}

// leftWhen is when somebody left the ward that they were on before, and how to say that to whoever has the notes.
func (l *ledger) leftWhen(in *Stay, stays []Stay) (at time.Time, why string) {
	if in != nil && in.WardID != nil {
		return in.Since, "The patient is on " + l.places[*in.WardID].Name + "."
	}
	for _, s := range stays {
		if s.LeftAt != nil && s.LeftAt.After(at) {
			at, why = *s.LeftAt, "The patient was discharged."
		}
	}
	if at.IsZero() || at.After(l.now) {
		return l.now, "The patient is on no ward."
	}
	return at, why
}

// dateOf is the day of a time in the hospital, as dates are kept: midnight UTC.
func (r Rules) dateOf(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	year, month, day := r.Calendar.Day(*t).Date()
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return &date
}
