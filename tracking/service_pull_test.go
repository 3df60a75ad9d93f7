package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAFolderThatIsNotOnItsShelfIsSearchedForUnlessItWasSeenSince(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		if _, err := h.Service.Claim(t.Context(), trackingtest.Librarian, []tracking.RequestID{q.ID}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(time.Minute)
		looked := h.Clock.Now()
		h.Arrive(h.Folder, h.Library)
		say := func(why tracking.OffShelf, at time.Time) (tracking.RequestView, error) {
			return h.Service.NotOnShelf(t.Context(), trackingtest.Librarian, q.ID, why, at)
		}
		if _, err := say("behind_the_radiator", looked); tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("an unknown reason: %v", err)
		}
		if _, err := h.Service.NotOnShelf(t.Context(), trackingtest.Porter, q.ID, tracking.OffItsShelf, looked); tracking.KindOf(err) != tracking.Forbidden {
			t.Errorf("a porter says so: %v", err)
		}
		v, err := say(tracking.OffItsShelf, looked)
		if err != nil || v.Folder.Custody != tracking.At || v.ClaimedUntil != nil {
			t.Errorf("somebody has scanned it since: %+v, %v", v, err)
		}
		h.Clock.Forward(time.Minute)
		for range 2 { // a device may say it twice
			if v, err = say(tracking.OutOfReach, h.Clock.Now()); err != nil || v.Folder.Custody != tracking.Missing || v.HopelessSince == nil {
				t.Fatalf("it is searched for: %+v, %v", v, err)
			}
		}
		h.Clean()
		h.Arrive(h.Folder, h.Library)
		if q := requestOf(t, h, q.ID); q.HopelessSince != nil || q.State != tracking.RequestWaiting {
			t.Errorf("it was found: %+v", q)
		}
		h.Clean()
	})
}
