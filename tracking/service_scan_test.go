package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAScanMovesAFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := h.Arrive(h.Folder, h.Clinic)
		if r.Outcome != tracking.Applied || r.Folder.Location.ID != h.Clinic.ID {
			t.Fatalf("%+v", r)
		}
		w := h.Whereabouts(h.Folder)
		if w.Location.Name != "Clinic B" || w.Version != 2 || w.OutSince == nil || w.DueAt == nil {
			t.Errorf("%+v", w)
		}
		if r := h.Arrive(h.Folder, h.Clinic); r.Class != tracking.Already || r.Outcome != tracking.Repeat {
			t.Errorf("%+v", r)
		}
		if r := h.Send(h.Folder, h.Clinic, h.Library); r.Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		h.Clock.Forward(time.Minute)
		if r := h.Arrive(h.Folder, h.Library); r.Outcome != tracking.Applied || r.Why != "It was sent here from Clinic B." {
			t.Errorf("%+v", r)
		}
		if w := h.Whereabouts(h.Folder); w.DueAt != nil || w.OutSince != nil {
			t.Errorf("home but %+v", w)
		}
		h.Clean()
		if n, err := h.Service.Sweep(t.Context()); n != 0 || err != nil {
			t.Errorf("sweep %d %v", n, err)
		}
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(5 * 24 * time.Hour)
		h.Events.Take()
		if n, err := h.Service.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("sweep %d %v", n, err)
		}
		if ev := h.Events.Take(); len(ev) != 1 || ev[0].Alert == nil || ev[0].Alert.Kind != tracking.OverdueAlert || ev[0].Alert.ID == 0 {
			t.Errorf("%+v", ev)
		}
		if n, err := h.Service.Sweep(t.Context()); n != 0 || err != nil {
			t.Errorf("sweep %d %v", n, err)
		}
		h.Arrive(h.Folder, h.Library)
		views, err := h.Store.Alerts(t.Context(), "", 0, struct {
			At time.Time
			ID uint64
		}{}, 10)
		if len(views) != 0 || err != nil {
			t.Errorf("%+v %v", views, err)
		}
		h.Clean()
	})
}
