package api

import (
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
	"casenotes/web"
)

func TestAnybodyWhoScansCanTestTheScanner(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		porter := pageSite(t, h)(tracking.RolePorter)
		porter.get("/").has(t, `href="/scanner-test"`)
		porter.get("/scanner-test").has(t, `href="/scanner-test/sheet"`, `data-test="symbols"`, "This page needs scripts.")
		sheet := porter.get("/scanner-test/sheet")
		sheet.has(t, `aria-label="Label @#~|"`, "Country of the keyboard", "Delay before the same code")
		if n := strings.Count(sheet.html, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""); n != len(web.TestCodes()) {
			t.Errorf("the sheet has %d symbols", n)
		}
	})
}

func TestATestCodeIsNeverAFolderNorAnythingElse(t *testing.T) {
	for _, code := range web.TestCodes() {
		r := tracking.Classify(code.Code, nil)
		if r.Kind != tracking.CommandCode && r.Kind != tracking.Unknown {
			t.Errorf("%q reads as %s", code.Code, r.Kind)
		}
	}
}
