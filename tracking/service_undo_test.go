package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func undo(h *trackingtest.Hospital, target tracking.Scan) tracking.Scan {
	s := h.NewScan("", tracking.Location{})
	s.Action, s.Undoes = tracking.Undo, target.ID
	return s
}

func TestAnUndoneScanLeavesTheFolderWhereItWasAndBothInTheHistory(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		before := h.Whereabouts(h.Folder)
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(scan)
		h.Clock.Forward(time.Minute)
		back := undo(h, scan)
		if r := h.Scan(back)[0]; r.Outcome != tracking.Applied || r.Folder.Location.ID != h.Library.ID {
			t.Errorf("%+v", r)
		}
		w := h.Whereabouts(h.Folder)
		if w.Version != 3 || w.DueAt != nil || w.OutSince != nil || !w.Since.Equal(before.Since) {
			t.Errorf("%+v", w.Folder)
		}
		list := history(t, h, h.Folder)
		if list[0].Kind != tracking.Corrected || *list[0].CorrectsID != list[1].ID {
			t.Errorf("%+v", list)
		}
		h.Clock.Forward(time.Minute)
		if r := h.Scan(back)[0]; !r.Replayed {
			t.Errorf("%+v", r)
		}
		if r := h.Scan(undo(h, scan))[0]; r.Outcome != tracking.Repeat {
			t.Errorf("undone twice: %+v", r)
		}
		h.Clean()
	})
}

func TestAnOfflineQueueHoldsAScanAndItsUndoing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		h.Clock.Forward(time.Minute)
		r := h.Scan(scan, undo(h, scan))
		if r[0].Outcome != tracking.Applied || r[1].Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Library.ID || w.Version != 3 {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestAScanAfterTheOneUndoneStands(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		first := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(first)
		h.Clock.Forward(time.Minute)
		second := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(time.Minute)
		r := h.Scan(second, undo(h, first)) // decided together: the undoing must see the scan before it
		if r[1].Outcome != tracking.Attention {
			t.Errorf("%+v", r[1])
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Ward.ID {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestOnlyTheirOwnFreshScanCanBeUndone(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(scan)
		h.Clock.Forward(time.Minute)
		stranger := tracking.Actor{Name: "sam", Role: tracking.RolePorter, Via: "test"}
		r, err := h.Service.Scan(t.Context(), stranger, tracking.ScanBatch{Device: "trolley-7", Scans: []tracking.Scan{undo(h, scan)}})
		if err != nil || r[0].Class != tracking.Check {
			t.Errorf("%+v %v", r, err)
		}
		h.Clock.Forward(10 * time.Minute)
		if r := h.Scan(undo(h, scan))[0]; r.Class != tracking.Check {
			t.Errorf("after ten minutes: %+v", r)
		}
		unknown := h.NewScan(h.Folder.Code, h.Clinic)
		if r := h.Scan(undo(h, unknown))[0]; r.Outcome != tracking.Repeat {
			t.Errorf("a scan we never had: %+v", r)
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Clinic.ID {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestAnUndoingMadeBeforeItsScanKeepsTheHistoryInOrder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(10 * time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(scan)
		h.Clock.Forward(time.Minute)
		back := undo(h, scan)
		back.At = scan.At.Add(-5 * time.Minute) // the clock was put back in between
		h.Scan(back)
		h.Clean()
	})
}

func TestTheLibraryTakesBackTheLatestMovementWithAReason(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Arrive(h.Folder, h.Ward)
		h.Clock.Forward(time.Hour)
		list := history(t, h, h.Folder)
		correct := func(id tracking.MovementID, reason string) error {
			_, err := h.Service.Correct(t.Context(), trackingtest.Admin, h.Folder.Code, id, reason)
			return err
		}
		wantErr(t, correct(list[1].ID, "wrong one"), tracking.ErrNotCorrectable)
		wantErr(t, correct(list[0].ID+1000, "no such"), tracking.ErrUnknownMovement)
		if err := correct(list[0].ID, "  "); tracking.KindOf(err) != tracking.Invalid {
			t.Error(err)
		}
		if err := correct(list[0].ID, "It never left the clinic."); err != nil {
			t.Fatal(err)
		}
		w := h.Whereabouts(h.Folder)
		if w.Location.ID != h.Clinic.ID || !w.Since.Equal(list[1].Since) {
			t.Errorf("%+v", w.Folder)
		}
		newest := history(t, h, h.Folder)[0]
		if newest.Kind != tracking.Corrected || newest.Note != "It never left the clinic." || newest.Actor != trackingtest.Admin.Name {
			t.Errorf("%+v", newest)
		}
		wantErr(t, correct(list[0].ID, "twice"), tracking.ErrNotCorrectable)
		_, err := h.Service.Correct(t.Context(), trackingtest.Porter, h.Folder.Code, newest.ID, "no right")
		wantErr(t, err, tracking.ErrForbidden)
		h.Arrive(h.Folder, h.Secretary)
		h.Clean()
	})
}

func TestTheFirstMovementStays(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		created := history(t, h, h.Folder)[0]
		_, err := h.Service.Correct(t.Context(), trackingtest.Admin, h.Folder.Code, created.ID, "It never was")
		wantErr(t, err, tracking.ErrNotCorrectable)
		h.Clean()
	})
}

func TestAnUndoGivesWayToSomebodyElsesLaterSighting(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		first := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(first)
		h.Clock.Forward(time.Minute)
		other := tracking.Actor{Name: "sam", Role: tracking.RolePorter, Via: "test"}
		if _, err := h.Service.Scan(t.Context(), other, tracking.ScanBatch{Device: "trolley-7", Scans: []tracking.Scan{h.NewScan(h.Folder.Code, h.Clinic)}}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(time.Minute)
		undo := h.NewScan("", h.Clinic)
		undo.Action, undo.Undoes = tracking.Undo, first.ID
		if r := h.Scan(undo)[0]; r.Class != tracking.Check || h.Whereabouts(h.Folder).Location.ID != h.Clinic.ID {
			t.Errorf("%s: %s", r.Class, r.Message)
		}
		h.Clean()
	})
}
