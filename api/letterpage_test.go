package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
)

// overdueSite is a site with two folders overdue at the clinic, on the Monday after.
func overdueSite(t *testing.T, test func(t *testing.T, s *boardSite)) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Volume1, s.Clinic)
		s.Arrive(s.Folder, s.Clinic)
		s.Clock.Forward(7 * 24 * time.Hour)
		test(t, s)
	})
}

func TestTheOverdueListShowsWhatNeedsActionTodayAndHoldersAreRemindedTogether(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RoleLibrary, "/overdue"), "Needs action today", `value="`+s.Clinic.Code+`"`, "Send the 1st reminder", "Never", "All holders 1")
		s.lacks(s.get(tracking.RolePorter, "/overdue"), "/overdue/letters", "<button class=\"nhsuk-button\" type=\"submit\" name=\"which\"", `name="holder"`)
		a := s.post(tracking.RoleLibrary, "/overdue/remind", url.Values{"back": {"/overdue?view=today"}, "which": {"ticked"}})
		if a.code != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Choose the holders first.") {
			t.Errorf("nobody chosen answered %d", a.code)
		}
		chosen := url.Values{"back": {"/overdue?view=today"}, "which": {"ticked"}, "holder": {s.Clinic.Code}}
		if a := s.post(tracking.RoleLibrary, "/overdue/remind", chosen); a.code != http.StatusSeeOther || a.location != "/overdue?view=today" {
			t.Fatalf("reminding answered %d to %q", a.code, a.location)
		}
		s.has(s.get(tracking.RoleLibrary, "/overdue"), "Print the letter", "1 to look at")
		chosen.Add("holder", s.Secretary.Code)
		a = s.post(tracking.RoleLibrary, "/overdue/remind", chosen)
		if a.code != http.StatusConflict {
			t.Errorf("a second letter answered %d", a.code)
		}
		s.has(a.body, "Not done for 2", "Clinic B", "is on its way already", "Cardiology secretaries", "Nothing is due")
		if a := s.post(tracking.RolePorter, "/overdue/remind", chosen); a.code != http.StatusForbidden {
			t.Errorf("a porter's reminder answered %d", a.code)
		}
		s.has(s.get(tracking.RoleLibrary, "/overdue?view=all&sort=name&from=900"), "All who hold overdue folders", "Clinic B")
	})
}

func TestALetterIsPrintedAndThenRecordedAsSent(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RoleLibrary, "/overdue/letters"), "No letter waits. Checked at")
		s.has(s.get(tracking.RoleLibrary, "/overdue/"+s.Clinic.Code+"/draft"), "Not made yet", "Okafor, N", "Case notes to return: 2 folders")
		s.has(s.get(tracking.RoleLibrary, "/overdue/letters"), "No letter waits.")
		s.post(tracking.RoleLibrary, "/overdue/remind", url.Values{"holder": {s.Clinic.Code}})
		body := s.get(tracking.RoleLibrary, "/overdue/letters")
		s.has(body, "To print", "Print all 1", "1st reminder", "Clinic B")
		id := regexp.MustCompile(`name="all" value="(\d+)"`).FindStringSubmatch(body)[1]
		if a := s.ask(tracking.RoleLibrary, http.MethodGet, "/overdue/letters.pdf", "", ""); a.code != http.StatusNotFound {
			t.Errorf("nothing to print answered %d", a.code)
		}
		if a := s.post(tracking.RoleLibrary, "/overdue/letters", url.Values{"all": {id}, "do": {"print"}}); a.code != http.StatusSeeOther {
			t.Fatalf("printing answered %d", a.code)
		}
		s.has(s.get(tracking.RoleLibrary, "/overdue/letters"), "Being printed", "/overdue/letters.pdf", "All 1 are printed and sent")
		for _, path := range []string{"/overdue/letters.pdf", "/overdue/letters/" + id + "/pdf"} {
			if a := s.ask(tracking.RoleLibrary, http.MethodGet, path, "", ""); a.code != http.StatusOK || !strings.HasPrefix(a.body, "%PDF-") {
				t.Errorf("%s answered %d", path, a.code)
			}
		}
		s.post(tracking.RoleLibrary, "/overdue/letters", url.Values{"all": {id}, "do": {"sent"}})
		s.has(s.get(tracking.RoleLibrary, "/overdue/letters/"+id), "Sent", "Case notes to return: 2 folders", "O&#39;Brien, S", "Return to: Main library")
		s.has(s.get(tracking.RoleLibrary, "/overdue"), "Nothing to chase today.")
		s.has(s.get(tracking.RoleLibrary, "/overdue?view=all"), "1st reminder, 30 November", "2nd reminder on 7 December 2026")
		s.has(s.get(tracking.RoleLibrary, "/overdue/"+s.Clinic.Code), "1st reminder, 30 November", "/overdue/letters/"+id, "Sent")
		for path, want := range map[string]int{"/overdue/letters/x": http.StatusNotFound, "/overdue/letters/99": http.StatusNotFound, "/overdue/texts/x": http.StatusNotFound} {
			if a := s.ask(tracking.RoleLibrary, http.MethodGet, path, "", ""); a.code != want {
				t.Errorf("%s answered %d, want %d", path, a.code, want)
			}
		}
	})
}

