package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
	"casenotes/tracking/synthetic"
	"casenotes/tracking/trackingtest"
)

// BenchmarkFigures measures everything that is promised about speed and memory, and prints one table of it. Absolute figures
// say as much of the machine as of the program, so the rates stand against a floor: plain SQL doing the same durable statements,
// in turns with the program, in the same run. `make bench` gives it a durable MariaDB; -short leaves out the hospital of two
// million folders.
func BenchmarkFigures(b *testing.B) {
	var t table
	b.Run("scans", func(b *testing.B) { benchScans(b, &t) })
	b.Run("live", func(b *testing.B) { benchLive(b, &t) })
	b.Run("asked", func(b *testing.B) { benchAsked(b, &t) })
	b.Run("process", func(b *testing.B) { benchProcess(b, &t) })
	b.Run("fill", func(b *testing.B) { benchFill(b, &t) })
	b.Run("lists", func(b *testing.B) { benchLists(b, &t) })
	b.Run("overdue", func(b *testing.B) { benchOverdue(b, &t) })
	b.Run("reading", func(b *testing.B) { benchReading(b, &t) })
	t.print(os.Stdout)
}

// table is what was measured, against what is wanted.
type table struct{ rows []figure }

type figure struct {
	what, measured, floor, ratio, wanted string
	reached                              bool
}

func (t *table) add(f figure) { t.rows = append(t.rows, f) }

// atLeast adds a rate with its floor. The ratio is the median of the rounds' own ratios, because the machine's pace changes
// between rounds.
func (t *table) atLeast(what string, rates, floors []float64, wanted float64) {
	var ratios []float64
	for i := range rates {
		ratios = append(ratios, rates[i]/floors[i])
	}
	r := median(ratios)
	t.add(figure{what, fmt.Sprintf("%.0f/s", median(rates)), fmt.Sprintf("%.0f/s", median(floors)), fmt.Sprintf("%.2f", r), fmt.Sprintf("ratio ≥ %.1f", wanted), r >= wanted})
}

// atMost adds a time that must not be longer.
func (t *table) atMost(what string, took, wanted time.Duration) {
	t.add(figure{what, shown(took), "", "", "≤ " + wanted.String(), took <= wanted})
}

func shown(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }

func (t *table) print(w io.Writer) {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "\nWHAT\tMEASURED\tFLOOR\tRATIO\tWANTED\tREACHED")
	for _, f := range t.rows {
		reached := "no"
		if f.reached {
			reached = "yes"
		}
		fmt.Fprintln(out, strings.Join([]string{f.what, f.measured, f.floor, f.ratio, f.wanted, reached}, "\t"))
	}
	_ = out.Flush()
}

func median[T cmp.Ordered](list []T) T { return quantile(list, 0.5) }

func quantile[T cmp.Ordered](list []T, q float64) T {
	sorted := slices.Sorted(slices.Values(list))
	if len(sorted) == 0 {
		var zero T
		return zero
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// drive lets clients do something again and again for a while, and says how often in a second and how long each took.
func drive(b *testing.B, clients int, how time.Duration, do func(client, turn int) error) (rate float64, took []time.Duration) {
	var working sync.WaitGroup
	all := make([][]time.Duration, clients)
	began := time.Now()
	for c := range clients {
		working.Go(func() {
			for turn := 0; time.Since(began) < how; turn++ {
				start := time.Now()
				if err := do(c, turn); err != nil {
					b.Error(err)
					return
				}
				all[c] = append(all[c], time.Since(start))
			}
		})
	}
	working.Wait()
	lasted := time.Since(began)
	for _, some := range all {
		took = append(took, some...)
	}
	return float64(len(took)) / lasted.Seconds(), took
}

// database is a new, empty one of that kind, which is gone after the benchmark.
func database(b *testing.B, kind string) (dsn string) {
	if kind == "sqlite" {
		return "sqlite:" + b.TempDir() + "/casenotes.db"
	}
	if os.Getenv("CASENOTES_TEST_MYSQL") == "" {
		b.Fatal("CASENOTES_TEST_MYSQL is not set: use make bench")
	}
	return trackingtest.MySQL(b)
}

// furnish puts a synthetic hospital into an empty database. It is known to be consistent, so the database need not check it.
func furnish(b *testing.B, dsn string, folders, movements int) *store.Store {
	quick := dsn
	if strings.HasPrefix(dsn, "mysql:") {
		quick += "?foreign_key_checks=0&unique_checks=0"
	}
	db, err := store.Open(b.Context(), quick, nil)
	must(b, err)
	_, err = synthetic.Generate(b.Context(), synthetic.Options{Folders: folders, Movements: movements, Seed: 7}, benchRules(b), time.Now(), synthetic.Into(db))
	must(b, errors.Join(err, db.Close()))
	run(b, "--db", dsn, "sweep") // opens the alerts of years at once, which no running site ever does
	db, err = store.Open(b.Context(), dsn, nil)
	must(b, err)
	b.Cleanup(func() { must(b, db.Close()) })
	if db.Dialect() == "mysql" { // what the server finds out by itself only some time after the load
		pool, err := db.Pool()
		must(b, err)
		_, err = pool.ExecContext(b.Context(), "ANALYZE TABLE patients, patient_numbers, folders, barcodes, movements, alerts, scans, scan_checks, audit")
		must(b, err)
	}
	return db
}

func benchRules(b *testing.B) tracking.Rules {
	london, err := time.LoadLocation("Europe/London")
	must(b, err)
	days, err := calendar.New(calendar.EnglandAndWales, london)
	must(b, err)
	return tracking.NewRules(days)
}

// run runs a command of the program as a person would, and answers what it prints.
func run(b *testing.B, args ...string) string {
	var out, err strings.Builder
	if code := (program{in: strings.NewReader(""), out: &out, err: &err, now: time.Now}).run(b.Context(), args); code != exitDone {
		b.Fatalf("casenotes %s: exit code %d: %s", strings.Join(args, " "), code, err.String())
	}
	return strings.TrimSpace(out.String())
}

// serve runs the site in this process until the benchmark ends, and answers its address.
func serve(b *testing.B, dsn string) (url string) {
	started := make(chan string, 1)
	p := program{in: strings.NewReader(""), out: io.Discard, err: os.Stderr, now: time.Now, started: func(address string) { started <- address }}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() {
		done <- p.run(ctx, []string{"--db", dsn, "--log-level", "error", "serve", "--addr", "127.0.0.1:0"})
	}()
	b.Cleanup(func() {
		stop()
		if code := <-done; code != exitDone {
			b.Errorf("serve ended with exit code %d", code)
		}
	})
	select {
	case address := <-started:
		return "http://" + address
	case code := <-done:
		b.Fatalf("serve ended with exit code %d", code)
		return ""
	}
}

func must(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
