package tracking

import "time"

// MissingTx is what a transaction can do with the searches for missing folders. A search is locked after its folder.
type MissingTx interface {
	// OpenCases locks the open cases of folders, which are locked already, until the transaction ends.
	OpenCases([]FolderID) ([]MissingCase, error)
	// Case reads one case without locking it: to learn which folder must be locked first.
	Case(MissingCaseID) (MissingCase, bool, error)
	// NewestCase is the last case of a folder, which is locked already.
	NewestCase(FolderID) (MissingCase, bool, error)
	// CasesDue are open cases whose next step has come.
	CasesDue(now time.Time, limit int) ([]MissingCase, error)
	AddCases([]MissingCase) ([]MissingCase, error)
	UpdateCases([]MissingCase) error
	AddSearch(MissingSearch) error
	// SearchedBefore says whether the same person has said the same of the same place since a moment.
	SearchedBefore(s MissingSearch, since time.Time) (bool, error)
}
