package web

import "casenotes/tracking"

// Patient is the page of one patient: their numbers and where their folders are.
type Patient struct {
	Frame
	Patient tracking.Patient
	// Moved says that the record asked for was merged into this one.
	Moved        bool
	Numbers      []tracking.PatientNumber
	Names        []tracking.PatientName // that they had before, or have besides
	Stays        []StayRow
	Folders      []Row
	Edits, Adds  bool
	Kinds, Homes []Choice
	Sexes        []Choice
	NewFolder    NewFolder
	Form         PatientForm
	// Merges are the merges by which other records came into this one.
	Merges []MergeRow
	// With is the number of a record to merge with, as it was typed.
	With string
	Open string
}

// Template is the page's file.
func (Patient) Template() string { return "patient.html" }

// NewFolder is the form that adds a folder.
type NewFolder struct {
	Kind, Volume, Home, Barcode string
}

// PatientForm is the form of what is known of a patient.
type PatientForm struct {
	Number, NHSNumber, FamilyName, GivenName, Sex string
	Born, Died                                    Date
	Version                                       int64
}

// NewPatient is the page that registers a patient.
type NewPatient struct {
	Frame
	Sexes []Choice
	Form  PatientForm
}

// Template is the page's file.
func (NewPatient) Template() string { return "newpatient.html" }
