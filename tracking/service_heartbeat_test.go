package tracking_test

import (
	"errors"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

const queue = "web-00000001"

type cursor = store.Cursor

func hear(t *testing.T, h *trackingtest.Hospital, d tracking.Device, b tracking.Beat) (tracking.Heard, tracking.Device) {
	t.Helper()
	if b.Queue == "" {
		b.Queue = queue
	}
	heard, err := h.Service.Hear(t.Context(), d.ID, b)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := h.Store.Device(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	return heard, v.Device
}

// scansOf sends scans of the device's own numbers, made now, and answers their receipts.
func scansOf(t *testing.T, h *trackingtest.Hospital, by *tracking.Device, sender tracking.Actor, seqs []int64, change func(*tracking.Scan)) []tracking.Receipt {
	t.Helper()
	batch := tracking.ScanBatch{Device: queue, By: by}
	for _, seq := range seqs {
		h.Clock.Forward(time.Second)
		s := h.NewScan(h.Folder.Code, h.Clinic)
		s.Seq = &seq
		if change != nil {
			change(&s)
		}
		batch.Scans, batch.Raw = append(batch.Scans, s), append(batch.Raw, `{"id":"`+s.ID+`"}`)
	}
	receipts, err := h.Service.Scan(t.Context(), sender, batch)
	if err != nil {
		t.Fatal(err)
	}
	return receipts
}

func TestACredentialIsRotatedEveryDayAndTheOldOneIsGoodUntilTheNewOneWasSeen(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		if heard, _ := hear(t, h, d, tracking.Beat{Shown: "hash-1", Next: "hash-2"}); heard.Rotated {
			t.Error("rotated on the first day")
		}
		h.Clock.Forward(25 * time.Hour)
		heard, d := hear(t, h, d, tracking.Beat{Shown: "hash-1", Next: "hash-2"})
		if !heard.Rotated || d.Hash != "hash-2" || *d.PreviousHash != "hash-1" {
			t.Fatalf("%+v", d)
		}
		if _, found, err := h.Store.DeviceByHash(t.Context(), "hash-1"); !found || err != nil {
			t.Errorf("the answer may have been lost, so the old one is still good: %v", err)
		}
		if heard, _ = hear(t, h, d, tracking.Beat{Shown: "hash-1", Next: "hash-3"}); heard.Rotated {
			t.Error("another tab, at the same moment, got a third one")
		}
		h.Clock.Forward(2 * time.Minute)
		if heard, d = hear(t, h, d, tracking.Beat{Shown: "hash-1", Next: "hash-3"}); !heard.Rotated || d.Hash != "hash-3" || *d.PreviousHash != "hash-1" {
			t.Errorf("the new one never arrived: %+v", d)
		}
		if heard, d = hear(t, h, d, tracking.Beat{Shown: "hash-3", Next: "hash-4"}); heard.Rotated || d.PreviousHash != nil {
			t.Errorf("the new one was seen: %+v", d)
		}
		if _, found, _ := h.Store.DeviceByHash(t.Context(), "hash-1"); found {
			t.Error("the old one is still good")
		}
	})
}

func TestTheServerKnowsUpToWhereEveryScanHasCome(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		scansOf(t, h, &d, trackingtest.Porter, []int64{1, 2, 4}, nil)
		oldest := h.Clock.Now()
		heard, d := hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 5, Pending: 2, Oldest: &oldest})
		if heard.State != tracking.DeviceKnown || d.ContiguousSeq != 2 || d.MaxSeq != 5 || d.Pending != 2 || !d.OldestAt.Equal(oldest) {
			t.Errorf("%+v %+v", heard, d)
		}
		scansOf(t, h, &d, trackingtest.Porter, []int64{3}, func(s *tracking.Scan) { s.Source = "nose" }) // kept apart, and it has come
		if _, d = hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 5, Pending: 1}); d.ContiguousSeq != 4 {
			t.Errorf("all up to %d", d.ContiguousSeq)
		}
		h.Clean()
	})
}

