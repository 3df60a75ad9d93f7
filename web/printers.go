package web

import (
	"html/template"
	"time"
)

// Printers lists the printers and how they are.
type Printers struct {
	Frame
	Rows        []PrinterRow
	Administers bool
	Checked     time.Time
}

// Template is the page's file.
func (Printers) Template() string { return "printers.html" }

// PrinterRow is one printer of the list.
type PrinterRow struct {
	ID                         uint64
	Name, Stock, Address       string
	Place                      Place
	Health, Colour, HealthText string
	HealthAt                   *time.Time
	Asks, Retired              bool
}

// PrinterForm is what is typed of a printer; lengths in millimetres.
type PrinterForm struct {
	Name, Location, Address, Language, Stock, DPI, Barcode, OffsetX, OffsetY, CreepX, CreepY string
	Version                                                                                  int64
}

// Printer is the form of one printer: a new one posts to /printers/new, another to its own address.
type Printer struct {
	Frame
	ID                                             uint64 // 0 for a new one
	Form                                           PrinterForm
	Places, Languages, Stocks, Densities, Barcodes []Choice
	Retired                                        bool
	Row                                            PrinterRow
}

// Template is the page's file.
func (Printer) Template() string { return "printer.html" }

// Stocks lists the label stock that can be chosen.
type Stocks struct {
	Frame
	Rows []StockRow
}

// Template is the page's file.
func (Stocks) Template() string { return "stocks.html" }

// StockRow is one stock of the list.
type StockRow struct {
	Name, Label, Page string
	Own               bool
}

// StockForm is what is typed of a stock, in millimetres.
type StockForm struct {
	Name, PageWidth, PageHeight, LabelWidth, LabelHeight, Columns, Rows, Left, Top, PitchX, PitchY string
}

// NewStock is the form for label stock. It posts to /stocks/new, with show to see it drawn and with add to keep it.
type NewStock struct {
	Frame
	Form StockForm
	// Drawing is a page of it with labels of nobody; empty where it cannot be drawn.
	Drawing template.HTML
	Summary string
}

// Template is the page's file.
func (NewStock) Template() string { return "newstock.html" }
