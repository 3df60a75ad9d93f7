package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
)

type importCmd struct {
	Kind   string `arg:"" enum:"locations,patients,folders,appointments" help:"What the rows are: locations, patients, folders or appointments."`
	File   string `arg:"" help:"CSV file, UTF-8, with a header row; - for standard input."`
	DryRun bool   `help:"Try every row against the database and take it back: nothing is kept."`
}

// Run takes a file in. Every bad row is named on standard output with its line; the good ones are kept. It exits 1 where a row was bad.
func (c *importCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	file := p.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		file = f
	}
	told := p.now()
	job := exchange.Job{Kind: exchange.Kind(c.Kind), Service: o.service, Actor: operator(), Rehearsal: c.DryRun,
		Problem: func(f exchange.Problem) { fmt.Fprintln(p.out, f) },
		Progress: func(r exchange.Report) {
			if now := p.now(); now.Sub(told) >= 2*time.Second {
				told = now
				fmt.Fprintln(p.err, r)
			}
		}}
	if c.DryRun {
		job.Service = tracking.New(exchange.Rehearse(o.store), o.rules, p.now, nobody{})
	}
	if job.Locations, err = o.store.Locations(ctx); err != nil {
		return err
	}
	report, err := exchange.Import(ctx, file, job)
	if err != nil {
		return err
	}
	fmt.Fprintln(p.err, report)
	if report.Batch > 0 {
		fmt.Fprintf(p.err, "their labels: casenotes labels --import %d --printer NAME, or the page Labels\n", report.Batch)
	}
	if report.Bad > 0 {
		return fmt.Errorf("%d of %d rows were not taken in; correct them and import the file again", report.Bad, report.Rows)
	}
	return nil
}

type exportCmd struct {
	Kind string `arg:"" enum:"locations,patients,folders" help:"locations, patients or folders."`
	File string `arg:"" optional:"" default:"-" help:"File to write; - for standard output."`
}

// Run writes a file that import takes in again.
func (c *exportCmd) Run(ctx context.Context, p program, s *Settings) (err error) {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if err := o.service.Looked(ctx, operator(), tracking.AuditEntry{Action: "export." + c.Kind}); err != nil {
		return err
	}
	out := p.out
	if c.File != "-" {
		f, err := os.OpenFile(c.File, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return err
		}
		out = f
		defer func() {
			if e := f.Close(); err == nil {
				err = e
			}
		}()
	}
	return export(ctx, o, exchange.Kind(c.Kind), out)
}

func export(ctx context.Context, o *opened, kind exchange.Kind, out io.Writer) error {
	switch kind {
	case exchange.Locations:
		all, err := o.store.Locations(ctx)
		if err != nil {
			return err
		}
		return exchange.ExportLocations(out, locationRows(all))
	case exchange.Patients:
		return exchange.ExportPatients(out, o.store.EveryPatient(ctx))
	}
	return exchange.ExportFolders(out, func(yield func(exchange.FolderRow, error) bool) {
		for w, err := range o.store.EveryFolder(ctx) {
			row := exchange.FolderRow{Whereabouts: w}
			if err == nil {
				row.Aliases, err = o.store.Aliases(ctx, w.ID)
			}
			if !yield(row, err) {
				return
			}
		}
	})
}

// locationRows are the locations with their parents' codes, parents first.
func locationRows(all []tracking.Location) iter.Seq2[exchange.LocationRow, error] {
	codes := map[tracking.LocationID]string{}
	for _, p := range all {
		codes[p.ID] = p.Code
	}
	return func(yield func(exchange.LocationRow, error) bool) {
		for _, p := range tracking.InTreeOrder(all) {
			row := exchange.LocationRow{Location: p}
			if p.ParentID != nil {
				row.Parent = codes[*p.ParentID]
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}
