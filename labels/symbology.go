package labels

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/code39"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/qr"
)

// Symbology is a way to write a code in black and white.
type Symbology int

// The symbologies. Code 128 is read by every scanner and is what a label has unless another is asked for. The two of GS1 carry an
// element string such as (8004)5012345F40273188G, which GIAI, GLN and SSCC make. Test128 is Code 128 of any ASCII characters, for
// sheets that test scanners and for nothing else; GS in it becomes FNC1.
const (
	Code128 Symbology = iota
	Code39
	DataMatrix
	QR
	GS1128
	GS1DataMatrix
	Test128
)

// symbologyNames are what settings and the command line call them.
var symbologyNames = map[Symbology]string{Code128: "code128", Code39: "code39", DataMatrix: "datamatrix", QR: "qr", GS1128: "gs1-128", GS1DataMatrix: "gs1-datamatrix"}

// Symbologies lists what a site can choose from.
func Symbologies() []Symbology {
	return []Symbology{Code128, Code39, DataMatrix, QR, GS1128, GS1DataMatrix}
}

// String is the symbology's name in settings.
func (s Symbology) String() string { return symbologyNames[s] }

// ParseSymbology finds a symbology by its name, in capitals or not; the empty name is Code 128.
func ParseSymbology(name string) (Symbology, error) {
	if name == "" {
		return Code128, nil
	}
	var known []string
	for _, s := range Symbologies() {
		if strings.EqualFold(s.String(), name) {
			return s, nil
		}
		known = append(known, s.String())
	}
	return 0, Refusal(fmt.Sprintf("%.40q is no symbology. Use one of %s.", name, strings.Join(known, ", ")))
}

// bar is one black bar, or one run of black modules in a row of a square symbol. Measured in modules.
type bar struct{ at, row, width int }

// symbol is a barcode before it has a size.
type symbol struct {
	bars  []bar
	width int // in modules, without the quiet zones
	rows  int // of a square symbol; 0 for bars, which are as tall as the label makes them
	quiet int // white that must stay round it, in modules: 10 beside bars, 1 round Data Matrix, 4 round QR
	tall  float64
	data  string // what is encoded, with fnc1 where GS1 has it
}

// fnc1 stands for the Function 1 character in the data of a GS1 symbol.
const fnc1 = "\x1d"

// The least heights of bars, in millimetres. GS1 asks for half an inch.
const (
	leastTall    = 10
	leastTallGS1 = 12.7
)

// encode makes the barcode of a label, or says why there can be none.
func (l *Label) encode() (symbol, error) {
	s := symbol{quiet: 10, tall: leastTall, data: l.Code}
	if err := checkCode(l); err != nil {
		return symbol{}, err
	}
	if l.Symbology == GS1128 || l.Symbology == GS1DataMatrix {
		var err error
		if s.data, err = elementString(l.Code); err != nil {
			return symbol{}, err
		}
	}
	if err := s.draw(l.Symbology); err != nil {
		return symbol{}, Refusal(fmt.Sprintf("The code %.80q cannot be a barcode of this kind: %v.", l.Code, err))
	}
	if l.Symbology == Code39 {
		s.widen()
	}
	return s, nil
}

// draw encodes the data.
func (s *symbol) draw(kind Symbology) error {
	switch kind {
	case DataMatrix, GS1DataMatrix:
		s.quiet = 1
		data := s.data
		if kind == GS1DataMatrix {
			data = fnc1 + data
		}
		if side, black := dataMatrix(data); black != nil {
			s.take(side, side, func(x, row int) bool { return black[row*side+x] })
			return nil
		}
	case QR:
		s.quiet = 4
	case GS1128:
		s.tall = leastTallGS1
	case Test128:
		if strings.Contains(s.data, fnc1) {
			s.data = fnc1 + s.data
		}
	}
	drawn, err := encode(kind, s.data)
	if err != nil {
		return err
	}
	size, rows := drawn.Bounds(), 0
	if drawn.Metadata().Dimensions == 2 {
		rows = size.Dy()
	}
	s.take(size.Dx(), rows, func(x, row int) bool { return drawn.At(x, row) == color.Black })
	return nil
}

