package tracking_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

func report(t *testing.T, h *trackingtest.Hospital, f tracking.Folder, said tracking.MissingReport) tracking.MissingCaseView {
	t.Helper()
	h.Clock.Forward(time.Minute)
	if said.Looked == "" {
		said.Looked = "Looked on its shelf."
	}
	if _, err := h.Service.ReportMissing(t.Context(), trackingtest.Clerk, f.Code, said); err != nil {
		t.Fatal(err)
	}
	return caseOf(t, h, f)
}

func caseOf(t *testing.T, h *trackingtest.Hospital, f tracking.Folder) tracking.MissingCaseView {
	t.Helper()
	v, found, err := h.Store.CaseOf(t.Context(), f.ID)
	if err != nil || !found {
		t.Fatal(err, found)
	}
	return v
}

func notice(r tracking.Receipt, code string) string {
	for _, n := range r.Notices {
		if n.Code == code {
			return n.Text
		}
	}
	return ""
}

func openAlerts(t *testing.T, h *trackingtest.Hospital, kind tracking.AlertKind) (n int) {
	t.Helper()
	for _, a := range alerts(t, h) {
		if a.Kind == kind {
			n++
		}
	}
	return n
}

func TestEveryReportOpensOneCaseAndTheNextScanAnywhereClosesIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		v := report(t, h, h.Folder, tracking.MissingReport{Looked: "The clinic's trolley."})
		if v.State != tracking.Searching || v.Level != tracking.LibraryLooks || v.ReportedBy != "chris" || v.Looked != "The clinic's trolley." || v.Last.ID != h.Clinic.ID || v.NextAt == nil {
			t.Errorf("%+v", v.MissingCase)
		}
		h.Events.Take()
		r := h.Arrive(h.Folder, h.Ward)
		if text := notice(r, "found"); !strings.Contains(text, "You found it. chris reported it missing on 23 November and is told now.") {
			t.Errorf("the finder is told %q of %+v", text, r.Notices)
		}
		var told *tracking.MissingCaseView
		for _, e := range h.Events.Take() {
			if e.Case != nil {
				told = e.Case
			}
		}
		if told == nil || told.State != tracking.FoundAgain || told.FoundBy != "pat" || told.FoundAt.ID != h.Ward.ID || told.ReportedBy != "chris" {
			t.Errorf("everybody is told %+v", told)
		}
		v = caseOf(t, h, h.Folder)
		if v.Open != nil || v.State != tracking.FoundAgain || v.FoundBy != "pat" || *v.FoundAtID != h.Ward.ID || v.ScanID == nil || v.ClosedWhy != "Found at Ward 7." {
			t.Errorf("%+v", v.MissingCase)
		}
		if list, err := h.Store.FoundFor(t.Context(), "chris", h.Clock.Now().Add(-time.Hour), 5); err != nil || len(list) != 1 {
			t.Errorf("the reporter's list: %v %v", list, err)
		}
		again := report(t, h, h.Folder, tracking.MissingReport{})
		if again.ID == v.ID || again.State != tracking.Searching {
			t.Errorf("the second loss is case %d, after %d", again.ID, v.ID)
		}
		h.Clean()
	})
}

func TestAPullerWhoFindsAnEmptyShelfOpensTheCase(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 90*time.Minute)
		h.Clock.Forward(time.Minute)
		if _, err := h.Service.NotOnShelf(t.Context(), trackingtest.Librarian, q.ID, tracking.OffItsShelf, h.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		v := caseOf(t, h, h.Folder)
		if !v.Urgent || v.Level != tracking.EverybodyLooks || v.NeededAt == nil || v.NeededAt.ID != h.Clinic.ID || v.NeededBy == nil || v.ReportedBy != "lee" {
			t.Errorf("a clinic that begins in an hour and a half: %+v", v.MissingCase)
		}
		h.Clean()
	})
}

func TestTwoWhoReportAtOnceOpenOneCaseAndTwoWhoFindAtOnceCloseItOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		var both sync.WaitGroup
		faults := make([]error, 6)
		for i := range faults {
			both.Go(func() {
				_, faults[i] = h.Service.MarkMissing(t.Context(), trackingtest.Clerk, h.Folder.Code, "The shelf.")
			})
		}
		both.Wait()
		taken := 0
		for _, err := range faults {
			if err == nil {
				taken++
			} else if tracking.KindOf(err) != tracking.Conflict {
				t.Error(err)
			}
		}
		if taken != 1 {
			t.Errorf("%d reports were taken", taken)
		}
		h.Clock.Forward(time.Minute)
		h.Events.Take()
		places := []tracking.Location{h.Clinic, h.Ward, h.Secretary}
		receipts, found := make([]tracking.Receipt, len(places)), 0
		for i, p := range places {
			scan := h.NewScan(h.Folder.Code, p)
			both.Go(func() {
				list, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Scans: []tracking.Scan{scan}})
				if err != nil {
					t.Error(err)
					return
				}
				receipts[i] = list[0]
			})
		}
		both.Wait()
		for _, r := range receipts {
			if notice(r, "found") != "" {
				found++
			}
		}
		closed := 0
		for _, e := range h.Events.Take() {
			if e.Case != nil && e.Case.Open == nil {
				closed++
			}
		}
		if v := caseOf(t, h, h.Folder); found != 1 || closed != 1 || v.State != tracking.FoundAgain {
			t.Errorf("%d were told that they found it, it was closed %d times, %+v", found, closed, v.MissingCase)
		}
		h.Clean()
	})
}

