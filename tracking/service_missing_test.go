package tracking_test

import (
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
