package tracking

import (
	"slices"
	"strings"
	"time"
)

// Told is what the administration system says of a patient. What it is silent about stays as it is.
type Told struct {
	At      time.Time       // when it recorded this; what is older than what is known fills gaps only
	Numbers []PatientNumber // the first hospital number is the one in use, the others older or besides
	Names   []PatientName   // the first is the one in use, the others older or besides
	Born    *time.Time      // the zero time takes it away
	Sex     *string
	Dead    *bool // nil: it does not say
	DiedOn  *time.Time
	Undated bool // no day of the death is told: DiedOn is that of the message, which moves no death that is known
}

// PatientName is a name that a patient has or had.
type PatientName struct {
	ID         uint64
	PatientID  PatientID
	FamilyName string
	GivenName  string
}

// Notes that ride along with what was taken in, for a person to look at.
const (
	noteNHSWrong = "The NHS number fails its check, so it was left out. Ask for it to be corrected where it was entered."
	noteNHSTaken = "Another patient here has this NHS number, so it was left out. See whether the two are one person, and merge them if so."
	noteOdd      = "One of the other numbers is too long or has special characters, so it was left out."
	noteOther    = "Another patient here has one of the other numbers, so that number was left out. See whether the two are one person."
)

// Refusals of what the administration system tells.
var (
	ErrNoNumber    = &Error{Kind: Invalid, Code: "patient_number_missing", Text: "The patient has no hospital number in this. Ask for it to be sent again with one."}
	ErrTwoPatients = &Error{Kind: Conflict, Code: "two_patients", Text: "The numbers in this belong to two patients here. Find both; merge them if they are one person, or have the numbers corrected where they were entered."}
)

// clean puts numbers and names in the form in which they are kept, and drops what is said twice.
func (t Told) clean() (_ Told, notes []string) {
	t.At = t.At.UTC().Truncate(milli)
	var numbers []PatientNumber
	for _, n := range t.Numbers {
		n.Number = CleanNumber(n.Number)
		if n.Number == "" || slices.ContainsFunc(numbers, func(o PatientNumber) bool { return o.Type == n.Type && o.Number == n.Number }) {
			continue
		}
		switch {
		case n.Type == NHSNumber && !ValidNHSNumber(n.Number):
			notes = append(notes, noteNHSWrong)
			continue
		case n.Type != HospitalNumber && checkNumber(n.Number) != nil: // a hospital number that cannot be one is refused later
			notes = append(notes, noteOdd)
			continue
		}
		numbers = append(numbers, n)
	}
	t.Numbers = numbers
	var names []PatientName
	for _, n := range t.Names {
		n.FamilyName, n.GivenName = cut(strings.TrimSpace(n.FamilyName), maxName), cut(strings.TrimSpace(n.GivenName), maxName)
		if n.FamilyName != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	t.Names = names
	return t, notes
}

// number is the first number of a type.
func (t Told) number(kind NumberType) string {
	for _, n := range t.Numbers {
		if n.Type == kind {
			return n.Number
		}
	}
	return ""
}

// apply brings a patient up to date. What is older than what was told of them before fills only what is empty; whether they live is
// told by some messages only, and has its own time.
func (t Told) apply(p Patient) (_ Patient, older []PatientName) {
	newer := p.ToldAt == nil || !t.At.Before(*p.ToldAt)
	if newer {
		p.ToldAt = &t.At
	}
	for i, n := range t.Names {
		inUse := PatientName{FamilyName: p.FamilyName, GivenName: p.GivenName}
		switch {
		case n == inUse:
		case i == 0 && newer:
			if inUse.FamilyName != "" {
				older = append(older, inUse)
			}
			p.FamilyName, p.GivenName = n.FamilyName, n.GivenName
		default:
			older = append(older, n)
		}
	}
	if n := t.number(HospitalNumber); n != "" && (newer || p.Number == "") {
		p.Number = n
	}
	if n := t.number(NHSNumber); n != "" && (newer || p.NHSNumber == "") {
		p.NHSNumber = n
	}
	if t.Sex != nil && (newer || p.Sex == "") {
		p.Sex = *t.Sex
	}
	if t.Born != nil && (newer || p.Born == nil) {
		p.Born = t.Born
		if t.Born.IsZero() {
			p.Born = nil
		}
	}
	if t.Dead != nil && (p.DeathToldAt == nil || !t.At.Before(*p.DeathToldAt)) {
		p.DeathToldAt = &t.At
		switch {
		case !*t.Dead:
			p.DiedOn = nil
		case !t.Undated || p.DiedOn == nil:
			p.DiedOn = t.DiedOn
		}
	}
	return p, older
}
