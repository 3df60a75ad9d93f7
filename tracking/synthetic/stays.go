package synthetic

import (
	"fmt"
	"time"

	"casenotes/tracking"
)

// addStays adds the stay of everybody who is on a ward: they came when their notes did.
func addStays(tx tracking.Tx, b Batch) error {
	came := map[tracking.PatientID]map[tracking.LocationID]time.Time{}
	for _, f := range b.Folders {
		if came[f.PatientID] == nil {
			came[f.PatientID] = map[tracking.LocationID]time.Time{}
		}
		came[f.PatientID][f.LocationID] = f.Since
	}
	for _, p := range b.Patients {
		if p.InpatientID == nil {
			continue
		}
		at, found := came[p.ID][*p.InpatientID]
		if !found {
			at = p.CreatedAt
		}
		e := tracking.StayEvent{Visit: "S" + p.Number, PatientID: p.ID, Kind: tracking.Admitted, At: at, ToldAt: at, Place: fmt.Sprintf("W%d", *p.InpatientID),
			WardID: p.InpatientID, Actor: "PAS", RecordedAt: at}.Fingerprinted()
		stay, events := tracking.Stay{Visit: e.Visit, Version: 1, CreatedAt: at, ChangedAt: at}.Unfold([]tracking.StayEvent{e})
		if _, err := tx.AddStay(stay); err != nil {
			return fmt.Errorf("add the stay of patient %d: %w", p.ID, err)
		}
		if err := tx.AddStayEvent(events[0]); err != nil {
			return fmt.Errorf("add the admission of patient %d: %w", p.ID, err)
		}
	}
	return nil
}
