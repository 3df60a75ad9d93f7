package tracking_test

import (
	"errors"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

func TestGoodRowsOfABatchAreKeptAndEachBadOneSaysWhy(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addFormat(t, h)
		home := h.Library.Code
		future := h.Clock.Now().Add(time.Hour)
		rows := []struct {
			row     tracking.NewFolder
			err     error
			existed bool
		}{
			{tracking.NewFolder{Patient: "H1001", Home: home}, nil, false},
			{tracking.NewFolder{Patient: "nobody", Home: home}, tracking.ErrUnknownPatient, false},
			{tracking.NewFolder{Patient: "h 1001", Home: "L9999999"}, tracking.ErrUnknownLocation, false},
			{tracking.NewFolder{Patient: "H1001", Home: h.Retired.Code}, tracking.ErrLocationRetired, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Kind: "novel"}, &tracking.Error{Code: "unknown_kind"}, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Volume: 1}, nil, true},
			{tracking.NewFolder{Patient: "H1001", Home: home, Volume: 1000}, &tracking.Error{Code: "volume_out_of_range"}, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Code: h.Folder.Code}, nil, true},
			{tracking.NewFolder{Patient: "H1002", Home: home, Code: h.Folder.Code}, tracking.ErrBarcodeTaken, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Code: h.Clinic.Code}, &tracking.Error{Code: "barcode_kind"}, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Code: "rubbish"}, &tracking.Error{Code: "barcode_format"}, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Code: "OLD111-11", Volume: 7}, nil, false},
			{tracking.NewFolder{Patient: "H1002", Home: home, Code: "old111-11"}, tracking.ErrBarcodeTaken, false},
			{tracking.NewFolder{Patient: "H1002", Home: home, Aliases: []string{"OLD111-11"}}, tracking.ErrBarcodeTaken, false},
			{tracking.NewFolder{Patient: "H1002", Home: home, Aliases: []string{" old222-22 "}}, nil, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Code: "OLD222-22"}, tracking.ErrBarcodeTaken, false},
			{tracking.NewFolder{Patient: "H1002", Home: home, Aliases: []string{"OLD333-33", "OLD333-33"}}, tracking.ErrBarcodeTaken, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, OutSince: &future}, &tracking.Error{Code: "out_in_future"}, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Location: h.Clinic.Code, OutSince: ptr(trackingtest.Opening.Add(-3 * week))}, nil, false},
			{tracking.NewFolder{Patient: "H1001", Home: home, Volume: 7}, nil, true},
		}
		var batch []tracking.NewFolder
		for _, r := range rows {
			batch = append(batch, r.row)
		}
		for _, again := range []bool{false, true} {
			added, err := h.Service.AddFolders(t.Context(), trackingtest.Admin, batch)
			if err != nil {
				t.Fatal(err)
			}
			for i, r := range rows {
				if !again && (!errors.Is(added[i].Err, r.err) || (r.err == nil) != (added[i].Err == nil) || added[i].Existed != r.existed) {
					t.Errorf("row %d: %+v, want %v", i, added[i], r.err)
				}
				if again && added[i].Err == nil && r.row.Code != "" && !added[i].Existed {
					t.Errorf("row %d is there twice: %+v", i, added[i])
				}
			}
		}
		h.Clean()
	})
}

func TestAFolderThatCameOverdueIsFoundByTheSweep(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		w, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Location: h.Clinic.Code,
			OutSince: ptr(trackingtest.Opening.Add(-3 * week))})
		if err != nil || w.DueAt == nil {
			t.Fatalf("%+v %v", w, err)
		}
		if n := sweep(t, h); n != 1 {
			t.Errorf("%d alerts", n)
		}
		h.Clean()
	})
}

func TestAddingOneFolderTellsWhatIsTaken(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Code: h.Folder.Code})
		wantErr(t, err, tracking.ErrBarcodeTaken)
		_, err = h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Volume: 1})
		wantErr(t, err, tracking.ErrVolumeTaken)
		_, err = h.Service.AddFolder(t.Context(), trackingtest.Porter, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code})
		wantErr(t, err, tracking.ErrForbidden)
		h.Events.Take()
		w, err := h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code})
		if err != nil || w.Volume != 2 || w.Patient.FamilyName != "Okafor" || w.Location.ID != h.Library.ID {
			t.Errorf("%+v %v", w, err)
		}
		if ev := h.Events.Take(); len(ev) != 1 || ev[0].Folder.Code != w.Code {
			t.Errorf("%+v", ev)
		}
	})
}

