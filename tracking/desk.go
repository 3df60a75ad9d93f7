package tracking

import (
	"strings"
	"time"
)

// Sitting is one person at one browser, from signing in to signing out. It is locked on the server: whatever a page that was
// left open asks, it gets nothing.
type Sitting struct {
	ID       uint64
	UserID   uint64
	DeviceID *DeviceID // the enrolled device, where there is one
	Kind     string    // of the device, which says after how long it locks
	Method   Method
	FullAt   time.Time // when the person last proved who they are by more than a PIN
	UsedAt   time.Time // when somebody last did something, to the minute
	LockedAt *time.Time
	EndedAt  *time.Time
}

// Method is how somebody signed in.
type Method string

// The methods. A PIN counts only for a while after a full sign-in, and only on an enrolled device.
const (
	ByPassword Method = "password"
	ByPIN      Method = "pin"
)

// SittingState is what a sitting may do now.
type SittingState int

// The states. A locked sitting keeps its work and shows nothing; one that has ended is nobody's.
const (
	SittingOpen SittingState = iota
	SittingLocked
	SittingEnded
)

// Desk are the site's rules for shared devices.
type Desk struct {
	Idle      map[string]time.Duration // by the kind of device; a kind that is not here locks as a desk does
	Life      time.Duration            // from a full sign-in to the next one
	LastUsers int                      // how many names the lock screen offers; 0 for none
}

// Kinds of device that lock after different times.
const (
	DeskDevice     = "desk"
	TrolleyDevice  = "trolley"
	HandheldDevice = "handheld"
)

// DeviceKinds lists them, the one that locks first before the others.
func DeviceKinds() []string { return []string{DeskDevice, TrolleyDevice, HandheldDevice} }

// UsualDesk is what holds until the site says otherwise. A desk is passed by the most people; a handheld is in somebody's hand.
func UsualDesk() Desk {
	return Desk{Idle: map[string]time.Duration{DeskDevice: 5 * time.Minute, TrolleyDevice: 10 * time.Minute, HandheldDevice: 15 * time.Minute},
		Life: 12 * time.Hour, LastUsers: 6}
}

// IdleFor is how long a device of that kind waits for somebody before it locks; 0 is for ever.
func (d Desk) IdleFor(kind string) time.Duration {
	if idle, known := d.Idle[kind]; known {
		return idle
	}
	return d.Idle[DeskDevice]
}

// UseEvery is how often a sitting's use is noted, so that looking at pages costs no write each.
const UseEvery = time.Minute

// grace lets the page lock first, which warns before it does: the server knows the last use to the minute only.
const grace = UseEvery + 30*time.Second

// Standing says what a sitting may do. A browser that was closed instead of locked locks by itself.
func (d Desk) Standing(s Sitting, idle time.Duration, now time.Time) SittingState {
	switch {
	case s.EndedAt != nil || !now.Before(s.FullAt.Add(d.Life)):
		return SittingEnded
	case s.LockedAt != nil || idle > 0 && now.Sub(s.UsedAt) > idle+grace:
		return SittingLocked
	}
	return SittingOpen
}

// Quick is what signing in with a PIN depends on.
type Quick struct {
	UserID   uint64
	PINHash  string
	PINSetAt *time.Time
	FullAt   *time.Time // the last full sign-in, wherever that was
	LastAt   *time.Time
}

// MaxWrongPINs is how many wrong PINs in a row one person may enter at one device. Four digits are guessed in 10,000 tries: five
// leave a thief one chance in 2,000.
const MaxWrongPINs = 5

// Refusals of a quick sign-in. Each says what to do instead.
var (
	ErrLocked       = &Error{Kind: Unauthenticated, Code: "locked", Text: "This screen is locked. Unlock it first."}
	ErrWrongPIN     = &Error{Kind: Unauthenticated, Code: "wrong_pin", Text: "That is not the right PIN for this name. Try again."}
	ErrNotEnrolled  = &Error{Kind: Forbidden, Code: "device_not_enrolled", Text: "PINs work on enrolled devices only. Sign in with your password."}
	ErrNoPIN        = &Error{Kind: Forbidden, Code: "no_pin", Text: "You have no PIN yet. Sign in with your password, then set one."}
	ErrFullSignIn   = &Error{Kind: Forbidden, Code: "full_sign_in", Text: "It is too long since you signed in with your password. Do that now: your PIN then works for 12 hours."}
	ErrTooManyPINs  = &Error{Kind: Forbidden, Code: "too_many_pins", Text: "5 wrong PINs. Sign in with your password: your PIN then works again."}
	ErrUnknownBadge = &Error{Kind: NotFound, Code: "unknown_badge", Text: "This badge is not in use. Choose or type your name instead."}
	ErrPINByPIN     = &Error{Kind: Forbidden, Code: "password_needed", Text: "Sign in with your password to set a PIN."}
	ErrYourself     = &Error{Kind: Conflict, Code: "yourself", Text: "You cannot disable yourself or change your own role. Ask another administrator."}
)

// Refuse says why a PIN cannot be used now, whatever it is; nil where it can be tried.
func (d Desk) Refuse(q Quick, now time.Time) error {
	switch {
	case q.PINHash == "":
		return ErrNoPIN
	case q.FullAt == nil || !now.Before(q.FullAt.Add(d.Life)):
		return ErrFullSignIn
	}
	return nil
}

// RefusePIN says why a PIN is not taken: it is no PIN, or one of the few that a stranger would try first.
func RefusePIN(pin string) error {
	if len(pin) < 4 || len(pin) > 6 || strings.Trim(pin, "0123456789") != "" {
		return invalid("pin_shape", "A PIN has 4 to 6 digits.")
	}
	if isRun(pin) || isRepeated(pin) || isYear(pin) {
		return invalid("pin_weak", "This PIN is too easy to guess. Do not use a year, a row such as 1234, or digits that repeat.")
	}
	return nil
}

// isRun says that each digit is one more, or one less, than the one before it.
func isRun(pin string) bool {
	up, down := true, true
	for i := 1; i < len(pin); i++ {
		step := (int(pin[i]) - int(pin[i-1]) + 10) % 10
		up, down = up && step == 1, down && step == 9
	}
	return up || down
}

// isRepeated says that a PIN is one or a few digits over and over: 0000, 1212, 123123.
func isRepeated(pin string) bool {
	for n := 1; n <= len(pin)/2; n++ {
		if len(pin)%n == 0 && strings.Repeat(pin[:n], len(pin)/n) == pin {
			return true
		}
	}
	return false
}

func isYear(pin string) bool { return len(pin) == 4 && pin >= "1920" && pin <= "2039" }
