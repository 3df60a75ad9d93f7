package tracking

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"casenotes/tracking/calendar"
)

// What clinics mean by a half of a day.
const (
	morning   = 9 * time.Hour
	afternoon = 13 * time.Hour
)

// ParseHour reads a time of day as people write it: 14:05, 1405, 9.30, 2pm, or am and pm alone for the halves of a day.
func ParseHour(text string) (time.Duration, bool) {
	text = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	text, later := strings.CutSuffix(text, "pm")
	text, earlier := strings.CutSuffix(text, "am")
	if text == "" && later != earlier {
		if later {
			return afternoon, true
		}
		return morning, true
	}
	hour, minute, apart := strings.Cut(strings.ReplaceAll(text, ".", ":"), ":")
	if !apart && (len(text) == 3 || len(text) == 4) {
		hour, minute = text[:len(text)-2], text[len(text)-2:]
	}
	h, err := strconv.ParseUint(hour, 10, 8)
	m, bad := uint64(0), error(nil)
	if apart || minute != "" {
		m, bad = strconv.ParseUint(minute, 10, 8)
	}
	half := later || earlier
	switch {
	case err != nil, bad != nil, m > 59, h > 23, minute != "" && len(minute) != 2, half && (h < 1 || h > 12), later && earlier:
		return 0, false
	case later && h < 12:
		h += 12
	case earlier && h == 12:
		h = 0
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, true
}

// ClosedDay says that the library is closed on a day, why, and when it is open next; empty where it is open.
func (r Rules) ClosedDay(day calendar.Day) string {
	why, closed := r.Calendar.Closed(day)
	if !closed {
		return ""
	}
	named := ""
	if why != day.Weekday().String() {
		named = " (" + why + ")"
	}
	text := fmt.Sprintf("The library is closed on %s %s%s.", day.Weekday(), day.Words(), named)
	if at, err := r.Calendar.AddDays(r.Calendar.Midnight(day), 0); err == nil {
		next := r.Calendar.Day(at)
		text += fmt.Sprintf(" It is open next on %s %s.", next.Weekday(), next.Words())
	}
	return text
}
