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
	set, err := l.tx.FoldersOf(everybody)
	if err != nil {
		return err
	}
	var folders []FolderID
	for _, f := range set {
		folders = append(folders, f.ID)
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
	seen, err := l.tx.LastAttended(everybody)
	if err != nil {
		return err
	}
	for _, s := range stays {
		if s.Status != StayExpected && s.Status != StayCancelled {
			seen = latestDay(seen, cmp.Or(s.LeftAt, s.AdmittedAt))
		}
	}
	var kinds []FolderKind
	for _, id := range folders {
		kinds = append(kinds, l.folders[id].Kind)
	}
	at, why := l.leftWhen(in, stays)
	for _, id := range everybody {
		was := l.patients[id]
		p := was
		p.InpatientID, p.SeenOn = ward, l.rules.dateOf(seen)
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

// stayNeed is where a stay needs the notes, by when, and for what.
type stayNeed struct {
	at     LocationID
	by     time.Time
	reason RequestReason
	urgent bool
	why    string // what to tell those who lose them
}

const (
	codedWithin    = 30 * 24 * time.Hour  // a discharge that is learnt of later than this is coded already, or from another source
	expectedWithin = 400 * 24 * time.Hour // as CheckNeed
)

// needOfStay says where a stay needs the notes now; none where it needs them nowhere. offices are where they go after a discharge.
func (l *ledger) needOfStay(s Stay, offices map[LocationKind]*Location) (need stayNeed, any bool) {
	need.by, need.reason, need.why = l.now, ForAdmission, "The patient is not there any more."
	switch {
	case s.Status == StayExpected && s.WardID != nil && s.ExpectedAt != nil && s.ExpectedAt.After(l.now) && s.ExpectedAt.Sub(l.now) < expectedWithin:
		need.at, need.by, need.why = *s.WardID, *s.ExpectedAt, "The admission is planned for another ward now."
		return need, true
	case s.Status.Here() && s.WardID != nil:
		need.at, need.urgent, need.why = *s.WardID, s.ExpectedAt == nil, "The patient was moved to another ward."
		return need, true
	case s.Status != StayLeft || l.now.Sub(*s.LeftAt) > codedWithin:
		if s.Status == StayCancelled {
			need.why = "The admission was cancelled."
		}
		return need, false
	}
	kind, days := Coding, 1
	need.reason, need.why = ForCoding, "The patient was discharged."
	if s.Died {
		kind, need.reason = Bereavement, ForBereavement
	}
	office := offices[kind]
	if office == nil {
		return need, false
	}
	by, err := l.rules.Calendar.AddDays(*s.LeftAt, days)
	if err != nil { // as in due
		by = s.LeftAt.AddDate(0, 0, days)
	}
	if by.After(l.now) {
		need.by = by
	}
	need.at = office.ID
	return need, true
}

// officesFor are the coding and the bereavement office for those who leave a ward: of its site where there is one.
func (l *ledger) officesFor(ward *LocationID) (map[LocationKind]*Location, error) {
	offices := map[LocationKind]*Location{}
	for _, kind := range []LocationKind{Coding, Bereavement} {
		list, err := l.tx.LocationsOfKind(kind)
		if err != nil {
			return nil, err
		}
		for i, p := range list {
			l.places[p.ID] = p
			if offices[kind] == nil || ward != nil && p.Site == l.places[*ward].Site && offices[kind].Site != p.Site {
				offices[kind] = &list[i]
			}
		}
	}
	return offices, nil
}

// settleStays makes what stays ask for what they need. It does the same whatever order things were told in, and nothing when it is done
// twice. What is not needed any more is taken back first, so that nobody joins a request that is about to end.
func (l *ledger) settleStays(actor Actor, stays []Stay, folders []FolderID) error {
	if len(folders) == 0 {
		return nil
	}
	if len(l.book.asks) > 0 { // what another stay of this command asked for must be found
		if err := l.save(); err != nil {
			return err
		}
	}
	var ids []StayID
	var places []LocationID
	for _, s := range stays {
		ids = append(ids, s.ID)
		if s.WardID != nil {
			places = append(places, *s.WardID)
		}
	}
	if err := l.addPlaces(places); err != nil {
		return err
	}
	asks, err := l.tx.AsksOfStays(ids)
	if err != nil {
		return err
	}
	needs := make([]*stayNeed, len(stays))
	asked := make([]map[FolderID]bool, len(stays))
	for i, s := range stays {
		mine := slices.DeleteFunc(slices.Clone(asks), func(a RequestAsk) bool { return *a.StayID != s.ID })
		need, any, err := l.findNeed(s)
		if err != nil {
			return err
		}
		if asked[i], err = l.keepAsks(actor, mine, folders, need, any); err != nil {
			return err
		}
		if any {
			needs[i] = &need
		}
	}
	for i, s := range stays {
		if needs[i] != nil {
			if err := l.askForStay(actor, s, *needs[i], folders, asked[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// findNeed is needOfStay with the places that it takes.
func (l *ledger) findNeed(s Stay) (need stayNeed, any bool, err error) {
	offices := map[LocationKind]*Location{}
	if s.Status == StayLeft {
		if offices, err = l.officesFor(s.WardID); err != nil {
			return need, false, err
		}
	}
	if need, any = l.needOfStay(s, offices); !any {
		return need, false, nil
	}
	err = l.addPlaces([]LocationID{need.at})
	return need, l.places[need.at].RetiredAt == nil, err
}

// askForStay asks for those of a person's folders that a stay needs somewhere and that are neither there nor asked for.
func (l *ledger) askForStay(actor Actor, s Stay, need stayNeed, folders []FolderID, asked map[FolderID]bool) error {
	wishes, err := l.tx.Wishes([]LocationID{need.at})
	if err != nil {
		return err
	}
	scope := cmp.Or(wishes[need.at], LatestOnly)
	urgency, contact := 0, cut(cmp.Or(l.places[need.at].Phone, l.places[need.at].Name), 100) // who waits can be called, or at least named
	if need.urgent {
		urgency = 1
	}
	for _, f := range l.chosen(scope, folders) {
		if asked[f.ID] || f.Custody == At && l.places[f.LocationID].Within(need.at) {
			continue
		}
		l.want(f, Request{LocationID: need.at, Scope: scope, NeededBy: need.by, Reason: need.reason, Urgency: urgency, Contact: contact, AskedBy: actor.Name, AskedAt: l.now},
			RequestAsk{Actor: actor.Name, StayID: &s.ID, NeededBy: need.by, Urgency: urgency, Contact: contact, AskedAt: l.now})
	}
	return nil
}

// keepAsks takes back what a stay asks for elsewhere, lets what it asks for there follow a new time, and answers the folders that are
// asked for already. One that was given up or filled there is not asked for again by itself.
func (l *ledger) keepAsks(actor Actor, asks []RequestAsk, folders []FolderID, need stayNeed, any bool) (asked map[FolderID]bool, err error) {
	asked = map[FolderID]bool{}
	var ids []RequestID
	for _, a := range asks {
		ids = append(ids, a.RequestID)
	}
	found, err := l.tx.Requests(unique(ids))
	if err != nil {
		return nil, err
	}
	byID, theirs := map[RequestID]Request{}, []FolderID{}
	for _, q := range found {
		byID[q.ID], theirs = q, append(theirs, q.FolderID)
	}
	if err := l.loadFolders(theirs); err != nil {
		return nil, err
	}
	for _, a := range asks {
		was := byID[a.RequestID]
		q := l.request(was.FolderID, was.ID)
		open := q != nil && q.State.Open()
		switch elsewhere := !any || was.LocationID != need.at || !slices.Contains(folders, was.FolderID); {
		case elsewhere && open:
			err = l.withdraw(q, []RequestAsk{a}, actor.Name, need.why)
		case elsewhere:
			err = l.tx.WithdrawAsks([]uint64{a.ID}, l.now)
		case open && !a.NeededBy.Equal(need.by) && (a.NeededBy.After(l.now) || need.by.After(l.now)):
			err = l.moveAsk(q, a, need.by, actor.Name)
			asked[was.FolderID] = true
		default:
			asked[was.FolderID] = true
		}
		if err != nil {
			return nil, err
		}
	}
	return asked, nil
}
