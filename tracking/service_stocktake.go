package tracking

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Refusals of stocktakes.
var (
	ErrUnknownStocktake = &Error{Kind: NotFound, Code: "unknown_stocktake", Text: "There is no such stocktake."}
	ErrStocktakeOpen    = &Error{Kind: Conflict, Code: "stocktake_open", Text: "This place is being counted already. Open that stocktake and scan along: several people can."}
	ErrStocktakeEnded   = &Error{Kind: Conflict, Code: "stocktake_ended", Text: "This stocktake has ended. Start another."}
	ErrStocktakeRuns    = &Error{Kind: Conflict, Code: "stocktake_runs", Text: "This stocktake is not finished. Finish it, then decide what to do."}
	ErrStocktakeTooOld  = &Error{Kind: Conflict, Code: "stocktake_too_old", Text: "This stocktake is too old to go on with: folders have moved since. Start another."}
)

// NewStocktake is what somebody wants to compare.
type NewStocktake struct {
	Kind     StocktakeKind
	Location string // its code
	Seed     *int64 // of an audit; nil: any
	Sample   int    // SampleAudit: how many folders; 0: as usual
}

const mostSeed = 999_999_999 // nine digits can be read aloud and typed again

// StartStocktake begins a stocktake: what the system says of the place now is kept, and every scan there counts from now on.
func (s *Service) StartStocktake(ctx context.Context, actor Actor, n NewStocktake) (t Stocktake, err error) {
	if err := actor.must(MayShelve); err != nil {
		return t, err
	}
	if err := n.check(); err != nil {
		return t, err
	}
	drawn, err := s.draw(ctx, n)
	if err != nil {
		return t, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		p, err := l.liveLocation(n.Location)
		if err != nil {
			return err
		}
		t = Stocktake{Kind: n.Kind, LocationID: p.ID, State: StocktakeOpen, StartedAt: l.now, StartedBy: actor.Name, CountsUntil: Forever, ScannedAt: l.now, Version: 1, ChangedAt: l.now}
		if n.Kind != FullStocktake {
			t.Seed = *n.Seed
		}
		folders, err := t.expect(l, p, drawn)
		if err != nil {
			return err
		}
		for _, f := range folders {
			if f.Away {
				t.Away++
			} else {
				t.Expected++
			}
		}
		t.OpenAt = t.openAt()
		if t, err = tx.AddStocktake(t); err != nil {
			return err
		}
		for i := range folders {
			folders[i].StocktakeID = t.ID
		}
		if err := tx.AddStocktakeFolders(folders); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "stocktake.start", LocationID: &t.LocationID, Detail: fmt.Sprintf("%s, %d folders", t.Kind, t.Expected)}, l.now)})
	})
	if errors.Is(err, ErrDuplicate) {
		return t, ErrStocktakeOpen
	}
	if err == nil {
		s.announce.Announce([]Event{{Stocktake: &t}})
	}
	return t, err
}

func (n *NewStocktake) check() error {
	if !slices.Contains([]StocktakeKind{FullStocktake, SampleAudit, ShelfAudit}, n.Kind) {
		return invalid("unknown_kind", "Choose a stocktake, an audit by folders or an audit of a shelf.")
	}
	if n.Sample == 0 {
		n.Sample = SampleUsual
	}
	if n.Sample < 1 || n.Sample > SampleMost {
		return invalid("bad_sample", fmt.Sprintf("Look for 1 to %d folders.", SampleMost))
	}
	if n.Seed == nil {
		seed := 1 + rand.Int64N(mostSeed)
		n.Seed = &seed
	}
	if *n.Seed < 1 || *n.Seed > mostSeed {
		return invalid("bad_seed", "A seed is a number from 1 to 999999999.")
	}
	return nil
}

