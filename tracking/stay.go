package tracking

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// StayID is the database's number for a stay.
type StayID uint64

// StayStatus is how far a stay is.
type StayStatus string

// The statuses of a stay.
const (
	StayExpected  StayStatus = "expected" // planned, or on the waiting list
	StayInpatient StayStatus = "inpatient"
	StayOnLeave   StayStatus = "on_leave" // away from the ward for a while; the bed and the notes stay
	StayLeft      StayStatus = "left"     // discharged, alive or dead
	StayCancelled StayStatus = "cancelled"
)

// Label is the status in words.
func (s StayStatus) Label() string { return inWords(string(s)) }

// Here says whether the patient is on a ward.
func (s StayStatus) Here() bool { return s == StayInpatient || s == StayOnLeave }

// Stay is a patient's stay in hospital, as all that the administration system told of it says.
type Stay struct {
	ID         StayID
	Visit      string // the administration system's number for it
	PatientID  PatientID
	Status     StayStatus
	Place      string      // its own name for where
	Bed        string      // and for the room and bed there
	WardID     *LocationID // the location that this means; nil: no map knows it
	Since      time.Time   // since when there
	ExpectedAt *time.Time
	AdmittedAt *time.Time
	LeavesAt   *time.Time // a discharge that is planned
	LeftAt     *time.Time
	NextPlace  string // a transfer that is planned
	NextWardID *LocationID
	Died       bool
	Version    int64
	CreatedAt  time.Time
	ChangedAt  time.Time
}

// StayEventKind is what happened in a stay.
type StayEventKind string

// The kinds of event. Those after Discharged take others back.
const (
	ExpectedIn      StayEventKind = "expected"
	Admitted        StayEventKind = "admitted"
	Transferred     StayEventKind = "transferred"
	WentOnLeave     StayEventKind = "went_on_leave"
	CameBack        StayEventKind = "came_back"
	PlannedTransfer StayEventKind = "planned_transfer"
	PlannedLeaving  StayEventKind = "planned_leaving"
	Discharged      StayEventKind = "discharged"

	NotExpected        StayEventKind = "not_expected"
	NotAdmitted        StayEventKind = "not_admitted"
	NotTransferred     StayEventKind = "not_transferred"
	NotDischarged      StayEventKind = "not_discharged"
	NoPlannedTransfer  StayEventKind = "no_planned_transfer"
	NoPlannedLeaving   StayEventKind = "no_planned_leaving"
	VisitDeleted       StayEventKind = "visit_deleted"
	VisitOfSomebodyNew StayEventKind = "visit_of_another" // the visit was given to another patient
)

// stayOrder is in which order events of one moment are taken, and says which kinds there are.
var stayOrder = []StayEventKind{ExpectedIn, Admitted, Transferred, WentOnLeave, CameBack, PlannedTransfer, PlannedLeaving, Discharged,
	NotExpected, NotAdmitted, NotTransferred, NotDischarged, NoPlannedTransfer, NoPlannedLeaving, VisitDeleted, VisitOfSomebodyNew}

// undoes is what each kind that takes back takes back. Without an admission nothing that followed it was. The first three take all of
// it back; the others the one they name.
var undoes = map[StayEventKind][]StayEventKind{
	NotExpected: {ExpectedIn}, NotAdmitted: stayOrder[1:8], VisitDeleted: stayOrder[:8],
	NotTransferred: {Transferred}, NotDischarged: {Discharged}, NoPlannedTransfer: {PlannedTransfer}, NoPlannedLeaving: {PlannedLeaving},
}

func (k StayEventKind) takesAllBack() bool {
	return k == NotExpected || k == NotAdmitted || k == VisitDeleted
}

