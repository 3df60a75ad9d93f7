package tracking

import (
	"strconv"
	"strings"
)

const separator = "\x1d" // what a scanner sends for FNC1, after a GS1 element of variable length

// gs1 reads a GS1 symbol by its application identifiers (AI). The first result is what it is, or empty when the text must
// still fit a format: the text of a plain barcode, or our own barcode out of AI 8004 or 8003, or, under the site's company prefix,
// out of 414 with 254 or of 00. Identities of people are recognised and never kept: AI 8018 (patient), 8017 (staff) and the NHS's
// internal 91 to 93.
func gs1(text, symbology, prefix string) (kind ReadingKind, value string) {
	declared := strings.Contains(text, separator)
	switch capitals(symbology) { // Caps Lock turns ]d2 into ]D2
	case "]C1", "]D2", "]Q3", "]E0":
		declared = true
	}
	elements := strings.Split(strings.Trim(text, separator), separator)
	for _, e := range elements {
		if person(e, declared) {
			return Wristband, ""
		}
	}
	first := elements[0]
	room := ours(first, prefix)
	if code, found := gln(first); found && len(elements) == 1 && room == "" && (declared || len(first) == 16) {
		return GS1Location, code
	}
	if room != "" && len(elements) == 1 {
		return "", room
	}
	value, found := strings.CutPrefix(first, "8004")
	if asset, returnable := strings.CutPrefix(first, "8003"); returnable && len(asset) > 14 {
		value, found = asset[14:], true // after the number of the type comes the one of the piece
	}
	if rest, under := strings.CutPrefix(value, prefix); under {
		if whole, more := leading(capitals(rest)); whole && !more { // the number of a bed or a pump begins with it, too
			value = rest
		}
	}
	whole, more := leading(capitals(value))
	switch {
	case !found || !declared && !whole:
		return "", text
	case more || glued(value):
		return Ambiguous, ""
	}
	return "", value
}

// CompanyPrefix is the site's GS1 company prefix, which its own GS1 numbers begin with; empty: it has none.
func CompanyPrefix(site []Format) string {
	for _, f := range site {
		if f.Kind == GS1Prefix {
			return f.Shape
		}
	}
	return ""
}

// ours is our own barcode in a GS1 number of the site: of the part of a place (AI 414 and 254), or of a box by its running number
// (AI 00, the SSCC).
func ours(element, prefix string) (code string) {
	if prefix == "" {
		return ""
	}
	if place, found := gln(element); found && strings.HasPrefix(place, prefix) {
		_, room, _ := strings.Cut(place, "+")
		if whole, more := leading(room); whole && !more {
			return room
		}
	}
	box, found := strings.CutPrefix(element, "00")
	if !found || len(box) != 18 || !validGS1(box) || !strings.HasPrefix(box[1:], prefix) {
		return ""
	}
	number, err := strconv.ParseUint(box[1+len(prefix):17], 10, 64)
	code, made := numbered(ContainerCode, number)
	if err != nil || !made {
		return ""
	}
	return code
}

// leading says whether one of our own barcodes, check character and all, is the value or begins it. One that only begins it has
// the next element run on from it, whose separator was lost.
func leading(value string) (whole, more bool) {
	for _, f := range own {
		if n := len(f.Shape); len(value) >= n && f.fits(value[:n]) {
			return true, len(value) > n
		}
	}
	return false, false
}

// person says whether an element identifies a person. Where nothing declares the symbol to be GS1, only the whole shape with a
// right check digit counts.
func person(element string, declared bool) bool {
	if declared {
		for _, ai := range []string{"8018", "8017", "91", "92", "93"} {
			if strings.HasPrefix(element, ai) {
				return true
			}
		}
	}
	return len(element) == 22 && (element[:4] == "8018" || element[:4] == "8017") && validGS1(element[4:])
}

// gln reads AI 414, the number of a place, and AI 254, the room there. A place is not its room, so the room is part of the code.
func gln(element string) (code string, found bool) {
	rest, found := strings.CutPrefix(element, "414")
	if !found || len(rest) < 13 || !validGS1(rest[:13]) {
		return "", false
	}
	if len(rest) == 13 {
		return rest, true
	}
	room, found := strings.CutPrefix(rest[13:], "254")
	plain := !strings.ContainsFunc(room, func(r rune) bool { return r <= ' ' || r > '~' })
	return rest[:13] + "+" + capitals(room), found && plain && room != "" && len(room) <= 20
}

// glued says whether the next element runs on from the value because the separator between them was lost.
func glued(value string) bool {
	if at := len(value) - 16; at >= 0 && value[at:at+3] == "414" && validGS1(value[at+3:]) {
		return true
	}
	at := len(value) - 22
	return at >= 0 && person(value[at:], false)
}

// validGS1 checks the last digit of a GS1 number: weights 1 and 3 in turn from the right, a multiple of ten in all.
func validGS1(s string) bool {
	sum := 0
	for i := range len(s) {
		d := s[len(s)-1-i]
		if d < '0' || d > '9' {
			return false
		}
		sum += int(d-'0') * (1 + i%2*2)
	}
	return s != "" && sum%10 == 0
}
