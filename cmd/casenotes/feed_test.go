package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

func TestADayIsPlayedToAServerAndTellsHowItWent(t *testing.T) {
	dsn := "sqlite:" + t.TempDir() + "/casenotes.db"
	taking, done := make(chan string, 1), make(chan int, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		p := program{in: strings.NewReader(""), out: &bytes.Buffer{}, err: &bytes.Buffer{}, now: time.Now, taking: func(address string) { taking <- address }}
		done <- p.run(ctx, []string{"--db", dsn, "serve", "--addr", "127.0.0.1:0", "--mllp", "127.0.0.1:0"})
	}()
	address := <-taking
	play := func(args ...string) (code int, out string) {
		var text, errs bytes.Buffer
		code = program{in: strings.NewReader(""), out: &text, err: &errs, now: time.Now}.run(t.Context(), append([]string{"feed"}, args...))
		return code, text.String() + errs.String()
	}
	code, first := play(address, "--messages", "60", "--senders", "3", "--day", "2026-11-27")
	if code != exitDone || !strings.HasPrefix(first, "60 of 60 messages answered") {
		t.Errorf("exit code %d: %s", code, first)
	}
	counts := func(said string) string {
		_, after, _ := strings.Cut(said, ": ")
		return after
	}
	if code, again := play(address, "--messages", "60", "--senders", "3", "--day", "2026-11-27"); code != exitDone || counts(again) != counts(first) {
		t.Errorf("the same day again is answered otherwise: %d %s, first %s", code, again, first)
	}
	for _, wrong := range [][]string{{"nowhere"}, {address, "--messages", "0"}, {address, "--day", "soon"}, {address, "--senders", "99"}, {}} {
		if code, said := play(wrong...); code != exitUsage {
			t.Errorf("feed %v: exit code %d: %s", wrong, code, said)
		}
	}
	stop()
	if code := <-done; code != exitDone {
		t.Errorf("the server ends with %d", code)
	}
	if code, said := play(address, "--messages", "1", "--give-up", "1ms"); code != exitFailed || !strings.Contains(said, "no acknowledgement") {
		t.Errorf("nobody answers: exit code %d: %s", code, said)
	}
}
