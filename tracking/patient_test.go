package tracking

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAnNHSNumberHasTenDigitsAndModulus11(t *testing.T) {
	for number, valid := range map[string]bool{
		"9449305552": true, "9434765919": true, "4010232137": true,
		"9991234567": false, // the well-known example that does not pass
		"943476591":  false, "94347659190": false, "943 476 5919": false, "943476591A": false, "": false,
	} {
		t.Run(fmt.Sprintf("%q is %v", number, valid), func(t *testing.T) {
			if ValidNHSNumber(number) != valid {
				t.Error("it is not")
			}
		})
	}
}

func TestOneWrongDigitOrOneSwapIsNeverAnNHSNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[0-9]{10}`).Filter(ValidNHSNumber).Draw(t, "number")
		place := rapid.IntRange(0, 9).Draw(t, "place")
		for d := range 10 {
			if wrong := number[:place] + fmt.Sprint(d) + number[place+1:]; wrong != number && ValidNHSNumber(wrong) {
				t.Fatalf("%s passes for %s", wrong, number)
			}
		}
		if place < 9 && number[place] != number[place+1] && ValidNHSNumber(swap(number, place)) {
			t.Fatalf("%s with neighbours swapped passes", number)
		}
	})
}

func TestAPatientNumberIsKeptWithoutSpacesAndDashes(t *testing.T) {
	for typed, kept := range map[string]string{
		" a12-34 56 ": "A123456", "943\u00a0476\u00a05919": "9434765919", "": "", "rx/1": "RX/1",
	} {
		t.Run(fmt.Sprintf("%q is kept as %q", typed, kept), func(t *testing.T) {
			if got := CleanNumber(typed); got != kept {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAPatientThatNoLabelCouldCarryIsRefused(t *testing.T) {
	today := at("12:00")
	for _, test := range []struct {
		sentence string
		change   func(*Patient)
		code     string
	}{
		{"a whole patient is taken", func(*Patient) {}, ""},
		{"a name of 200 letters in any script is taken", func(p *Patient) { p.FamilyName = strings.Repeat("م", 200) }, ""},
		{"a name as a person writes it is taken", func(p *Patient) { p.FamilyName = "O'Brien-<b>;DROP TABLE" }, ""},
		{"born today is taken", func(p *Patient) { p.Born = ref(at("00:00")) }, ""},
		{"no family name is refused", func(p *Patient) { p.FamilyName = " " }, "family_name_missing"},
		{"a name of 201 letters is refused", func(p *Patient) { p.GivenName = strings.Repeat("a", 201) }, "name_too_long"},
		{"no hospital number is refused", func(p *Patient) { p.Number = "" }, "number_missing"},
		{"an endless hospital number is refused", func(p *Patient) { p.Number = strings.Repeat("1", 33) }, "number_too_long"},
		{"a wrong NHS number is refused", func(p *Patient) { p.NHSNumber = "9991234567" }, "nhs_number_wrong"},
		{"a birth in the future is refused", func(p *Patient) { p.Born = ref(today.AddDate(0, 0, 1)) }, "born_in_future"},
		{"a death in the future is refused", func(p *Patient) { p.DiedOn = ref(today.AddDate(0, 0, 1)) }, "died_in_future"},
		{"a sex that no system sends is refused", func(p *Patient) { p.Sex = "female" }, "unknown_sex"},
		{"a death before the birth is refused", func(p *Patient) { p.DiedOn = ref(time.Date(1949, 1, 1, 0, 0, 0, 0, time.UTC)) }, "died_before_born"},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			p := but(Patient{Number: "A123456", NHSNumber: "9434765919", FamilyName: "Example", GivenName: "Ada", Sex: "F",
				Born: ref(time.Date(1950, 3, 3, 0, 0, 0, 0, time.UTC))}, test.change)
			code := ""
			if err := checkPatient(p, today); err != nil {
				code = refusalCode(err)
			}
			if code != test.code {
				t.Errorf("got %q, want %q", code, test.code)
			}
		})
	}
}
