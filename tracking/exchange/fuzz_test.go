package exchange

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzAnyBytesAreReadToTheEnd feeds the reader whatever it may get: it must come to the end, name every line at most once and in
// order, and call good only what can be kept.
func FuzzAnyBytesAreReadToTheEnd(f *testing.F) {
	header := strings.Join(Columns(Patients), ",") + "\n"
	for _, seed := range []string{"A1,,Tench,Ivo,1950-01-02,M,,A9;A8\n", "\"A1\",,\"O\"\"Hara\",,,,,\r\n", "A1,,M\xfcller,,,,,\n", "A1,,\"Tench,,,,,\nA2,,x,,,,,\n",
		"A1,,Te\"nch,,,,,", "\n\r\n,,,,,,,\n", "A1,,Te\x00nch,,,,,\r", "short\n", "'=1,'',\t,,,,,\n", "\r\r\n\r", "A,\"b\nc\",d"} {
		f.Add(header + seed)
		f.Add("\xef\xbb\xbf" + strings.ToUpper(strings.TrimSpace(header)) + "\r\n" + seed)
	}
	f.Add("")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := newReader(strings.NewReader(text), Patients)
		if err != nil {
			return
		}
		last := 1
		for {
			at, problems, err := r.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("reading stopped: %v", err)
			}
			if at.line <= last {
				t.Fatalf("line %d comes after line %d", at.line, last)
			}
			last = at.line
			c := cells{row: at, problems: problems}
			if len(problems) > 0 {
				continue
			}
			p := c.patient()
			for _, text := range append(p.PreviousNumbers, p.Number, p.FamilyName, p.GivenName) {
				if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r\n") {
					t.Fatalf("line %d was taken for good with %q", at.line, text)
				}
			}
			for i, cell := range at.cells {
				if Plain(Neutral(cell)) != cell {
					t.Fatalf("line %d, cell %d: %q is not read back", at.line, i, cell)
				}
			}
		}
		if lines := strings.Count(text, "\n") + 1; last > lines {
			t.Fatalf("line %d of %d was read", last, lines)
		}
	})
}

// endless is a file of n rows that is nowhere as a whole.
type endless struct {
	rows int
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.rows == 0 {
			return 0, io.EOF
		}
		e.rows--
		e.rest = "A1,9449305552,O'Brien-Featherstone,\"Zoë, Anne\",1950-01-02,F,,A9;A8\r\n"
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// BenchmarkReadAMillionRows shows what a file of a million rows costs before the database: the memory that is live in the middle
// of it must not depend on how far it is.
func BenchmarkReadAMillionRows(b *testing.B) {
	const rows = 1_000_000
	for b.Loop() {
		r, err := newReader(io.MultiReader(strings.NewReader(strings.Join(Columns(Patients), ",")+"\n"), &endless{rows: rows}), Patients)
		if err != nil {
			b.Fatal(err)
		}
		var live, most uint64
		for n := range rows {
			at, problems, err := r.next()
			if err != nil || len(problems) > 0 {
				b.Fatal(problems, err)
			}
			c := cells{row: at}
			if c.patient(); len(c.problems) > 0 {
				b.Fatal(c.problems)
			}
			if n%(rows/4) == 1 {
				live = liveMemory()
				most = max(most, live)
			}
		}
		b.ReportMetric(float64(most)/(1<<20), "live-MB")
	}
	b.ReportMetric(rows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func liveMemory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
