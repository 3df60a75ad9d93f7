package web

// RequestWords is how far a request is, in words: one tag, and what speaks for its coming late.
type RequestWords struct {
	Tag
	// Late is a sentence; empty while the folder can come in time.
	Late string
}