// encode lets the library encode data. It takes FNC1 in Code 128 as a character of its own, and in Data Matrix as a bare byte only.
func encode(kind Symbology, data string) (barcode.Barcode, error) {
	switch kind {
	case Code39:
		return code39.Encode(data, false, false)
	case DataMatrix:
		return datamatrix.Encode(data)
	case GS1DataMatrix:
		return datamatrix.Encode(strings.ReplaceAll(fnc1+data, fnc1, string([]byte{datamatrix.FNC1})))
	case QR: // with all the repair there is, and byte by byte: the larger symbol of that mends a scratch
		return qr.Encode(data, qr.H, qr.Unicode)
	case GS1128:
		return code128.Encode(strings.ReplaceAll(fnc1+data, fnc1, string(code128.FNC1)))
	case Test128:
		return code128.Encode(strings.ReplaceAll(data, fnc1, string(code128.FNC1)))
	}
	return code128.Encode(data)
}

// take takes the black modules over, run by run. Bars are one row, and have no number of rows.
func (s *symbol) take(width, rows int, black func(x, row int) bool) {
	s.width, s.rows = width, rows
	s.bars = make([]bar, 0, width*max(rows, 1)/4+1)
	for row := range max(rows, 1) {
		white := true
		for x := range width {
			ink := black(x, row)
			switch {
			case ink && white:
				s.bars = append(s.bars, bar{x, row, 1})
			case ink:
				s.bars[len(s.bars)-1].width++
			}
			white = !ink
		}
	}
}

// widen makes the wide bars and spaces of Code 39 three modules wide. The library draws two, which the standard allows for larger
// bars than ours only.
func (s *symbol) widen() {
	at, end := 0, 0
	for i, b := range s.bars {
		if space := b.at - end; space > 0 {
			at += 2*space - 1
		}
		end = b.at + b.width
		s.bars[i] = bar{at: at, width: 2*b.width - 1}
		at += 2*b.width - 1
	}
	s.width = at
}

// checkCode refuses what must not be, or cannot be, a barcode on a label. Ten bare digits are the shape of
// an NHS number, which may never be read off the outside of a folder; the check digit cannot tell them
// apart, because about one in eleven random numbers passes it.
func checkCode(l *Label) error {
	switch {
	case l.Code == "":
		return Refusal("A label needs a barcode.")
	case len(l.Code) > 80:
		return Refusal("This barcode is too long for a label: 80 characters at most.")
	case likeNHSNumber(l.Code):
		return Refusal("Ten digits alone may be an NHS number, which is never printed as a barcode.")
	}
	allowed := carried(l.Symbology)
	for _, r := range l.Code {
		if r >= 0x80 || !strings.ContainsRune(allowed, r) && l.Symbology != Test128 {
			return Refusal(fmt.Sprintf("The barcode %.80q has the character %q, which a label cannot carry.", l.Code, r))
		}
	}
	return nil
}

// carried are the characters that a barcode of a label may have.
func carried(kind Symbology) string {
	const common, more, small = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./+$%", ":", "abcdefghijklmnopqrstuvwxyz"
	switch kind {
	case GS1128, GS1DataMatrix:
		return common + more + small + "()"
	case Code39:
		return common
	}
	return common + more + small
}

// likeNHSNumber says whether a code is ten bare digits.
func likeNHSNumber(code string) bool {
	return len(code) == 10 && strings.Trim(code, "0123456789") == ""
}

// grouped parts a code so that people can read it aloud; without the space it is exactly what the bars say.
func grouped(code string) string {
	if len(code) < 8 || len(code) > 10 {
		return code
	}
	return code[:5] + " " + code[5:]
}