func TestOneClosesTheLettersThatOnePrintsAndNotThoseOfAColleague(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		s.post(tracking.RoleLibrary, "/overdue/remind", url.Values{"holder": {s.Clinic.Code}})
		id := regexp.MustCompile(`name="all" value="(\d+)"`).FindStringSubmatch(s.get(tracking.RoleLibrary, "/overdue/letters"))[1]
		s.post(tracking.RoleSupervisor, "/overdue/letters", url.Values{"all": {id}, "do": {"print"}})
		s.has(s.get(tracking.RoleSupervisor, "/overdue/letters"), "Being printed by you", "/overdue/letters.pdf", "All 1 are printed and sent")
		body := s.get(tracking.RoleLibrary, "/overdue/letters")
		s.has(body, "Being printed by <bdi>board.supervisor</bdi>", `name="sent" value="`+id+`"`)
		s.lacks(body, "/overdue/letters.pdf", "are printed and sent")
		s.post(tracking.RoleLibrary, "/overdue/letters", url.Values{"all": {id}, "do": {"sent"}})
		s.has(s.get(tracking.RoleLibrary, "/overdue/letters"), "Being printed by <bdi>board.supervisor</bdi>")
		s.post(tracking.RoleLibrary, "/overdue/letters", url.Values{"sent": {id}}) // the supervisor asked her to say so
		s.has(s.get(tracking.RoleLibrary, "/overdue/letters"), "No letter waits.")
	})
}

func TestTheFoldersOfAHolderAreExtendedDisputedOrReportedMissing(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		path := "/overdue/" + s.Clinic.Code
		s.has(s.get(tracking.RoleLibrary, path), "Remind them now", "A letter to print", "Here 5 working days", "out 5 working days")
		day := func(form, day, month, year string) url.Values {
			return url.Values{form + "_day": {day}, form + "_month": {month}, form + "_year": {year}}
		}
		extend := day("extend", "14", "12", "2026")
		extend["do"], extend["extend_why"] = []string{"extend"}, []string{"Still dictating"}
		a := s.post(tracking.RoleLibrary, path+"/folders", extend)
		s.has(a.body, "Choose the folders first.", "Still dictating")
		extend["folder"] = []string{s.Folder.Code}
		bad := day("extend", "32", "12", "2026")
		bad["do"], bad["folder"], bad["extend_why"] = extend["do"], extend["folder"], extend["extend_why"]
		s.has(s.post(tracking.RoleLibrary, path+"/folders", bad).body, `href="#extend">Enter a day`, `value="32"`, `value="`+s.Folder.Code+`" autocomplete="off" checked`)
		if a := s.post(tracking.RoleLibrary, path+"/folders", extend); a.code != http.StatusSeeOther {
			t.Fatalf("extending answered %d: %s", a.code, a.body)
		}
		s.lacks(s.get(tracking.RoleLibrary, path), s.Folder.Code)
		s.has(s.get(tracking.RoleLibrary, "/folders/"+s.Folder.Code), "Extended: Still dictating", "14 December 2026", "Stays out until")
		said := url.Values{"do": {"dispute"}, "folder": {s.Volume1.Code, s.Volume2.Code}, "dispute_said": {"Sent with the porter"}}
		s.has(s.post(tracking.RoleLibrary, path+"/folders", said).body, "Not done for 1", s.Volume2.Name(), "is at home")
		s.has(s.get(tracking.RoleLibrary, path), "They say it was sent back")
		s.has(s.get(tracking.RoleLibrary, "/alerts?kind=disputed"), "Clinic B says that", "Sent with the porter")
		missing := url.Values{"do": {"missing"}, "folder": {s.Volume1.Code}, "looked": {"Every shelf of the clinic"}}
		if a := s.post(tracking.RoleLibrary, path+"/folders", missing); a.code != http.StatusSeeOther {
			t.Errorf("reporting missing answered %d: %s", a.code, a.body)
		}
	})
}

