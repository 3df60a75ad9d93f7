package store

import "casenotes/tracking"

func (t *tx) Movement(id tracking.MovementID) (m tracking.Movement, found bool, err error) {
	return one[tracking.Movement](t.db.Where("id = ?", id))
}

func (t *tx) MovementOf(scan string, f tracking.FolderID) (m tracking.Movement, found bool, err error) {
	return one[tracking.Movement](t.db.Where("scan_id = ? AND folder_id = ?", scan, f))
}

func (t *tx) MovementsOf(scan string) (list []tracking.Movement, err error) {
	return list, t.db.Where("scan_id = ?", scan).Order("folder_id").Find(&list).Error
}

func (t *tx) NewestMovements(f tracking.FolderID, from int64, n int) (list []tracking.Movement, err error) {
	return list, t.db.Where("folder_id = ? AND version <= ? AND late = ?", f, from, false).Order("version DESC").Limit(n).Find(&list).Error
}

func (t *tx) AddMovements(rows []tracking.Movement) error { return add(t.db, rows) }
