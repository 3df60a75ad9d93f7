package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

const (
	trailRead  = 30  // movements that tell where a folder was
	beside     = 3   // folders on each side: on the shelf, in a batch
	pileRead   = 60  // folders of a session or of a surname
	namesRead  = 500 // patients of a surname
	batchTime  = 5 * time.Minute
	pileWithin = 14 * 24 * time.Hour
)

// SearchFacts reads what says where a missing folder may be. Each statement begins at an index and reads no more than a page.
func (s *Store) SearchFacts(ctx context.Context, w tracking.Whereabouts) (tracking.SearchFacts, error) {
	facts := tracking.SearchFacts{Folder: w.Folder, Home: w.Home}
	passages, err := s.Movements(ctx, w.ID, Cursor{}, trailRead)
	if err != nil {
		return facts, err
	}
	var scan *string
	for _, p := range passages {
		if p.Late || p.Kind == tracking.Amended || p.Kind == tracking.Reported || p.Custody == tracking.Missing {
			continue
		}
		trace := tracking.Trace{Place: p.Place, By: p.Actor, At: p.At}
		if p.Custody == tracking.InTransit {
			to := p.To
			trace.To = &to
		}
		if facts.Trail = append(facts.Trail, trace); scan == nil {
			scan = p.ScanID
		}
	}
	for _, read := range []func(context.Context, tracking.Whereabouts) ([]lead, error){s.othersOfSet, s.shelfNeighbours, s.swapped, s.samePile, s.sameName,
		func(ctx context.Context, w tracking.Whereabouts) ([]lead, error) { return s.companions(ctx, w, scan) }} {
		leads, err := read(ctx, w)
		if err != nil {
			return facts, translate(err)
		}
		if err := s.follow(ctx, &facts, leads); err != nil {
			return facts, err
		}
	}
	return facts, nil
}

// lead is a folder that may have the missing one with it.
type lead struct {
	Clue       tracking.Clue `gorm:"-"`
	Code       string
	Custody    tracking.Custody
	LocationID tracking.LocationID
	ToID       *tracking.LocationID
}

const leadColumns = "f.code, f.custody, f.location_id, f.to_id"

// follow adds leads with the places where the folders are or go. One that is missing itself leads nowhere.
func (s *Store) follow(ctx context.Context, facts *tracking.SearchFacts, leads []lead) error {
	var ids []tracking.LocationID
	for i, l := range leads {
		if l.ToID != nil {
			leads[i].LocationID = *l.ToID
		}
		ids = append(ids, leads[i].LocationID)
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	for _, l := range leads {
		if l.Custody != tracking.Missing && l.Code != facts.Folder.Code {
			facts.Leads = append(facts.Leads, tracking.Lead{Clue: l.Clue, Code: l.Code, Place: places[l.LocationID]})
		}
	}
	return translate(err)
}

func (s *Store) leads(ctx context.Context, clue tracking.Clue, sql string, args ...any) (list []lead, err error) {
	err = s.db(ctx).Raw(sql, args...).Scan(&list).Error
	for i := range list {
		list[i].Clue = clue
	}
	return list, err
}

func (s *Store) othersOfSet(ctx context.Context, w tracking.Whereabouts) ([]lead, error) {
	return s.leads(ctx, tracking.OtherOfSet, "SELECT "+leadColumns+" FROM folders f WHERE f.patient_id = ? AND f.id <> ? AND f.status IN ('active', 'closed') LIMIT 50", w.PatientID, w.ID)
}

// shelfNeighbours are the folders before and after it in the filing order of its home: where they are, it may have gone with them.
func (s *Store) shelfNeighbours(ctx context.Context, w tracking.Whereabouts) ([]lead, error) {
	const from = "SELECT " + leadColumns + " FROM folders f WHERE f.home_id = ? AND f.status IN ('active', 'closed') AND f.filing_key "
	before, err := s.leads(ctx, tracking.Neighbour, from+"< ? ORDER BY f.filing_key DESC LIMIT ?", w.HomeID, w.FilingKey, beside)
	if err != nil {
		return nil, err
	}
	after, err := s.leads(ctx, tracking.Neighbour, from+"> ? ORDER BY f.filing_key LIMIT ?", w.HomeID, w.FilingKey, beside)
	return append(before, after...), err
}

// swapped are the folders of patients whose number differs by two swapped digits: one may have been filed as the other.
func (s *Store) swapped(ctx context.Context, w tracking.Whereabouts) ([]lead, error) {
	numbers := tracking.SwappedNumbers(w.Patient.Number)
	if len(numbers) == 0 {
		return nil, nil
	}
	return s.leads(ctx, tracking.Swapped, "SELECT "+leadColumns+` FROM patient_numbers n JOIN folders f ON f.patient_id = n.patient_id
		WHERE n.type = 'hospital' AND n.number IN ? AND f.status IN ('active', 'closed') LIMIT 50`, numbers)
}

// samePile are the folders of the sessions that its patient was booked into lately: it may lie in their pile.
func (s *Store) samePile(ctx context.Context, w tracking.Whereabouts) ([]lead, error) {
	now := w.Since
	return s.leads(ctx, tracking.SamePile, "SELECT "+leadColumns+` FROM appointments a JOIN appointments o ON o.session_id = a.session_id AND o.patient_id <> a.patient_id
		JOIN folders f ON f.patient_id = o.patient_id AND f.status = 'active'
		WHERE a.patient_id = ? AND a.starts >= ? AND a.starts < ? AND f.location_id <> f.home_id LIMIT ?`, w.PatientID, now.Add(-pileWithin), now.Add(pileWithin), pileRead)
}

// sameName are the folders out of their library of patients of the same surname.
func (s *Store) sameName(ctx context.Context, w tracking.Whereabouts) ([]lead, error) {
	return s.leads(ctx, tracking.SameName, "SELECT "+leadColumns+` FROM (SELECT q.id FROM patients p JOIN patients q ON q.family_key = p.family_key AND q.id <> p.id
		WHERE p.id = ? AND p.family_key <> '' LIMIT ?) AS named JOIN folders f ON f.patient_id = named.id AND f.status = 'active'
		WHERE f.location_id <> f.home_id LIMIT ?`, w.PatientID, namesRead, pileRead)
}

// companions are the folders that the same device scanned just before and after it.
func (s *Store) companions(ctx context.Context, w tracking.Whereabouts, scan *string) ([]lead, error) {
	if scan == nil {
		return nil, nil
	}
	c, found, err := one[tracking.Scan](s.db(ctx).Where("id = ?", *scan))
	if err != nil || !found || c.Seq == nil {
		return nil, err
	}
	return s.leads(ctx, tracking.Companion, "SELECT DISTINCT "+leadColumns+` FROM scans n JOIN folders f ON f.id = n.folder_id
		WHERE n.device = ? AND n.seq BETWEEN ? AND ? AND n.at BETWEEN ? AND ? AND f.id <> ? LIMIT 20`,
		c.Device, *c.Seq-beside, *c.Seq+beside, c.At.Add(-batchTime), c.At.Add(batchTime), w.ID)
}
