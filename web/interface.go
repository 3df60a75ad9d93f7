package web

import "time"

// Interface is how the feed of other systems does: who sends, which messages wait for a person, which places no map knows.
type Interface struct {
	Frame
	Senders  []SenderRow
	Parked   []FeedRow
	Later    bool   // this is not the first page
	Older    string // where the next page is
	Unmapped int
	Checked  time.Time
}

// Template is the page's file.
func (Interface) Template() string { return "interface.html" }

// SenderRow is a system that sends, and how it does.
type SenderRow struct {
	Name   string
	LastAt *time.Time
	Event  string // of the last message, in words
	Hour   string // messages in the last hour
	Lag    string // how long the last message took to reach us
	Parked string
	Silent bool // nothing for longer than an hour
}

// FeedRow is a message that waits for a person.
type FeedRow struct {
	ID         uint64
	Sender     string
	Event      string
	Means      string
	ReceivedAt time.Time
	Reason     string
	Tries      int
}

// FeedMessage is one message with its text, which can be corrected where it waits.
type FeedMessage struct {
	Frame
	FeedRow
	Control   string
	State     string
	Colour    string
	Waits     bool // a person decides
	SentAt    *time.Time
	SettledAt *time.Time
	SettledBy string
	Notes     string
	Unknown   string // the place that no map knew
	Text      string // to be corrected
	Came      string // as it came, where that is something else
	Kept      bool   // the text was kept
	Why       string // typed
}

// Template is the page's file.
func (FeedMessage) Template() string { return "feedmessage.html" }

// FeedPlaces is the map from the places of messages to locations.
type FeedPlaces struct {
	Frame
	Unmapped, Mapped []FeedPlaceRow
	Locations        []Choice
	Named, Location  string // typed
	Checked          time.Time
}

// Template is the page's file.
func (FeedPlaces) Template() string { return "feedplaces.html" }

// FeedPlaceRow is one place as messages name it.
type FeedPlaceRow struct {
	ID     string // of its field
	Place  string
	Times  string
	LastAt time.Time
	At     *Place
	By     string
}
