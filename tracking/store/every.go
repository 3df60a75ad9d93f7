package store

import (
	"context"
	"iter"

	"casenotes/tracking"
)

const everyPage = 500

// EveryFolder reads all folders in the order of their ids, a page at a time. It stops after the first error.
func (s *Store) EveryFolder(ctx context.Context) iter.Seq2[tracking.Whereabouts, error] {
	return func(yield func(tracking.Whereabouts, error) bool) {
		for after := tracking.FolderID(0); ; {
			list, err := s.folders(ctx, s.db(ctx).Where("id > ?", after).Order("id").Limit(everyPage))
			if err != nil {
				yield(tracking.Whereabouts{}, err)
				return
			}
			for _, w := range list {
				if !yield(w, nil) {
					return
				}
				after = w.ID
			}
			if len(list) < everyPage {
				return
			}
		}
	}
}

// EveryPatient reads all patients with the numbers they had before, a page at a time. It stops after the first error.
func (s *Store) EveryPatient(ctx context.Context) iter.Seq2[tracking.NewPatient, error] {
	return func(yield func(tracking.NewPatient, error) bool) {
		for after := tracking.PatientID(0); ; {
			list, err := s.Patients(ctx, after, everyPage)
			var old map[tracking.PatientID][]string
			if err == nil {
				old, err = s.oldNumbers(ctx, list)
			}
			if err != nil {
				yield(tracking.NewPatient{}, err)
				return
			}
			for _, p := range list {
				if !yield(tracking.NewPatient{Patient: p, PreviousNumbers: old[p.ID]}, nil) {
					return
				}
				after = p.ID
			}
			if len(list) < everyPage {
				return
			}
		}
	}
}

// oldNumbers are the hospital numbers that the patients had besides the one in use.
func (s *Store) oldNumbers(ctx context.Context, list []tracking.Patient) (map[tracking.PatientID][]string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var numbers []tracking.PatientNumber
	err := s.db(ctx).Where("patient_id >= ? AND patient_id <= ? AND type = ? AND current = ?", list[0].ID, list[len(list)-1].ID, tracking.HospitalNumber, false).
		Order("patient_id, number").Find(&numbers).Error
	old := map[tracking.PatientID][]string{}
	for _, n := range numbers {
		old[n.PatientID] = append(old[n.PatientID], n.Number)
	}
	return old, translate(err)
}

// Empty says that the database knows no location yet.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	_, found, err := one[tracking.Location](s.db(ctx))
	return !found, translate(err)
}
