package tracking

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheFewestFoldersAreTakenOutOfARow(t *testing.T) {
	for _, test := range []struct {
		sentence string
		row      string
		out      []int
	}{
		{"an empty shelf is in order", "", nil},
		{"one folder is in order", "a", nil},
		{"folders of one number may stand either way", "aabb", nil},
		{"one folder far too early is one, not three", "zabc", []int{0}},
		{"one folder far too late is one", "bcda", []int{3}},
		{"two neighbours that are swapped are one", "abdce", []int{2}},
		{"a whole run that stands too early is the shorter run", "xyabcd", []int{0, 1}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			var keys []string
			for _, r := range test.row {
				keys = append(keys, string(r))
			}
			out := OutOfOrder(keys)
			if len(out) != len(test.out) || !inOrder(without(keys, out)) {
				t.Errorf("of %s are taken out %v, not %v", test.row, out, test.out)
			}
		})
	}
}

func TestNoSmallerSetOfFoldersWouldDo(t *testing.T) {
	lot := rand.New(rand.NewPCG(6, 8))
	for range 3000 {
		keys := make([]string, lot.IntN(11))
		for i := range keys {
			keys[i] = string(rune('a' + lot.IntN(1+lot.IntN(12))))
		}
		out := OutOfOrder(keys)
		if !slices.IsSorted(out) || !inOrder(without(keys, out)) {
			t.Fatalf("%v without %v is not in order", keys, out)
		}
		if fewest := fewestByTrying(keys); len(out) != fewest {
			t.Fatalf("%v needs %d taken out, not %d", keys, fewest, len(out))
		}
	}
}

// fewestByTrying tries every set of folders that could stay.
func fewestByTrying(keys []string) int {
	fewest := len(keys)
	for set := range 1 << len(keys) {
		var stay []string
		for i, k := range keys {
			if set&(1<<i) != 0 {
				stay = append(stay, k)
			}
		}
		if inOrder(stay) {
			fewest = min(fewest, len(keys)-len(stay))
		}
	}
	return fewest
}

func without(keys []string, out []int) (list []string) {
	for i, k := range keys {
		if !slices.Contains(out, i) {
			list = append(list, k)
		}
	}
	return list
}

func inOrder(keys []string) bool { return slices.IsSorted(keys) }

func TestAMisfiledFolderIsToldWhereItGoes(t *testing.T) {
	var row []Folder
	for i, key := range []string{"d", "a", "b", "e", "c"} {
		row = append(row, Folder{ID: FolderID(i + 1), FilingKey: key})
	}
	var got []string
	for _, m := range misfiled(2, row) {
		after := "the beginning"
		if m.After != nil {
			after = row[*m.After-1].FilingKey
		}
		got = append(got, row[m.FolderID-1].FilingKey+" after "+after)
	}
	if !slices.Equal(got, []string{"d after c", "e after c"}) {
		t.Errorf("got %v", got)
	}
}

// counting is a stocktake of the library from nine to ten, in which folders and scans are put together.
func counting(kind StocktakeKind) (Stocktake, *StocktakeFacts) {
	t := Stocktake{ID: 1, Kind: kind, LocationID: 1, State: StocktakeFinished, StartedAt: at("09:00"), CountsUntil: at("10:00")}
	return t, &StocktakeFacts{Newest: map[FolderID]Movement{}, Folders: map[FolderID]Folder{}, Places: hospital}
}

func (f *StocktakeFacts) expect(id FolderID, home, said LocationID, away bool) {
	f.Folders[id] = Folder{ID: id, HomeID: home, Status: Active, FilingKey: fmt.Sprintf("s%03d", id)}
	f.Expected = append(f.Expected, StocktakeFolder{FolderID: id, LocationID: said, Custody: At, Away: away})
}

func (f *StocktakeFacts) see(id FolderID, here LocationID, when, round string) {
	f.Scans = append(f.Scans, StocktakeScan{ScanID: scanID(len(f.Scans)), FolderID: &id, LocationID: here, Round: round, Seq: int64(len(f.Scans)), At: at(when)})
}

