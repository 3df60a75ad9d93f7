package labels

import (
	"fmt"
	"strings"
)

// Format is a language a label can be written in. Its value is also the file extension.
type Format string

// The formats: PDF for any printer, ZPL for label printers, PNG and SVG for screens and documents.
const (
	PDF Format = "pdf"
	ZPL Format = "zpl"
	PNG Format = "png"
	SVG Format = "svg"
)

// ParseFormat finds a format by its name, in capitals or not.
func ParseFormat(name string) (Format, error) {
	switch f := Format(strings.ToLower(name)); f {
	case PDF, ZPL, PNG, SVG:
		return f, nil
	}
	return "", unknownFormat(name)
}

// MediaType is the format's name in HTTP.
func (f Format) MediaType() string {
	switch f {
	case PDF:
		return "application/pdf"
	case ZPL:
		return "application/zpl"
	case PNG:
		return "image/png"
	case SVG:
		return "image/svg+xml"
	}
	return "application/octet-stream"
}

func unknownFormat(name string) error {
	return Refusal(fmt.Sprintf("%.40q is not a label format. Use pdf, zpl, png or svg.", name))
}
