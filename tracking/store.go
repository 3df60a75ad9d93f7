package tracking

import (
	"context"
	"time"
)

// Store keeps everything. Commands change it through Write only; lists and pages read the concrete store directly.
type Store interface {
	// Write runs fn in one transaction, and runs it again from the start where the database asks for that (deadlock, lock
	// wait, busy). So fn may run more than once and must reset what it sets.
	Write(ctx context.Context, fn func(Tx) error) error
	// Writers is how many transactions are worth running at once: one on SQLite, a few on a server.
	Writers() int
	// FolderIDsIn are the ids of the folders recorded in a place or in what is inside it, in order. They may be all of the hospital's, so
	// nobody waits to write meanwhile.
	FolderIDsIn(ctx context.Context, p Location) ([]FolderID, error)
}

// Tx is one transaction. Lists come back in id order. Methods that find nothing answer nothing, without error; inserting what
// a uniqueness constraint refuses answers ErrDuplicate.
type Tx interface {
	// Barcodes resolves codes, ours and alias alike.
	Barcodes(codes []string) ([]Barcode, error)
	AddBarcodes([]Barcode) error
	// Formats are the site's own barcode formats.
	Formats() ([]Format, error)
	AddFormat(Format) error
	// NextNumbers reserves n running numbers of a kind of barcode, for ever.
	NextNumbers(kind ReadingKind, n int) (first uint64, err error)

	// LockFolders reads folders for change, locking them in id order until the transaction ends.
	LockFolders([]FolderID) ([]Folder, error)
	FoldersOf([]PatientID) ([]Folder, error)
	// FoldersDue are some at which the sweep must look now, and which nobody else has locked; LookAgain says when it must next.
	FoldersDue(now time.Time, limit int) ([]FolderID, error)
	LookAgain(folders []FolderID, at *time.Time) error
	// InUse says whether folders are at a location, on their way to it or at home there.
	InUse(LocationID) (bool, error)
	AddFolders([]Folder) ([]Folder, error)
	// UpdateFolders writes where folders are; AmendFolder what is written on one.
	UpdateFolders([]Folder) error
	AmendFolder(Folder) error

	Movement(MovementID) (Movement, bool, error)
	// MovementOf is what a scan did to one folder; MovementsOf what it did to every folder, in the order of their ids.
	MovementOf(scanID string, f FolderID) (Movement, bool, error)
	MovementsOf(scanID string) ([]Movement, error)
	// NewestMovements are a folder's movements that are not late, newest first.
	NewestMovements(f FolderID, from int64, n int) ([]Movement, error)
	AddMovements([]Movement) error

	ScansByID([]string) ([]Scan, error)
	SeqTaken(device string, seq int64) (bool, error)
	// MadeBefore is when the device's scan before the one with that sequence number was made; zero where there is none.
	MadeBefore(device string, seq int64) (time.Time, error)
	AddScans([]Scan) error
	AddQuarantined([]QuarantinedScan) error
	QuarantinedBefore(device, scanID string) (bool, error)
	// SettleQuarantined writes what became of scans that were kept apart.
	SettleQuarantined([]QuarantinedScan) error
	// SeqsAfter are the device's own counts that have come, beyond one of them, in order.
	SeqsAfter(device string, seq int64, limit int) ([]int64, error)

	Locations([]LocationID) ([]Location, error)
	AllLocations() ([]Location, error)
	AddLocation(Location) (Location, error)
	UpdateLocations([]Location) error

	// LockContainers reads containers for change, as LockFolders does. Containers are locked before folders.
	LockContainers([]ContainerID) ([]Container, error)
	Containers([]ContainerID) ([]Container, error)
	AddContainer(Container) (Container, error)
	UpdateContainers([]Container) error
	// Inside are the folders in containers, with no more than their ids; InsideAt those that were in one at a moment.
	Inside([]ContainerID) ([]Folder, error)
	InsideAt(c ContainerID, at time.Time, limit int) ([]FolderID, error)
	ContainerMoveOf(scanID string) (ContainerMove, bool, error)
	// NewestContainerMoves are a container's moves that are not late, newest first; ContainerMovesAfter those since a moment, oldest first.
	NewestContainerMoves(c ContainerID, from int64, n int) ([]ContainerMove, error)
	ContainerMovesAfter(c ContainerID, at time.Time, limit int) ([]ContainerMove, error)
	AddContainerMoves([]ContainerMove) error
	OpenConsignments([]ContainerID) ([]Consignment, error)
	AddConsignment(Consignment) (uint64, error)
	UpdateConsignment(Consignment) error
	Consigned(consignment uint64) ([]ConsignedFolder, error)
	AddConsigned([]ConsignedFolder) error
	// SetTally notes what the receipt found of folders; those that were not on the list are added.
	SetTally(consignment uint64, t Tally, folders []FolderID) error
	// UnpackedSince are the folders that were scanned out of a container since a moment and whose scan was not taken back.
	UnpackedSince(c ContainerID, at time.Time, limit int) ([]FolderID, error)

	Patients([]PatientID) ([]Patient, error)
	PatientsByNumber(kind NumberType, numbers []string) ([]PatientNumber, error)
	AddPatients([]Patient) ([]Patient, error)
	AddPatientNumbers([]PatientNumber) error
	UpdatePatient(Patient) error
	// MarkNamesakes flags everybody who shares a name with one of the patients.
	MarkNamesakes([]Patient) error

	// Closures are those that hold. LockClosureToMove is the one for which folders are to be gone over next, FoldersDueAfter some of
	// those that are due on its day or later, by id.
	Closures() ([]Closure, error)
	LockClosures() ([]Closure, error)
	LockClosureToMove(now time.Time) (Closure, bool, error)
	AddClosures([]Closure) error
	UpdateClosure(Closure) error
	FoldersDueAfter(day time.Time, after FolderID, limit int) ([]FolderID, error)

	OpenAlerts([]FolderID) ([]Alert, error)
	Alert(AlertID) (Alert, bool, error)
	AlertOpen(kind AlertKind, subject string) (bool, error)
	AddAlerts([]Alert) ([]Alert, error)
	UpdateAlerts([]Alert) error

	User(name string) (User, bool, error)
	Users(names []string) ([]User, error)
	AddUser(User) error
	UpdateUser(User) error
	AddToken(Token) error
	DeskTx

	// LockDevice and LockDeviceNamed read a device for change, locking it until the transaction ends.
	LockDevice(DeviceID) (Device, bool, error)
	LockDeviceNamed(name string) (Device, bool, error)
	AddDevice(Device) (Device, error)
	UpdateDevice(Device) error

	AddAudit([]AuditEntry) error

	// Apart runs do and takes back what it wrote where it fails; the transaction goes on.
	Apart(do func() error) error

	// FileKey is the pair of keys for scans in files; there is one at most.
	FileKey() (FileKey, bool, error)
	AddFileKey(FileKey) error

	RequestTx
	StocktakeTx
	MissingTx
	StayTx
	FeedTx
	MergeTx
	PrintTx
	CheckTx
	ChaseTx
}

