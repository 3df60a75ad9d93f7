package labels

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// Lengths are in dots of the printer, so that a narrow bar is a whole number of them and is never blurred between two. These are their
// measures in dots.
func (s scale) mm(n float64) float64 { return n * float64(s) }

func (s scale) point() float64 { return s.mm(25.4 / 72) }

// least is the size of the smallest text that people read: 8 points.
func (s scale) least() float64 { return 8 * s.point() }

// row is the height of a line of the smallest text.
func (s scale) row() float64 { return s.least() * leading }

// inset is kept white round the edge: printers do not hit the label exactly.
func (s scale) inset() float64 { return s.mm(1.5) }

// gap is kept between what must not touch.
func (s scale) gap() float64 { return s.mm(1) }

// A narrow bar is 0.25 to 0.5 mm, a module of a square symbol up to 0.75 mm. The widest is taken that leaves the words beside it their
// share of the width, and those above it theirs of the height.
const (
	narrowest    = 0.25
	widest       = 0.5
	widestSquare = 0.75
	sideShare    = 0.3
	sideLeast    = 9 // mm
)

// box is a rectangle of the label.
type box struct{ x, y, w, h float64 }

// line is one line of text, drawn from x on the baseline y.
type line struct {
	x, y, size, width float64
	text              string
	face              *typeface
	white             bool // on a black box
}

// drawing is one label laid out on its stock.
type drawing struct {
	scale
	stock         Stock
	width, height int
	label         *Label
	symbol        symbol
	under         string  // what people read under the bars
	underWidth    float64 // its length at a size of 1
	narrow        int     // width of a narrow bar
	x, y, tall    int     // the bars, without their quiet zones
	boxes         []box
	lines         []line
}

// layOut draws a label on its stock. Where an identifier would be cut because it shares a line, each has a line of its own; where it
// would be cut even so the label is refused.
func layOut(l *Label, s Stock, dots scale) (drawing, error) {
	d, err := arrange(l, s, dots)
	if err != nil || d.cutIdentifier() == "" {
		return d, err
	}
	apart := *l
	apart.Lines = nil
	for _, text := range l.Lines {
		apart.Lines = append(apart.Lines, strings.Split(text, together)...)
	}
	if d, err := arrange(&apart, s, dots); err == nil && d.cutIdentifier() == "" {
		return d, nil
	}
	return drawing{}, Refusal(fmt.Sprintf("There is no room for %q on stock %s, and it is never cut. Choose a larger one.", d.cutIdentifier(), s.Name))
}

// together is between what shares a line where there is room.
const together = " · "

// arrange puts the bars at the lower left, the code under them, the side words to their right and everything else above.
func arrange(l *Label, s Stock, dots scale) (drawing, error) {
	d := drawing{scale: dots, stock: s, label: l, width: int(dots.mm(s.Width) + 1e-6), height: int(dots.mm(s.Height) + 1e-6), lines: make([]line, 0, 8)}
	top := box{d.inset(), d.inset(), float64(d.width) - 2*d.inset(), float64(d.height) - 2*d.inset()}
	if !l.Plain {
		var err error
		if d.symbol, err = l.encode(); err != nil {
			return drawing{}, err
		}
		d.under = l.readable()
		d.underWidth = bold().width(d.under)
		if err := d.chooseNarrowBar(); err != nil {
			return drawing{}, err
		}
		d.addBars()
		top.h = max(0, float64(d.y)-max(d.gap(), d.white())-d.inset())
	}
	if short := d.leastTop() - top.h; short > 1e-6 {
		return drawing{}, Refusal(fmt.Sprintf("This label needs %.0f mm of height; stock %s has %g mm.",
			math.Ceil(s.Height+short/float64(dots)), s.Name, s.Height))
	}
	d.addTop(d.addBanner(top))
	return d, nil
}

// cutIdentifier is the first of the label's identifiers that does not stand on it whole, or empty.
func (d *drawing) cutIdentifier() string {
	if len(d.label.Keep) == 0 {
		return ""
	}
	all := make([]byte, 0, 256)
	for _, l := range d.lines {
		all = append(append(all, l.text...), ' ')
	}
	for _, word := range d.label.Keep {
		if !bytes.Contains(all, append([]byte(drawable(clean(word))), ' ')) {
			return word
		}
	}
	return ""
}

// leastTop is the height that the words above the bars need.
func (d *drawing) leastTop() float64 {
	rows := float64(len(d.label.Lines))
	if d.label.Title != "" {
		rows++
	}
	if d.label.Banner != "" {
		rows += bannerRows
	}
	return rows * d.row()
}

// chooseNarrowBar refuses a barcode that is too wide for the stock: it is never squeezed or cut.
func (d *drawing) chooseNarrowBar() error {
	printable, side := float64(d.width)-2*d.inset(), 0.0
	if len(d.label.Side) > 0 {
		side = d.mm(sideLeast) + d.gap()
	}
	least := int(math.Ceil(d.mm(narrowest) - 1e-6))
	most := int(d.mm(widest) + 1e-6)
	if d.symbol.rows > 0 {
		most = int(d.mm(widestSquare) + 1e-6)
	}
	if wanted := d.footprint(least) + side; wanted > printable {
		return Refusal(fmt.Sprintf("The barcode %s needs a label %.0f mm wide; stock %s has %g mm.",
			d.label.Code, math.Ceil((wanted+2*d.inset())/float64(d.scale)), d.stock.Name, d.stock.Width))
	}
	share := 0.0
	if side > 0 {
		share = max(side, sideShare*printable)
	}
	above := d.leastTop()
	if above > 0 {
		above = max(above, 0.3*float64(d.height))
	}
	room := float64(d.height) - 2*d.inset() - d.gap() - d.row() - above
	for d.narrow = most; d.narrow > least; d.narrow-- {
		if printable-d.footprint(d.narrow) >= share && float64(d.narrow*(d.symbol.rows+2*d.symbol.quiet)) <= room {
			break
		}
		if d.symbol.rows == 0 && printable-d.footprint(d.narrow) >= share {
			break
		}
	}
	return nil
}

