package labels

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/boombuler/barcode/code128"
)

// symbolNarrow is the narrow bar of a symbol in hundredths of a millimetre: wide enough that a page which the printer
// shrinks a little can still be read.
const (
	symbolNarrow = 40
	symbolTall   = 1500
)

// Symbol draws a bare Code 128 symbol as SVG, at its true size and with its quiet zones, for sheets of what is scanned but is no
// label. Any ASCII character may be in it. One with a GS1 separator (GS) is a GS1 symbol: it begins with FNC1.
func Symbol(w io.Writer, text, name string) error {
	const separator = "\u001d"
	if strings.Contains(text, separator) {
		text = string(code128.FNC1) + strings.ReplaceAll(text, separator, string(code128.FNC1))
	}
	s, err := bars128(text)
	if err != nil {
		return err
	}
	width := (s.width + 2*quiet) * symbolNarrow
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.1fmm" height="%dmm" viewBox="0 0 %d %d" role="img" aria-label="%s">`,
		float64(width)/100, symbolTall/100, width, symbolTall, attribute.Replace(name))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/><path shape-rendering="crispEdges" d="`, width, symbolTall)
	for _, bar := range s.bars {
		fmt.Fprintf(&b, "M%d 0h%dv%dh-%dz", (quiet+bar.at)*symbolNarrow, bar.width*symbolNarrow, symbolTall, bar.width*symbolNarrow)
	}
	b.WriteString(`"/></svg>`)
	_, err = w.Write(b.Bytes())
	return err
}

var attribute = strings.NewReplacer("&", "&amp;", `"`, "&#34;", "<", "&lt;", ">", "&gt;")
