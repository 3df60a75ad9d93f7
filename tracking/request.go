package tracking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RequestID is the database's number for a request.
type RequestID uint64

// RequestState is how far a request is.
type RequestState string

// The states of a request. The first three are open; a request that has ended says when, by whom and why.
const (
	RequestWaiting     RequestState = "waiting"
	RequestPulled      RequestState = "pulled" // taken from its shelf, not yet sent
	RequestSent        RequestState = "sent"   // on its way to where it is wanted
	RequestFilled      RequestState = "filled" // that folder arrived there
	RequestCancelled   RequestState = "cancelled"
	RequestExpired     RequestState = "expired"
	RequestNotFillable RequestState = "not_fillable" // given up; it may go back to waiting
)

// RequestStates lists the states in the order in which a request goes through them.
func RequestStates() []RequestState {
	return []RequestState{RequestWaiting, RequestPulled, RequestSent, RequestFilled, RequestCancelled, RequestExpired, RequestNotFillable}
}

// Open says whether somebody still waits for the folder.
func (s RequestState) Open() bool {
	return s == RequestWaiting || s == RequestPulled || s == RequestSent
}

// Label is the state in words.
func (s RequestState) Label() string { return inWords(string(s)) }

// RequestReason is what a folder is needed for.
type RequestReason string

// The reasons.
const (
	ForClinic        RequestReason = "clinic"
	ForAdmission     RequestReason = "admission"
	ForCoding        RequestReason = "coding"
	ForBereavement   RequestReason = "bereavement"
	ForAudit         RequestReason = "audit"
	ForResearch      RequestReason = "research"
	ForComplaint     RequestReason = "complaint"
	ForSubjectAccess RequestReason = "subject_access"
	ForOther         RequestReason = "other"
)

// RequestReasons lists the reasons in the order in which a form offers them.
func RequestReasons() []RequestReason {
	return []RequestReason{ForClinic, ForAdmission, ForCoding, ForBereavement, ForAudit, ForResearch, ForComplaint, ForSubjectAccess, ForOther}
}

// Label is the reason in words.
func (r RequestReason) Label() string { return inWords(string(r)) }

// Scope is which volumes of a set are meant.
type Scope string

// The scopes. A new volume takes a request for the latest over, and is asked for besides where all are wanted.
const (
	ThisVolume Scope = "this"
	LatestOnly Scope = "latest"
	AllVolumes Scope = "all"
)

// Request is that somebody needs one folder at a location by a time.
type Request struct {
	ID         RequestID
	FolderID   FolderID
	LocationID LocationID
	Need       int   // the day it is needed, as the calendar counts days: two needs of one day are one request
	Open       *bool // true or nil, so that a unique index holds one open request of a folder for a place and need
	Scope      Scope
	NeededBy   time.Time
	Reason     RequestReason
	Urgency    int // 0 routine, 1 urgent
	Contact    string
	Note       string
	MovedUp    int // those moved up come before the others, the highest first
	State      RequestState
	StateAt    time.Time
	StateBy    string
	StateWhy   string

	ClaimedBy     string // who is looking for it on the shelves
	ClaimedUntil  *time.Time
	HopelessSince *time.Time // since when no folder can satisfy it
	ExpiresAt     *time.Time // when the sweep gives it up
	ChasedAt      *time.Time // when whoever waits asked the library again
	ScanID        *string    // the scan that filled it
	Doubt         string     // why somebody must say whether it still stands

	AskedBy   string
	AskedAt   time.Time
	Version   int64
	ChangedAt time.Time
}

// RequestAsk is one person's, one appointment's or one stay's part in a request.
type RequestAsk struct {
	ID            uint64
	RequestID     RequestID
	Actor         string
	AppointmentID *AppointmentID
	StayID        *StayID
	NeededBy      time.Time
	Urgency       int
	Contact       string
	AskedAt       time.Time
	WithdrawnAt   *time.Time
}

