package tracking

import "time"

// ChaseID is the database's number for a chase.
type ChaseID uint64

// ChaseKind is what sort of attempt a chase is.
type ChaseKind string

// The kinds of chase.
const (
	Reminder   ChaseKind = "reminder"
	Escalation ChaseKind = "escalation" // to the holder's manager
	Call       ChaseKind = "call"       // a telephone call, recorded by whoever made it
)

// ChaseStep counts the reminders of a loan: the first is 1. StartSearch follows the last: no letter helps any more.
type ChaseStep int

// The steps.
const (
	NoReminder ChaseStep = iota
	FirstReminder
	SecondReminder
	FinalReminder
	StartSearch
)

// Label is the step in words.
func (s ChaseStep) Label() string {
	return [...]string{"no reminder", "1st reminder", "2nd reminder", "final reminder", "search for it"}[min(max(s, 0), StartSearch)]
}

// ChaseWay is how a letter goes.
type ChaseWay string

// The ways.
const (
	ByEmail ChaseWay = "email"
	ByPaper ChaseWay = "paper" // printed, for a holder without an address
	ByPhone ChaseWay = "phone"
)

// Label is the way in words.
func (w ChaseWay) Label() string {
	return map[ChaseWay]string{ByEmail: "e-mail", ByPaper: "on paper", ByPhone: "by telephone"}[w]
}

// ChaseState is how far a letter is.
type ChaseState string

// The states of a letter. A process that dies leaves it claimed, and then it was surely not sent and is sent by another, or sending, and
// then nobody knows: it becomes unsure and is never sent again by itself. A person who has asked the holder says what became of it.
const (
	ChaseWaiting ChaseState = "waiting" // to be sent or printed
	ChaseClaimed ChaseState = "claimed" // a process has called the mail server, and handed over nothing yet
	ChaseSending ChaseState = "sending" // being handed over, or in somebody's printer
	ChaseSent    ChaseState = "sent"
	ChaseUnsure  ChaseState = "unsure"  // may have been sent
	ChaseFailed  ChaseState = "failed"  // surely not sent, and not tried again by itself
	ChaseDropped ChaseState = "dropped" // there was nothing left to chase, or a person gave it up
)

// Label is the state in words.
func (s ChaseState) Label() string {
	return map[ChaseState]string{ChaseWaiting: "waiting", ChaseClaimed: "being sent", ChaseSending: "being sent", ChaseSent: "sent", ChaseUnsure: "may have been sent",
		ChaseFailed: "could not be sent", ChaseDropped: "not sent"}[s]
}

// Over says that nothing more will happen to it.
func (s ChaseState) Over() bool { return s == ChaseSent || s == ChaseDropped }

// Chase is one attempt to get overdue folders back from one holder. It keeps the words as they were sent.
type Chase struct {
	ID       ChaseID
	HolderID LocationID
	Kind     ChaseKind
	Step     ChaseStep // the highest of its folders
	Way      ChaseWay
	Address  string
	SpokeTo  string // a call: who answered
	Note     string // a call: what was said; an escalation: what the manager should know
	Subject  string
	Body     string // as sent; on paper the list of folders stands where FoldersField does
	Folders  int
	Open     *bool // true or nil, so that a unique index holds one open letter of a kind for a holder
	State    ChaseState
	StateAt  time.Time
	StateBy  string // who sends it, or what a person said became of it
	Problem  string
	Tries    int
	NextAt   *time.Time // when it is sent or tried again; nil: not by itself
	MadeBy   string
	MadeAt   time.Time
	SentAt   *time.Time
}

// step moves the letter on.
func (c *Chase) step(to ChaseState, by, problem string, now time.Time) {
	c.State, c.StateAt, c.StateBy, c.Problem = to, now, by, cut(problem, 200)
	if c.State.Over() {
		c.Open, c.NextAt = nil, nil
	}
	if to == ChaseSent {
		c.SentAt = &now
	}
}

// ChasedFolder is one folder of a letter, as the letter names it.
type ChasedFolder struct {
	ChaseID  ChaseID
	FolderID FolderID
	Code     string
	Volume   int
	Kind     FolderKind
	Patient  string // surname and initial, for paper only
	HomeID   LocationID
	OutSince time.Time // which loan it was
	DueAt    time.Time
	Late     int // working days over when it was written
	Step     ChaseStep
	LeftAt   *time.Time // it came back before the letter was sent: the letter does not name it
}

// ChaseHolder is how chasing stands with one holder.
type ChaseHolder struct {
	LocationID   LocationID
	Step         ChaseStep  // of the last letter
	LetterAt     *time.Time // when it was sent
	NextAt       *time.Time // when the next is due; nil: as soon as anything is overdue
	SnoozedUntil *time.Time
	SnoozedWhy   string
	SnoozedBy    string
	Manager      string // where an escalation went last
	ChangedAt    time.Time
}

// Snoozed says whether the holder is to be left alone.
func (h ChaseHolder) Snoozed(now time.Time) bool {
	return h.SnoozedUntil != nil && now.Before(*h.SnoozedUntil)
}

// StepWith is the step of the last letter that still matters: where all folders of that run are back, the next begins anew.
func (h ChaseHolder) StepWith(oldestDue time.Time) ChaseStep {
	if h.LetterAt == nil || oldestDue.After(*h.LetterAt) {
		return NoReminder
	}
	return h.Step
}

// Chased is what was done about one loan of a folder at its holder so far.
type Chased struct {
	Letters  int // sent, or perhaps
	LastAt   *time.Time
	Disputed bool
}

// NextChase is what to do next about a folder that was due, and from when on. After an outage what was left out is not made up for: the
// next step follows, and the one after it keeps its distance.
func (r Rules) NextChase(due time.Time, done Chased) (step ChaseStep, at time.Time) {
	n := min(done.Letters, len(r.ChaseAfter)-1)
	at = r.opening(due, r.ChaseAfter[n])
	if n > 0 && done.LastAt != nil {
		apart := r.opening(*done.LastAt, r.ChaseAfter[n]-r.ChaseAfter[n-1])
		at = *latest(&at, &apart)
	}
	return ChaseStep(n + 1), at
}

// opening is when the library opens so many working days later; with none it is at once.
func (r Rules) opening(from time.Time, days int) time.Time {
	if days == 0 {
		return from
	}
	at := r.addDays(from, days)
	if opens, err := r.Calendar.Before(at, 0); err == nil {
		return opens
	}
	return at
}

// lettersApart is how many working days lie between two letters to one holder at least: one letter for all its folders, not one a day.
func (r Rules) lettersApart() int {
	least := r.ChaseAfter[1] - r.ChaseAfter[0]
	for i := 2; i < len(r.ChaseAfter); i++ {
		least = min(least, r.ChaseAfter[i]-r.ChaseAfter[i-1])
	}
	return max(least, 1)
}

// ChaseDueToday says whether something falls due for a holder by the end of today.
func (r Rules) ChaseDueToday(h ChaseHolder, now time.Time) bool {
	return !h.Snoozed(now) && (h.NextAt == nil || r.Calendar.Day(*h.NextAt) <= r.Calendar.Day(now))
}

// mailRetries are the pauses before an e-mail that was refused is tried again. After the last a person looks at it.
var mailRetries = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// chaseStale is how long a conversation with a mail server can last at most, and more: who has a letter longer has died.
const chaseStale = 2 * time.Minute
