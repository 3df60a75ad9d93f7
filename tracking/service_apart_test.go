package tracking_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// apart revokes a device and lets it send scans, which are kept apart. It answers the rows.
func apart(t *testing.T, h *trackingtest.Hospital, d tracking.Device, scans ...tracking.Scan) []tracking.QuarantinedScan {
	t.Helper()
	if err := h.Service.RevokeDevice(t.Context(), trackingtest.Admin, d.ID); err != nil {
		t.Fatal(err)
	}
	v, _, err := h.Store.Device(t.Context(), d.ID)
	if err == nil {
		_, err = h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: &v.Device, Scans: scans, Raw: make([]string, len(scans))})
	}
	if err != nil {
		t.Fatal(err)
	}
	return keptApart(t, h, false)
}

func keptApart(t *testing.T, h *trackingtest.Hospital, taken bool) []tracking.QuarantinedScan {
	t.Helper()
	rows, err := h.Store.Quarantined(t.Context(), queue, taken, 100)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestScansOfARevokedDeviceAreTakenInAtTheirTimeAndOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		if err := h.Service.AddUser(t.Context(), trackingtest.Admin, "jo", tracking.RolePorter, "x"); err != nil {
			t.Fatal(err)
		}
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		scans := numbered(h, h.Ward, 1, h.Folder, h.Volume1)
		rows := apart(t, h, d, scans...)
		h.Clock.Forward(time.Hour)
		h.Arrive(h.Volume1, h.Clinic) // since then somebody else has it
		h.Clock.Forward(time.Hour)
		if _, err := h.Service.TakeIn(t.Context(), trackingtest.Porter, d.ID, rows, scans); !errors.Is(err, tracking.ErrForbidden) {
			t.Errorf("a porter: %v", err)
		}
		if _, err := h.Service.TakeIn(t.Context(), trackingtest.Admin, 999, rows, scans); !errors.Is(err, tracking.ErrUnknownDevice) {
			t.Errorf("no device: %v", err)
		}
		for range 2 {
			if taken, err := h.Service.TakeIn(t.Context(), trackingtest.Admin, d.ID, rows, scans); err != nil || taken != 2 {
				t.Errorf("%d %v", taken, err)
			}
		}
		moved := history(t, h, h.Folder)
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Ward.ID || len(moved) != 2 || !moved[0].At.Equal(scans[0].At) || moved[0].Actor != "jo" {
			t.Errorf("%+v %+v", w, moved)
		}
		if w := h.Whereabouts(h.Volume1); w.Location.ID != h.Clinic.ID {
			t.Errorf("the later scan does not stand: %+v", w)
		}
		done := keptApart(t, h, true)
		if len(keptApart(t, h, false)) != 0 || len(done) != 2 || done[0].TakenBy != "alex" || done[0].Became == "" || done[1].Became == "" {
			t.Errorf("%+v", done)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE actor = 'alex' AND action = 'device.take_in' AND detail = 'Trolley 7: 2 taken in, 0 still apart'"); n != 2 {
			t.Errorf("%d rows in the audit trail", n)
		}
		h.Clean()
	})
}

func TestWhatIsNoScanStaysApartUntilSomebodySaysThatItIsDealtWith(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		bad := numbered(h, h.Ward, 1, h.Folder)
		bad[0].Source = "nose"
		rows := apart(t, h, d, bad...)
		if taken, err := h.Service.TakeIn(t.Context(), trackingtest.Admin, d.ID, rows, bad); err != nil || taken != 0 {
			t.Errorf("%d %v", taken, err)
		}
		if rows = keptApart(t, h, false); len(rows) != 1 {
			t.Fatalf("%+v", rows)
		}
		if err := h.Service.PutAside(t.Context(), trackingtest.Porter, d.ID, rows); !errors.Is(err, tracking.ErrForbidden) {
			t.Errorf("a porter: %v", err)
		}
		if err := h.Service.PutAside(t.Context(), trackingtest.Admin, d.ID, rows); err != nil {
			t.Fatal(err)
		}
		if done := keptApart(t, h, true); len(done) != 1 || len(keptApart(t, h, false)) != 0 {
			t.Errorf("%+v", done)
		}
	})
}

func TestAScanThatWaitsForItsLocationIsNotTakenInWithoutOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		held := numbered(h, tracking.Location{}, 1, h.Folder)
		if _, err := h.Service.BringIn(t.Context(), trackingtest.Admin, tracking.Brought{Device: queue, Held: held}); err != nil {
			t.Fatal(err)
		}
		take := func() int {
			t.Helper()
			taken, err := h.Service.TakeIn(t.Context(), trackingtest.Admin, d.ID, keptApart(t, h, false), held)
			if err != nil {
				t.Fatal(err)
			}
			return taken
		}
		if taken := take(); taken != 0 {
			t.Errorf("%d taken in", taken)
		}
		released := held[0]
		released.LocationCode = h.Clinic.Code
		if r, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: &d, Scans: []tracking.Scan{released}}); err != nil || r[0].Outcome != tracking.Applied {
			t.Errorf("%+v %v", r, err)
		}
		if taken := take(); taken != 1 {
			t.Errorf("%d settled", taken)
		}
	})
}

func TestThePageBeforeThisOneIsUnderstoodForHalfAYearAndWhatIsNotIsKeptApart(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		h.Clock.Set(time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC))
		seq := int64(0)
		send := func(protocol int, brought bool) tracking.Receipt {
			t.Helper()
			seq++
			s := numbered(h, h.Clinic, seq, h.Folder)
			s[0].Protocol = protocol
			receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: &d, Scans: s, Retaken: brought, Brought: brought})
			if err != nil {
				t.Fatal(err)
			}
			return receipts[0]
		}
		for _, c := range []struct {
			protocol int
			late     bool
			apart    bool
		}{{0, false, false}, {tracking.Protocol, false, false}, {tracking.Protocol - 1, false, false}, {tracking.Protocol + 1, false, true},
			{tracking.Protocol - 1, true, true}, {0, true, false}, {tracking.Protocol, true, false}, {tracking.Protocol + 1, true, true}} {
			if c.late {
				h.Clock.Set(time.Date(2027, 6, 1, 9, 0, 0, 0, time.UTC))
				h.Clock.Forward(time.Duration(seq) * time.Hour)
			}
			if r := send(c.protocol, false); (r.Outcome == tracking.Quarantined) != c.apart || c.apart && !strings.Contains(r.Message, "Lock this screen to renew the page") {
				t.Errorf("%+v: %+v", c, r)
			}
		}
		if r := send(tracking.Protocol-1, true); r.Outcome == tracking.Quarantined {
			t.Errorf("somebody answers for an old page: %+v", r)
		}
		if r := send(tracking.Protocol+1, true); r.Outcome != tracking.Quarantined {
			t.Errorf("nobody can answer for a newer one: %+v", r)
		}
		alerts, err := h.Store.Alerts(t.Context(), tracking.DeviceAlert, 0, cursor{}, 10)
		if err != nil || len(keptApart(t, h, false)) != 4 {
			t.Errorf("%+v %v", alerts, err)
		}
	})
}
