package tracking_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

var librarian = tracking.Actor{Name: "lee", Role: tracking.RoleLibrary, Via: "test"}

// addPrinter is a label printer at the library.
func addPrinter(t *testing.T, h *trackingtest.Hospital, name, address string) tracking.Printer {
	t.Helper()
	stock := "70x35"
	p, err := h.Service.AddPrinter(t.Context(), trackingtest.Admin, name, tracking.PrinterChange{Location: &h.Library.Code, Address: &address, Stock: &stock})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// prepare puts labels together.
func prepare(t *testing.T, h *trackingtest.Hospital, codes ...string) tracking.PrintJob {
	t.Helper()
	j, err := h.Service.PreparePrint(t.Context(), librarian, tracking.NewPrint{ID: uuid.NewString(), Codes: codes})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func choose(printer, reason string) tracking.PrintChoice {
	return tracking.PrintChoice{Printer: printer, Stock: "70x35", StartAt: 1, Places: 1, Reason: reason}
}

// printed is a job that waits for the printer.
func printed(t *testing.T, h *trackingtest.Hospital, printer string, reason string, codes ...string) tracking.PrintJob {
	t.Helper()
	j, err := h.Service.Print(t.Context(), librarian, prepare(t, h, codes...).ID, choose(printer, reason))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// taken is a job that the printer took.
func taken(t *testing.T, h *trackingtest.Hospital, printer, reason string, codes ...string) tracking.PrintJob {
	t.Helper()
	j, err := h.Service.StartSending(t.Context(), printed(t, h, printer, reason, codes...), "me")
	if err == nil {
		j, err = h.Service.TookPrint(t.Context(), j, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if e, ok := errors.AsType[*tracking.Error](err); !ok || e.Code != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

func TestTheSameJobSentTwicePrintsOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPrinter(t, h, "Library labels", "10.1.2.3")
		n := tracking.NewPrint{ID: uuid.NewString(), Codes: []string{h.Folder.Code, strings.ToLower(h.Folder.Code), h.Clinic.Code}}
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				if _, err := h.Service.PreparePrint(t.Context(), librarian, n); err != nil {
					t.Error(err)
				}
				if _, err := h.Service.Print(t.Context(), librarian, n.ID, choose("Library labels", "")); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		j, _, err := h.Store.PrintJob(t.Context(), n.ID)
		if err != nil || j.State != tracking.Waiting || j.Labels != 2 {
			t.Errorf("%+v, %v", j, err)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM print_labels"); n != 2 {
			t.Errorf("%d labels", n)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE action = 'label.print'"); n != 2 {
			t.Errorf("%d labels in the audit trail", n)
		}
		other := n
		other.Codes = []string{h.Volume1.Code}
		_, err = h.Service.PreparePrint(t.Context(), librarian, other)
		wantCode(t, err, "print_id_taken")
		_, err = h.Service.Print(t.Context(), librarian, n.ID, tracking.PrintChoice{Printer: "Library labels", Stock: "50x25", StartAt: 1, Places: 1})
		wantCode(t, err, "print_asked")
	})
}

func TestWhatCannotBePrintedIsSaid(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		p := addPrinter(t, h, "Library labels", "10.1.2.3")
		exec(t, h, "UPDATE folders SET status = 'destroyed' WHERE id = ?", h.Volume1.ID)
		var many []string
		for i := range 100_000 {
			code, _ := tracking.Issue(tracking.FolderCode, uint64(i+1))
			many = append(many, code)
		}
		for want, n := range map[string]tracking.NewPrint{
			"print_id": {ID: "1", Codes: []string{h.Folder.Code}}, "codes_missing": {ID: uuid.NewString(), Codes: []string{" "}},
			"unknown_barcode": {ID: uuid.NewString(), Codes: []string{h.Folder.Code, "F99999999X", "é"}}, "folder_ended": {ID: uuid.NewString(), Codes: []string{h.Volume1.Code}},
			"too_many_labels": {ID: uuid.NewString(), Codes: many},
		} {
			_, err := h.Service.PreparePrint(t.Context(), librarian, n)
			wantCode(t, err, want)
		}
		box, err := h.Service.AddContainer(t.Context(), trackingtest.Admin, tracking.NewContainer{Kind: tracking.Box, Name: "Box 1", Location: h.Library.Code})
		if err != nil {
			t.Fatal(err)
		}
		if j := prepare(t, h, box.Code, h.Clinic.Code); j.Labels != 2 {
			t.Errorf("a box and a clinic are %d labels", j.Labels)
		}
		exec(t, h, "INSERT INTO users (id, name, role, password_hash, created_at) VALUES (7, 'sam', 'porter', '', ?)", h.Clock.Now())
		exec(t, h, "INSERT INTO barcodes (code, user_id, alias, created_at) VALUES ('S0000047X', 7, FALSE, ?)", h.Clock.Now())
		badge := tracking.NewPrint{ID: uuid.NewString(), Codes: []string{"S0000047X"}}
		_, err = h.Service.PreparePrint(t.Context(), librarian, badge)
		wantCode(t, err, "forbidden")
		if j, err := h.Service.PreparePrint(t.Context(), trackingtest.Admin, badge); err != nil || j.Labels != 1 {
			t.Errorf("a badge is %d labels, %v", j.Labels, err)
		}
		_, err = h.Service.PreparePrint(t.Context(), trackingtest.Porter, tracking.NewPrint{ID: uuid.NewString(), Codes: []string{h.Folder.Code}})
		wantCode(t, err, "forbidden")
		j := prepare(t, h, h.Folder.Code)
		for want, c := range map[string]tracking.PrintChoice{
			"unknown_printer":    {Printer: "Nowhere", Stock: "70x35", StartAt: 1, Places: 1},
			"start_beyond_sheet": {Printer: p.Name, Stock: "A4", StartAt: 25, Places: 24},
			"reason_too_long":    {Printer: p.Name, Stock: "70x35", StartAt: 1, Places: 1, Reason: strings.Repeat("x", 201)},
		} {
			_, err := h.Service.Print(t.Context(), librarian, j.ID, c)
			wantCode(t, err, want)
		}
		retired := true
		if _, err := h.Service.AmendPrinter(t.Context(), trackingtest.Admin, p.Name, p.Version, tracking.PrinterChange{Retired: &retired}); err != nil {
			t.Fatal(err)
		}
		_, err = h.Service.Print(t.Context(), librarian, j.ID, choose(p.Name, ""))
		wantCode(t, err, "printer_retired")
		if n := count(t, h, "SELECT COUNT(*) FROM print_labels WHERE label_version IS NOT NULL"); n != 0 {
			t.Errorf("%d labels have a version", n)
		}
	})
}

func TestAReprintNeedsAReasonAndCountsOn(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPrinter(t, h, "Library labels", "10.1.2.3")
		first := taken(t, h, "Library labels", "", h.Folder.Code, h.Volume2.Code)
		again := prepare(t, h, h.Folder.Code)
		_, err := h.Service.Print(t.Context(), librarian, again.ID, choose("Library labels", " "))
		wantCode(t, err, "reason_missing")
		if _, err := h.Service.Print(t.Context(), librarian, again.ID, choose("Library labels", "Coffee")); err != nil {
			t.Fatal(err)
		}
		l, j, found, err := h.Store.FolderLabel(t.Context(), h.Folder.ID)
		if err != nil || !found || *l.LabelVersion != 2 || j.Reason != "Coffee" {
			t.Errorf("%+v of %+v, %v", l, j, err)
		}
		third, err := h.Service.PrintAgain(t.Context(), librarian, first.ID, uuid.NewString(), "They smeared")
		if err != nil || third.State != tracking.Prepared || third.Labels != 2 || *third.AgainOf != first.ID {
			t.Errorf("%+v, %v", third, err)
		}
		if old, _, _ := h.Store.PrintJob(t.Context(), first.ID); old.State != tracking.Failed || old.Problem != "Printed again: They smeared" {
			t.Errorf("the first job is %+v", old)
		}
		if _, err := h.Service.Print(t.Context(), librarian, third.ID, choose("Library labels", "")); err != nil {
			t.Error(err) // the reason of the repeat holds
		}
	})
}

