package tracking

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// SessionID is the database's number for a session.
type SessionID uint64

// AppointmentID is the database's number for an appointment.
type AppointmentID uint64

// Session is a clinic on a date.
type Session struct {
	ID          SessionID
	Code        string // what the appointments system calls it
	LocationID  LocationID
	Starts      time.Time  // its first appointment that is not cancelled
	Volumes     Scope      // which volumes it wants; empty: as its clinic
	AskedAt     *time.Time // when its folders were asked for first; from then on late bookings are asked for at once
	ListAt      *time.Time // when its next list is to be made
	CancelledAt *time.Time
	Version     int64
	CreatedAt   time.Time
	ChangedAt   time.Time
}

// Appointment is a patient booked in a session.
type Appointment struct {
	ID        AppointmentID
	Code      string // what the appointments system calls it
	SessionID SessionID
	PatientID PatientID
	Starts    time.Time
	Status    AppointmentStatus
	NotNeeded string     // why the folder is not needed; empty: it is
	ToldAt    *time.Time // when the appointments system last told of it; nil where it does not say when
	Version   int64
	CreatedAt time.Time
	ChangedAt time.Time
}

// AppointmentStatus is what became of an appointment.
type AppointmentStatus string

// The statuses of an appointment.
const (
	Booked       AppointmentStatus = "booked"
	Overbooked   AppointmentStatus = "overbooked" // beyond the places of the session; wanted like any other
	Attended     AppointmentStatus = "attended"
	DidNotAttend AppointmentStatus = "did_not_attend"
	CalledOff    AppointmentStatus = "cancelled"
)

// AppointmentStatuses lists the statuses in the order in which a form offers them.
func AppointmentStatuses() []AppointmentStatus {
	return []AppointmentStatus{Booked, Overbooked, Attended, DidNotAttend, CalledOff}
}

// Wanted says whether the patient's folders are needed for it.
func (a Appointment) Wanted() bool {
	return (a.Status == Booked || a.Status == Overbooked) && a.NotNeeded == ""
}

// BookedSince says whether it was booked after the folders of its session were asked for.
func (a Appointment) BookedSince(s Session) bool {
	return a.Wanted() && s.AskedAt != nil && a.CreatedAt.After(*s.AskedAt)
}

// Booking is one row of what the appointments system knows. A row with an id that is known brings it up to date.
type Booking struct {
	ID      string
	Session string
	Clinic  string // location code
	Starts  time.Time
	Patient string // any hospital number
	Status  AppointmentStatus
	ToldAt  time.Time // when the appointments system recorded this; zero: it does not say. What is older than what is known changes nothing
}

func checkBooking(b Booking, now time.Time) error {
	switch {
	case !plainCode(b.ID):
		return invalid("appointment_id", "An appointment's id has 1 to 64 plain characters.")
	case !plainCode(b.Session):
		return invalid("session_id", "A session's id has 1 to 64 plain characters.")
	case b.Starts.IsZero():
		return invalid("starts_missing", "Say when the appointment is.")
	case b.Starts.After(now.AddDate(3, 0, 0)):
		return invalid("starts_far", "That is more than three years ahead. Check the year.")
	case !slices.Contains(AppointmentStatuses(), b.Status):
		return invalid("unknown_status", "The status is one of booked, overbooked, attended, did_not_attend, cancelled.")
	}
	return nil
}

func plainCode(s string) bool {
	return s != "" && len(s) <= 64 && strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }) < 0
}

// leads are how many working days ahead the lists of a session are made. Between two lists late bookings are asked for as they come.
var leads = []int{5, 3, 1, 0}

// nextList is when a session's next list is due after now; nil where none remains.
func (r Rules) nextList(s Session, now time.Time) *time.Time {
	if s.CancelledAt != nil || !s.Starts.After(now) {
		return nil
	}
	for _, lead := range leads {
		at, err := r.Calendar.Before(s.Starts, lead)
		if err == nil && at.After(now) {
			return &at
		}
	}
	return nil
}

// listsBegun says that the first list of a session is due: its folders are asked for from now on.
func (r Rules) listsBegun(s Session, now time.Time) bool {
	at, err := r.Calendar.Before(s.Starts, leads[0])
	return err != nil || !at.After(now)
}

// Choose is the folders of a patient's that a scope means: of each kind the newest volume in use, or all that are not ended.
func (s Scope) Choose(set []Folder) (chosen []Folder) {
	for _, f := range set {
		newer := func(o Folder) bool {
			return o.PatientID == f.PatientID && o.Kind == f.Kind && o.Status == Active && o.Volume > f.Volume
		}
		if f.Kind == KindReplaced { // nobody wants a lost original besides what replaced it
			continue
		}
		if (f.Status == Active || f.Status == Closed) && (s == AllVolumes || (f.Status == Active && !slices.ContainsFunc(set, newer))) {
			chosen = append(chosen, f)
		}
	}
	return chosen
}
