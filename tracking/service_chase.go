package tracking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
)

// ChaseAsk is that somebody wants a holder to be written to.
type ChaseAsk struct {
	Holder  string    // code of the location
	Kind    ChaseKind // Reminder or Escalation
	Way     ChaseWay  // empty: by e-mail where there is an address
	Address string    // an escalation: the manager's
	Note    string    // an escalation: what the manager should know
	Mails   bool      // the site sends e-mail at all
}

// ChaseResult is what became of one ask. Err says why there is no letter.
type ChaseResult struct {
	Holder string
	Chase  Chase
	Err    error
}

// Refusals of chasing.
var (
	ErrNothingToChase = &Error{Kind: Conflict, Code: "nothing_to_chase", Text: "Nothing is due to be chased there today."}
	ErrLetterOpen     = &Error{Kind: Conflict, Code: "letter_open", Text: "A letter to this holder is on its way already. Look what became of it first."}
	ErrUnknownLetter  = &Error{Kind: NotFound, Code: "unknown_letter", Text: "There is no such letter."}
	ErrLetterMoved    = &Error{Kind: Conflict, Code: "letter_moved", Text: "Somebody has dealt with this letter meanwhile. Look at it again."}
)

// Chase makes the letters that are due to holders: one for all folders of a holder, each at its own step. They are sent, or wait to be
// printed, afterwards. One that cannot be made does not stop the others.
func (s *Service) Chase(ctx context.Context, actor Actor, asks []ChaseAsk) ([]ChaseResult, error) {
	if err := actor.must(MayChase); err != nil {
		return nil, err
	}
	switch {
	case len(asks) == 0:
		return nil, invalid("nothing_chosen", "Choose the holders first.")
	case len(asks) > MaxChosen:
		return nil, invalid("too_many", fmt.Sprintf("Choose %d holders at most.", MaxChosen))
	}
	list := make([]ChaseResult, len(asks))
	for i, ask := range asks {
		list[i].Holder = ask.Holder
		list[i].Chase, list[i].Err = s.chase(ctx, actor, ask)
		if err := list[i].Err; err != nil {
			if _, told := errors.AsType[*Error](err); !told || KindOf(err) == Unavailable {
				return nil, err
			}
		}
	}
	return list, nil
}

func (s *Service) chase(ctx context.Context, actor Actor, ask ChaseAsk) (made Chase, err error) {
	for range 2 {
		err = s.store.Write(ctx, func(tx Tx) error {
			l := newLedger(tx, s.rules, nil, s.now())
			holder, err := l.liveLocation(ask.Holder)
			if err != nil {
				return err
			}
			made, err = chaser{tx, s.rules, l.now}.make(actor, holder, ask)
			return err
		})
		if !errors.Is(err, ErrDuplicate) { // somebody was quicker with the first letter of all: now it can be seen
			return made, err
		}
	}
	return made, ErrLetterOpen
}

// errDraft takes back what only a draft needed.
var errDraft = errors.New("this was a draft")

// DraftLetter is how the letter would read that is made for a holder now. Nothing is made.
func (s *Service) DraftLetter(ctx context.Context, actor Actor, ask ChaseAsk) (letter Chase, lines []ChasedFolder, err error) {
	if err := actor.must(MayChase); err != nil {
		return letter, nil, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		holder, err := l.liveLocation(ask.Holder)
		if err != nil {
			return err
		}
		c := chaser{tx, s.rules, l.now}
		if letter, err = c.make(actor, holder, ask); err != nil {
			return err
		}
		if lines, err = tx.ChasedFolders(letter.ID); err != nil {
			return err
		}
		if err := c.write(&letter, holder, lines); err != nil {
			return err
		}
		return errDraft
	})
	if errors.Is(err, errDraft) {
		err = nil
	}
	return letter, lines, err
}

