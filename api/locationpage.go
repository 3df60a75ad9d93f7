package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getLocationsPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	page := web.Locations{Frame: s.frame(c, "Locations"), Kinds: locationKinds(), Kind: c.Query("kind"), Retired: c.Query("retired") != "",
		Edits: actor.Role.May(tracking.MayEditLocations), Prints: actor.Role.May(tracking.MayPrint), Imports: actor.Role.May(tracking.MayImport)}
	t := newPlaces(all)
	var top tracking.LocationID
	if code := c.Query("in"); code != "" {
		p, err := s.location(ctx, code)
		if err != nil {
			return err
		}
		place := placeOf(p)
		top, page.Top = p.ID, &place
	}
	wanted := func(p tracking.Location) bool {
		return (page.Retired || p.RetiredAt == nil) && (page.Kind == "" || page.Kind == string(p.Kind))
	}
	shelves := top != 0 || page.Kind == string(tracking.Shelf)
	page.Rows = t.rows(top, 0, shelves, wanted)
	s.page(c, http.StatusOK, page)
	return nil
}

// places are the locations as a tree, each branch in the order of its names.
type places struct {
	inside map[tracking.LocationID][]tracking.Location
}

func newPlaces(all []tracking.Location) places {
	t := places{map[tracking.LocationID][]tracking.Location{}}
	for _, p := range all {
		var parent tracking.LocationID
		if p.ParentID != nil {
			parent = *p.ParentID
		}
		t.inside[parent] = append(t.inside[parent], p)
	}
	order := byName()
	for _, branch := range t.inside {
		slices.SortStableFunc(branch, func(a, b tracking.Location) int { return order(a.Name, b.Name) })
	}
	return t
}

// byName orders names as people do: Shelf 2 before Shelf 10. Each use makes its own, for a collator is not shared.
func byName() func(a, b string) int {
	return collate.New(language.BritishEnglish, collate.Numeric).CompareString
}

// rows lists what is inside a location and is wanted, with the branches that lead there.
func (t places) rows(top tracking.LocationID, depth int, shelves bool, wanted func(tracking.Location) bool) []web.LocationRow {
	var rows []web.LocationRow
	for _, p := range t.inside[top] {
		within := t.rows(p.ID, depth+1, shelves, wanted)
		if (p.Kind == tracking.Shelf && !shelves) || (len(within) == 0 && !wanted(p)) {
			continue
		}
		row := web.LocationRow{Place: placeOf(p), Depth: min(depth, 6), Kind: sentence(p.Kind.Label()), Phone: p.Phone, Loan: loan(p), Retired: p.RetiredAt != nil}
		if n := t.shelves(p.ID); n > 0 && !shelves {
			row.Shelves = plural(n, "shelf", "shelves")
		}
		rows = append(append(rows, row), within...)
	}
	return rows
}

func (t places) shelves(in tracking.LocationID) (n int) {
	for _, p := range t.inside[in] {
		if p.Kind == tracking.Shelf && p.RetiredAt == nil {
			n++
		}
	}
	return n
}

func loan(p tracking.Location) string {
	days, limited := p.LoanFor("")
	if !limited {
		return "No limit"
	}
	return plural(days, "working day", "working days")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(int64(n)) + " " + many
}

func locationKinds() (list []web.Choice) {
	for _, k := range tracking.LocationKinds() {
		list = append(list, web.Choice{Code: string(k), Name: sentence(k.Label())})
	}
	return list
}

func (s *Server) getNewLocation(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showLocation(c, ctx, http.StatusOK, tracking.Location{}, func(page *web.Location) { page.Form.Kind = string(tracking.Clinic) })
}

func (s *Server) getLocationPage(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	return s.showLocation(c, ctx, http.StatusOK, p, func(*web.Location) {})
}

