package tracking

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Reading is what a scanned text turned out to be. It is never a best guess: a text that fits no format, or two, is Unknown
// or Ambiguous.
type Reading struct {
	Kind      ReadingKind
	Code      string // cleaned, upper case; empty where the text must not be kept
	Symbology string // the AIM identifier the scanner sent, "]C1"; empty when it sent none
	Length    int    // of the text without terminators and symbology
	Hint      Hint   // what probably went wrong; empty when nothing can be said
}

// Hint is what probably went wrong with a text that is none of our barcodes.
type Hint string

// The hints. K1 and K2 are the codes that people tell IT.
const (
	Miskeyed   Hint = "check" // the shape of ours, but its check character says that a character is wrong
	Keyboard   Hint = "K1"    // characters that a scanner set to another country's keyboard produces
	Separators Hint = "K2"    // a GS1 symbol whose separators the scanner lost
)

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

// GS1Prefix is no reading but the kind of a Format that says which GS1 numbers are the site's own: its shape is the site's company
// prefix, in digits.
const GS1Prefix ReadingKind = "gs1_prefix"

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

// Issue makes our own barcode of that kind from a running number. ok is false for a number that is never issued: its check
// character would be I, O or Q, which people misread; it has too many digits; or it is an issued one but for a swap of neighbours.
func Issue(kind ReadingKind, number uint64) (code string, ok bool) {
	code, ok = numbered(kind, number)
	return code, ok && !swapOfIssued(kind, code)
}

// swapOfIssued says that two swapped neighbours make the code another one that is issued. The check character lets one in 250 such
// swaps through, and whoever types makes them: of the two codes only the smaller is ever printed.
func swapOfIssued(kind ReadingKind, code string) bool {
	for i := 1; i+1 < len(code); i++ {
		other := code[:i] + code[i+1:i+2] + code[i:i+1] + code[i+2:]
		number, err := strconv.ParseUint(other[1:len(other)-1], 10, 64)
		if other >= code || err != nil {
			continue
		}
		if made, ok := numbered(kind, number); ok && made == other && !swapOfIssued(kind, other) {
			return true
		}
	}
	return false
}

// numbered is our own barcode of that kind with a running number, where the number makes one.
func numbered(kind ReadingKind, number uint64) (code string, ok bool) {
	i := slices.IndexFunc(own, func(f Format) bool { return f.Kind == kind && kind != CommandCode })
	if i < 0 {
		return "", false
	}
	shape := own[i].Shape
	body := fmt.Sprintf("%c%0*d", shape[0], len(shape)-2, number)
	check, err := CheckCharacter(body)
	code = body + string(check)
	return code, err == nil && own[i].fits(code)
}

// Classify says what a scanned text is: terminators, the scanner's AIM identifier, spaces and case are put aside, then the
// text must fit exactly one of our own formats or the site's. Only texts that are barcodes of ours keep their content.
func Classify(raw string, site []Format) Reading {
	typed, symbology := strip(raw)
	text := plainForm(typed)
	r := Reading{Symbology: symbology, Length: utf8.RuneCountInString(text)}
	if r.Kind, text = gs1(text, symbology, CompanyPrefix(site)); r.Kind != "" {
		switch r.Kind {
		case GS1Location:
			r.Code = text
		case Ambiguous:
			r.Hint = Separators
		}
		return r
	}
	code := bare(text)
	switch r.Kind = match(code, site); r.Kind {
	case FolderCode, LocationCode, ContainerCode, BadgeCode, CommandCode:
		r.Code = code
	case Unknown:
		r.Hint = hint(typed, code)
	}
	return r
}

// bare is a cleaned text without what a printer puts around and between the characters of a code.
func bare(text string) string {
	code := capitals(strings.ReplaceAll(text, " ", ""))
	if inner, found := strings.CutPrefix(code, "*"); found && strings.HasSuffix(inner, "*") {
		code = strings.TrimSuffix(inner, "*") // Code 39 start and stop
	}
	return code
}

