package tracking

import (
	"context"
	"fmt"
	"time"
)

// LoosePaper is something that waits to be filed in a folder: what it is, and who said so.
type LoosePaper struct {
	ID       uint64
	FolderID FolderID
	What     string
	AddedBy  string
	AddedAt  time.Time
	FiledBy  string
	FiledAt  *time.Time
}

// looseLimit is how many entries may wait for one folder: more is a pile that somebody must look at, not a list.
const looseLimit = 50

// Refusals of loose papers.
var (
	ErrLooseFull  = &Error{Kind: Conflict, Code: "loose_full", Text: "50 things wait for this folder already. File those first."}
	ErrNothingOn  = &Error{Kind: Conflict, Code: "nothing_loose", Text: "No loose papers wait for this folder."}
	ErrNotFiled   = &Error{Kind: Invalid, Code: "not_filed", Text: "Say that all of them are in the folder. If one is not there, leave the list as it is."}
	ErrNotScanned = &Error{Kind: Conflict, Code: "not_in_hand", Text: "Scan the folder first, then say that the papers are in it."}
)

// AddLoosePaper says that something waits to be filed in a folder. Whoever scans the folder is told.
func (s *Service) AddLoosePaper(ctx context.Context, actor Actor, code, what string) (Whereabouts, error) {
	if err := actor.must(MayRequest); err != nil {
		return Whereabouts{}, err
	}
	what, err := sentence(what, "Say what the papers are, such as letters or results. No clinical details.")
	if err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, "folder.loose", code, func(l *ledger, f *Folder) (*Movement, error) {
		if f.Status.Ended() {
			return nil, ErrFolderEnded
		}
		waiting, err := l.tx.LoosePapers(f.ID)
		if err != nil {
			return nil, err
		}
		if len(waiting) >= looseLimit {
			return nil, ErrLooseFull
		}
		if err := l.tx.AddLoosePaper(LoosePaper{FolderID: f.ID, What: what, AddedBy: actor.Name, AddedAt: l.now}); err != nil {
			return nil, err
		}
		f.LooseFiling = true
		return amendment(*f, "Loose papers wait for it: "+what), l.tx.AmendFolder(*f)
	})
}

// FileLoosePapers says that all loose papers of a folder are in it. Whoever says so has just scanned it.
func (s *Service) FileLoosePapers(ctx context.Context, actor Actor, code string, confirmed bool) (Whereabouts, error) {
	if err := actor.must(MayShelve); err != nil {
		return Whereabouts{}, err
	}
	if !confirmed {
		return Whereabouts{}, ErrNotFiled
	}
	return s.change(ctx, actor, "folder.loose_filed", code, func(l *ledger, f *Folder) (*Movement, error) {
		switch {
		case f.Status.Ended():
			return nil, ErrFolderEnded
		case !f.LooseFiling:
			return nil, ErrNothingOn
		case !inHand(*f, l.now):
			return nil, ErrNotScanned
		}
		n, err := l.tx.FileLoosePapers(f.ID, actor.Name, l.now)
		if err != nil {
			return nil, err
		}
		f.LooseFiling = false
		return amendment(*f, fmt.Sprintf("Loose papers filed: %d.", max(n, 1))), l.tx.AmendFolder(*f)
	})
}
