package labels

import "strings"

// words is text that may break between its words, with the width of each at a size of 1. A way to break it is a list of where each row
// ends, as the number of words before that.
type words struct {
	text  []string
	width []float64
	space float64
}

// measure parts s into words.
func (t *typeface) measure(s string) words {
	w := words{text: strings.Fields(s), space: t.width(" ")}
	w.width = make([]float64, len(w.text))
	for i, word := range w.text {
		w.width[i] = t.width(word)
	}
	return w
}

// wrap breaks the words into rows no longer than width; a longer word has a row of its own.
func (w *words) wrap(width float64) []int {
	rows := make([]int, 0, 4)
	sum := 0.0
	for i := range w.text {
		if i == 0 || sum+w.space+w.width[i] > width {
			rows = append(rows, i+1)
			sum = w.width[i]
		} else {
			rows[len(rows)-1] = i + 1
			sum += w.space + w.width[i]
		}
	}
	return rows
}

// widest is the length of the longest row.
func (w *words) widest(rows []int) float64 {
	longest, from := 0.0, 0
	for _, to := range rows {
		sum := w.space * float64(to-from-1)
		for _, word := range w.width[from:to] {
			sum += word
		}
		longest, from = max(longest, sum), to
	}
	return longest
}

// balance breaks the words into as many rows as greedy has, but of like length: a surname with its given names under it, rather than
// all but the last.
func (w *words) balance(greedy []int, width float64) []int {
	rows := greedy
	for len(greedy) > 1 && width > 1 {
		width *= 0.95
		narrower := w.wrap(width)
		if len(narrower) != len(greedy) {
			break
		}
		rows = narrower
	}
	return rows
}
