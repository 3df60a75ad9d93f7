package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate writes a certificate of this machine, signed by itself, and its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	public, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: public}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestMessagesAreTakenOverTLS(t *testing.T) {
	cert, key := certificate(t)
	taking, done := make(chan string, 1), make(chan int, 1)
	ctx, stop := context.WithCancel(context.Background())
	dsn := "sqlite:" + t.TempDir() + "/casenotes.db"
	quiet := program{in: strings.NewReader(""), out: &bytes.Buffer{}, err: &bytes.Buffer{}, now: time.Now, taking: func(address string) { taking <- address }}
	go func() {
		done <- quiet.run(ctx, []string{"--db", dsn, "serve", "--addr", "127.0.0.1:0", "--mllp", "127.0.0.1:0", "--mllp-cert", cert, "--mllp-key", key, "--mllp-from", "127.0.0.0/8"})
	}()
	address := <-taking
	for why, c := range map[string]struct {
		args []string
		code int
	}{
		"who is trusted":       {[]string{"--ca", cert}, exitDone},
		"nobody is trusted":    {[]string{"--tls", "--give-up", "1ms"}, exitFailed},
		"without TLS":          {[]string{"--give-up", "1ms"}, exitFailed},
		"no certificate in it": {[]string{"--ca", key}, exitFailed},
	} {
		p := quiet
		p.out, p.err = &bytes.Buffer{}, &bytes.Buffer{}
		if code := p.run(t.Context(), append([]string{"feed", address, "--messages", "2"}, c.args...)); code != c.code {
			t.Errorf("%s: exit code %d, want %d: %s", why, code, c.code, p.err)
		}
	}
	stop()
	if code := <-done; code != exitDone {
		t.Errorf("the server ends with %d", code)
	}
	for _, wrong := range [][]string{{"--mllp-cert", cert}, {"--mllp-ca", cert}, {"--mllp-from", "here"}} {
		p := quiet
		if code := p.run(t.Context(), append([]string{"--db", dsn, "serve", "--addr", "127.0.0.1:0", "--mllp", "127.0.0.1:0"}, wrong...)); code != exitUsage {
			t.Errorf("%v: exit code %d", wrong, code)
		}
	}
}
