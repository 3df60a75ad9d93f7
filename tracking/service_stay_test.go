package tracking_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

var feed = tracking.Actor{Name: "PAS", Role: tracking.RoleFeed, Via: "hl7"}

// pas tells of one patient's stay, as an administration system does.
type pas struct {
	*trackingtest.Hospital
	t       *testing.T
	patient tracking.PatientID
	visit   string
}

func newPAS(t *testing.T, h *trackingtest.Hospital) *pas {
	t.Helper()
	return &pas{h, t, h.Whereabouts(h.Folder).PatientID, "V1"}
}

// says tells of an event that happened just now.
func (p *pas) says(kind tracking.StayEventKind, ward *tracking.Location, change ...func(*tracking.StayEvent)) tracking.Stay {
	p.t.Helper()
	p.Clock.Forward(time.Minute)
	e := tracking.StayEvent{Visit: p.visit, PatientID: p.patient, Kind: kind, At: p.Clock.Now(), ToldAt: p.Clock.Now()}
	if ward != nil {
		e.Place, e.WardID = ward.Name, &ward.ID
	}
	for _, c := range change {
		c(&e)
	}
	stay, err := p.Service.RecordStay(p.t.Context(), feed, e)
	if err != nil {
		p.t.Fatal(err)
	}
	return stay
}

// wanted is where the folder is asked for, and for what.
func wanted(t *testing.T, h *trackingtest.Hospital) (list []string) {
	t.Helper()
	noErr(t, h.Store.Write(t.Context(), func(tx tracking.Tx) error {
		list = nil
		open, err := tx.RequestsFor([]tracking.FolderID{h.Folder.ID})
		if err != nil {
			return err
		}
		places, err := tx.AllLocations()
		for _, q := range open {
			i := slices.IndexFunc(places, func(p tracking.Location) bool { return p.ID == q.LocationID })
			list = append(list, fmt.Sprintf("%s for %s", places[i].Name, q.Reason))
		}
		return err
	}))
	return list
}

func wantWanted(t *testing.T, h *trackingtest.Hospital, want ...string) {
	t.Helper()
	if got := wanted(t, h); !slices.Equal(got, want) {
		t.Errorf("wanted %q, want %q", got, want)
	}
}

func TestTheNotesFollowThePatientThroughAStay(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		other := h.AddLocation("Ward 8", tracking.Ward, "", "North")
		coding := h.AddLocation("Coding", tracking.Coding, "", "North")
		p := newPAS(t, h)

		p.says(tracking.Admitted, &h.Ward)
		wantWanted(t, h, "Ward 7 for admission")
		w := h.Whereabouts(h.Folder)
		if w.Patient.InpatientID == nil || *w.Patient.InpatientID != h.Ward.ID {
			t.Errorf("inpatient on %v", w.Patient.InpatientID)
		}
		h.Arrive(h.Folder, h.Ward)
		wantWanted(t, h)
		if w := h.Whereabouts(h.Folder); w.DueAt != nil {
			t.Errorf("the notes of an inpatient are due %v", w.DueAt)
		}

		p.says(tracking.Transferred, &other)
		wantWanted(t, h, "Ward 8 for admission")
		if w := h.Whereabouts(h.Folder); w.DueAt == nil {
			t.Error("notes that stayed behind on the old ward are not due")
		}
		p.says(tracking.NotTransferred, &h.Ward)
		wantWanted(t, h)
		if w := h.Whereabouts(h.Folder); w.DueAt != nil {
			t.Errorf("the notes of an inpatient are due %v", w.DueAt)
		}
		p.says(tracking.Transferred, &other)
		h.Arrive(h.Folder, other)
		wantWanted(t, h)

		p.says(tracking.Discharged, &other)
		wantWanted(t, h, "Coding for coding")
		if w := h.Whereabouts(h.Folder); w.DueAt == nil || w.Patient.InpatientID != nil || w.Patient.KeepUntil == nil {
			t.Errorf("after the discharge: due %v, inpatient %v, kept until %v", w.DueAt, w.Patient.InpatientID, w.Patient.KeepUntil)
		}
		p.says(tracking.NotDischarged, &other)
		wantWanted(t, h)
		p.says(tracking.Discharged, &other)
		wantWanted(t, h, "Coding for coding")
		h.Arrive(h.Folder, coding)
		wantWanted(t, h)
		h.Clean()
	})
}

