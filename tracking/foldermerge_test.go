package tracking

import (
	"errors"
	"testing"
	"time"
)

func TestFoldersAreMergedOnlyInHandAtOnePlaceAndOfOnePatient(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	just, long := now.Add(-time.Minute), now.Add(-2*time.Hour)
	folder := func(id FolderID, change func(*Folder)) Folder {
		f := Folder{ID: id, Code: "F40273188G", PatientID: 1, Kind: KindMain, Status: Active, State: State{Custody: At, LocationID: 5}, LastScanAt: &just}
		change(&f)
		return f
	}
	as := func(*Folder) {}
	stays, other := FolderID(1), FolderID(9)
	for _, c := range []struct {
		name            string
		survivor, loser Folder
		twoPeople       bool
		want            error
	}{
		{"both in hand", folder(1, as), folder(2, as), false, nil},
		{"itself", folder(1, as), folder(1, as), false, ErrMergeItself},
		{"two patients", folder(1, as), folder(2, as), true, ErrTwoSets},
		{"merged before", folder(1, as), folder(2, func(f *Folder) { f.Status = Merged }), false, ErrAlreadyMerged},
		{"into one that is no more", folder(1, func(f *Folder) { f.Status = Destroyed }), folder(2, as), false, ErrFolderEnded},
		{"missing and not scanned", folder(1, as), folder(2, func(f *Folder) { f.Custody = Missing }), false, ErrMissingNotScanned},
		{"at two places", folder(1, as), folder(2, func(f *Folder) { f.LocationID = 6 }), false, ErrNotTogether},
		{"on its way", folder(1, as), folder(2, func(f *Folder) { f.Custody = InTransit }), false, ErrNotTogether},
		{"never scanned", folder(1, as), folder(2, func(f *Folder) { f.LastScanAt = nil }), false, ErrNotTogether},
		{"scanned two hours ago", folder(1, func(f *Folder) { f.LastScanAt = &long }), folder(2, as), false, ErrNotTogether},
		{"a temporary one into its original", folder(1, as), folder(2, func(f *Folder) { f.Kind, f.StandsForID = KindTemporary, &stays }), false, nil},
		{"a temporary one into another", folder(1, as), folder(2, func(f *Folder) { f.Kind, f.StandsForID = KindTemporary, &other }), false, ErrStandsForOther},
		{"an original into its temporary one", folder(2, func(f *Folder) { f.Kind, f.StandsForID = KindTemporary, &stays }), folder(1, as), false, ErrTemporaryStays},
	} {
		if got := (Rules{}).refuseFolders(c.survivor, c.loser, !c.twoPeople, now); !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
