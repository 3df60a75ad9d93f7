package api_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"casenotes/tracking"
)

// boardUpload sends a file as the form does.
func (s *boardSite) boardUpload(role tracking.Role, kind, file string, rehearse bool) boardAnswer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if rehearse {
		s.must(w.WriteField("rehearse", "yes"))
	}
	part, err := w.CreateFormFile("file", "rows.csv")
	s.must(err)
	_, err = part.Write([]byte(file))
	s.must(err)
	s.must(w.Close())
	return s.ask(role, http.MethodPost, "/import/"+kind, w.FormDataContentType(), body.String())
}

const boardPatients = "number,nhs_number,family_name,given_name,born,sex,died\n" +
	"H9001,,O'Hara,Zoë,1970-01-02,F,\n" +
	"H9002,1234567890,Wrong,Number,1970-01-02,F,\n" +
	"H9003,,,Nobody,1970-01-02,F,\n" +
	"H9001,,Twice,Told,1970-01-02,F,\n"

func TestAnImportTellsEveryBadRowAndKeepsTheGoodOnes(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		dry := s.boardUpload(tracking.RoleSupervisor, "patients", boardPatients, true)
		s.has(dry.body, "nothing was kept", "<strong>4</strong> rows", "<strong>1</strong> to add", "<strong>3</strong> bad")
		kept := s.boardUpload(tracking.RoleSupervisor, "patients", boardPatients, false)
		s.has(kept.body, "<strong>1</strong> added", `scope="row">3</th>`, "nhs_number", "This is not an NHS number", `scope="row">4</th>`, "It must not be empty",
			`scope="row">5</th>`, "It repeats line 2")
		s.has(s.boardUpload(tracking.RoleSupervisor, "patients", boardPatients, false).body, "<strong>0</strong> added", "<strong>1</strong> here before")
		s.has(s.boardUpload(tracking.RoleSupervisor, "folders", "patient_number,volume,home\nH9001,1,"+s.Library.Code+"\n", false).body, "<strong>1</strong> added",
			"<strong>0</strong> bad")
		s.has(s.boardUpload(tracking.RoleSupervisor, "locations", "name,kind\nNew <b>,ward\nNo kind,moon\n", false).body, "<strong>1</strong> added",
			"<strong>1</strong> bad", "kind")
	})
}

func TestAFileThatIsNoneOfOursIsRefusedAsAWhole(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		for file, told := range map[string]string{"": "The file is empty", "<b>,name,kind\nx,y,ward\n": "unknown columns: &#34;&lt;b&gt;&#34;", "PK\x03\x04": "spreadsheet"} {
			a := s.boardUpload(tracking.RoleSupervisor, "locations", file, false)
			if a.code != http.StatusUnprocessableEntity {
				t.Errorf("%q answered %d", file, a.code)
			}
			s.has(a.body, told, `href="#file-locations"`)
		}
		none := s.ask(tracking.RoleSupervisor, http.MethodPost, "/import/patients", "application/x-www-form-urlencoded", "")
		s.has(none.body, "Choose a CSV file first.", `href="#file-patients"`)
		if a := s.boardUpload(tracking.RoleLibrary, "locations", "name,kind\nX,ward\n", false); a.code != http.StatusForbidden {
			t.Errorf("a library clerk's file answered %d", a.code)
		}
		if a := s.boardUpload(tracking.RoleSupervisor, "appointments", "id\n", false); a.code != http.StatusNotFound {
			t.Errorf("a file of another kind answered %d", a.code)
		}
	})
}

func TestAFileThatIsTooLargeStopsAndSaysSo(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		a := s.boardUpload(tracking.RoleSupervisor, "patients", boardPatients+strings.Repeat("x", 65<<20), false)
		s.has(a.body, "It stopped.", "more than 64 MB", "<strong>4</strong> rows")
	})
}

func TestTheAPIPageTellsEveryOperation(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		var described struct {
			Paths map[string]map[string]struct{ Summary string }
		}
		s.must(json.Unmarshal([]byte(s.get(tracking.RolePorter, "/openapi.json")), &described))
		body := s.get(tracking.RolePorter, "/docs")
		operations := 0
		for path, methods := range described.Paths {
			for method, o := range methods {
				s.has(body, strings.ToUpper(method)+" "+path+"</strong> "+o.Summary)
				operations++
			}
		}
		if operations < 20 {
			t.Errorf("only %d operations are described", operations)
		}
		s.has(body, "scans[].action", "Permission: scan.", `href="/openapi.json"`, "reference")
		a := s.ask(tracking.RoleDevice, http.MethodGet, "/docs", "", "")
		if a.code != http.StatusForbidden {
			t.Errorf("a device's look answered %d", a.code)
		}
	})
}
