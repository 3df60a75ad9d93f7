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

// reported reports a folder missing and answers its search.
func reported(t *testing.T, h *trackingtest.Hospital, f tracking.Folder, said tracking.MissingReport) tracking.MissingCaseView {
	t.Helper()
	h.Clock.Forward(time.Minute)
	said.Looked = "The shelf <and> beside it."
	if _, err := h.Service.ReportMissing(t.Context(), trackingtest.Clerk, f.Code, said); err != nil {
		t.Fatal(err)
	}
	v, _, err := h.Store.CaseOf(t.Context(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAMissingFolderIsReportedSearchedForAndFound(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		visit := pageSite(t, h)
		clerk, porter := visit(tracking.RoleLibrary), visit(tracking.RolePorter)
		clerk.get("/missing").has(t, "Nothing is missing here. Checked at")
		report := "/folders/" + h.Folder.Code + "/missing"
		clerk.get("/folders/"+h.Folder.Code).has(t, report)
		clerk.get(report).has(t, "Where have you looked?", "It is urgent")
		clerk.send(report, "form", "report", "looked", "", "urgent", "yes", "hour", "14:00").has(t, "Say where you have looked.", `value="14:00"`, `value="yes" checked`)
		clerk.send(report, "form", "report", "looked", "Shelf 14", "urgent", "yes", "hour", "later").has(t, `href="#hour"`, "Type a time of today")
		clerk.send(report, "form", "report", "looked", "Shelf 14", "urgent", "yes", "hour", "00:01").has(t, `href="#hour"`, "That time is past.")
		search := clerk.send(report, "form", "report", "looked", "Shelf 14 <top>", "urgent", "yes", "hour", "10:30", "needed_at", h.Clinic.Code)
		if !strings.HasPrefix(search.path, "/missing/") {
			t.Fatalf("a report ends at %s", search.path)
		}
		search.has(t, "is reported missing", "Can't be found. Last at", "Urgent", "minutes left", ">Clinic B</a>", "Shelf 14 &lt;top&gt;", "Where to look", "It belongs here.", "Not yet", "All sites",
			`data-topics="folder:`+h.Folder.Code+`"`, "OKAFOR", "If you find it, scan it")
		clerk.get(report).has(t, "It is reported missing already.")
		searched := clerk.send(search.path+"/looked", "place", h.Library.Code, "result", "not_there")
		searched.has(t, "Written down.", "Not there", "page-library", "Main library")
		clerk.send(search.path+"/looked", "place", "", "result", "not_there", "note", "x").has(t, "Choose the place where you looked.", `href="#place"`)
		clerk.send(search.path+"/looked", "place", h.Library.Code, "result", "found").has(t, "If you have it, scan it.")
		clerk.get("/missing").has(t, h.Folder.Code, "Okafor, N", "1 place searched", "Urgent")
		clerk.get("/missing?show=2").has(t, h.Folder.Code)
		clerk.get("/missing?show=1").lacks(t, h.Folder.Code)
		clerk.get("/missing?library="+h.OtherLibrary.Code).lacks(t, h.Folder.Code)
		if a := clerk.get("/missing?show=nonsense"); a.status != http.StatusNotFound {
			t.Errorf("no such list answers %d", a.status)
		}
		if a := clerk.get("/missing/999"); a.status != http.StatusNotFound {
			t.Errorf("no such search answers %d", a.status)
		}
		seen := porter.get(search.path)
		seen.has(t, h.Folder.Name())
		seen.lacks(t, "OKAFOR", "H1001")
		porter.get("/missing").lacks(t, "Okafor")

		h.Arrive(h.Folder, h.Ward)
		clerk.get(search.path).has(t, "Found at", ">Ward 7</a>", "by <bdi>pat</bdi>")
		clerk.get("/").has(t, "Found: folders you looked for", h.Folder.Code, "Found at Ward 7.", "<bdi>pat</bdi>")
		porter.get("/").lacks(t, "Found: folders you looked for")
		clerk.get("/missing?show=found").has(t, h.Folder.Code, "How it was found")
		clerk.get("/folders/"+h.Folder.Code).has(t, "Found at Ward 7.", "By <bdi>pat</bdi>.")
		clerk.send(search.path+"/looked", "place", h.Library.Code, "result", "not_there").has(t, "This search is over.")
		h.Clean()
	})
}

func TestASeniorGivesAFolderUpAfterBeingAskedOnceMore(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		visit := pageSite(t, h)
		clerk, senior, officer := visit(tracking.RoleLibrary), visit(tracking.RoleSupervisor), visit(tracking.RoleGovernance)
		v := reported(t, h, h.Folder, tracking.MissingReport{})
		path := fmt.Sprintf("/missing/%d", v.ID)
		if a := clerk.get(path + "/lost"); a.status != http.StatusForbidden {
			t.Errorf("a librarian is answered %d", a.status)
		}
		clerk.get(path).lacks(t, "Give it up as lost", "incident number", "Make a temporary folder")
		senior.get(path).has(t, "Give it up as lost", "Give the incident number", "Make a temporary folder", "Level 3: manager")
		senior.get(path+"/lost").has(t, "nhsuk-panel--interruption", "Give the number of the incident report first.")
		senior.send(path+"/incident", "number", "").has(t, "Give the number of the incident report.", `href="#number"`)
		senior.send(path+"/incident", "number", "=W1").has(t, "The incident number is kept.", "Incident <bdi>=W1</bdi>")
		senior.send(path+"/raise", "level", "4").has(t, "Raised: governance register.")
		senior.send(path+"/raise", "level", "2").has(t, "The search is at this level already.")
		page := senior.get(path + "/lost")
		page.has(t, "0 places were searched", "Nobody waits for it.", "Why is it given up?")
		senior.send(path+"/lost", "version", page.field(t, "version"), "why", "").has(t, "Say why it is given up.")
		senior.send(path+"/lost", "version", "1", "why", "Burnt.").has(t, "Somebody changed this since you opened it.", `value="Burnt."`)
		senior.send(path+"/lost", "version", page.field(t, "version"), "why", "Burnt.").has(t, "is given up as lost", "Given up as lost. Last at", "Burnt.")
		officer.get("/missing/register").has(t, h.Folder.Name(), "Lost", "=W1", "Burnt.", "/missing/register/file")
		if a := clerk.get("/missing/register"); a.status != http.StatusForbidden {
			t.Errorf("a librarian sees the register: %d", a.status)
		}
		file := officer.get("/missing/register/file")
		file.has(t, "search,barcode,patient_number", h.Folder.Code+",H1001,main,1,", ",'=W1,", ",Burnt.,")
		file.lacks(t, "Okafor")
		officer.get("/missing/register?year=2020").has(t, "No folder was reported missing in this time.")
		if a := officer.get("/missing/register?year=x"); a.status != http.StatusNotFound {
			t.Errorf("no year answers %d", a.status)
		}
		h.Clean()
	})
}