// draw chooses the folders of an audit by folders, before anything is written: every other writer would wait while those of a library are
// read.
func (s *Service) draw(ctx context.Context, n NewStocktake) (drawn []FolderID, err error) {
	if n.Kind != SampleAudit {
		return nil, nil
	}
	var p Location
	err = s.store.Write(ctx, func(tx Tx) (err error) {
		p, err = newLedger(tx, s.rules, nil, s.now()).liveLocation(n.Location)
		return err
	})
	if err != nil {
		return nil, err
	}
	ids, err := s.store.FolderIDsIn(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, i := range Draw(*n.Seed, n.Sample, len(ids)) {
		drawn = append(drawn, ids[i])
	}
	return drawn, nil
}

// expect is what the system says of the place; of an audit by folders no more than were drawn and are there still, of an audit of a shelf
// that of the shelf.
func (t *Stocktake) expect(l *ledger, p Location, drawn []FolderID) (list []StocktakeFolder, err error) {
	switch t.Kind {
	case SampleAudit:
		folders, err := l.tx.LockFolders(drawn)
		if err != nil {
			return nil, err
		}
		var places []LocationID
		for _, f := range folders {
			places = append(places, f.LocationID)
		}
		if err := l.addPlaces(places); err != nil {
			return nil, err
		}
		for _, f := range folders {
			if f.Custody == At && !f.Status.Ended() && l.places[f.LocationID].Within(p.ID) {
				list = append(list, StocktakeFolder{FolderID: f.ID, LocationID: f.LocationID, Custody: f.Custody})
			}
		}
		if len(list) == 0 {
			return nil, invalid("nothing_there", "The system says that no folder is there. Choose another place.")
		}
		return list, nil
	case ShelfAudit:
		shelves, err := l.tx.ShelvesIn(p)
		if err != nil {
			return nil, err
		}
		if len(shelves) == 0 {
			return nil, invalid("no_shelves", "There is no shelf. Choose a library with shelves.")
		}
		from := p.ID
		p = shelves[Draw(t.Seed, 1, len(shelves))[0]]
		t.LocationID, t.DrawnFromID = p.ID, &from
	}
	list, err = l.tx.FoldersIn(p, StocktakeMost+1)
	if len(list) > StocktakeMost {
		return nil, invalid("too_many", fmt.Sprintf("There are more than %d folders. Choose a bay or a shelf of it.", StocktakeMost))
	}
	return list, err
}

// FinishStocktake ends a stocktake. Scans made before its end count even where they come later.
func (s *Service) FinishStocktake(ctx context.Context, actor Actor, id StocktakeID) (Stocktake, error) {
	return s.onStocktake(ctx, actor, "finish", id, func(tx Tx, t *Stocktake, now time.Time) error {
		if t.State != StocktakeOpen {
			return ErrStocktakeEnded
		}
		t.end(StocktakeFinished, actor, now)
		facts, err := tx.StocktakeFacts(*t)
		if err != nil {
			return err
		}
		t.StocktakeTally = t.Tallied(t.Result(facts))
		return nil
	})
}

// CancelStocktake gives a stocktake up: it says nothing.
func (s *Service) CancelStocktake(ctx context.Context, actor Actor, id StocktakeID) (Stocktake, error) {
	return s.onStocktake(ctx, actor, "cancel", id, func(_ Tx, t *Stocktake, now time.Time) error {
		if t.State != StocktakeOpen && t.State != StocktakeLapsed {
			return ErrStocktakeEnded
		}
		t.end(StocktakeCancelled, actor, now)
		return nil
	})
}

// ResumeStocktake goes on with one that lapsed. What was scanned meanwhile did not count; what moved meanwhile is known.
func (s *Service) ResumeStocktake(ctx context.Context, actor Actor, id StocktakeID) (Stocktake, error) {
	t, err := s.onStocktake(ctx, actor, "resume", id, func(_ Tx, t *Stocktake, now time.Time) error {
		switch {
		case t.State != StocktakeLapsed:
			return ErrStocktakeEnded
		case !t.MayResume(now):
			return ErrStocktakeTooOld
		}
		t.State, t.EndedAt, t.EndedBy, t.CountsUntil, t.ScannedAt, t.OpenAt = StocktakeOpen, nil, "", Forever, now, t.openAt()
		return nil
	})
	if errors.Is(err, ErrDuplicate) {
		return t, ErrStocktakeOpen
	}
	return t, err
}

func (t *Stocktake) end(state StocktakeState, actor Actor, now time.Time) {
	t.State, t.EndedBy, t.CountsUntil, t.OpenAt = state, actor.Name, now, nil
	t.EndedAt = &now
}

func (s *Service) onStocktake(ctx context.Context, actor Actor, verb string, id StocktakeID, change func(tx Tx, t *Stocktake, now time.Time) error) (t Stocktake, err error) {
	if err := actor.must(MayShelve); err != nil {
		return t, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		var found bool
		if t, found, err = tx.LockStocktake(id); err != nil {
			return err
		}
		if !found {
			return ErrUnknownStocktake
		}
		if err := change(tx, &t, now); err != nil {
			return err
		}
		t.Version, t.ChangedAt = t.Version+1, now
		if err := tx.UpdateStocktake(t); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "stocktake." + verb, LocationID: &t.LocationID, Detail: fmt.Sprint(t.ID)}, now)})
	})
	if err == nil {
		s.announce.Announce([]Event{{Stocktake: &t}})
	}
	return t, err
}

// lapse lets the stocktakes rest in which nobody has scanned for a week.
func (s *Service) lapse(ctx context.Context) (more bool, err error) {
	var lapsed []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		lapsed = nil
		idle, err := tx.StocktakesIdle(now.Add(-StocktakeIdle), sweepBatch)
		more = len(idle) == sweepBatch
		for _, seen := range idle {
			t, _, err := tx.LockStocktake(seen.ID)
			if err != nil {
				return err
			}
			if t.State != StocktakeOpen || t.ScannedAt.After(now.Add(-StocktakeIdle)) {
				continue
			}
			t.end(StocktakeLapsed, Timer, now)
			t.Version, t.ChangedAt = t.Version+1, now
			if err := tx.UpdateStocktake(t); err != nil {
				return err
			}
			lapsed = append(lapsed, Event{Stocktake: &t})
		}
		return err
	})
	if err == nil {
		s.announce.Announce(lapsed)
	}
	return more, err
}

