package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"text/tabwriter"

	"casenotes/api"
	"casenotes/tracking"
)

type printerCmd struct {
	Add    printerAddCmd    `cmd:"" help:"Make a printer known. The server connects to its address."`
	List   printerListCmd   `cmd:"" help:"List the printers and how they were when they were last asked."`
	Test   printerTestCmd   `cmd:"" help:"Ask a printer how it is, now. Exits 1 where it cannot print."`
	Retire printerRetireCmd `cmd:"" help:"Take a printer off the lists. What it printed stays."`
}

type printerAddCmd struct {
	Name     string  `required:"" help:"What people call it, with its tray: \"Library labels\"."`
	Location string  `required:"" help:"Code of the location where it stands."`
	Address  string  `help:"HOST or HOST:PORT of raw printing, port 9100 where none is said. Without it labels are files that a person prints."`
	Language string  `help:"zpl for label printers, pdf for office printers." default:"zpl" enum:"zpl,pdf"`
	Stock    string  `required:"" help:"Label stock in it, as in the list of stock list."`
	DPI      int     `help:"Dots an inch: 203, 300 or 600." default:"203" name:"dpi"`
	Barcode  string  `help:"Barcode on its labels: code128, which every scanner reads, datamatrix, qr, code39, gs1-128 or gs1-datamatrix." default:"code128" enum:"code128,datamatrix,qr,code39,gs1-128,gs1-datamatrix"`
	OffsetX  float64 `help:"Millimetres to move every label to the right."`
	OffsetY  float64 `help:"Millimetres to move every label down."`
	CreepX   float64 `help:"Millimetres that each column of a sheet drifts to the right."`
	CreepY   float64 `help:"Millimetres that each row of a sheet drifts down."`
}

func (c *printerAddCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if _, err := api.LookupStock(ctx, o.store, c.Stock); err != nil {
		return plainly(err)
	}
	language, barcode := tracking.PrintLanguage(c.Language), tracking.PrintBarcode(c.Barcode)
	x, y, cx, cy := hundredths(c.OffsetX), hundredths(c.OffsetY), hundredths(c.CreepX), hundredths(c.CreepY)
	_, err = o.service.AddPrinter(ctx, operator(), c.Name, tracking.PrinterChange{Location: &c.Location, Address: &c.Address, Stock: &c.Stock, Language: &language, DPI: &c.DPI, Barcode: &barcode,
		OffsetX: &x, OffsetY: &y, CreepX: &cx, CreepY: &cy})
	return plainly(err)
}

func hundredths(mm float64) int { return int(math.Round(max(-1e6, min(1e6, mm)) * 100)) }

type printerListCmd struct{}

func (c *printerListCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	list, err := o.store.Printers(ctx)
	if err != nil {
		return err
	}
	var ids []tracking.LocationID
	for _, r := range list {
		ids = append(ids, r.LocationID)
	}
	places, err := o.store.LocationsByID(ctx, ids)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tLOCATION\tADDRESS\tLANGUAGE\tSTOCK\tHOW IT IS\tASKED\tRETIRED")
	for _, r := range list {
		address, asked, retired := r.Address, "", ""
		if address == "" {
			address = "download"
		}
		if r.HealthAt != nil {
			asked = r.HealthAt.In(o.zone).Format("2 January 2006, 15:04")
		}
		if r.RetiredAt != nil {
			retired = r.RetiredAt.In(o.zone).Format("2 January 2006")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Name, places[r.LocationID].Name, address, r.Language, r.Stock, healthWords(r.Health, r.HealthText), asked, retired)
	}
	return table.Flush()
}

func healthWords(h tracking.PrinterHealth, text string) string {
	switch h {
	case tracking.Ready:
		return "ready"
	case tracking.Untried:
		return "never asked"
	}
	return text
}

type printerTestCmd struct {
	Name string `arg:"" help:"Which."`
}

