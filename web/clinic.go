package web

import (
	"strings"
	"time"

	"casenotes/tracking"
)

// Clinics is the clinics of the next working days that somebody works for, and how ready they are.
type Clinics struct {
	Frame
	// Chosen says that clinics have been chosen; without any the page asks for that.
	Chosen  bool
	Days    []ClinicDay
	More    bool // the list was cut
	Topics  string
	Checked time.Time
}

// Template is the page's file.
func (Clinics) Template() string { return "clinics.html" }

// ClinicDay is the sessions of one day.
type ClinicDay struct {
	Day  time.Time
	When string // "Today", "Tomorrow", or the weekday
	Rows []ClinicRow
}

// ClinicRow is one session.
type ClinicRow struct {
	ID        tracking.SessionID
	Clinic    tracking.Location
	Starts    time.Time
	Cancelled bool
	AskedAt   *time.Time
	tracking.Readiness
	// Asks says that something can be asked for.
	Asks    bool
	Version int64
}

// Counted is how many folders stand one way.
type Counted struct {
	Tag
	N int
}

// Lower is the tag's text within a sentence.
func (c Counted) Lower() string { return strings.ToLower(c.Text) }

// Standings counts the folders of the session by how they stand, the best first. Those of nobody are left out.
func (r ClinicRow) Standings() (list []Counted) {
	for _, s := range tracking.Standings() {
		if n := r.Folders[s]; n > 0 {
			list = append(list, Counted{StandingTag(s), n})
		}
	}
	return list
}

// StandingTag is how a folder stands for a clinic that needs it.
func StandingTag(stands tracking.Readied) Tag {
	colours := map[tracking.Readied]string{tracking.Here: "green", tracking.OnTheWay: "blue", tracking.PulledFor: "yellow", tracking.AskedFor: "yellow",
		tracking.WithAnother: "red", tracking.CannotFind: "orange", tracking.NotRequested: "white"}
	return Tag{SentenceCase(stands.Label()), colours[stands]}
}

// ChooseClinics asks which clinics somebody works for.
type ChooseClinics struct {
	Frame
	Groups []ClinicGroup
	Chosen []string // codes
}

// Template is the page's file.
func (ChooseClinics) Template() string { return "chooseclinics.html" }

// ClinicGroup is the clinics of one site.
type ClinicGroup struct {
	Site   string
	Places []Place
}

// Has says whether a clinic is chosen.
func (p ChooseClinics) Has(code string) bool {
	for _, c := range p.Chosen {
		if c == code {
			return true
		}
	}
	return false
}

// Clinic is the list of one session: its patients in clinic order, and how their folders stand.
type Clinic struct {
	Frame
	ClinicRow
	When    string // its day and time
	Volumes tracking.Scope
	List    []BookedRow
	Moved   []MovedRow
	Topics  string
	Phone   string // of the library
	Checked time.Time
}

// Template is the page's file.
func (Clinic) Template() string { return "clinic.html" }

// BookedRow is one booked patient.
type BookedRow struct {
	tracking.Appointment
	Patient tracking.Patient
	Folders []BookedFolder
	// Tags say what is unusual: booked late, cancelled, not needed.
	Tags []Tag
	// Asks says that something can be asked for, New that the patient was booked after the list was made.
	Asks, New bool
	// Needed says that the folders are needed; Over that nobody is expected any more.
	Needed, Over bool
	Stamp        string
}

// BookedFolder is a folder of a booked patient.
type BookedFolder struct {
	Row
	Stands  Tag
	Request *tracking.Request
	// Apart says that it does not make the session ready: temporary, or on the screen alone.
	Apart bool
}

// MovedRow is a patient who was on the list and is on another one now.
type MovedRow struct {
	Patient tracking.Patient
	Starts  time.Time
	Clinic  tracking.Location
	Session tracking.SessionID
}
