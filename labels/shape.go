package labels

import (
	"bytes"
	"slices"
	"sync"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// placed is one glyph of a line as it is drawn, from left to right, at a size of 1.
type placed struct {
	glyph   sfnt.GlyphIndex
	x, y    float64 // y upwards from the baseline
	advance float64
	text    string // what the glyph stands for; empty for the further glyphs of the same letters
}

// end is where a line of glyphs ends.
func end(line []placed) float64 {
	width := 0.0
	for _, g := range line {
		width += g.advance
	}
	return width
}

// shaped says whether a letter's shape or place depends on its neighbours, as in Hebrew and Arabic, or with accents that stand alone.
func shaped(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r < 0x370, 0x590 <= r && r < 0x1C80, r == '\u200c', r == '\u200d', 0xFB1D <= r && r < 0xFF00:
		return true
	}
	return false
}

// shape turns text into the glyphs that draw it.
func (t *typeface) shape(s string) []placed {
	if slices.ContainsFunc([]rune(s), shaped) {
		return t.shaper.shape(t.data, s)
	}
	line := make([]placed, 0, len(s))
	x := 0.0
	for i, r := range s {
		g := placed{glyph: t.glyph(r), x: x, text: s[i : i+len(string(r))]}
		if r < latin {
			g.advance = t.widths[r]
		} else {
			g.advance = t.advance(g.glyph)
		}
		line = append(line, g)
		x += g.advance
	}
	return line
}

// shaper joins Arabic letters, sets accents, and puts text that runs from right to left in the order of the eye. It is made when it is
// first needed: most hospitals print a year of labels without it.
type shaper struct {
	mu        sync.Mutex
	face      *font.Face
	segmenter shaping.Segmenter
	harfbuzz  shaping.HarfbuzzShaper
}

// ResolveFace gives every letter the one face there is.
func (p *shaper) ResolveFace(rune) *font.Face { return p.face }

func (p *shaper) shape(data []byte, s string) []placed {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.face == nil {
		face, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			panic("labels: embedded font: " + err.Error())
		}
		p.face = face
	}
	const em = 1 << 12
	text := []rune(s)
	input := shaping.Input{Text: text, RunEnd: len(text), Direction: direction(s), Face: p.face, Size: fixed.I(em), Language: language.NewLanguage("en")}
	runs := slices.Clone(p.segmenter.Split(input, p))
	var out []placed
	for _, i := range order(runs) {
		out = place(out, p.harfbuzz.Shape(runs[i]), text)
	}
	return out
}

// order says in which order runs are drawn from left to right: rule L2 of the Unicode bidirectional algorithm. The segmenter tells a
// run's direction only; a number among letters that run from right to left stays among them.
func order(runs []shaping.Input) []int {
	levels, visual := make([]int, len(runs)), make([]int, len(runs))
	most := 0
	for i, run := range runs {
		visual[i] = i
		letters := slices.ContainsFunc(run.Text[run.RunStart:run.RunEnd], func(r rune) bool {
			p, _ := bidi.LookupRune(r)
			return p.Class() == bidi.L
		})
		switch {
		case run.Direction == di.DirectionRTL:
			levels[i] = 1
		case direction(string(run.Text)) == di.DirectionRTL, !letters && i > 0 && levels[i-1] > 0:
			levels[i] = 2
		}
		most = max(most, levels[i])
	}
	for level := most; level > 0; level-- {
		for from := 0; from < len(runs); from++ {
			to := from
			for to < len(runs) && levels[visual[to]] >= level {
				to++
			}
			slices.Reverse(visual[from:to])
			from = max(from, to)
		}
	}
	return visual
}

// place adds the glyphs of a run after those that are there.
func place(out []placed, run shaping.Output, text []rune) []placed {
	one := float64(run.Size)
	x := end(out)
	cluster := -1
	for _, g := range run.Glyphs {
		p := placed{glyph: sfnt.GlyphIndex(g.GlyphID), x: x + float64(g.XOffset)/one, y: float64(g.YOffset) / one, advance: float64(g.Advance) / one}
		if at := g.TextIndex(); at != cluster {
			cluster = at
			p.text = string(text[at : at+g.RunesCount()])
		}
		out = append(out, p)
		x += p.advance
	}
	return out
}

// direction is that of the first letter that has one.
func direction(s string) di.Direction {
	for _, r := range s {
		switch p, _ := bidi.LookupRune(r); p.Class() {
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		case bidi.L:
			return di.DirectionLTR
		}
	}
	return di.DirectionLTR
}
