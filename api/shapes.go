package api

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// The shapes of the JSON API. Times are UTC with milliseconds.

// instant is a moment in JSON.
type instant string

func at(t time.Time) instant { return instant(t.UTC().Format("2006-01-02T15:04:05.000Z")) }

func maybeAt(t *time.Time) *instant {
	if t == nil {
		return nil
	}
	i := at(*t)
	return &i
}

func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// orNull is an object or null, which the API's description has no shorter word for.
type orNull[T any] struct{ value *T }

// MarshalJSON implements json.Marshaler.
func (o orNull[T]) MarshalJSON() ([]byte, error) { return json.Marshal(o.value) }

// Schema implements huma.SchemaProvider.
func (o orNull[T]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{r.Schema(reflect.TypeFor[T](), true, ""), {Type: "null"}}}
}

// LocationRef is a location as others name it.
type LocationRef struct {
	Code string `json:"code" example:"L0000125"`
	Name string `json:"name" example:"Clinic B"`
	Kind string `json:"kind" example:"clinic"`
}

// PatientRef is a patient as a folder names them.
type PatientRef struct {
	ID         uint64 `json:"id"`
	Number     string `json:"number" example:"H1234567"`
	NHSNumber  string `json:"nhs_number,omitempty"`
	FamilyName string `json:"family_name"`
	GivenName  string `json:"given_name"`
	Born       string `json:"born,omitempty" example:"1980-03-03"`
}

type lastScan struct {
	At         instant `json:"at"`
	Source     string  `json:"source"`
	Confidence string  `json:"confidence"`
}

type folderShape struct {
	Code      string              `json:"code" example:"F40273188G"`
	Kind      string              `json:"kind" example:"main"`
	Volume    int                 `json:"volume" example:"2"`
	Patient   *PatientRef         `json:"patient,omitempty" doc:"Absent where the caller's role may not see whose folder it is"`
	Home      LocationRef         `json:"home"`
	Status    string              `json:"status" enum:"active,closed,merged,destroyed,digitised"`
	Custody   string              `json:"custody" enum:"at,in_transit,missing"`
	Location  LocationRef         `json:"location" doc:"Where it is; in transit, where it was sent from"`
	To        orNull[LocationRef] `json:"to" doc:"In transit: where it goes"`
	Container *string             `json:"container" nullable:"true"`
	Since     instant             `json:"since"`
	OutSince  *instant            `json:"out_since" nullable:"true"`
	DueAt     *instant            `json:"due_at" nullable:"true"`
	Overdue   bool                `json:"overdue"`
	LastScan  orNull[lastScan]    `json:"last_scan"`
	Version   int64               `json:"version"`
}

func locationOf(p tracking.Location) LocationRef {
	return LocationRef{Code: p.Code, Name: p.Name, Kind: string(p.Kind)}
}

func maybeLocation(p *tracking.Location) orNull[LocationRef] {
	if p == nil {
		return orNull[LocationRef]{}
	}
	ref := locationOf(*p)
	return orNull[LocationRef]{&ref}
}

func patientOf(p tracking.Patient) PatientRef {
	return PatientRef{ID: uint64(p.ID), Number: p.Number, NHSNumber: p.NHSNumber, FamilyName: p.FamilyName, GivenName: p.GivenName, Born: day(p.Born)}
}

// folderOf is a folder as the role may see it.
func folderOf(w tracking.Whereabouts, role tracking.Role, now time.Time) folderShape {
	f := folderShape{Code: w.Code, Kind: string(w.Kind), Volume: w.Volume, Home: locationOf(w.Home), Status: string(w.Status),
		Custody: string(w.Custody), Location: locationOf(w.Location), To: maybeLocation(w.To), Since: at(w.Since), OutSince: maybeAt(w.OutSince),
		DueAt: maybeAt(w.DueAt), Overdue: w.OverdueAt(now), Version: w.Version}
	if role.May(tracking.MaySeePatients) {
		p := patientOf(w.Patient)
		f.Patient = &p
	}
	if w.LastScanAt != nil {
		f.LastScan.value = &lastScan{At: at(*w.LastScanAt), Source: string(w.Source), Confidence: string(w.Confidence)}
	}
	if w.Inside != nil {
		f.Container = &w.Inside.Code
	}
	return f
}

func foldersOf(list []tracking.Whereabouts, role tracking.Role, now time.Time) []folderShape {
	out := make([]folderShape, len(list))
	for i, w := range list {
		out[i] = folderOf(w, role, now)
	}
	return out
}

