package api_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"casenotes/api"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAPersonSignsInAndOut(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(lib)
		b := s.browser()
		a := b.signIn(" Library ", password)
		if a.status != 303 || a.header.Get("Location") != "/scan" {
			t.Fatalf("%d %s", a.status, a.body)
		}
		cookie := a.header.Get("Set-Cookie")
		for _, flag := range []string{"casenotes=", "HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(cookie, flag) {
				t.Errorf("no %s in %s", flag, cookie)
			}
		}
		if a := b.do("GET", "/api/v1/folders/{folder}", ""); a.status != 200 || !strings.Contains(a.body, "Okafor") {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := b.do("GET", "/scan", ""); a.status != 200 {
			t.Errorf("%d %s", a.status, a.body)
		}
		if n := s.count("SELECT COUNT(*) FROM audit WHERE action = 'signin' AND actor = 'library'"); n != 1 {
			t.Errorf("%d rows", n)
		}
		if a := b.do("POST", "/signout", "", "Sec-Fetch-Site", "same-origin"); a.status != 303 {
			t.Errorf("%d", a.status)
		}
		if a := b.do("GET", "/api/v1/folders/{folder}", ""); a.status != 401 {
			t.Errorf("signed out, but %d", a.status)
		}
		replay := strings.SplitN(cookie, ";", 2)[0]
		if a := s.do("GET", "/api/v1/folders/{folder}", "", "", "Cookie", replay); a.status != 401 {
			t.Errorf("the old cookie still works: %d", a.status)
		}
	})
}

func TestBehindHTTPSTheCookieIsSecure(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h, func(c *api.Config) { c.Secure = true })
		s.addUser(por)
		if cookie := s.browser().signIn("porter", password).header.Get("Set-Cookie"); !strings.Contains(cookie, "; Secure") {
			t.Error(cookie)
		}
	})
}

func TestAWrongNameAndAWrongPasswordLookTheSame(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(por)
		for _, try := range [][2]string{{"porter", "wrong password"}, {"nobody", password}, {"é", password}, {"porter", strings.Repeat("x", 2000)}, {"", ""}} {
			a := s.browser().signIn(try[0], try[1])
			if a.status != 401 || !strings.Contains(a.body, "The name or the password is wrong.") || strings.Contains(a.body, "value=\""+try[1]) && try[1] != "" {
				t.Errorf("%q: %d %s", try, a.status, a.body)
			}
			if strings.Contains(a.header.Get("Set-Cookie"), "casenotes=") {
				t.Errorf("%q got a cookie", try)
			}
		}
	})
}

func TestWhoeverIsDisabledIsOutAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(por)
		b := s.browser()
		b.signIn("porter", password)
		if a := b.do("GET", "/api/v1/locations", ""); a.status != 200 {
			t.Fatalf("%d", a.status)
		}
		s.must(s.Service.DisableUser(t.Context(), trackingtest.Admin, "porter"))
		if a := b.do("GET", "/api/v1/locations", ""); a.status != 401 {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := s.browser().signIn("porter", password); a.status != 401 {
			t.Errorf("%d", a.status)
		}
	})
}

func TestASessionEndsAfterItsTwelveHours(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(por)
		b := s.browser()
		b.signIn("porter", password)
		h.Clock.Forward(12*time.Hour + time.Minute)
		if a := b.do("GET", "/api/v1/locations", ""); a.status != 401 {
			t.Errorf("%d", a.status)
		}
	})
}

func TestTooManySignInsMustWait(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(por)
		b := s.browser()
		for range 5 {
			if a := b.signIn("porter", "wrong password"); a.status != 401 {
				t.Errorf("%d", a.status)
			}
		}
		a := b.signIn("porter", password)
		wait, err := strconv.Atoi(a.header.Get("Retry-After"))
		if a.status != 429 || err != nil || wait < 1 || wait > 60 {
			t.Errorf("%d, Retry-After %q", a.status, a.header.Get("Retry-After"))
		}
		h.Clock.Forward(time.Duration(wait) * time.Second)
		if a := b.signIn("porter", password); a.status != 303 {
			t.Errorf("after waiting: %d", a.status)
		}
	})
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		for _, next := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x", ""} {
			if a := s.do("GET", "/signin?next="+next, "", "", "Accept", "text/html"); strings.Contains(a.body, "evil.example") || strings.Contains(a.body, "javascript:") {
				t.Errorf("%q: %s", next, a.body)
			}
		}
		a := s.do("GET", "/scan", "", "", "Accept", "text/html")
		if a.status != 303 || a.header.Get("Location") != "/signin?next=%2Fscan" {
			t.Errorf("%d %s", a.status, a.header.Get("Location"))
		}
	})
}

func TestAnotherSiteCanDoNothing(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(lib)
		b := s.browser()
		b.signIn("library", password)
		for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			for _, route := range [][2]string{{"POST", "/api/v1/folders/{folder}/missing"}, {"PATCH", "/api/v1/folders/{folder}"}, {"POST", "/scan"}, {"POST", "/signin"}, {"POST", "/signout"}} {
				a := b.do(route[0], route[1], `{"note":"x"}`, headers...)
				if a.status != 403 {
					t.Errorf("%s %s: %d", headers, route, a.status)
				}
				checkProblem(t, a)
				checkHeaders(t, a)
			}
		}
		if a := b.do("GET", "/api/v1/folders/{folder}", "", "Sec-Fetch-Site", "same-origin"); a.status != 200 || !strings.Contains(a.body, `"version":1`) {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

// checkHeaders says what stands on every answer.
func checkHeaders(t *testing.T, a answer) {
	t.Helper()
	policy := a.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("no %s in the policy %q", part, policy)
		}
	}
	if strings.Contains(policy, "http") || strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "'unsafe-eval'") || strings.Contains(policy, "*") {
		t.Errorf("the policy lets others in: %s", policy)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if a.header.Get("Access-Control-Allow-Origin") != "" || a.header.Get("Server") != "" || strings.Contains(a.header.Get("Clear-Site-Data"), "storage") {
		t.Errorf("%v", a.header)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/signin", "/scan", "/openapi.json", "/assets/favicon.svg", "/assets/none", "/nothing",
			"/api/v1/folders/{folder}", "/api/v1/folders/none", "/api/v1/live"} {
			for _, as := range []tracking.Role{"", lib} {
				a := s.do("GET", path, as, "", "Accept", "text/html")
				checkHeaders(t, a)
				if strings.HasPrefix(path, "/api/") && a.header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s may be kept: %s", path, a.header.Get("Cache-Control"))
				}
				for _, outside := range []string{"src=\"http", "href=\"http", "src=\"//", "href=\"//", "url(http", "action=\"http"} {
					if strings.Contains(a.body, outside) {
						t.Errorf("%s asks somebody else: %s", path, outside)
					}
				}
			}
		}
	})
}