func TestTwoJobsNeverGiveAFolderTheSameLabelVersion(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPrinter(t, h, "Library labels", "10.1.2.3")
		var group sync.WaitGroup
		for range 6 {
			j := prepare(t, h, h.Folder.Code)
			group.Go(func() {
				for { // whoever loses the race asks again, as a person would
					_, err := h.Service.Print(t.Context(), librarian, j.ID, choose("Library labels", "Torn"))
					if err == nil {
						return
					}
					if !errors.Is(err, tracking.ErrDuplicate) {
						t.Error(err)
						return
					}
				}
			})
		}
		group.Wait()
		if n := count(t, h, "SELECT COUNT(DISTINCT label_version) FROM print_labels"); n != 6 {
			t.Errorf("%d versions of 6 labels", n)
		}
	})
}

func TestAJobThatAProcessLeftBehindMayHavePrinted(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPrinter(t, h, "Library labels", "10.1.2.3")
		mine, its, waits := printed(t, h, "Library labels", "", h.Folder.Code), printed(t, h, "Library labels", "", h.Volume1.Code), printed(t, h, "Library labels", "", h.Volume2.Code)
		for sender, j := range map[string]tracking.PrintJob{"me": mine, "other": its} {
			if _, err := h.Service.StartSending(t.Context(), j, sender); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.Service.StartSending(t.Context(), mine, "other"); !errors.Is(err, tracking.ErrStale) {
			t.Errorf("a second process may send too: %v", err)
		}
		if err := h.Service.AdoptPrints(t.Context(), "me", h.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]tracking.PrintState{mine.ID: tracking.Sending, its.ID: tracking.Unsure, waits.ID: tracking.Waiting} {
			if j, _, _ := h.Store.PrintJob(t.Context(), id); j.State != want {
				t.Errorf("%s, want %s", j.State, want)
			}
		}
		if _, err := h.Service.TookPrint(t.Context(), tracking.PrintJob{ID: its.ID}, false); !errors.Is(err, tracking.ErrPrintMovedOn) {
			t.Errorf("the other process woke up: %v", err)
		}
		h.Clock.Forward(time.Hour)
		due, err := h.Store.PrintsDue(t.Context(), h.Clock.Now(), 10)
		if err != nil || len(due) != 1 || due[0].ID != waits.ID {
			t.Errorf("due: %+v, %v", due, err)
		}
		if j, err := h.Service.SayPrinted(t.Context(), librarian, its.ID); err != nil || j.State != tracking.Printed || j.EndedBy != "lee" {
			t.Errorf("%+v, %v", j, err)
		}
		if _, err := h.Service.CancelPrint(t.Context(), librarian, mine.ID); !errors.Is(err, tracking.ErrPrintMovedOn) {
			t.Errorf("what is being sent was cancelled: %v", err)
		}
	})
}

