package tracking

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTheCheckCharacterIsISO7064MOD37_36(t *testing.T) {
	for body, want := range map[string]byte{
		"A12425GABC1234002": 'M', "F40273188": 'G', "F51120047": '4', "L000012": '5', "L000001": 'B',
	} {
		t.Run(fmt.Sprintf("%s is followed by %c", body, want), func(t *testing.T) {
			got, err := CheckCharacter(body)
			if err != nil || got != want {
				t.Errorf("got %c, %v", got, err)
			}
		})
	}
	t.Run("a text with other characters has none", func(t *testing.T) {
		for _, body := range []string{"f402", "F 02", "F4-2", "É1"} {
			if c, err := CheckCharacter(body); err == nil {
				t.Errorf("%q has check character %c", body, c)
			}
		}
	})
}

// anyIssued draws a barcode of ours that could be on a label.
func anyIssued(t *rapid.T) string {
	kind := rapid.SampledFrom([]ReadingKind{FolderCode, LocationCode, ContainerCode, BadgeCode}).Draw(t, "kind")
	number := rapid.Uint64Range(0, 999_999).Draw(t, "number")
	for {
		if code, ok := Issue(kind, number); ok {
			return code
		}
		number = (number + 1) % 1_000_000
	}
}

func TestEveryWrongCharacterIsCaught(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := anyIssued(t)
		for at := range len(code) {
			for _, c := range alphabet {
				wrong := code[:at] + string(c) + code[at+1:]
				if r := Classify(wrong, nil); wrong != code && r.Code != "" {
					t.Fatalf("%s misread as %s passes as %s", code, wrong, r.Kind)
				}
			}
		}
	})
}

func TestASwapOfNeighboursIsCaughtOrIsNoBarcodeThatWasEverIssued(t *testing.T) {
	random := rand.New(rand.NewPCG(7064, 3736))
	swaps, missed := 0, 0
	for swaps < 100_000 {
		code, ok := Issue(FolderCode, random.Uint64N(100_000_000))
		if at := 1 + random.IntN(8); ok && code[at] != code[at+1] {
			swaps++
			swapped := swap(code, at)
			if Classify(swapped, nil).Code == "" {
				continue
			}
			missed++
			number, err := strconv.ParseUint(swapped[1:9], 10, 64)
			if other, ok := Issue(FolderCode, number); ok && err == nil && other == swapped {
				t.Fatalf("%s is issued, and so is %s", code, other)
			}
		}
	}
	if missed*100 > swaps {
		t.Errorf("%d of %d swaps were not caught", missed, swaps)
	}
	t.Logf("%d of %d swaps were not caught", missed, swaps)
}

func swap(code string, at int) string {
	return code[:at] + code[at+1:at+2] + code[at:at+1] + code[at+2:]
}

func TestADamagedBarcodeIsNeverAnotherFolder(t *testing.T) {
	random := rand.New(rand.NewPCG(200_000, 1))
	next := func() string {
		for {
			kind := []ReadingKind{FolderCode, FolderCode, LocationCode, ContainerCode, BadgeCode}[random.IntN(5)]
			if code, ok := Issue(kind, random.Uint64N(1_000_000)); ok {
				return code
			}
		}
	}
	passed := 0
	for range 200_000 {
		code := next()
		var text string
		swapped := false
		switch random.IntN(4) {
		case 0: // cut short at either end
			a, b := random.IntN(len(code)), random.IntN(len(code))
			text = code[min(a, b) : max(a, b)+1]
		case 1: // run together with another, perhaps cut too
			text = code + next()
			text = text[random.IntN(3) : len(text)-random.IntN(3)]
		case 2: // one character lost from the middle
			at := random.IntN(len(code))
			text = code[:at] + code[at+1:]
		case 3: // neighbours swapped
			text, swapped = swap(code, random.IntN(len(code)-1)), true
		}
		r := Classify(text, nil)
		if r.Code == "" || r.Code == code {
			continue
		}
		if passed++; !swapped {
			t.Fatalf("%s damaged to %s passes as %s %s", code, text, r.Kind, r.Code)
		}
	}
	if passed > 1_500 { // of 50,000 swaps; MOD 37,36 cannot see them all
		t.Errorf("%d swapped barcodes passed", passed)
	}
}

func TestNumbersThatPeopleMisreadAreNeverIssued(t *testing.T) {
	issued := 0
	for n := range uint64(10_000) {
		code, ok := Issue(FolderCode, n)
		if !ok {
			continue
		}
		issued++
		if strings.ContainsAny(code[1:], "IOQ") {
			t.Fatalf("%s was issued", code)
		}
		if r := Classify(code, nil); r.Kind != FolderCode || r.Code != code {
			t.Fatalf("%s reads back as %+v", code, r)
		}
	}
	if issued < 9_000 {
		t.Errorf("only %d of 10,000 numbers can be issued", issued)
	}
	t.Run("a number with too many digits is not issued", func(t *testing.T) {
		for n := range uint64(36) {
			if code, ok := Issue(LocationCode, 1_000_000+n); ok {
				t.Errorf("%s was issued", code)
			}
		}
	})
	t.Run("a kind that has no running numbers is not issued", func(t *testing.T) {
		for _, kind := range []ReadingKind{CommandCode, NHSCode, Unknown} {
			if code, ok := Issue(kind, 1); ok {
				t.Errorf("%s was issued", code)
			}
		}
	})
}

