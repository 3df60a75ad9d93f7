package api

import (
	"context"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
)

type sessionListInput struct {
	Paging
	Date     string `query:"date" maxLength:"10" example:"2026-11-24" doc:"The first day; today where it is left out"`
	Days     int    `query:"days" default:"1" minimum:"1" maximum:"14" doc:"How many days"`
	Location string `query:"location" maxLength:"64" doc:"Code of one clinic"`
}

type sessionListOutput struct{ Body page[SessionShape] }

// SessionShape is a clinic session in JSON.
type SessionShape struct {
	ID        uint64         `json:"id"`
	Code      string         `json:"code" doc:"What the appointments system calls it"`
	Location  LocationRef    `json:"location"`
	Starts    instant        `json:"starts"`
	Volumes   string         `json:"volumes" enum:"latest,all"`
	AskedAt   *instant       `json:"asked_at" nullable:"true" doc:"When its folders were asked for first"`
	Cancelled bool           `json:"cancelled"`
	Readiness readinessShape `json:"readiness"`
	Version   int64          `json:"version"`
}

// readinessShape counts permanent folders; what does not make a session ready stands apart.
type readinessShape struct {
	Patients     int `json:"patients" doc:"Booked, with their folders needed"`
	NotNeeded    int `json:"not_needed" doc:"Booked, and seen without their folders"`
	NoFolder     int `json:"no_folder" doc:"Booked, and without any folder"`
	Here         int `json:"here"`
	OnTheWay     int `json:"on_the_way"`
	Pulled       int `json:"pulled"`
	Requested    int `json:"requested"`
	Elsewhere    int `json:"elsewhere" doc:"With another clinic, ward or secretary"`
	Missing      int `json:"missing"`
	NotRequested int `json:"not_requested"`
	Temporary    int `json:"temporary" doc:"Stand in for missing ones: not counted above"`
	Electronic   int `json:"electronic" doc:"On the screen alone: not counted above"`
}

func readinessOf(r tracking.Readiness) readinessShape {
	return readinessShape{Patients: r.Patients, NotNeeded: r.NotNeeded, NoFolder: r.NoFolder, Here: r.Folders[tracking.Here], OnTheWay: r.Folders[tracking.OnTheWay],
		Pulled: r.Folders[tracking.PulledFor], Requested: r.Folders[tracking.AskedFor], Elsewhere: r.Folders[tracking.WithAnother], Missing: r.Folders[tracking.CannotFind],
		NotRequested: r.Folders[tracking.NotRequested], Temporary: r.Temporary, Electronic: r.Electronic}
}

func sessionOf(v store.SessionView, r tracking.Readiness) SessionShape {
	return SessionShape{ID: uint64(v.ID), Code: v.Code, Location: locationOf(v.Location), Starts: at(v.Starts), Volumes: string(v.Volumes), AskedAt: maybeAt(v.AskedAt),
		Cancelled: v.CancelledAt != nil, Readiness: readinessOf(r), Version: v.Version}
}

func parseDay(text string) (calendar.Day, error) {
	day, err := calendar.ParseDay(text)
	if err != nil || day < calendar.On(calendar.FirstYear, time.January, 1) || day > calendar.On(calendar.LastYear, time.December, 31) {
		return 0, &tracking.Error{Kind: tracking.Invalid, Code: "date", Text: "Write the date as year-month-day, like 2026-11-24."}
	}
	return day, nil
}

func (s *Server) listSessions(ctx context.Context, actor tracking.Actor, in *sessionListInput) (*sessionListOutput, error) {
	after, err := in.cursor()
	if err != nil {
		return nil, err
	}
	days := s.Service.Rules().Calendar
	first := days.Day(s.Now())
	if in.Date != "" {
		if first, err = parseDay(in.Date); err != nil {
			return nil, err
		}
	}
	l := store.SessionList{From: days.Midnight(first), To: days.Midnight(first + calendar.Day(in.Days)), After: after, Limit: in.Limit + 1}
	if l.LocationID, err = s.locationID(ctx, in.Location); err != nil {
		return nil, err
	}
	list, err := s.Store.Sessions(ctx, l)
	if err != nil {
		return nil, err
	}
	ready, err := s.Store.Readiness(ctx, list...)
	if err != nil {
		return nil, err
	}
	return &sessionListOutput{cut(list, in.Limit, func(v store.SessionView) SessionShape { return sessionOf(v, ready[v.ID]) },
		func(v store.SessionView) string { return cursorText(v.Starts, uint64(v.ID)) })}, nil
}

