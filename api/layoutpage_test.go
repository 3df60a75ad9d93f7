package api

import (
	"net/http"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestWhatLabelsSayIsShownChangedAndPrinted(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		admin, clerk := enter(tracking.RoleAdmin), enter(tracking.RoleLibrary)
		admin.get("/layouts").has(t, "Outside of the folder", "As shipped", "EXAMPLE, Ann", `href="/layouts/spine"`)
		form := admin.get("/layouts/outside")
		form.has(t, `<option value="home" selected`, "exactly as it prints")
		chosen := []string{"version", form.field(t, "version"), "above1", "words", "above2", "home", "beside1", "initial", "words", "Return to records, ext. 4417"}
		admin.send("/layouts/outside", append(chosen, "show", "yes")...).has(t, "Return to records, ext. 4417</text>", ">E</text>")
		admin.get("/layouts").has(t, "As shipped")
		for want, more := range map[string][]string{
			`href="#words">Own words need both`:          {"words", ""},
			`href="#beside1">The same words would stand`: {"beside2", "home"},
			`href="#beside1">A label can carry`:          {"beside2", "nhs_number"},
			`href="#words">Own words have 40 characters`: {"words", strings.Repeat("x", 41)},
			`value="Return to records, ext. 4417"`:       {"beside2", "home"},
		} {
			refused := admin.send("/layouts/outside", changed(chosen, more...)...)
			if refused.has(t, want); refused.status != http.StatusUnprocessableEntity {
				t.Errorf("%v answered %d", more, refused.status)
			}
		}
		admin.send("/layouts/outside", chosen...).has(t, "Labels printed from now on look like this.", "Changed")
		admin.send("/layouts/outside", chosen...).has(t, "Somebody changed this since you opened it")
		admin.get("/layouts/badge").has(t, "Layouts are of the labels outside, spine and volume.")
		if label := clerk.get("/api/v1/folders/" + h.Folder.Code + "/label?format=svg"); !strings.Contains(label.html, "Return to records, ext. 4417") {
			t.Errorf("the label says %s", label.html)
		}
		clerk.get("/layouts").has(t, "You can&#39;t do this")
	})
}

// changed is a form with some of its fields changed.
func changed(form []string, more ...string) []string {
	out := append([]string{}, form...)
	for i := 0; i < len(more); i += 2 {
		found := false
		for j := 0; j < len(out); j += 2 {
			if out[j] == more[i] {
				out[j+1], found = more[i+1], true
			}
		}
		if !found {
			out = append(out, more[i], more[i+1])
		}
	}
	return out
}
