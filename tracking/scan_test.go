package tracking

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTheTimeOfAScan(t *testing.T) {
	never := time.Time{}
	for _, test := range []struct {
		sentence                          string
		claimed, sentAt, contact, receipt time.Time
		want                              time.Time
	}{
		{"is the device's own where its clock is right", at("10:00"), at("10:00:05"), at("09:00"), at("10:00:06"), at("10:00")},
		{"is the device's own where it did not say what its clock shows", at("10:00"), never, never, at("10:05"), at("10:00")},
		{"is not corrected for a clock that is two minutes wrong", at("10:00"), at("10:00:05"), never, at("10:02:05"), at("10:00")},
		{"is corrected by whole minutes for a clock that is slower", at("08:00"), at("08:00:10"), never, at("10:00:12"), at("10:00")},
		{"is corrected by whole minutes for a clock that is fast", at("12:00:10"), at("12:00:20"), never, at("10:00:00.400"), at("10:00:00.400")},
		{"stays right for a scan that waited offline", at("07:00"), at("09:59:59"), at("06:30"), at("10:00"), at("07:00")},
		{"is not before the last contact with the device", at("07:00"), at("10:00"), at("09:30"), at("10:00"), at("09:30")},
		{"is not in the future", at("10:01"), at("10:01"), never, at("10:00"), at("10:00")},
		{"is cut to milliseconds", at("10:00").Add(1_234_567), never, never, at("11:00"), at("10:00").Add(time.Millisecond)},
		{"of 1970 is the last contact with the device", time.Unix(0, 0), at("10:00"), at("09:30"), at("10:00"), at("09:30")},
		{"of 1970 is right where the device's clock stands at 1970", time.Unix(600, 0), time.Unix(660, 0), at("09:30"), at("10:00"), at("09:59")},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			got := EffectiveTime(test.claimed, test.sentAt, test.contact, test.receipt)
			if !got.Equal(test.want) || got.Location() != time.UTC {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestTheTimeOfAScanIsBoundedAndKeepsADevicesOrder(t *testing.T) {
	moment := func(t *rapid.T, name string) time.Time {
		return at("00:00").Add(time.Duration(rapid.Int64Range(-400*86_400_000, 400*86_400_000).Draw(t, name)) * time.Millisecond)
	}
	rapid.Check(t, func(t *rapid.T) {
		received := moment(t, "received")
		contact := received.Add(-time.Duration(rapid.Int64Range(0, 86_400_000).Draw(t, "since last contact")) * time.Millisecond)
		sentAt := moment(t, "sent at")
		if rapid.Bool().Draw(t, "clock not told") {
			sentAt = time.Time{}
		}
		first := moment(t, "first")
		second := first.Add(time.Duration(rapid.Int64Range(0, 7_200_000).Draw(t, "later")) * time.Millisecond)
		a, b := EffectiveTime(first, sentAt, contact, received), EffectiveTime(second, sentAt, contact, received)
		if b.Before(a) {
			t.Fatalf("%v and %v became %v and %v", first, second, a, b)
		}
		if a.Before(contact) || b.After(received) {
			t.Fatalf("%v to %v is outside %v to %v", a, b, contact, received)
		}
	})
}

func TestScansOfOneMillisecondHaveOneOrder(t *testing.T) {
	f := lent()
	f.LastScanAt, f.LastScanID = ref(at("10:00")), ref(scanID(5))
	for _, test := range []struct {
		sentence string
		id       string
		when     time.Time
		newer    bool
	}{
		{"a millisecond later is newer", scanID(1), at("10:00:00.001"), true},
		{"a millisecond earlier is late", scanID(9), at("09:59:59.999"), false},
		{"of the same millisecond, the greater id is newer", scanID(6), at("10:00"), true},
		{"of the same millisecond, the smaller id is late", scanID(4), at("10:00"), false},
		{"the same scan is not newer than itself", scanID(5), at("10:00"), false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			if got := (Scan{ID: test.id, At: test.when}).newerThan(*f); got != test.newer {
				t.Errorf("newer is %v", got)
			}
		})
	}
	t.Run("a folder that was never scanned goes by its last movement", func(t *testing.T) {
		f.LastScanAt, f.LastScanID = nil, nil
		if (Scan{At: at("08:59")}).newerThan(*f) || !(Scan{At: at("09:00")}).newerThan(*f) {
			t.Error("it does not")
		}
	})
}

func TestAScanThatCannotBeWhatItSaysIsFaulty(t *testing.T) {
	for _, test := range []struct {
		sentence string
		change   func(*Scan)
		fault    string // a part of it; empty: none
	}{
		{"a whole scan has no fault", func(*Scan) {}, ""},
		{"an action may be left out", func(s *Scan) { s.Action = "" }, ""},
		{"an id in capitals is an id", func(s *Scan) { s.ID = strings.ToUpper("0193abcd-0000-7000-8000-00000000abcd") }, ""},
		{"an id that is no UUID is a fault", func(s *Scan) { s.ID = "17" }, "id"},
		{"an id with a letter too far is a fault", func(s *Scan) { s.ID = "g" + s.ID[1:] }, "id"},
		{"an id without dashes is a fault", func(s *Scan) { s.ID = strings.ReplaceAll(s.ID, "-", "0") }, "id"},
		{"an action that we do not know is a fault", func(s *Scan) { s.Action = "eat" }, "action"},
		{"an undo of nothing is a fault", func(s *Scan) { s.Action = Undo }, "undo"},
		{"an undo of a scan is none", func(s *Scan) { s.Action, s.Undoes = Undo, scanID(1) }, ""},
		{"any other scan that names one wrongly is a fault", func(s *Scan) { s.Undoes = strings.Repeat("x", 99) }, "undo"},
		{"a source that we do not know is a fault", func(s *Scan) { s.Source = "telepathy" }, "source"},
		{"a source left out is a fault", func(s *Scan) { s.Source = "" }, "source"},
		{"no time is a fault", func(s *Scan) { s.At = time.Time{} }, "time"},
		{"a time that no clock shows is a fault", func(s *Scan) { s.At = time.Date(999, 1, 1, 0, 0, 0, 0, time.UTC) }, "time"},
		{"1970 is a wrong clock, not a fault", func(s *Scan) { s.At = time.Unix(0, 0).UTC() }, ""},
		{"a code as long as a page is a fault", func(s *Scan) { s.Code = strings.Repeat("F", maxRaw+1) }, "code"},
		{"a device with an endless name is a fault", func(s *Scan) { s.Device = strings.Repeat("d", 65) }, "device"},
		{"a negative sequence number is a fault", func(s *Scan) { s.Seq = ref(int64(-1)) }, "sequence"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			got := but(beep(Arrive, at("10:00")), test.change).fault()
			if (got == "") != (test.fault == "") || !strings.Contains(got, test.fault) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAMachinesReadingIsSurerThanAPersonsTyping(t *testing.T) {
	for _, s := range []Source{Wedge, HID, Camera, RFID} {
		if s.confidence() != Scanned {
			t.Errorf("%s counts as %s", s, s.confidence())
		}
	}
	for _, s := range []Source{Typed, Pasted, Import, Screen} {
		if s.confidence() != Keyed {
			t.Errorf("%s counts as %s", s, s.confidence())
		}
	}
}
