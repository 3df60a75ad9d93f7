package hl7

import "strings"

// Readable is a message as a person reads and corrects it: one segment a line, in the letters that its character set means.
func Readable(raw []byte) string {
	c := unsaid
	if sep, err := readSeparators(raw); err == nil {
		c, _ = readCharset(strings.TrimSpace(firstOf(headerField(raw, sep, 18), sep.repetition)))
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c.decode(raw))
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return '\uFFFD' // what no page can show
		}
		return r
	}, text), "\n")
}

// Written is Readable the other way round.
func Written(text string) []byte {
	text = strings.TrimRight(strings.NewReplacer("\r\n", "\r", "\n", "\r").Replace(text), "\r") + "\r"
	raw := []byte(text)
	sep, err := readSeparators(raw)
	if err != nil {
		return raw
	}
	c, _ := readCharset(strings.TrimSpace(firstOf(headerField(raw, sep, 18), sep.repetition)))
	return c.encode(text)
}

// Means is what an event is in words; empty where it is not one of ours.
func Means(event string) string {
	kind, trigger, _ := strings.Cut(event, " ")
	m, _ := meaningOf(kind, trigger)
	return m.Means
}
