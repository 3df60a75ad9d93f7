package tracking

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MarkMissing records that a folder is not where it should be after a search. Its next scan anywhere ends that.
func (s *Service) MarkMissing(ctx context.Context, actor Actor, code, where string) (Whereabouts, error) {
	return s.ReportMissing(ctx, actor, code, MissingReport{Looked: where})
}

// ReportMissing is MarkMissing with what is known of when the folder is needed. It opens the search for it.
func (s *Service) ReportMissing(ctx context.Context, actor Actor, code string, said MissingReport) (Whereabouts, error) {
	if err := actor.must(MayReport); err != nil {
		return Whereabouts{}, err
	}
	where, err := sentence(said.Looked, "Say where you have looked.")
	if err != nil {
		return Whereabouts{}, err
	}
	if err := s.rules.checkNeeded(said.NeededBy, s.now()); err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, "folder.missing", code, func(l *ledger, f *Folder) (*Movement, error) {
		if f.Status.Ended() {
			return nil, ErrFolderEnded
		}
		if f.Custody == Missing {
			return nil, &Error{Kind: Conflict, Code: "already_missing", Text: "This folder is already reported missing."}
		}
		if said.NeededAt != "" {
			if _, err := l.liveLocation(said.NeededAt); err != nil {
				return nil, err
			}
		}
		l.search.reports[f.ID] = said
		return l.reportMissing(f, where), nil
	})
}

// checkNeeded refuses a time at which nobody can need a folder that is searched for.
func (r Rules) checkNeeded(at *time.Time, now time.Time) error {
	switch {
	case at == nil:
	case at.Before(now.Add(-pastTolerance)):
		return invalid("needed_by_past", "That time is past. Say when the folder is needed from now on.")
	case at.After(now.Add(requestAhead)):
		return invalid("needed_by_far", "That is more than a year ahead. Check the year.")
	}
	return nil
}

// reportMissing opens the alert of a folder that was looked for where it should be, and answers the movement that says so.
func (l *ledger) reportMissing(f *Folder, note string) *Movement {
	from, loan := f.LocationID, f.Loan
	loan.DueAt = nil // nobody can bring it home
	l.openAlert(MissingAlert, fmt.Sprintf("folder:%d", f.ID), f, f.Name()+" is missing.")
	return &Movement{Kind: Reported, FromID: &from, Note: note, State: State{Custody: Missing, LocationID: from, Since: l.now, Loan: loan}}
}

// onCase is one command on an open search: it locks the folder and then the case, lets change say what happens, and writes and announces it.
func (s *Service) onCase(ctx context.Context, actor Actor, action string, id MissingCaseID, version int64, change func(*ledger, *Folder, *MissingCase) error) (v MissingCaseView, err error) {
	err = s.withRequests(ctx, func(l *ledger) error {
		seen, found, err := l.tx.Case(id)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownCase
		}
		if err := l.loadFolders([]FolderID{seen.FolderID}); err != nil {
			return err
		}
		f, c := l.folders[seen.FolderID], l.search.cases[seen.FolderID]
		switch {
		case c == nil || c.ID != id:
			return ErrSearchOver
		case version != 0 && version != c.Version:
			return ErrStale
		}
		if err := change(l, f, c); err != nil {
			return err
		}
		l.touchCase(c)
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action, FolderID: &f.ID, PatientID: &f.PatientID}, l.now))
		v = *l.caseView(*c)
		return nil
	})
	return v, err
}

// SearchNote is where somebody has looked for a missing folder.
type SearchNote struct {
	Location string // code
	Result   SearchResult
	Note     string
}

const saidOnce = time.Minute // the same said by the same person within this time is one look

// NoteSearch writes down that a place was searched. What was found is scanned, not noted.
func (s *Service) NoteSearch(ctx context.Context, actor Actor, id MissingCaseID, n SearchNote) (MissingCaseView, error) {
	if err := actor.must(MaySearch); err != nil {
		return MissingCaseView{}, err
	}
	n.Note = strings.TrimSpace(n.Note)
	switch {
	case !slices.Contains(SearchResults(), n.Result):
		return MissingCaseView{}, invalid("unknown_result", "Say whether it is not there, you looked at a part, or you could not look. If you have it, scan it.")
	case len([]rune(n.Note)) > 200:
		return MissingCaseView{}, invalid("note_too_long", "Use 200 characters at most.")
	}
	return s.onCase(ctx, actor, "missing.search", id, 0, func(l *ledger, _ *Folder, c *MissingCase) error {
		code := CleanCode(n.Location)
		if err := l.loadCodes([]string{code}); err != nil {
			return err
		}
		p := l.location(code)
		if p == nil {
			return ErrUnknownLocation
		}
		look := MissingSearch{CaseID: c.ID, LocationID: p.ID, Result: n.Result, Note: n.Note, Actor: actor.Name, At: l.now}
		twice, err := l.tx.SearchedBefore(look, l.now.Add(-saidOnce))
		if err != nil || twice {
			return err
		}
		return l.tx.AddSearch(look)
	})
}

