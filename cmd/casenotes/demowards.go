package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// admit gives the demo's wards some patients more, as a patient administration system would tell of them: whose notes are still to come,
// who were moved or discharged today, and two who are expected.
func (p program) admit(ctx context.Context, o *opened) error {
	all, err := o.store.Locations(ctx)
	if err != nil {
		return err
	}
	w := wards{opened: o, now: p.now(), places: slices.DeleteFunc(all, func(l tracking.Location) bool { return l.Kind != tracking.Ward || l.RetiredAt != nil })}
	waiting, err := o.store.Folders(ctx, store.FolderList{Custody: tracking.At, Limit: 400})
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(f tracking.Whereabouts) bool { return f.Status != tracking.Active || f.LocationID != f.HomeID })
	return w.today(ctx, waiting)
}

// wards is the demo's wards being given patients.
type wards struct {
	*opened
	now    time.Time
	places []tracking.Location
}

// today is what happened today to patients whose notes are on their shelves.
func (w wards) today(ctx context.Context, folders []tracking.Whereabouts) error {
	for i, step := range []struct {
		kind tracking.StayEventKind
		ward int
		ago  time.Duration
		also tracking.StayEventKind
	}{
		{tracking.Admitted, 0, 5 * time.Hour, ""}, {tracking.Admitted, 1, 4 * time.Hour, ""}, {tracking.Admitted, 0, 3 * time.Hour, tracking.Transferred},
		{tracking.Admitted, 2, 30 * time.Hour, tracking.Discharged}, {tracking.Admitted, 1, 2 * time.Hour, tracking.PlannedLeaving},
		{tracking.ExpectedIn, 0, time.Hour, ""}, {tracking.ExpectedIn, 2, time.Hour, ""},
	} {
		if i >= len(folders) || step.ward+1 >= len(w.places) {
			return nil
		}
		f, ward := folders[i*7%len(folders)], w.places[step.ward]
		if err := w.tell(ctx, f, step.kind, ward, "", step.ago); err != nil {
			return err
		}
		if step.also != "" {
			if err := w.tell(ctx, f, step.also, w.places[step.ward+1], "Side room 2", time.Hour/2); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell says what happened some time ago to whoever a folder is of.
func (w wards) tell(ctx context.Context, f tracking.Whereabouts, kind tracking.StayEventKind, ward tracking.Location, bed string, ago time.Duration) error {
	at := w.now.Add(-ago)
	e := tracking.StayEvent{Visit: fmt.Sprintf("V%d", f.PatientID), PatientID: f.PatientID, Kind: kind, At: at, ToldAt: at, Place: ward.Name, Bed: bed, WardID: &ward.ID}
	if due := w.now.Add(30 * time.Hour); kind == tracking.ExpectedIn || kind == tracking.PlannedLeaving {
		e.Due = &due
	}
	_, err := w.service.RecordStay(ctx, tracking.Actor{Name: "PAS", Role: tracking.RoleFeed, Via: "hl7"}, e)
	return err
}
