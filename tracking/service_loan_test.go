package tracking_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// on is a day of November or December 2026 as the hospital's calendar counts it.
func on(t *testing.T, text string) calendar.Day {
	t.Helper()
	day, err := calendar.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// dueOn is the day on which a folder is due, empty where it is not.
func dueOn(h *trackingtest.Hospital, f tracking.Folder) string {
	w := h.Whereabouts(f)
	if w.DueAt == nil {
		return ""
	}
	return h.Rules.Calendar.Day(*w.DueAt).String()
}

func wantDue(t *testing.T, h *trackingtest.Hospital, f tracking.Folder, want string) {
	t.Helper()
	if got := dueOn(h, f); got != want {
		t.Errorf("it is due %q, want %q", got, want)
	}
}

func TestAFolderBroughtForAClinicIsCountedFromTheSessionAndNotFromWhenItLeft(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Ask(h.Folder, h.Clinic, 4*24*time.Hour) // Friday 27
		h.Send(h.Folder, h.Library, h.Clinic)
		wantDue(t, h, h.Folder, "2026-12-01")
		h.Arrive(h.Folder, h.Clinic)
		wantDue(t, h, h.Folder, "2026-12-01")
		h.Arrive(h.Folder, h.Secretary) // five days, from the session still: a hand-over resets nothing
		wantDue(t, h, h.Folder, "2026-12-04")
		h.Arrive(h.Folder, h.Library)
		if w := h.Whereabouts(h.Folder); w.Loan != (tracking.Loan{}) {
			t.Errorf("at home it has a loan: %+v", w.Loan)
		}
		h.Arrive(h.Volume1, h.Clinic) // nobody asked: from when it left home
		wantDue(t, h, h.Volume1, "2026-11-25")
		h.Clean()
	})
}

func TestTheReasonOfTheRequestGivesTheDays(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := h.Service.Ask(t.Context(), trackingtest.Clerk, tracking.Ask{Folders: []string{h.Folder.Code}, Location: h.Secretary.Code,
			NeededBy: h.Clock.Now().Add(time.Hour), Reason: tracking.ForComplaint, Scope: tracking.LatestOnly})
		if err != nil {
			t.Fatal(err)
		}
		h.Arrive(h.Folder, h.Secretary)
		wantDue(t, h, h.Folder, "2026-12-21") // 20 working days
		own := 3
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Secretary.Code, 0, tracking.LocationChange{LoanDays: &own}); err != nil {
			t.Fatal(err)
		}
		h.Arrive(h.Volume1, h.Secretary)
		wantDue(t, h, h.Volume1, "2026-11-26")
		h.Arrive(h.Folder, h.OtherClinic) // handed on, for nothing that anybody asked for
		wantDue(t, h, h.Folder, "2026-11-25")
		h.Clean()
	})
}

func TestAShortNoticeClosureMovesTheDatesThatWereSetAndTheHistoriesStayTrue(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)     // due Wednesday 25
		h.Arrive(h.Volume1, h.Secretary) // due Monday 30
		before := *h.Whereabouts(h.Folder).DueAt
		n, err := h.Service.Close(t.Context(), trackingtest.Admin, on(t, "2026-11-24"), on(t, "2026-11-24"), "Snow")
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		wantDue(t, h, h.Folder, "2026-11-26")
		wantDue(t, h, h.Volume1, "2026-12-01")
		history, err := h.Store.Movements(t.Context(), h.Folder.ID, store.Cursor{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if m := history[0]; m.Kind != tracking.Amended || !strings.Contains(m.Note, "Snow") || !strings.Contains(m.Note, "Due 26 November 2026, was 25 November 2026.") || m.Actor != trackingtest.Admin.Name {
			t.Errorf("%+v", m.Movement)
		}
		if !history[1].DueAt.Equal(before) {
			t.Error("the movement before was changed")
		}
		h.Clock.Set(before)
		if n := sweep(t, h); n != 0 {
			t.Errorf("%d alerts on the day that it was due before", n)
		}
		h.Arrive(h.Volume2, h.Clinic) // what comes later counts with it: by the 24th it is past
		h.Clean()
	})
}

