package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"casenotes/tracking"
)

// Found is what a search found.
type Found struct {
	Folder   *tracking.Whereabouts // the text was this folder's barcode
	Location *tracking.Location    // the text was this location's barcode
	Patients []tracking.Patient
	More     bool // more patients than are shown
}

// FindLimit is how many patients a search shows.
const FindLimit = 50

// Find searches by everything that the text could be. Patients found by number come before those found by name.
func (s *Store) Find(ctx context.Context, q tracking.Search) (f Found, err error) {
	if q.Barcode != "" {
		if w, found, err := s.FolderByCode(ctx, q.Barcode); err != nil {
			return f, err
		} else if found {
			f.Folder = &w
		}
		if p, found, err := s.LocationByCode(ctx, q.Barcode); err != nil {
			return f, err
		} else if found {
			f.Location = &p
		}
	}
	q.Names = slices.DeleteFunc(slices.Clone(q.Names), func(name string) bool { return nameKey(name) == "" }) // punctuation is everybody's
	ids, err := s.patientIDs(ctx, q.Number)
	if err != nil {
		return f, err
	}
	if len(ids) > 0 {
		err = s.db(ctx).Where("id IN ?", ids).Order("id").Find(&f.Patients).Error
	} else if q.Born != nil || len(q.Names) > 0 {
		err = namesOf(s.db(ctx).Table("patients").Where("merged_into_id IS NULL"), q).Order("born").Limit(FindLimit + 1).Find(&f.Patients).Error
		if err == nil && len(q.Names) > 0 && len(f.Patients) <= FindLimit {
			err = s.findByOlderName(ctx, q, &f)
		}
	}
	if len(f.Patients) > FindLimit {
		f.Patients, f.More = f.Patients[:FindLimit], true
	}
	return f, translate(err)
}

// patientIDs are the patients that have or had the number; a merged one leads to the survivor.
func (s *Store) patientIDs(ctx context.Context, number string) (ids []tracking.PatientID, err error) {
	if number == "" || len(askable(number)) == 0 {
		return nil, nil
	}
	return ids, translate(s.db(ctx).Raw(`SELECT COALESCE(p.merged_into_id, p.id) FROM patient_numbers n JOIN patients p ON p.id = n.patient_id
		WHERE n.number = ? LIMIT 10`, number).Scan(&ids).Error)
}

// namesOf searches names and birth dates by their indexes. The first word of a comma is the family name; without a comma either
// of the outer words may be.
func namesOf(db *gorm.DB, q tracking.Search) *gorm.DB {
	if q.Born != nil {
		db = db.Where("born = ?", *q.Born)
	}
	switch first, last := key(q.Names, 0), key(q.Names, len(q.Names)-1); {
	case len(q.Names) == 0:
	case len(q.Names) == 1:
		db = db.Where("family_key >= ? AND family_key < ?", first, first+"\U0010FFFF")
	case q.Comma:
		db = db.Where("family_key = ? AND given_key >= ? AND given_key < ?", first, last, last+"\U0010FFFF")
	default:
		whole := nameKey(strings.Join(q.Names, ""))
		db = db.Where(`((family_key = ? AND given_key >= ? AND given_key < ?) OR (family_key = ? AND given_key >= ? AND given_key < ?) OR family_key = ?)`,
			first, last, last+"\U0010FFFF", last, first, first+"\U0010FFFF", whole)
	}
	return db.Order("family_key, given_key")
}

// findByOlderName adds those who had the name before, or have it besides.
func (s *Store) findByOlderName(ctx context.Context, q tracking.Search, f *Found) error {
	born := q.Born
	q.Born = nil
	var ids []tracking.PatientID
	if err := namesOf(s.db(ctx).Table("patient_names"), q).Limit(FindLimit+1).Pluck("patient_id", &ids).Error; err != nil {
		return err
	}
	var merged []tracking.PatientID // whose name is still on their covers
	if err := namesOf(s.db(ctx).Table("patients").Where("merged_into_id IS NOT NULL"), q).Limit(FindLimit+1).Pluck("id", &merged).Error; err != nil {
		return err
	}
	if ids = append(ids, merged...); len(ids) == 0 {
		return nil
	}
	named := s.db(ctx).Where("id IN ?", ids)
	if born != nil {
		named = named.Where("born = ?", *born)
	}
	var list []tracking.Patient
	if err := named.Find(&list).Error; err != nil || len(list) == 0 {
		return err
	}
	ids = ids[:0]
	for _, p := range list {
		ids = append(ids, p.Head())
	}
	list = nil
	if err := s.db(ctx).Where("id IN ?", ids).Order("family_key, given_key, born").Find(&list).Error; err != nil {
		return err
	}
	for _, p := range list {
		if !slices.ContainsFunc(f.Patients, func(o tracking.Patient) bool { return o.ID == p.ID }) {
			f.Patients = append(f.Patients, p)
		}
	}
	return nil
}

func key(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return ""
	}
	return nameKey(names[i])
}

// Patient is the patient with that id, or the one they were merged into.
func (s *Store) Patient(ctx context.Context, id tracking.PatientID) (tracking.Patient, bool, error) {
	p, found, err := one[tracking.Patient](s.db(ctx).Where("id = ?", id))
	if err == nil && found && p.MergedIntoID != nil {
		p, found, err = one[tracking.Patient](s.db(ctx).Where("id = ?", *p.MergedIntoID))
	}
	return p, found, translate(err)
}

// Patients lists patients in the order of their ids, from after on.
func (s *Store) Patients(ctx context.Context, after tracking.PatientID, limit int) (list []tracking.Patient, err error) {
	return list, translate(s.db(ctx).Where("id > ?", after).Order("id").Limit(limit).Find(&list).Error)
}

// NamesOf are the names that a patient had before or has besides.
func (s *Store) NamesOf(ctx context.Context, id tracking.PatientID) (list []tracking.PatientName, err error) {
	return list, translate(s.db(ctx).Where("patient_id = ?", id).Order("id").Limit(100).Find(&list).Error)
}

// Records are the ids of everybody who is one of the patients now: theirs, and those of the records that were merged into them.
func (s *Store) Records(ctx context.Context, ids ...tracking.PatientID) (all []tracking.PatientID, err error) {
	people, err := kin(s.db(ctx), ids)
	for _, p := range people {
		all = append(all, p.ID)
	}
	return all, translate(err)
}

// NumbersOf are all numbers of patients, those in use first.
func (s *Store) NumbersOf(ctx context.Context, ids ...tracking.PatientID) (list []tracking.PatientNumber, err error) {
	return list, translate(s.db(ctx).Where("patient_id IN ?", ids).Order("current DESC, type, number").Limit(100).Find(&list).Error)
}

// Formats are the site's own barcode formats.
func (s *Store) Formats(ctx context.Context) (list []tracking.Format, err error) {
	return list, translate(s.db(ctx).Order("name").Find(&list).Error)
}
