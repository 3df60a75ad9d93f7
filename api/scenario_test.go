package api_test

import (
	"net/http"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// scenario is one request and what must come back.
type scenario struct {
	name, method, path string
	as                 tracking.Role
	body               string
	headers            []string
	status             int
	contains, lacks    []string
}

func (s *site) play(t *testing.T, list []scenario) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			a := s.do(c.method, c.path, c.as, c.body, c.headers...)
			if a.status != c.status {
				t.Errorf("status %d, want %d: %s", a.status, c.status, a.body)
			}
			for _, text := range c.contains {
				if !strings.Contains(a.body, s.names.Replace(text)) {
					t.Errorf("no %q in %s", text, a.body)
				}
			}
			for _, text := range append(c.lacks, "echo-me") {
				if strings.Contains(a.body, s.names.Replace(text)) {
					t.Errorf("%q in %s", text, a.body)
				}
			}
			if a.status >= 400 {
				checkProblem(t, a)
			}
		})
	}
}

// checkProblem says what every refusal has in common.
func checkProblem(t *testing.T, a answer) {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type %s: %s", got, a.body)
		return
	}
	p := read[struct {
		Status int    `json:"status"`
		Title  string `json:"title"`
		Code   string `json:"code"`
		Detail string `json:"detail"`
	}](t, a)
	if p.Status != a.status || p.Title != http.StatusText(a.status) || p.Code == "" || p.Detail == "" {
		t.Errorf("%+v", p)
	}
}

const (
	lib = tracking.RoleLibrary
	sup = tracking.RoleSupervisor
	por = tracking.RolePorter
)

func TestWhatTheAPIAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.play(t, []scenario{
			{name: "a folder", method: "GET", path: "/api/v1/folders/{folder}", as: lib, status: 200, contains: []string{`"code":"{folder}"`, `"family_name":"Okafor"`, `"custody":"at"`, `"to":null`, `"container":null`}},
			{name: "a folder in lower case", method: "GET", path: "/api/v1/folders/" + strings.ToLower(h.Folder.Code), as: lib, status: 200, contains: []string{`"code":"{folder}"`}},
			{name: "a folder without a name for porters", method: "GET", path: "/api/v1/folders/{folder}", as: por, status: 200, lacks: []string{"Okafor", "H1001", `"patient"`}},
			{name: "folders without names for porters", method: "GET", path: "/api/v1/folders?limit=200", as: por, status: 200, contains: []string{"{volume2}"}, lacks: []string{"Okafor", "H1001"}},
			{name: "an unknown folder", method: "GET", path: "/api/v1/folders/F99999999X", as: lib, status: 404, contains: []string{"unknown_barcode"}},
			{name: "a folder in accents", method: "GET", path: "/api/v1/folders/%C3%A9", as: lib, status: 404},
			{name: "a folder in broken bytes", method: "GET", path: "/api/v1/folders/%FF%FE", as: lib, status: 404},
			{name: "a folder by a nul", method: "GET", path: "/api/v1/folders/%00", as: lib, status: 404},
			{name: "a location as a folder", method: "GET", path: "/api/v1/folders/{clinic}", as: lib, status: 404},
			{name: "a location in accents", method: "GET", path: "/api/v1/locations/%C3%A9", as: lib, status: 404},
			{name: "folders at nowhere", method: "GET", path: "/api/v1/folders?location=%C3%A9", as: lib, status: 404},
			{name: "folders that begin with accents", method: "GET", path: "/api/v1/folders?q=%C3%A9", as: lib, status: 200, contains: []string{`"items":[]`}},
			{name: "folders that begin", method: "GET", path: "/api/v1/folders?q=f0", as: lib, status: 200, contains: []string{"{folder}"}},
			{name: "an unknown status", method: "GET", path: "/api/v1/folders?status=echo-me", as: lib, status: 422, contains: []string{"query.status"}},
			{name: "too long a page", method: "GET", path: "/api/v1/folders?limit=201", as: lib, status: 422, contains: []string{"query.limit"}},
			{name: "half a page", method: "GET", path: "/api/v1/folders?limit=echo-me", as: lib, status: 422, contains: []string{"query.limit"}},
			{name: "a page after nonsense", method: "GET", path: "/api/v1/folders?after=echo-me", as: lib, status: 422},
			{name: "a page after the end of time", method: "GET", path: "/api/v1/folders?location={library}&after=9223372036854775807-1", as: lib, status: 422},
			{name: "history", method: "GET", path: "/api/v1/folders/{folder}/movements", as: por, status: 200, contains: []string{`"kind":"created"`}, lacks: []string{"Okafor"}},
			{name: "a new folder", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"h 1001","home":"{library}"}`, status: 201, contains: []string{`"volume":2`}},
			{name: "a volume that is taken", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"H1001","home":"{library}","volume":1}`, status: 409, contains: []string{"volume_taken"}},
			{name: "a barcode that is taken", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"H1001","home":"{library}","code":"{volume1}"}`, status: 409, contains: []string{"barcode_taken"}},
			{name: "a folder of nobody", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"echo-me","home":"{library}"}`, status: 404, contains: []string{"unknown_patient"}},
			{name: "a folder of an accent", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"é","home":"é"}`, status: 404},
			{name: "a folder left at no time", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"H1001","home":"{library}","out_since":"echo-me"}`, status: 422},
			{name: "a folder left before the calendar", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"H1001","home":"{library}","location":"{clinic}","out_since":"0000-01-01T00:00:00Z"}`, status: 422},
			{name: "an unknown field", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"H1001","home":"{library}","colour":"echo-me"}`, status: 422, contains: []string{"body.colour"}},
			{name: "a wrong type", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"H1001","home":["echo-me"]}`, status: 422, contains: []string{"body.home"}},
			{name: "nothing at all", method: "POST", path: "/api/v1/folders", as: lib, headers: []string{"Content-Type", "application/json"}, status: 400},
			{name: "half of JSON", method: "POST", path: "/api/v1/folders", as: lib, body: `{"patient":"echo-me`, status: 400},
			{name: "not JSON", method: "POST", path: "/api/v1/folders", as: lib, body: `<echo-me/>`, headers: []string{"Content-Type", "text/xml"}, status: 415},
			{name: "a form", method: "POST", path: "/api/v1/folders", as: lib, body: `patient=echo-me`, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415},
			{name: "the wrong method", method: "DELETE", path: "/api/v1/folders/{folder}", as: lib, status: 405, contains: []string{"method_not_allowed"}},
			{name: "no such page", method: "GET", path: "/api/v1/echo-me", as: lib, status: 404, contains: []string{"no_such_page"}},
			{name: "nobody", method: "GET", path: "/api/v1/folders/{folder}", status: 401, contains: []string{"unauthenticated"}},
			{name: "a false token", method: "GET", path: "/api/v1/folders/{folder}", headers: []string{"Authorization", "Bearer echo-me"}, status: 401},
			{name: "a false scheme", method: "GET", path: "/api/v1/folders/{folder}", headers: []string{"Authorization", "Basic ZWNoby1tZQ=="}, status: 401},
			{name: "not your role", method: "POST", path: "/api/v1/folders", as: por, body: `{"patient":"H1001","home":"{library}"}`, status: 403, contains: []string{"forbidden"}},
			{name: "a stale edit", method: "PATCH", path: "/api/v1/folders/{folder}", as: lib, body: `{"hold":true}`, headers: []string{"If-Match", `"99"`}, status: 412, contains: []string{"stale"}},
			{name: "an edit on nonsense", method: "PATCH", path: "/api/v1/folders/{folder}", as: lib, body: `{"hold":true}`, headers: []string{"If-Match", "echo-me"}, status: 412},
			{name: "an edit", method: "PATCH", path: "/api/v1/folders/{folder}", as: lib, body: `{"hold":true}`, headers: []string{"If-Match", `"1"`}, status: 200, contains: []string{`"version":2`}},
			{name: "an edit of nothing", method: "PATCH", path: "/api/v1/folders/{folder}", as: lib, body: `{}`, status: 422, contains: []string{"nothing_changed"}},
			{name: "missing", method: "POST", path: "/api/v1/folders/{volume1}/missing", as: lib, body: `{"note":"Looked on every shelf."}`, status: 200, contains: []string{`"custody":"missing"`}},
			{name: "missing twice", method: "POST", path: "/api/v1/folders/{volume1}/missing", as: lib, body: `{"note":"echo-me"}`, status: 409, contains: []string{"already_missing"}},
			{name: "a correction of nothing", method: "POST", path: "/api/v1/folders/{folder}/corrections", as: lib, body: `{"movement":999999,"reason":"echo-me"}`, status: 404},
			{name: "an alias in no format", method: "POST", path: "/api/v1/folders/{folder}/aliases", as: lib, body: `{"barcode":"echo-me"}`, status: 422},
			{name: "the next volume", method: "POST", path: "/api/v1/folders/{volume2}/volumes", as: lib, status: 201, contains: []string{`"volume":3`}},
			{name: "the next volume again", method: "POST", path: "/api/v1/folders/{volume2}/volumes", as: lib, status: 409, contains: []string{"not_newest_volume"}},
			{name: "locations", method: "GET", path: "/api/v1/locations", as: por, status: 200, contains: []string{"{clinic}", "{retired}"}},
			{name: "a location that is taken", method: "POST", path: "/api/v1/locations/{clinic}", as: sup, body: `{"name":"Twice"}`, status: 409, contains: []string{"barcode_taken"}},
			{name: "a location inside itself", method: "PATCH", path: "/api/v1/locations/{clinic}", as: sup, body: `{"parent":"{clinic}"}`, status: 409, contains: []string{"location_loop"}},
			{name: "a location in use", method: "PATCH", path: "/api/v1/locations/{library}", as: sup, body: `{"retired":true}`, status: 409, contains: []string{"location_in_use"}},
			{name: "a stale location", method: "PATCH", path: "/api/v1/locations/{clinic}", as: sup, body: `{"name":"Clinic D"}`, headers: []string{"If-Match", `W/"7"`}, status: 412},
			{name: "a location", method: "POST", path: "/api/v1/locations", as: sup, body: `{"name":"Ḥujra <b>'\"; DROP TABLE--","kind":"ward"}`, status: 201, contains: []string{`Ḥujra`}},
			{name: "a patient", method: "GET", path: "/api/v1/patients/{patient}", as: lib, status: 200, contains: []string{"Okafor", `"numbers"`, `"folders"`}},
			{name: "no patient", method: "GET", path: "/api/v1/patients/999999", as: lib, status: 404, contains: []string{"unknown_patient"}},
			{name: "a patient of no number", method: "GET", path: "/api/v1/patients/echo-me", as: lib, status: 422},
			{name: "a patient below zero", method: "GET", path: "/api/v1/patients/-1", as: lib, status: 422},
			{name: "a patient beyond", method: "GET", path: "/api/v1/patients/18446744073709551615", as: lib, status: 422},
			{name: "an alert beyond", method: "POST", path: "/api/v1/alerts/18446744073709551615/acknowledge", as: lib, status: 422},
			{name: "a movement beyond", method: "POST", path: "/api/v1/folders/{folder}/corrections", as: lib, body: `{"movement":18446744073709551615,"reason":"x"}`, status: 422},
			{name: "a search", method: "POST", path: "/api/v1/patients/search", as: lib, body: `{"query":"okaf"}`, status: 200, contains: []string{"Okafor"}},
			{name: "a search in every script", method: "POST", path: "/api/v1/patients/search", as: lib, body: `{"query":"漢字 é \u0000 %"}`, status: 200, contains: []string{`"items":[]`}},
			{name: "a search for punctuation", method: "POST", path: "/api/v1/patients/search", as: lib, body: `{"query":"%"}`, status: 200, contains: []string{`"items":[]`}},
			{name: "a search of nothing", method: "POST", path: "/api/v1/patients/search", as: lib, body: `{"query":""}`, status: 422, contains: []string{"body.query"}},
			{name: "a number that is taken", method: "POST", path: "/api/v1/patients", as: lib, body: `{"number":"H1001","family_name":"Echo"}`, status: 409, contains: []string{"number_taken"}},
			{name: "a number in accents", method: "POST", path: "/api/v1/patients", as: lib, body: `{"number":"Éé","family_name":"Echo"}`, status: 422},
			{name: "a wrong NHS number", method: "POST", path: "/api/v1/patients", as: lib, body: `{"number":"H9","family_name":"Echo","nhs_number":"9434765918"}`, status: 422, lacks: []string{"9434765918"}},
			{name: "a birth on no day", method: "POST", path: "/api/v1/patients", as: lib, body: `{"number":"H9","family_name":"Echo","born":"2026-02-30"}`, status: 422, lacks: []string{"2026-02-30"}},
			{name: "a birth before Christ", method: "POST", path: "/api/v1/patients", as: lib, body: `{"number":"H9","family_name":"Echo","born":"0000-01-01"}`, status: 422},
			{name: "a new patient", method: "POST", path: "/api/v1/patients", as: lib, body: `{"number":"H9","family_name":"O'Néill-<b>","given_name":"=1+1","born":"1980-03-03","sex":"F","previous_numbers":["X1"]}`, status: 201},
			{name: "a patient amended stale", method: "PATCH", path: "/api/v1/patients/{patient}", as: lib, body: `{"sex":"F"}`, headers: []string{"If-Match", `"5"`}, status: 412},
			{name: "a patient amended", method: "PATCH", path: "/api/v1/patients/{patient}", as: lib, body: `{"sex":"F","born":""}`, headers: []string{"If-Match", `"1"`}, status: 200, contains: []string{`"version":2`}},
			{name: "alerts", method: "GET", path: "/api/v1/alerts?kind=missing", as: por, status: 200, contains: []string{"{volume1}"}, lacks: []string{"O'Brien"}},
			{name: "alerts of no kind", method: "GET", path: "/api/v1/alerts?kind=echo-me", as: por, status: 422},
			{name: "holders of overdue folders", method: "GET", path: "/api/v1/overdue?group=holder", as: por, status: 200, contains: []string{`"items":[]`}},
			{name: "overdue folders", method: "GET", path: "/api/v1/overdue?location={clinic}", as: por, status: 200},
			{name: "a label on no stock", method: "GET", path: "/api/v1/folders/{folder}/label?stock=echo-me", as: lib, status: 422},
			{name: "a label in no format", method: "GET", path: "/api/v1/folders/{folder}/label?format=echo-me", as: lib, status: 422},
			{name: "a label of nothing", method: "POST", path: "/api/v1/labels", as: lib, body: `{"codes":["{folder}","echo-me"]}`, status: 404},
			{name: "a label", method: "GET", path: "/api/v1/folders/{folder}/label?format=zpl", as: lib, status: 200, contains: []string{"^XA", "{folder}"}},
			{name: "labels of both sorts", method: "POST", path: "/api/v1/labels", as: lib, body: `{"codes":["{folder}","{clinic}"],"format":"svg"}`, status: 422},
			{name: "a label of a location", method: "GET", path: "/api/v1/locations/{clinic}/label?format=svg", as: lib, status: 200, contains: []string{"<svg"}},
			{name: "a scan page", method: "GET", path: "/api/v1/scan-page", as: por, status: 200, contains: []string{"{clinic}"}, lacks: []string{"{retired}"}},
		})
		if text := s.log.String(); strings.Contains(text, "Okafor") || strings.Contains(text, h.Folder.Code) || strings.Contains(text, "H1001") {
			t.Errorf("the log names a patient: %s", text)
		} else if text != "" {
			t.Errorf("something broke: %s", text)
		}
		h.Clean()
	})
}

func TestARequestThatIsTooBigIsRefused(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		big := `{"query":"` + strings.Repeat("x", 10<<20) + `"}`
		s.play(t, []scenario{
			{name: "10 MB", method: "POST", path: "/api/v1/patients/search", as: lib, body: big, status: 413, contains: []string{"too_big"}},
			{name: "10 MB once", method: "POST", path: "/api/v1/patients/search", as: lib, body: big, headers: []string{"Idempotency-Key", "k"}, status: 413, contains: []string{"too_big"}},
		})
	})
}
