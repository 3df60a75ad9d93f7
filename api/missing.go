package api

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
	"casenotes/tracking/store"
)

// missingCalls are the searches for missing folders, as programs see them.
func (s *Server) missingCalls() {
	get(s, "/missing-cases", tracking.MaySeeFolders, "Searches for missing folders", s.listCases)
	get(s, "/missing-cases/look-out", tracking.MayScan, "What every scan page tells of: codes and places, and no name", s.getLookOut)
	operation(s, "GET", "/missing-cases/register", tracking.MayGovern, "The register of missing folders as CSV", s.getRegisterFile, func(o *huma.Operation) {
		o.Responses = map[string]*huma.Response{"200": {Description: "The register", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	})
	get(s, "/missing-cases/{id}", tracking.MaySeeFolders, "A search, the likely places and those that were searched", s.getCase)
	post(s, "/missing-cases/{id}/searches", tracking.MaySearch, "Write down that a place was searched", s.postSearch)
	post(s, "/missing-cases/{id}/urgent", tracking.MayReport, "Say when a missing folder is needed, or that it is no longer urgent", s.postUrgent)
	post(s, "/missing-cases/{id}/incident", tracking.MayOversee, "Give the number of the incident report", s.postIncident)
	post(s, "/missing-cases/{id}/level", tracking.MayOversee, "Raise a search before its time", s.postLevel)
	post(s, "/missing-cases/{id}/lost", tracking.MayOversee, "Give a folder up as lost", s.postLost)
	create(s, "/folders/{code}/temporary", tracking.MayOversee, "Make the temporary folder of a missing one", s.postTemporary)
	post(s, "/folders/{code}/permanent", tracking.MayOversee, "Let a temporary folder replace its lost original", s.postPermanent)
}

const csvType = "text/csv; charset=utf-8"

type caseListInput struct {
	Paging
	State   string `query:"state" enum:"searching,lost,found,ended" doc:"Empty: all that are still missing"`
	Level   int    `query:"level" minimum:"0" maximum:"4"`
	Library string `query:"library" maxLength:"64" doc:"Code of the library that the folders belong to"`
}

type caseListOutput struct{ Body page[CaseShape] }

func (s *Server) listCases(ctx context.Context, actor tracking.Actor, in *caseListInput) (*caseListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	wanted := store.CaseList{State: tracking.SearchState(in.State), Level: tracking.SearchLevel(in.Level), After: after, Limit: in.Limit + 1}
	if in.Library != "" {
		library, err := s.location(ctx, in.Library)
		if err != nil {
			return nil, err
		}
		wanted.Library = &library
	}
	list, err := s.Store.Cases(ctx, wanted)
	if err != nil {
		return nil, err
	}
	seen := s.viewer(actor)
	out := cut(list, in.Limit, func(v tracking.MissingCaseView) CaseShape { return caseOf(v, seen) }, nextCase)
	return &caseListOutput{out}, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "missing.list"})
}

// nextCase is where the next page of a list of searches begins.
func nextCase(v tracking.MissingCaseView) string {
	at := v.ReportedAt
	if v.ClosedAt != nil {
		at = *v.ClosedAt
	}
	return cursorText(at, uint64(v.ID))
}

type lookOutShape struct {
	ID       uint64              `json:"id"`
	Code     string              `json:"code"`
	Kind     string              `json:"kind"`
	Volume   int                 `json:"volume"`
	Last     LocationRef         `json:"last"`
	Urgent   bool                `json:"urgent"`
	NeededBy *instant            `json:"needed_by" nullable:"true"`
	NeededAt orNull[LocationRef] `json:"needed_at"`
	Needed   string              `json:"needed" doc:"When, in words"`
}

type lookOutOutput struct {
	Body struct {
		Items []lookOutShape `json:"items" nullable:"false"`
		More  bool           `json:"more"`
	}
}

const lookOutRows = 5 // more nobody keeps in mind

