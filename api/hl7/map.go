package hl7

import (
	"context"
	"slices"
	"strings"
	"time"

	"casenotes/tracking"
)

// meaning is one line of the table that says what messages do: which event, what it means, where that stands in the message, and how
// it is applied.
type meaning struct {
	Event string // as MSH-9
	Means string // in words, for pages and the manual
	Reads string // the places in the message that count, besides those of the patient (PID-3, 5, 7, 8, 29, 30) and of time (EVN-6, EVN-2, MSH-7)
	stay  tracking.StayEventKind
	apply func(*reading) error
}

// meanings is the table. Whatever is not in it is acknowledged, counted, and not for us.
var meanings = []meaning{
	{"ADT A28", "person registered", "", "", (*reading).person},
	{"ADT A31", "person brought up to date", "", "", (*reading).person},
	{"ADT A04", "patient registered for a visit", "", "", (*reading).person},
	{"ADT A08", "patient brought up to date", "", "", (*reading).person},

	{"ADT A05", "admission planned", "PV1-19 PV1-3 PV2-8", tracking.ExpectedIn, (*reading).stay},
	{"ADT A14", "admission pending", "PV1-19 PV1-3 PV2-8", tracking.ExpectedIn, (*reading).stay},
	{"ADT A38", "planned admission cancelled", "PV1-19", tracking.NotExpected, (*reading).stay},
	{"ADT A27", "pending admission cancelled", "PV1-19", tracking.NotExpected, (*reading).stay},
	{"ADT A01", "admitted", "PV1-19 PV1-3", tracking.Admitted, (*reading).stay},
	{"ADT A06", "outpatient admitted", "PV1-19 PV1-3", tracking.Admitted, (*reading).stay},
	{"ADT A11", "admission cancelled", "PV1-19", tracking.NotAdmitted, (*reading).stay},
	{"ADT A02", "transferred", "PV1-19 PV1-3 PV1-44", tracking.Transferred, (*reading).stay},
	{"ADT A12", "transfer cancelled", "PV1-19", tracking.NotTransferred, (*reading).stay},
	{"ADT A15", "transfer pending", "PV1-19 PV1-42, else PV1-3", tracking.PlannedTransfer, (*reading).stay},
	{"ADT A26", "pending transfer cancelled", "PV1-19", tracking.NoPlannedTransfer, (*reading).stay},
	{"ADT A17", "two beds swapped", "PV1-19 PV1-3, of both patients", tracking.Transferred, (*reading).swap},
	{"ADT A21", "on leave", "PV1-19", tracking.WentOnLeave, (*reading).stay},
	{"ADT A22", "back from leave", "PV1-19", tracking.CameBack, (*reading).stay},
	{"ADT A16", "discharge pending", "PV1-19 PV2-9", tracking.PlannedLeaving, (*reading).stay},
	{"ADT A25", "pending discharge cancelled", "PV1-19", tracking.NoPlannedLeaving, (*reading).stay},
	{"ADT A03", "discharged, or died", "PV1-19 PV1-3 PV1-36 PV1-44", tracking.Discharged, (*reading).stay},
	{"ADT A07", "inpatient became an outpatient", "PV1-19 PV1-3", tracking.Discharged, (*reading).stay},
	{"ADT A13", "discharge cancelled", "PV1-19", tracking.NotDischarged, (*reading).stay},
	{"ADT A23", "visit deleted", "PV1-19", tracking.VisitDeleted, (*reading).stay},

	{"ADT A40", "two patients merged", "MRG-1", "", (*reading).mergePatients},
	{"ADT A34", "two patients merged (old)", "MRG-1", "", (*reading).mergePatients},
	{"ADT A47", "patient number changed", "MRG-1", "", (*reading).changeNumber},
	{"ADT A42", "two visits merged", "PV1-19 MRG-5", tracking.VisitOfSomebodyNew, (*reading).mergeVisits},
	{"ADT A44", "visit given to another patient", "PV1-19, else MRG-5", tracking.VisitOfSomebodyNew, (*reading).moveVisit},

	{"SIU S12", "appointment booked", booked, "", (*reading).appointment},
	{"SIU S13", "appointment moved", booked, "", (*reading).appointment},
	{"SIU S14", "appointment changed", booked, "", (*reading).appointment},
	{"SIU S15", "appointment cancelled", booked, "", (*reading).appointment},
	{"SIU S16", "appointment discontinued", booked, "", (*reading).appointment},
	{"SIU S17", "appointment deleted", booked, "", (*reading).appointment},
	{"SIU S26", "patient did not attend", booked, "", (*reading).appointment},
}

const booked = "SCH-2, else SCH-1; SCH-11.4, AIS-4, AIL-6, AIP-6 or TQ1-7; AIL-3, else PV1-3; AIP-3; SCH-25 ZU3-3"

