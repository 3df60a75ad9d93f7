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

var supervisor = tracking.Actor{Name: "sam", Role: tracking.RoleSupervisor, Via: "test"}

func temporary(t *testing.T, h *trackingtest.Hospital, f tracking.Folder, at tracking.Location) tracking.Folder {
	t.Helper()
	w, err := h.Service.MakeTemporary(t.Context(), supervisor, f.Code, tracking.NewTemporary{Location: at.Code, Why: "Clinic at two."})
	if err != nil {
		t.Fatal(err)
	}
	return w.Folder
}

func TestATemporaryFolderIsMadeUnderAuthorityForAMissingFolderOnly(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		make := func(who tracking.Actor, code string, n tracking.NewTemporary) error {
			_, err := h.Service.MakeTemporary(t.Context(), who, code, n)
			return err
		}
		why := tracking.NewTemporary{Why: "Clinic at two."}
		if err := make(supervisor, h.Folder.Code, why); !errors.Is(err, tracking.ErrNotMissing) {
			t.Errorf("for a folder that is on its shelf: %v", err)
		}
		report(t, h, h.Folder, tracking.MissingReport{})
		for _, who := range []tracking.Actor{trackingtest.Librarian, trackingtest.Clerk, trackingtest.Porter} {
			if err := make(who, h.Folder.Code, why); tracking.KindOf(err) != tracking.Forbidden {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		if err := make(supervisor, h.Folder.Code, tracking.NewTemporary{}); tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := make(supervisor, h.Folder.Code, tracking.NewTemporary{Why: "x", Location: h.Retired.Code}); !errors.Is(err, tracking.ErrLocationRetired) {
			t.Errorf("at a closed location: %v", err)
		}
		if _, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Kind: tracking.KindTemporary, Home: h.Library.Code}); tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("by itself: %v", err)
		}
		made := temporary(t, h, h.Folder, h.Clinic)
		if made.Kind != tracking.KindTemporary || made.Volume != 1 || *made.StandsForID != h.Folder.ID || made.LocationID != h.Clinic.ID || made.HomeID != h.Library.ID || made.OutSince == nil || made.DueAt == nil {
			t.Errorf("%+v", made)
		}
		if err := make(supervisor, h.Folder.Code, why); !errors.Is(err, tracking.ErrTemporaryExists) || !strings.Contains(err.Error(), made.Name()) {
			t.Errorf("a second one: %v", err)
		}
		if err := make(supervisor, made.Code, why); tracking.KindOf(err) != tracking.Conflict {
			t.Errorf("for a temporary folder: %v", err)
		}
		h.Clean()
	})
}

func TestTwoSupervisorsAtOnceMakeOneTemporaryFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		report(t, h, h.Folder, tracking.MissingReport{})
		var both sync.WaitGroup
		faults := make([]error, 4)
		for i := range faults {
			both.Go(func() {
				_, faults[i] = h.Service.MakeTemporary(t.Context(), supervisor, h.Folder.Code, tracking.NewTemporary{Why: "Clinic."})
			})
		}
		both.Wait()
		made := 0
		for _, err := range faults {
			if err == nil {
				made++
			} else if !errors.Is(err, tracking.ErrTemporaryExists) {
				t.Error(err)
			}
		}
		if made != 1 {
			t.Errorf("%d were made", made)
		}
		h.Clean()
	})
}

// Invariant 13.
func TestATemporaryFolderNeverCountsAsTheNotes(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := h.Clock.Now().Add(4 * time.Hour)
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001")
		q := h.Ask(h.Folder, h.Clinic, 4*time.Hour)
		report(t, h, h.Folder, tracking.MissingReport{})
		made := temporary(t, h, h.Folder, h.Library)
		h.Arrive(made, h.Clinic)
		if got := requestOf(t, h, q.ID); got.State != tracking.RequestWaiting || got.HopelessSince == nil {
			t.Errorf("the request for the notes: %+v", got)
		}
		sessions, err := h.Store.Sessions(t.Context(), store.SessionList{From: starts.Add(-time.Hour), To: starts.Add(time.Hour), Limit: 2})
		if err != nil || len(sessions) != 1 {
			t.Fatal(err, len(sessions))
		}
		all, err := h.Store.Readiness(t.Context(), sessions[0])
		if r := all[sessions[0].ID]; err != nil || r.Temporary != 1 || r.Folders[tracking.Here] != 0 || r.Folders[tracking.CannotFind] != 1 || r.Total() != 1 {
			t.Errorf("%+v %v", r, err)
		}
		rows, _, err := h.Store.PullList(t.Context(), h.Library, store.Need{To: starts.Add(24 * time.Hour)})
		for _, r := range rows {
			if r.Folder.ID == made.ID || r.Folder.ID == h.Folder.ID && r.Folder.Custody != tracking.Missing {
				t.Errorf("on the pull list: %+v", r.Folder.Folder)
			}
		}
		if err != nil {
			t.Error(err)
		}
		h.Clock.Forward(30 * 24 * time.Hour)
		sweep(t, h) // the temporary folder is paper too, and late by itself
		late, err := h.Store.Overdue(t.Context(), 0, h.Clock.Now(), store.Cursor{}, 10)
		if err != nil || len(late) != 1 || late[0].Kind != tracking.KindTemporary {
			t.Errorf("%+v %v", late, err)
		}
		h.Clean()
	})
}