// footprint is the width of the bars with both quiet zones, or of the text under them if that is longer.
func (d *drawing) footprint(narrow int) float64 {
	bars := float64(narrow * (d.symbol.width + 2*d.symbol.quiet))
	return max(bars, float64(d.symbol.quiet*narrow)+d.least()*d.underWidth)
}

// readable is what people read under the bars.
func (l *Label) readable() string {
	if l.Printed != "" {
		return drawable(clean(l.Printed))
	}
	return grouped(l.Code)
}

// white is the height that must stay white over and under a square symbol.
func (d *drawing) white() float64 {
	if d.symbol.rows == 0 {
		return 0
	}
	return float64(d.symbol.quiet * d.narrow)
}

// addBars places the bars with the text under them, and the words beside them.
func (d *drawing) addBars() {
	length := float64(d.narrow * d.symbol.width)
	d.tall = d.narrow * d.symbol.rows
	if d.symbol.rows == 0 {
		d.tall = int(math.Ceil(max(d.mm(d.symbol.tall), 0.15*length, min(0.3*float64(d.height), d.mm(2*d.symbol.tall)))))
	}
	bottom := float64(d.height) - d.inset()
	room := min(0.2*float64(d.height), bottom-d.inset()-d.leastTop()-max(d.gap(), d.white())-float64(d.tall)-max(d.gap()/2, d.white())-1)
	size := max(d.least(), min(length/d.underWidth, d.mm(float64(d.narrow)/float64(d.scale)*14), room/leading))
	d.x = int(math.Ceil(d.inset())) + d.symbol.quiet*d.narrow
	d.y = int(bottom - leading*size - max(d.gap()/2, d.white()) - float64(d.tall))
	if d.symbol.rows == 0 && d.leastTop() == 0 { // bars with nothing above them are as tall as there is room
		d.tall, d.y = d.tall+d.y-int(math.Ceil(d.inset())), int(math.Ceil(d.inset()))
	}
	d.lines = append(d.lines, line{x: float64(d.x), y: bottom - (leading-ascent)*size, size: size, width: size * d.underWidth, text: d.under, face: bold()})
	left, top := math.Ceil(d.inset())+d.footprint(d.narrow)+d.gap(), float64(d.y)
	if d.leastTop() == 0 {
		top = d.inset()
	}
	d.addSide(d.label.Side, box{left, top, float64(d.width) - d.inset() - left, bottom - top})
}

// bannerRows is how many rows of the smallest text a banner is high at least.
const bannerRows = 1.5

// addBanner sets the banner and returns what is left under it.
func (d *drawing) addBanner(top box) box {
	if d.label.Banner == "" {
		return top
	}
	spare := top.h - d.leastTop()
	black := box{top.x, top.y, top.w, min(bannerRows*d.row()+spare/4, d.mm(15))}
	d.boxes = append(d.boxes, black)
	first := len(d.lines)
	d.fit(d.label.Banner, box{black.x + d.gap(), black.y, black.w - 2*d.gap(), black.h}, bold())
	for i := range d.lines[first:] {
		d.lines[first+i].white = true
	}
	return box{top.x, top.y + black.h, top.w, top.h - black.h}
}

// addTop gives each line a quarter of the height at most and the title the rest; many lines share the height with it.
func (d *drawing) addTop(top box) {
	n := float64(len(d.label.Lines))
	each := max(d.row(), min(top.h/4, 2*d.row()))
	title := top
	if n > 2 {
		each = max(d.row(), min(top.h/(n+2), 2.5*d.row()))
	}
	if title.h -= each * n; n > 2 {
		title.h = min(title.h, 3*each)
	}
	if d.label.Title == "" {
		title.h = 0
	} else {
		d.fit(d.label.Title, title, bold())
	}
	face := bold() // the first line identifies, the rest inform
	for i, text := range d.label.Lines {
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
	words := face.measure(drawable(clean(text)))
	size := max(d.least(), in.h/leading)
	rows := words.wrap(in.w / size)
	for size > d.least() && (leading*size*float64(len(rows)) > in.h || words.widest(rows)*size > in.w) {
		size = max(d.least(), min(size-d.point()/2, size*0.97))
		rows = words.wrap(in.w / size)
	}
	if most := max(1, int(in.h/(leading*size)+1e-9)); len(rows) <= most {
		rows = words.balance(rows, in.w/size)
	} else {
		rows[most-1] = len(words.text)
		rows = rows[:most]
	}
	y, from := in.y+(in.h-leading*size*float64(len(rows)))/2+ascent*size, 0
	for i, to := range rows {
		s := face.cut(strings.Join(words.text[from:to], " "), in.w/size)
		d.lines = append(d.lines, line{x: in.x, y: y + leading*size*float64(i), size: size, width: size * face.width(s), text: s, face: face})
		from = to
	}
}
