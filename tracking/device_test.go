package tracking

import (
	"slices"
	"testing"
	"time"
)

func TestAClockIsPutRightByWholeMinutesAndOnlyWhereItIsWrongAndTheSampleIsGood(t *testing.T) {
	for name, c := range map[string]struct{ offset, trip, want time.Duration }{
		"right":                       {time.Second, 0, 0},
		"2 minutes out is right":      {2 * time.Minute, 0, 0},
		"an hour slow":                {time.Hour + 14*time.Second, 100 * time.Millisecond, time.Hour},
		"an hour fast":                {-time.Hour - 14*time.Second, 100 * time.Millisecond, -time.Hour},
		"an hour slow, a poor sample": {time.Hour, 2 * time.Second, 0},
		"no round trip is negative":   {time.Hour, -1, 0},
	} {
		if got := (Sample{c.offset, c.trip}).Correction(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestABrowserWithHalfOfWhatItShouldHaveIsDoubted(t *testing.T) {
	gone := time.Unix(0, 0)
	here, other := &Device{Name: "web-here"}, &Device{Name: "web-other"}
	for name, c := range map[string]struct {
		asks, named *Device
		want        Doubt
	}{
		"a fresh browser":                    {nil, nil, NoDoubt},
		"enrolled already":                   {here, here, NoDoubt},
		"a credential and a fresh queue":     {other, nil, QueueGone},
		"a credential and another's queue":   {other, here, QueueGone},
		"a queue without its credential":     {nil, here, EnrolmentGone},
		"a queue whose device was revoked":   {nil, &Device{Name: "web-here", RevokedAt: &gone}, NoDoubt},
		"revoked, but its credential stayed": {&Device{Name: "web-here", RevokedAt: &gone}, here, NoDoubt},
	} {
		if got := DoubtEnrolling(c.asks, c.named, "web-here"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhatIsWrongWithADeviceIsSaidTheWorstFirst(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { at := now.Add(-d); return &at }
	no, yes, slow, trip := false, true, time.Hour.Milliseconds(), int64(50)
	for name, c := range map[string]struct {
		d    Device
		want []string
	}{
		"nothing":            {Device{LastSeenAt: ago(time.Minute), Persisted: &yes, Pending: 1, OldestAt: ago(time.Minute)}, nil},
		"never heard of":     {Device{}, nil},
		"lost scans":         {Device{LostAt: ago(0), Persisted: &no}, []string{"lost_scans", "not_persisted"}},
		"revoked":            {Device{RevokedAt: ago(0), LastSeenAt: ago(48 * time.Hour)}, []string{"revoked"}},
		"scans wait":         {Device{Pending: 1, OldestAt: ago(61 * time.Minute)}, []string{"waiting"}},
		"silent":             {Device{LastSeenAt: ago(25 * time.Hour)}, []string{"silent"}},
		"an hour slow":       {Device{OffsetMs: &slow, OffsetRttMs: &trip}, []string{"clock"}},
		"cookie went astray": {Device{StrayAt: ago(0)}, []string{"stray"}},
	} {
		var got []string
		for _, trouble := range c.d.Troubles(now) {
			got = append(got, trouble.Code)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
