package tracking_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func addPatients(t *testing.T, h *trackingtest.Hospital, rows ...tracking.NewPatient) []tracking.Added[tracking.Patient] {
	t.Helper()
	added, err := h.Service.AddPatients(t.Context(), trackingtest.Admin, rows)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func patient(number, family, given string, previous ...string) tracking.NewPatient {
	return tracking.NewPatient{Patient: tracking.Patient{Number: number, FamilyName: family, GivenName: given}, PreviousNumbers: previous}
}

func find(t *testing.T, h *trackingtest.Hospital, text string) (numbers []string) {
	t.Helper()
	f, err := h.Store.Find(t.Context(), tracking.ParseSearch(text, nil, h.Clock.Now()))
	if err != nil {
		t.Fatalf("find %q: %v", text, err)
	}
	for _, p := range f.Patients {
		numbers = append(numbers, p.Number)
	}
	return numbers
}

func TestEveryNumberOfAPatientFindsThem(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		row := patient("H 2001", "Ó Néill-Smith", "Áine", "OLD 77", "old-78")
		row.NHSNumber, row.Born = "943 476 5919", ptr(time.Date(1950, 12, 31, 0, 0, 0, 0, time.UTC))
		if a := addPatients(t, h, row); a[0].Err != nil {
			t.Fatal(a[0].Err)
		}
		for _, text := range []string{"h2001", "H 2001", "old77", "OLD78", "9434765919", "943 476 5919", "NHS 9434765919", "31/12/1950", "oneill", "O'Neill Smith",
			"aine oneillsmith", "ÓNéill-Smith, áine", "31/12/1950 oneill"} {
			if got := find(t, h, text); len(got) != 1 || got[0] != "H2001" {
				t.Errorf("%q finds %v", text, got)
			}
		}
		for _, text := range []string{"H2002", "é", "%", "_", "' OR 1=1 --", "漢字", "\x00"} {
			if got := find(t, h, text); len(got) != 0 {
				t.Errorf("%q finds %v", text, got)
			}
		}
		h.Clean()
	})
}

func TestABatchOfPatientsKeepsTheGoodRows(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		wrongNHS, nhs, twin := patient("H3", "Adeyemi", "Tunde"), patient("H4", "Khan", "Imran"), patient("H5", "Khan", "Iqra")
		wrongNHS.NHSNumber, nhs.NHSNumber, twin.NHSNumber = "9434765918", "9434765919", "9434765919"
		sex := patient("H6", "Lee", "Kim")
		sex.Sex = "female"
		ancient := patient("H7", "Lee", "Kim")
		ancient.Born = ptr(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC))
		rows := []tracking.NewPatient{patient("H1", "Ng", "Wei"), patient("H1", "Ng", "Wei"), patient("H2", "", "Nobody"), wrongNHS, nhs, twin,
			patient("H1002", "O'Brien", "Seán"), patient("Ü1", "Umlaut", "Number"), patient("H8", "Long", "Before", strings.Repeat("9", 60)),
			patient("H9", "Accent", "Before", "é"), sex, ancient, patient("H10", strings.Repeat("Ж", 200), "=cmd|'/c calc'!A0"),
			patient("H11", strings.Repeat("Ж", 201), ""), patient("H12", "שלום", "<script>alert(1)</script>"), patient(strings.Repeat("1", 33), "Long", "Number")}
		want := map[int]string{1: "number_taken", 2: "family_name_missing", 3: "nhs_number_wrong", 5: "number_taken", 7: "number_wrong", 8: "number_too_long", 9: "number_wrong",
			10: "unknown_sex", 11: "born_too_early", 13: "name_too_long", 15: "number_too_long"}
		for i, a := range addPatients(t, h, rows...) {
			if code := want[i]; code == "" && a.Err != nil || code != "" && !errors.Is(a.Err, &tracking.Error{Code: code}) {
				t.Errorf("row %d: %v, want %q", i, a.Err, code)
			}
		}
		again := addPatients(t, h, rows[0], rows[4])
		if !again[0].Existed || !again[1].Existed || again[0].Err != nil || again[1].Err != nil {
			t.Errorf("imported twice: %+v", again)
		}
		h.Clean()
	})
}

func TestAnImportBringsAKnownPatientUpToDate(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		row := patient("h1001", "Okafor-Bello", "Ngozi")
		row.DiedOn, row.Born = ptr(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)), ptr(time.Date(1980, 3, 3, 0, 0, 0, 0, time.UTC))
		a := addPatients(t, h, row)[0]
		if !a.Existed || a.Row.FamilyName != "Okafor-Bello" || a.Row.Version != 2 || a.Row.DiedOn == nil {
			t.Errorf("%+v", a)
		}
		if a := addPatients(t, h, row)[0]; a.Row.Version != 2 {
			t.Errorf("the same again changes nothing: %+v", a)
		}
		if got := find(t, h, "Okafor Bello"); len(got) != 1 {
			t.Errorf("%v", got)
		}
		clerk := tracking.Actor{Name: "chris", Role: tracking.RoleClinic, Via: "test"}
		h.Clock.Forward(time.Minute)
		r, err := h.Service.Scan(t.Context(), clerk, tracking.ScanBatch{Scans: []tracking.Scan{h.NewScan(h.Folder.Code, h.Clinic)}})
		if err != nil || len(r[0].Notices) == 0 || r[0].Notices[0].Code != "deceased" {
			t.Errorf("%+v %v", r, err)
		}
	})
}

func TestNamesakesAreMarkedHoweverTheyAreSpelt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPatients(t, h, patient("H9", "OBRIEN", "Sean"))
		f := h.AddFolder("H1002")
		r := h.Arrive(f, h.Clinic)
		codes := map[string]bool{}
		for _, n := range r.Notices {
			codes[n.Code] = true
		}
		if !codes["same_name"] {
			t.Errorf("%+v", r.Notices)
		}
	})
}

func TestAPatientIsAmendedOnTheVersionThatWasSeen(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := h.AddPatient("H50", "Patel", "Asha")
		amend := func(version int64, c tracking.PatientChange) (tracking.Patient, error) {
			return h.Service.AmendPatient(t.Context(), trackingtest.Admin, p.ID, version, c)
		}
		_, err := amend(2, tracking.PatientChange{Sex: ptr("F")})
		wantErr(t, err, tracking.ErrStale)
		got, err := amend(1, tracking.PatientChange{Sex: ptr("F"), NHSNumber: ptr("943 476 5919"), Born: &time.Time{}})
		if err != nil || got.Version != 2 || got.Born != nil || got.NHSNumber != "9434765919" {
			t.Errorf("%+v %v", got, err)
		}
		if found := find(t, h, "9434765919"); len(found) != 1 {
			t.Error(found)
		}
		other := h.AddPatient("H51", "Patel", "Bina")
		_, err = h.Service.AmendPatient(t.Context(), trackingtest.Admin, other.ID, 0, tracking.PatientChange{NHSNumber: ptr("9434765919")})
		wantErr(t, err, tracking.ErrNumberTaken)
		_, err = h.Service.AmendPatient(t.Context(), trackingtest.Admin, other.ID+1000, 0, tracking.PatientChange{})
		wantErr(t, err, tracking.ErrUnknownPatient)
		_, err = h.Service.AddPatient(t.Context(), trackingtest.Admin, patient("H50", "Another", "One"))
		wantErr(t, err, tracking.ErrNumberTaken)
		_, err = h.Service.AddPatient(t.Context(), trackingtest.Porter, patient("H52", "Another", "One"))
		wantErr(t, err, tracking.ErrForbidden)
		h.Clean()
	})
}
