package web

import (
	"time"

	"casenotes/tracking"
)

// NeedForm is what was typed into a form that asks for folders.
type NeedForm struct {
	List, Location, Hour, Reason, Volumes, Contact, Note string
	Day                                                  Date
	Urgent                                               bool
	// Closed is the closed day that the form was warned of, and is sent again for.
	Closed string
}

// NewRequest asks for one folder, or for a pasted list of them.
type NewRequest struct {
	Frame
	// Folder is the one folder; nil for a list.
	Folder  *Row
	Typed   NeedForm
	Places  []Choice
	Reasons []Choice
	// Lines is how many lines a list may have.
	Lines int
	// Phone is the library's, for when there is no connection.
	Phone string
}

// Template is the page's file.
func (NewRequest) Template() string { return "newrequest.html" }

// Action is where the form is sent.
func (p NewRequest) Action() string {
	if p.Folder != nil {
		return "/folders/" + p.Folder.Code + "/request"
	}
	return "/requests/new"
}

// RequestCheck shows what the lines of a pasted list name, before anything is asked for.
type RequestCheck struct {
	Frame
	Typed    NeedForm
	Where    string // it is needed
	Needed   time.Time
	Reason   string
	Lines    []CheckedLine
	Folders  int // ticked
	Patients int
	Nothing  int // lines that name nothing
	Several  int // lines that name more than one patient
}

// Template is the page's file.
func (RequestCheck) Template() string { return "requestcheck.html" }

// CheckedLine is one line of a pasted list.
type CheckedLine struct {
	Input string
	// Trouble says why nothing is ticked; empty where something is.
	Trouble  string
	Patients []CheckedPatient
}

// CheckedPatient is a patient whom a line names, with the folders that would be asked for.
type CheckedPatient struct {
	tracking.Patient
	Folders []Row
	Ticked  bool
}

// Asked says what was asked for just now.
type Asked struct {
	Frame
	Rows    []RequestRow
	Refused []Refused
}

// Template is the page's file.
func (Asked) Template() string { return "asked.html" }

// Refused is a folder that could not be asked for, and why.
type Refused struct{ Code, Why string }

// RequestRow is a request in a list.
type RequestRow struct {
	tracking.RequestView
	RequestWords
	Row Row
}

// Requests is what somebody has asked for.
type Requests struct {
	Frame
	Filters []NavItem
	State   string
	Rows    []RequestRow
	Next    string
	// Topics are the live topics of the rows.
	Topics  string
	Checked time.Time
}

// Template is the page's file.
func (Requests) Template() string { return "requests.html" }

// Request is the page of one request and what became of it.
type Request struct {
	Frame
	RequestRow
	SeesPatient bool
	Askers      []tracking.RequestAsk
	History     []RequestStep
	Chases      bool // may ask the library for it
	Cancels     bool
	Confirms    bool // may say that it stands all the same
	MovesUp     bool
	Phone       string // of the library
	// Why was typed into the form that was refused, which Open names.
	Why, Open string
}

// Template is the page's file.
func (Request) Template() string { return "request.html" }

// TypedInto is what was typed into one of the page's forms before it was refused.
func (r Request) TypedInto(form string) string {
	if r.Open == form {
		return r.Why
	}
	return ""
}

// RequestStep is one step in the life of a request, in words.
type RequestStep struct {
	tracking.RequestEvent
	What string
}
