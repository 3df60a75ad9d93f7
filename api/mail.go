package api

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"casenotes/tracking"
)

// Mail is how the site sends e-mail; the zero one sends none.
type Mail struct {
	Server   string // host:port of the SMTP server
	User     string // empty: no signing in
	Password string
	From     string         // address
	TLS      string         // starttls, tls or none
	Roots    *x509.CertPool // who may vouch for the server; nil: whom the machine trusts
	URL      string         // of the site, for links; may be empty
	Within   time.Duration  // for the whole conversation with the server; 0: as usual
}

// On says whether e-mail is sent at all.
func (m Mail) On() bool { return m.Server != "" && m.From != "" }

const mailWithin = 30 * time.Second // for the whole conversation with the SMTP server

// email is one plain message.
type email struct {
	to, subject, body string
	id                string // the same for the same message, however often it is sent; empty: none
	// handing is asked just before the words go over. Until it has answered nothing was sent; what it refuses is not sent.
	handing func(context.Context) error
}

// send sends one message, or says why not. A *tracking.Refused says that it was surely not sent; after any other error it may have been,
// for the server fell silent when it had all of it.
func (m Mail) send(ctx context.Context, what email, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(m.Within, mailWithin))
	defer cancel()
	c, hangUp, err := m.call(ctx)
	if err != nil {
		return &tracking.Refused{Server: true, Err: err}
	}
	defer hangUp()
	w, err := m.introduce(ctx, c, what)
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte(m.text(what, now))); err != nil { // without its end no server takes a message
		return &tracking.Refused{Err: fmt.Errorf("give the message: %w", err)}
	}
	if err := w.Close(); err != nil {
		if _, answered := errors.AsType[*textproto.Error](err); answered {
			return refused("give the message", err)
		}
		return fmt.Errorf("hear whether the mail server has taken the message: %w", err)
	}
	_ = c.Quit() // it has taken the message: how it says good-bye changes nothing
	return nil
}

// call reaches the mail server and signs in.
func (m Mail) call(ctx context.Context) (c *smtp.Client, hangUp func(), err error) {
	host, _, err := net.SplitHostPort(m.Server)
	if err != nil {
		return nil, nil, fmt.Errorf("read the address of the mail server: %w", err)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.Server)
	if err != nil {
		return nil, nil, fmt.Errorf("reach the mail server: %w", err)
	}
	line := conn
	stop := context.AfterFunc(ctx, func() { _ = line.Close() }) // one that keeps us waiting for too long
	end := func() { stop(); _ = line.Close() }
	defer func() {
		if err != nil {
			end()
		}
	}()
	secured := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: m.Roots}
	if m.TLS == "tls" {
		conn = tls.Client(conn, secured)
	}
	if c, err = smtp.NewClient(conn, host); err != nil {
		return nil, nil, fmt.Errorf("greet the mail server: %w", err)
	}
	if m.TLS == "starttls" {
		if err := c.StartTLS(secured); err != nil {
			return nil, nil, fmt.Errorf("secure the connection to the mail server: %w", err)
		}
	}
	if m.User != "" {
		if err := c.Auth(smtp.PlainAuth("", m.User, m.Password, host)); err != nil {
			return nil, nil, fmt.Errorf("sign in to the mail server: %w", err)
		}
	}
	return c, end, nil
}

// introduce says whom the message is from and for, and asks whether it may go over.
func (m Mail) introduce(ctx context.Context, c *smtp.Client, what email) (io.WriteCloser, error) {
	if err := c.Mail(m.From); err != nil {
		return nil, refused("give the sender", err)
	}
	if err := c.Rcpt(what.to); err != nil {
		return nil, refused("give the recipient", err)
	}
	if what.handing != nil {
		if err := what.handing(ctx); err != nil {
			return nil, &tracking.Refused{Err: err}
		}
	}
	w, err := c.Data()
	if err != nil {
		return nil, refused("give the message", err)
	}
	return w, nil
}

// refused is what a mail server answered with no. An answer of 500 and above is for ever.
func refused(what string, err error) error {
	answer, answered := errors.AsType[*textproto.Error](err)
	return &tracking.Refused{Forever: answered && answer.Code >= 500, Server: !answered, Err: fmt.Errorf("%s: %w", what, err)}
}

// text is the message as mail carries it. It says that no answer is expected, so that out-of-office replies stay away.
func (m Mail) text(what email, now time.Time) string {
	text := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(what.body, "\n", "\r\n")))
	var lines strings.Builder
	for len(text) > 76 {
		lines.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	lines.WriteString(text + "\r\n")
	head := []string{"From: " + m.From, "To: " + what.to, "Subject: " + mime.QEncoding.Encode("utf-8", what.subject), "Date: " + now.Format(time.RFC1123Z),
		"Auto-Submitted: auto-generated", "MIME-Version: 1.0", `Content-Type: text/plain; charset="utf-8"`, "Content-Transfer-Encoding: base64"}
	if what.id != "" {
		_, domain, _ := strings.Cut(m.From, "@")
		head = append(head, "Message-ID: <"+what.id+"@"+domain+">")
	}
	return strings.Join(head, "\r\n") + "\r\n\r\n" + lines.String()
}
