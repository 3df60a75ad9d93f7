package synthetic

import (
	"math/rand/v2"
	"time"

	"casenotes/tracking"
)

// deed is what is done in one step of a history. Every deed makes exactly one movement.
type deed int

const (
	send deed = iota
	arrive
	file
	undo   // of the step before, a few seconds after it
	late   // a scan from before this step that reaches us after it
	report // missing
)

// step is one deed of a history.
type step struct {
	deed
	here, to *tracking.Location
	wait     time.Duration // in working hours, since the step before
	admitted bool          // the patient is on the ward that the folder goes to or is at
}

// ending is how a history leaves its folder.
type ending int

const (
	atHome ending = iota
	out
	onWard
	overdue
	inTransit
	stuck
	missing
)

// endings are how folders that are not at home stand, in hundredths.
var endings = []struct {
	ending
	share int
}{{out, 46}, {overdue, 24}, {onWard, 12}, {inTransit, 11}, {stuck, 4}, {missing, 3}}

func pickEnding(r *rand.Rand) ending {
	n := r.IntN(100)
	for _, e := range endings {
		if n -= e.share; n < 0 {
			return e.ending
		}
	}
	return out
}

// borrowing is who borrows folders, in hundredths, and for how many working hours.
var borrowing = []struct {
	kind        tracking.LocationKind
	share       int
	least, most int
}{
	{tracking.Clinic, 46, 1, 14},
	{tracking.Ward, 19, 8, 40},
	{tracking.EmergencyDept, 7, 1, 7},
	{tracking.Theatre, 4, 1, 7},
	{tracking.Secretary, 8, 4, 36},
	{tracking.Coding, 7, 8, 36},
	{tracking.Office, 2, 4, 30},
	{tracking.Research, 2, 16, 70},
	{tracking.Legal, 1, 24, 120},
	{tracking.Bureau, 2, 40, 160},
	{tracking.OtherHospital, 2, 40, 160},
}

// borrower draws where a folder goes and how long it stays.
func (g *generator) borrower(limited bool) (*tracking.Location, time.Duration) {
	for {
		n := g.rand.IntN(100)
		for _, b := range borrowing {
			if n -= b.share; n >= 0 {
				continue
			}
			places := g.hospital.borrowers[b.kind]
			p := places[g.rand.IntN(len(places))]
			if _, has := p.LoanFor(""); limited && !has {
				break
			}
			return p, g.between(time.Duration(b.least)*time.Hour, time.Duration(b.most)*time.Hour)
		}
	}
}

func (g *generator) between(least, most time.Duration) time.Duration {
	return least + time.Duration(g.rand.Int64N(int64(most-least)))
}

func (g *generator) travel(a, b *tracking.Location) time.Duration {
	if a.Site != b.Site {
		return g.between(2*time.Hour, 10*time.Hour)
	}
	return g.between(12*time.Minute, 150*time.Minute)
}

// trips appends n movements that begin and end with the folder on its shelf. n is not 1.
func (g *generator) trips(steps []step, l library, shelf *tracking.Location, n int) []step {
	for n > 0 {
		length := min(2+g.rand.IntN(6), n)
		if n-length == 1 {
			length++ // no trip has one movement only
		}
		n -= length
		steps = g.trip(steps, l, shelf, length)
	}
	return steps
}

// trip is one loan of 2 to 8 movements. The shorter ones are how people really work: not everybody scans everything.
func (g *generator) trip(steps []step, l library, shelf *tracking.Location, length int) []step {
	to, stay := g.borrower(false)
	if to.Kind != tracking.Ward && length >= 4 && g.rand.IntN(60) == 0 { // a slip of the hand, taken back at once
		wrong, _ := g.borrower(false)
		if wrong != to {
			steps = append(steps, step{deed: arrive, here: wrong, wait: g.travel(l.desk, to)}, step{deed: undo, here: wrong})
			length -= 2
		}
	}
	stray := length >= 5 && g.rand.IntN(50) == 0 // a trolley that was out of reach of the network
	if stray {
		length--
	}
	admitted := to.Kind == tracking.Ward
	there := step{deed: arrive, here: to, wait: g.travel(l.desk, to), admitted: admitted}
	if length >= 3 {
		steps = append(steps, step{deed: send, here: l.desk, to: to, wait: time.Minute, admitted: admitted})
	}
	steps = append(steps, there)
	if stray {
		steps = append(steps, step{deed: late, here: l.desk})
	}
	from := to
	if length >= 6 {
		from = g.secretary(to)
		if length == 7 || length == 8 {
			steps = append(steps, step{deed: send, here: to, to: from, wait: stay})
			stay = g.travel(to, from)
		}
		steps = append(steps, step{deed: arrive, here: from, wait: stay})
		stay = g.between(2*time.Hour, 20*time.Hour)
	}
	if length >= 4 {
		steps = append(steps, step{deed: send, here: from, to: l.desk, wait: stay})
		stay = g.travel(from, l.desk)
	}
	if length >= 5 {
		steps = append(steps, step{deed: arrive, here: l.desk, wait: stay})
		stay = g.between(5*time.Minute, 5*time.Hour)
	}
	if length == 8 { // looked up once more before it is filed
		desk := g.hospital.borrowers[tracking.Office][0]
		steps = append(steps, step{deed: arrive, here: desk, wait: stay})
	}
	return append(steps, step{deed: file, here: shelf, wait: stay})
}

// secretary is where a folder goes on to after a clinic or ward.
func (g *generator) secretary(not *tracking.Location) *tracking.Location {
	all := g.hospital.borrowers[tracking.Secretary]
	p := all[g.rand.IntN(len(all))]
	if p == not {
		p = g.hospital.borrowers[tracking.Coding][0]
	}
	return p
}

// last appends the movements that leave the folder as the ending says: at most n, at least one. before is how much working time
// ago they began.
func (g *generator) last(steps []step, l library, shelf *tracking.Location, e ending, n int) (_ []step, before time.Duration) {
	to, _ := g.borrower(e == overdue || e == stuck)
	before = g.between(45*time.Minute, 14*time.Hour)
	leave := step{deed: send, here: l.desk, to: to}
	reach := step{deed: arrive, here: to, wait: min(g.travel(l.desk, to), before/2)}
	switch e {
	case missing:
		before = g.between(10*time.Hour, 200*time.Hour)
		if n < 3 {
			return append(steps, step{deed: report, here: shelf}), before
		}
		return append(steps, leave, reach, step{deed: report, here: to, wait: g.between(0, before/3)}), before
	case inTransit, stuck:
		before = g.between(time.Minute, 150*time.Minute)
		if e == stuck {
			before = g.between(9*time.Hour, 90*time.Hour)
		}
		return append(steps, leave), before
	case onWard:
		wards := g.hospital.borrowers[tracking.Ward]
		to = wards[g.rand.IntN(len(wards))]
		before = g.between(2*time.Hour, 60*time.Hour)
		leave.to, leave.admitted = to, true
		reach.here, reach.admitted = to, true
	case overdue:
		before = g.between(50*time.Hour, 320*time.Hour)
	}
	reach.wait = min(reach.wait, before/2)
	if n < 2 {
		return append(steps, reach), before
	}
	return append(steps, leave, reach), before
}
