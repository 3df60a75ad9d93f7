package web

// SignIn asks for a name and a password. It posts username, password and next to /signin.
type SignIn struct {
	Frame
	Username string
	// Next is the path to go to afterwards.
	Next string
}

// Template is the page's file.
func (SignIn) Template() string { return "signin.html" }

// Scan is the page on which folders are scanned. Its scripts do the work; Locations serve the form that is shown when
// they do not run, which posts code and location to /scan.
type Scan struct {
	Frame
	Locations []Choice
	// Location is the code of the location chosen last, Result the answer to the form.
	Location string
	Result   *Result
}

// Template is the page's file.
func (Scan) Template() string { return "scan.html" }

// Choice is one line of a list to choose from.
type Choice struct {
	Code, Name string
}

// Result is the answer to one scan: its class (done, note, already, check or stop) and a sentence.
type Result struct {
	Class, Text string
}

// Word is the one big word of the result's class.
func (r Result) Word() string {
	switch r.Class {
	case "done", "note":
		return "Done"
	case "already":
		return "Already"
	case "check":
		return "Check"
	}
	return "Stop"
}

// Problem says that a page can't be shown, what to do next, and a reference for whoever looks into it.
type Problem struct {
	Frame
	Text      string
	Reference string
}

// Template is the page's file.
func (Problem) Template() string { return "error.html" }
