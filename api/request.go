package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

type requestListInput struct {
	Paging
	Location string `query:"location" maxLength:"64" doc:"Code of the location that needs the folders"`
	Folder   string `query:"folder" maxLength:"64" doc:"Any barcode of one folder"`
	State    string `query:"state" enum:"waiting,pulled,sent,filled,cancelled,expired,not_fillable" doc:"Without it: all that are open"`
	Mine     bool   `query:"mine" doc:"Only what the caller asks for"`
	Hopeless bool   `query:"hopeless" doc:"Only what no folder can satisfy"`
}

type requestListOutput struct{ Body page[RequestShape] }

func (s *Server) listRequests(ctx context.Context, actor tracking.Actor, in *requestListInput) (*requestListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	l := store.RequestList{State: tracking.RequestState(in.State), Hopeless: in.Hopeless, After: after, Limit: in.Limit + 1}
	if l.LocationID, err = s.locationID(ctx, in.Location); err != nil {
		return nil, err
	}
	if in.Folder != "" {
		w, err := s.look(ctx, actor, in.Folder, "folder.requests")
		if err != nil {
			return nil, err
		}
		l.FolderID = w.ID
	}
	if in.Mine {
		l.AskedBy = actor.Name
	}
	list, err := s.Store.Requests(ctx, l)
	if err != nil {
		return nil, err
	}
	seen := s.viewer(actor)
	out := cut(list, in.Limit, func(v tracking.RequestView) RequestShape { return requestOf(v, seen) },
		func(v tracking.RequestView) string { return cursorText(v.NeededBy, uint64(v.ID)) })
	return &requestListOutput{out}, s.sawRequests(ctx, actor, "request.list", len(out.Items))
}

func (s *Server) viewer(actor tracking.Actor) viewer { return viewer{actor.Role, s.Now()} }

// sawRequests records that the actor looked at a list of requests.
func (s *Server) sawRequests(ctx context.Context, actor tracking.Actor, action string, n int) error {
	return s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: action, Detail: fmt.Sprintf("%d requests", n)})
}

type askInput struct {
	Body struct {
		Folders  []string `json:"folders,omitempty" maxItems:"10000" doc:"Any barcode of each folder"`
		Patients []string `json:"patients,omitempty" maxItems:"10000" doc:"Any number of each patient: their latest volumes, or all"`
		Location string   `json:"location" maxLength:"64" doc:"Code of where they are needed"`
		NeededBy string   `json:"needed_by" maxLength:"40" example:"2026-11-24T09:00:00.000Z"`
		Reason   string   `json:"reason" enum:"clinic,admission,coding,bereavement,audit,research,complaint,subject_access,other"`
		Volumes  string   `json:"volumes,omitempty" enum:"this,latest,all" doc:"A new volume takes over what asks for the latest"`
		Urgent   bool     `json:"urgent,omitempty"`
		Contact  string   `json:"contact,omitempty" maxLength:"100" doc:"Whom to call; needed where it is urgent"`
		Note     string   `json:"note,omitempty" maxLength:"200"`
	}
}

type askOutput struct {
	Body struct {
		Results []askedShape `json:"results" nullable:"false"`
	}
}

// askedShape is what became of one folder: a request, or why there is none.
type askedShape struct {
	Input   string               `json:"input" doc:"The barcode or number as it was given"`
	Request orNull[RequestShape] `json:"request"`
	Merged  bool                 `json:"merged" doc:"Somebody had asked for the same: this is their request, and both are in it"`
	Notices []noticeShape        `json:"notices" nullable:"false"`
	Code    string               `json:"code,omitempty" doc:"Why it could not be asked for"`
	Detail  string               `json:"detail,omitempty"`
}

func (s *Server) postRequests(ctx context.Context, actor tracking.Actor, in *askInput) (*askOutput, error) {
	b := in.Body
	asked, err := s.Service.Ask(ctx, actor, tracking.Ask{Folders: b.Folders, Patients: b.Patients, Location: b.Location, NeededBy: moment(b.NeededBy),
		Reason: tracking.RequestReason(b.Reason), Scope: tracking.Scope(b.Volumes), Urgent: b.Urgent, Contact: b.Contact, Note: b.Note})
	if err != nil {
		return nil, err
	}
	out, seen := &askOutput{}, s.viewer(actor)
	out.Body.Results = make([]askedShape, len(asked))
	for i, a := range asked {
		shape := askedShape{Input: a.Input, Merged: a.Shared, Notices: []noticeShape{}}
		if refused, ok := errors.AsType[*tracking.Error](a.Err); ok {
			shape.Code, shape.Detail = refused.Code, refused.Text
		} else {
			r := requestOf(a.View, seen)
			shape.Request.value = &r
		}
		for _, n := range a.Notices {
			shape.Notices = append(shape.Notices, noticeShape(n))
		}
		out.Body.Results[i] = shape
	}
	return out, nil
}

