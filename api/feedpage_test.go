package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
)

// rows counts what a query says.
func (s *boardSite) rows(query string) (n int) {
	s.t.Helper()
	pool, err := s.Store.Pool()
	s.must(err)
	s.must(pool.QueryRowContext(s.t.Context(), query).Scan(&n))
	return n
}

// sends takes messages in as if they had come, lines for segments, as of now.
func (s *boardSite) sends(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		now := s.Clock.Now().Format("20060102150405")
		if _, _, err := s.feed.Take(s.t.Context(), []byte(strings.NewReplacer("{now}", now, "\n", "\r").Replace(text))); err != nil {
			s.t.Fatal(err)
		}
	}
}

const (
	nameless = "MSH|^~\\&|PAS|R0A|||{now}||ADT^A08|1|P|2.4||||||8859/1\nPID|1||||Okafor^Ngo\xe8zi"
	inEyes   = "MSH|^~\\&|PAS|R0A|||{now}||SIU^S12|2|P|2.4\nSCH||A77|||||||||^^^20261130090000\nPID|1||H1001^^^R0A^MR||Okafor^Ngozi\nAIL|1||EYES^^^ST1A"
	onWard9  = "MSH|^~\\&|PAS|R0A|||{now}||ADT^A01|3|P|2.4\nPID|1||H1001^^^R0A^MR||Okafor^Ngozi\nPV1|1|I|W9^^^ST1A||||||||||||||||V1"
)

func TestTheInterfaceShowsWhoSendsAndWhatWaitsForAPerson(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RoleSupervisor, "/interface"), "Nothing has been sent yet", "Nothing to look at")
		s.has(s.get(tracking.RoleSupervisor, "/"), `href="/interface"`)
		s.lacks(s.get(tracking.RoleLibrary, "/"), `href="/interface"`)
		s.sends(nameless, inEyes, onWard9)
		s.Clock.Forward(2 * time.Minute)
		page := s.get(tracking.RoleSupervisor, "/interface")
		s.has(page, "PAS R0A", "At once", "Patient brought up to date", "Appointment booked", "2 not mapped", `href="/interface/messages/1"`)
		s.lacks(page, "Okafor", "H1001", "Admitted</a>")
		s.Clock.Forward(2 * time.Hour)
		s.has(s.get(tracking.RoleSupervisor, "/interface"), "Silent")
		for _, path := range []string{"/interface", "/interface/messages/1", "/interface/places"} {
			if a := s.ask(tracking.RoleLibrary, http.MethodGet, path, "", ""); a.code != http.StatusForbidden {
				t.Errorf("%s is shown to the library: %d", path, a.code)
			}
		}
	})
}

func TestAMessageIsLookedAtCorrectedAndApplied(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.sends(nameless, inEyes)
		page := s.get(tracking.RoleSupervisor, "/interface/messages/1")
		s.has(page, "Patient brought up to date", "PID|1||||Okafor^Ngoèzi", "To look at")
		if n := s.rows("SELECT COUNT(*) FROM audit WHERE action = 'feed.look'"); n != 1 {
			t.Errorf("%d looks are in the audit", n)
		}
		send := func(id string, form url.Values) boardAnswer {
			return s.post(tracking.RoleSupervisor, "/interface/messages/"+id, form)
		}
		text := "MSH|^~\\&|PAS|R0A|||20261123090000||ADT^A08|1|P|2.4||||||8859/1\r\nPID|1||%s||Okafor^Ngoèzi"
		for _, wrong := range []string{"", strings.Replace(text, "%s", "H1001^^^R0A^MR~H1002^^^R0A^MR", 1), "<b>nonsense"} {
			a := send("1", url.Values{"act": {"apply"}, "text": {wrong}})
			if a.code != http.StatusUnprocessableEntity && a.code != http.StatusConflict {
				t.Errorf("%q: %d", wrong, a.code)
			}
			s.has(a.body, `href="#text"`, "PID|1||")
		}
		s.has(send("1", url.Values{"act": {"aside"}, "why": {" "}}).body, `href="#why">Say why`)
		if a := send("1", url.Values{"act": {"apply"}, "text": {strings.Replace(text, "%s", "H1001^^^R0A^MR", 1)}}); a.code != http.StatusSeeOther {
			t.Fatalf("%d %s", a.code, a.body)
		}
		if w := s.Whereabouts(s.Folder); w.Patient.GivenName != "Ngoèzi" {
			t.Errorf("the patient is called %s", w.Patient.GivenName)
		}
		s.has(s.get(tracking.RoleSupervisor, "/interface/messages/1"), "Applied", "As it came", "Dealt with")
		if a := send("2", url.Values{"act": {"aside"}, "why": {"A test of theirs."}}); a.code != http.StatusSeeOther {
			t.Errorf("%d %s", a.code, a.body)
		}
		s.has(s.get(tracking.RoleSupervisor, "/interface/messages/2"), "Set aside", "A test of theirs.")
		if a := send("2", url.Values{"act": {"apply"}}); a.code != http.StatusConflict {
			t.Errorf("a message that is set aside is applied: %d", a.code)
		}
		s.has(s.get(tracking.RoleSupervisor, "/interface"), "Nothing to look at")
	})
}

