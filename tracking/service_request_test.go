package tracking_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// state is what the database says of a request.
func state(t *testing.T, h *trackingtest.Hospital, id tracking.RequestID) tracking.RequestState {
	t.Helper()
	return requestOf(t, h, id).State
}

func requestOf(t *testing.T, h *trackingtest.Hospital, id tracking.RequestID) (q tracking.Request) {
	t.Helper()
	err := h.Store.Write(t.Context(), func(tx tracking.Tx) error {
		list, err := tx.Requests([]tracking.RequestID{id})
		if err == nil && len(list) == 1 {
			q = list[0]
		}
		return err
	})
	if err != nil || q.ID != id {
		t.Fatalf("request %d: %v", id, err)
	}
	return q
}

func wantState(t *testing.T, h *trackingtest.Hospital, id tracking.RequestID, want tracking.RequestState) {
	t.Helper()
	if got := state(t, h, id); got != want {
		t.Errorf("request %d is %s, want %s", id, got, want)
	}
}

func openRequests(t *testing.T, h *trackingtest.Hospital) int {
	t.Helper()
	return count(t, h, "SELECT COUNT(*) FROM requests WHERE open = ?", true)
}

func TestARequestGoesFromWaitingToFilledByTheScansOfItsFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		if views, err := h.Service.Claim(t.Context(), trackingtest.Librarian, []tracking.RequestID{q.ID}); err != nil || len(views) != 1 || views[0].ClaimedBy != "lee" {
			t.Fatalf("%+v %v", views, err)
		}
		h.Clock.Forward(time.Minute)
		r, err := h.Service.Scan(t.Context(), trackingtest.Librarian, tracking.ScanBatch{Device: "desk", Scans: []tracking.Scan{h.NewScan(h.Folder.Code, h.Library)}})
		if err != nil || !strings.HasSuffix(r[0].Why, "You are pulling it for Clinic B.") {
			t.Errorf("%+v %v", r, err)
		}
		wantState(t, h, q.ID, tracking.RequestPulled)
		h.Events.Take()
		if r := h.Send(h.Folder, h.Library, h.Clinic); !strings.Contains(r.Why, "on its way") {
			t.Error(r.Why)
		}
		wantState(t, h, q.ID, tracking.RequestSent)
		events := h.Events.Take()
		if !slices.ContainsFunc(events, func(e tracking.Event) bool {
			return e.Request != nil && e.Request.State == tracking.RequestSent && e.Request.Location.Code == h.Clinic.Code && e.Request.Folder.Code == h.Folder.Code
		}) {
			t.Errorf("nobody was told: %+v", events)
		}
		if r := h.Arrive(h.Folder, h.Clinic); !strings.Contains(r.Why, "so that request is filled") || r.Class != tracking.Done {
			t.Errorf("%+v", r)
		}
		wantState(t, h, q.ID, tracking.RequestFilled)
		var kinds []string
		for _, kind := range []string{"asked", "claimed", "pulled", "sent", "filled"} {
			if count(t, h, "SELECT COUNT(*) FROM request_events WHERE request_id = ? AND kind = ?", q.ID, kind) == 1 {
				kinds = append(kinds, kind)
			}
		}
		if len(kinds) != 5 {
			t.Errorf("its history has only %v", kinds)
		}
		h.Clean()
	})
}

func TestTheSameNeedAskedTwiceIsOneRequestAndBothAreTold(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 48*time.Hour)
		other := tracking.Actor{Name: "robin", Role: tracking.RoleClinic, Via: "test"}
		ask := tracking.Ask{Folders: []string{h.Folder.Code}, Location: h.Clinic.Code, NeededBy: h.Clock.Now().Add(40 * time.Hour), Reason: tracking.ForAudit}
		asked, err := h.Service.Ask(t.Context(), other, ask)
		if err != nil || !asked[0].Shared || asked[0].View.ID != q.ID {
			t.Fatalf("%+v %v", asked, err)
		}
		if now := requestOf(t, h, q.ID); !now.NeededBy.Equal(ask.NeededBy) {
			t.Errorf("it is needed by the earliest of the two, not %s", now.NeededBy)
		}
		for range 2 { // the same list pasted twice more
			if asked, err := h.Service.Ask(t.Context(), other, ask); err != nil || !asked[0].Shared {
				t.Errorf("%+v %v", asked, err)
			}
		}
		if n := count(t, h, "SELECT COUNT(*) FROM request_asks WHERE request_id = ?", q.ID); n != 2 {
			t.Errorf("%d ask for it", n)
		}
		if v, err := h.Service.CancelRequest(t.Context(), other, q.ID, 0, "Audit postponed."); err != nil || v.State != tracking.RequestWaiting {
			t.Errorf("the other still needs it: %+v %v", v.State, err)
		}
		if v, err := h.Service.CancelRequest(t.Context(), trackingtest.Clerk, q.ID, 0, "Clinic cancelled."); err != nil || v.State != tracking.RequestCancelled || v.StateWhy != "Clinic cancelled." {
			t.Errorf("%+v %v", v, err)
		}
		later := h.Ask(h.Folder, h.Clinic, 48*time.Hour)
		again := h.Ask(h.Folder, h.Clinic, 100*time.Hour)
		if later.ID == q.ID || later.ID == again.ID {
			t.Error("another need is another request")
		}
		h.Clean()
	})
}

