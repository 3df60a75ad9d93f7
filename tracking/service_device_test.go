package tracking_test

import (
	"errors"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func enrol(t *testing.T, h *trackingtest.Hospital, name, label, hash string) tracking.Device {
	t.Helper()
	d, err := h.Service.Enrol(t.Context(), trackingtest.Admin, tracking.NewDevice{Name: name, Label: label, Location: h.Clinic.Code, Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADeviceIsEnrolledOnceAndAgainWithANewCredential(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		first := enrol(t, h, "web-00000001", "Trolley 7", "hash-1")
		again := enrol(t, h, "web-00000001", "Trolley 8", "hash-2")
		if again.ID != first.ID || again.Label != "Trolley 8" {
			t.Errorf("%+v", again)
		}
		if _, found, err := h.Store.DeviceByHash(t.Context(), "hash-1"); found || err != nil {
			t.Errorf("the old credential still works: %v", err)
		}
		if d, found, err := h.Store.DeviceByHash(t.Context(), "hash-2"); !found || err != nil || d.ID != first.ID {
			t.Errorf("%+v %v", d, err)
		}
		list, err := h.Store.Devices(t.Context(), 0, 10)
		if err != nil || len(list) != 1 || list[0].Standing.Name != "Clinic B" {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestWhatADeviceCannotBeIsRefused(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		good := tracking.NewDevice{Name: "web-00000001", Label: "Trolley 7", Location: h.Clinic.Code, Hash: "hash"}
		for code, change := range map[string]func(*tracking.NewDevice){
			"device_name":      func(n *tracking.NewDevice) { n.Name = "trolley-7" },
			"device_label":     func(n *tracking.NewDevice) { n.Label = " " },
			"device_place":     func(n *tracking.NewDevice) { n.Location = "" },
			"unknown_location": func(n *tracking.NewDevice) { n.Location = h.Folder.Code },
			"location_retired": func(n *tracking.NewDevice) { n.Location = h.Retired.Code },
		} {
			n := good
			change(&n)
			_, err := h.Service.Enrol(t.Context(), trackingtest.Admin, n)
			if e, ok := errors.AsType[*tracking.Error](err); !ok || e.Code != code {
				t.Errorf("%s: %v", code, err)
			}
		}
		if _, err := h.Service.Enrol(t.Context(), trackingtest.Porter, good); !errors.Is(err, tracking.ErrForbidden) {
			t.Errorf("a porter enrolled a device: %v", err)
		}
	})
}

func TestADeviceIsRenamedOnTheVersionThatWasSeenAndRevoked(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		d := enrol(t, h, "web-00000001", "Trolley 7", "hash-1")
		if err := h.Service.AmendDevice(t.Context(), trackingtest.Admin, d.ID, d.Version, "Trolley 9", h.Ward.Code); err != nil {
			t.Fatal(err)
		}
		if err := h.Service.AmendDevice(t.Context(), trackingtest.Admin, d.ID, d.Version, "Trolley 10", h.Ward.Code); !errors.Is(err, tracking.ErrStale) {
			t.Errorf("a change on an old version: %v", err)
		}
		if err := h.Service.RevokeDevice(t.Context(), trackingtest.Admin, d.ID); err != nil {
			t.Fatal(err)
		}
		v, found, err := h.Store.Device(t.Context(), d.ID)
		if err != nil || !found || v.Label != "Trolley 9" || v.Standing.Name != "Ward 7" || !v.Revoked() || v.RevokedBy != "alex" {
			t.Errorf("%+v %v", v, err)
		}
		if err := h.Service.RevokeDevice(t.Context(), trackingtest.Admin, 999); !errors.Is(err, tracking.ErrUnknownDevice) {
			t.Error(err)
		}
	})
}
