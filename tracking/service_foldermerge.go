package tracking

import (
	"context"
	"errors"
	"fmt"
)

// MergeFolders says that all papers of one folder are in another now. Both were just scanned at one place, by whoever has them in hand.
// Requests, the link of a temporary folder, a hold and loose papers go over to the survivor, which every barcode of the loser finds.
func (s *Service) MergeFolders(ctx context.Context, actor Actor, m FolderMerging) (w Whereabouts, err error) {
	if err := actor.must(MayEditFolders); err != nil {
		return w, err
	}
	if !m.Confirmed {
		return w, ErrNotConfirmed
	}
	err = s.withRequests(ctx, func(l *ledger) error {
		survivor, loser, err := l.lockBoth(m.Survivor, m.Loser)
		if err != nil {
			return err
		}
		if err := l.mergeFolders(actor, survivor, loser); err != nil {
			return err
		}
		w = l.whereabouts(*survivor)
		return nil
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrFolderChanged
	}
	return w, err
}

// MayMergeFolders says whether two folders could be merged now, without doing it.
func (s *Service) MayMergeFolders(ctx context.Context, actor Actor, m FolderMerging) error {
	if err := actor.must(MayEditFolders); err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		survivor, loser, err := l.lockBoth(m.Survivor, m.Loser)
		if err != nil {
			return err
		}
		return l.refuseFolders(survivor, loser)
	})
}

func (l *ledger) refuseFolders(survivor, loser *Folder) error {
	if err := l.rules.refuseFolders(*survivor, *loser, l.onePerson(survivor, loser), l.now); err != nil {
		return err
	}
	return refuseTemporaries(survivor, l.standsFor(survivor), l.standsFor(loser))
}

func (l *ledger) onePerson(a, b *Folder) bool {
	return l.patients[a.PatientID].Head() == l.patients[b.PatientID].Head()
}

// lockBoth locks two folders after everybody who is their patient.
func (l *ledger) lockBoth(survivor, loser string) (*Folder, *Folder, error) {
	survivor, loser = CleanCode(survivor), CleanCode(loser)
	barcodes, err := l.tx.Barcodes(unique([]string{survivor, loser}))
	if err != nil {
		return nil, nil, err
	}
	var people []PatientID
	for _, b := range barcodes {
		if b.FolderID == nil {
			continue
		}
		whose, _, err := l.tx.PatientOf(*b.FolderID)
		if err != nil {
			return nil, nil, err
		}
		people = append(people, whose)
	}
	if len(people) == 0 {
		return nil, nil, ErrUnknownBarcode
	}
	if err := l.lockPeople(people...); err != nil {
		return nil, nil, err
	}
	if err := l.loadCodes([]string{survivor, loser}); err != nil {
		return nil, nil, err
	}
	both := [2]*Folder{}
	for i, code := range []string{survivor, loser} {
		b, found := l.codes[code]
		if !found || b.FolderID == nil {
			return nil, nil, ErrUnknownBarcode
		}
		both[i] = l.folders[*b.FolderID]
		if l.patients[both[i].PatientID].ID == 0 { // it has gone to another record while this one was waited for
			return nil, nil, ErrFolderChanged
		}
	}
	return both[0], both[1], nil
}

func (l *ledger) mergeFolders(actor Actor, survivor, loser *Folder) error {
	if err := l.refuseFolders(survivor, loser); err != nil {
		return err
	}
	yes := true
	row := FolderMerge{SurvivorID: survivor.ID, LoserID: loser.ID, Open: &yes, WasStatus: loser.Status, MergedAt: l.now, MergedBy: actor.Name}
	link, err := l.moveLink(survivor, loser)
	if err != nil {
		return err
	}
	row.LinkID = link
	if err := l.carryAll(loser, survivor); err != nil {
		return err
	}
	if err := l.tx.MoveLoosePapers(loser.ID, survivor.ID); err != nil {
		return err
	}
	loser.Status, loser.MergedIntoID = Merged, &survivor.ID
	survivor.Hold, survivor.LooseFiling = survivor.Hold || loser.Hold, survivor.LooseFiling || loser.LooseFiling
	for _, f := range []*Folder{loser, survivor} {
		if err := l.tx.AmendFolder(*f); err != nil {
			return err
		}
	}
	if err := l.tx.AddFolderMerge(row); err != nil {
		return err
	}
	for _, kind := range AlertKinds() {
		l.closeAlert(loser, kind, "merged")
	}
	gone := amendment(*loser, "Merged: its papers are in "+survivor.Name()+".")
	gone.Loan, gone.ContainerID = Loan{}, nil // nobody can bring it home by itself
	l.byHand(actor, loser, gone)
	l.byHand(actor, survivor, amendment(*survivor, "The papers of "+loser.Name()+" are in it now."))
	l.auditFolders(actor, "folder.merge", survivor, loser)
	return l.paperLeft(loser.PatientID)
}

