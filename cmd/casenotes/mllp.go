package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"casenotes/api/hl7"
)

// feedSettings say where messages of the patient administration system are taken in.
type feedSettings struct {
	Addr  string        `name:"mllp" help:"Address on which HL7 v2 messages are taken in over MLLP, as :2575. None are without it." env:"CASENOTES_MLLP" placeholder:"ADDR"`
	From  []string      `name:"mllp-from" help:"Networks that may send messages, as 10.1.2.0/24. All may without it: MLLP itself asks for no password." env:"CASENOTES_MLLP_FROM" placeholder:"NETWORK"`
	Cert  string        `name:"mllp-cert" help:"Certificate of the server, for messages over TLS. PEM." env:"CASENOTES_MLLP_CERT" type:"existingfile" placeholder:"FILE"`
	Key   string        `name:"mllp-key" help:"Its private key. PEM." env:"CASENOTES_MLLP_KEY" type:"existingfile" placeholder:"FILE"`
	CA    string        `name:"mllp-ca" help:"Certificates of whoever may sign senders' certificates. Senders must then show one. PEM." env:"CASENOTES_MLLP_CA" type:"existingfile" placeholder:"FILE"`
	Keep  time.Duration `name:"mllp-keep" help:"How long messages are kept that need nobody. The others are kept until somebody has looked at them." default:"2160h" env:"CASENOTES_MLLP_KEEP"`
	Idle  time.Duration `name:"mllp-idle" help:"After how long without a message a connection is closed." default:"1h" env:"CASENOTES_MLLP_IDLE"`
	Conns int           `name:"mllp-connections" help:"How many senders may be connected at once." default:"64" env:"CASENOTES_MLLP_CONNECTIONS"`
}

// listen opens the address, with TLS where there is a certificate. It is nil where no messages are taken in.
func (s feedSettings) listen(ctx context.Context) (net.Listener, error) {
	if s.Addr == "" {
		return nil, nil
	}
	config, err := s.tls()
	if err != nil {
		return nil, err
	}
	if _, err := s.networks(); err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s for messages: %w", s.Addr, err)
	}
	if config != nil {
		listener = tls.NewListener(listener, config)
	}
	return listener, nil
}

func (s feedSettings) tls() (*tls.Config, error) {
	if (s.Cert == "") != (s.Key == "") || s.CA != "" && s.Cert == "" {
		return nil, fmt.Errorf("%w: --mllp-cert and --mllp-key go together, and --mllp-ca needs both", errUsage)
	}
	if s.Cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(s.Cert, s.Key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate for messages: %w", err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if s.CA != "" {
		text, err := os.ReadFile(s.CA)
		if err != nil {
			return nil, fmt.Errorf("read who signs senders' certificates: %w", err)
		}
		config.ClientCAs, config.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		if !config.ClientCAs.AppendCertsFromPEM(text) {
			return nil, errors.New("read who signs senders' certificates: there is none in the file")
		}
	}
	return config, nil
}

// networks are those that may send.
func (s feedSettings) networks() (list []netip.Prefix, err error) {
	for _, text := range s.From {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %s is no network; write it as 10.1.2.0/24", errUsage, text)
		}
		list = append(list, network)
	}
	return list, nil
}

// serve takes messages in until ctx ends, then finishes those that are being taken.
func (s feedSettings) serve(ctx context.Context, listener net.Listener, feed *hl7.Feed) {
	from, _ := s.networks() // listen has checked them
	l := &hl7.Listener{Feed: feed, From: from, Log: feed.Log, Idle: s.Idle, Connections: s.Conns}
	l.Serve(ctx, listener)
}
