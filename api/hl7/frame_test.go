package hl7

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestFramesAreTakenApart(t *testing.T) {
	for why, c := range map[string]struct {
		in   string
		want []string
		end  error
	}{
		"one after the other":             {"\x0bone\x1c\r\x0btwo\x1c\r", []string{"one", "two"}, io.EOF},
		"line ends between":               {"\r\n\x0bone\x1c\r\r\n\x0btwo\x1c\r\n", []string{"one", "two"}, io.EOF},
		"no carriage return between them": {"\x0bone\x1c\x0btwo\x1c\r", []string{"one", "two"}, io.EOF},
		"an end block within":             {"\x0bo\x1cn\x1c\x1c\r\x0btwo\x1c\r", []string{"o\x1cn\x1c", "two"}, io.EOF},
		"half a frame, then all of it":    {"\x0bon\x0bone\x1c\r", []string{"one"}, io.EOF},
		"empty":                           {"\x0b\x1c\r", []string{""}, io.EOF},
		"half a frame":                    {"\x0bone\x1c\r\x0btw", []string{"one"}, ErrHalfFrame},
		"half an end":                     {"\x0bone\x1c", nil, ErrHalfFrame},
		"nothing":                         {"", nil, io.EOF},
		"something else":                  {strings.Repeat("GET / HTTP/1.1\r\n", 1000), nil, ErrNotMLLP},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
			f := NewFrameReader(r, nil)
			var got []string
			var err error
			for {
				var message []byte
				if message, err = f.Next(); err != nil {
					break
				}
				got = append(got, string(message))
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") || !errors.Is(err, c.end) {
				t.Errorf("%s: read %q and %v, want %q and %v", why, got, err, c.want, c.end)
			}
		}
	}
}

func TestAMessageThatIsTooLongHarmsOnlyItself(t *testing.T) {
	exact := strings.Repeat("x", MaxMessage)
	f := NewFrameReader(io.MultiReader(bytes.NewReader(Frame([]byte(exact))), bytes.NewReader(Frame([]byte(exact+"y"))),
		bytes.NewReader(Frame([]byte(strings.Repeat("m", 20<<20)))), bytes.NewReader(Frame([]byte("next")))), nil)
	for i, want := range []struct {
		size int
		err  error
	}{{MaxMessage, nil}, {MaxMessage, ErrTooLong}, {MaxMessage, ErrTooLong}, {4, nil}} {
		message, err := f.Next()
		if len(message) != want.size || !errors.Is(err, want.err) {
			t.Errorf("message %d: %d bytes and %v, want %v", i, len(message), err, want)
		}
	}
}

func TestAFrameThatNeverEndsIsGivenUp(t *testing.T) {
	for why, r := range map[string]io.Reader{"no end": endless("x"), "begun again and again": endless("\x0b"), "ends that are none": endless("\x1cx")} {
		f := NewFrameReader(io.MultiReader(strings.NewReader("\x0b"), r), nil)
		if message, err := f.Next(); !errors.Is(err, ErrNotMLLP) {
			t.Errorf("%s: %d bytes and %v", why, len(message), err)
		}
	}
}

type endless string

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e[i%len(e)]
	}
	return len(p), nil
}
