package web

import (
	"html/template"
	"time"
)

// Layouts shows what each kind of a folder's labels says.
type Layouts struct {
	Frame
	Rows []LayoutRow
}

// Template is the page's file.
func (Layouts) Template() string { return "layouts.html" }

// LayoutRow is one kind of label as it prints now. Fault says why it cannot.
type LayoutRow struct {
	Kind, Name, Fault string
	Drawing           template.HTML
	// ChangedBy is empty for a label as shipped.
	ChangedBy string
	ChangedAt time.Time
}

// LayoutForm changes what a kind of label says. It posts to /layouts/KIND, with show to see it drawn.
type LayoutForm struct {
	Frame
	Kind, Name string
	// Places are those of the label that something can be chosen for.
	Places  []Choices
	Words   string
	Version int64
	// Stock is what the label is drawn on.
	Stock   string
	Stocks  []Choice
	Drawing template.HTML
	// Unfit says why the label cannot be drawn on that stock.
	Unfit string
}

// Template is the page's file.
func (LayoutForm) Template() string { return "layoutform.html" }
