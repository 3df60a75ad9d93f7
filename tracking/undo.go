package tracking

import "fmt"

// Undoing is what was known about a scan to be taken back.
type Undoing struct {
	Target  *Scan           // nil: we never had it
	Moved   *Movement       // what it did; nil: nothing
	Newest  *Movement       // the folder's newest movement that is not late
	Before  *Movement       // the one before Moved
	Seen    *Scan           // the scan that saw the folder last
	Counted []StocktakeScan // the stocktakes that Target counts to
	Folder  *Folder
	Places  map[LocationID]Location
}

// DecideUndo takes back a scan: the person who made it may, on the same device, for a while, as long as the folder has not been
// scanned since. It is a correction that restores the state before; nothing is deleted.
func (r Rules) DecideUndo(s Scan, u Undoing) Decision {
	nothing := Decision{Outcome: Repeat, Class: Already, Message: "Nothing to undo.", Why: "That scan moved no folder."}
	moved := u.Moved != nil && !u.Moved.Late
	switch {
	case !moved && len(u.Counted) > 0 && u.mayTake(s) && s.At.Sub(u.Target.At) <= r.UndoWithin:
		return Decision{Outcome: Repeat, Class: Done, Message: fmt.Sprintf("Undone. %s no longer counts as seen there.", u.named()), Why: "Your scan was taken out of the stocktake. The history keeps it."}
	case u.Target == nil || u.Moved == nil || u.Moved.Late || u.Newest == nil || u.Before == nil:
		return nothing
	case !u.mayTake(s):
		return check("Only the person who scanned it can undo this here. Ask the library to correct it.", "It was scanned by somebody else or on another device.")
	case s.At.Sub(u.Target.At) > r.UndoWithin:
		return check("This scan is too old to undo here. Ask the library to correct it.", "A scan can be undone for ten minutes.")
	case u.Seen != nil && u.Seen.ID != u.Target.ID && u.Seen.Actor != s.Actor:
		return stays(u)
	case u.Newest.ID == u.Moved.ID:
		d := Decision{Outcome: Applied, Class: Done, Sighting: true, Movement: r.restore(u, s)}
		switch u.Before.Custody {
		case InTransit:
			d.Message = fmt.Sprintf("Undone. %s is again on its way to %s.", u.Folder.Name(), u.Places[u.Before.Destination()].Name)
		case Missing:
			d.Message, d.Alert = fmt.Sprintf("Undone. %s is missing again.", u.Folder.Name()), MissingAlert
		default:
			d.Message = fmt.Sprintf("Undone. %s is back at %s.", u.Folder.Name(), u.Places[u.Before.LocationID].Name)
		}
		d.Why = "Your scan was taken back. The history shows both."
		return d
	case u.Newest.CorrectsID != nil && *u.Newest.CorrectsID == u.Moved.ID:
		nothing.Why = "It is already undone."
		return nothing
	}
	return stays(u)
}

// mayTake says whether who undoes is who scanned, where they scanned.
func (u Undoing) mayTake(s Scan) bool {
	return u.Target.Actor == s.Actor && u.Target.Device == s.Device
}

func (u Undoing) named() string {
	if u.Folder == nil {
		return "It"
	}
	return u.Folder.Name()
}

func stays(u Undoing) Decision {
	return check(fmt.Sprintf("%s has been scanned or changed since, so this scan stays. Scan it where it is now.", u.Folder.Name()), "Something newer is known of the folder.")
}

func (r Rules) restore(u Undoing, s Scan) *Movement {
	m := Correction(*u.Folder, *u.Moved, *u.Before)
	m.At, m.RecordedAt, m.Actor, m.Source, m.Confidence = s.At, s.ReceivedAt, s.Actor, s.Source, u.Before.Confidence
	m.ScanID = &s.ID
	return m
}

// Correction is the movement that takes back moved: it leaves the folder in the state that before left it in.
func Correction(f Folder, moved, before Movement) *Movement {
	from := f.LocationID
	return &Movement{FolderID: f.ID, Kind: Corrected, FromID: &from, State: before.State, CorrectsID: &moved.ID,
		Confidence: before.Confidence}
}
