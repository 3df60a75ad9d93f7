package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// sessionID is the session that the appointments system calls so.
func sessionID(t *testing.T, h *trackingtest.Hospital, code string) tracking.SessionID {
	t.Helper()
	return tracking.SessionID(count(t, h, "SELECT id FROM sessions WHERE code = ?", code))
}

func waitingAt(t *testing.T, h *trackingtest.Hospital, at tracking.Location) int {
	t.Helper()
	return count(t, h, "SELECT COUNT(*) FROM requests WHERE open = ? AND location_id = ?", true, at.ID)
}

func TestTheListOfASessionIsMadeFiveWorkingDaysAheadAndLateBookingsFollowAtOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := trackingtest.Opening.AddDate(0, 0, 10) // Thursday of next week: eight working days
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001")
		tidy(t, h)
		if n := openRequests(t, h); n != 0 {
			t.Errorf("%d requests more than five working days ahead", n)
		}
		h.Clock.Set(trackingtest.Opening.AddDate(0, 0, 3)) // Thursday: five working days ahead
		tidy(t, h)
		if n := openRequests(t, h); n != 1 {
			t.Errorf("%d requests on the day of the first list", n)
		}
		tidy(t, h)
		h.Book("S1", h.Clinic, starts.Add(time.Hour), tracking.Overbooked, "H1002")
		if n := openRequests(t, h); n != 2 { // the latest volume only
			t.Errorf("%d requests after a late booking", n)
		}
		if asked, err := h.Service.RequestSession(t.Context(), trackingtest.Clerk, sessionID(t, h, "S1"), tracking.AllVolumes); err != nil || asked != 1 {
			t.Fatalf("%d folders asked for besides: %v", asked, err)
		}
		if n := openRequests(t, h); n != 3 {
			t.Errorf("%d requests for all volumes", n)
		}
		if asked, err := h.Service.RequestSession(t.Context(), trackingtest.Clerk, sessionID(t, h, "S1"), ""); err != nil || asked != 0 || openRequests(t, h) != 3 {
			t.Errorf("asked twice: %d more, %d in all, %v", asked, openRequests(t, h), err)
		}
		h.Book("S2", h.Clinic, starts.AddDate(0, 0, 1), tracking.Booked, "H1002")
		if n := count(t, h, "SELECT COUNT(*) FROM sessions WHERE code = 'S2' AND volumes = 'all'"); n != 1 {
			t.Error("what a clinic wants is remembered")
		}
		h.Clean()
	})
}

func TestAClinicThatWantsTheLatestVolumesAgainTakesBackTheOlderOnesThatNobodyPulled(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Book("S1", h.Clinic, trackingtest.Opening.AddDate(0, 0, 3), tracking.Booked, "H1002")
		id := sessionID(t, h, "S1")
		choose := func(volumes tracking.Scope, open int) {
			t.Helper()
			if err := h.Service.ChooseVolumes(t.Context(), trackingtest.Clerk, id, volumes); err != nil {
				t.Fatal(err)
			}
			if n := openRequests(t, h); n != open {
				t.Errorf("%d requests for volumes: %s", n, volumes)
			}
		}
		if _, err := h.Service.RequestSession(t.Context(), trackingtest.Clerk, id, tracking.AllVolumes); err != nil {
			t.Fatal(err)
		}
		choose(tracking.LatestOnly, 1)
		if n := count(t, h, "SELECT COUNT(*) FROM requests WHERE folder_id = ? AND state = 'cancelled' AND state_why = 'The clinic wants the latest volume only.'", h.Volume1.ID); n != 1 {
			t.Errorf("%d requests for the older volume are taken back", n)
		}
		choose(tracking.AllVolumes, 2)
		h.Send(h.Volume1, h.Library, h.Clinic)
		choose(tracking.LatestOnly, 2) // it is on its way
		h.Clean()
	})
}

