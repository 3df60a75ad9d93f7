package tracking

import (
	"fmt"
	"strings"
	"unicode"
)

// Reading is what a scanned text turned out to be. It is never a best guess: a text that fits no format, or two, is Unknown
// or Ambiguous.
type Reading struct {
	Kind      ReadingKind
	Code      string // cleaned, upper case; empty where the text must not be kept
	Symbology string // the AIM identifier the scanner sent, "]C1"; empty when it sent none
	Length    int    // of the text without terminators and symbology
}

// ReadingKind names what a barcode is for.
type ReadingKind string

// What a scanned text can be.
const (
	FolderCode    ReadingKind = "folder"
	LocationCode  ReadingKind = "location"
	ContainerCode ReadingKind = "container"
	BadgeCode     ReadingKind = "badge"
	CommandCode   ReadingKind = "command"
	NHSCode       ReadingKind = "nhs_number"
	Wristband     ReadingKind = "wristband"    // a patient's or staff member's GS1 identity
	GS1Location   ReadingKind = "gs1_location" // a GLN, AI 414
	Partial       ReadingKind = "partial"      // a piece of one of our barcodes
	Joined        ReadingKind = "joined"       // two or more of our barcodes read as one
	Ambiguous     ReadingKind = "ambiguous"    // fits two formats
	Unknown       ReadingKind = "unknown"      // none of our barcodes
)

// Format is the shape of one kind of barcode. In Shape, 9 stands for a digit, A for a letter, X for either, any other
// character for itself; so a shape also fixes the length, and a barcode cut short or run together with another cannot fit.
type Format struct {
	Name  string // how an administrator knows it: "Old hospital label"
	Kind  ReadingKind
	Shape string
	Rule  CheckRule
}

// CheckRule is how the last character of a barcode is verified.
type CheckRule string

// The check rules.
const (
	NoCheck    CheckRule = ""
	Mod37_36   CheckRule = "mod37_36" // ISO 7064 MOD 37,36, of our own barcodes
	Mod11_10   CheckRule = "nhs"      // modulus 11 of the NHS number
	maxBarcode           = 64
)

// own are our own barcodes: type letter first, check character last, lengths that differ by type.
var own = []Format{
	{"folder", FolderCode, "F99999999X", Mod37_36},
	{"location", LocationCode, "L999999X", Mod37_36},
	{"container", ContainerCode, "B999999X", Mod37_36},
	{"badge", BadgeCode, "U999999X", Mod37_36},
	{"command", CommandCode, "CAA99X", Mod37_36},
}

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// CheckCharacter is the ISO 7064 MOD 37,36 check character of s, which may hold digits and upper-case letters only. It
// catches every wrong character and nearly every swap of neighbours.
func CheckCharacter(s string) (byte, error) {
	p := 36
	for i := range len(s) {
		v := strings.IndexByte(alphabet, s[i])
		if v < 0 {
			return 0, fmt.Errorf("check character: %q is neither a digit nor an upper-case letter", s[i])
		}
		p = (p + v) % 36
		if p == 0 {
			p = 36
		}
		p = p * 2 % 37
	}
	return alphabet[(37-p)%36], nil
}

// Issue makes our own barcode of that kind from a running number. ok is false for a number that is never issued because
// its check character would be I, O or Q, which people misread.
func Issue(kind ReadingKind, number uint64) (code string, ok bool) {
	var body string
	switch kind {
	case FolderCode:
		body = fmt.Sprintf("F%08d", number)
	case LocationCode:
		body = fmt.Sprintf("L%06d", number)
	case ContainerCode:
		body = fmt.Sprintf("B%06d", number)
	case BadgeCode:
		body = fmt.Sprintf("U%06d", number)
	default:
		return "", false
	}
	check, err := CheckCharacter(body)
	if err != nil || strings.IndexByte("IOQ", check) >= 0 {
		return "", false
	}
	return body + string(check), true
}

// fits says whether code has exactly the format's shape and a right check character.
func (f Format) fits(code string) bool {
	if len(code) != len(f.Shape) {
		return false
	}
	for i := range len(code) {
		c := code[i]
		digit, letter := c >= '0' && c <= '9', c >= 'A' && c <= 'Z'
		switch f.Shape[i] {
		case '9':
			if !digit {
				return false
			}
		case 'A':
			if !letter {
				return false
			}
		case 'X':
			if !digit && !letter {
				return false
			}
		default:
			if c != f.Shape[i] {
				return false
			}
		}
	}
	switch f.Rule {
	case Mod37_36:
		check, err := CheckCharacter(code[:len(code)-1])
		return err == nil && check == code[len(code)-1] && strings.IndexByte("IOQ", check) < 0
	case Mod11_10:
		return ValidNHSNumber(code)
	}
	return true
}

// Classify says what a scanned text is: terminators, the scanner's AIM identifier, spaces and case are put aside, then the
// text must fit exactly one of our own formats or the site's. Only texts that are barcodes of ours keep their content.
func Classify(raw string, site []Format) Reading {
	text, symbology := clean(raw)
	r := Reading{Kind: Unknown, Symbology: symbology, Length: len([]rune(text))}
	if strings.HasPrefix(symbology, "]C1") || strings.HasPrefix(symbology, "]d2") || strings.HasPrefix(symbology, "]Q3") {
		text, r.Kind = gs1(text)
		if r.Kind != Unknown {
			if r.Kind == GS1Location {
				r.Code = text
			}
			return r
		}
	}
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if inner, found := strings.CutPrefix(text, "*"); found && strings.HasSuffix(inner, "*") {
		text = strings.TrimSuffix(inner, "*") // Code 39 start and stop
	}
	if len(text) == 0 || len(text) > maxBarcode {
		return r
	}
	r.Kind = match(text, site)
	switch r.Kind {
	case FolderCode, LocationCode, ContainerCode, BadgeCode, CommandCode:
		r.Code = text
	}
	return r
}

