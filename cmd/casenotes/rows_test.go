package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestEveryAwkwardInputHasATestInTheBrowser holds the scripts to the table of awkward inputs in the scanning rules: each of its 50
// rows is named in the title of a test.
func TestEveryAwkwardInputHasATestInTheBrowser(t *testing.T) {
	files, err := filepath.Glob(scripts + "/*.test.mjs")
	must(t, err)
	title := regexp.MustCompile(`(?m)^test\('rows? ([0-9 ,and]+): `)
	number := regexp.MustCompile(`[0-9]+`)
	tested := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(t, err)
		for _, found := range title.FindAllStringSubmatch(string(text), -1) {
			for _, row := range number.FindAllString(found[1], -1) {
				tested[row] = true
			}
		}
	}
	for row := range 50 {
		if name := strconv.Itoa(row + 1); !tested[name] {
			t.Errorf("no test is named for row %s", name)
		}
	}
}
