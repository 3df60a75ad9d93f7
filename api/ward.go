package api

import (
	"context"

	"casenotes/tracking"
)

// wardShape is what a ward has now.
type wardShape struct {
	Ward       orNull[LocationRef] `json:"ward" doc:"null: at places of the administration system that no map knows"`
	Inpatients int                 `json:"inpatients"`
	OnLeave    int                 `json:"on_leave"`
	Expected   int                 `json:"expected" doc:"Planned, or on the waiting list"`
	ToCome     int                 `json:"folders_to_come" doc:"Folders that are asked for there for admissions"`
}

type wardsOutput struct {
	Body struct {
		Items []wardShape `json:"items" nullable:"false"`
	}
}

func (s *Server) listWards(ctx context.Context, _ tracking.Actor, _ *struct{}) (*wardsOutput, error) {
	counts, err := s.Store.WardCounts(ctx)
	if err != nil {
		return nil, err
	}
	places, err := s.placesByID(ctx)
	out := &wardsOutput{}
	out.Body.Items = []wardShape{}
	for _, w := range counts {
		out.Body.Items = append(out.Body.Items, wardShape{Ward: placeOrNull(w.WardID, places), Inpatients: w.Here, OnLeave: w.Away, Expected: w.ToCome, ToCome: w.NotesToCome})
	}
	return out, err
}

func placeOrNull(id *tracking.LocationID, places map[tracking.LocationID]tracking.Location) orNull[LocationRef] {
	if id == nil || *id == 0 {
		return orNull[LocationRef]{}
	}
	p := places[*id]
	return maybeLocation(&p)
}

// stayShape is a stay in JSON.
type stayShape struct {
	Visit      string              `json:"visit"`
	Status     string              `json:"status" enum:"expected,inpatient,on_leave,left,cancelled"`
	Place      string              `json:"place" doc:"As the administration system calls it"`
	Bed        string              `json:"bed,omitempty"`
	Ward       orNull[LocationRef] `json:"ward" doc:"null: no map knows the place"`
	Since      instant             `json:"since"`
	ExpectedAt *instant            `json:"expected_at" nullable:"true"`
	AdmittedAt *instant            `json:"admitted_at" nullable:"true"`
	LeftAt     *instant            `json:"left_at" nullable:"true"`
	Died       bool                `json:"died"`
}

type staysOutput struct {
	Body struct {
		Items []stayShape `json:"items" nullable:"false"`
	}
}

const staysShown = 50

func (s *Server) listStays(ctx context.Context, actor tracking.Actor, in *PatientPath) (*staysOutput, error) {
	p, found, err := s.Store.Patient(ctx, tracking.PatientID(in.ID))
	if err == nil && !found {
		err = tracking.ErrUnknownPatient
	}
	if err != nil {
		return nil, err
	}
	list, err := s.Store.StaysOf(ctx, p.ID, staysShown)
	if err != nil {
		return nil, err
	}
	out := &staysOutput{}
	out.Body.Items = []stayShape{}
	for _, v := range list {
		out.Body.Items = append(out.Body.Items, stayShape{Visit: v.Visit, Status: string(v.Status), Place: v.Place, Bed: v.Bed, Ward: maybeLocation(v.Ward), Since: at(v.Since),
			ExpectedAt: maybeAt(v.ExpectedAt), AdmittedAt: maybeAt(v.AdmittedAt), LeftAt: maybeAt(v.LeftAt), Died: v.Died})
	}
	return out, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "patient.stays", PatientID: &p.ID})
}
