package api

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/smtp"
	"strings"
	"time"
)

// Mail is how the site sends e-mail; the zero one sends none.
type Mail struct {
	Server   string // host:port of the SMTP server
	User     string // empty: no signing in
	Password string
	From     string // address
	TLS      string // starttls, tls or none
	URL      string // of the site, for links; may be empty
}

// On says whether e-mail is sent at all.
func (m Mail) On() bool { return m.Server != "" && m.From != "" }

const mailWithin = 30 * time.Second // for the whole conversation with the SMTP server

// send sends one plain message, or says why not.
func (m Mail) send(ctx context.Context, to, subject, body string, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, mailWithin)
	defer cancel()
	host, _, err := net.SplitHostPort(m.Server)
	if err != nil {
		return fmt.Errorf("read the address of the mail server: %w", err)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.Server)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	line := conn
	hangUp := func() { _ = line.Close() }
	defer hangUp()
	defer context.AfterFunc(ctx, hangUp)() // one that keeps us waiting for too long
	secured := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if m.TLS == "tls" {
		conn = tls.Client(conn, secured)
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return fmt.Errorf("greet the mail server: %w", err)
	}
	if m.TLS == "starttls" {
		if err := c.StartTLS(secured); err != nil {
			return fmt.Errorf("secure the connection to the mail server: %w", err)
		}
	}
	if m.User != "" {
		if err := c.Auth(smtp.PlainAuth("", m.User, m.Password, host)); err != nil {
			return fmt.Errorf("sign in to the mail server: %w", err)
		}
	}
	return errors.Join(hand(c, m.From, to, m.message(to, subject, body, now)), c.Quit())
}

func hand(c *smtp.Client, from, to, message string) error {
	if err := c.Mail(from); err != nil {
		return fmt.Errorf("give the sender: %w", err)
	}
	if err := c.Rcpt(to); err != nil {
		return fmt.Errorf("give the recipient: %w", err)
	}
	w, err := c.Data()
	if err != nil {
		return fmt.Errorf("give the message: %w", err)
	}
	if _, err := w.Write([]byte(message)); err != nil {
		return fmt.Errorf("give the message: %w", err)
	}
	return w.Close()
}

// message is the text as mail carries it. It says that no answer is expected, so that out-of-office replies stay away.
func (m Mail) message(to, subject, body string, now time.Time) string {
	text := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(body, "\n", "\r\n")))
	var lines strings.Builder
	for len(text) > 76 {
		lines.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	lines.WriteString(text + "\r\n")
	head := []string{"From: " + m.From, "To: " + to, "Subject: " + mime.QEncoding.Encode("utf-8", subject), "Date: " + now.Format(time.RFC1123Z),
		"Auto-Submitted: auto-generated", "MIME-Version: 1.0", `Content-Type: text/plain; charset="utf-8"`, "Content-Transfer-Encoding: base64"}
	return strings.Join(head, "\r\n") + "\r\n\r\n" + lines.String()
}
