package api

import (
	"io"

	"casenotes/labels"
	"casenotes/tracking"
)

// paper is labels on paper from a printer.
type paper struct {
	format labels.Format
	stock  labels.Stock
	tray   tracking.Printer
	start  int
}

func profileOf(p tracking.Printer) tracking.Printer { return p }

func (p paper) write(w io.Writer, list []labels.Label) error {
	return labels.Write(w, p.format, p.stock, list)
}

// placesOn is how many labels a page of the stock has.
func placesOn(labels.Stock) int { return 1 }

// siteStock is the site's own stock as it is drawn on.
func siteStock(k tracking.Stock) labels.Stock {
	return labels.Stock{Name: k.Name, Width: k.LabelWidth / 100, Height: k.LabelHeight / 100}
}

// shippedStock is what is shipped, as a site would describe it.
func shippedStock() (list []tracking.Stock) {
	for _, s := range labels.Stocks() {
		list = append(list, tracking.Stock{Name: s.Name, PageWidth: s.Width * 100, PageHeight: s.Height * 100, LabelWidth: s.Width * 100, LabelHeight: s.Height * 100,
			LabelColumns: 1, LabelRows: 1})
	}
	return list
}

// labelKinds are the labels of a folder that can be chosen, in words.
var labelKinds = map[string]string{"": "Outside of the folder"}

// drawKind is the label of that kind.
func drawKind(text labels.FolderText, _ string) labels.Label { return labels.Folder(text) }

// usualStock is what a kind of label is printed on where nobody says.
func usualStock(string) string { return labels.FolderStock }
