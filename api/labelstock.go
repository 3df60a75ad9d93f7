package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// LookupStock finds label stock by its name: the site's own, then what is shipped.
func LookupStock(ctx context.Context, db *store.Store, name string) (labels.Stock, error) {
	own, found, err := db.Stock(ctx, name)
	if err != nil {
		return labels.Stock{}, err
	}
	if found {
		return siteStock(own), nil
	}
	stock, err := labels.LookupStock(name)
	if refused, is := errors.AsType[labels.Refusal](err); is {
		return stock, &tracking.Error{Kind: tracking.Invalid, Code: tracking.ErrUnknownStock.Code, Text: refused.Error()}
	}
	return stock, err
}

// StockChoice is one stock that can be chosen.
type StockChoice struct {
	tracking.Stock
	Own bool // the site's own
}

// EveryStock is what can be chosen: the site's own first, then what is shipped. A site's own stock takes the place of a shipped one
// of its name.
func EveryStock(ctx context.Context, db *store.Store) (list []StockChoice, err error) {
	own, err := db.Stocks(ctx)
	named := map[string]bool{}
	for _, k := range own {
		named[strings.ToLower(k.Name)] = true
		if k.RetiredAt == nil {
			list = append(list, StockChoice{k, true})
		}
	}
	for _, k := range shippedStock() {
		if !named[strings.ToLower(k.Name)] {
			list = append(list, StockChoice{k, false})
		}
	}
	return list, err
}

// drawJob writes the labels of a job for its printer, as the folders are now.
func drawJob(ctx context.Context, db *store.Store, w io.Writer, j tracking.PrintJob, printer tracking.Printer) error {
	stock, err := LookupStock(ctx, db, j.Stock)
	if err != nil {
		return refusalOf(err)
	}
	list, err := labelsOfJob(ctx, db, j)
	if err == nil {
		err = wear(ctx, db, list, string(printer.Barcode))
	}
	if err != nil {
		return err
	}
	return writeLabels(w, onPaper(formatFor(printer), stock, printer, j.StartAt), list)
}

// wear gives labels the barcode of that kind. GS1 numbers are of our own codes only, under the site's company prefix, and a location
// needs a GLN that begins with it; every other label has the same kind of symbol without GS1.
func wear(ctx context.Context, db *store.Store, list []labels.Label, barcode string) error {
	kind, err := labels.ParseSymbology(barcode)
	if err != nil {
		return err
	}
	var g gs1Numbers
	plain := kind
	if tracking.PrintBarcode(kind.String()).GS1() {
		if g, err = siteNumbers(ctx, db); err != nil {
			return err
		}
		if plain = labels.Code128; kind == labels.GS1DataMatrix {
			plain = labels.DataMatrix
		}
	}
	for i := range list {
		l := &list[i]
		l.Symbology = plain
		if number := g.of(l.Code); number != "" {
			l.Code, l.Symbology = number, kind
		}
	}
	return nil
}

// gs1Numbers are what GS1 numbers of a site are made of: its company prefix, and the GLNs of its locations by their codes.
type gs1Numbers struct {
	prefix string
	places map[string]string
}

func siteNumbers(ctx context.Context, db *store.Store) (g gs1Numbers, err error) {
	formats, err := db.Formats(ctx)
	if err != nil {
		return g, err
	}
	if g.prefix = tracking.CompanyPrefix(formats); g.prefix == "" {
		return g, tracking.ErrNoPrefix
	}
	places, err := db.Locations(ctx)
	g.places = map[string]string{}
	for _, p := range places {
		g.places[p.Code] = p.GLN
	}
	return g, err
}

// of is the element string of one of our own codes; empty where there can be none.
func (g gs1Numbers) of(code string) (number string) {
	switch r := tracking.Classify(code, nil); {
	case g.prefix == "":
	case r.Kind == tracking.FolderCode:
		number, _ = labels.GIAI(g.prefix, code)
	case r.Kind == tracking.LocationCode && strings.HasPrefix(g.places[code], g.prefix):
		number, _ = labels.GLN(g.places[code], code)
	case r.Kind == tracking.ContainerCode:
		if running, err := strconv.ParseUint(code[1:len(code)-1], 10, 64); err == nil {
			number, _ = labels.SSCC(g.prefix, running)
		}
	}
	return number
}

// refusalOf lets what a person must put right be told as such.
func refusalOf(err error) error {
	if e, is := errors.AsType[*tracking.Error](err); is && e.Kind == tracking.Invalid {
		return labels.Refusal(e.Text)
	}
	return err
}

// labelsOfJob are the labels of a job as they read now.
func labelsOfJob(ctx context.Context, db *store.Store, j tracking.PrintJob) ([]labels.Label, error) {
	rows, err := db.PrintLabels(ctx, j.ID)
	if err != nil {
		return nil, err
	}
	return labelsOfRows(ctx, db, j, rows)
}

func labelsOfRows(ctx context.Context, db *store.Store, j tracking.PrintJob, rows []tracking.PrintLabel) ([]labels.Label, error) {
	m, err := db.PrintMeant(ctx, rows)
	if err != nil {
		return nil, err
	}
	y, err := siteLayouts(ctx, db)
	if err != nil {
		return nil, err
	}
	list := make([]labels.Label, len(rows))
	for i, l := range rows {
		switch {
		case l.LocationID != nil:
			list[i] = locationLabel(m.Places[*l.LocationID])
		case l.ContainerID != nil:
			list[i] = containerLabel(m.Containers[*l.ContainerID])
		case l.UserID != nil:
			list[i] = labels.Badge(labels.BadgeText{Code: l.Code, Name: m.Users[*l.UserID].Name})
		case m.Folders[*l.FolderID].Code != l.Code:
			return nil, labels.Refusal(fmt.Sprintf("The label of %s was replaced meanwhile. Print the new one.", tracking.Group(l.Code)))
		default:
			if list[i], err = folderLabel(ctx, db, m.Folders[*l.FolderID], j.Kind, y); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// containerLabel is what stands on the label of a box, trolley or bag.
func containerLabel(c tracking.Container) labels.Label {
	return labels.Container(labels.ContainerText{Code: c.Code, Kind: string(c.Kind), Name: c.Name})
}