func TestAnUndoneArrivalOpensAgainWhatItFilled(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		h.Send(h.Folder, h.Library, h.Clinic)
		h.Clock.Forward(time.Minute)
		arrival := h.NewScan(h.Folder.Code, h.Clinic)
		h.Scan(arrival)
		wantState(t, h, q.ID, tracking.RequestFilled)
		h.Clock.Forward(time.Minute)
		undo := h.NewScan("", h.Clinic)
		undo.Action, undo.Undoes = tracking.Undo, arrival.ID
		if r := h.Scan(undo)[0]; r.Outcome != tracking.Applied {
			t.Fatalf("%+v", r)
		}
		wantState(t, h, q.ID, tracking.RequestSent)
		h.Clean()

		r := h.Arrive(h.Folder, h.Clinic)
		wantState(t, h, q.ID, tracking.RequestFilled)
		again := h.Ask(h.Folder, h.Clinic, 24*time.Hour) // it was taken away unseen
		if _, err := h.Service.Correct(t.Context(), trackingtest.Admin, h.Folder.Code, history(t, h, h.Folder)[0].ID, "It never came."); err != nil {
			t.Fatal(err, r)
		}
		wantState(t, h, q.ID, tracking.RequestCancelled)
		wantState(t, h, again.ID, tracking.RequestSent)
		h.Clean()
	})
}

func TestALateScanFillsNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		h.Clock.Forward(time.Minute)
		late := h.NewScan(h.Folder.Code, h.Clinic)
		h.Clock.Forward(30 * time.Minute)
		h.Arrive(h.Folder, h.Ward)
		if r := h.Scan(late)[0]; r.Outcome != tracking.Late {
			t.Fatalf("%+v", r)
		}
		wantState(t, h, q.ID, tracking.RequestWaiting)
		h.Clean()
	})
}

func TestRequestsFollowTheirFolderThroughWhateverBefallsIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		latest := h.Ask(h.Volume2, h.Clinic, 24*time.Hour)
		asked, err := h.Service.Ask(t.Context(), trackingtest.Clerk, tracking.Ask{Folders: []string{h.Volume2.Code}, Location: h.Ward.Code, NeededBy: h.Clock.Now().Add(time.Hour), Reason: tracking.ForAudit})
		if err != nil {
			t.Fatal(err)
		}
		this := asked[0].View.Request
		next, err := h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Volume2.Code)
		if err != nil {
			t.Fatal(err)
		}
		if q := requestOf(t, h, latest.ID); q.FolderID != next.ID || q.State != tracking.RequestWaiting {
			t.Errorf("a request for the latest volume moves to the new one: %+v", q)
		}
		if q := requestOf(t, h, this.ID); q.FolderID != h.Volume2.ID {
			t.Errorf("a request for this volume stays: %+v", q)
		}

		one := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		if _, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Folder.Code, "Shelf 14."); err != nil {
			t.Fatal(err)
		}
		if q := requestOf(t, h, one.ID); q.HopelessSince == nil {
			t.Error("nobody can fill it now")
		}
		h.Arrive(h.Folder, h.Library)
		if q := requestOf(t, h, one.ID); q.HopelessSince != nil || q.State != tracking.RequestWaiting {
			t.Errorf("it was found: %+v", q)
		}

		both := h.Ask(h.Volume1, h.Clinic, 24*time.Hour)
		lone := h.Ask(h.Volume1, h.Secretary, 24*time.Hour)
		mergePatients(t, h, "H1001", "H1002")
		exec(t, h, "UPDATE folders SET status = 'merged', merged_into_id = ? WHERE id = ?", h.Folder.ID, h.Volume1.ID)
		exec(t, h, "UPDATE alerts SET open = NULL WHERE folder_id = ? AND kind = 'paper'", h.Volume1.ID)
		tidy(t, h)
		wantState(t, h, both.ID, tracking.RequestCancelled)
		if q := requestOf(t, h, lone.ID); q.FolderID != h.Folder.ID || q.State != tracking.RequestWaiting {
			t.Errorf("a merged folder's request asks for the survivor: %+v", q)
		}

		exec(t, h, "UPDATE folders SET status = 'destroyed' WHERE id = ?", h.Folder.ID)
		tidy(t, h)
		wantState(t, h, one.ID, tracking.RequestNotFillable)
		h.Clean()
	})
}

