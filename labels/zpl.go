package labels

import (
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"strconv"
	"strings"
)

// zplWriter writes labels in the language of Zebra printers, at the printer's own resolution and with its own barcodes and font. Text is
// set on its baseline (^FT), the one measure the printer's font shares with ours; that font is narrower, so what fits in the layout fits
// on the label. What its font may lack goes as a picture.
type zplWriter struct {
	w       io.Writer
	profile Profile
	b       []byte
}

func (z *zplWriter) close() error { return nil }

func (z *zplWriter) add(d drawing) error {
	z.shift(&d)
	b := append(z.b[:0], "^XA\n^CI28\n^PW"...)
	b = strconv.AppendInt(b, int64(d.width), 10)
	b = append(b, "\n^LL"...)
	b = strconv.AppendInt(b, int64(d.height), 10)
	b = append(b, "\n^LH0,0\n"...)
	if !d.label.Plain {
		b = appendSymbol(b, &d)
	}
	for _, s := range d.boxes {
		r := s.pixels()
		b = fmt.Appendf(b, "^FO%d,%d^GB%d,%d,%d^FS\n", r.Min.X, r.Min.Y, r.Dx(), r.Dy(), min(r.Dx(), r.Dy()))
	}
	for _, l := range d.lines {
		var err error
		if b, err = appendText(b, l); err != nil {
			return err
		}
	}
	z.b = append(b, "^XZ\n"...)
	_, err := z.w.Write(z.b)
	return err
}

// shift moves the whole drawing by the printer's offset.
func (z *zplWriter) shift(d *drawing) {
	x, y := math.Round(d.mm(z.profile.OffsetX)), math.Round(d.mm(z.profile.OffsetY))
	if x == 0 && y == 0 {
		return
	}
	d.x += int(x)
	d.y += int(y)
	for i := range d.boxes {
		d.boxes[i].x += x
		d.boxes[i].y += y
	}
	for i := range d.lines {
		d.lines[i].x += x
		d.lines[i].y += y
	}
}

// appendSymbol lets the printer draw the barcode. Our encoder and the printer's pack Code 128 alike (^BC in mode A: digits in pairs where
// four stand together), so the bars have the width the layout gave them. A Data Matrix is told its size. A QR code cannot be, and its
// printer would take the smallest, which no scratch may touch: it goes as a picture.
func appendSymbol(b []byte, d *drawing) []byte {
	s := d.symbol
	if d.label.Symbology == QR {
		return appendSquare(b, d)
	}
	b = fmt.Appendf(b, "^FO%d,%d^BY%d,3.0,10", d.x, d.y, d.narrow)
	switch d.label.Symbology {
	case Code39:
		return fmt.Appendf(b, "^B3N,N,%d,N,N^FD%s^FS\n", d.tall, s.data)
	case DataMatrix:
		return fmt.Appendf(b, "^BXN,%d,200,%d,%d^FD%s^FS\n", d.narrow, s.width, s.rows, s.data)
	case GS1DataMatrix:
		return fmt.Appendf(b, "^BXN,%d,200,%d,%d,6,_^FD_1%s^FS\n", d.narrow, s.width, s.rows, strings.ReplaceAll(s.data, fnc1, "_1"))
	case GS1128:
		return fmt.Appendf(b, "^BCN,%d,N,N,N,D^FD%s^FS\n", d.tall, strings.ReplaceAll(s.data, fnc1, ">8"))
	case Test128:
		if strings.HasPrefix(s.data, fnc1) {
			return fmt.Appendf(b, "^BCN,%d,N,N,N,D^FD%s^FS\n", d.tall, strings.ReplaceAll(s.data[1:], fnc1, ">8"))
		}
	}
	return append(appendHexText(fmt.Appendf(b, "^BCN,%d,N,N,N,A^FH_^FD", d.tall), s.data), "^FS\n"...)
}

// appendSquare sends a square symbol as a picture (^GF). A row of dots is written once for each row of modules, and a colon says it again.
func appendSquare(b []byte, d *drawing) []byte {
	side := d.symbol.width * d.narrow
	perRow := (side + 7) / 8
	b = fmt.Appendf(b, "^FO%d,%d^GFA,%d,%d,%d,", d.x, d.y, perRow*side, perRow*side, perRow)
	row := make([]byte, perRow)
	bars := d.symbol.bars
	for n := range d.symbol.rows {
		clear(row)
		for ; len(bars) > 0 && bars[0].row == n; bars = bars[1:] {
			for dot := bars[0].at * d.narrow; dot < (bars[0].at+bars[0].width)*d.narrow; dot++ {
				row[dot/8] |= 0x80 >> (dot % 8)
			}
		}
		b = fmt.Appendf(b, "%X%s", row, strings.Repeat(":", d.narrow-1))
	}
	return append(b, "^FS\n"...)
}

// appendText writes a line of text.
func appendText(b []byte, l line) ([]byte, error) {
	reverse := ""
	if l.white {
		reverse = "^FR"
	}
	if strings.IndexFunc(l.text, beyondPrinter) >= 0 {
		return appendGraphic(b, l, reverse)
	}
	size := int64(math.Ceil(l.size)) // never below the least
	b = append(b, "^FT"...)
	b = strconv.AppendInt(b, int64(math.Round(l.x)), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(math.Round(l.y)), 10)
	b = append(append(b, reverse...), "^A0N,"...)
	b = strconv.AppendInt(b, size, 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, size, 10)
	b = append(b, "^FH_^FD"...)
	return append(appendHexText(b, l.text), "^FS\n"...), nil
}

// beyondPrinter reports whether r may be missing from the printer's font, which surely has Latin letters only.
func beyondPrinter(r rune) bool { return r > 0x17F && r != '…' && r != '–' }

// appendHexText spells text for ^FH: everything but plain letters, digits and spaces as _ and two hexadecimal
// digits, so that no character of a name can begin a printer command.
func appendHexText(b []byte, text string) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(text) {
		switch c := text[i]; {
		case c == ' ', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z':
			b = append(b, c)
		default:
			b = append(b, '_', digits[c>>4], digits[c&15])
		}
	}
	return b
}

// appendGraphic draws a line in our font and sends it as a picture (^GF), for scripts the printer may not have.
func appendGraphic(b []byte, l line, reverse string) ([]byte, error) {
	x, y := int(l.x), int(l.y-ascent*l.size)
	perRow := (int(math.Ceil(l.width)) + 8) / 8
	img := image.NewGray(image.Rect(x, y, x+perRow*8, y+int(math.Ceil(leading*l.size))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	if err := drawLine(img, l, image.Black); err != nil {
		return nil, err
	}
	packed := make([]byte, len(img.Pix)/8)
	for i, grey := range img.Pix {
		if grey < 0x80 {
			packed[i/8] |= 0x80 >> (i % 8)
		}
	}
	return fmt.Appendf(b, "^FO%d,%d%s^GFA,%d,%d,%d,%X^FS\n", x, y, reverse, len(packed), len(packed), perRow, packed), nil
}
