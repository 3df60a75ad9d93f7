package labels

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FolderText is what a folder's labels need to know of the folder and its patient.
type FolderText struct {
	Code           string
	Symbology      Symbology
	FamilyName     string
	GivenName      string
	Born           time.Time // zero when not known
	HospitalNumber string
	Kind           string
	Volume         int
	Of             int    // how many volumes the patient has of the kind; 0 is not said
	Home           string // name of the location the folder belongs to
}

// Layout is what stands on a folder's label besides its name, identifiers and barcode: fields by name, above the bars and beside them.
type Layout struct {
	Above, Beside []string
	Words         string // of the field words
}

// Folder is the outside label of a folder: whose it is, by name and two identifiers, and as shipped its home, kind and volume.
func Folder(f FolderText) Label {
	return f.Outside(Layout{[]string{"home"}, []string{"kind", "volume"}, ""})
}

// Spine is the strip for a folder's edge: the filing number to be read along the shelf, then whose it is, and as shipped its volume.
func Spine(f FolderText) Label { return f.Edge(Layout{nil, []string{"volume"}, ""}) }

// Volume is the label that tells one volume of a set from the others, to be read from across a desk, as shipped with its kind.
func Volume(f FolderText) Label { return f.OneOf(Layout{nil, []string{"kind"}, ""}) }

// Outside is the outside label in a layout of the site's own.
func (f FolderText) Outside(y Layout) Label {
	l := Label{Code: f.Code, Symbology: f.Symbology, Title: patientName(f.FamilyName, f.GivenName)}
	f.identify(&l)
	f.add(&l, y)
	return l
}

// Edge is the label of the spine in a layout of the site's own.
func (f FolderText) Edge(y Layout) Label {
	l := Label{Code: f.Code, Symbology: f.Symbology, Keep: f.identifiers()[:1]}
	l.Side = append(l.Side, l.Keep[0], patientName(f.FamilyName, f.GivenName))
	f.add(&l, y)
	return l
}

// OneOf is the label of a volume in a layout of the site's own.
func (f FolderText) OneOf(y Layout) Label {
	l := Label{Code: f.Code, Symbology: f.Symbology, Title: f.volume()}
	l.Lines = append(l.Lines, patientName(f.FamilyName, f.GivenName))
	f.identify(&l)
	f.add(&l, y)
	return l
}

// add puts the fields of a layout on a label. What is not known takes no room.
func (f FolderText) add(l *Label, y Layout) {
	for _, name := range y.Above {
		text := f.field(name, y.Words)
		if name == "home" && text != "" {
			text = "Home: " + text
		}
		l.Lines = append(l.Lines, some(text)...)
	}
	for _, name := range y.Beside {
		l.Side = append(l.Side, some(f.field(name, y.Words))...)
	}
}

// field is what a field says of the folder; empty where that is not known.
func (f FolderText) field(name, words string) string {
	switch name {
	case "home":
		return clean(f.Home)
	case "kind":
		return capitalised(clean(f.Kind))
	case "number":
		return filingNumber(f.HospitalNumber)
	case "initial":
		for _, r := range strings.ToUpper(clean(f.FamilyName)) {
			return string(r)
		}
	case "volume":
		if f.Volume > 0 {
			return f.volume()
		}
	case "words":
		return clean(words)
	}
	return ""
}

func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// Temporary is the label of a folder that stands in for a missing one, and must end by being merged into it: nobody may take it for
// the whole of the notes.
func Temporary(f FolderText, missing string, since time.Time) Label {
	l := Label{Code: f.Code, Symbology: f.Symbology, Banner: "TEMPORARY", Title: patientName(f.FamilyName, f.GivenName)}
	f.identify(&l)
	l.Side = []string{"Not the full notes"}
	if made := date(since); made != "" {
		l.Side = append(l.Side, made)
	}
	if missing != "" {
		l.Lines = append(l.Lines, "In place of "+grouped(missing))
		l.Keep = append(l.Keep, grouped(missing))
	}
	return l
}

// identify adds the patient's two identifiers.
func (f FolderText) identify(l *Label) {
	both := f.identifiers()
	l.Keep = append(l.Keep, both...)
	l.Lines = append(l.Lines, both[0]+together+"Born "+both[1])
}

// identifiers are the number that the folder is filed by and the day its patient was born.
func (f FolderText) identifiers() []string {
	return []string{"No. " + orNotKnown(filingNumber(f.HospitalNumber)), orNotKnown(date(f.Born))}
}

func (f FolderText) volume() string {
	if f.Of > 0 {
		return fmt.Sprintf("Volume %d of %d", f.Volume, f.Of)
	}
	return "Volume " + strconv.Itoa(f.Volume)
}

// Year is the sticker on a folder's edge that says when its patient was last seen. It has no barcode.
func Year(year int) Label {
	return Label{Plain: true, Title: strconv.Itoa(year)}
}

// filingNumber parts a number of five digits or more in pairs from the right, as shelves in order of the last digits are read; one
// digit left over joins the first pair. Other numbers stay as they are.
func filingNumber(number string) string {
	number = clean(number)
	if len(number) < 5 || strings.Trim(number, "0123456789") != "" {
		return number
	}
	var groups []string
	for len(number) > 3 {
		groups = append([]string{number[len(number)-2:]}, groups...)
		number = number[:len(number)-2]
	}
	return strings.Join(append([]string{number}, groups...), " ")
}

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
