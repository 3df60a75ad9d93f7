package labels

import "github.com/boombuler/barcode/utils"

// scratchProof are the sizes of a Data Matrix that a scratch does not destroy: modules along a side, codewords of data and of repair,
// half of which can be mended. The library takes the smallest size that the data fit into, which for a location's code has 12 modules
// and mends 3 codewords; a scratch of a tenth of its height over half of its width hits 4. These mend more than such a scratch hits
// wherever it is, so they are drawn here, and longer data, which have a large symbol anyhow, by the library.
var scratchProof = []struct{ side, data, repair int }{{20, 22, 18}, {22, 30, 20}, {24, 36, 24}, {26, 44, 28}}

// repairs calculates codewords of repair in the field of ISO/IEC 16022: its polynomial is 301.
var repairs = utils.NewReedSolomonEncoder(utils.NewGaloisField(301, 256, 1))

// dataMatrix is the symbol of ASCII data, with fnc1 where GS1 has it, if one of those sizes holds them: which of its modules are black,
// row by row.
func dataMatrix(data string) (side int, black []bool) {
	words := asciiWords(data)
	for _, size := range scratchProof {
		if len(words) > size.data {
			continue
		}
		words = padded(words, size.data)
		numbers := make([]int, len(words))
		for i, w := range words {
			numbers[i] = int(w)
		}
		for _, n := range repairs.Encode(numbers, size.repair) {
			words = append(words, byte(n))
		}
		return size.side, framed(size.side, arranged(size.side-2, words))
	}
	return 0, nil
}

// asciiWords are the codewords of data: one for two digits, else one for each character.
func asciiWords(data string) (words []byte) {
	const firstPair, function1 = 130, 232
	digit := func(i int) bool { return i < len(data) && '0' <= data[i] && data[i] <= '9' }
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] == fnc1[0]:
			words = append(words, function1)
		case digit(i) && digit(i+1):
			words = append(words, firstPair+10*(data[i]-'0')+data[i+1]-'0')
			i++
		default:
			words = append(words, data[i]+1)
		}
	}
	return words
}

// padded fills up with what means nothing: 129, then numbers that look like chance, so that no pattern disturbs a reader.
func padded(words []byte, to int) []byte {
	const pad = 129
	for first := len(words); len(words) < to; {
		n := pad
		if at := len(words) + 1; at > first+1 {
			if n += 149*at%253 + 1; n > 254 {
				n -= 254
			}
		}
		words = append(words, byte(n))
	}
	return words
}

// module is a row and a column of the modules inside the frame.
type module struct{ row, column int }

// arranged puts the codewords into n by n modules, as annex F of ISO/IEC 16022 has it: each in a corner of three by three, along
// diagonals up to the right and back, and in the corners of the symbol where those leave a hole.
func arranged(n int, words []byte) []bool {
	black, taken := make([]bool, n*n), make([]bool, n*n)
	put := func(at [8]module) {
		for bit, m := range at {
			if m.row < 0 { // what sticks out at the top comes in at the foot, and at the left on the right
				m.row, m.column = m.row+n, m.column+4-(n+4)%8
			}
			if m.column < 0 {
				m.row, m.column = m.row+4-(n+4)%8, m.column+n
			}
			black[m.row*n+m.column] = words[0]>>(7-bit)&1 == 1
			taken[m.row*n+m.column] = true
		}
		words = words[1:]
	}
	free := func(row, column int) bool {
		return 0 <= row && row < n && 0 <= column && column < n && !taken[row*n+column]
	}
	for row, column := 4, 0; row < n || column < n; {
		if corner, is := cornerAt(n, row, column); is {
			put(corner)
		}
		for ; row >= 0 && column < n; row, column = row-2, column+2 {
			if free(row, column) {
				put(shapeAt(row, column))
			}
		}
		for row, column = row+1, column+3; row < n && column >= 0; row, column = row+2, column-2 {
			if free(row, column) {
				put(shapeAt(row, column))
			}
		}
		row, column = row+3, column+1
	}
	if last := n*n - 1; !taken[last] { // the lower right corner, where nothing fits
		black[last], black[last-n-1] = true, true
	}
	return black
}

// shapeAt is a codeword whose last bit is at a module: three by three without the upper right.
func shapeAt(row, column int) [8]module {
	return [8]module{{row - 2, column - 2}, {row - 2, column - 1}, {row - 1, column - 2}, {row - 1, column - 1}, {row - 1, column},
		{row, column - 2}, {row, column - 1}, {row, column}}
}

// cornerAt is the codeword that lies in the corners of a symbol, if one does where a diagonal begins.
func cornerAt(n, row, column int) (at [8]module, is bool) {
	end := n - 1
	switch {
	case row == n && column == 0:
		return [8]module{{end, 0}, {end, 1}, {end, 2}, {0, end - 1}, {0, end}, {1, end}, {2, end}, {3, end}}, true
	case row == n-2 && column == 0 && n%8 == 4:
		return [8]module{{end - 2, 0}, {end - 1, 0}, {end, 0}, {0, end - 1}, {0, end}, {1, end}, {2, end}, {3, end}}, true
	case row == n-2 && column == 0 && n%4 != 0:
		return [8]module{{end - 2, 0}, {end - 1, 0}, {end, 0}, {0, end - 3}, {0, end - 2}, {0, end - 1}, {0, end}, {1, end}}, true
	case row == n+4 && column == 2 && n%8 == 0:
		return [8]module{{end, 0}, {end, end}, {0, end - 2}, {0, end - 1}, {0, end}, {1, end - 2}, {1, end - 1}, {1, end}}, true
	}
	return at, false
}

// framed puts the frame round the modules: black on the left and at the foot, black and white by turns at the top and on the right.
func framed(side int, inside []bool) []bool {
	black, n := make([]bool, side*side), side-2
	for i := range side {
		black[i*side], black[(side-1)*side+i] = true, true
		black[i], black[i*side+side-1] = i%2 == 0, i%2 == 1
	}
	for row := range n {
		copy(black[(row+1)*side+1:], inside[row*n:(row+1)*n])
	}
	return black
}
