package web

import (
	"time"

	"casenotes/tracking"
)

// Stocktakes is what is being counted now, and what was counted; live.
type Stocktakes struct {
	Frame
	Open, Past []StocktakeLine
	Older      string
	Later      bool // this is not the first page
	Checked    time.Time
}

// Template is the page's file.
func (Stocktakes) Template() string { return "stocktakes.html" }

// StocktakeLine is one stocktake of a list.
type StocktakeLine struct {
	tracking.Stocktake
	Where Place
	Stage Tag
	Seen  int // of those expected, while it is open
}

// NewStocktake is the form that begins a stocktake or an audit. It posts kind, location or place, sample and seed.
type NewStocktake struct {
	Frame
	Form          StocktakeForm
	Kinds, Places []Choice
	// Overlap are those that count a part of the same place, or all around it, already.
	Overlap []StocktakeLine
}

// Template is the page's file.
func (NewStocktake) Template() string { return "newstocktake.html" }

// StocktakeForm is that form as it was filled in.
type StocktakeForm struct{ Kind, Location, Place, Sample, Seed, Knows string }

// Stocktake is one stocktake: how far it is, or what it found; live. Its forms post to /stocktakes/ID/finish, cancel, resume and, with
// as and the folders chosen, settle.
type Stocktake struct {
	Frame
	StocktakeLine
	Drawn   *Place // of an audit of a shelf: where it was drawn
	Others  int    // folders seen and not expected
	People  []StocktakePerson
	Owing   []string // devices with scans that have not come yet
	Resumes bool     // it lapsed and can be taken up again
	Names   bool
	Figure  *AuditFigure
	Groups  []StocktakeGroup
	Order   []MisfiledRow
	Unknown []UnknownRow
	Checked time.Time
}

// Template is the page's file.
func (Stocktake) Template() string { return "stocktake.html" }

// StocktakePerson is somebody who scans along.
type StocktakePerson struct {
	Name  string
	Scans int
	Last  time.Time
}

// StocktakeGroup is the folders of one finding.
type StocktakeGroup struct {
	Finding, Title, Hint string
	N                    string
	Rows                 []StocktakeRow
	Ways                 []Choice // what can be done with them
	Cut                  bool     // there are more than are listed
}

// StocktakeRow is one folder of a result.
type StocktakeRow struct {
	ID         uint64
	Code, Kind string
	Volume     int
	Who        string
	Said, Seen string // where the system said that it was, and where it was seen
	Now        string // where it is now
	Settled    string
	Open       bool // something can still be done with it
	Version    int64
}

// MisfiledRow is a folder that is to be taken out of its row and put elsewhere in it.
type MisfiledRow struct {
	Code, Who, Shelf string
	After            string // the code of the folder that it goes behind; empty: before the first
	Where            string // the same in words for the first
}

// UnknownRow is a barcode on the shelf that no folder has.
type UnknownRow struct {
	Code, Shelf string
	At          time.Time
}

// AuditFigure is how often the system was right.
type AuditFigure struct {
	Right, Of        int
	Share, Low, High string
}

// Audits is the accuracy of what the system says, month by month and in both directions.
type Audits struct {
	Frame
	Months  []AuditMonth
	Checked time.Time
}

// Template is the page's file.
func (Audits) Template() string { return "audits.html" }

// AuditMonth is the audits of one month; a direction without any is nil.
type AuditMonth struct {
	Month             string
	ByFolder, ByShelf *AuditFigure
	Audits            int
}

// Stocktaking is where a stocktake is scanned. Browsers keep it for where there is no network: its address says which one it is, and its
// script has the rest.
type Stocktaking struct{ Frame }

// Template is the page's file.
func (Stocktaking) Template() string { return "stocktaking.html" }

// StocktakingShell is that page as every browser may keep it.
func StocktakingShell() Stocktaking {
	return Stocktaking{Frame{Title: "Count by scanning", Nav: Menu("library", "/library"), Shared: true}}
}
