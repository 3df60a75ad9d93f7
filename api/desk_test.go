package api_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"casenotes/api"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// form posts a form as a browser's script does.
func (b *browser) form(path string, fields ...string) answer {
	b.s.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return b.do("POST", path, values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin", "Accept", "application/json")
}

// desk is a browser that is enrolled, with people who have PINs and badges.
func (s *site) desk(roles ...tracking.Role) *browser {
	s.t.Helper()
	b := s.browser()
	s.addUser(tracking.RoleAdmin)
	b.signIn("admin", password)
	if a := b.form("/devices/enrol", "name", "web-0123456789abcdef", "label", "Trolley 7", "place", s.Ward.Code); a.status != 303 {
		s.t.Fatalf("%d %s", a.status, a.body)
	}
	for _, role := range roles {
		s.addUser(role)
		_, err := s.Service.IssueBadge(s.t.Context(), trackingtest.Admin, string(role))
		s.must(err)
		b.signIn(string(role), password)
		if a := b.form("/pin", "pin", "4071", "again", "4071"); a.status != 303 {
			s.t.Fatalf("%d %s", a.status, a.body)
		}
	}
	return b
}

func (s *site) audited(action, actor string) int {
	s.t.Helper()
	return s.count("SELECT COUNT(*) FROM audit WHERE action = ? AND actor = ?", action, actor)
}

func TestALockedSittingAnswersNothingButTheQueue(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		b := s.desk(lib)
		if a := b.form("/lock"); a.status != 204 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		for _, path := range []string{"/api/v1/folders/{folder}", "/api/v1/scan-page", "/api/v1/patients", "/api/v1/alerts"} {
			if a := b.do("GET", path, ""); a.status != 401 || !strings.Contains(a.body, `"code":"locked"`) {
				t.Errorf("%s: %d %s", path, a.status, a.body)
			}
		}
		for _, path := range []string{"/", "/scan", "/folders/{folder}", "/pin", "/find"} {
			a := b.do("GET", path, "", "Accept", "text/html")
			if a.status != 303 || !strings.HasPrefix(a.header.Get("Location"), "/lock?next=") {
				t.Errorf("%s: %d %s", path, a.status, a.header.Get("Location"))
			}
		}
		screen := b.do("GET", "/lock?next=/scan", "", "Accept", "text/html")
		if screen.status != 200 || strings.Contains(screen.body, "Okafor") || !strings.Contains(screen.body, "Ward 7") {
			t.Errorf("%d %s", screen.status, screen.body)
		}
		if a := b.do("POST", "/api/v1/scans", `{"scans":[]}`, "Sec-Fetch-Site", "same-origin"); a.status != 200 {
			t.Errorf("the queue of a locked browser does not drain: %d %s", a.status, a.body)
		}
		if a := b.form("/stay"); a.status != 401 || !strings.Contains(a.body, "locked") {
			t.Errorf("%d %s", a.status, a.body)
		}
		if a := b.form("/unlock", "user", "library", "pin", "4071"); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if a := b.do("GET", "/api/v1/folders/{folder}", ""); a.status != 200 {
			t.Errorf("unlocked, but %d %s", a.status, a.body)
		}
		if s.audited("lock", "library") != 1 || s.audited("unlock", "library") != 1 || s.audited("signin", "library") != 1 {
			t.Error("the audit trail lacks the lock")
		}
	})
}

