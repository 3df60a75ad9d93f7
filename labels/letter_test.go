package labels_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"casenotes/labels"
)

// written draws letters as a file.
func written(t *testing.T, letters ...labels.Letter) string {
	t.Helper()
	var b bytes.Buffer
	if err := labels.WriteLetters(&b, slices.Values(letters)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "letters.pdf")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func reminder(to string, folders int) labels.Letter {
	l := labels.Letter{To: to, From: "Main library", Date: "28 November 2026", Subject: "Case notes to return", After: "Return to: Main library\nTelephone: 5301",
		Before: strings.Repeat("Send them back by Friday, or tell us why you need them still. ", 4) + "\n\nThank you."}
	for i := range folders {
		l.Rows = append(l.Rows, labels.LetterRow{Code: withCheck("F" + strings.Repeat("0", 5) + string(rune('1'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))),
			Who: "Nwosu, Ç", What: "Main, volume 2", Due: "25 November 2026", Late: "3 working days over", State: "2nd reminder"})
	}
	return l
}

func TestALetterHasTheBarcodeOfEachOfItsFoldersOnAsManyPagesAsItNeeds(t *testing.T) {
	few, many := reminder("Clinic B", 3), reminder("Cardiology secretaries", 40)
	file := written(t, few, many, reminder(strings.Repeat("A holder with a very long name ", 6), 1))
	run(t, tool(t, "pdftoppm", "poppler-utils"), "-r", "203.2", "-gray", file, strings.TrimSuffix(file, ".pdf"))
	pictures, err := filepath.Glob(strings.TrimSuffix(file, ".pdf") + "-*.pgm")
	if err != nil || len(pictures) != 5 {
		t.Fatalf("%d pages, want 5: one, three and one", len(pictures))
	}
	slices.Sort(pictures)
	read := ""
	for _, picture := range pictures {
		read += run(t, tool(t, "zbarimg", "zbar-tools"), "--quiet", "--raw", picture)
	}
	for _, row := range slices.Concat(few.Rows, many.Rows) {
		if !strings.Contains(read, row.Code) {
			t.Errorf("the bars of %s cannot be read", row.Code)
		}
	}
	text := run(t, tool(t, "pdftotext", "poppler-utils"), "-layout", file, "-")
	for _, words := range []string{"Main library", "Clinic B", "Nwosu, Ç", "2nd reminder", "Cardiology secretaries, continued", "Telephone: 5301"} {
		if !strings.Contains(text, words) {
			t.Errorf("the letters lack %q", words)
		}
	}
}

func TestAFolderWhoseCodeHasNoBarsStandsInALetterAllTheSame(t *testing.T) {
	l := reminder("Clinic B", 1)
	l.Rows[0].Code = "Ä" + strings.Repeat("9", 60)
	if written(t, l) == "" {
		t.Error("there is no letter")
	}
}
