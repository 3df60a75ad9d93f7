package api

import (
	"context"
	"fmt"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

type patientShape struct {
	PatientRef
	Sex       string        `json:"sex,omitempty"`
	Died      string        `json:"died,omitempty" example:"2026-11-22"`
	SameName  bool          `json:"same_name" doc:"Somebody else has this name"`
	Numbers   []numberShape `json:"numbers,omitempty"`
	Folders   []folderShape `json:"folders,omitempty"`
	UpdatedAt instant       `json:"changed_at"`
	Version   int64         `json:"version"`
}

type numberShape struct {
	Type    string `json:"type" example:"hospital" doc:"hospital, nhs, chi, or mr: and who issued it"`
	Number  string `json:"number"`
	Current bool   `json:"current"`
}

// PatientOutput is a patient as an answer.
type PatientOutput struct {
	Versioned
	Body patientShape
}

type patientListOutput struct{ Body page[patientShape] }

func patientShapeOf(p tracking.Patient) patientShape {
	return patientShape{PatientRef: patientOf(p), Sex: p.Sex, Died: day(p.DiedOn), SameName: p.Namesake, UpdatedAt: at(p.ChangedAt), Version: p.Version}
}

// sawPatients records that the actor looked at each of the patients.
func (s *Server) sawPatients(ctx context.Context, actor tracking.Actor, action string, list []tracking.Patient) error {
	looks := make([]tracking.AuditEntry, 0, len(list)+1)
	looks = append(looks, tracking.AuditEntry{Action: action, Detail: fmt.Sprintf("%d patients", len(list))})
	for i := range list {
		looks = append(looks, tracking.AuditEntry{Action: action, PatientID: &list[i].ID})
	}
	return s.Service.Looked(ctx, actor, looks...)
}

func (s *Server) listPatients(ctx context.Context, actor tracking.Actor, in *listInput) (*patientListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Patients(ctx, tracking.PatientID(after.ID), in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := cut(list, in.Limit, patientShapeOf, func(p tracking.Patient) string { return cursorText(p.CreatedAt, uint64(p.ID)) })
	return &patientListOutput{out}, s.sawPatients(ctx, actor, "patient.list", list[:min(len(list), in.Limit)])
}

type searchInput struct {
	Body struct {
		Query string `json:"query" minLength:"1" maxLength:"200" doc:"A barcode, any number of the patient, a date of birth, names, or names with a date of birth"`
	}
}

type searchOutput struct {
	Body struct {
		Folder   orNull[folderShape] `json:"folder" doc:"The text is this folder's barcode"`
		Location orNull[LocationRef] `json:"location" doc:"The text is this location's barcode"`
		Items    []patientShape      `json:"items" nullable:"false"`
		More     bool                `json:"more" doc:"More than 50 match: add to the text"`
	}
}

func (s *Server) searchPatients(ctx context.Context, actor tracking.Actor, in *searchInput) (*searchOutput, error) {
	found, _, err := s.find(ctx, actor, in.Body.Query)
	if err != nil {
		return nil, err
	}
	out := &searchOutput{}
	out.Body.Items, out.Body.More, out.Body.Location = []patientShape{}, found.More, maybeLocation(found.Location)
	if found.Folder != nil {
		f := folderOf(*found.Folder, actor.Role, s.Now())
		out.Body.Folder.value = &f
	}
	for _, p := range found.Patients {
		out.Body.Items = append(out.Body.Items, patientShapeOf(p))
	}
	return out, nil
}

// find searches and records the look; q is how it understood the text. Roles that may not see patients find by barcode only.
func (s *Server) find(ctx context.Context, actor tracking.Actor, text string) (found store.Found, q tracking.Search, err error) {
	formats, err := s.Store.Formats(ctx)
	if err != nil {
		return found, q, err
	}
	q = tracking.ParseSearch(text, formats, s.Now())
	if !actor.Role.May(tracking.MaySeePatients) {
		q = tracking.Search{Barcode: q.Barcode}
	}
	if found, err = s.Store.Find(ctx, q); err != nil {
		return found, q, err
	}
	if found.Folder != nil {
		if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "folder.find", FolderID: &found.Folder.ID, PatientID: &found.Folder.PatientID}); err != nil {
			return found, q, err
		}
	}
	return found, q, s.sawPatients(ctx, actor, "patient.find", found.Patients)
}

// PatientPath is a patient in an address.
type PatientPath struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

const staysOnPage = 10 // the newest

// patientFile is a patient with everything that belongs to them.
type patientFile struct {
	Patient tracking.Patient
	Numbers []tracking.PatientNumber
	Folders []tracking.Whereabouts // also those of records that were merged into theirs
	Merges  []store.MergeView
	Names   []tracking.PatientName // that they had before, or have besides
	Stays   []store.StayView
}

