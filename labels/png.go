package labels

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pictureWriter writes the one drawing of a picture.
type pictureWriter struct {
	w      io.Writer
	format Format
}

func (p *pictureWriter) add(d drawing) error {
	if p.format == SVG {
		return writeSVG(p.w, d)
	}
	return writePNG(p.w, d)
}

func (p *pictureWriter) close() error { return nil }

// writePNG draws the label with one pixel for each printer dot, and says so in the file, so that a
// program that prints it at its own size prints whole dots.
func writePNG(w io.Writer, d drawing) error {
	img, err := d.picture()
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return err
	}
	const header = 8 + 25 // signature and IHDR, which image/png writes first
	for _, part := range [][]byte{file.Bytes()[:header], d.pixelSize(), file.Bytes()[header:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// picture is the drawing with one pixel for each printer dot.
func (d *drawing) picture() (*image.Gray, error) {
	img := image.NewGray(image.Rect(0, 0, d.width, d.height))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	tall := d.narrow
	if d.symbol.rows == 0 {
		tall = d.tall
	}
	for _, b := range d.symbol.bars {
		left, top := d.x+b.at*d.narrow, d.y+b.row*d.narrow
		draw.Draw(img, image.Rect(left, top, left+b.width*d.narrow, top+tall), image.Black, image.Point{}, draw.Src)
	}
	for _, b := range d.boxes {
		draw.Draw(img, b.pixels(), image.Black, image.Point{}, draw.Src)
	}
	for _, l := range d.lines {
		ink := image.Black
		if l.white {
			ink = image.White
		}
		if err := drawLine(img, l, ink); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// pixels are the whole dots nearest to the box, and at least one each way.
func (b box) pixels() image.Rectangle {
	x, y := int(math.Round(b.x)), int(math.Round(b.y))
	return image.Rect(x, y, max(x+1, int(math.Round(b.x+b.w))), max(y+1, int(math.Round(b.y+b.h))))
}

// drawLine draws the outlines of a line of text where the layout put it.
func drawLine(img draw.Image, l line, ink image.Image) error {
	const margin = 2
	left, top := int(l.x)-margin, int(l.y-1.1*l.size)-margin
	area := image.Rect(left, top, left+int(l.width)+3*margin, top+int(1.6*l.size)+2*margin)
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	var buf sfnt.Buffer
	for _, g := range l.face.shape(l.text) {
		segments, err := l.face.font.LoadGlyph(&buf, g.glyph, fixed.Int26_6(l.size*64), nil)
		if err != nil {
			return fmt.Errorf("draw text: %w", err)
		}
		trace(r, segments, float32(l.x+g.x*l.size)-float32(left), float32(l.y-g.y*l.size)-float32(top))
	}
	r.Draw(img, area, ink, image.Point{})
	return nil
}

// trace adds a glyph's outline to the rasterizer.
func trace(r *vector.Rasterizer, segments sfnt.Segments, x, y float32) {
	at := func(p fixed.Point26_6) (float32, float32) { return x + float32(p.X)/64, y + float32(p.Y)/64 }
	for _, s := range segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}

// pixelSize is the pHYs chunk of a PNG file: pixels in a metre, both ways.
func (d *drawing) pixelSize() []byte {
	perMetre := uint32(math.Round(d.mm(1000)))
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}
