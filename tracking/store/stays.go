package store

import (
	"time"

	"casenotes/tracking"
)

func (t *tx) LockPatients(ids []tracking.PatientID) (list []tracking.Patient, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) LockVisit(code string) (s tracking.Stay, found bool, err error) {
	if len(askable(code)) == 0 {
		return s, false, nil
	}
	return one[tracking.Stay](t.db.Clauses(forUpdate).Select("stays.*").Joins("JOIN visits ON visits.stay_id = stays.id").Where("visits.code = ?", code))
}

func (t *tx) LockStaysOf(ids []tracking.PatientID) (list []tracking.Stay, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Clauses(forUpdate).Where("patient_id IN ?", ids).Order("id").Find(&list).Error
}

// AddStay inserts a stay and its visit number, and answers it with its id.
func (t *tx) AddStay(s tracking.Stay) (tracking.Stay, error) {
	if err := t.db.Create(&s).Error; err != nil {
		return s, err
	}
	return s, t.JoinVisit(s.Visit, s.ID)
}

func (t *tx) JoinVisit(code string, s tracking.StayID) error {
	return t.db.Exec("INSERT INTO visits (code, stay_id) VALUES (?, ?)", code, s).Error
}

func (t *tx) MoveVisits(from, to tracking.StayID) error {
	return t.db.Exec("UPDATE visits SET stay_id = ? WHERE stay_id = ?", to, from).Error
}

func (t *tx) UpdateStay(s tracking.Stay) error {
	return change{table: "stays", columns: []string{"patient_id", "status", "place", "bed", "ward_id", "since", "expected_at", "admitted_at", "leaves_at",
		"left_at", "next_place", "next_ward_id", "died", "version", "changed_at"}, ids: []any{s.ID}, values: [][]any{{s.PatientID, s.Status, s.Place, s.Bed,
		s.WardID, s.Since, s.ExpectedAt, s.AdmittedAt, s.LeavesAt, s.LeftAt, s.NextPlace, s.NextWardID, s.Died, s.Version, s.ChangedAt}}}.run(t.db)
}

func (t *tx) StayEvents(id tracking.StayID) (list []tracking.StayEvent, err error) {
	return list, t.db.Where("visit IN (SELECT code FROM visits WHERE stay_id = ?)", id).Order("id").Find(&list).Error
}

func (t *tx) AddStayEvent(e tracking.StayEvent) error { return t.db.Create(&e).Error }

func (t *tx) UpdateStayEvents(rows []tracking.StayEvent) error {
	c := change{table: "stay_events", columns: []string{"undone", "counted", "from_id"}}
	for _, e := range rows {
		c.ids = append(c.ids, e.ID)
		c.values = append(c.values, []any{e.Undone, e.Counted, e.FromID})
	}
	return c.run(t.db)
}

func (t *tx) LockStaysAt(place string, ward tracking.LocationID, limit int) (list []tracking.Stay, err error) {
	var ids []tracking.StayID
	err = t.db.Raw(`SELECT DISTINCT v.stay_id FROM stay_events e JOIN visits v ON v.code = e.visit
		WHERE e.place = ? AND (e.ward_id IS NULL OR e.ward_id <> ?) ORDER BY v.stay_id LIMIT ?`, place, ward, limit).Scan(&ids).Error
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return list, t.db.Clauses(forUpdate).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) PlaceEvents(id tracking.StayID, place string, ward tracking.LocationID) error {
	return t.db.Exec("UPDATE stay_events SET ward_id = ? WHERE place = ? AND visit IN (SELECT code FROM visits WHERE stay_id = ?)", ward, place, id).Error
}

func (t *tx) AsksOfStays(ids []tracking.StayID) (list []tracking.RequestAsk, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("stay_id IN ? AND withdrawn_at IS NULL", ids).Order("id").Find(&list).Error
}

func (t *tx) LocationsOfKind(kind tracking.LocationKind) (list []tracking.Location, err error) {
	return list, t.db.Where("kind = ? AND retired_at IS NULL", kind).Order("id").Find(&list).Error
}

// AddPatientNames keeps names that the patient has not got yet. Whoever writes holds the patient, so nobody adds the same.
func (t *tx) AddPatientNames(id tracking.PatientID, names []tracking.PatientName) error {
	for _, n := range names {
		key := []any{id, nameKey(n.FamilyName), nameKey(n.GivenName)}
		_, known, err := one[tracking.PatientName](t.db.Where("patient_id = ? AND family_key = ? AND given_key = ?", key...))
		if err != nil {
			return err
		}
		if !known {
			err = t.db.Exec("INSERT INTO patient_names (patient_id, family_key, given_key, family_name, given_name) VALUES (?, ?, ?, ?, ?)", append(key, n.FamilyName, n.GivenName)...).Error
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) UseNumber(id tracking.PatientID, kind tracking.NumberType, number string) error {
	return t.db.Exec("UPDATE patient_numbers SET current = (number = ?) WHERE patient_id = ? AND type = ?", number, id, kind).Error
}

func (t *tx) LastAttended(ids []tracking.PatientID) (*time.Time, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	a, found, err := one[tracking.Appointment](t.db.Where("patient_id IN ? AND status = ?", ids, tracking.Attended).Order("starts DESC"))
	if err != nil || !found {
		return nil, err
	}
	return &a.Starts, nil
}
