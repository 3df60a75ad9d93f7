package tracking

import (
	"maps"
	"slices"
	"time"
)

// StocktakeTx is what the store does for stocktakes in one transaction.
type StocktakeTx interface {
	AddStocktake(Stocktake) (Stocktake, error)
	AddStocktakeFolders([]StocktakeFolder) error
	LockStocktake(StocktakeID) (Stocktake, bool, error)
	UpdateStocktake(Stocktake) error
	// StocktakesCounting are those that count scans made at a moment or later.
	StocktakesCounting(since time.Time) ([]Stocktake, error)
	// StocktakesIdle are open ones in which nobody has scanned since a moment.
	StocktakesIdle(since time.Time, limit int) ([]Stocktake, error)

	// FoldersIn are the folders recorded in a place or in what is inside it, and those at home there but recorded elsewhere.
	FoldersIn(p Location, limit int) ([]StocktakeFolder, error)
	// ShelvesIn are the shelves in a place that are in use.
	ShelvesIn(p Location) ([]Location, error)
	ExpectedAmong(StocktakeID, []FolderID) ([]FolderID, error)

	AddStocktakeScans([]StocktakeScan) error
	// CountedScan is to which stocktakes a scan counts still.
	CountedScan(scanID string) ([]StocktakeScan, error)
	TakeBackScan(scanID string, at time.Time) error
	// VerifiedAt is when stocktakes saw a folder last, of scans not taken back; nil where none did.
	VerifiedAt(FolderID) (*time.Time, error)
	SetVerified(map[FolderID]*time.Time) error

	StocktakeFacts(Stocktake) (StocktakeFacts, error)
	Settle([]Settled) error
}

// stocktaking is a ledger's part of the stocktakes that its scans count to.
type stocktaking struct {
	counting []Stocktake
	since    time.Time // counting has all that count scans made then or later
	counted  []StocktakeScan
	undone   []Undoing
	undoneAt []time.Time
	heard    []Stocktake
}

// loadStocktakes reads which stocktakes the scans may count to: seldom more than a few are open.
func (l *ledger) loadStocktakes() (err error) {
	l.since = l.now
	for _, e := range l.entries {
		if at := e.scan.At; at.Before(l.since) && at.Year() >= 1970 { // one that no clock shows is kept apart, and no database knows it
			l.since = at
		}
	}
	l.counting, err = l.tx.StocktakesCounting(l.since)
	return err
}

// countIn notes to which stocktakes a scan counts: those of the place where it was made, of the time at which it was made. It counts to them
// however late it comes, and where the folder has been moved since.
func (l *ledger) countIn(s Scan, k Known, d Decision) error {
	saw := d.Sighting || (k.Folder != nil && d.Movement != nil && d.Movement.Late) || (k.Folder == nil && k.Reading.Kind == FolderCode)
	if s.Action == Undo || k.Here == nil || k.Here.RetiredAt != nil || !saw {
		return nil
	}
	if s.At.Before(l.since) { // the clock of its device was ahead
		var err error
		if l.counting, err = l.tx.StocktakesCounting(s.At); err != nil {
			return err
		}
		l.since = s.At
	}
	for _, t := range l.counting {
		if !t.Counts(*k.Here, s.At) {
			continue
		}
		c := StocktakeScan{StocktakeID: t.ID, ScanID: s.ID, LocationID: k.Here.ID, Round: s.Device + "/" + s.BatchID, At: s.At, Actor: s.Actor}
		if k.Folder != nil {
			c.FolderID = &k.Folder.ID
		} else {
			c.Code = s.Code
		}
		if s.Seq != nil {
			c.Seq = *s.Seq
		}
		l.counted = append(l.counted, c)
	}
	return nil
}

// uncount takes a scan out of its stocktakes.
func (l *ledger) uncount(u Undoing, at time.Time) {
	if len(u.Counted) > 0 {
		l.undone, l.undoneAt = append(l.undone, u), append(l.undoneAt, at)
	}
}

