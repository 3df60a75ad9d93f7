package tracking

import (
	"slices"
	"strings"
	"time"
)

// PullPrint is a pull list as it was put on paper. What is on paper stays there: a later print of the same list says what to add and what
// to cross off.
type PullPrint struct {
	ID         uint64
	LocationID LocationID // the library
	List       string     // which of the library's lists: of a day or of a session
	Lines      []PrintedLine
	PrintedBy  string
	PrintedAt  time.Time
}

// PrintedLine is one line of a pull list on paper.
type PrintedLine struct {
	Request RequestID `json:"request"`
	Mark    PrintMark `json:"mark"`
	Why     string    `json:"why,omitempty"` // of one that is crossed off
}

// PrintMark is what a line of paper says to do.
type PrintMark string

// The marks.
const (
	Listed     PrintMark = "listed"
	AddedSince PrintMark = "added"   // asked for since the list was printed
	CrossedOff PrintMark = "crossed" // on paper, and no longer to be pulled
)

// PrintsKept is how long paper is remembered: nobody walks with a list of last month.
const PrintsKept = 30 * 24 * time.Hour

// OnPaper is what stands on the prints of a list, oldest first as given, and is not crossed off.
func OnPaper(prints []PullPrint) map[RequestID]bool {
	paper := map[RequestID]bool{}
	for _, p := range prints {
		for _, l := range p.Lines {
			if paper[l.Request] = true; l.Mark == CrossedOff {
				delete(paper, l.Request)
			}
		}
	}
	return paper
}

// SincePrinted compares a list with what stands on its paper: which requests to add, in the order of the list, and which of those on
// paper are no longer on the list. What somebody has claimed without paper is not added.
func SincePrinted(paper map[RequestID]bool, list []Request, now time.Time) (add, gone []RequestID) {
	still := map[RequestID]bool{}
	for _, q := range list {
		if still[q.ID] = true; !paper[q.ID] && !q.Claimed(now) && q.State == RequestWaiting {
			add = append(add, q.ID)
		}
	}
	for id := range paper {
		if !still[id] {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	return add, gone
}

// CrossOff says why a request that is on paper is no longer to be pulled. off is false where the work on it is done or goes on: it was
// pulled, sent or filled, or it still stands on the list.
func (r Rules) CrossOff(v RequestView, library Location, now time.Time) (why string, off bool) {
	f := v.Folder
	switch {
	case v.State == RequestPulled || v.State == RequestSent || v.State == RequestFilled:
		return "", false
	case v.State == RequestCancelled:
		return strings.TrimSpace("Cancelled. " + v.StateWhy), true
	case v.State != RequestWaiting:
		return strings.TrimSpace("Given up. " + v.StateWhy), true
	case f.Custody == Missing:
		return "Reported missing.", true
	case f.Custody == InTransit && f.To != nil:
		return "It went to " + f.To.Name + ".", true
	case !f.Location.Within(library.ID):
		return "It is at " + f.Location.Name + ".", true
	}
	return "Needed " + r.when(v.NeededBy, now) + " now.", true
}

// OffShelf is why somebody who went for a folder has not got it.
type OffShelf string

// The reasons.
const (
	OffItsShelf OffShelf = "not_there"
	OutOfReach  OffShelf = "out_of_reach" // seen misfiled, where nobody can take it
)

// OffShelves lists the reasons in the order in which a form offers them.
func OffShelves() []OffShelf { return []OffShelf{OffItsShelf, OutOfReach} }

// Label is the reason in words.
func (o OffShelf) Label() string {
	if o == OutOfReach {
		return "misfiled, out of reach"
	}
	return "not there"
}

func (o OffShelf) known() bool { return slices.Contains(OffShelves(), o) }
