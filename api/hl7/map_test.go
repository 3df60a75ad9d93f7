package hl7

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

var pas = tracking.Actor{Name: "PAS", Role: tracking.RoleFeed, Via: "hl7"}

// sender is a hospital that gets messages. Its map knows ward 7, ward 8 and Clinic B.
type sender struct {
	*trackingtest.Hospital
	t       *testing.T
	mapping Mapping
	ward8   tracking.Location
	n       int
}

func newSender(t *testing.T, h *trackingtest.Hospital) *sender {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	s := &sender{Hospital: h, t: t, ward8: h.AddLocation("Ward 8", tracking.Ward, "", "North")}
	known := map[string]*tracking.Location{"ST1A/W7": &h.Ward, "ST1A/W8": &s.ward8, "ST1A/CLINB": &h.Clinic}
	s.mapping = Mapping{Zone: london,
		Place:  func(_ context.Context, place string) (*tracking.Location, error) { return known[place], nil },
		Booked: h.Store.Booking}
	return s
}

// message is a message of the UK's profile A.3 with segments put in. The event happened, and was told, now.
func (s *sender) message(event, version string, segments ...string) string {
	s.n++
	now := s.Clock.Now().Format("20060102150405")
	kind, trigger, _ := strings.Cut(event, " ")
	lines := []string{fmt.Sprintf(`MSH|^~\&|PAS|RXY01|CASENOTES|RXY01|%s||%s^%s|MSG%05d|P|%s|||AL|NE|GBR|8859/1|EN`, now, kind, trigger, s.n, version)}
	if kind == "ADT" {
		lines = append(lines, fmt.Sprintf("EVN|%s|%s|||CLERK1|%s", trigger, now, now))
	}
	return strings.Join(append(lines, segments...), "\r") + "\r"
}

const (
	okafor = `PID|1||H1001^^^RXY01^MR~9449305552^^^NHS^NH||Okafor^Ngozi^Ada^^Mrs^^L||19800303|F|||1 High Street^^Newtown^^NT1 1AA|||||||||||||||||||N`
	other  = `PID|1||H1002^^^RXY01^MR||O'Brien^Se\XE1\n^^^^^L||19800303|M`
	ward7  = `PV1|1|I|W7^2^04^ST1A|21||||C999998^Smith^J|||300||||19|N||1|V4711^^^RXY01^VN|||||||||||||||||%s||||||||20261123083000`
	ward8  = `PV1|1|I|W8^1^02^ST1A||||||||||||||||V4711^^^RXY01^VN`
)

// leaves is PV1 of a discharge from ward 7 to a destination.
func leaves(destination string) string { return fmt.Sprintf(ward7, destination) }

// tell sends a message, a minute after the last thing that happened, and answers what it did.
func (s *sender) tell(event, version string, segments ...string) (Effect, error) {
	s.t.Helper()
	s.Clock.Forward(time.Minute)
	return s.apply(s.message(event, version, segments...))
}

func (s *sender) apply(raw string) (effect Effect, err error) {
	s.t.Helper()
	m, err := Parse([]byte(raw))
	if err != nil {
		s.t.Fatal(err)
	}
	m.Received = s.Clock.Now()
	err = s.Service.Together(s.t.Context(), func(service *tracking.Service, _ tracking.Tx) (err error) {
		effect, err = s.mapping.Apply(s.t.Context(), service, pas, m)
		return err
	})
	return effect, err
}

// must is tell for messages that must be taken.
func (s *sender) must(event, version string, segments ...string) Effect {
	s.t.Helper()
	e, err := s.tell(event, version, segments...)
	if err != nil {
		s.t.Fatalf("%s: %v", event, err)
	}
	return e
}

