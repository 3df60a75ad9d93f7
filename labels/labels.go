// Package labels draws the barcoded labels and slips of a records library as PDF, ZPL, PNG and SVG.
//
// A Label says what stands on it; functions such as Folder, Location and Tracer make one of each kind from plain values. It is laid out
// once, in printer dots, as bars, boxes and lines of text (layout.go); each format then only copies that drawing in its own language,
// so that every format shows the same label at the same size. Print puts labels on a Stock, which is a roll or a sheet of them, with a
// printer's own errors corrected by its Profile, one by one as they come, so that any number can be printed.
//
// The package knows nothing of hospitals: it takes plain values and has no place for an NHS number.
package labels

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// Label is what one label says: a barcode, and words in order of weight.
type Label struct {
	Code      string    // what the bars say, printed under them; empty for a label without bars, which Plain says
	Symbology Symbology // Code 128 unless another is asked for
	Printed   string    // stands under the bars where the code itself cannot be read aloud; empty: the code
	Plain     bool      // has no barcode
	Banner    string    // white on black across the top: what must not be overlooked
	Title     string    // the largest words
	Lines     []string  // across the label, under the title
	Side      []string  // beside the bars
	Keep      []string  // identifiers among the words: a label that has no room for the whole of one is refused, never cut
}

// Write draws the labels on the stock, from the first position, by an exact printer. PDF and ZPL hold any number; PNG and SVG are
// pictures and hold exactly one. Nothing is written unless every label can be drawn, so the file is held in memory: thousands belong
// into Print.Write.
func Write(w io.Writer, f Format, s Stock, labels []Label) error {
	var file bytes.Buffer
	if err := (Print{Format: f, Stock: s}).Write(&file, slices.Values(labels)); err != nil {
		return err
	}
	if _, err := file.WriteTo(w); err != nil {
		return fmt.Errorf("write labels: %w", err)
	}
	return nil
}

// Refusal says in words for the person who asked why a label cannot be drawn, and what to do.
type Refusal string

// Error returns the words.
func (r Refusal) Error() string { return string(r) }
