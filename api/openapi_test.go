package api_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

const document = "https://casenotes.test/openapi.json"

// contract is the OpenAPI document with its schemas ready to judge answers.
type contract struct {
	paths    map[string]map[string]map[string]any
	compiler *jsonschema.Compiler
}

func readContract(t *testing.T, s *site) contract {
	t.Helper()
	text := s.do("GET", "/openapi.json", "", "").body
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	s.must(err)
	c := contract{compiler: jsonschema.NewCompiler()}
	c.compiler.DefaultDraft(jsonschema.Draft2020) // what OpenAPI 3.1 means by a schema
	s.must(c.compiler.AddResource(document, doc))
	top := doc.(map[string]any)
	if v, _ := top["openapi"].(string); !strings.HasPrefix(v, "3.1") {
		t.Fatalf("OpenAPI %q", v)
	}
	info := top["info"].(map[string]any)
	if info["title"] == "" || info["version"] == "" {
		t.Errorf("%v", info)
	}
	c.paths = map[string]map[string]map[string]any{}
	for path, item := range top["paths"].(map[string]any) {
		c.paths[path] = map[string]map[string]any{}
		for method, operation := range item.(map[string]any) {
			c.paths[path][strings.ToUpper(method)] = operation.(map[string]any)
		}
	}
	return c
}

