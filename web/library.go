package web

import (
	"html/template"
	"time"
)

// Libraries asks which library somebody works in.
type Libraries struct {
	Frame
	Places []Place
}

// Template is the page's file.
func (Libraries) Template() string { return "libraries.html" }

// LibraryHome is what there is to do in a library, in figures that lead to their lists; live.
type LibraryHome struct {
	Frame
	Library Place
	// Several says that there are other libraries to choose.
	Several bool
	Figures []Figure
	Checked time.Time
}

// Template is the page's file.
func (LibraryHome) Template() string { return "library.html" }

// LibraryList is the folders of one sort of a library's work; live.
type LibraryList struct {
	Frame
	Library Place
	List    FolderList
	// Hint says how the work is done, with the page for that.
	Hint    string
	Way     *NavItem
	Checked time.Time
}

// Template is the page's file.
func (LibraryList) Template() string { return "librarylist.html" }

// Pull is the folders to be taken from the shelves of a library, in the order of the shelves; live. Its form posts do (start, print,
// update or release) and the bays chosen.
type Pull struct {
	Frame
	Library Place
	// Query says which list it is, as addresses do: a template would encode a string once more. Of says it in words.
	Query template.URL
	Of    string
	Days  []NavItem
	// Total is how many requests are on the list, of which Pulled are pulled already.
	Total, Pulled int
	Bays          []PullBay
	Names         bool
	// Mine is how many the reader has claimed, in this list; Claims says when a claim ends, in words.
	Mine    int
	Printed *PrintedNote
	// Shown says which part of the list is shown; Earlier and Later lead to the parts beside it.
	Shown, Earlier, Later string
	// Cut says that there are more than can be listed.
	Cut     bool
	Checked time.Time
}

// Template is the page's file.
func (Pull) Template() string { return "pull.html" }

// PrintedNote is what paper there is of a list, and what has changed since.
type PrintedNote struct {
	By             string
	At             time.Time
	Added, Crossed int
	Href           string
}

// PullBay is the rows of one place to walk to.
type PullBay struct {
	Place
	Rows []PullRow
}

// PullRow is one folder to be pulled.
type PullRow struct {
	ID       uint64
	Shelf    Place
	Code     string
	Kind     string
	Volume   int
	Who      string
	Wanted   Place
	Needed   string
	Late     bool
	Urgent   bool
	Doubtful bool     // somebody must say whether it still stands
	Others   []string // who else waits for it that day, and by when
	Claim    string   // who is looking for it and since when, in words
	Version  int64
}

// PullSheet is a pull list on paper.
type PullSheet struct {
	Frame
	Library Place
	Of      string
	Query   template.URL
	Update  bool
	By      string
	At      time.Time
	Names   bool
	Pages   [][]SheetRow
	Total   int
}

// Template is the page's file.
func (PullSheet) Template() string { return "pullsheet.html" }

// SheetRow is one line of a pull list on paper.
type SheetRow struct {
	PullRow
	Mark string // listed, added or crossed
	Why  string
	Bars template.HTML
	// Turn says that another bay begins here.
	Turn bool
}

// Chase is what somebody else has of a library's folders, and others need; live.
type Chase struct {
	Frame
	Library Place
	Query   template.URL
	Of      string
	Days    []NavItem
	Names   bool
	Holders []ChaseHolder
	Cut     bool
	Checked time.Time
}

// Template is the page's file.
func (Chase) Template() string { return "chase.html" }

// ChaseHolder is one holder and what they have.
type ChaseHolder struct {
	Place
	Phone, Email string
	Rows         []ChaseRow
}

// ChaseRow is one folder that its holder is asked for.
type ChaseRow struct {
	PullRow
	Now string // how it stands: at the holder since, on its way, missing
}

// PulledList is what is pulled in a library and not yet sent; live.
type PulledList struct {
	Frame
	Library Place
	Rows    []PulledRow
	Names   bool
	Cut     bool
	Checked time.Time
}

// Template is the page's file.
func (PulledList) Template() string { return "pulled.html" }

// PulledRow is one folder that is pulled.
type PulledRow struct {
	PullRow
	By string
	At time.Time
}
