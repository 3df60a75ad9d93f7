package api

import (
	"bytes"
	"cmp"
	"context"
	"time"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// LabelChoice is how a label is drawn.
type LabelChoice struct {
	Format string `query:"format" enum:"pdf,zpl,png,svg" default:"pdf"`
	Stock  string `query:"stock" maxLength:"20" doc:"Size of the label in millimetres, as 70x35; empty: the usual one"`
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
	return s.draw(ctx, actor, in.Format, in.Stock, []string{in.Code})
}

func (s *Server) getLocationLabel(ctx context.Context, actor tracking.Actor, in *locationLabelInput) (*fileOutput, error) {
	return s.draw(ctx, actor, in.Format, in.Stock, []string{in.Code})
}

type labelsInput struct {
	Body struct {
		Codes  []string `json:"codes" minItems:"1" maxItems:"500" doc:"Barcodes of folders, of locations or of containers"`
		Format string   `json:"format,omitempty" enum:"pdf,zpl,png,svg" default:"pdf"`
		Stock  string   `json:"stock,omitempty" maxLength:"20"`
	}
}

func (s *Server) postLabels(ctx context.Context, actor tracking.Actor, in *labelsInput) (*fileOutput, error) {
	return s.draw(ctx, actor, in.Body.Format, in.Body.Stock, in.Body.Codes)
}

// draw makes one file with the labels of the codes.
func (s *Server) draw(ctx context.Context, actor tracking.Actor, format, stock string, codes []string) (*fileOutput, error) {
	f, err := labels.ParseFormat(format)
	if err != nil {
		return nil, err
	}
	var list []labels.Label
	for _, code := range codes {
		l, usual, err := LabelOf(ctx, s.Store, s.Service, actor, code)
		if err != nil {
			return nil, err
		}
		if stock == "" {
			stock = usual
		}
		list = append(list, l)
	}
	return drawn(f, stock, list)
}

// drawLabels makes one file of labels that are drawn already, on the usual stock of slips where none is asked for.
func drawLabels(format, stock string, list ...labels.Label) (*fileOutput, error) {
	f, err := labels.ParseFormat(format)
	if err != nil {
		return nil, err
	}
	return drawn(f, cmp.Or(stock, labels.SlipStock), list)
}

func drawn(f labels.Format, stock string, list []labels.Label) (*fileOutput, error) {
	size, err := labels.LookupStock(stock)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := labels.Write(&file, f, size, list); err != nil {
		return nil, err
	}
	return &fileOutput{f.MediaType(), `inline; filename="labels.` + string(f) + `"`, file.Bytes()}, nil
}

// LabelOf is the label of one folder, location or container, and its usual stock. It records the look.
func LabelOf(ctx context.Context, db *store.Store, service *tracking.Service, actor tracking.Actor, code string) (labels.Label, string, error) {
	code = tracking.CleanCode(code)
	w, found, err := db.FolderByCode(ctx, code)
	if err != nil {
		return labels.Label{}, "", err
	}
	if found {
		return folderLabel(w), labels.FolderStock, service.Looked(ctx, actor, tracking.AuditEntry{Action: "folder.label", FolderID: &w.ID, PatientID: &w.PatientID})
	}
	p, found, err := db.LocationByCode(ctx, code)
	if err != nil {
		return labels.Label{}, "", err
	}
	if !found {
		return containerLabel(ctx, db, code)
	}
	return locationLabel(p), labels.LocationStock, service.Looked(ctx, actor, tracking.AuditEntry{Action: "location.label", LocationID: &p.ID})
}

// folderLabel is what stands on a folder's label.
func folderLabel(w tracking.Whereabouts) labels.Label {
	text := labels.FolderText{Code: w.Code, FamilyName: w.Patient.FamilyName, GivenName: w.Patient.GivenName, HospitalNumber: w.Patient.Number,
		Kind: w.Kind.Label(), Volume: w.Volume, Home: w.Home.Name}
	if w.Patient.Born != nil {
		text.Born = *w.Patient.Born
	}
	return labels.Folder(text)
}

// locationLabel is what stands on a location's label.
func locationLabel(p tracking.Location) labels.Label {
	return labels.Location(labels.LocationText{Code: p.Code, Name: p.Name, Kind: p.Kind.Label()})
}

// containerLabel is what stands on a container's label. Nobody's name is on it.
func containerLabel(ctx context.Context, db *store.Store, code string) (labels.Label, string, error) {
	v, found, err := db.ContainerByCode(ctx, code)
	if err != nil {
		return labels.Label{}, "", err
	}
	if !found {
		return labels.Label{}, "", tracking.ErrUnknownBarcode
	}
	return labels.Container(labels.ContainerText{Code: v.Code, Kind: string(v.Kind), Name: v.Name}), labels.LocationStock, nil
}

// slipOf is the slip that travels on a dispatched container.
func slipOf(v tracking.ContainerView, sh store.Shipment, zone *time.Location) labels.Label {
	return labels.Consignment(labels.ConsignmentText{Code: v.Code, From: sh.From.Name, To: sh.To.Name, Seal: sh.Seal, Carrier: sh.Carrier,
		Folders: sh.Folders, Sent: sh.DispatchedAt.In(zone)})
}
