package hl7

import (
	"slices"

	"casenotes/tracking"
)

// stay takes in an event of the patient's stay.
func (r *reading) stay() error {
	told := r.says()
	e, err := r.stayEvent()
	if err != nil {
		return err
	}
	switch {
	case e.Died:
		dead := true
		if told.Dead == nil || !*told.Dead {
			day := r.day(r.at)
			told.Dead, told.DiedOn, told.Undated = &dead, &day, true
		}
	case r.meaning.stay == tracking.NotDischarged && told.Dead == nil: // who is back on the ward lives
		dead := false
		told.Dead = &dead
	}
	if err := r.learn(told); err != nil {
		return err
	}
	return r.record(e)
}

// record tells of an event of the patient who was just learnt.
func (r *reading) record(e tracking.StayEvent) error {
	e.PatientID = r.patient.ID
	if e.Visit == "" { // a sender without visit numbers has one stay for each patient, in which they come and go
		e.Visit = "P" + r.patient.Number
	}
	_, err := r.service.RecordStay(r.ctx, r.actor, e)
	return err
}

// stayEvent reads the event, but not whose it is.
func (r *reading) stayEvent() (tracking.StayEvent, error) {
	kind := r.meaning.stay
	e := tracking.StayEvent{Kind: kind, At: r.at, ToldAt: r.told, Visit: r.visit("PV1-19", "PV1-50"), AdmittedAt: r.moment("PV1-44")}
	at := r.m.At("PV1-3")
	switch kind {
	case tracking.ExpectedIn:
		e.Due = firstOf2(r.moment("PV2-8"), r.moment("EVN-3"))
	case tracking.PlannedLeaving:
		e.Due = firstOf2(r.moment("PV2-9"), r.moment("EVN-3"))
	case tracking.PlannedTransfer:
		e.Due = r.moment("EVN-3")
		if to := r.m.At("PV1-42"); to.Sent() {
			at = to
		}
	case tracking.Discharged:
		_, trigger := r.m.Event()
		e.Died = trigger == "A03" && slices.Contains(diedCodes, r.m.At("PV1-36").Text())
	}
	if !slices.Contains([]tracking.StayEventKind{tracking.ExpectedIn, tracking.Admitted, tracking.Transferred, tracking.PlannedTransfer, tracking.Discharged}, kind) {
		return e, nil // it says nothing of where
	}
	place, bed, ward, err := r.where(at)
	if err != nil {
		return e, err
	}
	if place == "" && kind == tracking.Transferred {
		return e, &Fault{Code: codeMissing, Place: "PV1-3", Text: "The message does not say where the patient was moved (PV1-3). Ask the sender to send it again with the ward."}
	}
	e.Place, e.Bed = place, bed
	if ward != nil {
		e.WardID = &ward.ID
	}
	return e, nil
}

// diedCodes are the outcomes of a discharge that are a death: the NHS's destination 79, its method 4 where that is sent instead, and
// HL7's own table 0112.
var diedCodes = []string{"79", "4", "20", "40", "41", "42"}

func firstOf2[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// visit is the number of a visit, with the authority that issued it where that is said.
func (r *reading) visit(places ...string) string {
	for _, place := range places {
		v := r.m.At(place)
		if number := plainVisit(v.Component(1).Text()); number != "" {
			return withAuthority(v.Component(4).Text(), number)
		}
	}
	return ""
}

func withAuthority(authority, number string) string {
	if authority = plainVisit(authority); authority != "" {
		return cutTo(authority+"/"+number, 64)
	}
	return cutTo(number, 64)
}

// plainVisit leaves what a number can have.
func plainVisit(s string) string { return plainType(s) }

// swap takes in that two patients have changed beds: each is moved to where the message says.
func (r *reading) swap() error {
	groups := r.m.Groups("PID")
	if len(groups) != 2 {
		return &Fault{Code: codeSequence, Place: "PID", Text: "A swap of beds (A17) must name two patients. Send the two moves by themselves."}
	}
	whole := r.m
	for _, g := range groups {
		r.m = g
		if err := r.stay(); err != nil {
			return err
		}
	}
	r.m = whole
	return nil
}

// mergeVisits lets two visit numbers be one stay.
func (r *reading) mergeVisits() error {
	into, from := r.visit("PV1-19", "PV1-50"), r.mergedVisit()
	if into == "" || from == "" {
		return &Fault{Code: codeMissing, Place: "MRG-5", Text: "The message must name both visits (PV1-19 stays, MRG-5 goes). Ask the sender to send it again with both."}
	}
	if err := r.learn(r.says()); err != nil {
		return err
	}
	_, err := r.service.MergeVisits(r.ctx, r.actor, from, tracking.StayEvent{Visit: into, PatientID: r.patient.ID, At: r.at, ToldAt: r.told})
	return err
}

// mergedVisit is the visit in MRG-5. Where it says no authority, it is that of the visit that stays.
func (r *reading) mergedVisit() string {
	v := r.m.At("MRG-5")
	number := plainVisit(v.Component(1).Text())
	if number == "" {
		return ""
	}
	authority := v.Component(4).Text()
	if authority == "" {
		authority = r.m.At("PV1-19.4").Text()
	}
	return withAuthority(authority, number)
}

// moveVisit gives a visit to the patient of the message.
func (r *reading) moveVisit() error {
	visit := r.visit("PV1-19", "PV1-50")
	if visit == "" {
		visit = r.mergedVisit()
	}
	if visit == "" {
		return &Fault{Code: codeMissing, Place: "PV1-19", Text: "The message does not say which visit goes to this patient (PV1-19). Ask the sender to send it again with its number."}
	}
	if err := r.learn(r.says()); err != nil {
		return err
	}
	return r.record(tracking.StayEvent{Kind: tracking.VisitOfSomebodyNew, Visit: visit, At: r.at, ToldAt: r.told})
}
