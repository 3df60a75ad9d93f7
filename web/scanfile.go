package web

import "time"

// ScanFile is where a file of scans is taken in that a device saved, and what became of the last one. Its form posts file to
// /import/scans.
type ScanFile struct {
	Frame
	Report  *ScanFileReport
	Checked time.Time
}

// Template is the page's file.
func (ScanFile) Template() string { return "scanfile.html" }

// ScanFileReport is what became of a file of scans.
type ScanFileReport struct {
	// Device is what people call the device; empty where it is not enrolled.
	Device               string
	Made                 time.Time
	Stored, Known, Check string
	Attention            []ScanOutcome
	// Rest is how many are not listed, in words.
	Rest string
}

// ScanOutcome is what became of one scan. Code is empty where it is none of ours.
type ScanOutcome struct {
	Code string
	At   time.Time
	Text string
}

// scanOutcomes is a table of them.
type scanOutcomes struct {
	Caption, Head string
	Rows          []ScanOutcome
}