func (s *Server) getLookOut(ctx context.Context, _ tracking.Actor, _ *struct{}) (*lookOutOutput, error) {
	list, err := s.Store.LookOut(ctx, lookOutRows+1)
	if err != nil {
		return nil, err
	}
	out := &lookOutOutput{}
	out.Body.Items, out.Body.More = []lookOutShape{}, len(list) > lookOutRows
	for _, v := range list[:min(len(list), lookOutRows)] {
		row := lookOutShape{ID: uint64(v.ID), Code: v.Folder.Code, Kind: string(v.Folder.Kind), Volume: v.Folder.Volume, Last: locationOf(v.Last), Urgent: v.Urgent,
			NeededBy: maybeAt(v.NeededBy), NeededAt: maybeLocation(v.NeededAt)}
		if v.NeededBy != nil {
			row.Needed = s.neededWords(*v.NeededBy, s.Now())
		}
		out.Body.Items = append(out.Body.Items, row)
	}
	return out, nil
}

// CasePath names a search.
type CasePath struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

type caseWithPlaces struct {
	CaseShape
	Places   []placeToLook `json:"places" nullable:"false" doc:"Where it may be, the likeliest first; empty once the search is over"`
	Searched []lookShape   `json:"searched" nullable:"false" doc:"Where it was looked for, the newest first"`
}

type caseOutput struct {
	Versioned
	Body caseWithPlaces
}

func (s *Server) getCase(ctx context.Context, actor tracking.Actor, in *CasePath) (*caseOutput, error) {
	v, err := s.lookAtCase(ctx, actor, tracking.MissingCaseID(in.ID))
	if err != nil {
		return nil, err
	}
	places, looks, err := s.searchOf(ctx, v)
	if err != nil {
		return nil, err
	}
	return &caseOutput{etag(v.Version), caseWithPlaces{caseOf(v, s.viewer(actor)), placesToLook(places), looksOf(looks)}}, nil
}

// lookAtCase reads a search; the look is recorded.
func (s *Server) lookAtCase(ctx context.Context, actor tracking.Actor, id tracking.MissingCaseID) (tracking.MissingCaseView, error) {
	v, found, err := s.Store.CaseByID(ctx, id)
	if err == nil && !found {
		err = tracking.ErrUnknownCase
	}
	if err != nil {
		return v, err
	}
	return v, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "missing.look", FolderID: &v.FolderID, PatientID: &v.Folder.PatientID})
}

// searchOf is where to look and where was looked.
func (s *Server) searchOf(ctx context.Context, v tracking.MissingCaseView) (places []tracking.SearchPlace, looks []store.Look, err error) {
	if v.Open != nil {
		facts, err := s.Store.SearchFacts(ctx, v.Folder)
		if err != nil {
			return nil, nil, err
		}
		places = s.Service.Rules().SearchPlaces(facts)
	}
	looks, err = s.Store.Looks(ctx, v.ID)
	return places, looks, err
}

type caseChanged struct {
	Versioned
	Body CaseShape
}

func (s *Server) toldCase(v tracking.MissingCaseView, err error, actor tracking.Actor) (*caseChanged, error) {
	if err != nil {
		return nil, err
	}
	return &caseChanged{etag(v.Version), caseOf(v, s.viewer(actor))}, nil
}

