package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// guarded is a mail server that takes letters only from whoever signs in.
type guarded struct{ *postbox }

func (g guarded) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &signedIn{posting: posting{box: g.postbox}}, nil
}

type signedIn struct {
	posting
	known bool
}

func (s *signedIn) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *signedIn) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if s.known = user == "notes" && password == "correct horse"; !s.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *signedIn) Mail(from string, o *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	return s.posting.Mail(from, o)
}

// certified is a certificate of a mail server on loopback, and who vouches for it.
func certified(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	raw, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(raw); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(c)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, roots
}

func TestMailGoesOverASecuredConnectionAndSignsIn(t *testing.T) {
	certificate, roots := certified(t)
	for _, way := range []string{"starttls", "tls"} {
		t.Run(way, func(t *testing.T) {
			box := &postbox{}
			server := smtp.NewServer(guarded{box})
			server.Domain, server.TLSConfig = "mail.test", &tls.Config{Certificates: []tls.Certificate{certificate}}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			if way == "tls" {
				l = tls.NewListener(l, server.TLSConfig)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				_ = server.Serve(l)
			}()
			t.Cleanup(func() {
				_ = server.Close()
				<-done
			})
			m := Mail{Server: l.Addr().String(), From: "notes@hospital.test", TLS: way, User: "notes", Password: "correct horse", Roots: roots}
			say := func(m Mail) error {
				return m.send(t.Context(), email{to: "lee@example.org", subject: "Notes", body: "One folder."}, time.Now())
			}
			if err := say(m); err != nil {
				t.Fatal(err)
			}
			wrong := m
			wrong.Password = "wrong horse"
			if err := say(wrong); err == nil || !strings.Contains(err.Error(), "sign in to the mail server") || strings.Contains(err.Error(), "wrong horse") {
				t.Errorf("a wrong password: %v", err)
			}
			strange := m
			strange.Roots = nil
			if _, unknown := errors.AsType[*tls.CertificateVerificationError](say(strange)); !unknown {
				t.Errorf("a server that nobody vouches for: %v", say(strange))
			}
			if got := box.taken(); len(got) != 1 || got[0].to != "lee@example.org" {
				t.Errorf("taken: %+v", got)
			}
		})
	}
}
