package labels

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// resolutions are those of the printers, in dots a millimetre.
var resolutions = []scale{8, 300 / 25.4, 600 / 25.4}

// TestNothingOverlapsOrLeavesTheLabel draws labels with any words and looks at the rectangles they cover.
func TestNothingOverlapsOrLeavesTheLabel(t *testing.T) {
	words := rapid.StringOfN(rapid.RuneFrom([]rune("WilÉg -—,'מحQ")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		l := Label{
			Code:  rapid.SampledFrom([]string{"F40273188G", "L0000125", "RX-77/1"}).Draw(t, "code"),
			Title: words.Draw(t, "title"),
			Lines: rapid.SliceOfN(words, 0, 2).Draw(t, "lines"),
			Side:  rapid.SliceOfN(words, 0, 2).Draw(t, "side"),
		}
		l.Symbology = rapid.SampledFrom(Symbologies()[:4]).Draw(t, "symbology")
		l.Banner = rapid.SampledFrom([]string{"", "TEMPORARY"}).Draw(t, "banner")
		s := rapid.SampledFrom(Stocks()).Draw(t, "stock")
		d, err := layOut(&l, s, rapid.SampledFrom(resolutions).Draw(t, "dots in a millimetre"))
		if err != nil {
			return // small stock refuses many lines; Write's tests say which
		}
		beside, above := float64(d.symbol.quiet*d.narrow), d.white()
		boxes := []box{{float64(d.x) - beside, float64(d.y) - above, float64(d.symbol.width*d.narrow) + 2*beside, float64(d.tall) + 2*above}}
		boxes = append(boxes, d.boxes...)
		for _, line := range d.lines {
			if line.white {
				continue // stands on its box
			}
			boxes = append(boxes, box{line.x, line.y - ascent*line.size, line.width, leading * line.size})
			if line.size < d.least()-1e-9 {
				t.Fatalf("%q is smaller than 8 points", line.text)
			}
		}
		for i, a := range boxes {
			if a.x < d.inset()-1e-6 || a.y < d.inset()-1e-6 || a.x+a.w > float64(d.width)-d.inset()+1e-6 || a.y+a.h > float64(d.height)-d.inset()+1e-6 {
				t.Fatalf("%v leaves the label %dx%d", a, d.width, d.height)
			}
			for _, b := range boxes[:i] {
				if a.x+1e-6 < b.x+b.w && b.x+1e-6 < a.x+a.w && a.y+1e-6 < b.y+b.h && b.y+1e-6 < a.y+a.h {
					t.Fatalf("%v and %v overlap", a, b)
				}
			}
		}
	})
}

func TestTheBarsKeepTheRulesOfTheStandard(t *testing.T) {
	giai, err := GIAI("5012345", "F40273188G")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Stocks() {
		for _, dots := range resolutions {
			for symbology, want := range map[Symbology]struct{ quiet, tall float64 }{
				Code128: {10, 10}, Code39: {10, 10}, DataMatrix: {1, 0}, QR: {4, 0}, GS1128: {10, 12.7}, GS1DataMatrix: {1, 0}} {
				l := Label{Code: "L0000125", Symbology: symbology, Title: "Clinic B"}
				if symbology == GS1128 || symbology == GS1DataMatrix {
					l.Code = giai
				}
				d, err := layOut(&l, s, dots)
				if errors.As(err, new(Refusal)) {
					continue
				}
				length := float64(d.narrow * d.symbol.width)
				if tall := float64(d.tall) / float64(dots); tall < want.tall || want.tall > 0 && float64(d.tall) < 0.15*length {
					t.Errorf("%s, %v: bars %.1f mm tall for %.0f dots", s.Name, symbology, tall, length)
				}
				if narrow := float64(d.narrow) / float64(dots); narrow < 0.25-1e-6 || narrow > 0.75+1e-6 || float64(d.x) < d.inset()+want.quiet*float64(d.narrow) {
					t.Errorf("%s, %v: narrow bar %.3f mm, bars begin at %d", s.Name, symbology, narrow, d.x)
				}
			}
		}
	}
}

func TestTheCodeUnderTheBarsIsWhatTheBarsSay(t *testing.T) {
	for code, want := range map[string]string{"F40273188G": "F4027 3188G", "L0000125": "L0000 125", "RX-77/1": "RX-77/1"} {
		if got := grouped(code); got != want || strings.ReplaceAll(got, " ", "") != code {
			t.Errorf("%q is printed %q", code, got)
		}
	}
}

func TestLongTextShrinksThenIsCutWithAMark(t *testing.T) {
	d := drawing{scale: 8}
	d.fit("Short", box{0, 0, 300, 60}, regular())
	d.fit("Rather longer words for a box", box{0, 0, 300, 60}, regular())
	d.fit(strings.Repeat("Words that never end ", 9), box{0, 0, 300, 60}, regular())
	short, last := d.lines[0], d.lines[len(d.lines)-1]
	if short.size <= d.lines[1].size || last.size != d.least() || !strings.HasSuffix(last.text, "…") {
		t.Errorf("%+v", d.lines)
	}
}

// drawn is what a line stands for, from left to right as it is drawn.
func drawn(text string) string {
	var b strings.Builder
	for _, g := range regular().shape(text) {
		b.WriteString(g.text)
	}
	return b.String()
}

func TestRightToLeftNamesAreTurnedForDrawing(t *testing.T) {
	for in, want := range map[string]string{"Smith": "Smith", "אבג": "גבא", "אבג 12": "12 גבא", "Ann אבג": "Ann גבא", "אבג, Ann דה": "הד Ann ,גבא", "Ann אבג 12 דה": "Ann הד 12 גבא"} {
		if got := drawn(in); got != want {
			t.Errorf("%q is drawn %q, want %q", in, got, want)
		}
	}
}

func TestArabicLettersAreJoined(t *testing.T) {
	alone := regular().shape("م")
	joined := regular().shape("ممم")
	if len(joined) != 3 || joined[0].glyph == alone[0].glyph || joined[0].glyph == joined[1].glyph || joined[1].glyph == joined[2].glyph {
		t.Errorf("%+v", joined)
	}
	if lam := regular().shape("لا"); len(lam) != 1 {
		t.Errorf("lam and alef are %d glyphs", len(lam))
	}
}
