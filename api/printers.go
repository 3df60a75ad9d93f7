package api

import (
	"context"
	"math"

	"casenotes/tracking"
)

// PrinterPath is a printer in an address.
type PrinterPath struct {
	Name string `path:"name" maxLength:"40"`
}

// PrinterFields are what can be said of a printer.
type PrinterFields struct {
	Location *string  `json:"location,omitempty" maxLength:"64" doc:"Code of where it stands"`
	Address  *string  `json:"address,omitempty" maxLength:"261" example:"10.1.2.3:9100" doc:"Raw printing; empty: labels are fetched as a file"`
	Language *string  `json:"language,omitempty" enum:"zpl,pdf"`
	Stock    *string  `json:"stock,omitempty" maxLength:"40" doc:"What is in the tray"`
	DPI      *int     `json:"dpi,omitempty" enum:"203,300,600"`
	Barcode  *string  `json:"barcode,omitempty" enum:"code128,code39,datamatrix,qr,gs1-128,gs1-datamatrix" doc:"Which barcode its labels carry"`
	OffsetX  *float64 `json:"offset_x,omitempty" doc:"Millimetres that every label is moved to the right"`
	OffsetY  *float64 `json:"offset_y,omitempty" doc:"Millimetres that every label is moved down"`
	CreepX   *float64 `json:"creep_x,omitempty" doc:"Millimetres that each column drifts to the right"`
	CreepY   *float64 `json:"creep_y,omitempty" doc:"Millimetres that each row drifts down"`
	Retired  *bool    `json:"retired,omitempty"`
}

func (f PrinterFields) change() tracking.PrinterChange {
	return tracking.PrinterChange{Location: f.Location, Address: f.Address, Stock: f.Stock, Language: (*tracking.PrintLanguage)(f.Language), DPI: f.DPI, Barcode: (*tracking.PrintBarcode)(f.Barcode),
		OffsetX: hundredths(f.OffsetX), OffsetY: hundredths(f.OffsetY), CreepX: hundredths(f.CreepX), CreepY: hundredths(f.CreepY), Retired: f.Retired}
}

// hundredths are millimetres as they are kept.
func hundredths(mm *float64) *int {
	if mm == nil {
		return nil
	}
	n := int(math.Round(max(-1e6, min(1e6, *mm)) * 100))
	return &n
}

func millimetres(n int) float64 { return float64(n) / 100 }

type printerShape struct {
	Name       string      `json:"name"`
	Location   LocationRef `json:"location"`
	Address    string      `json:"address,omitempty"`
	Language   string      `json:"language" enum:"zpl,pdf"`
	Stock      string      `json:"stock"`
	DPI        int         `json:"dpi"`
	Barcode    string      `json:"barcode" enum:"code128,code39,datamatrix,qr,gs1-128,gs1-datamatrix"`
	OffsetX    float64     `json:"offset_x"`
	OffsetY    float64     `json:"offset_y"`
	CreepX     float64     `json:"creep_x"`
	CreepY     float64     `json:"creep_y"`
	Health     string      `json:"health" doc:"ready, silent, trouble or unreachable, as it was last asked; empty: never"`
	HealthText string      `json:"health_text,omitempty"`
	HealthAt   *instant    `json:"health_at" nullable:"true"`
	RetiredAt  *instant    `json:"retired_at" nullable:"true"`
	Version    int64       `json:"version"`
}

// printerOf is a printer as the role may see it: its address is for administrators.
func printerOf(p tracking.Printer, at tracking.Location, role tracking.Role) printerShape {
	shape := printerShape{Name: p.Name, Location: locationOf(at), Language: string(p.Language), Stock: p.Stock, DPI: p.DPI, Barcode: string(p.Barcode), OffsetX: millimetres(p.OffsetX),
		OffsetY: millimetres(p.OffsetY), CreepX: millimetres(p.CreepX), CreepY: millimetres(p.CreepY), Health: string(p.Health), HealthText: p.HealthText,
		HealthAt: maybeAt(p.HealthAt), RetiredAt: maybeAt(p.RetiredAt), Version: p.Version}
	if role.May(tracking.MayAdminister) {
		shape.Address = p.Address
	}
	return shape
}

// PrinterOutput is a printer as an answer.
type PrinterOutput struct {
	Versioned
	Body printerShape
}

func (s *Server) toldPrinter(ctx context.Context, actor tracking.Actor, p tracking.Printer, err error) (*PrinterOutput, error) {
	if err != nil {
		return nil, err
	}
	places, err := s.Store.LocationsByID(ctx, []tracking.LocationID{p.LocationID})
	return &PrinterOutput{etag(p.Version), printerOf(p, places[p.LocationID], actor.Role)}, err
}

type printerListOutput struct{ Body page[printerShape] }

func (s *Server) listPrinters(ctx context.Context, actor tracking.Actor, _ *struct{}) (*printerListOutput, error) {
	list, err := s.Store.Printers(ctx)
	if err != nil {
		return nil, err
	}
	var ids []tracking.LocationID
	for _, p := range list {
		ids = append(ids, p.LocationID)
	}
	places, err := s.Store.LocationsByID(ctx, ids)
	out := &printerListOutput{page[printerShape]{Items: []printerShape{}}}
	for _, p := range list {
		out.Body.Items = append(out.Body.Items, printerOf(p, places[p.LocationID], actor.Role))
	}
	return out, err
}

