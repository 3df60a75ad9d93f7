package hl7

import (
	"encoding/hex"
	"strings"
)

// separators are the characters that take a message apart, as its MSH-1 and MSH-2 say.
type separators struct {
	field, component, repetition, escape, sub byte
	charset                                   charset
	declared                                  string // the character set as the sender writes it
}

var usual = separators{field: '|', component: '^', repetition: '~', escape: '\\', sub: '&'}

// Value is a field, one of its repetitions, a component or a sub-component. The zero Value is one that was not sent.
type Value struct {
	raw   string
	sep   *separators
	level int // how deep it is: 0 a repetition of a field, 1 a component, 2 a sub-component
}

// Sent says that something stands there. The null value "" counts: it says that there is nothing.
func (v Value) Sent() bool { return v.raw != "" }

// Null says that the sender deletes what was there, by sending two quotation marks. A value that was not sent leaves it as it is.
func (v Value) Null() bool { return v.raw == `""` }

// Component is a component of a field, or a sub-component of a component, counted from 1.
func (v Value) Component(n int) Value {
	if v.sep == nil || n < 1 {
		return Value{}
	}
	by := v.sep.component
	switch v.level {
	case 1:
		by = v.sep.sub
	case 2:
		by = 0
	}
	rest := v.raw
	for ; n > 1; n-- {
		at := -1
		if by != 0 {
			at = strings.IndexByte(rest, by)
		}
		if at < 0 {
			return Value{}
		}
		rest = rest[at+1:]
	}
	if by != 0 {
		if at := strings.IndexByte(rest, by); at >= 0 {
			rest = rest[:at]
		}
	}
	return Value{raw: rest, sep: v.sep, level: v.level + 1}
}

// Text is what a value says: its first part, where a sender has put more than is expected there, without escapes and without spaces
// around it. Null says nothing.
func (v Value) Text() string {
	for v.level < 2 && v.sep != nil {
		v = v.Component(1)
	}
	if v.raw == "" || v.raw == `""` {
		return ""
	}
	return strings.TrimSpace(v.sep.unescape(v.raw))
}

// unescape reads the escape sequences of a text. One that is not known is left out, as formatting is; an escape character that begins
// none stands for itself.
func (s *separators) unescape(raw string) string {
	if s == nil || s.escape == 0 || strings.IndexByte(raw, s.escape) < 0 {
		return raw
	}
	var text strings.Builder
	for {
		at := strings.IndexByte(raw, s.escape)
		if at < 0 {
			break
		}
		text.WriteString(raw[:at])
		raw = raw[at+1:]
		end := strings.IndexByte(raw, s.escape)
		if end < 0 || end > maxEscape {
			text.WriteByte(s.escape)
			continue
		}
		meant, ok := s.sequence(raw[:end])
		if !ok {
			text.WriteByte(s.escape)
			continue
		}
		text.WriteString(meant)
		raw = raw[end+1:]
	}
	text.WriteString(raw)
	return text.String()
}

const maxEscape = 128 // between two escape characters: beyond this they are no pair

// sequence is what stands for an escape sequence; ok is false for what cannot be one.
func (s *separators) sequence(name string) (text string, ok bool) {
	switch name {
	case "F":
		return string(rune(s.field)), true
	case "S":
		return string(rune(s.component)), true
	case "T":
		return string(rune(s.sub)), true
	case "R":
		return string(rune(s.repetition)), true
	case "E":
		return string(rune(s.escape)), true
	case "H", "N": // highlighted, normal
		return "", true
	case "":
		return "", false
	}
	switch name[0] {
	case '.': // formatting of long texts: a new line, a space, an indentation
		return " ", true
	case 'X':
		bytes, err := hex.DecodeString(name[1:])
		if err != nil {
			return "", false
		}
		return s.charset.decode(bytes), true
	case 'Z', 'C', 'M': // local, and character sets that change within a text
		return "", !strings.ContainsAny(name, " ")
	}
	return "", false
}
