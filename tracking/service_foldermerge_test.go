package tracking_test

import (
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// mergeFolders scans both at a place and merges them.
func mergeFolders(t testing.TB, h *trackingtest.Hospital, at tracking.Location, survivor, loser tracking.Folder) (tracking.Whereabouts, error) {
	t.Helper()
	h.Arrive(survivor, at)
	h.Arrive(loser, at)
	return h.Service.MergeFolders(t.Context(), trackingtest.Librarian, tracking.FolderMerging{Survivor: survivor.Code, Loser: loser.Code, Confirmed: true})
}

func TestTheSurvivorOfAMergeTakesOverWhatBelongsToTheOther(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		yes := true
		_, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Volume1.Code, 0, tracking.FolderChange{Hold: &yes, LooseFiling: &yes})
		noErr(t, err)
		addFormat(t, h)
		_, err = h.Service.AddAlias(t.Context(), trackingtest.Admin, h.Volume1.Code, "OLD111-11")
		noErr(t, err)
		mine := h.Ask(h.Volume2, h.Clinic, 24*time.Hour)
		same, lone := h.Ask(h.Volume1, h.Clinic, 25*time.Hour), h.Ask(h.Volume1, h.Ward, 24*time.Hour)
		h.Clock.Forward(time.Minute)
		w, err := mergeFolders(t, h, h.Secretary, h.Volume2, h.Volume1)
		noErr(t, err)
		if w.Code != h.Volume2.Code || !w.Hold || !w.LooseFiling {
			t.Errorf("%+v", w)
		}
		for _, code := range []string{h.Volume1.Code, "OLD111-11"} {
			if found, known, err := h.Store.FolderByCode(t.Context(), code); err != nil || !known || found.ID != h.Volume2.ID {
				t.Errorf("%s finds %+v %v", code, found, err)
			}
		}
		if codes, err := h.Store.Aliases(t.Context(), h.Volume2.ID); err != nil || !slices.Contains(codes, h.Volume1.Code) || !slices.Contains(codes, "OLD111-11") {
			t.Errorf("%v %v", codes, err)
		}
		wantState(t, h, same.ID, tracking.RequestCancelled)
		wantState(t, h, mine.ID, tracking.RequestWaiting)
		if q := requestOf(t, h, lone.ID); q.FolderID != h.Volume2.ID || q.State != tracking.RequestWaiting {
			t.Errorf("%+v", q)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM request_asks WHERE request_id = ? AND withdrawn_at IS NULL", mine.ID); n != 2 {
			t.Errorf("%d ask: both are told", n)
		}
		if r := h.Arrive(h.Volume1, h.Clinic); r.Folder == nil || r.Folder.ID != h.Volume2.ID || !slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool { return n.Code == "merged" }) {
			t.Errorf("an old label is scanned: %+v", r)
		}
		wantState(t, h, mine.ID, tracking.RequestFilled)
		_, err = mergeFolders(t, h, h.Secretary, h.Volume2, h.Volume1)
		wantErr(t, err, tracking.ErrAlreadyMerged)
		h.Clean()
	})
}

func TestATemporaryFolderEndsByBeingMergedIntoItsOriginal(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Folder.Code, "Not on its shelf.")
		noErr(t, err)
		made, err := h.Service.MakeTemporary(t.Context(), trackingtest.Admin, h.Folder.Code, tracking.NewTemporary{Location: h.Clinic.Code, Why: "Clinic at ten."})
		noErr(t, err)
		_, err = h.Service.MergeFolders(t.Context(), trackingtest.Librarian, tracking.FolderMerging{Survivor: h.Folder.Code, Loser: made.Code, Confirmed: true})
		wantErr(t, err, tracking.ErrMissingNotScanned)
		if _, err := mergeFolders(t, h, h.Clinic, h.Folder, made.Folder); err != nil {
			t.Fatal(err)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM alerts WHERE kind = 'to_merge' AND open = 1"); n != 0 {
			t.Errorf("%d alerts to merge them", n)
		}
		h.Clean()
	})
}

func TestTwoFoldersThatBothHaveATemporaryOneAreMergedAfterOneOfThemIs(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		var made []tracking.Folder
		for _, f := range []tracking.Folder{h.Volume1, h.Volume2} {
			report(t, h, f, tracking.MissingReport{})
			made = append(made, temporary(t, h, f, h.Clinic))
		}
		_, err := mergeFolders(t, h, h.Clinic, h.Volume2, h.Volume1)
		wantErr(t, err, tracking.ErrTwoTemporaries)
		err = h.Service.MayMergeFolders(t.Context(), trackingtest.Librarian, tracking.FolderMerging{Survivor: h.Volume2.Code, Loser: h.Volume1.Code})
		wantErr(t, err, tracking.ErrTwoTemporaries)
		_, err = mergeFolders(t, h, h.Clinic, h.Volume2, made[1])
		noErr(t, err)
		_, err = mergeFolders(t, h, h.Clinic, h.Volume2, h.Volume1)
		noErr(t, err)
		if w := h.Whereabouts(made[0]); w.StandsForID == nil || *w.StandsForID != h.Volume2.ID {
			t.Errorf("what stood in for the one that is gone: %+v", w.Folder)
		}
		h.Clean()
	})
}

func TestAFolderIsMergedAcrossPatientsOnlyOnceTheyAreOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := mergeFolders(t, h, h.Clinic, h.Folder, h.Volume1)
		wantErr(t, err, tracking.ErrTwoSets)
		mergePatients(t, h, "H1001", "H1002")
		if _, err = mergeFolders(t, h, h.Clinic, h.Folder, h.Volume1); err != nil {
			t.Fatal(err)
		}
		if n := paperAlerts(t, h); n != 1 {
			t.Errorf("%d folders are still to be brought together", n)
		}
		wantErr(t, unmergePatients(t, h, "H1002"), tracking.ErrPapersJoined)
		h.Clean()
		if _, err := h.Service.SplitFolders(t.Context(), trackingtest.Librarian, h.Volume1.ID, "Two people after all."); err != nil {
			t.Fatal(err)
		}
		noErr(t, unmergePatients(t, h, "H1002"))
		if w := h.Whereabouts(h.Volume1); w.ID != h.Volume1.ID || w.Status != tracking.Active || w.Location.ID != h.Clinic.ID || w.Patient.Number != "H1002" || w.DueAt == nil {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}