// moveLink lets what stands in for the loser stand in for the survivor; what stood in for it and has taken its papers stands in for
// nothing any more.
func (l *ledger) moveLink(survivor, loser *Folder) (link *FolderID, err error) {
	t := l.standsFor(loser)
	if t == nil {
		return nil, nil
	}
	if err := l.loadFolders([]FolderID{t.ID}); err != nil {
		return nil, err
	}
	if err := l.makeRoom(survivor); err != nil {
		return nil, err
	}
	temporary := l.folders[t.ID]
	if temporary.StandsForID = &survivor.ID; temporary.ID == survivor.ID {
		temporary.StandsForID = nil
	}
	return &t.ID, l.tx.AmendFolder(*temporary)
}

// paperLeft notes that a merged record has no paper to bring together any more, where that is so.
func (l *ledger) paperLeft(id PatientID) error {
	if l.patients[id].MergedIntoID == nil {
		return nil
	}
	merges, err := l.tx.MergesOf([]PatientID{id})
	if err != nil {
		return err
	}
	for _, m := range merges {
		if m.LoserID == id {
			return l.paperDone(m)
		}
	}
	return nil
}

func (l *ledger) auditFolders(actor Actor, action string, survivor, loser *Folder) {
	for _, f := range []*Folder{survivor, loser} {
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action, FolderID: &f.ID, PatientID: &f.PatientID}, l.now))
	}
}

// SplitFolders takes a merge of folders back: the papers of the loser are in a folder of their own again, where the survivor is. What was
// asked for since stays with the survivor.
func (s *Service) SplitFolders(ctx context.Context, actor Actor, loser FolderID, why string) (w Whereabouts, err error) {
	if err := actor.must(MayEditFolders); err != nil {
		return w, err
	}
	if why, err = sentence(why, "Say why the papers are taken apart."); err != nil {
		return w, err
	}
	err = s.withRequests(ctx, func(l *ledger) error {
		whose, found, err := l.tx.PatientOf(loser)
		if err == nil && !found {
			err = ErrNotMergedFolder
		}
		if err != nil {
			return err
		}
		if err := l.lockPeople(whose); err != nil {
			return err
		}
		if err := l.loadFolders([]FolderID{loser}); err != nil {
			return err
		}
		f := l.folders[loser]
		if f.Status != Merged {
			return ErrNotMergedFolder
		}
		if err := l.splitFolders(actor, f, why); err != nil {
			return err
		}
		w = l.whereabouts(*f)
		return l.paper([]PatientID{f.PatientID})
	})
	return w, err
}

func (l *ledger) splitFolders(actor Actor, f *Folder, why string) error {
	survivor := l.folders[*f.MergedIntoID]
	row, found, err := l.tx.FolderMergeOf(f.ID)
	if err != nil {
		return err
	}
	if !found {
		return ErrNotMergedFolder
	}
	holder := l.survivor(survivor)
	if holder.Custody != At {
		return &Error{Kind: Conflict, Code: ErrNotTogether.Code, Text: fmt.Sprintf("Scan %s where you are, take the papers out of it, then try again.", holder.Name())}
	}
	f.Status, f.MergedIntoID = row.WasStatus, nil
	if err := l.tx.AmendFolder(*f); err != nil {
		return err
	}
	if row.LinkID != nil {
		if err := l.loadFolders([]FolderID{*row.LinkID}); err != nil {
			return err
		}
		if link := l.folders[*row.LinkID]; !link.Status.Ended() {
			link.StandsForID = &f.ID
			if err := l.tx.AmendFolder(*link); err != nil {
				return err
			}
		}
	}
	row.Open, row.ApartAt, row.ApartBy, row.ApartWhy = nil, &l.now, actor.Name, why
	if err := l.tx.UpdateFolderMerge(row); err != nil {
		return err
	}
	m := amendment(*f, "Taken apart again: "+why)
	m.State = State{Custody: At, LocationID: holder.LocationID, Since: l.now}
	here := l.places[holder.LocationID]
	m.Loan = l.rules.clock(Known{Folder: f, Patient: l.patients[f.PatientID], Here: &here, Places: l.places}, here, l.now)
	l.byHand(actor, f, m)
	l.byHand(actor, survivor, amendment(*survivor, "The papers of "+f.Name()+" were taken out of it: "+why))
	l.auditFolders(actor, "folder.split", survivor, f)
	return nil
}
