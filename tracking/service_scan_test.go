package tracking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
		events := h.Events.Take()
		if len(events) != 1 || events[0].Left.ID != h.Library.ID || events[0].Folder.Version != 2 {
			t.Errorf("announced %+v", events)
		}
		h.Clean()
	})
}

func TestAFolderScannedWhereItIsIsSeenThereAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		before := h.Whereabouts(h.Folder)
		h.Events.Take()
		if r := h.Arrive(h.Folder, h.Clinic); r.Class != tracking.Already || r.Outcome != tracking.Repeat {
			t.Errorf("%+v", r)
		}
		after := h.Whereabouts(h.Folder)
		if after.Version != before.Version || !after.LastScanAt.Equal(h.Clock.Now()) || !after.Since.Equal(before.Since) {
			t.Errorf("a sighting is kept and moves nothing: %+v", after)
		}
		if events := h.Events.Take(); len(events) != 0 {
			t.Errorf("nothing changed for those who watch, but announced %+v", events)
		}
		h.Clean()
	})
}

func TestASentFolderIsInTransitUntilItIsReceived(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		if r := h.Send(h.Folder, h.Clinic, h.Library); r.Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		w := h.Whereabouts(h.Folder)
		if w.Custody != tracking.InTransit || w.Location.ID != h.Clinic.ID || w.To.ID != h.Library.ID || w.DueAt == nil {
			t.Errorf("the way home does not stop the clock: %+v", w)
		}
		if r := h.Arrive(h.Folder, h.Library); r.Outcome != tracking.Applied || r.Why != "It was sent here from Clinic B." {
			t.Errorf("%+v", r)
		}
		if w := h.Whereabouts(h.Folder); w.DueAt != nil || w.OutSince != nil || w.To != nil {
			t.Errorf("home but %+v", w)
		}
		if kinds := kindsOf(history(t, h, h.Folder)); !cmp.Equal(kinds, []tracking.MovementKind{"received", "sent", "arrived", "created"}) {
			t.Error(kinds)
		}
		h.Clean()
	})
}

func TestASendingSlipsBetweenTwoReads(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Send(h.Folder, h.Library, h.Clinic)
		h.Clock.Forward(30 * time.Second)
		if r := h.Scan(h.NewScan(h.Folder.Code, h.Library))[0]; r.Class != tracking.Check {
			t.Errorf("a second read at the sending desk: %+v", r)
		}
		if w := h.Whereabouts(h.Folder); w.Custody != tracking.InTransit {
			t.Errorf("%+v", w)
		}
		if r := h.Arrive(h.Folder, h.Ward); r.Class != tracking.Check || r.Folder.Location.ID != h.Ward.ID {
			t.Errorf("meant for elsewhere, but here: %+v", r)
		}
		h.Clean()
	})
}

func TestTheSameScanSentAgainGetsTheSameAnswer(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		first := h.Scan(scan)[0]
		h.Clock.Forward(time.Hour)
		scan.ID = strings.ToUpper(scan.ID)
		again := h.Scan(scan, scan)
		for _, r := range again {
			if !r.Replayed {
				t.Errorf("%+v", r)
			}
			r.Replayed = false
			if diff := cmp.Diff(first, r); diff != "" {
				t.Error(diff)
			}
		}
		if w := h.Whereabouts(h.Folder); w.Version != 2 {
			t.Errorf("version %d", w.Version)
		}
		h.Clean()
	})
}

func TestOneBatchMayHoldTheSameScanTwice(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		r := h.Scan(scan, scan)
		if r[0].Replayed || !r[1].Replayed || r[1].Message != r[0].Message {
			t.Errorf("%+v", r)
		}
		h.Clean()
	})
}

func TestAnotherScanWithAnIdThatIsKeptGoesToQuarantineOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(scan)
		forged := scan
		forged.Code = h.Volume1.Code
		for range 3 {
			if r := h.Scan(forged)[0]; r.Outcome != tracking.Quarantined || r.Folder != nil {
				t.Errorf("%+v", r)
			}
		}
		if r := h.Scan(forged, forged); r[0].Outcome != tracking.Quarantined || r[1].Outcome != tracking.Quarantined {
			t.Errorf("%+v", r)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM quarantined_scans"); n != 1 {
			t.Errorf("%d kept apart", n)
		}
		if a := alerts(t, h); len(a) != 1 || a[0].Kind != tracking.QuarantineAlert {
			t.Errorf("%+v", a)
		}
		if w := h.Whereabouts(h.Volume1); w.Version != 1 {
			t.Errorf("the forged scan moved a folder: %+v", w)
		}
		if r := h.Scan(scan)[0]; !r.Replayed || r.Outcome != tracking.Applied {
			t.Errorf("the true scan still answers as before: %+v", r)
		}
		h.Clean()
	})
}

