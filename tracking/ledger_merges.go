package tracking

import (
	"cmp"
	"fmt"
	"slices"
)

// mergePatients lets two records be one person. It changes no folder: that is a person's work, for which each folder of the loser gets
// an alert.
func (l *ledger) mergePatients(actor Actor, survivor, loser PatientID, why string) (PatientMerge, error) {
	sessions, err := l.lockSessionsOf(survivor, loser)
	if err != nil {
		return PatientMerge{}, err
	}
	if err := l.lockPeople(survivor, loser); err != nil {
		return PatientMerge{}, err
	}
	into, from := l.patients[survivor], l.patients[loser]
	if into.ID == 0 || from.ID == 0 {
		return PatientMerge{}, ErrUnknownPatient
	}
	head := l.patients[into.Head()]
	if err := refuseMerge(into, head, from); err != nil {
		return PatientMerge{}, err
	}
	yes := true
	m, err := l.tx.AddMerge(PatientMerge{SurvivorID: head.ID, LoserID: from.ID, Open: &yes, Why: why, MergedBy: actor.Name, MergedAt: l.now})
	if err != nil {
		return m, err
	}
	var moved []PatientID
	for _, p := range l.patients {
		if p.Head() == from.ID {
			moved = append(moved, p.ID)
		}
	}
	if err := l.setHead(moved, head.ID); err != nil {
		return m, err
	}
	l.auditMerge(actor, "patient.merge", head.ID, from.ID, why)
	if err := l.followHeads(actor, sessions, head.ID); err != nil {
		return m, err
	}
	return m, l.paper(moved)
}

// unmergePatients makes a record a patient of its own again, with everybody who was merged into it and every folder of theirs that was
// brought together since.
func (l *ledger) unmergePatients(actor Actor, loser PatientID, why string) (PatientMerge, error) {
	sessions, err := l.lockSessionsOf(loser)
	if err != nil {
		return PatientMerge{}, err
	}
	if err := l.lockPeople(loser); err != nil {
		return PatientMerge{}, err
	}
	from := l.patients[loser]
	if from.MergedIntoID == nil {
		return PatientMerge{}, ErrNotMerged
	}
	head := *from.MergedIntoID
	merges, err := l.mergesAround(head)
	if err != nil {
		return PatientMerge{}, err
	}
	i := slices.IndexFunc(merges, func(m PatientMerge) bool { return m.LoserID == loser })
	if i < 0 {
		return PatientMerge{}, fmt.Errorf("patient %d is merged, and no merge says so", loser)
	}
	m, moved := merges[i], below(loser, merges)
	if err := l.putFoldersBack(actor, moved, merges); err != nil {
		return m, err
	}
	m.Open, m.Paper, m.UnmergedBy, m.UnmergedAt, m.UnmergedWhy = nil, nil, actor.Name, &l.now, why
	if err := l.tx.UpdateMerges([]PatientMerge{m}); err != nil {
		return m, err
	}
	if err := l.setHead(moved, loser); err != nil {
		return m, err
	}
	l.auditMerge(actor, "patient.unmerge", head, loser, why)
	if err := l.followHeads(actor, sessions, head, loser); err != nil {
		return m, err
	}
	return m, l.paper(moved)
}

// lockSessionsOf locks the sessions to come in which the patients, or whoever they are merged with, are booked.
func (l *ledger) lockSessionsOf(ids ...PatientID) ([]Session, error) {
	kin, err := l.tx.Kin(unique(ids))
	if err != nil {
		return nil, err
	}
	var all []PatientID
	for _, p := range kin {
		all = append(all, p.ID)
	}
	sessions, err := l.tx.SessionsOf(all, l.now)
	if err != nil {
		return nil, err
	}
	return l.tx.LockSessions(sessions)
}

// mergesAround are all merges that hold of everybody who is one person now.
func (l *ledger) mergesAround(head PatientID) ([]PatientMerge, error) {
	var all []PatientID
	for _, p := range l.patients {
		if p.Head() == head {
			all = append(all, p.ID)
		}
	}
	return l.tx.MergesOf(unique(all))
}

// setHead says who patients are from now on.
func (l *ledger) setHead(ids []PatientID, head PatientID) error {
	slices.Sort(ids)
	for _, id := range ids {
		p := l.patients[id]
		p.MergedIntoID = nil
		if id != head {
			p.MergedIntoID = &head
		}
		p.Version, p.ChangedAt = p.Version+1, l.now
		if err := l.tx.UpdatePatient(p); err != nil {
			return err
		}
		l.patients[id] = p
	}
	return nil
}

// followHeads lets everything that is known of a person follow who they are now: names that others share, stays and wards with due dates,
// what is asked for, appointments.
func (l *ledger) followHeads(actor Actor, sessions []Session, heads ...PatientID) error {
	var people []Patient
	for _, id := range heads {
		people = append(people, l.patients[id])
	}
	if err := l.tx.MarkNamesakes(people); err != nil {
		return err
	}
	for _, id := range heads {
		if err := l.settlePerson(actor, id); err != nil {
			return err
		}
	}
	_, err := l.reconcile(actor, sessions, press{})
	return err
}

func (l *ledger) auditMerge(actor Actor, action string, survivor, loser PatientID, why string) {
	for _, id := range []PatientID{survivor, loser} {
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action, PatientID: &id, Detail: cut(why, 200)}, l.now))
	}
}

