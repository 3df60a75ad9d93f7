package web

import (
	"time"

	"casenotes/tracking"
)

// MergePatients is the page on which somebody checks that two records are of one person. It posts stays and why to its own address.
type MergePatients struct {
	Frame
	// Records are the two; Same says that they are one already.
	Records []MergeRecord
	Same    bool
	// Stays is the id of the record that stays.
	Stays, Why string
}

// Template is the page's file.
func (MergePatients) Template() string { return "mergepatients.html" }

// MergeRecord is one of two records with its folders.
type MergeRecord struct {
	Patient tracking.Patient
	Folders []Row
}

// MergeRow is a merge of two records and the paper of the one that is no more.
type MergeRow struct {
	ID              tracking.MergeID
	Survivor, Loser tracking.Patient
	At              time.Time
	By, Why         string
	// Paper says that folders are still to be brought together: Waiting. Brought are those that were, Theirs the survivor's own.
	Paper                    bool
	Waiting, Brought, Theirs []Row
}

// Separate is the page on which a merge is taken back. It posts why to its own address.
type Separate struct {
	Frame
	Merge MergeRow
	Why   string
}

// Template is the page's file.
func (Separate) Template() string { return "separate.html" }

// PaperTasks lists the merges whose folders somebody must bring together, the oldest first.
type PaperTasks struct {
	Frame
	Rows    []MergeRow
	Next    string
	Checked time.Time
}

// Template is the page's file.
func (PaperTasks) Template() string { return "papertasks.html" }

// PaperTask is the list of folders that must come to those of one patient. It posts here and code, the scan of a folder that is there, to
// its own address.
type PaperTask struct {
	Frame
	Merge   MergeRow
	Places  []Choice
	Prints  bool
	Here    string
	Checked time.Time
}

// Template is the page's file.
func (PaperTask) Template() string { return "papertask.html" }

// MergeFolders is the wizard that merges two folders: 1 the folder that stays, 2 the one whose papers went into it, 3 check. It posts step,
// here, stays, goes and checked to /folders/merge.
type MergeFolders struct {
	Frame
	Step              int
	Places            []Choice
	Here, Stays, Goes string
	Survivor, Loser   *Row
}

// Template is the page's file.
func (MergeFolders) Template() string { return "mergefolders.html" }

// Joined is a folder whose papers went into another one.
type Joined struct {
	ID   tracking.FolderID
	Code string
	At   time.Time
	By   string
}