func TestADeviceThatCountsBackHasLostScansAndIsToldWhereToGoOn(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 40, Pending: 3})
		heard, d := hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 31})
		if heard.State != tracking.DeviceLost || heard.NextSeq != 41 || d.LostAt == nil || d.MaxSeq != 40 {
			t.Errorf("%+v %+v", heard, d)
		}
		hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 31})
		alerts, err := h.Store.Alerts(t.Context(), tracking.DeviceAlert, 0, cursor{}, 10)
		if err != nil || len(alerts) != 1 || alerts[0].Text != "Trolley 7: "+d.LostWhy || alerts[0].Location.Name != "Clinic B" {
			t.Errorf("%+v %v", alerts, err)
		}
		if heard, _ = hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 41}); heard.State != tracking.DeviceLost {
			t.Errorf("nobody has looked yet: %+v", heard)
		}
		if err := h.Service.SettleDevice(t.Context(), trackingtest.Admin, d.ID); err != nil {
			t.Fatal(err)
		}
		if heard, d = hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 42}); heard.State != tracking.DeviceKnown || d.LostAt != nil {
			t.Errorf("%+v %+v", heard, d)
		}
	})
}

func TestABrowserWithAnotherQueueHasLostWhatItSaved(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		hear(t, h, d, tracking.Beat{Shown: "hash-1", MaxSeq: 4, Pending: 1})
		heard, d := hear(t, h, d, tracking.Beat{Shown: "hash-1", Queue: "web-00000002", MaxSeq: 1})
		if heard.State != tracking.DeviceOther || d.LostWhy != "Its browser has lost what it had saved. 1 scan was waiting to be sent when it was last heard of." {
			t.Errorf("%+v %+v", heard, d)
		}
		if err := h.Service.Stray(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
		if v, _, err := h.Store.Device(t.Context(), d.ID); err != nil || v.StrayAt == nil {
			t.Errorf("%+v %v", v, err)
		}
		if _, err := h.Service.Hear(t.Context(), 999, tracking.Beat{}); !errors.Is(err, tracking.ErrUnknownDevice) {
			t.Error(err)
		}
	})
}

func TestADevicesScansBelongToWhoMadeThemWhoeverSendsThem(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		for _, name := range []string{"jo", "gone"} {
			if err := h.Service.AddUser(t.Context(), trackingtest.Admin, name, tracking.RoleLibrary, "x"); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Service.DisableUser(t.Context(), trackingtest.Admin, "gone"); err != nil {
			t.Fatal(err)
		}
		device := tracking.Actor{Name: "Trolley 7", Role: tracking.RoleDevice, Via: "device"}
		by := func(user string, to tracking.Location) func(*tracking.Scan) {
			return func(s *tracking.Scan) { s.AssertedUser, s.Auth, s.LocationCode = user, "full", to.Code }
		}
		for i, c := range []struct {
			user, actor string
			credential  *tracking.Device
			flagged     bool
		}{
			{"jo", "jo", &d, false}, {"", "Trolley 7", &d, false}, {"gone", "gone", &d, true}, {"nobody", "Trolley 7", &d, true}, {"jo", "Trolley 7", nil, false},
		} {
			place := h.Ward
			if i%2 == 0 {
				place = h.Clinic
			}
			r := scansOf(t, h, c.credential, device, []int64{int64(i + 1)}, by(c.user, place))[0]
			if r.Outcome != tracking.Applied {
				t.Errorf("%q: %+v", c.user, r)
			}
			if flagged := len(r.Notices) > 0 && r.Notices[len(r.Notices)-1].Code == "user_ended"; flagged != c.flagged {
				t.Errorf("%q: flagged is %v: %+v", c.user, flagged, r.Notices)
			}
			history, err := h.Store.Movements(t.Context(), h.Folder.ID, cursor{}, 1)
			if err != nil || history[0].Actor != c.actor {
				t.Errorf("%q: moved by %q, want %q: %v", c.user, history[0].Actor, c.actor, err)
			}
		}
		alerts, err := h.Store.Alerts(t.Context(), tracking.DeviceAlert, 0, cursor{}, 10)
		if err != nil || len(alerts) != 2 {
			t.Errorf("%+v %v", alerts, err)
		}
		h.Clean()
	})
}