// match finds the one format that fits. An NHS number is told by its check only where no format of the site claims it.
func match(code string, site []Format) ReadingKind {
	var kinds []ReadingKind
	for _, f := range own {
		if f.fits(code) {
			kinds = append(kinds, f.Kind)
		}
	}
	for _, f := range site {
		if f.fits(code) {
			kinds = append(kinds, f.Kind)
		}
	}
	switch {
	case len(kinds) == 1:
		return kinds[0]
	case len(kinds) > 1:
		return Ambiguous
	case ValidNHSNumber(code):
		return NHSCode
	case joined(code):
		return Joined
	case piece(code):
		return Partial
	}
	return Unknown
}

// joined says whether code divides into two or more of our own barcodes, each whole and with a right check character.
func joined(code string) bool {
	for _, f := range own {
		if n := len(f.Shape); len(code) > n && f.fits(code[:n]) {
			rest := code[n:]
			for _, g := range own {
				if g.fits(rest) {
					return true
				}
			}
			if joined(rest) {
				return true
			}
		}
	}
	return false
}

// piece says whether code looks like one of our folder or location barcodes with its beginning or its end lost.
func piece(code string) bool {
	if len(code) < 4 {
		return false
	}
	for _, f := range own[:4] {
		if len(code) >= len(f.Shape) {
			continue
		}
		start := Format{Shape: f.Shape[:len(code)]}
		end := Format{Shape: f.Shape[len(f.Shape)-len(code):]}
		if start.fits(code) || end.fits(code) {
			return true
		}
	}
	return false
}

// clean removes what scanners and keyboards add: terminators, the AIM identifier, full-width forms.
func clean(raw string) (text, symbology string) {
	text = strings.Trim(raw, "\r\n\t ")
	if len(text) >= 3 && text[0] == ']' && unicode.IsLetter(rune(text[1])) {
		symbology, text = text[:3], text[3:]
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E: // full-width form of an ASCII character
			return r - 0xFEE0
		case r == 0x3000 || r == '\u00a0':
			return ' '
		}
		return r
	}, text)
	return strings.TrimSpace(text), symbology
}

// gs1 reads the first application identifier of a GS1 symbol. Identities of people are recognised and not kept: AI 8018
// (patient), 8017 (staff) and the NHS's internal 91 to 93. AI 8004 and 8003 carry a folder's barcode, AI 414 a location.
func gs1(text string) (string, ReadingKind) {
	text = strings.TrimLeft(text, "\x1d")
	rest := func(ai string) string {
		value, _, _ := strings.Cut(text[len(ai):], "\x1d")
		return value
	}
	for _, ai := range []string{"8018", "8017", "91", "92", "93"} {
		if strings.HasPrefix(text, ai) {
			return "", Wristband
		}
	}
	switch {
	case strings.HasPrefix(text, "414") && len(text) >= 16:
		return text[3:16], GS1Location
	case strings.HasPrefix(text, "8004"):
		return rest("8004"), Unknown
	case strings.HasPrefix(text, "8003") && len(text) > 18:
		return rest("8003")[14:], Unknown
	}
	return text, Unknown
}

// check refuses a format that could swallow something else.
func (f Format) check() error {
	switch {
	case f.Name == "":
		return invalid("format_name", "Give the format a name.")
	case f.Kind != FolderCode && f.Kind != LocationCode:
		return invalid("format_kind", "A site's format is for folders or for locations.")
	case len(f.Shape) < 4 || len(f.Shape) > 32:
		return invalid("format_shape", "A shape has 4 to 32 characters: 9 for a digit, A for a letter, X for either.")
	case f.Rule != NoCheck && f.Rule != Mod37_36:
		return invalid("format_check", "The check rule is empty or mod37_36.")
	}
	for _, o := range own {
		if f.overlaps(o) {
			return invalid("format_overlap", "This shape overlaps our own "+o.Name+" barcodes ("+o.Shape+"). Two meanings for one barcode cannot be.")
		}
	}
	return nil
}

// overlaps says whether some text could fit the shapes of both.
func (f Format) overlaps(o Format) bool {
	if len(f.Shape) != len(o.Shape) {
		return false
	}
	for i := range len(f.Shape) {
		if characters(f.Shape[i])&characters(o.Shape[i]) == 0 {
			return false
		}
	}
	return true
}

// characters is the set of characters, as bits of the alphabet, that a place of a shape accepts.
func characters(shape byte) uint64 {
	const digits, letters = 1<<10 - 1, (1<<26 - 1) << 10
	switch shape {
	case '9':
		return digits
	case 'A':
		return letters
	case 'X':
		return digits | letters
	}
	if i := strings.IndexByte(alphabet, shape); i >= 0 {
		return 1 << i
	}
	return 1 << 36 // punctuation: equal only to itself, near enough for a warning
}
