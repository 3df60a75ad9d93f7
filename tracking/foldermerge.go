package tracking

import (
	"fmt"
	"time"
)

// FolderMerge says that the papers of one folder were put into another: the loser's barcodes find the survivor from then on. One that was
// taken apart again stays in the history.
type FolderMerge struct {
	ID         uint64
	SurvivorID FolderID
	LoserID    FolderID
	Open       *bool // true or nil, so that a unique index holds one merge of a loser
	WasStatus  Status
	LinkID     *FolderID // what stood in for the loser, and stands in for the survivor now
	MergedAt   time.Time
	MergedBy   string
	ApartAt    *time.Time
	ApartBy    string
	ApartWhy   string
}

// FolderMerging is what somebody says who has both folders in front of them.
type FolderMerging struct {
	Survivor  string // any barcode of the folder that stays
	Loser     string // any barcode of the one whose papers went into it
	Confirmed bool   // all papers of the loser are in the survivor, and both are of one patient
}

// scannedTogether is how long ago both folders may have been scanned: whoever merges has them in hand.
const scannedTogether = time.Hour

// Refusals of merges of folders.
var (
	ErrNotTogether     = &Error{Kind: Conflict, Code: "not_together", Text: "Scan both folders where you are, one after the other, then merge them."}
	ErrTwoSets         = &Error{Kind: Conflict, Code: "other_patient", Text: "These folders are of two patients. Check the numbers on the covers. If they are one person, merge the patients first."}
	ErrNotConfirmed    = &Error{Kind: Invalid, Code: "not_confirmed", Text: "Say that you have checked the papers: all of them are in the folder that stays."}
	ErrTemporaryStays  = &Error{Kind: Conflict, Code: "temporary_stays", Text: "A temporary folder cannot be the one that stays. Put its papers into the other one."}
	ErrStandsForOther  = &Error{Kind: Conflict, Code: "stands_for_other", Text: "This temporary folder stands in for another folder. Merge it into that one."}
	ErrTwoTemporaries  = &Error{Kind: Conflict, Code: "two_temporaries", Text: "Both have a temporary folder, and one folder can have one only. Merge the temporary folders first, each into the folder that it stands for."}
	ErrNotMergedFolder = &Error{Kind: NotFound, Code: "not_merged_folder", Text: "These folders are not merged. Look at the folder's page again."}
)

// refuseFolders says why two folders cannot be merged; nil where they can. Both are as they were when they were locked.
func (r Rules) refuseFolders(survivor, loser Folder, onePerson bool, now time.Time) error {
	for _, f := range []Folder{survivor, loser} {
		switch {
		case f.Status == Merged:
			return &Error{Kind: Conflict, Code: ErrAlreadyMerged.Code, Text: fmt.Sprintf("%s was merged into another folder before.", f.Name())}
		case f.Status.Ended():
			return &Error{Kind: Conflict, Code: ErrFolderEnded.Code, Text: fmt.Sprintf("%s was %s, so there is nothing to merge. Tell the library if you hold it.", f.Name(), f.Status)}
		case f.Custody == Missing:
			return &Error{Kind: Conflict, Code: ErrMissingNotScanned.Code, Text: fmt.Sprintf("%s is missing. Scan it where you are first, so that the search ends.", f.Name())}
		}
	}
	switch {
	case survivor.ID == loser.ID:
		return ErrMergeItself
	case !onePerson:
		return ErrTwoSets
	case survivor.Kind == KindTemporary && loser.Kind != KindTemporary:
		return ErrTemporaryStays
	case loser.Kind == KindTemporary && loser.StandsForID != nil && *loser.StandsForID != survivor.ID:
		return ErrStandsForOther
	case !inHand(survivor, now) || !inHand(loser, now) || survivor.LocationID != loser.LocationID:
		return ErrNotTogether
	}
	return nil
}

// refuseTemporaries says that what stands in for the loser cannot stand in for a survivor that has a temporary folder too. A survivor that
// stands in for the loser itself stands in for nothing any more, and is not in the way.
func refuseTemporaries(survivor, forSurvivor, forLoser *Folder) error {
	if forSurvivor == nil || forLoser == nil || forLoser.ID == survivor.ID {
		return nil
	}
	return ErrTwoTemporaries
}

// inHand says that a folder was scanned where it is, just now.
func inHand(f Folder, now time.Time) bool {
	return f.Custody == At && f.LastScanAt != nil && now.Sub(*f.LastScanAt) <= scannedTogether
}
