package tracking

import (
	"context"
	"errors"
	"fmt"
)

// Letter is an e-mail that this process is to send now.
type Letter struct {
	Chase
	Lines []ChasedFolder
}

// ClaimLetter takes the next e-mail that is due, and looks once more whether its folders are still overdue there. Nobody else sends it
// meanwhile. nil where there is none.
func (s *Service) ClaimLetter(ctx context.Context) (letter *Letter, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		letter = nil
		c := chaser{tx, s.rules, s.now()}
		if err := c.bury(); err != nil {
			return err
		}
		for {
			next, found, err := tx.LockChaseToSend(c.now)
			if err != nil || !found {
				return err
			}
			if letter, err = c.claim(next, s.name); err != nil || letter != nil {
				return err
			}
		}
	})
	return letter, err
}

// bury looks after the letters of processes that have died. Nothing had been handed over of those that were only claimed; of the others
// nobody knows, and they are not sent again by themselves.
func (c chaser) bury() error {
	dead, err := c.tx.LockStaleChases(c.now.Add(-chaseStale))
	if err != nil {
		return err
	}
	for _, letter := range dead {
		if letter.State == ChaseClaimed {
			letter.step(ChaseWaiting, letter.StateBy, "", c.now)
			letter.NextAt = &c.now
		} else {
			letter.step(ChaseUnsure, letter.StateBy, "The server stopped while it was sending this letter.", c.now)
			letter.NextAt = nil
		}
		if err := c.tx.UpdateChase(letter); err != nil {
			return err
		}
	}
	return nil
}

// claim makes a letter ready to be sent; nil where it is not to be sent any more.
func (c chaser) claim(letter Chase, process string) (*Letter, error) {
	holders, err := c.tx.Locations([]LocationID{letter.HolderID})
	if err != nil {
		return nil, err
	}
	lines, why, err := c.stillToSend(letter)
	switch {
	case err != nil:
		return nil, err
	case why != "":
		letter.step(ChaseDropped, Timer.Name, why, c.now)
		return nil, c.tx.UpdateChase(letter)
	}
	if letter.Kind == Reminder { // it may have got another address meanwhile, or none
		letter.Address = holders[0].Email
	}
	if !isAddress(letter.Address) {
		letter.Way, letter.Address, letter.NextAt = ByPaper, "", nil
		return nil, c.tx.UpdateChase(letter)
	}
	if err := c.write(&letter, holders[0], lines); err != nil {
		return nil, err
	}
	letter.step(ChaseClaimed, process, "", c.now)
	letter.NextAt = nil
	return &Letter{letter, lines}, c.tx.UpdateChase(letter)
}

// stillToSend is what is left of a letter, or why it is not sent.
func (c chaser) stillToSend(letter Chase) (lines []ChasedFolder, why string, err error) {
	lines, _, err = c.recheck(letter)
	if err != nil || len(lines) == 0 {
		return nil, "Nothing of it is overdue there any more.", err
	}
	h, err := c.holder(letter.HolderID)
	if err == nil && letter.Kind == Reminder && h.Snoozed(c.now) {
		return nil, "The holder is to be left alone: " + h.SnoozedWhy, nil
	}
	return lines, "", err
}

// HandOverLetter notes, just before the words of a claimed letter go to the mail server, that from now on nobody can know by oneself
// whether it was sent. It refuses where a folder has come back since: the letter is then written anew.
func (s *Service) HandOverLetter(ctx context.Context, id ChaseID) error {
	changed := false
	err := s.store.Write(ctx, func(tx Tx) error {
		c := chaser{tx, s.rules, s.now()}
		letter, err := c.letter(id, func(l Chase) bool { return l.State == ChaseClaimed && l.StateBy == s.name })
		if err != nil {
			return err
		}
		if _, changed, err = c.recheck(letter); err != nil {
			return err
		}
		letter.step(ChaseSending, s.name, "", c.now)
		if changed {
			letter.step(ChaseWaiting, s.name, "", c.now)
			letter.NextAt = &c.now
		}
		return tx.UpdateChase(letter)
	})
	if err == nil && changed {
		return ErrLetterMoved
	}
	return err
}

