package tracking

import (
	"fmt"
	"time"
)

// DeviceID is the database's number for a device.
type DeviceID uint64

// Device is the browser on one PC, trolley or handheld. It is enrolled once, and from then on sends what it has scanned by a
// credential of its own, whoever is signed in.
type Device struct {
	ID         DeviceID
	Name       string // the queue's own name, which the browser made
	Label      string // what people call it
	LocationID LocationID
	Kind       string // desk, trolley or handheld: says after how long it locks. Empty is a desk
	EnrolledAt time.Time
	EnrolledBy string

	Hash         string  // of the credential
	PreviousHash *string // of the one before, until the new one was seen
	RotatedAt    time.Time
	RevokedAt    *time.Time
	RevokedBy    string

	// What it told of itself when it was last heard of.
	LastSeenAt    *time.Time
	AppVersion    string
	Protocol      int
	ContiguousSeq int64 // up to here every scan is on the server
	MaxSeq        int64 // the highest number that it has given a scan
	Pending       int
	OldestAt      *time.Time // when the oldest waiting scan was made
	Persisted     *bool      // the browser promises not to clear what it keeps
	OffsetMs      *int64     // server's time less its own
	OffsetRttMs   *int64     // of the sample

	LostAt  *time.Time // it came back with fewer scans than it had
	LostWhy string
	CapsAt  *time.Time // when Caps Lock was last found on there; it tells once a day
	StrayAt *time.Time // its scans turned up in a browser without its credential
	Version int64
}

// DeviceView is a device and the place where it stands.
type DeviceView struct {
	Device
	Standing Location
}

// Revoked says that the device is no longer trusted. What it still sends is kept apart.
func (d Device) Revoked() bool { return d.RevokedAt != nil }

// Doubt is why a browser should not be enrolled without a second thought.
type Doubt string

// The doubts.
const (
	NoDoubt       Doubt = ""
	QueueGone     Doubt = "queue_gone"     // the browser kept its credential and lost its saved scans
	EnrolmentGone Doubt = "enrolment_gone" // the browser kept its saved scans and lost its credential
)

// DoubtEnrolling tells what does not fit in a browser: asks is the device whose credential it shows, named the one that its
// saved scans belong to. Roaming profiles and virtual desktops bring one back without the other, and lose scans.
func DoubtEnrolling(asks, named *Device, name string) Doubt {
	switch {
	case asks != nil && asks.Name != name:
		return QueueGone
	case asks == nil && named != nil && !named.Revoked():
		return EnrolmentGone
	}
	return NoDoubt
}

// DeviceTrouble is one thing wrong with a device, in words. A grave one is shown in red.
type DeviceTrouble struct {
	Code, Text string
	Grave      bool
}

const (
	silentAfter  = 24 * time.Hour // a device that is not heard of for so long may be gone
	capsFor      = 24 * time.Hour // what a device has told of Caps Lock is said for so long
	waitsTooLong = time.Hour      // a waiting scan should have been sent by now
)

// Troubles are what is wrong with a device, the worst first.
func (d Device) Troubles(now time.Time) (list []DeviceTrouble) {
	add := func(code string, grave bool, text string) { list = append(list, DeviceTrouble{code, text, grave}) }
	if d.LostAt != nil {
		add("lost_scans", true, d.LostWhy)
	}
	if d.Revoked() {
		add("revoked", true, "It is revoked. What it still sends is kept apart.")
	}
	if d.StrayAt != nil {
		add("stray", true, "Its scans turned up in a browser that is not enrolled. Enrol it again there.")
	}
	if d.OldestAt != nil && d.Pending > 0 && now.Sub(*d.OldestAt) > waitsTooLong {
		add("waiting", false, fmt.Sprintf("Scans have waited in it for %s. Bring it to where the network is.", inHours(now.Sub(*d.OldestAt))))
	}
	if d.LastSeenAt != nil && !d.Revoked() && now.Sub(*d.LastSeenAt) > silentAfter {
		add("silent", false, fmt.Sprintf("It has not been heard of for %s.", inHours(now.Sub(*d.LastSeenAt))))
	}
	if d.Persisted != nil && !*d.Persisted {
		add("not_persisted", false, "Its browser may clear saved scans. Set it up by the page Policies for scanning PCs.")
	}
	if words := d.ClockError(); words != "" {
		add("clock", false, "Its clock is "+words+". Put it right.")
	}
	if d.CapsAt != nil && now.Sub(*d.CapsAt) < capsFor {
		add("caps_lock", false, "Caps Lock is on at it, or was within a day. Scans count all the same. Switch it off, or have the scanner override it.")
	}
	return list
}

// ClockError is how wrong the device's clock is, in words; empty where it is right, or where the sample is too poor to tell.
func (d Device) ClockError() string {
	if d.OffsetMs == nil || d.OffsetRttMs == nil {
		return ""
	}
	offset := Sample{Offset: time.Duration(*d.OffsetMs) * time.Millisecond, RoundTrip: time.Duration(*d.OffsetRttMs) * time.Millisecond}.Correction()
	switch {
	case offset > 0:
		return inHours(offset) + " slow"
	case offset < 0:
		return inHours(-offset) + " fast"
	}
	return ""
}

// Sample is one comparison of a device's clock with the server's: how far the device is behind, and how long asking took.
type Sample struct {
	Offset    time.Duration
	RoundTrip time.Duration
}

const poorSample = 2 * time.Second // asking took so long that the answer tells nothing

// Correction is what to add to the device's times: nothing where its clock is nearly right or the sample is poor, whole minutes
// otherwise, so that the network's delays never reorder a device's own scans.
func (s Sample) Correction() time.Duration {
	if s.Offset.Abs() <= clockTolerance || s.RoundTrip < 0 || s.RoundTrip >= poorSample {
		return 0
	}
	return s.Offset.Round(time.Minute)
}

func inHours(d time.Duration) string {
	switch hours := int(d.Hours()); {
	case hours < 2:
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	case hours < 48:
		return fmt.Sprintf("%d hours", hours)
	default:
		return fmt.Sprintf("%d days", hours/24)
	}
}
