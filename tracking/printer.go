package tracking

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PrinterID is the database's number for a printer; people use its name.
type PrinterID uint64

// PrintLanguage is what a printer understands.
type PrintLanguage string

// The languages: label printers speak ZPL, office printers PDF.
const (
	ZPL PrintLanguage = "zpl"
	PDF PrintLanguage = "pdf"
)

// PrintBarcode is which barcode labels carry.
type PrintBarcode string

// The barcodes. Every scanner reads Code 128; the square ones need a camera in the scanner, and less room.
const (
	Code128    PrintBarcode = "code128"
	Code39     PrintBarcode = "code39"
	DataMatrix PrintBarcode = "datamatrix"
	QR         PrintBarcode = "qr"

	GS1128        PrintBarcode = "gs1-128"
	GS1DataMatrix PrintBarcode = "gs1-datamatrix"
)

// PrintBarcodes lists what can be chosen.
func PrintBarcodes() []PrintBarcode {
	return []PrintBarcode{Code128, DataMatrix, QR, Code39, GS1128, GS1DataMatrix}
}

// GS1 says whether it carries GS1 numbers, which begin with the site's company prefix.
func (b PrintBarcode) GS1() bool { return b == GS1128 || b == GS1DataMatrix }

// ErrNoPrefix is for GS1 labels of a site without a company prefix.
var ErrNoPrefix = &Error{Kind: Invalid, Code: "no_gs1_prefix", Text: "GS1 labels begin with the hospital's GS1 company prefix. Add it under Barcode formats first."}

// Printer is a printer and one of its trays. Without an address its labels are files that a person prints from a PC.
type Printer struct {
	ID         PrinterID
	Name       string
	LocationID LocationID
	Address    string // host:port of raw printing; empty: download
	Language   PrintLanguage
	Stock      string // what is in the tray
	DPI        int
	Barcode    PrintBarcode
	// OffsetX and OffsetY move every label, CreepX and CreepY each label further than the one before, in hundredths of a millimetre.
	OffsetX, OffsetY, CreepX, CreepY int
	Health                           PrinterHealth
	HealthText                       string
	HealthAt                         *time.Time
	RetiredAt                        *time.Time
	CreatedAt                        time.Time
	ChangedAt                        time.Time
	Version                          int64
}

// PrinterHealth is what is known of a printer since it was last asked.
type PrinterHealth string

// The states of a printer.
const (
	Untried     PrinterHealth = ""
	Ready       PrinterHealth = "ready"
	Silent      PrinterHealth = "silent"      // takes labels but does not report its state
	Trouble     PrinterHealth = "trouble"     // reports that it cannot print now
	Unreachable PrinterHealth = "unreachable" // does not answer, or is no printer
)

// HostStatus is what a label printer answers when it is asked for its state (ZPL ~HS).
type HostStatus struct {
	PaperOut, Paused, HeadOpen, RibbonOut, Cold, Hot, Full bool
	Formats                                                int // labels it has read but not begun
	Remaining                                              int // labels it has still to print of the one it is at
}

// AskStatus is the question. A printer answers it at once, whatever it is doing.
const AskStatus = "~HS"

const stx, etx = "\x02", "\x03"

// ErrNoStatus is what an answer is that no label printer gives.
var ErrNoStatus = errors.New("this is not the state of a label printer")

// ParseHostStatus reads the three lines of an answer.
func ParseHostStatus(answer string) (s HostStatus, err error) {
	var lines [][]string
	for _, part := range strings.Split(answer, stx)[1:] {
		body, _, ended := strings.Cut(part, etx)
		if !ended {
			return s, ErrNoStatus
		}
		lines = append(lines, strings.Split(strings.TrimSpace(body), ","))
	}
	if len(lines) < 3 || len(lines[0]) < 12 || len(lines[1]) < 9 {
		return s, ErrNoStatus
	}
	flag := func(line, field int) bool { return strings.TrimSpace(lines[line][field]) == "1" }
	s = HostStatus{PaperOut: flag(0, 1), Paused: flag(0, 2), Full: flag(0, 5), Cold: flag(0, 10), Hot: flag(0, 11), HeadOpen: flag(1, 2), RibbonOut: flag(1, 3)}
	var wrong, wrong2 error
	s.Formats, wrong = strconv.Atoi(strings.TrimSpace(lines[0][4]))
	s.Remaining, wrong2 = strconv.Atoi(strings.TrimSpace(lines[1][8]))
	if wrong != nil || wrong2 != nil || s.Formats < 0 || s.Remaining < 0 {
		return HostStatus{}, ErrNoStatus
	}
	return s, nil
}

