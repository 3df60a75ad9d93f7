package web

import "time"

// Overdue is who holds overdue folders, the longest overdue first; live.
type Overdue struct {
	Frame
	Holders []Holder
	// Alerts says that the reader may open the list of alerts.
	Alerts  bool
	Checked time.Time
}

// Template is the page's file.
func (Overdue) Template() string { return "overdue.html" }

// Holder is a location with overdue folders.
type Holder struct {
	Place
	Phone, Folders string
	// Oldest is when the folder that is longest overdue was due, Late how late that is in words.
	Oldest time.Time
	Late   string
}

// HolderPage is the overdue folders that one location holds; live on its first page.
type HolderPage struct {
	Frame
	Holder       Place
	Phone, Email string
	List         FolderList
	// Later says that this is not the first page.
	Later   bool
	Checked time.Time
}

// Template is the page's file.
func (HolderPage) Template() string { return "holder.html" }
