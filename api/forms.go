package api

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// fieldOf says which field of a form a refusal is about.
var fieldOf = map[string]string{
	"number_missing": "number", "number_too_long": "number", "number_taken": "number", "unknown_patient": "number",
	"family_name_missing": "family_name", "name_too_long": "family_name", "nhs_number_wrong": "nhs_number",
	"born_in_future": "born", "died_before_born": "died", "unknown_kind": "kind", "volume_out_of_range": "volume", "volume_taken": "volume",
	"unknown_location": "home", "location_retired": "home", "nothing_changed": "home",
	"contact_missing": "contact", "needed_by_past": "needed", "needed_by_far": "needed", "needed_by_missing": "needed", "unknown_reason": "reason", "unknown_scope": "volumes",
	"bad_sample": "sample", "bad_seed": "seed",
	"barcode_taken": "barcode", "barcode_format": "barcode", "barcode_kind": "barcode",
}

// refusal turns an error into what a form says about it, and the status to answer with. ok is false for an error that is no
// refusal; field is for refusals that are about no field of their own.
func refusal(err error, field string) (faults []web.Fault, code int, ok bool) {
	e, ok := errors.AsType[*tracking.Error](err)
	if !ok || (e.Kind != tracking.Invalid && e.Kind != tracking.Conflict && e.Kind != tracking.NotFound) {
		return nil, 0, false
	}
	if own, known := fieldOf[e.Code]; known {
		field = own
	}
	code = status[e.Kind]
	if e.Kind == tracking.NotFound {
		code = http.StatusUnprocessableEntity
	}
	return []web.Fault{{Field: field, Text: e.Text}}, code, true
}

// scanRefused is what a form says about a scan. It begins with the barcode that it is about: the box is empty again, so that the next scan
// is not typed onto the last one.
func scanRefused(err error, field, scanned string) (faults []web.Fault, code int, ok bool) {
	if faults, code, ok = refusal(err, field); !ok {
		return nil, 0, false
	}
	f := &faults[0]
	f.Field = field
	if name := tracking.Group(tracking.CleanCode(scanned)); name != "" && !strings.Contains(f.Text, name) {
		f.Text = name + ": " + f.Text
	}
	return faults, code, true
}

// dateForm is a date as it was typed into three boxes.
func dateForm(c *gin.Context, name string) web.Date {
	box := func(part string) string { return strings.TrimSpace(c.PostForm(name + "_" + part)) }
	return web.Date{Day: box("day"), Month: box("month"), Year: box("year")}
}

// readDate reads three boxes; all empty is the zero time, for no date.
func readDate(d web.Date) (t time.Time, ok bool) {
	if d == (web.Date{}) {
		return t, true
	}
	t, err := time.Parse("2006-1-2", d.Year+"-"+d.Month+"-"+d.Day)
	return t, err == nil && t.Year() >= 1850
}

// versionForm is the version that a form was filled in on.
func versionForm(c *gin.Context) int64 {
	v, err := strconv.ParseInt(c.PostForm("version"), 10, 64)
	if err != nil || v < 1 {
		return -1 // matches no version, so nothing is overwritten unseen
	}
	return v
}

// placeChoices are the locations that fit, in the order of their names. The site tells apart two of one name, and the barcode two of one
// name and site.
func placeChoices(head string, all []tracking.Location, fit func(tracking.Location) bool) []web.Choice {
	named, sited := map[string]int{}, map[[2]string]int{}
	for _, p := range all {
		if fit(p) {
			named[p.Name]++
			sited[[2]string{p.Name, p.Site}]++
		}
	}
	list := []web.Choice{{Name: head}}
	for _, p := range all {
		if !fit(p) {
			continue
		}
		name := p.Name
		if named[p.Name] > 1 && p.Site != "" {
			name += " (" + p.Site + ")"
		}
		if sited[[2]string{p.Name, p.Site}] > 1 {
			name += " " + p.Code
		}
		list = append(list, web.Choice{Code: p.Code, Name: name})
	}
	order := byName()
	slices.SortStableFunc(list[1:], func(a, b web.Choice) int { return order(a.Name, b.Name) })
	return list
}

// inUse says whether folders and people can be at a location. Shelves are left out: a library has thousands.
func inUse(p tracking.Location) bool { return p.RetiredAt == nil && p.Kind != tracking.Shelf }

// homes are the locations a folder can belong to, and the one it belongs to now.
func homes(places []tracking.Location, now tracking.LocationID) (list []web.Choice) {
	names := map[tracking.LocationID]string{}
	for _, p := range places {
		names[p.ID] = p.Name
	}
	for _, p := range places {
		fit := p.RetiredAt == nil && (p.IsLibrary() || p.Kind == tracking.Shelf)
		if !fit && p.ID != now {
			continue
		}
		name := p.Name
		if p.Kind == tracking.Shelf && p.ParentID != nil {
			name = names[*p.ParentID] + ": " + name
		}
		list = append(list, web.Choice{Code: p.Code, Name: name})
	}
	return list
}
