package tracking_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// shelved files folders on the shelf and answers them.
func shelved(t testing.TB, h *trackingtest.Hospital, n int) (folders []tracking.Folder) {
	t.Helper()
	var scans []tracking.Scan
	h.Clock.Forward(time.Minute)
	for i := range n {
		number := "H1001"
		if i >= 10 { // nobody has thousands of volumes
			number = fmt.Sprint("S", i)
			h.AddPatient(number, "Testcase", number)
		}
		f := h.AddFolder(number)
		folders = append(folders, f)
		scans = append(scans, h.NewScan(f.Code, h.Shelf))
	}
	h.Clock.Forward(time.Minute)
	for i := range scans {
		scans[i].At = h.Clock.Now()
	}
	for start := 0; start < n; start += 500 {
		h.Scan(scans[start:min(n, start+500)]...)
	}
	h.Clock.Forward(time.Minute)
	return folders
}

func begin(t testing.TB, h *trackingtest.Hospital, at tracking.Location) tracking.Stocktake {
	t.Helper()
	s, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, tracking.NewStocktake{Kind: tracking.FullStocktake, Location: at.Code})
	if err != nil {
		t.Fatal(err)
	}
	h.Clock.Forward(time.Minute)
	return s
}

func finish(t testing.TB, h *trackingtest.Hospital, id tracking.StocktakeID) tracking.Stocktake {
	t.Helper()
	h.Clock.Forward(time.Minute)
	s, err := h.Service.FinishStocktake(t.Context(), trackingtest.Librarian, id)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sight is a scan that says only that the folder was seen.
func sight(h *trackingtest.Hospital, f tracking.Folder, at tracking.Location) tracking.Scan {
	s := h.NewScan(f.Code, at)
	s.Action = tracking.Seen
	return s
}

func found(t testing.TB, h *trackingtest.Hospital, id tracking.StocktakeID) map[tracking.FolderID]tracking.Finding {
	t.Helper()
	s, known, err := h.Store.StocktakeByID(t.Context(), id)
	if err != nil || !known {
		t.Fatal(err, known)
	}
	facts, err := h.Store.StocktakeFacts(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	result := map[tracking.FolderID]tracking.Finding{}
	for _, row := range s.Result(facts).Rows {
		if _, twice := result[row.FolderID]; twice {
			t.Errorf("folder %d is in the result twice", row.FolderID)
		}
		result[row.FolderID] = row.Finding
	}
	return result
}

func TestAScanCountsToAStocktakeOnceHoweverOftenItIsSent(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 3)
		take := begin(t, h, h.Library)
		scan := sight(h, folders[0], h.Shelf)
		for range 3 {
			h.Scan(scan)
		}
		h.Clock.Forward(time.Second)
		h.Scan(sight(h, folders[0], h.Shelf), sight(h, folders[1], h.Shelf))
		done := finish(t, h, take.ID)
		if done.Found != 2 || done.NotFound != 1+3 { // the hospital's own three are recorded in the library and on no shelf
			t.Errorf("%+v", done.StocktakeTally)
		}
		p, err := h.Store.StocktakeProgress(t.Context(), take.ID)
		if err != nil || p.Seen != 2 || len(p.People) != 1 || p.People[0].Scans != 3 {
			t.Errorf("progress %+v, %v", p, err)
		}
		if w := h.Whereabouts(folders[0]); w.LastVerifiedAt == nil || w.LastVerifiedAt.Sub(scan.At) != time.Second {
			t.Errorf("last verified at %v", w.LastVerifiedAt)
		}
		if w := h.Whereabouts(folders[2]); w.LastVerifiedAt != nil {
			t.Error("a folder that nobody saw is verified")
		}
		h.Clean()
	})
}

func TestAScanThatComesAfterTheEndCountsWhereItWasMadeBefore(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 3)
		take := begin(t, h, h.Shelf)
		offline := sight(h, folders[0], h.Shelf)
		moved := sight(h, folders[1], h.Shelf)
		h.Arrive(folders[1], h.Clinic) // somebody took it before the offline scan of it came
		if done := finish(t, h, take.ID); done.Found != 0 || done.NotFound != 2 {
			t.Fatalf("%+v", done.StocktakeTally)
		}
		if result := found(t, h, take.ID); result[folders[1].ID] != tracking.MovedSince {
			t.Errorf("what was taken away is %s", result[folders[1].ID])
		}
		h.Clock.Forward(time.Hour)
		tooLate := sight(h, folders[2], h.Shelf)
		h.Clock.Forward(time.Minute)
		h.Scan(offline, moved, tooLate)
		done, _, err := h.Store.StocktakeByID(t.Context(), take.ID)
		if err != nil || done.Found != 2 || done.NotFound != 1 {
			t.Errorf("%+v, %v", done.StocktakeTally, err)
		}
		if w := h.Whereabouts(folders[1]); w.Location.ID != h.Clinic.ID {
			t.Error("the late scan moved the folder")
		}
		h.Clean()
	})
}

