package store

import (
	"context"

	"casenotes/tracking"
)

func (t *tx) LockDevice(id tracking.DeviceID) (tracking.Device, bool, error) {
	return one[tracking.Device](t.db.Clauses(forUpdate).Where("id = ?", id))
}

func (t *tx) LockDeviceNamed(name string) (tracking.Device, bool, error) {
	return one[tracking.Device](t.db.Clauses(forUpdate).Where("name IN ?", askable(name)))
}

func (t *tx) AddDevice(d tracking.Device) (tracking.Device, error) { return d, t.db.Create(&d).Error }

func (t *tx) UpdateDevice(d tracking.Device) error {
	return change{table: "devices", ids: []any{d.ID},
		columns: []string{"label", "location_id", "kind", "enrolled_at", "enrolled_by", "hash", "previous_hash", "rotated_at", "revoked_at", "revoked_by",
			"last_seen_at", "app_version", "protocol", "contiguous_seq", "max_seq", "pending", "oldest_at", "persisted", "offset_ms", "offset_rtt_ms",
			"lost_at", "lost_why", "caps_at", "stray_at", "version"},
		values: [][]any{{d.Label, d.LocationID, d.Kind, d.EnrolledAt, d.EnrolledBy, d.Hash, d.PreviousHash, d.RotatedAt, d.RevokedAt, d.RevokedBy,
			d.LastSeenAt, d.AppVersion, d.Protocol, d.ContiguousSeq, d.MaxSeq, d.Pending, d.OldestAt, d.Persisted, d.OffsetMs, d.OffsetRttMs,
			d.LostAt, d.LostWhy, d.CapsAt, d.StrayAt, d.Version}}}.run(t.db)
}

func (t *tx) FileKey() (tracking.FileKey, bool, error) { return one[tracking.FileKey](t.db) }

func (t *tx) AddFileKey(k tracking.FileKey) error { return t.db.Create(&k).Error }

// FileKey is the pair of keys for scans in files, where one was made.
func (s *Store) FileKey(ctx context.Context) (tracking.FileKey, bool, error) {
	k, found, err := one[tracking.FileKey](s.db(ctx))
	return k, found, translate(err)
}

// DeviceByHash is the device whose credential has that hash, or had it until the new one was seen; revoked or not.
func (s *Store) DeviceByHash(ctx context.Context, hash string) (tracking.Device, bool, error) {
	d, found, err := one[tracking.Device](s.db(ctx).Where("hash = ?", hash))
	if err == nil && !found {
		d, found, err = one[tracking.Device](s.db(ctx).Where("previous_hash = ?", hash))
	}
	return d, found, translate(err)
}

// DeviceByName is the device whose queue has that name.
func (s *Store) DeviceByName(ctx context.Context, name string) (tracking.Device, bool, error) {
	d, found, err := one[tracking.Device](s.db(ctx).Where("name IN ?", askable(name)))
	return d, found, translate(err)
}

// Device is one device with its place.
func (s *Store) Device(ctx context.Context, id tracking.DeviceID) (v tracking.DeviceView, found bool, err error) {
	d, found, err := one[tracking.Device](s.db(ctx).Where("id = ?", id))
	if err != nil || !found {
		return v, false, translate(err)
	}
	list, err := s.placed(ctx, []tracking.Device{d})
	if err != nil {
		return v, false, err
	}
	return list[0], true, nil
}

// Devices lists devices in the order in which they were enrolled.
func (s *Store) Devices(ctx context.Context, after tracking.DeviceID, limit int) ([]tracking.DeviceView, error) {
	var list []tracking.Device
	if err := s.db(ctx).Where("id > ?", after).Order("id").Limit(limit).Find(&list).Error; err != nil {
		return nil, translate(err)
	}
	return s.placed(ctx, list)
}

func (s *Store) placed(ctx context.Context, list []tracking.Device) ([]tracking.DeviceView, error) {
	var ids []tracking.LocationID
	for _, d := range list {
		ids = append(ids, d.LocationID)
	}
	places, err := byID(s.db(ctx), ids, func(p tracking.Location) tracking.LocationID { return p.ID })
	if err != nil {
		return nil, translate(err)
	}
	views := make([]tracking.DeviceView, len(list))
	for i, d := range list {
		views[i] = tracking.DeviceView{Device: d, Standing: places[d.LocationID]}
	}
	return views, nil
}
