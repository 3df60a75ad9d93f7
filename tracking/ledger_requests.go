package tracking

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// requestBook is the part of a ledger that holds requests. Folders are locked before their requests, and every command that changes a
// request holds its folder, so what is read here stays true until the commit.
type requestBook struct {
	requests map[FolderID][]*Request // open when they were read, or made here
	others   map[FolderID][]Request  // of folders that are not locked, of the same patients
	puller   string                  // who scans now, where they may pull

	fresh   []*Request
	altered map[*Request]bool
	asks    []pendingAsk
	joined  map[*Request]bool // those that ended because another one is the same; whoever asked by them asks by that one
	events  []pendingEvent
	told    []*Request
	telling map[*Request]bool
}

type pendingEvent struct {
	request *Request
	RequestEvent
}

func newRequestBook() requestBook {
	return requestBook{requests: map[FolderID][]*Request{}, others: map[FolderID][]Request{}, altered: map[*Request]bool{}, telling: map[*Request]bool{}, joined: map[*Request]bool{}}
}

// loadRequests reads the open requests of folders just locked, and of the other folders of their sets.
func (l *ledger) loadRequests(folders []FolderID, sets []Folder) error {
	open, err := l.tx.OpenRequests(folders)
	if err != nil {
		return err
	}
	for _, q := range open {
		l.book.requests[q.FolderID] = append(l.book.requests[q.FolderID], &q)
	}
	var others []FolderID
	for _, f := range sets {
		if l.folders[f.ID] == nil {
			others = append(others, f.ID)
		}
	}
	wanted, err := l.tx.RequestsFor(others)
	for _, q := range wanted {
		l.book.others[q.FolderID] = append(l.book.others[q.FolderID], q)
	}
	return err
}

// othersWanted are the open requests for a patient's other folder.
func (l *ledger) othersWanted(f FolderID) []Request {
	if l.folders[f] != nil {
		return l.queue(f)
	}
	return l.book.others[f]
}

