package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestTheFolderPageAnswersWhereItIs(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		path := "/folders/" + h.Volume2.Code
		clerk.get(path).has(t, "It is at", ">Main library</a>", "(typed)", "Never scanned.", "Print its label, stick it on, then scan it.",
			"O&#39;BRIEN, Seán", "3 March 1980", "H1002", h.Volume1.Code, `data-topics="folder:`+h.Volume2.Code+`"`,
			`name="codes" value="`+h.Volume2.Code+`"`)
		h.Send(h.Volume2, h.Library, h.Clinic)
		clerk.get(path).has(t, "On the way", ">Clinic B</a>", "by pat", "(scanned)", "Last scanned", "Due home by", "Sent to Clinic B", "from Main library")
		h.Arrive(h.Volume2, h.Clinic)
		h.Clock.Forward(14 * 24 * time.Hour)
		clerk.send("/signin", "username", "page-library", "password", "correct horse", "next", "/") // the session has ended
		clerk.get(path).has(t, "It is at", "Received at Clinic B", "<strong>Overdue:</strong>")
	})
}

func TestTheHistoryShowsWhatCameLateAndWhatWasTakenBack(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		path := "/folders/" + h.Folder.Code
		late := h.NewScan(h.Folder.Code, h.Ward)
		h.Clock.Forward(time.Hour)
		h.Arrive(h.Folder, h.Clinic)
		late.At = late.At.Add(30 * time.Minute)
		if _, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: "ward-7", Scans: []tracking.Scan{late}}); err != nil {
			t.Fatal(err)
		}
		clerk.get(path).has(t, ">Late</strong>", "recorded 23 November 2026, 10:02", "Arrived at Ward 7")

		page := clerk.get(path)
		empty := clerk.send(path+"/correction", "movement", page.field(t, "movement"))
		empty.has(t, `href="#reason"`, "Say why this movement is wrong.", "app-action\" open")
		done := clerk.send(path+"/correction", "movement", page.field(t, "movement"), "reason", "wrong <desk>")
		if done.path != path {
			t.Errorf("a correction ends at %s", done.path)
		}
		done.has(t, "Taken back. The history shows both.", "<s>Arrived at Clinic B</s>", "Correction: back at Main library", "wrong &lt;desk&gt;")
		clerk.get(path).lacks(t, "The history shows both.")
		h.Clean()
	})
}

func TestALongHistoryIsPaged(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		path := "/folders/" + h.Folder.Code
		for range historyShown/2 + 1 {
			h.Arrive(h.Folder, h.Clinic)
			h.Arrive(h.Folder, h.Ward)
		}
		first := clerk.get(path)
		first.lacks(t, "First recorded at")
		_, rest, found := strings.Cut(first.html, `href="`+path+`?after=`)
		if !found {
			t.Fatal("no link to older history")
		}
		after, _, _ := strings.Cut(rest, "#")
		clerk.get(path+"?after="+after).has(t, "First recorded at Main library", "Earlier history", "by pat", `data-source="`+path+"?after="+after+`"`)
	})
}

func TestAFormThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		path := "/folders/" + h.Folder.Code
		version := clerk.get(path).field(t, "version")
		h.Arrive(h.Folder, h.Clinic)
		clash := clerk.send(path+"/details", "version", version, "home", h.OtherLibrary.Code, "hold", "yes")
		if clash.status != http.StatusConflict {
			t.Errorf("an edit of what somebody else changed answers %d", clash.status)
		}
		clash.has(t, "Meanwhile:</strong> Arrived at Clinic B", `value="`+h.OtherLibrary.Code+`" selected`, `value="yes" checked`)
		saved := clerk.send(path+"/details", "version", clash.field(t, "version"), "home", h.OtherLibrary.Code, "hold", "yes")
		saved.has(t, "Saved.", "<strong>Legal hold:</strong>", ">South library</a>")
		clerk.send(path+"/alias", "barcode", "rubbish").has(t, `value="rubbish"`, `href="#barcode"`)
		clerk.send(path+"/details", "home", h.Library.Code).has(t, "Somebody changed this")
		h.Clean()
	})
}

func TestAFolderIsReportedMissingAndContinuedInAVolume(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		path := "/folders/" + h.Folder.Code
		clerk.send(path+"/missing", "looked", "Shelf 14").has(t, "is reported missing", "Can't be found. Last at", "Shelf 14")
		next := clerk.send(path + "/volume")
		next.has(t, "Print 1 label", "Volume 2 is made", "Print its label, stick it on, then scan it.")
		if made := labelled(t, next); made == h.Folder.Code {
			t.Error("the next volume has no barcode of its own")
		} else {
			clerk.get("/folders/"+made).has(t, "volume 2", h.Folder.Code)
		}
		clerk.send(path+"/volume").has(t, "There is a problem")
		h.Clean()
	})
}