// paper opens the alerts for the folders of merged records that a person must bring together, closes those of records that are
// their own, and notes which merges have any.
func (l *ledger) paper(ids []PatientID) error {
	set, err := l.tx.FoldersOf(unique(ids))
	if err != nil {
		return err
	}
	var folders []FolderID
	for _, f := range set {
		folders = append(folders, f.ID)
	}
	if err := l.loadFolders(folders); err != nil {
		return err
	}
	var waiting []PatientID
	for _, id := range folders {
		f := l.folders[id]
		if f.Status.Ended() || l.patients[f.PatientID].MergedIntoID == nil {
			l.closeAlert(f, PaperAlert, "no longer to be brought together")
			continue
		}
		waiting = append(waiting, f.PatientID)
		l.openAlert(PaperAlert, fmt.Sprintf("folder:%d", id), f, paperText(*f))
	}
	return l.tx.PaperWaits(unique(waiting))
}

// bring puts a folder of a merged record into the survivor's set, as the volume after the newest, because it stands there now with a new
// label on it. Where the survivor has a volume of its kind in use, this one is closed: papers go into that one. Who has asked for this very folder still gets it.
func (l *ledger) bring(actor Actor, f *Folder) (*Movement, error) {
	loser := l.patients[f.PatientID]
	merges, err := l.mergesAround(loser.Head())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(merges, func(m PatientMerge) bool { return m.LoserID == loser.ID })
	if i < 0 {
		return nil, ErrNothingToBring
	}
	set, err := l.tx.FoldersOf([]PatientID{loser.Head()})
	if err != nil {
		return nil, err
	}
	was := MergedFolder{MergeID: merges[i].ID, FolderID: f.ID, WasPatientID: f.PatientID, WasVolume: f.Volume, WasStatus: f.Status, TogetherAt: l.now, TogetherBy: actor.Name}
	if err := l.tx.AddMergedFolder(was); err != nil {
		return nil, err
	}
	note := fmt.Sprintf("Brought together: it was volume %d of another number.", f.Volume)
	if newest := inUse(f.Kind, set, f.ID); newest != nil && f.Status == Active && f.Kind != KindTemporary {
		f.Status = Closed
		note += fmt.Sprintf(" Closed: papers go into %s.", newest.Name())
	}
	m, err := l.intoSet(f, loser.Head(), joinSet(*f, set), note)
	if err != nil {
		return nil, err
	}
	l.closeAlert(f, PaperAlert, "brought together")
	return m, l.paperDone(merges[i])
}

// paperDone notes that nothing is left to bring together where that is so.
func (l *ledger) paperDone(m PatientMerge) error {
	left, err := l.tx.FoldersOf([]PatientID{m.LoserID})
	if err != nil || slices.ContainsFunc(left, func(f Folder) bool { return !f.Status.Ended() }) {
		return err
	}
	m.Paper = nil
	return l.tx.UpdateMerges([]PatientMerge{m})
}

// intoSet puts a folder into a patient's set, where it stands in the filing order by that patient's number.
func (l *ledger) intoSet(f *Folder, p PatientID, volume int, note string) (*Movement, error) {
	delete(l.sets, f.PatientID)
	delete(l.sets, p)
	f.PatientID, f.Volume = p, volume
	if err := l.refile(f); err != nil {
		return nil, err
	}
	return amendment(*f, note), l.tx.AmendFolder(*f)
}

// putFoldersBack gives the folders that merges have brought together back to the records that they were in. Folders whose papers were
// put together with somebody else's must be taken apart first.
func (l *ledger) putFoldersBack(actor Actor, records []PatientID, merges []PatientMerge) error {
	var ids []MergeID
	for _, m := range merges {
		if slices.Contains(records, m.LoserID) {
			ids = append(ids, m.ID)
		}
	}
	rows, err := l.tx.MergedFolders(ids)
	if err != nil {
		return err
	}
	var folders []FolderID
	for _, r := range rows {
		folders = append(folders, r.FolderID)
	}
	if err := l.loadFolders(folders); err != nil {
		return err
	}
	if err := l.refuseJoined(records, folders, merges); err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b MergedFolder) int { return cmp.Compare(a.FolderID, b.FolderID) })
	for _, r := range rows {
		f := l.folders[r.FolderID]
		set, err := l.tx.FoldersOf([]PatientID{r.WasPatientID})
		if err != nil {
			return err
		}
		if !f.Status.Ended() {
			f.Status = r.WasStatus
		}
		m, err := l.intoSet(f, r.WasPatientID, backInSet(*f, r.WasVolume, set), "The records were separated: it is back in the set it was in. Look at its label.")
		if err != nil {
			return err
		}
		l.byHand(actor, f, m)
		r.BackAt = &l.now
		if err := l.tx.UpdateMergedFolder(r); err != nil {
			return err
		}
	}
	return nil
}

// refuseJoined refuses to separate records where a folder of one side was merged into a folder of the other.
func (l *ledger) refuseJoined(records []PatientID, back []FolderID, merges []PatientMerge) error {
	everybody := records
	for _, m := range merges {
		everybody = append(everybody, m.SurvivorID, m.LoserID)
	}
	all, err := l.tx.FoldersOf(unique(everybody))
	if err != nil {
		return err
	}
	theirs := map[FolderID]bool{}
	for _, f := range all {
		theirs[f.ID] = slices.Contains(records, f.PatientID) || slices.Contains(back, f.ID)
	}
	for _, f := range all {
		if f.MergedIntoID != nil && theirs[f.ID] != theirs[*f.MergedIntoID] {
			return ErrPapersJoined
		}
	}
	return nil
}
