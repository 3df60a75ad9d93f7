package tracking

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// NewTemporary is a temporary folder to be made in place of a missing one.
type NewTemporary struct {
	Location string // code of where it is made; empty: at its home
	Why      string
}

// The refusals of temporary folders.
var (
	ErrTemporaryExists = &Error{Kind: Conflict, Code: "temporary_exists", Text: "There is a temporary folder for it already. Use that one."}
	ErrNoAuthority     = &Error{Kind: Forbidden, Code: ErrForbidden.Code, Text: "A temporary folder needs a supervisor's authority. Ask a library supervisor to make it."}
	ErrNotTemporary    = &Error{Kind: Conflict, Code: "not_temporary", Text: "This is not a temporary folder."}
	errOriginalFound   = &Error{Kind: Conflict, Code: "original_found", Text: "The original is no longer missing. Bring both together and merge them."}
)

// permanentAfter is how long an original must be missing before what stands in for it may become the permanent folder.
const permanentAfter = 7 * 24 * time.Hour

// PermanentFrom is from when the temporary folder of a search may be made permanent.
func (c MissingCase) PermanentFrom() time.Time { return c.ReportedAt.Add(permanentAfter) }

// MakeTemporary makes the one folder that stands in for a missing one until it is found. It is never taken for the notes: it makes no
// session ready and fills no request for the original.
func (s *Service) MakeTemporary(ctx context.Context, actor Actor, code string, n NewTemporary) (Whereabouts, error) {
	if !actor.Role.May(MayOversee) {
		return Whereabouts{}, ErrNoAuthority
	}
	why, err := sentence(n.Why, "Say why a temporary folder is needed.")
	if err != nil {
		return Whereabouts{}, err
	}
	var made Whereabouts
	_, err = s.change(ctx, actor, "folder.temporary", code, func(l *ledger, f *Folder) (*Movement, error) {
		if err := l.mayStandFor(f); err != nil {
			return nil, err
		}
		here := l.places[f.HomeID]
		if n.Location != "" {
			var err error
			if here, err = l.liveLocation(n.Location); err != nil {
				return nil, err
			}
		}
		r := registry{tx: l.tx, rules: l.rules, actor: actor, now: l.now, places: l.places}
		added, err := r.standIn(*f, here, l.sets[f.PatientID])
		if err != nil {
			return nil, err
		}
		l.sets[f.PatientID] = append(l.sets[f.PatientID], added)
		if made, err = l.fresh(added); err != nil {
			return nil, err
		}
		return amendment(*f, fmt.Sprintf("Temporary folder %s stands in for it: %s", added.Name(), why)), nil
	})
	if errors.Is(err, ErrDuplicate) { // two supervisors at once
		err = ErrTemporaryExists
	}
	return made, err
}

// mayStandFor refuses a temporary folder for one that is not missing, and a second one. One that was merged since makes room.
func (l *ledger) mayStandFor(f *Folder) error {
	switch {
	case f.Status.Ended():
		return ErrFolderEnded
	case f.Kind == KindTemporary || f.Kind == KindReplaced:
		return &Error{Kind: Conflict, Code: "stands_in_itself", Text: "This folder stands in for another or was replaced. Make no other for it."}
	case f.Custody != Missing:
		return &Error{Kind: Conflict, Code: ErrNotMissing.Code, Text: "This folder is not missing, so nothing may stand in for it. If you can't find it, report it missing first."}
	}
	if t := l.standsFor(f); t != nil {
		return &Error{Kind: Conflict, Code: ErrTemporaryExists.Code, Text: fmt.Sprintf("%s stands in for it already. Use that one.", t.Name())}
	}
	return l.makeRoom(f)
}

// makeRoom lets what stood in for f and was merged since stand in for nothing, so that another can.
func (l *ledger) makeRoom(f *Folder) error {
	for _, o := range l.sets[f.PatientID] {
		if o.StandsForID == nil || *o.StandsForID != f.ID {
			continue
		}
		if err := l.loadFolders([]FolderID{o.ID}); err != nil {
			return err
		}
		ended := l.folders[o.ID]
		if !ended.Status.Ended() {
			continue
		}
		ended.StandsForID = nil
		if err := l.tx.AmendFolder(*ended); err != nil {
			return err
		}
	}
	return nil
}

