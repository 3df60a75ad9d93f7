package tracking

import "time"

// MovementID is the database's number for a movement.
type MovementID uint64

// MovementKind is what sort of change a movement records.
type MovementKind string

// The kinds of movement.
const (
	Created   MovementKind = "created"
	Arrived   MovementKind = "arrived"  // without having been sent: untracked until now
	Sent      MovementKind = "sent"     // left for somewhere
	Received  MovementKind = "received" // came to where it was sent
	Filed     MovementKind = "filed"    // put on a shelf
	Reported  MovementKind = "missing"  // reported missing
	Found     MovementKind = "found"    // seen after it was missing
	Corrected MovementKind = "corrected"
	Amended   MovementKind = "amended" // what is written on it changed, not where it is

	Packed    MovementKind = "packed"    // put into a container where it was
	Unpacked  MovementKind = "unpacked"  // out of its container, where it was
	Carried   MovementKind = "carried"   // its container moved
	Unloaded  MovementKind = "unloaded"  // of a container: its consignment was counted
	Withdrawn MovementKind = "withdrawn" // of a container: no longer used
)

// Confidence is how sure a movement is.
type Confidence string

// The confidences.
const (
	Scanned  Confidence = "scanned"
	Keyed    Confidence = "keyed"
	Inferred Confidence = "inferred"
	Feed     Confidence = "feed"
)

// Movement is one recorded change of where a folder is. Movements are only ever added: a correction is a new movement that
// says which one it corrects. Each carries the state it left the folder in, so the newest that is not Late is the folder's.
type Movement struct {
	ID         MovementID
	FolderID   FolderID
	Version    int64 // the folder's version that it made
	Kind       MovementKind
	FromID     *LocationID // where the folder was recorded before
	State                  // as the movement left the folder
	Late       bool        // learnt after a newer one; history only
	At         time.Time   // when it happened
	RecordedAt time.Time   // when we learnt of it
	Actor      string
	ScanID     *string
	Source     Source
	Confidence Confidence
	Note       string
	CorrectsID *MovementID
}

// Destination is the location the movement leads to.
func (m Movement) Destination() LocationID {
	if m.Custody == InTransit && m.ToID != nil {
		return *m.ToID
	}
	return m.LocationID
}

// apply makes the movement the folder's newest: it gives it the next version and, unless it is late, its state.
func (f *Folder) apply(m *Movement, r Rules, from, to Location) {
	f.Version++
	m.FolderID, m.Version = f.ID, f.Version
	f.ChangedAt = m.RecordedAt
	if m.Late {
		return
	}
	f.State, f.Source, f.Confidence = m.State, m.Source, m.Confidence
	f.CheckAt = r.checkAt(f.State, from, to)
}

// amendment is the movement of a folder that stays where it is.
func amendment(f Folder, note string) *Movement {
	from := f.LocationID
	return &Movement{Kind: Amended, FromID: &from, State: f.State, Confidence: f.Confidence, Note: note}
}