func TestAScanThatIsTakenBackLetsTheSearchGoOn(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := report(t, h, h.Folder, tracking.MissingReport{})
		found := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(time.Minute)
		found.At = h.Clock.Now()
		h.Scan(found)
		undo := h.NewScan(h.Folder.Code, h.Ward)
		undo.Action, undo.Undoes = tracking.Undo, found.ID
		h.Clock.Forward(time.Second)
		undo.At = h.Clock.Now()
		if r := h.Scan(undo)[0]; !strings.Contains(r.Message, "is missing again") {
			t.Fatalf("%+v", r)
		}
		again := caseOf(t, h, h.Folder)
		if again.ID != v.ID || again.State != tracking.Searching || again.FoundBy != "" || again.ClosedAt != nil || !again.ReportedAt.Equal(v.ReportedAt) {
			t.Errorf("%+v", again.MissingCase)
		}
		h.Clean()
	})
}

func TestAReportThatIsTakenBackEndsTheSearchWithoutAFinder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		report(t, h, h.Folder, tracking.MissingReport{})
		list, err := h.Store.Movements(t.Context(), h.Folder.ID, store.Cursor{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Service.Correct(t.Context(), trackingtest.Librarian, h.Folder.Code, list[0].ID, "It was on the desk."); err != nil {
			t.Fatal(err)
		}
		if v := caseOf(t, h, h.Folder); v.State != tracking.SearchEnded || v.FoundBy != "" || !strings.Contains(v.ClosedWhy, "taken back by lee") {
			t.Errorf("%+v", v.MissingCase)
		}
		h.Clean()
	})
}

