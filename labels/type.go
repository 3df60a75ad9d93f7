package labels

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// ascent and leading are those of DejaVu Sans, for a size of 1.
const (
	ascent  = 0.928
	leading = 1.164
)

// latin ends the letters whose widths are looked up once: nearly all of every label.
const latin = 0x250

// typeface is DejaVu Sans in one weight.
type typeface struct {
	data   []byte
	font   *sfnt.Font
	widths [latin]float64
}

var (
	regular = sync.OnceValue(func() *typeface { return parseTypeface(dejavusans.TTF) })
	bold    = sync.OnceValue(func() *typeface { return parseTypeface(dejavusansbold.TTF) })
)

// parseTypeface panics because the font is part of the program.
func parseTypeface(data []byte) *typeface {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic("labels: embedded font: " + err.Error())
	}
	t := &typeface{data: data, font: f}
	for r := range rune(latin) {
		t.widths[r] = t.advance(r)
	}
	return t
}

// advance is the width of r at a size of 1.
func (t *typeface) advance(r rune) float64 {
	var buf sfnt.Buffer
	em := fixed.I(int(t.font.UnitsPerEm()))
	width, err := t.font.GlyphAdvance(&buf, t.glyph(r), em, font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(width) / float64(em)
}

// glyph is the font's shape for r, or 0 if it has none. Runes past the first plane have none because the
// PDF cannot address them.
func (t *typeface) glyph(r rune) sfnt.GlyphIndex {
	var buf sfnt.Buffer
	index, err := t.font.GlyphIndex(&buf, r)
	if err != nil || r > 0xFFFF {
		return 0
	}
	return index
}

// width is the length of s at a size of 1.
func (t *typeface) width(s string) float64 {
	sum := 0.0
	for _, r := range s {
		if r < latin {
			sum += t.widths[r]
		} else {
			sum += t.advance(r)
		}
	}
	return sum
}

// wrap breaks s between words into lines no longer than width; a longer word has a line of its own.
func (t *typeface) wrap(s string, width float64) []string {
	var lines []string
	for _, word := range strings.Fields(s) {
		if n := len(lines); n > 0 && t.width(lines[n-1]+" "+word) <= width {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// balance breaks s into as many lines as greedy has, but of like length: a surname with its given names
// under it, rather than all but the last.
func (t *typeface) balance(s string, greedy []string, width float64) []string {
	lines := greedy
	for width > 1 {
		width *= 0.95
		narrower := t.wrap(s, width)
		if len(narrower) != len(greedy) {
			break
		}
		lines = narrower
	}
	return lines
}

// cut shortens s to width and ends it with "…", so that a reader sees that something is missing.
func (t *typeface) cut(s string, width float64) string {
	if t.width(s) <= width {
		return s
	}
	for s != "" && t.width(s+"…") > width {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return strings.TrimRight(s, " ") + "…"
}

// clean makes text one line of visible characters. Control and formatting characters become spaces, so
// they can neither command a printer nor turn the text around them.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return ' '
		}
		return r
	}, norm.NFC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// drawable replaces what the font has no shape for with U+FFFD, the mark of a missing character.
func drawable(s string) string {
	return strings.Map(func(r rune) rune {
		if ' ' <= r && r <= '~' || bold().glyph(r) != 0 && regular().glyph(r) != 0 {
			return r
		}
		return utf8.RuneError
	}, s)
}

// Undrawable lists the characters of the label that are printed as � because the font lacks them, so that
// whoever prints it can be told.
func (l Label) Undrawable() string {
	var missing []rune
	for _, text := range slices.Concat([]string{l.Title}, l.Lines, l.Side) {
		for _, r := range clean(text) {
			if drawable(string(r)) != string(r) && !strings.ContainsRune(string(missing), r) {
				missing = append(missing, r)
			}
		}
	}
	return string(missing)
}

// visual orders a line for drawing from left to right, as PDF and PNG do; Hebrew and Arabic run the other way.
func visual(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x0590 }) < 0 {
		return s
	}
	var p bidi.Paragraph
	if _, err := p.SetString(s); err != nil {
		return s
	}
	order, err := p.Order()
	if err != nil {
		return s
	}
	var out string
	for i := range order.NumRuns() {
		run := order.Run(i)
		text := run.String()
		if run.Direction() == bidi.RightToLeft {
			text = bidi.ReverseString(text)
		}
		if order.Direction() == bidi.RightToLeft {
			out = text + out
		} else {
			out += text
		}
	}
	return out
}

// capitalised gives a label line its capital letter: "mental health" is a kind, "Mental health" a line.
func capitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
