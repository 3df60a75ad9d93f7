package synthetic

import (
	"math/rand/v2"
	"strconv"
	"time"

	"casenotes/tracking"
)

// registry numbers the patients.
type registry struct {
	names names
	nhs   int // how many of the test range were looked at
}

const (
	testRange = 1_000_000 // NHS numbers that begin with 999 are for tests: no person has one
	oldest    = 98 * 365
	namesakes = 30
)

// patient draws the i-th patient, from 0. One in thirty has the name of the one before, as a father and son may.
func (g *registry) patient(r *rand.Rand, i int, now time.Time) (tracking.Patient, []tracking.PatientNumber) {
	id := tracking.PatientID(i + 1)
	p := tracking.Patient{ID: id, Number: hospitalNumber(i), Version: 1, Sex: "M"}
	pair := i / namesakes * namesakes
	p.Namesake = i-pair < 2
	named := i
	if i == pair+1 {
		named = pair
	}
	var woman bool
	if p.FamilyName, p.GivenName, woman = g.names.name(named); woman {
		p.Sex = "F"
	}
	today := now.Truncate(24 * time.Hour)
	born := today.AddDate(0, 0, -(oldest - int(float64(oldest)*r.Float64()*r.Float64())))
	p.Born = &born
	if born.Before(today.AddDate(-60, 0, 0)) && r.IntN(12) == 0 {
		died := today.AddDate(0, 0, -r.IntN(900)-1)
		p.DiedOn = &died
	}
	p.CreatedAt = now
	numbers := []tracking.PatientNumber{{Type: tracking.HospitalNumber, Number: p.Number, PatientID: id, Current: true}}
	if r.IntN(40) > 0 {
		if p.NHSNumber = g.nhsNumber(); p.NHSNumber != "" {
			numbers = append(numbers, tracking.PatientNumber{Type: tracking.NHSNumber, Number: p.NHSNumber, PatientID: id, Current: true})
		}
	}
	if r.IntN(16) == 0 { // from before the two hospitals became one
		numbers = append(numbers, tracking.PatientNumber{Type: tracking.HospitalNumber, Number: "RV" + digits(i*7+100_003, 8), PatientID: id})
	}
	return p, numbers
}

// hospitalNumber is the i-th patient's number: a letter and six digits whose last ones are well spread, for terminal digit filing.
func hospitalNumber(i int) string {
	const letters = "HJKMNPRSTW"
	return string(letters[i/1_000_000%len(letters)]) + digits((i*618_037+271_828)%1_000_000, 6)
}

func digits(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// nhsNumber is the next valid number of the test range; empty when all 909,091 are used up.
func (g *registry) nhsNumber() string {
	for g.nhs < testRange {
		body := "999" + digits(g.nhs*381_967%testRange, 6)
		g.nhs++
		sum := 0
		for i := range 9 {
			sum += int(body[i]-'0') * (10 - i)
		}
		if check := (11 - sum%11) % 11; check < 10 {
			return body + strconv.Itoa(check)
		}
	}
	return ""
}
