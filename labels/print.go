package labels

import (
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
)

// Resolution is how finely a printer prints. A narrow bar is a whole number of its dots.
type Resolution int

// The resolutions of label printers, in dots an inch.
const (
	DPI203 Resolution = 203
	DPI300 Resolution = 300
	DPI600 Resolution = 600
)

// scale is the number of dots in a millimetre.
type scale float64

// scale is exact for the printers that are sold: "203 dpi" has eight dots to the millimetre.
func (r Resolution) scale() (scale, error) {
	switch r {
	case 0, DPI203:
		return 8, nil
	case DPI300, DPI600:
		return scale(r) / 25.4, nil
	}
	return 0, Refusal(fmt.Sprintf("There are no label printers of %d dots an inch here. Use 203, 300 or 600.", r))
}

// Profile is what a printer, or one tray of it, gets wrong, as measured on its calibration page. Lengths are in millimetres.
type Profile struct {
	Resolution       Resolution // 0 is 203 dots an inch
	OffsetX, OffsetY float64    // moves every label right and down
	CreepX, CreepY   float64    // moves each label of a sheet further right and down than the one before it, in its row and column
}

// The most that a profile may correct: more is no printer's error but the wrong stock.
const (
	mostOffset = 10
	mostCreep  = 2
)

// Check says in words why a printer cannot have the profile.
func (p Profile) Check() error {
	if _, err := p.Resolution.scale(); err != nil {
		return err
	}
	if !(math.Abs(p.OffsetX) <= mostOffset && math.Abs(p.OffsetY) <= mostOffset && math.Abs(p.CreepX) <= mostCreep && math.Abs(p.CreepY) <= mostCreep) {
		return Refusal(fmt.Sprintf("A printer is corrected by %d mm and %d mm a label at most. Is the right stock chosen?", mostOffset, mostCreep))
	}
	return nil
}

// Print is labels on paper: in which format, on which stock, from which printer. ZPL is for labels on a roll.
type Print struct {
	Format  Format
	Stock   Stock
	Profile Profile
	Start   int // the first position to print on of a sheet that has been begun, from 1 along its rows; 0 is 1
}

// writer writes drawings in one format. It has seen them all when it is closed.
type writer interface {
	add(drawing) error
	close() error
}

// Write draws the labels as they come, and holds none of them. It stops at the first that cannot be drawn; what is written by then is
// part of a file, and useless. PDF and ZPL hold any number, PNG and SVG exactly one.
func (p Print) Write(w io.Writer, labels iter.Seq[Label]) error {
	dots, err := p.check()
	if err != nil {
		return err
	}
	out, n := p.writer(w), 0
	for l := range labels {
		if n++; n > 1 && (p.Format == PNG || p.Format == SVG) {
			return Refusal(fmt.Sprintf("%s holds one label only. Choose PDF or ZPL.", strings.ToUpper(string(p.Format))))
		}
		d, err := layOut(&l, p.Stock, dots)
		if err != nil {
			return err
		}
		if err := out.add(d); err != nil {
			return fmt.Errorf("write labels as %s: %w", p.Format, err)
		}
	}
	if n == 0 {
		return Refusal("There is no label to print.")
	}
	if err := out.close(); err != nil {
		return fmt.Errorf("write labels as %s: %w", p.Format, err)
	}
	return nil
}

// check refuses what can be on no paper, before anything is written.
func (p Print) check() (scale, error) {
	if _, err := ParseFormat(string(p.Format)); err != nil {
		return 0, err
	}
	if err := p.Stock.Check(); err != nil {
		return 0, err
	}
	if err := p.Profile.Check(); err != nil {
		return 0, err
	}
	switch n := p.Stock.PerPage(); {
	case p.Format == ZPL && p.Stock.OnSheets():
		return 0, Refusal(fmt.Sprintf("Stock %s is a sheet, and ZPL is for labels on a roll. Choose PDF.", p.Stock.Name))
	case p.Start < 0 || p.Start > n:
		return 0, Refusal(fmt.Sprintf("There is no position %d: stock %s has positions 1 to %d.", p.Start, p.Stock.Name, n))
	}
	return p.Profile.Resolution.scale()
}

func (p Print) writer(w io.Writer) writer {
	switch p.Format {
	case ZPL:
		return &zplWriter{w: w, profile: p.Profile}
	case PNG, SVG:
		return &pictureWriter{w: w, format: p.Format}
	}
	return newPDFWriter(w, p)
}

// cell is where the upper left corner of a label at a position of a page goes, in millimetres. Positions count from 0.
func (p Print) cell(position int) (x, y float64) {
	x, y = p.Profile.OffsetX, p.Profile.OffsetY
	if p.Stock.OnSheets() {
		s := p.Stock.Sheet
		column, row := float64(position%s.Columns), float64(position/s.Columns)
		x += s.Left + column*(s.Across+p.Profile.CreepX)
		y += s.Top + row*(s.Down+p.Profile.CreepY)
	}
	return x, y
}

// page is the size of the paper, in millimetres.
func (s Stock) page() (width, height float64) {
	if s.OnSheets() {
		return s.Sheet.Width, s.Sheet.Height
	}
	return s.Width, s.Height
}
