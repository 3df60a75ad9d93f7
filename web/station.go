package web

// Pulling is where folders are pulled by scanning, one at a time. Browsers keep it for where there is no network: nothing in it is about
// a person or a place; its script has the list.
type Pulling struct {
	Frame
	Reasons []Choice
}

// Template is the page's file.
func (Pulling) Template() string { return "pulling.html" }

// Sending is where folders that are pulled are sent, each to where it is wanted.
type Sending struct {
	Frame
	Library Place
}

// Template is the page's file.
func (Sending) Template() string { return "sending.html" }

// Filing is where folders come back into a library and onto its shelves.
type Filing struct {
	Frame
	Library Place
}

// Template is the page's file.
func (Filing) Template() string { return "filing.html" }
