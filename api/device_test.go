package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

const (
	queueName  = "web-00000000-0000-0000-0000-000000000001"
	credential = "cnd_OFTHETROLLEY"
)

// asDevice sends JSON as a browser does that has a device's credential and in which nobody is signed in.
func (s *site) asDevice(path, cookie, body string) answer {
	s.t.Helper()
	return s.send(http.DefaultClient, http.MethodPost, path, body, "Cookie", "casenotes_device="+cookie)
}

func (s *site) enrol() tracking.Device {
	s.t.Helper()
	sum := sha256.Sum256([]byte(credential))
	d, err := s.Service.Enrol(s.t.Context(), trackingtest.Admin, tracking.NewDevice{Name: queueName, Label: "Trolley 7", Location: s.Clinic.Code,
		Hash: hex.EncodeToString(sum[:])})
	s.must(err)
	return d
}

func TestAnEnrolledDeviceSendsItsQueueWithNobodySignedIn(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		s.must(h.Service.AddUser(t.Context(), trackingtest.Admin, "jo", tracking.RolePorter, "x"))
		d := s.enrol()
		send := func(cookie string, seq int) answer {
			return s.asDevice("/api/v1/scans", cookie, fmt.Sprintf(`{"device":%q,"scans":[{"id":%q,"seq":%d,"code":"{folder}","location":"{ward}","at":"{now}",
				"source":"wedge","user":"jo","auth":"badge_pin","boot_id":"b1","mono_ms":12,"offset_ms":3,"offset_rtt_ms":20,"offset_age_s":1,"batch_id":"1764",
				"symbology":"]C1","app_version":"abc","protocol":2}]}`, queueName, uuid.Must(uuid.NewV7()), seq))
		}
		for _, cookie := range []string{"", "cnd_GUESSED"} {
			if a := send(cookie, 1); a.status != http.StatusUnauthorized {
				t.Errorf("%q: %d %s", cookie, a.status, a.body)
			}
		}
		r := read[receipts](t, send(credential, 1))
		if r.Results[0].Outcome != "applied" || r.Results[0].Folder != nil {
			t.Errorf("%+v", r)
		}
		moved, err := h.Store.Movements(t.Context(), h.Folder.ID, store.Cursor{}, 1)
		if err != nil || moved[0].Actor != "jo" {
			t.Errorf("%+v %v", moved, err)
		}
		if n := s.count("SELECT COUNT(*) FROM scans WHERE asserted_user = 'jo' AND auth = 'badge_pin' AND boot_id = 'b1' AND batch_id = '1764' AND protocol = 2 AND symbology = ']C1'"); n != 1 {
			t.Errorf("%d scans kept what the device said of them", n)
		}
		if a := s.asDevice("/api/v1/folders", credential, "{}"); a.status != http.StatusUnauthorized {
			t.Errorf("the credential opens more than it should: %d", a.status)
		}
		s.must(h.Service.RevokeDevice(t.Context(), trackingtest.Admin, d.ID))
		if r := read[receipts](t, send(credential, 2)); r.Results[0].Outcome != "quarantined" || !strings.Contains(r.Results[0].Message, "code D1") {
			t.Errorf("%+v", r)
		}
		h.Clean()
	})
}

func TestABeatTellsADeviceWhatItIsAndRotatesItsCredential(t *testing.T) {
	each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSite(t, h)
		d := s.enrol()
		beat := func(cookie string, highest int, want string) answer {
			t.Helper()
			a := s.asDevice("/api/v1/devices/heartbeat", cookie, fmt.Sprintf(`{"device":%q,"max_seq":%d,"pending":1,"oldest":"2026-11-01T10:00:00.000Z",
				"persisted":false,"version":"old","protocol":2,"offset_ms":-3600000,"offset_rtt_ms":40}`, queueName, highest))
			if a.status != http.StatusOK || !strings.Contains(a.body, want) {
				t.Errorf("%d %s, want %s", a.status, a.body, want)
			}
			return a
		}
		if a := beat("", 5, `"state":"unknown"`); a.header.Get("Set-Cookie") != "" {
			t.Error("nobody was given something")
		}
		beat(credential, 5, `"state":"enrolled","next_seq":6,"label":"Trolley 7","update":true`)
		h.Clock.Forward(25 * time.Hour)
		given, err := http.ParseSetCookie(beat(credential, 5, `"state":"enrolled"`).header.Get("Set-Cookie"))
		s.must(err)
		if !given.HttpOnly || given.SameSite != http.SameSiteLaxMode || given.Path != "/" || given.MaxAge < 30_000_000 {
			t.Errorf("%+v", given)
		}
		beat(given.Value, 5, `"state":"enrolled"`)
		beat(credential, 5, `"state":"unknown"`)
		beat(given.Value, 3, `"state":"lost_scans","next_seq":6`)
		v, _, err := h.Store.Device(t.Context(), d.ID)
		if err != nil || v.ClockError() != "60 minutes fast" || *v.Persisted || v.AppVersion != "old" {
			t.Errorf("%+v %v", v, err)
		}
		for _, body := range []string{`{"max_seq":1,"pending":0}`, `{"device":"web-1","max_seq":-1,"pending":0}`, `x`} {
			if a := s.asDevice("/api/v1/devices/heartbeat", credential, body); a.status/100 != 4 {
				t.Errorf("%s: %d %s", body, a.status, a.body)
			}
		}
	})
}
