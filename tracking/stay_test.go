package tracking

import (
	"math/rand/v2"
	"testing"
	"time"
)

// heard is an event of visit V1 of patient 1 that happened at a time and was told then too.
func heard(kind StayEventKind, clock, place string) StayEvent {
	e := StayEvent{Visit: "V1", PatientID: 1, Kind: kind, At: at(clock), ToldAt: at(clock), Place: place}
	if place != "" {
		e.WardID = ref(LocationID(place[0]))
	}
	return e
}

func TestAStayIsWhatItsEventsSay(t *testing.T) {
	later := func(e StayEvent, clock string) StayEvent { e.ToldAt = at(clock); return e }
	due := func(e StayEvent, clock string) StayEvent { e.Due = ref(at(clock)); return e }
	died := func(e StayEvent) StayEvent { e.Died = true; return e }
	for _, c := range []struct {
		name   string
		events []StayEvent
		status StayStatus
		place  string
		check  func(Stay) bool
	}{
		{"an admission puts the patient on the ward", []StayEvent{heard(Admitted, "09:00", "A")}, StayInpatient, "A",
			func(s Stay) bool { return s.AdmittedAt.Equal(at("09:00")) && s.Since.Equal(at("09:00")) }},
		{"a transfer moves them on", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "11:00", "B")}, StayInpatient, "B",
			func(s Stay) bool { return s.AdmittedAt.Equal(at("09:00")) && s.Since.Equal(at("11:00")) }},
		{"a transfer told late that happened earlier is history only", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "11:00", "B"), later(heard(Transferred, "10:00", "C"), "12:00")},
			StayInpatient, "B", nil},
		{"another bed on the ward does not say since when they are there", []StayEvent{heard(Admitted, "09:00", "A"), but(heard(Transferred, "11:00", "A"), func(e *StayEvent) { e.Bed = "4" })},
			StayInpatient, "A", func(s Stay) bool { return s.Bed == "4" && s.Since.Equal(at("09:00")) }},
		{"a discharge ends it", []StayEvent{heard(Admitted, "09:00", "A"), heard(Discharged, "15:00", "A")}, StayLeft, "A",
			func(s Stay) bool { return s.LeftAt.Equal(at("15:00")) && !s.Died }},
		{"a death does", []StayEvent{heard(Admitted, "09:00", "A"), died(heard(Discharged, "15:00", "A"))}, StayLeft, "A", func(s Stay) bool { return s.Died }},
		{"a discharge without an admission is a stay all the same", []StayEvent{but(heard(Discharged, "15:00", "A"), func(e *StayEvent) { e.AdmittedAt = ref(at("08:00")) })}, StayLeft, "A",
			func(s Stay) bool { return s.AdmittedAt.Equal(at("08:00")) }},
		{"a transfer without an admission is a stay", []StayEvent{heard(Transferred, "11:00", "B")}, StayInpatient, "B", func(s Stay) bool { return s.AdmittedAt.Equal(at("11:00")) }},
		{"a transfer after a discharge does not bring the patient back", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "11:00", "B"), later(heard(Discharged, "10:00", "A"), "12:00")},
			StayLeft, "A", nil},
		{"an admission that is cancelled never was", []StayEvent{heard(Admitted, "09:00", "A"), heard(NotAdmitted, "10:00", "")}, StayCancelled, "", nil},
		{"with it goes what followed", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "09:30", "B"), heard(NotAdmitted, "10:00", "")}, StayCancelled, "", nil},
		{"what was expected before is expected again", []StayEvent{due(heard(ExpectedIn, "08:00", "A"), "09:00"), heard(Admitted, "09:00", "A"), heard(NotAdmitted, "10:00", "")}, StayExpected, "A", nil},
		{"one that is entered again after it was cancelled stands", []StayEvent{heard(Admitted, "09:00", "A"), heard(NotAdmitted, "10:00", ""), later(heard(Admitted, "09:00", "A"), "10:05")}, StayInpatient, "A", nil},
		{"a cancelled transfer takes the patient back", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "11:00", "B"), heard(NotTransferred, "12:00", "A")}, StayInpatient, "A",
			func(s Stay) bool { return s.Since.Equal(at("09:00")) }},
		{"only the last transfer is cancelled", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "10:00", "B"), heard(Transferred, "11:00", "C"), heard(NotTransferred, "12:00", "B")}, StayInpatient, "B", nil},
		{"or the one of the time that is named", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "10:00", "B"), heard(Transferred, "11:00", "C"), later(heard(NotTransferred, "10:00", "A"), "12:00")}, StayInpatient, "C", nil},
		{"two cancels take two transfers back", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "10:00", "B"), heard(Transferred, "11:00", "C"), heard(NotTransferred, "12:00", "B"), heard(NotTransferred, "12:01", "A")}, StayInpatient, "A", nil},
		{"a cancelled discharge puts the patient back", []StayEvent{heard(Admitted, "09:00", "A"), died(heard(Discharged, "11:00", "A")), heard(NotDischarged, "12:00", "A")}, StayInpatient, "A",
			func(s Stay) bool { return s.LeftAt == nil && !s.Died }},
		{"a cancel of what never was changes nothing", []StayEvent{heard(Admitted, "09:00", "A"), heard(NotDischarged, "12:00", "A")}, StayInpatient, "A", nil},
		{"a cancel does not reach what was told after it", []StayEvent{heard(Admitted, "09:00", "A"), heard(NotTransferred, "10:00", "A"), heard(Transferred, "11:00", "B")}, StayInpatient, "B", nil},
		{"on leave the bed is kept", []StayEvent{heard(Admitted, "09:00", "A"), heard(WentOnLeave, "12:00", "")}, StayOnLeave, "A", nil},
		{"back from leave", []StayEvent{heard(Admitted, "09:00", "A"), heard(WentOnLeave, "12:00", ""), heard(CameBack, "14:00", "")}, StayInpatient, "A", nil},
		{"an expected patient", []StayEvent{due(heard(ExpectedIn, "09:00", "A"), "15:00")}, StayExpected, "A", func(s Stay) bool { return s.ExpectedAt.Equal(at("15:00")) }},
		{"who is not expected any more", []StayEvent{due(heard(ExpectedIn, "09:00", "A"), "15:00"), heard(NotExpected, "10:00", "")}, StayCancelled, "", nil},
		{"expected, then there", []StayEvent{due(heard(ExpectedIn, "08:00", "A"), "15:00"), heard(Admitted, "14:00", "B")}, StayInpatient, "B", nil},
		{"a planned transfer", []StayEvent{heard(Admitted, "09:00", "A"), heard(PlannedTransfer, "10:00", "B")}, StayInpatient, "A", func(s Stay) bool { return s.NextPlace == "B" }},
		{"is over when it happens", []StayEvent{heard(Admitted, "09:00", "A"), heard(PlannedTransfer, "10:00", "B"), heard(Transferred, "11:00", "B")}, StayInpatient, "B", func(s Stay) bool { return s.NextPlace == "" }},
		{"or is cancelled", []StayEvent{heard(Admitted, "09:00", "A"), heard(PlannedTransfer, "10:00", "B"), heard(NoPlannedTransfer, "10:30", "")}, StayInpatient, "A", func(s Stay) bool { return s.NextPlace == "" }},
		{"a planned discharge", []StayEvent{heard(Admitted, "09:00", "A"), due(heard(PlannedLeaving, "10:00", ""), "16:00")}, StayInpatient, "A", func(s Stay) bool { return s.LeavesAt.Equal(at("16:00")) }},
		{"that is cancelled", []StayEvent{heard(Admitted, "09:00", "A"), due(heard(PlannedLeaving, "10:00", ""), "16:00"), heard(NoPlannedLeaving, "11:00", "")}, StayInpatient, "A", func(s Stay) bool { return s.LeavesAt == nil }},
		{"a visit that is deleted never was", []StayEvent{heard(Admitted, "09:00", "A"), heard(Transferred, "10:00", "B"), heard(VisitDeleted, "11:00", "")}, StayCancelled, "", nil},
		{"a visit that is given to another patient is theirs", []StayEvent{heard(Admitted, "09:00", "A"), but(heard(VisitOfSomebodyNew, "11:00", ""), func(e *StayEvent) { e.PatientID = 2 })}, StayInpatient, "A",
			func(s Stay) bool { return s.PatientID == 2 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, _ := Stay{}.Unfold(c.events)
			if want.Status != c.status || want.Place != c.place || c.check != nil && !c.check(want) {
				t.Errorf("%+v", want)
			}
			for range 20 {
				rand.Shuffle(len(c.events), func(i, j int) { c.events[i], c.events[j] = c.events[j], c.events[i] })
				if got, _ := (Stay{}).Unfold(c.events); !got.same(want) {
					t.Errorf("in another order it is %+v, not %+v", got, want)
				}
			}
		})
	}
}