func tidy(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	h.Clock.Forward(2 * time.Minute)
	if _, err := h.Service.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestARequestExpiresByWhenItWasNeededAndNotByWhenItWasMade(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		far, near := h.Ask(h.Folder, h.Clinic, 30*24*time.Hour), h.Ask(h.Volume1, h.Clinic, time.Hour)
		travelling := h.Ask(h.Volume2, h.Clinic, time.Hour)
		h.Send(h.Volume2, h.Library, h.Clinic)
		tidy(t, h)
		wantState(t, h, near.ID, tracking.RequestWaiting)
		h.Clock.Forward(3 * 24 * time.Hour)
		tidy(t, h)
		wantState(t, h, near.ID, tracking.RequestExpired)
		wantState(t, h, far.ID, tracking.RequestWaiting)
		wantState(t, h, travelling.ID, tracking.RequestSent)
		if q := requestOf(t, h, near.ID); q.StateBy != "timer" || q.StateWhy == "" {
			t.Errorf("%+v", q)
		}
		h.Clean()
	})
}

func TestTheLibraryMovesUpGivesUpAndTriesAgainWithReasons(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		lib := trackingtest.Librarian
		first, second := h.Ask(h.Folder, h.Clinic, 2*time.Hour), h.Ask(h.Folder, h.Ward, 5*time.Hour)
		_, err := h.Service.MoveUp(t.Context(), lib, second.ID, 0, " ")
		if tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("a reason is needed: %v", err)
		}
		_, err = h.Service.MoveUp(t.Context(), trackingtest.Clerk, second.ID, 0, "Me first.")
		wantErr(t, err, tracking.ErrForbidden)
		if _, err := h.Service.MoveUp(t.Context(), lib, second.ID, 0, "In theatre now."); err != nil {
			t.Fatal(err)
		}
		h.Arrive(h.Folder, h.Secretary)
		if r := h.Arrive(h.Folder, h.Library); !slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool {
			return n.Code == "wanted_elsewhere" && n.Location == h.Ward.Code
		}) {
			t.Errorf("%+v", r.Notices)
		}
		if _, err := h.Service.Pull(t.Context(), lib, first.ID, 0); err != nil {
			t.Fatal(err)
		}
		_, err = h.Service.MoveUp(t.Context(), lib, first.ID, 0, "Please.")
		wantErr(t, err, tracking.ErrRequestMoving)
		if v, err := h.Service.GiveUp(t.Context(), lib, second.ID, 0, "Torn to pieces."); err != nil || v.State != tracking.RequestNotFillable || v.StateBy != "lee" {
			t.Errorf("%+v %v", v, err)
		}
		if v, err := h.Service.TryAgain(t.Context(), lib, second.ID, 0, "Mended."); err != nil || v.State != tracking.RequestWaiting {
			t.Errorf("%+v %v", v, err)
		}
		if _, err := h.Service.GiveUp(t.Context(), lib, second.ID, 0, "Torn again."); err != nil {
			t.Error(err)
		}
		h.Ask(h.Folder, h.Ward, 5*time.Hour)
		_, err = h.Service.TryAgain(t.Context(), lib, second.ID, 0, "Mended.")
		wantErr(t, err, tracking.ErrAlreadyAsked)
		_, err = h.Service.PutBack(t.Context(), lib, first.ID, 99, "Wrong.")
		wantErr(t, err, tracking.ErrStale)
		h.Clean()
	})
}

