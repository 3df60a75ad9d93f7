// Package labels draws the barcoded labels of folders and locations as PDF, ZPL, PNG and SVG.
//
// A label is laid out once, in printer dots, as bars and lines of text (layout.go); each format then only
// copies that drawing in its own language, so that every format shows the same label at the same size.
// The package knows nothing of hospitals: it takes plain values and has no place for an NHS number.
package labels

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Label is what one label says: a barcode, and words in order of weight.
type Label struct {
	Code  string   // what the bars say, printed under them
	Title string   // the largest words, across the top
	Lines []string // across the label, under the title
	Side  []string // beside the bars
}

// FolderText is what a folder's label needs to know of the folder and its patient.
type FolderText struct {
	Code           string
	FamilyName     string
	GivenName      string
	Born           time.Time // zero when not known
	HospitalNumber string
	Kind           string
	Volume         int
	Home           string // name of the location the folder belongs to
}

// LocationText is what a location's label needs to know of the location.
type LocationText struct {
	Code string
	Name string
	Kind string
}

// Folder is the outside label of a folder: whose it is, by name and two identifiers, which volume, and its home.
func Folder(f FolderText) Label {
	l := Label{Code: f.Code, Title: patientName(f.FamilyName, f.GivenName)}
	// The number goes first because a line that is too long loses its end.
	l.Lines = append(l.Lines, "No. "+orNotKnown(f.HospitalNumber)+" · Born "+orNotKnown(date(f.Born)))
	if home := clean(f.Home); home != "" {
		l.Lines = append(l.Lines, "Home: "+home)
	}
	if kind := clean(f.Kind); kind != "" {
		l.Side = append(l.Side, capitalised(kind))
	}
	if f.Volume > 0 {
		l.Side = append(l.Side, "Volume "+strconv.Itoa(f.Volume))
	}
	return l
}

// Location is the label on the wall or shelf of a location: its name to be read from across the room.
func Location(p LocationText) Label {
	l := Label{Code: p.Code, Title: clean(p.Name)}
	if l.Title == "" {
		l.Title = grouped(p.Code)
	}
	if kind := clean(p.Kind); kind != "" {
		l.Side = []string{capitalised(kind)}
	}
	return l
}

// ContainerText is what the label of a box, trolley or bag needs to know of it.
type ContainerText struct {
	Code string
	Kind string // box, trolley, bag
	Name string // what people call it; may be empty
}

// Container is the label of a box, trolley or bag in which folders travel.
func Container(c ContainerText) Label {
	return Location(LocationText{Code: c.Code, Name: c.Name, Kind: c.Kind})
}

// BadgeText is what a member of staff's badge needs to know.
type BadgeText struct {
	Code string
	Name string // as colleagues say it
}

// Badge is the label that signs a member of staff in on a shared machine.
func Badge(b BadgeText) Label {
	return Location(LocationText{Code: b.Code, Name: b.Name, Kind: "staff badge"})
}

// Write draws the labels on the stock. PDF and ZPL hold any number, one to a page; PNG and SVG are
// pictures and hold exactly one. Nothing is written unless every label can be drawn.
func Write(w io.Writer, f Format, s Stock, labels []Label) error {
	switch {
	case len(labels) == 0:
		return Refusal("There is no label to print.")
	case len(labels) > 1 && (f == PNG || f == SVG):
		return Refusal(fmt.Sprintf("%s holds one label, not %d. Choose PDF or ZPL.", strings.ToUpper(string(f)), len(labels)))
	}
	drawings := make([]drawing, len(labels))
	for i, l := range labels {
		var err error
		if drawings[i], err = layOut(l, s); err != nil {
			return err
		}
	}
	switch f {
	case PDF:
		return writePDF(w, s, drawings)
	case ZPL:
		return writeZPL(w, drawings)
	case PNG:
		return writePNG(w, drawings[0])
	case SVG:
		return writeSVG(w, s, drawings[0])
	}
	return unknownFormat(string(f))
}

// Refusal says in words for the person who asked why a label cannot be drawn, and what to do.
type Refusal string

// Error returns the words.
func (r Refusal) Error() string { return string(r) }

func patientName(family, given string) string {
	family, given = strings.ToUpper(clean(family)), clean(given)
	switch {
	case family == "" && given == "":
		return "NAME NOT KNOWN"
	case given == "":
		return family
	case family == "":
		return given
	}
	return family + ", " + given
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 January 2006")
}

func orNotKnown(s string) string {
	if s = clean(s); s == "" {
		return "not known"
	}
	return s
}
