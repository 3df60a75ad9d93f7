package tracking

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// PatientID is the database's number for a patient record.
type PatientID uint64

// Patient is whose notes a folder holds.
type Patient struct {
	ID           PatientID
	Number       string // the hospital number in use
	NHSNumber    string
	FamilyName   string
	GivenName    string
	Born         *time.Time // a date, midnight UTC
	Sex          string     // as the administration system says: F, M, X, U or empty
	DiedOn       *time.Time
	InpatientID  *LocationID // the ward they are on now
	Namesake     bool        // somebody else has this name
	MergedIntoID *PatientID
	ToldAt       *time.Time // when the administration system last told of them
	DeathToldAt  *time.Time // and of their death, or that they live
	SeenOn       *time.Time // when they were last treated, as far as is told
	KeepUntil    *time.Time // until when their notes must be kept at least
	Version      int64
	CreatedAt    time.Time
	ChangedAt    time.Time
}

// Head is who the patient is now: the one they were merged into, or themselves.
func (p Patient) Head() PatientID {
	if p.MergedIntoID != nil {
		return *p.MergedIntoID
	}
	return p.ID
}

// PatientNumber is one number that a patient has or had. Old numbers keep finding the patient.
type PatientNumber struct {
	Type      NumberType
	Number    string
	PatientID PatientID
	Current   bool
}

// NumberType says who issues a number.
type NumberType string

// The types of number.
const (
	HospitalNumber NumberType = "hospital"
	NHSNumber      NumberType = "nhs"
)

// CleanNumber is a patient number as it is kept: upper case, without spaces and dashes.
func CleanNumber(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, s))
}

// ValidNHSNumber checks ten digits with modulus 11: weights 10 to 2 on the first nine, 11 less the remainder is the tenth.
// About one random ten-digit number in eleven passes, so a pass alone never decides what a number is.
func ValidNHSNumber(s string) bool {
	if len(s) != 10 {
		return false
	}
	sum := 0
	for i := range 10 {
		d := int(s[i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i < 9 {
			sum += d * (10 - i)
		}
	}
	return (11-sum%11)%11 == int(s[9]-'0') // 10 is no digit: such numbers are not issued
}

const maxName = 200

var firstBorn = time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC)

// aheadOfUTC is how far the hospital's day can be ahead: who is born after midnight in summer is born today.
const aheadOfUTC = time.Hour

// checkPatient refuses what a label or a search could not carry.
func checkPatient(p Patient, now time.Time) error {
	switch {
	case strings.TrimSpace(p.FamilyName) == "":
		return invalid("family_name_missing", "Enter the family name.")
	case len([]rune(p.FamilyName)) > maxName || len([]rune(p.GivenName)) > maxName:
		return invalid("name_too_long", "Names can have 200 characters at most.")
	case strings.ContainsFunc(p.FamilyName+p.GivenName+p.Number, unicode.IsControl):
		return invalid("control_character", "Names and numbers cannot hold line breaks or other control characters.")
	case p.Number == "":
		return invalid("number_missing", "Enter the hospital number.")
	case p.NHSNumber != "" && !ValidNHSNumber(p.NHSNumber):
		return invalid("nhs_number_wrong", "This is not an NHS number. Check its 10 digits.")
	case p.Born != nil && p.Born.After(now.Add(aheadOfUTC)):
		return invalid("born_in_future", "The date of birth is in the future. Check the year.")
	case p.Born != nil && p.Born.Before(firstBorn) || p.DiedOn != nil && p.DiedOn.Before(firstBorn):
		return invalid("born_too_early", "Nobody with that date has notes here. Check the year.")
	case p.DiedOn != nil && p.DiedOn.After(now.Add(aheadOfUTC)):
		return invalid("died_in_future", "The date of death is in the future. Check the year.")
	case !slices.Contains([]string{"", "F", "M", "X", "U"}, p.Sex):
		return invalid("unknown_sex", "Sex is F, M, X or U, or empty where it is not known.")
	case p.Born != nil && p.DiedOn != nil && p.DiedOn.Before(*p.Born):
		return invalid("died_before_born", "The date of death is before the date of birth. Check both.")
	}
	return checkNumber(p.Number)
}

// checkNumber refuses what is not a hospital number: those are plain printed characters everywhere.
func checkNumber(n string) error {
	if len(n) > 32 {
		return invalid("number_too_long", "A hospital number can have 32 characters at most.")
	}
	if strings.ContainsFunc(n, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return invalid("number_wrong", "A hospital number has no accents or other special characters. Check the number.")
	}
	return nil
}
