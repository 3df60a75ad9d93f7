package store

import (
	"time"

	"gorm.io/gorm/clause"

	"casenotes/tracking"
)

// forUpdateFree locks what nobody else has locked. SQLite, whose writers take turns, knows no such clause and needs none.
var forUpdateFree = clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}

func (t *tx) OverdueHeld(at tracking.LocationID, now time.Time, limit int) (list []tracking.Folder, err error) {
	return list, t.db.Where("location_id = ? AND due_at <= ? AND custody = ?", at, now, tracking.At).Order("due_at, id").Limit(limit).Find(&list).Error
}

func (t *tx) OverdueAmong(at tracking.LocationID, folders []tracking.FolderID, now time.Time) (ids []tracking.FolderID, err error) {
	if len(folders) == 0 {
		return nil, nil
	}
	return ids, t.db.Table("folders").Where("id IN ? AND location_id = ? AND due_at <= ? AND custody = ?", folders, at, now, tracking.At).Order("id").Pluck("id", &ids).Error
}

func (t *tx) ChasedBefore(holder tracking.LocationID, folders []tracking.FolderID) (map[tracking.FolderID][]tracking.ChasedBefore, error) {
	before := map[tracking.FolderID][]tracking.ChasedBefore{}
	if len(folders) == 0 {
		return before, nil
	}
	var list []struct {
		FolderID tracking.FolderID
		OutSince time.Time
		SentAt   time.Time
	}
	err := t.db.Raw(`SELECT f.folder_id, f.out_since, c.sent_at FROM chased_folders f JOIN chases c ON c.id = f.chase_id
		WHERE f.folder_id IN ? AND f.left_at IS NULL AND c.holder_id = ? AND c.kind = ? AND c.state = ?`, folders, holder, tracking.Reminder, tracking.ChaseSent).Scan(&list).Error
	for _, row := range list {
		before[row.FolderID] = append(before[row.FolderID], tracking.ChasedBefore{FolderID: row.FolderID, OutSince: row.OutSince, At: row.SentAt})
	}
	return before, err
}

func (t *tx) HoldersToChase(now time.Time, after tracking.LocationID, limit int) (list []tracking.Location, err error) {
	return list, t.db.Raw(`SELECT l.* FROM (SELECT DISTINCT location_id FROM folders WHERE due_at <= ?) f JOIN locations l ON l.id = f.location_id
		LEFT JOIN chase_holders h ON h.location_id = l.id
		WHERE l.id > ? AND l.retired_at IS NULL AND (h.next_at IS NULL OR h.next_at <= ?) AND (h.snoozed_until IS NULL OR h.snoozed_until <= ?)
		AND NOT EXISTS (SELECT 1 FROM chases c WHERE c.holder_id = l.id AND c.kind = ? AND c.open = ?) ORDER BY l.id LIMIT ?`,
		now, after, now, now, tracking.Reminder, true, limit).Scan(&list).Error
}

func (t *tx) FoldersAt(at tracking.LocationID, after tracking.FolderID, limit int) (ids []tracking.FolderID, err error) {
	return ids, t.db.Table("folders").Where("location_id = ? AND custody = ? AND id > ? AND status IN ?", at, tracking.At, after, []tracking.Status{tracking.Active, tracking.Closed}).
		Order("id").Limit(limit).Pluck("id", &ids).Error
}

func (t *tx) LockChaseHolder(id tracking.LocationID) (tracking.ChaseHolder, bool, error) {
	return one[tracking.ChaseHolder](t.db.Clauses(forUpdate).Where("location_id = ?", id))
}

func (t *tx) AddChaseHolder(h tracking.ChaseHolder) error { return t.db.Create(&h).Error }

func (t *tx) UpdateChaseHolder(h tracking.ChaseHolder) error {
	return t.db.Exec(`UPDATE chase_holders SET step = ?, letter_at = ?, next_at = ?, snoozed_until = ?, snoozed_why = ?, snoozed_by = ?, manager = ?, changed_at = ? WHERE location_id = ?`,
		h.Step, h.LetterAt, h.NextAt, h.SnoozedUntil, h.SnoozedWhy, h.SnoozedBy, h.Manager, h.ChangedAt, h.LocationID).Error
}

