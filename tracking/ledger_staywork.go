package tracking

import (
	"cmp"
	"slices"
	"time"
)

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

// needOfStay says where a stay needs the notes now; none where it needs them nowhere. office is where they go after a discharge.
func (l *ledger) needOfStay(s Stay, office *Location) (need stayNeed, any bool) {
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
	need.reason, need.why = ForCoding, "The patient was discharged."
	if s.Died {
		need.reason = ForBereavement
	}
	if office == nil {
		return need, false
	}
	if by := l.rules.addDays(*s.LeftAt, 1); by.After(l.now) {
		need.by = by
	}
	need.at = office.ID
	return need, true
}

// officeFor is the office that a stay's notes go to after the discharge: coding, or bereavement; of the ward's site where there is one.
func (l *ledger) officeFor(s Stay) (office *Location, err error) {
	kind := Coding
	if s.Died {
		kind = Bereavement
	}
	list, known := l.offices[kind]
	if !known {
		if list, err = l.tx.LocationsOfKind(kind); err != nil {
			return nil, err
		}
		l.offices[kind] = list
	}
	for i, p := range list {
		l.places[p.ID] = p
		if office == nil || s.WardID != nil && p.Site == l.places[*s.WardID].Site && office.Site != p.Site {
			office = &list[i]
		}
	}
	return office, nil
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
		if asked[i], err = l.keepAsks(actor, s, mine, folders, need, any); err != nil {
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
	var office *Location
	if s.Status == StayLeft {
		if office, err = l.officeFor(s); err != nil {
			return need, false, err
		}
	}
	if need, any = l.needOfStay(s, office); !any {
		return need, false, nil
	}
	err = l.addPlaces([]LocationID{need.at})
	return need, l.places[need.at].RetiredAt == nil, err
}

// askForStay asks for those of a person's folders that a stay needs somewhere and that are neither there nor asked for.
func (l *ledger) askForStay(actor Actor, s Stay, need stayNeed, folders []FolderID, asked map[FolderID]bool) error {
	lacks := func(id FolderID) bool {
		f := l.folders[id]
		return !asked[id] && !(f.Custody == At && l.places[f.LocationID].Within(need.at))
	}
	if !slices.ContainsFunc(folders, lacks) {
		return nil
	}
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
		if lacks(f.ID) {
			l.want(f, Request{LocationID: need.at, Scope: scope, NeededBy: need.by, Reason: need.reason, Urgency: urgency, Contact: contact, AskedBy: actor.Name, AskedAt: l.now},
				RequestAsk{Actor: actor.Name, StayID: &s.ID, NeededBy: need.by, Urgency: urgency, Contact: contact, AskedAt: l.now})
		}
	}
	return nil
}

// keepAsks takes back what a stay asks for elsewhere, lets what it asks for there follow a new time, and answers the folders that are
// asked for already. One that was given up or filled there is not asked for again by itself.
func (l *ledger) keepAsks(actor Actor, s Stay, asks []RequestAsk, folders []FolderID, need stayNeed, any bool) (asked map[FolderID]bool, err error) {
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
	var read []pendingAsk
	for _, a := range asks {
		was := byID[a.RequestID]
		read = append(read, pendingAsk{l.request(was.FolderID, was.ID), a}) // nil: it has ended
	}
	for _, one := range l.asksNow(read, func(o RequestAsk) bool { return o.StayID != nil && *o.StayID == s.ID }) {
		a, q := one.RequestAsk, one.request
		was := byID[a.RequestID]
		if q != nil {
			was = *q
		}
		open := q != nil && q.State.Open()
		switch elsewhere := !any || was.LocationID != need.at || !slices.Contains(folders, was.FolderID); {
		case elsewhere && open:
			err = l.withdraw(q, []RequestAsk{a}, actor.Name, need.why)
		case elsewhere:
			err = l.endAsks(q, []RequestAsk{a})
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