func TestABadgeAndAPINSwitchTheUserOfADevice(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		b := s.desk(lib, por)
		people, err := s.Store.People(t.Context(), "", 10)
		s.must(err)
		badges := map[string]string{}
		for _, p := range people {
			badges[p.Name] = p.Badge
		}
		if a := b.form("/lock/who", "user", badges["library"]); !strings.Contains(a.body, `"user":"library"`) {
			t.Errorf("%d %s", a.status, a.body)
		}
		h.Clock.Forward(time.Second)
		if a := b.form("/unlock", "user", strings.ToLower(badges["library"]), "pin", "4071"); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if s.audited("switch", "library") != 1 {
			t.Error("a switch is not in the audit trail")
		}
		if a := b.do("GET", "/api/v1/folders/{folder}", ""); !strings.Contains(a.body, "Okafor") {
			t.Errorf("the porter is still there: %s", a.body)
		}
		if a := b.form("/pin", "pin", "8352", "again", "8352"); a.status < 400 {
			t.Errorf("a PIN changed itself: %d", a.status)
		}
		b.form("/signout")
		if a := b.do("GET", "/lock/state", ""); !strings.Contains(a.body, `"users":["library","porter"]`) {
			t.Error(a.body)
		}
		if a := b.form("/unlock", "user", "porter", "pin", "4071"); a.status != 200 || s.audited("signin.pin", "porter") != 1 {
			t.Errorf("%d %s", a.status, a.body)
		}
		_, err = s.Service.IssueBadge(t.Context(), trackingtest.Admin, "library")
		s.must(err)
		if a := b.form("/unlock", "user", badges["library"], "pin", "4071"); a.status != 404 {
			t.Errorf("a replaced badge answers %d %s", a.status, a.body)
		}
	})
}

func TestFiveWrongPINsNeedThePassword(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		b := s.desk(lib)
		b.form("/lock")
		for _, wrong := range []string{"9027", "", "40710", strings.Repeat("4", 2000), "é"} {
			if a := b.form("/unlock", "user", "library", "pin", wrong); a.status != 401 || !strings.Contains(a.body, "wrong_pin") {
				t.Errorf("%d %s", a.status, a.body)
			}
		}
		if a := b.form("/unlock", "user", "library", "pin", "4071"); a.status != 403 || !strings.Contains(a.body, "too_many_pins") {
			t.Errorf("%d %s", a.status, a.body)
		}
		if s.audited("signin.pin_refused", "library") != 5 || strings.Contains(s.log.String(), "9027") {
			t.Error("wrong PINs are not in the audit trail, or are in the log")
		}
		b.signIn("library", password)
		b.form("/lock")
		if a := b.form("/unlock", "user", "library", "pin", "4071"); a.status != 200 {
			t.Errorf("after the password: %d %s", a.status, a.body)
		}
	})
}

func TestAPINWorksOnTrustedDevicesAndForTwelveHoursOnly(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		b := s.desk(lib, por)
		for name, c := range map[string]struct {
			from *browser
			user string
			code string
		}{
			"not enrolled": {s.browser(), "porter", "device_not_enrolled"},
			"no PIN":       {b, "admin", "no_pin"},
			"nobody":       {b, "nobody", "unknown_user"},
			"no badge":     {b, "U0000999", "unknown_"},
		} {
			if a := c.from.form("/unlock", "user", c.user, "pin", "4071"); a.status < 400 || !strings.Contains(a.body, c.code) {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		s.must(s.Service.DisableUser(t.Context(), trackingtest.Admin, "porter"))
		if a := b.form("/unlock", "user", "porter", "pin", "4071"); a.status != 404 {
			t.Errorf("disabled: %d %s", a.status, a.body)
		}
		h.Clock.Forward(11 * time.Hour)
		if a := b.form("/unlock", "user", "library", "pin", "4071"); a.status != 200 {
			t.Errorf("after eleven hours: %d %s", a.status, a.body)
		}
		h.Clock.Forward(time.Hour)
		if a := b.do("GET", "/api/v1/folders/{folder}", ""); a.status != 401 || strings.Contains(a.body, "locked") {
			t.Errorf("after twelve hours: %d %s", a.status, a.body)
		}
		if a := b.form("/unlock", "user", "library", "pin", "4071"); a.status != 403 || !strings.Contains(a.body, "full_sign_in") {
			t.Errorf("after twelve hours: %d %s", a.status, a.body)
		}
		b.signIn("library", password)
		devices, err := s.Store.Devices(t.Context(), 0, 1)
		s.must(err)
		s.must(s.Service.RevokeDevice(t.Context(), trackingtest.Admin, devices[0].ID))
		b.form("/lock")
		if a := b.form("/unlock", "user", "library", "pin", "4071"); a.status != 403 || !strings.Contains(a.body, "device_not_enrolled") {
			t.Errorf("revoked: %d %s", a.status, a.body)
		}
	})
}

