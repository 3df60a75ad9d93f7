package web

import "time"

// Alerts is what somebody should look at now, the newest first; live on its first page. Each row's button posts kind to
// /alerts/ID/acknowledge.
type Alerts struct {
	Frame
	// Kind is the kind that the list is narrowed to; empty for all.
	Kind  string
	Kinds []AlertChoice
	Rows  []AlertRow
	// Acknowledges says that the reader may acknowledge alerts, Names that they may see whose folders they are about.
	Acknowledges, Names bool
	Older               string
	// Later says that this is not the first page.
	Later   bool
	Checked time.Time
}

// Template is the page's file.
func (Alerts) Template() string { return "alerts.html" }

// AlertChoice is one kind of alert and how many of it are open.
type AlertChoice struct {
	Kind, Text, Count string
	Current           bool
}

// AlertRow is one open alert.
type AlertRow struct {
	ID uint64
	// Kind is in words; Colour is that of its tag.
	Kind, Colour, Text string
	Code, Who          string
	Place              *Place
	Since              time.Time
	By                 string
	Version            int64
}
