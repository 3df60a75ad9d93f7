package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// healthWords are what is known of a printer, with the colour of the tag.
var healthWords = map[tracking.PrinterHealth][2]string{
	tracking.Untried: {"Not tried yet", "white"}, tracking.Ready: {"Ready", "green"}, tracking.Silent: {"Ready, does not report", "blue"},
	tracking.Trouble: {"Needs attention", "orange"}, tracking.Unreachable: {"Does not answer", "red"},
}

func (s *Server) getPrinters(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	list, err := s.Store.Printers(ctx)
	if err != nil {
		return err
	}
	var ids []tracking.LocationID
	for _, p := range list {
		ids = append(ids, p.LocationID)
	}
	places, err := s.Store.LocationsByID(ctx, ids)
	if err != nil {
		return err
	}
	page := web.Printers{Frame: s.frame(c, "Printers"), Administers: actor.Role.May(tracking.MayAdminister), Checked: s.Now()}
	for _, p := range list {
		page.Rows = append(page.Rows, printerRow(p, places[p.LocationID], page.Administers))
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func printerRow(p tracking.Printer, at tracking.Location, administers bool) web.PrinterRow {
	words := healthWords[p.Health]
	row := web.PrinterRow{ID: uint64(p.ID), Name: p.Name, Stock: p.Stock, Place: placeOf(at), Health: words[0], Colour: words[1], HealthText: p.HealthText, HealthAt: p.HealthAt,
		Asks: p.Address != "" && p.RetiredAt == nil, Retired: p.RetiredAt != nil}
	if administers {
		row.Address = p.Address
	}
	if p.Address == "" {
		row.Health, row.Colour, row.HealthText = "Files", "white", "A person prints its files."
	}
	return row
}

// printerByPath finds the printer of an address.
func (s *Server) printerByPath(c *gin.Context, ctx context.Context) (tracking.Printer, error) {
	id, _ := strconv.ParseUint(c.Param("id"), 10, 64) // no number is no printer
	p, found, err := s.Store.PrinterByID(ctx, tracking.PrinterID(id))
	if err == nil && !found {
		err = tracking.ErrUnknownPrinter
	}
	return p, err
}

// postPrinterAsk asks a printer how it is.
func (s *Server) postPrinterAsk(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	p, err := s.printerByPath(c, ctx)
	if err != nil {
		return err
	}
	if p.Address == "" {
		return s.done(c, "/printers", p.Name+" has no address: a person prints its files.")
	}
	health, text, err := s.press.Examine(ctx, p)
	if err != nil {
		return err
	}
	return s.done(c, "/printers", strings.TrimSpace(fmt.Sprintf("%s: %s. %s", p.Name, strings.ToLower(healthWords[health][0]), text)))
}

func (s *Server) getNewPrinter(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showPrinter(c, ctx, http.StatusOK, tracking.Printer{Language: tracking.ZPL, DPI: 203, Barcode: tracking.Code128}, func(*web.Printer) {})
}

func (s *Server) getPrinterPage(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	p, err := s.printerByPath(c, ctx)
	if err != nil {
		return err
	}
	return s.showPrinter(c, ctx, http.StatusOK, p, func(*web.Printer) {})
}

// showPrinter shows the form of a printer; fill puts in what was typed and what is wrong with it.
func (s *Server) showPrinter(c *gin.Context, ctx context.Context, code int, p tracking.Printer, fill func(*web.Printer)) error {
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	stocks, err := EveryStock(ctx, s.Store)
	if err != nil {
		return err
	}
	title := p.Name
	if p.ID == 0 {
		title = "Add a printer"
	}
	page := web.Printer{Frame: s.frame(c, title), ID: uint64(p.ID), Retired: p.RetiredAt != nil,
		Languages: []web.Choice{{Code: "zpl", Name: "Label printer (ZPL)"}, {Code: "pdf", Name: "Office printer (PDF)"}},
		Densities: []web.Choice{{Code: "203", Name: "203"}, {Code: "300", Name: "300"}, {Code: "600", Name: "600"}}, Barcodes: barcodeChoices()}
	page.Form = web.PrinterForm{Name: p.Name, Address: p.Address, Language: string(p.Language), Stock: p.Stock, DPI: strconv.Itoa(p.DPI), Barcode: string(p.Barcode), OffsetX: mm(p.OffsetX), OffsetY: mm(p.OffsetY),
		CreepX: mm(p.CreepX), CreepY: mm(p.CreepY), Version: p.Version}
	page.Places = append(page.Places, parents(all, tracking.Location{})[1:]...)
	for _, q := range all {
		if q.ID == p.LocationID {
			page.Form.Location = q.Code
		}
	}
	for _, k := range stocks {
		page.Stocks = append(page.Stocks, web.Choice{Code: k.Name, Name: stockWords(k.Stock)})
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

// barcodeChoices are the barcodes that labels can carry, by what a site must know to choose.
func barcodeChoices() []web.Choice {
	return []web.Choice{{Code: string(tracking.Code128), Name: "Code 128: every scanner reads it"}, {Code: string(tracking.DataMatrix), Name: "Data Matrix: small, for scanners with a camera"},
		{Code: string(tracking.QR), Name: "QR: for scanners with a camera, and phones"}, {Code: string(tracking.Code39), Name: "Code 39: wide, for old scanners"},
		{Code: string(tracking.GS1128), Name: "GS1-128: with the hospital’s GS1 company prefix; wide"},
		{Code: string(tracking.GS1DataMatrix), Name: "GS1 DataMatrix: the same, small, for scanners with a camera"}}
}

func mm(n int) string { return strconv.FormatFloat(millimetres(n), 'f', -1, 64) }

// readPrinter reads the form.
func readPrinter(c *gin.Context) (f web.PrinterForm, change tracking.PrinterChange, faults []web.Fault) {
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	f = web.PrinterForm{Name: text("name"), Location: text("location"), Address: text("address"), Language: text("language"), Stock: text("stock"), DPI: text("dpi"), Barcode: text("barcode"),
		OffsetX: text("offset_x"), OffsetY: text("offset_y"), CreepX: text("creep_x"), CreepY: text("creep_y"), Version: versionForm(c)}
	length := func(id, typed string) *int {
		n, ok := readLength(typed)
		if !ok {
			faults = append(faults, web.Fault{Field: id, Text: "Enter millimetres as 1.5 or -0.5, or leave it empty."})
		}
		return &n
	}
	language := tracking.PrintLanguage(f.Language)
	dpi, _ := strconv.Atoi(f.DPI) // what is no number is refused as no density
	barcode := tracking.PrintBarcode(cmp.Or(f.Barcode, string(tracking.Code128)))
	return f, tracking.PrinterChange{Location: &f.Location, Address: &f.Address, Language: &language, Stock: &f.Stock, DPI: &dpi, Barcode: &barcode, OffsetX: length("offset_x", f.OffsetX),
		OffsetY: length("offset_y", f.OffsetY), CreepX: length("creep_x", f.CreepX), CreepY: length("creep_y", f.CreepY)}, faults
}

// readLength reads millimetres; nothing is 0.
func readLength(typed string) (hundredths int, ok bool) {
	if typed == "" {
		return 0, true
	}
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSuffix(strings.TrimSpace(typed), "mm"), ",", ".", 1), 64)
	if err != nil || v != v || v < -10000 || v > 10000 {
		return 0, false
	}
	if v < 0 {
		return int(v*100 - 0.5), true
	}
	return int(v*100 + 0.5), true
}

// printerFields say which field of the form a refusal is about.
var printerFields = map[string]string{"printer_name": "name", "name_taken": "name", "unknown_location": "location", "location_retired": "location", "printer_address": "address",
	"printer_port": "address", "printer_language": "language", "unknown_stock": "stock", "printer_dpi": "dpi", "printer_barcode": "barcode", "no_gs1_prefix": "barcode", "printer_offset": "offset_x", "stale": "name"}

func fieldRefusal(err error, fields map[string]string, field string) ([]web.Fault, int, bool) {
	faults, code, ok := refusal(err, field)
	if e, told := errors.AsType[*tracking.Error](err); ok && told {
		if own, known := fields[e.Code]; known {
			faults[0].Field = own
		}
	}
	return faults, code, ok
}

func (s *Server) postNewPrinter(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed, change, faults := readPrinter(c)
	code := http.StatusUnprocessableEntity
	if len(faults) == 0 {
		err := s.knownStock(ctx, change.Stock)
		var p tracking.Printer
		if err == nil {
			p, err = s.Service.AddPrinter(ctx, actor, typed.Name, change)
		}
		if err == nil {
			return s.done(c, "/printers", p.Name+" is added. Test it, then print a label and scan it.")
		}
		var ok bool
		if faults, code, ok = fieldRefusal(err, printerFields, "name"); !ok {
			return err
		}
	}
	return s.showPrinter(c, ctx, code, tracking.Printer{}, func(page *web.Printer) { page.Form, page.Faults = typed, faults })
}

func (s *Server) postPrinterPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.printerByPath(c, ctx)
	if err != nil {
		return err
	}
	typed, change, faults := readPrinter(c)
	said := "Saved."
	if choice := c.PostForm("retired"); choice != "" {
		retired := choice == "yes"
		change, faults = tracking.PrinterChange{Retired: &retired}, nil
		said = map[bool]string{true: p.Name + " is retired.", false: p.Name + " is in use again."}[retired]
	}
	code := http.StatusUnprocessableEntity
	if len(faults) == 0 {
		if err = s.knownStock(ctx, change.Stock); err == nil {
			_, err = s.Service.AmendPrinter(ctx, actor, p.Name, versionForm(c), change)
		}
		if err == nil {
			return s.done(c, "/printers", said)
		}
		var ok bool
		if faults, code, ok = fieldRefusal(err, printerFields, "name"); !ok {
			return err
		}
	}
	typed.Name, typed.Version = p.Name, p.Version
	return s.showPrinter(c, ctx, code, p, func(page *web.Printer) { page.Form, page.Faults = typed, faults })
}

// getCalibration is the page with which a printer is measured on the stock that is in it.
func (s *Server) getCalibration(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	p, err := s.printerByPath(c, ctx)
	if err != nil {
		return err
	}
	stock, err := LookupStock(ctx, s.Store, p.Stock)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	f := formatFor(p)
	if err := onPaper(f, stock, p, 1).Calibrate(&file); err != nil {
		return err
	}
	c.Header("Content-Disposition", `inline; filename="calibration.`+string(f)+`"`)
	c.Data(http.StatusOK, f.MediaType(), file.Bytes())
	return nil
}
