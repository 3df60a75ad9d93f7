package api

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// pullNumbers are the ids of the rows of a pull list, in their order.
func pullNumbers(a pageAnswer) (codes []string) {
	for _, m := range regexp.MustCompile(`<tr class="nhsuk-table__row" role="row" data-row="request \d+"[^>]*>[\s\S]*?/folders/(\w+)"`).FindAllStringSubmatch(a.html, -1) {
		codes = append(codes, m[1])
	}
	return codes
}

func TestAPullListIsInShelfOrderAndSaysWhoElseWaits(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		v := enter(tracking.RoleLibrary)
		list := "/library/" + h.Library.Code + "/pull"
		v.get(list).has(t, "Nothing to pull. Checked at 09:01.", "Pull list: today and what is late")
		h.Ask(h.Volume2, h.Clinic, 4*time.Hour)
		h.Ask(h.Folder, h.Clinic, 3*time.Hour)
		h.Ask(h.Folder, h.OtherClinic, 5*time.Hour)
		h.Ask(h.Volume1, h.Ward, 30*time.Hour)
		a := v.get(list)
		a.has(t, "3 folders to pull.", "today 12:01", "Clinic B", "Okafor, N", "Clinic C, today 14:01", `data-topics="requests:`+h.Library.Code+`"`, "Destroy after use")
		if got := fmt.Sprint(pullNumbers(a)); got != fmt.Sprint([]string{h.Folder.Code, h.Folder.Code, h.Volume2.Code}) {
			t.Errorf("the list is %s", got)
		}
		v.get(list+"?date=2026-11-24").has(t, "Pull list: Tuesday 24 November 2026", h.Volume1.Code, `action="`+list+`?date=2026-11-24"`, `/chase?date=2026-11-24"`)
		v.get(strings.Replace(list, "/pull", "/chase", 1)+"?date=2026-11-24").has(t, `href="`+list+`?date=2026-11-24"`)
		for path, status := range map[string]int{"?date=tomorrow": 422, "?session=x": 404, "?session=99": 404, "?date=2026-13-40": 422, "?part=x": 200, "?part=-4": 200} {
			if got := v.get(list + path); got.status != status {
				t.Errorf("%s answered %d, want %d", path, got.status, status)
			}
		}
		if got := v.get("/library/" + h.Clinic.Code + "/pull"); got.status != 404 {
			t.Errorf("a clinic has a pull list: %d", got.status)
		}
		if got := v.send(list, "do", "burn"); got.status != 422 {
			t.Errorf("an unknown action answered %d", got.status)
		}
		for _, role := range []tracking.Role{tracking.RolePorter, tracking.RoleClinic, tracking.RoleGovernance} {
			other := enter(role)
			for _, path := range []string{"/library", "/library/" + h.Library.Code, list, list[:len(list)-5] + "/chase", list[:len(list)-5] + "/pulled"} {
				if got := other.get(path); got.status != 403 {
					t.Errorf("%s as %s answered %d", path, role, got.status)
				}
			}
		}
		audit, err := h.Store.Pool()
		if err != nil {
			t.Fatal(err)
		}
		var looks int
		if err := audit.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE action = 'request.pull_list' AND actor = 'page-library'").Scan(&looks); err != nil || looks < 3 {
			t.Errorf("%d looks at a pull list were written down: %v", looks, err)
		}
	})
}

func TestOfTwoClerksOnlyOneHasAFolderToPull(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		lee, sam := enter(tracking.RoleLibrary), enter(tracking.RoleSupervisor)
		list := "/library/" + h.Library.Code + "/pull"
		q := h.Ask(h.Folder, h.Clinic, 3*time.Hour)
		if _, err := h.Service.Claim(t.Context(), tracking.Actor{Name: "page-library", Role: tracking.RoleLibrary}, []tracking.RequestID{q.ID}); err != nil {
			t.Fatal(err)
		}
		lee.get(list).has(t, "You are pulling this, 09:01", "Give back my 1")
		sam.get(list).has(t, "Being pulled by a colleague, 09:01")
		sam.get(list).lacks(t, "Give back")
		sam.send(list, "do", "print").has(t, "Colleagues have claimed it all.")
		lee.send(list, "do", "release").has(t, "1 folder is free for colleagues again.")
		printed := sam.send(list, "do", "print")
		printed.has(t, "Printed by <bdi>page-supervisor</bdi>", "Destroy after use", "app-bars")
		lee.get(list).has(t, "Being pulled by a colleague, 09:01")
		h.Clock.Forward(61 * time.Minute)
		lee.get(list).lacks(t, "Being pulled")
	})
}

