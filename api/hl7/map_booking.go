package hl7

import (
	"fmt"
	"strings"
	"time"

	"casenotes/tracking"
)

// appointment takes in a booking, or what became of one. It is the same command as a row of a file.
func (r *reading) appointment() error {
	b := tracking.Booking{ID: r.bookingID(), ToldAt: r.told, Status: r.bookingStatus()}
	if b.ID == "" {
		return &Fault{Code: codeMissing, Place: "SCH-2", Text: "The appointment has no number (SCH-2, SCH-1). Ask the sender to send it again with one."}
	}
	known, found, err := r.Booked(r.ctx, b.ID)
	if err != nil {
		return err
	}
	if r.m.Has("PID") || !found {
		if err := r.learn(r.says()); err != nil {
			return err
		}
		b.Patient = r.patient.Number
	} else {
		b.Patient = known.Patient
	}
	done, err := r.session(&b, known, found)
	if err != nil || done {
		return err
	}
	added, err := r.service.Book(r.ctx, r.actor, []tracking.Booking{b})
	if err != nil {
		return err
	}
	return added[0].Err
}

// session says when and where the appointment is, from the message or from what is known of it. done says that nothing needs doing: one
// that nobody knew was cancelled.
func (r *reading) session(b *tracking.Booking, known tracking.Booking, found bool) (done bool, err error) {
	starts := r.bookingStarts()
	place, _, clinic, err := r.clinicPlace()
	if err != nil {
		return false, err
	}
	gone := b.Status == tracking.CalledOff || b.Status == tracking.DidNotAttend
	switch {
	case starts == nil && found:
		b.Starts = known.Starts
	case starts == nil && gone:
		return true, nil
	case starts == nil:
		return false, &Fault{Code: codeMissing, Place: "SCH-11", Text: "The message does not say when the appointment is (SCH-11, AIS-4, AIL-6). Ask the sender to send it again with the time."}
	default:
		b.Starts = *starts
	}
	switch {
	case clinic != nil:
		b.Clinic = clinic.Code
	case found && (place == "" || gone):
		b.Clinic = known.Clinic
	case gone:
		return true, nil
	case place == "":
		return false, &Fault{Code: codeMissing, Place: "AIL-3", Text: "The message does not say where the appointment is (AIL-3). Ask the sender to send it again with the clinic."}
	default:
		return false, Unmapped(place)
	}
	if found && b.Clinic == known.Clinic && b.Starts.Equal(known.Starts) {
		b.Session = known.Session // it stays in its session
		return false, nil
	}
	b.Session = r.sessionID(b.Clinic, b.Starts)
	return false, nil
}

// CodeUnmapped is the code of the refusal of what is at a place that no map knows. It can be applied once the map does.
const CodeUnmapped = "place_unmapped"

// Unmapped is the refusal of an appointment at a place that no map knows.
func Unmapped(place string) error {
	return &tracking.Error{Kind: tracking.Conflict, Code: CodeUnmapped, Text: fmt.Sprintf("The map does not say which of our locations %q is. Map it, then apply the message again.", place)}
}

func (r *reading) bookingID() string {
	for _, place := range []string{"SCH-2.1", "SCH-1.1"} {
		if id := plainType(r.m.At(place).Text()); id != "" {
			return cutTo(id, 64)
		}
	}
	return ""
}

// bookingStarts is when the appointment is, wherever the sender puts that.
func (r *reading) bookingStarts() *time.Time {
	for _, place := range []string{"SCH-11.4", "AIS-4", "AIL-6", "AIP-6", "TQ1-7"} {
		if m, ok := r.m.At(place).Moment(r.Zone); ok && m.HasTime() {
			return &m.Time
		}
	}
	return nil
}

func (r *reading) clinicPlace() (place, bed string, p *tracking.Location, err error) {
	for _, at := range []string{"AIL-3", "PV1-3"} {
		if v := r.m.At(at); v.Sent() {
			return r.where(v)
		}
	}
	return "", "", nil, nil
}

// bookingStatus reads what became of the appointment: the event says it, else the status, else the outcome of the UK's own segment.
func (r *reading) bookingStatus() tracking.AppointmentStatus {
	switch _, trigger := r.m.Event(); trigger {
	case "S15", "S16", "S17":
		return tracking.CalledOff
	case "S26":
		return tracking.DidNotAttend
	}
	switch r.m.At("ZU3-3").Text() {
	case "5", "6":
		return tracking.Attended
	case "3", "7":
		return tracking.DidNotAttend
	case "2", "4":
		return tracking.CalledOff
	}
	switch status := strings.ToUpper(r.m.At("SCH-25.1").Text()); {
	case strings.HasPrefix(status, "CANC"), status == "DELETED", status == "DC", status == "DISCONTINUED":
		return tracking.CalledOff
	case status == "NOSHOW", status == "DNA":
		return tracking.DidNotAttend
	case status == "COMPLETE", status == "STARTED", status == "ATTENDED", status == "ARRIVED", status == "CHECKEDIN":
		return tracking.Attended
	case status == "OVERBOOK", status == "OVERBOOKED":
		return tracking.Overbooked
	}
	return tracking.Booked
}

// sessionID names the session that an appointment is in: the clinic, the half of the day, and whose it is.
func (r *reading) sessionID(clinic string, starts time.Time) string {
	local := starts.In(r.Zone)
	id := clinic + "/" + local.Format("2006-01-02/") + map[bool]string{true: "am", false: "pm"}[local.Hour() < 13]
	if who := plainType(r.m.At("AIP-3.1").Text()); who != "" {
		id += "/" + who
	}
	return cutTo(id, 64)
}
