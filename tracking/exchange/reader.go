package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

const longestLine = 64 << 10

// row is one line of a file, its cells found by the name of their column.
type row struct {
	line     int
	cells    []string
	position map[string]int
}

// cell is what the row has in a column, trimmed; has says whether the file has that column at all.
func (r row) cell(column string) string {
	if at, has := r.position[column]; has {
		return strings.TrimSpace(Plain(r.cells[at]))
	}
	return ""
}

func (r row) has(column string) bool { _, has := r.position[column]; return has }

// reader reads the rows of a file.
type reader struct {
	lines    *lines
	csv      *csv.Reader
	columns  []column
	names    []string // of the header, in the file's order
	position map[string]int
}

// newReader reads the header. Every fault there is one of the whole file.
func newReader(r io.Reader, k Kind) (*reader, error) {
	columns, err := k.layout()
	if err != nil {
		return nil, err
	}
	l := &lines{in: bufio.NewReaderSize(r, longestLine)}
	out := &reader{lines: l, columns: columns, position: map[string]int{}, csv: csv.NewReader(bufio.NewReaderSize(l, longestLine))}
	out.csv.FieldsPerRecord, out.csv.ReuseRecord = -1, true
	if err := l.skipMark(); err != nil {
		return nil, err
	}
	header, err := out.record()
	switch {
	case errors.Is(err, io.EOF):
		return nil, &FileError{"the file is empty: its first line must name the columns " + strings.Join(Columns(k), ",")}
	case err != nil && isFault(err):
		return nil, &FileError{fmt.Sprintf("line %d, the header, cannot be read: %v", l.number, err)}
	case err != nil:
		return nil, err
	}
	return out, out.readHeader(k, header)
}

func (r *reader) readHeader(k Kind, header []string) error {
	expected := Columns(k)
	if len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
		return &FileError{"the columns are not separated by commas: save the file as comma-separated CSV in UTF-8"}
	}
	var unknown []string
	for i, cell := range header {
		name := strings.ToLower(strings.TrimSpace(cell))
		if !slices.Contains(expected, name) {
			unknown = append(unknown, fmt.Sprintf("%.60q", cell))
			continue
		}
		if _, twice := r.position[name]; twice {
			return &FileError{fmt.Sprintf("the header names the column %s twice", name)}
		}
		r.position[name] = i
		r.names = append(r.names, name)
	}
	if len(unknown) > 0 {
		return &FileError{fmt.Sprintf("the header has unknown columns: %s. Columns of %s are %s", strings.Join(unknown, ", "), k, strings.Join(expected, ","))}
	}
	var missing []string
	for _, c := range r.columns {
		if _, has := r.position[c.name]; c.needed && !has {
			missing = append(missing, c.name)
		}
	}
	if len(missing) > 0 {
		return &FileError{fmt.Sprintf("the header lacks the columns: %s. Add them; their cells may be empty where nothing is known", strings.Join(missing, ", "))}
	}
	return nil
}

// next is the next row that has something in it. A fault of the row comes as problems; err is io.EOF at the end, else it could
// not be read on.
func (r *reader) next() (row, []Problem, error) {
	for {
		cells, err := r.record()
		at := row{line: r.lines.number, cells: cells, position: r.position}
		if isFault(err) {
			return at, []Problem{{at.line, "", err.Error()}}, nil
		}
		if err != nil {
			return at, nil, err
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue // a spreadsheet leaves rows of commas behind
		}
		return at, r.faults(at), nil
	}
}

// faults are what is wrong with the cells of a row, whatever they mean.
func (r *reader) faults(at row) []Problem {
	if len(at.cells) != len(r.names) {
		return []Problem{{at.line, "", fmt.Sprintf("it has %d cells, the header has %d: look for a comma too many or too few, or a missing quotation mark",
			len(at.cells), len(r.names))}}
	}
	var problems []Problem
	for i, cell := range at.cells {
		if text := unreadable(cell); text != "" {
			problems = append(problems, Problem{at.line, r.names[i], text})
		}
	}
	for _, c := range r.columns {
		if c.filled && at.cell(c.name) == "" {
			problems = append(problems, Problem{at.line, c.name, "it must not be empty"})
		}
	}
	return problems
}

func unreadable(cell string) string {
	if !utf8.ValidString(cell) {
		return "not UTF-8; save the file as UTF-8"
	}
	for i := range len(cell) {
		switch c := cell[i]; {
		case c == 0:
			return "it holds a NUL byte; take it out"
		case c < ' ' && c != '\t', c == 0x7f:
			return "it holds a control character; take it out"
		}
	}
	return ""
}

// fault is what makes one line unreadable, without harm to the others.
type fault string

func (f fault) Error() string { return string(f) }

func isFault(err error) bool { _, is := errors.AsType[fault](err); return is }

// record is the cells of the next line that is not blank.
func (r *reader) record() ([]string, error) {
	for {
		if err := r.lines.advance(); err != nil {
			return nil, err
		}
		if r.lines.blank() {
			continue
		}
		if r.lines.tooLong {
			return nil, fault(fmt.Sprintf("it is longer than %d bytes: look for a missing line break", longestLine))
		}
		cells, err := r.csv.Read()
		if _, wrong := errors.AsType[*csv.ParseError](err); wrong {
			return nil, fault("a quotation mark is missing or in the wrong place; a quotation mark inside a cell is written twice, and a cell has no line breaks")
		}
		if !errors.Is(err, io.EOF) { // a line that csv takes for blank after all
			return cells, err
		}
	}
}

// lines hands out one line of a file at a time: a reader of it meets the end of the input after each line, until advance.
type lines struct {
	in      *bufio.Reader
	number  int
	line    []byte
	rest    []byte
	tooLong bool
}

// skipMark passes over the byte order mark that spreadsheets write.
func (l *lines) skipMark() error {
	start, err := l.in.Peek(3)
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err = l.in.Discard(3)
		return err
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return &FileError{"the file is UTF-16; save it as CSV in UTF-8"}
	case bytes.HasPrefix(start, []byte("PK\x03")):
		return &FileError{"this is a spreadsheet or a zip file, not CSV; save it as CSV in UTF-8"}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return err
}

// advance goes to the next line.
func (l *lines) advance() error {
	line, err := l.in.ReadSlice('\n')
	l.number++
	l.tooLong = errors.Is(err, bufio.ErrBufferFull)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = l.in.ReadSlice('\n')
	}
	if errors.Is(err, io.EOF) && len(line) > 0 {
		err = nil
	}
	l.line, l.rest = line, line
	if l.tooLong {
		l.rest = nil
	}
	return err
}

func (l *lines) blank() bool { return !l.tooLong && len(bytes.TrimRight(l.line, "\r\n")) == 0 }

func (l *lines) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}