// Trouble says in words why the printer cannot print now, and what to do; empty where it can.
func (s HostStatus) Trouble() string {
	switch {
	case s.HeadOpen:
		return "The printer is open. Close its head."
	case s.PaperOut:
		return "The printer is out of labels. Load a roll."
	case s.RibbonOut:
		return "The printer is out of ribbon. Load a ribbon."
	case s.Paused:
		return "The printer is paused. Press its pause button."
	case s.Hot:
		return "The printer is too hot. Let it cool down."
	case s.Cold:
		return "The printer is too cold. Let it warm up."
	case s.Full:
		return "The printer is still busy with earlier labels. Wait for it."
	}
	return ""
}

// Idle says that everything that was sent is printed.
func (s HostStatus) Idle() bool { return s.Formats == 0 && s.Remaining == 0 && s.Trouble() == "" }

// Reach says where printers may be. The server connects to them from inside the hospital, so nobody may point it at itself or at
// what only it can reach: loopback, link-local and metadata addresses are refused unless the site allows their network.
type Reach struct{ Allowed []netip.Prefix }

// rawPorts are those that printers listen on; others need a network that is allowed.
var rawPorts = []uint16{9100, 9101, 9102, 9103, 9104, 9105, 9106, 9107, 9108, 9109, 6101}

// forbidden are addresses in ordinary networks where clouds answer for their machines.
var forbidden = []netip.Addr{netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("192.0.0.192"), netip.MustParseAddr("fd00:ec2::254")}

// ParseReach reads networks as 192.0.2.0/24, or single addresses.
func ParseReach(networks []string) (r Reach, err error) {
	for _, text := range networks {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, err := netip.ParseAddr(text)
			if err != nil {
				return r, fmt.Errorf("%q is not a network such as 192.0.2.0/24", text)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		r.Allowed = append(r.Allowed, p.Masked())
	}
	return r, nil
}

// Refuse says why the server must not connect there; nil where it may. It is asked again for the address that a name leads to.
func (r Reach) Refuse(to netip.AddrPort) error {
	a := to.Addr().Unmap().WithZone("")
	if slices.ContainsFunc(r.Allowed, func(p netip.Prefix) bool { return p.Contains(a) }) {
		return nil
	}
	switch {
	case !a.IsGlobalUnicast() || slices.Contains(forbidden, a) || embeds(a):
		return invalid("printer_address", "No printer can be at this address. Use the printer's own address in the hospital's network.")
	case !slices.Contains(rawPorts, to.Port()):
		return invalid("printer_port", "Printers listen on port 9100 to 9109 or 6101. Correct the port.")
	}
	return nil
}

// embeds says that an IPv6 address stands for an IPv4 one, which would slip past: a gateway would lead the server there.
func embeds(a netip.Addr) bool {
	return a.Is6() && (netip.MustParsePrefix("64:ff9b::/96").Contains(a) || netip.MustParsePrefix("2002::/16").Contains(a) || netip.MustParsePrefix("::/96").Contains(a))
}

// Check refuses an address that can be seen to be wrong before anybody connects to it. A name is looked up only then.
func (r Reach) Check(address string) error {
	if address == "" {
		return nil
	}
	host, port, err := SplitAddress(address)
	if err != nil {
		return err
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		a = netip.MustParseAddr("192.0.2.1") // a name: only its port can be looked at
		if strings.EqualFold(host, "localhost") {
			a = netip.IPv6Loopback()
		}
	}
	return r.Refuse(netip.AddrPortFrom(a, port))
}

// SplitAddress reads HOST or HOST:PORT; without a port it is 9100.
func SplitAddress(address string) (host string, port uint16, err error) {
	wrong := invalid("printer_address", "Enter the printer's address as 10.1.2.3 or printer-7.example, with :PORT where it is not 9100.")
	host, text := address, "9100"
	if i := strings.LastIndexByte(address, ':'); i >= 0 && (strings.Count(address, ":") == 1 || strings.HasPrefix(address, "[")) {
		host, text = address[:i], address[i+1:]
		if strings.HasSuffix(address, "]") {
			host, text = address, "9100"
		}
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	n, parsed := strconv.ParseUint(text, 10, 16)
	if parsed != nil || n == 0 || host == "" || len(host) > 253 {
		return "", 0, wrong
	}
	if _, err := netip.ParseAddr(host); err != nil && strings.ContainsFunc(host, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.", r)
	}) {
		return "", 0, wrong
	}
	return host, uint16(n), nil
}
