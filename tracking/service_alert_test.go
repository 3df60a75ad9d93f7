package tracking_test

import (
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

const week = 7 * 24 * time.Hour

func sweep(t *testing.T, h *trackingtest.Hospital) int {
	t.Helper()
	n, err := h.Service.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnOverdueFolderRaisesOneAlertAndItsScanClosesIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		due := *h.Whereabouts(h.Folder).DueAt
		h.Clock.Set(due.Add(-time.Millisecond))
		if n := sweep(t, h); n != 0 {
			t.Errorf("%d alerts before its time", n)
		}
		h.Clock.Set(due)
		h.Events.Take()
		if n := sweep(t, h); n != 1 {
			t.Errorf("%d alerts", n)
		}
		if ev := h.Events.Take(); len(ev) != 1 || ev[0].Alert.Kind != tracking.OverdueAlert || ev[0].Alert.ID == 0 || ev[0].Alert.Location.ID != h.Clinic.ID {
			t.Errorf("%+v", ev)
		}
		if n := sweep(t, h); n != 0 {
			t.Errorf("%d alerts again", n)
		}
		h.Arrive(h.Folder, h.Library)
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("%+v", a)
		}
		ev := h.Events.Take()
		if len(ev) != 2 || ev[1].Alert == nil || ev[1].Alert.Open != nil || ev[1].Alert.Version != 2 {
			t.Errorf("the closing is told: %+v", ev)
		}
		h.Clean()
	})
}

func TestAHandOverMovesTheAlertAndDoesNotCloseIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(3 * week)
		sweep(t, h)
		h.Arrive(h.Folder, h.Secretary)
		a := alerts(t, h)
		if len(a) != 1 || a[0].Location.ID != h.Secretary.ID || a[0].Version != 2 {
			t.Fatalf("%+v", a)
		}
		if n := sweep(t, h); n != 0 {
			t.Errorf("%d alerts more", n)
		}
		h.Clean()
	})
}

func TestAnAlertThatMovesAndClosesInOneBatchIsClosed(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(3 * week)
		sweep(t, h)
		h.Clock.Forward(time.Minute)
		over := h.NewScan(h.Folder.Code, h.Secretary)
		h.Clock.Forward(time.Minute)
		h.Scan(over, h.NewScan(h.Folder.Code, h.Library))
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("%+v", a)
		}
		h.Clean()
	})
}

func TestTwoSweepsAtOnceRaiseEachAlertOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for range 20 {
			h.Arrive(h.AddFolder("H1001"), h.Clinic)
		}
		h.Clock.Forward(3 * week)
		var wg sync.WaitGroup
		opened, faults := make([]int, 8), make([]error, 8)
		for i := range opened {
			wg.Go(func() { opened[i], faults[i] = h.Service.Sweep(t.Context()) })
		}
		wg.Wait()
		total := 0
		for i := range opened {
			total += opened[i]
			if faults[i] != nil {
				t.Error(faults[i])
			}
		}
		if n := len(alerts(t, h)); total != 20 || n != 20 {
			t.Errorf("opened %d, open %d", total, n)
		}
		h.Clean()
	})
}

func TestASweepOfMoreThanABatchReachesTheEnd(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		rows := make([]tracking.NewFolder, 501)
		for i := range rows {
			rows[i] = tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Location: h.Clinic.Code}
		}
		if _, err := h.Service.AddFolders(t.Context(), trackingtest.Admin, rows); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(3 * week)
		if n := sweep(t, h); n != 501 {
			t.Errorf("%d alerts", n)
		}
		h.Clean()
	})
}

func TestAFolderTooLongInTransitIsLookedFor(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Send(h.Folder, h.Library, h.Clinic) // nine on a Monday: due there at one
		h.Clock.Forward(4*time.Hour - time.Minute)
		if n := sweep(t, h); n != 0 {
			t.Errorf("%d alerts before four hours", n)
		}
		h.Clock.Forward(2 * time.Minute)
		if n := sweep(t, h); n != 1 {
			t.Errorf("%d alerts", n)
		}
		if a := alerts(t, h); len(a) != 1 || a[0].Kind != tracking.TransitAlert || a[0].Location.ID != h.Library.ID {
			t.Fatalf("%+v", a)
		}
		h.Arrive(h.Folder, h.Clinic)
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("%+v", a)
		}
		h.Clean()
	})
}

