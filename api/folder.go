package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// FolderPath is a folder in an address.
type FolderPath struct {
	Code string `path:"code" maxLength:"64" example:"F40273188G" doc:"Any barcode of the folder"`
}

// Versioned is a row's version as an ETag.
type Versioned struct {
	ETag string `header:"ETag"`
}

func etag(v int64) Versioned { return Versioned{`"` + strconv.FormatInt(v, 10) + `"`} }

// OnVersion is what an edit was made on.
type OnVersion struct {
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag the change was made on; 412 where it is no longer that"`
}

func (o OnVersion) number() (int64, error) {
	if o.IfMatch == "" || o.IfMatch == "*" {
		return 0, nil
	}
	n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(o.IfMatch, "W/"), `"`), 10, 64)
	if err != nil || n < 1 {
		return 0, tracking.ErrStale
	}
	return n, nil
}

// FolderOutput is a folder as an answer.
type FolderOutput struct {
	Versioned
	Body folderShape
}

// look finds the folder of a code and records that the actor looked at it.
func (s *Server) look(ctx context.Context, actor tracking.Actor, code, action string) (tracking.Whereabouts, error) {
	w, found, err := s.Store.FolderByCode(ctx, tracking.CleanCode(code))
	if err != nil {
		return w, err
	}
	if !found {
		return w, tracking.ErrUnknownBarcode
	}
	return w, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: action, FolderID: &w.ID, PatientID: &w.PatientID})
}

func (s *Server) getFolder(ctx context.Context, actor tracking.Actor, in *FolderPath) (*FolderOutput, error) {
	w, err := s.look(ctx, actor, in.Code, "folder.look")
	return s.told(w, err, actor)
}

// told is the answer of every command on one folder.
func (s *Server) told(w tracking.Whereabouts, err error, actor tracking.Actor) (*FolderOutput, error) {
	if err != nil {
		return nil, err
	}
	return &FolderOutput{etag(w.Version), folderOf(w, actor.Role, s.Now())}, nil
}

type folderListInput struct {
	Paging
	Location string `query:"location" maxLength:"64" doc:"Code of the location where they are"`
	Status   string `query:"status" enum:"at,in_transit,missing,overdue" doc:"Where they are in their travels"`
	Query    string `query:"q" maxLength:"64" doc:"Beginning of a barcode. Names and patients' numbers go to POST /patients/search"`
}

type folderListOutput struct{ Body page[folderShape] }

func (s *Server) listFolders(ctx context.Context, actor tracking.Actor, in *folderListInput) (*folderListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	at, err := s.locationID(ctx, in.Location)
	if err != nil {
		return nil, err
	}
	var list []tracking.Whereabouts
	next := func(w tracking.Whereabouts) string { return cursorText(w.Since, uint64(w.ID)) }
	if in.Status == "overdue" {
		list, err = s.Store.Overdue(ctx, at, s.Now(), after, in.Limit+1)
		next = func(w tracking.Whereabouts) string { return cursorText(*w.DueAt, uint64(w.ID)) }
	} else {
		list, err = s.Store.Folders(ctx, store.FolderList{LocationID: at, Custody: tracking.Custody(in.Status),
			CodePrefix: tracking.CleanCode(in.Query), After: after, Limit: in.Limit + 1})
	}
	return s.folderPage(ctx, actor, list, err, in.Limit, next)
}

// folderPage answers a list of folders, with one audit row for the look at it.
func (s *Server) folderPage(ctx context.Context, actor tracking.Actor, list []tracking.Whereabouts, err error, limit int, next func(tracking.Whereabouts) string) (*folderListOutput, error) {
	if err != nil {
		return nil, err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "folder.list", Detail: fmt.Sprintf("%d folders", min(len(list), limit))}); err != nil {
		return nil, err
	}
	now := s.Now()
	return &folderListOutput{cut(list, limit, func(w tracking.Whereabouts) folderShape { return folderOf(w, actor.Role, now) }, next)}, nil
}

type newFolderInput struct {
	Body struct {
		Code     string   `json:"code,omitempty" maxLength:"64" doc:"Its barcode; empty to have one issued"`
		Patient  string   `json:"patient" maxLength:"40" doc:"A hospital number of the patient"`
		Kind     string   `json:"kind,omitempty" maxLength:"32" default:"main"`
		Volume   int      `json:"volume,omitempty" minimum:"0" maximum:"999" doc:"0 for the next"`
		Home     string   `json:"home" maxLength:"64" doc:"Code of its home location"`
		Location string   `json:"location,omitempty" maxLength:"64" doc:"Code of where it is now; empty: at home"`
		OutSince string   `json:"out_since,omitempty" maxLength:"40"`
		Aliases  []string `json:"aliases,omitempty" maxItems:"20" doc:"Older barcodes that must keep finding it"`
	}
}

