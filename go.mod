module casenotes

go 1.26.0

require (
	codeberg.org/go-pdf/fpdf v0.12.0
	github.com/boombuler/barcode v1.1.0
	github.com/go-fonts/dejavu v0.3.2
	github.com/google/go-cmp v0.7.0
	github.com/rickar/cal/v2 v2.1.13
	golang.org/x/image v0.40.0
	golang.org/x/text v0.37.0
	pgregory.net/rapid v1.3.0
)
