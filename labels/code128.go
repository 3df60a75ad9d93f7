package labels

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/code128"
)

// quiet is the white the standard asks for on either side of the bars, in narrow bars.
const quiet = 10

// bar is one black bar: where it begins and how wide it is, in narrow bars.
type bar struct{ at, width int }

// symbol is a Code 128 barcode before it has a size.
type symbol struct {
	bars  []bar
	width int // in narrow bars, without the quiet zones
}

// encode makes the barcode of a code, or says why there can be none.
func encode(code string) (symbol, error) {
	if err := checkCode(code); err != nil {
		return symbol{}, err
	}
	return bars128(code)
}

// bars128 makes the barcode of any text that Code 128 can hold.
func bars128(text string) (symbol, error) {
	drawn, err := code128.Encode(text)
	if err != nil {
		return symbol{}, fmt.Errorf("encode a barcode: %w", err)
	}
	s := symbol{width: drawn.Bounds().Dx()}
	for x := 0; x < s.width; x++ {
		if drawn.At(x, 0) != color.Black {
			continue
		}
		if n := len(s.bars); n > 0 && s.bars[n-1].at+s.bars[n-1].width == x {
			s.bars[n-1].width++
		} else {
			s.bars = append(s.bars, bar{x, 1})
		}
	}
	return s, nil
}

// checkCode refuses what must not be, or cannot be, a barcode on a label. Ten bare digits are the shape of
// an NHS number, which may never be read off the outside of a folder; the check digit cannot tell them
// apart, because about one in eleven random numbers passes it.
func checkCode(code string) error {
	switch {
	case code == "":
		return Refusal("A label needs a barcode.")
	case len(code) > 80:
		return Refusal("This barcode is too long for a label: 80 characters at most.")
	case len(code) == 10 && strings.Trim(code, "0123456789") == "":
		return Refusal("Ten digits alone may be an NHS number, which is never printed as a barcode.")
	}
	for _, r := range code {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./+$%:", r) {
			return Refusal(fmt.Sprintf("The barcode %.80q has the character %q, which a label cannot carry.", code, r))
		}
	}
	return nil
}

// grouped parts a code so that people can read it aloud; without the space it is exactly what the bars say.
func grouped(code string) string {
	if len(code) < 8 || len(code) > 10 {
		return code
	}
	return code[:5] + " " + code[5:]
}
