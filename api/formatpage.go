package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getFormats(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showFormats(c, ctx, func([]tracking.Format) *web.Tried { return nil })
}

// postFormatTest tries one barcode. Nothing of it is kept.
func (s *Server) postFormatTest(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showFormats(c, ctx, func(site []tracking.Format) *web.Tried { return tried(c.PostForm("text"), site) })
}

func (s *Server) showFormats(c *gin.Context, ctx context.Context, try func([]tracking.Format) *web.Tried) error {
	site, err := s.Store.Formats(ctx)
	if err != nil {
		return err
	}
	page := web.Formats{Frame: s.frame(c, "Barcode formats"), Tried: try(site)}
	for _, f := range tracking.OwnFormats() {
		page.Own = append(page.Own, formatOf(f))
	}
	for _, f := range site {
		row := formatOf(f)
		row.Warnings = f.Warnings(site)
		page.Site = append(page.Site, row)
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func formatOf(f tracking.Format) web.Format {
	kind := string(f.Kind)
	if f.Kind == tracking.GS1Prefix {
		kind = "GS1 company prefix"
	}
	return web.Format{Name: sentence(f.Name), Kind: kind, Shape: f.Shape, Check: f.Rule.Label(), Example: f.Example()}
}

// readAs says in words what a reading is.
var readAs = map[tracking.ReadingKind]string{
	tracking.FolderCode: "A folder", tracking.LocationCode: "A location", tracking.GS1Location: "A location, by its GLN",
	tracking.ContainerCode: "A box or trolley", tracking.BadgeCode: "A staff badge", tracking.CommandCode: "A command",
	tracking.NHSCode: "An NHS number, not a folder", tracking.Wristband: "A wristband, not a folder", tracking.Partial: "A part of one of our barcodes",
	tracking.Joined: "Two barcodes read together", tracking.Ambiguous: "It could be two things, so it is read as neither",
	tracking.Unknown: "None of our barcodes",
}

var hintWords = map[tracking.Hint]string{
	tracking.Miskeyed:   "The check character says that one character is wrong.",
	tracking.Keyboard:   "The scanner's keyboard looks wrong (code K1).",
	tracking.Separators: "The scanner loses the separators of GS1 barcodes (code K2).",
}

func tried(text string, site []tracking.Format) *web.Tried {
	r := tracking.Classify(text, site)
	t := web.Tried{As: readAs[r.Kind], Hint: hintWords[r.Hint], Keyboard: r.Hint != "" && r.Hint != tracking.Miskeyed, Length: r.Length, Symbology: r.Symbology}
	if r.Kind != tracking.NHSCode && r.Kind != tracking.Wristband { // who is who does not stay on a screen
		t.Text = strings.TrimSpace(text)
	}
	for _, f := range tracking.Fitting(text, slices.Concat(tracking.OwnFormats(), site)) {
		t.Fits = append(t.Fits, formatOf(f))
	}
	return &t
}

func (s *Server) getNewFormat(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.showNewFormat(c, http.StatusOK, web.NewFormat{Form: web.FormatForm{Kind: string(tracking.FolderCode)}})
	return nil
}

func (s *Server) showNewFormat(c *gin.Context, code int, page web.NewFormat) {
	faults := page.Faults
	page.Frame = s.frame(c, "Add a barcode format")
	page.Faults = faults
	page.Kinds = []web.Choice{{Code: string(tracking.FolderCode), Name: "Folders"}, {Code: string(tracking.LocationCode), Name: "Locations"},
		{Code: string(tracking.GS1Prefix), Name: "GS1 numbers of this hospital: their company prefix"}}
	for _, rule := range []tracking.CheckRule{tracking.NoCheck, tracking.Mod37_36} {
		page.Checks = append(page.Checks, web.Choice{Code: string(rule), Name: rule.Label()})
	}
	s.page(c, code, page)
}

// postNewFormat first shows what a format means, then, when the same is sent again, adds it: it cannot be taken back.
func (s *Server) postNewFormat(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	form := web.FormatForm{Name: text("name"), Kind: text("kind"), Shape: text("shape"), Check: text("check"), Sample: text("sample")}
	f := tracking.Format{Name: form.Name, Kind: tracking.ReadingKind(form.Kind), Shape: form.Shape, Rule: tracking.CheckRule(form.Check)}.Tidy()
	site, err := s.Store.Formats(ctx)
	if err != nil {
		return err
	}
	page := web.NewFormat{Form: form, Token: string(f.Kind) + " " + f.Shape + " " + string(f.Rule)}
	if err = fitting(f, form.Sample, site); err == nil && c.PostForm("checked") == page.Token {
		if err = s.Service.AddFormat(ctx, actor, f); err == nil {
			return s.done(c, "/formats", "The format "+f.Name+" is added. Scan a label here to try it.")
		}
	}
	code := http.StatusOK
	if err != nil {
		var ok bool
		if page.Faults, code, ok = formatRefusal(err); !ok {
			return err
		}
	} else {
		checked := formatOf(f)
		checked.Warnings = f.Warnings(site)
		page.Checked = &checked
		if form.Sample != "" {
			page.Sample = strings.ToLower(readAs[tracking.Classify(form.Sample, site).Kind])
		}
	}
	s.showNewFormat(c, code, page)
	return nil
}

// fitting refuses a format that cannot be, or that does not fit the barcode it was made for.
func fitting(f tracking.Format, sample string, site []tracking.Format) error {
	if err := f.Refuse(site); err != nil {
		return err
	}
	if sample != "" && len(tracking.Fitting(sample, []tracking.Format{f})) == 0 {
		return &tracking.Error{Kind: tracking.Invalid, Code: "format_sample",
			Text: "This barcode does not fit the shape " + f.Shape + ". Change the shape, or scan another label."}
	}
	return nil
}

func formatRefusal(err error) ([]web.Fault, int, bool) {
	fields := map[string]string{"format_name": "name", "name_taken": "name", "format_kind": "kind", "format_check": "check", "format_sample": "sample"}
	faults, code, ok := refusal(err, "shape")
	if e, told := errors.AsType[*tracking.Error](err); ok && told && fields[e.Code] != "" {
		faults[0].Field = fields[e.Code]
	}
	return faults, code, ok
}