// schema is what an operation says of its answer with that status; nil where it says nothing.
func (c contract) schema(t *testing.T, method, path string, a answer) *jsonschema.Schema {
	t.Helper()
	operation, known := c.paths[path][method]
	if !known {
		t.Errorf("%s %s is not in the document", method, path)
		return nil
	}
	responses := operation["responses"].(map[string]any)
	status := fmt.Sprint(a.status)
	if responses[status] == nil {
		t.Errorf("%s %s answers %s, which is not in the document: %s", method, path, status, a.body)
		return nil
	}
	kind, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
	content, _ := responses[status].(map[string]any)["content"].(map[string]any)
	if content[kind] == nil {
		t.Errorf("%s %s answers %s with %s, which is not in the document", method, path, status, kind)
		return nil
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace
	schema, err := c.compiler.Compile(document + "#/paths/" + escape(path) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/" + escape(kind) + "/schema")
	if err != nil {
		t.Errorf("%s %s: %v", method, path, err)
		return nil
	}
	return schema
}

// unmapped is an appointment at a place that no map knows.
const unmapped = "MSH|^~\\&|PAS|R0A|||20261123090000||SIU^S12|77|P|2.4\nSCH||A77|||||||||^^^20270601090000\nPID|1||H1001^^^R0A^MR||Okafor^Ngozi\nAIL|1||EYES^^^ST1A"

func TestTheAPIAnswersAsItsDescriptionSays(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		c := readContract(t, s)
		h.Arrive(h.Volume1, h.Clinic)
		h.Send(h.Volume2, h.Library, h.Ward)
		h.AddPatient("H1999", "Gone", "")
		gone, gone2 := h.AddFolder("H1999"), h.AddFolder("H1999")
		for _, f := range []tracking.Folder{gone, gone2} {
			_, err := s.Service.MarkMissing(t.Context(), trackingtest.Admin, f.Code, "Looked.")
			s.must(err)
		}
		standIn, err := s.Service.MakeTemporary(t.Context(), trackingtest.Admin, gone2.Code, tracking.NewTemporary{Why: "Clinic."})
		s.must(err)
		search, _, err := h.Store.CaseOf(t.Context(), gone.ID)
		s.must(err)
		searched := fmt.Sprintf("/missing-cases/%d", search.ID)
		h.Clock.Forward(60 * 24 * time.Hour)
		_, err = s.Service.Sweep(t.Context())
		s.must(err)
		_, err = s.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Volume2.Code, "Looked.")
		s.must(err)
		newest, err := h.Store.Movements(t.Context(), h.Volume2.ID, struct {
			At time.Time
			ID uint64
		}{}, 1)
		s.must(err)
		s.must(s.Service.AddFormat(t.Context(), trackingtest.Admin, tracking.Format{Name: "Old label", Kind: tracking.FolderCode, Shape: "OLD999-99"}))
		box, err := s.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Kind: tracking.Box, Name: "Box 12", Location: h.Clinic.Code})
		s.must(err)
		bag, err := s.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Kind: tracking.Bag, Name: "Bag 3", Location: h.Clinic.Code})
		s.must(err)
		crate, err := s.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Kind: tracking.Box, Name: "Crate 1", Location: h.Clinic.Code})
		s.must(err)
		_, err = s.Service.Dispatch(t.Context(), trackingtest.Admin, crate.Code, tracking.Dispatch{To: h.Library.Code})
		s.must(err)
		h.Clock.Forward(time.Hour)
		h.Scan(h.NewScan(crate.Code, h.Library))
		_, err = s.Service.RecordStay(t.Context(), trackingtest.Admin, tracking.StayEvent{Visit: "V1", PatientID: h.Whereabouts(h.Folder).PatientID, Kind: tracking.Admitted, At: h.Clock.Now(), ToldAt: h.Clock.Now(), Place: "W7", WardID: &h.Ward.ID})
		s.must(err)
		thin, thick := h.AddFolder("H1001"), h.AddFolder("H1001")
		h.Arrive(thin, h.Clinic)
		h.Arrive(thick, h.Clinic)
		h.AddPatient("H1009", "Reed", "Sam")
		first := h.AddFolder("H1009")
		last := h.AddFolder("H1009")
		for _, text := range []string{unmapped, strings.Replace(unmapped, "77", "78", 2)} {
			_, _, err = s.server.Feed().Take(t.Context(), []byte(text))
			s.must(err)
		}
		_, _, err = s.server.Feed().Map(t.Context(), trackingtest.Admin, "ST1A/CLINB", h.Clinic.Code)
		s.must(err)
		alert := s.count("SELECT MIN(id) FROM alerts WHERE open = ?", true)
		fill := strings.NewReplacer("{code}", "{folder}", "{id}", "{patient}", "{tomorrow}", h.Clock.Now().Add(24*time.Hour).Format(time.RFC3339)).Replace
		calls := []struct{ method, path, query, body string }{
			{"POST", "/scans", "", `{"scans":[` + scanText("{folder}", "{clinic}", "") + `,` + scanText("x", "{clinic}", "") + `]}`},
			{"GET", "/scan-page", "", ""},
			{"POST", "/devices/heartbeat", "", `{"device":"web-00000001","max_seq":0,"pending":0}`},
			{"GET", "/folders", "", ""},
			{"POST", "/folders", "", `{"patient":"H1001","home":"{library}"}`},
			{"GET", "/folders/{code}", "", ""},
			{"PATCH", "/folders/{code}", "", `{"hold":true}`},
			{"GET", "/folders/{code}/movements", "", ""},
			{"POST", "/folders/{volume2}/corrections", "", fmt.Sprintf(`{"movement":%d,"reason":"It is here."}`, newest[0].ID)},
			{"POST", "/folders/{code}/missing", "", `{"note":"Looked."}`},
			{"POST", fmt.Sprintf("/missing-cases/%d/level", search.ID+3), "", `{"level":3}`},
			{"POST", "/folders/{volume2}/volumes", "", ""},
			{"POST", "/folders/{code}/aliases", "", `{"barcode":"OLD123-45"}`},
			{"GET", "/folders/{code}/label", "?format=png", ""},
			{"POST", "/labels", "", `{"codes":["{folder}"]}`},
			{"GET", "/locations", "", ""},
			{"POST", "/locations", "", `{"name":"Ward 9","kind":"ward"}`},
			{"GET", "/locations/{clinic}", "", ""},
			{"POST", "/locations/{new}", "", `{"name":"Ward 10","kind":"ward"}`},
			{"PATCH", "/locations/{clinic}", "", `{"phone":"2222"}`},
			{"GET", "/locations/{clinic}/folders", "", ""},
			{"GET", "/locations/{clinic}/label", "", ""},
			{"GET", "/containers", "", ""},
			{"POST", "/containers", "", `{"kind":"trolley","name":"Trolley 7","location":"{clinic}"}`},
			{"POST", "/scans", "", `{"scans":[` + scanText(box.Code, "{clinic}", "") + `,` + scanText("{volume2}", "{clinic}", `,"container":"`+box.Code+`"`) + `]}`},
			{"POST", "/containers/" + box.Code + "/dispatch", "", `{"to":"{library}","seal":"S-1","carrier":"Van 3"}`},
			{"GET", "/containers/" + box.Code + "/slip", "?format=svg", ""},
			{"POST", "/containers/" + crate.Code + "/receive", "", ""},
			{"GET", "/containers/" + box.Code, "", ""},
			{"GET", "/containers/" + box.Code + "/moves", "", ""},
			{"GET", "/containers/" + box.Code + "/label", "?format=svg", ""},
			{"POST", "/containers/" + bag.Code + "/retire", "", ""},
			{"GET", "/patients", "", ""},
			{"POST", "/patients", "", `{"number":"H7","family_name":"Li"}`},
			{"POST", "/patients/search", "", `{"query":"okafor"}`},
			{"GET", "/patients/{id}", "", ""},
			{"PATCH", "/patients/{id}", "", `{"sex":"F"}`},
			{"GET", "/patients/{id}/stays", "", ""},
			{"GET", "/wards", "", ""},
			{"GET", "/feed", "", ""},
			{"GET", "/feed/messages", "?state=parked", ""},
			{"GET", "/feed/messages/1", "", ""},
			{"POST", "/feed/messages/1/apply", "", fmt.Sprintf(`{"text":%q}`, strings.Replace(unmapped, "EYES", "CLINB", 1))},
			{"POST", "/feed/messages/2/set-aside", "", `{"reason":"A test of theirs."}`},
			{"GET", "/feed/places", "", ""},
			{"POST", "/feed/places", "", `{"place":"ST1A/EYES","location":"{clinic}"}`},
			{"GET", "/activity", "?days=31", ""},
			{"POST", "/requests", "", `{"folders":["{volume2}","x"],"location":"{clinic}","needed_by":"{tomorrow}","reason":"clinic"}`},
			{"GET", "/requests", "?location={clinic}", ""},
			{"GET", "/requests/1", "", ""},
			{"POST", "/requests/claim", "", `{"requests":[1]}`},
			{"POST", "/requests/release", "", `{"requests":[1]}`},
			{"PATCH", "/requests/1", "", `{"note":"Both sets."}`},
			{"GET", "/requests/pulling", "?library={library}", ""},
			{"GET", "/stocktakes/1", "", ""},
			{"GET", "/stocktakes/1/expected", "", ""},
			{"GET", "/requests/outgoing", "?library={library}", ""},
			{"POST", "/requests/1/not-on-shelf", "", `{"reason":"not_there"}`},
			{"POST", "/requests/resolve", "", `{"lines":["H 1001","{volume2}","nobody"]}`},
			{"GET", "/requests/pull-list", "?library={library}", ""},
			{"GET", "/requests/chase-list", "", ""},
			{"GET", "/requests/counts", "?library={library}", ""},
			{"POST", "/appointments", "", `{"appointments":[{"id":"A1","session":"S1","clinic_location":"{clinic}","starts":"{tomorrow}","patient_number":"H1001"},{"id":"A2","session":"S1","clinic_location":"x","starts":"{tomorrow}","patient_number":"H1001"}]}`},
			{"GET", "/sessions", "?days=14", ""},
			{"GET", "/sessions/1", "", ""},
			{"POST", "/sessions/1/requests", "", `{"volumes":"all"}`},
			{"GET", "/sessions/1/readiness", "", ""},
			{"GET", "/sessions/1/pull-list", "?library={library}", ""},
			{"GET", "/sessions/1/chase-list", "", ""},
			{"PATCH", "/appointments/1", "", `{"not_needed":"seen on the screen"}`},
			{"PATCH", "/sessions/1", "", `{"cancelled":true}`},
			{"GET", "/missing-cases", "", ""},
			{"GET", "/missing-cases", "?state=searching&level=4&library={library}", ""},
			{"GET", "/missing-cases/look-out", "", ""},
			{"GET", "/missing-cases/register", "?year=2026", ""},
			{"GET", searched, "", ""},
			{"POST", searched + "/searches", "", `{"location":"{clinic}","result":"not_there","note":"The trolley too."}`},
			{"POST", searched + "/urgent", "", `{"needed_by":"{tomorrow}","location":"{clinic}"}`},
			{"POST", searched + "/incident", "", `{"number":"W123456"}`},
			{"POST", "/folders/" + gone.Code + "/temporary", "", `{"reason":"Clinic at two.","location":"{clinic}"}`},
			{"POST", "/folders/" + standIn.Code + "/permanent", "", `{"reason":"Not found."}`},
			{"POST", searched + "/lost", "", `{"reason":"Burnt."}`},
			{"GET", "/scan-checks", "?reason=unreadable", ""},
			{"POST", "/scan-checks/done", "", `{"ids":[1],"how":"Looked at."}`},
			{"GET", "/alerts", "", ""},
			{"POST", fmt.Sprintf("/alerts/%d/acknowledge", alert), "", ""},
			{"GET", "/overdue", "", ""},
			{"GET", "/overdue", "?group=holder", ""},
			{"POST", "/folders/" + thick.Code + "/merge", "", `{"loser":"` + thin.Code + `","confirmed":true}`},
			{"POST", "/folders/" + thick.Code + "/split", "", `{"folder":"` + thin.Code + `","why":"The wrong two."}`},
			{"POST", "/folders/" + thick.Code + "/loose-papers", "", `{"what":"2 letters"}`},
			{"GET", "/locations/{library}/loose-papers", "", ""},
			{"POST", "/folders/" + thick.Code + "/loose-papers/filed", "", `{"all":true}`},
			{"POST", "/folders/" + first.Code + "/close", "", ""},
			{"POST", "/folders/" + first.Code + "/reopen", "", ""},
			{"POST", "/folders/" + last.Code + "/withdraw", "", `{"why":"By mistake."}`},
			{"POST", "/merges", "", fmt.Sprintf(`{"survivor":%d,"loser":%d,"why":"Registered twice."}`, h.Folder.PatientID, h.Volume1.PatientID)},
			{"GET", "/merges", "", ""},
			{"GET", "/merges/1", "", ""},
			{"POST", "/scans", "", `{"scans":[` + strings.Replace(scanText(h.Volume1.Code, "{clinic}", ""), "{now}", h.Clock.Now().Format(time.RFC3339), 1) + `]}`},
			{"POST", "/folders/" + h.Volume1.Code + "/together", "", ""},
			{"POST", "/merges/1/separate", "", `{"why":"Two people after all."}`},
		}
		printing, jobs := s.printCalls()
		for _, call := range printing {
			calls = append(calls, struct{ method, path, query, body string }{call[0], call[1], "", call[2]})
		}
		chasing, chases := s.chaseCalls()
		for _, call := range chasing {
			calls = append(calls, struct{ method, path, query, body string }{call[0], call[1], "", call[2]})
		}
		place, _ := tracking.Issue(tracking.LocationCode, 123_456)
		for n := uint64(123_456); place == ""; n++ {
			place, _ = tracking.Issue(tracking.LocationCode, n)
		}
		_, err = s.Service.StartStocktake(t.Context(), trackingtest.Admin, tracking.NewStocktake{Kind: tracking.FullStocktake, Location: h.Library.Code})
		s.must(err)
		covered := map[string]bool{}
		for _, call := range calls {
			route := strings.NewReplacer("{volume2}", "{code}", "{clinic}", "{code}", "{new}", "{code}", fmt.Sprintf("/alerts/%d/", alert), "/alerts/{id}/", fmt.Sprintf("/missing-cases/%d/level", search.ID+3), "/missing-cases/{id}/level", searched, "/missing-cases/{id}", gone.Code, "{code}", standIn.Code, "{code}", "/requests/1", "/requests/{id}", "/sessions/1", "/sessions/{id}", "/feed/messages/1", "/feed/messages/{id}", "/feed/messages/2", "/feed/messages/{id}",
				"/appointments/1", "/appointments/{id}", "/merges/1", "/merges/{id}", thick.Code, "{code}", thin.Code, "{code}", first.Code, "{code}", last.Code, "{code}", "{library}", "{code}", h.Volume1.Code, "{code}", box.Code, "{code}", crate.Code, "{code}", bag.Code, "{code}").Replace(call.path)
			route = strings.Replace(chases.Replace(jobs.Replace(route)), "/stocktakes/1", "/stocktakes/{id}", 1)
			covered[call.method+" "+route] = true
			for _, as := range []tracking.Role{tracking.RoleAdmin, ""} {
				path := "/api/v1" + strings.ReplaceAll(fill(call.path), "{new}", place) + call.query
				a := s.do(call.method, path, as, fill(call.body))
				if as != "" && a.status >= 300 {
					t.Errorf("%s %s: %d %s", call.method, path, a.status, a.body)
				}
				schema := c.schema(t, call.method, route, a)
				if schema == nil || !strings.Contains(a.header.Get("Content-Type"), "json") {
					continue
				}
				value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(a.body)))
				s.must(err)
				if err := schema.Validate(value); err != nil {
					t.Errorf("%s %s: %v\n%s", call.method, path, err, a.body)
				}
			}
		}
		for path, item := range c.paths {
			for method := range item {
				if !covered[method+" "+path] {
					t.Errorf("%s %s is described but never called here", method, path)
				}
			}
		}
	})
}

func TestEveryOperationIsDescribed(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		c := readContract(t, s)
		ids := map[string]bool{}
		for _, route := range s.server.Routes() {
			path, isAPI := strings.CutPrefix(route.Path, "/api/v1")
			if !isAPI || path == "/live" || path == "/docs" || path == "/openapi.json" {
				continue
			}
			path = strings.NewReplacer(":code", "{code}", ":id", "{id}", ":name", "{name}", ":kind", "{kind}").Replace(path)
			o, known := c.paths[path][route.Method]
			if !known {
				t.Errorf("%s %s is not in the document", route.Method, path)
				continue
			}
			id, _ := o["operationId"].(string)
			if id == "" || ids[id] || o["summary"] == "" || !strings.Contains(o["description"].(string), string(wanted[route.Method+" "+route.Path])) {
				t.Errorf("%s %s: %v", route.Method, path, o)
			}
			ids[id] = true
		}
	})
}
