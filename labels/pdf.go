package labels

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The first objects of every file; pages come after them. They are written last, when the pages are known.
const (
	pdfCatalog = iota + 1
	pdfPages
	pdfResources
	pdfRegular
	pdfBold
	pdfFirstFree
)

// pdfWriter writes one page of exactly the paper's size per label, or per sheet of them. Bars are filled rectangles and text carries its
// font, so that every printer prints the same at any resolution. A page is written as soon as it is full and then forgotten: libraries
// for PDF hold the whole file, and a hundred thousand labels are a large one.
type pdfWriter struct {
	w        io.Writer
	print    Print
	position int // of the next label, on its page
	at       int64
	err      error
	offsets  []int64 // of each object
	pages    []int   // object numbers
	content  []byte  // of the page being filled
	packed   bytes.Buffer
	zip      *zlib.Writer
	faces    []*pdfFace
}

func newPDFWriter(w io.Writer, p Print) *pdfWriter {
	out := &pdfWriter{w: w, print: p, position: max(p.Start-1, 0), offsets: make([]int64, pdfFirstFree)}
	out.zip, _ = zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level exists
	out.faces = []*pdfFace{{face: regular(), object: pdfRegular}, {face: bold(), object: pdfBold}}
	out.printf("%%PDF-1.7\n%%\xe2\xe3\xcf\xd3\n")
	return out
}

// printf keeps the first error: nothing after it can help.
func (p *pdfWriter) printf(format string, args ...any) {
	p.write(fmt.Appendf(nil, format, args...))
}

func (p *pdfWriter) write(b []byte) {
	if p.err != nil {
		return
	}
	n, err := p.w.Write(b)
	p.at += int64(n)
	p.err = err
}

// object begins a new object and returns its number.
func (p *pdfWriter) object() int {
	p.offsets = append(p.offsets, 0)
	p.begin(len(p.offsets) - 1)
	return len(p.offsets) - 1
}

func (p *pdfWriter) begin(number int) {
	p.offsets[number] = p.at
	p.printf("%d 0 obj\n", number)
}

// stream writes an object with compressed content.
func (p *pdfWriter) stream(extra string, content []byte) int {
	p.packed.Reset()
	p.zip.Reset(&p.packed)
	_, _ = p.zip.Write(content) // a buffer takes every write
	_ = p.zip.Close()
	number := p.object()
	p.printf("<</Filter/FlateDecode/Length %d%s>>\nstream\n", p.packed.Len(), extra)
	p.write(p.packed.Bytes())
	p.printf("\nendstream\nendobj\n")
	return number
}

func (p *pdfWriter) add(d drawing) error {
	x, y := p.print.cell(p.position)
	p.draw(&d, x, y)
	if p.position++; p.position == p.print.Stock.PerPage() {
		p.endPage()
	}
	return p.err
}

// draw puts a drawing on the page. Within it lengths are in printer dots, downwards from the upper left, as in the layout.
func (p *pdfWriter) draw(d *drawing, x, y float64) {
	const point = 72 / 25.4 // in a millimetre
	_, height := p.print.Stock.page()
	b := p.content
	b = fmt.Appendf(b, "q %.6f 0 0 %.6f %.4f %.4f cm\n", point/float64(d.scale), -point/float64(d.scale), x*point, (height-y)*point)
	tall := d.narrow
	if d.symbol.rows == 0 {
		tall = d.tall
	}
	for _, s := range d.symbol.bars {
		b = appendBox(b, d.x+s.at*d.narrow, d.y+s.row*d.narrow, s.width*d.narrow, tall)
	}
	for _, s := range d.boxes {
		b = fmt.Appendf(b, "%.2f %.2f %.2f %.2f re\n", s.x, s.y, s.w, s.h)
	}
	b = append(b, "f\nBT\n"...)
	for _, l := range d.lines {
		b = p.appendLine(b, l)
	}
	p.content = append(b, "ET Q\n"...)
}

func appendBox(b []byte, x, y, w, h int) []byte {
	for _, n := range [...]int{x, y, w, h} {
		b = append(strconv.AppendInt(b, int64(n), 10), ' ')
	}
	return append(b, "re\n"...)
}

// appendLine writes a line of text by its glyphs. Where letters are shaped each glyph is placed by itself.
func (p *pdfWriter) appendLine(b []byte, l line) []byte {
	f := p.faces[0]
	if l.face == bold() {
		f = p.faces[1]
	}
	if l.white {
		b = append(b, "1 g "...)
	}
	b = fmt.Appendf(b, "/%s %.2f Tf ", f.resource(), l.size)
	each := strings.ContainsFunc(l.text, shaped)
	for i, g := range l.face.shape(l.text) {
		f.use(g)
		if i == 0 || each {
			if i > 0 {
				b = append(b, "> Tj "...)
			}
			b = fmt.Appendf(b, "1 0 0 -1 %.2f %.2f Tm <", l.x+g.x*l.size, l.y-g.y*l.size)
		}
		b = appendHex(b, uint16(g.glyph))
	}
	if l.text != "" {
		b = append(b, "> Tj\n"...)
	}
	if l.white {
		b = append(b, "0 g\n"...)
	}
	return b
}

func appendHex(b []byte, n uint16) []byte {
	const digits = "0123456789ABCDEF"
	return append(b, digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15])
}

func (p *pdfWriter) endPage() {
	content := p.stream("", p.content)
	p.content = p.content[:0]
	p.position = 0
	p.pages = append(p.pages, p.object())
	p.printf("<</Type/Page/Parent %d 0 R/Contents %d 0 R>>\nendobj\n", pdfPages, content)
}

// close writes what all pages share. The same labels are the same file, whenever they are drawn: it has no date.
func (p *pdfWriter) close() error {
	if len(p.content) > 0 {
		p.endPage()
	}
	fonts := ""
	for _, f := range p.faces {
		if len(f.used) > 0 {
			f.write(p)
			fonts += fmt.Sprintf("/%s %d 0 R", f.resource(), f.object)
		}
	}
	p.begin(pdfResources)
	p.printf("<</Font<<%s>>>>\nendobj\n", fonts)
	p.begin(pdfPages)
	const point = 72 / 25.4
	width, height := p.print.Stock.page()
	p.printf("<</Type/Pages/Count %d/Resources %d 0 R/MediaBox[0 0 %.4f %.4f]/Kids[", len(p.pages), pdfResources, width*point, height*point)
	for _, page := range p.pages {
		p.printf("%d 0 R\n", page)
	}
	p.printf("]>>\nendobj\n")
	// Without scaling is how viewers print it unless a person says otherwise.
	p.begin(pdfCatalog)
	p.printf("<</Type/Catalog/Pages %d 0 R/Lang(en)/ViewerPreferences<</PrintScaling/None>>>>\nendobj\n", pdfPages)
	start := p.at
	p.printf("xref\n0 %d\n0000000000 65535 f \n", len(p.offsets))
	for _, at := range p.offsets[1:] {
		if at == 0 {
			p.printf("0000000000 00000 f \n") // a font that no label needed
		} else {
			p.printf("%010d 00000 n \n", at)
		}
	}
	p.printf("trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(p.offsets), pdfCatalog, start)
	return p.err
}
