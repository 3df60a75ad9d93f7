package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// farTuesday is more than 5 working days after the tests begin, so its list is not made by itself.
var farTuesday = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

func fullSession(h *trackingtest.Hospital, patients int) (folders []tracking.Folder) {
	var numbers []string
	for i := range patients {
		number := fmt.Sprintf("C%04d", i+1)
		h.AddPatient(number, fmt.Sprintf("Patient%02d", i+1), "Test")
		folders, numbers = append(folders, h.AddFolder(number)), append(numbers, number)
	}
	h.Book("S1", h.Clinic, farTuesday, tracking.Booked, numbers...)
	return folders
}

func TestAWholeSessionIsAskedForFromTheListOfClinicsInOneClick(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		clerk.get("/clinics").has(t, "No clinics set up for you.", `href="/clinics/choose"`)
		clerk.get("/clinics/choose").has(t, "Clinic B", "Clinic C")
		clerk.send("/clinics/choose", "clinic", h.Clinic.Code).has(t, "Your clinics are saved.", "Nobody is booked in your clinics")
		fullSession(h, 24)
		clerk.get("/clinics").has(t, "Tuesday", "1 December 2026", "Request all", "24 not requested", `data-topics="requests:`+h.Clinic.Code)
		done := clerk.send(session(t, h, "S1")+"/request", "from", "list")
		done.has(t, "24 folders are asked for. Library sees this now.", "24 requested", "All requested")
		done.lacks(t, "24 not requested")
		clerk.send(session(t, h, "S1")+"/request", "from", "list").has(t, "everything is asked for already")
		if n := len(openRequests(t, h)); n != 24 {
			t.Errorf("%d requests", n)
		}
		clerk.get("/clinics/choose").has(t, `value="`+h.Clinic.Code+`" checked`)
		clerk.send("/clinics/choose", "clinic", "L9999999").has(t, "There is a problem")
		h.Clean()
	})
}

func TestAClinicsListShowsEachPatientWithTheFoldersAndWhatBecameOfThem(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		folders := fullSession(h, 5)
		page := clerk.get(session(t, h, "S1"))
		page.has(t, "PATIENT01, Test", folders[0].Code, "Not requested", "Main library", "Request all not requested", "Request selected", "5 patients", "Tuesday 1 December, 09:00")
		if strings.Index(page.html, "PATIENT01") > strings.Index(page.html, "PATIENT02") {
			t.Error("the patients are not in clinic order")
		}
		id := func(who string) string { // of the patient's appointment
			_, rest, found := strings.Cut(page.html, who)
			if !found {
				t.Fatalf("%s is not on the list", who)
			}
			_, rest, _ = strings.Cut(rest, `name="one" value="`)
			id, _, _ := strings.Cut(rest, `"`)
			return id
		}
		clerk.send(session(t, h, "S1")+"/request-some").has(t, "Nobody is ticked.")
		clerk.send(session(t, h, "S1")+"/request-some", "patient", id("PATIENT02")).has(t, "1 folder is asked for.", "Requested")
		if list := openRequests(t, h); len(list) != 1 || list[0].FolderID != folders[1].ID {
			t.Fatalf("asked for %+v", list)
		}
		clerk.send(session(t, h, "S1")+"/not-needed", "unneeded", id("PATIENT03")).has(t, "Marked as not needed.", "Seen electronically.", "Needed after all", "1 without folders")
		clerk.send(session(t, h, "S1")+"/request").has(t, "3 folders are asked for.", "4 requested")
		h.Send(folders[0], h.Library, h.Clinic)
		h.Arrive(folders[1], h.Clinic)
		h.Clock.Forward(time.Hour)
		h.AddPatient("C0099", "Latecomer", "Test")
		h.AddFolder("C0099")
		h.Book("S1", h.Clinic, farTuesday.Add(time.Hour), tracking.Overbooked, "C0099")
		h.Book("S1", h.Clinic, farTuesday.Add(30*time.Minute), tracking.CalledOff, "C0004")
		clerk.get(session(t, h, "S1")).has(t, "1 on the way", "1 here", "New since you requested", "Overbooked", "Cancelled")
		h.Clean()
	})
}

func TestWhoHasMovedToAnotherListIsShownOnTheOldOne(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		fullSession(h, 3)
		clerk.send(session(t, h, "S1") + "/request")
		moved := []tracking.Booking{{ID: "S1-C0003", Session: "S2", Clinic: h.OtherClinic.Code, Starts: farTuesday.Add(48 * time.Hour), Patient: "C0003", Status: tracking.Booked}}
		if _, err := h.Service.Book(t.Context(), trackingtest.Clerk, moved); err != nil {
			t.Fatal(err)
		}
		clerk.get(session(t, h, "S1")).has(t, "Moved to another list since", "PATIENT03, Test", "Clinic C", "3 December 2026, 09:00", "2 patients")
		h.Clean()
	})
}

func TestTheVolumesOfAClinicAreChosenAndTheRequestsFollow(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		h.Book("S1", h.Clinic, farTuesday, tracking.Booked, "H1002")
		clerk.get(session(t, h, "S1")).lacks(t, h.Volume1.Code)
		clerk.send(session(t, h, "S1")+"/volumes", "volumes", "all").has(t, "Saved.", h.Volume1.Code, h.Volume2.Code, `value="all" checked`)
		clerk.send(session(t, h, "S1")+"/volumes", "volumes", "some").has(t, "There is a problem")
		clerk.send(session(t, h, "S1")+"/request").has(t, "2 folders are asked for.")
		h.Book("S2", h.Clinic, farTuesday.Add(24*time.Hour), tracking.Booked, "H1002")
		clerk.get(session(t, h, "S2")).has(t, `value="all" checked`)
		h.Clean()
	})
}

func TestLookingAtAClinicsListIsALookAtEveryPatient(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		fullSession(h, 2)
		clerk.get(session(t, h, "S1"))
		if n := looks(t, h, "session.look"); n != 2 {
			t.Errorf("%d looks", n)
		}
	})
}

// looks counts the looks at patients that the audit trail has of an action.
func looks(t *testing.T, h *trackingtest.Hospital, action string) (n int) {
	t.Helper()
	pool, err := h.Store.Pool()
	if err == nil {
		err = pool.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE action = ? AND patient_id IS NOT NULL", action).Scan(&n)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatTheLibraryGaveUpIsAskedForAgainByTheButtonAndWhatHasArrivedIsNot(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		folders := fullSession(h, 3)
		clerk.send(session(t, h, "S1") + "/request")
		for _, v := range openRequests(t, h) {
			if v.FolderID == folders[0].ID {
				if _, err := h.Service.GiveUp(t.Context(), trackingtest.Librarian, v.ID, 0, "At the bindery"); err != nil {
					t.Fatal(err)
				}
			}
		}
		h.Send(folders[1], h.Library, h.Clinic)
		h.Arrive(folders[1], h.Clinic)
		clerk.get(session(t, h, "S1")).has(t, "1 not requested", "1 requested", "1 here")
		clerk.send(session(t, h, "S1")+"/request").has(t, "1 folder is asked for.", "2 requested", "1 here")
		h.Clean()
	})
}

// session is the path of a session's page, by what the appointments system calls it.
func session(t *testing.T, h *trackingtest.Hospital, code string) string {
	t.Helper()
	list, err := h.Store.Sessions(t.Context(), store.SessionList{From: farTuesday.AddDate(0, -1, 0), To: farTuesday.AddDate(0, 1, 0), Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		if v.Code == code {
			return fmt.Sprintf("/clinics/%d", v.ID)
		}
	}
	t.Fatalf("there is no session %s", code)
	return ""
}
