package tracking

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// Ask is what somebody needs: folders by their barcodes, or those of patients by their numbers.
type Ask struct {
	Folders  []string // any barcode of each folder
	Patients []string // any number of each patient: their folders in use, or all volumes
	Location string   // code of where they are needed
	NeededBy time.Time
	Reason   RequestReason
	Scope    Scope // empty: this volume; with patients, the latest
	Urgent   bool
	Contact  string
	Note     string
}

// Asked is what became of one folder of an Ask. Exactly one of View and Err counts.
type Asked struct {
	Input   string // the barcode or number as it was given
	View    RequestView
	Shared  bool // somebody had asked for the same before: both are in it
	Notices []Notice
	Err     error
}

const askedTogether = 200 // folders of one transaction

// Ask makes a request for every folder. What cannot be asked for says why and stops no other. The same thing asked twice is one
// request, whoever asks: a list can be sent again.
func (s *Service) Ask(ctx context.Context, actor Actor, a Ask) ([]Asked, error) {
	if err := actor.must(MayRequest); err != nil {
		return nil, err
	}
	if a.Scope == "" {
		a.Scope = ThisVolume
		if len(a.Patients) > 0 {
			a.Scope = LatestOnly
		}
	}
	a.Contact, a.Note = strings.TrimSpace(a.Contact), strings.TrimSpace(a.Note)
	if err := s.rules.CheckNeed(a, s.now()); err != nil {
		return nil, err
	}
	var out []Asked
	for _, part := range parts(a, askedTogether) {
		some, err := s.askTogether(ctx, actor, part)
		if errors.Is(err, ErrDuplicate) { // somebody was quicker: now theirs is found, and shared
			some, err = s.askTogether(ctx, actor, part)
		}
		if err != nil {
			return out, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// parts splits an Ask into ones of n folders or patients.
func parts(a Ask, n int) (list []Ask) {
	for some := range slices.Chunk(a.Folders, n) {
		part := a
		part.Folders, part.Patients = some, nil
		list = append(list, part)
	}
	for some := range slices.Chunk(a.Patients, n) {
		part := a
		part.Folders, part.Patients = nil, some
		list = append(list, part)
	}
	return list
}

func (s *Service) askTogether(ctx context.Context, actor Actor, a Ask) (out []Asked, err error) {
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		place, err := l.liveLocation(a.Location)
		if err != nil {
			return err
		}
		wishes, err := l.wishes(a)
		if err != nil {
			return err
		}
		if err := l.grant(actor, a, place, wishes); err != nil {
			return err
		}
		if err := l.save(); err != nil {
			return err
		}
		out = out[:0]
		for _, w := range wishes {
			if w.Err == nil {
				w.View = l.requestView(*w.request)
			}
			out = append(out, w.Asked)
		}
		events = l.events()
		return nil
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return out, err
}

// wish is one folder of an Ask on its way.
type wish struct {
	Asked
	folder  *Folder
	request *Request
}

// wishes finds and locks the folders that an Ask is for. A number may name several folders, or none.
func (l *ledger) wishes(a Ask) (list []*wish, err error) {
	var codes []string
	for _, code := range a.Folders {
		codes = append(codes, CleanCode(code))
	}
	if err := l.loadCodes(codes); err != nil {
		return nil, err
	}
	for i, code := range a.Folders {
		w := &wish{Asked: Asked{Input: code}}
		if b, found := l.codes[codes[i]]; found && b.FolderID != nil {
			w.folder = l.survivor(l.folders[*b.FolderID])
		} else {
			w.Err = ErrUnknownBarcode
		}
		list = append(list, w)
	}
	sets, err := l.setsOf(a.Patients)
	if err != nil {
		return nil, err
	}
	for _, input := range a.Patients {
		set := sets[CleanNumber(input)]
		before := len(list)
		for _, f := range l.chosen(a.Scope, set.folders) {
			list = append(list, &wish{Asked: Asked{Input: input}, folder: f})
		}
		if len(list) == before {
			list = append(list, &wish{Asked: Asked{Input: input, Err: cmp.Or(set.err, error(ErrNoFolder))}})
		}
	}
	return list, nil
}

// chosen is those of the folders that a scope means.
func (l *ledger) chosen(scope Scope, ids []FolderID) (list []*Folder) {
	var set []Folder
	for _, id := range ids {
		set = append(set, *l.folders[id])
	}
	for _, f := range scope.Choose(set) {
		list = append(list, l.folders[f.ID])
	}
	return list
}

// survivor is the folder, or the one it was merged into.
func (l *ledger) survivor(f *Folder) *Folder {
	for range len(l.folders) {
		if f == nil || f.Status != Merged || f.MergedIntoID == nil {
			break
		}
		f = l.folders[*f.MergedIntoID]
	}
	return f
}

type setOf struct {
	folders []FolderID
	err     error
}

// setsOf finds and locks the folders of patients by their numbers, of whatever type.
func (l *ledger) setsOf(numbers []string) (map[string]setOf, error) {
	sets, owners := map[string]setOf{}, map[string][]PatientID{}
	var clean []string
	for _, n := range numbers {
		clean = append(clean, CleanNumber(n))
	}
	var ids []PatientID
	for _, kind := range []NumberType{HospitalNumber, NHSNumber} {
		known, err := l.tx.PatientsByNumber(kind, unique(clean))
		if err != nil {
			return nil, err
		}
		for _, n := range known {
			owners[n.Number], ids = append(owners[n.Number], n.PatientID), append(ids, n.PatientID)
		}
	}
	kin, folders, err := l.kinship(ids)
	if err != nil {
		return nil, err
	}
	for _, n := range clean {
		var heads []PatientID
		for _, id := range owners[n] {
			heads = append(heads, kin[id])
		}
		switch heads = unique(heads); len(heads) {
		case 0:
			sets[n] = setOf{err: ErrUnknownPatient}
		case 1:
			sets[n] = setOf{folders: folders[heads[0]]}
		default:
			sets[n] = setOf{err: ErrSeveralPatients}
		}
	}
	return sets, nil
}

// kinship says to whom each patient was merged, and locks the folders of everybody who is that person now.
func (l *ledger) kinship(ids []PatientID) (heads map[PatientID]PatientID, folders map[PatientID][]FolderID, err error) {
	kin, err := l.tx.Kin(unique(ids))
	if err != nil {
		return nil, nil, err
	}
	heads, folders = map[PatientID]PatientID{}, map[PatientID][]FolderID{}
	var all []PatientID
	for _, p := range kin {
		heads[p.ID], all = p.Head(), append(all, p.ID)
	}
	found, err := l.tx.FoldersOf(unique(all))
	if err != nil {
		return nil, nil, err
	}
	var wanted []FolderID
	for _, f := range found {
		head := heads[f.PatientID]
		folders[head], wanted = append(folders[head], f.ID), append(wanted, f.ID)
	}
	return heads, folders, l.loadFolders(wanted)
}

// grant turns wishes into requests.
func (l *ledger) grant(actor Actor, a Ask, place Location, wishes []*wish) error {
	asking, err := l.askers()
	if err != nil {
		return err
	}
	urgency := 0
	if a.Urgent {
		urgency = 1
	}
	for _, w := range wishes {
		if w.Err == nil && w.folder.Status.Ended() {
			w.Err = ErrFolderEnded
		}
		if w.Err != nil {
			continue
		}
		q := Request{LocationID: place.ID, Scope: a.Scope, NeededBy: a.NeededBy.UTC().Truncate(time.Millisecond), Reason: a.Reason, Urgency: urgency,
			Contact: a.Contact, Note: a.Note, AskedBy: actor.Name, AskedAt: l.now}
		if mine := l.mine(*w.folder, q, asking); mine != nil {
			w.request, w.Shared = mine, true
		} else {
			w.request, w.Shared = l.want(w.folder, q, RequestAsk{Actor: actor.Name, NeededBy: q.NeededBy, Urgency: urgency, Contact: a.Contact, AskedAt: l.now})
		}
		l.tell(w.request)
		w.Notices = l.rules.needNotices(*w.folder, *w.request)
		l.audit = append(l.audit, actor.did(AuditEntry{Action: "request.ask", FolderID: &w.folder.ID, PatientID: &w.folder.PatientID, LocationID: &place.ID}, l.now))
	}
	return nil
}

// askers are who asks for the open requests that are loaded.
func (l *ledger) askers() (map[RequestID][]RequestAsk, error) {
	var ids []RequestID
	for _, list := range l.book.requests {
		for _, q := range list {
			if q.ID != 0 {
				ids = append(ids, q.ID)
			}
		}
	}
	asks, err := l.tx.AsksOf(unique(ids))
	asking := map[RequestID][]RequestAsk{}
	for _, a := range asks {
		asking[a.RequestID] = append(asking[a.RequestID], a)
	}
	return asking, err
}

// mine is the request that already says all that q does, by the same person; nil where there is none.
func (l *ledger) mine(f Folder, q Request, asking map[RequestID][]RequestAsk) *Request {
	for _, open := range l.book.requests[f.ID] {
		if !open.State.Open() || open.LocationID != q.LocationID || !oneNeed(open.NeededBy, q.NeededBy) || open.NeededBy.After(q.NeededBy) || open.Urgency < q.Urgency {
			continue
		}
		asked := open.ID == 0 // twice in this call
		for _, a := range asking[open.ID] {
			asked = asked || (a.AppointmentID == nil && a.StayID == nil && a.Actor == q.AskedBy)
		}
		if asked {
			return open
		}
	}
	return nil
}
