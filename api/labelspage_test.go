package api

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestALabelIsChosenPrintedAndScannedBack(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		admin, clerk := enter(tracking.RoleAdmin), enter(tracking.RoleLibrary)
		clerk.get("/labels").has(t, "No printer is set up yet", "Ask an administrator", "No print jobs here. Checked at")
		admin.send("/printers/new", "name", "Office", "location", h.Library.Code, "address", "", "language", "pdf", "stock", "L7163", "dpi", "203", "barcode", "datamatrix").has(t, "Office is added.", "A person prints its files.")
		admin.get("/printers/1").has(t, `value="datamatrix" selected`)
		clerk.send("/labels", "codes", "hello").has(t, "No folder or location has this barcode", ">hello</textarea>")
		page := clerk.send("/labels", "codes", h.Folder.Code+"\r\n"+h.Clinic.Code)
		page.has(t, "Print 2 labels", `<input type="radio" name="start" value="14"`, "2 labels on 1 sheet.", "exactly as it prints", "OKAFOR", "sheet of 14, 99.06 × 38.1 mm")
		clerk.send(page.path+"/print", "printer", "Office", "stock", "L7163", "start", "14", "show", "yes").has(t, `value="14" checked`, "2 labels on 2 sheets.")
		clerk.send(page.path+"/print", "printer", "Office", "stock", "L7163", "start", "15").has(t, "Start at 1 to 14.", `href="#start"`)
		clerk.send(page.path+"/print", "printer", "Office", "stock", "50x25", "start", "1").has(t, "There is a problem", `href="#stock"`)
		done := clerk.send(page.path+"/print", "printer", "Office", "stock", "L7163", "start", "14")
		done.has(t, "Waiting", "Open the file", `action="`+page.path+`/file"`)
		if again := clerk.send(page.path+"/print", "printer", "Office", "stock", "L7163", "start", "14"); again.path != page.path || again.status != 200 {
			t.Errorf("the same form again leads to %s with %d", again.path, again.status)
		}
		if file := clerk.send(page.path + "/file"); !strings.HasPrefix(file.html, "%PDF-") {
			t.Errorf("the file is %.40q", file.html)
		}
		clerk.get("/folders/"+h.Folder.Code).has(t, "Label 1, printed", "Not scanned since.", `href="`+page.path+`"`)
		clerk.send(page.path+"/scan", "code", h.Volume1.Code).has(t, "is not one of the labels just printed")
		clerk.send(page.path+"/scan", "code", h.Clinic.Code).has(t, "1 to go.")
		clerk.send(page.path+"/scan", "code", h.Folder.Code).has(t, "finished.", "Each label was scanned")
		clerk.get("/folders/"+h.Folder.Code).lacks(t, "Not scanned since.")
		again := clerk.send(page.path+"/again", "reason", "Smeared")
		again.has(t, "Why do they get another label?", `value="Smeared"`)
		clerk.send(again.path+"/cancel").has(t, "Cancelled. Nothing is printed.")
		enter(tracking.RolePorter).get(page.path).has(t, "You can&#39;t do this")
	})
}

// labelled is the folder whose one label a job's page is about.
func labelled(t *testing.T, page pageAnswer) string {
	t.Helper()
	code := regexp.MustCompile(`<li><a class="app-code" href="/folders/(\w+)">`).FindAllStringSubmatch(page.html, -1)
	if len(code) != 1 {
		t.Fatalf("%s (%d) has labels of %d folders", page.path, page.status, len(code))
	}
	return code[0][1]
}

func TestAFolderIsFinishedOnlyWhenItsNewLabelWasScanned(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		admin, clerk := enter(tracking.RoleAdmin), enter(tracking.RoleLibrary)
		admin.send("/printers/new", "name", "Office", "location", h.Library.Code, "language", "pdf", "stock", "70x35", "dpi", "203").has(t, "Office is added.")
		finish := func(page pageAnswer, wrong string) string {
			t.Helper()
			code := labelled(t, page)
			clerk.send(page.path+"/print", "printer", "Office", "stock", "70x35", "start", "1").has(t, "Open the file")
			clerk.send(page.path+"/file").has(t, "%PDF-")
			clerk.send(page.path+"/done").has(t, "Saved: the labels were printed.", "then scan it") // and is still not finished
			clerk.get("/folders/"+code).has(t, "Not scanned since.", `href="`+page.path+`"`)
			clerk.send(page.path+"/scan", "code", wrong).has(t, "There is a problem", "then scan it")
			done := clerk.send(page.path+"/scan", "code", code)
			done.has(t, "reads. Its label is finished.")
			done.lacks(t, "Not scanned since.")
			if done.path != "/folders/"+code {
				t.Errorf("the end is on %s", done.path)
			}
			return code
		}
		first := finish(clerk.send(fmt.Sprintf("/patients/%d/folders", h.Folder.PatientID), "kind", "maternity", "home", h.Library.Code), h.Folder.Code)
		second := finish(clerk.send("/folders/"+first+"/volume"), first)
		relabel := clerk.send("/folders/"+second+"/relabel", "why", "Torn")
		relabel.has(t, "stick it over the old one", `value="Torn"`)
		third := labelled(t, relabel)
		clerk.get("/folders/"+third).has(t, "Its new barcode is not on it yet.")
		finish(relabel, second)
		clerk.get("/folders/"+third).lacks(t, "Its new barcode is not on it yet.")
		h.Clean()
	})
}

