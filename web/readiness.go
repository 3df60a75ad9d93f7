package web

import (
	"html/template"
	"time"

	"casenotes/tracking"
)

// ReadinessBoard is how ready the clinics of a day are, in counts; live. On a wall it has no links and larger letters.
type ReadinessBoard struct {
	Frame
	Of      string
	Query   template.URL
	Days    []NavItem
	Heads   []Tag
	Rows    []ReadinessRow
	Topics  string
	More    string // leads to the sessions that follow
	Wall    bool
	Checked time.Time
}

// Template is the page's file.
func (b ReadinessBoard) Template() string { return "readiness.html" }

// ReadinessRow is one session of the board.
type ReadinessRow struct {
	ClinicRow
	Clock  string
	Counts []int // of the folders, standing by standing as in the heads
}

// Ready says whether every folder is there.
func (r ReadinessRow) Ready() bool {
	return r.Total() > 0 && r.Folders[tracking.Here] == r.Total()
}

// SessionBoard is how the folders of one session stand, one by one; live.
type SessionBoard struct {
	Frame
	Row     ReadinessRow
	Names   bool
	Folders []SessionFolder
	Apart   []SessionFolder // temporary, or on the screen alone
	None    int             // patients without any folder
	Checked time.Time
}

// Template is the page's file.
func (SessionBoard) Template() string { return "sessionboard.html" }

// SessionFolder is one folder that a session needs.
type SessionFolder struct {
	Clock, Code, Kind, Who string
	Volume                 int
	Stands                 Tag
	Now                    string // where it is
	Version                int64
}

// Parts are the folders that count, and those that do not.
func (b SessionBoard) Parts() [][]SessionFolder { return [][]SessionFolder{b.Folders, b.Apart} }
