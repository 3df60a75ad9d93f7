package hl7

import (
	"errors"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func told(t *testing.T, raw string, v Verdict) string {
	t.Helper()
	m, _ := Parse([]byte(raw)) // one that cannot be read is answered too
	var list []string
	for _, a := range Answers(m, v, func() string { return "9" }, noon) {
		list = append(list, strings.ReplaceAll(string(a), "\r", "\n"))
	}
	return strings.Join(list, "--\n")
}

func TestTheSenderIsToldWhatBecameOfItsMessage(t *testing.T) {
	head := "MSH|^~\\&|PAS|R0A|CN|R0A1|20261128||ADT^A01|A7|P|"
	wrong := &Fault{Code: codeMissing, Place: "PID-3", Text: "There is no number & no name."}
	for why, c := range map[string]struct {
		raw  string
		v    Verdict
		want string
	}{
		"taken": {head + "2.4\r", Verdict{}, "MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.4\nMSA|AA|A7\n"},
		"parked, before 2.5": {head + "2.3||||||8859/1\r", Verdict{Parked, wrong},
			"MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.3||||||8859/1\nMSA|AE|A7|There is no number \\T\\ no name.\nERR|PID^1^3^101&Required field missing&HL70357\n"},
		"parked, 2.5": {head + "2.5.1\r", Verdict{Parked, wrong},
			"MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.5.1\nMSA|AE|A7|There is no number \\T\\ no name.\nERR||PID^1^3|101^Required field missing^HL70357|E||||There is no number \\T\\ no name.\n"},
		"an unknown version": {head + "2.9\r", Verdict{Unread, &Fault{Code: codeVersion, Place: "MSH-12", Text: "No."}},
			"MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.4\nMSA|AR|A7|No.\nERR|MSH^1^12^203&Unsupported version id&HL70357\n"},
		"no message at all": {"hello", Verdict{Unread, &Fault{Code: codeSequence, Text: "No."}},
			"MSH|^~\\&|||||20261128120000+0000||ACK|9||2.4\nMSA|AR||No.\nERR|^^^100&Segment sequence error&HL70357\n"},
		"its own separators": {"MSH#*!?%#PAS#?#CN##x##ADT*A01#A7#T#2.4", Verdict{Parked, &Fault{Code: codeInternal, Text: "a*b?"}},
			"MSH#*!?%#CN##PAS#?#20261128120000+0000##ACK*A01#9#T#2.4\nMSA#AE#A7#a?S?b?E?\nERR#***207%Application internal error%HL70357\n"},
		"enhanced, safe only":     {head + "2.4|||AL|NE", Verdict{Parked, wrong}, "MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK|9|P|2.4\nMSA|CA|A7\n"},
		"enhanced, nothing":       {head + "2.4|||NE|NE", Verdict{}, ""},
		"enhanced, on error only": {head + "2.4|||ER|ER", Verdict{}, ""},
		"enhanced, both": {head + "2.4|||AL|AL", Verdict{}, "MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK|9|P|2.4\nMSA|CA|A7\n--\n" +
			"MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.4\nMSA|AA|A7\n"},
		"enhanced, success only, applied": {head + "2.4||||SU", Verdict{}, "MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.4\nMSA|AA|A7\n"},
		"enhanced, number used twice": {head + "2.4|||ER", Verdict{Refused, &Fault{Code: codeDuplicate, Place: "MSH-10", Text: "Used."}},
			"MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK|9|P|2.4\nMSA|CE|A7|Used.\nERR|MSH^1^10^205&Duplicate key identifier&HL70357\n"},
		"enhanced, unread": {head + "2.4|||AL|AL\rMSH|x", Verdict{Unread, wrong}, "MSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK|9|P|2.4\nMSA|CR|A7|There is no number \\T\\ no name.\n" +
			"ERR|PID^1^3^101&Required field missing&HL70357\n--\nMSH|^~\\&|CN|R0A1|PAS|R0A|20261128120000+0000||ACK^A01|9|P|2.4\nMSA|AR|A7|There is no number \\T\\ no name.\nERR|PID^1^3^101&Required field missing&HL70357\n"},
	} {
		if got := told(t, c.raw, c.v); got != c.want {
			t.Errorf("%s: told\n%s\nwant\n%s", why, got, c.want)
		}
	}
}

func TestTheAnswerIsInTheCharacterSetOfTheMessage(t *testing.T) {
	m, err := Parse([]byte("MSH|^~\\&|Klinik S\xfcd|R0A|||20261128||ADT^A01|1|P|2.4||||||8859/1\r"))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(Answers(m, Verdict{}, func() string { return "9" }, noon)[0]); !strings.Contains(got, "|||Klinik S\xfcd|R0A|") {
		t.Errorf("answered %q", got)
	}
}

func TestAnAnswerNamesNoCharacterSetThatItsReaderMayNotKnow(t *testing.T) {
	m, err := Parse([]byte("MSH|^~\\&|PAS|R0A|||20261128||ADT^A01|1|P|2.4||||||BIG-5\r"))
	if got := string(Answers(m, Verdict{}, func() string { return "9" }, noon)[0]); err != nil || strings.Contains(got, "BIG-5") {
		t.Errorf("answered %q, %v", got, err)
	}
}

func TestAHeaderCannotMakeTheAnswerLongOrEndIt(t *testing.T) {
	got := told(t, "MSH|^~\\&|P\x1cAS|"+strings.Repeat("x", 1<<20)+"|||20261128||ADT^A01|1\x0b|P|2.4", Verdict{})
	if strings.ContainsAny(got, "\x1c\x0b") || len(got) > 1000 || !strings.Contains(got, "MSA|AA|1\n") {
		t.Errorf("answered %.200q", got)
	}
}

func TestWhatTheAnswerRepeatsOfAMessageCannotEndASegmentOrAFrame(t *testing.T) {
	_, wrong := Parse([]byte("MSH|^~\\&|PAS|R0A|||20261128||ADT^A01|1|P|9\x1c\\X0D\\MSA"))
	fault, _ := errors.AsType[*Fault](wrong)
	if fault == nil {
		t.Fatalf("read as %v", wrong)
	}
	got := told(t, "MSH|^~\\&|PAS|R0A|||20261128||ADT^A01|1|P|2.4", Verdict{Unread, fault})
	if strings.Contains(got, "\x1c") || strings.Count(got, "\nMSA") != 1 || !strings.Contains(got, "of version 9MSA") {
		t.Errorf("answered %q", got)
	}
}

func TestTheAnswerNamesTheCharacterSetAsTheSenderDoesAndNothingThatFollowsIt(t *testing.T) {
	for header, want := range map[string]string{"UTF8\r0": "|UTF8\n", "unicode utf-8~ASCII": "|unicode utf-8\n", "8859/1": "|8859/1\n"} {
		if got := told(t, "MSH|^~\\&|PAS|R0A|||20261128||ADT^A01|1|P|2.4||||||"+header, Verdict{}); !strings.Contains(got, want) {
			t.Errorf("answered %q to %q", got, header)
		}
	}
}
