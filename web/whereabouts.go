package web

import (
	"fmt"
	"strings"
	"time"

	"casenotes/tracking"
)

// Row is a folder in a list.
type Row struct {
	tracking.Whereabouts
	Overdue bool
	// Cover is the number on its cover, where it is not the patient's in use and the reader may see it.
	Cover string
}

// WithCovers adds the numbers on the covers of folders whose patients were merged, for readers who may see patients.
func WithCovers(rows []Row) []Row {
	for i, r := range rows {
		if r.Patient.MergedIntoID != nil {
			rows[i].Cover = r.Patient.Number
		}
	}
	return rows
}

// Rows are folders as a list shows them at that moment.
func Rows(list []tracking.Whereabouts, now time.Time) []Row {
	rows := make([]Row, len(list))
	for i, w := range list {
		rows[i] = Row{Whereabouts: w, Overdue: w.OverdueAt(now)}
	}
	return rows
}

// Tag is one word about a folder and the colour that goes with it.
type Tag struct {
	Text, Colour string
}

// Tags are what stands out about the folder, the most pressing first.
func (r Row) Tags() (tags []Tag) {
	add := func(is bool, text, colour string) {
		if is {
			tags = append(tags, Tag{text, colour})
		}
	}
	if r.Status.Ended() {
		return []Tag{{SentenceCase(string(r.Status)), "grey"}}
	}
	add(r.Custody == tracking.Missing, "Can't be found", "orange")
	add(r.Overdue, "Overdue", "red")
	add(r.Custody == tracking.InTransit, "On the way", "blue")
	add(r.Custody == tracking.At && r.Location.Kind == tracking.Shelf, "On shelf", "grey")
	add(r.Custody == tracking.At && r.Location.Kind == tracking.Clinic, "At clinic", "green")
	add(r.Patient.MergedIntoID != nil, "To bring together", "purple")
	add(r.Kind == tracking.KindTemporary, "Temporary", "purple")
	add(r.Hold, "Legal hold", "white")
	add(r.Patient.Namesake, "Same name", "pink")
	return tags
}

// Set says which of the patient's folders it is: "Main, volume 2".
func (r Row) Set() string {
	return fmt.Sprintf("%s, volume %d", SentenceCase(r.Kind.Label()), r.Volume)
}

// Passage is a movement with the places it names: where the folder was recorded before, where it was (in transit, where it was
// sent from) and where the movement leads.
type Passage struct {
	tracking.Movement
	From  *tracking.Location
	Place tracking.Location
	To    tracking.Location
	// Inside is the container that the movement left the folder in.
	Inside *tracking.Container
}

// What says in words what happened.
func (p Passage) What() string {
	switch p.Kind {
	case tracking.Created:
		return "First recorded at " + p.To.Name
	case tracking.Sent:
		return "Sent to " + p.To.Name
	case tracking.Received:
		return "Received at " + p.To.Name
	case tracking.Filed:
		return "Filed at " + p.To.Name
	case tracking.Reported:
		return "Reported missing, last at " + p.To.Name
	case tracking.Found:
		return "Found at " + p.To.Name
	case tracking.Amended:
		return "Changed what is written on it"
	case tracking.Packed:
		return "Packed at " + p.To.Name
	case tracking.Unpacked:
		return "Out of its container at " + p.To.Name
	case tracking.Carried:
		return p.carried()
	case tracking.Corrected:
		return "Correction: " + p.restored()
	}
	return "Arrived at " + p.To.Name
}

// carried says what its container's move did to the folder.
func (p Passage) carried() string {
	if p.Custody == tracking.InTransit {
		return "Taken along towards " + p.To.Name
	}
	return "Taken along to " + p.To.Name
}

// restored is the state that a correction went back to.
func (p Passage) restored() string {
	switch p.Custody {
	case tracking.InTransit:
		return "again on its way to " + p.To.Name
	case tracking.Missing:
		return "missing again"
	}
	return "back at " + p.To.Name
}

// Whence is the name of the place it came from; empty where it did not move.
func (p Passage) Whence() string {
	if p.Kind == tracking.Sent {
		return p.Place.Name
	}
	if p.From == nil || p.From.ID == p.To.ID {
		return ""
	}
	return p.From.Name
}

// ToldLater says whether we learnt of it noticeably later than it happened.
func (p Passage) ToldLater() bool { return p.RecordedAt.Sub(p.At) > 2*time.Minute }

// sureness is how sure we are, in one word.
func sureness(c tracking.Confidence) string {
	switch c {
	case tracking.Scanned:
		return "scanned"
	case tracking.Keyed:
		return "typed"
	case tracking.Feed:
		return "from another system"
	}
	return "assumed"
}

// patientName is a name as every screen has it: FAMILY NAME, Given name.
func patientName(p tracking.Patient) string {
	if p.GivenName == "" {
		return strings.ToUpper(p.FamilyName)
	}
	return strings.ToUpper(p.FamilyName) + ", " + p.GivenName
}

// Sexes are the answers to choose from, as administration systems have them.
func Sexes() []Choice {
	return []Choice{{"", "Not stated"}, {"F", "Female"}, {"M", "Male"}, {"X", "Indeterminate"}, {"U", "Not known"}}
}

func sexWord(letter string) string {
	for _, c := range Sexes() {
		if c.Code == letter {
			return c.Name
		}
	}
	return letter
}

// SentenceCase begins a text with a capital.
func SentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