func TestABrowserThatNobodyTouchesIsLockedByTheServer(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		b := s.desk(lib)
		for range 4 { // looking at pages is use
			h.Clock.Forward(4 * time.Minute)
			if a := b.do("GET", "/find", "", "Accept", "text/html"); a.status != 200 {
				t.Fatalf("%d %s", a.status, a.header.Get("Location"))
			}
		}
		for range 2 { // what a script asks by itself is not
			h.Clock.Forward(4 * time.Minute)
			b.do("GET", "/api/v1/scan-page", "")
		}
		if a := b.do("GET", "/api/v1/folders/{folder}", ""); a.status != 401 || !strings.Contains(a.body, "locked") {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
}

func TestAPINIsKeptAsItsHashAndOnlyAfterAPassword(t *testing.T) {
	once(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(por)
		b := s.browser()
		b.signIn("porter", password)
		for _, c := range [][3]string{{"1234", "1234", "too easy"}, {"12", "12", "4 to 6 digits"}, {"4071", "4072", "not the same"}} {
			a := b.do("POST", "/pin", url.Values{"pin": {c[0]}, "again": {c[1]}}.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin", "Accept", "text/html")
			if a.status != 422 || !strings.Contains(a.body, c[2]) || strings.Contains(a.body, `value="`+c[0]) {
				t.Errorf("%v: %d", c, a.status)
			}
		}
		hash, err := api.HashPIN("4071")
		if err != nil || !strings.HasPrefix(hash, "$argon2id$") {
			t.Errorf("%s %v", hash, err)
		}
	})
}

func TestPeopleAreAddedChangedAndGivenBadges(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.addUser(tracking.RoleAdmin)
		b := s.browser()
		b.signIn("admin", password)
		page := func(path string) string { return b.do("GET", path, "", "Accept", "text/html").body }
		if a := b.form("/people/new", "name", "Jo.Bloggs", "role", "porter"); a.status != 200 || !strings.Contains(a.body, "shown this once") {
			t.Fatalf("%d %s", a.status, a.body)
		}
		for _, c := range [][2]string{{"jo.bloggs", "porter"}, {"j o", "porter"}, {"jim", "device"}, {"jim", "king"}} {
			if a := b.form("/people/new", "name", c[0], "role", c[1]); a.status != 409 && a.status != 422 {
				t.Errorf("%v: %d", c, a.status)
			}
		}
		for _, do := range []string{"badge", "badge", "retire", "badge", "disable"} {
			if a := b.form("/people/jo.bloggs", "do", do); a.status != 303 {
				t.Errorf("%s: %d %s", do, a.status, a.body)
			}
		}
		if n := s.count("SELECT COUNT(*) FROM barcodes WHERE user_id IS NOT NULL"); n != 3 {
			t.Errorf("%d barcodes of badges", n)
		}
		if n := s.count("SELECT COUNT(*) FROM badges WHERE current_of IS NOT NULL"); n != 1 {
			t.Errorf("%d badges count", n)
		}
		if a := b.form("/people/jo.bloggs", "do", "badge"); a.status != 409 {
			t.Errorf("a disabled user got a badge: %d", a.status)
		}
		if a := b.form("/people/admin", "do", "disable"); a.status != 409 {
			t.Errorf("an administrator disabled themselves: %d", a.status)
		}
		if a := b.form("/people/jo.bloggs", "do", "nothing"); a.status != 422 {
			t.Errorf("%d", a.status)
		}
		b.form("/people/jo.bloggs", "do", "enable")
		if a := b.form("/people/jo.bloggs", "do", "role", "role", "library"); a.status != 303 {
			t.Errorf("%d %s", a.status, a.body)
		}
		if list := page("/people"); !strings.Contains(list, "jo.bloggs") || !strings.Contains(list, "Library") || !strings.Contains(list, "Never") {
			t.Error(list)
		}
		if a := b.do("GET", "/people/jo.bloggs/badge", ""); a.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.body, "%PDF") {
			t.Errorf("%d", a.status)
		}
		if a := b.do("GET", "/people/nobody", ""); a.status != 404 {
			t.Errorf("%d", a.status)
		}
	})
}
