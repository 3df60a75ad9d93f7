package calendar_test

import (
	"testing"
	"time"

	"casenotes/tracking/calendar"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"
)

func TestEnglandAndWalesAgreesWithAnotherLibraryButForTheDaysItIsKnownToMiss(t *testing.T) {
	other := cal.NewBusinessCalendar()
	other.AddHoliday(gb.Holidays...)
	library := libraryIn(t, calendar.EnglandAndWales)

	got := map[string]string{}
	for day := calendar.On(1990, time.January, 1); day <= calendar.On(2100, time.December, 31); day++ {
		year, month, date := day.Date()
		theirs := other.IsWorkday(time.Date(year, month, date, 12, 0, 0, 0, time.UTC))
		switch ours := library.Working(day); {
		case theirs && !ours:
			got[day.String()] = "only we close"
		case ours && !theirs:
			got[day.String()] = "only they close"
		}
	}
	want := map[string]string{
		"1995-05-01": "only they close", "1995-05-08": "only we close",
		"1999-12-31": "only we close",
		"2002-05-27": "only they close", "2002-06-03": "only we close", "2002-06-04": "only we close",
		"2011-04-29": "only we close",
		"2012-05-28": "only they close", "2012-06-04": "only we close", "2012-06-05": "only we close",
		"2022-09-19": "only we close",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("known differences (-), found (+):\n%s", diff)
	}
}
