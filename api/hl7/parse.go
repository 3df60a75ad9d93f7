package hl7

import (
	"bytes"
	"slices"
	"strings"
)

// Limits of one message.
const (
	maxLines  = 2000
	maxFields = 500
)

// Fault says why a message cannot be read or taken: Code is HL7's own (table 0357), Text is for people.
type Fault struct {
	Code  string
	Place string // where in the message, as MSH-12; may be empty
	Text  string
}

func (f *Fault) Error() string { return "hl7: " + f.Text }

// The codes of table 0357 that are used here.
const (
	codeSequence    = "100"
	codeMissing     = "101"
	codeDataType    = "102"
	codeMessageType = "200"
	codeVersion     = "203"
	codeUnknownKey  = "204"
	codeDuplicate   = "205"
	codeInternal    = "207"
)

// Parse reads a message. Where it cannot be read, the Fault says why, and the Message holds what could be read of its header, so that
// the answer finds its way.
func Parse(raw []byte) (Message, error) {
	raw = bytes.TrimLeft(raw, "\r\n \t\x00")
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")) // the mark that Windows puts before UTF-8
	sep, err := readSeparators(raw)
	if err != nil {
		return Message{}, err
	}
	m := Message{sep: sep}
	sep.declared = strings.TrimSpace(firstOf(headerField(raw, sep, 18), sep.repetition))
	known := false
	if sep.charset, known = readCharset(sep.declared); !known && slices.ContainsFunc(raw, func(b byte) bool { return b >= 0x80 }) {
		m.Segments = []Segment{cut(sep.charset.decode(line(raw)), sep)}
		return m, &Fault{Code: codeDataType, Place: "MSH-18", Text: "The message is in the character set " + short(sep.declared) + ". Only ASCII, ISO 8859-1 and UTF-8 can be read."}
	}
	count := 0
	var whole []string // a line and those that go on with it
	for text := range strings.FieldsFuncSeq(sep.charset.decode(raw), isLineEnd) {
		if text = strings.TrimLeft(text, " \t\x00"); text == "" {
			continue
		}
		if count++; count > maxLines {
			return m, &Fault{Code: codeSequence, Text: "The message has more than 2,000 lines."}
		}
		if !sep.begins(text) { // a text with line ends in it, which its sender should have escaped
			whole = append(whole, text)
			continue
		}
		if err := m.add(whole); err != nil {
			return m, err
		}
		whole = append(whole[:0], text)
	}
	if err := m.add(whole); err != nil {
		return m, err
	}
	return m, m.check()
}

// add takes a line in.
func (m *Message) add(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	s := cut(strings.Join(lines, " "), m.sep)
	switch {
	case len(m.Segments) > 0 && s.Name == "MSH":
		return &Fault{Code: codeSequence, Text: "Two messages came as one. Nothing of it was taken."}
	case len(s.fields) > maxFields:
		return &Fault{Code: codeDataType, Place: s.Name, Text: "A line of the message has more than 500 fields."}
	}
	m.Segments = append(m.Segments, s)
	return nil
}

// check refuses what is readable but not one of our versions, or without a type.
func (m Message) check() error {
	if kind, _ := m.Event(); kind == "" {
		return &Fault{Code: codeMissing, Place: "MSH-9", Text: "The message does not say what type it is."}
	}
	switch v := m.Version(); v {
	case "", "2.3", "2.3.1", "2.4", "2.5", "2.5.1": // not said: read as the others are
		return nil
	default:
		return &Fault{Code: codeVersion, Place: "MSH-12", Text: "The message is of version " + short(v) + ". Versions 2.3 to 2.5.1 can be read."}
	}
}

// readSeparators reads MSH-1 and MSH-2. Those that are left out are the usual ones.
func readSeparators(raw []byte) (*separators, error) {
	unreadable := func(text string) (*separators, error) {
		return nil, &Fault{Code: codeSequence, Place: "MSH", Text: text}
	}
	if len(raw) < 4 || string(raw[:3]) != "MSH" {
		return unreadable("The message does not begin with MSH.")
	}
	sep := usual
	sep.field = raw[3]
	encoding := line(raw[4:])
	if at := bytes.IndexByte(encoding, sep.field); at >= 0 {
		encoding = encoding[:at]
	}
	all := []*byte{&sep.field, &sep.component, &sep.repetition, &sep.escape, &sep.sub}
	for i, to := range all[1:] {
		if i < len(encoding) {
			*to = encoding[i]
		}
	}
	for i, c := range all {
		if *c <= ' ' || *c >= 0x7f || isWordByte(*c) || strings.IndexByte(`".+-`, *c) >= 0 { // those of versions and times, too
			return unreadable("The separators of the message cannot be used.")
		}
		for _, other := range all[:i] {
			if *other == *c {
				return unreadable("Two separators of the message are the same character.")
			}
		}
	}
	return &sep, nil
}

// headerField is a field of MSH before the character set is known.
func headerField(raw []byte, sep *separators, n int) string {
	fields := bytes.SplitN(line(raw), []byte{sep.field}, n+2)
	if n-1 >= len(fields) {
		return ""
	}
	return string(fields[n-1]) // MSH-1 is the separator itself, so the numbers are one ahead
}

// cut takes a line apart.
func cut(text string, sep *separators) Segment {
	fields := strings.SplitN(text, string(rune(sep.field)), maxFields+2)
	s := Segment{Name: fields[0], fields: fields, sep: sep}
	if s.Name == "MSH" {
		s.fields = slices.Insert(fields, 1, string(rune(sep.field)))
	}
	return s
}

func line(raw []byte) []byte {
	if at := bytes.IndexAny(raw, "\r\n"); at >= 0 {
		return raw[:at]
	}
	return raw
}

func firstOf(text string, sep byte) string {
	first, _, _ := strings.Cut(text, string(rune(sep)))
	return first
}

func isLineEnd(r rune) bool { return r == '\r' || r == '\n' }

// begins says whether a line begins a segment: three capitals or digits, then a separator or nothing.
func (s *separators) begins(line string) bool {
	if len(line) < 3 || line[0] < 'A' || line[0] > 'Z' || len(line) > 3 && line[3] != s.field {
		return false
	}
	return isCapital(line[1]) && isCapital(line[2])
}

func isCapital(b byte) bool { return b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' }

func isWordByte(b byte) bool {
	return isCapital(b) || b >= 'a' && b <= 'z'
}

// short is a piece of a header that may be told.
func short(text string) string {
	if r := []rune(text); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return text
}
