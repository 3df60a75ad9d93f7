package api_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// walk reads a list page by page and answers every item's key once, in order.
func walk(t *testing.T, s *site, path string, key func(map[string]any) string) (keys []string) {
	t.Helper()
	for after, pages := "", 0; pages < 100; pages++ {
		a := s.do("GET", path+"limit=3&after="+url.QueryEscape(after), lib, "")
		p := read[struct {
			Items []map[string]any
			Next  string
		}](t, a)
		if a.status != 200 || len(p.Items) > 3 || p.Next != "" && len(p.Items) < 3 {
			t.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		for _, item := range p.Items {
			keys = append(keys, key(item))
		}
		if after = p.Next; after == "" {
			return keys
		}
	}
	t.Fatalf("%s never ends", path)
	return nil
}

func TestEveryListCanBeWalkedToItsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		folders := []string{h.Folder.Code, h.Volume1.Code, h.Volume2.Code}
		rows := make([]tracking.NewFolder, 10) // all in the same millisecond
		for i := range rows {
			rows[i] = tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Location: h.Clinic.Code}
			h.AddPatient(fmt.Sprint("W", i), "Walk", fmt.Sprint(i))
			h.AddLocation(fmt.Sprint("Room ", i), tracking.Office, "", "")
		}
		added, err := s.Service.AddFolders(t.Context(), trackingtest.Admin, rows)
		s.must(err)
		var held []string
		for _, a := range added {
			held = append(held, a.Row.Code)
		}
		folders = append(folders, held...)
		for i := range 7 {
			h.Arrive(h.Folder, []tracking.Location{h.Ward, h.Secretary}[i%2])
		}
		h.Clock.Forward(60 * 24 * time.Hour)
		_, err = s.Service.Sweep(t.Context())
		s.must(err)
		code := func(m map[string]any) string { return m["code"].(string) }
		id := func(m map[string]any) string { return fmt.Sprint(m["id"]) }
		folder := func(m map[string]any) string { return code(m["folder"].(map[string]any)) }
		for _, c := range []struct {
			path string
			key  func(map[string]any) string
			want []string
			n    int
		}{
			{"/api/v1/folders?", code, folders, 13},
			{"/api/v1/folders?q=F0&", code, folders, 13},
			{"/api/v1/folders?location={clinic}&", code, held, 10},
			{"/api/v1/folders?status=at&", code, folders, 13},
			{"/api/v1/folders?status=overdue&", code, append([]string{h.Folder.Code}, held...), 11},
			{"/api/v1/folders?status=overdue&location={clinic}&", code, held, 10},
			{"/api/v1/locations/{clinic}/folders?", code, held, 10},
			{"/api/v1/folders/{folder}/movements?", id, nil, 8},
			{"/api/v1/locations?", code, nil, 19},
			{"/api/v1/patients?", id, nil, 12},
			{"/api/v1/alerts?", folder, append([]string{h.Folder.Code}, held...), 11},
			{"/api/v1/alerts?kind=overdue&location={clinic}&", folder, held, 10},
			{"/api/v1/overdue?", folder, append([]string{h.Folder.Code}, held...), 11},
		} {
			got := walk(t, s, c.path, c.key)
			sorted := slices.Sorted(slices.Values(got))
			if len(got) != c.n || len(slices.Compact(sorted)) != c.n {
				t.Errorf("%s: %d items, want %d, each once: %v", c.path, len(got), c.n, got)
			}
			if c.want != nil && !slices.Equal(sorted, slices.Sorted(slices.Values(c.want))) {
				t.Errorf("%s: %v, want %v", c.path, sorted, c.want)
			}
		}
		if a := s.do("GET", "/api/v1/overdue?group=holder", lib, ""); a.status != 200 || len(read[struct{ Items []any }](t, a).Items) != 2 {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

func TestAnIdempotencyKeyMakesAWriteHappenOnce(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		post := func(as tracking.Role, key, body string) answer {
			return s.do("POST", "/api/v1/folders", as, body, "Idempotency-Key", key)
		}
		const body = `{"patient":"H1001","home":"{library}"}`
		first := post(lib, "one", body)
		if first.status != 201 {
			t.Fatalf("%d %s", first.status, first.body)
		}
		for range 3 {
			if a := post(lib, "one", body); a.status != 201 || a.body != first.body || a.header.Get("Idempotency-Replayed") != "true" || a.header.Get("Content-Type") != first.header.Get("Content-Type") {
				t.Errorf("%d %s %v", a.status, a.body, a.header)
			}
		}
		if a := post(lib, "one", `{"patient":"H1002","home":"{library}"}`); a.status != 422 {
			t.Errorf("another request under the same key: %d %s", a.status, a.body)
		}
		if a := post(sup, "one", body); a.status != 201 || a.body == first.body {
			t.Errorf("somebody else's key is their own: %d %s", a.status, a.body)
		}
		if a := post(lib, "two", `{"patient":"nobody","home":"{library}"}`); a.status != 404 {
			t.Errorf("%d", a.status)
		}
		if a := post(lib, "two", `{"patient":"nobody","home":"{library}"}`); a.status != 404 || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("a refusal is repeated as it was: %d %s", a.status, a.header.Get("Content-Type"))
		}
		if n := s.count("SELECT COUNT(*) FROM folders"); n != 5 {
			t.Errorf("%d folders", n)
		}
		h.Clock.Forward(25 * time.Hour)
		if a := post(lib, "one", body); a.status != 201 || a.header.Get("Idempotency-Replayed") != "" {
			t.Errorf("a day later the key is free: %d %v", a.status, a.header)
		}
		h.Clean()
	})
}

