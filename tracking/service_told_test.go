package tracking_test

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func numbers(hospital ...string) (list []tracking.PatientNumber) {
	for _, n := range hospital {
		list = append(list, tracking.PatientNumber{Type: tracking.HospitalNumber, Number: n})
	}
	return list
}

func learn(t *testing.T, h *trackingtest.Hospital, told tracking.Told) (tracking.Patient, []string) {
	t.Helper()
	p, notes, err := h.Service.LearnPatient(t.Context(), feed, told)
	noErr(t, err)
	return p, notes
}

func TestAPatientIsRegisteredWithAllTheirNumbersAndNames(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		born, sex := time.Date(1975, 5, 6, 0, 0, 0, 0, time.UTC), "F"
		p, notes := learn(t, h, tracking.Told{At: h.Clock.Now(), Numbers: append(numbers("K900", "K100"), tracking.PatientNumber{Type: tracking.NHSNumber, Number: "944 930 5552"}, tracking.PatientNumber{Type: "mr:RXY01", Number: "77"}),
			Names: []tracking.PatientName{{FamilyName: "Marsh", GivenName: "Ada"}, {FamilyName: "Reed", GivenName: "Ada"}}, Born: &born, Sex: &sex})
		if p.Number != "K900" || p.NHSNumber != "9449305552" || p.FamilyName != "Marsh" || p.Sex != "F" || !p.Born.Equal(born) || len(notes) > 0 {
			t.Errorf("%+v %q", p, notes)
		}
		for _, text := range []string{"K100", "K900", "9449305552", "77", "Marsh", "Reed, Ada"} {
			found, err := h.Store.Find(t.Context(), tracking.ParseSearch(text, nil, h.Clock.Now()))
			if err != nil || len(found.Patients) != 1 || found.Patients[0].ID != p.ID {
				t.Errorf("%s finds %+v %v", text, found.Patients, err)
			}
		}
		h.Clean()
	})
}

func TestWhatIsOlderThanWhatIsKnownFillsGapsOnly(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		now, sex, born := h.Clock.Now(), "F", time.Date(1975, 5, 6, 0, 0, 0, 0, time.UTC)
		dead, day := true, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
		newer := tracking.Told{At: now, Numbers: numbers("K2"), Names: []tracking.PatientName{{FamilyName: "Marsh", GivenName: "Ada"}}}
		older := tracking.Told{At: now.Add(-time.Hour), Numbers: numbers("K2"), Names: []tracking.PatientName{{FamilyName: "Reed", GivenName: "Ada"}}, Born: &born, Sex: &sex, Dead: &dead, DiedOn: &day}
		learn(t, h, newer)
		p, _ := learn(t, h, older)
		if p.FamilyName != "Marsh" || p.Sex != "F" || p.Born == nil || p.DiedOn == nil {
			t.Errorf("%+v", p)
		}
		older.Numbers, newer.Numbers = numbers("K3"), numbers("K3")
		learn(t, h, older)
		q, _ := learn(t, h, newer)
		if q.FamilyName != "Marsh" || q.Sex != "F" || q.Born == nil || q.DiedOn == nil || !q.ToldAt.Equal(*p.ToldAt) {
			t.Errorf("in order %+v", q)
		}
		if again, _ := learn(t, h, newer); again.Version != q.Version {
			t.Errorf("told again it is version %d", again.Version)
		}
		h.Clean()
	})
}

func TestANumberThatChangesStillFindsThePatientAndFilesTheFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		order := "terminal_digit"
		_, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Library.Code, 0, tracking.LocationChange{Filing: &order})
		noErr(t, err)
		tidy(t, h)
		p, _ := learn(t, h, tracking.Told{At: h.Clock.Now(), Numbers: numbers("H777", "H1001")})
		if p.Number != "H777" || p.ID != h.Whereabouts(h.Folder).PatientID || p.FamilyName != "Okafor" {
			t.Errorf("%+v", p)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM patient_numbers WHERE patient_id = ? AND current = ?", p.ID, true); n != 1 {
			t.Errorf("%d numbers in use", n)
		}
		h.Clean()
	})
}

func TestBadIdentifiersAreRefusedOrLeftOutWithANote(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		nhs := func(n string) tracking.PatientNumber {
			return tracking.PatientNumber{Type: tracking.NHSNumber, Number: n}
		}
		told := func(change func(*tracking.Told)) tracking.Told {
			told := tracking.Told{At: h.Clock.Now(), Numbers: numbers("K1"), Names: []tracking.PatientName{{FamilyName: "Marsh"}}}
			change(&told)
			return told
		}
		born, died, dead := time.Date(1975, 5, 6, 0, 0, 0, 0, time.UTC), time.Date(1970, 5, 6, 0, 0, 0, 0, time.UTC), true
		for name, c := range map[string]struct {
			told tracking.Told
			want error
		}{
			"no number":                          {told(func(t *tracking.Told) { t.Numbers = nil }), tracking.ErrNoNumber},
			"an NHS number that nobody has":      {told(func(t *tracking.Told) { t.Numbers = []tracking.PatientNumber{nhs("9449305552")} }), tracking.ErrNoNumber},
			"two patients with one":              {told(func(t *tracking.Told) { t.Numbers = numbers("H1001", "H1002") }), tracking.ErrTwoPatients},
			"no name":                            {told(func(t *tracking.Told) { t.Names = nil }), &tracking.Error{Code: "family_name_missing"}},
			"a death before the birth":           {told(func(t *tracking.Told) { t.Born, t.Dead, t.DiedOn = &born, &dead, &died }), &tracking.Error{Code: "died_before_born"}},
			"a number with a line break":         {told(func(t *tracking.Told) { t.Numbers = numbers("K\n1") }), &tracking.Error{Code: "number_wrong"}},
			"a death before the birth, known of": {tracking.Told{At: h.Clock.Now(), Numbers: numbers("H1001"), Dead: &dead, DiedOn: &died}, &tracking.Error{Code: "died_before_born"}},
		} {
			_, _, err := h.Service.LearnPatient(t.Context(), feed, c.told)
			t.Run(name, func(t *testing.T) { wantErr(t, err, c.want) })
		}
		if n := count(t, h, "SELECT COUNT(*) FROM patients"); n != 2 {
			t.Errorf("%d patients", n)
		}
		if p, notes := learn(t, h, told(func(t *tracking.Told) { t.Numbers = append(t.Numbers, nhs("9449305553")) })); p.NHSNumber != "" || len(notes) != 1 {
			t.Errorf("a wrong NHS number: %+v %q", p, notes)
		}
		learn(t, h, told(func(t *tracking.Told) { t.Numbers = append(t.Numbers, nhs("9449305552")) }))
		if p, notes := learn(t, h, told(func(t *tracking.Told) { t.Numbers = append(numbers("K2"), nhs("9449305552")) })); p.NHSNumber != "" || len(notes) != 1 {
			t.Errorf("an NHS number of somebody else: %+v %q", p, notes)
		}
		if p, _ := learn(t, h, tracking.Told{At: h.Clock.Now(), Numbers: []tracking.PatientNumber{nhs("9449305552")}}); p.Number != "K1" {
			t.Errorf("by the NHS number alone it is %+v", p)
		}
		h.Clean()
	})
}

