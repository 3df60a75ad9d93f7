package tracking

import (
	"slices"
	"strings"
	"time"
)

// FolderID is the database's number for a folder; people use the barcode.
type FolderID uint64

// FolderKind is the sort of notes a folder holds.
type FolderKind string

// The kinds of folder shipped; a site may use its own besides.
const (
	KindMain      FolderKind = "main"
	KindMaternity FolderKind = "maternity"
	KindMental    FolderKind = "mental_health"
	KindEmergency FolderKind = "emergency"
	KindTemporary FolderKind = "temporary"
	KindOther     FolderKind = "other"
	KindWithdrawn FolderKind = "withdrawn" // a volume that was made by mistake and never was on paper; nobody makes one
	KindReplaced  FolderKind = "replaced"  // the lost original of a folder that was made anew; nobody makes one
)

// FolderKinds lists the kinds in the order in which a form offers them.
func FolderKinds() []FolderKind {
	return []FolderKind{KindMain, KindMaternity, KindMental, KindEmergency, KindTemporary, KindOther}
}

// Label is the kind in words.
func (k FolderKind) Label() string {
	if k == KindReplaced {
		return "lost original"
	}
	return inWords(string(k))
}

// Status is where a folder is in its life. Active and closed folders exist on paper and move; the others have ended.
type Status string

// The statuses.
const (
	Active    Status = "active"
	Closed    Status = "closed" // a newer volume exists
	Merged    Status = "merged" // its papers went into another folder
	Destroyed Status = "destroyed"
	Digitised Status = "digitised" // scanned and released
)

// Ended says that the paper should no longer exist.
func (s Status) Ended() bool { return s == Merged || s == Destroyed || s == Digitised }

// Custody says what is known about where a folder is.
type Custody string

// The custodies. A folder is in exactly one.
const (
	At        Custody = "at"         // at a location
	InTransit Custody = "in_transit" // sent from one location, not yet scanned at the next
	Missing   Custody = "missing"    // not where recorded after a search
)

// State is where a folder is. A folder's state is that of its newest movement: both carry it, so that the one can be proved
// by the other.
type State struct {
	Custody    Custody
	LocationID LocationID  // where it is; in transit, where it was sent from; missing, where it was last
	ToID       *LocationID // in transit: where to
	Since      time.Time   // since when that is so
	Loan                   // empty at home

	ContainerID *ContainerID // the container it is in; nil: none
}

// Folder is one physical volume of one patient's notes.
type Folder struct {
	ID        FolderID
	Code      string // its own barcode
	PatientID PatientID
	Kind      FolderKind
	Volume    int // in the patient's set of that kind, from 1
	HomeID    LocationID
	Status    Status
	State

	LastScanAt   *time.Time // newest scan that counted
	LastScanID   *string    // and its id, which breaks ties of the same millisecond
	Source       Source     // how the newest movement was learnt
	Confidence   Confidence
	Hold         bool       // do not destroy, do not let it leave the site
	LooseFiling  bool       // papers wait to be filed in it
	MergedIntoID *FolderID  // Merged: the folder that survived
	StandsForID  *FolderID  // of one made in place of a missing folder: the original
	Version      int64      // how many movements it has; +1 per change
	FilingKey    string     // where it stands in the filing order of its library
	CheckAt      *time.Time // when the sweep must next look at it
	CreatedAt    time.Time
	ChangedAt    time.Time

	LastVerifiedAt *time.Time // when a stocktake or an audit saw it last
}

// OverdueAt says whether the folder should have been home by now. It is the only definition: screens, reports, alerts and the
// sweep all ask here or select on the same comparison.
func (s State) OverdueAt(now time.Time) bool { return s.DueAt != nil && !now.Before(*s.DueAt) }

// Whereabouts is the whole small state of a folder that screens, messages and receipts show.
type Whereabouts struct {
	Folder
	Patient  Patient
	Home     Location
	Location Location
	To       *Location
	Inside   *Container // the container it is in
}

// Group is a barcode as people read it aloud: F40273188G is "F4027 3188G". Codes that are not ours stay as they are.
func Group(code string) string {
	if len(code) == 10 && code[0] == 'F' {
		return code[:5] + " " + code[5:]
	}
	return code
}

// Name is the folder in a sentence: its grouped barcode.
func (f Folder) Name() string { return Group(f.Code) }

func inWords(s string) string { return strings.ReplaceAll(s, "_", " ") }

func (s State) is(c Custody, at LocationID) bool { return s.Custody == c && s.LocationID == at }

func (s State) bound(to LocationID) bool {
	return s.Custody == InTransit && s.ToID != nil && *s.ToID == to
}

// sound says whether the state is one that can be. Where it is not, the next scan wins over what is recorded.
func (s State) sound() bool {
	return slices.Contains([]Custody{At, InTransit, Missing}, s.Custody) && (s.Custody == InTransit) == (s.ToID != nil)
}
