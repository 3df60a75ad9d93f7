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

func TestTheReadinessBoardCountsPermanentFoldersAndNamesNobodyOnAWall(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		v := enter(tracking.RoleLibrary)
		v.get("/readiness").has(t, "Clinics today", "No clinics. Checked at 09:01.")
		h.AddPatient("H3001", "Paperless", "Pat")
		h.Book("S1", h.Clinic, h.Clock.Now().Add(3*time.Hour), tracking.Booked, "H1001", "H1002", "H3001")
		h.Arrive(h.Folder, h.Clinic)
		h.Send(h.Volume2, h.Library, h.Clinic)
		board := v.get("/readiness")
		board.has(t, "Clinic B", "12:01", "1 without a folder", `data-topics="requests:`+h.Clinic.Code+`"`, "Permanent folders only.")
		board.lacks(t, "Okafor", "Brien", "Paperless")
		counts := regexp.MustCompile(`(?s)<tr class="nhsuk-table__row[^"]*" role="row" data-row="session.*?</tr>`).FindString(board.html)
		for head, want := range map[string]string{"Here": "<strong>1</strong>", "On the way": "<strong>1</strong>", "Can&#39;t be found": "0", "Folders": "2"} {
			if !strings.Contains(counts, head+"</span> "+want) {
				t.Errorf("%s is not %s in %s", head, want, counts)
			}
		}
		session := regexp.MustCompile(`/readiness/\d+`).FindString(board.html)
		one := v.get(session)
		one.has(t, "Clinic B, Monday 23 November 2026, 12:01", h.Folder.Code, h.Volume2.Code, "Okafor, N", "On the way from Main library to Clinic B", "1 patient without any folder.")
		porter := enter(tracking.RolePorter).get(session)
		porter.has(t, h.Folder.Code, "On the way")
		porter.lacks(t, "Okafor", "Brien")
		wall := v.get("/readiness/wall")
		wall.has(t, "app-wall", "Clinic B", `data-every="60"`)
		wall.lacks(t, "Okafor", h.Folder.Code, session)
		v.get("/readiness?date=2026-11-24").has(t, "No clinics.", `href="/readiness/wall?date=2026-11-24"`)
		v.get("/readiness/wall?date=2026-11-24").has(t, `href="/readiness?date=2026-11-24"`)
		for path, status := range map[string]int{"/readiness/x": 404, "/readiness/999": 404, "/readiness?date=x": 422, "/readiness?after=x": 422} {
			if got := v.get(path); got.status != status {
				t.Errorf("%s answered %d", path, got.status)
			}
		}
		pool, err := h.Store.Pool()
		if err != nil {
			t.Fatal(err)
		}
		var looks int
		if err := pool.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE action = 'session.readiness' AND actor = 'page-library' AND patient_id IS NOT NULL").Scan(&looks); err != nil || looks != 3 {
			t.Errorf("%d looks at patients were written down: %v", looks, err)
		}
		if lists := fmt.Sprint(v.get("/library/" + h.Library.Code + "/pull?" + strings.Replace(session, "/readiness/", "session=", 1)).html); !strings.Contains(lists, "Pull list: Clinic B, Monday 23 November 2026") {
			t.Error("the session has no pull list")
		}
	})
}