// showLocation shows the form of a location; fill puts in what was typed and what is wrong with it.
func (s *Server) showLocation(c *gin.Context, ctx context.Context, code int, p tracking.Location, fill func(*web.Location)) error {
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	title := p.Name
	if p.ID == 0 {
		title = "Add a location"
	}
	page := web.Location{Frame: s.frame(c, title), Code: p.Code, Form: locationForm(p, all), Kinds: locationKinds(), Parents: parents(all, p),
		Filings: []web.Choice{{Name: "None"}}, Loan: "Leave it empty for what is usual for its kind", Retired: p.RetiredAt != nil}
	if p.ID != 0 {
		usual := p
		usual.LoanDays = nil
		page.Loan += ": " + strings.ToLower(loan(usual))
	}
	for _, f := range tracking.Filings() {
		page.Filings = append(page.Filings, web.Choice{Code: f, Name: sentence(strings.ReplaceAll(f, "_", " "))})
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func locationForm(p tracking.Location, all []tracking.Location) web.LocationForm {
	f := web.LocationForm{Code: p.Code, Name: p.Name, Kind: string(p.Kind), Site: p.Site, Phone: p.Phone, Email: p.Email, GLN: p.GLN, Filing: p.Filing,
		Version: p.Version}
	if p.LoanDays != nil {
		f.LoanDays = strconv.Itoa(*p.LoanDays)
	}
	for _, q := range all {
		if same(q.ID, p.ParentID) {
			f.Parent = q.Code
		}
	}
	return f
}

// parents are the locations that p can be inside, and the one it is inside now.
func parents(all []tracking.Location, p tracking.Location) []web.Choice {
	list := []web.Choice{{Name: "Nothing"}}
	for _, q := range all {
		fit := q.RetiredAt == nil && q.Kind != tracking.Shelf && (p.ID == 0 || !q.Within(p.ID))
		if fit || same(q.ID, p.ParentID) {
			name := q.Name
			if q.Site != "" {
				name += " (" + q.Site + ")"
			}
			list = append(list, web.Choice{Code: q.Code, Name: name})
		}
	}
	order := byName()
	slices.SortStableFunc(list[1:], func(a, b web.Choice) int { return order(a.Name, b.Name) })
	return list
}

// readLocation reads the form.
func readLocation(c *gin.Context) (f web.LocationForm, change tracking.LocationChange, faults []web.Fault) {
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	f = web.LocationForm{Code: text("code"), Name: text("name"), Kind: text("kind"), Parent: text("parent"), Site: text("site"), Phone: text("phone"),
		Email: text("email"), LoanDays: text("loan_days"), GLN: text("gln"), Filing: text("filing"), Version: versionForm(c)}
	days := -1
	if f.LoanDays != "" {
		n, err := strconv.Atoi(f.LoanDays)
		if err != nil || n < 0 {
			faults = append(faults, web.Fault{Field: "loan_days", Text: "This is not a number of days. Enter a whole number, or leave it empty."})
		}
		days = n
	}
	kind := tracking.LocationKind(f.Kind)
	return f, tracking.LocationChange{Name: &f.Name, Kind: &kind, Parent: &f.Parent, Site: &f.Site, Phone: &f.Phone, Email: &f.Email, LoanDays: &days,
		GLN: &f.GLN, Filing: &f.Filing}, faults
}

func (s *Server) postNewLocation(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed, change, faults := readLocation(c)
	code := http.StatusUnprocessableEntity
	if len(faults) == 0 {
		p, err := s.Service.AddLocation(ctx, actor, typed.Code, change)
		if err == nil {
			return s.done(c, "/locations/"+p.Code, fmt.Sprintf("%s is added. Print its label and put it up.", p.Name))
		}
		var ok bool
		if faults, code, ok = locationRefusal(err); !ok {
			return err
		}
	}
	return s.showLocation(c, ctx, code, tracking.Location{}, func(page *web.Location) { page.Form, page.Faults = typed, faults })
}

func (s *Server) postLocationPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	if choice := c.PostForm("retired"); choice != "" {
		return s.retireLocation(c, ctx, actor, p, choice == "yes")
	}
	typed, change, faults := readLocation(c)
	code := http.StatusUnprocessableEntity
	if len(faults) == 0 {
		_, err := s.Service.AmendLocation(ctx, actor, p.Code, typed.Version, change)
		if err == nil {
			return s.done(c, "/locations/"+p.Code, "Saved.")
		}
		var ok bool
		if faults, code, ok = locationRefusal(err); !ok {
			return err
		}
		if errors.Is(err, tracking.ErrStale) {
			typed.Version = 0
		}
	}
	return s.showLocation(c, ctx, code, p, func(page *web.Location) {
		if typed.Version == 0 {
			page.Clashes, typed.Version = clashes(page.Form, typed), page.Form.Version
		}
		page.Form, page.Faults = typed, faults
	})
}

func (s *Server) retireLocation(c *gin.Context, ctx context.Context, actor tracking.Actor, p tracking.Location, retired bool) error {
	_, err := s.Service.AmendLocation(ctx, actor, p.Code, versionForm(c), tracking.LocationChange{Retired: &retired})
	if err == nil {
		words := p.Name + " is in use again."
		if retired {
			words = p.Name + " is retired."
		}
		return s.done(c, "/locations/"+p.Code, words)
	}
	faults, code, ok := refusal(err, "retire")
	if !ok {
		return err
	}
	return s.showLocation(c, ctx, code, p, func(page *web.Location) { page.Faults = faults })
}

// locationFields say which field of the form a refusal is about, where that is not as on other forms.
var locationFields = map[string]string{"barcode_kind": "code", "barcode_taken": "code", "loan_too_long": "loan_days", "gln_wrong": "gln",
	"unknown_filing": "filing", "unknown_parent": "parent", "parent_ambiguous": "parent", "location_loop": "parent", "location_retired": "parent",
	"stale": "clash"}

func locationRefusal(err error) ([]web.Fault, int, bool) {
	faults, code, ok := refusal(err, "name")
	if e, told := errors.AsType[*tracking.Error](err); ok && told {
		if field, known := locationFields[e.Code]; known {
			faults[0].Field = field
		}
	}
	return faults, code, ok
}

// clashes are the fields in which what is stored differs from what was typed.
func clashes(now, typed web.LocationForm) (list []web.Clash) {
	for _, c := range []web.Clash{{Label: "Name", Now: now.Name, Typed: typed.Name}, {Label: "Kind", Now: now.Kind, Typed: typed.Kind},
		{Label: "Inside", Now: now.Parent, Typed: typed.Parent}, {Label: "Site", Now: now.Site, Typed: typed.Site},
		{Label: "Telephone", Now: now.Phone, Typed: typed.Phone}, {Label: "E-mail", Now: now.Email, Typed: typed.Email},
		{Label: "Working days", Now: now.LoanDays, Typed: typed.LoanDays}, {Label: "Filing order", Now: now.Filing, Typed: typed.Filing},
		{Label: "GLN", Now: now.GLN, Typed: typed.GLN}} {
		if c.Now != c.Typed {
			list = append(list, c)
		}
	}
	return list
}
