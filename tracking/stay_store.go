package tracking

import "time"

// StayTx is what a transaction can do with stays.
type StayTx interface {
	// LockPatients reads patients for change; a command locks them before stays, and stays before folders.
	LockPatients([]PatientID) ([]Patient, error)
	// AddPatientNames keeps names that a patient has not got yet; UseNumber says which of their numbers of a type is in use.
	AddPatientNames(PatientID, []PatientName) error
	UseNumber(PatientID, NumberType, string) error
	// LockVisit reads the stay that a visit number means for change; LockStaysOf all stays of patients.
	LockVisit(code string) (Stay, bool, error)
	LockStaysOf([]PatientID) ([]Stay, error)
	// AddStay adds a stay with its visit number; JoinVisit lets a visit number that is not known mean a stay.
	AddStay(Stay) (Stay, error)
	JoinVisit(code string, s StayID) error
	// MoveVisits lets all visit numbers of a stay mean another.
	MoveVisits(from, to StayID) error
	UpdateStay(Stay) error
	// StayEvents are the events of all visits of a stay.
	StayEvents(StayID) ([]StayEvent, error)
	AddStayEvent(StayEvent) error
	// UpdateStayEvents writes what all events together say of each: undone, counted, from where.
	UpdateStayEvents([]StayEvent) error
	// LockStaysAt reads stays for change some of whose events are at a place that is not yet taken for a location; PlaceEvents takes it.
	LockStaysAt(place string, ward LocationID, limit int) ([]Stay, error)
	PlaceEvents(s StayID, place string, ward LocationID) error

	// LastAttended is when any of the patients came to an appointment last.
	LastAttended([]PatientID) (*time.Time, error)

	// AsksOfStays are the folders that stays ask for, without what was withdrawn.
	AsksOfStays([]StayID) ([]RequestAsk, error)
	LocationsOfKind(LocationKind) ([]Location, error)
}
