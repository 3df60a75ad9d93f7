package web

import "time"

// LooseFiling is the list of a library's folders for which loose papers wait, in its filing order. It posts code, the scan of a folder, to
// its own address, and then, for Confirm, step filed with code and all.
type LooseFiling struct {
	Frame
	Library Place
	Rows    []LooseRow
	// More says that only the first are shown.
	More    bool
	Confirm *LooseRow
	Checked time.Time
}

// Template is the page's file.
func (LooseFiling) Template() string { return "loose.html" }

// LooseRow is a folder with what waits for it.
type LooseRow struct {
	Row
	Papers []LoosePaper
}

// LoosePaper is something that waits to be filed.
type LoosePaper struct {
	What, By string
	At       time.Time
}
