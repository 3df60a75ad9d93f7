package tracking_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// day is a random day of a small hospital: whoever may do something does it, sense or nonsense, and what is refused is refused.
type day struct {
	*trackingtest.Hospital
	t       testing.TB
	rand    *rand.Rand
	folders []tracking.Folder
	people  []tracking.PatientID
	asked   []tracking.RequestID
	done    map[string]int
}

func newDay(t testing.TB, h *trackingtest.Hospital, seed uint64) *day {
	d := &day{Hospital: h, t: t, rand: rand.New(rand.NewPCG(seed, 1)), folders: []tracking.Folder{h.Folder, h.Volume1, h.Volume2}, done: map[string]int{}}
	for range 5 {
		d.folders = append(d.folders, h.AddFolder("H1001"))
	}
	d.people = []tracking.PatientID{h.Folder.PatientID, h.Volume1.PatientID}
	for _, number := range []string{"H1003", "H1004"} {
		d.people = append(d.people, h.AddPatient(number, "Okafor", "Ngozi").ID)
		d.folders = append(d.folders, h.AddFolder(number))
	}
	return d
}

func (d *day) folder() tracking.Folder { return d.folders[d.rand.IntN(len(d.folders))] }

func (d *day) place() tracking.Location {
	return []tracking.Location{d.Library, d.Shelf, d.OtherLibrary, d.Clinic, d.OtherClinic, d.Ward, d.Secretary}[d.rand.IntN(7)]
}

func (d *day) person() tracking.PatientID { return d.people[d.rand.IntN(len(d.people))] }

func (d *day) wanting() tracking.Location {
	return []tracking.Location{d.Clinic, d.OtherClinic, d.Ward}[d.rand.IntN(3)]
}

// request is one that was made lately: of the old ones most have ended.
func (d *day) request() tracking.RequestID {
	if len(d.asked) == 0 {
		return 0
	}
	return d.asked[max(0, len(d.asked)-1-d.rand.IntN(30))]
}

func (d *day) scan(s tracking.Scan, who tracking.Actor) error {
	_, err := d.Service.Scan(d.t.Context(), who, tracking.ScanBatch{Device: "trolley-7", Scans: []tracking.Scan{s}})
	return err
}

// something does one thing.
func (d *day) something() {
	d.t.Helper()
	ctx, s := d.t.Context(), d.Service
	d.Clock.Forward(time.Duration(d.rand.IntN(20)) * time.Minute)
	var err error
	what := d.rand.IntN(21)
	switch what {
	case 0, 1, 2:
		need := d.Clock.Now().Add(time.Duration(d.rand.IntN(200)) * time.Hour)
		asked, e := s.Ask(ctx, trackingtest.Clerk, tracking.Ask{Folders: []string{d.folder().Code}, Location: d.wanting().Code, NeededBy: need, Reason: tracking.ForClinic,
			Scope: []tracking.Scope{tracking.ThisVolume, tracking.LatestOnly, tracking.AllVolumes}[d.rand.IntN(3)]})
		for _, a := range asked {
			if a.Err == nil && !slices.Contains(d.asked, a.View.ID) {
				d.asked = append(d.asked, a.View.ID)
			}
		}
		err = e
	case 3, 4, 5, 6, 7:
		err = d.scan(d.NewScan(d.folder().Code, d.place()), trackingtest.Librarian)
	case 8, 9, 10:
		sent := d.NewScan(d.folder().Code, d.place())
		sent.Action, sent.ToCode = tracking.Send, d.place().Code
		err = d.scan(sent, trackingtest.Porter)
	case 11:
		late := d.NewScan(d.folder().Code, d.place())
		late.At = late.At.Add(-time.Duration(d.rand.IntN(90)) * time.Minute)
		err = d.scan(late, trackingtest.Porter)
	case 12:
		filed := d.NewScan(d.folder().Code, d.Shelf)
		filed.Action = tracking.File
		err = d.scan(filed, trackingtest.Librarian)
	case 13:
		_, err = s.CancelRequest(ctx, trackingtest.Clerk, d.request(), 0, "Seen on the screen.")
	case 14:
		_, err = s.Claim(ctx, trackingtest.Librarian, []tracking.RequestID{d.request()})
	case 15:
		_, err = s.Pull(ctx, trackingtest.Librarian, d.request(), 0)
	case 16:
		if d.rand.IntN(2) == 0 {
			_, err = s.GiveUp(ctx, trackingtest.Librarian, d.request(), 0, "Not on the shelf.")
		} else {
			_, err = s.TryAgain(ctx, trackingtest.Librarian, d.request(), 0, "It came back.")
		}
	case 17:
		_, err = s.MoveUp(ctx, trackingtest.Librarian, d.request(), 0, "The consultant called.")
	case 18:
		need := d.Clock.Now().Add(time.Duration(d.rand.IntN(100)) * time.Hour)
		_, err = s.AmendRequest(ctx, trackingtest.Clerk, d.request(), 0, tracking.RequestChange{NeededBy: &need})
	case 19:
		switch d.rand.IntN(40) {
		case 0:
			next, e := s.NewVolume(ctx, trackingtest.Admin, d.folder().Code)
			if e == nil {
				d.folders[d.rand.IntN(len(d.folders))] = next.Folder
			}
			err = e
		case 1:
			_, err = s.MarkMissing(ctx, trackingtest.Admin, d.folder().Code, "Looked on the trolley.")
		case 2, 3, 4, 5:
			_, err = s.Sweep(ctx)
		}
	case 20:
		err = d.merging()
	}
	var refused *tracking.Error
	switch {
	case err == nil:
		d.done[fmt.Sprint(what)]++
	case !errors.As(err, &refused):
		d.t.Fatalf("operation %d: %v", what, err)
	}
}