// SettleMost is how many folders are settled at once.
const SettleMost = 200

// SettledFolder is what became of one folder that was to be settled.
type SettledFolder struct {
	FolderID FolderID
	Err      error
}

// SettleStocktake does the same with several folders of a finished stocktake. One that has moved since, or with which this cannot be done,
// is left alone and says so.
func (s *Service) SettleStocktake(ctx context.Context, actor Actor, id StocktakeID, as Settlement, folders []FolderID) ([]SettledFolder, error) {
	if err := actor.must(MayShelve); err != nil {
		return nil, err
	}
	if len(folders) == 0 || len(folders) > SettleMost {
		return nil, invalid("how_many", fmt.Sprintf("Choose 1 to %d folders.", SettleMost))
	}
	var t Stocktake
	var facts StocktakeFacts
	err := s.store.Write(ctx, func(tx Tx) (err error) {
		var found bool
		if t, found, err = tx.LockStocktake(id); err != nil {
			return err
		}
		if !found {
			return ErrUnknownStocktake
		}
		if t.State != StocktakeFinished {
			return ErrStocktakeRuns
		}
		facts, err = tx.StocktakeFacts(t)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows := map[FolderID]StocktakeRow{}
	for _, row := range t.Result(facts).Rows {
		rows[row.FolderID] = row
	}
	var list []SettledFolder
	for _, f := range folders {
		row, known := rows[f]
		if !known || !slices.Contains(row.Finding.Ways(), as) {
			list = append(list, SettledFolder{f, invalid("not_settled_so", "This cannot be done with it. Look at the result again.")})
			continue
		}
		err := s.Together(ctx, func(s *Service, tx Tx) error {
			now, err := tx.LockFolders([]FolderID{f})
			if err != nil || len(now) == 0 {
				return errors.Join(err, ErrFolderChanged)
			}
			if err := s.settle(ctx, actor, t, as, row, now[0], facts.Places); err != nil {
				return err
			}
			return tx.Settle([]Settled{{StocktakeID: t.ID, FolderID: f, SettledAs: as, SettledBy: actor.Name, SettledAt: s.now()}})
		})
		list = append(list, SettledFolder{f, err})
	}
	return list, nil
}

// settle does it with one folder, which must still be where the stocktake left it.
func (s *Service) settle(ctx context.Context, actor Actor, t Stocktake, as Settlement, row StocktakeRow, f Folder, places map[LocationID]Location) error {
	switch as {
	case SettleMissing:
		place, day := places[t.LocationID], s.rules.Calendar.Local(*t.EndedAt).Format("2 January 2006")
		if f.moved(row.Said.LocationID, t.CountsUntil) {
			return ErrFolderChanged
		}
		_, err := s.MarkMissing(ctx, actor, f.Code, "Not found in the stocktake of "+place.Name+" on "+day+".")
		return err
	case SettleRehome:
		home := places[row.Seen.LocationID].Code
		_, err := s.AmendFolder(ctx, actor, f.Code, 0, FolderChange{Home: &home})
		return err
	case SettleHome:
		return s.sendBack(ctx, actor, f.Code, row)
	}
	if !f.is(At, row.Seen.LocationID) {
		return ErrFolderChanged
	}
	return nil
}

// moved says whether something newer is known of the folder than that it was at a place until then.
func (f Folder) moved(from LocationID, until time.Time) bool {
	return !f.is(At, from) || f.Since.After(until) || (f.LastScanAt != nil && f.LastScanAt.After(until))
}

// sendBack sends a folder from where it was found to where the system said that it was, or home.
func (s *Service) sendBack(ctx context.Context, actor Actor, code string, row StocktakeRow) error {
	_, err := s.change(ctx, actor, "stocktake.send_back", code, func(l *ledger, f *Folder) (*Movement, error) {
		to := f.HomeID
		if row.Finding == OnWrongShelf {
			to = row.Said.LocationID
		}
		switch {
		case f.Status.Ended():
			return nil, ErrFolderEnded
		case !f.is(At, row.Seen.LocationID) || to == f.LocationID:
			return nil, ErrFolderChanged
		}
		if err := l.addPlaces([]LocationID{to}); err != nil {
			return nil, err
		}
		if f.Hold && l.places[to].awayFrom(l.places[f.LocationID]) {
			return nil, &Error{Kind: Conflict, Code: "held", Text: "This folder is under a legal hold and must not leave the site."}
		}
		from := f.LocationID
		return &Movement{Kind: Sent, FromID: &from, Note: "Found in a stocktake.", State: State{Custody: InTransit, LocationID: from, ToID: &to, Since: l.now, Loan: f.Loan}}, nil
	})
	return err
}