// meaningOf is the line of the table for an event.
func meaningOf(kind, trigger string) (meaning, bool) {
	i := slices.IndexFunc(meanings, func(m meaning) bool { return m.Event == kind+" "+trigger })
	if i < 0 {
		return meaning{}, false
	}
	return meanings[i], true
}

// Effect is what a message did.
type Effect struct {
	Known   bool     // its event is in the table; otherwise it is not for us
	Means   string   // what the event means
	Notes   []string // what was left out, for a person to look at
	Patient tracking.PatientID
}

// Mapping says what messages mean here. Its commands are those of the Service that it gets with each message.
type Mapping struct {
	Zone *time.Location // of times without one
	// Place says which location a place of the sender is; nil while no map knows it.
	Place func(ctx context.Context, place string) (*tracking.Location, error)
	// Booked is what is known of an appointment, for messages that do not repeat it.
	Booked func(ctx context.Context, code string) (tracking.Booking, bool, error)
}

// Apply does what a message says. The same message applied again does nothing more. A Fault, or a refusal of the commands, says what a
// person must do; nothing of the message is to stand then.
func (p Mapping) Apply(ctx context.Context, s *tracking.Service, actor tracking.Actor, m Message) (Effect, error) {
	kind, trigger := m.Event()
	does, known := meaningOf(kind, trigger)
	if !known {
		return Effect{}, nil
	}
	r := &reading{Mapping: p, ctx: ctx, service: s, actor: actor, m: m, meaning: does}
	if err := r.times(); err != nil {
		return Effect{Known: true, Means: does.Means}, err
	}
	err := does.apply(r)
	return Effect{Known: true, Means: does.Means, Notes: r.notes, Patient: r.patient.ID}, err
}

// reading is one message on its way into commands.
type reading struct {
	Mapping
	meaning
	ctx     context.Context
	service *tracking.Service
	actor   tracking.Actor
	m       Message

	told    time.Time // when the sender recorded it
	at      time.Time // when it happened
	patient tracking.Patient
	notes   []string
}

const (
	clockAhead = 5 * time.Minute // that a sender's clock may be ahead of ours
	noteAhead  = "The sender's clock is ahead of ours, so this counts from when it came. Have that clock put right."
)

// times reads when the event was recorded and when it happened: EVN-2, else MSH-7; and EVN-6, else the same. Nothing is recorded after
// it has come: else what a clock that stood in next year has told would be newer than all that follows until then.
func (r *reading) times() error {
	for _, place := range []string{"EVN-2", "MSH-7"} {
		if m, ok := r.m.At(place).Moment(r.Zone); ok && m.Precision >= Day && r.told.IsZero() {
			r.told = m.Time
		}
	}
	if r.told.IsZero() {
		return &Fault{Code: codeMissing, Place: "MSH-7", Text: "The message does not say when it was made (EVN-2, MSH-7). Ask the sender to put the time into MSH-7."}
	}
	latest := r.m.Received.Add(clockAhead)
	ahead := r.told.After(latest)
	if ahead {
		r.told, r.notes = latest, append(r.notes, noteAhead)
	}
	r.at = r.told
	if m, ok := r.m.At("EVN-6").Moment(r.Zone); ok {
		r.at = r.during(m)
	}
	if ahead && r.at.After(latest) { // by the same clock
		r.at = latest
	}
	return nil
}

// during is a moment that may be only a day: then it is when it was told, on that day, else noon.
func (r *reading) during(m Moment) time.Time {
	if m.HasTime() {
		return m.Time
	}
	local, day := r.told.In(r.Zone), m.Time.In(r.Zone)
	if local.YearDay() == day.YearDay() && local.Year() == day.Year() {
		return r.told
	}
	return day.Add(12 * time.Hour)
}

// moment is a time in the message, where one stands there.
func (r *reading) moment(place string) *time.Time {
	m, ok := r.m.At(place).Moment(r.Zone)
	if !ok || m.Precision < Day {
		return nil
	}
	t := r.during(m)
	return &t
}

// placeCode is a place as the sender calls it, ward by ward, for the map: facility and point of care; and the room and bed there.
func placeCode(v Value) (place, bed string) {
	facility, ward := v.Component(4).Text(), v.Component(1).Text()
	place = strings.Trim(facility+"/"+ward, "/")
	bed = strings.TrimSpace(v.Component(2).Text() + " " + v.Component(3).Text())
	return cutTo(place, 80), cutTo(bed, 40)
}

func cutTo(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// where is the place that a value names, and the location that it is here, where the map knows it.
func (r *reading) where(v Value) (place, bed string, p *tracking.Location, err error) {
	if place, bed = placeCode(v); place == "" {
		return "", "", nil, nil
	}
	p, err = r.Place(r.ctx, place)
	return place, bed, p, err
}