func TestAnEditCarriesTheVersionItWasMadeOn(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		for path, body := range map[string]string{"/api/v1/folders/{folder}": `{"loose_filing":true}`, "/api/v1/locations/{clinic}": `{"phone":"2222"}`, "/api/v1/patients/{patient}": `{"sex":"F"}`} {
			tag := s.do("GET", path, sup, "").header.Get("ETag")
			if tag != `"1"` {
				t.Errorf("%s: ETag %s", path, tag)
			}
			a := s.do("PATCH", path, sup, body, "If-Match", tag)
			if a.status != 200 || a.header.Get("ETag") != `"2"` {
				t.Errorf("%s: %d %s %s", path, a.status, a.header.Get("ETag"), a.body)
			}
			if a := s.do("PATCH", path, sup, body, "If-Match", tag); a.status != 412 {
				t.Errorf("%s: %d %s", path, a.status, a.body)
			}
			if a := s.do("PATCH", path, sup, body, "If-Match", "W/\"2\""); a.status != 200 && a.status != 422 {
				t.Errorf("%s: %d %s", path, a.status, a.body)
			}
		}
	})
}

func TestEveryLookLeavesANameInTheAuditTrail(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		looks := []struct {
			action, method, path, body string
			folder, patient            bool
		}{
			{"folder.look", "GET", "/api/v1/folders/{folder}", "", true, true},
			{"folder.history", "GET", "/api/v1/folders/{folder}/movements", "", true, true},
			{"folder.label", "GET", "/api/v1/folders/{folder}/label?format=zpl", "", true, true},
			{"folder.list", "GET", "/api/v1/folders", "", false, false},
			{"folder.list", "GET", "/api/v1/locations/{library}/folders", "", false, false},
			{"folder.find", "POST", "/api/v1/patients/search", `{"query":"{folder}"}`, true, true},
			{"patient.look", "GET", "/api/v1/patients/{patient}", "", false, true},
			{"patient.list", "GET", "/api/v1/patients", "", false, true},
			{"patient.find", "POST", "/api/v1/patients/search", `{"query":"okafor"}`, false, true},
			{"alert.list", "GET", "/api/v1/alerts", "", false, false},
			{"overdue.list", "GET", "/api/v1/overdue", "", false, false},
		}
		for _, l := range looks {
			seen := func() int {
				where := "actor = 'token.library' AND role = 'library' AND via = 'token' AND action = ?"
				if l.folder {
					where += fmt.Sprintf(" AND folder_id = %d", h.Folder.ID)
				}
				if l.patient {
					where += fmt.Sprintf(" AND patient_id = %d", h.Folder.PatientID)
				}
				return s.count("SELECT COUNT(*) FROM audit WHERE "+where, l.action)
			}
			before := seen()
			if a := s.do(l.method, l.path, lib, l.body); a.status != 200 {
				t.Errorf("%s %d %s", l.path, a.status, a.body)
			}
			if n := seen() - before; n != 1 {
				t.Errorf("%s %s left %d rows of %s", l.method, l.path, n, l.action)
			}
		}
		if n := s.count("SELECT COUNT(*) FROM audit WHERE detail LIKE '%okafor%' OR detail LIKE '%Okafor%'"); n != 0 {
			t.Error("the trail says what was searched for")
		}
	})
}