type newPrinterInput struct {
	Body struct {
		Name string `json:"name" maxLength:"40"`
		PrinterFields
	}
}

// postPrinter adds a printer, once it is known that its stock exists.
func (s *Server) postPrinter(ctx context.Context, actor tracking.Actor, in *newPrinterInput) (*PrinterOutput, error) {
	if err := s.knownStock(ctx, in.Body.Stock); err != nil {
		return nil, err
	}
	p, err := s.Service.AddPrinter(ctx, actor, in.Body.Name, in.Body.change())
	return s.toldPrinter(ctx, actor, p, err)
}

func (s *Server) knownStock(ctx context.Context, name *string) error {
	if name == nil || *name == "" {
		return nil
	}
	_, err := LookupStock(ctx, s.Store, *name)
	return err
}

func (s *Server) getPrinter(ctx context.Context, actor tracking.Actor, in *PrinterPath) (*PrinterOutput, error) {
	p, err := s.printer(ctx, in.Name)
	return s.toldPrinter(ctx, actor, p, err)
}

func (s *Server) printer(ctx context.Context, name string) (tracking.Printer, error) {
	p, found, err := s.Store.Printer(ctx, name)
	if err == nil && !found {
		err = tracking.ErrUnknownPrinter
	}
	return p, err
}

type printerInput struct {
	PrinterPath
	OnVersion
	Body PrinterFields
}

func (s *Server) patchPrinter(ctx context.Context, actor tracking.Actor, in *printerInput) (*PrinterOutput, error) {
	v, err := in.number()
	if err != nil {
		return nil, err
	}
	if err := s.knownStock(ctx, in.Body.Stock); err != nil {
		return nil, err
	}
	p, err := s.Service.AmendPrinter(ctx, actor, in.Name, v, in.Body.change())
	return s.toldPrinter(ctx, actor, p, err)
}

// postPrinterTest asks the printer how it is, now.
func (s *Server) postPrinterTest(ctx context.Context, actor tracking.Actor, in *PrinterPath) (*PrinterOutput, error) {
	p, err := s.printer(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	if p.Address != "" {
		if _, _, err := s.press.Examine(ctx, p); err != nil {
			return nil, err
		}
		p, err = s.printer(ctx, in.Name)
	}
	return s.toldPrinter(ctx, actor, p, err)
}

// StockFields are label paper, in millimetres.
type StockFields struct {
	Name        string  `json:"name" maxLength:"40"`
	PageWidth   float64 `json:"page_width" doc:"Of a roll: the label's own"`
	PageHeight  float64 `json:"page_height"`
	LabelWidth  float64 `json:"label_width"`
	LabelHeight float64 `json:"label_height"`
	Columns     int     `json:"columns" minimum:"1" maximum:"20"`
	Rows        int     `json:"rows" minimum:"1" maximum:"50"`
	Left        float64 `json:"left" doc:"From the page's edge to the first label"`
	Top         float64 `json:"top"`
	PitchX      float64 `json:"pitch_x" doc:"From a label's edge to the next one's"`
	PitchY      float64 `json:"pitch_y"`
}

func (f StockFields) stock() tracking.Stock {
	n := func(mm float64) int { return *hundredths(&mm) }
	return tracking.Stock{Name: f.Name, PageWidth: n(f.PageWidth), PageHeight: n(f.PageHeight), LabelWidth: n(f.LabelWidth), LabelHeight: n(f.LabelHeight),
		LabelColumns: f.Columns, LabelRows: f.Rows, LeftEdge: n(f.Left), TopEdge: n(f.Top), PitchX: n(f.PitchX), PitchY: n(f.PitchY)}
}

func stockFields(k tracking.Stock) StockFields {
	return StockFields{k.Name, millimetres(k.PageWidth), millimetres(k.PageHeight), millimetres(k.LabelWidth), millimetres(k.LabelHeight), k.LabelColumns, k.LabelRows,
		millimetres(k.LeftEdge), millimetres(k.TopEdge), millimetres(k.PitchX), millimetres(k.PitchY)}
}

type stockShape struct {
	StockFields
	Own bool `json:"own" doc:"The site's own; the others are shipped"`
}

type stockListOutput struct{ Body page[stockShape] }

func (s *Server) listStocks(ctx context.Context, _ tracking.Actor, _ *struct{}) (*stockListOutput, error) {
	list, err := EveryStock(ctx, s.Store)
	out := &stockListOutput{page[stockShape]{Items: []stockShape{}}}
	for _, k := range list {
		out.Body.Items = append(out.Body.Items, stockShape{stockFields(k.Stock), k.Own})
	}
	return out, err
}

type newStockInput struct{ Body StockFields }

type stockOutput struct{ Body stockShape }

func (s *Server) postStock(ctx context.Context, actor tracking.Actor, in *newStockInput) (*stockOutput, error) {
	k, err := s.Service.AddStock(ctx, actor, in.Body.stock())
	if err != nil {
		return nil, err
	}
	return &stockOutput{stockShape{stockFields(k), true}}, nil
}

type stockPathInput struct {
	Name string `path:"name" maxLength:"40"`
}

func (s *Server) postStockRetire(ctx context.Context, actor tracking.Actor, in *stockPathInput) (*stockOutput, error) {
	if err := s.Service.RetireStock(ctx, actor, in.Name); err != nil {
		return nil, err
	}
	k, _, err := s.Store.Stock(ctx, in.Name)
	return &stockOutput{stockShape{stockFields(k), true}}, err
}
