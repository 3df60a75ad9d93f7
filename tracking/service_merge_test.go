package tracking_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// patientOf finds who a number is of now.
func patientOf(t testing.TB, h *trackingtest.Hospital, number string) tracking.Patient {
	t.Helper()
	found, err := h.Store.Find(t.Context(), tracking.Search{Number: number})
	if err != nil || len(found.Patients) != 1 {
		t.Fatalf("%s: %+v %v", number, found.Patients, err)
	}
	return found.Patients[0]
}

func record(t testing.TB, h *trackingtest.Hospital, number string) tracking.PatientID {
	t.Helper()
	return tracking.PatientID(count(t, h, "SELECT id FROM patients WHERE number = ?", number))
}

func mergePatients(t testing.TB, h *trackingtest.Hospital, survivor, loser string) {
	t.Helper()
	if _, err := h.Service.MergePatients(t.Context(), trackingtest.Librarian, record(t, h, survivor), record(t, h, loser), "Registered twice."); err != nil {
		t.Fatal(err)
	}
}

func unmergePatients(t testing.TB, h *trackingtest.Hospital, loser string) error {
	t.Helper()
	_, err := h.Service.UnmergePatients(t.Context(), trackingtest.Librarian, record(t, h, loser), "Two people after all.")
	return err
}

func bring(t testing.TB, h *trackingtest.Hospital, f tracking.Folder) tracking.Whereabouts {
	t.Helper()
	h.Arrive(f, h.Library)
	w, err := h.Service.BringTogether(t.Context(), trackingtest.Librarian, f.Code)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func paperAlerts(t testing.TB, h *trackingtest.Hospital) int {
	t.Helper()
	return count(t, h, "SELECT COUNT(*) FROM alerts WHERE kind = 'paper' AND open = 1")
}

func TestBothNumbersOfMergedPatientsFindTheSurvivorAndThePaperStaysAsItIs(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		before := h.Whereabouts(h.Volume1)
		mergePatients(t, h, "H1001", "H1002")
		for _, number := range []string{"H1001", "H1002"} {
			if p := patientOf(t, h, number); p.Number != "H1001" {
				t.Errorf("%s finds %s", number, p.Number)
			}
		}
		for _, q := range []tracking.Search{{Names: []string{"O'Brien"}}, {Names: []string{"Okafor", "Ngozi"}}} {
			if found, err := h.Store.Find(t.Context(), q); err != nil || len(found.Patients) != 1 || found.Patients[0].Number != "H1001" {
				t.Errorf("%v finds %+v %v: both names are on covers", q.Names, found.Patients, err)
			}
		}
		after := h.Whereabouts(h.Volume1)
		if after.Version != before.Version || after.Volume != before.Volume || after.Patient.Number != "H1002" || after.FilingKey != before.FilingKey {
			t.Errorf("nobody has touched the folder, and it changed: %+v", after)
		}
		if n := paperAlerts(t, h); n != 2 {
			t.Errorf("%d alerts for the 2 folders that a person must bring together", n)
		}
		h.Arrive(h.Volume1, h.Clinic)
		if n := paperAlerts(t, h); n != 2 {
			t.Errorf("a scan is no bringing together: %d alerts", n)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE action = 'patient.merge' AND detail = 'Registered twice.'"); n != 2 {
			t.Errorf("%d rows in the audit", n)
		}
		h.Clean()
	})
}

func TestAMergeThatMakesNoSenseIsRefusedInWords(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.AddPatient("H1003", "Okafor", "Ngozi")
		a, b, c := record(t, h, "H1001"), record(t, h, "H1002"), record(t, h, "H1003")
		merge := func(survivor, loser tracking.PatientID) error {
			_, err := h.Service.MergePatients(t.Context(), trackingtest.Librarian, survivor, loser, "Registered twice.")
			return err
		}
		wantErr(t, merge(a, a), tracking.ErrMergeItself)
		wantErr(t, merge(a, 999), tracking.ErrUnknownPatient)
		wantErr(t, merge(999, a), tracking.ErrUnknownPatient)
		wantErr(t, unmergePatients(t, h, "H1002"), tracking.ErrNotMerged)
		noErr(t, merge(a, b))
		wantErr(t, merge(a, b), tracking.ErrAlreadyMerged)
		wantErr(t, merge(c, b), tracking.ErrMergedElsewhere)
		wantErr(t, merge(b, a), tracking.ErrMergeCircle)
		noErr(t, merge(b, c)) // into whoever b is now
		if p := patientOf(t, h, "H1003"); p.ID != a {
			t.Errorf("%+v", p)
		}
		_, err := h.Service.MergePatients(t.Context(), trackingtest.Clerk, a, c, "Registered twice.")
		wantErr(t, err, tracking.ErrForbidden)
		if _, err = h.Service.MergePatients(t.Context(), trackingtest.Librarian, a, c, " "); tracking.KindOf(err) != tracking.Invalid {
			t.Errorf("a reason is needed: %v", err)
		}
		h.Clean()
	})
}

