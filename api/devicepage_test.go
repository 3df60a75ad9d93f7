package api

import (
	"net/http"
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
