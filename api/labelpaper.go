package api

import (
	"context"
	"io"
	"math"
	"slices"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// onPaper is how labels come onto a stock from a printer and its tray.
func onPaper(f labels.Format, s labels.Stock, p tracking.Printer, start int) labels.Print {
	return labels.Print{Format: f, Stock: s, Start: start, Profile: labels.Profile{Resolution: labels.Resolution(p.DPI), OffsetX: millimetres(p.OffsetX),
		OffsetY: millimetres(p.OffsetY), CreepX: millimetres(p.CreepX), CreepY: millimetres(p.CreepY)}}
}

func writeLabels(w io.Writer, p labels.Print, list []labels.Label) error {
	return p.Write(w, slices.Values(list))
}

// siteStock is the site's own stock as it is drawn on.
func siteStock(k tracking.Stock) labels.Stock {
	s := labels.Stock{Name: k.Name, Width: millimetres(k.LabelWidth), Height: millimetres(k.LabelHeight)}
	if k.Places() > 1 || k.PageWidth != k.LabelWidth || k.PageHeight != k.LabelHeight {
		s.Sheet = labels.Sheet{Width: millimetres(k.PageWidth), Height: millimetres(k.PageHeight), Left: millimetres(k.LeftEdge), Top: millimetres(k.TopEdge),
			Across: millimetres(k.PitchX), Down: millimetres(k.PitchY), Columns: k.LabelColumns, Rows: k.LabelRows}
	}
	return s
}

// shippedStock is what is shipped, as a site would describe it.
func shippedStock() (list []tracking.Stock) {
	n := func(mm float64) int { return int(math.Round(mm * 100)) }
	for _, s := range labels.Stocks() {
		k := tracking.Stock{Name: s.Name, PageWidth: n(s.Width), PageHeight: n(s.Height), LabelWidth: n(s.Width), LabelHeight: n(s.Height), LabelColumns: 1, LabelRows: 1}
		if s.OnSheets() {
			k.PageWidth, k.PageHeight, k.LabelColumns, k.LabelRows = n(s.Sheet.Width), n(s.Sheet.Height), s.Sheet.Columns, s.Sheet.Rows
			k.LeftEdge, k.TopEdge, k.PitchX, k.PitchY = n(s.Sheet.Left), n(s.Sheet.Top), n(s.Sheet.Across), n(s.Sheet.Down)
		}
		list = append(list, k)
	}
	return list
}

// The labels of a folder that can be chosen. A temporary folder's outside label says that it is one.
const (
	outside = ""
	spine   = "spine"
	volume  = "volume"
)

func kindChoices() []web.Choice {
	return []web.Choice{{Code: outside, Name: "Outside of the folder"}, {Code: spine, Name: "Spine: the filing number along the shelf"}, {Code: volume, Name: "Volume"}}
}

func knownKind(kind string) bool {
	return slices.ContainsFunc(kindChoices(), func(c web.Choice) bool { return c.Code == kind })
}

// usualStock is what a kind of label is printed on where nobody says.
func usualStock(kind string) string {
	if kind == spine {
		return labels.StripStock
	}
	return labels.FolderStock
}

// layouts are how the site lays out its folders' labels, by their kinds.
type layouts map[string]labels.Layout

func siteLayouts(ctx context.Context, db *store.Store) (layouts, error) {
	list, err := db.LabelLayouts(ctx)
	if err != nil {
		return nil, err
	}
	y := layouts{}
	for _, l := range list {
		y[l.Kind] = labels.Layout{Above: tracking.FieldsOf(l.Above), Beside: tracking.FieldsOf(l.Beside), Words: l.Words}
	}
	return y, nil
}

// of is the label of that kind.
func (y layouts) of(kind string, text labels.FolderText) labels.Label {
	switch kind {
	case spine:
		return text.Edge(y["spine"])
	case volume:
		return text.OneOf(y["volume"])
	}
	return text.Outside(y["outside"])
}

// folderLabel is what stands on a label of a folder.
func folderLabel(ctx context.Context, db *store.Store, w tracking.Whereabouts, kind string, y layouts) (labels.Label, error) {
	text := labels.FolderText{Code: w.Code, FamilyName: w.Patient.FamilyName, GivenName: w.Patient.GivenName, HospitalNumber: w.Patient.Number,
		Kind: w.Kind.Label(), Volume: w.Volume, Home: w.Home.Name}
	if w.Patient.Born != nil {
		text.Born = *w.Patient.Born
	}
	if w.Kind == tracking.KindTemporary && w.StandsForID != nil { // whichever label is asked for, it says so
		missing, _, err := db.FolderByID(ctx, *w.StandsForID)
		return labels.Temporary(text, missing.Code, w.CreatedAt), err
	}
	return y.of(kind, text), nil
}