func TestACancelledAdmissionTakesItsRequestBackAndNobodyElses(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := newPAS(t, h)
		p.says(tracking.Admitted, &h.Ward)
		if q := h.Ask(h.Folder, h.Ward, time.Hour); !q.State.Open() {
			t.Fatalf("%+v", q)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM request_asks WHERE withdrawn_at IS NULL"); n != 2 {
			t.Errorf("%d ask", n)
		}
		p.says(tracking.NotAdmitted, nil)
		wantWanted(t, h, "Ward 7 for admission") // the ward clerk's part in it stands
		if n := count(t, h, "SELECT COUNT(*) FROM request_asks WHERE withdrawn_at IS NULL"); n != 1 {
			t.Errorf("%d ask", n)
		}
		if w := h.Whereabouts(h.Folder); w.Patient.InpatientID != nil {
			t.Errorf("inpatient on %d", *w.Patient.InpatientID)
		}
		h.Clean()
	})
}

func TestAPlannedAdmissionAsksForThatDayAndFollowsIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := newPAS(t, h)
		on := func(day int) func(*tracking.StayEvent) {
			due := trackingtest.Opening.AddDate(0, 0, day)
			return func(e *tracking.StayEvent) { e.Due = &due }
		}
		p.says(tracking.ExpectedIn, &h.Ward) // on the waiting list, without a date
		wantWanted(t, h)
		p.says(tracking.ExpectedIn, &h.Ward, on(3))
		p.says(tracking.ExpectedIn, &h.Ward, on(4))
		wantWanted(t, h, "Ward 7 for admission")
		if n := count(t, h, "SELECT COUNT(*) FROM requests WHERE open = 1 AND needed_by = ?", trackingtest.Opening.AddDate(0, 0, 4)); n != 1 {
			t.Error("it is not needed on the new day")
		}
		p.says(tracking.NotExpected, nil)
		wantWanted(t, h)
		h.Clean()
	})
}

func TestTheSameToldTwiceIsOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := newPAS(t, h)
		e := tracking.StayEvent{Visit: "V1", PatientID: p.patient, Kind: tracking.Admitted, At: h.Clock.Now(), ToldAt: h.Clock.Now(), Place: "Ward 7", WardID: &h.Ward.ID}
		first, err := h.Service.RecordStay(t.Context(), feed, e)
		noErr(t, err)
		h.Clock.Forward(time.Hour)
		again, err := h.Service.RecordStay(t.Context(), feed, e)
		noErr(t, err)
		if again.Version != first.Version || count(t, h, "SELECT COUNT(*) FROM stay_events") != 1 || count(t, h, "SELECT COUNT(*) FROM requests") != 1 {
			t.Errorf("%+v, then %+v", first, again)
		}
	})
}

func TestABedThatNoMapKnowsIsKeptAndTakenLater(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := newPAS(t, h)
		stay := p.says(tracking.Admitted, nil, func(e *tracking.StayEvent) { e.Place = "ST1A/PED" })
		if stay.Status != tracking.StayInpatient || stay.Place != "ST1A/PED" || stay.WardID != nil {
			t.Errorf("%+v", stay)
		}
		wantWanted(t, h)
		n, err := h.Service.TakePlace(t.Context(), trackingtest.Admin, "ST1A/PED", h.Ward.ID)
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		wantWanted(t, h, "Ward 7 for admission")
		if w := h.Whereabouts(h.Folder); w.Patient.InpatientID == nil {
			t.Error("no inpatient")
		}
		if n, err := h.Service.TakePlace(t.Context(), trackingtest.Admin, "ST1A/PED", h.Ward.ID); err != nil || n != 0 {
			t.Error(n, err)
		}
		h.Clean()
	})
}

func TestAVisitCanGoToAnotherPatientAndTwoVisitsCanBeOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := newPAS(t, h)
		p.says(tracking.Admitted, &h.Ward)
		p.patient = h.Whereabouts(h.Volume1).PatientID
		p.says(tracking.VisitOfSomebodyNew, nil)
		wantWanted(t, h)
		if w := h.Whereabouts(h.Folder); w.Patient.InpatientID != nil {
			t.Error("still an inpatient")
		}
		if w := h.Whereabouts(h.Volume1); w.Patient.InpatientID == nil {
			t.Error("the other patient is none")
		}
		p.visit = "V2"
		p.says(tracking.Transferred, &h.Ward)
		at := h.Clock.Now()
		stay, err := h.Service.MergeVisits(t.Context(), feed, "V2", tracking.StayEvent{Visit: "V1", PatientID: p.patient, At: at, ToldAt: at})
		noErr(t, err)
		if stay.Status != tracking.StayInpatient || count(t, h, "SELECT COUNT(*) FROM stays WHERE status = 'inpatient'") != 1 {
			t.Errorf("%+v", stay)
		}
		if stay := p.says(tracking.Discharged, &h.Ward); stay.Visit != "V1" || stay.Status != tracking.StayLeft {
			t.Errorf("%+v", stay)
		}
		h.Clean()
	})
}

