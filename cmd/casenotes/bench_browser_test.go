package main

import (
	"os"
	"testing"
	"time"

	"casenotes/tracking/trackingtest"
)

// BenchmarkFiguresInABrowser measures what is promised about scanning in Chromium, by key presses: `make figures`. The same scripts
// run in short in `make test`, where they prove that nothing is lost, and measure nothing.
func BenchmarkFiguresInABrowser(b *testing.B) {
	var t table
	scans, minutes := 10_000, 60*time.Minute
	if testing.Short() {
		scans, minutes = 1000, 10*time.Minute
	}
	b.Run("pace", func(b *testing.B) {
		s := newSite(b, sqlite(b))
		s.serve(b)
		s.sized(b, "pace.test.mjs", size{Scans: scans / 5, Long: true, Limit: minutes})
		t.rows = append(t.rows, s.figures...)
	})
	b.Run("shared desks", func(b *testing.B) {
		s := newSite(b, sqlite(b))
		must(b, s.serveApart(b))
		s.script(b, "desks.test.mjs")
		t.rows = append(t.rows, s.figures...)
	})
	for name, share := range map[string]int{"SQLite": scans / 2, "MariaDB": scans / 2} {
		b.Run("chaos on "+name, func(b *testing.B) {
			dsn := sqlite(b)
			if name == "MariaDB" {
				dsn = trackingtest.MySQL(b)
			}
			s := inChaos(b, dsn, size{Scans: share, Devices: 3, Seed: 20261128, Long: true, Limit: minutes})
			b.Logf("calls with scans: %s", s.faults.told())
			for _, f := range s.figures {
				f.what += ", " + name
				t.add(f)
			}
		})
	}
	t.print(os.Stdout)
}
