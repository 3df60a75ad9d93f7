package api

import (
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestBoardsForAWallCountAndNameNobody(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		v := enter(tracking.RoleSupervisor)
		for path, none := range map[string]string{"alerts": "Nothing to look at.", "overdue": "Nothing overdue.", "transit": "Nothing is on the way.", "missing": "Nothing is missing."} {
			v.get("/walls/"+path).has(t, none, "Checked at", "app-wall", `data-every="60"`)
		}
		v.get("/transit").has(t, "Nothing is on the way.")
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(10 * 24 * time.Hour) // overdue at the clinic
		if _, err := h.Service.MarkMissing(t.Context(), trackingtest.Librarian, h.Volume1.Code, "Shelf 14."); err != nil {
			t.Fatal(err)
		}
		h.Send(h.Volume2, h.Library, h.OtherClinic)
		h.Clock.Forward(3 * 24 * time.Hour) // too long on the way
		if _, err := h.Service.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		v = enter(tracking.RoleAdmin) // a sitting ends after half a day
		for path, texts := range map[string][]string{
			"alerts":  {"Overdue", "Too long in transit", "Missing", "Seen by nobody"},
			"overdue": {"1 folder, 1 place", "Clinic B", "working days late"},
			"transit": {"1 folder, 1 too long", "Clinic C", "Main library", `data-topics="transit alerts"`},
			"missing": {"1 folder", "Main library", "No date", `data-topics="missing"`},
		} {
			board := v.get("/walls/" + path)
			board.has(t, texts...)
			board.lacks(t, "Okafor", "Brien", h.Folder.Code, h.Volume1.Code, h.Volume2.Code)
		}
		desk := v.get("/transit")
		desk.has(t, "From where to where", "1 too long", "Clinic C", h.Volume2.Code[:5], "Brien, S", "/walls/transit")
		desk.lacks(t, h.Folder.Code)
		porter := enter(tracking.RolePorter).get("/transit")
		porter.has(t, h.Volume2.Code[:5])
		porter.lacks(t, "Brien")
		v.get("/walls").has(t, "/walls/alerts", "/walls/overdue", "/walls/transit", "/walls/missing", "/readiness/wall")
	})
}