func TestTheSweepRaisesASearchOnceHoweverManyProcessesSweep(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 300*24*time.Hour)
		v := report(t, h, h.Folder, tracking.MissingReport{})
		level := func(want tracking.SearchLevel, state tracking.SearchState) {
			t.Helper()
			h.Events.Take()
			var all sync.WaitGroup
			for range 4 { // as many processes, each with a service of its own
				other := tracking.New(h.Store, h.Rules, h.Clock.Now, h.Events)
				all.Go(func() {
					if _, err := other.Sweep(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			told := 0
			for _, e := range h.Events.Take() {
				if e.Case != nil {
					told++
				}
			}
			if got := caseOf(t, h, h.Folder); got.Level != want || got.State != state || told != 1 {
				t.Errorf("level %d, %s, told %d times; want %d, %s, once", got.Level, got.State, told, want, state)
			}
		}
		h.Clock.Set(v.ReportedAt.Add(24 * time.Hour))
		level(tracking.EverybodyLooks, tracking.Searching)
		h.Clock.Set(v.ReportedAt.Add(9 * 24 * time.Hour))
		level(tracking.ManagerLooks, tracking.Searching)
		if n := openAlerts(t, h, tracking.IncidentAlert); n != 1 {
			t.Errorf("%d incidents are asked for", n)
		}
		h.Clock.Set(v.ReportedAt.Add(20 * 24 * time.Hour))
		level(tracking.OnRegister, tracking.Searching)
		h.Clock.Set(v.ReportedAt.AddDate(0, 6, 0))
		level(tracking.OnRegister, tracking.GivenUp)
		if q := requestOf(t, h, q.ID); q.State != tracking.RequestNotFillable {
			t.Errorf("whoever waits: %+v", q)
		}
		r := h.Arrive(h.Folder, h.Ward)
		if !strings.Contains(notice(r, "found"), "given up as lost") || openAlerts(t, h, tracking.IncidentAlert) != 0 || caseOf(t, h, h.Folder).State != tracking.FoundAgain {
			t.Errorf("what was lost is found: %+v", r)
		}
		h.Clean()
	})
}

func TestASearchIsWrittenDownAndUrged(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := report(t, h, h.Folder, tracking.MissingReport{})
		look := func(who tracking.Actor, n tracking.SearchNote) error {
			_, err := h.Service.NoteSearch(t.Context(), who, v.ID, n)
			return err
		}
		here := tracking.SearchNote{Location: h.Shelf.Code, Result: tracking.LookedThrough, Note: "Behind it too."}
		for range 2 { // sent twice
			if err := look(trackingtest.Porter, here); err != nil {
				t.Fatal(err)
			}
		}
		if err := look(trackingtest.Librarian, here); err != nil {
			t.Fatal(err)
		}
		for name, n := range map[string]tracking.SearchNote{"no such place": {Location: "L9999999", Result: tracking.LookedThrough}, "no such result": {Location: h.Shelf.Code, Result: "found"},
			"too long": {Location: h.Shelf.Code, Result: tracking.LookedThrough, Note: strings.Repeat("x", 201)}} {
			if err := look(trackingtest.Porter, n); err == nil {
				t.Errorf("%s is taken", name)
			}
		}
		if looks, err := h.Store.Looks(t.Context(), v.ID); err != nil || len(looks) != 2 || looks[1].Actor != "pat" || looks[1].Place.ID != h.Shelf.ID || looks[1].Note != "Behind it too." {
			t.Errorf("%+v %v", looks, err)
		}
		soon, past := h.Clock.Now().Add(time.Hour), h.Clock.Now().Add(-time.Hour)
		if _, err := h.Service.Urge(t.Context(), trackingtest.Clerk, v.ID, 0, &past, ""); tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("needed an hour ago: %v", err)
		}
		urged, err := h.Service.Urge(t.Context(), trackingtest.Clerk, v.ID, 0, &soon, h.Clinic.Code)
		if err != nil || !urged.Urgent || urged.Level != tracking.EverybodyLooks || urged.NeededAt.ID != h.Clinic.ID {
			t.Errorf("%+v %v", urged, err)
		}
		if list, err := h.Store.LookOut(t.Context(), 5); err != nil || len(list) != 1 || list[0].ID != v.ID {
			t.Errorf("%v %v", list, err)
		}
		h.Arrive(h.Folder, h.Ward)
		if err := look(trackingtest.Porter, here); !errors.Is(err, tracking.ErrSearchOver) {
			t.Errorf("after it was found: %v", err)
		}
		if _, err := h.Service.NoteSearch(t.Context(), trackingtest.Porter, 999, here); !errors.Is(err, tracking.ErrUnknownCase) {
			t.Errorf("no such search: %v", err)
		}
		h.Clean()
	})
}

func TestOnlyASeniorGivesAFolderUpAndNotWithoutAnIncident(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 48*time.Hour)
		v := report(t, h, h.Folder, tracking.MissingReport{})
		lose := func(who tracking.Actor, why string) error {
			_, err := h.Service.DeclareLost(t.Context(), who, v.ID, 0, why)
			return err
		}
		if err := lose(trackingtest.Librarian, "Gone."); tracking.KindOf(err) != tracking.Forbidden || !strings.Contains(err.Error(), "You can't declare a folder lost.") {
			t.Error(err)
		}
		if err := lose(supervisor, ""); tracking.KindOf(err) != tracking.Invalid {
			t.Error(err)
		}
		if err := lose(supervisor, "Burnt."); tracking.KindOf(err) != tracking.Conflict {
			t.Errorf("without an incident: %v", err)
		}
		h.Clock.Forward(9 * 24 * time.Hour)
		sweep(t, h)
		if _, err := h.Service.RecordIncident(t.Context(), trackingtest.Librarian, v.ID, 0, "W1"); tracking.KindOf(err) != tracking.Forbidden {
			t.Error(err)
		}
		if _, err := h.Service.RecordIncident(t.Context(), supervisor, v.ID, 0, "W1"); err != nil {
			t.Error(err)
		}
		if _, err := h.Service.RecordIncident(t.Context(), supervisor, v.ID, 0, "W2"); tracking.KindOf(err) != tracking.Conflict {
			t.Errorf("another number, unseen: %v", err)
		}
		if n := openAlerts(t, h, tracking.IncidentAlert); n != 0 {
			t.Errorf("%d incidents are still asked for", n)
		}
		if err := lose(supervisor, "Burnt."); err != nil {
			t.Fatal(err)
		}
		if got, req := caseOf(t, h, h.Folder), requestOf(t, h, q.ID); got.State != tracking.GivenUp || got.LostBy != "sam" || got.Open == nil || req.State.Open() {
			t.Errorf("%+v, the request is %s", got.MissingCase, req.State)
		}
		if err := lose(supervisor, "Burnt."); tracking.KindOf(err) != tracking.Conflict {
			t.Errorf("twice: %v", err)
		}
		h.Clean()
	})
}

