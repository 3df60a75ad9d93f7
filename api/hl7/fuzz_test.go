package hl7

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzAnyBytesAreReadAsFrames feeds the reader whatever may come over a connection: it comes to the end, and holds no more than it may.
func FuzzAnyBytesAreReadAsFrames(f *testing.F) {
	for _, seed := range []string{"", "\x0b", "\x0ba\x1c\r", "\x0ba\x1cb\x1c\r\x0bc\x1c\x0bd\x1c\r", "\x0ba\x0bb\x1c\r", "\r\n\x1c\r\x0b\x1c\r", "GET / HTTP/1.1\r\n\r\n", admission} {
		f.Add([]byte(seed))
		f.Add(Frame([]byte(seed)))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := NewFrameReader(bytes.NewReader(stream), nil)
		total := 0
		for range len(stream) + 1 {
			message, err := r.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, ErrHalfFrame) && !errors.Is(err, ErrNotMLLP) {
					t.Fatal(err)
				}
				return
			}
			if total += len(message); total > len(stream) || bytes.IndexByte(message, startBlock) >= 0 {
				t.Fatalf("%d bytes were read out of %d", total, len(stream))
			}
		}
		t.Fatal("the reader does not come to the end")
	})
}

// FuzzAnyBytesAreReadAsAMessage feeds the parser whatever may stand in a frame. What it takes for a message can be asked for any
// place; what a value says is text.
func FuzzAnyBytesAreReadAsAMessage(f *testing.F) {
	for _, seed := range []string{"", "MSH", "MSH|", "MSH|^~\\&|", admission, strings.ReplaceAll(admission, "UNICODE UTF-8", "8859/1"), "MSH#*!?%#a#b###x##SIU*S12#1#P#2.3\nSCH#1*2%3!4?X41?",
		"MSH|^~\\&|||||||ADT^A08|1|P|2.5.1\rPID|||\"\"|\\.br\\|\\X4\\|\\\\|~~|^^&&|20260230+9999|2026013124000.5", "\xef\xbb\xbfMSH|^~\\&|||||||ADT^A08\xff|1", "MSH|^~\\&|||||||ADT^A08|1|P|2.4\rx\ry\rZZ1|a"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Parse(raw)
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		for _, s := range m.Segments {
			for field := range 8 {
				for _, v := range append(s.Repetitions(field), s.Value(field)) {
					texts := v.Text() + v.Component(1).Text() + v.Component(2).Component(2).Text() + v.Component(2).Component(2).Component(2).Text()
					if !utf8.ValidString(texts) {
						t.Fatalf("%s-%d says what is no text: %q", s.Name, field, texts)
					}
					if moment, ok := v.Moment(time.UTC); ok && (moment.Time.Year() < 0 || moment.Precision < Year) {
						t.Fatalf("%s-%d is %v", s.Name, field, moment)
					}
					v.Date()
				}
			}
		}
		m.Groups("PID")
		m.Event()
		for _, answer := range Answers(m, Verdict{Fault: fault}, func() string { return "1" }, time.Unix(0, 0)) {
			told, err := Parse(answer)
			if err != nil || told.At("MSA-1").Text() == "" || bytes.IndexByte(answer, endBlock) >= 0 {
				t.Fatalf("the answer %q cannot be read: %v", answer, err)
			}
		}
	})
}
