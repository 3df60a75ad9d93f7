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
