package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// What a hospital has that was not ours from the first.
var oldFormats = []tracking.Format{
	{Name: "Old label", Kind: tracking.FolderCode, Shape: "A99999AAAA9999999X", Rule: tracking.Mod37_36},
	{Name: "Old shelf", Kind: tracking.LocationCode, Shape: "RX-99-99"},
}

// readings counts what became of damaged labels of one way of damage.
type readings struct {
	texts, accepted, wrong, issued int
}

// TestADamagedLabelIsReadAlikeByBrowserAndServer holds the two halves of the scan rules to each other on texts that nobody wrote down.
func TestADamagedLabelIsReadAlikeByBrowserAndServer(t *testing.T) {
	counts := readDamaged(t, 7064, 30_000)
	for how, c := range counts {
		if c.wrong > 0 && !slices.Contains(foreseen, how) {
			t.Errorf("%s: %d of %d were accepted as another folder", how, c.wrong, c.texts)
		}
	}
}

// A check character cannot see all of these. What is foreign may have the shape and the check character of ours by chance.
var foreseen = []string{"two wrong characters", "neighbours swapped", "characters swapped over one", "foreign", "a label joined to something foreign"}

// benchReading is the same on a million texts.
func benchReading(b *testing.B, t *table) {
	counts := readDamaged(b, 3736, 1_000_000)
	var all readings
	for _, how := range slices.Sorted(maps.Keys(counts)) {
		c := counts[how]
		t.add(figure{what: how, measured: fmt.Sprintf("%d texts: %d read as another folder code, %d of them a folder of the hospital's 200,000", c.texts, c.wrong, c.issued),
			wanted: "0 of the hospital", reached: c.issued == 0})
		all.texts += c.texts
	}
	t.add(figure{what: "damaged labels read alike by browser and server", measured: fmt.Sprint(all.texts), wanted: "all", reached: true})
}

// browserReading is what the browser makes of a text.
type browserReading struct {
	Kind, Code, Symbology, Hint string
	Length                      int
}

// readDamaged has texts read by both and fails where they differ.
func readDamaged(t testing.TB, seed uint64, texts int) map[string]*readings {
	t.Helper()
	damage := trackingtest.NewDamage(seed, 200_000)
	list := make([]trackingtest.Damaged, texts)
	for i := range list {
		list[i] = damage.Next()
	}
	counts := map[string]*readings{}
	differ := 0
	readInNode(t, list, func(i int, browser browserReading) {
		made, site := list[i], siteOf(i)
		server := tracking.Classify(made.Text, site)
		if diff := difference(server, browser); diff != "" {
			if differ++; differ <= 10 {
				t.Errorf("%q: the server reads %+v, the browser %+v: %s", made.Text, server, browser, diff)
			}
		}
		if counts[made.How] == nil {
			counts[made.How] = &readings{}
		}
		counts[made.How].count(damage, made, browser)
	})
	if differ > 0 {
		t.Errorf("%d of %d texts are read differently", differ, texts)
	}
	for how, c := range counts {
		t.Logf("%s: %+v", how, *c)
	}
	return counts
}

// siteOf gives every other text a site that has formats of its own.
func siteOf(i int) []tracking.Format {
	if i%2 == 0 {
		return nil
	}
	return oldFormats
}

func (r *readings) count(d *trackingtest.Damage, made trackingtest.Damaged, read browserReading) {
	r.texts++
	if read.Kind != "folder" && read.Kind != "joined" {
		return
	}
	r.accepted++
	for _, code := range strings.Fields(read.Code) {
		if code[0] == 'F' && !slices.Contains(made.Labels, code) {
			r.wrong++
			if d.Issued(code) {
				r.issued++
			}
		}
	}
}

// difference says in what the two readings differ. The browser may show what it read where the server keeps nothing.
func difference(server tracking.Reading, browser browserReading) string {
	hint := strings.TrimSuffix(browser.Hint, "withheld")
	switch {
	case string(server.Kind) != browser.Kind:
		return "kind"
	case server.Code != "" && server.Code != browser.Code:
		return "code"
	case server.Symbology != browser.Symbology:
		return "symbology"
	case string(server.Hint) != hint:
		return "hint"
	case server.Length != browser.Length:
		return "length"
	}
	return ""
}

// readInNode has Node read the texts with the browser's own code, and hands over each answer in turn.
func readInNode(t testing.TB, list []trackingtest.Damaged, answer func(i int, read browserReading)) {
	t.Helper()
	needs(t)
	cmd := exec.CommandContext(t.Context(), "node", "reads.mjs")
	cmd.Dir, cmd.Stderr = scripts, os.Stderr
	in, err := cmd.StdinPipe()
	must(t, err)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	asked := make(chan error, 1)
	go func() { asked <- askAll(in, list) }()
	lines := bufio.NewScanner(out)
	for i := range list {
		if !lines.Scan() {
			t.Fatalf("Node stopped answering after %d texts: %v", i, cmp.Or(lines.Err(), io.ErrUnexpectedEOF))
		}
		var read browserReading
		must(t, json.Unmarshal(lines.Bytes(), &read))
		answer(i, read)
	}
	must(t, <-asked)
	must(t, cmd.Wait())
}

func askAll(in io.WriteCloser, list []trackingtest.Damaged) error {
	type pattern struct {
		Name  string `json:"name"`
		Kind  string `json:"kind"`
		Shape string `json:"shape"`
		Check string `json:"check,omitempty"`
	}
	to := bufio.NewWriter(in)
	lines := json.NewEncoder(to)
	for i, made := range list {
		var patterns []pattern
		for _, f := range siteOf(i) {
			patterns = append(patterns, pattern{f.Name, string(f.Kind), f.Shape, string(f.Rule)})
		}
		if err := lines.Encode(map[string]any{"text": made.Text, "patterns": patterns}); err != nil {
			return err
		}
	}
	if err := to.Flush(); err != nil {
		return err
	}
	return in.Close()
}