func TestPaperSaysWhatIsNewAndWhatIsToBeCrossedOff(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleLibrary)
		list := "/library/" + h.Library.Code + "/pull"
		v.send(list, "do", "update").has(t, "This list was not printed yet.")
		first, second := h.Ask(h.Folder, h.Clinic, 3*time.Hour), h.Ask(h.Volume1, h.Clinic, 3*time.Hour)
		whole := v.send(list, "do", "print")
		whole.has(t, "2 lines on 1 page", h.Folder.Name(), h.Volume1.Name())
		if !strings.HasPrefix(whole.path, "/library/"+h.Library.Code+"/prints/") {
			t.Fatalf("printing leads to %s", whole.path)
		}
		v.get(list).has(t, "On paper since 23 November 2026, 09:01", "Nothing has changed since.")
		v.send(list, "do", "update").has(t, "Nothing is new since the last print.")

		h.Ask(h.Volume2, h.Ward, 4*time.Hour)
		if _, err := h.Service.CancelRequest(t.Context(), trackingtest.Clerk, first.ID, 0, "Seen by telephone."); err != nil {
			t.Fatal(err)
		}
		v.get(list).has(t, "New since you printed: 1 to add, 1 to cross off.")
		update := v.send(list, "do", "update")
		update.has(t, "What is new on the pull list", "<strong>Add</strong>", "<strong>Cross off</strong>", "Cancelled. Seen by telephone.", h.Volume2.Name(), h.Folder.Name())
		update.lacks(t, h.Volume1.Name())
		v.get(list).has(t, "Nothing has changed since.")

		if _, err := h.Service.Pull(t.Context(), tracking.Actor{Name: "page-library", Role: tracking.RoleLibrary}, second.ID, 0); err != nil {
			t.Fatal(err)
		}
		v.get(list).has(t, "Nothing has changed since.", "1 pulled, to send")
		h.Ask(h.Folder, h.OtherClinic, 5*time.Hour)
		h.Arrive(h.Volume2, h.Secretary)
		v.get(list).has(t, "New since you printed: 1 to add, 1 to cross off.")
		v.send(list, "do", "update").has(t, "It is at Cardiology secretaries.")
		v.get(whole.path).has(t, "2 lines on 1 page")
		for _, path := range []string{"/library/" + h.OtherLibrary.Code + whole.path[strings.Index(whole.path, "/prints/"):], "/library/" + h.Library.Code + "/prints/x", "/library/" + h.Library.Code + "/prints/999"} {
			if got := v.get(path); got.status != 404 {
				t.Errorf("%s answered %d", path, got.status)
			}
		}
	})
}

func TestAPrintedPageHas25LinesAndABaySendsOnlyItsOwn(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleLibrary)
		for i := range 26 {
			number := fmt.Sprintf("H5%03d", i)
			h.AddPatient(number, "Many", "Mo")
			h.Ask(h.AddFolder(number), h.Clinic, 3*time.Hour)
		}
		shelved := h.Folder
		home := h.Shelf.Code
		if _, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, shelved.Code, 0, tracking.FolderChange{Home: &home}); err != nil {
			t.Fatal(err)
		}
		h.Ask(shelved, h.Clinic, 3*time.Hour)
		list := "/library/" + h.Library.Code + "/pull"
		v.send(list, "do", "print", "bay", h.Shelf.Code).has(t, "1 line on 1 page", shelved.Name())
		whole := v.send(list, "do", "print")
		whole.has(t, "27 lines on 2 pages", "Shelf 14")
		if n := strings.Count(whole.html, `<section class="app-paper"`); n != 2 {
			t.Errorf("there are %d sheets", n)
		}
	})
}

func TestTheWorkQueueCountsWhatItsListsShow(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleLibrary)
		libraries := v.get("/library")
		libraries.has(t, "Which library do you work in?", "Main library", "South library", "Riverside store")
		h.Ask(h.Folder, h.Clinic, 3*time.Hour)
		pulled := h.Ask(h.Volume1, h.Clinic, 3*time.Hour)
		lee := tracking.Actor{Name: "page-library", Role: tracking.RoleLibrary}
		if _, err := h.Service.Pull(t.Context(), lee, pulled.ID, 0); err != nil {
			t.Fatal(err)
		}
		home := h.Shelf.Code
		if _, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Volume2.Code, 0, tracking.FolderChange{Home: &home}); err != nil {
			t.Fatal(err)
		}
		lost := h.AddFolder("H1001")
		if _, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, lost.Code, "Shelf 14"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(5 * time.Minute)
		base := "/library/" + h.Library.Code
		home1 := v.get(base)
		for path, n := range map[string]int{"/pull": 1, "/pulled": 1, "/to-file": 1, "/missing": 1, "/overdue": 0} {
			home1.has(t, fmt.Sprintf(`href="%s%s"><span class="app-figures__number">%d</span>`, base, path, n))
		}
		home1.has(t, `data-topics="requests:`+h.Library.Code+` location:`+h.Library.Code+` alerts"`, "scans to check")
		v.get(base+"/to-file").has(t, h.Volume2.Code, "Shelf 14")
		v.get(base+"/missing").has(t, lost.Code)
		v.get(base+"/overdue").has(t, "Nothing overdue. Checked at 09:06.")
		list := v.get(base + "/pulled")
		list.has(t, h.Volume1.Code, "Clinic B", "by <bdi>page-library</bdi>")
		v.send(base+"/put-back", "request", list.field(t, "request"), "version", list.field(t, "version")).has(t, "is to be pulled again.", "Nothing to send.")
		if got := v.send(base+"/put-back", "request", "x"); got.status != 404 {
			t.Errorf("no request answered %d", got.status)
		}
		if a := v.get("/library"); a.path != base {
			t.Errorf("the library is forgotten: %s", a.path)
		}
	})
}

func TestTheChaseListNamesHoldersWithTheirTelephones(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleLibrary)
		base := "/library/" + h.Library.Code + "/chase"
		v.get(base).has(t, "Nothing to chase. Checked at 09:01.")
		phone := "5301"
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Secretary.Code, 0, tracking.LocationChange{Phone: &phone}); err != nil {
			t.Fatal(err)
		}
		h.Arrive(h.Folder, h.Secretary)
		h.Ask(h.Folder, h.Clinic, 3*time.Hour)
		v.get(base).has(t, "Cardiology secretaries", "telephone 5301", h.Folder.Code, "There since today 09:02", "Clinic B")
		v.get("/library/"+h.OtherLibrary.Code+"/chase").has(t, "Nothing to chase.")
	})
}
