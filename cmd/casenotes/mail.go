package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"strings"

	"casenotes/api"
)

// mailSettings are how the site sends e-mail.
type mailSettings struct {
	SMTP         string `help:"Mail server for morning e-mails, as mail.example.org:587; without it none are sent." env:"CASENOTES_SMTP" placeholder:"HOST:PORT" name:"smtp"`
	SMTPTLS      string `help:"How the mail server is spoken to: starttls, tls or none." default:"starttls" enum:"starttls,tls,none" env:"CASENOTES_SMTP_TLS" name:"smtp-tls"`
	SMTPUser     string `help:"User to sign in to the mail server." env:"CASENOTES_SMTP_USER" name:"smtp-user"`
	SMTPPassword string `help:"File that holds the password of that user." env:"CASENOTES_SMTP_PASSWORD_FILE" type:"existingfile" placeholder:"FILE" name:"smtp-password-file"`
	SMTPCA       string `help:"File with the certificate of whoever vouches for the mail server, where this machine does not trust them." env:"CASENOTES_SMTP_CA" type:"existingfile" placeholder:"FILE" name:"smtp-ca"`
	MailFrom     string `help:"Address that e-mails come from." env:"CASENOTES_MAIL_FROM" name:"mail-from"`
	URL          string `help:"Address of the site, for links in e-mails." env:"CASENOTES_URL" name:"url"`
}

func (m mailSettings) read() (api.Mail, error) {
	mail := api.Mail{Server: m.SMTP, User: m.SMTPUser, From: m.MailFrom, TLS: m.SMTPTLS, URL: m.URL}
	switch {
	case m.SMTP != "" && (m.MailFrom == "" || !strings.Contains(m.SMTP, ":")):
		return mail, fmt.Errorf("%w: --smtp takes HOST:PORT and needs --mail-from", errUsage)
	case m.SMTPCA != "":
		text, err := os.ReadFile(m.SMTPCA)
		if err != nil {
			return mail, fmt.Errorf("read the certificate for the mail server: %w", err)
		}
		if mail.Roots = x509.NewCertPool(); !mail.Roots.AppendCertsFromPEM(text) {
			return mail, fmt.Errorf("%w: --smtp-ca holds no certificate", errUsage)
		}
	}
	if m.SMTPPassword == "" {
		return mail, nil
	}
	text, err := os.ReadFile(m.SMTPPassword)
	if err != nil {
		return mail, fmt.Errorf("read the password of the mail server: %w", err)
	}
	mail.Password = strings.TrimSpace(string(text))
	return mail, nil
}
