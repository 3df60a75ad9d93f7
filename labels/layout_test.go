package labels

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

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
		s := rapid.SampledFrom(Stocks()).Draw(t, "stock")
		d, err := layOut(l, s)
		if err != nil {
			return // small stock refuses many lines; Write's tests say which
		}
		white := quiet * d.narrow
		boxes := []box{{float64(d.x - white), float64(d.y), float64(d.bars.width*d.narrow + 2*white), float64(d.tall)}}
		for _, line := range d.lines {
			boxes = append(boxes, box{line.x, line.y - ascent*line.size, line.width, leading * line.size})
			if line.size < least {
				t.Fatalf("%q is smaller than 8 points", line.text)
			}
		}
		for i, a := range boxes {
			if a.x < inset-1e-6 || a.y < inset-1e-6 || a.x+a.w > float64(d.width)-inset+1e-6 || a.y+a.h > float64(d.height)-inset+1e-6 {
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
	for _, s := range Stocks() {
		d, err := layOut(Location(LocationText{Code: "L0000125", Name: "Clinic B", Kind: "clinic"}), s)
		if err != nil {
			t.Fatal(err)
		}
		if length := float64(d.narrow * d.bars.width); float64(d.tall) < 10*dot || float64(d.tall) < 0.15*length {
			t.Errorf("%s: bars %d dots tall for %.0f long", s.Name, d.tall, length)
		}
		if d.narrow < 2 || d.x < quiet*d.narrow {
			t.Errorf("%s: narrow bar %d, quiet zone %d", s.Name, d.narrow, d.x)
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
	d := drawing{}
	d.fit("Short", box{0, 0, 300, 60}, regular())
	d.fit("Rather longer words for a box", box{0, 0, 300, 60}, regular())
	d.fit(strings.Repeat("Words that never end ", 9), box{0, 0, 300, 60}, regular())
	short, last := d.lines[0], d.lines[len(d.lines)-1]
	if short.size <= d.lines[1].size || last.size != least || !strings.HasSuffix(last.text, "…") {
		t.Errorf("%+v", d.lines)
	}
}

func TestRightToLeftNamesAreTurnedForDrawing(t *testing.T) {
	for in, want := range map[string]string{"Smith": "Smith", "אבג": "גבא", "אבג 12": "12 גבא", "Ann אבג": "Ann גבא"} {
		if got := visual(in); got != want {
			t.Errorf("%q is drawn %q, want %q", in, got, want)
		}
	}
}