func TestAnUndoneScanNoLongerCounts(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 2)
		stray := h.Folder
		h.Arrive(stray, h.Clinic)
		h.Clock.Forward(time.Minute)
		take := begin(t, h, h.Shelf)
		undo := func(s tracking.Scan) tracking.Receipt {
			h.Clock.Forward(time.Second)
			u := h.NewScan(s.Code, h.Shelf)
			u.Action, u.Undoes = tracking.Undo, s.ID
			return h.Scan(u)[0]
		}
		first, again, moving := sight(h, folders[0], h.Shelf), sight(h, folders[0], h.Shelf), sight(h, stray, h.Shelf)
		again.At = again.At.Add(time.Second)
		h.Clock.Forward(2 * time.Second)
		h.Scan(first, again, moving)
		if r := undo(again); r.Class != tracking.Done || found(t, h, take.ID)[folders[0].ID] != tracking.FoundThere {
			t.Errorf("after one of two scans is undone: %+v", r)
		}
		if w := h.Whereabouts(folders[0]); w.LastVerifiedAt == nil || !w.LastVerifiedAt.Equal(first.At) {
			t.Errorf("verified at %v, not %v", w.LastVerifiedAt, first.At)
		}
		if r := undo(first); r.Class != tracking.Done || found(t, h, take.ID)[folders[0].ID] != tracking.NotSeen {
			t.Errorf("after both are undone: %+v", r)
		}
		if w := h.Whereabouts(folders[0]); w.LastVerifiedAt != nil {
			t.Error("it is still verified")
		}
		if r := undo(first); r.Class == tracking.Done {
			t.Error("the same scan is undone twice")
		}
		if r := undo(moving); r.Class != tracking.Done {
			t.Errorf("the scan that moved a folder: %+v", r)
		}
		if result := found(t, h, take.ID); len(result) != 2 {
			t.Errorf("%v", result)
		}
		if w := h.Whereabouts(stray); w.Location.ID != h.Clinic.ID {
			t.Error("undo did not bring it back")
		}
		h.Clean()
	})
}

func TestFourPeopleCountOneBayAndNothingIsLostOrCountedTwice(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) { countTogether(t, h, 200) })
}

