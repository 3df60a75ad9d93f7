package web

import "time"

// ToCheck lists the scans of all devices that a person should look at, by what is wrong with them. Its buttons post list and the ids of
// the scans to /scans-to-check.
type ToCheck struct {
	Frame
	// List is the reason that the list is narrowed to, or apart, or done; empty for all that is open.
	List  string
	Kinds []AlertChoice
	Rows  []CheckRow
	// MayEnd says that the reader may say of scans that they are dealt with, MayPutAside the same of those that are kept
	// apart, on the pages of their devices.
	MayEnd, MayPutAside bool
	Older               string
	// Later says that this is not the first page.
	Later   bool
	Checked time.Time
}

// Template is the page's file.
func (ToCheck) Template() string { return "tocheck.html" }

// Ends says whether the rows have buttons.
func (p ToCheck) Ends() bool {
	if p.List == "apart" {
		return p.MayPutAside
	}
	return p.MayEnd && p.List != "done"
}

// All says whether one button ends all rows: those of one reason only.
func (p ToCheck) All() bool { return p.Ends() && p.List != "" && len(p.Rows) > 1 }

// CheckRow is one scan.
type CheckRow struct {
	ID uint64
	// Reason is in words, Text what the person who scanned was told.
	Reason, Text string
	// Folder is the folder's barcode; Code that of a label that no folder is registered with.
	Folder, Code string
	Place        *Place
	By           string
	At           time.Time
	// Device is the enrolled device that sent what is kept apart, with the number of its page.
	Device   string
	DeviceID uint64
	// Became is how it ended, with DoneBy and DoneAt.
	Became, DoneBy string
	DoneAt         *time.Time
}
