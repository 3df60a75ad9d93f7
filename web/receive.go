package web

import (
	"strings"
	"time"

	"casenotes/tracking"
)

// Receives asks where folders are received, or sent back from: at one of the reader's clinics, or elsewhere.
type Receives struct {
	Frame
	// Verb is what is done there, Path where the page of a location is: /receive/ or /send-back/.
	Verb, Path string
	Mine       []Place
	All        []Choice
}

// Template is the page's file.
func (Receives) Template() string { return "receives.html" }

// Action is where the form of another location is sent.
func (p Receives) Action() string { return strings.TrimSuffix(p.Path, "/") }

// Receive is the scan page of a clinic with its list beside it: each scan ticks a folder.
type Receive struct {
	Scan
	Here Place
	// Day is which list it is, in words: "today's list".
	Day      string
	Days     []NavItem
	Sessions []ReceiveSession
	Arrived  int
	Expected int
	Reports  bool // may report folders missing
	Checked  time.Time
}

// Template is the page's file.
func (Receive) Template() string { return "receive.html" }

// Missing says in words what has not arrived: how many, and the first few of them, which is what one tells the library.
func (p Receive) Missing() string {
	var codes []string
	for _, s := range p.Sessions {
		for _, r := range s.Rows {
			if !r.Here {
				codes = append(codes, tracking.Group(r.Code))
			}
		}
	}
	if len(codes) == 0 {
		return ""
	}
	first, rest := codes[:min(len(codes), namedMissing)], ""
	if n := len(codes) - len(first); n > 0 {
		rest = " and " + grouped(int64(n)) + " more"
	}
	return grouped(int64(len(codes))) + " not here yet: " + strings.Join(first, ", ") + rest + "."
}

// namedMissing is how many of those that are missing stand in the sentence, as in web/ts/receive.ts.
const namedMissing = 5

// Later says that it is the list of the next working day.
func (p Receive) Later() bool { return p.Days[1].Current }

// DayWord is the list's day: "today", or the weekday.
func (p Receive) DayWord() string { return strings.TrimSuffix(p.Day, "'s list") }

// ReceiveSession is the folders that one session expects.
type ReceiveSession struct {
	Starts time.Time
	ID     tracking.SessionID
	Rows   []ReceiveRow
}

// ReceiveRow is one folder that is expected.
type ReceiveRow struct {
	Row
	Starts time.Time
	Here   bool
	// Coming says that it is on its way here, so that it is missed where it does not come.
	Coming  bool
	Stands  Tag
	Request *tracking.Request
}

// SendBack is the scan page of folders that leave for their library, with what is to go beside it.
type SendBack struct {
	Scan
	Here Place
	// To is where they go; without it the page asks.
	To        *Place
	Libraries []BackTo
	Rows      []Row
	More      bool
	// Bundle is the container that they are packed into; nil where they go one by one.
	Bundle  *ContainerRow
	Checked time.Time
}

// Template is the page's file.
func (SendBack) Template() string { return "sendback.html" }

// Goes says whether folders go to that library.
func (p SendBack) Goes(code string) bool { return p.To != nil && p.To.Code == code }

// BackTo is a library that folders at a location belong to.
type BackTo struct {
	Place
	Folders int
}
