package labels_test

import (
	"bytes"
	"errors"
	"image"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"casenotes/labels"
)

// printed writes labels as a Print says.
func printed(t testing.TB, p labels.Print, set ...labels.Label) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b, slices.Values(set)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pages rasterises a PDF at 200 dpi.
func pages(t testing.TB, file []byte) []*image.Gray {
	name := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, tool(t, "pdftoppm", "poppler-utils"), "-r", "200", "-gray", name, name)
	return pgms(t, name+"-*.pgm")
}

const pixels = 200 / 25.4 // in a millimetre

// square is a label whose symbol has a black edge on its left and at its foot, by which its place can be measured.
func square(t testing.TB, s labels.Stock) (labels.Label, labels.Drawn) {
	l := labels.Label{Code: "L0000125", Symbology: labels.DataMatrix, Title: "B"}
	d, err := labels.Draw(l, s)
	if err != nil {
		t.Fatal(err)
	}
	return l, d
}

// edges measures where the left and lower edges of the symbol are in a picture, near where they should be: the grey of the pixel that an
// edge falls in says where in it.
func edges(img *image.Gray, x, y float64) (left, foot float64) {
	black := func(x, y int) float64 { return 1 - float64(img.GrayAt(x, y).Y)/255 }
	px, py := int(x*pixels), int(y*pixels)
	const near = 6
	for left = float64(px - near); black(int(left), py-10) < 0.5 && left < float64(px+near); left++ {
	}
	left += 1 - black(int(left)-1, py-10) - black(int(left), py-10)
	for foot = float64(py + near); black(px+10, int(foot)) < 0.5 && foot > float64(py-near); foot-- {
	}
	foot += black(px+10, int(foot)+1) + black(px+10, int(foot))
	return left / pixels, foot / pixels
}

// TestEveryCellOfEverySheetIsWhereItsTemplateSays measures the printed page.
func TestEveryCellOfEverySheetIsWhereItsTemplateSays(t *testing.T) {
	worst := 0.0
	for _, s := range labels.Stocks() {
		if !s.OnSheets() {
			continue
		}
		l, d := square(t, s)
		page := pages(t, printed(t, labels.Print{Format: labels.PDF, Stock: s}, slices.Repeat([]labels.Label{l}, s.PerPage())...))
		if len(page) != 1 {
			t.Fatalf("%s: %d pages", s.Name, len(page))
		}
		for i := range s.PerPage() {
			x := s.Sheet.Left + float64(i%s.Sheet.Columns)*s.Sheet.Across + float64(d.X)/8
			y := s.Sheet.Top + float64(i/s.Sheet.Columns)*s.Sheet.Down + float64(d.Y+d.Height)/8
			left, foot := edges(page[0], x, y)
			if off := max(math.Abs(left-x), math.Abs(foot-y)); off > 0.1 {
				t.Errorf("%s, label %d: at %.2f, %.2f mm, should be at %.2f, %.2f", s.Name, i+1, left, foot, x, y)
			} else {
				worst = max(worst, off)
			}
		}
	}
	t.Logf("no label is more than %.3f mm from its place", worst)
}

func TestASheetThatHasBeenBegunIsGoneOnWith(t *testing.T) {
	s, err := labels.LookupStock("L7160")
	if err != nil {
		t.Fatal(err)
	}
	l, d := square(t, s)
	page := pages(t, printed(t, labels.Print{Format: labels.PDF, Stock: s, Start: 21}, l, l))
	if len(page) != 2 {
		t.Fatalf("%d pages", len(page))
	}
	for n, position := range []int{20, 0} {
		x, y := labels.Print{Stock: s}.Cell(position)
		x, y = x+float64(d.X)/8, y+float64(d.Y+d.Height)/8
		if left, foot := edges(page[n], x, y); math.Abs(left-x) > 0.1 || math.Abs(foot-y) > 0.1 {
			t.Errorf("page %d: %.2f, %.2f, want %.2f, %.2f", n+1, left, foot, x, y)
		}
	}
}

func TestAPrintersErrorsAreCorrected(t *testing.T) {
	s, err := labels.LookupStock("L7160")
	if err != nil {
		t.Fatal(err)
	}
	l, d := square(t, s)
	p := labels.Print{Format: labels.PDF, Stock: s, Profile: labels.Profile{OffsetX: 1, OffsetY: -0.5, CreepX: 0.3, CreepY: 0.1}}
	page := pages(t, printed(t, p, slices.Repeat([]labels.Label{l}, 21)...))
	x := s.Sheet.Left + 2*s.Sheet.Across + 1 + 2*0.3 + float64(d.X)/8
	y := s.Sheet.Top + 6*s.Sheet.Down - 0.5 + 6*0.1 + float64(d.Y+d.Height)/8
	if left, foot := edges(page[0], x, y); math.Abs(left-x) > 0.1 || math.Abs(foot-y) > 0.1 {
		t.Errorf("%.2f, %.2f, want %.2f, %.2f", left, foot, x, y)
	}
	roll, _ := labels.LookupStock(labels.FolderStock)
	zpl := string(printed(t, labels.Print{Format: labels.ZPL, Stock: roll, Profile: labels.Profile{OffsetX: 1, OffsetY: 2}}, labels.Folder(okonkwo)))
	plain := string(printed(t, labels.Print{Format: labels.ZPL, Stock: roll}, labels.Folder(okonkwo)))
	if !strings.Contains(plain, "^FO32,147^BY") || !strings.Contains(zpl, "^FO40,163^BY") {
		t.Errorf("%s\n%s", plain, zpl)
	}
}