func TestEveryAdmissionTransferAndDischargeCountsOnce(t *testing.T) {
	_, events := Stay{}.Unfold([]StayEvent{heard(Admitted, "09:00", "A"), heard(Admitted, "09:05", "A"), heard(Transferred, "10:00", "B"), heard(Transferred, "10:30", "B"), heard(Transferred, "11:00", "C"),
		heard(NotTransferred, "11:30", "B"), heard(Discharged, "12:00", "B"), heard(Discharged, "12:10", "B")})
	counted := map[StayEventKind]int{}
	for _, e := range events {
		if e.Counted {
			counted[e.Kind]++
		}
		if e.Kind == Transferred && e.Counted && *e.FromID != 'A' {
			t.Errorf("it left %d", *e.FromID)
		}
	}
	if counted[Admitted] != 1 || counted[Transferred] != 1 || counted[Discharged] != 1 {
		t.Errorf("%v", counted)
	}
}

func TestNotesAreKeptAsLongAsTheLongestRuleSays(t *testing.T) {
	day := func(y, m, d int) *time.Time { return ref(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)) }
	for _, c := range []struct {
		name string
		p    Patient
		kind FolderKind
		want *time.Time
	}{
		{"an adult: 8 years after they were last seen", Patient{Born: day(1980, 3, 3), SeenOn: day(2026, 11, 16)}, KindMain, day(2034, 11, 16)},
		{"somebody whose birth is not known: as an adult", Patient{SeenOn: day(2026, 11, 16)}, KindMain, day(2034, 11, 16)},
		{"a child: to the 25th birthday", Patient{Born: day(2016, 5, 1), SeenOn: day(2026, 11, 16)}, KindMain, day(2041, 5, 1)},
		{"at 17: to the 26th", Patient{Born: day(2009, 5, 1), SeenOn: day(2026, 11, 16)}, KindMain, day(2035, 5, 1)},
		{"at 18, on the birthday: as an adult", Patient{Born: day(2008, 11, 16), SeenOn: day(2026, 11, 16)}, KindMain, day(2034, 11, 16)},
		{"who has died: 8 years after that", Patient{Born: day(1940, 1, 1), SeenOn: day(2026, 11, 10), DiedOn: day(2026, 11, 16)}, KindMain, day(2034, 11, 16)},
		{"mental health: 20", Patient{Born: day(1980, 3, 3), SeenOn: day(2026, 11, 16)}, KindMental, day(2046, 11, 16)},
		{"or 10 after death", Patient{Born: day(1940, 1, 1), DiedOn: day(2026, 11, 16)}, KindMental, day(2036, 11, 16)},
		{"maternity: 25", Patient{Born: day(1990, 3, 3), SeenOn: day(2026, 11, 16)}, KindMaternity, day(2051, 11, 16)},
		{"nothing is known from which to count", Patient{Born: day(1980, 3, 3)}, KindMain, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Retention(c.p, []FolderKind{KindMain, c.kind}); !sameTime(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
