package web

// Docs describes the API to people who write programs for it.
type Docs struct {
	Frame
	Version string
	Groups  []DocGroup
	// Problem are the fields of every answer that is an error.
	Problem []DocField
}

// Template is the page's file.
func (Docs) Template() string { return "docs.html" }

// DocGroup is the operations on one kind of thing.
type DocGroup struct {
	Name       string
	Operations []DocOperation
}

// DocOperation is one operation.
type DocOperation struct {
	ID, Method, Path, Summary, Description string
	Parameters, Body, Answer               []DocField
	Answers                                []DocAnswer
}

// DocAnswer is one status that an operation can answer with.
type DocAnswer struct {
	Status, Text, Media string
}

// DocField is a parameter, or a field of what is sent or answered. A field of a list within is called list[].field.
type DocField struct {
	Name, Where, Type, Text string
	Required                bool
}
