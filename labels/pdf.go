package labels

import (
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// writePDF draws one page of exactly the stock's size per label. Bars are filled rectangles and the text
// carries its font, so that every printer prints the same at any resolution.
func writePDF(w io.Writer, s Stock, drawings []drawing) error {
	page := fpdf.SizeType{Wd: float64(s.Width), Ht: float64(s.Height)}
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: page})
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetDisplayMode("real", "single")
	// The same labels are the same file, whenever they are drawn.
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.SetCatalogSort(true)
	// A page is 2 kB; to compress each one takes longer than drawing it. Fonts are compressed anyway.
	pdf.SetCompression(false)
	pdf.SetTitle("Labels", false)
	pdf.AddUTF8FontFromBytes("DejaVu Sans", "", regular().data)
	pdf.AddUTF8FontFromBytes("DejaVu Sans", "B", bold().data)
	for _, d := range drawings {
		pdf.AddPage()
		for _, b := range d.bars.bars {
			pdf.Rect(float64(d.x+b.at*d.narrow)/dot, float64(d.y)/dot, float64(b.width*d.narrow)/dot, float64(d.tall)/dot, "F")
		}
		for _, l := range d.lines {
			style := ""
			if l.face == bold() {
				style = "B"
			}
			pdf.SetFont("DejaVu Sans", style, l.size/point)
			pdf.Text(l.x/dot, l.y/dot, visual(l.text))
		}
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write labels as PDF: %w", err)
	}
	return nil
}
