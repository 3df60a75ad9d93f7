package tracking

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"casenotes/tracking/calendar"
)

// Activity is what a ward or a clinic did in a day. It is counted from stays and appointments whenever it is asked for, and kept nowhere.
type Activity struct {
	Day          calendar.Day
	LocationID   LocationID // 0: a place that no map knows
	Admissions   int
	TransfersIn  int
	TransfersOut int
	Discharges   int // alive
	Deaths       int

	Booked, Attended, DidNotAttend, Cancelled int
}

// ClinicCount is one appointment of a clinic, or several of a kind.
type ClinicCount struct {
	LocationID LocationID
	Starts     time.Time
	Status     AppointmentStatus
	Count      int
}

// Count adds up what happened day by day and place by place, in that order.
func (r Rules) Count(events []StayEvent, seen []ClinicCount) []Activity {
	type key struct {
		day calendar.Day
		id  LocationID
	}
	days := map[key]*Activity{}
	on := func(at time.Time, id *LocationID) *Activity {
		k := key{day: r.Calendar.Day(at)}
		if id != nil {
			k.id = *id
		}
		if days[k] == nil {
			days[k] = &Activity{Day: k.day, LocationID: k.id}
		}
		return days[k]
	}
	for _, e := range events {
		switch {
		case !e.Counted:
		case e.Kind == Admitted:
			on(e.At, e.WardID).Admissions++
		case e.Kind == Transferred:
			on(e.At, e.WardID).TransfersIn++
			on(e.At, e.FromID).TransfersOut++
		case e.Kind == Discharged && e.Died:
			on(e.At, e.FromID).Deaths++
		case e.Kind == Discharged:
			on(e.At, e.FromID).Discharges++
		}
	}
	for _, s := range seen {
		a := on(s.Starts, &s.LocationID)
		switch s.Status {
		case Attended:
			a.Attended += s.Count
		case DidNotAttend:
			a.DidNotAttend += s.Count
		case CalledOff:
			a.Cancelled += s.Count
		default:
			a.Booked += s.Count
		}
	}
	list := make([]Activity, 0, len(days))
	for _, k := range slices.SortedFunc(maps.Keys(days), func(a, b key) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.id, b.id)) }) {
		list = append(list, *days[k])
	}
	return list
}
