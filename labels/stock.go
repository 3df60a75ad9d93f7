package labels

import (
	"fmt"
	"slices"
	"strings"
)

// Stock is the paper of labels. Lengths are in millimetres. A site's own stock is such a value; Check says whether it can be.
type Stock struct {
	Name          string
	Width, Height float64 // of one label
	Sheet         Sheet   // empty for labels on a roll
}

// Sheet is where the labels lie on a page of them. Across and Down are from the edge of one label to the same edge of the next.
type Sheet struct {
	Width, Height float64 // of the page
	Left, Top     float64 // of the first label
	Across, Down  float64
	Columns, Rows int
}

// The stock used when nobody chooses another.
const (
	FolderStock   = "70x35"
	LocationStock = "100x50"
	StripStock    = "100x25" // spines and shelves
	SlipStock     = "100x150"
)

// The pages that sheets come on.
const (
	a4Width, a4Height         = 210, 297
	letterWidth, letterHeight = 215.9, 279.4
)

// rolls are what label printers commonly hold.
var rolls = []Stock{
	{Name: FolderStock, Width: 70, Height: 35},
	{Name: LocationStock, Width: 100, Height: 50},
	{Name: "50x25", Width: 50, Height: 25},
	{Name: StripStock, Width: 100, Height: 25},
	{Name: "100x75", Width: 100, Height: 75},
	{Name: SlipStock, Width: 100, Height: 150},
}

// sheets are the templates. Their geometry is that of LibreOffice's list of label paper (extras/source/labels/labels.xml, "Avery A4"
// and "Avery Letter Size", in hundredths of a millimetre), which puts every block of labels in the middle of its page. gLabels' database
// (templates/avery-iso- and avery-us-templates.xml) does not have L7159, L7166 and L7173; of the others it gives the same counts, and
// sizes within 0.25 mm, and says that J8160 is L7160. It lies up to 1.3 mm beside ours where a page begins, and has the columns of
// L7162, L7163 and 5160 0.8 to 1.4 mm further apart, which would not be in the middle. A printer's own error is for its Profile.
var sheets = []Stock{
	a4("L7651", 38.10, 21.17, Sheet{Left: 4.67, Top: 10.90, Across: 40.64, Down: 21.17, Columns: 5, Rows: 13}),
	a4("L7654", 45.72, 25.40, Sheet{Left: 9.75, Top: 21.43, Across: 48.26, Down: 25.40, Columns: 4, Rows: 10}),
	a4("L7159", 64.00, 33.86, Sheet{Left: 6.46, Top: 13.06, Across: 66.54, Down: 33.86, Columns: 3, Rows: 8}),
	a4("L7160", 63.50, 38.10, Sheet{Left: 7.20, Top: 15.15, Across: 66.04, Down: 38.10, Columns: 3, Rows: 7}),
	a4("J8160", 63.50, 38.10, Sheet{Left: 7.20, Top: 15.15, Across: 66.04, Down: 38.10, Columns: 3, Rows: 7}),
	a4("L7161", 63.50, 46.56, Sheet{Left: 7.21, Top: 8.82, Across: 66.04, Down: 46.56, Columns: 3, Rows: 6}),
	a4("L7162", 99.06, 33.87, Sheet{Left: 4.67, Top: 13.02, Across: 101.60, Down: 33.87, Columns: 2, Rows: 8}),
	a4("L7163", 99.06, 38.10, Sheet{Left: 4.67, Top: 15.15, Across: 101.60, Down: 38.10, Columns: 2, Rows: 7}),
	a4("L7164", 63.50, 71.97, Sheet{Left: 7.21, Top: 4.57, Across: 66.04, Down: 71.97, Columns: 3, Rows: 4}),
	a4("L7165", 99.06, 67.73, Sheet{Left: 4.67, Top: 13.04, Across: 101.60, Down: 67.73, Columns: 2, Rows: 4}),
	a4("L7166", 99.06, 93.13, Sheet{Left: 4.67, Top: 8.81, Across: 101.60, Down: 93.13, Columns: 2, Rows: 3}),
	a4("L7173", 99.06, 57.00, Sheet{Left: 4.67, Top: 6.00, Across: 101.60, Down: 57.00, Columns: 2, Rows: 5}),
	letter("5160", 66.68, 25.40, Sheet{Left: 4.78, Top: 12.70, Across: 69.85, Down: 25.40, Columns: 3, Rows: 10}),
	letter("5161", 101.60, 25.40, Sheet{Left: 3.96, Top: 12.70, Across: 106.36, Down: 25.40, Columns: 2, Rows: 10}),
	letter("5163", 101.60, 50.80, Sheet{Left: 3.96, Top: 12.70, Across: 106.36, Down: 50.80, Columns: 2, Rows: 5}),
	letter("5164", 101.60, 84.67, Sheet{Left: 3.96, Top: 12.70, Across: 106.36, Down: 84.67, Columns: 2, Rows: 3}),
}

func a4(name string, width, height float64, s Sheet) Stock {
	s.Width, s.Height = a4Width, a4Height
	return Stock{name, width, height, s}
}

func letter(name string, width, height float64, s Sheet) Stock {
	s.Width, s.Height = letterWidth, letterHeight
	return Stock{name, width, height, s}
}

// Stocks lists the label stock that can be chosen: rolls, then sheets.
func Stocks() []Stock { return slices.Concat(rolls, sheets) }

// LookupStock finds a stock by its name.
func LookupStock(name string) (Stock, error) {
	var known []string
	for _, s := range Stocks() {
		if strings.EqualFold(s.Name, name) {
			return s, nil
		}
		known = append(known, s.Name)
	}
	return Stock{}, Refusal(fmt.Sprintf("There is no such label stock. Use one of %s.", strings.Join(known, ", ")))
}

// OnSheets says whether the labels come on pages of more than one.
func (s Stock) OnSheets() bool { return s.Sheet.Columns > 0 }

// PerPage is how many labels a page has; a label on a roll is its own page.
func (s Stock) PerPage() int {
	if !s.OnSheets() {
		return 1
	}
	return s.Sheet.Columns * s.Sheet.Rows
}

// Check says in words why there can be no such stock.
func (s Stock) Check() error {
	page := s.Sheet
	switch {
	case !(10 <= s.Width && s.Width <= 1000 && 10 <= s.Height && s.Height <= 1000):
		return Refusal("A label is 10 to 1,000 mm wide and high.")
	case !s.OnSheets() && page != Sheet{}:
		return Refusal("A sheet has at least one row and one column of labels.")
	case !s.OnSheets():
		return nil
	case page.Rows < 1 || page.Rows > 100 || page.Columns > 100:
		return Refusal("A sheet has 1 to 100 rows and columns of labels.")
	case !(page.Left >= 0 && page.Top >= 0 && page.Width <= 1000 && page.Height <= 1000):
		return Refusal("The first label must lie on the page, which is at most 1,000 mm wide and high.")
	case page.Columns > 1 && !(page.Across >= s.Width), page.Rows > 1 && !(page.Down >= s.Height):
		return Refusal("The labels of a sheet must not overlap: the distance from one to the next is at least their own width and height.")
	}
	right, bottom := page.Left+s.Width+float64(page.Columns-1)*page.Across, page.Top+s.Height+float64(page.Rows-1)*page.Down
	if !(right <= page.Width+0.1 && bottom <= page.Height+0.1) {
		return Refusal(fmt.Sprintf("The last label ends at %.1f mm across and %.1f mm down, which is off the page.", right, bottom))
	}
	return nil
}