// StayEvent is one thing that the administration system told of a stay. Events are only added, each once, in whatever order they
// come; what a stay is follows from all of them.
type StayEvent struct {
	ID          uint64
	Visit       string
	Fingerprint string // what it says, so that the same told twice is one
	PatientID   PatientID
	Kind        StayEventKind
	At          time.Time // when it happened; of one that takes back, when what it takes back happened, where that is known
	ToldAt      time.Time // when the administration system recorded it
	Place, Bed  string
	WardID      *LocationID
	Due         *time.Time // for what is planned: when
	AdmittedAt  *time.Time // when the stay began, where the event says so besides
	Died        bool

	Undone  bool        // another event takes it back
	Counted bool        // it is one admission, transfer or discharge of the figures
	FromID  *LocationID // and this the ward that the patient left by it

	Actor      string
	RecordedAt time.Time // when we learnt of it
}

const farStay = 3 // years ahead for which nobody plans a stay

// checkStayEvent refuses what cannot be placed in a stay.
func checkStayEvent(e StayEvent, now time.Time) error {
	switch {
	case !plainCode(e.Visit):
		return invalid("visit_number", "A visit number has 1 to 64 plain characters. Give the stay its visit number.")
	case !slices.Contains(stayOrder, e.Kind):
		return invalid("unknown_stay_event", "Nothing is known of a stay event "+string(e.Kind)+".")
	case e.At.IsZero() || e.ToldAt.IsZero():
		return invalid("event_time_missing", "Say when it happened.")
	case e.At.After(now.AddDate(farStay, 0, 0)) || e.Due != nil && e.Due.After(now.AddDate(farStay, 0, 0)):
		return invalid("event_time_far", "That is more than three years ahead. Check the year.")
	case e.At.Before(firstOut):
		return invalid("event_time_early", "That was before 1900. Check the year.")
	case len([]rune(e.Place)) > 80 || len([]rune(e.Bed)) > 40:
		return invalid("place_too_long", "A place can have 80 characters, a bed 40.")
	}
	return nil
}

// Fingerprinted is the event with its fingerprint, which is the same for two events that say the same.
func (e StayEvent) Fingerprinted() StayEvent {
	day := func(t *time.Time) int64 {
		if t == nil {
			return 0
		}
		return t.UnixMilli()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%d|%s|%s|%d|%d|%t|%d", e.Kind, e.At.UnixMilli(), e.ToldAt.UnixMilli(), e.Place, e.Bed, day(e.Due), day(e.AdmittedAt), e.Died, e.PatientID))
	e.Fingerprint = hex.EncodeToString(sum[:16])
	return e
}

// byTime orders events by when they happened; told says that it is by when they were told. Beyond that the order is the same
// everywhere, so that what is learnt in another order ends in the same state.
func byTime(a, b StayEvent, told bool) int {
	first, second := a.At.Compare(b.At), a.ToldAt.Compare(b.ToldAt)
	if told {
		first, second = second, first
	}
	rank := func(e StayEvent) int { return slices.Index(stayOrder, e.Kind) }
	return cmp.Or(first, second, cmp.Compare(rank(a), rank(b)), strings.Compare(a.Visit, b.Visit), strings.Compare(a.Fingerprint, b.Fingerprint))
}

// Unfold says what a stay is from all its events, in whatever order they stand, and marks which of them are undone and which
// count. It is the only place that knows.
func (s Stay) Unfold(events []StayEvent) (Stay, []StayEvent) {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b StayEvent) int { return byTime(a, b, true) })
	for i := range events {
		events[i].Undone, events[i].Counted, events[i].FromID = false, false, nil
	}
	for i := range events {
		takeBack(events[:i], events[i])
	}
	now := Stay{ID: s.ID, Visit: s.Visit, PatientID: s.PatientID, Version: s.Version, CreatedAt: s.CreatedAt, ChangedAt: s.ChangedAt, Status: StayCancelled}
	if len(events) > 0 {
		newest := events[len(events)-1]
		now.PatientID, now.Since = newest.PatientID, newest.At // whose it is, the administration system knows best last
	}
	slices.SortFunc(events, func(a, b StayEvent) int { return byTime(a, b, false) })
	for i := range events {
		if !events[i].Undone {
			now.take(&events[i])
		}
	}
	return now, events
}

