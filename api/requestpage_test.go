package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// need is a form that asks for something on a Wednesday, with what is changed of it.
func need(h *trackingtest.Hospital, more ...string) []string {
	form := []string{"location", h.Clinic.Code, "needed_day", "25", "needed_month", "11", "needed_year", "2026", "hour", "am", "reason", "coding", "volumes", "latest"}
	return changed(form, more...)
}

func openRequests(t *testing.T, h *trackingtest.Hospital) []tracking.RequestView {
	t.Helper()
	list, err := h.Store.Requests(t.Context(), store.RequestList{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// theOne names the only open request, and requestPath is its page: numbers are never issued again.
func theOne(t *testing.T, h *trackingtest.Hospital) string {
	t.Helper()
	return fmt.Sprintf("Request %d", openRequests(t, h)[0].ID)
}

func requestPath(t *testing.T, h *trackingtest.Hospital) string {
	t.Helper()
	return fmt.Sprintf("/requests/%d", openRequests(t, h)[0].ID)
}

func TestAFolderIsAskedForFromItsPageOnceHoweverOftenTheButtonIsPressed(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		path := "/folders/" + h.Folder.Code + "/request"
		clerk.get("/folders/"+h.Folder.Code).has(t, `href="`+path+`"`, ">Request</a>")
		clerk.get(path).has(t, "OKAFOR, Ngozi", `value="24"`, `value="am"`, "Now: ", ">Main library</a>")
		for range 2 {
			done := clerk.send(path, need(h, "note", "Ring <b> first")...)
			done.has(t, "Folder asked for", theOne(t, h)+".", "Library sees this now.", "Clinic B", "25 November 2026, 09:00")
			if done.path != "/requests/asked" {
				t.Errorf("it ends at %s", done.path)
			}
		}
		list := openRequests(t, h)
		if len(list) != 1 || list[0].Reason != tracking.ForCoding || list[0].AskedBy != "page-clinic" {
			t.Fatalf("%d requests: %+v", len(list), list)
		}
		clerk.get("/requests/asked").has(t, theOne(t, h)+".")
		clerk.get("/requests").has(t, h.Folder.Code, "Requested", theOne(t, h)+"</a>", `data-topics="requests:`+h.Clinic.Code)
		clerk.get(requestPath(t, h)).has(t, "OKAFOR, Ngozi", "Ring &lt;b&gt; first", "page-clinic", "Asked for", "Coding")
		clerk.get(path).has(t, `value="`+h.Clinic.Code+`" selected`) // where they asked last
		h.Clean()
	})
}

func TestABadNeedIsRefusedInWordsAndNothingTypedIsLost(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		path := "/folders/" + h.Folder.Code + "/request"
		for _, c := range []struct {
			name    string
			changed []string
			want    string
		}{
			{"past", []string{"needed_day", "20"}, "That time is past."},
			{"this morning", []string{"needed_day", "23", "hour", "8:00"}, "That time is past."},
			{"in ten years", []string{"needed_year", "2036"}, "That is more than a year ahead. Check the year."},
			{"no date", []string{"needed_day", "", "needed_month", "", "needed_year", ""}, "Say when the folder is needed."},
			{"a date that is none", []string{"needed_day", "31"}, "This is not a date."},
			{"a Saturday", []string{"needed_day", "28"}, "The library is closed on Saturday 28 November 2026. It is open next on Monday 30 November 2026."},
			{"Christmas", []string{"needed_day", "25", "needed_month", "12"}, "(Christmas Day)"},
			{"a time that is none", []string{"hour", "noonish"}, "Write the time as am, pm, or like 14:00."},
			{"no reason", []string{"reason", "curiosity"}, "Say what the folder is needed for."},
			{"no location", []string{"location", ""}, "Choose the location that needs the folder."},
			{"a location no longer used", []string{"location", h.Retired.Code}, "This location is not in use."},
			{"urgent without a number", []string{"urgent", "yes"}, "Give a phone number"},
			{"a long note", []string{"note", strings.Repeat("n", 201)}, "a note 200"},
		} {
			form := url.Values{}
			for i, list := 0, need(h, append([]string{"contact", "", "note", "Keep me"}, c.changed...)...); i < len(list); i += 2 {
				form.Set(list[i], list[i+1])
			}
			var sent []string
			for name := range form {
				sent = append(sent, name, form.Get(name))
			}
			a := clerk.send(path, sent...)
			if a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s is answered %d", c.name, a.status)
			}
			a.has(t, "There is a problem", c.want, `value="`+form.Get("needed_year")+`"`, `value="`+form.Get("hour")+`"`, form.Get("note"))
		}
		if list := openRequests(t, h); len(list) != 0 {
			t.Errorf("%d requests were made", len(list))
		}
		again := clerk.send(path, "location", h.Clinic.Code, "needed_day", "28", "needed_month", "11", "needed_year", "2026", "hour", "am", "reason", "admission", "closed", "2026-11-28")
		again.has(t, "Folder asked for", "28 November 2026, 09:00")
		h.Clean()
	})
}