// match finds the one format that fits. Two formats that fit make the text ambiguous even where they are of one kind: one would
// void the other's check character. An NHS number is told by its check only where no format of the site claims it, because
// one in eleven of any ten digits passes.
func match(code string, site []Format) ReadingKind {
	var kinds []ReadingKind
	for _, f := range slices.Concat(own, site) {
		if f.fits(code) {
			kinds = append(kinds, f.Kind)
		}
	}
	switch {
	case len(kinds) == 1:
		return kinds[0]
	case len(kinds) > 1:
		return Ambiguous
	case ValidNHSNumber(CleanNumber(code)):
		return NHSCode
	case joined(code):
		return Joined
	case piece(code):
		return Partial
	}
	return Unknown
}

// joined says whether code divides into two or more of our own barcodes, each whole and with a right check character. The type
// letter fixes the length, so there is only one way to divide.
func joined(code string) bool {
	parts := 0
	for ; code != ""; parts++ {
		i := slices.IndexFunc(own, func(f Format) bool { return len(code) >= len(f.Shape) && f.fits(code[:len(f.Shape)]) })
		if i < 0 {
			return false
		}
		code = code[len(own[i].Shape):]
	}
	return parts > 1
}

// piece says whether code is one of our barcodes with its first character lost, which the check character proves, or with later
// ones lost, which the type letter and three characters after it make likely.
func piece(code string) bool {
	for _, f := range own {
		if f.fits(f.Shape[:1] + code) {
			return true
		}
		if len(code) >= 4 && len(code) < len(f.Shape) && f.Kind != CommandCode {
			short := Format{Shape: f.Shape[:len(code)-1] + "X"}
			if short.fits(code) {
				return true
			}
		}
	}
	return false
}

// hint tells a clerk who mistyped from a scanner that is set up wrongly. A text with an address or a password in it, or a long
// one, is somebody else's barcode and nobody's fault.
func hint(typed, code string) Hint {
	scheme, _, found := strings.Cut(code, ":")
	if utf8.RuneCountInString(code) > 40 || found && scheme != "" && (Format{Shape: strings.Repeat("A", len(scheme))}).fits(scheme) {
		return ""
	}
	if strings.ContainsAny(typed, "£¬\"&éèçàùÉÈÇÀÙµ§²'(_") {
		return Keyboard
	}
	for _, f := range own {
		shape := Format{Shape: f.Shape}
		if len(code) == len(f.Shape) && shape.fits(code[:1]+lookalikes.Replace(code[1:])) {
			return Miskeyed
		}
	}
	return ""
}

var lookalikes = strings.NewReplacer("O", "0", "Q", "0", "I", "1")

// strip takes off what scanners add around a code: terminators and the AIM identifier.
func strip(raw string) (text, symbology string) {
	text = strings.Trim(raw, "\r\n\t ")
	if len(text) >= 3 && text[0] == ']' && (Format{Shape: "AX"}).fits(capitals(text[1:3])) {
		symbology, text = text[:3], text[3:]
	}
	return text, symbology
}

// plainForm is a text in the characters of our barcodes where it is written in others that mean the same: the wide letters and
// the digits that keyboards of other scripts type.
func plainForm(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.Trim(text, " ")
	}
	latin := strings.Map(func(r rune) rune {
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, norm.NFKC.String(text))
	return strings.Trim(latin, " ")
}

// zeros are the noughts of Arabic, Persian, Hindi, Bengali, Punjabi and Gujarati keyboards; the other nine digits follow each.
var zeros = []rune{0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6}

// capitals turns a to z into capitals and leaves other scripts alone: what a letter becomes there depends on who is asked.
func capitals(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, text)
}

// CleanCode is a barcode as it is kept and looked up, however a person wrote it: "f4027 3188g" is F40273188G.
func CleanCode(code string) string {
	text, _ := strip(code)
	return capitals(strings.ReplaceAll(plainForm(text), " ", ""))
}
