package web

import "time"

// People lists everybody who can or could sign in.
type People struct {
	Frame
	Rows []PersonRow
	// More is the name after which the next page begins; empty on the last one.
	More string
}

// Template is the page's file.
func (People) Template() string { return "people.html" }

// PersonRow is one user in words.
type PersonRow struct {
	Name, Role, Badge string
	PINSet, Disabled  bool
	LastAt            *time.Time
}

// Person is one user, with the forms to change what they may do. All post to /people/NAME, with do saying what: role, disable,
// enable, badge or retire.
type Person struct {
	Frame
	Row   PersonRow
	Since time.Time
	Roles []Choice
	// Yourself says that the page is about who looks at it: nobody disables themselves.
	Yourself bool
	// Password is the password of a user who was just added. It is shown this once.
	Password string
}

// Template is the page's file.
func (Person) Template() string { return "person.html" }

// NewPerson is the form for a new user. It posts name and role to /people/new.
type NewPerson struct {
	Frame
	Name, RoleOf string // typed
	Roles        []Choice
}

// Template is the page's file.
func (NewPerson) Template() string { return "newperson.html" }
