package tracking

import (
	"slices"
	"time"
)

// Action is what a scan says is being done with the folder.
type Action string

// The actions.
const (
	Arrive Action = "arrive" // it is here now (the default)
	Send   Action = "send"   // it leaves here for To
	File   Action = "file"   // it is put on this shelf
	Seen   Action = "seen"   // it was seen here, for instance in a stocktake
	Undo   Action = "undo"   // takes back the scan named in Undoes
	Unpack Action = "unpack" // it is here now, taken out of the container that comes with the scan
)

// Source is how a code came in.
type Source string

// The sources.
const (
	Wedge  Source = "wedge" // USB scanner that types
	HID    Source = "hid"
	Camera Source = "camera"
	Typed  Source = "typed"
	Pasted Source = "pasted"
	Import Source = "import"
	RFID   Source = "rfid"
	Screen Source = "screen" // a button on a page, not a code

	InContainer Source = "container" // its container moved
)

func (s Source) confidence() Confidence {
	switch s {
	case Wedge, HID, Camera, RFID:
		return Scanned
	}
	return Keyed
}

// Outcome is what became of a scan.
type Outcome string

// The outcomes.
const (
	Applied     Outcome = "applied"     // the folder moved
	Late        Outcome = "late"        // kept in the history at its own time; the folder has been seen since
	Repeat      Outcome = "repeat"      // the folder was already there
	Attention   Outcome = "attention"   // kept; a person should look
	Quarantined Outcome = "quarantined" // kept apart: it cannot be what it says
)

// Class is how a scan is answered: colour, icon, word and sound.
type Class string

// The result classes.
const (
	Done    Class = "done"
	Note    Class = "note"
	Already Class = "already"
	Check   Class = "check"
	Stop    Class = "stop"
)

// Scan is one beep, kept for ever whatever it turned out to be. A caller fills the first part; the rest is what was found.
type Scan struct {
	ID            string // the client's UUID
	Device        string
	Seq           *int64 // the device's own count, where it is an enrolled device
	Code          string // as read; kept only where it is a barcode of ours
	LocationCode  string // where the scan was made
	ToCode        string // Send: where to
	ContainerCode string // the container the folder is put into, or with Unpack taken out of
	Contents      string // of a container: OneByOne, or empty
	Action        Action
	Undoes        string    // Undo: the scan taken back
	At            time.Time // when it was made: claimed by the device, then corrected
	Source        Source

	// What an enrolled device says besides; none of it need be said.
	AssertedUser string // who made the scan
	Auth         string // and how they had signed in: full, badge_pin, held, none
	BootID       string // one life of the page, in which MonoMs only grows
	MonoMs       *int64
	OffsetMs     *int64 // the server's time less the device's, by the last comparison before the scan
	OffsetRttMs  *int64
	OffsetAgeS   *int64
	BatchID      string
	AppVersion   string
	Protocol     int

	ClaimedAt   time.Time // At as the device said it
	ReceivedAt  time.Time
	Actor       string
	ReadingKind ReadingKind
	Length      int
	Symbology   string
	Fingerprint string // of the content, to tell a repeat from another scan with the same id
	FolderID    *FolderID
	LocationID  *LocationID
	ContainerID *ContainerID
	Outcome     Outcome
	Class       Class
	Message     string
	Why         string
	Notices     string // JSON array of Notice
}

// Notice is one more thing to know about the folder just scanned. Codes are stable, texts are for people. Location is the code of
// the location that it is about; empty where it is about none.
type Notice struct {
	Code, Text string
	Location   string `json:",omitempty"`
}

// Receipt is the answer to one scan.
type Receipt struct {
	ID        string
	Outcome   Outcome
	Class     Class
	Message   string // one sentence, for the person with the folder in hand
	Why       string // the rule that decided, in one plain sentence
	Notices   []Notice
	Folder    *Whereabouts   // nil where no folder was found
	Container *ContainerView // nil where no container was scanned
	Replayed  bool
}

const (
	clockTolerance = 2 * time.Minute // a device clock that is nearer than this is taken as right
	contradiction  = 5 * time.Minute // two places within this time cannot both be true
)

// EffectiveTime is when a scan was made, as far as can be known. The device's clock is corrected by whole minutes where the
// clock it sent with the batch is more than two minutes wrong, so that network delay never reorders a device's own scans; the
// result is held between the device's scan before this one and the moment of receipt. sentAt and before may be zero.
func EffectiveTime(at, sentAt, before, received time.Time) time.Time {
	if !sentAt.IsZero() {
		if offset := received.Sub(sentAt); offset.Abs() > clockTolerance {
			at = at.Add(offset.Round(time.Minute))
		}
	}
	if at.Before(before) {
		at = before
	}
	if at.After(received) {
		at = received
	}
	return at.UTC().Truncate(time.Millisecond)
}

// newerThan says whether the scan comes after everything known of the folder. Two scans of one millisecond are ordered by id,
// so that every database tells the same history.
func (s Scan) newerThan(f Folder) bool {
	last := f.Since // where it was reported missing, this is later than its last scan
	if f.LastScanAt != nil && f.LastScanAt.After(last) {
		last = *f.LastScanAt
	}
	if s.At.Equal(last) {
		return f.LastScanID == nil || s.ID > *f.LastScanID
	}
	return s.At.After(last)
}

// fault names what makes a scan unusable as evidence; empty when it is well formed.
func (s Scan) fault() string {
	switch {
	case !isUUID(s.ID):
		return "The scan's id is not a UUID."
	case (s.Action == Undo || s.Undoes != "") && !isUUID(s.Undoes):
		return "An undo names no scan."
	case s.Action != "" && !slices.Contains([]Action{Arrive, Send, File, Seen, Undo, Unpack}, s.Action):
		return "The action is not one of arrive, send, file, seen, unpack, undo."
	case !slices.Contains([]Source{Wedge, HID, Camera, Typed, Pasted, Import, RFID, Screen}, s.Source):
		return "The source is not one of wedge, hid, camera, typed, pasted, import, rfid."
	case s.At.IsZero():
		return "The scan has no time."
	case s.At.Year() < 1970 || s.At.Year() > 9999:
		return "No clock shows the scan's time."
	case len(s.Code) > maxRaw || len(s.LocationCode) > maxRaw || len(s.ToCode) > maxRaw || len(s.ContainerCode) > maxRaw:
		return "A code is longer than any barcode."
	case s.Contents != "" && s.Contents != OneByOne:
		return "The contents are not one_by_one."
	case len(s.Device) > 64:
		return "The device's name is too long."
	case s.Seq != nil && *s.Seq < 0:
		return "The sequence number is negative."
	}
	return s.claimFault()
}

const maxRaw = 512

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20 // lower case
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return false
			}
		} else if (c < 'a' || c > 'f') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}
