package api_test

import (
	"fmt"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAProgramAsksAmendsAndCancels(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		starts := h.Clock.Now().AddDate(0, 0, 2).Truncate(time.Hour)
		h.Book("S1", h.Clinic, starts, tracking.Booked, "H1001")
		shared := fmt.Sprintf("/api/v1/requests/%d", h.Ask(h.Folder, h.Clinic, starts.Sub(h.Clock.Now())).ID)
		when := func(days int) string { return starts.AddDate(0, 0, days).Format(time.RFC3339) }
		ask := func(folder, needed string) string {
			return fmt.Sprintf(`{"folders":[%q],"location":%q,"needed_by":%q,"reason":"audit"}`, folder, h.Secretary.Code, needed)
		}
		s.play(t, []scenario{
			{name: "asked for", method: "POST", path: "/api/v1/requests", as: lib, body: ask(h.Volume2.Code, when(0)), status: 200, contains: []string{`"state":"waiting"`, "{volume2}"}},
			{name: "for a time that is over", method: "POST", path: "/api/v1/requests", as: lib, body: ask(h.Volume1.Code, when(-5)), status: 422},
			{name: "in ten years", method: "POST", path: "/api/v1/requests", as: lib, body: ask(h.Volume1.Code, when(3650)), status: 422},
			{name: "at no time", method: "POST", path: "/api/v1/requests", as: lib, body: ask(h.Volume1.Code, "echo-me"), status: 422},
			{name: "by somebody who may not", method: "POST", path: "/api/v1/requests", as: por, body: ask(h.Volume1.Code, when(0)), status: 403},
			{name: "put off for an appointment that needs it earlier", method: "PATCH", path: shared, as: lib, body: `{"needed_by":"` + when(1) + `"}`, status: 409, contains: []string{"needed_earlier"}},
			{name: "needed earlier", method: "PATCH", path: shared, as: lib, body: `{"needed_by":"` + starts.Add(-time.Hour).Format(time.RFC3339) + `"}`, status: 200, contains: []string{`"version":3`}},
			{name: "amended to what it is", method: "PATCH", path: shared, as: lib, body: `{"note":""}`, status: 200, contains: []string{`"version":3`}},
			{name: "urgent without anybody to call", method: "PATCH", path: shared, as: lib, body: `{"urgent":true}`, status: 422, contains: []string{"contact_missing"}},
			{name: "needed in the past", method: "PATCH", path: shared, as: lib, body: `{"needed_by":"` + when(-5) + `"}`, status: 422},
			{name: "as somebody has changed it meanwhile", method: "PATCH", path: shared, as: lib, body: `{"urgent":true}`, headers: []string{"If-Match", `"1"`}, status: 412, contains: []string{"stale"}},
			{name: "cancelled without a reason", method: "PATCH", path: shared, as: lib, body: `{"state":"cancelled"}`, status: 422},
			{name: "into a state that there is not", method: "PATCH", path: shared, as: lib, body: `{"state":"echo-me"}`, status: 422},
			{name: "cancelled", method: "PATCH", path: shared, as: lib, body: `{"state":"cancelled","reason":"Seen on the screen."}`, headers: []string{"If-Match", `"3"`}, status: 200, contains: []string{`"state":"cancelled"`}},
			{name: "amended when it has ended", method: "PATCH", path: shared, as: lib, body: `{"note":"For the audit."}`, status: 409, contains: []string{"request_ended"}},
			{name: "who asked and what became of it", method: "GET", path: shared, as: lib, status: 200, contains: []string{`"kind":"cancelled"`, `"why":"Seen on the screen."`, `"askers"`}},
			{name: "without a name for porters", method: "GET", path: shared, as: por, status: 200, lacks: []string{"Okafor", "H1001"}},
			{name: "one that there is not", method: "PATCH", path: "/api/v1/requests/999999", as: lib, body: `{"note":"For the audit."}`, status: 404, contains: []string{"unknown_request"}},
		})
	})
}