func TestEveryStockHasACalibrationPage(t *testing.T) {
	for _, s := range labels.Stocks() {
		for _, format := range []labels.Format{labels.PDF, labels.PNG, labels.SVG, labels.ZPL} {
			if format == labels.PNG && s.OnSheets() {
				continue // a large picture of the same drawing
			}
			var b bytes.Buffer
			err := labels.Print{Format: format, Stock: s, Profile: labels.Profile{Resolution: labels.DPI300, OffsetX: 1}}.Calibrate(&b)
			if sheet := s.OnSheets() && format == labels.ZPL; (err != nil) != sheet {
				t.Errorf("%s as %s: %v", s.Name, format, err)
			}
			if err == nil && !s.OnSheets() {
				wantSound(t, format, b.Bytes())
			}
		}
	}
}

func TestWhatCanBeOnNoPaperIsRefusedInWords(t *testing.T) {
	sheet, _ := labels.LookupStock("L7160")
	roll, _ := labels.LookupStock(labels.FolderStock)
	with := func(change func(*labels.Stock)) labels.Stock { s := sheet; change(&s); return s }
	for _, c := range []struct {
		what string
		p    labels.Print
		says string
	}{
		{"a start beyond the sheet", labels.Print{Stock: sheet, Start: 22}, "There is no position 22: stock L7160 has positions 1 to 21"},
		{"a start before the sheet", labels.Print{Stock: sheet, Start: -1}, "no position -1"},
		{"a start on a roll", labels.Print{Stock: roll, Start: 2}, "positions 1 to 1"},
		{"no such printer", labels.Print{Stock: roll, Profile: labels.Profile{Resolution: 150}}, "Use 203, 300 or 600"},
		{"too large a correction", labels.Print{Stock: roll, Profile: labels.Profile{OffsetX: 11}}, "Is the right stock chosen?"},
		{"a creep that is no number", labels.Print{Stock: roll, Profile: labels.Profile{CreepX: math.NaN()}}, "Is the right stock chosen?"},
		{"no stock", labels.Print{}, "10 to 1,000 mm"},
		{"a sheet without columns", labels.Print{Stock: with(func(s *labels.Stock) { s.Sheet.Columns = 0 })}, "at least one row and one column"},
		{"a sheet without rows", labels.Print{Stock: with(func(s *labels.Stock) { s.Sheet.Rows = 0 })}, "1 to 100 rows"},
		{"labels that overlap", labels.Print{Stock: with(func(s *labels.Stock) { s.Sheet.Across = 60 })}, "must not overlap"},
		{"a label off the page", labels.Print{Stock: with(func(s *labels.Stock) { s.Sheet.Left = 15 })}, "off the page"},
		{"a first label off the page", labels.Print{Stock: with(func(s *labels.Stock) { s.Sheet.Top = -1 })}, "must lie on the page"},
	} {
		c.p.Format = labels.PDF
		var b bytes.Buffer
		err := c.p.Write(&b, slices.Values([]labels.Label{labels.Year(2026)}))
		if !errors.As(err, new(labels.Refusal)) || !strings.Contains(err.Error(), c.says) || b.Len() != 0 {
			t.Errorf("%s: %v, %d bytes, want words with %q", c.what, err, b.Len(), c.says)
		}
	}
	for _, s := range labels.Stocks() {
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

func TestBarsAreWholeDotsOfEveryPrinter(t *testing.T) {
	roll, _ := labels.LookupStock("50x25")
	for dpi, want := range map[labels.Resolution]string{labels.DPI203: "^BY2,", labels.DPI300: "^BY3,", labels.DPI600: "^BY6,"} {
		got := string(printed(t, labels.Print{Format: labels.ZPL, Stock: roll, Profile: labels.Profile{Resolution: dpi}}, labels.Location(clinic)))
		if !strings.Contains(got, want) {
			t.Errorf("%d dpi:\n%s", dpi, got)
		}
	}
}

// many yields the same labels again and again, and tells after each thousand how much memory is held.
func many(n int, peak *uint64) iter.Seq[labels.Label] {
	set := []labels.Label{labels.Folder(okonkwo), labels.Folder(labels.FolderText{Code: "F00000017V", FamilyName: "محمد", HospitalNumber: "77"})}
	return func(yield func(labels.Label) bool) {
		var m runtime.MemStats
		for i := range n {
			if i%(n/10) == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				*peak = max(*peak, m.HeapAlloc)
			}
			if !yield(set[i%20/19]) {
				return
			}
		}
	}
}

func TestManyLabelsAreNotHeldInMemory(t *testing.T) {
	roll, _ := labels.LookupStock(labels.FolderStock)
	for format, n := range map[labels.Format]int{labels.PDF: 5_000, labels.ZPL: 20_000} {
		var few, most uint64
		for n, peak := range map[int]*uint64{n / 10: &few, n: &most} {
			if err := (labels.Print{Format: format, Stock: roll}).Write(io.Discard, many(n, peak)); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%s: %d KB held while %d labels were drawn", format, most>>10, n)
		if most > 64<<20 || most > few+4<<20 {
			t.Errorf("%s: %d KB held while %d labels were drawn, %d KB with a tenth of them", format, most>>10, n, few>>10)
		}
	}
}
