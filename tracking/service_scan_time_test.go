package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestALateScanGoesIntoTheHistoryAndMovesNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Hour)
		early := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(time.Hour)
		h.Scan(h.NewScan(h.Folder.Code, h.Clinic))
		h.Clock.Forward(time.Hour)
		r := h.Scan(early)[0]
		if r.Outcome != tracking.Late || r.Folder.Location.ID != h.Clinic.ID {
			t.Errorf("%+v", r)
		}
		list := history(t, h, h.Folder)
		if len(list) != 3 || list[1].To.ID != h.Ward.ID || !list[1].Late || !list[1].At.Equal(early.At) || list[1].Version != 3 {
			t.Errorf("%+v", list)
		}
		h.Clean()
	})
}

func TestTwoPlacesWithinFiveMinutesRaiseAConflict(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Hour)
		early := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(4 * time.Minute)
		r := h.Scan(h.NewScan(h.Folder.Code, h.Clinic), early)
		if r[1].Outcome != tracking.Attention || r[1].Class != tracking.Check {
			t.Errorf("%+v", r[1])
		}
		if a := alerts(t, h); len(a) != 1 || a[0].Kind != tracking.ConflictAlert || a[0].Location.ID != h.Clinic.ID {
			t.Fatalf("%+v", a)
		}
		h.Arrive(h.Folder, h.Ward)
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("the next scan closes it: %+v", a)
		}
		h.Clean()
	})
}

func TestAConflictThatTheNextScanOfTheSameBatchAnswersIsOver(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Hour)
		early := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(2 * time.Minute)
		first := h.NewScan(h.Folder.Code, h.Clinic)
		h.Clock.Forward(2 * time.Minute)
		r := h.Scan(first, early, h.NewScan(h.Folder.Code, h.Secretary))
		if r[1].Outcome != tracking.Attention || r[2].Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("%+v", a)
		}
		h.Clean()
	})
}

func TestAnImpossibleDateNeverMovesAFolderBack(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		for name, at := range map[string]time.Time{
			"1970":                      time.Unix(0, 0).UTC(),
			"before the folder existed": trackingtest.Opening.Add(-24 * time.Hour),
		} {
			h.Clock.Forward(time.Minute)
			s := h.NewScan(h.Folder.Code, h.Ward)
			s.At = at
			if r := h.Scan(s)[0]; r.Outcome != tracking.Late {
				t.Errorf("%s: %+v", name, r)
			}
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Clinic.ID {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestAScanFromTheFutureCountsAsMadeNow(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		s := h.NewScan(h.Folder.Code, h.Clinic)
		s.At = s.At.AddDate(1, 0, 0)
		if r := h.Scan(s)[0]; r.Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		if w := h.Whereabouts(h.Folder); !w.Since.Equal(h.Clock.Now()) || !w.LastScanAt.Equal(h.Clock.Now()) {
			t.Errorf("%+v", w.Folder)
		}
		if r := h.Arrive(h.Folder, h.Ward); r.Outcome != tracking.Applied {
			t.Errorf("the next true scan counts: %+v", r)
		}
		h.Clean()
	})
}

func TestADatabaseTakesEveryTimeThatIsKept(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		var batch []tracking.Scan
		for _, at := range []time.Time{
			{}, time.Date(0, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC),
			time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(9999, 12, 31, 23, 59, 0, 0, time.FixedZone("", -12*3600)),
		} {
			s := h.NewScan(h.Folder.Code, h.Ward)
			s.At = at
			batch = append(batch, s)
		}
		good := h.NewScan(h.Folder.Code, h.Clinic)
		receipts := h.Scan(append(batch, good)...)
		if last := receipts[len(receipts)-1]; last.Folder == nil {
			t.Errorf("%+v", last)
		}
		h.Clean()
	})
}

func TestADeviceThatWasOfflineForAnHourKeepsItsTimes(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		var queue []tracking.Scan
		start := h.Clock.Now()
		for i := range 120 { // one every half minute, the folder coming and going
			s := h.NewScan(h.Volume1.Code, []tracking.Location{h.Clinic, h.Ward}[i%2])
			seq := int64(i + 1)
			s.Seq, s.At = &seq, start.Add(time.Duration(i+1)*30*time.Second)
			queue = append(queue, s)
		}
		h.Clock.Forward(55 * time.Minute)
		seen := h.NewScan(h.Folder.Code, h.Secretary)
		h.Scan(seen) // another device
		late := h.NewScan(h.Folder.Code, h.Ward)
		late.At = start.Add(45 * time.Minute)
		seq := int64(91)
		late.Seq = &seq
		queue[90] = late
		h.Clock.Forward(15 * time.Minute)
		receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: "trolley-9", SentAt: h.Clock.Now(), Scans: queue})
		if err != nil {
			t.Fatal(err)
		}
		if receipts[90].Outcome != tracking.Late {
			t.Errorf("seen since by somebody else: %+v", receipts[90])
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Secretary.ID {
			t.Errorf("the folder went back to %s", w.Location.Name)
		}
		for _, m := range history(t, h, h.Volume1) {
			if m.Kind == tracking.Arrived && (m.At.Sub(start)%(30*time.Second) != 0 || m.At.After(start.Add(time.Hour))) {
				t.Fatalf("a movement was put at %s", m.At)
			}
		}
		h.Clean()
	})
}

func TestAClockThatJumpsBackDoesNotReorderADevicesScans(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(2 * time.Hour)
		first, second := h.NewScan(h.Folder.Code, h.Clinic), h.NewScan(h.Folder.Code, h.Ward)
		one, two := int64(1), int64(2)
		first.Seq, second.Seq = &one, &two
		second.At = second.At.Add(-time.Hour)
		first.ID, second.ID = max(first.ID, second.ID), min(first.ID, second.ID) // ids are made from the same clock
		h.Clock.Forward(time.Second)
		r := h.Scan(first, second)
		if r[1].Outcome != tracking.Applied || h.Whereabouts(h.Folder).Location.ID != h.Ward.ID {
			t.Errorf("%+v", r[1])
		}
		h.Clean()
	})
}