func TestAScanUnderANumberThatIsUsedCountsWithoutItAndTheDeviceIsSaidToHaveLostScans(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		send := func(by *tracking.Device, scans ...tracking.Scan) []tracking.Receipt {
			t.Helper()
			receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: by, Scans: scans})
			if err != nil {
				t.Fatal(err)
			}
			return receipts
		}
		h.Clock.Forward(time.Minute)
		seq := int64(17)
		one, two, three := h.NewScan(h.Folder.Code, h.Clinic), h.NewScan(h.Volume1.Code, h.Clinic), h.NewScan(h.Volume2.Code, h.Clinic)
		one.Seq, two.Seq = &seq, &seq
		if r := send(&d, one)[0]; r.Outcome != tracking.Applied {
			t.Fatalf("%+v", r)
		}
		if r := send(&d, two, three); r[0].Outcome != tracking.Applied || r[1].Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		if r := send(&d, two)[0]; !r.Replayed || r.Outcome != tracking.Applied {
			t.Errorf("the same scan again: %+v", r)
		}
		four, five := h.NewScan(h.Folder.Code, h.Ward), h.NewScan(h.Volume1.Code, h.Ward)
		next := int64(18)
		four.Seq, five.Seq = &next, &next
		if r := send(&d, four, five); r[0].Outcome != tracking.Applied || r[1].Outcome != tracking.Applied {
			t.Errorf("twice in one batch: %+v", r)
		}
		v, _, err := h.Store.Device(t.Context(), d.ID)
		if err != nil || v.LostAt == nil || !strings.Contains(v.LostWhy, "restored from a backup") {
			t.Errorf("%+v %v", v, err)
		}
		alerts, err := h.Store.Alerts(t.Context(), tracking.DeviceAlert, 0, cursor{}, 10)
		if err != nil || len(alerts) != 1 {
			t.Errorf("%+v %v", alerts, err)
		}
		kept, err := h.Store.Quarantined(t.Context(), queue, false, 10)
		if err != nil || len(kept) != 0 {
			t.Errorf("%+v %v", kept, err)
		}
		h.Clean()
	})
}

func TestAnAliasFindsTheFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addFormat(t, h)
		if _, err := h.Service.AddAlias(t.Context(), trackingtest.Admin, h.Folder.Code, "old 123-45"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(time.Minute)
		if r := h.Scan(h.NewScan("*OLD123-45*", h.Clinic))[0]; r.Outcome != tracking.Applied || r.Folder.ID != h.Folder.ID {
			t.Errorf("%+v", r)
		}
		_, err := h.Service.AddAlias(t.Context(), trackingtest.Admin, h.Volume1.Code, "OLD123-45")
		wantErr(t, err, tracking.ErrBarcodeTaken)
		h.Clean()
	})
}

func TestAMergedFoldersBarcodeMeansTheSurvivor(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		exec(t, h, "UPDATE folders SET status = 'merged', merged_into_id = ? WHERE id = ?", h.Volume2.ID, h.Volume1.ID)
		h.Clock.Forward(time.Minute)
		r := h.Scan(h.NewScan(h.Volume1.Code, h.Clinic))[0]
		if r.Outcome != tracking.Applied || r.Folder.ID != h.Volume2.ID || len(r.Notices) == 0 || r.Notices[0].Code != "merged" {
			t.Errorf("%+v", r)
		}
		if w := h.Whereabouts(h.Volume1); w.ID != h.Volume2.ID || w.Location.ID != h.Clinic.ID {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestADestroyedFolderInHandIsRecordedAndAsksForAPerson(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		exec(t, h, "UPDATE folders SET status = 'destroyed' WHERE id = ?", h.Folder.ID)
		h.Clock.Forward(time.Minute)
		one := h.NewScan(h.Folder.Code, h.Clinic)
		h.Clock.Forward(time.Minute)
		for _, r := range h.Scan(one, h.NewScan(h.Folder.Code, h.Ward)) {
			if r.Class != tracking.Check || r.Outcome != tracking.Attention {
				t.Errorf("%+v", r)
			}
		}
		if a := alerts(t, h); len(a) != 1 || a[0].Kind != tracking.ConflictAlert {
			t.Errorf("%+v", a)
		}
		h.Clean()
	})
}

