package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
)

var feeds = tracking.Actor{Name: "PAS", Role: tracking.RoleFeed, Via: "hl7"}

// stays tells of one event of the patient of the hospital's first folder, a minute after the last thing that happened.
func (s *boardSite) stays(kind tracking.StayEventKind, place string, ward *tracking.Location, change ...func(*tracking.StayEvent)) {
	s.t.Helper()
	s.Clock.Forward(time.Minute)
	e := tracking.StayEvent{Visit: "V1", PatientID: s.Whereabouts(s.Folder).PatientID, Kind: kind, At: s.Clock.Now(), ToldAt: s.Clock.Now(), Place: place, Bed: "4"}
	if ward != nil {
		e.WardID = &ward.ID
	}
	for _, c := range change {
		c(&e)
	}
	_, err := s.Service.RecordStay(s.t.Context(), feeds, e)
	s.must(err)
}

func TestAWardShowsItsPatientsAndWhetherTheirFoldersAreThere(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RolePorter, "/wards"), "No patients on any ward")
		s.stays(tracking.Admitted, "W7", &s.Ward)
		wards := s.get(tracking.RolePorter, "/wards")
		s.has(wards, "<bdi>Ward 7</bdi>", "<strong>1</strong>")
		s.lacks(wards, `href="/wards/`, "Okafor")
		ward := s.get(tracking.RoleClinic, "/wards/"+s.Ward.Code)
		s.has(ward, "OKAFOR, Ngozi", "Not here</strong> Main library", `href="/folders/`+s.Folder.Code)
		if a := s.ask(tracking.RolePorter, http.MethodGet, "/wards/"+s.Ward.Code, "", ""); a.code != http.StatusForbidden {
			t.Errorf("a porter sees who is on a ward: %d", a.code)
		}
		s.Arrive(s.Folder, s.Ward)
		s.has(s.get(tracking.RoleClinic, "/wards/"+s.Ward.Code), "Here</strong>")
		s.stays(tracking.PlannedLeaving, "", nil)
		s.stays(tracking.WentOnLeave, "", nil)
		s.has(s.get(tracking.RoleClinic, "/wards/"+s.Ward.Code), "On leave", "To go home on 23 November 2026")
		s.has(s.get(tracking.RoleClinic, "/folders/"+s.Folder.Code), "The patient is on <a href=\"/wards/"+s.Ward.Code)
		s.lacks(s.get(tracking.RolePorter, "/folders/"+s.Folder.Code), "The patient is on")
		patient := "/patients/" + strconv.FormatUint(uint64(s.Whereabouts(s.Folder).PatientID), 10)
		s.has(s.get(tracking.RoleClinic, patient), "Stays in hospital", "Ward 7", "On leave", "The notes must be kept until 23 November 2034 at least")
		s.has(s.get(tracking.RoleClinic, "/api/v1"+patient+"/stays"), `"status":"on_leave"`, `"bed":"4"`)
		s.has(s.get(tracking.RoleClinic, "/api/v1/wards"), `"on_leave":1`)
	})
}

func TestPlacesThatNoMapKnowsAreShownUntilTheyAreMapped(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.stays(tracking.Admitted, "ST1A/PED", nil)
		s.has(s.get(tracking.RoleClinic, "/wards"), "1 patient is at places that the map does not know", `href="/wards/unmapped"`)
		s.lacks(s.get(tracking.RoleClinic, "/wards"), "Map them")
		s.has(s.get(tracking.RoleSupervisor, "/wards"), `<a href="/interface/places">Map them</a>`)
		s.has(s.get(tracking.RoleClinic, "/wards/unmapped"), "OKAFOR, Ngozi", "ST1A/PED 4")
		_, err := s.Service.TakePlace(t.Context(), tracking.Operator("test"), "ST1A/PED", s.Ward.ID)
		s.must(err)
		s.lacks(s.get(tracking.RoleClinic, "/wards"), "the map does not know")
	})
}

func TestADayIsCountedWardByWardAndClinicByClinic(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		due := s.Clock.Now().AddDate(0, 0, 3)
		other := s.AddLocation("Ward 8", tracking.Ward, "", "North")
		s.stays(tracking.Admitted, "W7", &s.Ward)
		s.stays(tracking.Transferred, "W8", &other)
		s.stays(tracking.Discharged, "W8", &other, func(e *tracking.StayEvent) { e.Died = true })
		s.stays(tracking.ExpectedIn, "W7", &s.Ward, func(e *tracking.StayEvent) { e.Visit, e.Due = "V2", &due })
		s.Book("S1", s.Clinic, s.Clock.Now().Add(time.Hour), tracking.Attended, "H1001")
		s.Book("S2", s.Clinic, s.Clock.Now().Add(time.Hour), tracking.DidNotAttend, "H1002")
		page := strings.Join(strings.Fields(s.get(tracking.RolePorter, "/activity")), " ")
		s.has(page, `Admitted</span> 1`, `Moved out</span> 1`, `Moved in</span> 1`, `Died</span> 1`, `Waiting now</span> 1`, `Attended</span> 1`, `Did not attend</span> 1`, `aria-current="page"`)
		s.has(s.get(tracking.RolePorter, "/activity?date=2026-11-20"), "No clinics.", "Nobody was admitted")
		if a := s.ask(tracking.RolePorter, http.MethodGet, "/activity?date=yesterday", "", ""); a.code != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.code)
		}
		s.has(s.get(tracking.RolePorter, "/api/v1/activity?date=2026-11-23&days=2"), `"day":"2026-11-23"`, `"admissions":1`, `"transfers_out":1`, `"deaths":1`, `"attended":1`)
	})
}

func TestARequestForSomebodyWhoHasDiedIsConfirmedOrCancelled(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		q := s.Ask(s.Folder, s.Clinic, 30*time.Hour)
		dead, day := true, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
		_, _, err := s.Service.LearnPatient(t.Context(), feeds, tracking.Told{At: s.Clock.Now(), Numbers: []tracking.PatientNumber{{Type: tracking.HospitalNumber, Number: "H1001"}}, Dead: &dead, DiedOn: &day})
		s.must(err)
		path := "/requests/" + strconv.FormatUint(uint64(q.ID), 10)
		s.has(s.get(tracking.RoleClinic, path), "To be confirmed", "The patient has died", "Still needed</button>")
		s.lacks(s.get(tracking.RolePorter, path), "has died", "Still needed")
		if a := s.ask(tracking.RoleClinic, http.MethodPost, path+"/confirm", "application/x-www-form-urlencoded", "version=2"); a.code != http.StatusSeeOther {
			t.Errorf("%d %s", a.code, a.body)
		}
		s.lacks(s.get(tracking.RoleClinic, path), "Still needed</button>", "To be confirmed</strong>")
	})
}
