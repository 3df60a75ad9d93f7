package tracking

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ledger is the working copy of everything one transaction of scans knows and writes. Scans are decided on it one after
// another, so the second scan of a folder sees what the first one did; then all is written with a few statements.
type ledger struct {
	tx       Tx
	rules    Rules
	now      time.Time
	entries  []*entry
	checkSeq bool

	formats  []Format
	codes    map[string]Barcode
	replaced map[string]time.Time // when the labels with old barcodes were replaced
	folders  map[FolderID]*Folder
	patients map[PatientID]Patient
	sets     map[PatientID][]Folder
	places   map[LocationID]Location
	alerts   map[FolderID][]Alert
	offices  map[LocationKind][]Location
	locked   map[PatientID]bool // everybody whose record this transaction holds, with all who are the same person
	book     requestBook
	search   searchBook
	stocktaking
	users    map[string]User      // who is said to have scanned, by name
	answered map[string]Scan      // scans that were kept before, by id
	made     map[string]time.Time // when each device's latest scan of this batch was made
	cargo

	// What is still to be written.
	scans       []Scan
	checks      []ScanCheck
	movements   []Movement
	changed     map[FolderID]bool
	opened      []Alert
	altered     []Alert
	quarantined []QuarantinedScan
	audit       []AuditEntry

	looks  map[FolderID]*time.Time // when the sweep must next look at folders of which nothing else changed
	agreed map[FolderID]Alert      // the disputes that this batch's scans have ended

	// What the watchers must hear of.
	left map[FolderID]LocationID
	told []Alert
}

func newLedger(tx Tx, r Rules, entries []*entry, now time.Time) *ledger {
	return &ledger{tx: tx, rules: r, entries: entries, now: now,
		codes: map[string]Barcode{}, replaced: map[string]time.Time{}, folders: map[FolderID]*Folder{}, patients: map[PatientID]Patient{}, offices: map[LocationKind][]Location{}, locked: map[PatientID]bool{},
		sets: map[PatientID][]Folder{}, places: map[LocationID]Location{}, alerts: map[FolderID][]Alert{}, book: newRequestBook(), search: newSearchBook(),
		users: map[string]User{}, answered: map[string]Scan{}, made: map[string]time.Time{},
		changed: map[FolderID]bool{}, agreed: map[FolderID]Alert{}, looks: map[FolderID]*time.Time{}, left: map[FolderID]LocationID{}, cargo: newCargo()}
}

// decide settles one entry: a repeat of a scan we have, one that must be kept apart, or a new one for the rules.
func (l *ledger) decide(e *entry) error {
	s := &e.scan
	s.ID = strings.ToLower(s.ID)
	if fault := s.fault(); fault != "" {
		return l.quarantine(e, fault)
	}
	if e.refused {
		return l.quarantine(e, "The database refused this scan.")
	}
	if s.Action == "" {
		s.Action = Arrive
	}
	reading := Classify(s.Code, l.formats)
	s.ReadingKind, s.Code, s.Symbology, s.Length = reading.Kind, reading.Code, cmp.Or(reading.Symbology, s.Symbology), reading.Length
	s.LocationCode, s.ToCode, s.ContainerCode = l.placeCode(s.LocationCode), l.placeCode(s.ToCode), l.placeCode(s.ContainerCode)
	s.Fingerprint = s.fingerprint()
	if first, kept := l.answered[s.ID]; kept {
		return l.replay(e, first)
	}
	if why, apart := e.apart(l.now); apart {
		return l.setApart(e, why)
	}
	if l.checkSeq && s.Seq != nil {
		taken, err := l.tx.SeqTaken(s.Device, *s.Seq)
		if err != nil {
			return err
		}
		if taken {
			if err := l.recount(e); err != nil {
				return err
			}
		}
	}
	return l.judge(e, reading)
}