func TestAPastedListShowsWhatItNamesBeforeAnythingIsAskedFor(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		clerk := pageSite(t, h)(tracking.RoleClinic)
		twin := h.AddPatient("9434765919", "Other", "Number") // a hospital number that is another patient's NHS number
		if _, err := h.Service.AmendPatient(t.Context(), trackingtest.Admin, h.Folder.PatientID, 0, tracking.PatientChange{NHSNumber: new("9434765919")}); err != nil {
			t.Fatal(err)
		}
		h.AddFolder("9434765919")
		list := strings.Join([]string{tracking.Group(h.Folder.Code), "H 1002", "h-1002", "H9999", "943 476 5919", "rubbish <b>"}, "\r\n")
		check := clerk.send("/requests/new", need(h, "list", list)...)
		check.has(t, "Check the list", "6 lines", "<strong>2 folders</strong> found", "2 not found", "1 to choose", "Nothing is asked for yet.",
			`value="`+h.Folder.Code+`" checked`, `value="`+h.Volume2.Code+`" checked`, "The same as H 1002 above.", "Not found</strong> Check the number.",
			"2 patients have this number. Tick the right one.", strings.ToUpper(twin.FamilyName), "rubbish &lt;b&gt;")
		check.lacks(t, `value="`+h.Volume1.Code+`"`) // closed: not the latest
		if n := len(openRequests(t, h)); n != 0 {
			t.Fatalf("%d requests before anybody asked", n)
		}
		clerk.send("/requests/new", need(h, "list", list, "step", "change")...).has(t, "Ask for folders</h1>", "rubbish &lt;b&gt;", "H 1002")
		clerk.send("/requests/new", need(h, "list", list, "step", "ask")...).has(t, "Tick the folders to ask for.")
		clerk.send("/requests/new", need(h, "list", list, "step", "ask", "folder", h.Volume2.Code)...).has(t, "Folder asked for")
		all := clerk.send("/requests/new", need(h, "list", "H1002", "volumes", "all")...)
		all.has(t, "<strong>2 folders</strong> found", `value="`+h.Volume1.Code+`" checked`)
		if n := len(openRequests(t, h)); n != 1 {
			t.Errorf("%d requests", n)
		}
		h.Clean()
	})
}

func TestAListThatIsEmptyOrTooLongIsRefused(t *testing.T) {
	h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
	clerk := pageSite(t, h)(tracking.RoleClinic)
	clerk.send("/requests/new", need(h, "list", " \n , ")...).has(t, `href="#list"`, "one on each line")
	clerk.send("/requests/new", need(h, "list", strings.Repeat("H1001\n", listLines+1))...).has(t, "A list can have 500 lines. This one has 501")
	if a := clerk.send("/requests/new", need(h, "list", strings.Repeat("x", listBytes))...); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a list without end is answered %d", a.status)
	}
	clerk.send("/requests/new", need(h, "list", strings.Repeat("H1001\n", listLines), "needed_day", "1")...).has(t, "500 lines")
}

func TestARequestIsChasedMovedUpAndCancelledWithAReason(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		door := pageSite(t, h)
		clerk, librarian := door(tracking.RoleClinic), door(tracking.RoleLibrary)
		h.Arrive(h.Folder, h.Secretary)
		clerk.send("/folders/"+h.Folder.Code+"/request", need(h, "needed_day", "24")...)
		one := requestPath(t, h)
		clerk.get("/requests").has(t, "Probably late: still in Cardiology secretaries.")
		page := clerk.get(one)
		page.lacks(t, "Move it up") // clinics ask, the library moves
		clerk.send(one+"/chase", "version", page.field(t, "version")).has(t, `href="#chase"`, "Say what the library should know.")
		clerk.send(one+"/chase", "version", page.field(t, "version"), "chase", "The patient comes early").has(t, "The library sees that you ask again.", "The library was asked again", "The patient comes early<")
		again := clerk.get(one)
		clerk.send(one+"/chase", "version", again.field(t, "version"), "chase", "And again").has(t, "Telephone it, or ask again after an hour.", `value="And again"`)
		clerk.send(one+"/cancel", "version", page.field(t, "version"), "cancel", "Typed").has(t, "Somebody changed this", `value="Typed"`)
		lib := librarian.get(one)
		librarian.send(one+"/up", "version", lib.field(t, "version"), "up", "Complex case").has(t, "The request comes first now.", "Moved up")
		last := clerk.get(one)
		clerk.send(one+"/cancel", "version", last.field(t, "version"), "cancel", "The appointment was moved").has(t, "The request is cancelled.", "Cancelled", "The appointment was moved<")
		clerk.get("/requests").has(t, "You wait for no folder.")
		clerk.get("/requests?state=cancelled").has(t, h.Folder.Code, "Cancelled")
		if a := clerk.get("/requests/777777"); a.status != http.StatusNotFound {
			t.Errorf("no request answers %d", a.status)
		}
		if a := clerk.send(one+"/burn", "why", "x"); a.status != http.StatusNotFound {
			t.Errorf("no change answers %d", a.status)
		}
		h.Clean()
	})
}

func TestOnlyWhoMayRequestComesToThePagesThatDo(t *testing.T) {
	h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
	door := pageSite(t, h)
	h.Ask(h.Folder, h.Clinic, 48*time.Hour)
	h.Book("S1", h.Clinic, h.Clock.Now().Add(72*time.Hour), tracking.Booked, "H1001")
	for _, role := range []tracking.Role{tracking.RolePorter, tracking.RoleGovernance} {
		v := door(role)
		for _, path := range []string{"/requests", "/requests/new", "/folders/" + h.Folder.Code + "/request", "/clinics", "/clinics/1", "/clinics/choose"} {
			if a := v.get(path); a.status != http.StatusForbidden {
				t.Errorf("%s sees %s: %d", role, path, a.status)
			}
		}
		if a := v.get("/requests/1"); role == tracking.RolePorter {
			a.has(t, h.Folder.Code)
			a.lacks(t, "OKAFOR", "Cancel it")
		}
		if a := v.send("/requests/1/cancel", "cancel", "Because", "version", "1"); a.status != http.StatusForbidden {
			t.Errorf("%s cancels: %d", role, a.status)
		}
	}
}
