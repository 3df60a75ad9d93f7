package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAnUndoInTheSameBatchTakesBackItsScan(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := h.NewScan(h.Folder.Code, h.Clinic)
		u := h.NewScan("", h.Clinic)
		u.Action, u.Undoes, u.At = tracking.Undo, s.ID, s.At.Add(time.Millisecond)
		h.Clock.Forward(time.Second)
		r := h.Scan(s, u)
		if r[1].Message != "Undone. "+h.Folder.Name()+" is back at Main library." || h.Whereabouts(h.Folder).Location.ID != h.Library.ID {
			t.Errorf("%+v", r[1])
		}
		h.Clean()
	})
}

func TestAQueueSentInTwoCallsKeepsItsTimes(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		start, seq := h.Clock.Now(), []int64{1, 2}
		a, b := h.NewScan(h.Folder.Code, h.Clinic), h.NewScan(h.Folder.Code, h.Library)
		a.At, a.Seq = start.Add(time.Minute), &seq[0]
		b.At, b.Seq = start.Add(10*time.Minute), &seq[1]
		h.Clock.Forward(2 * time.Hour)
		h.Scan(a)
		h.Clock.Forward(time.Second)
		h.Scan(b)
		if made := h.Whereabouts(h.Folder).LastScanAt.Sub(start); made != 10*time.Minute {
			t.Errorf("made after 10 minutes, recorded after %v", made)
		}
	})
}

func TestADevicesScansKeepTheirOrderWhenItsClockJumpsBack(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(3 * time.Hour)
		seq := []int64{1, 2}
		a, b := h.NewScan(h.Folder.Code, h.Clinic), h.NewScan(h.Folder.Code, h.Ward)
		a.Seq, b.Seq, b.At = &seq[0], &seq[1], a.At.Add(-time.Hour)
		r := h.Scan(a, b)
		if r[1].Outcome != tracking.Applied || h.Whereabouts(h.Folder).Location.ID != h.Ward.ID {
			t.Errorf("the second scan was %s: %s", r[1].Outcome, r[1].Why)
		}
		h.Clean()
	})
}

func TestACodeIsFoundAsItIsPrinted(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		yes := true
		w, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, tracking.Group(h.Folder.Code), 0, tracking.FolderChange{LooseFiling: &yes})
		if err != nil || !w.LooseFiling {
			t.Errorf("%v %+v", err, w)
		}
	})
}

func TestANewHomeSettlesTheAlertOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(5 * 24 * time.Hour)
		if _, err := h.Service.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.Events.Take()
		w, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{Home: &h.Clinic.Code})
		if err != nil || w.Home.ID != h.Clinic.ID || w.DueAt != nil {
			t.Fatalf("%v %+v", err, w)
		}
		if events := h.Events.Take(); len(events) != 2 || events[1].Alert.Open != nil {
			t.Errorf("%+v", events)
		}
		h.Clean()
	})
}

func TestAConflictThatTheNextScanOfTheBatchAnswersIsNeverRaised(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Hour)
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(time.Second)
		late, move := h.NewScan(h.Folder.Code, h.Library), h.NewScan(h.Folder.Code, h.Library)
		late.At = h.Clock.Now().Add(-30 * time.Second)
		h.Clock.Forward(time.Second)
		h.Events.Take()
		r := h.Scan(late, move)
		if r[0].Outcome != tracking.Attention || r[1].Outcome != tracking.Applied {
			t.Errorf("%s, %s", r[0].Outcome, r[1].Outcome)
		}
		for _, e := range h.Events.Take() {
			if e.Alert != nil && e.Alert.Open != nil {
				t.Errorf("an alert stayed open: %s", e.Alert.Text)
			}
		}
		h.Clean()
	})
}
