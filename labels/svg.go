package labels

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
)

// writeSVG draws the label at its true size, with printer dots as its unit. The bars are one path. Each
// line of text is told its length, so that a screen without DejaVu Sans still keeps words inside the label.
func writeSVG(w io.Writer, s Stock, d drawing) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%dmm" height="%dmm" viewBox="0 0 %d %d" role="img" aria-label="Label %s">`+"\n",
		s.Width, s.Height, d.width, d.height, d.code)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", d.width, d.height)
	b.WriteString(`<path shape-rendering="crispEdges" d="`)
	for _, bar := range d.bars.bars {
		width := bar.width * d.narrow
		fmt.Fprintf(&b, "M%d %dh%dv%dh-%dz", d.x+bar.at*d.narrow, d.y, width, d.tall, width)
	}
	b.WriteString(`"/>` + "\n" + `<g font-family="DejaVu Sans, Verdana, sans-serif">` + "\n")
	for _, l := range d.lines {
		weight := "normal"
		if l.face == bold() {
			weight = "bold"
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" font-size="%.1f" font-weight="%s" textLength="%.1f" lengthAdjust="spacingAndGlyphs">`,
			l.x, l.y, l.size, weight, l.width)
		// A buffer takes every write.
		_ = xml.EscapeText(&b, []byte(l.text))
		b.WriteString("</text>\n")
	}
	b.WriteString("</g>\n</svg>\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write label as SVG: %w", err)
	}
	return nil
}