func (c chaser) letter(id ChaseID, fit func(Chase) bool) (Chase, error) {
	letter, found, err := c.tx.LockChase(id)
	switch {
	case err != nil:
		return letter, err
	case !found:
		return letter, ErrUnknownLetter
	case !fit(letter):
		return letter, ErrLetterMoved
	}
	return letter, nil
}

// Refused is that a mail server surely did not take a letter: it said so, or nothing had been handed over.
type Refused struct {
	Forever bool // trying again would not help
	Server  bool // the server could not be reached, whatever the letter
	Err     error
}

func (r *Refused) Error() string { return r.Err.Error() }
func (r *Refused) Unwrap() error { return r.Err }

// LetterTried notes what became of a letter: nil where it was sent, a *Refused where it surely was not. After any other error nobody
// knows, and a person must look.
func (s *Service) LetterTried(ctx context.Context, id ChaseID, problem error) error {
	return s.store.Write(ctx, func(tx Tx) error {
		c := chaser{tx, s.rules, s.now()}
		letter, err := c.letter(id, func(l Chase) bool {
			return (l.State == ChaseClaimed || l.State == ChaseSending) && l.StateBy == s.name
		})
		if errors.Is(err, ErrLetterMoved) { // written anew, or looked after by another process that took us for dead
			return nil
		}
		if err != nil {
			return err
		}
		refused, sure := errors.AsType[*Refused](problem)
		switch {
		case problem == nil:
			return c.sent(&letter, s.name)
		case !sure:
			letter.step(ChaseUnsure, s.name, problem.Error(), c.now)
		case refused.Server: // no fault of the letter: it waits, however long the server is away
			next := c.now.Add(mailRetries[0])
			letter.step(ChaseWaiting, s.name, problem.Error(), c.now)
			letter.NextAt = &next
		case refused.Forever || letter.Tries >= len(mailRetries):
			letter.step(ChaseFailed, s.name, problem.Error(), c.now)
		default:
			next := c.now.Add(mailRetries[letter.Tries])
			letter.step(ChaseWaiting, s.name, problem.Error(), c.now)
			letter.Tries, letter.NextAt = letter.Tries+1, &next
		}
		return tx.UpdateChase(letter)
	})
}

// sent notes that a letter is out, and when the holder is due for the next.
func (c chaser) sent(letter *Chase, by string) error {
	letter.step(ChaseSent, by, "", c.now)
	if err := c.tx.UpdateChase(*letter); err != nil || letter.Kind != Reminder {
		return err
	}
	h, err := c.holder(letter.HolderID)
	if err != nil {
		return err
	}
	next := c.rules.opening(c.now, c.rules.lettersApart())
	h.Step, h.LetterAt, h.NextAt, h.ChangedAt = letter.Step, &c.now, &next, c.now
	return c.tx.UpdateChaseHolder(h)
}