func TestTheTicksOfALaterPageOfAHolderAreKeptThere(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		first, found, err := s.Store.FolderByCode(t.Context(), s.Folder.Code)
		if s.must(err); !found {
			t.Fatal("no folder")
		}
		page := fmt.Sprintf("?after=%d-%d", first.DueAt.UnixMilli(), first.ID)
		path := "/overdue/" + s.Clinic.Code
		body := s.get(tracking.RoleLibrary, path+page)
		s.lacks(body, `data-row="`+s.Folder.Code)
		s.has(body, `data-row="`+s.Volume1.Code, `action="`+path+"/folders"+page+`"`)
		form := url.Values{"do": {"dispute"}, "folder": {s.Volume1.Code}, "dispute_said": {""}}
		s.has(s.post(tracking.RoleLibrary, path+"/folders"+page, form).body, `value="`+s.Volume1.Code+`" autocomplete="off" checked`, `action="`+path+"/folders"+page+`"`)
		form.Set("dispute_said", "Sent on Friday")
		if a := s.post(tracking.RoleLibrary, path+"/folders"+page, form); a.code != http.StatusSeeOther || a.location != path+page {
			t.Errorf("a dispute on the second page answered %d to %q", a.code, a.location)
		}
	})
}

func TestEnterDoesWithTheTickedFoldersWhatWasFilledIn(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		path := "/overdue/" + s.Clinic.Code
		buttons := regexp.MustCompile(`(?s)<form id="held".*?</form>`).FindString(s.get(tracking.RoleLibrary, path))
		if first := regexp.MustCompile(`<button[^>]*>`).FindString(buttons); strings.Contains(first, "name=") {
			t.Errorf("Enter presses %s", first)
		}
		form := url.Values{"folder": {s.Folder.Code}}
		a := s.post(tracking.RoleLibrary, path+"/folders", form)
		s.has(a.body, "Press the button of what you want", `value="`+s.Folder.Code+`" autocomplete="off" checked`)
		form.Set("looked", "Every shelf")
		form.Set("dispute_said", "Sent on Friday")
		s.has(s.post(tracking.RoleLibrary, path+"/folders", form).body, "Press the button of what you want", "Every shelf", "Sent on Friday")
		form.Del("dispute_said")
		if a := s.post(tracking.RoleLibrary, path+"/folders", form); a.code != http.StatusSeeOther {
			t.Fatalf("Enter in the part of missing folders answered %d: %s", a.code, a.body)
		}
		s.has(s.get(tracking.RoleLibrary, "/folders/"+s.Folder.Code), "Every shelf")
	})
}

