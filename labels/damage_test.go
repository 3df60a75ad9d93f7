package labels_test

import (
	"image"
	"image/color"
	paint "image/draw"
	"math"

	"casenotes/labels"
)

// damage is what happens to a label before a scanner sees it. worse is the same and a little more of it, where a decoder may ask for that.
type damage struct {
	name      string
	do, worse func(*image.Gray, labels.Drawn) *image.Gray
}

// damages are all that a label must survive, each by itself. The picture has one pixel for each dot of a 203 dpi printer, as the paper
// has; what turns it sees it finer than that, or it would blur it too.
var damages = []damage{
	{name: "as printed", do: func(img *image.Gray, _ labels.Drawn) *image.Gray { return img }},
	{name: "rotated by 5°", do: turned(5)},
	{name: "rotated by -5°", do: turned(-5)},
	{name: "blurred to 1 module", do: func(img *image.Gray, d labels.Drawn) *image.Gray { return blurredByAModule(aimed(img, &d), d) }},
	{name: "as small as it may be", do: func(img *image.Gray, d labels.Drawn) *image.Gray { return shrunk(aimed(img, &d), 2/float64(d.Narrow)) }},
	{"scratched over a tenth of its height", scratch(0), scratch(2)},
}

func turned(degrees float64) func(*image.Gray, labels.Drawn) *image.Gray {
	return func(img *image.Gray, d labels.Drawn) *image.Gray { return rotated(finer(aimed(img, &d)), degrees) }
}

// scratch scratches so many modules further than it must.
func scratch(further int) func(*image.Gray, labels.Drawn) *image.Gray {
	return func(img *image.Gray, d labels.Drawn) *image.Gray { return scratched(aimed(img, &d), d, further) }
}

// aimed is the part of a label that a scanner is aimed at: the symbol, its quiet zone, and what else stands within three modules of
// that. ZXing looks for a Data Matrix in the middle of a picture only. Beyond the edge of the label is white.
func aimed(img *image.Gray, d *labels.Drawn) *image.Gray {
	margin := d.Narrow * (d.Quiet + 3)
	area := image.Rect(d.X-margin, d.Y-margin, d.X+d.Width+margin, d.Y+d.Height+margin)
	out := white(area.Dx(), area.Dy())
	seen := area.Intersect(img.Rect)
	paint.Draw(out, seen.Sub(area.Min), img, seen.Min, paint.Src)
	d.X, d.Y = margin, margin
	return out
}

// finer sees each dot as two by two.
func finer(img *image.Gray) *image.Gray {
	w, h := 2*img.Rect.Dx(), 2*img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Pix[y*w+x] = img.Pix[y/2*img.Stride+x/2]
		}
	}
	return out
}

func white(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	paint.Draw(img, img.Rect, image.White, image.Point{}, paint.Src)
	return img
}

// at is the grey at a place between pixels; beyond the edge is white.
func at(img *image.Gray, x, y float64) float64 {
	left, top := math.Floor(x), math.Floor(y)
	grey := func(x, y int) float64 {
		if !(image.Point{X: x, Y: y}).In(img.Rect) {
			return 255
		}
		return float64(img.GrayAt(x, y).Y)
	}
	fx, fy, l, t := x-left, y-top, int(left), int(top)
	return (1-fy)*((1-fx)*grey(l, t)+fx*grey(l+1, t)) + fy*((1-fx)*grey(l, t+1)+fx*grey(l+1, t+1))
}

// rotated turns a picture about its middle, with white where it had nothing.
func rotated(img *image.Gray, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	out := image.NewGray(image.Rect(0, 0, int(w*cos+h*math.Abs(sin))+1, int(h*cos+w*math.Abs(sin))+1))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			dx, dy := float64(x)-float64(out.Rect.Dx())/2, float64(y)-float64(out.Rect.Dy())/2
			out.SetGray(x, y, color.Gray{Y: uint8(at(img, cos*dx+sin*dy+w/2, cos*dy-sin*dx+h/2))})
		}
	}
	return out
}

// blurredByAModule blurs what a scanner sees. It is held so that a module of a square symbol has about six pixels of its own picture: with
// twelve to blur over, ZBar finds no QR code at all, and with three or four it has too few to tell black from white by.
func blurredByAModule(img *image.Gray, d labels.Drawn) *image.Gray {
	if d.Square && d.Narrow < 5 {
		return blurred(finer(img), 2*d.Narrow)
	}
	return blurred(img, d.Narrow)
}

// blurred spreads every dot over a square whose side is n dots, as a lens out of focus does.
func blurred(img *image.Gray, n int) *image.Gray {
	return spread(spread(img, n, 1, 0), n, 0, 1)
}

// spread blurs in one direction. A side of an even number of dots covers half of the dots at its ends.
func spread(img *image.Gray, n, dx, dy int) *image.Gray {
	out := image.NewGray(img.Rect)
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			sum := 0
			for k := -(n / 2); k <= n/2; k++ {
				weight := 2
				if n%2 == 0 && (k == -n/2 || k == n/2) {
					weight = 1
				}
				sum += weight * int(img.Pix[min(max(y+k*dy, 0), img.Rect.Dy()-1)*img.Stride+min(max(x+k*dx, 0), img.Rect.Dx()-1)])
			}
			out.Pix[y*out.Stride+x] = uint8(sum / (2 * n))
		}
	}
	return out
}

// shrunk makes a picture smaller; each pixel is the mean of what it covers.
func shrunk(img *image.Gray, by float64) *image.Gray {
	if by >= 1 {
		return img
	}
	const parts = 4
	out := image.NewGray(image.Rect(0, 0, int(float64(img.Rect.Dx())*by), int(float64(img.Rect.Dy())*by)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sum := 0
			for j := range parts {
				for i := range parts {
					sx, sy := (float64(x)+(float64(i)+0.5)/parts)/by, (float64(y)+(float64(j)+0.5)/parts)/by
					sum += int(img.GrayAt(min(int(sx), img.Rect.Max.X-1), min(int(sy), img.Rect.Max.Y-1)).Y)
				}
			}
			out.SetGray(x, y, color.Gray{Y: uint8(sum / (parts * parts))})
		}
	}
	return out
}

// scratched takes a tenth of the symbol's height off. Bars lose a band right across them: they say the same above and below it. A square
// symbol has no height of bars: what is there stands nowhere else, and must be mended. It loses the middle half of the band.
func scratched(img *image.Gray, d labels.Drawn, further int) *image.Gray {
	out := image.NewGray(img.Rect)
	copy(out.Pix, img.Pix)
	left, right := d.X-d.Narrow, d.X+d.Width+d.Narrow
	if d.Square {
		left, right = d.X+d.Width/4, d.X+d.Width*3/4+further*d.Narrow
	}
	top := d.Y + d.Height*45/100
	paint.Draw(out, image.Rect(left, top, right, top+max(d.Height/10, 1)), image.White, image.Point{}, paint.Src)
	return out
}
