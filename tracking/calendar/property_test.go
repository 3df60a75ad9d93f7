package calendar_test

import (
	"testing"
	"time"

	"casenotes/tracking/calendar"

	"pgregory.net/rapid"
)

// anyLibrary draws a library of any nation with a few closures of its own, somewhere in the first half of
// the century.
func anyLibrary(t *rapid.T, zone *time.Location) *calendar.Calendar {
	var closures []calendar.Closure
	for _, after := range rapid.SliceOfN(rapid.IntRange(0, 18000), 0, 30).Draw(t, "closures") {
		closures = append(closures, calendar.Closure{On: calendar.On(2000, time.January, 1) + calendar.Day(after), Why: "Closed"})
	}
	library, err := calendar.New(rapid.SampledFrom(calendar.Nations()).Draw(t, "nation"), zone, closures...)
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// anyMoment is between 1995 and 2095, to the second.
func anyMoment(t *rapid.T, name string) time.Time {
	first := time.Date(1995, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	last := time.Date(2095, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	return time.Unix(rapid.Int64Range(first, last).Draw(t, name), 0).UTC()
}

// inOrder draws two moments, mostly close together, the earlier first.
func inOrder(t *rapid.T) (earlier, later time.Time) {
	earlier = anyMoment(t, "earlier")
	return earlier, earlier.Add(time.Duration(rapid.IntRange(0, 14*24*3600).Draw(t, "seconds later")) * time.Second)
}

func addDays(t *rapid.T, library *calendar.Calendar, from time.Time, n int) time.Time {
	due, err := library.AddDays(from, n)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func addHours(t *rapid.T, library *calendar.Calendar, from time.Time, d time.Duration) time.Time {
	end, err := library.AddHours(from, d)
	if err != nil {
		t.Fatal(err)
	}
	return end
}

func TestADueDayIsAlwaysTheWorkingDayOneFindsByTurningThePages(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		library, from, n := anyLibrary(t, zone), anyMoment(t, "from"), rapid.IntRange(1, 300).Draw(t, "days")
		due := addDays(t, library, from, n)

		day := library.Day(from)
		for left := n; left > 0; {
			day++
			if _, closed := library.Closed(day); !closed {
				left--
			}
		}
		if library.Day(due) != day || !library.Working(day) {
			t.Errorf("due on %s, want %s", library.Day(due), day)
		}
		if clock := due.In(zone).Format(time.TimeOnly); clock != "17:00:00" {
			t.Errorf("due at %s, want closing time", clock)
		}
		if over := library.DaysBetween(from, due); over != n {
			t.Errorf("%d working days between, want the %d added", over, n)
		}
	})
}

func TestLongerAndLaterLoansAreNeverDueEarlier(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		library := anyLibrary(t, zone)
		earlier, later := inOrder(t)
		n := rapid.IntRange(0, 60).Draw(t, "days")
		if addDays(t, library, later, n).Before(addDays(t, library, earlier, n)) {
			t.Errorf("%d days: taken later, due earlier", n)
		}
		if addDays(t, library, earlier, n+1).Before(addDays(t, library, earlier, n)) {
			t.Errorf("%d days are due after %d", n, n+1)
		}
		if addDays(t, library, earlier, n).Before(earlier) {
			t.Errorf("%d days: due before it was taken", n)
		}
	})
}

func TestWorkingTimeEndsWithinHoursAndAddsUp(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		library := anyLibrary(t, zone)
		earlier, later := inOrder(t)
		d := time.Duration(rapid.IntRange(0, 200*3600).Draw(t, "seconds")) * time.Second
		more := time.Duration(rapid.IntRange(0, 200*3600).Draw(t, "more seconds")) * time.Second
		end := addHours(t, library, earlier, d)

		clock := end.In(zone).Format(time.TimeOnly)
		if !library.Working(library.Day(end)) || clock < "09:00:00" || clock > "17:00:00" {
			t.Errorf("ends at %s %s, outside working hours", library.Day(end), clock)
		}
		if end.Before(earlier) || addHours(t, library, later, d).Before(end) {
			t.Error("working time runs backwards")
		}
		// Closing time and the next opening are the same working moment, so only something more to add tells
		// the two ways apart.
		if more > 0 && !addHours(t, library, end, more).Equal(addHours(t, library, earlier, d+more)) {
			t.Errorf("%v and then %v is not %v", d, more, d+more)
		}
	})
}

func TestDaysBetweenAddUpAndTurnRound(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		library := anyLibrary(t, zone)
		a, b, c := anyMoment(t, "a"), anyMoment(t, "b"), anyMoment(t, "c")
		if library.DaysBetween(a, b) != -library.DaysBetween(b, a) {
			t.Error("the way back is not as long as the way there")
		}
		if library.DaysBetween(a, b)+library.DaysBetween(b, c) != library.DaysBetween(a, c) {
			t.Error("two legs are not as long as the whole")
		}
	})
}

func TestEveryYearHasAsManyBankHolidaysAsItsNationKeeps(t *testing.T) {
	ordinary := map[calendar.Nation]int{calendar.EnglandAndWales: 8, calendar.Scotland: 9, calendar.NorthernIreland: 10}
	extra := map[int]int{1995: 0, 1999: 1, 2002: 1, 2011: 1, 2012: 1, 2022: 2, 2023: 1}
	for nation, usual := range ordinary {
		library := libraryIn(t, nation)
		for year := 1995; year <= 2100; year++ {
			want := usual + extra[year]
			if nation == calendar.Scotland {
				want += map[int]int{1995: 1, 2026: 1}[year]
				if year < 2007 {
					want-- // St Andrew's Day came in 2007
				}
			}
			if got := len(weekdaysClosed(library, year)); got != want {
				t.Errorf("%s %d: %d bank holidays, want %d", nation, year, got, want)
			}
		}
	}
}
