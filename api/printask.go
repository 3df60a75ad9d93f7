package api

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// PrintAsk is what somebody wants to have printed, and where.
type PrintAsk struct {
	ID      string // the client's UUID; empty: one is made
	Title   string
	Codes   []string
	From    LabelsFrom // instead of codes
	Printer string     // name; empty: the job is prepared only
	Kind    string
	Stock   string // empty: what is in the printer
	Start   int    // 0: the first place
	Reason  string
}

// AskPrint prepares a job and hands it to its printer. Asked twice with one id, it prints once.
func AskPrint(ctx context.Context, db *store.Store, service *tracking.Service, actor tracking.Actor, a PrintAsk) (tracking.PrintJob, error) {
	p, c, err := choice(ctx, db, a)
	if err == nil && a.From != (LabelsFrom{}) {
		var title string
		a.Codes, title, err = a.From.Find(ctx, db)
		a.Title = cmp.Or(a.Title, title)
	}
	if err != nil {
		return tracking.PrintJob{}, err
	}
	j, err := service.PreparePrint(ctx, actor, tracking.NewPrint{ID: cmp.Or(a.ID, uuid.NewString()), Title: a.Title, Codes: a.Codes})
	if err != nil || a.Printer == "" {
		return j, err
	}
	return handOver(ctx, db, service, actor, j, p, c)
}

// LabelsFrom is where folders are found whose labels are wanted together.
type LabelsFrom struct {
	At     string // code of a location: the folders that are there
	Import uint64 // number of an import: the folders that it registered
	After  int    // how many of them are passed over, where they are more than a job can have
}

// Find answers the barcodes of the folders, and what they are in words.
func (f LabelsFrom) Find(ctx context.Context, db *store.Store) (codes []string, title string, err error) {
	if f.At == "" {
		codes, err = db.ImportedCodes(ctx, f.Import, max(f.After, 0), tracking.MaxLabels)
		return codes, "Folders of an import", err
	}
	p, found, err := db.LocationByCode(ctx, tracking.CleanCode(f.At))
	if err == nil && !found {
		err = tracking.ErrUnknownLocation
	}
	if err != nil {
		return nil, "", err
	}
	codes, err = db.CodesAt(ctx, p.ID, tracking.MaxLabels)
	return codes, "Folders at " + p.Name, err
}

// handOver gives a prepared job to its printer, once it is known that every label of it can be drawn.
func handOver(ctx context.Context, db *store.Store, service *tracking.Service, actor tracking.Actor, j tracking.PrintJob, p tracking.Printer, c tracking.PrintChoice) (tracking.PrintJob, error) {
	if j.State == tracking.Prepared && c.StartAt >= 1 && c.StartAt <= c.Places {
		j.Kind, j.Stock, j.StartAt = c.Kind, c.Stock, c.StartAt
		if err := drawJob(ctx, db, io.Discard, j, p); err != nil {
			return j, err
		}
	}
	return service.Print(ctx, actor, j.ID, c)
}

// choice reads on which printer and how a job is to be printed. What cannot be is refused before anything is kept.
func choice(ctx context.Context, db *store.Store, a PrintAsk) (p tracking.Printer, c tracking.PrintChoice, err error) {
	if a.Printer == "" {
		return p, c, nil
	}
	p, found, err := db.Printer(ctx, a.Printer)
	if err == nil && !found {
		err = tracking.ErrUnknownPrinter
	}
	if err != nil {
		return p, c, err
	}
	stock, err := LookupStock(ctx, db, cmp.Or(a.Stock, p.Stock))
	if err != nil {
		return p, c, err
	}
	if !knownKind(a.Kind) {
		return p, c, errLabelKind
	}
	c = tracking.PrintChoice{Printer: p.Name, Kind: a.Kind, Stock: stock.Name, StartAt: cmp.Or(a.Start, 1), Places: stock.PerPage(), Reason: a.Reason}
	if formatFor(p) == labels.ZPL && stock.OnSheets() {
		return p, c, &tracking.Error{Kind: tracking.Invalid, Code: "stock_is_sheet",
			Text: fmt.Sprintf("%s prints rolls, and %s is a sheet. Choose another printer or a roll.", p.Name, stock.Name)}
	}
	return p, c, nil
}

// formatFor is the language that a printer's labels are drawn in.
func formatFor(p tracking.Printer) labels.Format {
	if p.Language == tracking.ZPL && p.Address != "" {
		return labels.ZPL
	}
	return labels.PDF
}
