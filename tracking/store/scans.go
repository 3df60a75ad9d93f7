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

// QuarantinedBefore reads index quarantined_of_device.
func (t *tx) QuarantinedBefore(device, scanID string) (bool, error) {
	_, found, err := one[tracking.QuarantinedScan](t.db.Where("device = ? AND scan_id = ?", device, scanID))
	return found, err
}

// SeqsAfter reads indexes scans_device_seq and quarantined_of_device.
func (t *tx) SeqsAfter(device string, seq int64, limit int) (list []int64, err error) {
	return list, t.db.Raw("SELECT seq FROM (SELECT seq FROM scans WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?) AS come UNION "+
		"SELECT seq FROM (SELECT seq FROM quarantined_scans WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?) AS apart ORDER BY seq LIMIT ?",
		device, seq, limit, device, seq, limit, limit).Scan(&list).Error
}