func TestAClosureClearsTheAlertsThatItMakesUntrueAndTakingItBackMovesTheDatesBack(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Set(*h.Whereabouts(h.Folder).DueAt)
		if sweep(t, h) != 1 {
			t.Fatal("no alert")
		}
		if _, err := h.Service.Close(t.Context(), trackingtest.Admin, on(t, "2026-11-25"), on(t, "2026-11-27"), "Flood"); err != nil {
			t.Fatal(err)
		}
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("it is not overdue any more: %+v", a)
		}
		wantDue(t, h, h.Folder, "2026-11-30")
		list, err := h.Store.Closures(t.Context(), int(on(t, "2026-11-26")))
		if err != nil || len(list) != 2 {
			t.Fatal(list, err)
		}
		for _, c := range list {
			if _, err := h.Service.Reopen(t.Context(), trackingtest.Admin, c.ID); err != nil {
				t.Fatal(err)
			}
		}
		wantDue(t, h, h.Folder, "2026-11-26")
		if _, err := h.Service.Reopen(t.Context(), trackingtest.Admin, list[0].ID); !errors.Is(err, &tracking.Error{Code: "unknown_closure"}) {
			t.Errorf("taken back twice: %v", err)
		}
		h.Clean()
	})
}

// fewWrites is a store that fails after some transactions.
type fewWrites struct {
	tracking.Store
	left int
}

func (s *fewWrites) Write(ctx context.Context, fn func(tracking.Tx) error) error {
	if s.left--; s.left < 0 {
		return errors.New("the disk is full")
	}
	return s.Store.Write(ctx, fn)
}

func TestAClosureThatIsMadeIsToldEvenWhereTheDatesMoveLater(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic) // due Wednesday 25
		once := func() *tracking.Service {
			return tracking.New(&fewWrites{Store: h.Store, left: 1}, h.Rules, h.Clock.Now, h.Events)
		}
		n, err := once().Close(t.Context(), trackingtest.Admin, on(t, "2026-11-25"), on(t, "2026-11-25"), "Snow")
		if err != nil || n != 1 {
			t.Fatalf("the closure stands, and whoever made it is told %d days, %v", n, err)
		}
		sweep(t, h)
		wantDue(t, h, h.Folder, "2026-11-26")
		list, err := h.Store.Closures(t.Context(), int(on(t, "2026-11-23")))
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if c, err := once().Reopen(t.Context(), trackingtest.Admin, list[0].ID); err != nil || c.Holds() {
			t.Errorf("taking it back answers %+v, %v", c, err)
		}
		sweep(t, h)
		wantDue(t, h, h.Folder, "2026-11-25")
		h.Clean()
	})
}

func TestALibraryThatIsClosedForEverIsRefusedAndNothingHangs(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		day, err := on(t, "2026-11-23"), error(nil)
		for i := 0; err == nil && i < 12; i++ {
			_, err = h.Service.Close(t.Context(), trackingtest.Admin, day, day+40, "Rebuilding")
			day += 41
		}
		if !errors.Is(err, tracking.ErrClosedForEver) {
			t.Fatalf("answered %v", err)
		}
		for name, c := range map[string]struct {
			from, to, why, code string
		}{
			"backwards":      {"2026-12-02", "2026-12-01", "Snow", "closure_backwards"},
			"no reason":      {"2026-12-01", "2026-12-01", " ", "reason_missing"},
			"too many":       {"2026-12-01", "2027-03-01", "Snow", "closure_long"},
			"long ago":       {"2026-01-05", "2026-01-05", "Snow", "closure_past"},
			"far ahead":      {"2036-01-05", "2036-01-05", "Snow", "closure_late"},
			"closed already": {"2026-11-28", "2026-11-29", "Snow", "closed_already"},
		} {
			if _, err := h.Service.Close(t.Context(), trackingtest.Admin, on(t, c.from), on(t, c.to), c.why); !errors.Is(err, &tracking.Error{Code: c.code}) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.Service.Close(t.Context(), trackingtest.Librarian, 0, 0, "x"); !errors.Is(err, tracking.ErrForbidden) {
			t.Errorf("a clerk closed the library: %v", err)
		}
	})
}

