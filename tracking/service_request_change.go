package tracking

import (
	"context"
	"errors"
	"strings"
	"time"
)

// onRequest is one command on one request: it locks the folder and then the request, lets change say what happens, writes and
// announces it. version is the one the change was made on; 0 for any.
func (s *Service) onRequest(ctx context.Context, actor Actor, action string, id RequestID, version int64, change func(*ledger, *Folder, *Request) error) (v RequestView, err error) {
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		f, q, err := l.lockRequest(id)
		if err != nil {
			return err
		}
		if version != 0 && version != q.Version {
			return ErrStale
		}
		if err := change(l, f, q); err != nil {
			return err
		}
		l.tell(q)
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action, FolderID: &f.ID, PatientID: &f.PatientID, LocationID: &q.LocationID}, l.now))
		if err := l.save(); err != nil {
			return err
		}
		v, events = l.requestView(*q), l.events()
		return nil
	})
	if err == nil {
		s.announce.Announce(events)
	}
	return v, err
}

// lockRequest finds a request, open or ended, and locks its folder. A request can be carried to another folder while this command
// waits for the first one; then the other is locked too.
func (l *ledger) lockRequest(id RequestID) (*Folder, *Request, error) {
	for {
		found, err := l.tx.Requests([]RequestID{id})
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			return nil, nil, ErrUnknownRequest
		}
		q := &found[0]
		f, locked := l.folders[q.FolderID]
		if !locked {
			if err := l.loadFolders([]FolderID{q.FolderID}); err != nil {
				return nil, nil, err
			}
			continue // and read it again, now that nobody else can change it
		}
		for folder, list := range l.book.requests { // it may have been carried to the survivor of a merge just now
			for _, open := range list {
				if open.ID == id {
					return l.folders[folder], open, nil
				}
			}
		}
		return f, q, l.addPlaces([]LocationID{q.LocationID})
	}
}

// CancelRequest takes a request back, with a reason. Where others ask for the same, only the actor's part in it ends.
func (s *Service) CancelRequest(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	if err := actor.must(MayRequest); err != nil {
		return RequestView{}, err
	}
	why, err := sentence(why, "Say why the folder is not needed.")
	if err != nil {
		return RequestView{}, err
	}
	return s.onRequest(ctx, actor, "request.cancel", id, version, func(l *ledger, f *Folder, q *Request) error {
		if !q.State.Open() {
			return ErrRequestEnded
		}
		asks, err := l.asksOf(q)
		if err != nil {
			return err
		}
		var mine []RequestAsk
		for _, a := range asks {
			if a.Actor == actor.Name && a.AppointmentID == nil && a.StayID == nil {
				mine = append(mine, a)
			}
		}
		if len(mine) == 0 || len(mine) == len(asks) {
			l.step(q, RequestCancelled, actor.Name, why, l.now, nil)
			return nil
		}
		return l.withdraw(q, mine, actor.Name, why)
	})
}

// RequestChange is what may be changed of an open request; nil leaves it as it is.
type RequestChange struct {
	NeededBy      *time.Time
	Urgent        *bool
	Contact, Note *string
}

// AmendRequest changes an open request.
func (s *Service) AmendRequest(ctx context.Context, actor Actor, id RequestID, version int64, c RequestChange) (RequestView, error) {
	if err := actor.must(MayRequest); err != nil {
		return RequestView{}, err
	}
	return s.onRequest(ctx, actor, "request.amend", id, version, func(l *ledger, f *Folder, q *Request) error {
		if !q.State.Open() {
			return ErrRequestEnded
		}
		a := Ask{NeededBy: q.NeededBy, Reason: q.Reason, Scope: q.Scope, Urgent: q.Urgency > 0, Contact: q.Contact, Note: q.Note}
		if c.Urgent != nil {
			a.Urgent = *c.Urgent
		}
		if c.Contact != nil {
			a.Contact = strings.TrimSpace(*c.Contact)
		}
		if c.Note != nil {
			a.Note = strings.TrimSpace(*c.Note)
		}
		if c.NeededBy != nil {
			a.NeededBy = c.NeededBy.UTC().Truncate(time.Millisecond)
		} else if a.NeededBy.Before(l.now) {
			a.NeededBy = l.now // only a new time must lie ahead
		}
		if err := l.rules.CheckNeed(a, l.now); err != nil {
			return err
		}
		was := *q
		q.Contact, q.Note, q.Urgency = a.Contact, a.Note, 0
		if a.Urgent {
			q.Urgency = 1
		}
		if *q != was {
			l.note(q, "amended", actor.Name, "", nil)
		}
		if c.NeededBy == nil {
			return nil
		}
		return l.amendNeed(q, a.NeededBy, actor.Name)
	})
}

// MoveUp puts a waiting request before all others of its folder, with a reason. Those being fulfilled keep their place.
func (s *Service) MoveUp(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	return s.handle(ctx, actor, "request.move_up", id, version, why, "Say why this request comes first.", func(l *ledger, f *Folder, q *Request, why string) error {
		if q.State == RequestPulled || q.State == RequestSent {
			return ErrRequestMoving
		}
		if q.State != RequestWaiting {
			return ErrRequestEnded
		}
		for _, other := range l.queue(f.ID) {
			q.MovedUp = max(q.MovedUp, other.MovedUp)
		}
		q.MovedUp++
		l.note(q, "moved_up", actor.Name, why, nil)
		return nil
	})
}

