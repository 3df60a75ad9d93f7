package calendar_test

import (
	"errors"
	"math"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // so that Europe/London is known on any machine

	"casenotes/tracking/calendar"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func libraryIn(t testing.TB, nation calendar.Nation, closures ...calendar.Closure) *calendar.Calendar {
	t.Helper()
	library, err := calendar.New(nation, london(t), closures...)
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// at reads a moment by the clock on a London wall.
func at(t testing.TB, wall string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", wall, london(t))
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC()
}

func wall(t testing.TB, moment time.Time) string {
	t.Helper()
	if moment.Location() != time.UTC {
		t.Errorf("%v is not in UTC", moment)
	}
	return moment.In(london(t)).Format("2006-01-02 15:04")
}

func TestAFolderIsDueAtClosingTimeOfTheLastWorkingDayOfItsLoan(t *testing.T) {
	library := libraryIn(t, calendar.EnglandAndWales,
		calendar.Closure{On: calendar.On(2026, time.August, 14), Why: "Stocktake"})
	tests := []struct {
		name, from string
		days       int
		want       string
	}{
		{"one day on", "2026-07-06 10:00", 1, "2026-07-07 17:00"},
		{"five days on, over a weekend", "2026-07-08 10:00", 5, "2026-07-15 17:00"},
		{"after closing time it is still the same day", "2026-07-06 22:00", 1, "2026-07-07 17:00"},
		{"from a Saturday the first day is Monday", "2026-07-11 10:00", 1, "2026-07-13 17:00"},
		{"over Easter", "2026-04-02 10:00", 2, "2026-04-08 17:00"},
		{"over Christmas with a substitute Boxing Day", "2026-12-24 10:00", 1, "2026-12-29 17:00"},
		{"over a local closure", "2026-08-13 10:00", 1, "2026-08-17 17:00"},
		{"over the spring clock change", "2026-03-27 16:59", 1, "2026-03-30 17:00"},
		{"over the autumn clock change", "2026-10-23 16:59", 1, "2026-10-26 17:00"},
		{"just after midnight in summer, when UTC still has yesterday", "2026-07-07 00:30", 1, "2026-07-08 17:00"},
		{"none: today", "2026-07-06 10:00", 0, "2026-07-06 17:00"},
		{"none, at closing time: today", "2026-07-06 17:00", 0, "2026-07-06 17:00"},
		{"none, after closing time: the next working day", "2026-07-10 17:01", 0, "2026-07-13 17:00"},
		{"none, on a closed day: the next working day", "2026-04-03 10:00", 0, "2026-04-07 17:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			due, err := library.AddDays(at(t, tt.from), tt.days)
			if err != nil {
				t.Fatal(err)
			}
			if got := wall(t, due); got != tt.want {
				t.Errorf("%d days from %s: %s, want %s", tt.days, tt.from, got, tt.want)
			}
		})
	}
}

func TestWorkingHoursPassOnlyWhileTheLibraryIsOpen(t *testing.T) {
	library := libraryIn(t, calendar.Scotland)
	tests := []struct {
		name, from string
		hours      time.Duration
		want       string
	}{
		{"within a day", "2026-07-06 10:00", 4 * time.Hour, "2026-07-06 14:00"},
		{"to closing time, not to next morning", "2026-07-06 13:00", 4 * time.Hour, "2026-07-06 17:00"},
		{"into the next day", "2026-07-06 15:30", 4 * time.Hour, "2026-07-07 11:30"},
		{"from before opening", "2026-07-06 06:00", 4 * time.Hour, "2026-07-06 13:00"},
		{"from after closing", "2026-07-06 19:00", 4 * time.Hour, "2026-07-07 13:00"},
		{"over a weekend with a clock change", "2026-03-27 16:00", 4 * time.Hour, "2026-03-30 12:00"},
		{"over the World Cup holiday", "2026-06-12 16:00", 4 * time.Hour, "2026-06-16 12:00"},
		{"for several days", "2026-07-06 10:00", 20 * time.Hour, "2026-07-08 14:00"},
		{"none while open", "2026-07-06 10:00", 0, "2026-07-06 10:00"},
		{"none while closed: opening time", "2026-07-04 10:00", 0, "2026-07-06 09:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			end, err := library.AddHours(at(t, tt.from), tt.hours)
			if err != nil {
				t.Fatal(err)
			}
			if got := wall(t, end); got != tt.want {
				t.Errorf("%v from %s: %s, want %s", tt.hours, tt.from, got, tt.want)
			}
		})
	}
}

