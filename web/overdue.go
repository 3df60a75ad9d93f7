package web

import (
	"fmt"
	"time"

	"casenotes/tracking"
)

// Overdue is who holds overdue folders; live. What needs action today comes first.
type Overdue struct {
	Frame
	Views, Sorts []NavItem
	Holders      []Holder
	// Range says which of how many are shown, Earlier and Next lead to the others.
	Range, Earlier, Next string
	// Today says that only those are shown for whom something is to be done.
	Today bool
	// Back is the address of this view, for after a form.
	Back string
	// Chases says that the reader may write to holders, Alerts that they may open the list of alerts.
	Chases, Alerts bool
	// Letters are how many letters wait for a person, in words; empty for none.
	Letters string
	// Failed are the holders for whom a form could not be done, and why.
	Failed  []RowFault
	Checked time.Time
}

// Template is the page's file.
func (Overdue) Template() string { return "overdue.html" }

// RowFault is one row of a list for which a form could not be done.
type RowFault struct {
	Row, Text string
}

// Holder is a location with overdue folders.
type Holder struct {
	Place
	Phone, Folders string
	// Oldest is when the folder that is longest overdue was due, Late how late that is in words.
	Oldest time.Time
	Late   string
	// Wanted are how many of them somebody else waits for, in words; empty for none.
	Wanted string
	// Last is what was done last, Step what is to be done next.
	Last, Step string
	// Due says that the next step is due today, Ready that a letter can be made for it now.
	Due, Ready bool
}

// HolderPage is the overdue folders that one location holds; live.
type HolderPage struct {
	Frame
	Holder       Place
	Phone, Email string
	Rows         []HeldRow
	Names        bool
	// Stands says how chasing stands, Alone until when and why the holder is left alone.
	Stands, Alone string
	// Ready says that a letter is due; Way how it would go.
	Ready bool
	Way   string
	// Chases and HandsOver are what the reader may do.
	Chases, HandsOver bool
	Past              []PastChase
	Heirs             []Choice
	// Older leads to the folders that follow, After is where this page begins; empty for the first.
	Older, After string
	// Open names the form that was refused, to be shown open.
	Open   string
	Typed  HolderForms
	Failed []RowFault
	// Checked is when the list was read.
	Checked time.Time
}

// Template is the page's file.
func (HolderPage) Template() string { return "holder.html" }

// HeldRow is one overdue folder at its holder.
type HeldRow struct {
	Code, What, Who string
	Since, Due      time.Time
	// Here and Out are how long it has been there and away from home, Late how late it is, in words.
	Here, Out, Late string
	// Chased is what was done about it and what is next.
	Chased  string
	Tags    []Tag
	Version int64
}

// HolderForms is what was typed into the forms of a holder's page.
type HolderForms struct {
	Folders                                 []string
	Why, SpokeTo, Said, Address, Note, Heir string
	Until                                   Date
}

// Has says whether a folder was ticked.
func (f HolderForms) Has(code string) bool {
	for _, c := range f.Folders {
		if c == code {
			return true
		}
	}
	return false
}

// PastChase is one attempt of before.
type PastChase struct {
	ID              uint64
	What, By, State string
	Colour          string
	At              time.Time
	Detail          string
	HasLetter       bool
}

// Letters is what waits for a person: letters to print, and those of which nobody knows whether they were sent.
type Letters struct {
	Frame
	Waiting, Look, Mails []OpenLetter
	// Printing are those that the reader prints, Theirs those that colleagues print.
	Printing, Theirs []OpenLetter
	Chases           bool
	// More says that only the oldest are shown.
	More    bool
	Checked time.Time
}

// Template is the page's file.
func (Letters) Template() string { return "letters.html" }

// OpenLetterList is one of the page's lists.
type OpenLetterList struct {
	Rows   []OpenLetter
	Chases bool
	Kind   string
}

// AtOnce is how many of the list may be printed, or said to be printed, by one press: the first ones.
func (l OpenLetterList) AtOnce() int { return min(len(l.Rows), tracking.MaxChosen) }

// All names those in words: "all 7" or "the first 200".
func (l OpenLetterList) All() string {
	if l.AtOnce() < len(l.Rows) {
		return fmt.Sprintf("the first %d", l.AtOnce())
	}
	return fmt.Sprintf("all %d", len(l.Rows))
}

// Caption is what the list is of.
func (l OpenLetterList) Caption() string {
	return map[string]string{"look": "Letters to look at", "printing": "Letters that you print", "theirs": "Letters that colleagues print", "waiting": "Letters to print", "mails": "E-mails that wait"}[l.Kind]
}

// OpenLetter is one letter that is not over yet.
type OpenLetter struct {
	ID           uint64
	Holder       Place
	What, State  string
	Folders      string
	By, Problem  string
	Address      string
	At           time.Time
	MailPossible bool
}

// Letter is one letter as it was sent, or as it would be sent now.
type Letter struct {
	Frame
	// ID is 0 for a draft.
	ID              uint64
	Holder          Place
	What, Way       string
	Address         string
	State           string
	At              time.Time
	Subject, Before string
	After           string
	// Text is an e-mail as it was sent.
	Text    string
	Rows    []LetterLine
	Names   bool
	Problem string
}

// Template is the page's file.
func (Letter) Template() string { return "letter.html" }

// LetterLine is one folder of a letter.
type LetterLine struct {
	Code, Who, What, Late, Step string
	Due                         time.Time
}

// LetterTexts lists the letters whose words the site may change.
type LetterTexts struct {
	Frame
	Texts []LetterTextRow
}

// Template is the page's file.
func (LetterTexts) Template() string { return "lettertexts.html" }

// LetterTextRow is one of them.
type LetterTextRow struct {
	Letter, Name, Subject, Changed string
}

// LetterTextForm is the words of one letter, and how it would read.
type LetterTextForm struct {
	Frame
	Letter, Name  string
	Subject, Body string
	Version       int64
	Fields        []tracking.LetterField
	// Edits says that the reader may change the words.
	Edits bool
	// Preview is how it would read; nil where it cannot be sent.
	Preview *Letter
}

// Template is the page's file.
func (LetterTextForm) Template() string { return "lettertext.html" }

// Closures are the days on which the library is closed besides bank holidays.
type Closures struct {
	Frame
	Rows     []ClosureRow
	Edits    bool
	From, To Date
	Why      string
	Checked  time.Time
}

// Template is the page's file.
func (Closures) Template() string { return "closures.html" }

// ClosureRow is one closed day.
type ClosureRow struct {
	ID                   uint64
	Day, Why, By, Moved  string
	Local, Moving, Ahead bool
}
