package tracking

import (
	"fmt"
	"slices"
	"time"
)

// MergeID is the database's number for a merge of patients.
type MergeID uint64

// PatientMerge says that two records are of one person: the loser's numbers find the survivor from then on. What is on paper stays as it
// is until a person brings it together. A merge that was taken back stays in the history.
type PatientMerge struct {
	ID          MergeID
	SurvivorID  PatientID // as it was then; it may itself have been merged since
	LoserID     PatientID
	Open        *bool // true or nil, so that a unique index holds one merge of a loser
	Paper       *bool // true while folders with the loser's number are still to be brought together, else nil
	Why         string
	MergedBy    string
	MergedAt    time.Time
	UnmergedBy  string
	UnmergedAt  *time.Time
	UnmergedWhy string
}

// MergedFolder is a folder that was brought together with the survivor's, and what it was before, so that it can be put back.
type MergedFolder struct {
	ID           uint64
	MergeID      MergeID // the merge of the record that it was in
	FolderID     FolderID
	WasPatientID PatientID
	WasVolume    int
	WasStatus    Status
	TogetherAt   time.Time
	TogetherBy   string
	BackAt       *time.Time // when it was put back
}

// Refusals of merges. Both numbers of a pair that is merged already find the survivor, so a message that says so again has nothing to do.
var (
	ErrMergeItself     = &Error{Kind: Invalid, Code: "merge_itself", Text: "These are one and the same. Choose two to merge."}
	ErrAlreadyMerged   = &Error{Kind: Conflict, Code: "already_merged", Text: "These two records are merged already."}
	ErrMergedElsewhere = &Error{Kind: Conflict, Code: "merged_elsewhere", Text: "This record was merged into another one. Separate those first."}
	ErrMergeCircle     = &Error{Kind: Conflict, Code: "merge_circle", Text: "This record was merged into the other one before. Separate those first, then merge them the other way round."}
	ErrNotMerged       = &Error{Kind: Conflict, Code: "not_merged", Text: "This record is not merged into another, so there is nothing to separate."}
	ErrPapersJoined    = &Error{Kind: Conflict, Code: "papers_joined", Text: "Papers of both are in one folder. Take those folders apart first, then separate the records."}
	ErrUnknownMerge    = &Error{Kind: NotFound, Code: "unknown_merge", Text: "These records are not merged now. Look at the list of paper to bring together."}
	ErrNothingToBring  = &Error{Kind: Conflict, Code: "nothing_to_bring", Text: "This folder's patient is not merged into another, so it belongs where it is."}
)

// refuseMerge says why two records cannot be merged; nil where they can. head is who the survivor is now.
func refuseMerge(survivor, head, loser Patient) error {
	switch {
	case survivor.ID == loser.ID:
		return ErrMergeItself
	case loser.MergedIntoID != nil && *loser.MergedIntoID == head.ID:
		return ErrAlreadyMerged
	case loser.MergedIntoID != nil:
		return ErrMergedElsewhere
	case head.ID == loser.ID:
		return ErrMergeCircle
	}
	return nil
}

// below are a patient and everybody whose record came into theirs, by the merges that hold.
func below(id PatientID, merges []PatientMerge) []PatientID {
	all := []PatientID{id}
	for i := 0; i < len(all); i++ {
		for _, m := range merges {
			if m.SurvivorID == all[i] && !slices.Contains(all, m.LoserID) {
				all = append(all, m.LoserID)
			}
		}
	}
	return all
}

// Heads are who everybody is by the merges that hold: it is what patients carry as MergedIntoID. A ring leads nowhere and is told.
func Heads(merges []PatientMerge) (heads map[PatientID]PatientID, ring bool) {
	into := map[PatientID]PatientID{}
	for _, m := range merges {
		into[m.LoserID] = m.SurvivorID
	}
	heads = map[PatientID]PatientID{}
	for loser := range into {
		head := loser
		for range len(into) {
			next, merged := into[head]
			if !merged {
				break
			}
			head = next
		}
		if _, merged := into[head]; merged {
			ring = true
		}
		heads[loser] = head
	}
	return heads, ring
}

// joinSet is the volume number that a folder gets in another set: its own where nobody there has a volume of its kind, else the one
// after the newest.
func joinSet(f Folder, set []Folder) int {
	newest := 0
	for _, o := range set {
		if o.Kind == f.Kind && o.ID != f.ID {
			newest = max(newest, o.Volume)
		}
	}
	if newest == 0 {
		return f.Volume
	}
	return newest + 1
}

// backInSet is the volume number that a folder gets when it goes back to a set: the one that it had, unless that was given away since.
func backInSet(f Folder, was int, set []Folder) int {
	taken := func(o Folder) bool { return o.Kind == f.Kind && o.ID != f.ID && o.Volume == was }
	if slices.ContainsFunc(set, taken) {
		return joinSet(f, set)
	}
	return was
}

// inUse is the newest volume of a kind that papers go into; nil where there is none.
func inUse(kind FolderKind, set []Folder, besides FolderID) *Folder {
	var newest *Folder
	for i, o := range set {
		if o.Kind == kind && o.Status == Active && o.ID != besides && (newest == nil || o.Volume > newest.Volume) {
			newest = &set[i]
		}
	}
	return newest
}

func paperText(f Folder) string {
	return fmt.Sprintf("The record of this patient was merged into another. Bring %s to the library, to be put with the other folders.", f.Name())
}
