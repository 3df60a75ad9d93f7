package synthetic

import (
	"slices"
	"time"

	"casenotes/tracking"
)

const (
	settled = 60   // the newest folder is this many working days old
	busy    = 20   // movements after which a folder needs a year for them
	most    = 1000 // movements of one folder
)

// volumeShares are how many patients, in hundredths, have one main folder, two, and so on.
var volumeShares = []int{72, 15, 8, 3, 2}

// nextPatient makes one patient with all their folders.
func (g *generator) nextPatient() error {
	i := g.patients
	g.patients++
	p, numbers := g.registry.patient(g.rand, i, g.now)
	volumes, share := 1, g.rand.IntN(100)-volumeShares[0]
	for ; share >= 0 && volumes < len(volumeShares); volumes++ {
		share -= volumeShares[volumes]
	}
	p.CreatedAt = g.now
	if err := g.set(&p, tracking.KindMain, min(volumes, g.left)); err != nil {
		return err
	}
	for _, other := range []struct {
		kind tracking.FolderKind
		odds int
	}{{tracking.KindMaternity, 12}, {tracking.KindMental, 45}, {tracking.KindEmergency, 20}} {
		if g.left > 0 && g.rand.IntN(other.odds) == 0 && (other.kind != tracking.KindMaternity || p.Sex == "F") {
			if err := g.set(&p, other.kind, 1); err != nil {
				return err
			}
		}
	}
	if g.left == 0 && i%namesakes == 0 {
		p.Namesake = false // the other one is never made
	}
	if p.Born.After(p.CreatedAt) {
		born := p.CreatedAt.Truncate(24 * time.Hour)
		p.Born = &born
	}
	p.ChangedAt = p.CreatedAt
	g.batch.Patients = append(g.batch.Patients, p)
	g.batch.Numbers = append(g.batch.Numbers, numbers...)
	return nil
}

// set makes the volumes of one kind. All but the newest are closed; the oldest have gone to the store.
func (g *generator) set(p *tracking.Patient, kind tracking.FolderKind, volumes int) error {
	var created []time.Duration
	for range volumes {
		created = append(created, time.Duration(g.rand.Int64N(int64(g.hours.end-settled*g.hours.day))))
	}
	slices.Sort(created)
	for i, at := range created {
		f := tracking.Folder{PatientID: p.ID, Kind: kind, Volume: i + 1, Status: tracking.Active, Confidence: tracking.Keyed}
		if i+1 < volumes {
			f.Status = tracking.Closed
		}
		l := g.hospital.libraries[mainLibrary]
		switch {
		case i+2 < volumes:
			l = g.hospital.libraries[offSiteStore]
		case kind == tracking.KindMaternity:
			l = g.hospital.libraries[maternityLibrary]
		case p.ID%10 < 3:
			l = g.hospital.libraries[riversideLibrary]
		}
		if err := g.folder(p, f, l, at); err != nil {
			return err
		}
	}
	return nil
}

// folder makes one folder with its history.
func (g *generator) folder(p *tracking.Patient, f tracking.Folder, l library, created time.Duration) error {
	n := g.share(f.Status)
	if n > busy {
		created = created * (yearsKnown - 1) / yearsKnown // time enough for all of it
		created = min(created, g.hours.end-remembered*g.hours.day)
	}
	shelf := l.shelf(p.Number)
	g.folders++
	g.left--
	f.ID, f.Code, f.HomeID = tracking.FolderID(g.folders), g.hospital.numbers.issue(tracking.FolderCode), shelf.ID
	f.FilingKey = tracking.FilingKey(l.desk.Filing, p.Number, f)
	h := history{g: g, folder: f, patient: *p}
	at := g.hours.at(created)
	h.create(at)
	e := atHome
	if n > 0 && g.rand.Float64() < 2*g.away {
		e = pickEnding(g.rand)
		if e == onWard && p.InpatientID != nil {
			e = out // nobody lies on two wards
		}
	}
	steps, positions := g.plan(l, shelf, e, n, created)
	if err := h.live(steps, positions); err != nil {
		return err
	}
	if e == onWard {
		ward := h.folder.LocationID
		p.InpatientID = &ward
	}
	if at.Before(p.CreatedAt) {
		p.CreatedAt = at
	}
	g.keep(h.folder, e)
	return nil
}

// share is how many movements the next folder has after its creation. Half of all folders are never asked for; a few are asked
// for every week. What is over at the end goes to the last one, so that the numbers come out as asked.
func (g *generator) share(s tracking.Status) int {
	mean := float64(g.spareMovements) / float64(g.left)
	n := 0
	if g.rand.IntN(2) == 0 {
		n = int(2*mean*g.rand.ExpFloat64() + 0.5)
	}
	if s == tracking.Closed {
		n /= 4
	}
	if n = min(n, g.spareMovements, most); g.left == 1 {
		n = g.spareMovements
	}
	g.spareMovements -= n
	return n
}

// keep puts the finished folder into the batch.
func (g *generator) keep(f tracking.Folder, e ending) {
	if e == atHome {
		f.Hold = g.rand.IntN(300) == 0
		f.LooseFiling = g.rand.IntN(80) == 0
	}
	b := &g.batch
	b.Folders = append(b.Folders, f)
	id := f.ID
	b.Barcodes = append(b.Barcodes, tracking.Barcode{Code: f.Code, FolderID: &id, CreatedAt: f.CreatedAt})
	if g.rand.IntN(30) == 0 { // its label was torn once, and replaced
		b.Barcodes = append(b.Barcodes, tracking.Barcode{Code: g.hospital.numbers.issue(tracking.FolderCode), FolderID: &id, Alias: true, CreatedAt: f.CreatedAt})
	}
	g.visit(f)
}
