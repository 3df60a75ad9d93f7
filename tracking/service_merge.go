package tracking

import (
	"context"
	"errors"
	"slices"
)

// MergePatients says that the record of loser is of the same person as that of survivor. From then on both numbers find the survivor, or
// whoever that one was merged into. No folder changes: the paper keeps what is printed on it and is found by it, until somebody brings
// it together (BringTogether).
func (s *Service) MergePatients(ctx context.Context, actor Actor, survivor, loser PatientID, why string) (PatientMerge, error) {
	return s.onMerge(ctx, actor, why, "Say how you know that they are one person.", func(l *ledger, why string) (PatientMerge, error) {
		return l.mergePatients(actor, survivor, loser, why)
	})
}

// UnmergePatients takes the merge of loser back: the record is a patient of its own again, with the numbers, appointments, stays and
// folders that were theirs. What was put into one folder must be taken apart first.
func (s *Service) UnmergePatients(ctx context.Context, actor Actor, loser PatientID, why string) (PatientMerge, error) {
	return s.onMerge(ctx, actor, why, "Say how you know that they are two people.", func(l *ledger, why string) (PatientMerge, error) {
		return l.unmergePatients(actor, loser, why)
	})
}

func (s *Service) onMerge(ctx context.Context, actor Actor, why, ask string, do func(*ledger, string) (PatientMerge, error)) (m PatientMerge, err error) {
	if err := actor.must(MayEditPatients); err != nil {
		return m, err
	}
	if why, err = sentence(why, ask); err != nil {
		return m, err
	}
	err = s.withRequests(ctx, func(l *ledger) (err error) {
		m, err = do(l, why)
		return err
	})
	if errors.Is(err, ErrDuplicate) { // somebody merged the same record meanwhile
		err = ErrAlreadyMerged
	}
	return m, err
}

// BringTogether says that a folder of a merged record stands with the survivor's now, with a new label: it is the next volume of that
// set. It is what a person does, one folder at a time, who has just scanned it.
func (s *Service) BringTogether(ctx context.Context, actor Actor, code string) (w Whereabouts, err error) {
	if err := actor.must(MayEditFolders); err != nil {
		return w, err
	}
	err = s.withRequests(ctx, func(l *ledger) error {
		f, err := l.lockWithPatient(code)
		if err != nil {
			return err
		}
		switch {
		case l.patients[f.PatientID].MergedIntoID == nil:
			return ErrNothingToBring
		case f.Status.Ended():
			return ErrFolderEnded
		case f.Custody == Missing:
			return ErrMissingNotScanned
		case !inHand(*f, l.now):
			return ErrNotBrought
		}
		m, err := l.bring(actor, f)
		if err != nil {
			return err
		}
		l.byHand(actor, f, m)
		l.audit = append(l.audit, actor.did(AuditEntry{Action: "folder.together", FolderID: &f.ID, PatientID: &f.PatientID}, l.now))
		w = l.whereabouts(*f)
		return nil
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrFolderChanged
	}
	return w, err
}

// ErrNotBrought is that a folder is said to stand with others and was not scanned there.
var ErrNotBrought = &Error{Kind: Conflict, Code: ErrNotScanned.Code, Text: "Scan the folder where you are first, then say that it stands with the others."}

// ErrMissingNotScanned is that somebody claims to hold a folder that is missing and has not been scanned.
var ErrMissingNotScanned = &Error{Kind: Conflict, Code: "missing_not_scanned", Text: "This folder is missing. Scan it where it is first, so that the search ends."}

// lockWithPatient locks the one folder that a code means, after everybody who is its patient.
func (l *ledger) lockWithPatient(code string) (*Folder, error) {
	code = CleanCode(code)
	barcodes, err := l.tx.Barcodes([]string{code})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(barcodes, func(b Barcode) bool { return b.FolderID != nil })
	if i < 0 {
		return nil, ErrUnknownBarcode
	}
	whose, found, err := l.tx.PatientOf(*barcodes[i].FolderID)
	if err == nil && !found {
		err = ErrUnknownBarcode
	}
	if err != nil {
		return nil, err
	}
	if err := l.lockPeople(whose); err != nil {
		return nil, err
	}
	f, err := l.folder(code)
	if err == nil && l.patients[f.PatientID].ID == 0 { // it has gone to another record while this one was waited for
		return nil, ErrFolderChanged
	}
	return f, err
}
