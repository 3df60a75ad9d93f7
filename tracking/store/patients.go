package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"casenotes/tracking"
)

// patientRow is a patient with the names as they are searched.
type patientRow struct {
	tracking.Patient
	FamilyKey, GivenKey string
}

func (patientRow) TableName() string { return "patients" }

func rowOf(p tracking.Patient) patientRow {
	return patientRow{Patient: p, FamilyKey: nameKey(p.FamilyName), GivenKey: nameKey(p.GivenName)}
}

// nameKey folds a name for searching: capitals, without accents, spaces, hyphens and apostrophes, so that "O'Neill-Smith",
// "ONEILL SMITH" and "Ó Neill Smith" are one.
func nameKey(name string) string {
	var key strings.Builder
	for _, r := range norm.NFKD.String(name) {
		switch {
		case r == 'ß':
			key.WriteString("SS")
		case r == 'ø' || r == 'Ø':
			key.WriteByte('O')
		case r == 'ł' || r == 'Ł':
			key.WriteByte('L')
		case r == 'æ' || r == 'Æ':
			key.WriteString("AE")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			key.WriteRune(unicode.ToUpper(r))
		}
	}
	if r := []rune(key.String()); len(r) > 200 {
		return string(r[:200])
	}
	return key.String()
}

func (t *tx) Patients(ids []tracking.PatientID) (list []tracking.Patient, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) PatientsByNumber(kind tracking.NumberType, numbers []string) (list []tracking.PatientNumber, err error) {
	if numbers = askable(numbers...); len(numbers) == 0 {
		return nil, nil
	}
	return list, t.db.Where("type = ? AND number IN ?", kind, numbers).Order("number").Find(&list).Error
}

// AddPatients inserts patients and answers them with their ids, read back by number.
func (t *tx) AddPatients(rows []tracking.Patient) ([]tracking.Patient, error) {
	full, numbers := make([]patientRow, len(rows)), make([]string, len(rows))
	for i, p := range rows {
		full[i], numbers[i] = rowOf(p), p.Number
	}
	if err := add(t.db, full); err != nil {
		return nil, err
	}
	var found []struct {
		ID     tracking.PatientID
		Number string
	}
	if err := t.db.Table("patients").Select("id", "number").Where("number IN ?", numbers).Find(&found).Error; err != nil {
		return nil, err
	}
	ids := map[string]tracking.PatientID{}
	for _, p := range found {
		ids[p.Number] = p.ID
	}
	for i := range rows {
		rows[i].ID = ids[rows[i].Number]
	}
	return rows, nil
}

func (t *tx) AddPatientNumbers(rows []tracking.PatientNumber) error { return add(t.db, rows) }

func (t *tx) UpdatePatient(p tracking.Patient) error {
	row := rowOf(p)
	return change{table: "patients", columns: []string{"number", "nhs_number", "family_name", "given_name", "family_key", "given_key", "born", "sex",
		"died_on", "inpatient_id", "merged_into_id", "told_at", "death_told_at", "seen_on", "keep_until", "version", "changed_at"}, ids: []any{p.ID},
		values: [][]any{{p.Number, p.NHSNumber, p.FamilyName, p.GivenName, row.FamilyKey, row.GivenKey, p.Born, p.Sex, p.DiedOn, p.InpatientID,
			p.MergedIntoID, p.ToldAt, p.DeathToldAt, p.SeenOn, p.KeepUntil, p.Version, p.ChangedAt}}}.run(t.db)
}

// MarkNamesakes flags all who share both names with somebody else, and no longer those who share them with nobody. A record that was
// merged is nobody else.
func (t *tx) MarkNamesakes(patients []tracking.Patient) error {
	var keys, shared, own [][]any
	for _, p := range patients {
		keys = append(keys, []any{nameKey(p.FamilyName), nameKey(p.GivenName)})
	}
	var names []struct {
		FamilyKey, GivenKey string
		People              int
	}
	err := t.db.Table("patients").Select("family_key, given_key, COUNT(*) AS people").Where("(family_key, given_key) IN ? AND merged_into_id IS NULL", keys).
		Group("family_key, given_key").Find(&names).Error
	if err != nil {
		return err
	}
	for _, k := range names {
		if k.People > 1 {
			shared = append(shared, []any{k.FamilyKey, k.GivenKey})
		} else {
			own = append(own, []any{k.FamilyKey, k.GivenKey})
		}
	}
	for same, list := range map[bool][][]any{true: shared, false: own} {
		if len(list) == 0 {
			continue
		}
		if err := t.db.Table("patients").Where("(family_key, given_key) IN ? AND namesake = ?", list, !same).UpdateColumn("namesake", same).Error; err != nil {
			return err
		}
	}
	return nil
}