func (c *printerTestCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	r, found, err := o.store.Printer(ctx, c.Name)
	switch {
	case err != nil:
		return err
	case !found:
		return plainly(tracking.ErrUnknownPrinter)
	case r.Address == "":
		return errors.New("this printer has no address: a person prints its files, so there is nothing to ask")
	}
	health, text, err := api.NewPress(o.service, o.store, p.now, o.log).Examine(ctx, r)
	if err != nil {
		return err
	}
	if health == tracking.Trouble || health == tracking.Unreachable {
		return errors.New(text)
	}
	fmt.Fprintln(p.out, healthWords(health, text))
	return nil
}

type printerRetireCmd struct {
	Name string `arg:"" help:"Which."`
}

func (c *printerRetireCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	retired := true
	_, err = o.service.AmendPrinter(ctx, operator(), c.Name, 0, tracking.PrinterChange{Retired: &retired})
	return plainly(err)
}

type stockCmd struct {
	Add    stockAddCmd    `cmd:"" help:"Describe label stock that is not shipped, in millimetres."`
	List   stockListCmd   `cmd:"" help:"List the stock that can be chosen."`
	Retire stockRetireCmd `cmd:"" help:"Take stock of the site's own off the lists."`
}

type stockAddCmd struct {
	Name    string  `required:"" help:"As it stands on the box."`
	Width   float64 `required:"" help:"Of one label."`
	Height  float64 `required:"" help:"Of one label."`
	Page    string  `help:"Of a sheet: WIDTHxHEIGHT, as 210x297. Without it the stock is a roll." placeholder:"WxH"`
	Columns int     `help:"Labels side by side on a sheet." default:"1"`
	Rows    int     `help:"Labels below one another on a sheet." default:"1"`
	Left    float64 `help:"From the sheet's edge to the first label."`
	Top     float64 `help:"From the sheet's edge to the first label."`
	PitchX  float64 `help:"From a label's left edge to the next one's. Default: its width."`
	PitchY  float64 `help:"From a label's upper edge to the next one's. Default: its height."`
}

func (c *stockAddCmd) Run(ctx context.Context, p program, s *Settings) error {
	pageWidth, pageHeight := c.Width, c.Height
	if c.Page != "" {
		if n, err := fmt.Sscanf(c.Page, "%fx%f", &pageWidth, &pageHeight); err != nil || n != 2 {
			return fmt.Errorf("%w: --page is WIDTHxHEIGHT in millimetres, as 210x297", errUsage)
		}
	}
	k := tracking.Stock{Name: c.Name, PageWidth: hundredths(pageWidth), PageHeight: hundredths(pageHeight), LabelWidth: hundredths(c.Width), LabelHeight: hundredths(c.Height),
		LabelColumns: c.Columns, LabelRows: c.Rows, LeftEdge: hundredths(c.Left), TopEdge: hundredths(c.Top), PitchX: hundredths(c.PitchX), PitchY: hundredths(c.PitchY)}
	if k.PitchX == 0 {
		k.PitchX = k.LabelWidth
	}
	if k.PitchY == 0 {
		k.PitchY = k.LabelHeight
	}
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	_, err = o.service.AddStock(ctx, operator(), k)
	return plainly(err)
}

type stockListCmd struct{}

func (c *stockListCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	list, err := api.EveryStock(ctx, o.store)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tLABEL\tON A SHEET\tWHOSE")
	for _, k := range list {
		whose := "shipped"
		if k.Own {
			whose = "the site's own"
		}
		fmt.Fprintf(table, "%s\t%g x %g mm\t%d\t%s\n", k.Name, float64(k.LabelWidth)/100, float64(k.LabelHeight)/100, k.Places(), whose)
	}
	return table.Flush()
}

type stockRetireCmd struct {
	Name string `arg:"" help:"Which."`
}

func (c *stockRetireCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	return plainly(o.service.RetireStock(ctx, operator(), c.Name))
}
