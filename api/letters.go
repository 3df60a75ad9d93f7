package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"casenotes/tracking"
)

const lettersEvery = 2 * time.Second

// SendLetters sends the e-mails to holders of overdue folders as they are asked for, until ctx ends, and asks for them itself where the
// site wants that. Several processes may do it at once.
func (s *Server) SendLetters(ctx context.Context) {
	tick := time.NewTicker(lettersEvery)
	defer tick.Stop()
	failing := false
	for {
		err := s.sendLetters(ctx)
		if err != nil && !failing && ctx.Err() == nil { // say it once, not at every try
			s.Log.ErrorContext(ctx, "send letters", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sendLetters sends what is due now, one letter after another: should this process die, one letter at most is in doubt. It stops where
// the mail server cannot be reached, and tries again with another letter soon.
func (s *Server) sendLetters(ctx context.Context) error {
	if s.Chases {
		if _, err := s.Service.ChaseDue(ctx, s.Mail.On()); err != nil {
			return err
		}
	}
	for s.Mail.On() && ctx.Err() == nil {
		letter, err := s.Service.ClaimLetter(ctx)
		if err != nil || letter == nil {
			return err
		}
		// What has begun is brought to its end, also where the process is told to stop.
		problem := s.sendLetter(context.WithoutCancel(ctx), *letter)
		if err := s.Service.LetterTried(context.WithoutCancel(ctx), letter.ID, problem); err != nil {
			return err
		}
		if refused, sure := errors.AsType[*tracking.Refused](problem); sure && refused.Server {
			return problem
		}
	}
	return nil
}

func (s *Server) sendLetter(ctx context.Context, l tracking.Letter) error {
	err := s.Mail.send(ctx, email{to: l.Address, subject: l.Subject, body: l.Body, id: fmt.Sprintf("chase-%d", l.ID),
		handing: func(ctx context.Context) error { return s.Service.HandOverLetter(ctx, l.ID) }}, s.Now())
	if err != nil && !errors.Is(err, tracking.ErrLetterMoved) {
		s.Log.WarnContext(ctx, "send a letter", "letter", l.ID, "err", err)
	}
	return err
}