// merging merges or separates patients or folders, or brings a folder together.
func (d *day) merging() error {
	ctx, s := d.t.Context(), d.Service
	switch d.rand.IntN(8) {
	case 0, 1:
		_, err := s.MergePatients(ctx, trackingtest.Librarian, d.person(), d.person(), "Registered twice.")
		return err
	case 2:
		_, err := s.UnmergePatients(ctx, trackingtest.Librarian, d.person(), "Two people after all.")
		return err
	case 3, 4:
		_, err := s.SplitFolders(ctx, trackingtest.Librarian, d.folder().ID, "The wrong two.")
		return err
	case 5:
		one, other, at := d.folder(), d.folder(), d.place()
		for _, f := range []tracking.Folder{one, other} {
			if err := d.scan(d.NewScan(f.Code, at), trackingtest.Librarian); err != nil {
				return err
			}
			d.Clock.Forward(time.Second)
		}
		_, err := s.MergeFolders(ctx, trackingtest.Librarian, tracking.FolderMerging{Survivor: one.Code, Loser: other.Code, Confirmed: true})
		return err
	}
	f := d.folder()
	if err := d.scan(d.NewScan(f.Code, d.place()), trackingtest.Librarian); err != nil {
		return err
	}
	_, err := s.BringTogether(ctx, trackingtest.Librarian, f.Code)
	return err
}

// holds says what must be true after any of it, besides what `casenotes check` looks at.
func (d *day) holds() {
	d.t.Helper()
	if ended := count(d.t, d.Hospital, "SELECT COUNT(*) FROM requests"); ended < len(d.asked) {
		d.t.Errorf("of %d requests %d are left", len(d.asked), ended)
	}
	open, err := d.Store.Requests(d.t.Context(), store.RequestList{Limit: 500})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, v := range open {
		f := v.Folder
		there := f.Custody == tracking.At && f.Location.Within(v.LocationID) && f.Confidence == tracking.Scanned
		if there && f.LastScanAt != nil && f.LastScanAt.After(v.ChangedAt) && v.NeededBy.Sub(*f.LastScanAt) <= 24*time.Hour && v.NeededBy.After(*f.LastScanAt) {
			d.t.Errorf("request %d is %s, and its folder %s was scanned there at %s; it is needed by %s", v.ID, v.State, f.Code, f.LastScanAt, v.NeededBy)
		}
		if f.Status.Ended() && v.HopelessSince == nil {
			d.t.Errorf("request %d waits for %s, which has ended, and nobody says so", v.ID, f.Code)
		}
	}
	d.Clean()
}

func (d *day) goesOn(operations, look int) {
	d.t.Helper()
	for i := range operations {
		d.something()
		if i%look == look-1 {
			d.holds()
		}
		if d.t.Failed() {
			d.t.Fatalf("after %d operations", i+1)
		}
	}
	for what := range 21 {
		if d.done[fmt.Sprint(what)] == 0 {
			d.t.Errorf("operation %d was never taken: the day proves less than it says", what)
		}
	}
}

func TestNoMixOfOperationsBreaksWhatMustBeTrueOfRequests(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) { newDay(t, h, 5).goesOn(600, 20) })
}

// BenchmarkRequestsFigures does 100,000 random operations: `make bench` prints how many broke what must always be true.
func BenchmarkRequestsFigures(b *testing.B) {
	operations := 100_000
	if testing.Short() {
		operations = 5000
	}
	newDay(b, trackingtest.Open(b, "sqlite:"+b.TempDir()+"/casenotes.db"), 20261128).goesOn(operations, 500)
	b.ReportMetric(0, "faults")
	b.ReportMetric(float64(operations), "operations")
}
