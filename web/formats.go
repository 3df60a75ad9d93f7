package web

// Formats are the barcode formats that are read here, and a box to try a barcode in, which posts text to /formats/test.
type Formats struct {
	Frame
	Own, Site []Format
	// Tried is what the barcode that was tried turned out to be.
	Tried *Tried
}

// Template is the page's file.
func (Formats) Template() string { return "formats.html" }

// Format is one barcode format in words.
type Format struct {
	Name, Kind, Shape, Check, Example string
	// Warnings are what it lets through.
	Warnings []string
}

// formatTable is a list of formats under a caption.
type formatTable struct {
	Caption string
	Rows    []Format
}

// Tried is the reading of one text.
type Tried struct {
	// Text is what was received; empty where it must not be shown again.
	Text string
	// As is what it is read as, Hint what probably went wrong, both in words.
	As, Hint string
	// Keyboard says that the scanner itself should be tested.
	Keyboard bool
	Length   int
	// Symbology is the identifier that the scanner sent before it.
	Symbology string
	// Fits are the formats that it fits.
	Fits []Format
}

// FormatForm is what is typed of a new format. Sample is a barcode from a real label.
type FormatForm struct {
	Name, Kind, Shape, Check, Sample string
}

// NewFormat is the form for a format. It posts to /formats/new, first to check and, with what was checked, to add.
type NewFormat struct {
	Frame
	Form          FormatForm
	Kinds, Checks []Choice
	// Checked is the format as it would be added, once nothing is wrong with it; Token says what was checked.
	Checked *Format
	Token   string
	// Sample is what the sample is read as now, without the format.
	Sample string
}

// Template is the page's file.
func (NewFormat) Template() string { return "newformat.html" }
