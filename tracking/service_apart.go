package tracking

import (
	"context"
	"fmt"
)

// TakeIn lets scans of a device that were kept apart go the way of all scans: at the time they were made, in its user's name. A folder
// that was scanned since stays where it is. What still cannot be taken for what it says stays apart. Twice is the same as once: the
// scans keep their ids. scans are the rows' own, in their order.
func (s *Service) TakeIn(ctx context.Context, actor Actor, id DeviceID, rows []QuarantinedScan, scans []Scan) (taken int, err error) {
	if err = actor.must(MayEditLocations); err != nil {
		return 0, err
	}
	var d Device
	if err = s.store.Write(ctx, func(tx Tx) (err error) { d, err = theDevice(tx, id); return err }); err != nil {
		return 0, err
	}
	sent, err := s.sentSince(ctx, rows)
	if err != nil {
		return 0, err
	}
	batch := ScanBatch{Device: d.Name, By: &d, Brought: true, Retaken: true}
	var asked, settled []QuarantinedScan
	for i, q := range rows {
		if q.Reason != placelessReason {
			asked, batch.Scans, batch.Raw = append(asked, q), append(batch.Scans, scans[i]), append(batch.Raw, q.Raw)
		} else if sent[q.ScanID] {
			q.Became = "The device has sent it since, with its location."
			settled = append(settled, q)
		}
	}
	receipts, err := s.Scan(ctx, actor, batch)
	if err != nil {
		return 0, err
	}
	for i, r := range receipts {
		if r.Outcome != Quarantined {
			asked[i].Became = r.Message
			settled = append(settled, asked[i])
		}
	}
	detail := fmt.Sprintf("%s: %d taken in, %d still apart", d.Label, len(settled), len(rows)-len(settled))
	return len(settled), s.settleApart(ctx, actor, d, "device.take_in", detail, settled)
}

// sentSince are the scans that waited for a location and that their device has sent since.
func (s *Service) sentSince(ctx context.Context, rows []QuarantinedScan) (sent map[string]bool, err error) {
	var ids []string
	for _, q := range rows {
		if q.Reason == placelessReason {
			ids = append(ids, q.ScanID)
		}
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		come, err := tx.ScansByID(ids)
		sent = map[string]bool{}
		for _, c := range come {
			sent[c.ID] = true
		}
		return err
	})
	return sent, err
}

// PutAside says of scans that are kept apart that somebody has dealt with them: the folders were scanned again.
func (s *Service) PutAside(ctx context.Context, actor Actor, id DeviceID, rows []QuarantinedScan) error {
	if err := actor.must(MayEditLocations); err != nil {
		return err
	}
	var d Device
	if err := s.store.Write(ctx, func(tx Tx) (err error) { d, err = theDevice(tx, id); return err }); err != nil {
		return err
	}
	for i := range rows {
		rows[i].Became = "Dealt with: it does not count."
	}
	return s.settleApart(ctx, actor, d, "device.put_aside", fmt.Sprintf("%s: %d", d.Label, len(rows)), rows)
}

func (s *Service) settleApart(ctx context.Context, actor Actor, d Device, action, detail string, rows []QuarantinedScan) error {
	now := s.now()
	for i := range rows {
		rows[i].TakenAt, rows[i].TakenBy, rows[i].Became = &now, actor.Name, cut(rows[i].Became, 500)
	}
	return s.store.Write(ctx, func(tx Tx) error {
		for start := 0; start < len(rows); start += together {
			if err := tx.SettleQuarantined(rows[start:min(start+together, len(rows))]); err != nil {
				return err
			}
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action, LocationID: &d.LocationID, Detail: detail}, now)})
	})
}

func theDevice(tx Tx, id DeviceID) (Device, error) {
	d, found, err := tx.LockDevice(id)
	if err == nil && !found {
		err = ErrUnknownDevice
	}
	return d, err
}
