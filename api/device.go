package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"casenotes/tracking"
)

const (
	deviceCookie     = "casenotes_device"
	deviceCookieLife = 400 * 24 * 60 * 60 // seconds: as long as browsers keep any cookie. Each rotation begins anew
)

// newCredential makes the credential of a device and what is kept of it.
func newCredential() (credential, hash string) {
	credential = "cnd_" + rand.Text()
	return credential, hashToken(credential)
}

// handOver is the cookie that gives a browser its credential. Scripts cannot read it, and other sites cannot use it.
func (s *Server) handOver(credential string) http.Cookie {
	return http.Cookie{Name: deviceCookie, Value: credential, Path: "/", MaxAge: deviceCookieLife, HttpOnly: true, Secure: s.Secure,
		SameSite: http.SameSiteLaxMode}
}

type credentialKey struct{}

// withCredential notes which device's credential came with a request. Nobody looks it up unless a handler asks.
func withCredential(r *http.Request) *http.Request {
	cookie, err := r.Cookie(deviceCookie)
	if err != nil || cookie.Value == "" {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), credentialKey{}, hashToken(cookie.Value)))
}

// shown is the hash of the credential that a request came with; empty for none.
func shown(ctx context.Context) string {
	hash, _ := ctx.Value(credentialKey{}).(string)
	return hash
}

// browserOf is the device whose credential a request came with, also where it is revoked; nil for none.
func (s *Server) browserOf(ctx context.Context) (*tracking.Device, error) {
	hash := shown(ctx)
	if hash == "" {
		return nil, nil
	}
	d, found, err := s.Store.DeviceByHash(ctx, hash)
	if err != nil || !found {
		return nil, err
	}
	return &d, nil
}

// deviceOf is the enrolled, unrevoked device that asks.
func (s *Server) deviceOf(ctx context.Context) (d tracking.Device, known bool, err error) {
	asks, err := s.browserOf(ctx)
	if err != nil || asks == nil || asks.Revoked() {
		return d, false, err
	}
	return *asks, true, nil
}

// byDevice lets an operation be called by an enrolled device too, whoever is signed in at it, or nobody.
func (s *Server) byDevice(o *huma.Operation) {
	o.Middlewares = append(huma.Middlewares{s.orDevice}, o.Middlewares...)
	o.Security = append(o.Security, map[string][]string{"device": {}})
	o.Description += " An enrolled device may too."
}

func (s *Server) orDevice(ctx huma.Context, next func(huma.Context)) {
	c := humagin.Unwrap(ctx)
	if actor, known := actorOf(ctx.Context()); !known || !actor.Role.May(tracking.MayScan) {
		d, err := s.browserOf(ctx.Context())
		if err != nil {
			s.fail(c, err)
			return
		}
		if d != nil {
			actor := tracking.Actor{Name: d.Label, Role: tracking.RoleDevice, Via: "device"}
			c.Request = c.Request.WithContext(context.WithValue(ctx.Context(), actorKey{}, actor))
		}
	}
	next(ctx)
}

type beatInput struct {
	Body struct {
		Device    string `json:"device" maxLength:"64" example:"web-0193a8f2-…" doc:"The name of the browser's queue"`
		MaxSeq    int64  `json:"max_seq" minimum:"0" doc:"The highest number that the device has given a scan"`
		Pending   int    `json:"pending" minimum:"0" maximum:"10000000" doc:"How many scans wait to be sent"`
		Oldest    string `json:"oldest,omitempty" maxLength:"40" doc:"When the oldest of them was made"`
		Persisted *bool  `json:"persisted,omitempty" doc:"The browser promises to keep what is saved"`
		Version   string `json:"version,omitempty" maxLength:"16"`
		Protocol  int    `json:"protocol,omitempty" minimum:"0" maximum:"1000"`
		Offset    *int64 `json:"offset_ms,omitempty" minimum:"-3153600000000" maximum:"3153600000000" doc:"The server's time less the device's, by the last comparison"`
		Caps      bool   `json:"caps,omitempty" doc:"Caps Lock was found on within the last day"`
		RoundTrip *int64 `json:"offset_rtt_ms,omitempty" minimum:"0" maximum:"3600000" doc:"How long that comparison took"`
	}
}

type beatOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Now     instant `json:"now"`
		State   string  `json:"state" enum:"enrolled,lost_scans,revoked,queue_gone,enrolment_gone,unknown" doc:"What this browser is to the server"`
		NextSeq int64   `json:"next_seq,omitempty" doc:"Number the next scan with this or more"`
		Label   string  `json:"label,omitempty" doc:"What people call the device"`
		Update  bool    `json:"update" doc:"There is a newer version of the page"`
	}
}

// postBeat hears a device. Anybody may ask: a browser that is not enrolled learns the time and that it is unknown, nothing else.
func (s *Server) postBeat(ctx context.Context, in *beatInput) (*beatOutput, error) {
	out := &beatOutput{}
	b := in.Body
	out.Body.State = string(tracking.DeviceUnknown)
	out.Body.Update = b.Version != "" && b.Version != s.Site.Version()
	err := s.hear(ctx, in, out)
	out.Body.Now = at(s.Now())
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	return out, nil
}

func (s *Server) hear(ctx context.Context, in *beatInput, out *beatOutput) error {
	d, err := s.browserOf(ctx)
	if err != nil {
		return err
	}
	b := in.Body
	if d == nil {
		if _, known := actorOf(ctx); !known {
			return nil
		}
		named, found, err := s.Store.DeviceByName(ctx, b.Device)
		if err != nil || !found || named.Revoked() {
			return err
		}
		out.Body.State = string(tracking.DeviceStray)
		return s.Service.Stray(ctx, named.ID)
	}
	credential, hash := newCredential()
	beat := tracking.Beat{Shown: shown(ctx), Next: hash, Queue: b.Device, MaxSeq: b.MaxSeq, Pending: b.Pending, Persisted: b.Persisted,
		AppVersion: b.Version, Protocol: b.Protocol, OffsetMs: b.Offset, OffsetRttMs: b.RoundTrip}
	if oldest := moment(b.Oldest); !oldest.IsZero() && oldest.Year() > 1970 && oldest.Year() < 9999 {
		oldest = oldest.Truncate(time.Millisecond)
		beat.Oldest = &oldest
	}
	beat.Caps = b.Caps
	heard, err := s.Service.Hear(ctx, d.ID, beat)
	if err != nil {
		return err
	}
	if heard.Rotated {
		out.SetCookie = []http.Cookie{s.handOver(credential)}
	}
	out.Body.State, out.Body.NextSeq, out.Body.Label = string(heard.State), heard.NextSeq, d.Label
	return nil
}

func (s *Server) beats() {
	huma.Register(s.api, huma.Operation{OperationID: "post-devices-heartbeat", Method: http.MethodPost, Path: "/devices/heartbeat",
		Summary: "Tell how a device is, and ask the time", Tags: []string{"devices"}, MaxBodyBytes: 4096, Security: []map[string][]string{{}, {"device": {}}},
		Description: "Permission: public. A browser that is not enrolled is only told the time.",
		Errors:      []int{http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable}}, s.postBeat)
}