func (s *Server) postFolder(ctx context.Context, actor tracking.Actor, in *newFolderInput) (*FolderOutput, error) {
	row := tracking.NewFolder{Code: in.Body.Code, Patient: in.Body.Patient, Kind: tracking.FolderKind(in.Body.Kind), Volume: in.Body.Volume,
		Home: in.Body.Home, Location: in.Body.Location, Aliases: in.Body.Aliases}
	if in.Body.OutSince != "" {
		t := moment(in.Body.OutSince)
		if t.IsZero() {
			return nil, &tracking.Error{Kind: tracking.Invalid, Code: "out_since", Text: "out_since is not a time."}
		}
		row.OutSince = &t
	}
	w, err := s.Service.AddFolder(ctx, actor, row)
	return s.told(w, err, actor)
}

type patchFolderInput struct {
	FolderPath
	OnVersion
	Body struct {
		Home        *string `json:"home,omitempty" maxLength:"64" doc:"Code of its new home"`
		LooseFiling *bool   `json:"loose_filing,omitempty"`
		Hold        *bool   `json:"hold,omitempty" doc:"Legal hold: not to be destroyed or leave the site"`
	}
}

func (s *Server) patchFolder(ctx context.Context, actor tracking.Actor, in *patchFolderInput) (*FolderOutput, error) {
	v, err := in.number()
	if err != nil {
		return nil, err
	}
	w, err := s.Service.AmendFolder(ctx, actor, in.Code, v, tracking.FolderChange{Home: in.Body.Home, LooseFiling: in.Body.LooseFiling, Hold: in.Body.Hold})
	return s.told(w, err, actor)
}

type historyInput struct {
	FolderPath
	Paging
}

type historyOutput struct{ Body page[movementShape] }

func (s *Server) listMovements(ctx context.Context, actor tracking.Actor, in *historyInput) (*historyOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	w, err := s.look(ctx, actor, in.Code, "folder.history")
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Movements(ctx, w.ID, after, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return &historyOutput{cut(list, in.Limit, movementOf, func(m store.Passage) string { return cursorText(m.At, uint64(m.ID)) })}, nil
}

type correctionInput struct {
	FolderPath
	Body struct {
		Movement uint64 `json:"movement" maximum:"9007199254740991" doc:"id of the folder's latest movement"`
		Reason   string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postCorrection(ctx context.Context, actor tracking.Actor, in *correctionInput) (*FolderOutput, error) {
	w, err := s.Service.Correct(ctx, actor, in.Code, tracking.MovementID(in.Body.Movement), in.Body.Reason)
	return s.told(w, err, actor)
}

type missingInput struct {
	FolderPath
	Body struct {
		Note     string `json:"note" minLength:"1" maxLength:"200" doc:"Where it has been looked for"`
		Urgent   bool   `json:"urgent,omitempty" doc:"Everybody looks for it at once"`
		NeededBy string `json:"needed_by,omitempty" maxLength:"40" doc:"When it is needed; empty: when the first request for it needs it"`
		NeededAt string `json:"needed_at,omitempty" maxLength:"64" doc:"Code of where it is needed"`
	}
}

func (s *Server) postMissing(ctx context.Context, actor tracking.Actor, in *missingInput) (*FolderOutput, error) {
	needed, err := neededMoment(in.Body.NeededBy)
	if err != nil {
		return nil, err
	}
	w, err := s.Service.ReportMissing(ctx, actor, in.Code, tracking.MissingReport{Looked: in.Body.Note, Urgent: in.Body.Urgent, NeededBy: needed, NeededAt: in.Body.NeededAt})
	return s.told(w, err, actor)
}

func (s *Server) postVolume(ctx context.Context, actor tracking.Actor, in *FolderPath) (*FolderOutput, error) {
	w, err := s.Service.NewVolume(ctx, actor, in.Code)
	return s.told(w, err, actor)
}

type aliasInput struct {
	FolderPath
	Body struct {
		Barcode string `json:"barcode" minLength:"1" maxLength:"64"`
	}
}

func (s *Server) postAlias(ctx context.Context, actor tracking.Actor, in *aliasInput) (*FolderOutput, error) {
	w, err := s.Service.AddAlias(ctx, actor, in.Code, in.Body.Barcode)
	return s.told(w, err, actor)
}

// location finds a location by its code.
func (s *Server) location(ctx context.Context, code string) (tracking.Location, error) {
	p, found, err := s.Store.LocationByCode(ctx, tracking.CleanCode(code))
	if err == nil && !found {
		err = tracking.ErrUnknownLocation
	}
	return p, err
}

// locationID is the id of the location that a list is asked for; 0 for all of them.
func (s *Server) locationID(ctx context.Context, code string) (tracking.LocationID, error) {
	if code == "" {
		return 0, nil
	}
	p, err := s.location(ctx, code)
	return p.ID, err
}