func TestFoldersBroughtTogetherAreTheNextVolumesOfTheSurvivor(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		asked := h.Ask(h.Volume2, h.Clinic, 24*time.Hour)
		mergePatients(t, h, "H1001", "H1002")
		if w := bring(t, h, h.Volume1); w.Volume != 2 || w.Patient.Number != "H1001" || w.Status != tracking.Closed {
			t.Errorf("%+v", w)
		}
		if w := bring(t, h, h.Volume2); w.Volume != 3 || w.Status != tracking.Closed {
			t.Errorf("papers go into the survivor's folder from now on: %+v", w)
		}
		if n := paperAlerts(t, h); n != 0 {
			t.Errorf("%d alerts: all is done", n)
		}
		if q := requestOf(t, h, asked.ID); q.FolderID != h.Volume2.ID || q.State != tracking.RequestWaiting {
			t.Errorf("this very folder was asked for: %+v", q)
		}
		_, err := h.Service.BringTogether(t.Context(), trackingtest.Librarian, h.Volume1.Code)
		wantErr(t, err, tracking.ErrNothingToBring)
		next, err := h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Folder.Code)
		if err != nil || next.Volume != 4 {
			t.Errorf("%+v %v", next, err)
		}
		h.Clean()
	})
}

func TestAMissingFolderIsBroughtTogetherOnlyAfterItWasScanned(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		mergePatients(t, h, "H1001", "H1002")
		_, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Volume1.Code, "Not on its shelf.")
		noErr(t, err)
		_, err = h.Service.BringTogether(t.Context(), trackingtest.Librarian, h.Volume1.Code)
		wantErr(t, err, tracking.ErrMissingNotScanned)
		bring(t, h, h.Volume1)
		h.Clean()
	})
}

func TestAFolderIsBroughtTogetherByWhoeverHasJustScannedIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Volume1, h.Ward)
		mergePatients(t, h, "H1001", "H1002")
		h.Clock.Forward(2 * time.Hour)
		_, err := h.Service.BringTogether(t.Context(), trackingtest.Librarian, h.Volume1.Code)
		wantErr(t, err, tracking.ErrNotBrought)
		h.Send(h.Volume1, h.Ward, h.Library)
		_, err = h.Service.BringTogether(t.Context(), trackingtest.Librarian, h.Volume1.Code)
		wantErr(t, err, tracking.ErrNotBrought)
		if w := bring(t, h, h.Volume1); w.Patient.Number != "H1001" || w.LocationID != h.Library.ID {
			t.Errorf("%+v", w)
		}
		h.Clean()
	})
}

func TestSeparatingRecordsPutsBackWhatWasMovedAndNothingElse(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		tomorrow := trackingtest.Opening.AddDate(0, 0, 1)
		h.Book("S1", h.Clinic, tomorrow, tracking.Booked, "H1002")
		mergePatients(t, h, "H1001", "H1002")
		if n := openRequests(t, h); n != 2 {
			t.Errorf("%d requests: the appointment is of both records now", n)
		}
		h.Book("S2", h.OtherClinic, tomorrow, tracking.Booked, "H1001")
		bring(t, h, h.Volume1)
		bring(t, h, h.Volume2)
		own, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1002", Home: h.Library.Code})
		noErr(t, err)
		if own.Patient.Number != "H1001" || own.Volume != 4 {
			t.Errorf("a folder made now is the survivor's: %+v", own)
		}
		noErr(t, unmergePatients(t, h, "H1002"))
		for i, f := range []tracking.Folder{h.Volume1, h.Volume2} {
			if w := h.Whereabouts(f); w.Patient.Number != "H1002" || w.Volume != i+1 || w.Status != f.Status {
				t.Errorf("%+v", w)
			}
		}
		if w := h.Whereabouts(own.Folder); w.Patient.Number != "H1001" {
			t.Errorf("%+v", w)
		}
		if p := patientOf(t, h, "H1002"); p.Number != "H1002" || p.MergedIntoID != nil {
			t.Errorf("%+v", p)
		}
		if n := paperAlerts(t, h); n != 0 {
			t.Errorf("%d alerts", n)
		}
		whose := func(session string, number string) int {
			return count(t, h, `SELECT COUNT(*) FROM requests r JOIN request_asks a ON a.request_id = r.id AND a.withdrawn_at IS NULL JOIN appointments b ON b.id = a.appointment_id
				JOIN folders f ON f.id = r.folder_id JOIN patients p ON p.id = f.patient_id WHERE r.open = 1 AND b.code LIKE ? AND p.number = ?`, session+"%", number)
		}
		if whose("S1", "H1001") != 0 || whose("S1", "H1002") != 1 || whose("S2", "H1002") != 0 || whose("S2", "H1001") == 0 {
			t.Error("an appointment asks for folders of somebody else")
		}
		mergePatients(t, h, "H1002", "H1001") // and the other way round
		h.Clean()
	})
}

