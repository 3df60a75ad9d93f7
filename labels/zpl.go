package labels

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"strings"
)

// writeZPL writes the label in the language of Zebra printers at 203 dpi, with the printer's own barcode
// and font. Text is set on its baseline (^FT), the one measure the printer's font shares with ours; that font
// is narrower, so what fits in the layout fits on the label. Automatic mode (^BC…,A) takes digits in pairs where
// four stand together, as our own encoder does, so the bars have the width the layout gave them.
func writeZPL(w io.Writer, drawings []drawing) error {
	var b bytes.Buffer
	for _, d := range drawings {
		fmt.Fprintf(&b, "^XA\n^CI28\n^PW%d\n^LL%d\n^LH0,0\n", d.width, d.height)
		fmt.Fprintf(&b, "^FO%d,%d^BY%d^BCN,%d,N,N,N,A^FD%s^FS\n", d.x, d.y, d.narrow, d.tall, d.code)
		for _, l := range d.lines {
			if strings.IndexFunc(l.text, beyondPrinter) < 0 {
				size := int(math.Ceil(l.size)) // never below the least
				fmt.Fprintf(&b, "^FT%.0f,%.0f^A0N,%d,%d^FH_^FD%s^FS\n", l.x, l.y, size, size, hex(l.text))
			} else if err := writeGraphic(&b, l); err != nil {
				return err
			}
		}
		b.WriteString("^XZ\n")
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write labels as ZPL: %w", err)
	}
	return nil
}

// beyondPrinter reports whether r may be missing from the printer's font, which surely has Latin letters only.
func beyondPrinter(r rune) bool { return r > 0x17F && r != '…' }

// hex spells text for ^FH: everything but plain letters, digits and spaces as _ and two hexadecimal
// digits, so that no character of a name can begin a printer command.
func hex(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c == ' ', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "_%02X", c)
		}
	}
	return b.String()
}

// writeGraphic draws a line in our font and sends it as a picture (^GF), for scripts the printer may not have.
func writeGraphic(b *bytes.Buffer, l line) error {
	x, y := int(l.x), int(l.y-ascent*l.size)
	perRow := (int(math.Ceil(l.width)) + 8) / 8
	img := image.NewGray(image.Rect(x, y, x+perRow*8, y+int(math.Ceil(leading*l.size))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	if err := drawLine(img, l); err != nil {
		return err
	}
	packed := make([]byte, len(img.Pix)/8)
	for i, grey := range img.Pix {
		if grey < 0x80 {
			packed[i/8] |= 0x80 >> (i % 8)
		}
	}
	fmt.Fprintf(b, "^FO%d,%d^GFA,%d,%d,%d,%X^FS\n", x, y, len(packed), len(packed), perRow, packed)
	return nil
}
