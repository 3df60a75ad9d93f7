package web

// Imports is where files are taken in, and what became of the last one. Each of its forms posts rehearse and file, in this
// order, to /import/KIND.
type Imports struct {
	Frame
	Kinds  []ImportKind
	Report *ImportReport
}

// Template is the page's file.
func (Imports) Template() string { return "imports.html" }

// ImportKind is one kind of file and the columns it can have.
type ImportKind struct {
	Kind, Text, Columns string
}

// ImportReport is what became of a file.
type ImportReport struct {
	Kind string
	// Rehearsal says that nothing was kept.
	Rehearsal               bool
	Rows, Added, Known, Bad string
	// Stopped says why the rest of the file was not read; empty where all of it was.
	Stopped  string
	Problems []ImportProblem
	// Labels says that folders came with it whose labels can be printed together.
	Labels bool
	// Rest is how many problems are not listed, in words.
	Rest string
}

// ImportProblem is one thing wrong with one row. Column is empty where it is about the whole row.
type ImportProblem struct {
	Line         int
	Column, Text string
}
