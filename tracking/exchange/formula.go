package exchange

import "strings"

// A spreadsheet takes a cell that begins with one of these for a formula and runs it.
const formulaStarts = "=+-@\t\r"

func startsFormula(cell string) bool {
	bare := strings.TrimLeft(cell, "'")
	return bare != "" && strings.IndexByte(formulaStarts, bare[0]) >= 0
}

// Neutral is the cell as an export writes it: on one line, and with an apostrophe before what a spreadsheet would run. A cell
// that has apostrophes there already gets one more, so that Plain always gives back the same cell.
func Neutral(cell string) string {
	if strings.ContainsAny(cell, "\r\n") {
		cell = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(cell)
	}
	if startsFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Plain takes away the apostrophe that Neutral put before a formula, and no other: 't Hooft keeps hers.
func Plain(cell string) string {
	if strings.HasPrefix(cell, "'") && startsFormula(cell) {
		return cell[1:]
	}
	return cell
}
