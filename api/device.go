package api

import (
	"context"
	"crypto/rand"
	"net/http"

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