type resolveInput struct {
	Body struct {
		Lines []string `json:"lines" maxItems:"500" nullable:"false" doc:"Barcodes of folders, or numbers of patients, with or without spaces and dashes"`
	}
}

type resolveOutput struct {
	Body struct {
		Items []resolvedShape `json:"items" nullable:"false"`
	}
}

type resolvedShape struct {
	Input    string        `json:"input"`
	Found    string        `json:"found" enum:"folder,patient,several,nothing"`
	Patients []PatientRef  `json:"patients" nullable:"false"`
	Folders  []folderShape `json:"folders" nullable:"false"`
}

// resolveRequests says what a pasted list names, before anything is asked for.
func (s *Server) resolveRequests(ctx context.Context, actor tracking.Actor, in *resolveInput) (*resolveOutput, error) {
	list, err := s.Store.Resolve(ctx, in.Body.Lines)
	if err != nil {
		return nil, err
	}
	out, now := &resolveOutput{}, s.Now()
	out.Body.Items = make([]resolvedShape, len(list))
	var people []tracking.Patient
	for i, r := range list {
		shape := resolvedShape{Input: r.Input, Found: "nothing", Patients: []PatientRef{}, Folders: []folderShape{}}
		for _, p := range r.Patients {
			shape.Patients, people = append(shape.Patients, patientOf(p.Patient)), append(people, p.Patient)
		}
		switch {
		case r.Folder != nil:
			shape.Found, shape.Folders = "folder", foldersOf([]tracking.Whereabouts{*r.Folder}, actor.Role, now)
			people = append(people, r.Folder.Patient)
		case len(r.Patients) == 1:
			shape.Found, shape.Folders = "patient", foldersOf(r.Patients[0].Folders, actor.Role, now)
		case len(r.Patients) > 1:
			shape.Found = "several"
		}
		out.Body.Items[i] = shape
	}
	return out, s.sawPatients(ctx, actor, "request.resolve", people)
}

// RequestPath is a request in an address.
type RequestPath struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

// RequestOutput is a request as an answer.
type RequestOutput struct {
	Versioned
	Body requestWithHistory
}

type requestWithHistory struct {
	RequestShape
	History []requestStep `json:"history,omitempty"`
	Askers  []askerShape  `json:"askers,omitempty"`
}

type requestStep struct {
	Kind string  `json:"kind" example:"sent"`
	At   instant `json:"at"`
	By   string  `json:"by"`
	Why  string  `json:"why,omitempty"`
}

type askerShape struct {
	By          string   `json:"by"`
	At          instant  `json:"at"`
	NeededBy    instant  `json:"needed_by"`
	Contact     string   `json:"contact,omitempty"`
	WithdrawnAt *instant `json:"withdrawn_at" nullable:"true"`
}

func (s *Server) getRequest(ctx context.Context, actor tracking.Actor, in *RequestPath) (*RequestOutput, error) {
	v, found, err := s.Store.RequestByID(ctx, tracking.RequestID(in.ID))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, tracking.ErrUnknownRequest
	}
	events, asks, err := s.Store.RequestHistory(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	out := &RequestOutput{etag(v.Version), requestWithHistory{RequestShape: requestOf(v, s.viewer(actor))}}
	for _, e := range events {
		out.Body.History = append(out.Body.History, requestStep{e.Kind, at(e.At), e.Actor, e.Why})
	}
	for _, a := range asks {
		out.Body.Askers = append(out.Body.Askers, askerShape{a.Actor, at(a.AskedAt), at(a.NeededBy), a.Contact, maybeAt(a.WithdrawnAt)})
	}
	return out, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "request.look", FolderID: &v.FolderID, PatientID: &v.Folder.PatientID})
}

