package tracking

import "time"

// shortNotice is when a folder that is still in its library will hardly come in time.
const shortNotice = 2 * time.Hour

// Lateness says in a sentence that a folder comes late, or will probably; empty while nothing speaks for that.
func (r Rules) Lateness(v RequestView, now time.Time) string {
	f, needed := v.Folder, v.NeededBy
	if !v.State.Open() || (f.Custody == At && f.Location.Within(v.LocationID)) {
		return ""
	}
	where := "still in " + f.Location.Name
	coming := f.Custody == InTransit && f.To != nil && f.To.Within(v.LocationID)
	switch {
	case f.Custody == Missing:
		where = "it can't be found"
	case f.Custody == InTransit && f.To != nil:
		where = "on its way to " + f.To.Name
	}
	switch {
	case needed.Before(now):
		return "Late: it was needed " + r.when(needed, now) + ", and " + where + "."
	case f.Custody == Missing,
		!coming && !f.Location.KeepsFolders() && r.Calendar.DaysBetween(now, needed) <= 1,
		!coming && needed.Sub(now) < shortNotice:
		return "Probably late: " + where + "."
	}
	return ""
}
