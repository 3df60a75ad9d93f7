package synthetic

import (
	"encoding/json"
	"fmt"
	"time"

	"casenotes/tracking"
)

const (
	remembered = 252                // working days of movements
	minute     = time.Minute        // the least time between two scans of a folder
	evidence   = 7 * 24 * time.Hour // scans are kept as rows for the last week; older movements stand without theirs
)

// plan is the steps of one folder's history with their positions: n movements after its creation.
func (g *generator) plan(l library, shelf *tracking.Location, e ending, n int, created time.Duration) ([]step, []time.Duration) {
	g.steps = g.steps[:0]
	if n == 0 {
		return nil, nil
	}
	var before time.Duration
	var final []step
	if e != atHome {
		final, before = g.last(g.final[:0], l, shelf, e, n)
		g.final = final
	}
	switch rest := n - len(final); rest {
	case 0:
	case 1: // fetched from its shelf
		g.steps = append(g.steps, step{deed: arrive, here: l.desk, wait: minute})
	default:
		g.steps = g.trips(g.steps, l, shelf, rest)
	}
	first := max(created, g.hours.end-remembered*g.hours.day)
	g.positions = g.spread(g.positions[:0], first+minute, g.hours.end-before-minute)
	at := g.hours.end - before
	for i, s := range final {
		if i > 0 {
			at += max(s.wait, minute/2)
		}
		g.positions = append(g.positions, min(at, g.hours.end))
	}
	g.steps = append(g.steps, final...)
	return g.steps, g.positions
}

// spread lays the loans over the time between first and last, with idle time on the shelf between them.
func (g *generator) spread(positions []time.Duration, first, last time.Duration) []time.Duration {
	var lent time.Duration
	var idle float64
	g.gaps = g.gaps[:0]
	for i := range g.steps {
		s := &g.steps[i]
		s.wait = max(s.wait, 5*minute)
		lent += s.wait
		gap := 0.0
		if i == 0 || g.steps[i-1].deed == file {
			gap = g.rand.ExpFloat64()
		}
		g.gaps = append(g.gaps, gap)
		idle += gap
	}
	idle += g.rand.ExpFloat64() // since the last one
	room := float64(last - first)
	squeeze := min(1, room*0.95/float64(lent))
	free := room - float64(lent)*squeeze
	at := float64(first)
	for i, s := range g.steps {
		at += float64(s.wait)*squeeze + free*g.gaps[i]/idle
		positions = append(positions, time.Duration(at))
	}
	return positions
}

// history makes the movements of a folder by the real rules, from its creation on.
type history struct {
	g        *generator
	folder   tracking.Folder
	patient  tracking.Patient
	newest   tracking.Movement // that is not late
	previous tracking.Movement // the one before it
	scan     tracking.Scan     // of the newest movement
}

// create puts the folder on its shelf.
func (h *history) create(at time.Time) {
	f := &h.folder
	f.State = tracking.State{Custody: tracking.At, LocationID: f.HomeID, Since: at}
	f.CreatedAt, f.Source = at, tracking.Import
	h.apply(&tracking.Movement{Kind: tracking.Created, State: f.State, At: at, RecordedAt: at, Actor: "migration",
		Source: tracking.Import, Confidence: tracking.Keyed})
}

// apply makes m the folder's next movement.
func (h *history) apply(m *tracking.Movement) {
	f := &h.folder
	f.Version++
	h.g.movements++
	m.ID, m.FolderID, m.Version = tracking.MovementID(h.g.movements), f.ID, f.Version
	f.ChangedAt = m.RecordedAt
	if !m.Late {
		f.State, f.Source, f.Confidence = m.State, m.Source, m.Confidence
		h.previous, h.newest = h.newest, *m
	}
	h.g.batch.Movements = append(h.g.batch.Movements, *m)
}

// live carries the steps out.
func (h *history) live(steps []step, positions []time.Duration) error {
	for i, s := range steps {
		at := h.g.moment(steps, positions, i)
		var d tracking.Decision
		scan := h.read(s, at)
		switch s.deed {
		case report:
			h.report(at)
			continue
		case undo:
			target := h.scan
			scan.At = target.At.Add(h.g.between(5*time.Second, 25*time.Second).Truncate(time.Millisecond))
			scan.Actor, scan.Device, scan.Undoes = target.Actor, target.Device, target.ID
			moved, before := h.newest, h.previous
			d = h.g.rules.DecideUndo(scan, tracking.Undoing{Target: &target, Moved: &moved, Newest: &moved, Before: &before,
				Folder: &h.folder, Places: h.g.hospital.places})
		case late:
			scan.At = h.g.hours.at((positions[i-1] + positions[i-2]) / 2)
			scan.ReceivedAt = h.scan.At.Add(20 * time.Second)
			fallthrough
		default:
			d = h.g.rules.Decide(scan, h.known(s))
		}
		if d.Movement == nil {
			return fmt.Errorf("synthetic history of folder %d, step %d: the rules made no movement: %s", h.folder.ID, i, d.Why)
		}
		h.record(scan, d)
	}
	from, to := h.g.hospital.places[h.folder.LocationID], tracking.Location{}
	if h.folder.ToID != nil {
		to = h.g.hospital.places[*h.folder.ToID]
	}
	// Asked as of the beginning of time, Watch tells the first moment at which the sweep must look.
	_, h.folder.CheckAt = h.g.rules.Watch(h.folder, from, to, time.Time{})
	return nil
}

