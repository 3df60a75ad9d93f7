package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// NewFolder is what is written on a folder that the system does not know yet.
type NewFolder struct {
	Code     string // its barcode; empty: we issue one
	Patient  string // any hospital number of the patient
	Kind     FolderKind
	Volume   int    // 0: the next of that kind
	Home     string // location code
	Location string // where it is now; empty: at home
	OutSince *time.Time
	Aliases  []string // older barcodes that must keep finding it
	Source   Source   // empty: a screen
}

// Added is what became of one row of a batch. Exactly one of the three cases holds: Err says why not, Existed says that it was
// here before, otherwise it is new.
type Added[T any] struct {
	Row     T
	Existed bool
	Err     error
}

// AddFolders registers folders, in one transaction for the whole batch. A row that cannot be taken does not stop the others.
// A folder with the same barcode, or the same patient, kind and volume, counts as being here before.
func (s *Service) AddFolders(ctx context.Context, actor Actor, rows []NewFolder) ([]Added[Folder], error) {
	if err := actor.must(MayEditFolders); err != nil {
		return nil, err
	}
	return inBatch(rows, func(rows []NewFolder) ([]Added[Folder], error) {
		var out []Added[Folder]
		err := s.store.Write(ctx, func(tx Tx) error {
			r := registry{tx: tx, rules: s.rules, actor: actor, now: s.now()}
			var err error
			out, err = r.register(rows)
			return err
		})
		return out, err
	})
}

// inBatch runs do over all rows together; where a race makes the batch fail on a duplicate it runs them one by one, so that
// only the row at fault is refused.
func inBatch[In, Out any](rows []In, do func([]In) ([]Added[Out], error)) ([]Added[Out], error) {
	out, err := do(rows)
	if !errors.Is(err, ErrDuplicate) {
		return out, err
	}
	out = nil
	for _, row := range rows {
		one, err := do([]In{row})
		if errors.Is(err, ErrDuplicate) {
			one, err = []Added[Out]{{Err: ErrBarcodeTaken}}, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, one...)
	}
	return out, nil
}

// AddFolder registers one folder and answers where it is.
func (s *Service) AddFolder(ctx context.Context, actor Actor, row NewFolder) (Whereabouts, error) {
	if err := actor.must(MayEditFolders); err != nil {
		return Whereabouts{}, err
	}
	w, err := s.addFolder(ctx, actor, row)
	if errors.Is(err, ErrDuplicate) { // somebody was quicker: now what they made can be seen, and named
		w, err = s.addFolder(ctx, actor, row)
	}
	if errors.Is(err, ErrDuplicate) {
		err = ErrBarcodeTaken
	}
	if err == nil {
		s.announce.Announce([]Event{{Folder: &w}})
	}
	return w, err
}

func (s *Service) addFolder(ctx context.Context, actor Actor, row NewFolder) (w Whereabouts, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		r := registry{tx: tx, rules: s.rules, actor: actor, now: s.now()}
		added, err := r.register([]NewFolder{row})
		if err != nil {
			return err
		}
		switch a := added[0]; {
		case a.Err != nil:
			return a.Err
		case a.Existed && row.Code != "":
			return ErrBarcodeTaken
		case a.Existed:
			return ErrVolumeTaken
		}
		w, err = newLedger(tx, s.rules, nil, s.now()).fresh(added[0].Row)
		return err
	})
	return w, err
}

// fresh is where a folder is that this transaction has just put on the books; its watchers will hear of it.
func (l *ledger) fresh(f Folder) (Whereabouts, error) {
	if err := l.loadFolders([]FolderID{f.ID}); err != nil {
		return Whereabouts{}, err
	}
	l.left[f.ID] = f.LocationID
	return l.whereabouts(*l.folders[f.ID]), nil
}

// folder loads the one folder that has the code.
func (l *ledger) folder(code string) (*Folder, error) {
	code = CleanCode(code)
	if err := l.loadCodes([]string{code}); err != nil {
		return nil, err
	}
	b, found := l.codes[code]
	if !found || b.FolderID == nil {
		return nil, ErrUnknownBarcode
	}
	return l.folders[*b.FolderID], nil
}

