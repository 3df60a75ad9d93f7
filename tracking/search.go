package tracking

import (
	"strings"
	"time"
	"unicode"
)

// Search is what somebody typed into Find, read in every way that fits: a barcode, a number, a date of birth, names. Nothing is
// decided by a check digit alone.
type Search struct {
	Barcode string // one of our barcodes, or the site's
	Number  string // any patient number, cleaned
	Born    *time.Time
	Names   []string // words; a comma in the text puts the family name first
	Comma   bool
}

// ParseSearch reads a search text. now tells which century a year of two digits means.
func ParseSearch(text string, formats []Format, now time.Time) Search {
	var s Search
	text = strings.TrimSpace(text)
	if r := Classify(text, formats); r.Kind == FolderCode || r.Kind == LocationCode {
		s.Barcode = r.Code
	}
	number := strings.TrimPrefix(CleanNumber(text), "NHS")
	if number != "" && len(number) <= 32 && strings.ContainsAny(number, "0123456789") && plain(number) {
		s.Number = number
	}
	s.Comma = strings.Contains(text, ",")
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	for i := 0; i < len(words); i++ {
		if i+2 < len(words) { // 3 mar 1980
			if born, ok := parseBorn(strings.Join(words[i:i+3], " "), now); ok {
				s.Born, i = &born, i+2
				continue
			}
		}
		if born, ok := parseBorn(words[i], now); ok {
			s.Born = &born
			continue
		}
		if strings.IndexFunc(words[i], unicode.IsDigit) < 0 {
			s.Names = append(s.Names, words[i])
		}
	}
	return s
}

// Empty says that nothing in the text can be searched by.
func (s Search) Empty() bool {
	return s.Barcode == "" && s.Number == "" && s.Born == nil && len(s.Names) == 0
}

func plain(number string) bool {
	return strings.IndexFunc(number, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '/' && r != '.'
	}) < 0
}

// parseBorn reads a date of birth as people type it. A year of two digits is the latest that is not in the future.
func parseBorn(s string, now time.Time) (time.Time, bool) {
	for _, layout := range []string{"2/1/2006", "2.1.2006", "2-1-2006", "2006-01-02", "02012006", "2 Jan 2006", "2 January 2006", "2/1/06", "2.1.06", "2-1-06",
		"020106", "2 Jan 06"} {
		t, err := time.Parse(layout, strings.ToLower(s))
		if err != nil {
			continue
		}
		if strings.HasSuffix(layout, "06") && !strings.HasSuffix(layout, "2006") {
			t = time.Date(t.Year()%100+now.Year()/100*100, t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
			if t.After(now) {
				t = t.AddDate(-100, 0, 0)
			}
		}
		if t.Year() >= 1850 && !t.After(now) {
			return t, true
		}
	}
	return time.Time{}, false
}
