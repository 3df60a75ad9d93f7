package labels

import (
	"io"
	"iter"
	"strings"
)

// Letter is a letter on A4 with a list of folders, each with its barcode, so that whoever gets it can be answered by scanning it.
type Letter struct {
	To      string // who gets it
	From    string // the library
	Date    string
	Subject string
	Before  string // the words before the list, in lines; an empty one parts paragraphs
	After   string // and after it
	Rows    []LetterRow
}

// LetterRow is one folder of a letter.
type LetterRow struct {
	Code  string
	Who   string // surname and initial
	What  string // kind and volume
	Due   string
	Late  string // how late it is
	State string // which reminder this is for it
}

// The measures of a letter, in millimetres.
const (
	letterLeft  = 22.0
	letterRight = 188.0
	letterTop   = 24.0
	letterFoot  = 275.0
	letterRow   = 13.0
	letterBars  = 8.0 // height of the bars: lists are read at a desk, from near
	letterWords = 66.0
	letterDates = 128.0
)

// WriteLetters draws letters as PDF, each beginning a page. They are drawn as they come, and none is held.
func WriteLetters(w io.Writer, letters iter.Seq[Letter]) error {
	out := newPDFWriter(w, Print{Format: PDF, Stock: Stock{Name: "A4", Width: a4Width, Height: a4Height}})
	for l := range letters {
		page := letterPage{pdf: out, to: clean(l.To)}
		page.write(l)
		page.turn()
		if out.err != nil {
			return out.err
		}
	}
	return out.close()
}

// letterPage is the page of a letter that is being filled. Its drawing has eight dots to the millimetre; two are a narrow bar.
type letterPage struct {
	pdf   *pdfWriter
	to    string
	words drawing
	bars  []drawing
	y     float64 // how far down the page is filled, in millimetres
	pages int
}

const (
	letterDots   = scale(8)
	letterNarrow = 2
)

func (p *letterPage) write(l Letter) {
	p.begin()
	p.line(letterLeft, 10, l.From, bold())
	p.paragraph(l.Date, 10, regular())
	p.y += 5
	p.paragraph(l.To, 12, bold())
	p.y += 6
	p.paragraph(l.Subject, 13, bold())
	p.y += 3
	p.paragraphs(l.Before)
	p.y += 2
	for _, row := range l.Rows {
		p.row(row)
	}
	p.y += 4
	p.paragraphs(l.After)
}

func (p *letterPage) begin() {
	p.words = drawing{scale: letterDots}
	p.bars, p.y = nil, letterTop
	if p.pages++; p.pages > 1 {
		p.text(letterLeft, letterTop-10, letterRight-letterLeft, 9, p.to+", continued", regular())
	}
}

// turn ends the page.
func (p *letterPage) turn() {
	p.pdf.draw(&p.words, 0, 0)
	for i := range p.bars {
		p.pdf.draw(&p.bars[i], 0, 0)
	}
	p.pdf.endPage()
}

// need begins the next page where there is no room.
func (p *letterPage) need(height float64) {
	if p.y+height > letterFoot {
		p.turn()
		p.begin()
	}
}

// text sets one line, cut where it is too long, with its baseline at y.
func (p *letterPage) text(x, y, width, points float64, text string, face *typeface) {
	size := points * letterDots.point()
	s := face.cut(drawable(clean(text)), letterDots.mm(width)/size)
	p.words.lines = append(p.words.lines, line{x: letterDots.mm(x), y: letterDots.mm(y), size: size, width: size * face.width(s), text: s, face: face})
}

// line sets one line and goes on under it.
func (p *letterPage) line(x, points float64, text string, face *typeface) {
	height := points * leading * 25.4 / 72 * 1.15
	p.need(height)
	p.y += height
	p.text(x, p.y, letterRight-x, points, text, face)
}

// paragraph sets text over as many lines as it needs.
func (p *letterPage) paragraph(text string, points float64, face *typeface) {
	words := face.measure(drawable(clean(text)))
	from := 0
	for _, to := range words.wrap(letterDots.mm(letterRight-letterLeft) / (points * letterDots.point())) {
		p.line(letterLeft, points, strings.Join(words.text[from:to], " "), face)
		from = to
	}
}

func (p *letterPage) paragraphs(text string) {
	for each := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(each) == "" {
			p.y += 2.5
		} else {
			p.paragraph(each, 10.5, regular())
		}
	}
}

// row sets one folder: its bars, what is said of it, and a line under it. A code that is too long for the bars stands in words only.
func (p *letterPage) row(r LetterRow) {
	p.need(letterRow)
	l := Label{Code: r.Code}
	if s, err := l.encode(); err == nil && letterLeft+float64(letterNarrow*(s.width+2*s.quiet))/float64(letterDots) <= letterWords {
		p.bars = append(p.bars, drawing{scale: letterDots, symbol: s, narrow: letterNarrow, x: int(letterDots.mm(letterLeft)) + letterNarrow*s.quiet/2,
			y: int(letterDots.mm(p.y + 2)), tall: int(letterDots.mm(letterBars))})
	}
	p.text(letterWords, p.y+5.5, letterDates-letterWords-2, 11, grouped(r.Code), bold())
	p.text(letterWords, p.y+10, letterDates-letterWords-2, 9.5, joined(r.Who, r.What), regular())
	p.text(letterDates, p.y+5.5, letterRight-letterDates, 10, "Due "+r.Due, regular())
	p.text(letterDates, p.y+10, letterRight-letterDates, 9, joined(r.Late, r.State), regular())
	p.y += letterRow
	p.words.boxes = append(p.words.boxes, box{letterDots.mm(letterLeft), letterDots.mm(p.y), letterDots.mm(letterRight - letterLeft), letterDots.mm(0.15)})
}

// joined sets words side by side, those that there are.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + together + b
}
