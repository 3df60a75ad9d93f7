package hl7

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Message is a message that could be read. Its segments are in the order in which they came.
type Message struct {
	Segments []Segment
	Received time.Time // by our clock; whoever takes it in sets it
	sep      *separators
}

// Segment is one line of a message.
type Segment struct {
	Name   string
	fields []string // by number; of MSH, field 1 is the separator itself
	sep    *separators
}

// Value is a field of the segment, counted from 1 as in the standard; of one that repeats, its first repetition.
func (s Segment) Value(field int) Value {
	raw := s.field(field)
	if s.sep != nil && !s.isEncoding(field) {
		if at := strings.IndexByte(raw, s.sep.repetition); at >= 0 {
			raw = raw[:at]
		}
	}
	return Value{raw: raw, sep: s.sep}
}

// Repetitions are all repetitions of a field that say something.
func (s Segment) Repetitions(field int) (list []Value) {
	raw := s.field(field)
	if raw == "" || s.isEncoding(field) {
		return nil
	}
	for part := range strings.SplitSeq(raw, string(rune(s.sep.repetition))) {
		if part != "" {
			list = append(list, Value{raw: part, sep: s.sep})
		}
	}
	return list
}

func (s Segment) field(n int) string {
	if n < 1 || n >= len(s.fields) {
		return ""
	}
	return s.fields[n]
}

// isEncoding says that a field holds the separators themselves.
func (s Segment) isEncoding(field int) bool { return s.Name == "MSH" && field <= 2 }

// Segment is the first segment of that name, or one with nothing in it.
func (m Message) Segment(name string) Segment {
	for _, s := range m.Segments {
		if s.Name == name {
			return s
		}
	}
	return Segment{Name: name}
}

// Has says whether there is a segment of that name.
func (m Message) Has(name string) bool {
	return slices.ContainsFunc(m.Segments, func(s Segment) bool { return s.Name == name })
}

// Groups takes a message apart before each segment of a name: each group is that segment and what follows it. What stands before the
// first is no group. A17, the swap of two beds, has two groups of PID and PV1; an appointment has one for each RGS.
func (m Message) Groups(name string) (groups []Message) {
	for _, s := range m.Segments {
		if s.Name == name {
			groups = append(groups, Message{sep: m.sep})
		}
		if n := len(groups); n > 0 {
			groups[n-1].Segments = append(groups[n-1].Segments, s)
		}
	}
	return groups
}

// At is the value of a place written as in the standard: PID-3, PID-5.1, PV1-3.4.2. Of what repeats it is the first. A place that is
// written wrongly is a mistake of the program.
func (m Message) At(place string) Value {
	p, err := readPlace(place)
	if err != nil {
		panic(err)
	}
	return m.Segment(p.segment).at(p)
}

// At is a value of the segment: 5.1 is the first component of its fifth field.
func (s Segment) At(place string) Value {
	p, err := readPlace(s.Name + "-" + place)
	if err != nil {
		panic(err)
	}
	return s.at(p)
}

func (s Segment) at(p place) Value {
	v := s.Value(p.field)
	for _, n := range []int{p.component, p.sub} {
		if n > 0 {
			v = v.Component(n)
		}
	}
	return v
}

// place is where a value stands.
type place struct {
	segment               string
	field, component, sub int
}

func readPlace(text string) (p place, err error) {
	segment, numbers, found := strings.Cut(text, "-")
	p.segment = segment
	parts := strings.Split(numbers, ".")
	if !found || len(segment) != 3 || len(parts) > 3 {
		return p, fmt.Errorf("hl7: %q is no place in a message", text)
	}
	for i, to := range []*int{&p.field, &p.component, &p.sub}[:len(parts)] {
		if *to, err = strconv.Atoi(parts[i]); err != nil || *to < 1 {
			return p, fmt.Errorf("hl7: %q is no place in a message", text)
		}
	}
	return p, nil
}

// Event is what happened, as MSH-9 says: ADT and A01. Old senders put the event into EVN-1 only.
func (m Message) Event() (kind, trigger string) {
	kind, trigger = m.At("MSH-9.1").Text(), m.At("MSH-9.2").Text()
	if before, after, joined := strings.Cut(kind, "_"); joined && trigger == "" { // ADT_A01, a structure in the place of a type
		kind, trigger = before, after
	}
	if trigger == "" {
		trigger = m.At("EVN-1").Text()
	}
	return strings.ToUpper(kind), strings.ToUpper(trigger)
}

// Application and Facility are who sent the message, and ControlID its number there.
func (m Message) Application() string { return m.At("MSH-3").Text() }

// Facility is the hospital of the sending system.
func (m Message) Facility() string { return m.At("MSH-4").Text() }

// ControlID is the sender's number of the message.
func (m Message) ControlID() string { return m.At("MSH-10").Text() }

// Version is the version of HL7 that the message says it is.
func (m Message) Version() string { return m.At("MSH-12").Text() }