// judge puts a new scan at its time and asks the rules what it does.
func (l *ledger) judge(e *entry, reading Reading) error {
	wrongClock, err := l.correctTime(e)
	if err != nil {
		return err
	}
	if e.doubts, err = l.doubts(e, wrongClock); err != nil {
		return err
	}
	s, maker := &e.scan, l.madeBy(e)
	s.Actor = maker.Name
	if reading.Kind == ContainerCode && s.Action != Undo {
		return l.decideContainer(e)
	}
	known := l.known(*s, reading, e.actor)
	known.MayShelve = maker.Role.May(MayShelve)
	var d Decision
	if s.Action == Undo {
		u, err := l.undoing(*s)
		if err != nil {
			return err
		}
		if u.Target != nil && u.Target.ReadingKind == ContainerCode {
			return l.undoContainer(e, *u.Target)
		}
		known.Folder = u.Folder
		if u.Folder != nil && u.Folder.LastScanAt != nil && s.At.Before(*u.Folder.LastScanAt) {
			s.At = *u.Folder.LastScanAt // nobody takes back what is still to come: a clock was put back
		}
		if d = l.rules.DecideUndo(*s, u); d.Movement != nil {
			if err := l.reopen(u.Folder, u.Target.ID); err != nil {
				return err
			}
		}
		if err := l.putBack(d.Movement); err != nil {
			return err
		}
		if d.Class == Done {
			l.uncount(u, s.At)
		}
	} else {
		d = l.rules.Decide(*s, known)
	}
	moved := l.brought(*s, known, &d)
	l.record(e, known, d)
	if err := l.countIn(e.scan, known, d); err != nil {
		return err
	}
	return l.packed(*s, known, moved)
}

func (l *ledger) placeCode(raw string) string {
	if raw == "" {
		return ""
	}
	if r := Classify(raw, l.formats); r.Code != "" {
		return r.Code
	}
	return "?" // something that is not one of our barcodes: kept as the fact, not as its content
}

func (l *ledger) known(s Scan, reading Reading, actor Actor) Known {
	k := Known{Reading: reading, Here: l.location(s.LocationCode), To: l.location(s.ToCode), Places: l.places,
		MayShelve: actor.Role.May(MayShelve), MaySeePatient: actor.Role.May(MaySeePatients), Puller: actor.puller()}
	if b, found := l.codes[s.Code]; found && reading.Kind == FolderCode && b.FolderID != nil {
		f := l.folders[*b.FolderID]
		for range len(l.folders) { // folders merged into merged ones; no ring can hang us
			if f == nil || f.Status != Merged || f.MergedIntoID == nil {
				break
			}
			k.MergedFrom = s.Code
			f = l.folders[*f.MergedIntoID]
		}
		k.Folder = f
	}
	l.knowContainers(&k, s)
	if at, old := l.replaced[s.Code]; old {
		k.LabelReplaced = &at
	}
	if k.Folder != nil {
		k.Patient, k.Requests, k.Search = l.patients[k.Folder.PatientID], l.queue(k.Folder.ID), l.search.cases[k.Folder.ID]
		for _, o := range l.sets[k.Folder.PatientID] {
			if o.ID != k.Folder.ID {
				if now := l.folders[o.ID]; now != nil {
					o = *now
				}
				k.Others, k.OtherRequests = append(k.Others, o), append(k.OtherRequests, l.othersWanted(o.ID)...)
			}
		}
	}
	return k
}

func (l *ledger) location(code string) *Location {
	if b, found := l.codes[code]; found && b.LocationID != nil {
		if p, found := l.places[*b.LocationID]; found {
			return &p
		}
	}
	return nil
}

// correctTime puts the scan at the time it was made, and says whether the device's clock was wrong. A device's own scans keep the
// order of its sequence numbers, whatever its clock did: the scan before is asked for where the claimed time is far back, or would
// put this one behind what is known.
func (l *ledger) correctTime(e *entry) (wrongClock bool, err error) {
	s := &e.scan
	at, sentAt := s.At, e.sentAt
	if sample, told := s.sample(); told { // it knows better than a later call what its clock was then
		at, sentAt = at.Add(sample.Correction()), time.Time{}
	}
	var before time.Time
	if s.Device != "" && s.Seq != nil {
		var known bool
		if before, known = l.made[s.Device]; !known && (s.ReceivedAt.Sub(at) > clockTolerance || l.seenSince(*s, at)) {
			if before, err = l.tx.MadeBefore(s.Device, *s.Seq); err != nil {
				return false, err
			}
		}
	}
	if !before.IsZero() {
		before = before.Add(time.Millisecond) // after it, not beside it: ids of one moment have no order that means anything
	}
	s.At = EffectiveTime(at, sentAt, before, s.ReceivedAt)
	if s.Device != "" && s.Seq != nil {
		l.made[s.Device] = s.At
	}
	return s.At.Sub(s.ClaimedAt).Abs() > clockTolerance, nil
}