func TestADeathLetsWhatIsAskedForBeConfirmed(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		dead, alive, day := true, false, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		h.Ask(h.Folder, h.Clinic, 30*time.Hour)
		p, _ := learn(t, h, tracking.Told{At: h.Clock.Now(), Numbers: numbers("H1001"), Dead: &dead, DiedOn: &day})
		if p.DiedOn == nil || p.KeepUntil == nil || !p.KeepUntil.Equal(day.AddDate(8, 0, 0)) {
			t.Errorf("%+v", p)
		}
		q := h.Ask(h.Folder, h.OtherClinic, 30*time.Hour)
		if n := count(t, h, "SELECT COUNT(*) FROM requests WHERE open = 1 AND doubt <> ''"); n != 2 {
			t.Errorf("%d to be confirmed", n)
		}
		v, err := h.Service.ConfirmRequest(t.Context(), trackingtest.Clerk, q.ID, 0)
		if err != nil || v.Doubt != "" || v.State != tracking.RequestWaiting {
			t.Errorf("%+v %v", v, err)
		}
		h.Clock.Forward(time.Minute)
		learn(t, h, tracking.Told{At: h.Clock.Now(), Numbers: numbers("H1001"), Dead: &alive})
		if n := count(t, h, "SELECT COUNT(*) FROM requests WHERE open = 1 AND doubt <> ''"); n != 0 {
			t.Errorf("%d to be confirmed of somebody who lives", n)
		}
		h.Clean()
	})
}

func TestADeathWithoutADayMovesNoDeathThatIsKnown(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		dead, day := true, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
		told := func(day time.Time, undated bool) tracking.Patient {
			t.Helper()
			h.Clock.Forward(time.Minute)
			p, _ := learn(t, h, tracking.Told{At: h.Clock.Now(), Numbers: numbers("H1001"), Dead: &dead, DiedOn: &day, Undated: undated})
			return p
		}
		guess := told(day.AddDate(0, 0, 2), true)
		if guess.DiedOn == nil {
			t.Error("a death without a day is none")
		}
		if p := told(day.AddDate(0, 0, 3), true); !p.DiedOn.Equal(*guess.DiedOn) || p.Version != guess.Version {
			t.Errorf("told again without a day it is on %v, version %d", p.DiedOn, p.Version)
		}
		if p := told(day, false); !p.DiedOn.Equal(day) {
			t.Errorf("the day is told, and it is on %v", p.DiedOn)
		}
		q := h.Ask(h.Folder, h.Clinic, 30*time.Hour)
		_, err := h.Service.ConfirmRequest(t.Context(), trackingtest.Clerk, q.ID, 0)
		noErr(t, err)
		if p := told(day.AddDate(0, 0, 3), true); !p.DiedOn.Equal(day) || !p.KeepUntil.Equal(day.AddDate(8, 0, 0)) {
			t.Errorf("it moved to %v, and is kept until %v", p.DiedOn, p.KeepUntil)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM requests WHERE open = 1 AND doubt <> ''"); n != 0 {
			t.Errorf("%d that were confirmed are to be confirmed again", n)
		}
		h.Clean()
	})
}

func TestAnAppointmentToldLateChangesNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		now := h.Clock.Now()
		row := tracking.Booking{ID: "A1", Session: "S1", Clinic: h.Clinic.Code, Starts: now.AddDate(0, 0, 1), Patient: "H1001", Status: tracking.CalledOff, ToldAt: now}
		book := func(row tracking.Booking) tracking.Appointment {
			t.Helper()
			added, err := h.Service.Book(t.Context(), feed, []tracking.Booking{row})
			noErr(t, err)
			noErr(t, added[0].Err)
			return added[0].Row
		}
		book(row)
		row.Status, row.ToldAt = tracking.Booked, now.Add(-time.Hour)
		if a := book(row); a.Status != tracking.CalledOff {
			t.Errorf("%+v", a)
		}
		wantWanted(t, h)
		row.ToldAt = now.Add(time.Minute)
		if a := book(row); a.Status != tracking.Booked {
			t.Errorf("%+v", a)
		}
		wantWanted(t, h, "Clinic B for clinic")
		h.Clean()
	})
}