// carryMerged gives the requests of merged folders just loaded to those that survived.
func (l *ledger) carryMerged(fresh []FolderID) error {
	for _, id := range fresh {
		f := l.folders[id]
		if f.Status != Merged || f.MergedIntoID == nil || len(l.book.requests[id]) == 0 {
			continue
		}
		to := l.survivor(f)
		if to != nil {
			if err := l.carryAll(f, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// queue is the open requests of a folder in the order in which they are served.
func (l *ledger) queue(f FolderID) (queue []Request) {
	for _, q := range l.book.requests[f] {
		if q.State.Open() {
			queue = append(queue, *q)
		}
	}
	slices.SortFunc(queue, InQueue)
	return queue
}

// request is the loaded one with that id.
func (l *ledger) request(f FolderID, id RequestID) *Request {
	for _, q := range l.book.requests[f] {
		if q.ID == id {
			return q
		}
	}
	return nil
}

// note writes one step of a request into its history.
func (l *ledger) note(q *Request, kind string, by, why string, scan *string) {
	if q.ID != 0 || q.Version > 0 {
		l.book.altered[q] = true
	}
	q.Version, q.ChangedAt = q.Version+1, l.now
	q.ExpiresAt = l.rules.expiry(*q)
	l.book.events = append(l.book.events, pendingEvent{q, RequestEvent{Version: q.Version, Kind: kind, At: l.now, Actor: by, Why: why, ScanID: scan}})
	l.tell(q)
}

func (l *ledger) tell(q *Request) {
	if !l.book.telling[q] {
		l.book.telling[q] = true
		l.book.told = append(l.book.told, q)
	}
}

// step brings a request to another state.
func (l *ledger) step(q *Request, to RequestState, by, why string, at time.Time, scan *string) {
	q.State, q.StateAt, q.StateBy, q.StateWhy, q.Open, q.ScanID = to, at, by, why, nil, nil
	if to.Open() {
		open := true
		q.Open = &open
	} else {
		q.HopelessSince = nil
	}
	if to != RequestWaiting {
		q.ClaimedBy, q.ClaimedUntil = "", nil
	}
	if to == RequestFilled {
		q.ScanID = scan
	}
	l.note(q, string(to), by, why, scan)
}

// followRequests lets the requests of a folder follow its movement.
func (l *ledger) followRequests(f *Folder, m *Movement) {
	if m.Late || len(l.book.requests[f.ID]) == 0 {
		return
	}
	if m.Kind == Amended {
		l.hope(f)
		return
	}
	s := sight{State: m.State, here: l.places[m.LocationID], at: m.At, moved: true, filed: m.Kind == Filed, inferred: m.Confidence == Inferred, puller: l.book.puller}
	if m.ToID != nil {
		s.to = l.places[*m.ToID]
	}
	l.advance(f, s, m.Actor, m.ScanID)
}

// advance takes the steps that a sight of a folder leads to.
func (l *ledger) advance(f *Folder, s sight, by string, scan *string) {
	for _, step := range l.rules.follow(l.queue(f.ID), s) {
		l.step(l.request(f.ID, step.Request), step.To, by, step.Why, s.at, scan)
	}
	l.hope(f)
}

// hope notes since when no folder can satisfy the requests for a missing one, and takes it back when it is found. A folder whose
// life has ended fills no request.
func (l *ledger) hope(f *Folder) {
	for _, q := range l.book.requests[f.ID] {
		switch {
		case !q.State.Open():
		case f.Status == Destroyed || f.Status == Digitised:
			l.step(q, RequestNotFillable, Timer.Name, "The folder was "+string(f.Status)+".", l.now, nil)
		case f.Custody == Missing && q.HopelessSince == nil:
			q.HopelessSince = &l.now
			l.note(q, "hopeless", Timer.Name, "The folder is missing.", nil)
		case f.Custody != Missing && q.HopelessSince != nil:
			q.HopelessSince = nil
			l.note(q, "hopeful", Timer.Name, "The folder was found.", nil)
		}
	}
}

// want asks for a folder at a place. A request of the same need that is open already is shared: everybody who asks is in its history.
func (l *ledger) want(f *Folder, q Request, asks ...RequestAsk) (_ *Request, shared bool) {
	if one := l.asOne(f.ID, q.LocationID, q.NeededBy, nil); one != nil {
		l.share(one, q, asks)
		l.wantedNow(f)
		return one, true
	}
	open := true
	q.FolderID, q.Open, q.State, q.StateAt, q.StateBy = f.ID, &open, RequestWaiting, l.now, q.AskedBy
	q.Need = int(l.rules.Calendar.Day(q.NeededBy))
	if l.patients[f.PatientID].DiedOn != nil && q.Reason.doubtful() {
		q.Doubt = diedDoubt
	}
	if f.Custody == Missing {
		q.HopelessSince = &l.now
	}
	made := &q
	l.note(made, "asked", q.AskedBy, "", nil)
	l.book.fresh = append(l.book.fresh, made)
	l.book.requests[f.ID] = append(l.book.requests[f.ID], made)
	for _, a := range asks {
		l.book.asks = append(l.book.asks, pendingAsk{made, a})
	}
	l.wantedNow(f)
	return made, false
}

// asOne is the open request of a folder, besides one, that is the same as a need at a place: the first in the queue, or the one of the
// same day where there is one, because no other may be open for that day.
func (l *ledger) asOne(f FolderID, place LocationID, neededBy time.Time, besides *Request) (one *Request) {
	day := int(l.rules.Calendar.Day(neededBy))
	for _, q := range l.book.requests[f] {
		switch {
		case q == besides || !q.State.Open() || q.LocationID != place || !oneNeed(q.NeededBy, neededBy):
		case q.Need == day:
			return q
		case one == nil || InQueue(*q, *one) < 0:
			one = q
		}
	}
	return one
}

// readdress lets a request ask for another folder instead: the survivor of a merge, or the next volume.
func (l *ledger) readdress(q *Request, to *Folder, why string) error {
	from := q.FolderID
	if one := l.asOne(to.ID, q.LocationID, q.NeededBy, q); one != nil {
		return l.join(q, one, *q, Timer.Name, "Joined with the request for "+to.Name()+". "+why)
	}
	q.FolderID, q.HopelessSince = to.ID, nil
	if q.State != RequestWaiting {
		q.State, q.StateAt, q.StateBy, q.StateWhy = RequestWaiting, l.now, Timer.Name, why
	}
	l.note(q, "carried", Timer.Name, why, nil)
	l.book.requests[from] = slices.DeleteFunc(l.book.requests[from], func(o *Request) bool { return o == q })
	l.book.requests[to.ID] = append(l.book.requests[to.ID], q)
	l.hope(to)
	return nil
}

// carryAll moves the open requests of a merged folder to the one that survived.
func (l *ledger) carryAll(from, to *Folder) error {
	for _, q := range slices.Clone(l.book.requests[from.ID]) {
		if !q.State.Open() {
			continue
		}
		if err := l.readdress(q, to, from.Name()+" was merged into "+to.Name()+"."); err != nil {
			return err
		}
	}
	return nil
}

// nextVolume takes the requests for the latest volume over to the next one, and asks for it besides where all volumes are wanted or
// the older one is under way already.
func (l *ledger) nextVolume(f, next *Folder) error {
	why := next.Name() + " is the latest volume now."
	for _, ahead := range l.queue(f.ID) {
		q := l.request(f.ID, ahead.ID)
		switch {
		case q.Scope == ThisVolume:
		case q.Scope == LatestOnly && q.State == RequestWaiting:
			if err := l.readdress(q, next, why); err != nil {
				return err
			}
		default:
			asks, err := l.asksOf(q)
			if err != nil {
				return err
			}
			l.want(next, Request{LocationID: q.LocationID, Scope: q.Scope, NeededBy: q.NeededBy, Reason: q.Reason, Urgency: q.Urgency, Contact: q.Contact,
				Note: q.Note, AskedBy: q.AskedBy, AskedAt: l.now}, again(asks)...)
		}
	}
	return nil
}

// reopen takes back what a scan filled, because the scan was taken back. Where the same was asked for again meanwhile, the two are one.
func (l *ledger) reopen(f *Folder, scan string) error {
	filled, err := l.tx.RequestsFilledBy(scan)
	if err != nil {
		return err
	}
	var wanted []LocationID
	for _, q := range filled {
		wanted = append(wanted, q.LocationID)
	}
	if err := l.addPlaces(wanted); err != nil {
		return err
	}
	for _, q := range filled {
		if q.FolderID != f.ID || q.State != RequestFilled {
			continue
		}
		if one := l.asOne(f.ID, q.LocationID, q.NeededBy, nil); one != nil {
			if err := l.join(&q, one, q, Timer.Name, "The scan that filled it was taken back, and it had been asked for again."); err != nil {
				return err
			}
			continue
		}
		l.book.requests[f.ID] = append(l.book.requests[f.ID], &q)
		l.step(&q, RequestWaiting, Timer.Name, "The scan that filled it was taken back.", l.now, nil)
	}
	return nil
}

// saveRequests writes new requests, what has changed of the others, who asked, and the history. Where several change, those that stay
// open are first put on a day that nobody has: one may come to the day that another has just left.
func (l *ledger) saveRequests() error {
	b := &l.book
	made := make([]Request, len(b.fresh))
	for i, q := range b.fresh {
		made[i] = *q
		delete(b.altered, q)
	}
	var first, open []Request
	for _, q := range slices.SortedFunc(maps.Keys(b.altered), func(a, b *Request) int { return cmp.Compare(a.ID, b.ID) }) {
		aside := *q
		switch {
		case q.Open == nil:
			first = append(first, *q)
			continue
		case len(b.altered)+len(made) > 1:
			aside.Need = -int(q.ID)
			first = append(first, aside)
		}
		open = append(open, *q)
	}
	if err := l.tx.UpdateRequests(first); err != nil {
		return err
	}
	made, err := l.tx.AddRequests(made)
	if err != nil {
		return err
	}
	for i, q := range b.fresh {
		q.ID = made[i].ID
	}
	if err := l.tx.UpdateRequests(open); err != nil {
		return err
	}
	asks := make([]RequestAsk, len(b.asks))
	for i, a := range b.asks {
		asks[i] = a.RequestAsk
		asks[i].RequestID = a.request.ID
	}
	if err := l.tx.AddRequestAsks(asks); err != nil {
		return err
	}
	events := make([]RequestEvent, len(b.events))
	for i, e := range b.events {
		events[i] = e.RequestEvent
		events[i].RequestID = e.request.ID
	}
	if err := l.tx.AddRequestEvents(events); err != nil {
		return err
	}
	b.fresh, b.asks, b.events = nil, nil, nil
	clear(b.altered)
	return l.loadLibraries()
}

// loadLibraries reads the libraries of the folders whose requests are to be told.
func (l *ledger) loadLibraries() error {
	var around []LocationID
	for _, q := range l.book.told {
		around = append(around, q.LocationID)
		if f := l.folders[q.FolderID]; f != nil {
			around = append(around, l.places[f.HomeID].Around()...)
		}
	}
	return l.addPlaces(around)
}

// Around is the locations that l is in, from itself outwards.
func (l Location) Around() (ids []LocationID) {
	for _, text := range slices.Backward(strings.Split(strings.Trim(l.Path, "/"), "/")) {
		if id, err := strconv.ParseUint(text, 10, 64); err == nil {
			ids = append(ids, LocationID(id))
		}
	}
	return ids
}

// LibraryOf is the nearest library or store around a home; nil where it is in none.
func LibraryOf(home Location, places map[LocationID]Location) *Location {
	for _, id := range home.Around() {
		if p, known := places[id]; known && p.IsLibrary() {
			return &p
		}
	}
	return nil
}

func (l *ledger) requestView(q Request) RequestView {
	v := RequestView{Request: q, Location: l.places[q.LocationID]}
	if f := l.folders[q.FolderID]; f != nil {
		v.Folder = l.whereabouts(*f)
		v.Library = LibraryOf(v.Folder.Home, l.places)
	}
	return v
}

// requestEvents are what the watchers of requests must hear.
func (l *ledger) requestEvents() (events []Event) {
	for _, q := range l.book.told {
		v := l.requestView(*q)
		events = append(events, Event{Request: &v})
	}
	return events
}

// refile gives a folder its place in the filing order of its home.
func (l *ledger) refile(f *Folder) error {
	one, err := keyed(l.tx, []Folder{*f})
	if err == nil {
		f.FilingKey = one[0].FilingKey
	}
	return err
}
