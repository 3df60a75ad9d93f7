package main

import (
	"bufio"
	"fmt"
	"io"
	"runtime/metrics"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
	"casenotes/tracking/store"
	"casenotes/tracking/synthetic"
)

// benchFill measures how fast a hospital's data come in, and that a longer file needs no more memory than a shorter one.
func benchFill(b *testing.B, t *table) {
	folders, rows := 100_000, 100_000
	if testing.Short() {
		folders, rows = 20_000, 20_000
	}
	b.Run("seed", func(b *testing.B) {
		db, err := store.Open(b.Context(), database(b, "mariadb"), nil)
		must(b, err)
		defer db.Close()
		heap, began := newHeap(folders*6), time.Now()
		o := synthetic.Options{Folders: folders, Movements: 5 * folders, Seed: 1, Progress: func(s synthetic.Summary) { heap.at(s.Folders + s.Movements) }}
		sum, err := synthetic.Generate(b.Context(), o, benchRules(b), time.Now(), synthetic.Into(db))
		must(b, err)
		t.filled(fmt.Sprintf("seed %d folders, %d movements", sum.Folders, sum.Movements), float64(sum.Rows)/time.Since(began).Seconds(), 20_000, heap)
	})
	b.Run("import", func(b *testing.B) {
		db, err := store.Open(b.Context(), database(b, "mariadb"), nil)
		must(b, err)
		defer db.Close()
		service := tracking.New(db, benchRules(b), time.Now, nobody{})
		name, kind := "Main Library", tracking.Library
		home, err := service.AddLocation(b.Context(), operator(), "", tracking.LocationChange{Name: &name, Kind: &kind})
		must(b, err)
		take := func(kind exchange.Kind, heap *heap, header, row string, args ...any) {
			r, w := io.Pipe()
			go func() {
				out := bufio.NewWriter(w)
				fmt.Fprint(out, header)
				for i := range rows {
					fmt.Fprintf(out, row, append([]any{i}, args...)...)
				}
				_ = out.Flush()
				_ = w.Close()
			}()
			report, err := exchange.Import(b.Context(), r, exchange.Job{Kind: kind, Service: service, Actor: operator(), Progress: func(r exchange.Report) { heap.at(r.Rows) }, Problem: func(p exchange.Problem) { b.Fatal(p) }})
			must(b, err)
			if report.Added != rows {
				b.Fatalf("%s: %s", kind, report)
			}
		}
		heap, began := newHeap(rows), time.Now()
		take(exchange.Patients, heap, "number,nhs_number,family_name,given_name,born,sex,died\n", "H%[1]d,,Family%[1]d,Given,1980-03-03,F,\n")
		t.filled(fmt.Sprintf("import %d patients", rows), float64(rows)/time.Since(began).Seconds(), 5_000, heap)
		heap, began = newHeap(rows), time.Now()
		take(exchange.Folders, heap, "patient_number,volume,home\n", "H%d,1,%s\n", home.Code)
		t.filled(fmt.Sprintf("import %d folders", rows), float64(rows)/time.Since(began).Seconds(), 5_000, heap)
	})
}

// filled adds a rate of rows, and whether the memory stayed what it was.
func (t *table) filled(what string, rate, wanted float64, h *heap) {
	t.add(figure{what: what, measured: fmt.Sprintf("%.0f rows/s", rate), wanted: fmt.Sprintf("≥ %.0f", wanted), reached: rate >= wanted})
	growth := float64(h.most[1]) / float64(h.most[0])
	t.add(figure{what: what + ": heap in the second half, against the first", measured: fmt.Sprintf("%d MB", h.most[1]>>20),
		floor: fmt.Sprintf("%d MB", h.most[0]>>20), ratio: fmt.Sprintf("%.2f", growth), wanted: "ratio ≤ 1.3", reached: growth <= 1.3})
}

// heap keeps the most memory that was used in each half of a piece of work.
type heap struct {
	half   int
	most   [2]uint64
	sample []metrics.Sample
}

func newHeap(work int) *heap {
	return &heap{half: work / 2, sample: []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}}
}

// at notes the memory when so much work is done.
func (h *heap) at(done int) {
	metrics.Read(h.sample)
	i := 0
	if done > h.half {
		i = 1
	}
	h.most[i] = max(h.most[i], h.sample[0].Value.Uint64())
}
