package api

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAGS1LabelIsReadByADecoderAndFindsWhatItIsOn(t *testing.T) {
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Fatal("zbarimg is not installed: apt-get install zbar-tools")
	}
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		admin, clerk := enter(tracking.RoleAdmin), enter(tracking.RoleLibrary)
		printer := []string{"name", "GS1", "location", h.Library.Code, "language", "zpl", "stock", "100x50", "dpi", "203", "barcode", "gs1-128"}
		admin.send("/printers/new", printer...).has(t, "company prefix. Add it under Barcode formats first.", `href="#barcode"`)
		prefix := []string{"name", "Hospital GS1", "kind", "gs1_prefix", "shape", "5012345", "check", ""}
		admin.send("/formats/new", "name", "Hospital GS1", "kind", "gs1_prefix", "shape", "501A").has(t, `href="#shape">A GS1 company prefix is 4 to 12 digits`)
		shown := admin.send("/formats/new", prefix...)
		shown.has(t, "(8004)5012345F")
		admin.send("/formats/new", append(prefix, "checked", shown.field(t, "checked"))...).has(t, "The format Hospital GS1 is added.", "GS1 company prefix")
		admin.send("/formats/new", "name", "Another", "kind", "gs1_prefix", "shape", "5099999").has(t, "has its GS1 company prefix already")
		admin.send("/printers/new", printer...).has(t, "GS1 is added.")

		gln := "5012345678900"
		if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, h.Clinic.Code, 0, tracking.LocationChange{GLN: &gln}); err != nil {
			t.Fatal(err)
		}
		box, err := h.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Name: "Box of GS1", Kind: tracking.Box, Location: h.Library.Code})
		if err != nil {
			t.Fatal(err)
		}
		for code, want := range map[string]tracking.Reading{
			h.Folder.Code: {Kind: tracking.FolderCode, Code: h.Folder.Code},
			h.Clinic.Code: {Kind: tracking.LocationCode, Code: h.Clinic.Code},
			box.Code:      {Kind: tracking.ContainerCode, Code: box.Code},
			h.Ward.Code:   {Kind: tracking.LocationCode, Code: h.Ward.Code}, // it has no GLN
		} {
			var picture bytes.Buffer
			ask := DrawAsk{Format: labels.PNG, Stock: labels.SlipStock, Codes: []string{code}, Barcode: "gs1-128"}
			if _, err := DrawLabels(t.Context(), h.Store, h.Service, trackingtest.Clerk, ask, &picture); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "label.png")
			if err := os.WriteFile(file, picture.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			raw, err := exec.Command(zbar, "--quiet", "--raw", "--nodbus", "-Sdisable", "-Scode128.enable", file).Output()
			if err != nil {
				t.Fatalf("%s is not read: %v", code, err)
			}
			site, err := h.Store.Formats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := tracking.Classify(string(raw), site)
			got.Length = 0
			if got != want {
				t.Errorf("%q is read as %+v", raw, got)
			}
			if code == h.Folder.Code {
				clerk.send("/find", "q", string(raw)).has(t, tracking.Group(h.Folder.Code))
			}
		}
	})
}
