package synthetic

import (
	"fmt"
	"time"

	"casenotes/tracking/calendar"
)

// hours are the working hours of the years before now, laid end to end: a position on them is a moment somebody was at work.
type hours struct {
	opens []time.Time
	day   time.Duration // how long a working day is
	end   time.Duration // the position of now
}

const (
	yearsKnown = 3
	// An undone scan is undone within a few seconds; both must be on the same day.
	spare = 30 * time.Second
)

func newHours(c *calendar.Calendar, now time.Time) (hours, error) {
	var h hours
	for t := now.AddDate(-yearsKnown, 0, 0); ; {
		opens, err := c.AddHours(t, 0)
		if err != nil {
			return h, fmt.Errorf("find working hours: %w", err)
		}
		closes, err := c.AddDays(opens, 0)
		if err != nil {
			return h, fmt.Errorf("find working hours: %w", err)
		}
		if len(h.opens) == 0 {
			opens, err = c.AddHours(closes.Add(time.Millisecond), 0) // the first may have begun
			if err != nil {
				return h, fmt.Errorf("find working hours: %w", err)
			}
			if closes, err = c.AddDays(opens, 0); err != nil {
				return h, fmt.Errorf("find working hours: %w", err)
			}
			h.day = closes.Sub(opens) - spare
		}
		if !opens.Before(now) {
			break
		}
		h.opens = append(h.opens, opens)
		t = closes.Add(time.Millisecond)
	}
	if len(h.opens) == 0 {
		return h, fmt.Errorf("find working hours: the calendar has none in the %d years before %s", yearsKnown, now.Format(time.DateOnly))
	}
	last := len(h.opens) - 1
	h.end = time.Duration(last)*h.day + min(max(now.Sub(h.opens[last])-spare, 0), h.day)
	return h, nil
}

// at is the moment of a position.
func (h hours) at(position time.Duration) time.Time {
	position = max(position, 0)
	day := min(int(position/h.day), len(h.opens)-1)
	return h.opens[day].Add((position - time.Duration(day)*h.day).Truncate(time.Millisecond))
}

// night is the same position in the evening after work, when only the emergency department is open.
func (h hours) night(position time.Duration) time.Time {
	day := int(position / h.day)
	into := position % h.day
	return h.opens[day].Add(h.day + spare + 15*time.Minute + (into * 3 / 4).Truncate(time.Millisecond))
}

func (h hours) sameDay(a, b time.Duration) bool { return a/h.day == b/h.day }