func TestAScanThatMovesNothingIsStillKept(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		unknown, _ := tracking.Issue(tracking.FolderCode, 99_999_999)
		noPlace := h.NewScan(h.Folder.Code, tracking.Location{})
		stranger := h.NewScan(h.Folder.Code, tracking.Location{Code: "somewhere"})
		batch := []tracking.Scan{h.NewScan(h.Folder.Code, h.Retired), noPlace, stranger, h.NewScan(unknown, h.Clinic), h.NewScan("9434765919", h.Clinic),
			h.NewScan(h.Clinic.Code, h.Clinic), h.NewScan("https://example.org/?nhs=9434765919", h.Clinic), h.NewScan("", h.Clinic)}
		classes := []tracking.Class{tracking.Stop, tracking.Stop, tracking.Stop, tracking.Check, tracking.Check, tracking.Check, tracking.Check, tracking.Check}
		for i, r := range h.Scan(batch...) {
			if r.Outcome != tracking.Attention || r.Class != classes[i] || r.Message == "" || r.Why == "" {
				t.Errorf("%d: %+v", i, r)
			}
		}
		if n := count(t, h, "SELECT COUNT(*) FROM scans"); n != len(batch) {
			t.Errorf("%d of %d scans kept", n, len(batch))
		}
		if n := count(t, h, "SELECT COUNT(*) FROM scans WHERE code LIKE '%9434765919%'"); n != 0 {
			t.Error("a patient's number was kept as a code")
		}
		if w := h.Whereabouts(h.Folder); w.Version != 1 {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestAnyTextAScannerSendsIsKept(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		var batch []tracking.Scan
		for _, text := range []string{"]Cé123", "]é", "]C\u0001" + h.Folder.Code, "Ω≈ç√", "\x00\x01", "]", "]Q3", strings.Repeat("漢", 170), "\ufeff" + h.Folder.Code, "\U0001F4C1"} {
			s := h.NewScan(text, h.Clinic)
			s.LocationCode = text
			batch = append(batch, s, h.NewScan(text, h.Clinic))
		}
		for i, r := range h.Scan(batch...) {
			if r.Message == "" {
				t.Errorf("%d: %+v", i, r)
			}
		}
		h.Clean()
	})
}

func TestAFaultyScanIsKeptApartAndHarmsNoNeighbour(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		bad := map[string]func(*tracking.Scan){
			"no id":         func(s *tracking.Scan) { s.ID = "" },
			"a long id":     func(s *tracking.Scan) { s.ID = strings.Repeat("é", 5000) },
			"an action":     func(s *tracking.Scan) { s.Action = "eat" },
			"a source":      func(s *tracking.Scan) { s.Source = "telepathy" },
			"no time":       func(s *tracking.Scan) { s.At = time.Time{} },
			"undoes text":   func(s *tracking.Scan) { s.Undoes = strings.Repeat("é", 400) },
			"a long code":   func(s *tracking.Scan) { s.Code = strings.Repeat("F", 5000) },
			"a long place":  func(s *tracking.Scan) { s.LocationCode = strings.Repeat("L", 5000) },
			"a seq below 0": func(s *tracking.Scan) { n := int64(-1); s.Seq = &n },
		}
		for name, spoil := range bad {
			s := h.NewScan(h.Volume1.Code, h.Clinic)
			spoil(&s)
			h.Clock.Forward(time.Second)
			r := h.Scan(s, h.NewScan(h.Folder.Code, h.Clinic))
			if r[0].Outcome != tracking.Quarantined || r[1].Folder == nil {
				t.Errorf("%s: %+v", name, r)
			}
		}
		h.Clean()
	})
}

func TestOnlyLibraryStaffFileFolders(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(time.Minute)
		s := h.NewScan(h.Folder.Code, h.Shelf)
		s.Action = tracking.File
		if r := h.Scan(s)[0]; r.Class != tracking.Check || r.Folder.Location.ID != h.Shelf.ID {
			t.Errorf("a porter's filing is an arrival: %+v", r)
		}
		if m := history(t, h, h.Folder)[0]; m.Kind != tracking.Arrived {
			t.Errorf("%+v", m)
		}
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(time.Minute)
		s = h.NewScan(h.Folder.Code, h.Shelf)
		s.Action = tracking.File
		librarian := tracking.Actor{Name: "lee", Role: tracking.RoleLibrary, Via: "test"}
		r, err := h.Service.Scan(t.Context(), librarian, tracking.ScanBatch{Scans: []tracking.Scan{s}})
		if err != nil || r[0].Class == tracking.Check {
			t.Errorf("%+v %v", r, err)
		}
		if m := history(t, h, h.Folder)[0]; m.Kind != tracking.Filed {
			t.Errorf("%+v", m)
		}
		h.Clean()
	})
}

func TestWhoeverMayNotScanKeepsNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		governance := tracking.Actor{Name: "gill", Role: tracking.RoleGovernance, Via: "test"}
		_, err := h.Service.Scan(t.Context(), governance, tracking.ScanBatch{Scans: []tracking.Scan{h.NewScan(h.Folder.Code, h.Clinic)}})
		wantErr(t, err, tracking.ErrForbidden)
		if n := count(t, h, "SELECT COUNT(*) FROM scans"); n != 0 {
			t.Errorf("%d scans", n)
		}
	})
}