func TestTheNextVolumeClosesTheOneBefore(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		_, err := h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Volume1.Code)
		if tracking.KindOf(err) != tracking.Conflict {
			t.Errorf("only the newest volume is followed: %v", err)
		}
		h.Arrive(h.Volume2, h.Clinic)
		w, err := h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Volume2.Code)
		if err != nil || w.Volume != 3 || w.Status != tracking.Active || w.Location.ID != h.Library.ID {
			t.Fatalf("%+v %v", w, err)
		}
		if old := h.Whereabouts(h.Volume2); old.Status != tracking.Closed || old.Location.ID != h.Clinic.ID {
			t.Errorf("%+v", old.Folder)
		}
		if r := h.Arrive(h.Volume2, h.Ward); r.Outcome != tracking.Applied {
			t.Errorf("a closed volume still moves: %+v", r)
		}
		h.Clean()
	})
}

func TestAFolderAmendedWhereItIsOverdueIsHomeNow(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(3 * week)
		sweep(t, h)
		h.Clock.Forward(time.Minute)
		w, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{Home: &h.Clinic.Code})
		if err != nil || w.DueAt != nil || w.OutSince != nil {
			t.Fatalf("%+v %v", w, err)
		}
		if a := alerts(t, h); len(a) != 0 {
			t.Errorf("%+v", a)
		}
		w, err = h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{Home: &h.Library.Code})
		if err != nil || w.DueAt == nil {
			t.Errorf("away again: %+v %v", w, err)
		}
		_, err = h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{Home: &h.Retired.Code})
		wantErr(t, err, tracking.ErrLocationRetired)
		h.Clean()
	})
}

func TestWhatIsWrittenOnAFolderChangesOnTheVersionThatWasSeen(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		yes := true
		amend := func(version int64, c tracking.FolderChange) error {
			_, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, version, c)
			return err
		}
		wantErr(t, amend(7, tracking.FolderChange{Hold: &yes}), tracking.ErrStale)
		wantErr(t, amend(1, tracking.FolderChange{}), &tracking.Error{Code: "nothing_changed"})
		if err := amend(1, tracking.FolderChange{Hold: &yes, LooseFiling: &yes}); err != nil {
			t.Fatal(err)
		}
		wantErr(t, amend(1, tracking.FolderChange{LooseFiling: &yes}), tracking.ErrStale)
		if r := h.Send(h.Folder, h.Library, h.OffSite); r.Class != tracking.Stop {
			t.Errorf("a folder under hold stays on site: %+v", r)
		}
		h.Clean()
	})
}

func TestAScanThatWasOnItsWayMayBeOlderThanAnAmendment(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(10 * time.Minute)
		offline := h.NewScan(h.Folder.Code, h.Clinic)
		h.Clock.Forward(10 * time.Minute)
		if _, err := h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{LooseFiling: ptr(true)}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Forward(10 * time.Minute)
		if r := h.Scan(offline)[0]; r.Outcome != tracking.Applied {
			t.Errorf("%+v", r)
		}
		h.Clean()
	})
}

func TestWhatIsNotAFoldersBarcodeIsRefusedAsAnAlias(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for _, alias := range []string{h.Clinic.Code, "9434765919", "rubbish", "", "é"} {
			if _, err := h.Service.AddAlias(t.Context(), trackingtest.Admin, h.Folder.Code, alias); tracking.KindOf(err) != tracking.Invalid {
				t.Errorf("%q: %v", alias, err)
			}
		}
		_, err := h.Service.AddAlias(t.Context(), trackingtest.Admin, "F9", "OLD123-45")
		wantErr(t, err, tracking.ErrUnknownBarcode)
		_, err = h.Service.MarkMissing(t.Context(), trackingtest.Admin, "é", "Looked.")
		wantErr(t, err, tracking.ErrUnknownBarcode)
		h.Clean()
	})
}
