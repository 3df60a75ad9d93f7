package tracking

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MissingCaseID is the database's number for the search of a missing folder.
type MissingCaseID uint64

// SearchState is how the search for a missing folder stands.
type SearchState string

// The states. The first two are open: the folder's next scan, anywhere, ends them.
const (
	Searching   SearchState = "searching"
	GivenUp     SearchState = "lost" // after six months, or declared by a senior
	FoundAgain  SearchState = "found"
	SearchEnded SearchState = "ended" // without being found: the report was taken back, the folder was merged or replaced
)

// SearchStates lists the states in the order in which a search goes through them.
func SearchStates() []SearchState { return []SearchState{Searching, GivenUp, FoundAgain, SearchEnded} }

// Label is the state in words.
func (s SearchState) Label() string { return string(s) }

// SearchLevel is who has to look. It only ever rises while a folder is missing.
type SearchLevel int

// The levels.
const (
	LibraryLooks   SearchLevel = 1 // the library, on the same day
	EverybodyLooks SearchLevel = 2 // all sites, after a day; from then on every scan page tells of it
	ManagerLooks   SearchLevel = 3 // the manager, with an incident number
	OnRegister     SearchLevel = 4 // the governance register
)

// SearchLevels lists the levels, the lowest first.
func SearchLevels() []SearchLevel {
	return []SearchLevel{LibraryLooks, EverybodyLooks, ManagerLooks, OnRegister}
}

// Label is the level in words.
func (l SearchLevel) Label() string {
	switch l {
	case LibraryLooks:
		return "library"
	case EverybodyLooks:
		return "all sites"
	case ManagerLooks:
		return "manager"
	}
	return "governance register"
}

// MissingCase is one search for one folder: who reported it, how far the search is, and how it ended.
type MissingCase struct {
	ID         MissingCaseID
	FolderID   FolderID
	Open       *bool // true or nil, so that a unique index holds one open case of a folder
	State      SearchState
	Level      SearchLevel
	LevelAt    time.Time
	NextAt     *time.Time // when the sweep must next look at it
	ReportedBy string
	ReportedAt time.Time
	Looked     string     // where the reporter had looked
	LastID     LocationID // where it was recorded when it was reported

	Urgent     bool
	NeededBy   *time.Time
	NeededAtID *LocationID

	Incident   string // the number in the hospital's incident system
	IncidentBy string
	IncidentAt *time.Time

	LostAt  *time.Time
	LostBy  string
	LostWhy string

	ClosedAt  *time.Time
	ClosedWhy string
	FoundBy   string
	FoundAtID *LocationID
	ScanID    *string // the scan that found it

	Version   int64
	ChangedAt time.Time
}

// MissingCaseView is a case with the folder and the places that it names.
type MissingCaseView struct {
	MissingCase
	Folder   Whereabouts
	Last     Location
	NeededAt *Location
	FoundAt  *Location
}

// SearchResult is what came of looking at a place.
type SearchResult string

// The results. A folder that is found is scanned, not written down.
const (
	LookedThrough SearchResult = "not_there"
	LookedPartly  SearchResult = "partly"
	CouldNotLook  SearchResult = "could_not_look"
)

// SearchResults lists the results in the order in which a form offers them.
func SearchResults() []SearchResult { return []SearchResult{LookedThrough, LookedPartly, CouldNotLook} }

// Label is the result in words.
func (r SearchResult) Label() string {
	switch r {
	case LookedPartly:
		return "looked at a part of it"
	case CouldNotLook:
		return "could not look"
	}
	return "not there"
}

// MissingSearch is one look at one place.
type MissingSearch struct {
	ID         uint64
	CaseID     MissingCaseID
	LocationID LocationID
	Result     SearchResult
	Note       string
	Actor      string
	At         time.Time
}

// TableName is the table's.
func (MissingSearch) TableName() string { return "missing_searches" }

// MissingReport is what somebody says who cannot find a folder.
type MissingReport struct {
	Looked   string // where they have looked
	Urgent   bool
	NeededBy *time.Time // nil: when the first request for it needs it
	NeededAt string     // location code; empty: where that request is for
}

// The clock of a search, from the report on.
const (
	allSitesAfter = 24 * time.Hour
	managerDays   = 5  // working days
	registerDays  = 10 // working days
	lostMonths    = 6
	urgentWithin  = 2 * time.Hour // a folder that a clinic needs so soon is searched for everywhere at once
	urgentAfter   = 4 * time.Hour // so long after that its clinic is over: today's go first
)

// Warning is how long before a clinic begins the search for its folder has failed, so that a temporary folder can still be made.
const Warning = 15 * time.Minute