// PrintLetters takes letters that wait for paper to be printed now by the actor. What came back since is left out; a letter of which
// nothing is left is dropped. It answers those to be printed.
func (s *Service) PrintLetters(ctx context.Context, actor Actor, ids []ChaseID) (printing []ChaseID, err error) {
	if err := actor.must(MayChase); err != nil {
		return nil, err
	}
	if len(ids) == 0 || len(ids) > MaxChosen {
		return nil, invalid("nothing_chosen", fmt.Sprintf("Choose between 1 and %d letters.", MaxChosen))
	}
	for _, id := range unique(ids) {
		prints := false
		err := s.store.Write(ctx, func(tx Tx) error {
			prints = false
			c := chaser{tx, s.rules, s.now()}
			letter, err := c.letter(id, func(l Chase) bool { return l.State == ChaseWaiting && l.Way == ByPaper })
			if err != nil {
				return err
			}
			lines, why, err := c.stillToSend(letter)
			if err != nil {
				return err
			}
			if why != "" {
				letter.step(ChaseDropped, actor.Name, why, c.now)
				return tx.UpdateChase(letter)
			}
			holders, err := tx.Locations([]LocationID{letter.HolderID})
			if err != nil {
				return err
			}
			if err := c.write(&letter, holders[0], lines); err != nil {
				return err
			}
			letter.step(ChaseSending, actor.Name, "", c.now)
			prints = true
			if err := tx.UpdateChase(letter); err != nil {
				return err
			}
			return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "chase.print", LocationID: &letter.HolderID}, c.now)})
		})
		if err != nil && !errors.Is(err, ErrLetterMoved) && !errors.Is(err, ErrUnknownLetter) {
			return printing, err
		}
		if err == nil && prints {
			printing = append(printing, id)
		}
	}
	return printing, nil
}

// LetterEnd is what a person says of a letter.
type LetterEnd string

// The ends. Only a person can say them: they have asked the holder, or seen the paper.
const (
	LetterWasSent  LetterEnd = "sent"  // it was printed and posted, or has arrived
	LetterAgain    LetterEnd = "again" // it was not: send or print it once more
	LetterOnPaper  LetterEnd = "paper" // it was not: print it instead
	LetterDropThis LetterEnd = "drop"  // it is not wanted any more
)

// EndLetter says what became of a letter that waits for a person: one that is being printed, may have been sent, could not be sent or
// still waits.
func (s *Service) EndLetter(ctx context.Context, actor Actor, id ChaseID, end LetterEnd) (letter Chase, err error) {
	if err := actor.must(MayChase); err != nil {
		return letter, err
	}
	return s.endLetter(ctx, actor, id, end, func(l Chase) bool {
		return l.printing() || l.State == ChaseUnsure || l.State == ChaseFailed || (l.State == ChaseWaiting && end != LetterWasSent)
	})
}

// EndPrinted says that all letters which the actor was printing are printed and sent. Whoever has not held the paper cannot say it of many
// at once: what a colleague prints, or has dealt with meanwhile, is left. It answers how many were recorded.
func (s *Service) EndPrinted(ctx context.Context, actor Actor, ids []ChaseID) (sent int, err error) {
	if err := actor.must(MayChase); err != nil {
		return 0, err
	}
	for _, id := range unique(ids) {
		_, err := s.endLetter(ctx, actor, id, LetterWasSent, func(l Chase) bool { return l.printing() && l.StateBy == actor.Name })
		if err == nil {
			sent++
		} else if !errors.Is(err, ErrLetterMoved) {
			return sent, err
		}
	}
	return sent, nil
}

func (l Chase) printing() bool { return l.State == ChaseSending && l.Way == ByPaper }

func (s *Service) endLetter(ctx context.Context, actor Actor, id ChaseID, end LetterEnd, fit func(Chase) bool) (letter Chase, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		c := chaser{tx, s.rules, s.now()}
		if letter, err = c.letter(id, fit); err != nil {
			return err
		}
		audit := tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "chase.end", LocationID: &letter.HolderID, Detail: string(end)}, c.now)})
		if audit != nil {
			return audit
		}
		switch end {
		case LetterWasSent:
			return c.sent(&letter, actor.Name)
		case LetterDropThis:
			letter.step(ChaseDropped, actor.Name, "Given up by "+actor.Name+".", c.now)
		case LetterOnPaper, LetterAgain:
			letter.step(ChaseWaiting, actor.Name, "", c.now)
			letter.Tries, letter.NextAt = 0, &c.now
			if end == LetterOnPaper || letter.Way == ByPaper {
				letter.Way, letter.NextAt = ByPaper, nil
			}
		default:
			return invalid("unknown_end", "Say whether it was sent, goes again, goes on paper or is given up.")
		}
		return tx.UpdateChase(letter)
	})
	return letter, err
}
