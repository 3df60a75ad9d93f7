package api_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"casenotes/api"
	"casenotes/api/hl7"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
	"casenotes/web"
)

// boardSite is a real server over a small hospital, for people who come with a token of their role.
type boardSite struct {
	*trackingtest.Hospital
	t      *testing.T
	server *httptest.Server
	feed   *hl7.Feed
	tokens map[tracking.Role]string
}

func boardEach(t *testing.T, test func(t *testing.T, s *boardSite)) {
	t.Helper()
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) { test(t, boardServe(t, h)) })
}

func boardServe(t *testing.T, h *trackingtest.Hospital) *boardSite {
	t.Helper()
	s := &boardSite{Hospital: h, t: t, tokens: map[tracking.Role]string{}}
	hub := api.NewHub(h.Clock.Now)
	h.Service = tracking.New(h.Store, h.Rules, h.Clock.Now, hub)
	pages, err := web.New(time.UTC)
	s.must(err)
	server, err := api.New(api.Config{Service: h.Service, Store: h.Store, Hub: hub, Site: pages, Now: h.Clock.Now, Zone: time.UTC,
		Log: slog.New(slog.DiscardHandler), Version: "test"})
	s.must(err)
	s.server, s.feed = httptest.NewServer(server.Handler()), server.Feed()
	t.Cleanup(s.server.Close)
	return s
}

func (s *boardSite) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// boardAnswer is what came back.
type boardAnswer struct {
	code     int
	location string
	body     string
}

func (s *boardSite) ask(role tracking.Role, method, path, kind, body string, header ...string) boardAnswer {
	s.t.Helper()
	if s.tokens[role] == "" {
		token, hash := api.NewToken()
		s.must(s.Service.AddToken(s.t.Context(), trackingtest.Admin, "board."+string(role), role, hash))
		s.tokens[role] = token
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, strings.NewReader(body))
	s.must(err)
	r.Header.Set("Authorization", "Bearer "+s.tokens[role])
	r.Header.Set("Accept", "text/html")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	s.must(err)
	text, err := io.ReadAll(answer.Body)
	s.must(err)
	s.must(answer.Body.Close())
	return boardAnswer{answer.StatusCode, answer.Header.Get("Location"), string(text)}
}

func (s *boardSite) get(role tracking.Role, path string) string {
	s.t.Helper()
	a := s.ask(role, http.MethodGet, path, "", "")
	if a.code != http.StatusOK {
		s.t.Fatalf("GET %s as %s answered %d: %s", path, role, a.code, a.body)
	}
	return a.body
}

func (s *boardSite) post(role tracking.Role, path string, form url.Values) boardAnswer {
	s.t.Helper()
	return s.ask(role, http.MethodPost, path, "application/x-www-form-urlencoded", form.Encode())
}

// has and lacks look for texts in a page.
func (s *boardSite) has(body string, texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			s.t.Errorf("the page lacks %q", text)
		}
	}
}

func (s *boardSite) lacks(body string, texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			s.t.Errorf("the page has %q", text)
		}
	}
}

// section is the part of a page from the list with that id to the next one.
func (s *boardSite) section(body, id string) string {
	s.t.Helper()
	_, rest, found := strings.Cut(body, `aria-labelledby="list-`+id+`"`)
	if !found {
		s.t.Fatalf("the page has no list %s", id)
	}
	part, _, _ := strings.Cut(rest, "</section>")
	return part
}

func TestABoardShowsWhatIsHereComingAndToGoBack(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Volume1, s.Clinic)
		s.Send(s.Volume2, s.Library, s.Clinic)
		body := s.get(tracking.RoleLibrary, "/board/"+s.Clinic.Code)
		here := s.section(body, "here")
		s.has(here, s.Volume1.Code, "O&#39;Brien, S", `<span class="app-count">1</span>`, "Main, volume 1", "25 November 2026")
		s.lacks(here, s.Volume2.Code)
		s.has(s.section(body, "coming"), s.Volume2.Code, "Main library")
		s.has(s.section(body, "due"), s.Volume1.Code)
		s.has(body, `data-topics="location:`+s.Clinic.Code+`"`, `data-row="`+s.Volume1.Code+`"`, "Destroy after use")
		s.has(s.section(s.get(tracking.RoleLibrary, "/board/"+s.Library.Code), "due"), s.Volume1.Code, "Clinic B",
			`On the way to <a href="/board/`+s.Clinic.Code)
		s.has(s.get(tracking.RoleLibrary, "/board/"+s.Library.Code), "Locations inside (1)", "/board/"+s.Shelf.Code)
		s.has(s.get(tracking.RoleLibrary, "/board/"+s.Shelf.Code), "/board/"+s.Library.Code)
	})
}

