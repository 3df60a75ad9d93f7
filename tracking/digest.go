package tracking

import (
	"context"
	"net/mail"
	"strings"
	"time"
)

// Digest is that somebody wants an e-mail each working morning: what they wait for, and what waits in their library. It never names a
// patient or a folder.
type Digest struct {
	UserName  string
	Address   string
	LibraryID *LocationID // whose work it counts; nil: none
	NextAt    time.Time   // when the next is due, or tried again
	Tries     int         // that failed in a row
	Problem   string      // why the last one failed
	SentAt    *time.Time
}

// digestHour is when a digest is sent: before clinics begin.
const digestHour = 7 * time.Hour

// digestRetries are the pauses before a digest that could not be sent is tried again. After the last the next morning's follows.
var digestRetries = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// nextDigest is the next working morning.
func (r Rules) nextDigest(now time.Time) time.Time {
	day := r.Calendar.Day(now)
	for last := day + 60; day < last; day++ { // a calendar can be closed for ever
		if at := r.Calendar.Midnight(day).Add(digestHour); at.After(now) && r.Calendar.Working(day) {
			return at
		}
	}
	return now.AddDate(0, 0, 1)
}

// tried is a digest after a try; problem is empty where it was sent.
func (d Digest) tried(problem string, r Rules, now time.Time) Digest {
	d.Problem = cut(problem, 200)
	if problem == "" {
		d.SentAt = &now
	}
	if problem == "" || d.Tries > len(digestRetries) {
		d.Tries, d.NextAt = 0, r.nextDigest(now)
	}
	return d
}

// SetDigest says that the actor wants an e-mail each working morning at an address, with the work of a library; without an address, no
// longer.
func (s *Service) SetDigest(ctx context.Context, actor Actor, address, library string) error {
	if err := actor.must(MaySeeFolders); err != nil {
		return err
	}
	address = strings.TrimSpace(address)
	if address != "" {
		if a, err := mail.ParseAddress(address); err != nil || a.Address != address || len(address) > 254 {
			return invalid("address", "Write an e-mail address like ann@example.org.")
		}
	}
	return s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		entry := actor.did(AuditEntry{Action: "digest.stop"}, now)
		if address == "" {
			if err := tx.DropDigest(actor.Name); err != nil {
				return err
			}
			return tx.AddAudit([]AuditEntry{entry})
		}
		d := Digest{UserName: actor.Name, Address: address, NextAt: s.rules.nextDigest(now)}
		if library != "" {
			l := newLedger(tx, s.rules, nil, now)
			place, err := l.liveLocation(library)
			if err != nil {
				return err
			}
			if !actor.Role.May(MayPull) || !place.IsLibrary() {
				return invalid("unknown_location", "Choose a library.")
			}
			d.LibraryID, entry.LocationID = &place.ID, &place.ID
		}
		entry.Action = "digest.want"
		if err := tx.PutDigest(d); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{entry})
	})
}

// DueDigest is a digest that is to be sent now, and to whom.
type DueDigest struct {
	Digest
	Actor Actor
}

// TakeDigests takes the digests that are due. Each is put off before it is sent, so that one that fails in the middle is tried again
// later, and two processes never send the same.
func (s *Service) TakeDigests(ctx context.Context, limit int) (due []DueDigest, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		due = nil
		now := s.now()
		list, err := tx.LockDigestsDue(now, limit)
		if err != nil {
			return err
		}
		for _, d := range list {
			u, known, err := tx.User(d.UserName)
			if err != nil {
				return err
			}
			if !known || u.DisabledAt != nil {
				if err := tx.DropDigest(d.UserName); err != nil {
					return err
				}
				continue
			}
			d.NextAt = now.Add(digestRetries[min(d.Tries, len(digestRetries)-1)])
			d.Tries++
			if err := tx.PutDigest(d); err != nil {
				return err
			}
			due = append(due, DueDigest{d, Actor{Name: u.Name, Role: u.Role, Via: "timer"}})
		}
		return nil
	})
	return due, err
}

// DigestTried notes what became of a digest that was taken; problem is empty where it was sent. One that was changed meanwhile stays.
func (s *Service) DigestTried(ctx context.Context, d Digest, problem string) error {
	return s.store.Write(ctx, func(tx Tx) error {
		now, found, err := tx.LockDigest(d.UserName)
		if err != nil || !found || now.Tries != d.Tries || now.Address != d.Address {
			return err
		}
		return tx.PutDigest(now.tried(problem, s.rules, s.now()))
	})
}