// A random day of several patients is told in order, and to another hospital out of order and with repetitions. Both know the same in
// the end.
func TestADayToldOutOfOrderEndsAsToldInOrder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		wards := []tracking.Location{h.Ward, h.AddLocation("Ward 8", tracking.Ward, "", "North"), h.AddLocation("Ward 9", tracking.Ward, "", "North")}
		h.AddLocation("Coding", tracking.Coding, "", "North")
		h.Clock.Forward(24 * time.Hour)
		for seed := range uint64(6) {
			sameDay(t, h, wards, seed)
		}
		h.Clean()
	})
}

func sameDay(t *testing.T, h *trackingtest.Hospital, wards []tracking.Location, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	var patients [2][]tracking.PatientID // the same people twice, in one hospital: what is told of one is told of the other
	var folders [2][]tracking.Folder
	for twin := range 2 {
		for i := range 4 {
			number := fmt.Sprintf("T%d%d%d", seed, twin, i)
			patients[twin] = append(patients[twin], h.AddPatient(number, "Twin", fmt.Sprint(i)).ID)
			folders[twin] = append(folders[twin], h.AddFolder(number))
		}
	}
	day := randomDay(r, wards)
	tell := func(twin int, events []tracking.StayEvent) {
		for _, e := range events {
			e.Visit = fmt.Sprintf("%s-%d-%d", e.Visit, seed, twin)
			e.PatientID = patients[twin][e.PatientID]
			if _, err := h.Service.RecordStay(t.Context(), feed, e); err != nil {
				t.Fatal(err)
			}
		}
	}
	tell(0, day)
	mixed := append(slices.Clone(day), day[:len(day)/2]...)
	r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	tell(1, mixed)

	for i := range patients[0] {
		if one, two := stateOf(t, h, patients[0][i], folders[0][i]), stateOf(t, h, patients[1][i], folders[1][i]); !slices.Equal(one, two) {
			t.Errorf("seed %d, patient %d in order: %q\nout of order: %q", seed, i, one, two)
		}
	}
}

// randomDay is what an administration system tells in a day, in order. The patients are numbered from 0.
func randomDay(r *rand.Rand, wards []tracking.Location) (day []tracking.StayEvent) {
	at := trackingtest.Opening
	kinds := []tracking.StayEventKind{tracking.ExpectedIn, tracking.Admitted, tracking.Transferred, tracking.Transferred, tracking.WentOnLeave, tracking.CameBack,
		tracking.PlannedTransfer, tracking.PlannedLeaving, tracking.Discharged, tracking.NotExpected, tracking.NotAdmitted, tracking.NotTransferred, tracking.NotTransferred,
		tracking.NotDischarged, tracking.NotDischarged, tracking.NoPlannedTransfer, tracking.NoPlannedLeaving}
	for range 60 {
		at = at.Add(time.Duration(1+r.IntN(10)) * time.Minute)
		ward, patient := wards[r.IntN(len(wards))], r.IntN(4)
		e := tracking.StayEvent{Visit: fmt.Sprintf("V%d.%d", patient, r.IntN(2)), PatientID: tracking.PatientID(patient), Kind: kinds[r.IntN(len(kinds))], At: at, ToldAt: at, Place: ward.Name, WardID: &ward.ID}
		if r.IntN(4) == 0 { // entered late
			e.At = at.Add(-time.Duration(r.IntN(120)) * time.Minute)
		}
		if e.Kind == tracking.ExpectedIn {
			due := trackingtest.Opening.AddDate(0, 0, 1+r.IntN(5))
			e.Due = &due
		}
		day = append(day, e)
	}
	return day
}

// stateOf is all that is known of a patient's stays and what follows from them.
func stateOf(t *testing.T, h *trackingtest.Hospital, id tracking.PatientID, f tracking.Folder) (state []string) {
	t.Helper()
	noErr(t, h.Store.Write(t.Context(), func(tx tracking.Tx) error {
		state = nil
		stays, err := tx.LockStaysOf([]tracking.PatientID{id})
		if err != nil {
			return err
		}
		for _, s := range stays {
			state = append(state, fmt.Sprint(s.Visit[:4], s.Status, s.Place, s.Since, deref(s.ExpectedAt), deref(s.AdmittedAt), deref(s.LeavesAt), deref(s.LeftAt), s.NextPlace, s.Died))
		}
		open, err := tx.RequestsFor([]tracking.FolderID{f.ID})
		if err != nil {
			return err
		}
		for _, q := range open {
			state = append(state, fmt.Sprint(q.LocationID, q.Reason))
		}
		people, err := tx.Patients([]tracking.PatientID{id})
		for _, p := range people {
			state = append(state, fmt.Sprint(deref(p.InpatientID), deref(p.SeenOn), deref(p.KeepUntil)))
		}
		slices.Sort(state)
		return err
	}))
	return state
}

func deref[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func noErr(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
