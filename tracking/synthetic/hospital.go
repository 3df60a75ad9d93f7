package synthetic

import (
	"fmt"
	"strings"

	"casenotes/tracking"
)

// The sites. Folders that change site travel longer.
const (
	city      = "City Hospital"
	riverside = "Riverside Hospital"
	store     = "Moor Lane Store"
)

// hospital is the tree of locations, and which of them do what in a history.
type hospital struct {
	rows      []*tracking.Location
	places    map[tracking.LocationID]tracking.Location
	libraries []library
	borrowers map[tracking.LocationKind][]*tracking.Location
	numbers   numbers
}

// library is a place that has shelves, where folders are at home.
type library struct {
	desk    *tracking.Location
	shelves []*tracking.Location
}

const foldersPerShelf = 250

// newHospital builds the tree: two sites and a store, with as many shelves as the folders need.
func newHospital(folders int) *hospital {
	h := &hospital{places: map[tracking.LocationID]tracking.Location{}, borrowers: map[tracking.LocationKind][]*tracking.Location{}}
	h.library("Main Library", city, tracking.Library, "terminal_digit", folders*60/100)
	h.library("Riverside Library", riverside, tracking.Library, "terminal_digit", folders*25/100)
	h.library("Maternity Library", city, tracking.Library, "straight", folders*5/100)
	h.library("Moor Lane Store", store, tracking.OffSite, "straight", folders*10/100)
	for _, c := range []struct {
		kind  tracking.LocationKind
		site  string
		names string
	}{
		{tracking.Clinic, city, "Clinic A Cardiology,Clinic B Orthopaedics,Clinic C Dermatology,Clinic D Gastroenterology,Clinic E Neurology,Clinic F Respiratory,Fracture Clinic,Antenatal Clinic"},
		{tracking.Clinic, riverside, "Eye Clinic,Diabetes Clinic,Rheumatology Clinic,Memory Clinic"},
		{tracking.Ward, city, "Ward 1 Medical Admissions,Ward 2 Cardiac,Ward 3 Stroke,Ward 4 Respiratory,Ward 5 Surgery,Ward 6 Orthopaedics,Ward 7 Children,Ward 8 Maternity,Ward 9 Intensive Care,Ward 10 Gastro"},
		{tracking.Ward, riverside, "Rowan Ward,Willow Ward,Hawthorn Ward,Day Unit"},
		{tracking.Theatre, city, "Theatre 1,Theatre 2,Day Theatre"},
		{tracking.EmergencyDept, city, "Emergency Department"},
		{tracking.Secretary, city, "Cardiology Secretaries,Orthopaedic Secretaries,Surgical Secretaries,Medical Secretaries"},
		{tracking.Secretary, riverside, "Eye Secretaries,Rheumatology Secretaries"},
		{tracking.Office, city, "Bereavement Office"},
		{tracking.Coding, city, "Clinical Coding"},
		{tracking.Research, city, "Research and Audit"},
		{tracking.Legal, city, "Legal Services"},
		{tracking.Bureau, store, "Scanning Bureau"},
		{tracking.OtherHospital, "Fellside Hospital", "Fellside Hospital"},
	} {
		for name := range strings.SplitSeq(c.names, ",") {
			p := h.add(tracking.Location{Name: name, Kind: c.kind, Site: c.site})
			h.borrowers[c.kind] = append(h.borrowers[c.kind], p)
		}
	}
	return h
}

func (h *hospital) library(name, site string, kind tracking.LocationKind, filing string, folders int) {
	l := library{desk: h.add(tracking.Location{Name: name, Kind: kind, Site: site, Filing: filing})}
	for i := range min(max(folders/foldersPerShelf, 8), 4000) {
		id := l.desk.ID
		l.shelves = append(l.shelves, h.add(tracking.Location{Name: fmt.Sprintf("%s shelf %03d", name, i+1), Kind: tracking.Shelf, Site: site, ParentID: &id}))
	}
	h.libraries = append(h.libraries, l)
}

// add puts a location in the tree and gives it its id, barcode and path.
func (h *hospital) add(p tracking.Location) *tracking.Location {
	p.ID = tracking.LocationID(len(h.rows) + 1)
	p.Code = h.numbers.issue(tracking.LocationCode)
	p.Path, p.Version = fmt.Sprintf("/%d/", p.ID), 1
	if p.ParentID != nil {
		p.Path = h.places[*p.ParentID].Path + p.Path[1:]
	} else {
		// Numbers for drama and addresses for documentation, which nobody has.
		p.Phone = fmt.Sprintf("01632 960%03d", 100+len(h.rows)%900)
		p.Email = strings.ToLower(strings.ReplaceAll(p.Name, " ", ".")) + "@hospital.example"
	}
	h.rows = append(h.rows, &p)
	h.places[p.ID] = p
	return &p
}

// The libraries, in the order in which they are built.
const (
	mainLibrary = iota
	riversideLibrary
	maternityLibrary
	offSiteStore
)

// shelf is where a folder of the patient with that number belongs in the library, by the library's filing order.
func (l library) shelf(number string) *tracking.Location {
	d := number[len(number)-6:]
	section := d[0:4]
	if l.desk.Filing == "terminal_digit" {
		section = d[4:6] + d[2:4]
	}
	n := 0
	for _, c := range section {
		n = n*10 + int(c-'0')
	}
	return l.shelves[n*len(l.shelves)/10_000]
}

// numbers counts the running numbers of our barcodes.
type numbers struct{ folder, location uint64 }

// issue makes the next barcode, passing over the numbers that are never issued.
func (n *numbers) issue(kind tracking.ReadingKind) string {
	next := &n.folder
	if kind == tracking.LocationCode {
		next = &n.location
	}
	for {
		*next++
		if code, ok := tracking.Issue(kind, *next); ok {
			return code
		}
	}
}
