package tracking

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// LocationID is the database's number for a location; people use its code.
type LocationID uint64

// LocationKind is what a location is for. It gives the loan period where the location has none of its own.
type LocationKind string

// The kinds of location.
const (
	Library       LocationKind = "library"
	Shelf         LocationKind = "shelf"
	Ward          LocationKind = "ward"
	Clinic        LocationKind = "clinic"
	Theatre       LocationKind = "theatre"
	EmergencyDept LocationKind = "emergency"
	Secretary     LocationKind = "secretary"
	Office        LocationKind = "office"
	Coding        LocationKind = "coding"
	Bereavement   LocationKind = "bereavement"
	Research      LocationKind = "research" // audit or research
	Legal         LocationKind = "legal"
	Bureau        LocationKind = "bureau" // scanning bureau
	OffSite       LocationKind = "off_site"
	OtherHospital LocationKind = "other_hospital"
)

// LocationKinds lists the kinds in the order in which a form offers them.
func LocationKinds() []LocationKind {
	return []LocationKind{Library, Shelf, Ward, Clinic, Theatre, EmergencyDept, Secretary, Office, Coding, Bereavement, Research, Legal,
		Bureau, OffSite, OtherHospital}
}

// Label is the kind in words.
func (k LocationKind) Label() string { return inWords(string(k)) }

// loanDays are the working days a kind of location may keep a folder, counted from when it left home. A kind that is not here
// has no due date: libraries and shelves keep folders, bureaux and stores have agreements of their own.
var loanDays = map[LocationKind]int{Clinic: 2, Ward: 2, Theatre: 1, EmergencyDept: 1, Secretary: 5, Office: 5, Coding: 5, Bereavement: 5,
	Research: 10, Legal: 20, OtherHospital: 28}

// reasonDays are the working days that a reason gives, whoever holds the folder for it. Clinics and admissions go by the place.
var reasonDays = map[RequestReason]int{ForCoding: 5, ForAudit: 10, ForResearch: 10, ForComplaint: 20, ForSubjectAccess: 20}

// Location is anywhere a folder can be. Locations form a tree: a shelf's parent is its library.
type Location struct {
	ID        LocationID
	Code      string // its barcode
	Name      string
	Kind      LocationKind
	ParentID  *LocationID
	Path      string // ids from the root down to itself, "/3/17/", so that "inside" needs no walk
	Site      string // the building or campus; a folder that changes site travels longer
	Phone     string
	Email     string
	LoanDays  *int   // working days; nil: as its kind
	GLN       string // GS1 global location number, optional
	Filing    string // order of a library's shelves: straight, terminal_digit, middle_digit, year, location
	RetiredAt *time.Time
	Version   int64
	CreatedAt time.Time
	ChangedAt time.Time
}

// LoanFor is how many working days a folder may be held here for a reason, and whether there is any limit. What was said of the
// location itself goes first, then the reason, then what is usual for its kind. A kind without a limit has none for any reason.
func (l Location) LoanFor(reason RequestReason) (days int, limited bool) {
	if l.LoanDays != nil {
		return *l.LoanDays, true
	}
	days, limited = loanDays[l.Kind]
	if long, told := reasonDays[reason]; told && limited {
		return long, true
	}
	return days, limited
}

// IsLibrary says whether folders are pulled from shelves there, by those who work there.
func (l Location) IsLibrary() bool { return l.Kind == Library || l.Kind == OffSite }

// Within says whether l is the location id or somewhere inside it.
func (l Location) Within(id LocationID) bool {
	return strings.Contains(l.Path, "/"+strconv.FormatUint(uint64(id), 10)+"/")
}

// countsAs says whether a folder at l is where it should be when it belongs at p or was sent to p: at that place, inside it, or at
// the library around it.
func (l Location) countsAs(p Location) bool {
	return l.Within(p.ID) || (l.Kind == Library && p.Within(l.ID))
}

// awayFrom says whether a folder that goes from p to l leaves the site. Off-site stores and other hospitals are away whatever
// their record says.
func (l Location) awayFrom(p Location) bool {
	return l.Site != p.Site || (l.ID != p.ID && (l.Kind == OffSite || l.Kind == OtherHospital))
}

// Filings are the filing orders a library may have.
func Filings() []string {
	return []string{"straight", "terminal_digit", "middle_digit", "year", "location"}
}

// InTreeOrder is the locations as a tree reads: each followed by what is inside it, siblings by name.
func InTreeOrder(all []Location) []Location {
	children := map[LocationID][]Location{}
	for _, p := range all {
		var parent LocationID
		if p.ParentID != nil {
			parent = *p.ParentID
		}
		children[parent] = append(children[parent], p)
	}
	ordered := make([]Location, 0, len(all))
	var walk func(LocationID)
	walk = func(parent LocationID) {
		inside := children[parent]
		slices.SortStableFunc(inside, func(a, b Location) int { return strings.Compare(a.Name, b.Name) })
		for _, p := range inside {
			ordered = append(ordered, p)
			walk(p.ID)
		}
	}
	walk(0)
	return ordered
}