// GiveUp says that a request cannot be filled, and why.
func (s *Service) GiveUp(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	return s.handle(ctx, actor, "request.give_up", id, version, why, "Say why the folder cannot be had.", func(l *ledger, f *Folder, q *Request, why string) error {
		if !q.State.Open() {
			return ErrRequestEnded
		}
		l.step(q, RequestNotFillable, actor.Name, why, l.now, nil)
		return nil
	})
}

// TryAgain lets a request that was not fillable wait again.
func (s *Service) TryAgain(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	v, err := s.handle(ctx, actor, "request.try_again", id, version, why, "Say what has changed.", func(l *ledger, f *Folder, q *Request, why string) error {
		if q.State != RequestNotFillable {
			return ErrRequestEnded
		}
		if f.Status.Ended() {
			return ErrFolderEnded
		}
		if l.asOne(f.ID, q.LocationID, q.NeededBy, q) != nil {
			return ErrAlreadyAsked
		}
		if q.NeededBy.Before(l.now) {
			return invalid("needed_by_past", "The time it was needed is past. Ask again with a new time.")
		}
		l.book.requests[f.ID] = append(l.book.requests[f.ID], q)
		l.step(q, RequestWaiting, actor.Name, why, l.now, nil)
		l.hope(f)
		return nil
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrAlreadyAsked
	}
	return v, err
}

// Pull says that a folder was taken from its shelf for a request.
func (s *Service) Pull(ctx context.Context, actor Actor, id RequestID, version int64) (RequestView, error) {
	return s.handle(ctx, actor, "request.pull", id, version, "Pulled.", "", func(l *ledger, f *Folder, q *Request, why string) error {
		switch {
		case q.State == RequestPulled:
			return nil
		case q.State != RequestWaiting:
			return ErrRequestEnded
		case q.HeldByOther(actor.Name, l.now):
			return ErrRequestClaimed
		case f.Custody != At || !l.places[f.LocationID].KeepsFolders():
			return ErrNotOnShelf
		}
		l.step(q, RequestPulled, actor.Name, why, l.now, nil)
		return nil
	})
}

// PutBack says that a folder that was pulled is on its shelf again.
func (s *Service) PutBack(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	return s.handle(ctx, actor, "request.put_back", id, version, why, "Say why it was put back.", func(l *ledger, f *Folder, q *Request, why string) error {
		if q.State != RequestPulled {
			return ErrRequestEnded
		}
		l.step(q, RequestWaiting, actor.Name, why, l.now, nil)
		return nil
	})
}

// LetWait takes a request back to waiting: one that was pulled, or one that was given up.
func (s *Service) LetWait(ctx context.Context, actor Actor, id RequestID, version int64, why string) (RequestView, error) {
	v, err := s.PutBack(ctx, actor, id, version, why)
	if errors.Is(err, ErrRequestEnded) {
		return s.TryAgain(ctx, actor, id, version, why)
	}
	return v, err
}

// handle is a command of the library on one request, with a reason.
func (s *Service) handle(ctx context.Context, actor Actor, action string, id RequestID, version int64, why, ask string, change func(*ledger, *Folder, *Request, string) error) (RequestView, error) {
	if err := actor.must(MayPull); err != nil {
		return RequestView{}, err
	}
	why, err := sentence(why, ask)
	if err != nil {
		return RequestView{}, err
	}
	return s.onRequest(ctx, actor, action, id, version, func(l *ledger, f *Folder, q *Request) error { return change(l, f, q, why) })
}

// Claim takes requests for an hour, so that nobody else looks for the same folders: those that wait and that no colleague has. It
// answers all of them as they then are; who has each stands in it.
func (s *Service) Claim(ctx context.Context, actor Actor, ids []RequestID) ([]RequestView, error) {
	until := s.now().Add(s.rules.Claim)
	return s.claim(ctx, actor, "request.claim", ids, func(l *ledger, q *Request) {
		if q.State == RequestWaiting && !q.HeldByOther(actor.Name, l.now) {
			q.ClaimedBy, q.ClaimedUntil = actor.Name, &until
			l.note(q, "claimed", actor.Name, "", nil)
		}
	})
}

// Release gives back what the actor has claimed and not pulled.
func (s *Service) Release(ctx context.Context, actor Actor, ids []RequestID) ([]RequestView, error) {
	return s.claim(ctx, actor, "request.release", ids, func(l *ledger, q *Request) {
		if q.HeldBy(actor.Name, l.now) {
			q.ClaimedBy, q.ClaimedUntil = "", nil
			l.note(q, "released", actor.Name, "", nil)
		}
	})
}

// ClaimLimit is how many requests one call may claim.
const ClaimLimit = 500

func (s *Service) claim(ctx context.Context, actor Actor, action string, ids []RequestID, change func(*ledger, *Request)) (views []RequestView, err error) {
	if err := actor.must(MayPull); err != nil {
		return nil, err
	}
	if len(ids) > ClaimLimit {
		return nil, invalid("too_many", "Claim 500 requests at most at a time.")
	}
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		views = nil
		l := newLedger(tx, s.rules, nil, s.now())
		found, err := tx.Requests(unique(ids))
		if err != nil {
			return err
		}
		var folders []FolderID
		for _, q := range found {
			folders = append(folders, q.FolderID)
		}
		if err := l.loadFolders(folders); err != nil {
			return err
		}
		for _, seen := range found {
			if q := l.request(seen.FolderID, seen.ID); q != nil {
				change(l, q)
				l.tell(q)
			}
		}
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action}, l.now))
		if err := l.save(); err != nil {
			return err
		}
		for _, q := range l.book.told {
			views = append(views, l.requestView(*q))
		}
		events = l.events()
		return nil
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return views, err
}
