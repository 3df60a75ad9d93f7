package web

import (
	"time"

	"casenotes/tracking"
)

// Find is the box to find anything with, and what was found. What is typed never stands in an address.
type Find struct {
	Frame
	Box FindBox
	// Asked says that a search was made; Forgotten that the search asked for is no longer kept.
	Asked, Forgotten bool
	// Read is how the text was understood: which numbers, names and date of birth were searched for.
	Read     Understanding
	Folder   *Row
	Location *tracking.Location
	Patients []FoundPatient
	// More says that more than these match.
	More bool
	// Twins is how many of the patients share name and date of birth with another one of them.
	Twins int
	// PrintID is the search whose folders' labels can be printed; empty where the reader may not.
	PrintID string
}

// Template is the page's file.
func (Find) Template() string { return "find.html" }

// Understanding is how a search text was read.
type Understanding struct {
	Number, Names string
	Born          *time.Time
}

// FoundPatient is a patient with the first few of their folders.
type FoundPatient struct {
	tracking.Patient
	Folders []Row
	// Rest is how many folders are not shown.
	Rest int
}