// SessionPath is a clinic session in an address.
type SessionPath struct {
	ID uint64 `path:"id" maximum:"9007199254740991"`
}

type sessionOutput struct {
	Body struct {
		SessionShape
		Appointments []appointmentShape `json:"appointments" nullable:"false"`
	}
}

type appointmentShape struct {
	ID        uint64         `json:"id"`
	Code      string         `json:"code"`
	Starts    instant        `json:"starts"`
	Status    string         `json:"status" enum:"booked,overbooked,attended,did_not_attend,cancelled"`
	NotNeeded string         `json:"not_needed,omitempty" doc:"Why the folders are not needed"`
	Patient   PatientRef     `json:"patient"`
	Folders   []bookedFolder `json:"folders" nullable:"false"`
}

type bookedFolder struct {
	Folder    folderShape `json:"folder"`
	Stands    string      `json:"stands" enum:"here,on_the_way,pulled,requested,elsewhere,missing,not_requested"`
	Counts    bool        `json:"counts" doc:"False for a temporary folder and one that is on the screen alone"`
	RequestID *uint64     `json:"request" nullable:"true" doc:"id of the open request for it"`
}

func (s *Server) session(ctx context.Context, id uint64) (store.SessionView, error) {
	v, found, err := s.Store.SessionByID(ctx, tracking.SessionID(id))
	if err == nil && !found {
		err = tracking.ErrUnknownSession
	}
	return v, err
}

