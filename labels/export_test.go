package labels

// Drawn is where the barcode of a label lies, in dots of a 203 dpi printer, and what a decoder must read.
type Drawn struct {
	X, Y, Width, Height int // without the quiet zone
	Narrow, Quiet       int // a module, and the white round it in modules
	Square              bool
	Data                string
}

// Draw lays a label out as a 203 dpi printer would print it.
func Draw(l Label, s Stock) (Drawn, error) {
	d, err := layOut(&l, s, 8)
	return Drawn{d.x, d.y, d.symbol.width * d.narrow, d.tall, d.narrow, d.symbol.quiet, d.symbol.rows > 0, d.symbol.data}, err
}

// Cell is where the upper left corner of a label goes on its page.
func (p Print) Cell(position int) (x, y float64) { return p.cell(position) }
