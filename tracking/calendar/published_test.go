package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casenotes/tracking/calendar"

	"github.com/google/go-cmp/cmp"
)

// published are the bank holidays of 2012 to 2028, month and day, as gov.uk published them: a holiday
// that falls on a weekend stands there on its substitute day only.
var published = map[calendar.Nation]map[int]string{
	calendar.EnglandAndWales: {
		2012: "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26",
		2013: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		2014: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
		2015: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		2016: "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27",
		2017: "01-02 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
		2018: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
		2019: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
		2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
		2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
		2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
		2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
		2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
		2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
		2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
	},
	calendar.Scotland: {
		2012: "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26",
		2013: "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
		2014: "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
		2015: "01-01 01-02 04-03 05-04 05-25 08-03 11-30 12-25 12-28",
		2016: "01-01 01-04 03-25 05-02 05-30 08-01 11-30 12-26 12-27",
		2017: "01-02 01-03 04-14 05-01 05-29 08-07 11-30 12-25 12-26",
		2018: "01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26",
		2019: "01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26",
		2020: "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28",
		2021: "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28",
		2022: "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
		2023: "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26",
		2024: "01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26",
		2025: "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26",
		2026: "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
		2027: "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
		2028: "01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26",
	},
	calendar.NorthernIreland: {
		2012: "01-02 03-19 04-06 04-09 05-07 06-04 06-05 07-12 08-27 12-25 12-26",
		2013: "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26",
		2014: "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26",
		2015: "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
		2016: "01-01 03-17 03-25 03-28 05-02 05-30 07-12 08-29 12-26 12-27",
		2017: "01-02 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26",
		2018: "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26",
		2019: "01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26",
		2020: "01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28",
		2021: "01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28",
		2022: "01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27",
		2023: "01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26",
		2024: "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26",
		2025: "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26",
		2026: "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
		2027: "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28",
		2028: "01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26",
	},
}

func TestEveryPublishedBankHolidayIsClosedAndNoOtherWeekdayIs(t *testing.T) {
	for nation, years := range published {
		library := libraryIn(t, nation)
		for year, want := range years {
			t.Run(fmt.Sprintf("%s %d", nation, year), func(t *testing.T) {
				if diff := cmp.Diff(want, strings.Join(weekdaysClosed(library, year), " ")); diff != "" {
					t.Errorf("published (-), calendar (+):\n%s", diff)
				}
			})
		}
	}
}

// weekdaysClosed lists the days from Monday to Friday of a year on which the library is closed, as
// month and day.
func weekdaysClosed(library *calendar.Calendar, year int) []string {
	var closed []string
	for day := calendar.On(year, time.January, 1); day <= calendar.On(year, time.December, 31); day++ {
		weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		if !weekend && !library.Working(day) {
			closed = append(closed, day.String()[len("2012-"):])
		}
	}
	return closed
}

func TestHolidaysOfOneYearBeforeTheListWereKeptWhereTheyWereProclaimed(t *testing.T) {
	tests := []struct {
		nation calendar.Nation
		day    string
		closed bool
	}{
		{calendar.EnglandAndWales, "1995-05-01", false},
		{calendar.EnglandAndWales, "1995-05-08", true},
		{calendar.NorthernIreland, "1995-05-01", false},
		{calendar.NorthernIreland, "1995-05-08", true},
		{calendar.Scotland, "1995-05-01", true},
		{calendar.Scotland, "1995-05-08", true},
		{calendar.EnglandAndWales, "1999-12-31", true},
		{calendar.Scotland, "1999-12-31", true},
		{calendar.NorthernIreland, "1999-12-31", true},
		{calendar.EnglandAndWales, "2002-05-27", false},
		{calendar.Scotland, "2002-06-03", true},
		{calendar.NorthernIreland, "2002-06-04", true},
		{calendar.Scotland, "2005-01-04", true},
		{calendar.Scotland, "2006-11-30", false},
		{calendar.Scotland, "2007-11-30", true},
		{calendar.Scotland, "2008-12-01", true},
		{calendar.Scotland, "2011-04-25", false},
		{calendar.EnglandAndWales, "2011-04-25", true},
		{calendar.Scotland, "2011-04-29", true},
		{calendar.NorthernIreland, "2008-07-14", true},
		{calendar.NorthernIreland, "2009-07-13", true},
	}
	for _, tt := range tests {
		day, err := calendar.ParseDay(tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if why, closed := libraryIn(t, tt.nation).Closed(day); closed != tt.closed {
			t.Errorf("%s, %s: closed = %v (%q), want %v", tt.nation, tt.day, closed, why, tt.closed)
		}
	}
}