func TestOfAllWhoClaimAFolderAtOnceOneHasIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 24*time.Hour)
		ids := []tracking.RequestID{q.ID}
		kim := tracking.Actor{Name: "kim", Role: tracking.RoleLibrary, Via: "test"}
		var holders [crowd]string
		together(func(i int) {
			v, err := h.Service.Claim(t.Context(), tracking.Actor{Name: fmt.Sprint("lib", i), Role: tracking.RoleLibrary, Via: "test"}, ids)
			if err != nil || len(v) != 1 {
				t.Errorf("%+v %v", v, err)
				return
			}
			holders[i] = v[0].ClaimedBy
		})
		for _, holder := range holders {
			if holder != holders[0] || holder == "" {
				t.Errorf("two have it: %v", holders)
			}
		}
		_, err := h.Service.Pull(t.Context(), kim, q.ID, 0)
		wantErr(t, err, tracking.ErrRequestClaimed)
		h.Clock.Forward(time.Hour + time.Second)
		if v, err := h.Service.Claim(t.Context(), kim, ids); err != nil || v[0].ClaimedBy != "kim" {
			t.Errorf("the hour is over: %+v %v", v, err)
		}
		if v, err := h.Service.Release(t.Context(), kim, ids); err != nil || v[0].ClaimedBy != "" {
			t.Errorf("%+v %v", v, err)
		}
		h.Clean()
	})
}

func TestManyClerksWhoAskAtOnceShareOneRequest(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		needed := h.Clock.Now().Add(24 * time.Hour)
		together(func(i int) {
			clerk := tracking.Actor{Name: fmt.Sprint("clerk", i), Role: tracking.RoleClinic, Via: "test"}
			asked, err := h.Service.Ask(t.Context(), clerk, tracking.Ask{Folders: []string{h.Volume1.Code, h.Folder.Code}, Location: h.Clinic.Code, NeededBy: needed, Reason: tracking.ForClinic})
			if err != nil || asked[0].Err != nil || asked[1].Err != nil {
				t.Errorf("%+v %v", asked, err)
			}
		})
		if n := openRequests(t, h); n != 2 {
			t.Errorf("%d requests for two folders", n)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM request_asks"); n != 2*crowd {
			t.Errorf("%d asks", n)
		}
		h.Clean()
	})
}

func TestWhatCannotBeAskedForSaysWhyAndStopsNoOther(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		ask := tracking.Ask{Folders: []string{"F00000000X", h.Folder.Code}, Patients: []string{"H 10-02", "H9"}, Location: h.Clinic.Code, NeededBy: h.Clock.Now().Add(time.Hour), Reason: tracking.ForClinic, Scope: tracking.AllVolumes}
		asked, err := h.Service.Ask(t.Context(), trackingtest.Clerk, ask)
		if err != nil || len(asked) != 5 {
			t.Fatalf("%+v %v", asked, err)
		}
		for i, want := range []error{tracking.ErrUnknownBarcode, nil, nil, nil, tracking.ErrUnknownPatient} {
			wantErr(t, asked[i].Err, want)
		}
		for code, change := range map[string]func(*tracking.Ask){
			"needed_by_past":   func(a *tracking.Ask) { a.NeededBy = h.Clock.Now().Add(-time.Hour) },
			"needed_by_far":    func(a *tracking.Ask) { a.NeededBy = h.Clock.Now().AddDate(10, 0, 0) },
			"unknown_reason":   func(a *tracking.Ask) { a.Reason = "because" },
			"contact_missing":  func(a *tracking.Ask) { a.Urgent = true },
			"location_retired": func(a *tracking.Ask) { a.Location = h.Retired.Code },
			"unknown_location": func(a *tracking.Ask) { a.Location = "L1" },
		} {
			bad := ask
			change(&bad)
			_, err := h.Service.Ask(t.Context(), trackingtest.Clerk, bad)
			wantErr(t, err, &tracking.Error{Code: code})
		}
		saturday := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
		asked, err = h.Service.Ask(t.Context(), trackingtest.Clerk, tracking.Ask{Folders: []string{h.Folder.Code}, Location: h.Ward.Code, NeededBy: saturday, Reason: tracking.ForAdmission})
		if err != nil || len(asked[0].Notices) != 1 || asked[0].Notices[0].Code != "closed_day" {
			t.Errorf("%+v %v", asked, err)
		}
		gone := true
		_, err = h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Clinic.Code, 0, tracking.LocationChange{Retired: &gone})
		wantErr(t, err, tracking.ErrLocationWanted)
		h.Clean()
	})
}

