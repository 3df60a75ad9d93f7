package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestAClinicReceivesItsFoldersAgainstTheList(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		clerk.get("/receive").has(t, "Somewhere else", "choose them")
		clerk.get("/receive/"+h.Clinic.Code).has(t, "No list for today – scans still work.", "data-scan")
		folders := fullSession(h, 3)
		h.Clock.Set(farTuesday.Add(-time.Hour))
		clerk.send("/signin", "username", "page-clinic", "password", "correct horse", "next", "/") // a new day
		h.Arrive(folders[0], h.Clinic)
		h.Send(folders[2], h.Library, h.Clinic)
		page := clerk.get("/receive/" + h.Clinic.Code)
		page.has(t, `<strong role="status"><span data-ticked>1</span> of <span data-expected>3</span> arrived.</strong> <span data-missing>`, "2 not here yet: "+tracking.Group(folders[1].Code)+", "+tracking.Group(folders[2].Code)+".", `data-folder="`+folders[0].Code+`" data-here`, "PATIENT02, Test", "Report missing")
		if n := looks(t, h, "receive.look"); n < 3 {
			t.Errorf("%d looks at patients", n)
		}
		clerk.send("/receive/"+h.Clinic.Code+"/missing", "folder", folders[2].Code).has(t, "is reported missing. The library looks for it.", "Can&#39;t be found")
		if w := h.Whereabouts(folders[2]); w.Custody != tracking.Missing {
			t.Errorf("it is %s", w.Custody)
		}
		clerk.send("/receive/"+h.Clinic.Code+"/missing", "folder", folders[2].Code).has(t, "already reported missing")
		clerk.send("/clinics/choose", "clinic", h.Clinic.Code)
		if a := clerk.get("/receive"); a.path != "/receive/"+h.Clinic.Code {
			t.Errorf("with one clinic it leads to %s", a.path)
		}
		clerk.get("/receive/"+h.Clinic.Code+"?day=next").has(t, "No list for Wednesday")
		h.Clean()
	})
}

func TestFoldersGoBackToTheirLibraryInABundleWithASlip(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		clerk.get("/send-back/"+h.Clinic.Code).has(t, "No folder here belongs to a library.")
		h.Arrive(h.Folder, h.Clinic)
		path := "/send-back/" + h.Clinic.Code
		clerk.get(path).has(t, "to <bdi>Main library</bdi>", "OKAFOR, Ngozi", `data-to="`+h.Library.Code+`"`, "Make a bundle with a slip")
		if n := looks(t, h, "send_back.look"); n != 1 {
			t.Errorf("%d looks at patients", n)
		}
		made := clerk.send(path+"/bundle", "to", h.Library.Code)
		made.has(t, "Bundle for Main library", "is open: scan the folders into it", "Send the bundle and print its slip", "data-bundle=")
		_, rest, _ := strings.Cut(made.html, `data-bundle="`)
		bundle, _, _ := strings.Cut(rest, `"`)
		h.Clock.Forward(time.Minute)
		scan := h.NewScan(h.Folder.Code, h.Clinic)
		scan.ContainerCode = bundle
		h.Scan(scan)
		clerk.get(made.path).has(t, `href="/containers/`+bundle+`"`)
		clerk.send("/containers/"+bundle+"/dispatch", "to", h.Library.Code).has(t, "is on its way to Main library", "Print its slip")
		if a := clerk.get("/send-back/L9999999"); a.status != http.StatusNotFound {
			t.Errorf("no location answers %d", a.status)
		}
		h.Clean()
	})
}
