package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"casenotes/api"
	"casenotes/labels"
	"casenotes/tracking"
)

type labelsCmd struct {
	Codes   []string `arg:"" optional:"" name:"code" help:"Barcodes of folders, or of locations."`
	At      string   `help:"Code of a location: the labels of the folders that are there." xor:"from"`
	Import  uint64   `help:"Number of an import: the labels of the folders that it registered." xor:"from"`
	After   int      `help:"With --import: how many of them to pass over, where they are more than 2,000."`
	Format  string   `help:"pdf, zpl, png or svg. For a file; a printer has its own." default:"pdf" enum:"pdf,zpl,png,svg"`
	Kind    string   `help:"Which label of a folder. Default: the outside one."`
	Barcode string   `help:"Barcode on the labels of a file: code128, datamatrix, qr, code39, gs1-128 or gs1-datamatrix. A printer has its own." default:"code128" enum:"code128,datamatrix,qr,code39,gs1-128,gs1-datamatrix"`
	Stock   string   `help:"Label stock, as in the list of stock list. Default: the usual one, or what is in the printer."`
	Start   int      `help:"First free place of the first sheet, from 1 along its rows." default:"1"`
	Printer string   `help:"Printer to print on: the server sends the labels. Default: a file is written."`
	Reason  string   `help:"With --printer: why folders that have a label get another."`
	Output  string   `short:"o" help:"File to write; - for standard output." default:"-" placeholder:"FILE"`
}

// Run draws labels into a file, or asks the server to print them and says the job's id.
func (c *labelsCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if c.At != "" || c.Import != 0 {
		if len(c.Codes) > 0 {
			return fmt.Errorf("%w: say codes, --at or --import", errUsage)
		}
		if c.Codes, _, err = (api.LabelsFrom{At: c.At, Import: c.Import, After: c.After}).Find(ctx, o.store); err != nil {
			return plainly(err)
		}
	}
	if len(c.Codes) == 0 {
		return fmt.Errorf("%w: no folder or location is chosen", errUsage)
	}
	if c.Printer != "" {
		return c.print(ctx, p, o)
	}
	var file bytes.Buffer
	ask := api.DrawAsk{Format: labels.Format(c.Format), Kind: c.Kind, Stock: c.Stock, Start: c.Start, Codes: c.Codes, Barcode: c.Barcode}
	missing, err := api.DrawLabels(ctx, o.store, o.service, operator(), ask, &file)
	if e, is := errors.AsType[*tracking.Error](err); is && e.Kind == tracking.Invalid {
		return fmt.Errorf("%w: %s", errUsage, e.Text)
	}
	if err != nil {
		return plainly(err)
	}
	for _, m := range missing {
		fmt.Fprintf(p.err, "%s: these characters cannot be printed: %s\n", m.Code, m.Characters)
	}
	if c.Output == "-" {
		_, err = file.WriteTo(p.out)
		return err
	}
	return os.WriteFile(c.Output, file.Bytes(), 0o600)
}

func (c *labelsCmd) print(ctx context.Context, p program, o *opened) error {
	j, err := api.AskPrint(ctx, o.store, o.service, operator(), api.PrintAsk{Codes: c.Codes, Printer: c.Printer, Kind: c.Kind, Stock: c.Stock, Start: c.Start, Reason: c.Reason})
	if e, is := errors.AsType[*tracking.Error](err); is && e.Code == "reason_missing" {
		return fmt.Errorf("%s Use --reason", e.Text)
	}
	if err != nil {
		return plainly(err)
	}
	fmt.Fprintln(p.out, j.ID)
	fmt.Fprintf(p.err, "%s for %s: a running casenotes serve sends them; the page /labels/jobs/%s says what became of them\n", tracking.LabelCount(j.Labels), c.Printer, j.ID)
	return nil
}
