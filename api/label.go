package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// LabelChoice is how a label is drawn.
type LabelChoice struct {
	Format  string `query:"format" enum:"pdf,zpl,png,svg" default:"pdf"`
	Stock   string `query:"stock" maxLength:"40" doc:"Name of the label stock, as 70x35; empty: the usual one"`
	Start   int    `query:"start" minimum:"0" maximum:"1000" doc:"First free place of the first sheet, from 1"`
	Kind    string `query:"kind" maxLength:"16" doc:"Which label of a folder; empty for the outside one"`
	Barcode string `query:"barcode" enum:"code128,code39,datamatrix,qr,gs1-128,gs1-datamatrix" default:"code128" doc:"Which barcode it carries"`
}

type folderLabelInput struct {
	FolderPath
	LabelChoice
}

type locationLabelInput struct {
	LocationPath
	LabelChoice
}

type fileOutput struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

func (s *Server) getFolderLabel(ctx context.Context, actor tracking.Actor, in *folderLabelInput) (*fileOutput, error) {
	return s.draw(ctx, actor, in.LabelChoice, []string{in.Code})
}

func (s *Server) getLocationLabel(ctx context.Context, actor tracking.Actor, in *locationLabelInput) (*fileOutput, error) {
	return s.draw(ctx, actor, in.LabelChoice, []string{in.Code})
}

type labelsInput struct {
	Body struct {
		Codes   []string `json:"codes" minItems:"1" maxItems:"500" doc:"Barcodes of folders, of locations or of containers"`
		Format  string   `json:"format,omitempty" enum:"pdf,zpl,png,svg" default:"pdf"`
		Stock   string   `json:"stock,omitempty" maxLength:"40"`
		Start   int      `json:"start,omitempty" minimum:"0" maximum:"1000" doc:"First free place of the first sheet, from 1"`
		Kind    string   `json:"kind,omitempty" maxLength:"16" doc:"Which label of a folder; empty for the outside one"`
		Barcode string   `json:"barcode,omitempty" enum:"code128,code39,datamatrix,qr,gs1-128,gs1-datamatrix" default:"code128" doc:"Which barcode they carry"`
	}
}

func (s *Server) postLabels(ctx context.Context, actor tracking.Actor, in *labelsInput) (*fileOutput, error) {
	return s.draw(ctx, actor, LabelChoice{in.Body.Format, in.Body.Stock, in.Body.Start, in.Body.Kind, in.Body.Barcode}, in.Body.Codes)
}

// draw makes one file with the labels of the codes.
func (s *Server) draw(ctx context.Context, actor tracking.Actor, c LabelChoice, codes []string) (*fileOutput, error) {
	f, err := labels.ParseFormat(c.Format)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if _, err := DrawLabels(ctx, s.Store, s.Service, actor, DrawAsk{f, c.Kind, c.Stock, c.Start, codes, c.Barcode}, &file); err != nil {
		return nil, err
	}
	return &fileOutput{f.MediaType(), `inline; filename="labels.` + string(f) + `"`, file.Bytes()}, nil
}

// DrawAsk is what labels are drawn of, and how.
type DrawAsk struct {
	Format  labels.Format
	Kind    string // which label of a folder; empty: the outside one
	Stock   string // empty: the usual one
	Start   int    // first place of the first sheet; 0: the first
	Codes   []string
	Barcode string // empty: Code 128
}

// Undrawn are the characters of a label that its font lacks.
type Undrawn struct{ Code, Characters string }

