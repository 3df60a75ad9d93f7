package tracking

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FilingKey is where a folder of a patient's number stands in a filing order, as text that sorts so. Letters and signs in the number
// are left out, as on the shelves. The key begins with the order's own letter, so that two orders never mix.
//
//   - straight: by the whole number
//   - terminal digit: by the last two digits, then the two before them, then the rest
//   - middle digit: by the third and fourth digits from the right, then the ones before them, then the last two
//   - year: by the year in the number, then by the number; a year is what stands after a stroke, or the first digits
//   - location: the shelf says where; on it by the whole number
func FilingKey(filing, number string, f Folder) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	digits = (strings.Repeat("0", 32) + digits)[len(digits):]
	last, middle, rest := digits[30:], digits[28:30], digits[:28]
	key := map[string]string{"": "s" + digits, "straight": "s" + digits, "terminal_digit": "t" + last + middle + rest, "middle_digit": "m" + middle + rest + last,
		"location": "l" + digits}[filing]
	if filing == "year" {
		key = "y" + yearOf(number) + digits
	}
	return key + fmt.Sprintf("%d%03d", slices.Index(FolderKinds(), f.Kind)+1, f.Volume)
}

// yearOf is the year in a number: of 12345/98 it is 1998, of 2019012345 it is 2019, of 98012345 it is 1998. No hospital files by
// years before 1930.
func yearOf(number string) string {
	text := strings.TrimLeft(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if _, after, found := strings.Cut(text, "/"); found {
		text = after
	}
	if year, err := strconv.Atoi(text[:min(4, len(text))]); err == nil && len(text) >= 4 && year >= 1900 && year < 2100 {
		return text[:4]
	}
	year, err := strconv.Atoi(text[:min(2, len(text))])
	switch {
	case err != nil:
		return "0000"
	case year < 30:
		return strconv.Itoa(2000 + year)
	}
	return strconv.Itoa(1900 + year)
}

// FilingOrder is the filing order of a home: its own or that of what it is in.
func FilingOrder(home Location, places map[LocationID]Location) string {
	for _, id := range home.Around() {
		if p, known := places[id]; known && p.Filing != "" {
			return p.Filing
		}
	}
	return ""
}
