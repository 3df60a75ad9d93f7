package web

import (
	"fmt"
	"time"

	"casenotes/tracking"
)

// Containers lists boxes, trolleys and bags, and adds one.
type Containers struct {
	Frame
	Rows    []ContainerRow
	Filters []NavItem
	// Next is the address of the next page.
	Next string
	// Adds says that the reader may add containers.
	Adds          bool
	Kinds, Places []Choice
	Form          ContainerForm
}

// Template is the page's file.
func (Containers) Template() string { return "containers.html" }

// ContainerForm is what is typed of a new container.
type ContainerForm struct{ Kind, Name, Location string }

// ContainerRow is a container as lists show it.
type ContainerRow struct{ tracking.ContainerView }

// Inside is how many folders are in it, in words.
func (r ContainerRow) Inside() string {
	switch r.Folders {
	case 0:
		return "Empty"
	case 1:
		return "1 folder"
	}
	return fmt.Sprintf("%d folders", r.Folders)
}

// Stage is where it is in its round, in words.
func (r ContainerRow) Stage() Tag {
	switch r.State {
	case tracking.ContainerDispatched:
		return Tag{"On the way", "blue"}
	case tracking.ContainerReceived:
		return Tag{"To be counted", "yellow"}
	case tracking.ContainerRetired:
		return Tag{"Retired", "grey"}
	}
	return Tag{"In use", "white"}
}

// Container is the page of one container: where it is, what is in it, its consignment and its history.
type Container struct {
	Frame
	ContainerRow
	Contents []Row
	// Assumed says that the site takes folders to be where their container is.
	Assumed     bool
	Consignment *Consignment
	History     []ContainerPassage
	Older       string
	// May says that the reader may pack, dispatch, receive and retire.
	May    bool
	Places []Choice
	Form   DispatchForm
	// Open names the form that was refused, to be shown open.
	Open string
}

// Template is the page's file.
func (Container) Template() string { return "container.html" }

// Live says whether it can be dispatched and unpacked.
func (c Container) Live() bool { return c.State != tracking.ContainerRetired }

// DispatchForm is what is typed of a consignment.
type DispatchForm struct{ To, Seal, Carrier string }

// Consignment is one journey of a container, with its list.
type Consignment struct {
	tracking.Consignment
	From, To tracking.Location
	Received *tracking.Location
	Lines    []ConsignmentLine
}

// ConsignmentLine is a folder of a consignment.
type ConsignmentLine struct {
	Row
	Tally tracking.Tally
}

// Counted says whether the receipt is finished.
func (c Consignment) Counted() bool { return c.ReceivedAt != nil }

// Countable says whether its folders can be counted now.
func (c Consignment) Countable() bool { return c.ArrivedAt != nil && c.ReceivedAt == nil }

// With are the lines of a tally.
func (c Consignment) With(t string) (list []ConsignmentLine) {
	for _, l := range c.Lines {
		if string(l.Tally) == t {
			list = append(list, l)
		}
	}
	return list
}

// Missing are the folders of the list that nobody has scanned.
func (c Consignment) Missing() []ConsignmentLine { return append(c.With("missing"), c.With("")...) }

// Result is what became of a line, as a word and a colour.
func (l ConsignmentLine) Result() Tag {
	switch l.Tally {
	case tracking.HasArrived:
		return Tag{"Arrived", "green"}
	case tracking.Assumed:
		return Tag{"Assumed here", "white"}
	case tracking.NotThere:
		return Tag{"Missing", "red"}
	case tracking.Elsewhere:
		return Tag{"Scanned elsewhere", "orange"}
	case tracking.Unexpected:
		return Tag{"Not on the list", "yellow"}
	}
	return Tag{"Not scanned yet", "grey"}
}

// ContainerPassage is a move of a container with the places it names.
type ContainerPassage struct {
	tracking.ContainerMove
	Place tracking.Location
	To    *tracking.Location
}

// What says in words what happened.
func (p ContainerPassage) What() string {
	switch {
	case p.Kind == tracking.Created:
		return "First recorded at " + p.Place.Name
	case p.Kind == tracking.Sent && p.To != nil:
		return "Dispatched to " + p.To.Name + " from " + p.Place.Name
	case p.Kind == tracking.Received:
		return "Arrived at " + p.Place.Name + ", where it was sent"
	case p.Kind == tracking.Unloaded:
		return "Counted at " + p.Place.Name
	case p.Kind == tracking.Withdrawn:
		return "Retired at " + p.Place.Name
	case p.Kind == tracking.Corrected:
		return "Correction: back at " + p.Place.Name
	case p.State == tracking.ContainerDispatched:
		return "Seen at " + p.Place.Name + " on its way"
	}
	return "Scanned at " + p.Place.Name
}

// ToldLater says whether we learnt of it noticeably later than it happened.
func (p ContainerPassage) ToldLater() bool { return p.RecordedAt.Sub(p.At) > 2*time.Minute }