// countTogether has four people scan the same folders at the same time, each the whole shelf in another order, one of them sending
// everything twice; then it compares. A tenth of the folders nobody scans.
func countTogether(t testing.TB, h *trackingtest.Hospital, n int) (took time.Duration) {
	t.Helper()
	folders := shelved(t, h, n)
	take := begin(t, h, h.Shelf)
	scanned := folders[:n-n/10]
	var work sync.WaitGroup
	for person := range 4 {
		var scans []tracking.Scan
		for i := range scanned {
			scans = append(scans, sight(h, scanned[(i*7+person*len(scanned)/4)%len(scanned)], h.Shelf))
		}
		work.Go(func() {
			actor := tracking.Actor{Name: fmt.Sprint("counter", person), Role: tracking.RoleLibrary, Via: "test"}
			for start := 0; start < len(scans); start += 25 {
				for range 1 + person/3 {
					if _, err := h.Service.Scan(t.Context(), actor, tracking.ScanBatch{Device: fmt.Sprint("desk-", person), Scans: scans[start:min(len(scans), start+25)]}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	work.Wait()
	done := finish(t, h, take.ID)
	begun := time.Now()
	facts, err := h.Store.StocktakeFacts(t.Context(), done)
	result := done.Result(facts)
	took = time.Since(begun)
	distinct := map[tracking.FolderID]bool{}
	for i := range scanned {
		distinct[scanned[(i*7)%len(scanned)].ID] = true
	}
	if err != nil || done.Found != len(distinct) || done.NotFound != n-len(distinct) || result.Seen != len(distinct) || len(facts.Scans) != 4*len(scanned) {
		t.Errorf("%+v, %d seen, %d scans: %v", done.StocktakeTally, result.Seen, len(facts.Scans), err)
	}
	return took
}

// BenchmarkStocktakeFigures counts 5,000 folders with four people on both databases: `make bench` prints what was lost or counted twice,
// and how long the result takes.
func BenchmarkStocktakeFigures(b *testing.B) {
	folders := 5000
	if testing.Short() {
		folders = 500
	}
	for name, dsn := range map[string]func() string{"SQLite": func() string { return "sqlite:" + b.TempDir() + "/casenotes.db" }, "MariaDB": func() string { return trackingtest.MySQL(b) }} {
		b.Run(name, func(b *testing.B) {
			took := countTogether(b, trackingtest.Open(b, dsn()), folders)
			if !b.Failed() {
				b.ReportMetric(0, "faults")
				b.ReportMetric(float64(took.Milliseconds()), "ms/result")
			}
		})
	}
}

func TestAPlaceIsCountedOnceAtATimeAndOverlappingPlacesBothCount(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 1)
		room, shelf := begin(t, h, h.Library), begin(t, h, h.Shelf)
		_, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, tracking.NewStocktake{Kind: tracking.FullStocktake, Location: h.Shelf.Code})
		if !errors.Is(err, tracking.ErrStocktakeOpen) {
			t.Errorf("the same shelf twice: %v", err)
		}
		h.Scan(sight(h, folders[0], h.Shelf))
		for _, id := range []tracking.StocktakeID{room.ID, shelf.ID} {
			if result := found(t, h, id); result[folders[0].ID] != tracking.FoundThere {
				t.Errorf("in stocktake %d it is %s", id, result[folders[0].ID])
			}
		}
		for name, code := range map[string]string{"a shelf that does not exist": "L9999999", "no barcode": "nowhere", "a retired place": h.Retired.Code} {
			if _, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, tracking.NewStocktake{Kind: tracking.FullStocktake, Location: code}); err == nil {
				t.Errorf("%s is counted", name)
			}
		}
		if _, err := h.Service.StartStocktake(t.Context(), trackingtest.Porter, tracking.NewStocktake{Kind: tracking.FullStocktake, Location: h.Clinic.Code}); !errors.Is(err, tracking.ErrForbidden) {
			t.Errorf("a porter starts one: %v", err)
		}
	})
}

func TestAStocktakeLapsesAfterAWeekWithoutAScanAndCanBeTakenUpAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 3)
		take := begin(t, h, h.Shelf)
		state := func() tracking.StocktakeState {
			if _, err := h.Service.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			s, _, err := h.Store.StocktakeByID(t.Context(), take.ID)
			if err != nil {
				t.Fatal(err)
			}
			return s.State
		}
		h.Clock.Forward(6 * 24 * time.Hour)
		h.Scan(sight(h, folders[0], h.Shelf))
		h.Clock.Forward(2 * 24 * time.Hour)
		if got := state(); got != tracking.StocktakeOpen {
			t.Fatalf("two days after a scan it is %s", got)
		}
		h.Clock.Forward(6 * 24 * time.Hour)
		if got := state(); got != tracking.StocktakeLapsed {
			t.Fatalf("a week after the last scan it is %s", got)
		}
		h.Clock.Forward(time.Hour)
		h.Scan(sight(h, folders[1], h.Shelf)) // nobody counts now
		h.Clock.Forward(time.Hour)
		if _, err := h.Service.FinishStocktake(t.Context(), trackingtest.Librarian, take.ID); !errors.Is(err, tracking.ErrStocktakeEnded) {
			t.Errorf("finishing it: %v", err)
		}
		if _, err := h.Service.ResumeStocktake(t.Context(), trackingtest.Librarian, take.ID); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(time.Minute)
		h.Scan(sight(h, folders[2], h.Shelf))
		if done := finish(t, h, take.ID); done.Found != 2 || done.NotFound != 1 {
			t.Errorf("%+v", done.StocktakeTally)
		}

		old := begin(t, h, h.Shelf)
		h.Clock.Forward(8 * 24 * time.Hour)
		take = old
		if got := state(); got != tracking.StocktakeLapsed {
			t.Fatalf("it is %s", got)
		}
		h.Clock.Forward(21 * 24 * time.Hour)
		if _, err := h.Service.ResumeStocktake(t.Context(), trackingtest.Librarian, old.ID); !errors.Is(err, tracking.ErrStocktakeTooOld) {
			t.Errorf("after four weeks: %v", err)
		}
	})
}

