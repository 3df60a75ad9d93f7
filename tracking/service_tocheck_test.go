package tracking_test

import (
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

func TestAScanStaysToBeCheckedUntilSomebodyOrALaterScanHasAnsweredIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		seq := int64(0)
		scan := func(code string) {
			t.Helper()
			seq++
			n, s := seq, h.NewScan(code, h.Clinic)
			s.Seq = &n
			if _, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: "trolley-7", Scans: []tracking.Scan{s}}); err != nil {
				t.Fatal(err)
			}
			h.Clock.Forward(1e9)
		}
		open := func(reason tracking.CheckReason) int {
			t.Helper()
			return count(t, h, "SELECT COUNT(*) FROM scan_checks WHERE open = ? AND reason = ?", true, string(reason))
		}
		scan("hello")
		scan(h.Folder.Code[:6])
		scan(h.Folder.Code) // the two before are answered by this
		for range 5 {
			scan(h.Volume1.Code)
		}
		scan("nobody's")      // the last one is answered by nothing
		scan("F40273188G")    // no folder has this label
		scan("SOMETHINGELSE") // nor this
		if open(tracking.Unreadable) != 4 || open(tracking.UnknownFolder) != 1 {
			t.Fatalf("%d could not be read, %d are not registered", open(tracking.Unreadable), open(tracking.UnknownFolder))
		}
		tidy(t, h)
		if open(tracking.Unreadable) != 2 || count(t, h, "SELECT COUNT(*) FROM scan_checks WHERE done_by = 'timer' AND became LIKE 'Scanned again: %'") != 2 {
			t.Errorf("%d could not be read after the label was scanned again", open(tracking.Unreadable))
		}
		if _, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Code: "F40273188G", Patient: "H1001", Home: h.Library.Code}); err != nil {
			t.Fatal(err)
		}
		tidy(t, h)
		if n := open(tracking.UnknownFolder); n != 0 {
			t.Errorf("%d are not registered after it was", n)
		}
		list, err := h.Store.ScanChecks(t.Context(), tracking.Unreadable, false, store.Cursor{}, 10)
		if err != nil || len(list) != 2 || list[0].Location == nil || list[0].Location.Code != h.Clinic.Code || list[0].Code != "" {
			t.Fatalf("%+v, %v", list, err)
		}
		for _, want := range []int{2, 0} { // twice is the same as once
			n, err := h.Service.DealtWith(t.Context(), trackingtest.Admin, []uint64{list[0].ID, list[1].ID, 99}, "Two posters.")
			if err != nil || n != want {
				t.Errorf("%d dealt with: %v", n, err)
			}
		}
		if n := count(t, h, "SELECT COUNT(*) FROM scan_checks WHERE became = 'Two posters.' AND done_by = ? AND look_at IS NULL", trackingtest.Admin.Name); n != 2 {
			t.Errorf("%d say how they ended", n)
		}
		if _, err := h.Service.DealtWith(t.Context(), trackingtest.Porter, []uint64{list[0].ID}, ""); err == nil {
			t.Error("a porter may end checks")
		}
		h.Clean()
	})
}
