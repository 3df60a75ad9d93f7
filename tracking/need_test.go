package tracking

import (
	"testing"
	"time"
)

func TestATimeOfDayIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"am": 9 * time.Hour, "PM": 13 * time.Hour, " a m ": 9 * time.Hour, "14:05": 14*time.Hour + 5*time.Minute, "1405": 14*time.Hour + 5*time.Minute, "9": 9 * time.Hour,
		"9.30": 9*time.Hour + 30*time.Minute, "930": 9*time.Hour + 30*time.Minute, "2pm": 14 * time.Hour, "2:15 pm": 14*time.Hour + 15*time.Minute,
		"12am": 0, "12 pm": 12 * time.Hour, "00:00": 0, "23:59": 23*time.Hour + 59*time.Minute,
	} {
		if got, ok := ParseHour(text); !ok || got != want {
			t.Errorf("%q is %s, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "noon", "25", "24:00", "9:5", "9:60", "13pm", "0am", "-1", "9:", "ampm", "12345", "9:000", "１４"} {
		if got, ok := ParseHour(text); ok {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}
