package web

import (
	"slices"
	"time"

	"casenotes/tracking"
)

// Folder is the page of one folder: where it is, how that is known, and everything that ever happened to it.
type Folder struct {
	Frame
	Row
	// SeesPatient says that the reader may know whose folder it is.
	SeesPatient bool
	// Asked is the barcode that was asked for, where it is not the folder's own; Merged says that it was another folder's.
	Asked  string
	Merged bool
	// Inpatient is the ward that the patient is on now; nil where they are on none.
	Inpatient *Place
	// Latest is the movement that brought it where it is; nil where that is not known.
	Latest *Passage
	// Label is the newest label that was printed; nil where none was.
	Label *FolderLabel
	// Joined are the folders whose papers went into this one.
	Joined []Joined
	// Papers are what waits to be filed in it.
	Papers  []LoosePaper
	Aliases []string
	// Search is the search for it and what was made in its place; nil where there is nothing to say.
	Search  *SearchNow
	Others  []Row
	History []Passage
	// Older is the address of the next page of the history, Later that this is not the first page.
	Older string
	Later bool
	// After is where this page of the history begins.
	After string
	// Actions are what the reader may do. Open names the one that was refused, to be shown open.
	Actions FolderActions
	Open    string
	Typed   FolderForms
	// Clash is what somebody else did while the form was open; nil where nobody did.
	Clash *Passage
}

// Template is the page's file.
func (Folder) Template() string { return "folder.html" }

// FolderActions are what somebody may do with a folder.
type FolderActions struct {
	Request, Print, Missing, Change, Volume, Alias, Relabel, Merge, Close, Reopen, Withdraw, Loose bool
	// TakeBack is the movement that may be taken back; nil for none.
	TakeBack *Passage
	Homes    []Choice
}

// Any says whether there is anything to do.
func (a FolderActions) Any() bool {
	return a.Request || a.Print || a.Missing || a.Change || a.Volume || a.Alias || a.Relabel || a.Merge || a.Close || a.Reopen || a.Withdraw || a.Loose || a.TakeBack != nil
}

// FolderForms is what was typed into the forms of a folder's page.
type FolderForms struct {
	Reason, Looked, Barcode, Home, Why, What, WhyWithdraw string
	LooseFiling, Hold                                     bool
	Version                                               int64
	// Split is the folder that was to be taken out again, WhySplit the reason.
	Split    tracking.FolderID
	WhySplit string
}

// TakenBack says whether a later movement on this page corrects this one.
func (f Folder) TakenBack(id tracking.MovementID) bool {
	return slices.ContainsFunc(f.History, func(p Passage) bool { return p.CorrectsID != nil && *p.CorrectsID == id })
}

// Folders lists folders and says what can be done with them.
type Folders struct {
	Frame
	Find                   FindBox
	Registers, Adds, Loads bool // patients, folders, whole files
	Number                 string
	SeesPatients           bool
	// Status is the list's filter, Filters the links to the others.
	Status  string
	Filters []NavItem
	Rows    []Row
	// Next is the address of the next page.
	Next string
}

// Template is the page's file.
func (Folders) Template() string { return "folders.html" }

// FolderLabel is the newest label of a folder.
type FolderLabel struct {
	Version int
	Printed time.Time
	Job     string
	Reason  string
	// Scanned says that the folder was scanned since, Old that it has got another barcode since.
	Scanned, Old bool
}
