package labels

import (
	"image/color"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/boombuler/barcode/datamatrix"
)

// TestADataMatrixIsTheOneThatTheLibraryDraws compares the two where the library, which takes the smallest size, takes the same one.
func TestADataMatrixIsTheOneThatTheLibraryDraws(t *testing.T) {
	r := rand.New(rand.NewPCG(16022, 200))
	const characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-./+$%:"
	sizes := map[int]int{}
	for range 2000 {
		data := ""
		for range 1 + r.IntN(60) {
			data += string(characters[r.IntN(len(characters))])
		}
		side, black := dataMatrix(data)
		drawn, err := datamatrix.Encode(data)
		if err != nil {
			t.Fatal(err)
		}
		if drawn.Bounds().Dx() != side {
			continue
		}
		sizes[side]++
		for i, ink := range black {
			if ink != (drawn.At(i%side, i/side) == color.Black) {
				t.Fatalf("%q: row %d, column %d of %d differ", data, i/side, i%side, side)
			}
		}
	}
	for _, size := range scratchProof {
		if sizes[size.side] < 20 {
			t.Errorf("size %d was compared %d times", size.side, sizes[size.side])
		}
	}
	if side, _ := dataMatrix(strings.Repeat("A", 45)); side != 0 {
		t.Errorf("45 codewords are in a symbol of %d", side)
	}
}

// TestAScratchHitsNoMoreOfADataMatrixThanItMends moves a scratch of a tenth of the height and half of the width all over the symbol.
func TestAScratchHitsNoMoreOfADataMatrixThanItMends(t *testing.T) {
	for _, size := range scratchProof {
		n := size.side - 2
		of := make([]int, n*n) // which codeword a module belongs to, 0 for none
		for i := range size.data + size.repair {
			words := make([]byte, size.data+size.repair)
			words[i] = 0xFF
			for at, black := range arranged(n, words) {
				if black && of[at] == 0 {
					of[at] = i + 1
				}
			}
		}
		most, side := 0, float64(size.side)
		for top := 0.0; top < side; top += 0.1 {
			for left := 0.0; left < side/2; left += 0.25 {
				hit := map[int]bool{}
				for at, word := range of {
					x, y := float64(at%n)+1.5, float64(at/n)+1.5
					if word > 0 && y >= top && y < top+side/10 && x >= left && x < left+side/2 {
						hit[word] = true
					}
				}
				most = max(most, len(hit))
			}
		}
		if most > size.repair/2 {
			t.Errorf("%d modules: a scratch hits %d codewords, and %d can be mended", size.side, most, size.repair/2)
		}
	}
}