func TestAFolderSentToAnotherSiteMayTravelTwoDays(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Send(h.Folder, h.Library, h.OffSite)
		h.Clock.Forward(55 * time.Hour) // until Wednesday afternoon
		if n := sweep(t, h); n != 0 {
			t.Errorf("%d alerts", n)
		}
		h.Clock.Forward(2 * time.Hour)
		if n := sweep(t, h); n != 1 {
			t.Errorf("%d alerts", n)
		}
		h.Clean()
	})
}

func TestAMissingFolderIsFoundByItsNextScan(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(3 * week)
		sweep(t, h)
		h.Clock.Forward(time.Minute)
		w, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Folder.Code, "Looked on every shelf.")
		if err != nil || w.Custody != tracking.Missing || w.OutSince == nil {
			t.Fatalf("%+v %v", w, err)
		}
		if a := alerts(t, h); len(a) != 1 || a[0].Kind != tracking.MissingAlert {
			t.Errorf("missing takes the place of overdue: %+v", a)
		}
		_, err = h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Folder.Code, "Again.")
		if tracking.KindOf(err) != tracking.Conflict {
			t.Error(err)
		}
		if r := h.Arrive(h.Folder, h.Ward); r.Class != tracking.Note || history(t, h, h.Folder)[0].Kind != tracking.Found {
			t.Errorf("%+v", r)
		}
		for _, a := range alerts(t, h) {
			if a.Kind == tracking.MissingAlert {
				t.Errorf("%+v", a)
			}
		}
		if n := sweep(t, h); n != 1 {
			t.Errorf("found, but overdue as before: %d alerts", n)
		}
		h.Clean()
	})
}

func TestAScanMadeBeforeTheReportDoesNotEndTheSearch(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(10 * time.Minute)
		offline := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(10 * time.Minute)
		if _, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Folder.Code, "Looked everywhere."); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(10 * time.Minute)
		h.Scan(offline)
		if w := h.Whereabouts(h.Folder); w.Custody != tracking.Missing {
			t.Errorf("%+v", w.Folder)
		}
		if list := history(t, h, h.Folder); len(list) != 4 {
			t.Errorf("its passage is in the history: %+v", list)
		}
		h.Clean()
	})
}

func TestAcknowledgingAnAlertChangesNoFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(3 * week)
		sweep(t, h)
		before := h.Whereabouts(h.Folder)
		a := alerts(t, h)[0]
		for range 2 {
			v, err := h.Service.Acknowledge(t.Context(), trackingtest.Admin, a.ID)
			if err != nil || v.AcknowledgedBy != "alex" || v.Open == nil || v.Version != 2 {
				t.Errorf("%+v %v", v, err)
			}
		}
		if after := h.Whereabouts(h.Folder); after.Version != before.Version || len(alerts(t, h)) != 1 {
			t.Errorf("%+v", after)
		}
		_, err := h.Service.Acknowledge(t.Context(), trackingtest.Porter, a.ID)
		wantErr(t, err, tracking.ErrForbidden)
		_, err = h.Service.Acknowledge(t.Context(), trackingtest.Admin, a.ID+1000)
		wantErr(t, err, tracking.ErrUnknownAlert)
		h.Clean()
	})
}

func TestAnAlertAboutNoFolderIsClosedByWhoeverSawIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		bad := h.NewScan(h.Folder.Code, h.Clinic)
		bad.Source = "telepathy"
		h.Scan(bad)
		a := alerts(t, h)
		if len(a) != 1 {
			t.Fatalf("%+v", a)
		}
		if _, err := h.Service.Acknowledge(t.Context(), trackingtest.Admin, a[0].ID); err != nil {
			t.Fatal(err)
		}
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("%+v", a)
		}
	})
}