// change is one command on one folder: it loads and locks it, lets make say what happens, and writes and announces it.
func (s *Service) change(ctx context.Context, actor Actor, action, code string, make func(*ledger, *Folder) (*Movement, error)) (w Whereabouts, err error) {
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		f, err := l.folder(code)
		if err != nil {
			return err
		}
		m, err := make(l, f)
		if err != nil {
			return err
		}
		l.byHand(actor, f, m)
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action, FolderID: &f.ID, PatientID: &f.PatientID, Detail: m.Note}, l.now))
		w = l.whereabouts(*f)
		err = l.save()
		events = l.events()
		return err
	})
	if err == nil {
		s.announce.Announce(events)
	}
	return w, err
}

// byHand lets a folder move because somebody says so, and not by a scan.
func (l *ledger) byHand(actor Actor, f *Folder, m *Movement) {
	m.At, m.RecordedAt, m.Actor, m.Source = l.now, l.now, actor.Name, Screen
	if m.Confidence == "" {
		m.Confidence = Keyed
	}
	l.move(f, m)
	l.settle(f, false)
}

// Correct takes back a folder's latest movement, with a reason. It is for the library; whoever scanned uses a scan with Undo.
func (s *Service) Correct(ctx context.Context, actor Actor, code string, id MovementID, reason string) (Whereabouts, error) {
	if err := actor.must(MayCorrect); err != nil {
		return Whereabouts{}, err
	}
	reason, err := sentence(reason, "Say why this movement is wrong.")
	if err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, "folder.correct", code, func(l *ledger, f *Folder) (*Movement, error) {
		moved, found, err := l.tx.Movement(id)
		if err != nil {
			return nil, err
		}
		if !found || moved.FolderID != f.ID {
			return nil, ErrUnknownMovement
		}
		newest, err := l.tx.NewestMovements(f.ID, f.Version, 2)
		if err != nil {
			return nil, err
		}
		if len(newest) < 2 || newest[0].ID != id || moved.Kind == Amended {
			return nil, ErrNotCorrectable
		}
		before := newest[1]
		ids := []LocationID{before.LocationID}
		if before.ToID != nil {
			ids = append(ids, *before.ToID)
		}
		if moved.ScanID != nil {
			if err := l.reopen(f, *moved.ScanID); err != nil {
				return nil, err
			}
		}
		m := Correction(*f, moved, before)
		m.Note = reason
		if moved.Kind == Carried {
			m.ContainerID = nil // it was not in the container, which has moved on
		}
		if err := l.putBack(m); err != nil {
			return nil, err
		}
		f.LastScanAt = &l.now
		if before.Custody == Missing {
			l.openAlert(MissingAlert, fmt.Sprintf("folder:%d", f.ID), f, f.Name()+" is missing.")
		}
		return m, l.addPlaces(ids)
	})
}

// FolderChange is what may be changed on a folder; nil leaves it as it is.
type FolderChange struct {
	Home        *string // location code
	LooseFiling *bool
	Hold        *bool
}

// AmendFolder changes what is written on a folder. version is the one the change was made on; 0 for any.
func (s *Service) AmendFolder(ctx context.Context, actor Actor, code string, version int64, c FolderChange) (Whereabouts, error) {
	if err := actor.must(MayEditFolders); err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, "folder.amend", code, func(l *ledger, f *Folder) (*Movement, error) {
		if version != 0 && version != f.Version {
			return nil, ErrStale
		}
		m := amendment(*f, "")
		var notes []string
		if c.Home != nil {
			home, err := l.liveLocation(*c.Home)
			if err != nil {
				return nil, err
			}
			notes = append(notes, fmt.Sprintf("Home: %s, was %s.", home.Name, l.places[f.HomeID].Name))
			f.HomeID = home.ID
			if err := l.refile(f); err != nil {
				return nil, err
			}
			m.Loan = l.rules.rehomed(*f, l.patients[f.PatientID], l.places)
		}
		if c.LooseFiling != nil && f.LooseFiling != *c.LooseFiling {
			f.LooseFiling = *c.LooseFiling
			if !f.LooseFiling {
				if _, err := l.tx.FileLoosePapers(f.ID, actor.Name, l.now); err != nil {
					return nil, err
				}
			}
			notes = append(notes, map[bool]string{true: "Loose papers wait for it.", false: "Loose papers filed."}[f.LooseFiling])
		}
		if c.Hold != nil && f.Hold != *c.Hold {
			f.Hold = *c.Hold
			notes = append(notes, map[bool]string{true: "Legal hold set.", false: "Legal hold lifted."}[f.Hold])
		}
		if len(notes) == 0 {
			return nil, invalid("nothing_changed", "Nothing was changed.")
		}
		m.Note = strings.Join(notes, " ")
		return m, l.tx.AmendFolder(*f)
	})
}

