package web

import (
	"strings"
	"time"
)

// Frame is what every page has around its own content. Embed it in the page.
type Frame struct {
	// Title is the page's name, without the service's.
	Title string
	// User is the name of who is signed in; empty before signing in.
	User string
	// Role is the user's role in words.
	Role string
	// Place is where this device stands, where that is known.
	Place string
	// Nav is the navigation, from Menu.
	Nav []NavItem
	// Shared says that browsers keep the page for whoever uses them: its script fills in the user.
	Shared bool
	// Lock is what the page needs to lock itself; nil where nobody has signed in.
	Lock *LockFrame
	// Faults are what is wrong with the form that was sent, for the summary on top.
	Faults []Fault
	// Scanning says that the next thing is a scan: its box keeps the focus also where something is wrong.
	Scanning bool
	// Said is what the form sent just before did.
	Said string
	// Now is when the page was made.
	Now time.Time
}

// NavItem is one link of the navigation.
type NavItem struct {
	Text, Href string
	Current    bool
}

// Fault is one thing wrong with a form and the id of the field it is about.
type Fault struct {
	Field, Text string
}

// Fault returns the text for one field, or nothing.
func (f Frame) Fault(field string) string {
	for _, fault := range f.Faults {
		if fault.Field == field {
			return fault.Text
		}
	}
	return ""
}

// Empty says that a list has nothing in it, and what to do about that.
type Empty struct {
	Text, Href, Link string
}

// Menu is the navigation that a role may use, with the page at path marked as the current one.
func Menu(role, path string) []NavItem {
	var items []NavItem
	under := func(href string) bool { return path == href || strings.HasPrefix(path, href+"/") }
	add := func(text, href string) { items = append(items, NavItem{Text: text, Href: href, Current: under(href)}) }
	staff := role == "library" || role == "supervisor" || role == "admin"
	if role != "governance" {
		add("Scan", "/scan")
	}
	add("Find", "/find")
	if staff || role == "clinic" || role == "coder" {
		href := "/requests"
		if role == "clinic" {
			href = "/clinics" // their day begins with their lists
		}
		current := under("/requests") || under("/clinics") || under("/receive") || under("/send-back")
		items = append(items, NavItem{Text: "Requests", Href: href, Current: current})
	}
	if staff {
		add("Library", "/library")
	}
	add("Location board", "/board")
	if role != "porter" {
		add("Overdue", "/overdue")
	}
	if !staff { // who has six places already, finds them on the home page
		add("Boxes", "/containers")
	}
	return items
}