func TestRequestsFollowTheirAppointments(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := trackingtest.Opening.AddDate(0, 0, 2)
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001", "H1002")
		h.Book("S9", h.OtherClinic, starts.Add(2*time.Hour), tracking.Booked, "H1001")
		if n := openRequests(t, h); n != 3 {
			t.Fatalf("%d requests", n)
		}
		q := tracking.RequestID(count(t, h, "SELECT id FROM requests WHERE folder_id = ? AND location_id = ?", h.Folder.ID, h.Clinic.ID))
		if _, err := h.Service.Pull(t.Context(), trackingtest.Librarian, q, 0); err != nil {
			t.Fatal(err)
		}
		moved := starts.AddDate(0, 0, 1)
		if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, []tracking.Booking{{ID: "S1-H1001", Session: "S3", Clinic: h.Clinic.Code, Starts: moved, Patient: "H1001", Status: tracking.Booked}}); err != nil {
			t.Fatal(err)
		}
		if now := requestOf(t, h, q); now.State != tracking.RequestPulled || !now.NeededBy.Equal(moved) {
			t.Errorf("a moved appointment moves its request: %+v", now)
		}
		h.Book("S3", h.Clinic, moved, tracking.Booked, "H1002")
		h.Book("S1", h.Clinic, starts, tracking.CalledOff, "H1002")
		if n := waitingAt(t, h, h.Clinic); n != 2 {
			t.Errorf("%d wait at Clinic B: one need of two sessions ends with both", n)
		}
		if err := h.Service.NotNeeded(t.Context(), trackingtest.Clerk, tracking.AppointmentID(count(t, h, "SELECT id FROM appointments WHERE code = 'S3-H1002'")), "seen on the screen"); err != nil {
			t.Fatal(err)
		}
		if n := waitingAt(t, h, h.Clinic); n != 1 {
			t.Errorf("%d wait at Clinic B after one is not needed", n)
		}
		h.Send(h.Folder, h.Library, h.Clinic)
		if err := h.Service.CancelSession(t.Context(), trackingtest.Clerk, sessionID(t, h, "S3")); err != nil {
			t.Fatal(err)
		}
		if now := requestOf(t, h, q); now.State != tracking.RequestCancelled || now.StateWhy != "The session was cancelled." {
			t.Errorf("%+v", now)
		}
		if r := h.Arrive(h.Folder, h.Clinic); len(r.Notices) == 0 || r.Notices[len(r.Notices)-1].Location != h.OtherClinic.Code {
			t.Errorf("the folder that was on its way is routed on: %+v", r.Notices)
		}
		if err := h.Service.ReinstateSession(t.Context(), trackingtest.Clerk, sessionID(t, h, "S3")); err != nil || waitingAt(t, h, h.Clinic) != 1 {
			t.Errorf("%d %v", waitingAt(t, h, h.Clinic), err)
		}
		h.Clean()
	})
}

func TestAFilledRequestIsNotMadeAgainByTheNextList(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Book("S1", h.Clinic, trackingtest.Opening.AddDate(0, 0, 3), tracking.Booked, "H1001")
		h.Arrive(h.Folder, h.Clinic)
		for range 4 {
			h.Clock.Forward(23 * time.Hour)
			tidy(t, h)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM requests"); n != 1 {
			t.Errorf("%d requests", n)
		}
		h.Clean()
	})
}

func TestAppointmentsOfMergedPatientsAskForAllTheirFolders(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		mergePatients(t, h, "H1001", "H1002")
		h.Book("S1", h.Clinic, trackingtest.Opening.AddDate(0, 0, 1), tracking.Booked, "H1001")
		if n := openRequests(t, h); n != 2 {
			t.Errorf("%d requests for the latest volumes of both sets", n)
		}
		h.Book("S1", h.Clinic, trackingtest.Opening.AddDate(0, 0, 1), tracking.Booked, "H1002")
		if n := openRequests(t, h); n != 2 {
			t.Errorf("%d requests: the two are one person", n)
		}
		h.Clean()
	})
}

func TestABadBookingStopsNoOther(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		good := tracking.Booking{ID: "A1", Session: "S1", Clinic: h.Clinic.Code, Starts: trackingtest.Opening.AddDate(0, 0, 1), Patient: "H 1001", Status: tracking.Booked}
		with := func(change func(*tracking.Booking)) tracking.Booking {
			row := good
			row.ID = "A2"
			change(&row)
			return row
		}
		added, err := h.Service.Book(t.Context(), trackingtest.Clerk, []tracking.Booking{
			good,
			with(func(b *tracking.Booking) { b.Patient = "H9" }),
			with(func(b *tracking.Booking) { b.Clinic = "L1" }),
			with(func(b *tracking.Booking) { b.Clinic = h.Retired.Code }),
			with(func(b *tracking.Booking) { b.Status = "maybe" }),
			with(func(b *tracking.Booking) { b.Starts = time.Time{} }),
			with(func(b *tracking.Booking) { b.Session = "" }),
			with(func(b *tracking.Booking) { b.ID = "é" }),
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []error{nil, tracking.ErrUnknownPatient, tracking.ErrUnknownLocation, tracking.ErrLocationRetired, &tracking.Error{Code: "unknown_status"},
			&tracking.Error{Code: "starts_missing"}, &tracking.Error{Code: "session_id"}, &tracking.Error{Code: "appointment_id"}} {
			wantErr(t, added[i].Err, want)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM appointments"); n != 1 {
			t.Errorf("%d appointments", n)
		}
		if added, err := h.Service.Book(t.Context(), trackingtest.Clerk, []tracking.Booking{good}); err != nil || !added[0].Existed {
			t.Errorf("%+v %v", added, err)
		}
		h.Clean()
	})
}

