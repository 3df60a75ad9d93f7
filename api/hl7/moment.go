package hl7

import (
	"strconv"
	"strings"
	"time"
)

// Precision is how much of a time was sent.
type Precision int

// The precisions, from coarse to fine.
const (
	Year Precision = iota + 1
	Month
	Day
	Hour
	Minute
	Second
)

// Moment is a time as a sender says it.
type Moment struct {
	Time      time.Time
	Precision Precision
}

// HasTime says whether a time of day was sent.
func (m Moment) HasTime() bool { return m.Precision >= Hour }

// Moment reads a time of any precision: 2026, 202611, 20261128, 202611281305, 20261128130500.123+0000. One without a zone is the
// hospital's. ok is false where nothing, or no time, was sent.
func (v Value) Moment(zone *time.Location) (m Moment, ok bool) {
	text := v.Text()
	if at := strings.LastIndexAny(text, "+-"); at > 0 {
		offset, ok := readOffset(text[at:])
		if !ok {
			return m, false
		}
		zone, text = offset, text[:at]
	}
	text, fraction, hasFraction := strings.Cut(text, ".")
	for _, c := range text + fraction {
		if c < '0' || c > '9' {
			return m, false
		}
	}
	var p Precision
	switch len(text) {
	case 4:
		p = Year
	case 6:
		p = Month
	case 8:
		p = Day
	case 10:
		p = Hour
	case 12:
		p = Minute
	case 14:
		p = Second
	default:
		return m, false
	}
	if hasFraction && p != Second {
		return m, false
	}
	parts := [6]int{1, 1, 1, 0, 0, 0}
	for i, from := 0, 0; from < len(text); i++ {
		to := from + 2
		if i == 0 {
			to = 4
		}
		parts[i], _ = strconv.Atoi(text[from:to]) // digits only
		from = to
	}
	t, ok := date(parts, fraction, zone)
	return Moment{t, p}, ok
}

// date is the time of its parts, where there is such a day and time. Midnight may be called 24:00.
func date(p [6]int, fraction string, zone *time.Location) (time.Time, bool) {
	year, month, day, hour, minute, second := p[0], p[1], p[2], p[3], p[4], p[5]
	endOfDay := hour == 24 && minute == 0 && second == 0
	if year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 && !endOfDay || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	if time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day {
		return time.Time{}, false // the 31st of a shorter month
	}
	nanos, _ := strconv.Atoi((fraction + "000000000")[:9])
	return time.Date(year, time.Month(month), day, hour, minute, second, nanos, zone).UTC(), true
}

// Date reads a date without a time of day, as of a birth: midnight UTC. Less than a day is none.
func (v Value) Date() (t time.Time, ok bool) {
	text := v.Text()
	if len(text) > 8 && strings.ContainsAny(text[8:], "0123456789") {
		text = text[:8] // with a time of birth, which is the hospital's own
	}
	m, ok := Value{raw: text, sep: v.sep, level: 2}.Moment(time.UTC)
	return m.Time, ok && m.Precision >= Day
}

func readOffset(text string) (*time.Location, bool) {
	if len(text) != 5 {
		return nil, false
	}
	n, err := strconv.Atoi(text[1:])
	if err != nil || n < 0 || n/100 > 14 || n%100 > 59 {
		return nil, false
	}
	seconds := (n/100*60 + n%100) * 60
	if text[0] == '-' {
		seconds = -seconds
	}
	return time.FixedZone("", seconds), true
}