// The browser's implementation is held to the same file, so that the trolley and the server never disagree.
func TestTheServerReadsBarcodesAsTheBrowserDoes(t *testing.T) {
	raw, err := os.ReadFile("testdata/barcodes.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Raw      string
		Patterns []struct {
			Name, Shape, Check string
			Kind               ReadingKind
		}
		Kind            ReadingKind
		Code, Symbology string
		Hint            Hint
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		var site []Format
		for _, p := range v.Patterns {
			site = append(site, Format{Name: p.Name, Kind: p.Kind, Shape: p.Shape, Rule: CheckRule(p.Check)})
		}
		t.Run(fmt.Sprintf("%q is %s", v.Raw, v.Kind), func(t *testing.T) {
			for _, f := range site {
				if err := f.Refuse(nil); err != nil {
					t.Errorf("the format %s is refused: %v", f.Shape, err)
				}
			}
			got := Classify(v.Raw, site)
			got.Length = 0
			want := Reading{Kind: v.Kind, Symbology: v.Symbology, Hint: v.Hint}
			switch v.Kind { // the browser may show what it read; the server keeps only what is a barcode of ours
			case FolderCode, LocationCode, ContainerCode, BadgeCode, CommandCode, GS1Location:
				want.Code = v.Code
			}
			if v.Hint == "withheld" { // the server withholds all that is not ours, so it has no word for it
				want.Hint = ""
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsNotOursLeavesOnlyItsLength(t *testing.T) {
	for text, length := range map[string]int{
		"https://example.org/a?b=c\r\n": 25, "]Q1WIFI:S:ward;;": 13, "9434765919": 10, "]d28018506000000000001233": 22,
		"]\xe2\x82\xacX": 3, strings.Repeat("F40273188G", 7): 70, "\r\n": 0,
	} {
		t.Run(fmt.Sprintf("%q", text), func(t *testing.T) {
			if r := Classify(text, nil); r.Code != "" || r.Length != length {
				t.Errorf("kept %q and length %d of %d", r.Code, r.Length, length)
			}
		})
	}
}

func TestAnyTextCanBeClassifiedAndKept(t *testing.T) {
	site := []Format{{"old", FolderCode, "99999999", Mod37_36}, {"room", LocationCode, "RX-99-99", NoCheck}}
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.SampledFrom([]string{"", "]C1", "]d28003", "8003", "]C1414", "]", "\x1d8004", "F"}).Draw(t, "prefix")
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9A-Z\x1d ]{0,40}`)).Draw(t, "text")
		r := Classify(prefix+text, site)
		for _, kept := range []string{r.Code, r.Symbology} { // the columns are ASCII and short
			if len(kept) > 64 || strings.ContainsFunc(kept, func(c rune) bool { return c <= ' ' || c > '~' }) {
				t.Fatalf("%q leaves %q to be kept", prefix+text, kept)
			}
		}
		if r.Code != "" && r.Kind != GS1Location && Classify(r.Code, site).Kind != r.Kind {
			t.Fatalf("%q gives %s %s, which then reads as another thing", prefix+text, r.Kind, r.Code)
		}
	})
}

func TestASiteFormatThatCouldSwallowAnotherBarcodeIsRefused(t *testing.T) {
	for _, test := range []struct {
		sentence string
		format   Format
		code     string // of the refusal; empty where it is welcome
	}{
		{"an old hospital label is welcome", Format{"Old label", FolderCode, "A99999AAAA9999999X", Mod37_36}, ""},
		{"a room number with dashes is welcome", Format{"Old room", LocationCode, "RX-99-99", NoCheck}, ""},
		{"a shape of our folders is refused", Format{"Clash", FolderCode, "A99999999X", NoCheck}, "format_overlap"},
		{"a shape of our locations is refused", Format{"Clash", LocationCode, "XXXXXXXX", NoCheck}, "format_overlap"},
		{"a shape of our commands is refused", Format{"Clash", FolderCode, "CAA999", NoCheck}, "format_overlap"},
		{"a format without a name is refused", Format{"", FolderCode, "H999999", NoCheck}, "format_name"},
		{"a format for badges is refused", Format{"Badge", BadgeCode, "H999999", NoCheck}, "format_kind"},
		{"a shape that is too short is refused", Format{"Short", FolderCode, "H99", NoCheck}, "format_shape"},
		{"a shape with a space can never fit, so it is refused", Format{"Space", FolderCode, "H9 999", NoCheck}, "format_shape"},
		{"a shape with an accent is refused", Format{"Accent", FolderCode, "É99999", NoCheck}, "format_shape"},
		{"a check rule that we do not know is refused", Format{"Rule", FolderCode, "H999999", "mod11"}, "format_check"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			got := ""
			if err := test.format.Refuse(nil); err != nil {
				got = refusalCode(err)
			}
			if got != test.code {
				t.Errorf("got %q, want %q", got, test.code)
			}
		})
	}
}

func TestTheLettersIOAndQAreOnlyUnwantedInOurOwnBarcodes(t *testing.T) {
	site := []Format{{"Donation", FolderCode, "H999999X", Mod37_36}}
	for n := range 200 {
		body := fmt.Sprintf("H%06d", n)
		check, _ := CheckCharacter(body)
		if r := Classify(body+string(check), site); r.Kind != FolderCode {
			t.Fatalf("%s%c reads as %s", body, check, r.Kind)
		}
	}
}
