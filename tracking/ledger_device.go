package tracking

import (
	"fmt"
	"slices"
	"time"
)

// loadUsers reads who is said to have made the scans that devices send by credentials of their own.
func (l *ledger) loadUsers() error {
	var names []string
	for _, e := range l.entries {
		if e.believed() && e.scan.AssertedUser != "" && e.scan.AssertedUser != e.actor.Name {
			names = append(names, e.scan.AssertedUser)
		}
	}
	if len(names) == 0 {
		return nil
	}
	users, err := l.tx.Users(unique(names))
	for _, u := range users {
		l.users[u.Name] = u
	}
	return err
}

// believed says that what a scan says of who made it is believed: an enrolled device's queue may be sent while somebody else is
// signed in, or nobody; and a supervisor vouches for a file.
func (e *entry) believed() bool { return e.by != nil || e.brought }

// sender is the device in words.
func (e *entry) sender() string {
	if e.by == nil {
		return "a browser that is not enrolled"
	}
	return e.by.Label
}

// madeBy is who made a scan.
func (l *ledger) madeBy(e *entry) Actor {
	if u, found := l.users[e.scan.AssertedUser]; found && e.believed() {
		return Actor{Name: u.Name, Role: u.Role, Via: e.actor.Via}
	}
	return e.actor
}

// doubts are what is to be said of a scan that is kept all the same: its maker may no longer sign in, or its clock was wrong.
func (l *ledger) doubts(e *entry, wrongClock bool) (notices []Notice, err error) {
	s := e.scan
	if u, found := l.users[s.AssertedUser]; e.believed() && s.AssertedUser != "" && s.AssertedUser != e.actor.Name && (!found || u.DisabledAt != nil) {
		notices = append(notices, Notice{Code: "user_ended", Text: s.AssertedUser + " can no longer sign in. A supervisor will look at this scan."})
		text := fmt.Sprintf("Scans made as %s came from %s, but %s can no longer sign in. Check that they are right.", s.AssertedUser, e.sender(), s.AssertedUser)
		err = l.alertDevice("user:"+s.AssertedUser, e.by, text)
	}
	if wrongClock {
		notices = append(notices, Notice{Code: "clock", Text: "The clock of this device was wrong. The time of this scan was put right."})
	}
	return notices, err
}

// alertDevice says once that somebody should look at a device; d is nil where it is not enrolled.
func (l *ledger) alertDevice(subject string, d *Device, text string) error {
	subject = cut(subject, 64)
	open, err := l.tx.AlertOpen(DeviceAlert, subject)
	if err != nil || open || slices.ContainsFunc(l.opened, func(a Alert) bool { return a.Kind == DeviceAlert && a.Subject == subject }) {
		return err
	}
	a := newAlert(DeviceAlert, subject, text, l.now)
	if d != nil {
		if err := l.addPlaces([]LocationID{d.LocationID}); err != nil {
			return err
		}
		a.LocationID = &d.LocationID
	}
	l.opened = append(l.opened, a)
	return nil
}

func (e *entry) quarantined(reason string) QuarantinedScan {
	return QuarantinedScan{ScanID: cut(e.scan.ID, 64), Device: cut(e.scan.Device, 64), Seq: e.scan.Seq, Actor: e.actor.Name, Reason: reason,
		Raw: cut(e.raw, 4000), ReceivedAt: e.scan.ReceivedAt}
}

// sample is how the device's clock stood against the server's when the scan was made, where it says so.
func (s Scan) sample() (Sample, bool) {
	if s.OffsetMs == nil || s.OffsetRttMs == nil {
		return Sample{}, false
	}
	return Sample{Offset: time.Duration(*s.OffsetMs) * time.Millisecond, RoundTrip: time.Duration(*s.OffsetRttMs) * time.Millisecond}, true
}

// claimFault names what is wrong with what a device says of a scan besides; empty when nothing is.
func (s Scan) claimFault() string {
	const century = 100 * 365 * 24 * 60 * 60 * 1000 // milliseconds
	for _, n := range []*int64{s.MonoMs, s.OffsetMs, s.OffsetRttMs, s.OffsetAgeS} {
		if n != nil && (*n > century || *n < -century) {
			return "A clock is further out than any clock."
		}
	}
	switch {
	case !slices.Contains([]string{"", "full", "badge_pin", "held", "none"}, s.Auth):
		return "The way of signing in is not one of full, badge_pin, held, none."
	case s.AssertedUser != "" && !userName.MatchString(s.AssertedUser):
		return "The user has no name that a user can have."
	case len(s.BootID) > 36 || len(s.BatchID) > 36 || len(s.AppVersion) > 16 || len(s.Symbology) > 8 || !ascii(s.BootID, s.BatchID, s.AppVersion, s.Symbology):
		return "What the device says of itself is too long."
	case s.Protocol < 0 || s.Protocol > 1000:
		return "There is no such protocol."
	}
	return ""
}

func ascii(texts ...string) bool {
	for _, text := range texts {
		for i := range len(text) {
			if text[i] < ' ' || text[i] > '~' {
				return false
			}
		}
	}
	return true
}
