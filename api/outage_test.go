package api_test

import (
	"testing"
	"time"

	"casenotes/tracking/trackingtest"
)

func TestWithoutItsDatabaseTheSiteSaysSoAndRecovers(t *testing.T) {
	wire := trackingtest.NewWire(t, trackingtest.MySQL(t))
	h := trackingtest.OpenAt(t, wire.DSN, time.Now().UTC().Truncate(time.Millisecond))
	s := newSite(t, h)
	s.addUser(lib)
	token := s.token(lib)
	b := s.browser()
	b.signIn("library", password)
	ask := map[string]func() answer{
		"ready":   func() answer { return s.do("GET", "/readyz", "", "") },
		"session": func() answer { return b.do("GET", "/api/v1/folders/{folder}", "") },
		"token": func() answer {
			return s.do("GET", "/api/v1/folders/{folder}", "", "", "Authorization", "Bearer "+token)
		},
		"scans": func() answer {
			return s.do("POST", "/api/v1/scans", lib, `{"scans":[`+scanText("{folder}", "{clinic}", "")+`]}`)
		},
	}
	for name, do := range ask {
		if a := do(); a.status != 200 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	wire.Cut()
	h.Clock.Forward(time.Minute)
	for name, do := range ask {
		a := do()
		if a.status != 503 || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		checkHeaders(t, a)
	}
	if a := s.do("GET", "/healthz", "", ""); a.status != 200 {
		t.Errorf("the process runs, but %d", a.status)
	}
	wire.Mend()
	h.Clock.Forward(time.Minute)
	for name, do := range ask {
		if a := do(); a.status != 200 {
			t.Errorf("%s afterwards: %d %s", name, a.status, a.body)
		}
	}
	h.Clean()
}