// DrawLabels draws labels of folders and locations into one file, and records the looks. Nothing is written unless all can be drawn.
func DrawLabels(ctx context.Context, db *store.Store, service *tracking.Service, actor tracking.Actor, a DrawAsk, w io.Writer) (missing []Undrawn, err error) {
	if !knownKind(a.Kind) {
		return nil, errLabelKind
	}
	var list []labels.Label
	var looks []tracking.AuditEntry
	y, err := siteLayouts(ctx, db)
	if err != nil {
		return nil, err
	}
	for i, code := range a.Codes {
		l, usual, look, err := labelOf(ctx, db, code, a.Kind, y)
		if errors.Is(err, tracking.ErrUnknownBarcode) {
			err = tracking.UnknownOfList(i, len(a.Codes))
		}
		if err != nil {
			return nil, err
		}
		a.Stock = cmp.Or(a.Stock, usual)
		if none := l.Undrawable(); none != "" {
			missing = append(missing, Undrawn{l.Code, none})
		}
		list, looks = append(list, l), append(looks, look)
	}
	if err := wear(ctx, db, list, a.Barcode); err != nil {
		return nil, err
	}
	stock, err := LookupStock(ctx, db, a.Stock)
	if err != nil {
		return nil, err
	}
	if n := stock.PerPage(); a.Start < 0 || a.Start > n {
		return nil, tracking.StartBeyondSheet(n)
	}
	if err := writeLabels(w, labels.Print{Format: a.Format, Stock: stock, Start: a.Start}, list); err != nil {
		return nil, err
	}
	return missing, service.Looked(ctx, actor, looks...)
}

var errLabelKind = &tracking.Error{Kind: tracking.Invalid, Code: "unknown_label_kind", Text: "There is no such kind of label. Choose one from the list."}

// labelOf is the label of one folder or location, its usual stock, and the look that it takes.
func labelOf(ctx context.Context, db *store.Store, code, kind string, y layouts) (l labels.Label, usual string, look tracking.AuditEntry, err error) {
	code = tracking.CleanCode(code)
	w, found, err := db.FolderByCode(ctx, code)
	if err != nil {
		return l, "", look, err
	}
	if found {
		l, err = folderLabel(ctx, db, w, kind, y)
		return l, usualStock(kind), tracking.AuditEntry{Action: "folder.label", FolderID: &w.ID, PatientID: &w.PatientID}, err
	}
	p, found, err := db.LocationByCode(ctx, code)
	if err == nil && !found {
		c, boxed, err := db.ContainerByCode(ctx, code)
		if err == nil && !boxed {
			err = tracking.ErrUnknownBarcode
		}
		return containerLabel(c.Container), labels.LocationStock, tracking.AuditEntry{Action: "container.label", Detail: c.Code}, err
	}
	return locationLabel(p), labels.LocationStock, tracking.AuditEntry{Action: "location.label", LocationID: &p.ID}, err
}

// locationLabel is what stands on a location's label.
func locationLabel(p tracking.Location) labels.Label {
	return labels.Location(labels.LocationText{Code: p.Code, Name: p.Name, Kind: p.Kind.Label()})
}

// slip draws the slip that travels on a dispatched container.
func (s *Server) slip(ctx context.Context, c LabelChoice, v tracking.ContainerView, sh store.Shipment) (*fileOutput, error) {
	f, err := labels.ParseFormat(c.Format)
	if err != nil {
		return nil, err
	}
	stock, err := LookupStock(ctx, s.Store, cmp.Or(c.Stock, labels.SlipStock))
	if err != nil {
		return nil, err
	}
	text := labels.ConsignmentText{Code: v.Code, From: sh.From.Name, To: sh.To.Name, Seal: sh.Seal, Carrier: sh.Carrier, Folders: sh.Folders,
		Sent: sh.DispatchedAt.In(s.Zone)}
	var file bytes.Buffer
	list := []labels.Label{labels.Consignment(text)}
	if err := wear(ctx, s.Store, list, c.Barcode); err != nil {
		return nil, err
	}
	if err := writeLabels(&file, labels.Print{Format: f, Stock: stock}, list); err != nil {
		return nil, err
	}
	return &fileOutput{f.MediaType(), `inline; filename="slip.` + string(f) + `"`, file.Bytes()}, nil
}