func TestEverythingThatCanBeChosenTogetherIsPutOnOneJob(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		enter := pageSite(t, h)
		admin := enter(tracking.RoleAdmin)
		admin.send("/labels", "at", h.Library.Code).has(t, "Print 3 labels", "Folders at Main library")
		admin.send("/labels", "inside", h.Library.Code).has(t, "Print 2 labels", "Locations in Main library")
		found := admin.send("/find", "q", "okafor")
		found.has(t, "Print the labels of these folders")
		admin.send("/labels", "search", found.path[len("/find/"):]).has(t, "Print 1 label", "Folders of a search")
		admin.send("/labels", "search", "nowhere").has(t, "This search is no longer kept.")
		admin.send("/labels", "at", h.Clinic.Code).has(t, "Scan or type the barcodes")
		box, err := h.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Kind: tracking.Box, Name: "Box 12", Location: h.Library.Code})
		if err != nil {
			t.Fatal(err)
		}
		admin.send("/labels", "codes", box.Code).has(t, "Print 1 label", "Box 12")
		if a := admin.get("/api/v1/folders/" + box.Code + "/label?format=svg"); a.status != 200 || !strings.Contains(a.html, "Box 12") {
			t.Errorf("a box's label answers %d: %.200s", a.status, a.html)
		}
		admin.send("/printers/new", "name", "Office", "location", h.Library.Code, "language", "pdf", "stock", "L7163", "dpi", "203").has(t, "Office is added.")
		admin.send("/labels", "codes", box.Code).has(t, "exactly as it prints", "Box 12")
		replaced := admin.send("/folders/"+h.Folder.Code+"/relabel", "why", "Torn")
		replaced.has(t, "new barcode is", "Print 1 label")
		admin.get("/folders/"+h.Folder.Code).has(t, "is an older barcode of this folder", "Torn")
	})
}

func TestAPrinterAndStockAreDescribedOnPages(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		admin := pageSite(t, h)(tracking.RoleAdmin)
		printer := []string{"name", "Library", "location", h.Library.Code, "address", "127.0.0.1", "language", "zpl", "stock", "70x35", "dpi", "203", "offset_x", "-0.5"}
		admin.send("/printers/new", printer...).has(t, "No printer can be at this address.", `value="-0.5"`)
		printer[5] = "10.255.255.1:9100"
		admin.send("/printers/new", printer...).has(t, "Library is added.", "Not tried yet", "10.255.255.1:9100")
		admin.send("/printers/new", printer...).has(t, "This name is already used.")
		form := admin.get("/printers/" + idOf(t, h, "printers"))
		form.has(t, `value="-0.5"`, "calibration page")
		admin.send(form.path, append(printer, "version", form.field(t, "version"), "offset_y", "99")...).has(t, "A print is moved by 10 mm")
		admin.send(form.path, "version", form.field(t, "version"), "retired", "yes").has(t, "Library is retired.")
		stock := []string{"name", "Our sheet", "page_width", "210", "page_height", "297", "columns", "2", "rows", "7", "label_width", "99,1", "label_height", "38.1", "left", "4.7", "top", "15.1",
			"pitch_x", "101.6", "pitch_y", "38.1"}
		admin.send("/stocks/new", append(stock, "show", "yes")...).has(t, "14 labels on a page of 210 × 297 mm.", "EXAMPLE, Ann")
		stock[len(stock)-3] = "50"
		admin.send("/stocks/new", stock...).has(t, "The labels would overlap.", "Such stock cannot be")
		stock[len(stock)-3] = "101.6"
		admin.send("/stocks/new", stock...).has(t, "Our sheet is added.", "Sheet of 2 × 7")
		admin.send("/stocks/new", stock...).has(t, "There is a problem", "This name is already used.")
		admin.send("/stocks/retire", "name", "Our sheet").has(t, "Our sheet is retired.")
	})
}

func idOf(t *testing.T, h *trackingtest.Hospital, table string) (id string) {
	t.Helper()
	pool, err := h.Store.Pool()
	if err != nil {
		t.Fatal(err)
	}
	if err := pool.QueryRowContext(t.Context(), "SELECT MAX(id) FROM "+table).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}
