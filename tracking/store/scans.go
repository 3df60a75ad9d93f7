package store

import (
	"context"
	"time"

	"gorm.io/gorm"

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

func (t *tx) SettleQuarantined(rows []tracking.QuarantinedScan) error {
	c := change{table: "quarantined_scans", columns: []string{"taken_at", "taken_by", "became"}}
	for _, q := range rows {
		c.ids, c.values = append(c.ids, q.ID), append(c.values, []any{q.TakenAt, q.TakenBy, q.Became})
	}
	return c.run(t.db)
}

func (t *tx) SeqsAfter(device string, seq int64, limit int) ([]int64, error) {
	return seqsAfter(t.db, device, seq, limit)
}

// seqsAfter reads indexes scans_device_seq and quarantined_of_device.
func seqsAfter(db *gorm.DB, device string, seq int64, limit int) (list []int64, err error) {
	return list, db.Raw("SELECT seq FROM (SELECT seq FROM scans WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?) AS come UNION "+
		"SELECT seq FROM (SELECT seq FROM quarantined_scans WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?) AS apart ORDER BY seq LIMIT ?",
		device, seq, limit, device, seq, limit, limit).Scan(&list).Error
}

// SeqsAfter are a device's own counts that have come, beyond one of them, in order.
func (s *Store) SeqsAfter(ctx context.Context, device string, seq int64, limit int) ([]int64, error) {
	list, err := seqsAfter(s.db(ctx), device, seq, limit)
	return list, translate(err)
}

// ReceivedAt is when the scan of a device came that has a number; zero where it has not. It reads the indexes that SeqsAfter does.
func (s *Store) ReceivedAt(ctx context.Context, device string, seq int64) (time.Time, error) {
	scan, found, err := one[tracking.Scan](s.db(ctx).Where("device = ? AND seq = ?", device, seq))
	if err != nil || found {
		return scan.ReceivedAt, translate(err)
	}
	apart, _, err := one[tracking.QuarantinedScan](s.db(ctx).Where("device = ? AND seq = ?", device, seq))
	return apart.ReceivedAt, translate(err)
}

// Quarantined are the scans of a device that are kept apart and that nobody has dealt with, the oldest first; with taken, those that
// somebody has, the latest first. Both read index quarantined_of_device.
func (s *Store) Quarantined(ctx context.Context, device string, taken bool, limit int) (list []tracking.QuarantinedScan, err error) {
	which, order := "taken_at IS NULL", "seq, id"
	if taken {
		which, order = "taken_at IS NOT NULL", "taken_at DESC, seq, id"
	}
	return list, translate(s.db(ctx).Where("device IN ? AND "+which, askable(device)).Order(order).Limit(limit).Find(&list).Error)
}
