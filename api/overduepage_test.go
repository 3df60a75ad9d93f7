package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
)

func TestOverdueFoldersAreGroupedByTheirHolder(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RolePorter, "/overdue"), "Nothing overdue. Checked at 09:01.")
		phone := "5301"
		_, err := s.Service.AmendLocation(t.Context(), tracking.Operator("test"), s.Clinic.Code, 0, tracking.LocationChange{Phone: &phone})
		s.must(err)
		s.Arrive(s.Volume1, s.Clinic)
		s.Arrive(s.Volume2, s.Clinic)
		s.Arrive(s.Folder, s.Secretary)
		s.Clock.Forward(21 * 24 * time.Hour)
		body := s.get(tracking.RolePorter, "/overdue")
		s.has(body, `data-topics="alerts"`, "5301", "25 November 2026", "13 working days late", "Telephone not known")
		if clinic, secretary := strings.Index(body, "Clinic B"), strings.Index(body, "Cardiology secretaries"); clinic > secretary {
			t.Error("the holder of the longest overdue folder is not first")
		}
		held := s.get(tracking.RolePorter, "/overdue/"+s.Clinic.Code)
		s.has(held, s.Volume1.Code, s.Volume2.Code, "Overdue at <bdi>Clinic B</bdi>", "location:"+s.Clinic.Code+" alerts")
		s.lacks(held, s.Folder.Code, "Brien")
		s.has(s.get(tracking.RoleClinic, "/overdue/"+s.Clinic.Code), "O&#39;Brien, S")
	})
}

func TestEveryOverdueFolderOfAHolderIsOnOnePage(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		for i := range 120 {
			number := fmt.Sprintf("H3%03d", i)
			s.AddPatient(number, "Many", "")
			s.Arrive(s.AddFolder(number), s.Clinic)
		}
		s.Clock.Forward(21 * 24 * time.Hour)
		code := regexp.MustCompile(`data-row="([^"]+)"`)
		next := regexp.MustCompile(`href="(/overdue/[^"]+after=[^"]+)"`)
		seen, pages := map[string]int{}, 0
		for path := "/overdue/" + s.Clinic.Code; path != ""; pages++ {
			body := s.get(tracking.RolePorter, path)
			if pages > 0 {
				s.lacks(body, "data-live-region", "board-")
			}
			for _, found := range code.FindAllStringSubmatch(body, -1) {
				seen[found[1]]++
			}
			path = ""
			if found := next.FindStringSubmatch(body); found != nil {
				path = found[1]
			}
		}
		if len(seen) != 120 || pages != 3 {
			t.Errorf("%d folders on %d pages, want 120 on 3", len(seen), pages)
		}
		for folder, times := range seen {
			if times != 1 {
				t.Errorf("folder %s is shown %d times", folder, times)
			}
		}
	})
}

func TestAnAlertIsAcknowledgedByItsButton(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RolePorter, "/alerts"), "Nothing to look at. Checked at 09:01.")
		s.Arrive(s.Volume1, s.Clinic)
		s.Clock.Forward(21 * 24 * time.Hour)
		_, err := s.Service.Sweep(t.Context())
		s.must(err)
		s.lacks(s.get(tracking.RolePorter, "/alerts"), "/acknowledge", "Brien")
		body := s.get(tracking.RoleLibrary, "/alerts?kind=overdue")
		s.has(body, s.Volume1.Code, "O&#39;Brien, S", "Clinic B", "Not yet", `value="overdue"`)
		s.has(s.get(tracking.RoleLibrary, "/alerts?kind=missing"), "Nothing to look at.")
		action := regexp.MustCompile(`action="(/alerts/\d+/acknowledge)"`).FindStringSubmatch(body)
		if action == nil {
			t.Fatal("there is no button")
		}
		if a := s.post(tracking.RolePorter, action[1], nil); a.code != http.StatusForbidden {
			t.Errorf("a porter's acknowledgement answered %d", a.code)
		}
		a := s.post(tracking.RoleLibrary, action[1], url.Values{"kind": {"overdue"}})
		if a.code != http.StatusSeeOther || a.location != "/alerts?kind=overdue" {
			t.Errorf("acknowledging answered %d to %q", a.code, a.location)
		}
		s.has(s.get(tracking.RoleLibrary, "/alerts"), "by <bdi>board.library</bdi>", s.Volume1.Code)
		for path, want := range map[string]int{"/alerts?kind=nonsense": http.StatusNotFound, "/alerts?after=x": http.StatusUnprocessableEntity} {
			if a := s.ask(tracking.RoleLibrary, http.MethodGet, path, "", ""); a.code != want {
				t.Errorf("%s answered %d, want %d", path, a.code, want)
			}
		}
		if a := s.post(tracking.RoleLibrary, "/alerts/x/acknowledge", nil); a.code != http.StatusNotFound {
			t.Errorf("no alert answered %d", a.code)
		}
	})
}
