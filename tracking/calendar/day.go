package calendar

import (
	"fmt"
	"time"
)

// Day is a date on the wall calendar, with neither hour nor zone. It counts from 1 January 1970, so
// that the next day is one more and two days can be compared.
type Day int

const secondsPerDay = 24 * 60 * 60

// On is the day of that year, month and day of the month.
func On(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// ParseDay reads a day written as 2026-08-14.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("read the day %q: write it as 2026-08-14", text)
	}
	return On(t.Date()), nil
}

// String writes the day as 2026-08-14.
func (d Day) String() string { return d.midnight().Format(time.DateOnly) }

// Words writes the day as people say it: 14 August 2026.
func (d Day) Words() string { return d.midnight().Format("2 January 2006") }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.midnight().Weekday() }

// Date is the year, month and day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.midnight().Date() }

// midnight is reckoned in UTC, where no day is longer or shorter than another.
func (d Day) midnight() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

func (d Day) weekend() bool {
	weekday := d.Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}
