package labels

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// writeSVG draws the label at its true size, with printer dots as its unit. The bars are one path. Each
// line of text is told its length, so that a screen without DejaVu Sans still keeps words inside the label.
// The browser shapes the letters and turns what runs from right to left.
func writeSVG(w io.Writer, d drawing) error {
	var b bytes.Buffer
	name := d.label.Code
	switch {
	case d.label.Plain:
		name = d.label.Title
	case d.label.Printed != "":
		name = d.label.Printed
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%gmm" height="%gmm" viewBox="0 0 %d %d" role="img" aria-label="Label `,
		d.stock.Width, d.stock.Height, d.width, d.height)
	_ = xml.EscapeText(&b, []byte(clean(name))) // a buffer takes every write
	fmt.Fprintf(&b, `">`+"\n"+`<rect width="%d" height="%d" fill="#fff"/>`+"\n", d.width, d.height)
	d.writePath(&b)
	b.WriteString(`<g font-family="DejaVu Sans, Verdana, sans-serif">` + "\n")
	for _, l := range d.lines {
		weight, fill := "normal", ""
		if l.face == bold() {
			weight = "bold"
		}
		if l.white {
			fill = ` fill="#fff"`
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" font-size="%.1f" font-weight="%s"%s textLength="%.1f" lengthAdjust="spacingAndGlyphs">`,
			l.x, l.y, l.size, weight, fill, l.width)
		_ = xml.EscapeText(&b, []byte(l.text))
		b.WriteString("</text>\n")
	}
	b.WriteString("</g>\n</svg>\n")
	_, err := w.Write(b.Bytes())
	return err
}

// writePath draws all that is black and no text.
func (d *drawing) writePath(b *bytes.Buffer) {
	if len(d.symbol.bars)+len(d.boxes) == 0 {
		return
	}
	b.WriteString(`<path shape-rendering="crispEdges" d="`)
	tall := d.narrow
	if d.symbol.rows == 0 {
		tall = d.tall
	}
	for _, s := range d.symbol.bars {
		width := s.width * d.narrow
		fmt.Fprintf(b, "M%d %dh%dv%dh-%dz", d.x+s.at*d.narrow, d.y+s.row*d.narrow, width, tall, width)
	}
	for _, s := range d.boxes {
		fmt.Fprintf(b, "M%.1f %.1fh%.1fv%.1fh-%.1fz", s.x, s.y, s.w, s.h, s.w)
	}
	b.WriteString(`"/>` + "\n")
}