type lookInput struct {
	CasePath
	Body struct {
		Location string `json:"location" minLength:"1" maxLength:"64" doc:"Code of the place"`
		Result   string `json:"result" enum:"not_there,partly,could_not_look" doc:"What was found is scanned, not written down"`
		Note     string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Server) postSearch(ctx context.Context, actor tracking.Actor, in *lookInput) (*caseChanged, error) {
	v, err := s.Service.NoteSearch(ctx, actor, tracking.MissingCaseID(in.ID), tracking.SearchNote{Location: in.Body.Location, Result: tracking.SearchResult(in.Body.Result), Note: in.Body.Note})
	return s.toldCase(v, err, actor)
}

type urgentInput struct {
	CasePath
	OnVersion
	Body struct {
		NeededBy string `json:"needed_by,omitempty" maxLength:"40" doc:"When it is needed; empty: it is no longer urgent"`
		Location string `json:"location,omitempty" maxLength:"64" doc:"Code of where it is needed"`
	}
}

func (s *Server) postUrgent(ctx context.Context, actor tracking.Actor, in *urgentInput) (*caseChanged, error) {
	version, err := in.number()
	if err != nil {
		return nil, err
	}
	needed, err := neededMoment(in.Body.NeededBy)
	if err != nil {
		return nil, err
	}
	v, err := s.Service.Urge(ctx, actor, tracking.MissingCaseID(in.ID), version, needed, in.Body.Location)
	return s.toldCase(v, err, actor)
}

// neededMoment reads when a folder is needed; empty is no time.
func neededMoment(text string) (*time.Time, error) {
	if text == "" {
		return nil, nil
	}
	t := moment(text)
	if t.IsZero() {
		return nil, &tracking.Error{Kind: tracking.Invalid, Code: "needed_by", Text: "needed_by is not a time."}
	}
	return &t, nil
}

type incidentInput struct {
	CasePath
	OnVersion
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"40"`
	}
}

func (s *Server) postIncident(ctx context.Context, actor tracking.Actor, in *incidentInput) (*caseChanged, error) {
	version, err := in.number()
	if err != nil {
		return nil, err
	}
	v, err := s.Service.RecordIncident(ctx, actor, tracking.MissingCaseID(in.ID), version, in.Body.Number)
	return s.toldCase(v, err, actor)
}

type levelInput struct {
	CasePath
	OnVersion
	Body struct {
		Level int `json:"level" minimum:"1" maximum:"4"`
	}
}

func (s *Server) postLevel(ctx context.Context, actor tracking.Actor, in *levelInput) (*caseChanged, error) {
	version, err := in.number()
	if err != nil {
		return nil, err
	}
	v, err := s.Service.RaiseSearch(ctx, actor, tracking.MissingCaseID(in.ID), version, tracking.SearchLevel(in.Body.Level))
	return s.toldCase(v, err, actor)
}

type lostInput struct {
	CasePath
	OnVersion
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postLost(ctx context.Context, actor tracking.Actor, in *lostInput) (*caseChanged, error) {
	version, err := in.number()
	if err != nil {
		return nil, err
	}
	v, err := s.Service.DeclareLost(ctx, actor, tracking.MissingCaseID(in.ID), version, in.Body.Reason)
	return s.toldCase(v, err, actor)
}

type temporaryInput struct {
	FolderPath
	Body struct {
		Location string `json:"location,omitempty" maxLength:"64" doc:"Code of where it is made; empty: at home"`
		Reason   string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postTemporary(ctx context.Context, actor tracking.Actor, in *temporaryInput) (*FolderOutput, error) {
	w, err := s.Service.MakeTemporary(ctx, actor, in.Code, tracking.NewTemporary{Location: in.Body.Location, Why: in.Body.Reason})
	return s.told(w, err, actor)
}

type permanentInput struct {
	FolderPath
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postPermanent(ctx context.Context, actor tracking.Actor, in *permanentInput) (*FolderOutput, error) {
	w, err := s.Service.MakePermanent(ctx, actor, in.Code, in.Body.Reason)
	return s.told(w, err, actor)
}

type registerInput struct {
	Year int `query:"year" minimum:"2000" maximum:"9998" doc:"Of the report; none: the last twelve months"`
}

type registerOutput struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

func (s *Server) getRegisterFile(ctx context.Context, actor tracking.Actor, in *registerInput) (*registerOutput, error) {
	from, to := s.registerYear(in.Year)
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "missing.register_file", Detail: from.Format(time.DateOnly) + " to " + to.Format(time.DateOnly)}); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := exchange.ExportMissing(&file, s.Store.EveryCase(ctx, from, to)); err != nil {
		return nil, err
	}
	return &registerOutput{csvType, `attachment; filename="missing-folders.csv"`, file.Bytes()}, nil
}

// registerYear is a year of the register; 0 is the last twelve months.
func (s *Server) registerYear(year int) (from, to time.Time) {
	days := s.Service.Rules().Calendar
	if year == 0 {
		to = s.Now().Add(time.Minute)
		return to.AddDate(-1, 0, 0), to
	}
	zone := days.Local(s.Now()).Location()
	return time.Date(year, 1, 1, 0, 0, 0, 0, zone).UTC(), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone).UTC()
}