func TestAStocktakeSaysOfEachFolderOneThing(t *testing.T) {
	stranger := func(f *StocktakeFacts, id FolderID, home LocationID) {
		f.Folders[id] = Folder{ID: id, HomeID: home, Status: Active}
	}
	for _, test := range []struct {
		sentence string
		put      func(*StocktakeFacts)
		want     Finding
	}{
		{"what is scanned on its shelf is found", func(f *StocktakeFacts) { f.expect(1, 2, 2, false); f.see(1, 2, "09:10", "a") }, FoundThere},
		{"what is recorded in the library and scanned on a shelf of it is found", func(f *StocktakeFacts) { f.expect(1, 1, 1, false); f.see(1, 3, "09:10", "a") }, FoundThere},
		{"what two people scan is found once", func(f *StocktakeFacts) {
			f.expect(1, 2, 2, false)
			f.see(1, 2, "09:10", "a")
			f.see(1, 2, "09:11", "b")
		}, FoundThere},
		{"what is scanned on another shelf is on the wrong one", func(f *StocktakeFacts) { f.expect(1, 2, 2, false); f.see(1, 3, "09:10", "a") }, OnWrongShelf},
		{"where it was scanned last is where it is", func(f *StocktakeFacts) {
			f.expect(1, 2, 2, false)
			f.see(1, 2, "09:20", "a")
			f.see(1, 3, "09:10", "b")
		}, FoundThere},
		{"what nobody scans is not found", func(f *StocktakeFacts) { f.expect(1, 2, 2, false) }, NotSeen},
		{"what somebody took away meanwhile is not missing", func(f *StocktakeFacts) {
			f.expect(1, 2, 2, false)
			f.Newest[1] = Movement{ID: 9, Kind: Sent, State: State{Custody: InTransit, LocationID: 1, ToID: ref(LocationID(4))}}
		}, MovedSince},
		{"what was found and then taken away was found", func(f *StocktakeFacts) {
			f.expect(1, 2, 2, false)
			f.see(1, 2, "09:10", "a")
			f.Newest[1] = Movement{ID: 9, Kind: Arrived, State: State{Custody: At, LocationID: 4}}
		}, FoundThere},
		{"what went and came back, and nobody scanned there, is not found", func(f *StocktakeFacts) {
			f.expect(1, 2, 2, false)
			f.Newest[1] = Movement{ID: 9, Kind: Corrected, State: State{Custody: At, LocationID: 2}}
		}, NotSeen},
		{"what is out stays apart", func(f *StocktakeFacts) { f.expect(1, 2, 4, true) }, OnLoan},
		{"what is recorded out and stands on its shelf came back without a scan", func(f *StocktakeFacts) {
			f.expect(1, 2, 4, true)
			f.see(1, 2, "09:10", "a")
			f.Newest[1] = Movement{ID: 9, Kind: Arrived, State: State{Custody: At, LocationID: 2}}
		}, BackUntold},
		{"what was filed here meanwhile came meanwhile", func(f *StocktakeFacts) {
			f.expect(1, 2, 4, true)
			f.see(1, 2, "09:10", "a")
			f.Newest[1] = Movement{ID: 9, Kind: Filed, State: State{Custody: At, LocationID: 2}}
		}, CameSince},
		{"what is at home elsewhere is not ours", func(f *StocktakeFacts) { stranger(f, 1, 7); f.see(1, 2, "09:10", "a") }, NotOurs},
		{"what was destroyed and stands there is not ours", func(f *StocktakeFacts) {
			stranger(f, 1, 2)
			f.Folders[1] = but(f.Folders[1], func(f *Folder) { f.Status = Destroyed })
			f.see(1, 2, "09:10", "a")
		}, NotOurs},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			take, facts := counting(FullStocktake)
			test.put(facts)
			r := take.Result(*facts)
			if len(r.Rows) != 1 || r.Rows[0].Finding != test.want {
				t.Errorf("got %+v, not %s", r.Rows, test.want)
			}
		})
	}
}

func TestTwoPeopleOnOneShelfAreTwoRows(t *testing.T) {
	take, facts := counting(FullStocktake)
	for id := FolderID(1); id <= 6; id++ {
		facts.expect(id, 2, 2, false)
	}
	for i, id := range []FolderID{4, 1, 5, 2, 6, 3} { // one scans 4 5 6 while the other scans 1 2 3
		facts.see(id, 2, fmt.Sprintf("09:%02d", 10+i), []string{"a", "b"}[i%2])
	}
	if r := take.Result(*facts); len(r.Misfiled) != 0 {
		t.Errorf("%d folders are misfiled on a shelf that is in order", len(r.Misfiled))
	}
	facts.see(2, 2, "09:30", "c")
	facts.see(1, 2, "09:31", "c")
	if r := take.Result(*facts); len(r.Misfiled) != 1 {
		t.Errorf("%d folders are misfiled in the row that was scanned last, not 1", len(r.Misfiled))
	}
}

func TestAnAuditCountsRightAnswers(t *testing.T) {
	take, facts := counting(SampleAudit)
	for id := FolderID(1); id <= 5; id++ {
		facts.expect(id, 2, 2, false)
	}
	facts.see(1, 2, "09:10", "a")
	facts.see(2, 3, "09:11", "a")
	facts.Newest[3] = Movement{ID: 9, Kind: Sent, State: State{Custody: InTransit, LocationID: 1, ToID: ref(LocationID(4))}}
	if n := take.Tallied(take.Result(*facts)); n.Checked != 4 || n.Confirmed != 1 {
		t.Errorf("by folders %d of %d, not 1 of 4", n.Confirmed, n.Checked)
	}
	take.Kind = ShelfAudit
	facts.Scans = append(facts.Scans, StocktakeScan{ScanID: scanID(77), Code: "F00000001X", LocationID: 2, At: at("09:12")})
	if n := take.Tallied(take.Result(*facts)); n.Checked != 3 || n.Confirmed != 1 {
		t.Errorf("by shelves %d of %d, not 1 of 3", n.Confirmed, n.Checked)
	}
}

func TestTheSameSeedDrawsTheSame(t *testing.T) {
	if a, b := Draw(42, 50, 5000), Draw(42, 50, 5000); !slices.Equal(a, b) || len(a) != 50 || slices.Equal(a, Draw(43, 50, 5000)) {
		t.Error("the lot is not what its seed says")
	}
	if all := Draw(7, 50, 3); !slices.Equal(all, []int{0, 1, 2}) {
		t.Errorf("of 3 were drawn %v", all)
	}
	hits := make([]int, 10)
	for seed := range int64(10_000) {
		for _, i := range Draw(seed, 3, 10) {
			hits[i]++
		}
	}
	for i, n := range hits {
		if n < 2800 || n > 3200 {
			t.Errorf("place %d was drawn %d times of 10,000, not about 3,000", i, n)
		}
	}
}

func TestTheIntervalIsWilsons(t *testing.T) {
	for _, test := range []struct {
		right, n  int
		low, high float64
	}{{48, 50, 0.865, 0.989}, {0, 10, 0, 0.278}, {10, 10, 0.722, 1}, {0, 0, 0, 1}} {
		if low, high := Interval(test.right, test.n); math.Abs(low-test.low) > 0.001 || math.Abs(high-test.high) > 0.001 {
			t.Errorf("%d of %d: %.3f to %.3f, not %.3f to %.3f", test.right, test.n, low, high, test.low, test.high)
		}
	}
}