// standIn puts the folder that stands in for f on the books.
func (r *registry) standIn(f Folder, here Location, set []Folder) (Folder, error) {
	t := Folder{PatientID: f.PatientID, Kind: KindTemporary, Volume: nextOf(KindTemporary, set), HomeID: f.HomeID, StandsForID: &f.ID, Status: Active, Source: Screen,
		Confidence: Keyed, Version: 1, CreatedAt: r.now, ChangedAt: r.now, State: State{Custody: At, LocationID: here.ID, Since: r.now}}
	t.Loan = r.rules.clock(Known{Folder: &t, Here: &here, Places: r.places}, here, r.now)
	t.CheckAt = r.rules.checkAt(t.State, here, Location{})
	fresh := []Folder{t}
	if err := r.issue(fresh); err != nil {
		return t, err
	}
	fresh, err := r.write(fresh, func(int) NewFolder { return NewFolder{} })
	if err != nil {
		return t, err
	}
	return fresh[0], nil
}

// nextOf is the next volume of a kind in a patient's set.
func nextOf(kind FolderKind, set []Folder) int {
	newest := 0
	for _, o := range set {
		if o.Kind == kind {
			newest = max(newest, o.Volume)
		}
	}
	return newest + 1
}

// MakePermanent makes the temporary folder of an original that has been missing for a week the folder itself, reconstituted: it takes
// over the volume and whoever waits for it. The original stays on the books under its own barcode, so that it is known when it turns up.
func (s *Service) MakePermanent(ctx context.Context, actor Actor, code, why string) (Whereabouts, error) {
	if !actor.Role.May(MayOversee) {
		return Whereabouts{}, ErrNoAuthority
	}
	why, err := sentence(why, "Say why it is made permanent.")
	if err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, "folder.permanent", code, func(l *ledger, t *Folder) (*Movement, error) {
		if t.Status.Ended() {
			return nil, ErrFolderEnded
		}
		if t.Kind != KindTemporary || t.StandsForID == nil {
			return nil, ErrNotTemporary
		}
		if err := l.loadFolders([]FolderID{*t.StandsForID}); err != nil {
			return nil, err
		}
		f := l.folders[*t.StandsForID]
		c := l.search.cases[f.ID]
		if f.Custody != Missing || f.Status.Ended() || c == nil {
			return nil, errOriginalFound
		}
		if from := c.PermanentFrom(); l.now.Before(from) {
			return nil, &Error{Kind: Conflict, Code: "too_early", Text: fmt.Sprintf("The original may still turn up. It can be made permanent from %s on.", l.rules.Calendar.Day(from).Words())}
		}
		if err := l.replace(actor, f, t, why); err != nil {
			return nil, err
		}
		return amendment(*t, fmt.Sprintf("Made permanent in place of %s: %s", f.Name(), why)), nil
	})
}

// replace lets t take the place of f, which is lost.
func (l *ledger) replace(actor Actor, f, t *Folder, why string) error {
	kind, volume, status := f.Kind, f.Volume, f.Status
	f.Kind, f.Volume, f.Status = KindReplaced, nextOf(KindReplaced, l.sets[f.PatientID]), Closed
	t.Kind, t.Volume, t.Status, t.Hold = kind, volume, status, t.Hold || f.Hold
	t.LooseFiling, f.LooseFiling = t.LooseFiling || f.LooseFiling, false // nobody scans the lost one to file them
	if err := l.tx.MoveLoosePapers(f.ID, t.ID); err != nil {
		return err
	}
	for _, one := range []*Folder{f, t} { // the original first, so that its volume is free
		if err := l.refile(one); err != nil {
			return err
		}
		if err := l.tx.AmendFolder(*one); err != nil {
			return err
		}
	}
	because := t.Name() + " was made permanent in its place."
	for _, q := range l.queue(f.ID) {
		if err := l.readdress(l.request(f.ID, q.ID), t, because); err != nil {
			return err
		}
	}
	if c := l.search.cases[f.ID]; c != nil {
		l.endCase(c, because)
	}
	l.closeAlert(f, MissingAlert, because)
	l.closeAlert(f, IncidentAlert, because)
	l.byHand(actor, f, amendment(*f, fmt.Sprintf("Lost. %s replaced it: %s", t.Name(), why)))
	return nil
}