func TestWhatAStocktakeFoundIsSettledTogether(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		other := h.AddLocation("Shelf 15", tracking.Shelf, h.Library.Code, "North")
		folders := shelved(t, h, 5)
		gone, back, astray, scannedSince := folders[0], folders[1], folders[2], folders[3]
		theirs := folders[4]
		south := h.OtherLibrary.Code
		if _, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, theirs.Code, 0, tracking.FolderChange{Home: &south}); err != nil {
			t.Fatal(err)
		}
		h.Arrive(back, h.Clinic)
		h.Arrive(theirs, h.Clinic)
		h.Clock.Forward(time.Minute)
		take := begin(t, h, h.Library)
		h.Scan(sight(h, back, h.Shelf), sight(h, astray, other), sight(h, theirs, h.Shelf))
		settle := func(as tracking.Settlement, folders ...tracking.Folder) ([]tracking.SettledFolder, error) {
			var ids []tracking.FolderID
			for _, f := range folders {
				ids = append(ids, f.ID)
			}
			h.Clock.Forward(time.Minute)
			return h.Service.SettleStocktake(t.Context(), trackingtest.Librarian, take.ID, as, ids)
		}
		if _, err := settle(tracking.SettleMissing, gone); !errors.Is(err, tracking.ErrStocktakeRuns) {
			t.Errorf("while it runs: %v", err)
		}
		finish(t, h, take.ID)
		h.Arrive(scannedSince, h.Ward)

		list, err := settle(tracking.SettleMissing, gone, scannedSince)
		if err != nil || list[0].Err != nil || !errors.Is(list[1].Err, tracking.ErrFolderChanged) {
			t.Errorf("missing: %+v, %v", list, err)
		}
		if h.Whereabouts(gone).Custody != tracking.Missing || h.Whereabouts(scannedSince).Custody != tracking.At {
			t.Error("the wrong folder is missing")
		}
		if list, err = settle(tracking.SettleHome, astray, theirs); err != nil || list[0].Err != nil || list[1].Err != nil {
			t.Errorf("home: %+v, %v", list, err)
		}
		if w := h.Whereabouts(astray); w.To == nil || w.To.ID != h.Shelf.ID {
			t.Errorf("the folder of another shelf goes to %+v", w.To)
		}
		if w := h.Whereabouts(theirs); w.To == nil || w.To.ID != h.OtherLibrary.ID {
			t.Errorf("the folder of another library goes to %+v", w.To)
		}
		if list, err = settle(tracking.SettleFile, back); err != nil || list[0].Err != nil {
			t.Errorf("file: %+v, %v", list, err)
		}
		settled, err := h.Store.SettledOf(t.Context(), take.ID)
		if err != nil || len(settled) != 4 || settled[gone.ID].SettledAs != tracking.SettleMissing || settled[gone.ID].SettledBy != trackingtest.Librarian.Name {
			t.Errorf("%+v, %v", settled, err)
		}
		h.Clean()
	})
}

func TestAFolderThatCannotBeSettledSoDoesNotStopTheOthers(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 3)
		take := begin(t, h, h.Shelf)
		h.Scan(sight(h, folders[1], h.Shelf))
		finish(t, h, take.ID)
		list, err := h.Service.SettleStocktake(t.Context(), trackingtest.Librarian, take.ID, tracking.SettleMissing,
			[]tracking.FolderID{folders[0].ID, folders[1].ID, h.Folder.ID, folders[2].ID})
		if err != nil || len(list) != 4 || list[0].Err != nil || !isCode(list[1].Err, "not_settled_so") || !isCode(list[2].Err, "not_settled_so") || list[3].Err != nil {
			t.Fatalf("%+v, %v", list, err)
		}
		for i, f := range folders {
			if missing := h.Whereabouts(f).Custody == tracking.Missing; missing != (i != 1) {
				t.Errorf("folder %d is reported missing: %v", i, missing)
			}
		}
		h.Clean()
	})
}