func (s *Server) getSession(ctx context.Context, actor tracking.Actor, in *SessionPath) (*sessionOutput, error) {
	v, err := s.session(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.toldSession(ctx, actor, v)
}

// toldSession is a session with its list, which is a look at every patient on it.
func (s *Server) toldSession(ctx context.Context, actor tracking.Actor, v store.SessionView) (*sessionOutput, error) {
	ready, err := s.Store.Readiness(ctx, v)
	if err != nil {
		return nil, err
	}
	booked, err := s.Store.Booked(ctx, v)
	if err != nil {
		return nil, err
	}
	out, now := &sessionOutput{}, s.Now()
	out.Body.SessionShape, out.Body.Appointments = sessionOf(v, ready[v.ID]), make([]appointmentShape, len(booked))
	people := make([]tracking.Patient, len(booked))
	for i, b := range booked {
		shape := appointmentShape{ID: uint64(b.ID), Code: b.Code, Starts: at(b.Starts), Status: string(b.Status), NotNeeded: b.NotNeeded, Patient: patientOf(b.Patient), Folders: []bookedFolder{}}
		for _, f := range b.Folders {
			one := bookedFolder{Folder: folderOf(f.Whereabouts, actor.Role, now), Stands: string(f.Stands), Counts: f.Counts}
			if f.Request != nil {
				id := uint64(f.Request.ID)
				one.RequestID = &id
			}
			shape.Folders = append(shape.Folders, one)
		}
		out.Body.Appointments[i], people[i] = shape, b.Patient
	}
	return out, s.sawPatients(ctx, actor, "session.look", people)
}

type readinessOutput struct{ Body readinessShape }

func (s *Server) getReadiness(ctx context.Context, actor tracking.Actor, in *SessionPath) (*readinessOutput, error) {
	v, err := s.session(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ready, err := s.Store.Readiness(ctx, v)
	return &readinessOutput{readinessOf(ready[v.ID])}, err
}

type askSessionInput struct {
	SessionPath
	Body struct {
		Volumes string `json:"volumes,omitempty" enum:"latest,all" doc:"What this clinic wants from now on"`
	}
}

func (s *Server) postSessionRequests(ctx context.Context, actor tracking.Actor, in *askSessionInput) (*sessionOutput, error) {
	if _, err := s.Service.RequestSession(ctx, actor, tracking.SessionID(in.ID), tracking.Scope(in.Body.Volumes)); err != nil {
		return nil, err
	}
	return s.getSession(ctx, actor, &in.SessionPath)
}

type patchSessionInput struct {
	SessionPath
	Body struct {
		Cancelled bool `json:"cancelled" doc:"Cancelled takes back everything that is asked for it"`
	}
}

func (s *Server) patchSession(ctx context.Context, actor tracking.Actor, in *patchSessionInput) (*sessionOutput, error) {
	do := s.Service.ReinstateSession
	if in.Body.Cancelled {
		do = s.Service.CancelSession
	}
	if err := do(ctx, actor, tracking.SessionID(in.ID)); err != nil {
		return nil, err
	}
	return s.getSession(ctx, actor, &in.SessionPath)
}

type bookInput struct {
	Body struct {
		Appointments []bookingItem `json:"appointments" maxItems:"500" nullable:"false"`
	}
}

type bookingItem struct {
	ID      string `json:"id" maxLength:"64" doc:"What the appointments system calls it; a known one is brought up to date"`
	Session string `json:"session" maxLength:"64"`
	Clinic  string `json:"clinic_location" maxLength:"64" doc:"Code of the clinic"`
	Starts  string `json:"starts" maxLength:"40" example:"2026-11-24T09:10:00.000Z"`
	Patient string `json:"patient_number" maxLength:"40"`
	Status  string `json:"status,omitempty" enum:"booked,overbooked,attended,did_not_attend,cancelled" default:"booked"`
}

type bookOutput struct {
	Body struct {
		Results []bookedShape `json:"results" nullable:"false"`
	}
}

type bookedShape struct {
	ID     string `json:"id"`
	Known  bool   `json:"known" doc:"It was here before"`
	Code   string `json:"code,omitempty" doc:"Why it was not taken"`
	Detail string `json:"detail,omitempty"`
}

func (s *Server) postAppointments(ctx context.Context, actor tracking.Actor, in *bookInput) (*bookOutput, error) {
	rows := make([]tracking.Booking, len(in.Body.Appointments))
	for i, a := range in.Body.Appointments {
		status := tracking.AppointmentStatus(a.Status)
		if status == "" {
			status = tracking.Booked
		}
		rows[i] = tracking.Booking{ID: a.ID, Session: a.Session, Clinic: a.Clinic, Starts: moment(a.Starts), Patient: a.Patient, Status: status}
	}
	added, err := s.Service.Book(ctx, actor, rows)
	if err != nil {
		return nil, err
	}
	out := &bookOutput{}
	out.Body.Results = make([]bookedShape, len(added))
	for i, a := range added {
		out.Body.Results[i] = bookedShape{ID: in.Body.Appointments[i].ID, Known: a.Existed}
		if a.Err != nil {
			refused := s.explain(ctx, a.Err)
			out.Body.Results[i].Code, out.Body.Results[i].Detail = refused.Code, refused.Detail
		}
	}
	return out, nil
}

type notNeededInput struct {
	ID   uint64 `path:"id" maximum:"9007199254740991"`
	Body struct {
		NotNeeded string `json:"not_needed" maxLength:"180" doc:"Why the folders are not needed: seen on the screen; empty where they are"`
	}
}

type doneOutput struct {
	Body struct {
		Done bool `json:"done"`
	}
}

func (s *Server) patchAppointment(ctx context.Context, actor tracking.Actor, in *notNeededInput) (*doneOutput, error) {
	out := &doneOutput{}
	out.Body.Done = true
	return out, s.Service.NotNeeded(ctx, actor, tracking.AppointmentID(in.ID), in.Body.NotNeeded)
}
