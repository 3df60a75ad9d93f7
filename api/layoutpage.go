package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

// layoutNames are the kinds of label of a folder, as people call them.
var layoutNames = map[string]string{"outside": "Outside of the folder", "spine": "Spine", "volume": "Volume"}

// fieldChoices are what can stand on a label, the first for nothing.
func fieldChoices() []web.Choice {
	return []web.Choice{{Name: "Nothing"}, {Code: tracking.HomeField, Name: "Home of the folder"}, {Code: tracking.KindField, Name: "Kind of folder"}, {Code: tracking.VolumeField, Name: "Volume"},
		{Code: tracking.NumberField, Name: "Filing number, large"}, {Code: tracking.InitialField, Name: "First letter of the family name"}, {Code: tracking.WordsField, Name: "Your own words"}}
}

// getLayouts shows each kind of label as it prints now.
func (s *Server) getLayouts(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	list, err := s.Store.LabelLayouts(ctx)
	if err != nil {
		return err
	}
	page := web.Layouts{Frame: s.frame(c, "What labels say")}
	for _, l := range list {
		picture, err := s.layoutPicture(ctx, l, "")
		if err != nil {
			return err
		}
		row := web.LayoutRow{Kind: l.Kind, Name: layoutNames[l.Kind], Drawing: picture.Drawing, Fault: picture.Fault}
		if l.Version > 1 {
			row.ChangedBy, row.ChangedAt = l.ChangedBy, l.ChangedAt
		}
		page.Rows = append(page.Rows, row)
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) layout(ctx context.Context, kind string) (l tracking.LabelLayout, err error) {
	list, err := s.Store.LabelLayouts(ctx)
	if err != nil {
		return l, err
	}
	n := slices.IndexFunc(list, func(l tracking.LabelLayout) bool { return l.Kind == kind })
	if n < 0 {
		return l, tracking.ErrUnknownLayout
	}
	return list[n], nil
}

func (s *Server) getLayout(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	l, err := s.layout(ctx, c.Param("kind"))
	if err != nil {
		return err
	}
	return s.showLayout(c, ctx, http.StatusOK, l, "", nil)
}

// layoutPicture is a label of nobody in that layout, on a roll; empty: the usual one.
func (s *Server) layoutPicture(ctx context.Context, l tracking.LabelLayout, stock string) (*web.SheetPicture, error) {
	if stock == "" {
		stock = usualStock(map[string]string{"spine": spine}[l.Kind])
	}
	on, err := LookupStock(ctx, s.Store, stock)
	if err != nil {
		return nil, err
	}
	n := func(mm float64) int { return int(mm*100 + 0.5) }
	roll := tracking.Stock{Name: on.Name, PageWidth: n(on.Width), PageHeight: n(on.Height), LabelWidth: n(on.Width), LabelHeight: n(on.Height), LabelColumns: 1, LabelRows: 1}
	y := layouts{l.Kind: {Above: tracking.FieldsOf(l.Above), Beside: tracking.FieldsOf(l.Beside), Words: l.Words}}
	kind := map[string]string{"outside": outside, "spine": spine, "volume": volume}[l.Kind]
	return sheetPicture(roll, []labels.Label{y.of(kind, sampleText)}, 1, 1)
}

// layoutPlaces are the places of a label, each with the field that is chosen for it. A spine has none above its bars.
func layoutPlaces(l tracking.LabelLayout, faults []web.Fault) (list []web.Choices) {
	add := func(id, label string, chosen []string, n int) {
		for i := range n {
			f := web.Field{ID: fmt.Sprintf("%s%d", id, i+1), Label: fmt.Sprintf(label, i+1), Value: append(chosen, "", "", "")[i]}
			for _, fault := range faults {
				if fault.Field == f.ID {
					f.Fault = fault.Text
				}
			}
			list = append(list, web.Choices{Field: f, Lines: fieldChoices()})
		}
	}
	if l.Kind != "spine" {
		add("above", "Line %d under the identifiers", tracking.FieldsOf(l.Above), 2)
	}
	add("beside", "Beside the barcode, %d", tracking.FieldsOf(l.Beside), 3)
	return list
}

func (s *Server) showLayout(c *gin.Context, ctx context.Context, code int, l tracking.LabelLayout, stock string, faults []web.Fault) error {
	page := web.LayoutForm{Frame: s.frame(c, "What labels say: "+layoutNames[l.Kind]), Kind: l.Kind, Name: layoutNames[l.Kind], Places: layoutPlaces(l, faults), Words: l.Words,
		Version: l.Version, Stock: stock}
	page.Faults = faults
	all, err := EveryStock(ctx, s.Store)
	if err != nil {
		return err
	}
	for _, k := range all {
		page.Stocks = append(page.Stocks, web.Choice{Code: k.Name, Name: stockWords(k.Stock)})
	}
	if page.Stock == "" {
		page.Stock = usualStock(map[string]string{"spine": spine}[l.Kind])
	}
	if l.Refuse() == nil {
		picture, err := s.layoutPicture(ctx, l, page.Stock)
		if err != nil {
			return err
		}
		page.Drawing, page.Unfit = picture.Drawing, picture.Fault
	}
	s.page(c, code, page)
	return nil
}

// postLayout shows the label with what was chosen, or keeps it.
func (s *Server) postLayout(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	known, err := s.layout(ctx, c.Param("kind"))
	if err != nil {
		return err
	}
	text := c.PostForm
	l := tracking.LabelLayout{Kind: known.Kind, Above: text("above1") + "," + text("above2"), Beside: text("beside1") + "," + text("beside2") + "," + text("beside3"),
		Words: strings.TrimSpace(c.PostForm("words")), Version: versionForm(c)}
	if err = l.Refuse(); err == nil && c.PostForm("show") == "" {
		if _, err = s.Service.SetLabelLayout(ctx, actor, l, l.Version); err == nil {
			return s.done(c, "/layouts", "Saved. Labels printed from now on look like this.")
		}
	}
	code := http.StatusOK
	var faults []web.Fault
	if err != nil {
		var ok bool
		if faults, code, ok = fieldRefusal(err, map[string]string{"layout_words": "words"}, "beside1"); !ok {
			return err
		}
	}
	return s.showLayout(c, ctx, code, l, c.PostForm("stock"), faults)
}