func TestCallsQuietTimesEscalationsAndHandOversAreFormsOfTheHolder(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		path := "/overdue/" + s.Clinic.Code
		s.has(s.post(tracking.RoleLibrary, path+"/call", url.Values{"said": {"On Friday"}}).body, `href="#spoke_to">Say whom`, `value="On Friday"`)
		call := url.Values{"spoke_to": {"The sister"}, "said": {"On Friday"}, "promised_day": {"4"}, "promised_month": {"12"}, "promised_year": {"2026"}}
		if a := s.post(tracking.RoleLibrary, path+"/call", call); a.code != http.StatusSeeOther {
			t.Fatalf("a call answered %d: %s", a.code, a.body)
		}
		s.has(s.get(tracking.RoleLibrary, path), "Left alone", "until 4 December 2026: On Friday", "Spoke to The sister")
		s.post(tracking.RoleLibrary, path+"/alone", url.Values{"do": {"wake"}})
		s.lacks(s.get(tracking.RoleLibrary, path), "Left alone</strong>")
		s.has(s.post(tracking.RoleLibrary, path+"/escalate", url.Values{"address": {"nobody"}, "note": {"x"}}).body, `href="#address">Write an e-mail address`)
		if a := s.post(tracking.RoleLibrary, path+"/escalate", url.Values{"note": {"No answer to three letters"}}); a.code != http.StatusSeeOther {
			t.Errorf("escalating answered %d: %s", a.code, a.body)
		}
		if a := s.post(tracking.RoleLibrary, path+"/hand-over", url.Values{"heir": {s.Secretary.Code}, "hand_over_why": {"Left"}}); a.code != http.StatusForbidden {
			t.Errorf("a clerk's hand-over answered %d", a.code)
		}
		s.has(s.get(tracking.RoleSupervisor, path), path+"/hand-over")
		s.lacks(s.get(tracking.RoleSupervisor, "/overdue/"+s.Library.Code), "/hand-over") // nobody leaves a library
		s.has(s.post(tracking.RoleSupervisor, path+"/hand-over", url.Values{"hand_over_why": {"Left"}}).body, `href="#heir">Choose to whom`)
		if a := s.post(tracking.RoleSupervisor, path+"/hand-over", url.Values{"heir": {s.Secretary.Code}, "hand_over_why": {"Left"}}); a.code != http.StatusSeeOther {
			t.Errorf("a hand-over answered %d: %s", a.code, a.body)
		}
		s.has(s.get(tracking.RoleLibrary, path), "Nothing overdue.")
	})
}

func TestTheWordsOfALetterAreChangedWithAPreviewAndAWrongFieldIsNamed(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.has(s.get(tracking.RoleSupervisor, "/overdue/texts"), "1st reminder", "As shipped", "/overdue/texts/escalation")
		path := "/overdue/texts/first"
		s.has(s.get(tracking.RoleSupervisor, path), "{folders}", "Example secretaries")
		words := s.get(tracking.RoleLibrary, path) // she may read them, and her words would not be taken
		s.has(words, "A library supervisor changes these words.", "{folders}", "Example secretaries")
		s.lacks(words, "<textarea", `value="save"`)
		form := url.Values{"version": {"0"}, "subject": {"Notes {count}"}, "body": {"Dear {hodler}\r\n\r\n{folders}"}, "do": {"save"}}
		s.has(s.post(tracking.RoleSupervisor, path, form).body, `href="#body">There is no field {hodler}`, "Dear {hodler}")
		form.Set("body", "Dear {holder}\r\n\r\n{folders}")
		form.Set("do", "preview")
		s.has(s.post(tracking.RoleSupervisor, path, form).body, "Dear Example secretaries", "Notes 2 folders")
		form.Set("do", "save")
		if a := s.post(tracking.RoleSupervisor, path, form); a.code != http.StatusSeeOther {
			t.Fatalf("saving answered %d: %s", a.code, a.body)
		}
		s.has(s.get(tracking.RoleSupervisor, "/overdue/texts"), "Notes {count}", "by board.supervisor")
		s.has(s.post(tracking.RoleSupervisor, path, form).body, "Somebody changed this")
		form.Set("do", "shipped")
		s.has(s.post(tracking.RoleSupervisor, path, form).body, "Case notes to return: {count}")
		if a := s.post(tracking.RoleLibrary, path, form); a.code != http.StatusForbidden {
			t.Errorf("a clerk's words answered %d", a.code)
		}
	})
}