func (h *history) known(s step) tracking.Known {
	k := tracking.Known{Reading: tracking.Reading{Kind: tracking.FolderCode}, Folder: &h.folder, Patient: h.patient,
		Here: s.here, To: s.to, Places: h.g.hospital.places, MayShelve: s.deed == file}
	k.Patient.InpatientID = nil
	if s.admitted {
		k.Patient.InpatientID = &s.here.ID
		if s.to != nil {
			k.Patient.InpatientID = &s.to.ID
		}
	}
	return k
}

var actions = map[deed]tracking.Action{send: tracking.Send, arrive: tracking.Arrive, file: tracking.File, undo: tracking.Undo, late: tracking.Arrive}

// read is the scan of a step.
func (h *history) read(s step, at time.Time) tracking.Scan {
	g := h.g
	scan := tracking.Scan{Code: h.folder.Code, LocationCode: s.here.Code, Action: actions[s.deed], At: at, ReceivedAt: at,
		Source: tracking.Wedge, Actor: g.clerk(s), Device: g.devices[s.here.ID-1]}
	if s.to != nil {
		scan.ToCode = s.to.Code
	}
	switch g.rand.IntN(50) {
	case 0:
		scan.Source = tracking.Typed // the label was torn
	case 1:
		scan.Source = tracking.Camera
	}
	return scan
}

// record keeps what a scan did.
func (h *history) record(s tracking.Scan, d tracking.Decision) {
	f, m := &h.folder, d.Movement
	s.ReceivedAt = maxTime(s.ReceivedAt, s.At.Add(time.Duration(h.g.rand.IntN(900))*time.Millisecond))
	m.RecordedAt = s.ReceivedAt
	kept := s.At.After(h.g.recent) && (s.Action != tracking.Undo || s.Undoes != "")
	m.ScanID = nil
	if kept {
		s.ID = h.g.uuid(s.At)
		m.ScanID = &s.ID
	}
	h.apply(m)
	if d.Sighting {
		at := s.At
		f.LastScanAt, f.LastScanID = &at, m.ScanID
	}
	if !m.Late {
		h.scan = s
	}
	if !kept {
		return
	}
	id, here := f.ID, m.LocationID
	s.ClaimedAt, s.ReadingKind, s.Length, s.FolderID, s.LocationID = s.At, tracking.FolderCode, len(s.Code), &id, &here
	if place, known := h.g.byCode[s.LocationCode]; known {
		s.LocationID = &place.ID
	}
	s.Outcome, s.Class, s.Message, s.Why = d.Outcome, d.Class, d.Message, d.Why
	if len(d.Notices) > 0 {
		notices, _ := json.Marshal(d.Notices) // strings always encode
		s.Notices = string(notices)
	}
	h.g.batch.Scans = append(h.g.batch.Scans, s)
}

// report marks the folder missing, as the command does.
func (h *history) report(at time.Time) {
	f, g := &h.folder, h.g
	from := f.LocationID
	h.apply(&tracking.Movement{Kind: tracking.Reported, FromID: &from, Note: "Looked on the shelf, beside it and in the returns.", At: at, RecordedAt: at,
		State: tracking.State{Custody: tracking.Missing, LocationID: from, Since: at, Loan: tracking.Loan{OutSince: f.OutSince}},
		Actor: "library.1", Source: tracking.Screen, Confidence: tracking.Keyed})
	g.alerts++
	open, id := true, f.ID
	g.batch.Alerts = append(g.batch.Alerts, tracking.Alert{ID: tracking.AlertID(g.alerts), Kind: tracking.MissingAlert, Subject: fmt.Sprintf("folder:%d", f.ID),
		FolderID: &id, LocationID: &from, Text: f.Name() + " is missing.", Open: &open, OpenedAt: at, ChangedAt: at, Version: 1})
	g.batch.Cases = append(g.batch.Cases, tracking.MissingCase{FolderID: f.ID, Open: &open, State: tracking.Searching, Level: tracking.LibraryLooks, LevelAt: at, NextAt: &at,
		ReportedBy: "library.1", ReportedAt: at, Looked: "Looked on the shelf, beside it and in the returns.", LastID: from, ChangedAt: at, Version: 1})
}

func maxTime(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
