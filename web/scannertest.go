package web

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"slices"
	"sync"
)

// TestCode is one printed barcode that shows how a scanner is set. It can never be a folder, a location, a box or a badge.
type TestCode struct {
	ID   string `json:"id"`
	Code string `json:"code"`
	// Printed is what stands under the bars, Shows what the code is for.
	Printed string `json:"printed"`
	Name    string `json:"name"`
	Shows   string `json:"shows"`
	// Label is the drawn barcode with its name and what it says, on the sheet.
	Label template.HTML `json:"-"`
}

// The sheet and the script that reads from it share the codes.
//
//go:embed ts/scannertests.json
var testCodesFile []byte

var testCodes = sync.OnceValue(func() (list []TestCode) {
	if err := json.Unmarshal(testCodesFile, &list); err != nil {
		panic("web: scannertests.json: " + err.Error()) // it is part of the program
	}
	return list
})

// TestCodes are the codes of the test sheet.
func TestCodes() []TestCode { return slices.Clone(testCodes()) }

// ScannerTest says what is wrong with a scanner. Its script does the work.
type ScannerTest struct {
	Frame
	Codes []TestCode
}

// Template is the page's file.
func (ScannerTest) Template() string { return "scannertest.html" }

// ScannerSheet is the paper to test scanners with, and how to set them.
type ScannerSheet struct {
	Frame
	Codes []TestCode
}

// Template is the page's file.
func (ScannerSheet) Template() string { return "scannersheet.html" }