func TestAClosedDayIsAddedOnItsPageAndTakenBackThere(t *testing.T) {
	boardEach(t, func(t *testing.T, s *boardSite) {
		s.Arrive(s.Folder, s.Clinic) // due on Wednesday 25 November
		s.has(s.get(tracking.RolePorter, "/closures"), "The last month and the next twelve", "Friday 25 December 2026", "The calendar")
		s.lacks(s.get(tracking.RoleLibrary, "/closures"), "Close the library")
		form := url.Values{"from_day": {"25"}, "from_month": {"11"}, "from_year": {"2026"}, "why": {""}}
		s.has(s.post(tracking.RoleSupervisor, "/closures", form).body, `href="#why">Say why`, `value="25"`)
		form.Set("why", "Flood")
		if a := s.post(tracking.RoleSupervisor, "/closures", form); a.code != http.StatusSeeOther {
			t.Fatalf("closing answered %d: %s", a.code, a.body)
		}
		body := s.get(tracking.RoleSupervisor, "/closures")
		s.has(body, "Wednesday 25 November 2026", "Flood", "board.supervisor")
		s.has(s.get(tracking.RoleLibrary, "/folders/"+s.Folder.Code), "26 November 2026", "Closed on 25 November 2026: Flood.")
		action := regexp.MustCompile(`action="(/closures/\d+/reopen)"`).FindStringSubmatch(body)
		if a := s.post(tracking.RoleSupervisor, action[1], nil); a.code != http.StatusSeeOther {
			t.Errorf("opening after all answered %d", a.code)
		}
		s.lacks(s.get(tracking.RoleSupervisor, "/closures"), "Flood")
	})
}

func TestProgramsChaseExtendAndCloseByTheAPI(t *testing.T) {
	overdueSite(t, func(t *testing.T, s *boardSite) {
		send := func(path, body string) boardAnswer {
			return s.ask(tracking.RoleSupervisor, http.MethodPost, "/api/v1"+path, "application/json", body)
		}
		a := send("/chases", `{"holders":["`+s.Clinic.Code+`","L9999999"]}`)
		if a.code != http.StatusCreated {
			t.Fatalf("chasing answered %d: %s", a.code, a.body)
		}
		s.has(a.body, `"kind":"reminder"`, `"step":1`, `"by":"paper"`, `"folders":2`, `"state":"waiting"`, `"code":"unknown_location"`)
		s.has(send("/chases", `{"holders":["`+s.Clinic.Code+`"],"kind":"call","spoke_to":"Reception","note":"Tomorrow"}`).body, `"by":"phone"`)
		s.has(s.ask(tracking.RoleSupervisor, http.MethodGet, "/api/v1/overdue?group=holder", "", "").body, `"due_today":true`, `"next_step":"Print the letter"`)
		if a := send("/chases/1/end", `{"what":"drop"}`); !strings.Contains(a.body, `"state":"dropped"`) {
			t.Errorf("giving it up answered %d: %s", a.code, a.body)
		}
		s.has(send("/folders/"+s.Folder.Code+"/extension", `{"until":"2026-12-14","why":"Dictating"}`).body, `"due_at":"2026-12-14T17:00:00.000Z"`)
		s.has(send("/folders/"+s.Volume1.Code+"/dispute", `{"said":"Sent"}`).body, s.Volume1.Code)
		s.has(send("/closures", `{"from":"2026-12-14","why":"Snow"}`).body, `"days":1`)
		s.has(s.ask(tracking.RoleSupervisor, http.MethodGet, "/api/v1/closures", "", "").body, `"day":"2026-12-14"`, `"moved":1`)
		s.has(s.ask(tracking.RoleSupervisor, http.MethodGet, "/api/v1/folders/"+s.Folder.Code, "", "").body, `"due_at":"2026-12-15T17:00:00.000Z"`)
	})
}
