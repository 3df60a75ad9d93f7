package synthetic

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
)

func TestADiaryHasAFullSessionOnItsFirstDayAndNoneOnAClosedOne(t *testing.T) {
	days, err := calendar.New(calendar.EnglandAndWales, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for i := range 300 {
		numbers = append(numbers, fmt.Sprintf("H%04d", i))
	}
	clinics := []tracking.Location{{Code: "L0000117"}, {Code: "L0000125"}}
	now := time.Date(2026, 12, 24, 10, 0, 0, 0, time.UTC) // Christmas, a weekend and a substitute day follow
	rows := Diary(clinics, numbers, days, now, 7)
	if !reflect.DeepEqual(rows, Diary(clinics, numbers, days, now, 7)) {
		t.Error("the same seed made another diary")
	}
	sessions, ids := map[string]int{}, map[string]bool{}
	dates := map[calendar.Day]bool{}
	for _, r := range rows {
		sessions[r.Session]++
		dates[days.Day(r.Starts)] = true
		if ids[r.ID] {
			t.Errorf("two bookings are called %s", r.ID)
		}
		ids[r.ID] = true
		if why, closed := days.Closed(days.Day(r.Starts)); closed {
			t.Errorf("%s is on a closed day: %s", r.ID, why)
		}
	}
	if n := sessions[rows[0].Session]; n != largest {
		t.Errorf("the first session has %d patients", n)
	}
	if len(dates) != diaryDays {
		t.Errorf("there are sessions on %d days", len(dates))
	}
}
