package tracking

import (
	"slices"
	"time"
)

// retention is how many years notes are kept. It is shipped as the Records Management Code has it; the longest that fits wins, and who
// is seen again is counted again.
var retention = struct {
	adult, afterDeath, childUntil, seventeenUntil, mental, mentalAfterDeath, maternity int
}{adult: 8, afterDeath: 8, childUntil: 25, seventeenUntil: 26, mental: 20, mentalAfterDeath: 10, maternity: 25}

// Retention is until when the notes of a patient must be kept at least, who has folders of these kinds; nil while nothing is known from
// which to count. Nothing is destroyed by it.
func Retention(p Patient, kinds []FolderKind) *time.Time {
	var until *time.Time
	at := func(from *time.Time, years int) {
		if from != nil {
			day := from.AddDate(years, 0, 0)
			until = latest(until, &day)
		}
	}
	seen := p.SeenOn
	if p.DiedOn != nil {
		at(p.DiedOn, retention.afterDeath)
	} else if age, known := p.ageOn(seen); known && age < 18 {
		years := retention.childUntil
		if age == 17 {
			years = retention.seventeenUntil
		}
		at(p.Born, years)
	} else {
		at(seen, retention.adult)
	}
	if slices.Contains(kinds, KindMental) {
		if p.DiedOn != nil {
			at(p.DiedOn, retention.mentalAfterDeath)
		} else {
			at(seen, retention.mental)
		}
	}
	if slices.Contains(kinds, KindMaternity) {
		at(seen, retention.maternity)
	}
	return until
}

// ageOn is how old the patient was on a day.
func (p Patient) ageOn(day *time.Time) (years int, known bool) {
	if p.Born == nil || day == nil {
		return 0, false
	}
	years = day.Year() - p.Born.Year()
	if day.Before(p.Born.AddDate(years, 0, 0)) {
		years--
	}
	return years, true
}