// saveStocktakes writes what counts. Each stocktake is locked for that, after the folders: one that is finished meanwhile gets its result
// made again, and a scan made after its end does not count.
func (l *ledger) saveStocktakes() error {
	if len(l.counted) == 0 && len(l.undone) == 0 {
		return nil
	}
	counted := map[StocktakeID][]StocktakeScan{}
	for _, c := range l.counted {
		counted[c.StocktakeID] = append(counted[c.StocktakeID], c)
	}
	for i, u := range l.undone {
		if err := l.tx.TakeBackScan(u.Target.ID, l.undoneAt[i]); err != nil {
			return err
		}
		for _, c := range u.Counted {
			counted[c.StocktakeID] = append(counted[c.StocktakeID], StocktakeScan{})
		}
	}
	verified := map[FolderID]*time.Time{}
	for _, id := range slices.Sorted(maps.Keys(counted)) {
		if err := l.saveStocktake(id, counted[id], verified); err != nil {
			return err
		}
	}
	for _, u := range l.undone {
		if id := u.Target.FolderID; id != nil {
			at, err := l.tx.VerifiedAt(*id)
			if err != nil {
				return err
			}
			verified[*id] = at
		}
	}
	l.counted, l.undone, l.undoneAt = nil, nil, nil
	return l.tx.SetVerified(verified)
}

func (l *ledger) saveStocktake(id StocktakeID, scans []StocktakeScan, verified map[FolderID]*time.Time) (err error) {
	if slices.ContainsFunc(l.counting, func(t Stocktake) bool { return t.ID == id && t.Kind == SampleAudit }) {
		// Before the lock: an audit of a library would have every scan there wait for it, and seldom is one of a folder that was drawn.
		if scans, err = l.drawnOnly(id, scans); err != nil || len(scans) == 0 {
			return err
		}
	}
	t, found, err := l.tx.LockStocktake(id)
	if err != nil || !found {
		return err
	}
	scans = slices.DeleteFunc(slices.Clone(scans), func(c StocktakeScan) bool { return c.ScanID == "" || c.At.After(t.CountsUntil) })
	if err := l.tx.AddStocktakeScans(scans); err != nil {
		return err
	}
	for _, c := range scans {
		if c.FolderID == nil {
			continue
		}
		f := l.folders[*c.FolderID]
		if last := f.LastVerifiedAt; last == nil || c.At.After(*last) {
			at := c.At
			f.LastVerifiedAt, verified[f.ID] = &at, &at
		}
	}
	if t.State == StocktakeOpen && len(scans) > 0 {
		t.ScannedAt = l.now
	}
	if t.State == StocktakeFinished {
		facts, err := l.tx.StocktakeFacts(t)
		if err != nil {
			return err
		}
		t.StocktakeTally = t.Tallied(t.Result(facts))
	}
	t.Version, t.ChangedAt = t.Version+1, l.now
	l.heard = append(slices.DeleteFunc(l.heard, func(h Stocktake) bool { return h.ID == t.ID }), t)
	return l.tx.UpdateStocktake(t)
}

// drawnOnly leaves the scans of folders that were drawn, since an audit by folders asks about no other, and the marks of scans taken back.
func (l *ledger) drawnOnly(id StocktakeID, scans []StocktakeScan) (list []StocktakeScan, err error) {
	var ids []FolderID
	for _, c := range scans {
		if c.FolderID != nil {
			ids = append(ids, *c.FolderID)
		}
	}
	drawn, err := l.tx.ExpectedAmong(id, unique(ids))
	for _, c := range scans {
		if c.ScanID == "" || (c.FolderID != nil && slices.Contains(drawn, *c.FolderID)) {
			list = append(list, c)
		}
	}
	return list, err
}

func (l *ledger) stocktakeEvents() (events []Event) {
	for i := range l.heard {
		events = append(events, Event{Stocktake: &l.heard[i]})
	}
	return events
}
