package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

// StayView is a stay with whose it is and where.
type StayView struct {
	tracking.Stay
	Patient tracking.Patient
	Ward    *tracking.Location // nil: no map knows its place
	Next    *tracking.Location
	Folders []tracking.Whereabouts // those in use, of whoever the patient is now
}

// StaysOf are the stays of a patient, the newest first.
func (s *Store) StaysOf(ctx context.Context, id tracking.PatientID, limit int) ([]StayView, error) {
	people, err := kin(s.db(ctx), []tracking.PatientID{id})
	if err != nil {
		return nil, translate(err)
	}
	var ids []tracking.PatientID
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	var list []tracking.Stay
	if err := s.db(ctx).Where("patient_id IN ?", ids).Order("since DESC, id DESC").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.stayViews(ctx, list)
}

// OnWard are the patients who are on a ward now, or, expected, who are to come; the first to come first. Ward 0 is the places that no
// map knows.
func (s *Store) OnWard(ctx context.Context, ward tracking.LocationID, expected bool, after Cursor, limit int) ([]StayView, error) {
	statuses := []tracking.StayStatus{tracking.StayInpatient, tracking.StayOnLeave}
	if expected {
		statuses = []tracking.StayStatus{tracking.StayExpected}
	}
	q := s.db(ctx).Where("status IN ?", statuses)
	if ward == 0 {
		q = q.Where("ward_id IS NULL")
	} else {
		q = q.Where("ward_id = ?", ward)
	}
	if !after.At.IsZero() {
		q = q.Where("(since > ? OR (since = ? AND id > ?))", after.At, after.At, after.ID)
	}
	var list []tracking.Stay
	if err := q.Order("since, id").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	views, err := s.stayViews(ctx, list)
	if err != nil {
		return nil, err
	}
	return views, s.addStayFolders(ctx, views)
}

func (s *Store) stayViews(ctx context.Context, list []tracking.Stay) ([]StayView, error) {
	var patients []tracking.PatientID
	var wards []tracking.LocationID
	for _, one := range list {
		patients = append(patients, one.PatientID)
		for _, id := range []*tracking.LocationID{one.WardID, one.NextWardID} {
			if id != nil {
				wards = append(wards, *id)
			}
		}
	}
	places, err := byID(s.db(ctx), wards, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	people, err := kin(s.db(ctx), patients)
	if err != nil {
		return nil, translate(err)
	}
	who := map[tracking.PatientID]tracking.Patient{}
	for _, p := range people {
		who[p.ID] = p
	}
	at := func(id *tracking.LocationID) *tracking.Location {
		if id == nil {
			return nil
		}
		p := places[*id]
		return &p
	}
	views := make([]StayView, len(list))
	for i, one := range list {
		views[i] = StayView{Stay: one, Patient: who[who[one.PatientID].Head()], Ward: at(one.WardID), Next: at(one.NextWardID)}
	}
	return views, nil
}

// addStayFolders adds the folders in use of those who stay.
func (s *Store) addStayFolders(ctx context.Context, views []StayView) error {
	var patients []tracking.PatientID
	for _, v := range views {
		patients = append(patients, v.PatientID)
	}
	heads, sets, err := s.sets(ctx, patients)
	if err != nil {
		return translate(err)
	}
	var places []tracking.LocationID
	for _, set := range sets {
		for _, f := range set {
			places = append(places, f.LocationID)
			if f.ToID != nil {
				places = append(places, *f.ToID)
			}
		}
	}
	at, err := byID(s.db(ctx), places, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return translate(err)
	}
	for i, v := range views {
		for _, f := range tracking.LatestOnly.Choose(sets[heads[v.PatientID]]) {
			w := tracking.Whereabouts{Folder: f, Patient: v.Patient, Location: at[f.LocationID]}
			if f.ToID != nil {
				to := at[*f.ToID]
				w.To = &to
			}
			views[i].Folders = append(views[i].Folders, w)
		}
	}
	return nil
}

// WardCount is how many patients are on a ward, and to come to it. WardID is nil for the places that no map knows.
type WardCount struct {
	WardID             *tracking.LocationID
	Here, Away, ToCome int
	NotesToCome        int // folders that are asked for there for those who are admitted
}

// WardCounts counts the patients of every ward.
func (s *Store) WardCounts(ctx context.Context) ([]WardCount, error) {
	var rows []struct {
		WardID *tracking.LocationID
		Status tracking.StayStatus
		N      int
	}
	err := s.db(ctx).Raw(`SELECT ward_id, status, COUNT(*) AS n FROM stays WHERE status IN ('expected', 'inpatient', 'on_leave') GROUP BY ward_id, status ORDER BY ward_id`).Scan(&rows).Error
	var list []WardCount
	for _, r := range rows {
		if n := len(list); n == 0 || !sameID(list[n-1].WardID, r.WardID) {
			list = append(list, WardCount{WardID: r.WardID})
		}
		w := &list[len(list)-1]
		switch r.Status {
		case tracking.StayExpected:
			w.ToCome += r.N
		case tracking.StayOnLeave:
			w.Away += r.N
		default:
			w.Here += r.N
		}
	}
	if err != nil {
		return nil, translate(err)
	}
	var wanted []struct {
		LocationID tracking.LocationID
		N          int
	}
	err = s.db(ctx).Raw("SELECT location_id, COUNT(*) AS n FROM requests WHERE open = ? AND reason = ? GROUP BY location_id", true, tracking.ForAdmission).Scan(&wanted).Error
	for _, r := range wanted {
		for i := range list {
			if sameID(list[i].WardID, &r.LocationID) {
				list[i].NotesToCome = r.N
			}
		}
	}
	return list, translate(err)
}

func sameID(a, b *tracking.LocationID) bool { return a == b || a != nil && b != nil && *a == *b }

// Activity is what counts of the days between two moments: events of stays, and appointments by how they ended.
func (s *Store) Activity(ctx context.Context, from, to time.Time) (events []tracking.StayEvent, seen []tracking.ClinicCount, err error) {
	if err := s.db(ctx).Where("counted = ? AND at >= ? AND at < ?", true, from, to).Order("at, id").Find(&events).Error; err != nil {
		return nil, nil, translate(err)
	}
	err = s.db(ctx).Raw(`SELECT s.location_id, s.starts, a.status, COUNT(*) AS count FROM sessions s JOIN appointments a ON a.session_id = s.id
		WHERE s.starts >= ? AND s.starts < ? GROUP BY s.id, s.location_id, s.starts, a.status ORDER BY s.id`, from, to).Scan(&seen).Error
	return events, seen, translate(err)
}