func (s *Server) openPatient(ctx context.Context, actor tracking.Actor, id uint64) (f patientFile, err error) {
	p, found, err := s.Store.Patient(ctx, tracking.PatientID(id))
	if err == nil && !found {
		err = tracking.ErrUnknownPatient
	}
	if err != nil {
		return f, err
	}
	f.Patient = p
	records, err := s.Store.Records(ctx, p.ID)
	if err != nil {
		return f, err
	}
	if f.Numbers, err = s.Store.NumbersOf(ctx, records...); err != nil {
		return f, err
	}
	if f.Folders, err = s.Store.FoldersOf(ctx, records...); err != nil {
		return f, err
	}
	if len(records) > 1 {
		if f.Merges, err = s.Store.MergesInto(ctx, p.ID); err != nil {
			return f, err
		}
	}
	if f.Names, err = s.Store.NamesOf(ctx, p.ID); err != nil {
		return f, err
	}
	if f.Stays, err = s.Store.StaysOf(ctx, p.ID, staysOnPage); err != nil {
		return f, err
	}
	return f, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "patient.look", PatientID: &p.ID})
}

func (s *Server) getPatient(ctx context.Context, actor tracking.Actor, in *PatientPath) (*PatientOutput, error) {
	f, err := s.openPatient(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	shape := patientShapeOf(f.Patient)
	for _, n := range f.Numbers {
		shape.Numbers = append(shape.Numbers, numberShape{string(n.Type), n.Number, n.Current})
	}
	shape.Folders = foldersOf(f.Folders, actor.Role, s.Now())
	return &PatientOutput{etag(f.Patient.Version), shape}, nil
}

type newPatientInput struct {
	Body struct {
		Number          string   `json:"number" minLength:"1" maxLength:"40"`
		PreviousNumbers []string `json:"previous_numbers,omitempty" maxItems:"20"`
		NHSNumber       string   `json:"nhs_number,omitempty" maxLength:"14"`
		FamilyName      string   `json:"family_name" minLength:"1" maxLength:"200"`
		GivenName       string   `json:"given_name,omitempty" maxLength:"200"`
		Born            string   `json:"born,omitempty" maxLength:"10" example:"1980-03-03"`
		Sex             string   `json:"sex,omitempty" enum:"F,M,X,U"`
		Died            string   `json:"died,omitempty" maxLength:"10"`
	}
}

func (s *Server) postPatient(ctx context.Context, actor tracking.Actor, in *newPatientInput) (*PatientOutput, error) {
	born, err := dateOf(in.Body.Born)
	if err != nil {
		return nil, err
	}
	died, err := dateOf(in.Body.Died)
	if err != nil {
		return nil, err
	}
	p, err := s.Service.AddPatient(ctx, actor, tracking.NewPatient{PreviousNumbers: in.Body.PreviousNumbers, Patient: tracking.Patient{
		Number: in.Body.Number, NHSNumber: in.Body.NHSNumber, FamilyName: in.Body.FamilyName, GivenName: in.Body.GivenName, Born: born, Sex: in.Body.Sex, DiedOn: died}})
	if err != nil {
		return nil, err
	}
	return &PatientOutput{etag(p.Version), patientShapeOf(p)}, nil
}

type patchPatientInput struct {
	PatientPath
	OnVersion
	Body struct {
		NHSNumber  *string `json:"nhs_number,omitempty" maxLength:"14"`
		FamilyName *string `json:"family_name,omitempty" maxLength:"200"`
		GivenName  *string `json:"given_name,omitempty" maxLength:"200"`
		Born       *string `json:"born,omitempty" maxLength:"10" doc:"Empty for unknown"`
		Sex        *string `json:"sex,omitempty" enum:"F,M,X,U"`
		Died       *string `json:"died,omitempty" maxLength:"10" doc:"Empty for alive"`
	}
}

func (s *Server) patchPatient(ctx context.Context, actor tracking.Actor, in *patchPatientInput) (*PatientOutput, error) {
	v, err := in.number()
	if err != nil {
		return nil, err
	}
	c := tracking.PatientChange{NHSNumber: in.Body.NHSNumber, FamilyName: in.Body.FamilyName, GivenName: in.Body.GivenName, Sex: in.Body.Sex}
	if c.Born, err = changedDate(in.Body.Born); err != nil {
		return nil, err
	}
	if c.DiedOn, err = changedDate(in.Body.Died); err != nil {
		return nil, err
	}
	p, err := s.Service.AmendPatient(ctx, actor, tracking.PatientID(in.ID), v, c)
	if err != nil {
		return nil, err
	}
	return &PatientOutput{etag(p.Version), patientShapeOf(p)}, nil
}

// changedDate reads a date to be changed: nil leaves it, empty takes it away.
func changedDate(s *string) (*time.Time, error) {
	if s == nil {
		return nil, nil
	}
	if *s == "" {
		return &time.Time{}, nil
	}
	return dateOf(*s)
}

// dateOf reads a date of the API; empty is none.
func dateOf(s string) (*time.Time, error) {
	if s == "" {
		return nil, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return nil, &tracking.Error{Kind: tracking.Invalid, Code: "date", Text: "A date is written as 2026-11-22."}
	}
	return &t, nil
}
