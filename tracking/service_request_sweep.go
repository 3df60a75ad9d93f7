package tracking

import (
	"context"
	"errors"
	"time"
)

const (
	tidyEvery   = time.Minute
	tidyJob     = "requests"
	listedAtOne = 20 // sessions whose lists are made in one transaction
)

// tidy is the sweep's work that can wait, once a minute by one process of those on the database: it brings searches for missing folders
// to their next level, makes the lists of sessions
// that are due, gives up what nobody needs any more, puts folders in their libraries' new filing orders, and forgets prints that nobody
// asked for.
func (s *Service) tidy(ctx context.Context) error {
	now := s.now()
	if now.UnixMilli() < s.tidyNext.Load() {
		return nil
	}
	mine, err := s.Lease(ctx, tidyJob, s.name, tidyEvery)
	if err != nil && !errors.Is(err, ErrDuplicate) { // somebody else has just taken it for the first time
		return err
	}
	s.tidyNext.Store(now.Add(tidyEvery).UnixMilli())
	if !mine {
		return nil
	}
	for _, work := range []func(context.Context) (more bool, err error){s.climbSearches, s.makeLists, s.giveUpOver, s.settleAstray, s.refile, s.forgetPrints, s.lapse, s.settleChecks} {
		for more := true; more; {
			if more, err = work(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeLists asks for the folders of sessions whose list is due. What is asked for already stays.
func (s *Service) makeLists(ctx context.Context) (more bool, err error) {
	err = s.withRequests(ctx, func(l *ledger) error {
		due, err := l.tx.SessionsToList(l.now, listedAtOne)
		if err != nil || len(due) == 0 {
			more = false
			return err
		}
		more = len(due) == listedAtOne
		for i := range due {
			if due[i].AskedAt == nil {
				due[i].AskedAt = &l.now
			}
			due[i].ListAt = l.rules.nextList(due[i], l.now)
			due[i].Version, due[i].ChangedAt = due[i].Version+1, l.now
		}
		if err := l.tx.UpdateSessions(due); err != nil {
			return err
		}
		_, err = l.reconcile(Timer, due, press{})
		return err
	})
	return more, err
}

// giveUpOver ends the requests that nobody needs any more, by the time they were needed.
func (s *Service) giveUpOver(ctx context.Context) (more bool, err error) {
	return s.end(ctx, func(l *ledger) ([]Request, error) { return l.tx.RequestsOver(l.now, sweepBatch) }, func(l *ledger, q *Request) {
		if q.ExpiresAt != nil && !q.ExpiresAt.After(l.now) {
			l.step(q, RequestExpired, Timer.Name, "It was needed "+l.rules.when(q.NeededBy, l.now)+" and did not come in time.", l.now, nil)
		}
	})
}

// settleAstray looks after requests that nothing else will end: their folder's life has ended, or their location was retired.
func (s *Service) settleAstray(ctx context.Context) (more bool, err error) {
	return s.end(ctx, func(l *ledger) ([]Request, error) { return l.tx.RequestsAstray(sweepBatch) }, func(l *ledger, q *Request) {
		if l.places[q.LocationID].RetiredAt != nil {
			l.step(q, RequestCancelled, Timer.Name, l.places[q.LocationID].Name+" was closed.", l.now, nil)
			return
		}
		l.hope(l.folders[q.FolderID]) // a merged folder's were carried when it was loaded
	})
}

// end locks the folders of some requests and ends those that are still open.
func (s *Service) end(ctx context.Context, read func(*ledger) ([]Request, error), end func(*ledger, *Request)) (more bool, err error) {
	err = s.withRequests(ctx, func(l *ledger) error {
		found, err := read(l)
		if err != nil || len(found) == 0 {
			more = false
			return err
		}
		more = len(found) == sweepBatch
		var folders []FolderID
		for _, q := range found {
			folders = append(folders, q.FolderID)
		}
		if err := l.loadFolders(folders); err != nil {
			return err
		}
		for _, seen := range found {
			if q := l.request(seen.FolderID, seen.ID); q != nil && q.State.Open() {
				end(l, q)
			}
		}
		return nil
	})
	return more, err
}

// refile writes the filing keys of folders whose library has changed its order, a batch at a time.
func (s *Service) refile(ctx context.Context) (more bool, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		more = false
		todo, err := tx.Refilings()
		if err != nil {
			return err
		}
		for root, after := range todo {
			more = true
			return s.refileSome(tx, root, after)
		}
		return nil
	})
	return more, err
}

func (s *Service) refileSome(tx Tx, root LocationID, after FolderID) error {
	folders, err := tx.FoldersToRefile(root, after, sweepBatch)
	if err != nil {
		return err
	}
	if len(folders) == 0 {
		return tx.Refiled(root, after, true)
	}
	if folders, err = keyed(tx, folders); err != nil {
		return err
	}
	if err := tx.SetFilingKeys(folders); err != nil {
		return err
	}
	return tx.Refiled(root, folders[len(folders)-1].ID, false)
}

// keyed gives folders their filing keys.
func keyed(tx Tx, folders []Folder) ([]Folder, error) {
	var homes []LocationID
	var patients []PatientID
	for _, f := range folders {
		homes, patients = append(homes, f.HomeID), append(patients, f.PatientID)
	}
	places, err := around(tx, homes)
	if err != nil {
		return nil, err
	}
	found, err := tx.Patients(unique(patients))
	if err != nil {
		return nil, err
	}
	numbers := map[PatientID]string{}
	for _, p := range found {
		numbers[p.ID] = p.Number
	}
	for i, f := range folders {
		folders[i].FilingKey = FilingKey(FilingOrder(places[f.HomeID], places), numbers[f.PatientID], f)
	}
	return folders, nil
}

// around reads homes and everything that they are in.
func around(tx Tx, homes []LocationID) (map[LocationID]Location, error) {
	places := map[LocationID]Location{}
	for wanted := unique(homes); len(wanted) > 0; {
		found, err := tx.Locations(wanted)
		if err != nil {
			return nil, err
		}
		wanted = nil
		for _, p := range found {
			places[p.ID] = p
			for _, id := range p.Around() {
				if _, known := places[id]; !known {
					wanted = append(wanted, id)
				}
			}
		}
		wanted = unique(wanted)
	}
	return places, nil
}
