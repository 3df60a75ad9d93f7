package hl7

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of events into docs/messages.md")

const (
	manual  = "../../docs/messages.md"
	heading = "| event | what it means | places that count |\n|---|---|---|\n"
	ending  = "\nWhat follows"
)

func TestTheManualHasTheTable(t *testing.T) {
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), heading)
	_, after, ended := strings.Cut(rest, ending)
	if !found || !ended {
		t.Fatal("docs/messages.md has no table of events, or nothing after it")
	}
	table := heading
	for _, m := range meanings {
		table += fmt.Sprintf("| %s | %s | %s |\n", m.Event, m.Means, m.Reads)
	}
	want := before + table + ending + after
	if *update {
		if err := os.WriteFile(manual, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if string(text) != want && !*update {
		t.Error("docs/messages.md is stale: run go test ./api/hl7 -run Manual -update")
	}
}
