package hl7

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// admission is an A01 as an English hospital sends it.
const admission = "MSH|^~\\&|PAS|R0A|CASENOTES|R0A|20261128130500||ADT^A01^ADT_A01|MSG00001|P|2.4|||AL|NE|GBR|UNICODE UTF-8\r" +
	"EVN|A01|20261128130500||||20261128125500\r" +
	"PID|1||A1234567^^^R0A^MR~9449305552^^^NHS^NH||O'Neill&O&Neill^Sa\\T\\m^^^Mr^^L~Ward^Sam^^^^^M||19500102|M|||1 High St^^Leeds||\"\"\r" +
	"ZU1|whatever\r" +
	"PV1|1|I|W7^BAY2^4&x^R0A05|11||||||||||||\"\"|||V0001^^^R0A"

func read(t *testing.T, raw string) Message {
	t.Helper()
	m, err := Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestValuesAreFoundWhereTheStandardSaysTheyStand(t *testing.T) {
	m := read(t, admission)
	for place, want := range map[string]string{"MSH-1": "|", "MSH-3": "PAS", "MSH-10": "MSG00001", "MSH-12": "2.4", "EVN-6": "20261128125500", "PID-3": "A1234567",
		"PID-3.4": "R0A", "PID-5": "O'Neill", "PID-5.1": "O'Neill", "PID-5.1.3": "Neill", "PID-5.2": "Sa&m", "PID-5.5": "Mr", "PID-8": "M", "PV1-3.1": "W7", "PV1-3.3": "4",
		"PV1-3.3.2": "x", "PV1-3.4": "R0A05", "PV1-19": "V0001", "PV1-99": "", "PID-5.9.9": "", "NK1-1": "", "ZU1-1": "whatever"} {
		if got := m.At(place).Text(); got != want {
			t.Errorf("%s is %q, want %q", place, got, want)
		}
	}
	var numbers []string
	for _, id := range m.Segment("PID").Repetitions(3) {
		numbers = append(numbers, id.Component(1).Text()+" "+id.Component(5).Text())
	}
	if got := strings.Join(numbers, ", "); got != "A1234567 MR, 9449305552 NH" {
		t.Errorf("the identifiers are %s", got)
	}
	if got := m.At("MSH-2").raw; got != "^~\\&" {
		t.Errorf("MSH-2 is %q", got)
	}
	if kind, trigger := m.Event(); kind != "ADT" || trigger != "A01" {
		t.Errorf("the event is %s %s", kind, trigger)
	}
}

func TestDeletedIsNotTheSameAsNotSent(t *testing.T) {
	m := read(t, admission)
	for place, want := range map[string][2]bool{"PID-13": {true, true}, "PID-12": {false, false}, "PID-8": {true, false}, "PID-60": {false, false}, "PV1-16": {true, true}} {
		v := m.At(place)
		if got := [2]bool{v.Sent(), v.Null()}; got != want {
			t.Errorf("%s: sent and null are %v, want %v", place, got, want)
		}
		if v.Null() && v.Text() != "" {
			t.Errorf("%s says %q", place, v.Text())
		}
	}
}

func TestEscapesAreRead(t *testing.T) {
	for raw, want := range map[string]string{`a\F\b`: "a|b", `\S\\T\\R\\E\`: `^&~\`, `a\X41\b`: "aAb", `\Xc3a9\`: "é", `a\.br\b`: "a b", `\H\bold\N\`: "bold", `\Zlocal\x`: "x",
		`C:\dir`: `C:\dir`, `a\b\c`: `a\b\c`, `\Xzz\`: `\Xzz\`, `\\`: `\\`, `\`: `\`, `Smith \T\ Sons`: "Smith & Sons", `\C2842\x`: "x", `\Q\`: `\Q\`} {
		m := read(t, "MSH|^~\\&|||||||ADT^A08|1|P|2.4||||||UTF-8\rPID|"+raw)
		if got := m.At("PID-1").Text(); got != want {
			t.Errorf("%s is read as %q, want %q", raw, got, want)
		}
	}
}

func TestSeparatorsAreThoseOfTheMessage(t *testing.T) {
	m := read(t, "MSH#*!?%#PAS#R0A###20261128##ADT*A08#1#P#2.3\nPID###A1*2*3!B1##Tench%x*Ivo?F?")
	if got := m.At("PID-5.2").Text() + " " + m.At("PID-5.1.2").Text() + " " + m.Segment("PID").Repetitions(3)[1].Text(); got != "Ivo# x B1" {
		t.Errorf("read %q", got)
	}
	m = read(t, "MSH|^|PAS|R0A|||20261128||ADT^A08|1|P|2.3\rPID|||A~B||x&y") // the rest of the separators is not said
	if got := m.At("PID-5.1.2").Text(); got != "y" || len(m.Segment("PID").Repetitions(3)) != 2 {
		t.Errorf("the usual separators are not used where none are said: %q", got)
	}
}

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	head := "MSH|^~\\&|PAS|R0A|||20261128||ADT^A08|77|P|"
	for raw, want := range map[string]struct {
		code string
		id   string // of the message, where the answer can still name it
	}{
		"":                                   {codeSequence, ""},
		"PID|1||A1":                          {codeSequence, ""},
		"MSH":                                {codeSequence, ""},
		"MSH|^^\\&|PAS|||||ADT^A08|1|P|2.4":  {codeSequence, ""},
		"MSHA^~\\&APAS":                      {codeSequence, ""},
		"MSH \x01":                           {codeSequence, ""},
		head + "2.6":                         {codeVersion, "77"},
		head + "3":                           {codeVersion, "77"},
		head + "2.4\rPID|1\r" + head + "2.4": {codeSequence, "77"},
		head + "2.4" + strings.Repeat("\rOBX|", 2001):                        {codeSequence, "77"},
		head + "2.4\rPID" + strings.Repeat("|", 501):                         {codeDataType, "77"},
		head + "2.4||||||8859/2\rPID|||1||\xb1":                              {codeDataType, "77"},
		"MSH|^~\\&|PAS|R0A|||20261128|||77|P|2.4\rPID|1":                     {codeMissing, "77"},
		"MSH|^~\\&|PAS|R0A|||20261128||^|77|P|2.4||||||\rEVN|||x\rPID|1||A1": {codeMissing, "77"},
	} {
		m, err := Parse([]byte(raw))
		var f *Fault
		if !errors.As(err, &f) || f.Code != want.code || f.Text == "" {
			t.Errorf("%.60q: %v, want code %s", raw, err, want.code)
		}
		if got := m.ControlID(); got != want.id {
			t.Errorf("%.60q: its number is %q, want %q", raw, got, want.id)
		}
	}
}

func TestMuchIsReadTolerantly(t *testing.T) {
	for why, raw := range map[string]string{
		"line feeds":                 strings.ReplaceAll(admission, "\r", "\n"),
		"both line ends":             strings.ReplaceAll(admission, "\r", "\r\n") + "\r\n",
		"no version":                 strings.Replace(admission, "|2.4|", "||", 1),
		"a version of its own":       strings.Replace(admission, "|2.4|", "|2.4^GBR^UKA.3|", 1),
		"a mark before UTF-8":        "\xef\xbb\xbf" + admission,
		"the event in EVN only":      strings.Replace(admission, "ADT^A01^ADT_A01", "ADT", 1),
		"a structure for a type":     strings.Replace(admission, "ADT^A01^ADT_A01", "ADT_A01", 1),
		"a text with line ends":      admission + "\rNTE|1||Phone\rthe ward|\rNTE|2",
		"an unknown character set":   strings.Replace(admission, "UNICODE UTF-8", "8859/2", 1),
		"empty lines":                "\r\n" + strings.ReplaceAll(admission, "\r", "\r\r"),
		"spaces before the segments": strings.ReplaceAll(admission, "\r", "\r "),
	} {
		m, err := Parse([]byte(raw))
		kind, trigger := m.Event()
		if err != nil || kind != "ADT" || trigger != "A01" || m.At("PID-5.2").Text() != "Sa&m" || m.At("PV1-3.1").Text() != "W7" {
			t.Errorf("%s: %v", why, err)
		}
	}
	m := read(t, admission+"\rNTE|1||Phone\rthe ward|x\rNTE|2")
	if got := m.At("NTE-3").Text() + "," + m.At("NTE-4").Text(); got != "Phone the ward,x" || len(m.Groups("NTE")) != 2 {
		t.Errorf("the text with a line end is %q", got)
	}
}

func TestLettersComeInTheCharacterSetThatIsSaid(t *testing.T) {
	for why, c := range map[string]struct{ said, name, want string }{
		"UTF-8":                        {"UNICODE UTF-8", "Se\xc3\xa1n", "Seán"},
		"Latin 1":                      {"8859/1", "Se\xe1n", "Seán"},
		"Latin 1 that looks like else": {"ISO-8859-1", "\xc3\xa1", "Ã¡"},
		"Windows":                      {"8859/1", "O\x92Neill \x81", "O’Neill \u0081"},
		"nothing said, UTF-8":          {"", "Se\xc3\xa1n", "Seán"},
		"nothing said, Latin 1":        {"", "Se\xe1n", "Seán"},
		"ASCII said, Latin 1 sent":     {"ASCII", "Se\xe1n", "Seán"},
		"UTF-8 said, Latin 1 sent":     {"UTF-8", "Se\xe1n", "Seán"},
		"several said":                 {"8859/1~UTF-8", "Se\xe1n", "Seán"},
		"escaped":                      {"8859/1", "Se\\XE1\\n", "Seán"},
	} {
		m := read(t, "MSH|^~\\&|PAS|||||20261128|ADT^A08|1|P|2.4||||||"+c.said+"\rPID|||||"+c.name)
		if got := m.At("PID-5.1").Text(); got != c.want {
			t.Errorf("%s: %q, want %q", why, got, c.want)
		}
	}
	if got := string(latin1.encode("Seán ł")) + string(ascii.encode("á")) + string(utf8Text.encode("á")); got != "Se\xe1n ??\xc3\xa1" {
		t.Errorf("written as %q", got)
	}
}

func TestATimeHasThePrecisionThatWasSent(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]struct {
		at string
		p  Precision
	}{
		"2026": {"2026-01-01T00:00:00Z", Year}, "202607": {"2026-06-30T23:00:00Z", Month}, "20260701": {"2026-06-30T23:00:00Z", Day},
		"2026070109": {"2026-07-01T08:00:00Z", Hour}, "202611281305": {"2026-11-28T13:05:00Z", Minute}, "20260701130500": {"2026-07-01T12:05:00Z", Second},
		"20260701130500.1234": {"2026-07-01T12:05:00.1234Z", Second}, "20260701130500+0200": {"2026-07-01T11:05:00Z", Second}, "20260701-0000": {"2026-07-01T00:00:00Z", Day},
		"20260701130500.5-0530": {"2026-07-01T18:35:00.5Z", Second}, "202611282400": {"2026-11-29T00:00:00Z", Minute}, "20260701130500^S": {"2026-07-01T12:05:00Z", Second},
		"": {}, `""`: {}, "20261301": {}, "20260230": {}, "202": {}, "20261128130500.5.5": {}, "2026-07-01": {}, "28/11/2026": {}, "202611282401": {}, "20261128+99": {}, "２０２６": {},
		"00000101": {}, "20261128+1500": {}, "20261128.5": {},
	} {
		m := read(t, "MSH|^~\\&|PAS|||||20261128|ADT^A08|1|P|2.4\rEVN||"+raw)
		got, ok := m.At("EVN-2").Moment(london)
		if ok != (want.p != 0) || ok && (got.Time.Format(time.RFC3339Nano) != want.at || got.Precision != want.p) {
			t.Errorf("%s: %v %v, want %v", raw, got, ok, want)
		}
	}
	for raw, want := range map[string]string{"19500102": "1950-01-02", "195001022359": "1950-01-02", "19500102000000+0100": "1950-01-02", "1950": "", "": "", "19501301": ""} {
		got, ok := read(t, "MSH|^~\\&|PAS|||||20261128|ADT^A08|1|P|2.4\rPID|||||||"+raw).At("PID-7").Date()
		if ok != (want != "") || ok && got.Format(time.DateOnly) != want {
			t.Errorf("%s: %v %v, want %v", raw, got, ok, want)
		}
	}
}

func TestGroupsBeginWithTheirSegment(t *testing.T) {
	m := read(t, "MSH|^~\\&|PAS|||||20261128|ADT^A17|1|P|2.4\rEVN|A17\rPID|1||A1\rPV1|1|I|W1\rPID|2||A2\rPV1|2|I|W2\rZZ1|x")
	groups := m.Groups("PID")
	if len(groups) != 2 || groups[1].At("PV1-3").Text() != "W2" || groups[1].At("PID-3").Text() != "A2" || !groups[1].Has("ZZ1") || groups[0].Has("ZZ1") {
		t.Errorf("groups are %v", groups)
	}
	if len(m.Groups("RGS")) != 0 {
		t.Error("there are groups of a segment that is not there")
	}
}
