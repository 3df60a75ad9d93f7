package tracking

import "time"

// MergeTx is what a transaction can do with merges of patients and folders, and with the papers that wait to be filed.
type MergeTx interface {
	// MergesOf are the merges that hold in which any of the patients is the loser or the survivor.
	MergesOf([]PatientID) ([]PatientMerge, error)
	AddMerge(PatientMerge) (PatientMerge, error)
	UpdateMerges([]PatientMerge) error
	// PaperWaits notes that there is paper of records that were merged.
	PaperWaits(losers []PatientID) error
	// MergedFolders are the folders that merges have brought together and that were not put back.
	MergedFolders([]MergeID) ([]MergedFolder, error)
	AddMergedFolder(MergedFolder) error
	UpdateMergedFolder(MergedFolder) error
	// PatientOf says whose record a folder is in, without locking it: patients are locked before folders.
	PatientOf(FolderID) (PatientID, bool, error)
	// FolderMergeOf is the merge that holds of a folder whose papers went into another.
	FolderMergeOf(loser FolderID) (FolderMerge, bool, error)
	AddFolderMerge(FolderMerge) error
	UpdateFolderMerge(FolderMerge) error
	// LoosePapers are what waits to be filed in a folder. FileLoosePapers answers how many that were; MoveLoosePapers lets them wait for another.
	LoosePapers(FolderID) ([]LoosePaper, error)
	AddLoosePaper(LoosePaper) error
	FileLoosePapers(f FolderID, by string, at time.Time) (int64, error)
	MoveLoosePapers(from, to FolderID) error
	// SessionsOf are the sessions from a time on in which patients are booked.
	SessionsOf(patients []PatientID, from time.Time) ([]SessionID, error)
}