// RequestEvent is one step in the life of a request. Events are only ever added.
type RequestEvent struct {
	ID        uint64
	RequestID RequestID
	Version   int64
	Kind      string // the state it came to, or asked, merged, withdrawn, moved_up, claimed, released, amended, carried, chased
	At        time.Time
	Actor     string
	Why       string
	ScanID    *string
}

// RequestView is a request with the folder, the place that wants it, and the library whose shelves the folder belongs to.
type RequestView struct {
	Request
	Folder   Whereabouts
	Location Location
	Library  *Location
}

// Claimed says whether somebody is looking for it.
func (r Request) Claimed(now time.Time) bool {
	return r.ClaimedUntil != nil && r.ClaimedUntil.After(now)
}

// HeldBy says whether who asks has claimed it.
func (r Request) HeldBy(who string, now time.Time) bool {
	return who != "" && r.ClaimedBy == who && r.Claimed(now)
}

// HeldByOther says whether a colleague of who asks has claimed it.
func (r Request) HeldByOther(who string, now time.Time) bool {
	return r.ClaimedBy != who && r.Claimed(now)
}

// InQueue puts the requests of one folder in the order in which they are served: those moved up, then by the time they are needed,
// then the urgent ones, then those asked first.
func InQueue(a, b Request) int {
	return cmp.Or(-cmp.Compare(a.MovedUp, b.MovedUp), a.NeededBy.Compare(b.NeededBy), -cmp.Compare(a.Urgency, b.Urgency),
		a.AskedAt.Compare(b.AskedAt), cmp.Compare(a.ID, b.ID))
}

// oneNeed says that two needs are near enough to be one request.
func oneNeed(a, b time.Time) bool { return a.Sub(b).Abs() <= 24*time.Hour }

// sight is what is newly known of a folder, as far as its requests go.
type sight struct {
	State
	here, to Location
	at       time.Time
	moved    bool   // it changed; otherwise it was seen again where it was
	filed    bool   // it was put on a shelf
	inferred bool   // nobody saw the folder itself, only the box it should be in
	puller   string // who may pull what they have claimed
}

// Step is what becomes of a request.
type Step struct {
	Request RequestID
	To      RequestState
	Why     string
}

// Follow says what a sight of a folder does to the open requests for it, which stand in queue order. Nothing but the folder's own
// arrival there fills a request: the first for that place, those of the same need, and those of the day. One that was on its way and
// came elsewhere waits again.
func (r Rules) follow(queue []Request, s sight) (steps []Step) {
	step := func(q Request, to RequestState, why string) {
		if q.State != to {
			steps = append(steps, Step{q.ID, to, why})
		}
	}
	var first *Request
	leading := func(q Request) bool {
		if first == nil {
			first = &q
		}
		return oneNeed(q.NeededBy, first.NeededBy)
	}
	for _, q := range queue {
		there := s.here.Within(q.LocationID)
		switch {
		case s.Custody == InTransit && s.to.Within(q.LocationID) && leading(q):
			step(q, RequestSent, "Sent from "+s.here.Name+".")
		case s.Custody == InTransit:
			step(q, RequestWaiting, "It was sent to "+s.to.Name+".")
		case s.Custody == Missing:
			step(q, RequestWaiting, "It was reported missing.")
		case there && s.inferred: // its box came; the folder itself was not seen yet
		case there && (s.moved && leading(q) || !s.moved && q.State == RequestSent || q.NeededBy.Sub(s.at) <= 24*time.Hour):
			step(q, RequestFilled, "It arrived at "+s.here.Name+".")
		case s.keeps() && q.State != RequestSent && q.HeldBy(s.puller, s.at) && !s.filed:
			step(q, RequestPulled, "Pulled by "+s.puller+".")
		case s.moved && (q.State == RequestSent || s.filed || !s.keeps()):
			step(q, RequestWaiting, "It came to "+s.here.Name+".")
		}
	}
	return steps
}

