package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"casenotes/tracking"
)

func TestALibrarysOverdueListIsOfItsOwnFolders(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Folder, s.Clinic)
		s.Clock.Forward(21 * 24 * time.Hour)
		s.has(s.get(tracking.RoleLibrary, "/library/"+s.Library.Code+"/overdue"), s.Folder.Code, "Clinic B", "working days late")
		s.has(s.get(tracking.RoleLibrary, "/library/"+s.OtherLibrary.Code+"/overdue"), "Nothing overdue.")
		s.has(s.get(tracking.RoleLibrary, "/library/"+s.Library.Code), `/overdue"><span class="app-figures__number">1</span>`)
	})
}

func TestWhatAScanningPageKeepsOfAListHasNoNames(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		q := s.Ask(s.Volume1, s.Clinic, 3*time.Hour)
		lee := tracking.Actor{Name: "board.library", Role: tracking.RoleLibrary}
		path := "/api/v1/requests/pulling?library=" + s.Library.Code
		s.has(s.get(tracking.RoleLibrary, path), `"items":[]`)
		_, err := s.Service.Claim(t.Context(), lee, []tracking.RequestID{q.ID})
		s.must(err)
		mine := s.get(tracking.RoleLibrary, path)
		s.has(mine, s.Volume1.Code, "Clinic B", "today 12:01")
		s.lacks(mine, "Brien", "H1002", "1980")
		s.has(s.get(tracking.RoleSupervisor, path), `"items":[]`)
		s.Clock.Forward(61 * time.Minute)
		s.has(s.get(tracking.RoleLibrary, path), `"items":[]`)

		_, err = s.Service.Pull(t.Context(), lee, q.ID, 0)
		s.must(err)
		going := s.get(tracking.RoleLibrary, "/api/v1/requests/outgoing?library="+s.Library.Code)
		s.has(going, s.Volume1.Code, "Clinic B")
		s.lacks(going, "Brien", "H1002")
		for _, path := range []string{path, "/api/v1/requests/outgoing?library=" + s.Library.Code} {
			if a := s.ask(tracking.RolePorter, http.MethodGet, path, "", ""); a.code != http.StatusForbidden {
				t.Errorf("a porter gets %s: %d", path, a.code)
			}
			if a := s.ask(tracking.RoleLibrary, http.MethodGet, path+"X", "", ""); a.code != http.StatusNotFound {
				t.Errorf("no library answered %d", a.code)
			}
		}
	})
}

func TestNotOnShelfTakesItsReasonAndHowLongAgo(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		q := s.Ask(s.Folder, s.Clinic, 3*time.Hour)
		path := fmt.Sprintf("/api/v1/requests/%d/not-on-shelf", q.ID)
		say := func(role tracking.Role, path, body string) int {
			return s.ask(role, http.MethodPost, path, "application/json", body).code
		}
		for body, want := range map[string]int{`{"reason":"lost"}`: 422, `{}`: 422, `{"reason":"not_there","seconds_ago":-1}`: 422, `{"reason":"not_there","seconds_ago":99999999}`: 422} {
			if got := say(tracking.RoleLibrary, path, body); got != want {
				t.Errorf("%s answered %d", body, got)
			}
		}
		if got := say(tracking.RolePorter, path, `{"reason":"not_there"}`); got != 403 {
			t.Errorf("a porter: %d", got)
		}
		if got := say(tracking.RoleLibrary, "/api/v1/requests/999/not-on-shelf", `{"reason":"not_there"}`); got != 404 {
			t.Errorf("no request: %d", got)
		}
		s.Clock.Forward(time.Minute)
		s.Arrive(s.Folder, s.Library)
		s.Clock.Forward(time.Minute)
		if got := say(tracking.RoleLibrary, path, `{"reason":"not_there","seconds_ago":110}`); got != 200 || s.Whereabouts(s.Folder).Custody != tracking.At {
			t.Errorf("it was scanned since: %d, %s", got, s.Whereabouts(s.Folder).Custody)
		}
		if got := say(tracking.RoleLibrary, path, `{"reason":"not_there","seconds_ago":5}`); got != 200 || s.Whereabouts(s.Folder).Custody != tracking.Missing {
			t.Errorf("it is searched for: %d, %s", got, s.Whereabouts(s.Folder).Custody)
		}
	})
}
