package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

const (
	queueName      = "web-00000000-0000-0000-0000-000000000001"
	otherQueueName = "web-00000000-0000-0000-0000-000000000002"
)

// enrol enrols the visitor's browser.
func (v pageVisitor) enrol(h *trackingtest.Hospital, name, label string) pageAnswer {
	v.t.Helper()
	return v.send("/devices/enrol", "name", name, "label", label, "place", h.Clinic.Code)
}

func TestABrowserIsEnrolledByItsOwnPage(t *testing.T) {
	trackingtest.EachAt(t, time.Now(), func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleSupervisor)
		v.get("/devices").has(t, "No device is enrolled")
		v.get("/devices/enrol").has(t, "An enrolled browser sends", `value="`+h.Clinic.Code+`"`)
		v.enrol(h, "trolley", "Trolley 7").has(t, "There is a problem", "did not say which queue")
		v.enrol(h, queueName, "").has(t, "There is a problem", "Give the device a name", `href="#label"`)
		v.enrol(h, queueName, "Trolley 7").has(t, "This browser is enrolled as Trolley 7.", "Clinic B", "page-supervisor")
		v.get("/devices/enrol").has(t, "This browser is enrolled as", "Trolley 7")
		v.get("/devices").has(t, "Trolley 7", "This device")
	})
}

func TestABrowserThatForgetsIsWarnedOf(t *testing.T) {
	trackingtest.EachAt(t, time.Now(), func(t *testing.T, h *trackingtest.Hospital) {
		door := pageSite(t, h)
		v := door(tracking.RoleAdmin)
		v.enrol(h, queueName, "Trolley 7")
		a := v.enrol(h, otherQueueName, "Trolley 7")
		a.has(t, "Stop: this browser does not keep what it saves", "the scans that it saved are gone")
		other := door(tracking.RoleSupervisor) // a browser without the cookie
		other.enrol(h, queueName, "Trolley 7").has(t, "its enrolment is gone")
		other.send("/devices/enrol", "name", queueName, "label", "Trolley 7", "place", h.Clinic.Code, "sure", "queue_gone").has(t, "its enrolment is gone")
		other.send("/devices/enrol", "name", queueName, "label", "Trolley 8", "place", h.Clinic.Code, "sure", "enrolment_gone").has(t, "This browser is enrolled as Trolley 8.")
		v.get("/devices").lacks(t, "This device")
		other.get("/devices").has(t, "This device")
	})
}

func TestADeviceIsRenamedAndRevokedOnItsPage(t *testing.T) {
	trackingtest.EachAt(t, time.Now(), func(t *testing.T, h *trackingtest.Hospital) {
		door := pageSite(t, h)
		v := door(tracking.RoleAdmin)
		page := v.enrol(h, queueName, "Trolley 7")
		v.send(page.path, "label", "Trolley 9", "place", h.Ward.Code, "version", "1").has(t, "Saved.", "Trolley 9", "Ward 7")
		v.send(page.path, "label", "Trolley 10", "place", h.Ward.Code, "version", "1").has(t, "Somebody changed this since you opened it", `value="Trolley 10"`)
		v.send(page.path, "do", "revoke").has(t, "Trolley 9 is revoked.", "What it still sends is kept apart")
		v.get("/devices/enrol").has(t, "and revoked")
		if a := v.get("/devices/999"); a.status != http.StatusNotFound {
			t.Errorf("no device: %d", a.status)
		}
		if a := door(tracking.RolePorter).get("/devices"); a.status != http.StatusForbidden {
			t.Errorf("a porter sees the devices: %d", a.status)
		}
	})
}

func TestTheScansThatHaveNotComeAreNamedOnTheDevicesPage(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleAdmin)
		page := v.enrol(h, queueName, "Trolley 7")
		v.get(page.path).lacks(t, "Scans that have not come")
		d, _, err := h.Store.DeviceByName(t.Context(), queueName)
		if err != nil {
			t.Fatal(err)
		}
		send := func(seqs ...int64) {
			t.Helper()
			batch := tracking.ScanBatch{Device: queueName, By: &d}
			for _, seq := range seqs {
				h.Clock.Forward(time.Minute)
				s := h.NewScan(h.Folder.Code, h.Clinic)
				s.Seq = &seq
				batch.Scans = append(batch.Scans, s)
			}
			if _, err := h.Service.Scan(t.Context(), trackingtest.Porter, batch); err != nil {
				t.Fatal(err)
			}
		}
		hear := func(highest int64, pending int) {
			t.Helper()
			if _, err := h.Service.Hear(t.Context(), d.ID, tracking.Beat{Shown: d.Hash, Queue: queueName, MaxSeq: highest, Pending: pending}); err != nil {
				t.Fatal(err)
			}
		}
		send(1, 2, 5)
		hear(7, 1)
		v.get(page.path).has(t, "All up to 2 are on the server", "Scans 3 and 4 have not come, though a later one came on 23 November 2026, 09:0",
			"Scans 6 and 7 have not come, and no later one either", "1 scan was waiting in the device then", "The folders were scanned again")
		send(3, 4)
		hear(7, 0)
		v.get(page.path).has(t, "All up to 5 are on the server", "Scans 6 and 7 have not come", "These scans may be lost.").lacks(t, "Scans 3 and 4")
		v.send(page.path, "do", "settle").lacks(t, "Scans that have not come")
		send(8)
		v.get(page.path).has(t, "All up to 8 are on the server").lacks(t, "Scans that have not come")
	})
}

func TestScansThatAreKeptApartAreTakenInOnTheDevicesPage(t *testing.T) {
	trackingtest.EachAt(t, time.Now(), func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		v, clerk := enter(tracking.RoleAdmin), enter(tracking.RoleLibrary)
		page := v.enrol(h, queueName, "Trolley 7")
		v.get(page.path).lacks(t, "Scans that are kept apart")
		v.send(page.path, "do", "revoke")
		h.Clock.Forward(time.Minute)
		send := func(body string) {
			t.Helper()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.url+"/api/v1/scans", strings.NewReader(body))
			if err == nil {
				r.Header.Set("Content-Type", "application/json")
			}
			v.do(r, err).has(t, `"outcome":"quarantined"`)
		}
		good, bad := h.NewScan(h.Folder.Code, h.Clinic), h.NewScan(h.Volume1.Code, h.Clinic)
		bad.ID = "nothing"
		send(`{"device":"` + queueName + `","scans":[` + asSaved(t, good) + `,` + asSaved(t, bad) + `]}`)
		v.get(page.path).has(t, "Scans that are kept apart", tracking.Group(h.Folder.Code), tracking.Group(h.Volume1.Code), "The device is revoked.", "not a UUID", "Take these scans in")
		v.get("/scans-to-check?list=apart").has(t, `<a href="`+page.path+`">Take it in`)
		clerk.get("/scans-to-check?list=apart").has(t, "<bdi>Trolley 7</bdi>", "A supervisor takes it in or puts it aside.").lacks(t, page.path) // a page that she may not open
		v.send(page.path, "do", "take").has(t, "1 scan was taken in. 1 scan was kept apart still", "What became of it", "is now at Clinic B.")
		if w := h.Whereabouts(h.Folder); w.Location.ID != h.Clinic.ID {
			t.Errorf("it is at %s", w.Location.Name)
		}
		v.send(page.path, "do", "take").has(t, "No scan was taken in. 1 scan was kept apart still")
		v.send(page.path, "do", "aside").has(t, "Noted. 1 scan was put aside.", "Dealt with: it does not count.").lacks(t, "Take these scans in")
	})
}