func TestTheWrongVolumeIsToldFromTheOneThatIsWanted(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Ask(h.Volume2, h.Clinic, 24*time.Hour)
		r := h.Arrive(h.Volume1, h.Clinic)
		want := "But it is volume 1, and Clinic B asked for volume 2, " + h.Volume2.Name() + ". Look for that one too."
		if r.Class != tracking.Check || r.Outcome != tracking.Applied || !strings.HasSuffix(r.Message, want) {
			t.Errorf("%+v", r)
		}
		h.Clock.Forward(time.Minute)
		both := h.Scan(h.NewScan(h.Volume1.Code, h.OtherClinic), h.NewScan(h.Volume2.Code, h.Clinic)) // both in one transaction
		if both[0].Class == tracking.Check || both[1].Class == tracking.Check {
			t.Errorf("%+v", both)
		}
		if r := h.Arrive(h.Volume1, h.Clinic); r.Class == tracking.Check {
			t.Errorf("the request is filled: %+v", r)
		}
		h.Clean()
	})
}

func TestARequestIsNotPutOffForAnAppointmentThatNeedsTheFolderEarlier(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := trackingtest.Opening.AddDate(0, 0, 2)
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001")
		q := h.Ask(h.Folder, h.Clinic, starts.Sub(h.Clock.Now())) // the same need: they share a request
		amend := func(to time.Time) error {
			_, err := h.Service.AmendRequest(t.Context(), trackingtest.Clerk, q.ID, 0, tracking.RequestChange{NeededBy: &to})
			return err
		}
		wantErr(t, amend(starts.AddDate(0, 0, 1)), tracking.ErrNeededEarlier)
		if now := requestOf(t, h, q.ID); !now.NeededBy.Equal(starts) {
			t.Errorf("%+v", now)
		}
		if err := amend(starts.Add(-2 * time.Hour)); err != nil {
			t.Fatal(err)
		}
		if now := requestOf(t, h, q.ID); !now.NeededBy.Equal(starts.Add(-2 * time.Hour)) {
			t.Errorf("%+v", now)
		}
		if _, err := h.Service.CancelRequest(t.Context(), trackingtest.Clerk, q.ID, 0, "Seen on the screen."); err != nil {
			t.Fatal(err)
		}
		if now := requestOf(t, h, q.ID); now.State != tracking.RequestWaiting || !now.NeededBy.Equal(starts) {
			t.Errorf("the appointment is left: %+v", now)
		}
		h.Clean()
	})
}

func TestARequestThatWasPutOffStaysSoWhenSomebodyElseTakesTheirsBack(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		q := h.Ask(h.Folder, h.Clinic, 5*time.Hour)
		later := h.Clock.Now().Add(50 * time.Hour)
		if _, err := h.Service.AmendRequest(t.Context(), trackingtest.Clerk, q.ID, 0, tracking.RequestChange{NeededBy: &later}); err != nil {
			t.Fatal(err)
		}
		other := tracking.Ask{Folders: []string{h.Folder.Code}, Location: h.Clinic.Code, NeededBy: later.Add(-time.Hour), Reason: tracking.ForAudit, Scope: tracking.LatestOnly}
		if asked, err := h.Service.Ask(t.Context(), trackingtest.Librarian, other); err != nil || asked[0].View.ID != q.ID {
			t.Fatalf("%+v %v", asked, err)
		}
		if _, err := h.Service.CancelRequest(t.Context(), trackingtest.Librarian, q.ID, 0, "Seen on the screen."); err != nil {
			t.Fatal(err)
		}
		if now := requestOf(t, h, q.ID); now.State != tracking.RequestWaiting || !now.NeededBy.Equal(later) {
			t.Errorf("%+v", now)
		}
		h.Clean()
	})
}

func TestTheRequestOfTwoAppointmentsIsForTheOneThatIsLeftWhenTheOtherIsMoved(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := trackingtest.Opening.AddDate(0, 0, 1)
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001")
		h.Book("S2", h.Clinic, starts.Add(5*time.Hour), tracking.Booked, "H1001")
		q := tracking.RequestID(count(t, h, "SELECT id FROM requests"))
		h.Book("S1", h.Clinic, starts.AddDate(0, 0, 3), tracking.Booked, "H1001")
		if now := requestOf(t, h, q); !now.NeededBy.Equal(starts.Add(5 * time.Hour)) {
			t.Errorf("%+v", now)
		}
		if n := waitingAt(t, h, h.Clinic); n != 2 {
			t.Errorf("%d requests", n)
		}
		h.Clean()
	})
}
