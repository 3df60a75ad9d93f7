package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"casenotes/tracking/calendar"
)

// CallMade is a telephone call to a holder, as whoever made it tells it.
type CallMade struct {
	SpokeTo, Said string
	AloneUntil    calendar.Day // 0: chasing goes on
}

// RecordCall keeps a telephone call to a holder among its chases. What was promised may let the holder alone until a day.
func (s *Service) RecordCall(ctx context.Context, actor Actor, holder string, call CallMade) (made Chase, err error) {
	if err := actor.must(MayChase); err != nil {
		return made, err
	}
	call.SpokeTo = strings.TrimSpace(call.SpokeTo)
	if call.SpokeTo == "" || len([]rune(call.SpokeTo)) > 100 {
		return made, invalid("spoke_to", "Say whom you spoke to, in 100 characters at most.")
	}
	said, err := sentence(call.Said, "Say what they answered.")
	if err != nil {
		return made, err
	}
	err = s.onHolder(ctx, actor, "chase.call", holder, func(c chaser, place Location, h *ChaseHolder) error {
		made = Chase{HolderID: place.ID, Kind: Call, Way: ByPhone, Address: place.Phone, SpokeTo: call.SpokeTo, Note: said, MadeBy: actor.Name, MadeAt: c.now}
		made.step(ChaseSent, actor.Name, "", c.now)
		if call.AloneUntil != 0 {
			if err := c.snooze(h, actor, call.AloneUntil, said); err != nil {
				return err
			}
		}
		made.ID, err = c.tx.AddChase(made)
		return err
	})
	return made, err
}

// Snooze leaves a holder alone until a day, with a reason; a day of 0 ends that. The folders stay overdue, and the list says so.
func (s *Service) Snooze(ctx context.Context, actor Actor, holder string, until calendar.Day, why string) error {
	if err := actor.must(MayChase); err != nil {
		return err
	}
	if until == 0 {
		return s.onHolder(ctx, actor, "chase.wake", holder, func(_ chaser, _ Location, h *ChaseHolder) error {
			h.SnoozedUntil, h.SnoozedWhy, h.SnoozedBy = nil, "", ""
			return nil
		})
	}
	why, err := sentence(why, "Say why they are left alone.")
	if err != nil {
		return err
	}
	return s.onHolder(ctx, actor, "chase.snooze", holder, func(c chaser, _ Location, h *ChaseHolder) error {
		return c.snooze(h, actor, until, why)
	})
}

// maxSnooze is how many days a holder may be left alone: forgetting one is not chasing.
const maxSnooze = 92

func (c chaser) snooze(h *ChaseHolder, actor Actor, until calendar.Day, why string) error {
	switch today := c.rules.Calendar.Day(c.now); {
	case until <= today:
		return invalid("alone_past", "Choose a day after today.")
	case until > today+maxSnooze:
		return invalid("alone_long", "Choose a day within three months.")
	}
	at := c.rules.Calendar.Midnight(until)
	h.SnoozedUntil, h.SnoozedWhy, h.SnoozedBy = &at, why, actor.Name
	return nil
}

// onHolder is one act about one holder.
func (s *Service) onHolder(ctx context.Context, actor Actor, action, code string, act func(chaser, Location, *ChaseHolder) error) (err error) {
	for range 2 {
		err = s.store.Write(ctx, func(tx Tx) error {
			c := chaser{tx, s.rules, s.now()}
			place, err := newLedger(tx, s.rules, nil, c.now).liveLocation(code)
			if err != nil {
				return err
			}
			h, err := c.holder(place.ID)
			if err != nil {
				return err
			}
			if err := act(c, place, &h); err != nil {
				return err
			}
			h.ChangedAt = c.now
			if err := tx.UpdateChaseHolder(h); err != nil {
				return err
			}
			return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action, LocationID: &place.ID}, c.now)})
		})
		if !errors.Is(err, ErrDuplicate) {
			break
		}
	}
	return err
}

// Dispute records that the holder of folders says that they sent them back. They are not chased any more; their next scan anywhere ends
// it and says where that was. One that cannot be disputed does not stop the others.
func (s *Service) Dispute(ctx context.Context, actor Actor, codes []string, said string) ([]Extended, error) {
	if err := actor.must(MayChase); err != nil {
		return nil, err
	}
	said, err := sentence(said, "Say what they told you: when, and to where.")
	if err != nil {
		return nil, err
	}
	if len(codes) == 0 || len(codes) > MaxChosen {
		return nil, invalid("nothing_chosen", fmt.Sprintf("Choose between 1 and %d folders.", MaxChosen))
	}
	list := make([]Extended, len(codes))
	for i, code := range codes {
		list[i].Code = code
		list[i].Where, list[i].Err = s.dispute(ctx, actor, code, said)
		if err := list[i].Err; err != nil {
			if _, told := errors.AsType[*Error](err); !told || KindOf(err) == Unavailable {
				return nil, err
			}
		}
	}
	return list, nil
}

func (s *Service) dispute(ctx context.Context, actor Actor, code, said string) (w Whereabouts, err error) {
	err = s.withRequests(ctx, func(l *ledger) error {
		f, err := l.folder(code)
		if err != nil {
			return err
		}
		for _, a := range l.alerts[f.ID] {
			if a.Kind == DisputeAlert {
				return &Error{Kind: Conflict, Code: "disputed_already", Text: f.Name() + " is said to be sent back already."}
			}
		}
		switch {
		case f.Status.Ended():
			return ErrFolderEnded
		case f.OutSince == nil:
			return &Error{Kind: Conflict, Code: "not_out", Text: f.Name() + " is at home. There is nothing to dispute."}
		}
		l.openAlert(DisputeAlert, fmt.Sprintf("folder:%d", f.ID), f, cut(fmt.Sprintf("%s says that %s was sent back: %s", l.places[f.LocationID].Name, f.Name(), said), 500))
		l.audit = append(l.audit, actor.did(AuditEntry{Action: "folder.dispute", FolderID: &f.ID, PatientID: &f.PatientID, LocationID: &f.LocationID, Detail: said}, l.now))
		w = l.whereabouts(*f)
		return nil
	})
	return w, err
}