func TestATemporaryFolderIsMadeCheckedLabelledAndScanned(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		visit := pageSite(t, h)
		senior, clerk := visit(tracking.RoleSupervisor), visit(tracking.RoleClinic)
		path := "/folders/" + h.Folder.Code + "/temporary"
		senior.get(path).has(t, "This folder is not missing, so nothing may stand in for it.")
		soon := h.Clock.Now().Add(10 * time.Minute)
		v := reported(t, h, h.Folder, tracking.MissingReport{Urgent: true, NeededBy: &soon, NeededAt: h.Clinic.Code})
		search := fmt.Sprintf("/missing/%d", v.ID)
		clerk.get(search).has(t, "It will hardly be found in time.", "Ask a library supervisor for a temporary folder now.")
		senior.get(search).has(t, "It will hardly be found in time.", path)
		form := senior.get(path)
		form.has(t, "Why is it needed?", `value="`+h.Clinic.Code+`" selected`)
		senior.send(path, "why", "", "place", h.Clinic.Code).has(t, "Say why a temporary folder is needed.")
		check := senior.send(path, "why", "Clinic <at> 2", "place", h.Clinic.Code)
		check.has(t, "Check before it is made", "Clinic &lt;at&gt; 2", "Clinic B", "page-supervisor", "label that says TEMPORARY")
		senior.send(path, "why", "Clinic", "place", h.Clinic.Code, "step", "change").has(t, "Why is it needed?", `value="Clinic"`)
		label := senior.send(path, "why", "Clinic", "place", h.Clinic.Code, "step", "make")
		label.has(t, "Print 1 label", "Temporary folder")
		made := labelled(t, label)
		senior.get(path).has(t, "stands in for "+h.Folder.Name()+" already.")
		clerk.get("/folders/"+made).has(t, "Not the full notes.", h.Folder.Code, "Temporary")
		clerk.get("/folders/"+h.Folder.Code).has(t, "stands in for it. It is not the notes.", made)
		clerk.get(search).has(t, "stands in for it", "It may be made permanent from")

		permanent := "/folders/" + made + "/permanent"
		senior.send(permanent, "why", "Copied.").has(t, "The original may still turn up.")
		h.Clock.Forward(8 * 24 * time.Hour)
		senior = visit(tracking.RoleAdmin) // the session has ended
		senior.get(permanent).has(t, "nhsuk-panel--interruption", "is missing since")
		senior.send(permanent, "why", "").has(t, "Say why it is made permanent.")
		senior.send(permanent, "why", "Copied.").has(t, "is the permanent folder now.", "Print 1 label")
		senior.get("/folders/"+made).has(t, "Main, volume 1", "It replaced", h.Folder.Code)
		senior.get("/folders/"+h.Folder.Code).has(t, "This is a lost original.", "replaced it.", made)
		h.Arrive(h.Folder, h.Ward)
		senior.get("/alerts?kind=to_merge").has(t, h.Folder.Code, "Bring both together and merge them.")
		h.Clean()
	})
}