func TestABoardNamesNobodyToThoseWhoMayNotSeePatients(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Volume1, s.Clinic)
		body := s.get(tracking.RolePorter, "/board/"+s.Clinic.Code)
		s.has(body, s.Volume1.Code)
		s.lacks(body, "Brien", "Patient")
	})
}

func TestTheRowsOfABoardComeAloneToItsScript(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Volume1, s.Clinic)
		a := s.ask(tracking.RoleLibrary, http.MethodGet, "/board/"+s.Clinic.Code, "", "", "X-Fragment", "rows")
		s.has(a.body, s.Volume1.Code)
		s.lacks(a.body, "<html", "<h1")
	})
}

func TestAnEmptyBoardSaysWhenItLooked(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		body := s.get(tracking.RolePorter, "/board/"+s.Ward.Code)
		s.has(body, "Nothing here. Checked at 09:01.", "Nothing on the way. Checked at 09:01.", "Nothing to go back. Checked at 09:01.")
	})
}

func TestNamesWithMarkupAreShownAsTheyAre(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		place := s.AddLocation(`Ward <b>9</b> & "O'Neill"`, tracking.Ward, "", "")
		s.AddPatient("H2001", "<script>alert(1)</script>", "\"><i>")
		s.AddPatient("H2002", "כהן", "דוד")
		s.Arrive(s.AddFolder("H2001"), place)
		s.Arrive(s.AddFolder("H2002"), place)
		body := s.get(tracking.RoleLibrary, "/board/"+place.Code)
		s.has(body, "&lt;script&gt;alert(1)&lt;/script&gt;, &#34;", "<bdi>כהן, ד</bdi>", "Ward &lt;b&gt;9&lt;/b&gt; &amp; &#34;O&#39;Neill&#34;")
		s.lacks(body, "<script>", "<b>9")
	})
}

func TestALocationIsFoundByNameOrBarcodeWithoutAnAddressThatTells(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RolePorter, "/board"), "Clinic B", "Main library", `action="/board" method="post"`)
		s.lacks(s.get(tracking.RolePorter, "/board"), "Shelf 14", "Old clinic")
		found := s.post(tracking.RolePorter, "/board", url.Values{"q": {"shelf"}})
		s.has(found.body, "Shelf 14", `value="shelf"`)
		s.lacks(found.body, "Clinic B")
		scanned := s.post(tracking.RolePorter, "/board", url.Values{"q": {strings.ToLower(s.Ward.Code)}})
		if scanned.code != http.StatusSeeOther || scanned.location != "/board/"+s.Ward.Code {
			t.Errorf("a scanned barcode answered %d to %q", scanned.code, scanned.location)
		}
		s.has(s.post(tracking.RolePorter, "/board", url.Values{"q": {"<zzz>"}}).body, "No location found for “&lt;zzz&gt;”")
		if a := s.ask(tracking.RolePorter, http.MethodGet, "/board/L9999999", "", ""); a.code != http.StatusNotFound {
			t.Errorf("the board of no location answered %d", a.code)
		}
	})
}

func TestABoardHearsThatAFolderFellOverdue(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Volume1, s.Clinic)
		s.get(tracking.RolePorter, "/board/"+s.Clinic.Code)
		socket, _, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.server.URL, "http")+"/api/v1/live",
			http.Header{"Authorization": {"Bearer " + s.tokens[tracking.RolePorter]}})
		s.must(err)
		defer socket.Close()
		s.must(socket.WriteJSON(map[string][]string{"subscribe": {"location:" + s.Clinic.Code}}))
		var m struct {
			Type       string
			Subscribed bool
		}
		hear := func() { s.must(socket.ReadJSON(&m)) }
		if hear(); m.Type != "hello" {
			t.Fatalf("the socket began with %q", m.Type)
		}
		if hear(); !m.Subscribed {
			t.Fatalf("the subscription was answered by %+v", m)
		}
		s.Clock.Forward(10 * 24 * time.Hour)
		_, err = s.Service.Sweep(t.Context())
		s.must(err)
		s.must(socket.SetReadDeadline(time.Now().Add(30 * time.Second)))
		for m.Type != "alert" {
			hear()
		}
	})
}