func TestWhenTheOriginalIsFoundBothAreToBeMerged(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		report(t, h, h.Folder, tracking.MissingReport{})
		made := temporary(t, h, h.Folder, h.Clinic)
		r := h.Arrive(h.Folder, h.Ward)
		if !strings.Contains(notice(r, "temporary_exists"), made.Name()) || openAlerts(t, h, tracking.MergeAlert) != 1 {
			t.Errorf("%+v, %d alerts", r.Notices, openAlerts(t, h, tracking.MergeAlert))
		}
		h.Arrive(h.Folder, h.Library)
		if n := openAlerts(t, h, tracking.MergeAlert); n != 1 {
			t.Errorf("scanned again, %d are to be merged", n)
		}
		report(t, h, h.Folder, tracking.MissingReport{})
		if n := openAlerts(t, h, tracking.MergeAlert); n != 0 {
			t.Errorf("missing again, %d are to be merged", n)
		}
		h.Clean()
	})
}

func TestAfterAWeekATemporaryFolderMayBecomeTheFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Volume2, h.Clinic, 20*24*time.Hour)
		report(t, h, h.Volume2, tracking.MissingReport{})
		made := temporary(t, h, h.Volume2, h.Library)
		permanent := func(who tracking.Actor, code string) error {
			_, err := h.Service.MakePermanent(t.Context(), who, code, "Not found in a week.")
			return err
		}
		if err := permanent(supervisor, made.Code); tracking.KindOf(err) != tracking.Conflict || !strings.Contains(err.Error(), "30 November") {
			t.Errorf("too early: %v", err)
		}
		h.Clock.Forward(7 * 24 * time.Hour)
		if err := permanent(trackingtest.Librarian, made.Code); tracking.KindOf(err) != tracking.Forbidden {
			t.Errorf("a librarian: %v", err)
		}
		if err := permanent(supervisor, h.Volume1.Code); !errors.Is(err, tracking.ErrNotTemporary) {
			t.Errorf("a folder that is not temporary: %v", err)
		}
		if err := permanent(supervisor, made.Code); err != nil {
			t.Fatal(err)
		}
		now, lost := h.Whereabouts(made), h.Whereabouts(h.Volume2)
		if now.Kind != tracking.KindMain || now.Volume != 2 || now.Status != tracking.Active || lost.Kind != tracking.KindReplaced || lost.Custody != tracking.Missing {
			t.Errorf("%+v\n%+v", now.Folder, lost.Folder)
		}
		if got := requestOf(t, h, q.ID); got.FolderID != made.ID || got.State != tracking.RequestWaiting || got.HopelessSince != nil {
			t.Errorf("who waits: %+v", got)
		}
		if v := caseOf(t, h, h.Volume2); v.State != tracking.SearchEnded || openAlerts(t, h, tracking.MissingAlert) != 0 {
			t.Errorf("%+v", v.MissingCase)
		}
		chosen := tracking.AllVolumes.Choose([]tracking.Folder{h.Whereabouts(h.Volume1).Folder, now.Folder, lost.Folder})
		if len(chosen) != 2 {
			t.Errorf("whoever asks for all volumes gets %d", len(chosen))
		}
		if err := permanent(supervisor, made.Code); !errors.Is(err, tracking.ErrNotTemporary) {
			t.Errorf("a second time: %v", err)
		}
		h.Clean()

		r := h.Arrive(h.Volume2, h.Ward) // it turns up after all, and is known
		if r.Folder.ID != h.Volume2.ID || !strings.Contains(notice(r, "replaced"), made.Name()) || openAlerts(t, h, tracking.MergeAlert) != 1 {
			t.Errorf("%+v", r)
		}
		h.Clean()
	})
}

func TestLoosePapersWaitForTheFolderThatReplacedTheirs(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		report(t, h, h.Folder, tracking.MissingReport{})
		made := temporary(t, h, h.Folder, h.Library)
		if _, err := h.Service.AddLoosePaper(t.Context(), trackingtest.Clerk, h.Folder.Code, "2 letters"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(8 * 24 * time.Hour)
		if _, err := h.Service.MakePermanent(t.Context(), supervisor, made.Code, "Not found in a week."); err != nil {
			t.Fatal(err)
		}
		if now, lost := h.Whereabouts(made), h.Whereabouts(h.Folder); !now.LooseFiling || lost.LooseFiling {
			t.Errorf("loose papers wait for it: %v, for the lost one: %v", now.LooseFiling, lost.LooseFiling)
		}
		h.Arrive(made, h.Library)
		if _, err := h.Service.FileLoosePapers(t.Context(), trackingtest.Librarian, made.Code, true); err != nil {
			t.Error(err)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM loose_papers WHERE filed_at IS NULL OR folder_id <> ?", made.ID); n != 0 {
			t.Errorf("%d papers are not in it", n)
		}
		h.Clean()
	})
}

func TestAFolderThatWasFoundIsNotReplaced(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		report(t, h, h.Folder, tracking.MissingReport{})
		made := temporary(t, h, h.Folder, h.Library)
		h.Clock.Forward(8 * 24 * time.Hour)
		h.Arrive(h.Folder, h.Ward)
		_, err := h.Service.MakePermanent(t.Context(), supervisor, made.Code, "A week.")
		if tracking.KindOf(err) != tracking.Conflict {
			t.Error(err)
		}
		h.Clean()
	})
}