type patchRequestInput struct {
	RequestPath
	OnVersion
	Body struct {
		State    string  `json:"state,omitempty" enum:"waiting,pulled,cancelled,not_fillable" doc:"Where it goes: cancelled, pulled, given up, or back to waiting"`
		MoveUp   bool    `json:"move_up,omitempty" doc:"Puts it before all others of its folder"`
		Chase    bool    `json:"chase,omitempty" doc:"Asks the library for it once more"`
		Confirm  bool    `json:"confirm,omitempty" doc:"It stands all the same, though the patient has died"`
		Reason   string  `json:"reason,omitempty" maxLength:"200" doc:"Why, for everything but pulled"`
		NeededBy *string `json:"needed_by,omitempty" maxLength:"40"`
		Urgent   *bool   `json:"urgent,omitempty"`
		Contact  *string `json:"contact,omitempty" maxLength:"100"`
		Note     *string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Server) patchRequest(ctx context.Context, actor tracking.Actor, in *patchRequestInput) (*RequestOutput, error) {
	version, err := in.number()
	if err != nil {
		return nil, err
	}
	v, err := s.changeRequest(ctx, actor, in, version)
	if err != nil {
		return nil, err
	}
	return &RequestOutput{etag(v.Version), requestWithHistory{RequestShape: requestOf(v, s.viewer(actor))}}, nil
}

func (s *Server) changeRequest(ctx context.Context, actor tracking.Actor, in *patchRequestInput, version int64) (tracking.RequestView, error) {
	id, b := tracking.RequestID(in.ID), in.Body
	switch tracking.RequestState(b.State) {
	case tracking.RequestCancelled:
		return s.Service.CancelRequest(ctx, actor, id, version, b.Reason)
	case tracking.RequestNotFillable:
		return s.Service.GiveUp(ctx, actor, id, version, b.Reason)
	case tracking.RequestPulled:
		return s.Service.Pull(ctx, actor, id, version)
	case tracking.RequestWaiting:
		return s.Service.LetWait(ctx, actor, id, version, b.Reason)
	}
	if b.MoveUp {
		return s.Service.MoveUp(ctx, actor, id, version, b.Reason)
	}
	if b.Confirm {
		return s.Service.ConfirmRequest(ctx, actor, id, version)
	}
	if b.Chase {
		return s.Service.ChaseRequest(ctx, actor, id, version, b.Reason)
	}
	change := tracking.RequestChange{Urgent: b.Urgent, Contact: b.Contact, Note: b.Note}
	if b.NeededBy != nil {
		t := moment(*b.NeededBy)
		change.NeededBy = &t
	}
	return s.Service.AmendRequest(ctx, actor, id, version, change)
}

type claimInput struct {
	Body struct {
		Requests []uint64 `json:"requests" maxItems:"500" nullable:"false"`
	}
}

type claimOutput struct {
	Body struct {
		Items []RequestShape `json:"items" nullable:"false" doc:"All of them as they now are: claimed_by says who has each"`
	}
}

func (s *Server) postClaim(ctx context.Context, actor tracking.Actor, in *claimInput) (*claimOutput, error) {
	return s.claim(ctx, actor, in, s.Service.Claim)
}

func (s *Server) postRelease(ctx context.Context, actor tracking.Actor, in *claimInput) (*claimOutput, error) {
	return s.claim(ctx, actor, in, s.Service.Release)
}

func (s *Server) claim(ctx context.Context, actor tracking.Actor, in *claimInput, do func(context.Context, tracking.Actor, []tracking.RequestID) ([]tracking.RequestView, error)) (*claimOutput, error) {
	ids := make([]tracking.RequestID, len(in.Body.Requests))
	for i, id := range in.Body.Requests {
		ids[i] = tracking.RequestID(id)
	}
	views, err := do(ctx, actor, ids)
	if err != nil {
		return nil, err
	}
	out := &claimOutput{}
	out.Body.Items = shapes(views, s.viewer(actor))
	return out, nil
}

func shapes(list []tracking.RequestView, seen viewer) []RequestShape {
	out := make([]RequestShape, len(list))
	for i, v := range list {
		out[i] = requestOf(v, seen)
	}
	return out
}

// workDay is the span of a day on the library's wall; today where none is given, with everything that is late.
func (s *Server) workDay(text string) (from, to time.Time, err error) {
	days := s.Service.Rules().Calendar
	if text == "" {
		today := days.Day(s.Now())
		return time.Time{}, days.Midnight(today + 1), nil
	}
	day, err := parseDay(text)
	if err != nil {
		return from, to, err
	}
	return days.Midnight(day), days.Midnight(day + 1), nil
}
