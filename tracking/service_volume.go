package tracking

import "context"

// CloseVolume says that no papers go into a volume any more. It still moves. The volume in use is closed by starting the next one.
func (s *Service) CloseVolume(ctx context.Context, actor Actor, code string) (Whereabouts, error) {
	return s.onVolume(ctx, actor, "folder.close", code, Closed, refuseClose, "Closed.")
}

// ReopenVolume says that papers go into a closed volume again, because it was closed by mistake. Who asks for the latest volume still gets the one with the highest number.
func (s *Service) ReopenVolume(ctx context.Context, actor Actor, code string) (Whereabouts, error) {
	return s.onVolume(ctx, actor, "folder.reopen", code, Active, refuseReopen, "In use again.")
}

func (s *Service) onVolume(ctx context.Context, actor Actor, action, code string, to Status, refuse func(Folder, []Folder) error, note string) (Whereabouts, error) {
	if err := actor.must(MayEditFolders); err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, action, code, func(l *ledger, f *Folder) (*Movement, error) {
		if err := l.lockPeople(f.PatientID); err != nil { // its set stays as it is until the commit
			return nil, err
		}
		set, err := l.tx.FoldersOf([]PatientID{f.PatientID})
		if err != nil {
			return nil, err
		}
		if err := refuse(*f, set); err != nil {
			return nil, err
		}
		f.Status = to
		return amendment(*f, note), l.tx.AmendFolder(*f)
	})
}

// WithdrawVolume takes the newest volume of a set off the books that was made by mistake and never was on paper. Its barcode is never
// used again and finds the volume before, which is in use again and takes over what was asked for.
func (s *Service) WithdrawVolume(ctx context.Context, actor Actor, code, why string) (w Whereabouts, err error) {
	if err := actor.must(MayEditFolders); err != nil {
		return w, err
	}
	if why, err = sentence(why, "Say why this volume is withdrawn."); err != nil {
		return w, err
	}
	err = s.withRequests(ctx, func(l *ledger) error {
		f, err := l.lockWithPatient(code)
		if err != nil {
			return err
		}
		set, err := l.tx.FoldersOf([]PatientID{f.PatientID})
		if err != nil {
			return err
		}
		id, err := refuseWithdraw(*f, set)
		if err != nil {
			return err
		}
		if err := l.loadFolders([]FolderID{id}); err != nil {
			return err
		}
		before := l.folders[id]
		if err := l.withdrawVolume(actor, f, before, set, why); err != nil {
			return err
		}
		w = l.whereabouts(*before)
		return nil
	})
	return w, err
}

func (l *ledger) withdrawVolume(actor Actor, f, before *Folder, set []Folder, why string) error {
	because := f.Name() + " was withdrawn: " + why
	for _, q := range l.queue(f.ID) {
		if err := l.readdress(l.request(f.ID, q.ID), before, cut(because, 200)); err != nil {
			return err
		}
	}
	if err := l.tx.MoveLoosePapers(f.ID, before.ID); err != nil {
		return err
	}
	before.Status, before.Hold, before.LooseFiling = Active, before.Hold || f.Hold, before.LooseFiling || f.LooseFiling
	f.Status, f.MergedIntoID, f.Kind, f.Volume = Merged, &before.ID, KindWithdrawn, nextOf(KindWithdrawn, set)
	if err := l.refile(f); err != nil {
		return err
	}
	for _, one := range []*Folder{f, before} {
		if err := l.tx.AmendFolder(*one); err != nil {
			return err
		}
	}
	for _, kind := range AlertKinds() {
		l.closeAlert(f, kind, "withdrawn")
	}
	gone := amendment(*f, "Withdrawn: "+why)
	gone.Loan, gone.ContainerID = Loan{}, nil
	l.byHand(actor, f, gone)
	l.byHand(actor, before, amendment(*before, "In use again: "+because))
	l.auditFolders(actor, "folder.withdraw", before, f)
	return l.paperLeft(f.PatientID)
}
