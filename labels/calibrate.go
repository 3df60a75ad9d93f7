package labels

import (
	"fmt"
	"io"
	"strconv"
)

// Calibrate writes the page with which a printer, or one tray of it, is measured on a stock: every label's outline with a cross in its
// middle, and rulers in millimetres along the top and the left. Printed on plain paper and laid on a sheet of labels against the light,
// the first outline shows the offset of the profile, and the last one, divided by the labels before it, the creep. The rulers show
// whether the page was printed at its true size. It is drawn with the profile, so that a second page proves the correction.
func (p Print) Calibrate(w io.Writer) error {
	p.Start = 0
	dots, err := p.check()
	if err != nil {
		return err
	}
	page := p
	width, height := p.Stock.page()
	page.Stock = Stock{Name: p.Stock.Name, Width: width, Height: height}
	page.Profile = Profile{Resolution: p.Profile.Resolution}
	if !p.Stock.OnSheets() { // a roll's own writer shifts the drawing
		page.Profile = p.Profile
		p.Profile = Profile{}
	}
	d := drawing{scale: dots, stock: page.Stock, label: &Label{Plain: true, Title: "Calibration"}, width: int(dots.mm(width)), height: int(dots.mm(height))}
	d.ruler(width, func(at, long float64) box { return box{at, 0, 0.1, long} })
	d.ruler(height, func(at, long float64) box { return box{0, at, long, 0.1} })
	for i := range p.Stock.PerPage() {
		x, y := p.cell(i)
		d.outline(x, y, p.Stock)
		d.note(x+4, y+p.Stock.Height/2-1, fmt.Sprintf("%s: %d", p.Stock.Name, i+1))
	}
	out := page.writer(w)
	if err := out.add(d); err != nil {
		return fmt.Errorf("write a calibration page: %w", err)
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("write a calibration page: %w", err)
	}
	return nil
}

// ruler draws a mark for every millimetre, longer for every five, with a number at every ten.
func (d *drawing) ruler(length float64, mark func(at, long float64) box) {
	for i := 1; float64(i) < length; i++ {
		long := 1.5
		switch {
		case i%10 == 0:
			long = 3.5
		case i%5 == 0:
			long = 2.5
		}
		b := mark(float64(i)-0.05, long)
		d.rule(b)
		if i%20 == 0 && float64(i) < length-6 {
			if b.w > b.h {
				d.note(b.x+b.w+0.5, b.y+1, strconv.Itoa(i))
			} else {
				d.note(b.x-1.5, b.y+b.h+3, strconv.Itoa(i))
			}
		}
	}
}

// outline frames a label and crosses its middle.
func (d *drawing) outline(x, y float64, s Stock) {
	const thin, arm = 0.2, 2
	w, h := s.Width, s.Height
	for _, b := range []box{
		{x, y, w, thin}, {x, y + h - thin, w, thin}, {x, y, thin, h}, {x + w - thin, y, thin, h},
		{x + w/2 - arm, y + h/2 - thin/2, 2 * arm, thin}, {x + w/2 - thin/2, y + h/2 - arm, thin, 2 * arm},
	} {
		d.rule(b)
	}
}

// rule blackens a rectangle measured in millimetres.
func (d *drawing) rule(b box) {
	d.boxes = append(d.boxes, box{d.mm(b.x), d.mm(b.y), d.mm(b.w), d.mm(b.h)})
}

// note writes the smallest text at a place measured in millimetres.
func (d *drawing) note(x, y float64, text string) {
	text = drawable(clean(text))
	d.lines = append(d.lines, line{x: d.mm(x), y: d.mm(y), size: d.least(), width: d.least() * regular().width(text), text: text, face: regular()})
}
