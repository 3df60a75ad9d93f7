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
	"golang.org/x/text/unicode/norm"
)

// ascent and leading are those of DejaVu Sans, for a size of 1.
const (
	ascent  = 0.928
	leading = 1.164
)

// latin ends the letters whose shapes and widths are looked up once: nearly all of every label.
const latin = 0x250

// typeface is DejaVu Sans in one weight.
type typeface struct {
	name   string
	data   []byte
	font   *sfnt.Font
	glyphs [latin]sfnt.GlyphIndex
	widths [latin]float64
	shaper shaper
}

var (
	regular = sync.OnceValue(func() *typeface { return parseTypeface("DejaVuSans", dejavusans.TTF) })
	bold    = sync.OnceValue(func() *typeface { return parseTypeface("DejaVuSans-Bold", dejavusansbold.TTF) })
)

// parseTypeface panics because the font is part of the program.
func parseTypeface(name string, data []byte) *typeface {
	f, err := sfnt.Parse(data)
	if err != nil {
		panic("labels: embedded font: " + err.Error())
	}
	t := &typeface{name: name, data: data, font: f}
	for r := range rune(latin) {
		t.glyphs[r] = t.lookup(r)
		t.widths[r] = t.advance(t.glyphs[r])
	}
	return t
}

// advance is the width of a glyph at a size of 1.
func (t *typeface) advance(g sfnt.GlyphIndex) float64 {
	var buf sfnt.Buffer
	em := fixed.I(int(t.font.UnitsPerEm()))
	width, err := t.font.GlyphAdvance(&buf, g, em, font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(width) / float64(em)
}

func (t *typeface) lookup(r rune) sfnt.GlyphIndex {
	var buf sfnt.Buffer
	index, err := t.font.GlyphIndex(&buf, r)
	if err != nil {
		return 0
	}
	return index
}

// glyph is the font's shape for r, or 0 if it has none.
func (t *typeface) glyph(r rune) sfnt.GlyphIndex {
	if 0 <= r && r < latin {
		return t.glyphs[r]
	}
	return t.lookup(r)
}

// width is the length of s at a size of 1.
func (t *typeface) width(s string) float64 {
	sum := 0.0
	for _, r := range s {
		switch {
		case r < latin:
			sum += t.widths[r]
		case shaped(r):
			return end(t.shape(s))
		default:
			sum += t.advance(t.lookup(r))
		}
	}
	return sum
}

// cut shortens s to width and ends it with "…", so that a reader sees that something is missing.
func (t *typeface) cut(s string, width float64) string {
	if t.width(s) <= width+1e-9 {
		return s
	}
	for s != "" && t.width(s+"…") > width {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return strings.TrimRight(s, " ") + "…"
}

// clean makes text one line of visible characters. Control and formatting characters become spaces, so
// they can neither command a printer nor turn the text around them; but the joiners stay that Persian and Indian names are spelled with.
func clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r < 0x80 && r >= ' ' && r != 0x7F || r == '\u200c' || r == '\u200d' {
			return r
		}
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return ' '
		}
		return r
	}, norm.NFC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// plain says whether text is one line of ASCII words with one space between them, as nearly all is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// drawable replaces what the font has no shape for with U+FFFD, the mark of a missing character.
func drawable(s string) string {
	if plain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if ' ' <= r && r <= '~' || bold().glyph(r) != 0 && regular().glyph(r) != 0 {
			return r
		}
		return utf8.RuneError
	}, s)
}

// Undrawable lists the characters of the label that are printed as � because the font lacks them, so that
// whoever prints it can be told. It has the letters of Europe, and Hebrew and Arabic ones; Indian and East Asian names it cannot draw.
func (l Label) Undrawable() string {
	var missing []rune
	for _, text := range slices.Concat([]string{l.Banner, l.Title, l.Printed}, l.Lines, l.Side) {
		for _, r := range clean(text) {
			if drawable(string(r)) != string(r) && !strings.ContainsRune(string(missing), r) {
				missing = append(missing, r)
			}
		}
	}
	return string(missing)
}

// capitalised gives a label line its capital letter: "mental health" is a kind, "Mental health" a line.
func capitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
