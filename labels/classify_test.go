package labels_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"casenotes/labels"
	"casenotes/tracking"
)

// meant is what the barcode of each kind of label is for.
var meant = map[string][]tracking.ReadingKind{
	"folder": {tracking.FolderCode}, "spine": {tracking.FolderCode}, "volume": {tracking.FolderCode}, "temporary": {tracking.FolderCode},
	"tracer": {tracking.FolderCode}, "request": {tracking.FolderCode}, "badge": {tracking.BadgeCode}, "command": {tracking.CommandCode},
	"location": {tracking.LocationCode, tracking.ContainerCode}, "shelf": {tracking.LocationCode, tracking.ContainerCode},
	"container": {tracking.LocationCode, tracking.ContainerCode}, "consignment": {tracking.LocationCode, tracking.ContainerCode},
}

// aims are the identifiers with which a scanner may announce a symbology.
var aims = map[labels.Symbology]string{labels.Code128: "]C0", labels.Code39: "]A0", labels.DataMatrix: "]d1", labels.QR: "]Q1", labels.GS1128: "]C1", labels.GS1DataMatrix: "]d2"}

// TestWhatALabelSaysIsReadAsWhatItIsFor gives the text of every kind of label to the reading of scans, as a scanner sends it. A GS1
// label says whose company's number it is: that is never taken for a code of ours, or for the place without its room.
func TestWhatALabelSaysIsReadAsWhatItIsFor(t *testing.T) {
	h := hospital{rand.New(rand.NewPCG(4, 8004))}
	for n := range 3000 {
		kind, _, l := h.label(n)
		stock, err := labels.LookupStock(labels.SlipStock)
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := labels.Draw(l, stock)
		if err != nil {
			t.Fatal(err)
		}
		for _, aim := range []string{"", aims[l.Symbology]} {
			read := tracking.Classify(aim+drawn.Data, nil)
			gln, room, _ := strings.Cut(strings.TrimPrefix(drawn.Data, "414"), "254")
			switch {
			case !gs1(l.Symbology):
				if read.Code != l.Code || !slices.Contains(meant[kind], read.Kind) {
					t.Errorf("%s, %s: %q is read as %s %q", kind, l.Symbology, aim+drawn.Data, read.Kind, read.Code)
				}
			case strings.HasPrefix(l.Code, "(414)") && aim != "":
				if read.Kind != tracking.GS1Location || read.Code != gln+"+"+room {
					t.Errorf("%s, %s: %q is read as %s %q", kind, l.Symbology, aim+drawn.Data, read.Kind, read.Code)
				}
			case read.Code != "":
				t.Errorf("%s, %s: %q is read as %s %q", kind, l.Symbology, aim+drawn.Data, read.Kind, read.Code)
			}
		}
	}
}
