// Package exchange takes locations, patients, folders and appointments in from CSV files and gives them back in the same columns.
//
// A file is read a line at a time, because no cell of ours may hold a line break: so a quotation mark that is never closed
// spoils its own line and not the rest of the file, and a long file needs hardly more memory than a short one. Rows go on in
// batches. A row that cannot be taken is told with its line and column and stops no other; a file can be taken in again at any time.
package exchange

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is what the rows of a file are.
type Kind string

// The kinds of file.
const (
	Locations    Kind = "locations"
	Patients     Kind = "patients"
	Folders      Kind = "folders"
	Appointments Kind = "appointments"
)

// column is one column of a kind of file. A needed one must be in the header; a filled one must have something in every row.
type column struct {
	name           string
	needed, filled bool
}

// layouts are the columns of the outside contract. Every column of a patient that can be taken away is needed: a patient who is
// known is brought up to date from the row, and a file that merely lacks a column must not empty it for everybody.
var layouts = map[Kind][]column{
	Locations: {{"code", false, false}, {"name", true, true}, {"kind", true, true}, {"parent", false, false}, {"site", false, false},
		{"phone", false, false}, {"email", false, false}, {"loan_days", false, false}, {"gln", false, false}, {"filing", false, false}},
	Patients: {{"number", true, true}, {"nhs_number", true, false}, {"family_name", true, true}, {"given_name", true, false},
		{"born", true, false}, {"sex", true, false}, {"died", true, false}, {"previous_numbers", false, false}},
	Folders: {{"barcode", false, false}, {"patient_number", true, true}, {"kind", false, false}, {"volume", false, false},
		{"home", true, true}, {"location", false, false}, {"out_since", false, false}, {"aliases", false, false}},
	Appointments: {{"id", true, true}, {"session", true, true}, {"clinic_location", true, true}, {"starts", true, true}, {"patient_number", true, true},
		{"status", false, false}},
}

// Columns are the columns of a kind of file in the order in which an export writes them; none where there is no such file yet.
func Columns(k Kind) []string {
	var names []string
	for _, c := range layouts[k] {
		names = append(names, c.name)
	}
	return names
}

func (k Kind) layout() ([]column, error) {
	if columns, known := layouts[k]; known {
		return columns, nil
	}
	return nil, fmt.Errorf("there is no kind of file %q: use locations, patients, folders or appointments", string(k))
}

// Problem is one fault of one row, or of one cell of it.
type Problem struct {
	Line   int
	Column string // empty: the row as a whole
	Text   string // what is wrong and what to do, for the person who has the file
}

func (p Problem) String() string {
	if p.Column == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d, column %s: %s", p.Line, p.Column, p.Text)
}

// FileError is a fault of the file as a whole: nothing of it was taken in.
type FileError struct{ Text string }

func (e *FileError) Error() string { return e.Text }

// Report counts what became of the rows. Rows = Added + Known + Bad, unless the import stopped with rows on their way.
type Report struct {
	Rows  int // with something in them, below the header
	Added int
	Known int // here before: locations and patients were brought up to date where they differed, folders left as they are
	Bad   int
	// Batch is the number by which the labels of the folders that came can be printed together; 0 where none came.
	Batch uint64
}

func (r Report) String() string {
	return fmt.Sprintf("%d rows: %d added, %d here before, %d bad", r.Rows, r.Added, r.Known, r.Bad)
}

// list splits a cell that holds several values.
func list(cell string) []string {
	var values []string
	for v := range strings.SplitSeq(cell, ";") {
		if v = strings.TrimSpace(v); v != "" {
			values = append(values, v)
		}
	}
	return values
}

func words[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}
