package tracking_test

import (
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAVolumeMadeByMistakeIsWithdrawnAndTheOneBeforeIsInUseAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		asked := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		next, err := h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Folder.Code)
		noErr(t, err)
		if q := requestOf(t, h, asked.ID); q.FolderID != next.ID {
			t.Fatalf("%+v", q)
		}
		_, err = h.Service.WithdrawVolume(t.Context(), trackingtest.Admin, h.Folder.Code, "The wrong patient.")
		wantErr(t, err, tracking.ErrFolderEnded)
		w, err := h.Service.WithdrawVolume(t.Context(), trackingtest.Admin, next.Code, "The wrong patient.")
		noErr(t, err)
		if w.ID != h.Folder.ID || w.Status != tracking.Active {
			t.Errorf("%+v", w)
		}
		if q := requestOf(t, h, asked.ID); q.FolderID != h.Folder.ID || !q.State.Open() {
			t.Errorf("%+v", q)
		}
		if found, known, err := h.Store.FolderByCode(t.Context(), next.Code); err != nil || !known || found.ID != h.Folder.ID {
			t.Errorf("its barcode finds %+v %v", found, err)
		}
		again, err := h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Folder.Code)
		if err != nil || again.Volume != 2 || again.Code == next.Code {
			t.Errorf("volumes have no gap, and barcodes are not used again: %+v %v", again, err)
		}
		h.Arrive(again.Folder, h.Library)
		_, err = h.Service.WithdrawVolume(t.Context(), trackingtest.Admin, again.Code, "By mistake.")
		wantErr(t, err, tracking.ErrVolumeInHand)
		h.Clean()
	})
}

func TestAnOlderVolumeInUseIsClosedAndReopened(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		w, err := h.Service.CloseVolume(t.Context(), trackingtest.Librarian, h.Volume1.Code)
		if err != nil || w.Status != tracking.Closed {
			t.Errorf("%+v %v", w, err)
		}
		_, err = h.Service.CloseVolume(t.Context(), trackingtest.Librarian, h.Volume2.Code)
		wantErr(t, err, tracking.ErrVolumeInUse)
		w, err = h.Service.ReopenVolume(t.Context(), trackingtest.Librarian, h.Volume1.Code)
		if err != nil || w.Status != tracking.Active {
			t.Errorf("%+v %v", w, err)
		}
		_, err = h.Service.ReopenVolume(t.Context(), trackingtest.Clerk, h.Volume1.Code)
		wantErr(t, err, tracking.ErrForbidden)
		h.Clean()
	})
}

func setAlerts(t testing.TB, h *trackingtest.Hospital) int {
	t.Helper()
	return count(t, h, "SELECT COUNT(*) FROM alerts WHERE kind = 'set' AND open = 1")
}

func TestAVolumeThatStaysBehindWhenItsSetComesBackIsToldAndItsScanEndsThat(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for _, f := range []tracking.Folder{h.Volume1, h.Volume2} {
			h.Arrive(f, h.Clinic)
		}
		h.Send(h.Volume1, h.Clinic, h.Library)
		h.Arrive(h.Volume1, h.Library)
		filed := h.NewScan(h.Volume1.Code, h.Shelf)
		filed.Action = tracking.File
		h.Scan(filed)
		sweep(t, h)
		if n := setAlerts(t, h); n != 0 {
			t.Errorf("%d alerts: the other may come in a moment", n)
		}
		h.Clock.Forward(31 * time.Minute)
		sweep(t, h)
		if n := count(t, h, "SELECT COUNT(*) FROM alerts WHERE kind = 'set' AND open = 1 AND folder_id = ? AND location_id = ?", h.Volume2.ID, h.Clinic.ID); n != 1 {
			t.Errorf("%d alerts for the volume at the clinic", n)
		}
		h.Arrive(h.Volume2, h.Library)
		if n := setAlerts(t, h); n != 0 {
			t.Errorf("%d alerts after its scan", n)
		}
		h.Clean()
	})
}

func TestASetThatComesBackWithinHalfAnHourOpensNoAlert(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for _, place := range []tracking.Location{h.Clinic, h.Library} {
			for _, f := range []tracking.Folder{h.Volume1, h.Volume2} {
				h.Arrive(f, place)
			}
		}
		h.Clock.Forward(time.Hour)
		sweep(t, h)
		if n := count(t, h, "SELECT COUNT(*) FROM alerts WHERE kind = 'set'"); n != 0 {
			t.Errorf("%d alerts", n)
		}
		h.Clean()
	})
}

func TestLoosePapersWaitWithTheirNamesAndAreFiledByAScanThatIsConfirmed(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		w, err := h.Service.AddLoosePaper(t.Context(), trackingtest.Clerk, h.Volume1.Code, "2 letters")
		if err != nil || !w.LooseFiling {
			t.Errorf("%+v %v", w, err)
		}
		_, err = h.Service.AddLoosePaper(t.Context(), trackingtest.Porter, h.Volume1.Code, "2 letters")
		wantErr(t, err, tracking.ErrForbidden)
		rows, _, err := h.Store.LooseFiling(t.Context(), h.Library, 50)
		if err != nil || len(rows) != 1 || len(rows[0].Papers) != 1 || rows[0].Papers[0].What != "2 letters" || rows[0].Papers[0].AddedBy != "chris" {
			t.Errorf("%+v %v", rows, err)
		}
		_, err = h.Service.FileLoosePapers(t.Context(), trackingtest.Librarian, h.Volume1.Code, true)
		wantErr(t, err, tracking.ErrNotScanned)
		if r := h.Arrive(h.Volume1, h.Library); !slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool { return n.Code == "loose_filing" }) {
			h.Arrive(h.Volume1, h.Clinic)
			if r = h.Arrive(h.Volume1, h.Library); !slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool { return n.Code == "loose_filing" }) {
				t.Errorf("%+v", r)
			}
		}
		_, err = h.Service.FileLoosePapers(t.Context(), trackingtest.Librarian, h.Volume1.Code, false)
		wantErr(t, err, tracking.ErrNotFiled)
		if w, err = h.Service.FileLoosePapers(t.Context(), trackingtest.Librarian, h.Volume1.Code, true); err != nil || w.LooseFiling {
			t.Errorf("%+v %v", w, err)
		}
		_, err = h.Service.FileLoosePapers(t.Context(), trackingtest.Librarian, h.Volume1.Code, true)
		wantErr(t, err, tracking.ErrNothingOn)
		for range 50 {
			_, err = h.Service.AddLoosePaper(t.Context(), trackingtest.Clerk, h.Volume2.Code, "A letter")
			noErr(t, err)
		}
		_, err = h.Service.AddLoosePaper(t.Context(), trackingtest.Clerk, h.Volume2.Code, "A letter")
		wantErr(t, err, tracking.ErrLooseFull)
		h.Clean()
	})
}
