package tracking

import "time"

// RequestTx is what a transaction can do with requests, the sessions they are made for, and the filing order of what they ask for.
type RequestTx interface {
	// OpenRequests locks the open requests of folders, which are locked already, until the transaction ends.
	OpenRequests([]FolderID) ([]Request, error)
	// RequestsFor reads the open requests of folders without locking them: as a hint, for folders that are not changed.
	RequestsFor([]FolderID) ([]Request, error)
	// Requests reads requests without locking them: to learn which folders must be locked first.
	Requests([]RequestID) ([]Request, error)
	RequestsFilledBy(scanID string) ([]Request, error)
	// RequestsOver are open requests that the clock has ended; RequestsAstray those whose folder's life has ended or whose location is retired.
	RequestsOver(now time.Time, limit int) ([]Request, error)
	RequestsAstray(limit int) ([]Request, error)
	// Wanted says whether open requests are for a location.
	Wanted(LocationID) (bool, error)
	AddRequests([]Request) ([]Request, error)
	UpdateRequests([]Request) error
	AddRequestEvents([]RequestEvent) error

	// AsksOf and AsksFor are who asks, without those who have withdrawn.
	AsksOf([]RequestID) ([]RequestAsk, error)
	AsksFor([]AppointmentID) ([]RequestAsk, error)
	AddRequestAsks([]RequestAsk) error
	WithdrawAsks(ids []uint64, at time.Time) error

	// LockSessions reads sessions for change; a command locks them before any folder.
	LockSessions([]SessionID) ([]Session, error)
	LockSessionsByCode([]string) ([]Session, error)
	SessionsToList(now time.Time, limit int) ([]Session, error)
	AddSessions([]Session) ([]Session, error)
	UpdateSessions([]Session) error
	Appointments([]AppointmentID) ([]Appointment, error)
	AppointmentsByCode([]string) ([]Appointment, error)
	AppointmentsOf([]SessionID) ([]Appointment, error)
	AddAppointments([]Appointment) error
	UpdateAppointments([]Appointment) error
	// Wishes are the volumes that clinics want, where they have said so.
	Wishes([]LocationID) (map[LocationID]Scope, error)
	SetWish(LocationID, Scope) error
	// SetClinics notes which clinics somebody works for.
	SetClinics(actor string, clinics []LocationID) error
	// Kin are the patients, those they were merged into, and those merged into these.
	Kin([]PatientID) ([]Patient, error)

	AddPullPrint(PullPrint) (id uint64, err error)
	ForgetPullPrints(before time.Time) error

	// LockDigest and LockDigestsDue read who wants an e-mail, for change.
	LockDigest(user string) (Digest, bool, error)
	LockDigestsDue(now time.Time, limit int) ([]Digest, error)
	PutDigest(Digest) error
	DropDigest(user string) error

	// Refile notes that everything at home in a location must be put in its filing order again.
	Refile(LocationID) error
	// Refilings are the locations that are still to be refiled, with the last folder that is done.
	Refilings() (map[LocationID]FolderID, error)
	FoldersToRefile(root LocationID, after FolderID, limit int) ([]Folder, error)
	Refiled(root LocationID, last FolderID, done bool) error
	SetFilingKeys([]Folder) error
}
