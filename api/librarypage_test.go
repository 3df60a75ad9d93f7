package api_test

import (
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
