package labels_test

import (
	"fmt"
	"image"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"casenotes/labels"
)

func thousand(b *testing.B, f labels.Format) {
	folders, _ := randomLabels(1000)
	for b.Loop() {
		draw(b, f, labels.FolderStock, folders...)
	}
}

func BenchmarkFolderPDF1000(b *testing.B) { thousand(b, labels.PDF) }
func BenchmarkFolderZPL1000(b *testing.B) { thousand(b, labels.ZPL) }

// BenchmarkMemory100000 says how much memory is held while a hundred thousand labels are drawn.
func BenchmarkMemory100000(b *testing.B) {
	for _, format := range []labels.Format{labels.PDF, labels.ZPL} {
		b.Run(string(format), func(b *testing.B) {
			roll, _ := labels.LookupStock(labels.FolderStock)
			var peak uint64
			for b.Loop() {
				if err := (labels.Print{Format: format, Stock: roll}).Write(io.Discard, many(100_000, &peak)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(peak)/(1<<20), "MB")
		})
	}
}

// BenchmarkFiguresLabelsRead lets two decoders read ten thousand labels of every kind, after all that may happen to them, and prints how
// many each has read in every way that is not all of them.
func BenchmarkFiguresLabelsRead(b *testing.B) {
	n := 10_000
	if testing.Short() {
		n = 120
	}
	total, done := map[string]tally{}, 0
	for b.Loop() {
		for file := range slices.Chunk(samples(b, n), 100) {
			for format, print := range map[string]func(testing.TB, []sample) []*image.Gray{"PDF": rasterised, "ZPL": rendered} {
				if total[format] == nil {
					total[format] = tally{}
				}
				for a, n := range readBack(b, file, print(b, file), damages) {
					sum := total[format][a]
					total[format][a] = [2]int{sum[0] + n[0], sum[1] + n[1]}
				}
			}
			done += len(file)
			read, of := sums(total)
			fmt.Fprintf(os.Stderr, "%d labels: %d of %d readings\n", done, read, of)
		}
	}
	for _, format := range []string{"PDF", "ZPL"} {
		all := total[format]
		read, of := 0, 0
		for _, a := range slices.SortedFunc(maps.Keys(all), func(a, b attempt) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }) {
			n := all[a]
			if n[0] < n[1] {
				b.Logf("%s, %s, %s, %s: %d of %d", format, a.symbology, a.damage, a.decoder, n[0], n[1])
			}
			read, of = read+n[0], of+n[1]
		}
		b.Logf("%s: %d of %d readings", format, read, of)
	}
}

// sums are how many of all readings were right so far.
func sums(total map[string]tally) (read, of int) {
	for _, t := range total {
		for _, n := range t {
			read, of = read+n[0], of+n[1]
		}
	}
	return read, of
}
