package labels_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casenotes/labels"
)

var update = flag.Bool("update", false, "write the golden files")

var okonkwo = labels.FolderText{Code: "F40273188G", FamilyName: "Okonkwo", GivenName: "Amara", Born: time.Date(1980, 3, 3, 0, 0, 0, 0, time.UTC),
	HospitalNumber: "4827193", Kind: "main", Volume: 2, Home: "Main library"}

var clinic = labels.LocationText{Code: "L0000125", Name: "Clinic B", Kind: "clinic"}

func draw(t testing.TB, f labels.Format, stock string, set ...labels.Label) []byte {
	t.Helper()
	s, err := labels.LookupStock(stock)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := labels.Write(&b, f, s, set); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZPLAndSVGAreAsTheyWereLastSeenToBeGood(t *testing.T) {
	for _, k := range kinds {
		for _, format := range []labels.Format{labels.ZPL, labels.SVG} {
			got := draw(t, format, k.stock, k.label)
			file := filepath.Join("testdata", k.name+"."+string(format))
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-want +got, -update to accept):\n%s", file, diff)
			}
		}
	}
}

func TestAFolderWithoutAKnownPatientSaysSo(t *testing.T) {
	got := labels.Folder(labels.FolderText{Code: "F40273188G"})
	want := labels.Label{Code: "F40273188G", Title: "NAME NOT KNOWN", Lines: []string{"No. not known · Born not known"}, Keep: []string{"No. not known", "not known"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALocationWithoutANameShowsItsCodeLarge(t *testing.T) {
	if got := labels.Location(labels.LocationText{Code: "L0000125", Name: " \t"}).Title; got != "L0000 125" {
		t.Errorf("title %q", got)
	}
}

func TestAContainerAndABadgeSayWhatTheyAre(t *testing.T) {
	got := []labels.Label{
		labels.Container(labels.ContainerText{Code: "B0000125", Kind: "trolley", Name: "Green trolley"}),
		labels.Container(labels.ContainerText{Code: "B0000125", Kind: "box"}),
		labels.Badge(labels.BadgeText{Code: "U0000125", Name: "Dana Whitlock"}),
	}
	want := []labels.Label{
		{Code: "B0000125", Title: "Green trolley", Side: []string{"Trolley"}},
		{Code: "B0000125", Title: "B0000 125", Side: []string{"Box"}},
		{Code: "U0000125", Title: "Dana Whitlock", Side: []string{"Staff badge"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnyNameIsDrawnInEveryFormat(t *testing.T) {
	for _, name := range []string{
		"", strings.Repeat("Wolfeschlegelstein", 12)[:200], strings.Repeat("Ann Bo ", 29)[:200],
		"^XA^FDgone^FS^XZ~JR_5E", "a\x00b\x1b\r\n\x7fc", "\xff\xfe", "כהן דוד", "محمد أحمد", "\u202eevil", "<b>&\"'</b>", "李小龙", "🙂",
	} {
		f := okonkwo
		f.FamilyName = name
		for _, format := range []labels.Format{labels.PDF, labels.ZPL, labels.PNG, labels.SVG} {
			folder := draw(t, format, labels.FolderStock, labels.Folder(f))
			place := draw(t, format, "50x25", labels.Location(labels.LocationText{Code: "L0000125", Name: name, Kind: name}))
			for _, file := range [][]byte{folder, place} {
				wantSound(t, format, file)
			}
		}
	}
}

// wantSound fails unless the file is one label and nothing else in its format.
func wantSound(t *testing.T, format labels.Format, file []byte) {
	t.Helper()
	switch format {
	case labels.PNG:
		if _, err := png.Decode(bytes.NewReader(file)); err != nil {
			t.Error(err)
		}
	case labels.SVG:
		for d := xml.NewDecoder(bytes.NewReader(file)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatal(err)
			}
		}
	case labels.ZPL:
		for line := range strings.Lines(string(file)) {
			if field, ok := strings.CutPrefix(line, "^FT"); ok {
				_, data, _ := strings.Cut(field, "^FD")
				if data = strings.TrimSuffix(data, "^FS\n"); strings.ContainsAny(data, "^~\\") || strings.ContainsFunc(data, func(r rune) bool { return r < ' ' || r > '~' }) {
					t.Errorf("a name reaches the printer unspelled: %q", line)
				}
			}
		}
		if n := bytes.Count(file, []byte("^XA")); n != 1 {
			t.Errorf("%d labels in\n%s", n, file)
		}
	}
}

func TestAPictureKnowsItsPrintedSize(t *testing.T) {
	file := draw(t, labels.PNG, labels.FolderStock, labels.Folder(okonkwo))
	if want := []byte("pHYs\x00\x00\x1f\x40\x00\x00\x1f\x40\x01"); !bytes.Contains(file[:64], want) {
		t.Error("no size of 8,000 pixels a metre")
	}
	config, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil || config.Width != 560 || config.Height != 280 {
		t.Errorf("%d by %d, %v", config.Width, config.Height, err)
	}
}

func TestCharactersTheFontLacksAreNamed(t *testing.T) {
	f := okonkwo
	f.FamilyName, f.Home = "Ł李é", "क library"
	if got := labels.Folder(f).Undrawable(); got != "李क" {
		t.Errorf("undrawable %q", got)
	}
}

func TestWhatCannotBePrintedIsRefusedInWords(t *testing.T) {
	folder := func(code string) labels.Label {
		f := okonkwo
		f.Code = code
		return labels.Folder(f)
	}
	long := okonkwo
	long.HospitalNumber = strings.Repeat("RX-77/", 6)
	for _, c := range []struct {
		what   string
		stock  string
		format labels.Format
		set    []labels.Label
		says   string
	}{
		{"nothing", "70x35", labels.PDF, nil, "no label"},
		{"a long number on a small label", "70x35", labels.PDF, []labels.Label{labels.Folder(long)}, "never cut"},
		{"a code that Code 39 has no letters for", "100x50", labels.PDF, []labels.Label{{Code: "f1", Symbology: labels.Code39}}, `'f'`},
		{"a code that is no element string", "100x50", labels.PDF, []labels.Label{{Code: "F40273188G", Symbology: labels.GS1128}}, "no GS1 element string"},
		{"an NHS number in an element string", "100x50", labels.PDF, []labels.Label{{Code: "(8004)9434765919", Symbology: labels.GS1128}}, "NHS number"},
		{"an element that labels here never have", "100x50", labels.PDF, []labels.Label{{Code: "(8018)943476591900000000", Symbology: labels.GS1DataMatrix}}, "cannot carry the GS1 application identifier (8018)"},
		{"a wrong check digit", "100x50", labels.PDF, []labels.Label{{Code: "(414)5012345678901", Symbology: labels.GS1128}}, "not a right value"},
		{"ZPL for a sheet", "L7160", labels.ZPL, []labels.Label{folder("F40273188G")}, "Choose PDF"},
		{"two in one picture", "70x35", labels.PNG, []labels.Label{folder("F40273188G"), folder("F40273188G")}, "PNG holds one label only"},
		{"two in one drawing", "70x35", labels.SVG, []labels.Label{folder("F40273188G"), folder("F40273188G")}, "SVG holds one label only"},
		{"an unknown format", "70x35", "gif", []labels.Label{folder("F40273188G")}, `"gif" is not a label format`},
		{"no code", "70x35", labels.PDF, []labels.Label{folder("")}, "needs a barcode"},
		{"an NHS number", "70x35", labels.PDF, []labels.Label{folder("9434765919")}, "NHS number"},
		{"a command as code", "70x35", labels.ZPL, []labels.Label{folder("F^XZ")}, `'^'`},
		{"a control character in the code", "70x35", labels.ZPL, []labels.Label{folder("F1\x1d")}, "cannot carry"},
		{"an accent in the code", "70x35", labels.PDF, []labels.Label{folder("FÉ")}, `'É'`},
		{"too wide a barcode", "50x25", labels.PDF, []labels.Label{folder("RX1-ABCDEFGHIJKLM")}, "needs a label 74 mm wide; stock 50x25 has 50 mm"},
		{"too low a label", "50x25", labels.PDF, []labels.Label{folder("F40273188G")}, "needs 28 mm of height; stock 50x25 has 25 mm"},
	} {
		s, err := labels.LookupStock(c.stock)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		err = labels.Write(&b, c.format, s, c.set)
		var refusal labels.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Error(), c.says) {
			t.Errorf("%s: %v, want words with %q", c.what, err, c.says)
		}
		if b.Len() != 0 {
			t.Errorf("%s: %d bytes written", c.what, b.Len())
		}
	}
}

func TestUnknownStockAndFormatsNameTheKnownOnes(t *testing.T) {
	if _, err := labels.LookupStock("A4"); err == nil || !strings.Contains(err.Error(), "70x35, 100x50, 50x25, 100x25, 100x75, 100x150, L7651") {
		t.Error(err)
	}
	if _, err := labels.ParseFormat("docx"); err == nil || !strings.Contains(err.Error(), "pdf, zpl, png or svg") {
		t.Error(err)
	}
	if f, err := labels.ParseFormat("PDF"); err != nil || f != labels.PDF || f.MediaType() != "application/pdf" {
		t.Error(f, err)
	}
}
