// Package calendar knows the working days of a hospital's records library: its weekdays, the bank
// holidays of its nation and its own closures. From them it says when a folder is due, and how many
// days over it is.
//
// Moments come in and go out in UTC; days and opening hours are the library's own, in its zone, so a
// day on which the clocks change is still a day and five o'clock is still five o'clock.
//
// A calendar lists its working days once, when it is made or told of closures, and answers by looking in
// that list. That is quick, safe to share, and cannot run for ever: a library that never opens has an
// empty list.
package calendar

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"
)

// The years a calendar knows. The rules for bank holidays hold since 1990; before and after these
// years it refuses, because a date there is a slip of the keyboard and not a loan.
const (
	FirstYear = 1990
	LastYear  = 2100
)

var (
	// ErrNoWorkingDay means that the calendar ends before the answer: it has no working days, or too few.
	ErrNoWorkingDay = errors.New("the calendar has no working day left")
	// ErrOutsideYears means that the moment lies outside the years a calendar knows.
	ErrOutsideYears = fmt.Errorf("the date is outside the years %d to %d", FirstYear, LastYear)
	// ErrBackwards means that a negative number of days or hours was to be added.
	ErrBackwards = errors.New("working time can only be added, not taken away")
)

// Closure is a day on which this library is closed though others are open, and why.
type Closure struct {
	On  Day
	Why string
}

// Hours are the hours a library works, the same on each of its working weekdays.
type Hours struct {
	Opens, Closes time.Duration // by the clock on the wall: 9*time.Hour is nine in the morning
	Days          []time.Weekday
}

// OfficeHours are nine to five, Monday to Friday.
func OfficeHours() Hours {
	return Hours{
		Opens:  9 * time.Hour,
		Closes: 17 * time.Hour,
		Days:   []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
	}
}

func (h Hours) validate() error {
	if h.Opens < 0 || h.Closes <= h.Opens || h.Closes > 24*time.Hour {
		return fmt.Errorf("opening at %v and closing at %v is not a working day", h.Opens, h.Closes)
	}
	if len(h.Days) == 0 {
		return errors.New("no day of the week is a working day")
	}
	return nil
}

// Calendar says which days a library works, and between which hours. It may be shared: only Close changes
// it, all at once.
type Calendar struct {
	zone  *time.Location
	hours Hours
	fixed map[Day]string // the closed days it was made with: bank holidays and closures, by name
	days  atomic.Pointer[days]
}

// days are a calendar's, with the closures it was told of.
type days struct {
	closed  map[Day]string
	working []Day // every working day it knows, in order
}

// New makes the calendar of a library in that nation and zone, with office hours and its own closures.
func New(nation Nation, zone *time.Location, closures ...Closure) (*Calendar, error) {
	if !slices.Contains(Nations(), nation) {
		return nil, fmt.Errorf("nation %q has no bank holidays here", nation)
	}
	if zone == nil {
		return nil, errors.New("a calendar needs a time zone")
	}
	closed := bankHolidays(nation, FirstYear, LastYear)
	for _, closure := range closures {
		if _, already := closed[closure.On]; !already {
			closed[closure.On] = closure.Why
		}
	}
	return made(zone, OfficeHours(), closed, closed), nil
}

// WithHours is the same calendar with other working hours.
func (c *Calendar) WithHours(hours Hours) (*Calendar, error) {
	if err := hours.validate(); err != nil {
		return nil, err
	}
	hours.Days = slices.Clone(hours.Days)
	return made(c.zone, hours, c.fixed, c.days.Load().closed), nil
}

func made(zone *time.Location, hours Hours, fixed, closed map[Day]string) *Calendar {
	c := &Calendar{zone: zone, hours: hours, fixed: fixed}
	first, last := On(FirstYear, time.January, 1), On(LastYear, time.December, 31)
	working := make([]Day, 0, last-first)
	for day := first; day <= last; day++ {
		if _, closed := closed[day]; !closed && slices.Contains(hours.Days, day.Weekday()) {
			working = append(working, day)
		}
	}
	c.days.Store(&days{closed, working})
	return c
}

// With is the same calendar with these closures besides the days it was made with.
func (c *Calendar) With(closures ...Closure) *Calendar {
	closed := maps.Clone(c.fixed)
	for _, closure := range closures {
		if _, already := closed[closure.On]; !already {
			closed[closure.On] = closure.Why
		}
	}
	return made(c.zone, c.hours, c.fixed, closed)
}

// Close tells the calendar the closures that hold now, in place of those it was told before. Each question is answered either
// before or after it.
func (c *Calendar) Close(closures ...Closure) { c.days.Store(c.With(closures...).days.Load()) }

// opensWithin is how long a library may be closed in one piece: one that does not open for longer is closed for ever.
const opensWithin = 366

// Opens is an error where the library does not open within a year after a day: nothing could ever be due.
func (c *Calendar) Opens(after Day) error {
	working := c.days.Load().working
	next, _ := slices.BinarySearch(working, after+1)
	if next == len(working) || working[next] > after+opensWithin {
		return fmt.Errorf("look for a working day in the year after %s: %w", after, ErrNoWorkingDay)
	}
	return nil
}