func (t *tx) LockChase(id tracking.ChaseID) (tracking.Chase, bool, error) {
	return one[tracking.Chase](t.db.Clauses(forUpdate).Where("id = ?", id))
}

func (t *tx) LockChaseToSend(now time.Time) (tracking.Chase, bool, error) {
	return one[tracking.Chase](t.db.Clauses(forUpdateFree).Where("next_at <= ? AND state = ? AND way = ?", now, tracking.ChaseWaiting, tracking.ByEmail).Order("next_at, id"))
}

func (t *tx) LockStaleChases(before time.Time) (list []tracking.Chase, err error) {
	return list, t.db.Clauses(forUpdateFree).Where("open = ? AND state IN ? AND way = ? AND state_at < ?", true, []tracking.ChaseState{tracking.ChaseClaimed, tracking.ChaseSending},
		tracking.ByEmail, before).Order("id").Limit(100).Find(&list).Error
}

func (t *tx) LetterOpen(holder tracking.LocationID, kind tracking.ChaseKind) (bool, error) {
	_, found, err := one[tracking.Chase](t.db.Where("holder_id = ? AND kind = ? AND open = ?", holder, kind, true))
	return found, err
}

func (t *tx) AddChase(c tracking.Chase) (tracking.ChaseID, error) {
	err := t.db.Create(&c).Error
	return c.ID, err
}

func (t *tx) UpdateChase(c tracking.Chase) error {
	return change{table: "chases", columns: []string{"step", "way", "address", "note", "subject", "body", "folders", "open", "state", "state_at", "state_by", "problem", "tries", "next_at", "sent_at"},
		ids: []any{c.ID}, values: [][]any{{c.Step, c.Way, c.Address, c.Note, c.Subject, c.Body, c.Folders, c.Open, c.State, c.StateAt, c.StateBy, c.Problem, c.Tries, c.NextAt, c.SentAt}}}.run(t.db)
}

func (t *tx) ChasedFolders(id tracking.ChaseID) (list []tracking.ChasedFolder, err error) {
	return list, t.db.Where("chase_id = ? AND left_at IS NULL", id).Order("due_at, folder_id").Find(&list).Error
}

func (t *tx) AddChasedFolders(rows []tracking.ChasedFolder) error { return add(t.db, rows) }

func (t *tx) LeaveChased(letter tracking.ChaseID, folders []tracking.FolderID, now time.Time) error {
	return t.db.Exec("UPDATE chased_folders SET left_at = ? WHERE chase_id = ? AND folder_id IN ?", now, letter, folders).Error
}

func (t *tx) NameChased(letter tracking.ChaseID, folders []tracking.ChasedFolder) error {
	for _, f := range folders {
		if err := t.db.Exec("UPDATE chased_folders SET patient = ? WHERE chase_id = ? AND folder_id = ?", f.Patient, letter, f.FolderID).Error; err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) NamesOn(folders []tracking.FolderID) (map[tracking.FolderID]tracking.Patient, error) {
	var list []tracking.Folder
	if err := t.db.Select("id", "patient_id").Where("id IN ?", folders).Find(&list).Error; err != nil {
		return nil, err
	}
	var ids []tracking.PatientID
	for _, f := range list {
		ids = append(ids, f.PatientID)
	}
	patients, err := byID(t.db, ids, func(p tracking.Patient) tracking.PatientID { return p.ID })
	names := map[tracking.FolderID]tracking.Patient{}
	for _, f := range list {
		names[f.ID] = patients[f.PatientID]
	}
	return names, err
}

func (t *tx) LetterText(k tracking.LetterKind) (tracking.LetterText, bool, error) {
	return one[tracking.LetterText](t.db.Where("letter = ?", k))
}

func (t *tx) PutLetterText(text tracking.LetterText) error {
	return t.db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "letter"}},
		DoUpdates: clause.AssignmentColumns([]string{"subject", "body", "version", "changed_by", "changed_at"})}).Create(&text).Error
}