func TestSeveralProcessesCountWithTheSameClosures(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		other := h.Another(t)
		h.Arrive(h.Folder, h.Clinic)
		var both sync.WaitGroup
		for i, s := range []*tracking.Service{h.Service, other} {
			both.Go(func() {
				day := on(t, "2026-11-24") + calendar.Day(i)
				if _, err := s.Close(t.Context(), trackingtest.Admin, day, day, "Snow"); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		for _, s := range []*tracking.Service{h.Service, other} {
			if _, err := s.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s.Rules().Calendar.Working(on(t, "2026-11-24")) || s.Rules().Calendar.Working(on(t, "2026-11-25")) {
				t.Error("a process does not know of the closures")
			}
		}
		wantDue(t, h, h.Folder, "2026-11-27")
		h.Clock.Forward(time.Minute)
		sweep(t, h)
		wantDue(t, h, h.Folder, "2026-11-27")
		h.Clean()
	})
}

func TestAnExtensionHoldsOverHandOversAndEndsAtHome(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		extend := func(f tracking.Folder, until, why string) error {
			list, err := h.Service.Extend(t.Context(), trackingtest.Librarian, []string{f.Code}, on(t, until), why)
			if err != nil {
				return err
			}
			return list[0].Err
		}
		if err := extend(h.Folder, "2026-12-10", "Still dictating"); err != nil {
			t.Fatal(err)
		}
		wantDue(t, h, h.Folder, "2026-12-10")
		h.Arrive(h.Folder, h.Secretary)
		wantDue(t, h, h.Folder, "2026-12-10")
		for name, c := range map[string]struct {
			folder           tracking.Folder
			until, why, code string
		}{
			"earlier than due": {h.Folder, "2026-11-24", "x", "due_later"},
			"past":             {h.Folder, "2026-11-20", "x", "until_past"},
			"far":              {h.Folder, "2028-01-04", "x", "until_late"},
			"no reason":        {h.Folder, "2026-12-12", "", "reason_missing"},
			"at home":          {h.Volume1, "2026-12-12", "x", "not_out"},
		} {
			if err := extend(c.folder, c.until, c.why); !errors.Is(err, &tracking.Error{Code: c.code}) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.Service.Close(t.Context(), trackingtest.Admin, on(t, "2026-12-10"), on(t, "2026-12-10"), "Audit day"); err != nil {
			t.Fatal(err)
		}
		wantDue(t, h, h.Folder, "2026-12-11")
		h.Arrive(h.Folder, h.Library)
		h.Arrive(h.Folder, h.Clinic)
		wantDue(t, h, h.Folder, "2026-11-25")
		h.Clean()
	})
}

func TestAFolderWhoseHolderHasHadNoLimitSinceIsNotExtendedAndTheOthersAre(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		own, asUsual := 5, -1
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.OtherLibrary.Code, 0, tracking.LocationChange{LoanDays: &own}); err != nil {
			t.Fatal(err)
		}
		h.Arrive(h.Folder, h.OtherLibrary)
		h.Arrive(h.Volume1, h.Clinic)
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.OtherLibrary.Code, 0, tracking.LocationChange{LoanDays: &asUsual}); err != nil {
			t.Fatal(err)
		}
		list, err := h.Service.Extend(t.Context(), trackingtest.Librarian, []string{h.Folder.Code, h.Volume1.Code}, on(t, "2026-12-10"), "Still dictating")
		if err != nil {
			t.Fatal(err)
		}
		if !errors.Is(list[0].Err, &tracking.Error{Code: "not_due"}) || list[1].Err != nil {
			t.Errorf("the one without a limit: %v, the other: %v", list[0].Err, list[1].Err)
		}
		wantDue(t, h, h.Volume1, "2026-12-10")
		h.Clean()
	})
}
