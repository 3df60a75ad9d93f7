package api

import (
	"net/http"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestABarcodeIsTriedWithoutScriptsAndNothingOfItIsKept(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		admin := pageSite(t, h)(tracking.RoleAdmin)
		admin.get("/formats").has(t, "F99999999X", "CAA99X", "None yet.", `action="/formats/test#try"`)
		for text, want := range map[string][]string{
			"]C1" + h.Folder.Code + "\r\n": {"<strong>A folder</strong>", "F99999999X", "]C1", `<dd class="nhsuk-summary-list__value">10</dd>`},
			h.Ward.Code:                    {"<strong>A location</strong>"},
			h.Folder.Code[1:]:              {"A part of one of our barcodes", "No format"},
			h.Folder.Code + h.Volume1.Code: {"Two barcodes read together"},
			`"£¬~`:                         {"None of our barcodes", "code K1", "/scanner-test", "<bdi>&#34;£¬~</bdi>"},
			"<b>&x</b>":                    {"<bdi>&lt;b&gt;&amp;x&lt;/b&gt;</bdi>"},
			"F40273188H":                   {"check character says that one character is wrong"},
		} {
			admin.send("/formats/test", "text", text).has(t, want...)
		}
		nhs := admin.send("/formats/test", "text", "943 476 5919")
		nhs.has(t, "An NHS number, not a folder")
		nhs.lacks(t, "943 476 5919", "9434765919")
		admin.get("/formats").lacks(t, "Read as")
	})
}

func TestAFormatIsShownBeforeItIsAddedForGood(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		admin := pageSite(t, h)(tracking.RoleAdmin)
		form := []string{"name", "Old label", "kind", "folder", "shape", " aa999999 ", "check", "", "sample", "ab123456"}
		shown := admin.send("/formats/new", form...)
		shown.has(t, "can’t be changed or removed", "Without this format it is read as: none of our barcodes.", "Without a check character", "Add this format")
		admin.get("/formats").has(t, "None yet.")

		checked := shown.field(t, "checked")
		other := append([]string{}, form...)
		other[5], other[9] = "aa9999999", ""
		admin.send("/formats/new", append(other, "checked", checked)...).has(t, "Add this format", `value="aa9999999"`)
		admin.get("/formats").has(t, "None yet.")

		added := admin.send("/formats/new", append(form, "checked", checked)...)
		if added.path != "/formats" {
			t.Fatalf("adding led to %s", added.path)
		}
		added.has(t, "The format Old label is added.", "AA999999", "Without a check character")
		admin.send("/formats/test", "text", "ab123456").has(t, "<strong>A folder</strong>", "Old label")
		h.Clean()
	})
}

func TestAFormatThatCannotBeSaysWhyAtItsField(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		admin := pageSite(t, h)(tracking.RoleAdmin)
		old := tracking.Format{Name: "Old label", Kind: tracking.FolderCode, Shape: "AA999999"}
		if err := h.Service.AddFormat(t.Context(), trackingtest.Admin, old); err != nil {
			t.Fatal(err)
		}
		for want, form := range map[string][]string{
			`href="#name">Give the format a name`:              {"kind", "folder", "shape", "AA9999"},
			`href="#name">This name is already used`:           {"name", "Old label", "kind", "folder", "shape", "AA9999"},
			`href="#kind">A site`:                              {"name", "New", "kind", "badge", "shape", "AA9999"},
			`href="#shape">A shape has 4 to 32`:                {"name", "New", "kind", "folder", "shape", "A9"},
			`href="#shape">This shape overlaps our own`:        {"name", "New", "kind", "folder", "shape", "FXXXXXXXXX"},
			`href="#shape">This shape overlaps the format Old`: {"name", "New", "kind", "location", "shape", "AA99999X"},
			`href="#check">The check rule`:                     {"name", "New", "kind", "folder", "shape", "AA9999", "check", "<mod>"},
			`href="#sample">This barcode does not fit`:         {"name", "New", "kind", "folder", "shape", "AA9999", "sample", "AB12345"},
		} {
			a := admin.send("/formats/new", append(form, "checked", "folder AA9999 ")...)
			a.has(t, want, "Error: Add a barcode format")
			if a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict {
				t.Errorf("%q answered %d", want, a.status)
			}
		}
		admin.send("/formats/new", "name", "Ten digits", "kind", "folder", "shape", "9999999999").has(t, "about 1 in 11 random 10-digit numbers")
	})
}

func TestOnlyWhoSetsUpSeesTheWayToIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		enter(tracking.RoleAdmin).get("/").has(t, `href="/formats"`)
		enter(tracking.RoleSupervisor).get("/").lacks(t, `href="/formats"`)
	})
}
