package web

import (
	"time"

	"casenotes/tracking"
)

// Missing lists the folders that are searched for, the urgent ones first; live on its first page.
type Missing struct {
	Frame
	Filters []NavItem
	// Names says that the reader may see whose folders they are, Governs that they may see the register.
	Names, Governs bool
	// Over says that these searches have ended with the folder.
	Over    bool
	Rows    []CaseRow
	Next    string
	Later   bool
	Checked time.Time
	// Library is whose folders they are; nil for all.
	Library *Place
}

// Template is the page's file.
func (Missing) Template() string { return "missing.html" }

// CaseRow is one search in a list.
type CaseRow struct {
	tracking.MissingCaseView
	Row
	// Who is the patient as lists name them.
	Who string
	// Needed is by when the folder is needed, in words; Left how long that is, where it is urgent.
	Needed, Left string
	// Standby says that it will hardly be found in time.
	Standby bool
	// Searched is at how many places was looked.
	Searched int
}

// UrgentNow says that the search cannot wait.
func (r CaseRow) UrgentNow() bool { return r.Urgent && r.Open != nil }

// LevelTag is the level of a search as a tag.
func (r CaseRow) LevelTag() Tag { return levelTag(r.MissingCase) }

func levelTag(c tracking.MissingCase) Tag {
	switch c.State {
	case tracking.GivenUp:
		return Tag{"Lost", "red"}
	case tracking.FoundAgain:
		return Tag{"Found", "green"}
	case tracking.SearchEnded:
		return Tag{"Ended", "grey"}
	}
	return Tag{SentenceCase(c.Level.Label()), map[tracking.SearchLevel]string{tracking.LibraryLooks: "grey", tracking.EverybodyLooks: "yellow", tracking.ManagerLooks: "orange", tracking.OnRegister: "red"}[c.Level]}
}

// MissingCase is the page of one search: how it stands, where to look and where was looked.
type MissingCase struct {
	Frame
	CaseRow
	SeesPatient bool
	Places      []PlaceToLook
	Looks       []LookRow
	Steps       []ClockStep
	// StandIn is the folder that was made in its place; nil where there is none.
	StandIn *Row
	// PermanentFrom is from when that may become the folder.
	PermanentFrom time.Time
	MayPermanent  bool
	Actions       CaseActions
	// Open names the form that was refused, to be shown open.
	Open  string
	Typed CaseForms
	// Everywhere are the places to choose from.
	Everywhere []Choice
}

// Template is the page's file.
func (MissingCase) Template() string { return "missingcase.html" }

// CaseActions are what somebody may do with a search.
type CaseActions struct {
	Search, Urge, Incident, Raise, Lose, Temporary, Merge bool
}

// Any says whether there is anything to do.
func (a CaseActions) Any() bool {
	return a.Search || a.Urge || a.Incident || a.Raise || a.Lose || a.Temporary || a.Merge
}

// CaseForms is what was typed into the forms of a search.
type CaseForms struct {
	Place, Result, Note, Hour, NeededAt, Number, Why string
}

// ClockStep is one level of a search and when it is reached.
type ClockStep struct {
	Text    string
	Level   int // 0: not one that it can be raised to
	Reached bool
	At      time.Time
}

// PlaceToLook is one place of the checklist.
type PlaceToLook struct {
	tracking.SearchPlace
	Place Place
	Phone string
	Kind  string
	// Last is the newest look there; nil for none yet.
	Last *LookRow
}

// LookRow is one look at one place.
type LookRow struct {
	Place  Place
	Result tracking.SearchResult
	Note   string
	By     string
	At     time.Time
}

// MissingReport asks for what is known of a folder that nobody finds.
type MissingReport struct {
	Frame
	Folder      Row
	SeesPatient bool
	Typed       ReportForm
	Places      []Choice
}

// Template is the page's file.
func (MissingReport) Template() string { return "missingreport.html" }

// ReportForm is what was typed into it.
type ReportForm struct {
	Looked, Hour, NeededAt string
	Urgent                 bool
}

// MissingLost asks once more before a folder is given up.
type MissingLost struct {
	Frame
	CaseRow
	SeesPatient bool
	Waiting     int // how many wait for it
	Why         string
}

// Template is the page's file.
func (MissingLost) Template() string { return "missinglost.html" }

// MissingRegister is the register of missing folders, for whoever answers for them.
type MissingRegister struct {
	Frame
	Years   []NavItem
	Rows    []CaseRow
	File    string
	Next    string
	Later   bool
	Counts  []Figure
	Checked time.Time
}

// Template is the page's file.
func (MissingRegister) Template() string { return "missingregister.html" }

// Temporary makes a temporary folder, in two steps: it is asked for, and checked.
type Temporary struct {
	Frame
	Folder   Row
	CaseID   uint64
	Places   []Choice
	Where    string // the name of the place chosen
	Typed    TemporaryForm
	Checking bool
}

// Template is the page's file.
func (Temporary) Template() string { return "temporary.html" }

// TemporaryForm is what was typed into it.
type TemporaryForm struct{ Place, Why string }

// Permanent asks once more before a temporary folder replaces its lost original.
type Permanent struct {
	Frame
	Folder, Original Row
	Missing          tracking.MissingCase
	Waiting          int
	Why              string
}

// Template is the page's file.
func (Permanent) Template() string { return "permanent.html" }

// SearchNow is what a folder's page says of the search for it.
type SearchNow struct {
	CaseRow
	StandIn *Row
	// For is the original that the folder stands in for; nil where it stands for none.
	For *Row
	// Replaced says that the folder was lost and StandIn is the folder now.
	Replaced bool
	Makes    bool // the reader may make a temporary folder
}

// lookResults are the answers to what came of looking at a place.
func lookResults() (list []Choice) {
	for _, r := range tracking.SearchResults() {
		list = append(list, Choice{string(r), SentenceCase(r.Label())})
	}
	return list
}
