package web

import "time"

// Walls asks which board is to be shown on a wall.
type Walls struct {
	Frame
	Boards []NavItem
}

// Template is the page's file.
func (Walls) Template() string { return "walls.html" }

// Wall is a board for a wall: counts, places and times in large letters, and nobody's name; live. Its address is /walls/NAME.
type Wall struct {
	Frame
	// Sum is the count of everything, in words, Sum none where there is nothing.
	Sum, None string
	Heads     []WallHead
	Rows      []WallRow
	Rest      string // how many rows there are beside those shown
	Topics    string
	Desk      string // the same board for a desk
	Checked   time.Time
}

// Template is the page's file.
func (Wall) Template() string { return "wall.html" }

// WallHead is the head of a column.
type WallHead struct {
	Text    string
	Numeric bool
}

// WallRow is one line of a board; the first cell is what it is about.
type WallRow struct {
	Key, First string
	Cells      []WallCell
}

// WallCell is a cell, marked where somebody should do something.
type WallCell struct {
	Text, Colour string
	Numeric      bool
	Head         string // of its column
}

// Transit is what is on its way, by route, for a desk; live on its first page.
type Transit struct {
	Frame
	Routes  []TransitRoute
	More    bool // there are more routes than are listed
	List    FolderList
	Later   bool
	Alerts  bool // the reader hears of alerts
	Checked time.Time
}

// Template is the page's file.
func (Transit) Template() string { return "transit.html" }

// TransitRoute is what travels from one place to another.
type TransitRoute struct {
	From, To         Place
	Folders, TooLong int64
	Oldest           time.Time
}
