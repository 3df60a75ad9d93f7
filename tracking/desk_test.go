package tracking_test

import (
	"errors"
	"testing"
	"time"

	"casenotes/tracking"
)

func TestAPINIsFourToSixDigitsThatNobodyWouldTryFirst(t *testing.T) {
	for pin, code := range map[string]string{
		"4071": "", "83520": "", "640917": "", "1221": "", "9021": "",
		"": "pin_shape", "123": "pin_shape", "1234567": "pin_shape", "12a4": "pin_shape", " 4071": "pin_shape", "４０７１": "pin_shape", "-407": "pin_shape",
		"0000": "pin_weak", "999999": "pin_weak", "1234": "pin_weak", "4321": "pin_weak", "7890": "pin_weak", "0987": "pin_weak", "123456": "pin_weak",
		"1212": "pin_weak", "123123": "pin_weak", "565656": "pin_weak", "1984": "pin_weak", "2026": "pin_weak",
	} {
		err := tracking.RefusePIN(pin)
		var refused *tracking.Error
		switch {
		case code == "" && err != nil:
			t.Errorf("%q: %v", pin, err)
		case code != "" && (!errors.As(err, &refused) || refused.Code != code):
			t.Errorf("%q: %v, want %s", pin, err, code)
		}
	}
}

func TestASittingLocksWhenIdleAndEndsTwelveHoursAfterTheFullSignIn(t *testing.T) {
	desk, start := tracking.UsualDesk(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	later := func(d time.Duration) time.Time { return start.Add(d) }
	gone := start
	for name, c := range map[string]struct {
		sitting tracking.Sitting
		kind    string
		after   time.Duration
		want    tracking.SittingState
	}{
		"in use":                       {tracking.Sitting{FullAt: start, UsedAt: start}, "desk", 5 * time.Minute, tracking.SittingOpen},
		"idle at a desk":               {tracking.Sitting{FullAt: start, UsedAt: start}, "desk", 7 * time.Minute, tracking.SittingLocked},
		"idle on a trolley":            {tracking.Sitting{FullAt: start, UsedAt: start}, "trolley", 7 * time.Minute, tracking.SittingOpen},
		"long idle on a trolley":       {tracking.Sitting{FullAt: start, UsedAt: start}, "trolley", 12 * time.Minute, tracking.SittingLocked},
		"idle in a hand":               {tracking.Sitting{FullAt: start, UsedAt: start}, "handheld", 16 * time.Minute, tracking.SittingOpen},
		"idle on something else":       {tracking.Sitting{FullAt: start, UsedAt: start}, "", 7 * time.Minute, tracking.SittingLocked},
		"locked":                       {tracking.Sitting{FullAt: start, UsedAt: start, LockedAt: &gone}, "desk", time.Second, tracking.SittingLocked},
		"at work the whole day":        {tracking.Sitting{FullAt: start, UsedAt: later(12 * time.Hour)}, "desk", 12 * time.Hour, tracking.SittingEnded},
		"just before the end":          {tracking.Sitting{FullAt: start, UsedAt: later(12*time.Hour - time.Second)}, "desk", 12*time.Hour - time.Second, tracking.SittingOpen},
		"signed out":                   {tracking.Sitting{FullAt: start, UsedAt: start, EndedAt: &gone}, "desk", time.Second, tracking.SittingEnded},
		"locked beyond the day's end":  {tracking.Sitting{FullAt: start, UsedAt: start, LockedAt: &gone}, "desk", 13 * time.Hour, tracking.SittingEnded},
		"the clock went back a moment": {tracking.Sitting{FullAt: start, UsedAt: later(time.Minute)}, "desk", 0, tracking.SittingOpen},
	} {
		if got := desk.Standing(c.sitting, desk.IdleFor(c.kind), later(c.after)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	desk.Idle = map[string]time.Duration{"desk": 0}
	if got := desk.Standing(tracking.Sitting{FullAt: start, UsedAt: start}, desk.IdleFor("trolley"), later(11*time.Hour)); got != tracking.SittingOpen {
		t.Error("a site that never locks locked")
	}
}

func TestAPINCountsOnlyForTwelveHoursAfterAFullSignIn(t *testing.T) {
	desk, now := tracking.UsualDesk(), time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	for name, c := range map[string]struct {
		quick tracking.Quick
		want  error
	}{
		"no PIN":                  {tracking.Quick{FullAt: ago(time.Hour)}, tracking.ErrNoPIN},
		"never signed in in full": {tracking.Quick{PINHash: "x"}, tracking.ErrFullSignIn},
		"this morning":            {tracking.Quick{PINHash: "x", FullAt: ago(11 * time.Hour)}, nil},
		"twelve hours ago":        {tracking.Quick{PINHash: "x", FullAt: ago(12 * time.Hour)}, tracking.ErrFullSignIn},
	} {
		if got := desk.Refuse(c.quick, now); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
