package web

// Home is where everybody starts: what needs looking at, and the box to find a folder.
type Home struct {
	Frame
	// Scans says that this is somebody who scans for a living: the page leads to Scan first.
	Scans   bool
	Find    FindBox
	Figures []Figure
	Alerts  []Figure
	// Found are folders that the reader reported or looked for and somebody has found.
	Found []CaseRow
	// Asks leads to what whoever asks for folders does every day.
	Asks []NavItem
	// Setup leads to what is set up once, not every day.
	Setup []NavItem
}

// Template is the page's file.
func (Home) Template() string { return "home.html" }

// Figure is a count that is a link to what is counted.
type Figure struct {
	Text, Href string
	N          int64
	// More says that there are more than N.
	More bool
}

// Number is the count in words of the screen: "1,214", or "1,000+" where nobody counted further.
func (f Figure) Number() string {
	if f.More {
		return grouped(f.N) + "+"
	}
	return grouped(f.N)
}

// FindBox is the one box to find anything with.
type FindBox struct {
	// ByBarcodeOnly is for those who may not see patients.
	ByBarcodeOnly bool
	// Text is what was typed, Fault what is wrong with it.
	Text, Fault string
	// Heading says that the label is the page's heading; Focus that the box waits for a scanner at once.
	Heading, Focus bool
}
