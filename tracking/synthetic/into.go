package synthetic

import (
	"context"
	"fmt"

	"casenotes/tracking"
)

// Into is the sink that writes each batch to a store in one transaction. The store must be empty.
func Into(s tracking.Store) Sink { return into{s} }

type into struct{ store tracking.Store }

func (s into) Insert(ctx context.Context, b Batch) error {
	return s.store.Write(ctx, func(tx tracking.Tx) error {
		for _, p := range b.Locations {
			if _, err := tx.AddLocation(p); err != nil {
				return fmt.Errorf("add location %s: %w", p.Code, err)
			}
		}
		if _, err := tx.AddPatients(b.Patients); err != nil {
			return fmt.Errorf("add patients: %w", err)
		}
		if err := tx.AddPatientNumbers(b.Numbers); err != nil {
			return fmt.Errorf("add patients' numbers: %w", err)
		}
		if _, err := tx.AddFolders(b.Folders); err != nil {
			return fmt.Errorf("add folders: %w", err)
		}
		if err := tx.AddBarcodes(b.Barcodes); err != nil {
			return fmt.Errorf("add barcodes: %w", err)
		}
		if err := tx.AddScans(b.Scans); err != nil {
			return fmt.Errorf("add scans: %w", err)
		}
		if err := tx.AddMovements(b.Movements); err != nil {
			return fmt.Errorf("add movements: %w", err)
		}
		if _, err := tx.AddAlerts(b.Alerts); err != nil {
			return fmt.Errorf("add alerts: %w", err)
		}
		if _, err := tx.AddCases(b.Cases); err != nil {
			return fmt.Errorf("add searches for missing folders: %w", err)
		}
		return addStays(tx, b)
	})
}

func (s into) Used(ctx context.Context, kind tracking.ReadingKind, last uint64) error {
	return s.store.Write(ctx, func(tx tracking.Tx) error {
		_, err := tx.NextNumbers(kind, int(last))
		return err
	})
}
