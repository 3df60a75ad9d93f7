package tracking

import "time"

// ScanCheck says of a scan that a person should look at it. The scan is kept whatever comes of that; the check ends when somebody has
// dealt with it or a later scan has answered it, and says how.
type ScanCheck struct {
	ID         uint64
	ScanID     string
	Reason     CheckReason
	Device     string
	Seq        *int64
	Code       string // of a label of ours that is on nothing that we know
	FolderID   *FolderID
	LocationID *LocationID
	Message    string // what the person who scanned was told
	Actor      string
	At         time.Time
	Open       *bool      // true or nil
	LookAt     *time.Time // when it is looked at next whether it has been answered
	DoneAt     *time.Time
	DoneBy     string
	Became     string
}

// CheckReason is what is wrong with a scan, by what a person does about it.
type CheckReason string

// The reasons.
const (
	Unreadable    CheckReason = "unreadable"     // none of our barcodes, a part of one, or several at once
	WrongLabel    CheckReason = "wrong_label"    // a wristband, an NHS number, a badge where a folder was meant
	UnknownFolder CheckReason = "unknown_folder" // a label of ours that no folder is registered with
	NoPlace       CheckReason = "no_place"       // scanned nowhere, or at a location that is closed or not known
	Contradicts   CheckReason = "contradicts"    // it cannot be true together with another scan, or with what became of the folder
	Unfinished    CheckReason = "unfinished"     // the person was asked to do one thing more
)

// CheckReasons lists them in the order in which screens show them, what may be about a lost folder first.
func CheckReasons() []CheckReason {
	return []CheckReason{UnknownFolder, NoPlace, Contradicts, Unfinished, Unreadable, WrongLabel}
}

// Label is the reason in words.
func (r CheckReason) Label() string {
	switch r {
	case Unreadable:
		return "could not be read"
	case WrongLabel:
		return "not a folder's label"
	case UnknownFolder:
		return "folder not registered"
	case NoPlace:
		return "no location"
	case Contradicts:
		return "cannot be true"
	}
	return "not finished"
}

// checkReason says why somebody should look at a scan that has been answered; empty where nobody has to.
func checkReason(s Scan, alert AlertKind) CheckReason {
	if s.Outcome != Attention {
		return ""
	}
	switch s.ReadingKind {
	case Unknown, Partial, Joined, Ambiguous:
		return Unreadable
	case NHSCode, Wristband, BadgeCode, CommandCode, LocationCode, GS1Location:
		return WrongLabel
	}
	switch {
	case s.Class == Stop && s.Action != Send:
		return NoPlace
	case s.ReadingKind == FolderCode && s.FolderID == nil:
		return UnknownFolder
	case alert != "":
		return Contradicts
	}
	return Unfinished
}

// toCheck is the check of a scan, open from now on.
func (s Scan) toCheck(reason CheckReason, now time.Time) ScanCheck {
	open, look := true, now.Add(30*time.Second)
	c := ScanCheck{ScanID: s.ID, Reason: reason, Device: s.Device, Seq: s.Seq, FolderID: s.FolderID, LocationID: s.LocationID, Message: s.Message, Actor: s.Actor, At: s.At, Open: &open, LookAt: &look}
	if reason == UnknownFolder {
		c.Code = s.Code
	}
	return c
}

// scannedAgain is how soon the next scan of a device answers one that could not be read: the porter has scanned the label again.
const scannedAgain = 2 * time.Minute

// later is what has happened since a scan that is to be checked.
type later struct {
	next       []Scan     // the next scans of its device, in their order
	lastScan   *time.Time // of its folder
	registered bool       // a folder has its barcode now
}

// answered says whether what happened since answers a check, and how; empty while it does not.
func (c ScanCheck) answered(l later) string {
	switch c.Reason {
	case Unreadable, WrongLabel, NoPlace:
		for _, s := range l.next {
			if s.At.Sub(c.At) <= scannedAgain && s.Outcome != Attention && s.FolderID != nil {
				return "Scanned again: " + s.Message
			}
		}
	case UnknownFolder:
		if l.registered {
			return "The folder is registered now."
		}
	case Unfinished, Contradicts:
		if l.lastScan != nil && l.lastScan.After(c.At) {
			return "The folder was scanned again."
		}
	}
	return ""
}

// nextLook is when a check is looked at again: soon at first, then less and less often.
func (c ScanCheck) nextLook(now time.Time) time.Time {
	return now.Add(max(30*time.Second, now.Sub(c.At)/10))
}
