package web

import "time"

// Digest is somebody's own choice of an e-mail each working morning. It posts address, library and do to /digest.
type Digest struct {
	Frame
	// On says that the site sends e-mail at all.
	On               bool
	Address, Library string
	Libraries        []Choice // of those who may pull
	Wanted           bool
	Next, Sent       *time.Time
	Problem          string // why the last one could not be sent
}

// Template is the page's file.
func (Digest) Template() string { return "digest.html" }