// Urge says that a missing folder is needed soon, and when: then it is searched for at all sites at once. Without a time it is no
// longer urgent.
func (s *Service) Urge(ctx context.Context, actor Actor, id MissingCaseID, version int64, neededBy *time.Time, place string) (MissingCaseView, error) {
	if err := actor.must(MayReport); err != nil {
		return MissingCaseView{}, err
	}
	if err := s.rules.checkNeeded(neededBy, s.now()); err != nil {
		return MissingCaseView{}, err
	}
	return s.onCase(ctx, actor, "missing.urgent", id, version, func(l *ledger, f *Folder, c *MissingCase) error {
		if neededBy == nil {
			c.Urgent = false
			return nil
		}
		c.Urgent, c.NeededBy = true, neededBy
		if place != "" {
			p, err := l.liveLocation(place)
			if err != nil {
				return err
			}
			c.NeededAtID = &p.ID
		}
		l.climb(f, c)
		return nil
	})
}

// RecordIncident notes the number under which the hospital's incident system has the missing folder.
func (s *Service) RecordIncident(ctx context.Context, actor Actor, id MissingCaseID, version int64, number string) (MissingCaseView, error) {
	if err := actor.must(MayOversee); err != nil {
		return MissingCaseView{}, err
	}
	number, err := CheckIncident(number)
	if err != nil {
		return MissingCaseView{}, err
	}
	return s.onCase(ctx, actor, "missing.incident", id, version, func(l *ledger, f *Folder, c *MissingCase) error {
		if version == 0 && c.Incident != "" && c.Incident != number {
			return &Error{Kind: Conflict, Code: "incident_known", Text: fmt.Sprintf("%s has given the number %s already. Load the page again to change it.", c.IncidentBy, c.Incident)}
		}
		c.Incident, c.IncidentBy, c.IncidentAt = number, actor.Name, &l.now
		l.closeAlert(f, IncidentAlert, "incident "+number)
		return nil
	})
}

// RaiseSearch brings a search to a higher level before its time.
func (s *Service) RaiseSearch(ctx context.Context, actor Actor, id MissingCaseID, version int64, to SearchLevel) (MissingCaseView, error) {
	if err := actor.must(MayOversee); err != nil {
		return MissingCaseView{}, err
	}
	if !slices.Contains(SearchLevels(), to) {
		return MissingCaseView{}, invalid("unknown_level", "The levels are 1 to 4.")
	}
	return s.onCase(ctx, actor, "missing.raise", id, version, func(l *ledger, f *Folder, c *MissingCase) error {
		if to <= c.Level {
			return &Error{Kind: Conflict, Code: "level_reached", Text: "The search is at this level already."}
		}
		c.Level, c.LevelAt = to, l.now
		l.climb(f, c)
		return nil
	})
}

// DeclareLost gives a folder up before its time. Its next scan still ends the search.
func (s *Service) DeclareLost(ctx context.Context, actor Actor, id MissingCaseID, version int64, why string) (MissingCaseView, error) {
	if err := actor.must(MayOversee); err != nil {
		return MissingCaseView{}, &Error{Kind: Forbidden, Code: ErrForbidden.Code, Text: "You can't declare a folder lost. Ask a library supervisor."}
	}
	why, err := sentence(why, "Say why it is given up.")
	if err != nil {
		return MissingCaseView{}, err
	}
	return s.onCase(ctx, actor, "missing.lost", id, version, func(l *ledger, f *Folder, c *MissingCase) error {
		switch {
		case c.State == GivenUp:
			return &Error{Kind: Conflict, Code: "lost_already", Text: "This folder is given up as lost already."}
		case c.Incident == "":
			return &Error{Kind: Conflict, Code: "incident_missing", Text: "Give the number of the incident report first. A lost folder is an incident."}
		}
		c.Level = OnRegister
		l.loseCase(f, c, actor.Name, why)
		return nil
	})
}

// climbSearches brings the searches whose time has come to their next level. Where a folder is no longer missing its search is ended.
func (s *Service) climbSearches(ctx context.Context) (more bool, err error) {
	err = s.withRequests(ctx, func(l *ledger) error {
		due, err := l.tx.CasesDue(l.now, sweepBatch)
		if err != nil || len(due) == 0 {
			more = false
			return err
		}
		more = len(due) == sweepBatch
		var folders []FolderID
		for _, c := range due {
			folders = append(folders, c.FolderID)
		}
		if err := l.loadFolders(folders); err != nil {
			return err
		}
		if err := l.openCases(unique(folders)); err != nil { // those of folders too that are no longer missing
			return err
		}
		for _, id := range unique(folders) {
			switch f, c := l.folders[id], l.search.cases[id]; {
			case c == nil || c.NextAt == nil || c.NextAt.After(l.now): // another process was quicker
			case f.Custody != Missing || f.Status.Ended():
				l.endCase(c, "The folder is no longer missing.")
			default:
				l.climb(f, c)
			}
		}
		return nil
	})
	return more, err
}
