package tracking

import (
	"errors"
	"testing"
	"time"
)

func TestVolumesAreClosedReopenedAndWithdrawnOnlyWhereThatMakesSense(t *testing.T) {
	seen := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	volume := func(id FolderID, number int, status Status) Folder {
		return Folder{ID: id, Code: "F40273188G", Kind: KindMain, Volume: number, Status: status}
	}
	one, two, closed := volume(1, 1, Active), volume(2, 2, Active), volume(1, 1, Closed)
	scanned := two
	scanned.LastScanAt = &seen
	withdraw := func(f Folder, set []Folder) error { _, err := refuseWithdraw(f, set); return err }
	for _, c := range []struct {
		name string
		got  error
		want error
	}{
		{"the older of two in use is closed", refuseClose(one, []Folder{one, two}), nil},
		{"the only one in use is not", refuseClose(two, []Folder{closed, two}), ErrVolumeInUse},
		{"closed twice", refuseClose(closed, []Folder{closed, two}), ErrVolumeClosed},
		{"the only one is reopened", refuseReopen(closed, []Folder{closed}), nil},
		{"one in use is not reopened", refuseReopen(two, []Folder{closed, two}), ErrVolumeOpen},
		{"the newest, never scanned, is withdrawn", withdraw(two, []Folder{closed, two}), nil},
		{"not an older one", withdraw(one, []Folder{one, two}), ErrNotNewest},
		{"not one that was scanned", withdraw(scanned, []Folder{closed, scanned}), ErrVolumeInHand},
		{"not the first", withdraw(one, []Folder{one}), ErrNoVolumeBefore},
		{"not a closed one", withdraw(closed, []Folder{closed}), ErrFolderEnded},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestWhatStaysWhereItsSetWasIsLeftBehind(t *testing.T) {
	out := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	at := func(id FolderID, place LocationID, change func(*Folder)) Folder {
		f := Folder{ID: id, Kind: KindMain, Status: Active, State: State{Custody: At, LocationID: place, Loan: Loan{OutSince: &out}}}
		change(&f)
		return f
	}
	as := func(*Folder) {}
	set := []Folder{at(1, 5, as), at(2, 5, as), at(3, 6, as), at(4, 5, func(f *Folder) { f.Kind = KindMaternity }), at(5, 5, func(f *Folder) { f.Status = Merged }),
		at(6, 5, func(f *Folder) { f.OutSince = nil }), at(7, 5, func(f *Folder) { f.Custody = InTransit })}
	left := LeftBehind(set[0], set, map[LocationID]bool{5: true})
	if len(left) != 1 || left[0].ID != 2 {
		t.Errorf("%+v", left)
	}
}
