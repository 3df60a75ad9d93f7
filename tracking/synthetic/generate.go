// Package synthetic makes a believable hospital out of nothing: people who do not exist, their folders, and months of movements
// made by the real rules. The same seed and time make the same hospital to the last millisecond.
//
// Folders are made one after another, each with its whole history, so a hospital of any size needs the same memory. Ids are
// given here, so the hospital must go into an empty database. Scans are made as rows for the last week only: one for each of
// ten million movements would double the data for no reader. What people do at screens is not in the audit trail: nobody did it.
package synthetic

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"casenotes/tracking"
)

// Options say what hospital to make.
type Options struct {
	Folders   int
	Movements int // all in all; each folder has at least its creation
	Seed      uint64
	Progress  func(Summary) // hears how far it is, after each batch; may be nil
}

// Demo is the small hospital of the tour.
func Demo() Options { return Options{Folders: 2000, Movements: 12_000, Seed: 7} }

// Batch is rows that belong together, with their ids. Rows refer to rows of the same batch or of batches before; within one, to
// rows of the lists above.
type Batch struct {
	Locations []tracking.Location
	Patients  []tracking.Patient
	Numbers   []tracking.PatientNumber
	Folders   []tracking.Folder
	Barcodes  []tracking.Barcode
	Scans     []tracking.Scan
	Movements []tracking.Movement
	Alerts    []tracking.Alert // of the missing folders; the sweep opens the others
	Cases     []tracking.MissingCase
}

// Rows is how many rows the batch has.
func (b Batch) Rows() int {
	return len(b.Locations) + len(b.Patients) + len(b.Numbers) + len(b.Folders) + len(b.Barcodes) + len(b.Scans) + len(b.Movements) + len(b.Alerts) + len(b.Cases)
}

// Sink takes the rows in.
type Sink interface {
	// Insert writes a batch. It must not keep it: the next one uses the same memory.
	Insert(context.Context, Batch) error
	// Used says, at the end, that the running numbers of that kind of barcode are taken up to and including last.
	Used(ctx context.Context, kind tracking.ReadingKind, last uint64) error
}

// Summary counts what was made.
type Summary struct {
	Locations, Patients, Folders, Movements, Scans, Alerts, Rows int
	Tour                                                         []Stop // places and folders worth a look
}

// Stop is one thing to look at on a tour.
type Stop struct{ What, Code string }

const (
	batchRows = 4000
	busiest   = 200 // movements a folder, on average: more do not fit into the working hours of a year
)

type generator struct {
	Options
	rules    tracking.Rules
	now      time.Time
	recent   time.Time // scans after it are rows
	rand     *rand.Rand
	hospital *hospital
	hours    hours
	registry registry
	away     float64 // share of the folders that are not at home
	devices  []string
	byCode   map[string]*tracking.Location

	patients, folders, movements, alerts int
	left, spareMovements                 int // folders and movements still to be made
	sum                                  Summary
	tour                                 map[string]string
	batch                                Batch

	steps, final []step
	positions    []time.Duration
	gaps         []float64
}

// Generate makes the hospital as it stands at now and gives it to the sink.
func Generate(ctx context.Context, o Options, rules tracking.Rules, now time.Time, sink Sink) (Summary, error) {
	if o.Folders < 1 || o.Movements < o.Folders || o.Movements > o.Folders*busiest {
		return Summary{}, fmt.Errorf("a hospital of %d folders needs as many movements at least and %d times as many at most, not %d", o.Folders, busiest, o.Movements)
	}
	now = now.UTC().Truncate(time.Millisecond)
	working, err := newHours(rules.Calendar, now)
	if err != nil {
		return Summary{}, err
	}
	g := &generator{Options: o, rules: rules, now: now, recent: now.Add(-evidence), rand: rand.New(rand.NewPCG(o.Seed, 0x63617365)),
		hospital: newHospital(o.Folders), hours: working, registry: registry{names: newNames()},
		away: min(0.12, 30_000/float64(o.Folders)), left: o.Folders, spareMovements: o.Movements - o.Folders, tour: map[string]string{}}
	g.open()
	for g.left > 0 {
		if err := g.nextPatient(); err != nil {
			return g.sum, err
		}
		if g.batch.Rows() >= batchRows || g.left == 0 {
			if err := g.flush(ctx, sink); err != nil {
				return g.sum, err
			}
		}
	}
	g.guide()
	if err := sink.Used(ctx, tracking.LocationCode, g.hospital.numbers.location); err != nil {
		return g.sum, err
	}
	return g.sum, sink.Used(ctx, tracking.FolderCode, g.hospital.numbers.folder)
}

