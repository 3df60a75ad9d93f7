package labels

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestASymbolIsAPictureOfItsTrueSize(t *testing.T) {
	for _, text := range []string{"@#~|", "98TEST\u001d99END", "TEST-aqwzym-0123456789"} {
		var out strings.Builder
		if err := Symbol(&out, text, `"<`+text[:2]+`>&`); err != nil {
			t.Fatal(err)
		}
		var picture struct {
			Width string `xml:"width,attr"`
			Name  string `xml:"aria-label,attr"`
		}
		if err := xml.Unmarshal([]byte(out.String()), &picture); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if !strings.HasSuffix(picture.Width, "mm") || picture.Name != `"<`+text[:2]+`>&` {
			t.Errorf("%q is drawn as %+v", text, picture)
		}
	}
	if err := Symbol(&strings.Builder{}, "Ł", "no such character"); err == nil {
		t.Error("a character that Code 128 does not have was drawn")
	}
}

func TestAGS1SymbolDiffersFromItsTextWithoutSeparators(t *testing.T) {
	var with, without strings.Builder
	if err := Symbol(&with, "98TEST\u001d99END", "x"); err != nil {
		t.Fatal(err)
	}
	if err := Symbol(&without, "98TEST99END", "x"); err != nil {
		t.Fatal(err)
	}
	if with.Len() <= without.Len() {
		t.Error("the separators have no bars")
	}
}
