package web

import "time"

// Boards is the list of locations whose boards can be opened. Its form posts q to /board.
type Boards struct {
	Frame
	// Query is what the list was narrowed to.
	Query  string
	Groups []PlaceGroup
}

// Template is the page's file.
func (Boards) Template() string { return "boards.html" }

// PlaceGroup is the locations of one kind.
type PlaceGroup struct {
	Kind   string
	Places []Place
}

// Place is a location in a list. Site tells apart two of the same name.
type Place struct {
	Code, Name, Site string
}

// Board is what is at a location, on its way there and due back, live.
type Board struct {
	Frame
	Here    Place
	Kind    string
	Phone   string
	Retired bool
	// Prints says that the reader may print the labels of the folders here.
	Prints bool
	// Around is the location that this one is inside, if any; Inside are those inside this one.
	Around *Place
	Inside []Place
	// InsideMore says that Inside is only the first of them.
	InsideMore bool
	Lists      []FolderList
	// Containers are those here and on their way here.
	Containers []ContainerRow
	// Checked is when the lists were read.
	Checked time.Time
}

// Template is the page's file.
func (Board) Template() string { return "board.html" }

// FolderList is a table of folders. A column is shown where it has a head.
type FolderList struct {
	ID, Title string
	// Count is the number of folders in words, as far as it was counted.
	Count string
	// None is what the list says when nothing is in it, Rest what it says of folders that it does not show.
	None, Rest string
	// Names says that the reader may see whose folders they are.
	Names                         bool
	PlaceHead, SinceHead, DueHead string
	Rows                          []FolderRow
	// Older leads to the rows that follow.
	Older string
	// Checked is when the list was read.
	Checked time.Time
}

// FolderRow is one folder of a list.
type FolderRow struct {
	// Key names the row among all of a page.
	Key, Code, Kind string
	Volume          int
	// Who is the patient's surname and initial.
	Who string
	// Place is the other location of the row, and Way what comes before its name: "On the way to".
	Place *Place
	Way   string
	Since time.Time
	Due   *time.Time
	// Late is how late the folder is in words; empty where it is not.
	Late    string
	Version int64
}

// Heads are the heads of the columns after the folder and its patient.
func (l FolderList) Heads() []string {
	var heads []string
	for _, head := range []string{l.PlaceHead, l.SinceHead, l.DueHead} {
		if head != "" {
			heads = append(heads, head)
		}
	}
	return heads
}