func TestAChainOfMergesLeadsToOneSurvivorAndComesApartInAnyOrder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.AddPatient("H1003", "Okafor", "Ngozi")
		third := h.AddFolder("H1003")
		mergePatients(t, h, "H1002", "H1003")
		mergePatients(t, h, "H1001", "H1002")
		if p := patientOf(t, h, "H1003"); p.Number != "H1001" {
			t.Errorf("%+v", p)
		}
		if w := bring(t, h, third); w.Patient.Number != "H1001" {
			t.Errorf("%+v", w)
		}
		noErr(t, unmergePatients(t, h, "H1002"))
		if p := patientOf(t, h, "H1003"); p.Number != "H1002" {
			t.Errorf("it was merged into that one: %+v", p)
		}
		if w := h.Whereabouts(third); w.Patient.Number != "H1003" {
			t.Errorf("it goes back to where it was: %+v", w)
		}
		h.Clean()
		mergePatients(t, h, "H1001", "H1002")
		bring(t, h, third)
		noErr(t, unmergePatients(t, h, "H1003"))
		if patientOf(t, h, "H1003").Number != "H1003" || patientOf(t, h, "H1002").Number != "H1001" {
			t.Error("only the one that is named comes apart")
		}
		h.Clean()
	})
}

func TestAMergedRecordIsNoNamesake(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.AddPatient("H1003", "Okafor", "Ngozi")
		if !patientOf(t, h, "H1001").Namesake {
			t.Fatal("two patients of one name")
		}
		mergePatients(t, h, "H1001", "H1003")
		if patientOf(t, h, "H1001").Namesake {
			t.Error("they are one")
		}
		noErr(t, unmergePatients(t, h, "H1003"))
		if !patientOf(t, h, "H1001").Namesake || !patientOf(t, h, "H1003").Namesake {
			t.Error("they are two again")
		}
	})
}

func TestAFolderWithTheOldNumberOnItsCoverStandsByThatNumber(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		mergePatients(t, h, "H1001", "H1002")
		w, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1002", Volume: 7, Home: h.Library.Code})
		if err != nil || w.Patient.Number != "H1002" || w.Volume != 7 {
			t.Errorf("%+v %v", w, err)
		}
		added, err := h.Service.AddFolders(t.Context(), trackingtest.Admin, []tracking.NewFolder{{Code: h.Volume1.Code, Patient: "H1002", Home: h.Library.Code}})
		if err != nil || !added[0].Existed {
			t.Errorf("%+v %v", added, err)
		}
		h.Clean()
	})
}

func TestTwoWhoMergeTheSamePatientsEachOtherWayMakeNoRing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for range 5 {
			var wait sync.WaitGroup
			var errs [2]error
			ids := []tracking.PatientID{record(t, h, "H1001"), record(t, h, "H1002")}
			for i := range 2 {
				wait.Go(func() {
					_, errs[i] = h.Service.MergePatients(t.Context(), trackingtest.Librarian, ids[i], ids[1-i], "Registered twice.")
				})
			}
			wait.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs[:]...), tracking.ErrMergeCircle) {
				t.Fatalf("%v", errs)
			}
			h.Clean()
			loser := "H1002"
			if errs[0] != nil {
				loser = "H1001"
			}
			noErr(t, unmergePatients(t, h, loser))
		}
	})
}
