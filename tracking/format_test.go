package tracking

import (
	"errors"
	"strings"
	"testing"
)

func TestEveryFormatHasAnExampleThatItReads(t *testing.T) {
	for _, f := range append(OwnFormats(), Format{Shape: "AA999999"}, Format{Shape: "99999999", Rule: Mod37_36}, Format{Shape: "OLD999-99"},
		Format{Shape: "AAAAAAAX", Rule: Mod37_36}) {
		example := f.Example()
		if fitting := Fitting(" "+strings.ToLower(example)+"\r\n", []Format{f}); len(fitting) != 1 {
			t.Errorf("%s has the example %q, which does not fit", f.Shape, example)
		}
		if f.Kind != "" && Classify(example, nil).Kind != f.Kind {
			t.Errorf("%q is read as %s", example, Classify(example, nil).Kind)
		}
	}
	if got := (Format{Shape: "MAT-999X", Rule: Mod37_36}).Example(); got != "" {
		t.Errorf("a shape that can have no check character has the example %q", got)
	}
}

func TestAFormatThatOverlapsAnotherOfTheSiteIsRefused(t *testing.T) {
	site := []Format{{"Old label", FolderCode, "AA999999", NoCheck}, {"Bay", LocationCode, "99-99", NoCheck}}
	for shape, refused := range map[string]bool{
		"AB999999": true, "XX999999": true, "AAXXXXXX": true, "XXXXXXXX": true,
		"99999999": false, "AA99999": false, "AA-99999": false, "99/99": false, "9A-99": false, "XX-XX": true,
	} {
		err := Format{"New label", FolderCode, shape, Mod37_36}.Refuse(site)
		if shape == "99/99" || strings.Contains(shape, "-") { // these can have no check character
			err = Format{"New label", FolderCode, shape, NoCheck}.Refuse(site)
		}
		if refusal, told := errors.AsType[*Error](err); refused != (told && refusal.Code == "format_overlap") {
			t.Errorf("%s: %v", shape, err)
		}
	}
	if err := (Format{"Bay", LocationCode, "AAAAA", NoCheck}).Refuse(site); !errors.Is(err, ErrNameTaken) {
		t.Errorf("a second format of one name: %v", err)
	}
}

func TestAFormatWarnsOfWhatItLetsThrough(t *testing.T) {
	site := []Format{{"Old label", FolderCode, "AA999999", NoCheck}}
	const nhs, product, wrong, rest, lost = "NHS number", "products", "one wrong character", "the rest would be read as this format", "the rest would be read as Old label"
	for _, test := range []struct {
		shape string
		rule  CheckRule
		want  []string
	}{
		{"9999999999", NoCheck, []string{nhs, wrong}},
		{"9X99999999", Mod37_36, []string{nhs}},
		{"999-999-9999", NoCheck, []string{nhs, wrong}},
		{"A999999999", Mod37_36, nil},
		{"A9999999999", Mod37_36, nil},
		{"9999999999999", NoCheck, []string{product, wrong}},
		{"99999999", Mod37_36, nil},
		{"999999", NoCheck, []string{wrong, rest}},
		{"AA999999X", Mod37_36, []string{lost}},
		{"ZZZ-9999-Z", NoCheck, []string{wrong}},
	} {
		t.Run(test.shape, func(t *testing.T) {
			told := strings.Join(Format{"New", FolderCode, test.shape, test.rule}.Warnings(site), "\n")
			for _, words := range []string{nhs, product, wrong, rest, lost} {
				expected := strings.Contains(strings.Join(test.want, "\n"), words)
				if strings.Contains(told, words) != expected {
					t.Errorf("warned of %q: %v, in:\n%s", words, !expected, told)
				}
			}
		})
	}
}
