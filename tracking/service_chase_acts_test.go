package tracking_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestADisputeStopsChasingAndTheNextScanAnywhereClosesItAndSaysWhere(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		sweep(t, h)
		list, err := h.Service.Dispute(t.Context(), trackingtest.Librarian, []string{h.Folder.Code, h.Volume2.Code}, "Sent on Monday with the porter")
		if err != nil || list[0].Err != nil || !isCode(list[1].Err, "not_out") {
			t.Fatal(list, err)
		}
		if again, err := h.Service.Dispute(t.Context(), trackingtest.Librarian, []string{h.Folder.Code}, "Again"); err != nil || !isCode(again[0].Err, "disputed_already") {
			t.Errorf("%+v %v", again, err)
		}
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Fatal(err)
		}
		if letter := post(t, h, h.Service); len(letter.Lines) != 1 || letter.Lines[0].Code != h.Volume1.Code {
			t.Errorf("%+v", letter.Lines)
		}
		h.Events.Take()
		r := h.Arrive(h.Folder, h.OtherLibrary)
		told := false
		for _, n := range r.Notices {
			told = told || (n.Code == "dispute_ended" && strings.Contains(n.Text, "Clinic B says") && strings.Contains(n.Text, "Sent on Monday"))
		}
		if !told {
			t.Errorf("who scans is not told: %+v", r)
		}
		closed := false
		for _, e := range h.Events.Take() {
			if a := e.Alert; a != nil && a.Kind == tracking.DisputeAlert {
				closed = a.Open == nil && a.ClosedWhy == "scanned at South library" && a.Location.ID == h.Clinic.ID
			}
		}
		if !closed {
			t.Error("the dispute is not closed with where it was")
		}
		h.Clean()
	})
}

func TestAHolderIsLeftAloneForAWhileWithAReason(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Fatal(err)
		}
		call := tracking.CallMade{SpokeTo: "Sister Example", Said: "They come on Friday", AloneUntil: on(t, "2026-11-30")}
		if _, err := h.Service.RecordCall(t.Context(), trackingtest.Librarian, h.Clinic.Code, call); err != nil {
			t.Fatal(err)
		}
		if letter := post(t, h, h.Service); letter != nil {
			t.Error("a letter that waited goes to somebody who is left alone")
		}
		if _, err := remind(t, h, h.Clinic); !isCode(err, "snoozed") || !strings.Contains(err.Error(), "They come on Friday") {
			t.Errorf("%v", err)
		}
		if err := h.Service.Snooze(t.Context(), trackingtest.Librarian, h.Clinic.Code, 0, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Error(err)
		}
		for code, err := range map[string]error{
			"alone_past":     h.Service.Snooze(t.Context(), trackingtest.Librarian, h.Clinic.Code, on(t, "2026-11-24"), "x"),
			"alone_long":     h.Service.Snooze(t.Context(), trackingtest.Librarian, h.Clinic.Code, on(t, "2027-11-24"), "x"),
			"reason_missing": h.Service.Snooze(t.Context(), trackingtest.Librarian, h.Clinic.Code, on(t, "2026-12-24"), ""),
			"forbidden":      h.Service.Snooze(t.Context(), trackingtest.Porter, h.Clinic.Code, on(t, "2026-12-24"), "x"),
		} {
			if !isCode(err, code) {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
}

func TestAnEscalationGoesToTheManagerWithAllFoldersAndCountsForNoStep(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		ask := tracking.ChaseAsk{Holder: h.Clinic.Code, Kind: tracking.Escalation, Address: "manager@hospital.test", Note: "Three reminders, no answer.", Mails: true}
		list, err := h.Service.Chase(t.Context(), trackingtest.Librarian, []tracking.ChaseAsk{ask})
		if err != nil || list[0].Err != nil {
			t.Fatal(list, err)
		}
		if l := post(t, h, h.Service); l.Address != "manager@hospital.test" || !strings.Contains(l.Body, "Three reminders, no answer.") || len(l.Lines) != 2 {
			t.Errorf("%+v", l)
		}
		if c, err := remind(t, h, h.Clinic); err != nil || c.Step != tracking.FirstReminder {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func TestTheFoldersOfALeaverAreHandedOverAndTheirClockGoesOn(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		out := *h.Whereabouts(h.Folder).OutSince
		n, err := h.Service.HandOver(t.Context(), trackingtest.Admin, h.Clinic.Code, h.Secretary.Code, "Dr Example has left")
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		w := h.Whereabouts(h.Folder)
		if w.Location.ID != h.Secretary.ID || !w.OutSince.Equal(out) || w.Confidence != tracking.Keyed {
			t.Errorf("%+v", w)
		}
		for code, ask := range map[string][2]string{"nothing_held": {h.Clinic.Code, h.Secretary.Code}, "same_holder": {h.Clinic.Code, h.Clinic.Code},
			"location_retired": {h.Secretary.Code, h.Retired.Code}, "unknown_location": {"L9999999", h.Clinic.Code}} {
			if _, err := h.Service.HandOver(t.Context(), trackingtest.Admin, ask[0], ask[1], "x"); !isCode(err, code) {
				t.Errorf("%s: %v", code, err)
			}
		}
		h.Clean()
	})
}

func TestFoldersThatAreKeptAreNotHandedOver(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Volume1, h.Shelf)
		h.Arrive(h.Volume2, h.OffSite)
		for _, place := range []tracking.Location{h.Library, h.Shelf, h.OffSite} {
			if _, err := h.Service.HandOver(t.Context(), trackingtest.Admin, place.Code, h.Secretary.Code, "By mistake"); !isCode(err, "keeps_folders") {
				t.Errorf("%s: %v", place.Name, err)
			}
		}
		if h.Whereabouts(h.Folder).LocationID != h.Library.ID || h.Whereabouts(h.Volume1).LocationID != h.Shelf.ID {
			t.Error("a shelf was emptied on paper")
		}
		h.Clean()
	})
}

