package api

import (
	"context"
	"fmt"
	"strings"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

const (
	digestEvery = 30 * time.Second
	digestsAt   = 20  // taken together
	digestRows  = 500 // requests of one person that are counted
)

// SendDigests sends the morning's e-mails as they fall due, until ctx ends. Several processes may do it at once.
func (s *Server) SendDigests(ctx context.Context) {
	if !s.Mail.On() {
		return
	}
	tick := time.NewTicker(digestEvery)
	defer tick.Stop()
	failing := false
	for {
		err := s.sendDue(ctx)
		if err != nil && !failing && ctx.Err() == nil { // say it once, not at every try
			s.Log.ErrorContext(ctx, "send digests", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sendDue sends what is due now. A digest that cannot be sent does not keep the others back; it is tried again later.
func (s *Server) sendDue(ctx context.Context) error {
	for {
		due, err := s.Service.TakeDigests(ctx, digestsAt)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			problem := ""
			text, err := s.digestText(ctx, d)
			if err == nil {
				err = s.Mail.send(ctx, email{to: d.Address, subject: "Case notes this morning", body: text}, s.Now())
			}
			if err != nil {
				problem = err.Error()
				s.Log.WarnContext(ctx, "send a digest", "actor", d.UserName, "err", err)
			}
			if err := s.Service.DigestTried(ctx, d.Digest, problem); err != nil {
				return err
			}
		}
	}
}

// digestText is what somebody reads in the morning: figures and places, and never who the folders are of.
func (s *Server) digestText(ctx context.Context, d tracking.DueDigest) (string, error) {
	lines := []string{"Good morning. This is how things stand at " + s.Service.Rules().Calendar.Local(s.Now()).Format("15:04 on Monday 2 January 2006") + ".", ""}
	if d.Actor.Role.May(tracking.MayRequest) {
		mine, err := s.digestRequests(ctx, d.UserName)
		if err != nil {
			return "", err
		}
		lines = append(lines, mine...)
	}
	if d.LibraryID != nil && d.Actor.Role.May(tracking.MayPull) {
		work, err := s.digestLibrary(ctx, *d.LibraryID)
		if err != nil {
			return "", err
		}
		lines = append(lines, work...)
	}
	return strings.Join(append(lines, "You asked for this e-mail. To change or stop it: "+s.link("/digest")), "\n") + "\n", nil
}

func (s *Server) link(path string) string {
	if s.Mail.URL == "" {
		return "on the page “Morning e-mail” of Case notes."
	}
	return strings.TrimSuffix(s.Mail.URL, "/") + path
}

func (s *Server) digestRequests(ctx context.Context, user string) ([]string, error) {
	list, err := s.Store.Requests(ctx, store.RequestList{AskedBy: user, Limit: digestRows})
	if err != nil {
		return nil, err
	}
	now := s.Now()
	var waiting, coming, lost, late int
	for _, v := range list {
		switch {
		case v.Folder.Custody == tracking.Missing:
			lost++
		case v.State == tracking.RequestSent:
			coming++
		default:
			waiting++
		}
		if s.Service.Rules().Lateness(v, now) != "" {
			late++
		}
	}
	return []string{"What you asked for: " + plural(len(list), "folder", "folders") + ".",
		fmt.Sprintf("  %d on the way, %d still to be pulled or sent, %d can't be found.", coming, waiting, lost),
		fmt.Sprintf("  %d will probably be late. %s", late, s.link("/requests")), ""}, nil
}

func (s *Server) digestLibrary(ctx context.Context, id tracking.LocationID) ([]string, error) {
	library, found, err := s.Store.LocationByID(ctx, id)
	if err != nil || !found || library.RetiredAt != nil {
		return nil, err
	}
	figures, err := s.libraryFigures(ctx, library, s.Now())
	if err != nil {
		return nil, err
	}
	lines := []string{library.Name + ": " + s.link("/library/"+library.Code)}
	for _, f := range figures {
		lines = append(lines, fmt.Sprintf("  %s %s", f.Number(), f.Text))
	}
	return append(lines, ""), nil
}
