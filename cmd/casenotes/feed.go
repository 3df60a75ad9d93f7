package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"casenotes/api/hl7"
	"casenotes/tracking/calendar"
	"casenotes/tracking/synthetic"
)

type feedCmd struct {
	Addr     string        `arg:"" help:"Where messages are taken in: HOST:PORT."`
	Messages int           `help:"How many messages the day has." default:"1000"`
	Patients int           `help:"How many patients of the synthetic hospital they are about." default:"1500"`
	Day      string        `help:"The day that is played, as 2026-11-27. Default: yesterday." placeholder:"DATE"`
	Seed     uint64        `help:"The same seed makes the same messages." default:"1"`
	Speed    float64       `help:"How fast the day goes by: 1 takes a day, 1440 a minute, 0 no longer than the answers take." default:"0"`
	Senders  int           `help:"How many systems send at once. A patient's messages always come from the same one." default:"1"`
	TLS      bool          `name:"tls" help:"Send over TLS."`
	CA       string        `name:"ca" help:"Who signs the server's certificate, besides those whom this machine knows. PEM." type:"existingfile" placeholder:"FILE"`
	Wait     time.Duration `help:"How long to wait for an answer before a message is sent again." default:"30s"`
	GiveUp   time.Duration `name:"give-up" help:"After how long without an answer to give up." default:"5m"`
}

// Run plays a synthetic hospital day to an MLLP address and tells how it went. It fails where a message was never answered; one that is
// refused was answered.
func (c *feedCmd) Run(ctx context.Context, p program, s *Settings) error {
	options, err := c.options(p, s)
	if err != nil {
		return err
	}
	dial, err := c.dialler()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	play := &playing{feedCmd: c, program: p, began: p.now(), told: p.now(), codes: map[string]int{}}
	var senders sync.WaitGroup
	lines := make([]chan synthetic.FeedMessage, c.Senders)
	for i := range lines {
		lines[i] = make(chan synthetic.FeedMessage, 64)
		senders.Go(func() {
			client := &hl7.Client{Dial: dial, Wait: c.Wait, Between: time.Second, GiveUp: c.GiveUp}
			defer client.Close()
			for m := range lines[i] {
				if ctx.Err() != nil {
					continue // the rest is not sent
				}
				again := client.Again
				code, err := client.Send(ctx, []byte(m.Text))
				if err != nil {
					stop(err)
					continue
				}
				play.answered(code, client.Again-again)
			}
		})
	}
	for m := range synthetic.Feed(options) {
		if c.Speed > 0 && !play.until(ctx, m.At.Sub(options.Day)) || ctx.Err() != nil {
			break
		}
		lines[m.Sender] <- m
	}
	for _, l := range lines {
		close(l)
	}
	senders.Wait()
	play.summary()
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("send to %s: %w", c.Addr, cause)
	}
	return nil
}

func (c *feedCmd) options(p program, s *Settings) (o synthetic.FeedOptions, err error) {
	_, zone, err := s.rules(p.now())
	if err != nil {
		return o, err
	}
	day := p.now().In(zone).AddDate(0, 0, -1)
	if c.Day != "" {
		d, err := calendar.ParseDay(c.Day)
		if err != nil {
			return o, fmt.Errorf("%w: %w", errUsage, err)
		}
		if day, err = time.ParseInLocation(time.DateOnly, d.String(), zone); err != nil {
			return o, fmt.Errorf("%w: %w", errUsage, err)
		}
	}
	switch {
	case c.Messages < 1 || c.Patients < 1 || c.Speed < 0:
		return o, fmt.Errorf("%w: there is at least one message, one patient, and no speed below 0", errUsage)
	case c.Senders < 1 || c.Senders > 64:
		return o, fmt.Errorf("%w: from 1 to 64 systems can send", errUsage)
	}
	if _, _, err := net.SplitHostPort(c.Addr); err != nil {
		return o, fmt.Errorf("%w: %s is no address: write it as 127.0.0.1:2575", errUsage, c.Addr)
	}
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
	return synthetic.FeedOptions{Messages: c.Messages, Patients: c.Patients, Day: midnight, Seed: c.Seed, Senders: c.Senders}, nil
}

func (c *feedCmd) dialler() (func(context.Context) (net.Conn, error), error) {
	plain := &net.Dialer{Timeout: 10 * time.Second}
	if !c.TLS && c.CA == "" {
		return func(ctx context.Context) (net.Conn, error) { return plain.DialContext(ctx, "tcp", c.Addr) }, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CA != "" {
		text, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fmt.Errorf("read who signs the server's certificate: %w", err)
		}
		if config.RootCAs, err = x509.SystemCertPool(); err != nil {
			config.RootCAs = x509.NewCertPool()
		}
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, errors.New("read who signs the server's certificate: there is none in the file")
		}
	}
	secure := &tls.Dialer{NetDialer: plain, Config: config}
	return func(ctx context.Context) (net.Conn, error) { return secure.DialContext(ctx, "tcp", c.Addr) }, nil
}

// playing is how far a day has been played.
type playing struct {
	*feedCmd
	program
	began, told time.Time
	mu          sync.Mutex
	sent, again int
	codes       map[string]int
}

// until waits until the day has come so far; false where it is given up.
func (p *playing) until(ctx context.Context, day time.Duration) bool {
	wait := time.Duration(float64(day)/p.Speed) - p.now().Sub(p.began)
	if wait <= 0 {
		return true
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p *playing) answered(code string, again int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent, p.again = p.sent+1, p.again+again
	p.codes[code]++
	if now := p.now(); now.Sub(p.told) >= 2*time.Second {
		p.told = now
		fmt.Fprintf(p.err, "%d of %d messages, %.0f a second, %d refused\n", p.sent, p.Messages, p.rate(), p.refused())
	}
}

func (p *playing) rate() float64 { return float64(p.sent) / max(p.now().Sub(p.began).Seconds(), 0.001) }

func (p *playing) refused() int { return p.sent - p.codes["AA"] - p.codes["CA"] }

func (p *playing) summary() {
	fmt.Fprintf(p.out, "%d of %d messages answered, %.0f a second: %d taken, %d refused, %d sent again\n", p.sent, p.Messages, p.rate(), p.codes["AA"]+p.codes["CA"], p.refused(), p.again)
}
