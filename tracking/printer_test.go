package tracking_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"casenotes/tracking"
)

// hostStatus is what a label printer answers: p paper out, u paused, f labels read, h head open, r ribbon out, n labels remaining.
func hostStatus(p, u, f, h, r, n string) string {
	return "\x02030," + p + "," + u + ",1245," + f + ",0,0,0,000,0,0,0\x03\r\n\x02001,0," + h + "," + r + ",1,2,6,0," + n + ",1,000\x03\r\n\x021234,0\x03\r\n"
}

func TestThePrinterSaysWhyItCannotPrint(t *testing.T) {
	for words, answer := range map[string]string{
		"":               hostStatus("0", "0", "000", "0", "0", "00000000"),
		"out of labels":  hostStatus("1", "0", "000", "0", "0", "00000000"),
		"paused":         hostStatus("0", "1", "000", "0", "0", "00000000"),
		"Close its head": hostStatus("1", "1", "000", "1", "0", "00000000"),
		"out of ribbon":  hostStatus("0", "0", "000", "0", "1", "00000000"),
	} {
		s, err := tracking.ParseHostStatus(answer)
		if err != nil {
			t.Fatal(err)
		}
		if said := s.Trouble(); !strings.Contains(said, words) || (words == "") != (said == "") {
			t.Errorf("said %q, want %q", said, words)
		}
		if s.Idle() != (words == "") {
			t.Errorf("%q: idle %v", words, s.Idle())
		}
	}
	if s, err := tracking.ParseHostStatus(hostStatus("0", "0", "003", "0", "0", "00000012")); err != nil || s.Idle() || s.Formats != 3 || s.Remaining != 12 {
		t.Errorf("a printer with labels to print: %+v, %v", s, err)
	}
}

func TestAnAnswerThatIsNoPrintersIsNotTakenForOne(t *testing.T) {
	good := hostStatus("0", "0", "000", "0", "0", "00000000")
	for _, answer := range []string{"", "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", good[:20], good[:60], strings.ReplaceAll(good, ",", ";"),
		strings.Replace(good, "000,0", "x,0", 1), "\x02\x03\x02\x03\x02\x03"} {
		if s, err := tracking.ParseHostStatus(answer); !errors.Is(err, tracking.ErrNoStatus) {
			t.Errorf("%q was read as %+v, %v", answer, s, err)
		}
	}
}

func FuzzHostStatus(f *testing.F) {
	f.Add(hostStatus("0", "1", "004", "0", "0", "00000012"))
	f.Fuzz(func(t *testing.T, answer string) {
		s, err := tracking.ParseHostStatus(answer)
		if s.Formats < 0 || s.Remaining < 0 || err == nil && strings.Count(answer, "\x03") < 3 {
			t.Errorf("%q was read as %+v", answer, s)
		}
	})
}

func TestPrintersAreOnlyWhereAPrinterCanBe(t *testing.T) {
	site, err := tracking.ParseReach([]string{"127.0.0.0/8", "10.9.9.9"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		to           string
		shipped, own bool
	}{
		{"10.20.30.40:9100", true, true},
		{"192.168.1.7:9109", true, true},
		{"[2001:db8::7]:6101", true, true},
		{"[fd12:3456::7]:9100", true, true},
		{"10.20.30.40:80", false, false},
		{"10.20.30.40:22", false, false},
		{"10.9.9.9:515", false, true},
		{"127.0.0.1:9100", false, true},
		{"127.0.0.1:8080", false, true},
		{"[::1]:9100", false, false},
		{"[::ffff:127.0.0.1]:9100", false, true},
		{"[::ffff:169.254.169.254]:9100", false, false},
		{"[64:ff9b::a9fe:a9fe]:9100", false, false},
		{"[2002:7f00:1::]:9100", false, false},
		{"169.254.169.254:9100", false, false},
		{"100.100.100.200:9100", false, false},
		{"168.63.129.16:9100", false, false},
		{"[fd00:ec2::254]:9100", false, false},
		{"[fe80::1%eth0]:9100", false, false},
		{"0.0.0.0:9100", false, false},
		{"224.0.0.1:9100", false, false},
		{"255.255.255.255:9100", false, false},
	} {
		to := netip.MustParseAddrPort(c.to)
		if got := (tracking.Reach{}).Refuse(to) == nil; got != c.shipped {
			t.Errorf("%s: allowed %v as shipped", c.to, got)
		}
		if got := site.Refuse(to) == nil; got != c.own {
			t.Errorf("%s: allowed %v by the site", c.to, got)
		}
	}
	if _, err := tracking.ParseReach([]string{"everything"}); err == nil {
		t.Error("everything is taken for a network")
	}
}

func TestAnAddressIsAHostAndAPort(t *testing.T) {
	for text, want := range map[string]string{"10.1.2.3": "10.1.2.3 9100", "10.1.2.3:9101": "10.1.2.3 9101", "printer-7.example": "printer-7.example 9100",
		"[2001:db8::7]:9102": "2001:db8::7 9102", "[2001:db8::7]": "2001:db8::7 9100", "2001:db8::7": "2001:db8::7 9100"} {
		host, port, err := tracking.SplitAddress(text)
		if got := host + " " + fmt.Sprint(port); err != nil || got != want {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{":9100", "10.1.2.3:", "10.1.2.3:x", "10.1.2.3:70000", "10.1.2.3:0", "http://10.1.2.3", "a b", "x@y", "printer/../", strings.Repeat("a", 300)} {
		if host, port, err := tracking.SplitAddress(text); err == nil {
			t.Errorf("%q is taken for %s port %d", text, host, port)
		}
	}
	for _, text := range []string{"localhost", "LOCALHOST:9100", "127.0.0.1", "printer:22"} {
		if (tracking.Reach{}).Check(text) == nil {
			t.Errorf("%s is taken for a printer's address", text)
		}
	}
}
