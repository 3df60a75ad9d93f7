package labels

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// writePNG draws the label with one pixel for each printer dot, and says so in the file, so that a
// program that prints it at its own size prints whole dots.
func writePNG(w io.Writer, d drawing) error {
	img := image.NewGray(image.Rect(0, 0, d.width, d.height))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, b := range d.bars.bars {
		left := d.x + b.at*d.narrow
		draw.Draw(img, image.Rect(left, d.y, left+b.width*d.narrow, d.y+d.tall), image.Black, image.Point{}, draw.Src)
	}
	for _, l := range d.lines {
		if err := drawLine(img, l); err != nil {
			return err
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		return fmt.Errorf("write label as PNG: %w", err)
	}
	const header = 8 + 25 // signature and IHDR, which image/png writes first
	for _, part := range [][]byte{file.Bytes()[:header], pixelSize(), file.Bytes()[header:]} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("write label as PNG: %w", err)
		}
	}
	return nil
}

// drawLine draws a line of text where the layout put it.
func drawLine(img draw.Image, l line) error {
	face, err := opentype.NewFace(l.face.font, &opentype.FaceOptions{Size: l.size, DPI: 72})
	if err != nil {
		return fmt.Errorf("draw text: %w", err)
	}
	drawer := font.Drawer{Dst: img, Src: image.NewUniform(color.Black), Face: face,
		Dot: fixed.Point26_6{X: fixed.Int26_6(l.x * 64), Y: fixed.Int26_6(l.y * 64)}}
	drawer.DrawString(visual(l.text))
	return nil
}

// pixelSize is the pHYs chunk of a PNG file: pixels in a metre, both ways.
func pixelSize() []byte {
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, dot*1000)
	chunk = binary.BigEndian.AppendUint32(chunk, dot*1000)
	chunk = append(chunk, 1) // the unit is the metre
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}