// HandOver gives the folders of a holder who leaves to another one, on paper as in life: each moves by hand, with a reason. Their loans
// go on. It answers how many there were.
func (s *Service) HandOver(ctx context.Context, actor Actor, from, to, why string) (n int, err error) {
	if err := actor.must(MayEditLocations); err != nil {
		return 0, err
	}
	if why, err = sentence(why, "Say why they are handed over."); err != nil {
		return 0, err
	}
	for after, more := FolderID(0), true; more; {
		moved, last := 0, after
		err := s.withRequests(ctx, func(l *ledger) error {
			moved, more = 0, false
			if err := l.loadCodes([]string{CleanCode(from)}); err != nil {
				return err
			}
			leaver := l.location(CleanCode(from)) // one that is retired may have folders still
			if leaver == nil {
				return ErrUnknownLocation
			}
			if leaver.KeepsFolders() {
				return &Error{Kind: Conflict, Code: "keeps_folders", Text: leaver.Name + " keeps folders, so nobody can hand them over. Scan those that go elsewhere."}
			}
			heir, err := l.liveLocation(to)
			if err != nil {
				return err
			}
			if heir.ID == leaver.ID {
				return invalid("same_holder", "Choose another holder: these folders are there already.")
			}
			ids, err := l.tx.FoldersAt(leaver.ID, after, sweepBatch)
			if err != nil || len(ids) == 0 {
				return err
			}
			if err := l.loadFolders(ids); err != nil {
				return err
			}
			for _, id := range ids {
				if f := l.folders[id]; f.is(At, leaver.ID) {
					l.handOver(actor, f, *leaver, heir, why)
					moved++
				}
			}
			last, more = ids[len(ids)-1], true
			l.audit = append(l.audit, actor.did(AuditEntry{Action: "holder.hand_over", LocationID: &leaver.ID, Detail: fmt.Sprintf("%d folders to %s: %s", moved, heir.Name, why)}, l.now))
			return nil
		})
		if err != nil {
			return n, err
		}
		n, after = n+moved, last
	}
	if n == 0 {
		return 0, &Error{Kind: Conflict, Code: "nothing_held", Text: "No folder is recorded there."}
	}
	return n, nil
}

func (l *ledger) handOver(actor Actor, f *Folder, leaver, heir Location, why string) {
	from := f.LocationID
	next := State{Custody: At, LocationID: heir.ID, Since: l.now}
	next.Loan = l.rules.clock(Known{Folder: f, Patient: l.patients[f.PatientID], Here: &heir, Places: l.places}, heir, l.now)
	m := &Movement{Kind: Arrived, FromID: &from, State: next, Note: cut(fmt.Sprintf("Handed over by %s: %s", leaver.Name, why), 500)}
	l.byHand(actor, f, m)
	l.audit = append(l.audit, actor.did(AuditEntry{Action: "folder.hand_over", FolderID: &f.ID, PatientID: &f.PatientID, LocationID: &heir.ID}, l.now))
}

// SetLetterText changes the words of a letter. version is the one that was changed; a letter already made keeps its words.
func (s *Service) SetLetterText(ctx context.Context, actor Actor, text LetterText, version int64) (LetterText, error) {
	if err := actor.must(MayEditLocations); err != nil {
		return text, err
	}
	text.Subject, text.Body = strings.TrimSpace(text.Subject), strings.TrimSpace(strings.Join(lines(text.Body), "\n"))
	if err := text.check(); err != nil {
		return text, err
	}
	err := s.store.Write(ctx, func(tx Tx) error {
		now := s.now()
		old, _, err := tx.LetterText(text.Letter)
		if err != nil {
			return err
		}
		if old.Version != version {
			return ErrStale
		}
		text.Version, text.ChangedBy, text.ChangedAt = version+1, actor.Name, &now
		if err := tx.PutLetterText(text); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "letter.change", Detail: string(text.Letter)}, now)})
	})
	return text, err
}

// Preview is how a letter would read, with folders that do not exist.
func (r Rules) Preview(text LetterText, way ChaseWay, now time.Time) (subject, body string, folders []ChasedFolder, err error) {
	if err := text.check(); err != nil {
		return "", "", nil, err
	}
	for number := uint64(1); len(folders) < 2; number++ {
		code, issued := Issue(FolderCode, number)
		if !issued {
			continue
		}
		i := len(folders)
		due := now.AddDate(0, 0, -14+i*3)
		folders = append(folders, ChasedFolder{Code: code, Volume: 1 + i, Kind: KindMain, Patient: "Example, A", DueAt: due, Late: r.Calendar.DaysBetween(due, now), Step: FirstReminder})
	}
	facts := LetterFacts{Holder: "Example secretaries", ReturnTo: "Main library", Phone: "5301", Note: "They have been asked three times.", Today: now,
		Deadline: r.addDays(now, lettersDeadline), Folders: folders}
	subject, body = text.Write(facts, r.Calendar)
	if way == ByEmail {
		body = MailBody(body, folders, r.Calendar)
	}
	return subject, body, folders, nil
}