func TestANewFilingOrderIsWrittenOnEveryFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		order := "terminal_digit"
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Library.Code, 0, tracking.LocationChange{Filing: &order}); err != nil {
			t.Fatal(err)
		}
		tidy(t, h)
		if n := count(t, h, "SELECT COUNT(*) FROM folders WHERE filing_key LIKE 't%'"); n != 3 {
			t.Errorf("%d folders are filed by terminal digit", n)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM refilings"); n != 0 {
			t.Errorf("%d libraries are still to be refiled", n)
		}
		h.Clean()
		if _, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{Home: &h.OtherLibrary.Code}); err != nil {
			t.Fatal(err)
		}
		h.Clean()
	})
}

func TestAnAppointmentMovedToTheTimeOfAnotherIsStillAskedForWhenThatOneIsCancelled(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := trackingtest.Opening.AddDate(0, 0, 2)
		other := starts.AddDate(0, 0, 2)
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001")
		h.Book("S2", h.Clinic, other, tracking.Booked, "H1001")
		moved := []tracking.Booking{{ID: "S1-H1001", Session: "S3", Clinic: h.Clinic.Code, Starts: other.Add(time.Hour), Patient: "H1001", Status: tracking.Booked}}
		if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, moved); err != nil {
			t.Fatal(err)
		}
		if n := waitingAt(t, h, h.Clinic); n != 1 {
			t.Errorf("%d requests for one need", n)
		}
		h.Book("S2", h.Clinic, other, tracking.CalledOff, "H1001")
		if n := waitingAt(t, h, h.Clinic); n != 1 {
			t.Errorf("%d requests for the appointment that is left", n)
		}
		h.Clean()
	})
}

func TestAnAppointmentUnderANewNumberIsAskedForThoughTheOldOneIsCancelledWithIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		starts := trackingtest.Opening.AddDate(0, 0, 2)
		h.Book("S1", h.Clinic, starts.Add(time.Hour), tracking.Booked, "H1001")
		rows := []tracking.Booking{
			{ID: "new", Session: "S1", Clinic: h.Clinic.Code, Starts: starts, Patient: "H1001", Status: tracking.Booked},
			{ID: "S1-H1001", Session: "S1", Clinic: h.Clinic.Code, Starts: starts.Add(time.Hour), Patient: "H1001", Status: tracking.CalledOff},
		}
		if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, rows); err != nil {
			t.Fatal(err)
		}
		if n := waitingAt(t, h, h.Clinic); n != 1 {
			t.Errorf("%d requests for the appointment that is left", n)
		}
		h.Clean()
	})
}

func TestAnAppointmentMovedIntoASessionThatIsNotAskedForYetTakesItsRequestBackWhenItIsCancelled(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Book("S1", h.Clinic, trackingtest.Opening.AddDate(0, 0, 2), tracking.Booked, "H1001")
		move := tracking.Booking{ID: "S1-H1001", Session: "S2", Clinic: h.Clinic.Code, Starts: trackingtest.Opening.AddDate(0, 0, 23), Patient: "H1001", Status: tracking.Booked}
		for _, to := range []struct {
			status tracking.AppointmentStatus
			open   int
		}{{tracking.Booked, 1}, {tracking.CalledOff, 0}} {
			move.Status = to.status
			if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, []tracking.Booking{move}); err != nil {
				t.Fatal(err)
			}
			if n := waitingAt(t, h, h.Clinic); n != to.open {
				t.Errorf("%d requests for an appointment that is %s", n, to.status)
			}
		}
		h.Clean()
	})
}

func TestARequestThatIsJoinedWhileAFileIsTakenInEndsWithTheAppointmentsOfThatFile(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		row := func(id string, day, hour int, status tracking.AppointmentStatus) tracking.Booking {
			return tracking.Booking{ID: id, Session: "S-" + id, Clinic: h.Clinic.Code, Starts: trackingtest.Opening.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour), Patient: "H1001", Status: status}
		}
		// The afternoon shares the request of the morning. It is less than a day before the other appointment, and the morning is not: so where
		// the morning ends, the two requests are one.
		for _, file := range [][]tracking.Booking{
			{row("morning", 1, 0, tracking.Booked)},
			{row("next day", 2, 4, tracking.Booked)},
			{row("afternoon", 1, 6, tracking.Booked)},
			{row("morning", 1, 0, tracking.CalledOff), row("afternoon", 1, 6, tracking.CalledOff)},
		} {
			if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, file); err != nil {
				t.Fatal(err)
			}
		}
		if n := waitingAt(t, h, h.Clinic); n != 1 {
			t.Errorf("%d requests for the next day", n)
		}
		if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, []tracking.Booking{row("next day", 2, 4, tracking.CalledOff)}); err != nil {
			t.Fatal(err)
		}
		if n := waitingAt(t, h, h.Clinic); n != 0 {
			t.Errorf("%d requests for nobody", n)
		}
		h.Clean()
	})
}