// open puts the locations into the first batch.
func (g *generator) open() {
	g.byCode = map[string]*tracking.Location{}
	built := g.hours.opens[0]
	for _, p := range g.hospital.rows {
		p.CreatedAt, p.ChangedAt = built, built
		g.hospital.places[p.ID] = *p
		g.byCode[p.Code] = p
		g.devices = append(g.devices, "pc-"+strings.ToLower(p.Code))
		g.batch.Locations = append(g.batch.Locations, *p)
		g.batch.Barcodes = append(g.batch.Barcodes, tracking.Barcode{Code: p.Code, LocationID: &p.ID, CreatedAt: built})
	}
}

func (g *generator) flush(ctx context.Context, sink Sink) error {
	b := &g.batch
	if err := sink.Insert(ctx, *b); err != nil {
		return fmt.Errorf("insert folders up to %d of %d: %w", g.folders, g.Folders, err)
	}
	s := &g.sum
	s.Locations, s.Patients, s.Folders = s.Locations+len(b.Locations), s.Patients+len(b.Patients), s.Folders+len(b.Folders)
	s.Movements, s.Scans, s.Alerts = s.Movements+len(b.Movements), s.Scans+len(b.Scans), s.Alerts+len(b.Alerts)
	s.Rows += b.Rows()
	*b = Batch{Patients: b.Patients[:0], Numbers: b.Numbers[:0], Folders: b.Folders[:0], Barcodes: b.Barcodes[:0],
		Scans: b.Scans[:0], Movements: b.Movements[:0], Alerts: b.Alerts[:0], Cases: b.Cases[:0]}
	if g.Progress != nil {
		g.Progress(*s)
	}
	return nil
}

// moment is when step i happened: in working hours, except that folders go to the emergency department in the evening too.
func (g *generator) moment(steps []step, positions []time.Duration, i int) time.Time {
	if evening(steps, positions, i, g.hours) {
		if at := g.hours.night(positions[i]); at.Before(g.now) {
			return at
		}
	}
	return g.hours.at(positions[i])
}

// evening says whether a step may move to the evening: it goes to the emergency department, and nothing comes after it that day.
func evening(steps []step, positions []time.Duration, i int, h hours) bool {
	s := steps[i]
	emergency := s.here.Kind == tracking.EmergencyDept || (s.to != nil && s.to.Kind == tracking.EmergencyDept)
	if !emergency || positions[i]/h.day >= h.end/h.day {
		return false
	}
	switch {
	case s.deed != arrive && s.deed != send, i+1 < len(steps) && steps[i+1].deed == undo: // what is undone is undone at once
		return false
	case i+1 == len(steps) || !h.sameDay(positions[i], positions[i+1]):
		return true
	}
	return evening(steps, positions, i+1, h)
}

// clerk is who does a step.
func (g *generator) clerk(s step) string {
	n := g.rand.IntN(6)
	switch {
	case s.deed == file || s.here.Kind == tracking.Library || s.here.Kind == tracking.OffSite:
		return librarians[n]
	case s.deed == arrive && s.here.Kind != tracking.Clinic:
		return porters[n]
	}
	return clerks[n]
}

var (
	librarians = []string{"library.1", "library.2", "library.3", "library.4", "library.5", "library.6"}
	porters    = []string{"porter.1", "porter.2", "porter.3", "porter.4", "porter.5", "porter.6"}
	clerks     = []string{"clinic.1", "clinic.2", "clinic.3", "clinic.4", "clinic.5", "clinic.6"}
)

// uuid is a version 7 UUID of that time.
func (g *generator) uuid(at time.Time) string {
	const hex = "0123456789abcdef"
	high := uint64(at.UnixMilli())<<16 | 0x7000 | g.rand.Uint64()&0xfff
	low := 1<<63 | g.rand.Uint64()>>2
	var b [36]byte
	n := 0
	for _, word := range []uint64{high, low} {
		for shift := 60; shift >= 0; shift -= 4 {
			if n == 8 || n == 13 || n == 18 || n == 23 {
				b[n] = '-'
				n++
			}
			b[n] = hex[word>>shift&15]
			n++
		}
	}
	return string(b[:])
}
