package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"casenotes/tracking"
)

// boardForm is what the page's form for a location would send.
func boardForm(t *testing.T, body string) url.Values {
	t.Helper()
	form := url.Values{}
	for _, input := range regexp.MustCompile(`<input[^>]* name="([a-z_]+)"[^>]*? value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		form.Set(input[1], input[2])
	}
	for _, list := range regexp.MustCompile(`(?s)<select[^>]* name="([a-z_]+)".*?</select>`).FindAllStringSubmatch(body, -1) {
		if chosen := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(list[0]); chosen != nil {
			form.Set(list[1], chosen[1])
		}
	}
	if form.Get("version") == "" {
		t.Fatal("the form has no version")
	}
	return form
}

func TestLocationsAreATreeWithoutShelvesAndWhatIsRetired(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		body := s.get(tracking.RoleLibrary, "/locations")
		s.has(body, "Main library", "1 shelf", "2 working days", "No limit", "/board/"+s.Clinic.Code, `name="codes" value="`+s.Clinic.Code+`"`)
		s.lacks(body, "Shelf 14", "Old clinic", "/locations/new", `href="/locations/`+s.Clinic.Code)
		s.has(s.get(tracking.RoleSupervisor, "/locations"), "/locations/new", `href="/locations/`+s.Clinic.Code, "/import")
		s.has(s.get(tracking.RoleLibrary, "/locations?in="+s.Library.Code), "Shelf 14")
		s.has(s.get(tracking.RoleLibrary, "/locations?kind=shelf"), "Shelf 14", `class="app-depth-1"`)
		s.has(s.get(tracking.RoleLibrary, "/locations?retired=yes"), "Old clinic", "app-retired")
		s.lacks(s.get(tracking.RolePorter, "/locations"), "/label?")
	})
}

func TestALocationIsAddedWithAFormThatKeepsWhatWasTyped(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		form := url.Values{"kind": {"clinic"}, "site": {`O'Dea & <b>`}, "parent": {s.Library.Code}}
		for fault, change := range map[string]url.Values{
			`href="#name">Enter the name`:     {"name": {" "}},
			`href="#gln">This is not a GLN`:   {"name": {"Clinic D"}, "gln": {"123"}},
			`href="#loan_days">This is not a`: {"name": {"Clinic D"}, "loan_days": {"soon"}},
			`href="#kind">There is no kind`:   {"name": {"Clinic D"}, "kind": {"<x>"}},
			`href="#code">This barcode`:       {"name": {"Clinic D"}, "code": {s.Ward.Code}},
			`href="#parent">There is no`:      {"name": {"Clinic D"}, "parent": {"L9999999"}},
			`href="#parent">This location is`: {"name": {"Clinic D"}, "parent": {s.Retired.Code}},
		} {
			typed := url.Values{}
			for _, values := range []url.Values{form, change} {
				for name := range values {
					typed.Set(name, values.Get(name))
				}
			}
			a := s.post(tracking.RoleSupervisor, "/locations/new", typed)
			if a.code == http.StatusOK || a.code == http.StatusSeeOther {
				t.Errorf("%v answered %d", change, a.code)
			}
			s.has(a.body, fault, "Error: Add a location", `value="O&#39;Dea &amp; &lt;b&gt;"`)
			s.lacks(a.body, "& <b>")
		}
		form.Set("name", "Clinic D")
		form.Set("loan_days", "7")
		a := s.post(tracking.RoleSupervisor, "/locations/new", form)
		if a.code != http.StatusSeeOther || !strings.HasPrefix(a.location, "/locations/L") {
			t.Fatalf("adding answered %d to %q: %s", a.code, a.location, a.body)
		}
		s.has(s.get(tracking.RoleSupervisor, a.location), `value="Clinic D"`, `value="7"`, `value="`+s.Library.Code+`" selected`, "Retire this location")
		if a := s.post(tracking.RoleLibrary, "/locations/new", form); a.code != http.StatusForbidden {
			t.Errorf("a library clerk's new location answered %d", a.code)
		}
	})
}

func TestTwoWhoEditALocationSeeEachOthersWords(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		address := "/locations/" + s.Clinic.Code
		form := boardForm(t, s.get(tracking.RoleSupervisor, address))
		form.Set("phone", "111")
		if a := s.post(tracking.RoleAdmin, address, form); a.code != http.StatusSeeOther {
			t.Fatalf("the first edit answered %d: %s", a.code, a.body)
		}
		form.Set("phone", "222")
		a := s.post(tracking.RoleSupervisor, address, form)
		if a.code != http.StatusConflict {
			t.Errorf("the second edit answered %d", a.code)
		}
		s.has(a.body, "Somebody changed this", "<bdi>111</bdi>", "<bdi>222</bdi>", `value="222"`)
		if a := s.post(tracking.RoleSupervisor, address, boardForm(t, a.body)); a.code != http.StatusSeeOther {
			t.Errorf("saving again answered %d", a.code)
		}
		s.has(s.get(tracking.RoleSupervisor, address), `value="222"`)
		form.Del("version")
		if a := s.post(tracking.RoleSupervisor, address, form); a.code != http.StatusConflict {
			t.Errorf("a form without a version answered %d", a.code)
		}
	})
}

func TestALocationIsRetiredWhenItIsEmptyAndBroughtBack(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Volume1, s.Clinic)
		retire := func(place tracking.Location, choice string) boardAnswer {
			form := boardForm(t, s.get(tracking.RoleSupervisor, "/locations/"+place.Code))
			return s.post(tracking.RoleSupervisor, "/locations/"+place.Code, url.Values{"version": form["version"], "retired": {choice}})
		}
		s.has(retire(s.Clinic, "yes").body, `href="#retire">Folders or containers are here`)
		if a := retire(s.Ward, "yes"); a.code != http.StatusSeeOther {
			t.Errorf("retiring answered %d", a.code)
		}
		s.has(s.get(tracking.RolePorter, "/board/"+s.Ward.Code), "Retired")
		if a := retire(s.Ward, "no"); a.code != http.StatusSeeOther {
			t.Errorf("bringing back answered %d", a.code)
		}
		s.lacks(s.get(tracking.RolePorter, "/board/"+s.Ward.Code), "Retired")
	})
}

func TestPlacesOfOneNameAreToldApartWhereOneIsChosen(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		north := s.AddLocation("Reception", tracking.Clinic, "", "North")
		south := s.AddLocation("Reception", tracking.Clinic, "", "South")
		other := s.AddLocation("Reception", tracking.Clinic, "", "South")
		s.AddLocation("Admissions", tracking.Office, "", "South")
		for _, path := range []string{"/overdue/" + s.Clinic.Code, "/interface/places", "/folders/merge", "/folders/" + s.Folder.Code + "/missing", "/stocktakes/new", "/devices/enrol"} {
			body := s.get(tracking.RoleAdmin, path)
			s.has(body, ">Reception (North)<", ">Reception (South) "+south.Code+"<", ">Reception (South) "+other.Code+"<", ">Admissions<", `value="`+north.Code+`"`)
			if strings.Index(body, ">Admissions<") > strings.Index(body, ">Reception (North)<") {
				t.Errorf("%s: not in the order of the names", path)
			}
		}
	})
}