func TestWhatARevokedDeviceSendsIsKeptApartOnceAndNeverLost(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		before := h.NewScan(h.Folder.Code, h.Ward)
		one, two := int64(1), int64(2)
		before.Seq = &one
		send := func(s tracking.Scan) tracking.Receipt {
			t.Helper()
			v, _, err := h.Store.Device(t.Context(), d.ID)
			if err != nil {
				t.Fatal(err)
			}
			receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: &v.Device, Scans: []tracking.Scan{s}})
			if err != nil {
				t.Fatal(err)
			}
			return receipts[0]
		}
		send(before)
		if err := h.Service.RevokeDevice(t.Context(), trackingtest.Admin, d.ID); err != nil {
			t.Fatal(err)
		}
		if r := send(before); r.Outcome != tracking.Applied || !r.Replayed {
			t.Errorf("what had come before is the same scan: %+v", r)
		}
		after := h.NewScan(h.Folder.Code, h.Clinic)
		after.Seq = &two
		for range 2 {
			if r := send(after); r.Outcome != tracking.Quarantined || r.Class != tracking.Check {
				t.Errorf("%+v", r)
			}
		}
		if kept, err := h.Store.Quarantined(t.Context(), queue, false, 10); err != nil || len(kept) != 1 || kept[0].ScanID != after.ID {
			t.Errorf("%+v %v", kept, err)
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Ward.ID {
			t.Errorf("it moved: %+v", w)
		}
		heard, v := hear(t, h, d, tracking.Beat{Shown: "hash-1", Next: "hash-2", MaxSeq: 2})
		if heard.State != tracking.DeviceRevoked || heard.Rotated || v.ContiguousSeq != 2 {
			t.Errorf("%+v %+v", heard, v)
		}
	})
}

func TestADeviceWhoseClockIsAnHourOutScansAtTheRightTimeAndInOrder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		trip, seq := int64(80), int64(0)
		for _, slow := range []time.Duration{time.Hour, -time.Hour} {
			offset := (slow + 7*time.Second).Milliseconds()
			made := h.Clock.Now()
			r := scansOf(t, h, &d, trackingtest.Porter, []int64{seq + 1, seq + 2}, func(s *tracking.Scan) {
				s.At, s.OffsetMs, s.OffsetRttMs = s.At.Add(-slow), &offset, &trip
			})
			seq += 2
			history, err := h.Store.Movements(t.Context(), h.Folder.ID, cursor{}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if seq == 2 && !history[0].At.Equal(made.Add(time.Second)) {
				t.Errorf("%s slow: made at %s, not at %s", slow, history[0].At, made)
			}
			for _, receipt := range r {
				if len(receipt.Notices) == 0 || receipt.Notices[len(receipt.Notices)-1].Code != "clock" {
					t.Errorf("%s slow: not said: %+v", slow, receipt)
				}
			}
		}
		h.Clean()
	})
}

func TestAClockThatIsPutBackWithinABatchReordersNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		var batch []tracking.Scan
		for i, place := range []tracking.Location{h.Clinic, h.Ward, h.OtherClinic, h.Secretary} {
			h.Clock.Forward(time.Minute)
			s := h.NewScan(h.Folder.Code, place)
			seq := int64(i + 1)
			s.Seq = &seq
			if i >= 2 {
				s.At = s.At.Add(-time.Hour)
			}
			batch = append(batch, s)
		}
		receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: &d, SentAt: h.Clock.Now(), Scans: batch})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range receipts {
			if r.Outcome != tracking.Applied {
				t.Errorf("scan %d: %+v", i+1, r)
			}
			if flagged := len(r.Notices) > 0 && r.Notices[len(r.Notices)-1].Code == "clock"; flagged != (i >= 2) {
				t.Errorf("scan %d: flagged is %v", i+1, flagged)
			}
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Secretary.ID {
			t.Errorf("it is at %s", w.Location.Name)
		}
		h.Clean()
	})
}

func TestCapsLockIsToldOfADeviceOnceADay(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		told := func(caps bool) bool {
			t.Helper()
			_, v := hear(t, h, d, tracking.Beat{Shown: "hash-1", Caps: caps})
			for _, trouble := range v.Troubles(h.Clock.Now()) {
				if trouble.Code == "caps_lock" {
					return true
				}
			}
			return false
		}
		if told(false) || !told(true) {
			t.Error("what the device tells is not said")
		}
		first := h.Clock.Now()
		h.Clock.Forward(time.Hour)
		if !told(true) {
			t.Error("an hour later it is not said any more")
		}
		if v, _, err := h.Store.Device(t.Context(), d.ID); err != nil || !v.CapsAt.Equal(first) {
			t.Errorf("told twice a day: %v %v", v.CapsAt, err)
		}
		h.Clock.Forward(24 * time.Hour)
		if told(false) {
			t.Error("the next day it is said still")
		}
	})
}