func (l *ledger) seenSince(s Scan, made time.Time) bool {
	b, found := l.codes[s.Code]
	if !found || b.FolderID == nil {
		return false
	}
	f := l.folders[*b.FolderID]
	return f.LastScanAt != nil && made.Before(*f.LastScanAt)
}

// record takes a decision into the ledger: the scan for ever, the movement and the folder's new state, alerts, audit.
func (l *ledger) record(e *entry, k Known, d Decision) {
	s := &e.scan
	if k.Here != nil {
		s.LocationID = &k.Here.ID
	}
	if k.Into != nil {
		s.ContainerID = &k.Into.ID
	}
	if f := k.Folder; f != nil {
		s.FolderID = &f.ID
		l.book.puller = k.Puller
		if d.Movement != nil {
			l.move(f, d.Movement)
		} else if d.Sighting && k.Here != nil {
			l.advance(f, k.sight(*s, f.State, false), s.Actor, &s.ID)
		}
		if d.Sighting {
			at, id := s.At, s.ID
			f.LastScanAt, f.LastScanID = &at, &id
			l.changed[f.ID] = true
			l.settle(f, true)
			l.tellDispute(f, &d)
		}
		if d.Alert != "" {
			l.openAlert(d.Alert, fmt.Sprintf("folder:%d", f.ID), f, d.Message)
		}
	}
	l.keep(e, d)
}

// keep takes a scan and its answer into the ledger, for ever.
func (l *ledger) keep(e *entry, d Decision) {
	s := &e.scan
	s.Outcome, s.Class, s.Message, s.Why = d.Outcome, d.Class, d.Message, d.Why
	s.Notices = encodeNotices(append(d.Notices, e.doubts...))
	l.scans = append(l.scans, *s)
	l.answered[s.ID] = *s
	if reason := checkReason(*s, d.Alert); reason != "" {
		l.checks = append(l.checks, s.toCheck(reason, l.now))
	}
	l.audit = append(l.audit, l.madeBy(e).did(AuditEntry{Action: "scan." + string(s.Action), FolderID: s.FolderID, LocationID: s.LocationID}, l.now))
	e.receipt = l.receipt(*s, false)
}

func (l *ledger) move(f *Folder, m *Movement) {
	if _, moved := l.left[f.ID]; !moved {
		l.left[f.ID] = f.LocationID
	}
	from, to := l.places[m.LocationID], Location{}
	if m.ToID != nil {
		to = l.places[*m.ToID]
	}
	before := *f
	f.apply(m, l.rules, from, to)
	l.expectSet(f, before)
	l.shift(f, before.ContainerID)
	l.changed[f.ID] = true
	l.movements = append(l.movements, *m)
	l.followRequests(f, m)
	l.followSearch(f, before.Custody, m)
}

// replay answers a scan that we have: the first answer again, unless its content differs. A code that meant nothing then may be a
// barcode by now, when the site has added its format; it is still the same scan.
func (l *ledger) replay(e *entry, first Scan) error {
	again := e.scan
	if e.lacks { // the device has found its location since, and sent it
		e.receipt = l.receipt(first, true)
		return nil
	}
	if first.Code == "" {
		again.Code, again.ReadingKind = "", first.ReadingKind
	}
	if first.Fingerprint != again.fingerprint() {
		return l.quarantine(e, "Another scan with the same id is already kept.")
	}
	e.receipt = l.receipt(first, true)
	return nil
}

