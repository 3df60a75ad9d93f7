package labels_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casenotes/labels"
)

var (
	friday  = time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC)
	threeOf = func() labels.FolderText { f := okonkwo; f.Of = 3; return f }()
)

// kinds has one label of each kind, on the stock it is meant for.
var kinds = []struct {
	name, stock string
	label       labels.Label
}{
	{"folder", labels.FolderStock, labels.Folder(okonkwo)},
	{"spine", labels.StripStock, labels.Spine(threeOf)},
	{"volume", labels.FolderStock, labels.Volume(threeOf)},
	{"temporary", labels.FolderStock, labels.Temporary(okonkwo, "F00000017V", friday)},
	{"location", labels.LocationStock, labels.Location(clinic)},
	{"shelf", labels.StripStock, labels.Shelf(labels.ShelfText{Code: "L0000125", Name: "Bay 4, shelf 2", Library: "Main library", From: "4820000", To: "4824999"})},
	{"container", labels.LocationStock, labels.Container(labels.ContainerText{Code: "B0000125", Kind: "trolley", Name: "Green trolley"})},
	{"badge", labels.LocationStock, labels.Badge(labels.BadgeText{Code: "U0000125", Name: "Dana Whitlock"})},
	{"command", "50x25", labels.Command(labels.CommandText{Code: "CDN01X", Word: "DONE", Sign: "✓"})},
	{"tracer", "100x75", labels.Tracer(labels.TracerText{Folder: threeOf, To: "Clinic B", Holder: "Dr J Larsson", Sent: friday, Due: friday.AddDate(0, 0, 7)})},
	{"request", labels.SlipStock, labels.RequestSlip(labels.RequestText{Folder: threeOf, For: "Clinic B", Needed: friday, Reason: "clinic", AskedBy: "D Whitlock",
		Contact: "extension 4471", Shelf: "Bay 4, shelf 2", Urgent: true})},
	{"year", "50x25", labels.Year(2026)},
	{"consignment", labels.SlipStock, labels.Consignment(labels.ConsignmentText{Code: "(00)050123450000012346", Symbology: labels.GS1128, From: "Main library",
		To: "Off-site store", Seal: "A-99120", Carrier: "Hospital van", Folders: 24, Sent: friday})},
	{"scannertest", labels.StripStock, labels.ScannerTest(labels.TestText{Code: "98TEST\x1d99END", Printed: "(98)TEST(99)END", Name: "GS1 code"})},
}

func TestATemporaryFolderCannotBeTakenForTheWholeNotes(t *testing.T) {
	got := labels.Temporary(okonkwo, "F00000017V", friday)
	if got.Banner != "TEMPORARY" || !strings.Contains(strings.Join(got.Lines, "\n"), "In place of F0000 0017V") || got.Side[0] != "Not the full notes" {
		t.Errorf("%+v", got)
	}
	if text := string(draw(t, labels.ZPL, labels.FolderStock, got)); !strings.Contains(text, "^FR^A0N") || !strings.Contains(text, "^GB") {
		t.Errorf("TEMPORARY is not white on black:\n%s", text)
	}
}

func TestAFilingNumberIsReadInPairsFromItsEnd(t *testing.T) {
	for number, want := range map[string]string{"4827193": "No. 482 71 93", "12345678": "No. 12 34 56 78", "48271": "No. 482 71", "4827": "No. 4827", "RX-77": "No. RX-77", " ": "No. not known"} {
		f := okonkwo
		f.HospitalNumber = number
		if got := labels.Spine(f).Side[0]; got != want {
			t.Errorf("%q is printed %q, want %q", number, got, want)
		}
	}
}

func TestIdentifiersThatHaveNoRoomBesideEachOtherStandUnderEachOther(t *testing.T) {
	f := okonkwo
	f.HospitalNumber, f.Born = "H2718281828", time.Date(1985, 12, 22, 0, 0, 0, 0, time.UTC)
	for stock, want := range map[string]string{"100x50": ">No. H2718281828 · Born 22 December 1985<", "L7160": ">Born 22 December 1985<"} {
		if got := string(draw(t, labels.SVG, stock, labels.Folder(f))); !strings.Contains(got, want) {
			t.Errorf("%s does not say %s:\n%s", stock, want, got)
		}
	}
}

func TestAnUnknownThingIsLeftOffASlip(t *testing.T) {
	got := labels.Tracer(labels.TracerText{Folder: labels.FolderText{Code: "F40273188G"}, To: "Clinic B"})
	want := labels.Label{Code: "F40273188G", Banner: "OUT", Title: "To Clinic B", Lines: []string{"NAME NOT KNOWN", "No. not known · Born not known"},
		Keep: []string{"No. not known", "not known"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestElementStringsAreMadeByTheRulesOfGS1(t *testing.T) {
	for _, c := range []struct {
		got  func() (string, error)
		want string
	}{
		{func() (string, error) { return labels.GIAI("5012345", "F40273188G") }, "(8004)5012345F40273188G"},
		{func() (string, error) { return labels.GLN("5012345678900", "L0000125") }, "(414)5012345678900(254)L0000125"},
		{func() (string, error) { return labels.GLN("5012345678900", "") }, "(414)5012345678900"},
		{func() (string, error) { return labels.SSCC("5012345", 1234) }, "(00)050123450000012346"},
	} {
		if got, err := c.got(); got != c.want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, c.want)
		}
	}
	for what, err := range map[string]error{
		"a prefix of letters": second(labels.GIAI("ABCD", "F40273188G")), "a prefix too long": second(labels.SSCC("1234567890123", 1)),
		"a wrong GLN": second(labels.GLN("5012345678901", "")), "a box number too long": second(labels.SSCC("501234567890", 10_000)), "no reference": second(labels.GIAI("5012345", "É")),
	} {
		if err == nil {
			t.Errorf("%s passes", what)
		}
	}
}

func second(_ string, err error) error { return err }

func TestASymbologyIsFoundByItsName(t *testing.T) {
	for _, s := range labels.Symbologies() {
		if got, err := labels.ParseSymbology(strings.ToUpper(s.String())); got != s || err != nil {
			t.Errorf("%v: %v, %v", s, got, err)
		}
	}
	if got, err := labels.ParseSymbology(""); got != labels.Code128 || err != nil {
		t.Error(got, err)
	}
	if _, err := labels.ParseSymbology("pdf417"); err == nil || !strings.Contains(err.Error(), "code128, code39") {
		t.Error(err)
	}
}