// Barcode is one code and the one thing it means, for ever.
type Barcode struct {
	Code        string
	FolderID    *FolderID
	LocationID  *LocationID
	ContainerID *ContainerID
	UserID      *uint64 // whose badge it is on
	Alias       bool    // an old, foreign or superseded code
	CreatedAt   time.Time
}

// QuarantinedScan is a scan that could not be taken for what it says, kept as it came for somebody to look at.
type QuarantinedScan struct {
	ID         uint64
	ScanID     string
	Device     string
	Seq        *int64
	Actor      string
	Reason     string
	Raw        string
	ReceivedAt time.Time
	TakenAt    *time.Time // when it was dealt with; nil while somebody still has to
	TakenBy    string
	Became     string // what became of it then, in words
}

// AuditEntry says who did or looked at what.
type AuditEntry struct {
	ID         uint64
	At         time.Time
	Actor      string
	Role       Role
	Via        string
	Action     string
	FolderID   *FolderID
	PatientID  *PatientID
	LocationID *LocationID
	Detail     string
}

// User is somebody who signs in.
type User struct {
	ID           uint64
	Name         string
	Role         Role
	PasswordHash string
	DisabledAt   *time.Time
	CreatedAt    time.Time
}

// Token lets a program in. Only its hash is kept.
type Token struct {
	ID        uint64
	Name      string
	Role      Role
	Hash      string // SHA-256, hexadecimal
	RevokedAt *time.Time
	CreatedAt time.Time
}
