package api

import (
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
	"casenotes/web"
)

// pageVisitor is somebody with a browser without scripts.
type pageVisitor struct {
	t      *testing.T
	url    string
	client *http.Client
}

// pageAnswer is a page as the visitor got it, after redirects.
type pageAnswer struct {
	status int
	path   string
	html   string
}

// pageSite starts the whole site on a hospital and answers a door through which somebody of a role comes in.
func pageSite(t *testing.T, h *trackingtest.Hospital) func(tracking.Role) pageVisitor {
	t.Helper()
	site, err := web.New(time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Service: h.Service, Store: h.Store, Hub: NewHub(h.Clock.Now), Site: site, Now: h.Clock.Now, Zone: time.UTC, Desk: tracking.Desk{Life: 12 * time.Hour},
		Log: slog.New(slog.DiscardHandler), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	s.sessions.Cookie.Persist = false // or its end would count by the machine's clock, while the hospital's stands still elsewhere
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	hash, err := HashPassword("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	return func(r tracking.Role) pageVisitor {
		t.Helper()
		if err := h.Service.AddUser(t.Context(), trackingtest.Admin, "page-"+string(r), r, hash); err != nil {
			t.Fatal(err)
		}
		v := pageVisitor{t, server.URL, &http.Client{Jar: jar{}}}
		if a := v.send("/signin", "username", "page-"+string(r), "password", "correct horse", "next", "/"); a.path != "/" {
			t.Fatalf("signed in, but at %s", a.path)
		}
		return v
	}
}

// jar keeps cookies whatever their date: the hospital's clock stands still while the machine's goes on.
type jar map[string]*http.Cookie

func (j jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	for _, c := range cookies {
		j[c.Name] = c
	}
}

func (j jar) Cookies(*url.URL) []*http.Cookie { return slices.Collect(maps.Values(j)) }

func (v pageVisitor) get(path string) pageAnswer {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.url+path, nil)
	return v.do(r, err)
}

func (v pageVisitor) send(path string, form ...string) pageAnswer {
	v.t.Helper()
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.url+path, strings.NewReader(values.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return v.do(r, err)
}

func (v pageVisitor) do(r *http.Request, err error) pageAnswer {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	html, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return pageAnswer{answer.StatusCode, answer.Request.URL.RequestURI(), string(html)}
}

// has fails the test where a text is not on the page; lacks where it is.
func (a pageAnswer) has(t *testing.T, texts ...string) pageAnswer {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.html, text) {
			t.Errorf("%s (%d) has no %q", a.path, a.status, text)
		}
	}
	return a
}

func (a pageAnswer) lacks(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.html, text) {
			t.Errorf("%s (%d) has %q", a.path, a.status, text)
		}
	}
}

// pageField is the value of a hidden field.
func (a pageAnswer) field(t *testing.T, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(a.html)
	if m == nil {
		t.Fatalf("%s has no field %s", a.path, name)
	}
	return m[1]
}

func TestHomeCountsWhatNeedsLookingAt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		h.Send(h.Folder, h.Library, h.Clinic)
		if _, err := h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Volume1.Code, "Shelf 14"); err != nil {
			t.Fatal(err)
		}
		home := enter(tracking.RoleLibrary).get("/")
		home.has(t, `href="/transit"><span class="app-figures__number">1</span>`, `href="/alerts?kind=missing">Missing</a>`,
			`data-topics="alerts missing"`, `<h1 class="nhsuk-label-wrapper">`)
		home.lacks(t, `href="/scan" role="button"`)
		enter(tracking.RolePorter).get("/").has(t, `href="/scan" role="button"`, "Your role finds folders by barcode only.")
	})
}

func TestAnExactBarcodeOpensItsPageAndANameNever(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		if a := clerk.send("/find", "q", " "+strings.ToLower(h.Folder.Code)+" "); a.path != "/folders/"+h.Folder.Code {
			t.Errorf("a folder's barcode leads to %s", a.path)
		}
		if a := clerk.send("/find", "q", h.Clinic.Code); a.path != "/board/"+h.Clinic.Code {
			t.Errorf("a location's barcode leads to %s", a.path)
		}
		for _, text := range []string{"okafor", "Okafor, Ngozi", "H1001", "03/03/80 okafor"} {
			a := clerk.send("/find", "q", text)
			a.has(t, "OKAFOR, Ngozi", "3 March 1980", "H1001", h.Folder.Code, "Main library")
			if !regexp.MustCompile(`^/find/[A-Z0-9]{26}$`).MatchString(a.path) {
				t.Errorf("the search for %q stands at %s", text, a.path)
			}
		}
	})
}

func TestFindSaysHowItReadAYearOfTwoDigits(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		clerk.send("/find", "q", "smyth 03/03/30").has(t, "No folder found for “<bdi>smyth 03/03/30</bdi>”.", "born 3 March 1930",
			"Check the spelling, or search by date of birth only.")
		clerk.send("/find", "q", "03/03/80").has(t, "born 3 March 1980")
	})
}

func TestFindWarnsOfNamesakesAndOfTooMany(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		h.AddPatient("H2001", "Smith", "John")
		h.AddPatient("H2002", "Smith", "John")
		clerk.send("/find", "q", "smith john").has(t, "2 patients here share their name and birth date", "Same name")
		for i := range 51 {
			h.AddPatient("H3"+string(rune('A'+i/26))+string(rune('A'+i%26)), "Patel", "Asha")
		}
		clerk.send("/find", "q", "patel").has(t, "More than 50 matches. Add a first name or date of birth.", "The first 50 patients")
		clerk.send("/find", "q", "   ").has(t, `href="#q"`, "Type or scan what to look for.")
	})
}

func TestASearchIsKeptForItsOwnerOnlyAndNotForEver(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		clerk, other := enter(tracking.RoleClinic), enter(tracking.RoleCoder)
		first := clerk.send("/find", "q", "okafor")
		other.get(first.path).lacks(t, "OKAFOR", "okafor")
		for range searchesKept {
			clerk.send("/find", "q", "nobody")
		}
		last := clerk.get(first.path)
		last.has(t, "This search is no longer kept.")
		if last.status != http.StatusNotFound {
			t.Errorf("a forgotten search answers %d", last.status)
		}
	})
}

func TestAPorterSeesCodesAndPlacesOnly(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		porter := pageSite(t, h)(tracking.RolePorter)
		for _, a := range []pageAnswer{porter.get("/folders/" + h.Volume1.Code), porter.get("/folders"), porter.send("/find", "q", "brien"),
			porter.send("/find", "q", "H1002"), porter.get("/")} {
			a.lacks(t, "BRIEN", "Seán", "1980", "/patients/")
		}
		porter.get("/folders/"+h.Volume1.Code).has(t, "Main library", "It is at")
		for path, form := range map[string]string{"/patients/1": "", "/folders/" + h.Volume1.Code + "/missing": "looked"} {
			a := porter.get(path)
			if form != "" {
				a = porter.send(path, form, "everywhere")
			}
			if a.status != http.StatusForbidden {
				t.Errorf("%s answers a porter %d", path, a.status)
			}
		}
	})
}
