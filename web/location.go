package web

// Locations is the tree of locations.
type Locations struct {
	Frame
	Kinds []Choice
	// Kind is the kind that the tree is narrowed to, Retired says that retired locations are shown as well.
	Kind    string
	Retired bool
	// Top is the location whose inside is shown; nil for all.
	Top  *Place
	Rows []LocationRow
	// Edits, Prints and Imports are what the reader may do.
	Edits, Prints, Imports bool
}

// Template is the page's file.
func (Locations) Template() string { return "locations.html" }

// LocationRow is one location of the tree.
type LocationRow struct {
	Place
	// Depth is how far inside others it is.
	Depth       int
	Kind, Phone string
	// Loan is how long it may hold a folder, in words.
	Loan    string
	Retired bool
	// Shelves are how many shelves inside it are not listed.
	Shelves string
}

// LocationForm is what is typed of a location.
type LocationForm struct {
	Code, Name, Kind, Parent, Site, Phone, Email, LoanDays, GLN, Filing string
	Version                                                             int64
}

// Location is the form of one location: a new one posts to /locations/new, another to its own address.
type Location struct {
	Frame
	// Code is empty for a new location.
	Code                    string
	Form                    LocationForm
	Kinds, Parents, Filings []Choice
	// Loan is how long its kind may hold a folder, in words.
	Loan    string
	Retired bool
	// Clashes are what somebody else changed meanwhile.
	Clashes []Clash
}

// Template is the page's file.
func (Location) Template() string { return "location.html" }

// Clash is a field that is now something else than what was typed.
type Clash struct {
	Label, Now, Typed string
}