// Day is the date on the library's wall at a moment.
func (c *Calendar) Day(t time.Time) Day { return On(t.In(c.zone).Date()) }

// Local is a moment by the clock on the library's wall.
func (c *Calendar) Local(t time.Time) time.Time { return t.In(c.zone) }

// Midnight is the moment at which a day begins there.
func (c *Calendar) Midnight(day Day) time.Time { return c.Clock(day, 0) }

// Before is opening time on the n-th working day before the day of t. With n = 0 it is opening time that same day or, when the
// library is closed that day, on the working day before.
func (c *Calendar) Before(t time.Time, n int) (time.Time, error) {
	day := c.Day(t)
	refuse := func(why error) (time.Time, error) {
		return time.Time{}, fmt.Errorf("go back %d working days from %s: %w", n, day, why)
	}
	if n < 0 {
		return refuse(ErrBackwards)
	}
	if !known(day) {
		return refuse(ErrOutsideYears)
	}
	working := c.days.Load().working
	position, open := slices.BinarySearch(working, day)
	if n == 0 && !open {
		n = 1
	}
	if position-n < 0 {
		return refuse(ErrNoWorkingDay)
	}
	return c.Clock(working[position-n], c.hours.Opens), nil
}

// Working says whether the library works on that day.
func (c *Calendar) Working(day Day) bool {
	_, working := slices.BinarySearch(c.days.Load().working, day)
	return working
}

// Open says whether the library works at a moment.
func (c *Calendar) Open(t time.Time) bool {
	today := c.Day(t)
	return c.Working(today) && !t.Before(c.Clock(today, c.hours.Opens)) && t.Before(c.Clock(today, c.hours.Closes))
}

// Closed says whether the library is closed on that day, and why: the bank holiday, the closure or the
// day of the week.
func (c *Calendar) Closed(day Day) (why string, closed bool) {
	if c.Working(day) {
		return "", false
	}
	if !known(day) {
		return ErrOutsideYears.Error(), true
	}
	if why, named := c.days.Load().closed[day]; named {
		return why, true
	}
	return day.Weekday().String(), true
}

// AddDays is closing time on the n-th working day after the day of t. With n = 0 it is closing time
// that same day or, when the library is closed that day or has shut already, the next working day.
func (c *Calendar) AddDays(t time.Time, n int) (time.Time, error) {
	today := c.Day(t)
	refuse := func(why error) (time.Time, error) {
		return time.Time{}, fmt.Errorf("add %d working days to %s: %w", n, today, why)
	}
	if n < 0 {
		return refuse(ErrBackwards)
	}
	if !known(today) {
		return refuse(ErrOutsideYears)
	}
	working, days := c.days.Load().working, n
	if n == 0 && (!c.Working(today) || t.After(c.Clock(today, c.hours.Closes))) {
		days = 1
	}
	tomorrow, _ := slices.BinarySearch(working, today+1)
	if days > len(working)-tomorrow {
		return refuse(ErrNoWorkingDay)
	}
	return c.Clock(working[tomorrow+days-1], c.hours.Closes), nil
}

// AddHours is the moment when the library has worked for d since t. It lies within working hours: with
// nothing to add, a moment outside them becomes the next opening time.
func (c *Calendar) AddHours(t time.Time, d time.Duration) (time.Time, error) {
	today := c.Day(t)
	refuse := func(why error) (time.Time, error) {
		return time.Time{}, fmt.Errorf("add %v of working time to %s: %w", d, today, why)
	}
	if d < 0 {
		return refuse(ErrBackwards)
	}
	if !known(today) {
		return refuse(ErrOutsideYears)
	}
	working := c.days.Load().working
	next, _ := slices.BinarySearch(working, today)
	from, left := t, d
	for _, day := range working[next:] {
		if opens := c.Clock(day, c.hours.Opens); from.Before(opens) {
			from = opens
		}
		span := c.Clock(day, c.hours.Closes).Sub(from)
		if span >= left {
			return from.Add(left).UTC(), nil
		}
		// Negative when t is after closing time, or when the clocks skip the whole of a short night shift.
		left -= max(span, 0)
	}
	return refuse(ErrNoWorkingDay)
}

// DaysBetween counts the working days after the day of a, up to and including the day of b: how many
// days over a folder is at b that was due at a. It is negative when b is the earlier, and counts
// only the years the calendar knows.
func (c *Calendar) DaysBetween(a, b time.Time) int {
	working := c.days.Load().working
	until := func(t time.Time) int {
		position, _ := slices.BinarySearch(working, c.Day(t)+1)
		return position
	}
	return until(b) - until(a)
}

// Clock is the moment in UTC when the clock on the library's wall shows that time of that day.
func (c *Calendar) Clock(day Day, wall time.Duration) time.Time {
	year, month, date := day.Date()
	hours, rest := int(wall/time.Hour), wall%time.Hour
	return time.Date(year, month, date, hours, 0, 0, int(rest), c.zone).UTC()
}

func known(day Day) bool {
	return On(FirstYear, time.January, 1) <= day && day <= On(LastYear, time.December, 31)
}
