package labels

// LocationText is what a location's label needs to know of the location.
type LocationText struct {
	Code      string
	Symbology Symbology
	Name      string
	Kind      string
}

// Location is the label on the wall of a location: its name to be read from across the room.
func Location(p LocationText) Label {
	return named(Label{Code: p.Code, Symbology: p.Symbology}, p.Name, p.Kind)
}

// ShelfText is what a shelf's label needs to know of it.
type ShelfText struct {
	Code      string
	Symbology Symbology
	Name      string // as people call it: Bay 4, shelf 2
	Library   string
	From, To  string // the first and last number filed there; may be empty
}

// Shelf is the strip on the edge of a shelf: its name, what is filed there, and whose library it is.
func Shelf(s ShelfText) Label {
	l := named(Label{Code: s.Code, Symbology: s.Symbology}, s.Name, "")
	l.Side, l.Title = []string{l.Title}, ""
	if from, to := filingNumber(s.From), filingNumber(s.To); from != "" && to != "" {
		l.Side = append(l.Side, from+" – "+to)
	}
	if library := clean(s.Library); library != "" {
		l.Side = append(l.Side, library)
	}
	return l
}

// ContainerText is what the label of a box, trolley or bag needs to know of it.
type ContainerText struct {
	Code      string
	Symbology Symbology
	Kind      string // box, trolley, bag
	Name      string // what people call it; may be empty
}

// Container is the label of a box, trolley or bag in which folders travel.
func Container(c ContainerText) Label {
	return named(Label{Code: c.Code, Symbology: c.Symbology}, c.Name, c.Kind)
}

// BadgeText is what a member of staff's badge needs to know.
type BadgeText struct {
	Code string
	Name string // as colleagues say it
}

// Badge is the label that signs a member of staff in on a shared machine.
func Badge(b BadgeText) Label {
	return named(Label{Code: b.Code}, b.Name, "staff badge")
}

// CommandText is one thing that the scan page can be told by a scan.
type CommandText struct {
	Code string
	Word string // as the button on the page says it
	Sign string // for those who do not read the word
}

// Command is one barcode of the command sheet, to be hung up or worn.
func Command(c CommandText) Label {
	return Label{Code: c.Code, Title: clean(c.Word), Side: []string{clean(c.Sign)}}
}

// TestText is one barcode that shows how a scanner is set. Its code may have any ASCII character; GS stands for FNC1.
type TestText struct {
	Code    string
	Printed string // the code as people can read it
	Name    string
}

// ScannerTest is one barcode of the scanner test sheet. It is never of anything that is kept.
func ScannerTest(t TestText) Label {
	return Label{Code: t.Code, Symbology: Test128, Printed: t.Printed, Title: clean(t.Name)}
}

// named gives a label its name, or its code where there is none, and its kind beside the bars.
func named(l Label, name, kind string) Label {
	if l.Title = clean(name); l.Title == "" {
		l.Title = grouped(l.Code)
	}
	if kind = clean(kind); kind != "" {
		l.Side = []string{capitalised(kind)}
	}
	return l
}