// stay is where the patient of a visit is, in words.
func (s *sender) stay(visit string) (words string) {
	s.t.Helper()
	err := s.Store.Write(s.t.Context(), func(tx tracking.Tx) error {
		stay, found, err := tx.LockVisit(visit)
		if words = "unknown"; found {
			words = strings.TrimSpace(fmt.Sprint(stay.Status, " ", stay.Place, " ", stay.Bed))
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return words
}

func (s *sender) wantStay(want string) {
	s.t.Helper()
	if got := s.stay("RXY01/V4711"); got != want {
		s.t.Errorf("the stay is %q, want %q", got, want)
	}
}

// open is how many requests are open for the folder at a place.
func (s *sender) open(f tracking.Folder, p tracking.Location) (n int) {
	s.t.Helper()
	err := s.Store.Write(s.t.Context(), func(tx tracking.Tx) error {
		list, err := tx.RequestsFor([]tracking.FolderID{f.ID})
		n = 0
		for _, q := range list {
			if q.LocationID == p.ID {
				n++
			}
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func each(t *testing.T, test func(s *sender)) {
	t.Helper()
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) { test(newSender(t, h)) })
}

func TestAStayIsToldByItsMessages(t *testing.T) {
	each(t, func(s *sender) {
		for _, step := range []struct{ event, version, pv1, want string }{
			{"ADT A05", "2.4", `PV1|1|P|W7^^^ST1A||||||||||||||||V4711^^^RXY01^VN` + "\r" + `PV2||||||||20261125`, "expected ST1A/W7"},
			{"ADT A38", "2.4", `PV1|1|P|W7^^^ST1A||||||||||||||||V4711^^^RXY01^VN`, "cancelled"},
			{"ADT A14", "2.3", `PV1|1|P|W7^^^ST1A||||||||||||||||V4711^^^RXY01^VN` + "\r" + `PV2||||||||202611251400`, "expected ST1A/W7"},
			{"ADT A27", "2.3", `PV1|1|P|||||||||||||||||V4711^^^RXY01^VN`, "cancelled"},
			{"ADT A01", "2.4", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A11", "2.4", leaves(""), "cancelled"},
			{"ADT A06", "2.5", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A15", "2.5.1", `PV1|1|I|W7^2^04^ST1A||||||||||||||||V4711^^^RXY01^VN` + strings.Repeat("|", 23) + "W8^^^ST1A", "inpatient ST1A/W7 2 04"},
			{"ADT A26", "2.5.1", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A02", "2.3.1", ward8, "inpatient ST1A/W8 1 02"},
			{"ADT A12", "2.3.1", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A21", "2.4", leaves(""), "on_leave ST1A/W7 2 04"},
			{"ADT A22", "2.4", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A16", "2.5", leaves("") + "\r" + `PV2|||||||||20261124`, "inpatient ST1A/W7 2 04"},
			{"ADT A25", "2.5", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A03", "2.4", leaves("19"), "left ST1A/W7 2 04"},
			{"ADT A13", "2.4", leaves(""), "inpatient ST1A/W7 2 04"},
			{"ADT A07", "2.4", leaves(""), "left ST1A/W7 2 04"},
			{"ADT A23", "2.4", leaves(""), "cancelled"},
		} {
			s.must(step.event, step.version, okafor, step.pv1)
			if got := s.stay("RXY01/V4711"); got != step.want {
				s.t.Errorf("after %s the stay is %q, want %q", step.event, got, step.want)
			}
		}
		s.Clean()
	})
}

func TestTheNotesAreAskedForWhereTheMessagesSayThePatientIs(t *testing.T) {
	each(t, func(s *sender) {
		s.must("ADT A01", "2.4", okafor, leaves(""))
		if s.open(s.Folder, s.Ward) != 1 {
			s.t.Error("ward 7 waits for nothing")
		}
		s.must("ADT A02", "2.4", okafor, ward8)
		if s.open(s.Folder, s.Ward) != 0 || s.open(s.Folder, s.ward8) != 1 {
			s.t.Error("the notes do not go on to ward 8")
		}
		s.must("ADT A03", "2.4", okafor, leaves("19"))
		if s.open(s.Folder, s.ward8) != 0 {
			s.t.Error("ward 8 still waits for the notes of a discharged patient")
		}
		s.Clean()
	})
}

func TestTheSameMessageAgainDoesNothingMore(t *testing.T) {
	each(t, func(s *sender) {
		raw := s.message("ADT A01", "2.4", okafor, leaves(""))
		first, err := s.apply(raw)
		if err != nil {
			s.t.Fatal(err)
		}
		before := s.Whereabouts(s.Folder)
		s.Clock.Forward(time.Hour)
		if again, err := s.apply(raw); err != nil || again.Patient != first.Patient {
			s.t.Errorf("%+v %v", again, err)
		}
		if after := s.Whereabouts(s.Folder); after.Patient.Version != before.Patient.Version || after.Version != before.Version || s.open(s.Folder, s.Ward) != 1 {
			s.t.Errorf("%+v, then %+v", before, after)
		}
	})
}

func TestBedsThatAreSwappedMoveBothPatients(t *testing.T) {
	each(t, func(s *sender) {
		second := strings.ReplaceAll(ward8, "V4711", "V4712")
		s.must("ADT A01", "2.4", okafor, leaves(""))
		s.must("ADT A01", "2.4", other, second)
		s.must("ADT A17", "2.4", okafor, ward8, other, strings.ReplaceAll(leaves(""), "V4711", "V4712"))
		s.wantStay("inpatient ST1A/W8 1 02")
		if got := s.stay("RXY01/V4712"); got != "inpatient ST1A/W7 2 04" {
			s.t.Error(got)
		}
		if p := s.Whereabouts(s.Volume2).Patient; p.GivenName != "Seán" {
			s.t.Errorf("%q", p.GivenName)
		}
		s.Clean()
	})
}

func TestADeathIsToldByADischargeOrByThePatient(t *testing.T) {
	dead := func(s *sender) bool { return s.Whereabouts(s.Folder).Patient.DiedOn != nil }
	each(t, func(s *sender) {
		silent := strings.TrimRight(strings.TrimSuffix(okafor, "N"), "|")
		s.must("ADT A01", "2.4", okafor, leaves(""))
		s.must("ADT A03", "2.4", silent, leaves("79"))
		if !dead(s) {
			s.t.Error("a discharge with outcome 79 is no death")
		}
		s.must("ADT A13", "2.4", silent, leaves(""))
		if dead(s) {
			s.t.Error("the discharge was cancelled, and the death stands")
		}
		s.must("ADT A08", "2.4", strings.TrimSuffix(okafor, "|N")+"20261122|Y")
		if !dead(s) {
			s.t.Error("PID-30 says so")
		}
		s.Clock.Forward(24 * time.Hour)
		s.must("ADT A08", "2.4", strings.TrimSuffix(okafor, "N")+"Y")
		s.must("ADT A03", "2.4", silent, leaves("79"))
		if day := s.Whereabouts(s.Folder).Patient.DiedOn; day == nil || day.Day() != 22 {
			s.t.Errorf("messages without a day moved the death to %v", day)
		}
		s.must("ADT A31", "2.4", silent)
		if !dead(s) {
			s.t.Error("a message that says nothing brought them to life")
		}
		s.must("ADT A31", "2.4", okafor)
		if dead(s) {
			s.t.Error("PID-30 says that they live")
		}
		s.Clean()
	})
}

func TestEveryIdentifierAndEveryNameIsTakenIn(t *testing.T) {
	each(t, func(s *sender) {
		e := s.must("ADT A28", "2.4", `PID|1||K500^^^RXY01^MR~K400^^^RXY01^MR~9434765919^^^NHS^NH~88^^^RQX02^MR~MORGA657054SM9IJ^^^DVLA^DL||Reed^Ada^^^^^M~Marsh^Ada^^^^^L|||2|Rivers^Ada`)
		for _, text := range []string{"K500", "K400", "9434765919", "88", "Marsh", "Reed, Ada", "Rivers"} {
			found, err := s.Store.Find(s.t.Context(), tracking.ParseSearch(text, nil, s.Clock.Now()))
			if err != nil || len(found.Patients) != 1 || found.Patients[0].ID != e.Patient || found.Patients[0].FamilyName != "Marsh" || found.Patients[0].Sex != "F" {
				s.t.Errorf("%s finds %+v %v", text, found.Patients, err)
			}
		}
		s.must("ADT A28", "2.3", `PID|1||K600^^^RXY01||Moss^Bo||||||||||||||9449305552`) // an old sender: no type, the NHS number in PID-19
		s.must("ADT A47", "2.4", `PID|1||K601^^^RXY01^MR||Moss^Bo`, `MRG|K600^^^RXY01^MR`)
		for _, text := range []string{"K600", "K601", "9449305552"} {
			if found, err := s.Store.Find(s.t.Context(), tracking.ParseSearch(text, nil, s.Clock.Now())); err != nil || len(found.Patients) != 1 || found.Patients[0].Number != "K601" {
				s.t.Errorf("%s finds %+v %v", text, found.Patients, err)
			}
		}
		s.Clean()
	})
}

func TestVisitsAreMergedAndMoved(t *testing.T) {
	each(t, func(s *sender) {
		s.must("ADT A01", "2.4", okafor, leaves(""))
		s.must("ADT A44", "2.4", other, `MRG|H1001^^^RXY01^MR||||V4711^^^RXY01^VN`)
		if p := s.Whereabouts(s.Volume2).Patient; p.InpatientID == nil {
			s.t.Error("the other patient is no inpatient")
		}
		s.must("ADT A42", "2.4", other, `PV1|1|I|||||||||||||||||V9^^^RXY01^VN`, `MRG|H1002^^^RXY01^MR||||V4711`)
		if a, b := s.stay("RXY01/V9"), s.stay("RXY01/V4711"); a != b || a != "inpatient ST1A/W7 2 04" {
			s.t.Errorf("%q, %q", a, b)
		}
		s.Clean()
	})
}

func TestTwoRecordsAreMergedWhateverWasKnownFirst(t *testing.T) {
	each(t, func(s *sender) {
		find := func(number string) tracking.Patient {
			s.t.Helper()
			found, err := s.Store.Find(s.t.Context(), tracking.ParseSearch(number, nil, s.Clock.Now()))
			if err != nil || len(found.Patients) != 1 {
				s.t.Fatalf("%s finds %+v %v", number, found.Patients, err)
			}
			return found.Patients[0]
		}
		for name, numbers := range map[string][2]string{"both are known": {"H1002", "H1001"}, "neither is": {"K701", "K702"}, "the survivor is": {"H1002", "K703"}} {
			merge := []string{fmt.Sprintf(`PID|1||%s^^^RXY01^MR~%s^^^RXY01^MR||O'Brien^Sean`, numbers[0], numbers[1]), fmt.Sprintf(`MRG|%s^^^RXY01^MR`, numbers[1])}
			e := s.must("ADT A40", "2.4", merge...)
			if again := s.must("ADT A34", "2.3", merge...); again.Patient != e.Patient {
				s.t.Errorf("%s: told again it is %+v, not %+v", name, again, e)
			}
			if a, b := find(numbers[0]), find(numbers[1]); a.ID != b.ID || a.ID != e.Patient {
				s.t.Errorf("%s: %+v, %+v", name, a, b)
			}
		}
		s.must("ADT A28", "2.4", `PID|1||K801^^^RXY01^MR||Moss^Bo`)
		s.must("ADT A40", "2.4", `PID|1||K802^^^RXY01^MR||Moss^Bo`, `MRG|K801^^^RXY01^MR`) // only the one that goes is known
		if p := find("K801"); p.Number != "K802" {
			s.t.Errorf("%+v", p)
		}
		if _, err := s.tell("ADT A40", "2.4", `PID|1||K801^^^RXY01^MR||Moss^Bo`, `MRG|K802^^^RXY01^MR`); !errors.Is(err, tracking.ErrMergeCircle) {
			s.t.Errorf("a merge in a circle: %v", err)
		}
		s.must("ADT A01", "2.4", okafor, leaves("")) // by the number that went: the notes of both are asked for
		if s.open(s.Folder, s.Ward) != 1 || s.open(s.Volume2, s.Ward) != 1 {
			s.t.Error("the notes of the merged patient are not asked for")
		}
		if w := s.Whereabouts(s.Folder); w.Patient.ID == find("H1001").ID {
			s.t.Error("a message merged paper")
		}
		s.Clean()
	})
}

func TestAnotherHospitalsNumberNeverBringsInAPatientOfOurs(t *testing.T) {
	each(t, func(s *sender) {
		ours := s.must("ADT A28", "2.4", `PID|1||88^^^RXY01^MR||Moss^Bo`).Patient
		theirs := s.must("ADT A28", "2.4", `PID|1||K7^^^RXY01^MR~99^^^RQX02^MR||Moss^Cy`).Patient
		into := func(who tracking.PatientID) (head tracking.PatientID) {
			s.t.Helper()
			err := s.Store.Write(s.t.Context(), func(tx tracking.Tx) error {
				kin, err := tx.Kin([]tracking.PatientID{who})
				for _, p := range kin {
					if p.ID == who {
						head = p.Head()
					}
				}
				return err
			})
			if err != nil {
				s.t.Fatal(err)
			}
			return head
		}
		survivor := s.must("ADT A40", "2.4", okafor, `MRG|88^^^RQX02^MR`).Patient
		s.must("ADT A47", "2.4", okafor, `MRG|88^^^RQX02^MR`)
		if into(ours) != ours {
			s.t.Error("our patient 88 went into another for a number of another hospital")
		}
		s.must("ADT A40", "2.4", okafor, `MRG|99^^^RQX02^MR`)
		if into(theirs) != survivor {
			s.t.Error("who has the other hospital's number is not merged")
		}
		s.must("ADT A40", "2.4", okafor, `MRG|88`)
		if into(ours) != survivor {
			s.t.Error("a number without an authority is not ours")
		}
		s.Clean()
	})
}

func TestAnAppointmentIsToldByItsMessages(t *testing.T) {
	booked := func(status string) []string {
		return []string{`SCH|P77^PAS|F77^PAS|||||||||^^20^20261124093000|||||||||||||||` + status, strings.ReplaceAll(okafor, "PID|1|", "PID|1|"), `RGS|1|A`, `AIL|1|A|CLINB^^^ST1A`, `AIP|1|A|C123^Smith`}
	}
	each(t, func(s *sender) {
		want := func(event string, status tracking.AppointmentStatus, open int) {
			s.t.Helper()
			b, found, err := s.mapping.Booked(s.t.Context(), "F77")
			if err != nil || !found || b.Status != status || s.open(s.Folder, s.Clinic) != open {
				s.t.Errorf("after %s it is %+v %v %v, and %d are open", event, b, found, err, s.open(s.Folder, s.Clinic))
			}
		}
		s.must("SIU S12", "2.4", booked("Booked")...)
		want("S12", tracking.Booked, 1)
		moved := booked("Booked")
		moved[0] = strings.ReplaceAll(moved[0], "20261124093000", "20261201140000")
		s.must("SIU S13", "2.4", moved...)
		b, _, _ := s.mapping.Booked(s.t.Context(), "F77")
		if b.Session != s.Clinic.Code+"/2026-12-01/pm/C123" || !b.Starts.Equal(time.Date(2026, 12, 1, 14, 0, 0, 0, time.UTC)) {
			s.t.Errorf("%+v", b)
		}
		s.must("SIU S13", "2.4", booked("Booked")...)
		s.must("SIU S15", "2.5", booked("Cancelled")[:2]...) // without its resources
		want("S15", tracking.CalledOff, 0)
		s.must("SIU S12", "2.5", booked("Booked")...)
		want("S12", tracking.Booked, 1)
		s.must("SIU S26", "2.5", booked("Noshow")[:1]...) // not even the patient
		want("S26", tracking.DidNotAttend, 1)
		s.must("SIU S14", "2.5", append(booked(""), `ZU3|||5`)...)
		want("S14", tracking.Attended, 1)
		s.must("SIU S17", "2.3", booked("")...)
		want("S17", tracking.CalledOff, 0)
		e := s.must("SIU S15", "2.4", strings.ReplaceAll(booked("")[0], "77", "78"), okafor) // nobody knew it
		if !e.Known {
			s.t.Errorf("%+v", e)
		}
		s.Clean()
	})
}

func TestWhatCannotBeTakenSaysWhatToDo(t *testing.T) {
	each(t, func(s *sender) {
		place := func(err error) string {
			if f, ok := errors.AsType[*Fault](err); ok {
				return f.Place
			}
			if e, ok := errors.AsType[*tracking.Error](err); ok {
				return e.Code
			}
			return fmt.Sprint(err)
		}
		for _, c := range []struct {
			name, event string
			segments    []string
			want        string
		}{
			{"no identifier", "ADT A28", []string{`PID|1||||Reed^Ada`}, "patient_number_missing"},
			{"no patient at all", "ADT A01", []string{leaves("")}, "patient_number_missing"},
			{"two patients with one message", "ADT A08", []string{`PID|1||H1001^^^RXY01^MR~H1002^^^RXY01^MR||Okafor^Ngozi`}, "two_patients"},
			{"a death before the birth", "ADT A08", []string{`PID|1||H1001^^^RXY01^MR||Okafor^Ngozi||19800303|F|||||||||||||||||||||19700101|Y`}, "died_before_born"},
			{"a new patient without a name", "ADT A04", []string{`PID|1||K1^^^RXY01^MR`}, "family_name_missing"},
			{"a transfer to nowhere", "ADT A02", []string{okafor, `PV1|1|I|||||||||||||||||V4711^^^RXY01^VN`}, "PV1-3"},
			{"a swap of one bed", "ADT A17", []string{okafor, leaves("")}, "PID"},
			{"a merge with nobody", "ADT A40", []string{okafor}, "MRG-1"},
			{"a change from no number", "ADT A47", []string{okafor}, "MRG-1"},
			{"a merge of one visit", "ADT A42", []string{okafor, leaves("")}, "MRG-5"},
			{"a visit without a number that is moved", "ADT A44", []string{okafor, `MRG|H1002`}, "PV1-19"},
			{"an appointment without a number", "SIU S12", []string{`SCH||`, okafor}, "SCH-2"},
			{"an appointment without a time", "SIU S12", []string{`SCH||F1`, okafor, `AIL|1|A|CLINB^^^ST1A`}, "SCH-11"},
			{"an appointment without a clinic", "SIU S12", []string{`SCH||F1|||||||||^^^20261124093000`, okafor}, "AIL-3"},
			{"an appointment at a place that no map knows", "SIU S12", []string{`SCH||F1|||||||||^^^20261124093000`, okafor, `AIL|1|A|NEW^^^ST1A`}, CodeUnmapped},
		} {
			_, err := s.tell(c.event, "2.4", c.segments...)
			if place(err) != c.want {
				s.t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
		}
		s.Clean()
	})
}

func TestMuchIsTakenAllTheSame(t *testing.T) {
	each(t, func(s *sender) {
		if e := s.must("ADT A99", "2.4", okafor); e.Known {
			s.t.Errorf("an event that is not for us: %+v", e)
		}
		if e := s.must("ADT A28", "2.4", `PID|1||K1^^^RXY01^MR~9449305553^^^NHS^NH||Reed^Ada`); len(e.Notes) != 1 {
			s.t.Errorf("an NHS number that fails its check: %+v", e)
		}
		long := strings.Repeat("x", 300)
		if e := s.must("ADT A28", "2.5", `PID|1||K9^^^RXY01^MR~é`+long+`^^^RQX02^MR||Reed^Ada~`+long+`^`+long+`^^^^^M|||`+long+`|`+long+`^`+long, strings.ReplaceAll(leaves(""), "W7", long)); len(e.Notes) != 1 {
			s.t.Errorf("fields that are far too long: %+v", e)
		}
		s.must("ADT A01", "2.5", `PID|1||K9^^^RXY01^MR||Reed^Ada`, strings.NewReplacer("W7", long, "V4711", long).Replace(leaves("")))
		s.must("ADT A03", "2.4", okafor, leaves("19")) // without an admission
		s.wantStay("left ST1A/W7 2 04")
		s.must("ADT A01", "2.4", other, `PV1|1|I|NEWWARD^1^1^ST1A`) // no visit number, a ward that no map knows
		if got := s.stay("PH1002"); got != "inpatient ST1A/NEWWARD 1 1" {
			s.t.Error(got)
		}
		raw := strings.ReplaceAll(s.message("ADT A01", "2.4", `PID|1||K2^^^RXY01^MR||Rush^Cy||1950`, strings.ReplaceAll(leaves(""), "V4711", "V5")), s.Clock.Now().Format("20060102150405"), s.Clock.Now().Format("20060102"))
		if _, err := s.apply(raw); err != nil { // dates without a time or a zone
			s.t.Error(err)
		}
		if got := s.stay("RXY01/V5"); got != "inpatient ST1A/W7 2 04" {
			s.t.Error(got)
		}
		s.Clean()
	})
}

func TestMessagesOutOfOrderEndAsInOrder(t *testing.T) {
	each(t, func(s *sender) {
		var day []string
		for _, step := range [][]string{{"ADT A01", leaves("")}, {"ADT A02", ward8}, {"ADT A12", leaves("")}, {"ADT A02", ward8}, {"ADT A03", ward8}, {"ADT A13", ward8}} {
			s.Clock.Forward(time.Minute)
			day = append(day, s.message(step[0], "2.4", okafor, step[1]))
		}
		for _, i := range []int{5, 3, 0, 4, 2, 2, 1, 0} {
			if _, err := s.apply(day[i]); err != nil {
				s.t.Fatal(err)
			}
		}
		s.wantStay("inpatient ST1A/W8 1 02")
		if s.open(s.Folder, s.ward8) != 1 || s.open(s.Folder, s.Ward) != 0 {
			s.t.Error("the notes are not asked for where the patient is")
		}
		s.Clean()
	})
}

func TestAClockThatIsAheadFreezesNothing(t *testing.T) {
	each(t, func(s *sender) {
		ahead := func(event string, segments ...string) Effect {
			s.t.Helper()
			raw := s.message(event, "2.4", segments...)
			e, err := s.apply(strings.ReplaceAll(raw, s.Clock.Now().Format("20060102150405"), "20270601120000"))
			if err != nil {
				s.t.Fatal(err)
			}
			return e
		}
		booked := []string{`SCH|P77^PAS|F77^PAS|||||||||^^20^20261124093000`, okafor, `AIL|1|A|CLINB^^^ST1A`}
		if e := ahead("ADT A01", strings.ReplaceAll(okafor, "Okafor", "Okafur"), leaves("")); len(e.Notes) != 1 {
			s.t.Errorf("nobody is told of the clock: %q", e.Notes)
		}
		ahead("SIU S15", booked...)
		s.Clock.Forward(clockAhead)
		s.must("ADT A02", "2.4", okafor, ward8)
		s.must("SIU S12", "2.4", booked...)
		s.wantStay("inpatient ST1A/W8 1 02")
		if p := s.Whereabouts(s.Folder).Patient; p.FamilyName != "Okafor" {
			s.t.Errorf("the patient is called %s still", p.FamilyName)
		}
		if b, _, err := s.mapping.Booked(s.t.Context(), "F77"); err != nil || b.Status != tracking.Booked {
			s.t.Errorf("the appointment is %s: %v", b.Status, err)
		}
		if e := s.must("ADT A08", "2.4", okafor); len(e.Notes) != 0 {
			s.t.Errorf("%q", e.Notes)
		}
		s.Clean()
	})
}

func TestTheTableNamesEveryEventOnce(t *testing.T) {
	var seen []string
	for _, m := range meanings {
		if slices.Contains(seen, m.Event) || m.Means == "" || m.apply == nil {
			t.Errorf("%+v", m.Event)
		}
		seen = append(seen, m.Event)
	}
	for _, event := range strings.Fields("A01 A02 A03 A04 A05 A06 A07 A08 A11 A12 A13 A14 A15 A16 A17 A21 A22 A23 A25 A26 A27 A28 A31 A34 A38 A40 A42 A44 A47") {
		if !slices.Contains(seen, "ADT "+event) {
			t.Errorf("%s is not in the table", event)
		}
	}
	for _, event := range strings.Fields("S12 S13 S14 S15 S16 S17 S26") {
		if !slices.Contains(seen, "SIU "+event) {
			t.Errorf("%s is not in the table", event)
		}
	}
}