func TestALibraryOpenRoundTheClockWorks23And25HoursWhenTheClocksChange(t *testing.T) {
	everyDay := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	library, err := libraryIn(t, calendar.EnglandAndWales).WithHours(calendar.Hours{Closes: 24 * time.Hour, Days: everyDay})
	if err != nil {
		t.Fatal(err)
	}
	for from, want := range map[string]string{
		"2026-03-28 12:00": "2026-03-29 13:00",
		"2026-10-24 12:00": "2026-10-25 11:00",
		"2026-07-04 12:00": "2026-07-05 12:00",
	} {
		end, err := library.AddHours(at(t, from), 24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if got := wall(t, end); got != want {
			t.Errorf("24 hours from %s: %s, want %s", from, got, want)
		}
	}
}

func TestAShiftThatTheClocksSkipOverIsNoWorkingTime(t *testing.T) {
	library, err := libraryIn(t, calendar.EnglandAndWales).WithHours(calendar.Hours{
		Opens: time.Hour, Closes: 2 * time.Hour, Days: []time.Weekday{time.Sunday},
	})
	if err != nil {
		t.Fatal(err)
	}
	end, err := library.AddHours(at(t, "2026-03-22 12:00"), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := wall(t, end), "2026-04-05 02:00"; got != want {
		t.Errorf("an hour's work ended %s, want %s", got, want)
	}
}

func TestALibraryIsOpenFromOpeningUntilClosingTimeOfItsWorkingDays(t *testing.T) {
	library := libraryIn(t, calendar.EnglandAndWales)
	for wall, want := range map[string]bool{"2026-07-06 08:59": false, "2026-07-06 09:00": true, "2026-07-06 16:59": true, "2026-07-06 17:00": false, "2026-07-06 23:50": false,
		"2026-07-05 12:00": false, "2026-12-25 12:00": false} {
		if library.Open(at(t, wall)) != want {
			t.Errorf("open at %s: %v", wall, !want)
		}
	}
}

func TestDaysOverAreWorkingDaysAfterTheDueDay(t *testing.T) {
	library := libraryIn(t, calendar.NorthernIreland)
	tests := []struct {
		due, now string
		want     int
	}{
		{"2026-07-06 17:00", "2026-07-06 18:00", 0},
		{"2026-07-06 17:00", "2026-07-07 00:10", 1},
		{"2026-07-10 17:00", "2026-07-12 12:00", 0},
		{"2026-07-10 17:00", "2026-07-14 09:00", 1}, // the 13th stands in for the Twelfth
		{"2026-07-14 09:00", "2026-07-10 17:00", -1},
	}
	for _, tt := range tests {
		if got := library.DaysBetween(at(t, tt.due), at(t, tt.now)); got != tt.want {
			t.Errorf("due %s, now %s: %d days over, want %d", tt.due, tt.now, got, tt.want)
		}
	}
}

func TestAClosedDaySaysWhy(t *testing.T) {
	stocktake := calendar.Closure{On: calendar.On(2026, time.August, 14), Why: "Stocktake"}
	library := libraryIn(t, calendar.Scotland, stocktake,
		calendar.Closure{On: calendar.On(2026, time.December, 25), Why: "Boiler repair"})
	for day, want := range map[calendar.Day]string{
		calendar.On(2026, time.August, 13):   "",
		calendar.On(2026, time.August, 14):   "Stocktake",
		calendar.On(2026, time.August, 15):   "Saturday",
		calendar.On(2026, time.June, 15):     "World Cup",
		calendar.On(2026, time.December, 25): "Christmas Day",
		calendar.On(2022, time.January, 1):   "New Year's Day",
		calendar.On(2022, time.January, 4):   "2nd January (substitute day)",
		calendar.On(1989, time.June, 1):      "the date is outside the years 1990 to 2100",
	} {
		why, closed := library.Closed(day)
		if why != want || closed != (want != "") || closed == library.Working(day) {
			t.Errorf("%s: closed = %v, %q; want %q", day, closed, why, want)
		}
	}
}

func TestALibraryOpenOnSaturdaysStillKeepsASaturdayChristmas(t *testing.T) {
	hours := calendar.OfficeHours()
	hours.Days = append(hours.Days, time.Saturday)
	library, err := libraryIn(t, calendar.EnglandAndWales).WithHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	if !library.Working(calendar.On(2027, time.December, 18)) {
		t.Error("an ordinary Saturday should be a working day")
	}
	if library.Working(calendar.On(2027, time.December, 25)) {
		t.Error("Christmas Day on a Saturday should not")
	}
}

func TestALibraryClosedForEverIsAnErrorAndNotALoop(t *testing.T) {
	var closures []calendar.Closure
	for day := calendar.On(2026, time.January, 1); day <= calendar.On(2100, time.December, 31); day++ {
		closures = append(closures, calendar.Closure{On: day, Why: "Closed"})
	}
	library := libraryIn(t, calendar.EnglandAndWales, closures...)
	for _, n := range []int{0, 1, 5, math.MaxInt} {
		if _, err := library.AddDays(at(t, "2025-12-31 18:00"), n); !errors.Is(err, calendar.ErrNoWorkingDay) {
			t.Errorf("%d days: %v, want ErrNoWorkingDay", n, err)
		}
	}
	for _, d := range []time.Duration{0, time.Hour, math.MaxInt64} {
		if _, err := library.AddHours(at(t, "2026-01-05 10:00"), d); !errors.Is(err, calendar.ErrNoWorkingDay) {
			t.Errorf("%v: %v, want ErrNoWorkingDay", d, err)
		}
	}
}

func TestADateOutsideTheCalendarOrATimeTakenAwayIsRefused(t *testing.T) {
	library := libraryIn(t, calendar.EnglandAndWales)
	for _, moment := range []time.Time{{}, at(t, "1989-12-31 12:00"), at(t, "2101-01-01 12:00"), time.Unix(math.MaxInt32*1000, 0)} {
		if _, err := library.AddDays(moment, 1); !errors.Is(err, calendar.ErrOutsideYears) {
			t.Errorf("a day after %v: %v, want ErrOutsideYears", moment, err)
		}
		if _, err := library.AddHours(moment, 1); !errors.Is(err, calendar.ErrOutsideYears) {
			t.Errorf("an hour after %v: %v, want ErrOutsideYears", moment, err)
		}
	}
	if _, err := library.AddDays(at(t, "2026-07-06 10:00"), -1); !errors.Is(err, calendar.ErrBackwards) {
		t.Errorf("a day before: %v, want ErrBackwards", err)
	}
	if _, err := library.AddHours(at(t, "2026-07-06 10:00"), -1); !errors.Is(err, calendar.ErrBackwards) {
		t.Errorf("an hour before: %v, want ErrBackwards", err)
	}
}

func TestACalendarThatMakesNoSenseCannotBeMade(t *testing.T) {
	if _, err := calendar.New("wales", london(t)); err == nil {
		t.Error("an unknown nation was accepted")
	}
	if _, err := calendar.New(calendar.Scotland, nil); err == nil {
		t.Error("no time zone was accepted")
	}
	for _, change := range []func(*calendar.Hours){
		func(h *calendar.Hours) { h.Days = nil },
		func(h *calendar.Hours) { h.Closes = h.Opens },
		func(h *calendar.Hours) { h.Opens = -time.Hour },
		func(h *calendar.Hours) { h.Closes = 25 * time.Hour },
	} {
		hours := calendar.OfficeHours()
		change(&hours)
		if _, err := libraryIn(t, calendar.Scotland).WithHours(hours); err == nil {
			t.Errorf("%+v was accepted", hours)
		}
	}
}

func TestNationsAndDaysAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]calendar.Nation{
		"scotland": calendar.Scotland, " Northern Ireland ": calendar.NorthernIreland, "England-and-Wales": calendar.EnglandAndWales,
	} {
		if got, err := calendar.ParseNation(text); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
	}
	if _, err := calendar.ParseNation("Wales"); err == nil {
		t.Error("Wales alone was accepted")
	}
	if day, err := calendar.ParseDay("2026-08-14"); err != nil || day != calendar.On(2026, time.August, 14) {
		t.Errorf("2026-08-14: %v, %v", day, err)
	}
	if _, err := calendar.ParseDay("14/08/2026"); err == nil {
		t.Error("14/08/2026 was accepted")
	}
}

func TestOneCalendarMayBeAskedByManyAtOnce(t *testing.T) {
	library, from := libraryIn(t, calendar.Scotland), at(t, "2026-07-06 10:00")
	var clerks sync.WaitGroup
	for range 16 {
		clerks.Go(func() {
			for n := range 100 {
				due, err := library.AddDays(from, n)
				if err != nil || library.DaysBetween(from, due) != n {
					t.Errorf("%d days on: %v, %v", n, due, err)
				}
			}
		})
	}
	clerks.Wait()
}

func BenchmarkAddDays(b *testing.B) {
	library, from := libraryIn(b, calendar.EnglandAndWales), at(b, "2026-07-06 10:00")
	for b.Loop() {
		if _, err := library.AddDays(from, 5); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAddHours(b *testing.B) {
	library, from := libraryIn(b, calendar.EnglandAndWales), at(b, "2026-07-06 15:30")
	for b.Loop() {
		if _, err := library.AddHours(from, 4*time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	zone := london(b)
	for b.Loop() {
		if _, err := calendar.New(calendar.NorthernIreland, zone); err != nil {
			b.Fatal(err)
		}
	}
}
