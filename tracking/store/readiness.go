package store

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// SessionView is a session with its clinic.
type SessionView struct {
	tracking.Session
	Location tracking.Location
}

// SessionList chooses sessions for a list.
type SessionList struct {
	From, To   time.Time
	LocationID tracking.LocationID // 0: all clinics
	Of         string              // only the clinics that this person has chosen
	After      Cursor
	Limit      int
}

// Sessions lists sessions by the time they start.
func (s *Store) Sessions(ctx context.Context, l SessionList) ([]SessionView, error) {
	q := s.db(ctx).Where("starts >= ? AND starts < ?", l.From, l.To)
	if l.LocationID != 0 {
		q = q.Where("location_id = ?", l.LocationID)
	}
	if l.Of != "" {
		q = q.Where("location_id IN (SELECT m.location_id FROM my_clinics m WHERE m.actor = ?)", l.Of)
	}
	if !l.After.At.IsZero() {
		q = q.Where("(starts > ? OR (starts = ? AND id > ?))", l.After.At, l.After.At, l.After.ID)
	}
	var list []tracking.Session
	if err := q.Order("starts, id").Limit(l.Limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.sessionViews(ctx, list)
}

// SessionByID is one session.
func (s *Store) SessionByID(ctx context.Context, id tracking.SessionID) (v SessionView, found bool, err error) {
	row, found, err := one[tracking.Session](s.db(ctx).Where("id = ?", id))
	if err != nil || !found {
		return v, false, translate(err)
	}
	list, err := s.sessionViews(ctx, []tracking.Session{row})
	if err != nil {
		return v, false, err
	}
	return list[0], true, nil
}

func (s *Store) sessionViews(ctx context.Context, list []tracking.Session) ([]SessionView, error) {
	var ids []tracking.LocationID
	for _, one := range list {
		ids = append(ids, one.LocationID)
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	views := make([]SessionView, len(list))
	for i, one := range list {
		views[i] = SessionView{one, places[one.LocationID]}
	}
	return views, translate(err)
}

// Booked is an appointment with its patient and how their folders stand.
type Booked struct {
	tracking.Appointment
	Patient tracking.Patient
	Folders []BookedFolder
}

// BookedFolder is one folder that an appointment needs. Counts is false for what stands in for another, or is on the screen alone.
type BookedFolder struct {
	tracking.Whereabouts
	Stands  tracking.Readied
	Counts  bool
	Request *tracking.Request // the open one for it there: its number, place, time, state and version
}

// standings is everything that readiness is counted from, for any number of sessions.
type standings struct {
	sessions     map[tracking.SessionID]SessionView
	appointments []tracking.Appointment
	folders      map[tracking.AppointmentID][]tracking.Folder
	requests     map[tracking.FolderID][]tracking.Request
	places       map[tracking.LocationID]tracking.Location
}

// standings reads with one statement each what sessions, however many, need.
func (s *Store) standings(ctx context.Context, sessions []SessionView) (st standings, err error) {
	st = standings{sessions: map[tracking.SessionID]SessionView{}, folders: map[tracking.AppointmentID][]tracking.Folder{}, requests: map[tracking.FolderID][]tracking.Request{}}
	var ids []tracking.SessionID
	var places []tracking.LocationID
	for _, v := range sessions {
		st.sessions[v.ID], ids = v, append(ids, v.ID)
	}
	if len(ids) == 0 {
		return st, nil
	}
	if err := s.db(ctx).Where("session_id IN ?", ids).Order("session_id, starts, id").Find(&st.appointments).Error; err != nil {
		return st, translate(err)
	}
	var patients []tracking.PatientID
	for _, a := range st.appointments {
		patients = append(patients, a.PatientID)
	}
	heads, sets, err := s.sets(ctx, patients)
	if err != nil {
		return st, translate(err)
	}
	var folders []tracking.FolderID
	for _, set := range sets {
		for _, f := range set {
			folders, places = append(folders, f.ID), append(places, f.LocationID)
			if f.ToID != nil {
				places = append(places, *f.ToID)
			}
		}
	}
	for _, a := range st.appointments {
		st.folders[a.ID] = sets[heads[a.PatientID]]
	}
	for some := range slices.Chunk(folders, batchIDs) {
		var open []tracking.Request
		if err := s.db(ctx).Select("id, folder_id, location_id, needed_by, state, version").Where("folder_id IN ? AND open = ?", some, true).Find(&open).Error; err != nil {
			return st, translate(err)
		}
		for _, q := range open {
			st.requests[q.FolderID] = append(st.requests[q.FolderID], q)
		}
	}
	st.places, err = byID(s.db(ctx), places, func(p tracking.Location) tracking.LocationID { return p.ID })
	return st, translate(err)
}

// sets are the folders of patients, by who each patient is now.
func (s *Store) sets(ctx context.Context, ids []tracking.PatientID) (heads map[tracking.PatientID]tracking.PatientID, sets map[tracking.PatientID][]tracking.Folder, err error) {
	narrow := s.db(ctx).Select("id, merged_into_id").Session(&gorm.Session{}) // for every statement of kin, not only its first
	people, err := kin(narrow, ids)
	heads, sets = map[tracking.PatientID]tracking.PatientID{}, map[tracking.PatientID][]tracking.Folder{}
	for some := range slices.Chunk(people, batchIDs) {
		var all []tracking.PatientID
		for _, p := range some {
			heads[p.ID], all = p.Head(), append(all, p.ID)
		}
		var folders []tracking.Folder
		if err := s.db(ctx).Where("patient_id IN ?", all).Order("id").Find(&folders).Error; err != nil {
			return nil, nil, err
		}
		for _, f := range folders {
			sets[heads[f.PatientID]] = append(sets[heads[f.PatientID]], f)
		}
	}
	return heads, sets, err
}

// request is the open request for a folder that a session waits for: the nearest in time.
func (st standings) request(f tracking.Folder, v SessionView) (found *tracking.Request) {
	for _, q := range st.requests[f.ID] {
		near := q.NeededBy.Sub(v.Starts).Abs()
		if q.LocationID == v.LocationID && near <= 24*time.Hour && (found == nil || near < found.NeededBy.Sub(v.Starts).Abs()) {
			found = &q
		}
	}
	return found
}

// folder says how one folder stands for a session.
func (st standings) folder(f tracking.Folder, v SessionView) BookedFolder {
	b := BookedFolder{Whereabouts: tracking.Whereabouts{Folder: f}, Request: st.request(f, v), Counts: f.Kind != tracking.KindTemporary && f.Status != tracking.Digitised}
	var asked tracking.RequestState
	if b.Request != nil {
		asked = b.Request.State
	}
	var to tracking.Location
	if f.ToID != nil {
		to = st.places[*f.ToID]
	}
	b.Stands = tracking.ReadiedOf(f.State, st.places[f.LocationID], to, v.Location, asked)
	return b
}

// wanted is the folders that an appointment needs, and those of its patient that are on the screen alone.
func (st standings) wanted(a tracking.Appointment, v SessionView) (list []tracking.Folder) {
	list = v.Volumes.Choose(st.folders[a.ID])
	for _, f := range st.folders[a.ID] {
		if f.Status == tracking.Digitised {
			list = append(list, f)
		}
	}
	return list
}

// Readiness counts how the folders of sessions stand.
func (s *Store) Readiness(ctx context.Context, sessions ...SessionView) (map[tracking.SessionID]tracking.Readiness, error) {
	st, err := s.standings(ctx, sessions)
	if err != nil {
		return nil, err
	}
	counts := map[tracking.SessionID]tracking.Readiness{}
	for _, v := range sessions {
		counts[v.ID] = tracking.Readiness{Folders: map[tracking.Readied]int{}}
	}
	for _, a := range st.appointments {
		v, c := st.sessions[a.SessionID], counts[a.SessionID]
		switch {
		case a.Wanted():
			c.Patients++
			list := st.wanted(a, v)
			if len(list) == 0 {
				c.NoFolder++
			}
			for _, f := range list {
				c.Add(f, st.folder(f, v).Stands)
			}
		case a.NotNeeded != "" && a.Status != tracking.CalledOff:
			c.NotNeeded++
		}
		counts[a.SessionID] = c
	}
	return counts, nil
}

// Booked lists the appointments of a session in their order, each with its folders.
func (s *Store) Booked(ctx context.Context, v SessionView) ([]Booked, error) {
	st, err := s.standings(ctx, []SessionView{v})
	if err != nil {
		return nil, err
	}
	var folders []tracking.Folder
	var patients []tracking.PatientID
	for _, a := range st.appointments {
		folders, patients = append(folders, st.wanted(a, v)...), append(patients, a.PatientID)
	}
	whole, err := s.whereabouts(ctx, folders)
	if err != nil {
		return nil, err
	}
	byFolder := map[tracking.FolderID]tracking.Whereabouts{}
	for _, w := range whole {
		byFolder[w.ID] = w
	}
	people, err := byID(s.db(ctx), patients, func(p tracking.Patient) tracking.PatientID { return p.ID })
	list := make([]Booked, len(st.appointments))
	for i, a := range st.appointments {
		list[i] = Booked{Appointment: a, Patient: people[a.PatientID]}
		for _, f := range st.wanted(a, v) {
			b := st.folder(f, v)
			b.Whereabouts = byFolder[f.ID]
			list[i].Folders = append(list[i].Folders, b)
		}
	}
	return list, translate(err)
}