type movementShape struct {
	ID         uint64              `json:"id"`
	Kind       string              `json:"kind" example:"received"`
	From       orNull[LocationRef] `json:"from"`
	To         LocationRef         `json:"to"`
	At         instant             `json:"at" doc:"When it happened"`
	RecordedAt instant             `json:"recorded_at" doc:"When we learnt of it"`
	By         string              `json:"by"`
	Source     string              `json:"source"`
	Confidence string              `json:"confidence" enum:"scanned,keyed,inferred,feed"`
	Late       bool                `json:"late" doc:"Learnt after a newer movement: history only"`
	Note       string              `json:"note,omitempty"`
	Container  *string             `json:"container" nullable:"true" doc:"The container it left the folder in"`
	Corrects   *uint64             `json:"corrects" nullable:"true"`
	Request    *uint64             `json:"request" nullable:"true"`
}

func movementOf(m store.Passage) movementShape {
	shape := movementShape{ID: uint64(m.ID), Kind: string(m.Kind), From: maybeLocation(m.From), To: locationOf(m.To), At: at(m.At), RecordedAt: at(m.RecordedAt),
		By: m.Actor, Source: string(m.Source), Confidence: string(m.Confidence), Late: m.Late, Note: m.Note, Corrects: (*uint64)(m.CorrectsID)}
	if m.Inside != nil {
		shape.Container = &m.Inside.Code
	}
	return shape
}

type alertShape struct {
	ID             uint64              `json:"id"`
	Kind           alertKind           `json:"kind"`
	Text           string              `json:"text"`
	Folder         orNull[folderShape] `json:"folder"`
	Location       orNull[LocationRef] `json:"location" doc:"Who should look"`
	OpenedAt       instant             `json:"opened_at"`
	AcknowledgedAt *instant            `json:"acknowledged_at" nullable:"true"`
	AcknowledgedBy string              `json:"acknowledged_by,omitempty"`
	ClosedAt       *instant            `json:"closed_at" nullable:"true"`
	ClosedWhy      string              `json:"closed_why,omitempty"`
	Version        int64               `json:"version"`
}

func alertOf(a tracking.AlertView, role tracking.Role, now time.Time) alertShape {
	shape := alertShape{ID: uint64(a.ID), Kind: alertKind(a.Kind), Text: a.Text, Location: maybeLocation(a.Location), OpenedAt: at(a.OpenedAt),
		AcknowledgedAt: maybeAt(a.AcknowledgedAt), AcknowledgedBy: a.AcknowledgedBy, ClosedAt: maybeAt(a.ClosedAt), ClosedWhy: a.ClosedWhy, Version: a.Version}
	if a.Folder != nil {
		f := folderOf(*a.Folder, role, now)
		shape.Folder.value = &f
	}
	return shape
}

// page is one page of a list. Next is where the following one begins; absent on the last.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Pass this as after for the next page; absent on the last"`
}

// listInput is the input of a list that can only be paged.
type listInput struct{ Paging }

// Paging is where a page of a list begins and how long it is.
type Paging struct {
	After string `query:"after" maxLength:"40" doc:"next of the page before"`
	Limit int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

const lastMoment = 253402300799999 // 9999-12-31T23:59:59.999Z

// cursor reads After: a time in milliseconds and an id.
func (p Paging) cursor() (store.Cursor, error) {
	if p.After == "" {
		return store.Cursor{}, nil
	}
	ms, id, ok := strings.Cut(p.After, "-")
	t, err1 := strconv.ParseInt(ms, 10, 64)
	n, err2 := strconv.ParseUint(id, 10, 64)
	if !ok || err1 != nil || err2 != nil || t < 0 || t > lastMoment || n > math.MaxInt64 {
		return store.Cursor{}, &tracking.Error{Kind: tracking.Invalid, Code: "after", Text: "after is not the next of a page."}
	}
	return store.Cursor{At: time.UnixMilli(t).UTC(), ID: n}, nil
}

func cursorText(t time.Time, id uint64) string {
	return strconv.FormatInt(t.UnixMilli(), 10) + "-" + strconv.FormatUint(id, 10)
}

// cut makes a page of rows of which one more than limit was read.
func cut[T, S any](rows []T, limit int, shape func(T) S, next func(T) string) page[S] {
	out := page[S]{Items: []S{}}
	if len(rows) > limit {
		rows = rows[:limit]
		out.Next = next(rows[limit-1])
	}
	for _, r := range rows {
		out.Items = append(out.Items, shape(r))
	}
	return out
}

// stocktakeRef is a stocktake as live messages name it: who watches reads the rest.
type stocktakeRef struct {
	ID    uint64 `json:"id"`
	State string `json:"state"`
}
