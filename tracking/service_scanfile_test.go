package tracking_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestTheServerMakesItsKeyForFilesOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		type made struct {
			key tracking.FileKey
			err error
		}
		answers := make(chan made)
		for range 4 {
			go func() {
				key, err := h.Service.MakeFileKey(t.Context())
				answers <- made{key, err}
			}()
		}
		for range 4 {
			a := <-answers
			kept, found, err := h.Store.FileKey(t.Context())
			if a.err != nil || err != nil || !found || !bytes.Equal(a.key.Private, kept.Private) || !bytes.Equal(a.key.Public, kept.Public) {
				t.Errorf("%v %v: two servers have two keys", a.err, err)
			}
			if len(kept.Public) != 65 || len(kept.Private) != 32 || len(kept.Name) != 16 {
				t.Errorf("%+v", kept)
			}
		}
	})
}

// numbered are scans of the device's own numbers, made now, at a location that is given or none.
func numbered(h *trackingtest.Hospital, at tracking.Location, from int64, folders ...tracking.Folder) (list []tracking.Scan) {
	for i, f := range folders {
		h.Clock.Forward(time.Second)
		s := h.NewScan(f.Code, at)
		seq := from + int64(i)
		s.Seq, s.AssertedUser, s.Auth = &seq, "jo", "full"
		list = append(list, s)
	}
	return list
}

func TestScansThatAreBroughtInAFileAreTheDevicesOwnAndCountOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for _, enrolled := range []bool{false, true} {
			h.Clock.Forward(time.Hour)
			var by *tracking.Device
			if enrolled {
				d := enrol(t, h, queue, "Trolley 7", "hash-1")
				by = &d
			} else if err := h.Service.AddUser(t.Context(), trackingtest.Admin, "jo", tracking.RolePorter, "x"); err != nil {
				t.Fatal(err)
			}
			first := int64(1)
			if enrolled {
				first = 11
			}
			place := map[bool]tracking.Location{false: h.Clinic, true: h.Ward}[enrolled]
			scans := numbered(h, place, first, h.Folder, h.Volume1)
			bring := func() tracking.BroughtIn {
				t.Helper()
				in, err := h.Service.BringIn(t.Context(), trackingtest.Admin, tracking.Brought{Device: queue, Scans: scans})
				if err != nil {
					t.Fatal(err)
				}
				return in
			}
			if in := bring(); in.Stored != 2 || in.Known != 0 || in.NeedAttention != 0 || (in.By != nil) != enrolled {
				t.Errorf("%+v", in)
			}
			if in := bring(); in.Stored != 0 || in.Known != 2 {
				t.Errorf("the second time: %+v", in)
			}
			receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: by, Scans: scans})
			if err != nil || !receipts[0].Replayed || !receipts[1].Replayed {
				t.Errorf("the device sends them after all: %+v %v", receipts, err)
			}
			history, err := h.Store.Movements(t.Context(), h.Folder.ID, cursor{}, 1)
			if err != nil || history[0].Actor != "jo" || !history[0].At.Equal(scans[0].At) || h.Whereabouts(h.Folder).Location.ID != place.ID {
				t.Errorf("%+v %v", history, err)
			}
		}
		h.Clean()
	})
}

func TestOnlyWhoMayImportBringsScansAndItIsAudited(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		scans := numbered(h, h.Clinic, 1, h.Folder)
		if _, err := h.Service.BringIn(t.Context(), trackingtest.Porter, tracking.Brought{Device: queue, Scans: scans}); !errors.Is(err, tracking.ErrForbidden) {
			t.Errorf("a porter: %v", err)
		}
		if _, err := h.Service.BringIn(t.Context(), trackingtest.Admin, tracking.Brought{Device: "trolley", Scans: scans}); tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("no device: %v", err)
		}
		if _, err := h.Service.BringIn(t.Context(), trackingtest.Admin, tracking.Brought{Device: queue, Scans: scans}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE actor = 'alex' AND via = 'file' AND action = 'scans.import' AND detail = ?", queue+": 1 stored, 0 known, 0 to look at"); n != 1 {
			t.Errorf("%d rows in the audit trail", n)
		}
	})
}

func TestScansOfARevokedDeviceThatAreBroughtAreKeptApartOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		if err := h.Service.RevokeDevice(t.Context(), trackingtest.Admin, d.ID); err != nil {
			t.Fatal(err)
		}
		scans := numbered(h, h.Clinic, 1, h.Folder)
		for i, want := range []tracking.BroughtIn{{NeedAttention: 1}, {Known: 1}} {
			in, err := h.Service.BringIn(t.Context(), trackingtest.Admin, tracking.Brought{Device: queue, Scans: scans, Raw: []string{"{}"}})
			if err != nil || in.NeedAttention != want.NeedAttention || in.Known != want.Known || in.Stored != 0 {
				t.Errorf("time %d: %+v %v", i+1, in, err)
			}
		}
		if kept, err := h.Store.Quarantined(t.Context(), queue, false, 10); err != nil || len(kept) != 1 || *kept[0].Seq != 1 {
			t.Errorf("%+v %v", kept, err)
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Library.ID {
			t.Errorf("it moved: %+v", w)
		}
	})
}

func TestAScanWithoutALocationIsKeptApartUntilTheDeviceSendsItWithOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, queue, "Trolley 7", "hash-1")
		held := numbered(h, tracking.Location{}, 1, h.Folder)
		bring := func() tracking.BroughtIn {
			t.Helper()
			in, err := h.Service.BringIn(t.Context(), trackingtest.Admin, tracking.Brought{Device: queue, Held: held, HeldRaws: []string{"{}"}})
			if err != nil {
				t.Fatal(err)
			}
			return in
		}
		if in := bring(); in.NeedAttention != 1 || in.Receipts[0].Outcome != tracking.Quarantined {
			t.Errorf("%+v", in)
		}
		released := held[0]
		released.LocationCode = h.Clinic.Code
		receipts, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: queue, By: &d, Scans: []tracking.Scan{released}})
		if err != nil || receipts[0].Outcome != tracking.Applied {
			t.Errorf("%+v %v", receipts, err)
		}
		if in := bring(); in.Known != 1 || in.NeedAttention != 0 {
			t.Errorf("after the device has sent it: %+v", in)
		}
		alerts, err := h.Store.Alerts(t.Context(), tracking.QuarantineAlert, 0, cursor{}, 10)
		if err != nil || len(alerts) != 0 {
			t.Errorf("a scan that was sent with its location is an id used twice: %+v %v", alerts, err)
		}
		h.Clean()
	})
}
