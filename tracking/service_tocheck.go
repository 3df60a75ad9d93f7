package tracking

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// CheckTx is the part of a transaction that is about scans to check.
type CheckTx interface {
	AddScanChecks([]ScanCheck) error
	// ScanChecksDue are open checks that are to be looked at.
	ScanChecksDue(now time.Time, limit int) ([]ScanCheck, error)
	// LockScanChecks reads checks for change.
	LockScanChecks(ids []uint64) ([]ScanCheck, error)
	// SettleScanChecks writes how checks ended, or when they are looked at next.
	SettleScanChecks([]ScanCheck) error
	// ScansAfter are the next scans of a device after the one with that number.
	ScansAfter(device string, seq int64, limit int) ([]Scan, error)
	// QuarantinedByID are scans that were kept apart and that nobody has dealt with.
	QuarantinedByID(ids []uint64) ([]QuarantinedScan, error)
}

const (
	checksAtOnce = 200
	nextScans    = 3
)

// settleChecks ends the checks that later scans have answered.
func (s *Service) settleChecks(ctx context.Context) (more bool, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		due, err := tx.ScanChecksDue(now, checksAtOnce)
		if more = len(due) == checksAtOnce; err != nil || len(due) == 0 {
			return err
		}
		since, err := laterThan(tx, due)
		if err != nil {
			return err
		}
		for i := range due {
			c := &due[i]
			if how := c.answered(since[c.ID]); how != "" {
				c.end(now, Timer.Name, how)
				continue
			}
			next := c.nextLook(now)
			c.LookAt = &next
		}
		return tx.SettleScanChecks(due)
	})
	return more, err
}

func (c *ScanCheck) end(now time.Time, by, how string) {
	c.Open, c.LookAt, c.DoneAt, c.DoneBy, c.Became = nil, nil, &now, by, cut(how, 200)
}

// laterThan finds what has happened since the scans of checks.
func laterThan(tx Tx, checks []ScanCheck) (map[uint64]later, error) {
	var ids []FolderID
	var codes []string
	for _, c := range checks {
		if c.FolderID != nil {
			ids = append(ids, *c.FolderID)
		}
		if c.Code != "" {
			codes = append(codes, c.Code)
		}
	}
	folders, err := tx.LockFolders(unique(ids))
	if err != nil {
		return nil, err
	}
	scanned := map[FolderID]*time.Time{}
	for _, f := range folders {
		scanned[f.ID] = f.LastScanAt
	}
	barcodes, err := tx.Barcodes(unique(codes))
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, b := range barcodes {
		known[b.Code] = b.FolderID != nil
	}
	since := map[uint64]later{}
	for _, c := range checks {
		l := later{registered: known[c.Code]}
		if c.FolderID != nil {
			l.lastScan = scanned[*c.FolderID]
		}
		if c.Seq != nil {
			if l.next, err = tx.ScansAfter(c.Device, *c.Seq, nextScans); err != nil {
				return nil, err
			}
		}
		since[c.ID] = l
	}
	return since, nil
}

// DealtWith says of scans to check that somebody has dealt with them, and how. What was dealt with already stays as it was. It answers
// how many it ended.
func (s *Service) DealtWith(ctx context.Context, actor Actor, ids []uint64, how string) (ended int, err error) {
	if err := actor.must(MayAcknowledge); err != nil {
		return 0, err
	}
	if how = strings.TrimSpace(how); how == "" {
		how = "Dealt with."
	}
	if len([]rune(how)) > 180 {
		return 0, invalid("reason_too_long", "Use 180 characters at most.")
	}
	if len(ids) == 0 || len(ids) > checksAtOnce {
		return 0, invalid("nothing_chosen", fmt.Sprintf("Choose 1 to %d scans.", checksAtOnce))
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		ended = 0
		found, err := tx.LockScanChecks(ids)
		if err != nil {
			return err
		}
		var audit []AuditEntry
		var open []ScanCheck
		now := s.now()
		for _, c := range found {
			if c.Open == nil {
				continue
			}
			c.end(now, actor.Name, how)
			open = append(open, c)
			audit = append(audit, actor.did(AuditEntry{Action: "scan.dealt_with", FolderID: c.FolderID, LocationID: c.LocationID, Detail: c.ScanID}, now))
		}
		ended = len(open)
		if err := tx.SettleScanChecks(open); err != nil {
			return err
		}
		return tx.AddAudit(audit)
	})
	return ended, err
}

// PutAsideScans says of scans that are kept apart, whatever device they came from, that somebody has dealt with them.
func (s *Service) PutAsideScans(ctx context.Context, actor Actor, ids []uint64) (aside int, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return 0, err
	}
	if len(ids) == 0 || len(ids) > checksAtOnce {
		return 0, invalid("nothing_chosen", fmt.Sprintf("Choose 1 to %d scans.", checksAtOnce))
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		rows, err := tx.QuarantinedByID(ids)
		if err != nil {
			return err
		}
		now := s.now()
		for i := range rows {
			rows[i].TakenAt, rows[i].TakenBy, rows[i].Became = &now, actor.Name, "Dealt with: it does not count."
		}
		aside = len(rows)
		if err := tx.SettleQuarantined(rows); err != nil || aside == 0 {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "scan.put_aside", Detail: fmt.Sprint(aside)}, now)})
	})
	return aside, err
}