func TestALeaseIsOneProcesssUntilItRunsOut(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		lease := func(holder string) bool {
			t.Helper()
			held, err := h.Service.Lease(t.Context(), "print", holder, 30*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			return held
		}
		var group sync.WaitGroup
		var got [8]bool
		for i := range got {
			group.Go(func() { got[i] = lease(string(rune('a' + i))) })
		}
		group.Wait()
		holder := slices.Index(got[:], true)
		if n := len(slices.DeleteFunc(got[:], func(held bool) bool { return !held })); n != 1 {
			t.Fatalf("%d processes hold it", n)
		}
		if !lease(string(rune('a'+holder))) || lease("z") {
			t.Error("its holder does not keep it")
		}
		h.Clock.Forward(31 * time.Second)
		if !lease("z") || lease(string(rune('a'+holder))) {
			t.Error("it does not run out")
		}
	})
}

func TestANewLabelIsDoneWhenItIsScanned(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPrinter(t, h, "Library labels", "10.1.2.3")
		old := h.Folder.Code
		w, err := h.Service.ReplaceLabel(t.Context(), librarian, old, "Torn")
		if err != nil || w.Code == old {
			t.Fatalf("%s, %v", w.Code, err)
		}
		j := taken(t, h, "Library labels", "", w.Code, h.Volume1.Code)
		for code, words := range map[string]string{old: "an old label that was replaced", h.Volume2.Code: "not one of the labels just printed", w.Code[:7]: "does not read right", "hello": "not the new label"} {
			if _, err := h.Service.ScanBack(t.Context(), librarian, j.ID, code); err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %v", code, err)
			}
		}
		for range 2 {
			if out, err := h.Service.ScanBack(t.Context(), librarian, j.ID, strings.ToLower(w.Code)); err != nil || out.Left != 1 || out.Job.State != tracking.Dispatched {
				t.Errorf("%+v, %v", out, err)
			}
		}
		out, err := h.Service.ScanBack(t.Context(), librarian, j.ID, h.Volume1.Code)
		if err != nil || out.Left != 0 || out.Job.State != tracking.Printed {
			t.Errorf("%+v, %v", out, err)
		}
		h.Clean()
	})
}

