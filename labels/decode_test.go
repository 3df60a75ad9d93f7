package labels_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"casenotes/labels"
)

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// withCheck ends a code with its ISO 7064 MOD 37,36 character.
func withCheck(body string) string {
	p := 36
	for _, r := range body {
		s := (p + strings.IndexRune(alphabet, r)) % 36
		if s == 0 {
			s = 36
		}
		p = s * 2 % 37
	}
	return body + string(alphabet[(37-p)%36])
}

// randomLabels makes n folder and n location labels with codes as the service issues them.
func randomLabels(n int) (folders, locations []labels.Label) {
	r := rand.New(rand.NewPCG(128, 203))
	number := func(digits int) string {
		s := ""
		for range digits {
			s += strconv.Itoa(r.IntN(10))
		}
		return s
	}
	for range n {
		f := okonkwo
		f.Code = withCheck("F" + number(8))
		folders = append(folders, labels.Folder(f))
		locations = append(locations, labels.Location(labels.LocationText{Code: withCheck("L" + number(6)), Name: "Clinic B", Kind: "clinic"}))
	}
	return folders, locations
}

// tool finds a program the proof needs; without it the test fails, because a proof nobody ran proves nothing.
func tool(t testing.TB, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed: apt-get install %s", name, debian)
	}
	return path
}

func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func TestAPDFPageIsTheSizeOfTheStockAndCarriesItsFonts(t *testing.T) {
	name := filepath.Join(t.TempDir(), "label.pdf")
	if err := os.WriteFile(name, draw(t, labels.PDF, labels.FolderStock, labels.Folder(okonkwo)), 0o600); err != nil {
		t.Fatal(err)
	}
	// 70 by 35 mm in points.
	if info := run(t, tool(t, "pdfinfo", "poppler-utils"), name); !strings.Contains(info, "198.425 x 99.2126 pts") {
		t.Errorf("page size: %s", info)
	}
	fonts := strings.Split(strings.TrimSpace(run(t, tool(t, "pdffonts", "poppler-utils"), name)), "\n")[2:]
	if len(fonts) != 2 {
		t.Errorf("fonts: %q", fonts)
	}
	for _, f := range fonts {
		if !strings.Contains(f, "Identity-H       yes") {
			t.Errorf("font is not embedded: %s", f)
		}
	}
	// The two fonts whole are 1.4 MB.
	if file, err := os.Stat(name); err != nil || file.Size() > 60_000 {
		t.Errorf("fonts are not subset: %d bytes, %v", file.Size(), err)
	}
	text := run(t, tool(t, "pdftotext", "poppler-utils"), "-layout", name, "-")
	for _, want := range []string{"OKONKWO, Amara", "No. 482 71 93 · Born 3 March 1980", "Home: Main library", "Main", "Volume 2", "F4027 3188G"} {
		if !strings.Contains(text, want) {
			t.Errorf("the label does not say %q:\n%s", want, text)
		}
	}
}

func TestTheSameLabelsAreTheSamePDF(t *testing.T) {
	folders, _ := randomLabels(3)
	if !bytes.Equal(draw(t, labels.PDF, labels.FolderStock, folders...), draw(t, labels.PDF, labels.FolderStock, folders...)) {
		t.Error("two drawings differ")
	}
}
