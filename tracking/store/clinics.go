package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

// ClinicsOf are the clinics that somebody has chosen.
func (s *Store) ClinicsOf(ctx context.Context, actor string) (list []tracking.Location, err error) {
	err = s.db(ctx).Where("id IN (SELECT m.location_id FROM my_clinics m WHERE m.actor = ?) AND retired_at IS NULL", actor).Order("name, id").Limit(100).Find(&list).Error
	return list, translate(err)
}

// ClinicsWithSessions are the locations that have sessions from a moment on.
func (s *Store) ClinicsWithSessions(ctx context.Context, from time.Time) (ids []tracking.LocationID, err error) {
	err = s.db(ctx).Raw("SELECT DISTINCT location_id FROM sessions WHERE starts >= ? ORDER BY location_id LIMIT 2000", from).Scan(&ids).Error
	return ids, translate(err)
}

// MovedOut is an appointment that was in a session and is in another one now.
type MovedOut struct {
	tracking.Appointment
	Patient tracking.Patient
	Clinic  tracking.Location
}

const movedShown = 50

// MovedOut lists who was asked for in a session and has moved to another one since.
func (s *Store) MovedOut(ctx context.Context, v SessionView) (list []MovedOut, err error) {
	var rows []tracking.Appointment
	err = s.db(ctx).Raw(`SELECT DISTINCT p.* FROM request_asks a JOIN requests r ON r.id = a.request_id JOIN appointments p ON p.id = a.appointment_id
		WHERE a.needed_by = ? AND a.withdrawn_at IS NOT NULL AND r.location_id = ? AND p.session_id <> ? ORDER BY p.starts, p.id LIMIT ?`,
		v.Starts, v.LocationID, v.ID, movedShown).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, translate(err)
	}
	var patients []tracking.PatientID
	var sessions []tracking.SessionID
	for _, a := range rows {
		patients, sessions = append(patients, a.PatientID), append(sessions, a.SessionID)
	}
	people, err := byID(s.db(ctx), patients, func(p tracking.Patient) tracking.PatientID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	known, err := byID(s.db(ctx), sessions, func(v tracking.Session) tracking.SessionID { return v.ID })
	if err != nil {
		return nil, translate(err)
	}
	var places []tracking.LocationID
	for _, one := range known {
		places = append(places, one.LocationID)
	}
	clinics, err := byID(s.db(ctx), places, func(p tracking.Location) tracking.LocationID { return p.ID })
	for _, a := range rows {
		list = append(list, MovedOut{a, people[a.PatientID], clinics[known[a.SessionID].LocationID]})
	}
	return list, translate(err)
}
