package web

import (
	"time"

	"casenotes/tracking"
)

// Wards is how many patients are on each ward, and how many of their folders are still to come.
type Wards struct {
	Frame
	Rows []WardRow
	// Unmapped are the patients at places of the administration system that no map knows.
	Unmapped *WardRow
	// Names says that the reader may open a ward.
	Names bool
	// Maps says that the reader may map places.
	Maps    bool
	Checked time.Time
}

// Template is the page's file.
func (Wards) Template() string { return "wards.html" }

// WardRow is one ward in figures.
type WardRow struct {
	Place
	Here, Away, ToCome, NotesToCome int
}

// Ward is the patients of one ward and whether their folders are there; live on its first page.
type Ward struct {
	Frame
	// Ward has no code where it stands for all places that no map knows.
	Ward     Place
	Here     Inpatients
	Expected Inpatients
	// Later says that this is not the first page.
	Later    bool
	More     string
	MoreToBe bool // more are expected than are shown
	Checked  time.Time
}

// Template is the page's file.
func (Ward) Template() string { return "ward.html" }

// Inpatients is a list of patients under a head that says what their times are.
type Inpatients struct {
	When string
	Rows []InpatientRow
}

// InpatientRow is one patient on a ward, or expected there.
type InpatientRow struct {
	Patient tracking.Patient
	Visit   string
	Where   string // the bed; at a place that no map knows, its name too
	When    *time.Time
	OnLeave bool
	Goes    string // where they are to be moved, or that they are to go home
	Notes   []NotesRow
	Version int64
}

// NotesRow is one folder of an inpatient.
type NotesRow struct {
	Code string
	Here bool
	Tag  Tag
	Now  string // where it is, if not here
}

// StayRow is one stay on the page of a patient.
type StayRow struct {
	Status          Tag
	Place, Bed      string
	Mapped          bool // Place is a location of ours
	From, Until     *time.Time
	Expected, Visit string
	Goes            string
}

// ActivityPage is what wards and clinics did in a day.
type ActivityPage struct {
	Frame
	Days                   []NavItem
	WardHeads, ClinicHeads []string
	Wards, Clinics         []FiguresRow
	// WardsTotal and ClinicsTotal add them up.
	WardsTotal, ClinicsTotal FiguresRow
	Checked                  time.Time
}

// Template is the page's file.
func (ActivityPage) Template() string { return "activity.html" }

// FiguresRow is one place and its figures, in the order of the heads.
type FiguresRow struct {
	Kind, Name string
	Figures    []Figured
}

// Figured is one figure under its head.
type Figured struct {
	Text string
	N    int
}