func TestAReplacedLabelStillFindsItsFolderAndSaysSo(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		old := h.Folder.Code
		w, err := h.Service.ReplaceLabel(t.Context(), librarian, old, "Torn")
		if err != nil {
			t.Fatal(err)
		}
		if f, found, err := h.Store.FolderByCode(t.Context(), old); err != nil || !found || f.Code != w.Code {
			t.Errorf("the old barcode finds %s, %v", f.Code, err)
		}
		for range 2 { // moved, then already there
			r := h.Scan(h.NewScan(old, h.Clinic))[0]
			if r.Folder == nil || r.Folder.ID != h.Folder.ID || !slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool {
				return n.Code == "label_replaced" && n.Text == "This label was replaced on 23 November 2026. Put the new one on: "+tracking.Group(w.Code)+"."
			}) {
				t.Errorf("%s: %+v", r.Outcome, r.Notices)
			}
		}
		if r := h.Scan(h.NewScan(w.Code, h.Ward))[0]; r.Folder.ID != h.Folder.ID || slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool { return n.Code == "label_replaced" }) {
			t.Errorf("the new label: %+v", r)
		}
		twice, err := h.Service.ReplaceLabel(t.Context(), librarian, old, "Torn again")
		if err != nil || twice.ID != h.Folder.ID || twice.Code == w.Code {
			t.Errorf("%s, %v", twice.Code, err)
		}
		if _, err := h.Service.ReplaceLabel(t.Context(), librarian, old, ""); err == nil {
			t.Error("no reason is taken")
		}
		_, err = h.Service.ReplaceLabel(t.Context(), trackingtest.Porter, old, "Torn")
		wantCode(t, err, "forbidden")
		h.Clean()
	})
}

func TestLabelsThatNobodyAskedForAreForgottenAfterADay(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addPrinter(t, h, "Library labels", "10.1.2.3")
		waiting := printed(t, h, "Library labels", "", h.Folder.Code)
		cancelled, err := h.Service.CancelPrint(t.Context(), librarian, prepare(t, h, h.Clinic.Code).ID)
		if err != nil {
			t.Fatal(err)
		}
		abandoned := prepare(t, h, h.Folder.Code, h.Clinic.Code)
		kept := func(j tracking.PrintJob) bool {
			t.Helper()
			if _, err := h.Service.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, found, err := h.Store.PrintJob(t.Context(), j.ID)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		h.Clock.Forward(24 * time.Hour)
		if !kept(abandoned) {
			t.Error("the labels were forgotten within a day")
		}
		h.Clock.Forward(2 * time.Minute)
		if kept(abandoned) || !kept(waiting) || !kept(cancelled) {
			t.Error("the abandoned labels are kept, or others are not")
		}
		if left, err := h.Store.PrintLabels(t.Context(), abandoned.ID); err != nil || len(left) > 0 {
			t.Errorf("%d labels are left: %v", len(left), err)
		}
		if j, err := h.Service.PreparePrint(t.Context(), librarian, tracking.NewPrint{ID: abandoned.ID, Codes: []string{h.Clinic.Code}}); err != nil || j.Labels != 1 {
			t.Errorf("the labels cannot be put together anew: %v", err)
		}
		h.Clean()
	})
}