func TestThePlacesToLookComeFromWhatTheDatabaseKnows(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.AddPatient("H1010", "Okafor", "Chidi") // of the same surname, and two digits swapped
		h.AddPatient("H1100", "Someone", "Else")
		named, twin := h.AddFolder("H1010"), h.AddFolder("H1100")
		h.Arrive(named, h.Secretary)
		seq := int64(1)
		scan := func(f tracking.Folder, at tracking.Location) {
			h.Clock.Forward(time.Second)
			s := h.NewScan(f.Code, at)
			s.Seq = &seq
			n := seq
			s.Seq = &n
			seq++
			h.Scan(s)
		}
		scan(twin, h.Ward)
		scan(h.Folder, h.Ward)
		h.Arrive(twin, h.OtherClinic) // what was scanned beside it has gone on
		v := report(t, h, h.Folder, tracking.MissingReport{})
		facts, err := h.Store.SearchFacts(t.Context(), v.Folder)
		if err != nil {
			t.Fatal(err)
		}
		clues := map[tracking.LocationID]map[tracking.Clue]bool{}
		for _, p := range h.Rules.SearchPlaces(facts) {
			clues[p.Place.ID] = map[tracking.Clue]bool{}
			for _, r := range p.Reasons {
				clues[p.Place.ID][r.Clue] = true
			}
		}
		if !clues[h.Ward.ID][tracking.LastKnown] || !clues[h.OtherClinic.ID][tracking.Companion] || !clues[h.Secretary.ID][tracking.SameName] || !clues[h.Secretary.ID][tracking.Swapped] ||
			!clues[h.Library.ID][tracking.HomeShelf] || !clues[h.Library.ID][tracking.HeldBefore] || !clues[h.Library.ID][tracking.Neighbour] {
			t.Errorf("%v", clues)
		}
		h.Clean()
	})
}

func TestAFolderThatIsAskedForWhileItIsMissingBecomesUrgentInTime(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		report(t, h, h.Folder, tracking.MissingReport{})
		h.Ask(h.Folder, h.OtherClinic, 30*time.Hour)
		clinic := h.Clock.Now().Add(5 * time.Hour)
		h.Ask(h.Folder, h.Clinic, 5*time.Hour)
		if v := caseOf(t, h, h.Folder); v.Urgent || v.NeededBy == nil || !v.NeededBy.Equal(clinic) || v.NeededAt.ID != h.Clinic.ID || !v.NextAt.Equal(clinic.Add(-2*time.Hour)) {
			t.Errorf("%+v", v.MissingCase)
		}
		h.Clock.Set(clinic.Add(-2 * time.Hour))
		sweep(t, h)
		if v := caseOf(t, h, h.Folder); !v.Urgent || v.Level != tracking.EverybodyLooks {
			t.Errorf("two hours before the clinic: %+v", v.MissingCase)
		}
		if list, err := h.Store.LookOut(t.Context(), 5); err != nil || len(list) != 1 {
			t.Errorf("the scan pages tell of %d, %v", len(list), err)
		}
		h.Clean()
	})
}

func TestASearchIsUrgentUntilTheClinicIsOverAndTodaysComeFirst(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		morning := h.Clock.Now().Add(time.Hour)
		h.Ask(h.Folder, h.OtherClinic, 30*time.Hour)
		v := report(t, h, h.Folder, tracking.MissingReport{Urgent: true, NeededBy: &morning, NeededAt: h.Clinic.Code})
		if !v.NextAt.Equal(morning.Add(4 * time.Hour)) {
			t.Errorf("it is looked at again at %v", v.NextAt)
		}
		h.Clock.Set(morning.Add(time.Hour))
		afternoon := morning.Add(5 * time.Hour)
		report(t, h, h.Volume1, tracking.MissingReport{Urgent: true, NeededBy: &afternoon, NeededAt: h.Clinic.Code})
		sweep(t, h)
		if v := caseOf(t, h, h.Folder); !v.Urgent || !v.Standby(h.Clock.Now()) || !v.NeededBy.Equal(morning) {
			t.Errorf("while the clinic goes on: %+v", v.MissingCase)
		}
		h.Clock.Set(morning.Add(4 * time.Hour))
		sweep(t, h)
		if v := caseOf(t, h, h.Folder); v.Urgent || v.Level != tracking.EverybodyLooks || v.NeededAt.ID != h.OtherClinic.ID || !v.NeededBy.After(h.Clock.Now()) {
			t.Errorf("after the clinic: %+v", v.MissingCase)
		}
		if list, err := h.Store.LookOut(t.Context(), 5); err != nil || len(list) != 2 || list[0].FolderID != h.Volume1.ID {
			t.Errorf("the scan pages tell of %+v, %v", list, err)
		}
		h.Clean()
	})
}
