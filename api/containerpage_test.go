package api

import (
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// TestAConsignmentIsMadeAndReceivedOnPagesWithoutScripts follows a box from its making to the naming of what was not in it.
func TestAConsignmentIsMadeAndReceivedOnPagesWithoutScripts(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		v := pageSite(t, h)(tracking.RoleLibrary)
		wants := func(a pageAnswer, words ...string) {
			t.Helper()
			for _, w := range words {
				if !strings.Contains(a.html, w) {
					t.Errorf("%s lacks %q", a.path, w)
				}
			}
		}
		wants(v.get("/containers"), "No containers here.")
		wants(v.send("/containers", "kind", "box", "name", "Box 12", "location", ""), "There is a problem", `href="#location"`, `value="Box 12"`)
		made := v.send("/containers", "kind", "box", "name", "Box 12", "location", h.Library.Code)
		wants(made, "Box 12 is added.", "Nothing in it.")
		wants(v.send("/containers", "kind", "box", "name", "Box 12", "location", h.Library.Code), "Another container already has this barcode or name.")
		code := strings.TrimPrefix(made.path, "/containers/")
		for _, f := range []tracking.Folder{h.Folder, h.Volume1} {
			h.Clock.Forward(time.Minute)
			s := h.NewScan(f.Code, h.Library)
			s.ContainerCode = code
			h.Scan(s)
		}
		wants(v.get("/folders/"+h.Folder.Code), "in <a href=\"/containers/"+code+"\"><bdi>Box 12</bdi></a>", "Packed at Main library")
		wants(v.send(made.path+"/retire"), "Folders are recorded in this container")
		wants(v.send(made.path+"/dispatch", "to", h.Library.Code, "seal", "S-1", "carrier", "Van 3"), "is at Main library already", `value="S-1"`)
		wants(v.send(made.path+"/dispatch", "to", h.OffSite.Code, "seal", "S-1", "carrier", "Van 3"), "on its way to Riverside store", "S-1", "Van 3", "Not scanned yet")
		wants(v.get("/folders/"+h.Folder.Code), "(assumed)", "nobody has scanned it since its container moved")
		wants(v.send(made.path+"/receive"), "has not been scanned at Riverside store")
		wants(v.get("/board/"+h.OffSite.Code), "Boxes, trolleys and bags", "Box 12")
		h.Clock.Forward(time.Hour)
		h.Scan(h.NewScan(code, h.OffSite))
		h.Clock.Forward(time.Minute)
		wants(v.send(made.path+"/unpack", "folder", h.Folder.Code), "1 of 2 arrived.")
		wants(v.send(made.path+"/unpack", "folder", h.Volume2.Code), "not on its list")
		h.Clock.Forward(time.Minute)
		wants(v.send(made.path+"/receive"), "The receipt of Box 12 is finished.", "1 missing:", "1 not on the list:", "Look for what is missing where it left.")
		wants(v.get("/alerts?kind=discrepancy"), "Look for it where it left, then report it missing.")
		wants(v.send(made.path+"/retire"), "Box 12 is retired.")
		h.Clean()
	})
}
