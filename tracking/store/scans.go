package store

import (
	"time"

	"casenotes/tracking"
)

func (t *tx) ScansByID(ids []string) (list []tracking.Scan, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return list, t.db.Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) SeqTaken(device string, seq int64) (bool, error) {
	_, found, err := one[tracking.Scan](t.db.Where("device = ? AND seq = ?", device, seq))
	return found, err
}

func (t *tx) MadeBefore(device string, seq int64) (time.Time, error) {
	s, _, err := one[tracking.Scan](t.db.Where("device = ? AND seq < ?", device, seq).Order("seq DESC"))
	return s.At, err
}

func (t *tx) AddScans(rows []tracking.Scan) error { return add(t.db, rows) }

func (t *tx) AddQuarantined(rows []tracking.QuarantinedScan) error { return add(t.db, rows) }