// rehomed is the folder's clock under its new home: home now means not out, away now means out at least since it was last moved.
func (r Rules) rehomed(f Folder, p Patient, places map[LocationID]Location) Loan {
	holder := places[f.LocationID]
	if f.ToID != nil {
		holder = places[*f.ToID]
	}
	k := Known{Folder: &f, Patient: p, Here: &holder, Places: places}
	return r.clock(k, holder, f.Since)
}

func (l *ledger) liveLocation(code string) (Location, error) {
	code = CleanCode(code)
	if err := l.loadCodes([]string{code}); err != nil {
		return Location{}, err
	}
	p := l.location(code)
	if p == nil {
		return Location{}, ErrUnknownLocation
	}
	if p.RetiredAt != nil {
		return Location{}, ErrLocationRetired
	}
	return *p, nil
}

// NewVolume starts the next volume of the folder's set, at home, and closes the one before.
func (s *Service) NewVolume(ctx context.Context, actor Actor, code string) (Whereabouts, error) {
	if err := actor.must(MayEditFolders); err != nil {
		return Whereabouts{}, err
	}
	var next Whereabouts
	_, err := s.change(ctx, actor, "folder.volume", code, func(l *ledger, f *Folder) (*Movement, error) {
		if err := l.lockPeople(f.PatientID); err != nil {
			return nil, err
		}
		newest := f
		for _, o := range l.sets[f.PatientID] {
			if o.Kind == f.Kind && o.Status == Active && o.Volume > newest.Volume { // later ones that are closed came from another number
				newest = &o
			}
		}
		if newest.ID != f.ID {
			return nil, &Error{Kind: Conflict, Code: "not_newest_volume", Text: fmt.Sprintf("Volume %d is the newest of this set. Start the next one from its page.", newest.Volume)}
		}
		if f.Status != Active {
			return nil, ErrFolderEnded
		}
		r := registry{tx: l.tx, rules: l.rules, actor: actor, now: l.now}
		added, err := r.nextVolume(*f, l.patients[f.PatientID].Head(), l.places[f.HomeID])
		if err != nil {
			return nil, err
		}
		if next, err = l.fresh(added); err != nil {
			return nil, err
		}
		if err := l.nextVolume(f, l.folders[next.ID]); err != nil {
			return nil, err
		}
		f.Status = Closed
		return amendment(*f, fmt.Sprintf("Closed: volume %d is %s.", next.Volume, next.Name())), l.tx.AmendFolder(*f)
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrVolumeTaken
	}
	return next, err
}

// AddAlias makes another barcode, old or foreign, find the folder for ever.
func (s *Service) AddAlias(ctx context.Context, actor Actor, code, alias string) (Whereabouts, error) {
	if err := actor.must(MayEditFolders); err != nil {
		return Whereabouts{}, err
	}
	w, err := s.change(ctx, actor, "folder.alias", code, func(l *ledger, f *Folder) (*Movement, error) {
		formats, err := l.tx.Formats()
		if err != nil {
			return nil, err
		}
		r := Classify(alias, formats)
		if r.Kind != FolderCode {
			return nil, foreignCode(r)
		}
		return amendment(*f, "Older barcode added."), l.tx.AddBarcodes([]Barcode{{Code: r.Code, FolderID: &f.ID, Alias: true, CreatedAt: l.now}})
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrBarcodeTaken
	}
	return w, err
}

func foreignCode(r Reading) error {
	if r.Kind == Unknown || r.Kind == Partial {
		return invalid("barcode_format", "This barcode fits no format that this site uses for folders. Ask an administrator to add the format first.")
	}
	return invalid("barcode_kind", "This is not a folder barcode: it reads as "+inWords(string(r.Kind))+".")
}

func sentence(s, ask string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", invalid("reason_missing", ask)
	}
	if len([]rune(s)) > 200 {
		return "", invalid("reason_too_long", "Use 200 characters at most.")
	}
	return s, nil
}
