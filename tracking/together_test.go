package tracking_test

import (
	"errors"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestCommandsTogetherAreDoneAllOrNone(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		fails := errors.New("the second one fails")
		both := func(after error) error {
			return h.Service.Together(t.Context(), func(s *tracking.Service, _ tracking.Tx) error {
				p, _, err := s.LearnPatient(t.Context(), feed, tracking.Told{At: h.Clock.Now(), Numbers: numbers("H1001"), Names: []tracking.PatientName{{FamilyName: "Reed"}}})
				if err != nil {
					return err
				}
				if _, err = s.RecordStay(t.Context(), feed, tracking.StayEvent{Visit: "V1", PatientID: p.ID, Kind: tracking.Admitted, At: h.Clock.Now(), ToldAt: h.Clock.Now(), WardID: &h.Ward.ID}); err != nil {
					return err
				}
				return after
			})
		}
		if err := both(fails); !errors.Is(err, fails) {
			t.Error(err)
		}
		if w := h.Whereabouts(h.Folder); w.Patient.FamilyName != "Okafor" || count(t, h, "SELECT COUNT(*) FROM stays") != 0 || len(h.Events.Take()) != 0 {
			t.Errorf("half was done: %+v", w.Patient)
		}
		noErr(t, both(nil))
		if w := h.Whereabouts(h.Folder); w.Patient.FamilyName != "Reed" || w.Patient.InpatientID == nil || len(h.Events.Take()) == 0 {
			t.Errorf("%+v", w.Patient)
		}
		h.Clean()
	})
}