func TestAHandOverGoesOnPastAsManyFoldersOnTheirWay(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		rows := make([]tracking.NewFolder, 500)
		for i := range rows {
			rows[i] = tracking.NewFolder{Patient: "H1001", Kind: tracking.KindOther, Home: h.Library.Code, Location: h.Clinic.Code}
		}
		added, err := h.Service.AddFolders(t.Context(), trackingtest.Admin, rows)
		var sent []tracking.Scan
		for _, a := range added {
			s := h.NewScan(a.Row.Code, h.Clinic)
			s.Action, s.ToCode = tracking.Send, h.Library.Code
			sent = append(sent, s)
		}
		if err != nil || len(sent) != 500 {
			t.Fatal(len(sent), err)
		}
		h.Scan(sent...)
		last := h.AddFolder("H1001")
		h.Arrive(last, h.Clinic)
		n, err := h.Service.HandOver(t.Context(), trackingtest.Admin, h.Clinic.Code, h.Secretary.Code, "Dr Example has left")
		if err != nil || n != 1 || h.Whereabouts(last).Location.ID != h.Secretary.ID {
			t.Error(n, err)
		}
	})
}

func TestALetterWithAWrongFieldIsRefusedAndSaysWhich(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		good := tracking.ShippedLetter(tracking.FirstLetter)
		for code, change := range map[string]func(*tracking.LetterText){
			"unknown_field":   func(l *tracking.LetterText) { l.Body = "Dear {hodler}\n{folders}" },
			"brace":           func(l *tracking.LetterText) { l.Body = "Dear holder}\n{folders}" },
			"body_folders":    func(l *tracking.LetterText) { l.Body = "See {folders} here" },
			"subject_missing": func(l *tracking.LetterText) { l.Subject = " " },
			"subject_long":    func(l *tracking.LetterText) { l.Subject = "a\nBcc: x" },
			"subject_folders": func(l *tracking.LetterText) { l.Subject = "{folders}" },
			"body_long":       func(l *tracking.LetterText) { l.Body = strings.Repeat("x", 5000) + "\n{folders}" },
		} {
			text := good
			change(&text)
			if _, err := h.Service.SetLetterText(t.Context(), trackingtest.Admin, text, 0); !isCode(err, code) {
				t.Errorf("%s: %v", code, err)
			}
		}
		good.Subject = "Notes, please: {count}"
		if _, err := h.Service.SetLetterText(t.Context(), trackingtest.Admin, good, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Service.SetLetterText(t.Context(), trackingtest.Admin, good, 0); !errors.Is(err, tracking.ErrStale) {
			t.Errorf("two change it: %v", err)
		}
		overdueAtClinic(t, h)
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Fatal(err)
		}
		if l := post(t, h, h.Service); l.Subject != "Notes, please: 2 folders" {
			t.Errorf("%q", l.Subject)
		}
		for _, kind := range tracking.LetterKinds() {
			if _, _, _, err := h.Rules.Preview(tracking.ShippedLetter(kind), tracking.ByEmail, h.Clock.Now()); err != nil {
				t.Errorf("%s: %v", kind, err)
			}
		}
	})
}

func TestProcessesThatSweepTogetherOpenEachAlertOnceAndTellIt(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		other := h.Another(t)
		for i := range 40 {
			number := fmt.Sprintf("S%03d", i)
			h.AddPatient(number, "Sweep", "A")
			h.Arrive(h.AddFolder(number), h.Clinic)
		}
		h.Clock.Forward(2 * week)
		h.Events.Take()
		var both sync.WaitGroup
		for _, s := range []*tracking.Service{h.Service, other, h.Service, other} {
			both.Go(func() {
				if _, err := s.Sweep(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		sweep(t, h)
		told := map[tracking.AlertID]int{}
		for _, e := range h.Events.Take() {
			if e.Alert != nil && e.Alert.Kind == tracking.OverdueAlert {
				told[e.Alert.ID]++
			}
		}
		for id, times := range told {
			if times != 1 || id == 0 {
				t.Errorf("alert %d was told %d times", id, times)
			}
		}
		if len(told) != 40 || len(alerts(t, h)) != 40 {
			t.Errorf("%d alerts were told, %d are open, want 40", len(told), len(alerts(t, h)))
		}
		h.Clean()
	})
}
