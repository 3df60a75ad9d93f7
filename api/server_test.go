package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/api"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
	"casenotes/web"
)

// site is a whole server over a small hospital, reached by real HTTP.
type site struct {
	*trackingtest.Hospital
	t      testing.TB
	server *api.Server
	hub    *api.Hub
	http   *httptest.Server
	log    *logBook
	tokens map[tracking.Role]string
	names  *strings.Replacer
}

const password = "correct horse battery"

// each runs a test on both databases, with the machine's time on the clock: the session library reads that by itself.
func each(t *testing.T, test func(t *testing.T, h *trackingtest.Hospital)) {
	t.Helper()
	trackingtest.EachAt(t, time.Now().UTC().Truncate(time.Millisecond), test)
}

// once runs a test on SQLite alone, where the database makes no difference.
func once(t *testing.T, test func(t *testing.T, h *trackingtest.Hospital)) {
	t.Helper()
	test(t, trackingtest.OpenAt(t, "sqlite:"+t.TempDir()+"/casenotes.db", time.Now().UTC().Truncate(time.Millisecond)))
}

// newSite serves the hospital.
func newSite(t testing.TB, h *trackingtest.Hospital, change ...func(*api.Config)) *site {
	t.Helper()
	s := &site{Hospital: h, t: t, hub: api.NewHub(h.Clock.Now), log: &logBook{}, tokens: map[tracking.Role]string{}}
	h.Service = tracking.New(h.Store, h.Rules, h.Clock.Now, s.hub)
	pages, err := web.New(time.UTC)
	s.must(err)
	c := api.Config{Service: h.Service, Store: h.Store, Hub: s.hub, Site: pages, Now: h.Clock.Now, Zone: time.UTC, Log: slog.New(slog.NewJSONHandler(s.log, nil)), Version: "test"}
	for _, set := range change {
		set(&c)
	}
	s.server, err = api.New(c)
	s.must(err)
	s.http = httptest.NewServer(s.server.Handler())
	t.Cleanup(s.http.Close)
	s.names = strings.NewReplacer("{folder}", h.Folder.Code, "{volume1}", h.Volume1.Code, "{volume2}", h.Volume2.Code, "{clinic}", h.Clinic.Code, "{ward}", h.Ward.Code,
		"{library}", h.Library.Code, "{retired}", h.Retired.Code, "{patient}", strings.TrimSpace(jsonText(h.Folder.PatientID)), "{now}", h.Clock.Now().Format(time.RFC3339Nano))
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// token is an API token of the role.
func (s *site) token(role tracking.Role) string {
	s.t.Helper()
	if s.tokens[role] == "" {
		token, hash := api.NewToken()
		s.must(s.Service.AddToken(s.t.Context(), trackingtest.Admin, "token."+string(role), role, hash))
		s.tokens[role] = token
	}
	return s.tokens[role]
}

// addUser lets a person of the role in, under the role's name.
func (s *site) addUser(role tracking.Role) {
	s.t.Helper()
	hash, err := api.HashPassword(password)
	s.must(err)
	s.must(s.Service.AddUser(s.t.Context(), trackingtest.Admin, string(role), role, hash))
}

// browser is a person's browser: it keeps cookies, follows nothing by itself, and says where its requests come from.
type browser struct {
	s      *site
	client *http.Client
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	s.must(err)
	return &browser{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signIn signs in with the name and password and answers what came back.
func (b *browser) signIn(name, password string) answer {
	b.s.t.Helper()
	form := url.Values{"username": {name}, "password": {password}, "next": {"/scan"}}
	return b.do("POST", "/signin", form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin")
}

func (b *browser) do(method, path, body string, headers ...string) answer {
	b.s.t.Helper()
	return b.s.send(b.client, method, path, body, headers...)
}

// answer is a whole answer of the server.
type answer struct {
	status int
	header http.Header
	body   string
}

// do asks as a program with a token of that role; nobody's when empty. Names in braces stand for things of the hospital.
func (s *site) do(method, path string, as tracking.Role, body string, headers ...string) answer {
	s.t.Helper()
	if as != "" {
		headers = append(headers, "Authorization", "Bearer "+s.token(as))
	}
	return s.send(s.browser().client, method, path, body, headers...)
}

func (s *site) send(client *http.Client, method, path, body string, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.http.URL+s.names.Replace(path), strings.NewReader(s.names.Replace(body)))
	s.must(err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answered, err := client.Do(r)
	s.must(err)
	defer answered.Body.Close()
	text, err := io.ReadAll(answered.Body)
	s.must(err)
	return answer{answered.StatusCode, answered.Header, string(text)}
}

// read decodes a JSON answer.
func read[T any](t testing.TB, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	return v
}

// count asks the database.
func (s *site) count(sql string, args ...any) (n int) {
	s.t.Helper()
	pool, err := s.Store.Pool()
	s.must(err)
	s.must(pool.QueryRowContext(s.t.Context(), sql, args...).Scan(&n))
	return n
}

// logBook keeps the server's log.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
