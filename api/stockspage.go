package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getStocks(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	list, err := EveryStock(ctx, s.Store)
	if err != nil {
		return err
	}
	page := web.Stocks{Frame: s.frame(c, "Label stock")}
	for _, k := range list {
		row := web.StockRow{Name: k.Name, Label: size(k.LabelWidth, k.LabelHeight), Page: "Roll", Own: k.Own}
		if k.Places() > 1 {
			row.Page = fmt.Sprintf("Sheet of %d × %d, %s", k.LabelColumns, k.LabelRows, size(k.PageWidth, k.PageHeight))
		}
		page.Rows = append(page.Rows, row)
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func size(width, height int) string { return mm(width) + " × " + mm(height) + " mm" }

func (s *Server) postRetireStock(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	name := c.PostForm("name")
	if err := s.Service.RetireStock(ctx, actor, name); err != nil {
		return err
	}
	return s.done(c, "/stocks", name+" is retired.")
}

// getNewStock begins with a common sheet, so that there is a picture to correct.
func (s *Server) getNewStock(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	form := web.StockForm{PageWidth: "210", PageHeight: "297", LabelWidth: "70", LabelHeight: "35", Columns: "3", Rows: "8", Left: "0", Top: "8.5", PitchX: "70", PitchY: "35"}
	return s.showStock(c, http.StatusOK, form, nil)
}

// showStock shows the form and, where such stock can be, a page of it.
func (s *Server) showStock(c *gin.Context, code int, f web.StockForm, faults []web.Fault) error {
	page := web.NewStock{Frame: s.frame(c, "Add label stock"), Form: f}
	page.Faults = faults
	k, wrong := readStock(f)
	if k.Name == "" {
		k.Name = "New"
	}
	if len(wrong) == 0 && k.Refuse() == nil {
		var list []labels.Label
		for range k.Places() {
			list = append(list, sample)
		}
		picture, err := sheetPicture(k, list, len(list), 1)
		if err != nil {
			return err
		}
		page.Drawing = picture.Drawing
		page.Summary = plural(k.Places(), "label", "labels") + " on a page of " + size(k.PageWidth, k.PageHeight) + "."
		if picture.Fault != "" {
			page.Summary = picture.Fault
		}
	}
	s.page(c, code, page)
	return nil
}

// sample is the label of nobody, to see how stock looks, and sampleText what it is made of.
var sample = labels.Folder(sampleText)

var sampleText = labels.FolderText{Code: "F40273188G", FamilyName: "Example", GivenName: "Ann", Born: time.Date(1980, 3, 3, 0, 0, 0, 0, time.UTC),
	HospitalNumber: "1234567", Kind: "main", Volume: 1, Home: "Main library"}

// readStock reads the form; wrong are the fields that are no numbers.
func readStock(f web.StockForm) (k tracking.Stock, wrong []web.Fault) {
	length := func(id, typed string) int {
		n, ok := readLength(typed)
		if !ok || typed == "" {
			wrong = append(wrong, web.Fault{Field: id, Text: "Enter millimetres, as 38.1."})
		}
		return n
	}
	number := func(id, typed string) int {
		n, err := strconv.Atoi(typed)
		if err != nil {
			wrong = append(wrong, web.Fault{Field: id, Text: "Enter a whole number."})
		}
		return n
	}
	k = tracking.Stock{Name: strings.Join(strings.Fields(f.Name), " "), PageWidth: length("page_width", f.PageWidth), PageHeight: length("page_height", f.PageHeight),
		LabelWidth: length("label_width", f.LabelWidth), LabelHeight: length("label_height", f.LabelHeight), LabelColumns: number("columns", f.Columns), LabelRows: number("rows", f.Rows),
		LeftEdge: length("left", f.Left), TopEdge: length("top", f.Top), PitchX: length("pitch_x", f.PitchX), PitchY: length("pitch_y", f.PitchY)}
	return k, wrong
}

// stockRefusalFields say which field of the form a refusal is about.
var stockRefusalFields = map[string]string{"stock_name": "name", "name_taken": "name", "page_size": "page_width", "label_size": "label_width", "label_count": "columns",
	"label_edge": "left", "label_pitch": "pitch_x", "label_off_page": "left"}

func (s *Server) postNewStock(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	f := web.StockForm{Name: text("name"), PageWidth: text("page_width"), PageHeight: text("page_height"), LabelWidth: text("label_width"), LabelHeight: text("label_height"),
		Columns: text("columns"), Rows: text("rows"), Left: text("left"), Top: text("top"), PitchX: text("pitch_x"), PitchY: text("pitch_y")}
	k, faults := readStock(f)
	code := http.StatusUnprocessableEntity
	show := c.PostForm("show") != ""
	if len(faults) == 0 {
		err := k.Refuse()
		if show && k.Name == "" {
			k.Name = "New"
			err = k.Refuse()
		}
		if err == nil && show {
			return s.showStock(c, http.StatusOK, f, nil)
		}
		if err == nil {
			_, err = s.Service.AddStock(ctx, actor, k)
		}
		if err == nil {
			return s.done(c, "/stocks", k.Name+" is added. Print one sheet on plain paper and hold it against the labels.")
		}
		var ok bool
		if faults, code, ok = fieldRefusal(err, stockRefusalFields, "name"); !ok {
			return err
		}
	}
	return s.showStock(c, code, f, faults)
}
