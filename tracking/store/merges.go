package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"casenotes/tracking"
)

func (t *tx) MergesOf(ids []tracking.PatientID) ([]tracking.PatientMerge, error) {
	return mergesOf(t.db, ids)
}

// mergesOf are the merges that hold in which any of the patients is the loser or the survivor: two statements, because no index serves
// an OR of both.
func mergesOf(db *gorm.DB, ids []tracking.PatientID) (list []tracking.PatientMerge, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err := db.Where("loser_id IN ? AND open = ?", ids, true).Order("id").Find(&list).Error; err != nil {
		return nil, err
	}
	var more []tracking.PatientMerge
	if err := db.Where("survivor_id IN ? AND loser_id NOT IN ? AND open = ?", ids, ids, true).Order("id").Find(&more).Error; err != nil {
		return nil, err
	}
	return append(list, more...), nil
}

// AddMerge inserts a merge and answers it with its id, read back by what makes an open one unique.
func (t *tx) AddMerge(m tracking.PatientMerge) (tracking.PatientMerge, error) {
	if err := add(t.db, []tracking.PatientMerge{m}); err != nil {
		return m, err
	}
	row, found, err := one[tracking.PatientMerge](t.db.Where("loser_id = ? AND open = ?", m.LoserID, true))
	if err == nil && !found {
		err = fmt.Errorf("a merge just added for patient %d is not there", m.LoserID)
	}
	m.ID = row.ID
	return m, err
}

func (t *tx) UpdateMerges(rows []tracking.PatientMerge) error {
	c := change{table: "patient_merges", columns: []string{"open", "paper", "unmerged_by", "unmerged_at", "unmerged_why"}}
	for _, m := range rows {
		c.ids = append(c.ids, m.ID)
		c.values = append(c.values, []any{m.Open, m.Paper, m.UnmergedBy, m.UnmergedAt, m.UnmergedWhy})
	}
	return c.run(t.db)
}

func (t *tx) PaperWaits(losers []tracking.PatientID) error {
	if len(losers) == 0 {
		return nil
	}
	return t.db.Exec("UPDATE patient_merges SET paper = ? WHERE loser_id IN ? AND open = ?", true, losers, true).Error
}

func (t *tx) MergedFolders(ids []tracking.MergeID) (list []tracking.MergedFolder, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("merge_id IN ? AND back_at IS NULL", ids).Order("id").Find(&list).Error
}

func (t *tx) AddMergedFolder(f tracking.MergedFolder) error {
	return add(t.db, []tracking.MergedFolder{f})
}

func (t *tx) UpdateMergedFolder(f tracking.MergedFolder) error {
	return t.db.Exec("UPDATE merged_folders SET back_at = ? WHERE id = ?", f.BackAt, f.ID).Error
}

func (t *tx) PatientOf(id tracking.FolderID) (tracking.PatientID, bool, error) {
	f, found, err := one[tracking.Folder](t.db.Select("patient_id").Where("id = ?", id))
	return f.PatientID, found, err
}

func (t *tx) FolderMergeOf(loser tracking.FolderID) (tracking.FolderMerge, bool, error) {
	return one[tracking.FolderMerge](t.db.Where("loser_id = ? AND open = ?", loser, true))
}

func (t *tx) AddFolderMerge(m tracking.FolderMerge) error {
	return add(t.db, []tracking.FolderMerge{m})
}

func (t *tx) UpdateFolderMerge(m tracking.FolderMerge) error {
	return change{table: "folder_merges", columns: []string{"open", "apart_at", "apart_by", "apart_why"}, ids: []any{m.ID},
		values: [][]any{{m.Open, m.ApartAt, m.ApartBy, m.ApartWhy}}}.run(t.db)
}

func (t *tx) SessionsOf(patients []tracking.PatientID, from time.Time) (ids []tracking.SessionID, err error) {
	if len(patients) == 0 {
		return nil, nil
	}
	return ids, t.db.Raw("SELECT DISTINCT session_id FROM appointments WHERE patient_id IN ? AND starts >= ? ORDER BY session_id", patients, from).Scan(&ids).Error
}

// checkMerges compares who patients are with the merges that hold.
func (s *Store) checkMerges(ctx context.Context, tell func(string)) error {
	var merges []tracking.PatientMerge
	if err := s.db(ctx).Where("open = ?", true).Find(&merges).Error; err != nil {
		return translate(err)
	}
	var merged []tracking.Patient
	if err := s.db(ctx).Select("id", "merged_into_id").Where("merged_into_id IS NOT NULL").Find(&merged).Error; err != nil {
		return translate(err)
	}
	heads, ring := tracking.Heads(merges)
	if ring {
		tell("patients are merged into one another in a ring")
	}
	for _, p := range merged {
		if heads[p.ID] != *p.MergedIntoID {
			tell(fmt.Sprintf("patient %d: it leads to patient %d, its merges lead to %d", p.ID, *p.MergedIntoID, heads[p.ID]))
		}
		delete(heads, p.ID)
	}
	for id, head := range heads {
		tell(fmt.Sprintf("patient %d: its merges lead to %d, and it does not", id, head))
	}
	return nil
}
