package store

import (
	"context"
	"time"

	"casenotes/tracking"
)

func (t *tx) AddScanChecks(rows []tracking.ScanCheck) error { return add(t.db, rows) }

func (t *tx) ScanChecksDue(now time.Time, limit int) (list []tracking.ScanCheck, err error) {
	return list, t.db.Clauses(forUpdate).Where("look_at <= ?", now).Order("look_at").Limit(limit).Find(&list).Error
}

func (t *tx) LockScanChecks(ids []uint64) (list []tracking.ScanCheck, err error) {
	return list, t.db.Clauses(forUpdate).Where("id IN ?", ids).Order("id").Find(&list).Error
}

func (t *tx) SettleScanChecks(rows []tracking.ScanCheck) error {
	c := change{table: "scan_checks", columns: []string{"open", "look_at", "done_at", "done_by", "became"}}
	for _, r := range rows {
		c.ids, c.values = append(c.ids, r.ID), append(c.values, []any{r.Open, r.LookAt, r.DoneAt, r.DoneBy, r.Became})
	}
	return c.run(t.db)
}

func (t *tx) ScansAfter(device string, seq int64, limit int) (list []tracking.Scan, err error) {
	return list, t.db.Where("device = ? AND seq > ?", device, seq).Order("seq").Limit(limit).Find(&list).Error
}

func (t *tx) QuarantinedByID(ids []uint64) (list []tracking.QuarantinedScan, err error) {
	return list, t.db.Clauses(forUpdate).Where("id IN ? AND taken_at IS NULL", ids).Order("id").Find(&list).Error
}

// CheckView is a scan to check with where it was made and what it was of.
type CheckView struct {
	tracking.ScanCheck
	Location *tracking.Location
	Folder   *tracking.Folder
}

// ScanChecks lists open checks, the newest first; with done, those that have ended, the latest first. An empty reason is all.
func (s *Store) ScanChecks(ctx context.Context, reason tracking.CheckReason, done bool, after Cursor, limit int) ([]CheckView, error) {
	q := s.db(ctx)
	if done {
		q = q.Where("done_at IS NOT NULL").Order("done_at DESC, id DESC")
	} else {
		q = q.Where("open = ?", true).Order("id DESC")
		if reason != "" {
			q = q.Where("reason = ?", reason)
		}
		if after.ID != 0 {
			q = q.Where("id < ?", after.ID)
		}
	}
	var checks []tracking.ScanCheck
	if err := q.Limit(limit).Find(&checks).Error; err != nil {
		return nil, translate(err)
	}
	var places []tracking.LocationID
	var folders []tracking.FolderID
	for _, c := range checks {
		if c.LocationID != nil {
			places = append(places, *c.LocationID)
		}
		if c.FolderID != nil {
			folders = append(folders, *c.FolderID)
		}
	}
	at, err := byID(s.db(ctx), places, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	of, err := byID(s.db(ctx), folders, func(f tracking.Folder) tracking.FolderID { return f.ID })
	list := make([]CheckView, len(checks))
	for i, c := range checks {
		list[i].ScanCheck = c
		if c.LocationID != nil {
			p := at[*c.LocationID]
			list[i].Location = &p
		}
		if c.FolderID != nil {
			f := of[*c.FolderID]
			list[i].Folder = &f
		}
	}
	return list, translate(err)
}

// CheckCounts are how many scans are to be checked for each reason, and how many are kept apart.
func (s *Store) CheckCounts(ctx context.Context) (open map[tracking.CheckReason]int64, apart int64, err error) {
	var rows []struct {
		Reason tracking.CheckReason
		N      int64
	}
	if err := s.db(ctx).Raw("SELECT reason, COUNT(*) AS n FROM scan_checks WHERE open = ? GROUP BY reason", true).Scan(&rows).Error; err != nil {
		return nil, 0, translate(err)
	}
	open = map[tracking.CheckReason]int64{}
	for _, r := range rows {
		open[r.Reason] = r.N
	}
	err = s.db(ctx).Raw("SELECT COUNT(*) FROM quarantined_scans WHERE taken_at IS NULL").Scan(&apart).Error
	return open, apart, translate(err)
}

// ApartView is a scan that is kept apart, with its device where that is enrolled.
type ApartView struct {
	tracking.QuarantinedScan
	By *tracking.Device
}

// KeptApart are the scans of any device that are kept apart and that nobody has dealt with, the newest first.
func (s *Store) KeptApart(ctx context.Context, limit int) ([]ApartView, error) {
	var rows []tracking.QuarantinedScan
	if err := s.db(ctx).Where("taken_at IS NULL").Order("id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	var names []string
	for _, q := range rows {
		names = append(names, q.Device)
	}
	var devices []tracking.Device
	if err := s.db(ctx).Where("name IN ?", askable(names...)).Find(&devices).Error; err != nil {
		return nil, translate(err)
	}
	list := make([]ApartView, len(rows))
	for i, q := range rows {
		list[i].QuarantinedScan = q
		for n := range devices {
			if devices[n].Name == q.Device {
				list[i].By = &devices[n]
			}
		}
	}
	return list, nil
}
