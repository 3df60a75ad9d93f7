package labels

import (
	"strconv"
	"time"
)

// TracerText is what a tracer slip says: the paper that stays in the shelf's gap while the folder is away. Times are the hospital's own.
type TracerText struct {
	Folder FolderText
	To     string // where it went
	Holder string // the person there; may be empty
	Sent   time.Time
	Due    time.Time
	Note   string
}

// Tracer is the slip that stands in the gap of a folder that is away.
func Tracer(t TracerText) Label {
	l := slip(t.Folder, "OUT", "To "+orNotKnown(t.To))
	l.line("Held by", t.Holder)
	l.line("Sent", moment(t.Sent))
	l.line("Due back", date(t.Due))
	l.line("Note", t.Note)
	return l
}

// RequestText is what a request slip says: it goes with a folder that somebody has asked for. Times are the hospital's own.
type RequestText struct {
	Folder  FolderText
	For     string // the location that needs it
	Needed  time.Time
	Reason  string
	AskedBy string
	Contact string // how to reach them
	Shelf   string // where to look for the folder
	Urgent  bool
}

// RequestSlip is the slip with which a folder is pulled from its shelf and sent to whoever asked for it.
func RequestSlip(r RequestText) Label {
	banner := "REQUEST"
	if r.Urgent {
		banner = "URGENT"
	}
	l := slip(r.Folder, banner, "For "+orNotKnown(r.For))
	l.line("Needed by", moment(r.Needed))
	l.line("Shelf", r.Shelf)
	l.line("Reason", r.Reason)
	l.line("Asked by", r.AskedBy)
	l.line("Contact", r.Contact)
	return l
}

// ConsignmentText is what travels on a sealed box. Times are the hospital's own.
type ConsignmentText struct {
	Code      string // the box's barcode, or its SSCC
	Symbology Symbology
	From, To  string
	Seal      string
	Carrier   string
	Folders   int // how many are in it
	Sent      time.Time
}

// Consignment is the slip on a box of folders that leaves the site.
func Consignment(c ConsignmentText) Label {
	l := Label{Code: c.Code, Symbology: c.Symbology, Banner: "CONSIGNMENT", Title: "To " + orNotKnown(c.To)}
	l.line("From", c.From)
	l.line("Folders", strconv.Itoa(c.Folders))
	l.line("Seal", c.Seal)
	l.line("Carrier", c.Carrier)
	l.line("Sent", moment(c.Sent))
	return l
}

// slip begins a slip that names a folder as its label does.
func slip(f FolderText, banner, title string) Label {
	l := Label{Code: f.Code, Symbology: f.Symbology, Banner: banner, Title: title}
	l.Lines = append(l.Lines, patientName(f.FamilyName, f.GivenName))
	f.identify(&l)
	if f.Volume > 0 {
		l.Side = append(l.Side, f.volume())
	}
	if kind := clean(f.Kind); kind != "" {
		l.Side = append(l.Side, capitalised(kind))
	}
	return l
}

// line adds what is known under its name.
func (l *Label) line(name, value string) {
	if value = clean(value); value != "" {
		l.Lines = append(l.Lines, name+": "+value)
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("Monday 2 January 2006, 15:04")
}