func TestTheAuditSaysWhoseParkedMessageWasLookedAt(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		const both = "MSH|^~\\&|PAS|R0A|||{now}||ADT^A08|4|P|2.4\nPID|1||H1001^^^R0A^MR~H1002^^^R0A^MR||Okafor^Ngozi"
		s.sends(inEyes, both, nameless, strings.Replace(onWard9, "|3|", "|2|", 1))
		looked := func(id string, want int) {
			t.Helper()
			s.get(tracking.RoleSupervisor, "/interface/messages/"+id)
			if n := s.rows("SELECT COUNT(*) FROM audit a JOIN patients p ON p.id = a.patient_id WHERE a.action = 'feed.look' AND p.number = 'H1001' AND a.detail = 'message " + id + "'"); n != want {
				t.Errorf("%d looks at message %s name the patient, want %d", n, id, want)
			}
		}
		looked("1", 1)
		looked("2", 0) // of two patients
		looked("3", 0) // of nobody
		looked("4", 1) // a number used before
		text := "MSH|^~\\&|PAS|R0A|||20261123090000||SIU^S12|1|P|2.4\nSCH||A77\nPID|1||H1001^^^R0A^MR||Okafor^Ngozi"
		if a := s.post(tracking.RoleSupervisor, "/interface/messages/3", url.Values{"act": {"apply"}, "text": {text}}); a.code != http.StatusUnprocessableEntity {
			t.Errorf("%d %s", a.code, a.body)
		}
		looked("3", 2) // corrected, and refused again
	})
}

func TestAPlaceIsMappedAndWhatWaitedForItFollows(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RoleSupervisor, "/interface/places"), "Every place that was named is mapped")
		s.sends(inEyes, onWard9)
		s.has(s.get(tracking.RoleSupervisor, "/interface/places"), "ST1A/EYES", "ST1A/W9")
		send := func(place, location string) boardAnswer {
			return s.post(tracking.RoleSupervisor, "/interface/places", url.Values{"place": {place}, "location": {location}})
		}
		s.has(send("ST1A/W9", "").body, `href="#location">Choose the location`, `value="ST1A/W9"`)
		s.has(send("", s.Ward.Code).body, `href="#place">Enter the place`)
		for place, at := range map[string]tracking.Location{"ST1A/W9": s.Ward, "ST1A/EYES": s.Clinic} {
			if a := send(place, at.Code); a.code != http.StatusSeeOther {
				t.Errorf("%d %s", a.code, a.body)
			}
		}
		if w := s.Whereabouts(s.Folder); w.Patient.InpatientID == nil || *w.Patient.InpatientID != s.Ward.ID {
			t.Error("the patient is not on the ward")
		}
		if n := s.rows("SELECT COUNT(*) FROM appointments WHERE code = 'A77'"); n != 1 {
			t.Error("the appointment is not booked")
		}
		s.lacks(s.get(tracking.RoleSupervisor, "/interface"), "not mapped", "Appointment booked</a>")
		s.has(s.get(tracking.RoleSupervisor, "/interface/places"), `href="/board/`+s.Ward.Code, "Mapped by")
	})
}
