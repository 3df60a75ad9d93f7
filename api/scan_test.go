package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

type receipts struct {
	Results []struct {
		ID, Outcome, Class, Message, Why string
		Folder                           *struct {
			Code     string
			Location struct{ Code string }
			Patient  *struct{ Number string }
			Version  int64
		}
		Notices  []struct{ Code, Text string }
		Replayed bool
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// scanText is one scan in JSON, with more fields put in.
func scanText(code, at, more string) string {
	return fmt.Sprintf(`{"id":%q,"code":%s,"location":%s,"at":"{now}","source":"wedge"%s}`, newID(), jsonText(code), jsonText(at), more)
}

func TestACallThatCannotBeReadStoresNothing(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		good := scanText("{folder}", "{clinic}", "")
		post := func(name, body string, status int, contains ...string) scenario {
			return scenario{name: name, method: "POST", path: "/api/v1/scans", as: por, body: body, status: status, contains: contains}
		}
		s.play(t, []scenario{
			post("unreadable", `{"scans":[`+good, 400),
			post("no JSON at all", `echo-me`, 400),
			post("an unknown field", `{"scans":[`+good+`],"colour":"echo-me"}`, 422, "body.colour"),
			post("an unknown field of a scan", `{"scans":[`+good+`,`+scanText("{folder}", "{clinic}", `,"colour":"echo-me"`)+`]}`, 422, "body.scans[1].colour"),
			post("501 scans", `{"scans":[`+strings.Repeat(good+",", 500)+good+`]}`, 422, "body.scans"),
			post("10 MB", `{"device":"`+strings.Repeat("x", 10<<20)+`","scans":[`+good+`]}`, 413, "too_big"),
			post("a device of the wrong type", `{"device":7,"scans":[`+good+`]}`, 422, "body.device"),
			post("scans of the wrong type", `{"scans":{"id":"echo-me"}}`, 422, "body.scans"),
			post("a scan of the wrong type", `{"scans":[`+good+`,"echo-me"]}`, 422, "body.scans[1]"),
			post("a count of the wrong type", `{"scans":[`+scanText("{folder}", "{clinic}", `,"seq":"echo-me"`)+`]}`, 422, "body.scans[0].seq"),
			post("no scans", `{}`, 422, "scans"),
			post("null", `null`, 422),
			post("a scan without an id", `{"scans":[{"at":"{now}","source":"wedge"}]}`, 422, "body.scans[0]"),
		})
		if n := s.count("SELECT COUNT(*) FROM scans") + s.count("SELECT COUNT(*) FROM quarantined_scans"); n != 0 {
			t.Errorf("%d scans stored", n)
		}
		if w := h.Whereabouts(h.Folder); w.Version != 1 {
			t.Errorf("%+v", w)
		}
	})
}

func TestEveryScanThatCanBeReadIsKeptAndAnswered(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		unknown, _ := tracking.Issue(tracking.FolderCode, 12_345_678)
		cases := []struct{ code, at, more, outcome, class string }{
			{"{folder}", "{clinic}", "", "applied", "done"},
			{strings.ToLower(h.Volume1.Code), strings.ToLower(h.Clinic.Code), "", "applied", "note"},
			{unknown, "{clinic}", "", "attention", "check"},
			{h.Folder.Code[1:], "{clinic}", "", "attention", "check"},
			{h.Folder.Code[:8], "{clinic}", "", "attention", "check"},
			{"{folder}{volume1}", "{clinic}", "", "attention", "check"},
			{"{clinic}", "{clinic}", "", "attention", "check"},
			{"U000001H", "{clinic}", "", "attention", "check"},
			{"9434765919", "{clinic}", "", "attention", "check"},
			{"{volume2}", "", "", "attention", "stop"},
			{"{volume2}", "{retired}", "", "attention", "stop"},
			{"{volume2}", "L999999X", "", "attention", "stop"},
			{"{volume2}", "{clinic}", `,"action":"eat"`, "quarantined", "check"},
			{"{volume2}", "{clinic}", `,"seq":-1`, "quarantined", "check"},
			{"{volume2}", "{clinic}", `,"action":"send","to":"é"`, "attention", "stop"},
			{"é\u0000", "é", "", "attention", "check"},
		}
		var list []string
		for _, c := range cases {
			list = append(list, scanText(c.code, c.at, c.more))
		}
		list = append(list, `{"id":"é","code":"{folder}","at":"echo","source":"wedge"}`, `{"id":"`+newID()+`","code":"{folder}","location":"{ward}","at":"9999-12-31T23:59:59.9999-12:00","source":"hid"}`)
		h.Clock.Forward(1000)
		a := s.do("POST", "/api/v1/scans", por, `{"device":"trolley-7","sent_at":"{now}","scans":[`+strings.Join(list, ",")+`]}`)
		if a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		got := read[receipts](t, a).Results
		if len(got) != len(list) {
			t.Fatalf("%d answers to %d scans", len(got), len(list))
		}
		for i, c := range cases {
			if r := got[i]; r.Outcome != c.outcome || r.Class != c.class || r.Message == "" || r.Why == "" {
				t.Errorf("%s at %s%s: %+v", c.code, c.at, c.more, r)
			}
		}
		if strings.Contains(a.body, "Okafor") || strings.Contains(a.body, "H1001") || strings.Contains(a.body, "9434765919") {
			t.Errorf("a porter's answer names a patient: %s", a.body)
		}
		if kept := s.count("SELECT COUNT(*) FROM scans") + s.count("SELECT COUNT(*) FROM quarantined_scans"); kept != len(list) {
			t.Errorf("%d of %d scans kept", kept, len(list))
		}
		h.Clean()
	})
}

func TestTheSameCallSentAgainIsAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		h.Clock.Forward(1_000_000_000)
		body := `{"device":"trolley-7","scans":[` + scanText("{folder}", "{clinic}", `,"seq":1`) + `]}`
		first, again := read[receipts](t, s.do("POST", "/api/v1/scans", por, body)), read[receipts](t, s.do("POST", "/api/v1/scans", lib, body))
		if first.Results[0].Replayed || !again.Results[0].Replayed || again.Results[0].Message != first.Results[0].Message {
			t.Errorf("%+v, then %+v", first, again)
		}
		if first.Results[0].Folder.Patient != nil || again.Results[0].Folder.Patient == nil {
			t.Error("each sees what their role may see")
		}
		other := strings.Replace(body, h.Clinic.Code, h.Ward.Code, 1)
		other = strings.Replace(other, "{clinic}", "{ward}", 1)
		if r := read[receipts](t, s.do("POST", "/api/v1/scans", por, other)).Results[0]; r.Outcome != "quarantined" {
			t.Errorf("%+v", r)
		}
		if n := s.count("SELECT COUNT(*) FROM alerts WHERE kind = 'quarantined' AND open = ?", true); n != 1 {
			t.Errorf("%d alerts", n)
		}
		h.Clean()
	})
}

func TestADeviceLearnsNothingAboutAFolder(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		h.Clock.Forward(1_000_000_000)
		a := s.do("POST", "/api/v1/scans", tracking.RoleDevice, `{"scans":[`+scanText("{folder}", "{clinic}", "")+`]}`)
		if r := read[receipts](t, a).Results[0]; a.status != 200 || r.Outcome != "applied" || r.Folder != nil {
			t.Errorf("%s", a.body)
		}
	})
}

func Test500ScansAreAnsweredInTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		h.Clock.Forward(1_000_000_000)
		var list, ids []string
		for i := range 500 {
			id := newID()
			ids = append(ids, id)
			at := []string{"{clinic}", "{ward}"}[i%2]
			list = append(list, fmt.Sprintf(`{"id":%q,"seq":%d,"code":"{folder}","location":%q,"at":"{now}","source":"wedge"}`, id, i+1, at))
		}
		got := read[receipts](t, s.do("POST", "/api/v1/scans", por, `{"device":"trolley-7","scans":[`+strings.Join(list, ",")+`]}`)).Results
		for i := range ids {
			if got[i].ID != ids[i] {
				t.Fatalf("answer %d is of another scan", i)
			}
		}
		h.Clean()
	})
}

func TestTheScanFormWorksWithoutScripts(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		h.Clock.Forward(1_000_000_000)
		a := s.do("POST", "/scan", por, "code="+h.Folder.Code+"&location="+h.Clinic.Code, "Content-Type", "application/x-www-form-urlencoded")
		if a.status != 200 || !strings.Contains(a.body, "is now at Clinic B.") {
			t.Errorf("%d %s", a.status, a.body)
		}
		a = s.do("POST", "/scan", por, "code=%3Cscript%3E&location=%3Cscript%3E", "Content-Type", "application/x-www-form-urlencoded")
		if a.status != 200 || strings.Contains(a.body, "<script>") {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}
