package web

import (
	"html/template"
	"time"
)

// Labels is where labels are chosen and where it is seen what became of those that were printed. Its form posts codes to /labels.
type Labels struct {
	Frame
	Codes   string
	Imports []ImportedFolders
	Filters []NavItem
	Jobs    []PrintRow
	Older   string
	// Administers says that the reader may add printers and stock, Printers that there is one.
	Administers, Printers bool
	Checked               time.Time
}

// Template is the page's file.
func (Labels) Template() string { return "labels.html" }

// ImportedFolders is an import whose folders' labels can be printed, in parts that fit a job.
type ImportedFolders struct {
	ID      uint64
	At      time.Time
	By      string
	Folders string
	Parts   []Part
}

// Part is some of the labels of a large choice: those from From on.
type Part struct {
	From int
	Text string
}

// PrintRow is one print job of a list.
type PrintRow struct {
	ID, What, Labels, Printer, By string
	// State is in words, Colour that of its tag; Problem says why it waits or failed.
	State, Colour, Problem string
	At                     time.Time
	// Acts says that somebody has to do something.
	Acts bool
}

// PrintJob is one print job: first how it is to be printed, then what became of it.
type PrintJob struct {
	Frame
	PrintRow
	Prepared bool
	// Administers says that the reader may add printers.
	Administers bool
	Lines       []LabelLine
	// Rest is how many labels are not listed, in words; Reprints how many folders have a label already.
	Rest     string
	Reprints int
	Form     PrintForm
	Printers []Choice
	Stocks   []Choice
	Kinds    []Choice
	Sheet    *SheetPicture
	// Reason and AgainOf are those of a job that was asked for.
	Reason, AgainOf string
	Stock           string
	// Cancels, Fetches, Confirms, Repeats and Scans are what can be done with the job now.
	Cancels, Fetches, Confirms, Repeats, Scans bool
	Left                                       int
	// Moving says that the page changes by itself: its script looks again.
	Moving bool
	// Typed is what was scanned and refused.
	Typed   string
	Checked time.Time
}

// Template is the page's file.
func (PrintJob) Template() string { return "printjob.html" }

// LabelLine is one label of a job.
type LabelLine struct {
	Code   string
	Folder bool
	Text   string // of a location: its name
	// Version is which label of the folder it is, Scanned whether the new one was scanned.
	Version int
	Scanned bool
}

// PrintForm is how a job is to be printed.
type PrintForm struct {
	Printer, Stock, Kind, Reason string
	Start                        int
}

// SheetPicture is the first page of a job as it will be printed, and its places to start at, row by row.
type SheetPicture struct {
	// Drawing is the page; its size on the screen follows from its shape.
	Drawing template.HTML
	Columns int
	Places  []SheetPlace
	// Pages is how many sheets the job needs, in words. Roll says that it is a roll, which has no places.
	Pages string
	Roll  bool
	// Fault says why it cannot be drawn.
	Fault string
}

// SheetPlace is one place of a sheet.
type SheetPlace struct {
	N               int
	Chosen, Printed bool
}