// keeps says that the folder is where folders are kept, so one that was pulled is still at hand.
func (s sight) keeps() bool { return s.here.KeepsFolders() }

// KeepsFolders says that folders are at rest there and nobody holds them: a library, a store or a shelf.
func (l Location) KeepsFolders() bool {
	return l.IsLibrary() || l.Kind == Shelf
}

// onwards is the request that the folder should go to next from where it is: the first in the queue that is for elsewhere and soon.
func (r Rules) onwards(queue []Request, here Location, now time.Time) *Request {
	for _, q := range queue {
		if !here.Within(q.LocationID) && r.soon(q.NeededBy, now) {
			return &q
		}
	}
	return nil
}

// soon says that a folder that is needed then may be brought now. One needed later goes home in between.
func (r Rules) soon(neededBy, now time.Time) bool {
	return r.Calendar.DaysBetween(now, neededBy) <= r.LookAhead
}

// when is a time as people say it.
func (r Rules) when(t, now time.Time) string {
	local, today := r.Calendar.Local(t), r.Calendar.Day(now)
	switch r.Calendar.Day(t) - today {
	case 0:
		return "today at " + local.Format("15:04")
	case 1:
		return "tomorrow at " + local.Format("15:04")
	}
	return local.Format("on Monday 2 January at 15:04")
}

const (
	requestAhead  = 400 * 24 * time.Hour // nobody knows a need further ahead: the year is mistyped
	pastTolerance = 2 * time.Minute      // for the clerk who fills in a form
)

// CheckNeed refuses a need that cannot be meant.
func (r Rules) CheckNeed(a Ask, now time.Time) error {
	switch {
	case a.NeededBy.IsZero():
		return invalid("needed_by_missing", "Say when the folder is needed.")
	case a.NeededBy.Before(now.Add(-pastTolerance)):
		return invalid("needed_by_past", "That time is past. Say when the folder is needed from now on.")
	case a.NeededBy.After(now.Add(requestAhead)):
		return invalid("needed_by_far", "That is more than a year ahead. Check the year.")
	case !slices.Contains(RequestReasons(), a.Reason):
		return invalid("unknown_reason", "Say what the folder is needed for: clinic, admission, coding, bereavement, audit, research, complaint, subject_access or other.")
	case !slices.Contains([]Scope{ThisVolume, LatestOnly, AllVolumes}, a.Scope):
		return invalid("unknown_scope", "The volumes are this, latest or all.")
	case len([]rune(a.Contact)) > 100 || len([]rune(a.Note)) > 200:
		return invalid("too_long", "A contact can have 100 characters, a note 200.")
	case a.Urgent && strings.TrimSpace(a.Contact) == "":
		return invalid("contact_missing", "Give a phone number: an urgent request needs somebody to call.")
	}
	return nil
}

// needNotices are what to know of a request that was taken.
func (r Rules) needNotices(f Folder, q Request) (n []Notice) {
	if why, closed := r.Calendar.Closed(r.Calendar.Day(q.NeededBy)); closed {
		n = append(n, Notice{Code: "closed_day", Text: fmt.Sprintf("The library is closed on that day (%s). It is asked to bring the folder on the working day before.", why)})
	}
	if f.Custody == Missing {
		n = append(n, Notice{Code: "missing", Text: "The folder is missing. The library sees that it is needed."})
	}
	if f.is(At, q.LocationID) {
		n = append(n, Notice{Code: "already_there", Text: "The folder was last recorded there already. Scan it to fill the request."})
	}
	return n
}

// expiry is when an open request is given up: at closing time of the working day after it was needed. One whose folder is on its
// way is not.
func (r Rules) expiry(q Request) *time.Time {
	if !q.State.Open() || q.State == RequestSent {
		return nil
	}
	at, err := r.Calendar.AddDays(q.NeededBy, 1)
	if err != nil { // as in due
		at = q.NeededBy.AddDate(0, 0, 1)
	}
	return &at
}