// takeBack marks what an event takes back of those that were told before it: all of a kind, or the one of its time, else the last.
func takeBack(before []StayEvent, e StayEvent) {
	var last *StayEvent
	for i := range before {
		b := &before[i]
		switch {
		case b.Undone || !slices.Contains(undoes[e.Kind], b.Kind):
		case e.Kind.takesAllBack():
			b.Undone = true
		case last == nil || b.At.Equal(e.At) || !last.At.Equal(e.At) && !b.At.Before(last.At):
			last = b
		}
	}
	if last != nil {
		last.Undone = true
	}
}

// take lets one event, the next in time, change the stay.
func (s *Stay) take(e *StayEvent) {
	switch e.Kind {
	case ExpectedIn:
		if s.AdmittedAt == nil {
			s.Status, s.ExpectedAt = StayExpected, e.Due // without a date they wait
			s.stand(e)
		}
	case Admitted:
		e.Counted = !s.Status.Here()
		if e.Counted || s.AdmittedAt == nil {
			s.AdmittedAt = &e.At
		}
		s.Status, s.LeftAt, s.Died = StayInpatient, nil, false
		s.stand(e)
	case Transferred:
		if s.Status == StayLeft {
			return // gone already: only a discharge that is taken back changes that
		}
		e.Counted = e.Place != s.Place && s.Status.Here()
		if e.Counted {
			e.FromID = s.WardID
		}
		if s.AdmittedAt == nil {
			s.AdmittedAt = cmp.Or(e.AdmittedAt, &e.At)
		}
		s.Status, s.NextPlace, s.NextWardID = StayInpatient, "", nil
		s.stand(e)
	case WentOnLeave:
		if s.Status == StayInpatient {
			s.Status = StayOnLeave
		}
	case CameBack:
		if s.Status == StayOnLeave {
			s.Status = StayInpatient
		}
	case PlannedTransfer:
		if s.Status.Here() {
			s.NextPlace, s.NextWardID = e.Place, e.WardID
		}
	case PlannedLeaving:
		if s.Status.Here() {
			s.LeavesAt = cmp.Or(e.Due, &e.At)
		}
	case Discharged:
		s.leave(e)
	}
}

// stand puts the patient where an event says. Moved within a ward, they are there since they came to it.
func (s *Stay) stand(e *StayEvent) {
	if e.Place != s.Place || e.Kind == Admitted || s.Since.IsZero() {
		s.Since = e.At
	}
	s.Place, s.Bed, s.WardID = e.Place, e.Bed, e.WardID
}

func (s *Stay) leave(e *StayEvent) {
	if s.AdmittedAt == nil {
		s.AdmittedAt = e.AdmittedAt
	}
	if s.Place == "" { // the first that is told of it
		s.Place, s.Bed, s.WardID = e.Place, e.Bed, e.WardID
	}
	e.Counted, e.FromID = s.Status != StayLeft, s.WardID
	s.Status, s.LeftAt, s.Since, s.Died = StayLeft, &e.At, e.At, e.Died
	s.LeavesAt, s.NextPlace, s.NextWardID = nil, "", nil
}

// same says whether two stays say the same, whatever their pointers.
func (s Stay) same(o Stay) bool {
	return s.PatientID == o.PatientID && s.Status == o.Status && s.Place == o.Place && s.Bed == o.Bed && same(s.WardID, o.WardID) && s.Since.Equal(o.Since) &&
		sameTime(s.ExpectedAt, o.ExpectedAt) && sameTime(s.AdmittedAt, o.AdmittedAt) && sameTime(s.LeavesAt, o.LeavesAt) && sameTime(s.LeftAt, o.LeftAt) &&
		s.NextPlace == o.NextPlace && same(s.NextWardID, o.NextWardID) && s.Died == o.Died
}

// inpatientOf is the stay that says where a patient is now, of all their stays: the one that they came to last; nil where they are
// in none.
func inpatientOf(stays []Stay) *Stay {
	var now *Stay
	for i := range stays {
		s := &stays[i]
		if s.Status.Here() && (now == nil || cmp.Or(s.Since.Compare(now.Since), strings.Compare(s.Visit, now.Visit)) > 0) {
			now = s
		}
	}
	return now
}