// quarantine keeps a scan apart, as it came, and raises an alert. The same thing sent again is kept once.
func (l *ledger) quarantine(e *entry, reason string) error {
	e.receipt = Receipt{ID: e.scan.ID, Outcome: Quarantined, Class: Check, Why: reason,
		Message: "This scan was kept apart for IT to look at (code Q1). Scan the folder again."}
	if e.retaken { // it is kept apart already
		return nil
	}
	sum := sha256.Sum256([]byte(e.scan.ID + "\x00" + reason + "\x00" + e.raw))
	subject := "scan:" + hex.EncodeToString(sum[:16])
	kept, err := l.tx.AlertOpen(QuarantineAlert, subject)
	if err != nil || kept || slices.ContainsFunc(l.opened, func(a Alert) bool { return a.Subject == subject }) {
		e.receipt.Replayed = true
		return err
	}
	l.quarantined = append(l.quarantined, e.quarantined(reason))
	l.audit = append(l.audit, e.actor.did(AuditEntry{Action: "scan.quarantined"}, l.now))
	l.openAlert(QuarantineAlert, subject, nil, reason)
	return nil
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func (l *ledger) receipt(s Scan, replayed bool) Receipt {
	r := Receipt{ID: s.ID, Outcome: s.Outcome, Class: s.Class, Message: s.Message, Why: s.Why, Notices: decodeNotices(s.Notices), Replayed: replayed}
	if s.FolderID != nil {
		if f := l.folders[*s.FolderID]; f != nil {
			w := l.whereabouts(*f)
			r.Folder = &w
		}
	} else if s.ContainerID != nil && l.containers[*s.ContainerID] != nil {
		r.Container = l.containerView(*l.containers[*s.ContainerID])
	}
	return r
}

func (l *ledger) whereabouts(f Folder) Whereabouts {
	w := Whereabouts{Folder: f, Patient: l.patients[f.PatientID], Home: l.places[f.HomeID], Location: l.places[f.LocationID]}
	if f.ToID != nil {
		to := l.places[*f.ToID]
		w.To = &to
	}
	if f.ContainerID != nil {
		w.Inside = l.containers[*f.ContainerID]
	}
	return w
}

// save writes what is still to be written, with one statement a table.
func (l *ledger) save() error {
	var folders []Folder
	for id := range l.changed {
		folders = append(folders, *l.folders[id])
	}
	slices.SortFunc(folders, func(a, b Folder) int { return cmp.Compare(a.ID, b.ID) })
	for _, write := range []func() error{
		func() error { return l.tx.AddScans(l.scans) },
		func() error { return l.tx.AddScanChecks(l.checks) },
		func() error { return l.tx.AddMovements(l.movements) },
		func() error { return l.tx.UpdateFolders(folders) },
		l.saveLooks,
		func() error { return l.tx.UpdateAlerts(l.altered) },
		func() error { return l.tx.AddQuarantined(l.quarantined) },
		func() error { return l.tx.AddAudit(l.audit) },
		l.saveCases,
		l.saveOpened,
		l.saveRequests,
		l.saveCargo,
		l.saveStocktakes,
	} {
		if err := write(); err != nil {
			return err
		}
	}
	l.told = append(append(l.told, l.altered...), l.opened...)
	l.scans, l.checks, l.movements, l.altered, l.opened, l.quarantined, l.audit = nil, nil, nil, nil, nil, nil, nil
	clear(l.changed)
	clear(l.looks)
	return nil
}

// events are what the watchers must hear after the commit. A folder that was only seen again where it was is no news.
func (l *ledger) events() []Event {
	var events []Event
	for id, from := range l.left {
		w, left := l.whereabouts(*l.folders[id]), l.places[from]
		events = append(events, Event{Folder: &w, Left: &left, Out: l.containers[l.out[id]]})
	}
	for id := range l.cargo.told {
		events = append(events, Event{Container: l.containerView(*l.containers[id])})
	}
	for _, a := range l.told {
		events = append(events, Event{Alert: l.alertView(a)})
	}
	events = append(events, l.stocktakeEvents()...)
	return append(append(events, l.requestEvents()...), l.caseEvents()...)
}

func unique[T interface{ ~string | ~uint64 }](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
