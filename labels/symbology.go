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
	drawn, err := s.draw(l.Symbology)
	if err != nil {
		return symbol{}, Refusal(fmt.Sprintf("The code %.80q cannot be a barcode of this kind: %v.", l.Code, err))
	}
	s.read(drawn)
	if l.Symbology == Code39 {
		s.widen()
	}
	return s, nil
}

// draw lets the library encode the data. It takes FNC1 in Code 128 as a character of its own, and in Data Matrix as a bare byte only.
func (s *symbol) draw(kind Symbology) (barcode.Barcode, error) {
	switch kind {
	case Code39:
		return code39.Encode(s.data, false, false)
	case DataMatrix:
		s.quiet = 1
		return datamatrix.Encode(s.data)
	case GS1DataMatrix:
		s.quiet = 1
		return datamatrix.Encode(strings.ReplaceAll(fnc1+s.data, fnc1, string([]byte{datamatrix.FNC1})))
	case QR: // with all the repair there is: our codes fit the smallest symbol even so
		s.quiet = 4
		return qr.Encode(s.data, qr.H, qr.Auto)
	case GS1128:
		s.tall = leastTallGS1
		return code128.Encode(strings.ReplaceAll(fnc1+s.data, fnc1, string(code128.FNC1)))
	case Test128:
		if strings.Contains(s.data, fnc1) {
			s.data = fnc1 + s.data
		}
		return code128.Encode(strings.ReplaceAll(s.data, fnc1, string(code128.FNC1)))
	}
	return code128.Encode(s.data)
}

// read takes the black modules over, run by run.
func (s *symbol) read(drawn barcode.Barcode) {
	size := drawn.Bounds()
	s.width = size.Dx()
	rows := 1
	if drawn.Metadata().Dimensions == 2 {
		s.rows = size.Dy()
		rows = s.rows
	}
	s.bars = make([]bar, 0, s.width*rows/4+1)
	for row := range rows {
		white := true
		for x := range s.width {
			black := drawn.At(x, row) == color.Black
			switch {
			case black && white:
				s.bars = append(s.bars, bar{x, row, 1})
			case black:
				s.bars[len(s.bars)-1].width++
			}
			white = !black
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
	for _, r := range l.Code {
		allowed := "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./+$%:"
		switch l.Symbology {
		case Test128:
			if r < 0x80 {
				continue
			}
		case GS1128, GS1DataMatrix:
			allowed += "()abcdefghijklmnopqrstuvwxyz"
		case Code39:
			allowed = strings.TrimSuffix(allowed, ":")
		default:
			allowed += "abcdefghijklmnopqrstuvwxyz"
		}
		if !strings.ContainsRune(allowed, r) {
			return Refusal(fmt.Sprintf("The barcode %.80q has the character %q, which a label cannot carry.", l.Code, r))
		}
	}
	return nil
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
