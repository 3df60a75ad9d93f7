package web

import (
	"time"

	"casenotes/tracking"
)

// Devices lists the browsers that scan, and what is wrong with them.
type Devices struct {
	Frame
	Rows []DeviceRow
	// Next is the address of the next page, Later that this is not the first.
	Next    string
	Later   bool
	Checked time.Time
}

// Template is the page's file.
func (Devices) Template() string { return "devices.html" }

// DeviceRow is one device. Here says that the page is looked at on it.
type DeviceRow struct {
	tracking.DeviceView
	Troubles []tracking.DeviceTrouble
	Here     bool
}

// Grave says that something is badly wrong with the device.
func (r DeviceRow) Grave() bool { return len(r.Troubles) > 0 && r.Troubles[0].Grave }

// DeviceForm is what is typed of a device. Name is its queue's, which a script fills in.
type DeviceForm struct {
	Name, Label, Place string
	Version            int64
}

// Device is the page of one device. It posts to /devices/ID: label and place, or do with revoke, settle, kind, take or aside.
type Device struct {
	Frame
	tracking.DeviceView
	Troubles []tracking.DeviceTrouble
	Form     DeviceForm
	Places   []Choice
	// AllUpTo is the number up to which every scan is on the server; Gaps are those after it that have not come.
	AllUpTo int64
	Gaps    []DeviceGap
	// Apart are the scans that are kept apart, and why; ApartRest says how many are not listed. Taken are those that somebody has
	// dealt with, and what became of them.
	Apart, Taken []ScanOutcome
	ApartRest    string
	// Kinds are what it can be, with when each locks.
	Kinds []Choice
}

// Template is the page's file.
func (Device) Template() string { return "device.html" }

// DeviceGap is scans that have not come, in words. Later is when the next one came; nil where none has.
type DeviceGap struct {
	Words string
	Later *time.Time
}

// Enrol is the page that enrols the browser it is looked at with. It posts to /devices/enrol.
type Enrol struct {
	Frame
	// As is the device that this browser is enrolled as; nil for none.
	As     *tracking.DeviceView
	Form   DeviceForm
	Places []Choice
	// Doubt is why it should not be enrolled without a second thought.
	Doubt tracking.Doubt
}

// Template is the page's file.
func (Enrol) Template() string { return "enrol.html" }

// keeps says whether a device's browser promises to keep what it saves.
func keeps(persisted *bool) string {
	switch {
	case persisted == nil:
		return "Not told"
	case *persisted:
		return "Yes"
	}
	return "May be cleared"
}

func deviceClock(d tracking.Device) string {
	if d.OffsetMs == nil {
		return "Not told"
	}
	if words := d.ClockError(); words != "" {
		return SentenceCase(words)
	}
	return "Right"
}
