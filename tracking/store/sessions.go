package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

func (t *tx) LockSessions(ids []tracking.SessionID) (list []tracking.Session, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) LockSessionsByCode(codes []string) (list []tracking.Session, err error) {
	if codes = askable(codes...); len(codes) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("code IN ?", codes).Order("id").Find(&list).Error
}

func (t *tx) SessionsToList(now time.Time, limit int) (list []tracking.Session, err error) {
	return list, t.db.Clauses(forUpdate).Where("list_at <= ?", now).Order("list_at, id").Limit(limit).Find(&list).Error
}

// AddSessions inserts sessions and answers them with their ids, read back by code.
func (t *tx) AddSessions(rows []tracking.Session) ([]tracking.Session, error) {
	if len(rows) == 0 {
		return rows, nil
	}
	if err := add(t.db, rows); err != nil {
		return nil, err
	}
	var codes []string
	for _, s := range rows {
		codes = append(codes, s.Code)
	}
	var list []tracking.Session
	return list, t.db.Where("code IN ?", codes).Order("id").Find(&list).Error
}

func (t *tx) UpdateSessions(rows []tracking.Session) error {
	c := change{table: "sessions", columns: []string{"location_id", "starts", "volumes", "asked_at", "list_at", "cancelled_at", "version", "changed_at"}}
	for _, s := range rows {
		c.ids = append(c.ids, s.ID)
		c.values = append(c.values, []any{s.LocationID, s.Starts, s.Volumes, s.AskedAt, s.ListAt, s.CancelledAt, s.Version, s.ChangedAt})
	}
	return c.run(t.db)
}

func (t *tx) Appointments(ids []tracking.AppointmentID) (list []tracking.Appointment, err error) {
	return list, t.db.Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) AppointmentsByCode(codes []string) (list []tracking.Appointment, err error) {
	if codes = askable(codes...); len(codes) == 0 {
		return nil, nil
	}
	return list, t.db.Where("code IN ?", codes).Order("id").Find(&list).Error
}

func (t *tx) AppointmentsOf(sessions []tracking.SessionID) (list []tracking.Appointment, err error) {
	if len(sessions) == 0 {
		return nil, nil
	}
	return list, t.db.Where("session_id IN ?", sessions).Order("session_id, starts, id").Find(&list).Error
}

func (t *tx) AddAppointments(rows []tracking.Appointment) error { return add(t.db, rows) }

func (t *tx) UpdateAppointments(rows []tracking.Appointment) error {
	c := change{table: "appointments", columns: []string{"session_id", "patient_id", "starts", "status", "not_needed", "told_at", "version", "changed_at"}}
	for _, a := range rows {
		c.ids = append(c.ids, a.ID)
		c.values = append(c.values, []any{a.SessionID, a.PatientID, a.Starts, a.Status, a.NotNeeded, a.ToldAt, a.Version, a.ChangedAt})
	}
	return c.run(t.db)
}

func (t *tx) Wishes(ids []tracking.LocationID) (map[tracking.LocationID]tracking.Scope, error) {
	wishes := map[tracking.LocationID]tracking.Scope{}
	if len(ids) == 0 {
		return wishes, nil
	}
	var rows []struct {
		LocationID tracking.LocationID
		Volumes    tracking.Scope
	}
	err := t.db.Raw("SELECT location_id, volumes FROM clinics WHERE location_id IN ?", ids).Scan(&rows).Error
	for _, r := range rows {
		wishes[r.LocationID] = r.Volumes
	}
	return wishes, err
}

func (t *tx) SetWish(id tracking.LocationID, volumes tracking.Scope) error {
	done := t.db.Exec("UPDATE clinics SET volumes = ? WHERE location_id = ?", volumes, id)
	if done.Error == nil && done.RowsAffected == 0 {
		return t.db.Exec("INSERT INTO clinics (location_id, volumes) VALUES (?, ?)", id, volumes).Error
	}
	return done.Error
}

func (t *tx) SetClinics(actor string, clinics []tracking.LocationID) error {
	if err := t.db.Exec("DELETE FROM my_clinics WHERE actor = ?", actor).Error; err != nil {
		return err
	}
	for _, id := range clinics {
		if err := t.db.Exec("INSERT INTO my_clinics (actor, location_id) VALUES (?, ?)", actor, id).Error; err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Kin(ids []tracking.PatientID) ([]tracking.Patient, error) { return kin(t.db, ids) }

// diveIDs are so few that MariaDB looks each up in the index to plan a statement. From 200 on it asks the statistics of the index.
const diveIDs = 100

// kin are patients, those they were merged into, and all who were merged into these, in the order of their ids. Each step is a
// statement of its own: for one that does it all MariaDB reads every folder, because it takes the many who are merged into nobody for
// one person's. From statistics it would do the same in the last step.
func kin(db *gorm.DB, ids []tracking.PatientID) (list []tracking.Patient, err error) {
	id := func(p tracking.Patient) tracking.PatientID { return p.ID }
	people, err := byID(db, ids, id)
	if err != nil {
		return nil, err
	}
	var heads, others []tracking.PatientID
	for _, p := range people {
		heads = append(heads, p.Head())
		if _, read := people[p.Head()]; !read {
			others = append(others, p.Head())
		}
	}
	survivors, err := byID(db, others, id)
	if err != nil {
		return nil, err
	}
	maps.Copy(people, survivors)
	slices.Sort(heads)
	for some := range slices.Chunk(slices.Compact(heads), diveIDs) {
		var merged []tracking.Patient
		if err := db.Where("merged_into_id IN ?", some).Find(&merged).Error; err != nil {
			return nil, err
		}
		for _, p := range merged {
			people[p.ID] = p
		}
	}
	return slices.SortedFunc(maps.Values(people), func(a, b tracking.Patient) int { return cmp.Compare(a.ID, b.ID) }), nil
}

// Booking is what is known of an appointment, as the appointments system would say it.
func (s *Store) Booking(ctx context.Context, code string) (b tracking.Booking, found bool, err error) {
	if len(askable(code)) == 0 {
		return b, false, nil
	}
	var rows []tracking.Booking
	err = s.db(ctx).Raw(`SELECT a.code AS id, s.code AS session, l.code AS clinic, a.starts, p.number AS patient, a.status FROM appointments a
		JOIN sessions s ON s.id = a.session_id JOIN locations l ON l.id = s.location_id JOIN patients p ON p.id = a.patient_id WHERE a.code = ?`, code).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return b, false, translate(err)
	}
	return rows[0], true, nil
}
