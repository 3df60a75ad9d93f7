package tracking

import "time"

// ChasedBefore is one letter that a folder has been in.
type ChasedBefore struct {
	FolderID FolderID
	OutSince time.Time
	At       time.Time
}

// ChaseTx is what chasing needs of a transaction.
type ChaseTx interface {
	// OverdueHeld are the overdue folders that are at a location, the longest overdue first; OverdueAmong those of some folders.
	OverdueHeld(at LocationID, now time.Time, limit int) ([]Folder, error)
	OverdueAmong(at LocationID, folders []FolderID, now time.Time) ([]FolderID, error)
	// ChasedBefore are the reminders to a holder that were sent with the folders.
	ChasedBefore(holder LocationID, folders []FolderID) (map[FolderID][]ChasedBefore, error)
	// HoldersToChase are those who have something overdue and are due for a look, by id.
	HoldersToChase(now time.Time, after LocationID, limit int) ([]Location, error)
	// FoldersAt are some of the folders recorded at a location, by id.
	FoldersAt(at LocationID, after FolderID, limit int) ([]FolderID, error)

	LockChaseHolder(LocationID) (ChaseHolder, bool, error)
	AddChaseHolder(ChaseHolder) error
	UpdateChaseHolder(ChaseHolder) error

	LockChase(ChaseID) (Chase, bool, error)
	// LockChaseToSend is the e-mail that is due next and that nobody else has; LockStaleChases those that somebody has had since before a
	// moment.
	LockChaseToSend(now time.Time) (Chase, bool, error)
	LockStaleChases(before time.Time) ([]Chase, error)
	LetterOpen(holder LocationID, kind ChaseKind) (bool, error)
	AddChase(Chase) (ChaseID, error)
	UpdateChase(Chase) error

	// ChasedFolders are the folders that a letter names.
	ChasedFolders(ChaseID) ([]ChasedFolder, error)
	AddChasedFolders([]ChasedFolder) error
	LeaveChased(letter ChaseID, folders []FolderID, now time.Time) error
	NameChased(letter ChaseID, folders []ChasedFolder) error
	NamesOn([]FolderID) (map[FolderID]Patient, error)

	LetterText(LetterKind) (LetterText, bool, error)
	PutLetterText(LetterText) error
}