// Climb is where the clock has brought a search: its level, whether it is given up, and when to look again.
func (r Rules) Climb(c MissingCase, now time.Time) (level SearchLevel, lost bool, next *time.Time) {
	level, lost, next = r.climbed(c, now)
	if c.State == GivenUp {
		return level, lost, next
	}
	if at := c.urgentUntil(); c.Urgent && at.After(now) {
		next = earliest(next, &at)
	} else if c.NeededBy != nil && !c.Urgent {
		if at := c.NeededBy.Add(-urgentWithin); at.After(now) {
			next = earliest(next, &at)
		}
	}
	return level, lost, next
}

// urgentUntil is when a search that is urgent no longer is: whoever needed the folder has done without it. Where nobody said when it is
// needed, that was when it was reported.
func (c MissingCase) urgentUntil() time.Time {
	return latest(c.NeededBy, &c.ReportedAt).Add(urgentAfter)
}

func (r Rules) climbed(c MissingCase, now time.Time) (level SearchLevel, lost bool, next *time.Time) {
	level = max(c.Level, LibraryLooks)
	if c.Urgent {
		level = max(level, EverybodyLooks)
	}
	for _, step := range r.searchSteps(c.ReportedAt) {
		if now.Before(step.at) {
			if step.level <= level && !step.lost { // it was raised before its time
				continue
			}
			return level, false, &step.at
		}
		level, lost = max(level, step.level), step.lost
	}
	return level, lost, nil
}

type searchStep struct {
	at    time.Time
	level SearchLevel
	lost  bool
}

// searchSteps are the times at which a search rises, in their order.
func (r Rules) searchSteps(reported time.Time) []searchStep {
	steps := []searchStep{{reported.Add(allSitesAfter), EverybodyLooks, false}, {r.addDays(reported, managerDays), ManagerLooks, false},
		{r.addDays(reported, registerDays), OnRegister, false}, {reported.AddDate(0, lostMonths, 0), OnRegister, true}}
	slices.SortStableFunc(steps, func(a, b searchStep) int { return a.at.Compare(b.at) })
	return steps
}

// Rises is when a search comes to a level; nil where it has come to it already.
func (r Rules) Rises(c MissingCase, to SearchLevel) *time.Time {
	for _, step := range r.searchSteps(c.ReportedAt) {
		if step.level == to && c.Level < to && !step.lost {
			return &step.at
		}
	}
	return nil
}

// LostAfter is when a search is given up by itself.
func (r Rules) LostAfter(c MissingCase) time.Time { return c.ReportedAt.AddDate(0, lostMonths, 0) }

// soonNeeded says that a search is urgent by when the folder is needed.
func soonNeeded(neededBy *time.Time, now time.Time) bool {
	return neededBy != nil && neededBy.After(now) && neededBy.Sub(now) <= urgentWithin
}

// Standby says that the folder will hardly be found before it is needed: a temporary folder should be made now.
func (c MissingCase) Standby(now time.Time) bool {
	return c.Open != nil && c.Urgent && c.NeededBy != nil && c.NeededBy.Sub(now) <= Warning
}

// CheckIncident reads the number of an incident.
func CheckIncident(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", invalid("incident_missing", "Give the number of the incident report.")
	case len([]rune(text)) > 40:
		return "", invalid("incident_too_long", "An incident number can have 40 characters at most.")
	case strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", invalid("incident_wrong", "An incident number is one line. Type it again.")
	}
	return text, nil
}

// whoFound tells whoever has found a folder what they have done, and for whom.
func (r Rules) whoFound(c *MissingCase) []Notice {
	if c == nil {
		return nil
	}
	since := r.Calendar.Local(c.ReportedAt).Format("2 January")
	text := fmt.Sprintf("You found it. %s reported it missing on %s and is told now.", c.ReportedBy, since)
	if c.State == GivenUp {
		text = fmt.Sprintf("You found it. It was given up as lost; %s reported it missing on %s and is told now.", c.ReportedBy, r.Calendar.Local(c.ReportedAt).Format("2 January 2006"))
	}
	return []Notice{{Code: "found", Text: text}}
}

// The refusals of searches.
var (
	ErrUnknownCase = &Error{Kind: NotFound, Code: "unknown_case", Text: "There is no such search."}
	ErrSearchOver  = &Error{Kind: Conflict, Code: "search_over", Text: "This search is over. Look at its page to see how it ended."}
	ErrNotMissing  = &Error{Kind: Conflict, Code: "not_missing", Text: "This folder is not missing. Report it missing first."}
)