// make makes one letter.
func (c chaser) make(actor Actor, holder Location, ask ChaseAsk) (letter Chase, err error) {
	h, err := c.holder(holder.ID)
	if err != nil {
		return letter, err
	}
	open := true
	letter = Chase{HolderID: holder.ID, Kind: ask.Kind, Address: holder.Email, Open: &open, MadeBy: actor.Name, MadeAt: c.now}
	if err := c.address(&letter, ask); err != nil {
		return letter, err
	}
	if ask.Kind == Reminder && h.Snoozed(c.now) {
		return letter, &Error{Kind: Conflict, Code: "snoozed", Text: fmt.Sprintf("%s is left alone until %s: %s", holder.Name, c.rules.Calendar.Day(*h.SnoozedUntil).Words(), h.SnoozedWhy)}
	}
	if known, err := c.tx.LetterOpen(holder.ID, ask.Kind); err != nil || known {
		return letter, cmp.Or[error](err, ErrLetterOpen)
	}
	p, err := c.plan(holder.ID, ask.Kind, c.endOfDay(actor))
	if err != nil {
		return letter, err
	}
	if len(p.lines) == 0 {
		return letter, c.nothing(p, holder)
	}
	letter.Way, letter.NextAt = ByPaper, nil
	if ask.Way != ByPaper && ask.Mails && letter.Address != "" {
		letter.Way, letter.NextAt = ByEmail, &c.now
	}
	letter.step(ChaseWaiting, actor.Name, "", c.now)
	letter.Folders = len(p.lines)
	for _, l := range p.lines {
		letter.Step = max(letter.Step, l.Step)
	}
	if letter.ID, err = c.tx.AddChase(letter); err != nil {
		return letter, err
	}
	for i := range p.lines {
		p.lines[i].ChaseID = letter.ID
	}
	if err := c.tx.AddChasedFolders(p.lines); err != nil {
		return letter, err
	}
	if ask.Kind == Escalation {
		h.Manager, h.ChangedAt = letter.Address, c.now
		if err := c.tx.UpdateChaseHolder(h); err != nil {
			return letter, err
		}
	}
	return letter, c.tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "chase." + string(ask.Kind), LocationID: &holder.ID, Detail: fmt.Sprintf("%d folders", len(p.lines))}, c.now)})
}

// endOfDay is until when a letter must be due: a person may write in the morning what is due today, the timer waits.
func (c chaser) endOfDay(actor Actor) time.Time {
	if actor == Timer {
		return c.now
	}
	return c.rules.Calendar.Midnight(c.rules.Calendar.Day(c.now) + 1)
}

// address checks where a letter goes and what it adds. What cannot be an address is printed instead, for a reminder; whoever escalates
// is asked.
func (c chaser) address(letter *Chase, ask ChaseAsk) error {
	letter.Note = strings.TrimSpace(ask.Note)
	if len([]rune(letter.Note)) > 500 {
		return invalid("note_long", "Use 500 characters at most.")
	}
	switch ask.Kind {
	case Reminder:
		if !isAddress(letter.Address) {
			letter.Address = ""
		}
	case Escalation:
		letter.Address = strings.TrimSpace(ask.Address)
		if letter.Address != "" && !isAddress(letter.Address) {
			return invalid("address", "Write an e-mail address like ann@example.org, or leave it empty to print the letter.")
		}
		if letter.Note == "" {
			return invalid("note_missing", "Say what the manager should know.")
		}
	default:
		return invalid("unknown_kind", "A letter is a reminder or an escalation.")
	}
	return nil
}

func isAddress(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 254
}

// nothing says why there is no letter.
func (c chaser) nothing(p plan, holder Location) error {
	switch {
	case p.search > 0:
		return &Error{Kind: Conflict, Code: "letters_over", Text: fmt.Sprintf("%s has had all reminders. Search for its folders, escalate, or report them missing.", holder.Name)}
	case p.later:
		return &Error{Kind: Conflict, Code: "chased_already", Text: fmt.Sprintf("%s has been reminded. The next letter is not due today.", holder.Name)}
	}
	return ErrNothingToChase
}

const (
	chaseEvery = time.Minute
	chaseJob   = "chase"
	chaseSome  = 200 // holders that are gone through at once
)

// ChaseDue makes the letters that are due by themselves, on working days in working hours: the site has said that it wants that. After
// an outage it makes one letter a holder. One process does it, once a minute.
func (s *Service) ChaseDue(ctx context.Context, mails bool) (made int, err error) {
	now := s.now()
	if !s.rules.Calendar.Open(now) {
		return 0, nil
	}
	if mine, err := s.Lease(ctx, chaseJob, s.name, chaseEvery); err != nil || !mine {
		return 0, err
	}
	for after := LocationID(0); ; {
		var due []Location
		err := s.store.Write(ctx, func(tx Tx) (err error) {
			due, err = tx.HoldersToChase(now, after, chaseSome)
			return err
		})
		if err != nil || len(due) == 0 {
			return made, err
		}
		for _, holder := range due {
			after = holder.ID
			_, err := s.chase(ctx, Timer, ChaseAsk{Holder: holder.Code, Kind: Reminder, Mails: mails})
			if err == nil {
				made++
			} else if _, told := errors.AsType[*Error](err); !told || KindOf(err) == Unavailable {
				return made, err
			} else if err := s.lookLater(ctx, holder.ID); err != nil {
				return made, err
			}
		}
	}
}

// lookLater puts off a holder for whom no letter is due now.
func (s *Service) lookLater(ctx context.Context, holder LocationID) error {
	return s.store.Write(ctx, func(tx Tx) error {
		c := chaser{tx, s.rules, s.now()}
		h, err := c.holder(holder)
		if err != nil {
			return err
		}
		next := s.rules.opening(c.now, 1)
		h.NextAt, h.ChangedAt = &next, c.now
		return tx.UpdateChaseHolder(h)
	})
}