func TestAnOlderBarcodeShowsTheFolderWithANote(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		if err := h.Service.AddFormat(t.Context(), trackingtest.Admin, tracking.Format{Name: "Old label", Kind: tracking.FolderCode, Shape: "OLD999999"}); err != nil {
			t.Fatal(err)
		}
		clerk.send("/folders/"+h.Folder.Code+"/alias", "barcode", "old123456").has(t, "The older barcode finds this folder now.")
		clerk.get("/folders/old123456").has(t, "is an older barcode of this folder", "Older barcodes that also find it")
		if a := clerk.get("/folders/F99999999X"); a.status != http.StatusNotFound {
			t.Errorf("an unknown barcode answers %d", a.status)
		}
	})
}

func TestAPatientIsRegisteredAndGivenAFolder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		if err := h.Service.AddFormat(t.Context(), trackingtest.Admin, tracking.Format{Name: "Old label", Kind: tracking.FolderCode, Shape: "OLD999999"}); err != nil {
			t.Fatal(err)
		}
		bad := clerk.send("/patients", "number", "H1001", "family_name", "Núñez", "born_day", "31", "born_month", "2", "born_year", "1980", "sex", "F")
		bad.has(t, `href="#born"`, "This is not a date.", `value="Núñez"`, `value="31"`, `value="F" selected`)
		clerk.send("/patients", "number", "H1001", "family_name", "Núñez").has(t, `href="#number"`, "Another patient already has this number.")
		made := clerk.send("/patients", "number", "H5005", "family_name", "Núñez", "given_name", "Ana", "born_day", "1", "born_month", "2", "born_year", "1980")
		made.has(t, "Now add the folder.", "NÚÑEZ, Ana", "1 February 1980", "No folders yet.")
		clerk.send(made.path+"/folders", "kind", "main", "home", h.Library.Code, "volume", "many").has(t, `value="many"`, `href="#volume"`)
		folder := clerk.send(made.path+"/folders", "kind", "maternity", "home", h.Library.Code)
		folder.has(t, "Print 1 label", "Volume 1 is made")
		clerk.get("/folders/"+labelled(t, folder)).has(t, "Maternity, volume 1", "NÚÑEZ, Ana")
		brought := clerk.send(made.path+"/folders", "kind", "main", "home", h.Library.Code, "barcode", "old123456")
		brought.has(t, "Volume 1 is made", "Scan its barcode where the folder is.", ">OLD12")
		by := clerk.send("/folders", "number", " h5005 ")
		if by.path != made.path {
			t.Errorf("the number leads to %s", by.path)
		}
		clerk.send("/folders", "number", "H9").has(t, "No patient has this number.", `value="H9"`)
		h.Clean()
	})
}

func TestAnEditOfAPatientThatSomebodyChangedKeepsWhatWasTyped(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		path := fmt.Sprintf("/patients/%d", h.Folder.PatientID)
		page := clerk.get(path)
		first := []string{"version", page.field(t, "version"), "family_name", "Okafor", "given_name", "Ngozi Ada"}
		clerk.send(path, first...).has(t, "Saved.", "OKAFOR, Ngozi Ada")
		second := clerk.send(path, "version", page.field(t, "version"), "family_name", "Other")
		second.has(t, "Somebody changed this", `value="Other"`, "OKAFOR, Ngozi Ada")
	})
}

func TestNamesAreShownAsTextWhateverIsInThem(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		h.AddPatient("X1", `<b>Bold</b>`, `"><script>alert(1)</script>`)
		h.AddPatient("X2", "אברהם", "שרה")
		f := h.AddFolder("X1")
		for _, a := range []pageAnswer{clerk.get("/folders/" + f.Code), clerk.get("/folders"), clerk.send("/find", "q", "X1"), clerk.get(fmt.Sprintf("/patients/%d", f.PatientID))} {
			a.lacks(t, "<script>alert", "<b>Bold", "<B>BOLD")
			a.has(t, "&lt;B&gt;BOLD&lt;/B&gt;")
		}
		clerk.send("/find", "q", "אברהם").has(t, "<bdi>אברהם, שרה</bdi>")
		clerk.send("/find", "q", "<script>alert(2)</script>").lacks(t, "<script>alert")
		clerk.send("/find", "q", "o'brien").has(t, "O&#39;BRIEN, Seán")
	})
}

func TestFoldersAreListedByWhatIsKnownOfThem(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleLibrary)
		h.Send(h.Folder, h.Library, h.Clinic)
		clerk.get("/folders?status=in_transit").has(t, h.Folder.Code, "Folders on the way")
		clerk.get("/folders?status=in_transit").lacks(t, h.Volume1.Code)
		clerk.get("/folders?status=missing").has(t, "No folders here.")
		for range foldersListed {
			h.AddFolder("H1001")
		}
		all := clerk.get("/folders")
		_, rest, _ := strings.Cut(all.html, `href="/folders?status=&amp;after=`)
		after, _, _ := strings.Cut(rest, `"`)
		next := clerk.get("/folders?after=" + after)
		if n := strings.Count(next.html, `scope="row"`); n != 3 {
			t.Errorf("the second page has %d folders, not 3", n)
		}
	})
}