func TestAnAuditCanBeDrawnAgainFromItsSeed(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 30)
		seed := int64(12345)
		draw := func() map[tracking.FolderID]tracking.Finding {
			a, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, tracking.NewStocktake{Kind: tracking.SampleAudit, Location: h.Library.Code, Seed: &seed, Sample: 10})
			if err != nil {
				t.Fatal(err)
			}
			h.Clock.Forward(time.Minute)
			var scans []tracking.Scan
			for _, f := range folders { // all of them: those that were not drawn are not asked about
				scans = append(scans, sight(h, f, h.Shelf))
			}
			h.Scan(scans...)
			done := finish(t, h, a.ID)
			if done.Expected != 10 || done.Checked != 10 || done.Unexpected != 0 {
				t.Errorf("%+v", done)
			}
			return found(t, h, a.ID)
		}
		first, second := draw(), draw()
		if len(first) != 10 || fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("%v, then %v", first, second)
		}
		shelf, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, tracking.NewStocktake{Kind: tracking.ShelfAudit, Location: h.Library.Code})
		if err != nil || shelf.LocationID != h.Shelf.ID || shelf.DrawnFromID == nil || *shelf.DrawnFromID != h.Library.ID || shelf.Seed == 0 {
			t.Errorf("%+v, %v", shelf, err)
		}
		audits, err := h.Store.Audits(t.Context(), trackingtest.Opening)
		if err != nil || len(audits) != 2 {
			t.Errorf("%d audits, %v", len(audits), err)
		}
	})
}

func TestAScanOfAFolderThatWasNotDrawnLeavesTheAuditAlone(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 10)
		a, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, tracking.NewStocktake{Kind: tracking.SampleAudit, Location: h.Shelf.Code, Sample: 1})
		if err != nil {
			t.Fatal(err)
		}
		version := func() int64 {
			now, _, err := h.Store.StocktakeByID(t.Context(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			return now.Version
		}
		drawn := tracking.FolderID(count(t, h, "SELECT folder_id FROM stocktake_folders WHERE stocktake_id = ?", a.ID))
		h.Clock.Forward(time.Minute)
		var seen tracking.Scan
		for _, f := range folders {
			if f.ID == drawn {
				seen = sight(h, f, h.Shelf)
			} else {
				h.Scan(sight(h, f, h.Shelf))
			}
		}
		if v := version(); v != a.Version {
			t.Errorf("nine scans of others changed it %d times", v-a.Version)
		}
		h.Scan(seen)
		if v := version(); v != a.Version+1 {
			t.Errorf("the scan of the one that was drawn changed it %d times", v-a.Version)
		}
		h.Clock.Forward(time.Second)
		back := h.NewScan(seen.Code, h.Shelf)
		back.Action, back.Undoes = tracking.Undo, seen.ID
		h.Scan(back)
		if done := finish(t, h, a.ID); done.NotFound != 1 {
			t.Errorf("what was taken back is counted: %+v", done)
		}
	})
}

// meanwhile is a store in which something happens after the folders of a place were read.
type meanwhile struct {
	*store.Store
	happens func()
}

func (m meanwhile) FolderIDsIn(ctx context.Context, p tracking.Location) ([]tracking.FolderID, error) {
	ids, err := m.Store.FolderIDsIn(ctx, p)
	m.happens()
	return ids, err
}

func TestOthersWriteWhileAnAuditDrawsItsFoldersAndWhatLeavesIsNotExpected(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := shelved(t, h, 3)
		taken := meanwhile{h.Store, func() { h.Arrive(folders[1], h.Clinic) }}
		audit := tracking.NewStocktake{Kind: tracking.SampleAudit, Location: h.Shelf.Code, Sample: 3}
		a, err := tracking.New(taken, h.Rules, h.Clock.Now, h.Events).StartStocktake(t.Context(), trackingtest.Librarian, audit)
		if err != nil || a.Expected != 2 {
			t.Fatalf("%d folders are expected, %v", a.Expected, err)
		}
		if result := found(t, h, a.ID); len(result) != 2 || result[folders[0].ID] != tracking.NotSeen || result[folders[2].ID] != tracking.NotSeen {
			t.Errorf("%v", result)
		}
		h.Arrive(folders[0], h.Clinic)
		h.Arrive(folders[2], h.Clinic)
		if _, err := h.Service.CancelStocktake(t.Context(), trackingtest.Librarian, a.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Service.StartStocktake(t.Context(), trackingtest.Librarian, audit); !isCode(err, "nothing_there") {
			t.Errorf("of an empty shelf: %v", err)
		}
		h.Clean()
	})
}
