package labels

import (
	"fmt"
	"math"
	"strings"
)

// Lengths are in dots of a 203 dpi printer, eight to the millimetre, so that a bar is a whole number of
// dots and is never blurred between two.
const (
	dot   = 8.0             // dots in a millimetre
	point = dot * 25.4 / 72 // dots in a point
	least = 8 * point       // the smallest text people read
	row   = least * leading // the height of a line of it
	inset = 1.5 * dot       // kept white round the edge: printers do not hit the label exactly
	gap   = 1 * dot         // between what must not touch
)

// A narrow bar is 0.25 to 0.5 mm. The widest is taken that leaves the words beside the bars their share.
const (
	narrowest = 2
	widest    = 4
	sideShare = 0.3
	sideLeast = 9 * dot
)

// box is a rectangle of the label.
type box struct{ x, y, w, h float64 }

// line is one line of text, drawn from x on the baseline y.
type line struct {
	x, y, size, width float64
	text              string
	face              *typeface
}

// drawing is one label laid out on its stock.
type drawing struct {
	width, height int
	code          string
	bars          symbol
	narrow        int // width of a narrow bar
	x, y, tall    int // the bars, without their quiet zones
	lines         []line
}

// layOut puts the bars at the lower left, the code under them, the side words to their right and
// everything else above.
func layOut(l Label, s Stock) (drawing, error) {
	bars, err := encode(l.Code)
	if err != nil {
		return drawing{}, err
	}
	d := drawing{width: s.Width * dot, height: s.Height * dot, code: l.Code, bars: bars}
	if err := d.chooseNarrowBar(l.Side, s); err != nil {
		return drawing{}, err
	}
	length := float64(d.narrow * bars.width)
	d.tall = int(math.Ceil(max(10*dot, 0.15*length, 0.3*float64(d.height))))
	size := d.codeSize()
	bottom := float64(d.height) - inset
	d.x = int(inset) + quiet*d.narrow
	d.y = int(bottom - leading*size - gap/2 - float64(d.tall))

	top := box{inset, inset, float64(d.width) - 2*inset, float64(d.y) - gap - inset}
	if short := float64(1+len(l.Lines))*row - top.h; short > 0 {
		return drawing{}, Refusal(fmt.Sprintf("This label needs %.0f mm of height; stock %s has %d mm.",
			math.Ceil(float64(s.Height)+short/dot), s.Name, s.Height))
	}
	d.addTop(l, top)
	d.lines = append(d.lines, line{x: float64(d.x), y: bottom - (leading-ascent)*size, size: size,
		width: size * bold().width(grouped(l.Code)), text: grouped(l.Code), face: bold()})
	left := inset + d.footprint(d.narrow) + gap
	d.addSide(l.Side, box{left, float64(d.y), float64(d.width) - inset - left, bottom - float64(d.y)})
	return d, nil
}

// chooseNarrowBar refuses a barcode that is too wide for the stock: it is never squeezed or cut.
func (d *drawing) chooseNarrowBar(words []string, s Stock) error {
	printable, side := float64(d.width)-2*inset, 0.0
	if len(words) > 0 {
		side = sideLeast + gap
	}
	if wanted := d.footprint(narrowest) + side; wanted > printable {
		return Refusal(fmt.Sprintf("The barcode %s needs a label %.0f mm wide; stock %s has %d mm.",
			d.code, math.Ceil((wanted+2*inset)/dot), s.Name, s.Width))
	}
	for d.narrow = widest; d.narrow > narrowest; d.narrow-- {
		if printable-d.footprint(d.narrow) >= max(side, sideShare*printable) {
			break
		}
	}
	return nil
}

// footprint is the width of the bars with both quiet zones, or of the code under them if that is longer.
func (d *drawing) footprint(narrow int) float64 {
	bars := float64(narrow * (d.bars.width + 2*quiet))
	return max(bars, float64(quiet*narrow)+least*bold().width(grouped(d.code)))
}

// codeSize is the size of the code under the bars: as long as the bars at most.
func (d *drawing) codeSize() float64 {
	fitting := float64(d.narrow*d.bars.width) / bold().width(grouped(d.code))
	return max(least, min(fitting, 5*point*float64(d.narrow)))
}

// addTop gives each line a quarter of the height and the title the rest.
func (d *drawing) addTop(l Label, top box) {
	each := max(row, min(top.h/4, 2*row))
	title := top
	title.h -= each * float64(len(l.Lines))
	d.fit(l.Title, title, bold())
	face := bold() // the first line identifies, the rest inform
	for i, text := range l.Lines {
		d.fit(text, box{top.x, title.y + title.h + each*float64(i), top.w, each}, face)
		face = regular()
	}
}

// addSide shares the height beside the bars between the words that stand there.
func (d *drawing) addSide(words []string, side box) {
	each := side.h / float64(len(words))
	for i, text := range words {
		d.fit(text, box{side.x, side.y + each*float64(i), side.w, each}, bold())
	}
}

// fit sets text as large as the box allows, over several lines if that makes it larger. At 8 points it
// shrinks no more, and what is too long is cut.
func (d *drawing) fit(text string, in box, face *typeface) {
	text = drawable(clean(text))
	size := max(least, in.h/leading)
	lines := face.wrap(text, in.w/size)
	for size > least && !face.fits(lines, in, size) {
		size = max(least, size-point/2)
		lines = face.wrap(text, in.w/size)
	}
	rows := max(1, int(in.h/(leading*size)))
	if len(lines) <= rows {
		lines = face.balance(text, lines, in.w/size)
	} else {
		lines = append(lines[:rows-1], strings.Join(lines[rows-1:], " "))
	}
	y := in.y + (in.h-leading*size*float64(len(lines)))/2 + ascent*size
	for i, s := range lines {
		s = face.cut(s, in.w/size)
		d.lines = append(d.lines, line{in.x, y + leading*size*float64(i), size, size * face.width(s), s, face})
	}
}

// fits reports whether the lines at this size stay inside the box.
func (t *typeface) fits(lines []string, in box, size float64) bool {
	if leading*size*float64(len(lines)) > in.h {
		return false
	}
	for _, s := range lines {
		if t.width(s)*size > in.w {
			return false
		}
	}
	return true
}
