package tracking_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

const crowd = 16

// together runs do for each of a crowd at once.
func together(do func(i int)) {
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range crowd {
		done.Go(func() {
			start.Wait()
			do(i)
		})
	}
	start.Done()
	done.Wait()
}

// scanOf is a scan made in a crowd: the rig's own may only be called from the test's goroutine.
func scanOf(code string, at tracking.Location, made time.Time) tracking.Scan {
	return tracking.Scan{ID: uuid.Must(uuid.NewV7()).String(), Code: code, LocationCode: at.Code, Action: tracking.Arrive, At: made, Source: tracking.Wedge}
}

// keepsCount says that every scan is kept, every movement has its version, and nothing is lost or doubled.
func keepsCount(t *testing.T, h *trackingtest.Hospital, f tracking.Folder, scans int) {
	t.Helper()
	if n := count(t, h, "SELECT COUNT(*) FROM scans WHERE folder_id = ?", f.ID); n != scans {
		t.Errorf("%d of %d scans of %s kept", n, scans, f.Code)
	}
	w, list := h.Whereabouts(f), history(t, h, f)
	if int64(len(list)) != w.Version {
		t.Errorf("%s has %d movements and version %d", f.Code, len(list), w.Version)
	}
	applied := count(t, h, "SELECT COUNT(*) FROM scans s LEFT JOIN movements m ON m.scan_id = s.id WHERE s.folder_id = ? AND (s.outcome IN ('applied', 'late')) <> (m.id IS NOT NULL) AND s.outcome <> 'attention'", f.ID)
	if applied != 0 {
		t.Errorf("%d scans of %s and their movements disagree", applied, f.Code)
	}
}

func TestManyStationsScanOneFolderInTheSameMillisecond(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		const each = 10
		h.Clock.Forward(time.Minute)
		made := h.Clock.Now()
		var mu sync.Mutex
		newest := map[string]tracking.Location{}
		together(func(i int) {
			at := []tracking.Location{h.Clinic, h.Ward}[i%2]
			for range each {
				s := scanOf(h.Folder.Code, at, made)
				mu.Lock()
				newest[s.ID] = at
				mu.Unlock()
				r, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: fmt.Sprint("trolley-", i), Scans: []tracking.Scan{s}})
				if err != nil || r[0].Outcome == tracking.Quarantined {
					t.Errorf("%+v %v", r, err)
				}
			}
		})
		keepsCount(t, h, h.Folder, crowd*each)
		last := ""
		for id := range newest {
			last = max(last, id)
		}
		if w := h.Whereabouts(h.Folder); w.Location.ID != newest[last].ID || *w.LastScanID != last {
			t.Errorf("one order, the same on both databases: it is at %s by %s, not by %s", w.Location.Name, *w.LastScanID, last)
		}
		h.Clean()
	})
}

func TestManyStationsScanManyFoldersInTheirOwnOrder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := []tracking.Folder{h.Folder, h.Volume1, h.Volume2}
		for range 7 {
			folders = append(folders, h.AddFolder("H1001"))
		}
		h.Clock.Forward(time.Hour)
		together(func(i int) {
			for round := range 3 {
				var batch []tracking.Scan
				for j := range folders {
					f := folders[(i*7+j*3)%len(folders)]
					batch = append(batch, scanOf(f.Code, []tracking.Location{h.Clinic, h.Ward, h.Secretary}[(i+round)%3], h.Clock.Now()))
				}
				if _, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: fmt.Sprint("trolley-", i), Scans: batch}); err != nil {
					t.Error(err)
				}
			}
		})
		for _, f := range folders {
			keepsCount(t, h, f, crowd*3)
		}
		h.Clean()
	})
}

func TestOneScanSentByManyAtOnceIsOneScan(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for range 5 {
			h.Clock.Forward(10 * time.Minute)
			s := scanOf(h.Folder.Code, []tracking.Location{h.Clinic, h.Ward}[h.Whereabouts(h.Folder).Version%2], h.Clock.Now())
			seq := h.Whereabouts(h.Folder).Version
			s.Seq = &seq
			receipts := make([]tracking.Receipt, crowd)
			together(func(i int) {
				r, err := h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Device: "trolley-7", Scans: []tracking.Scan{s}})
				if err != nil {
					t.Error(err)
					return
				}
				receipts[i] = r[0]
			})
			first := 0
			for _, r := range receipts {
				if !r.Replayed {
					first++
				}
				if r.Outcome != tracking.Applied || r.Message != receipts[0].Message {
					t.Errorf("%+v", r)
				}
			}
			if first != 1 {
				t.Errorf("%d of them were the first", first)
			}
		}
		keepsCount(t, h, h.Folder, 5)
		h.Clean()
	})
}

func TestScansAndCommandsOnOneFolderAtOnceLoseNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(time.Minute)
		start := h.Whereabouts(h.Folder).Version
		var mu sync.Mutex
		done := int64(0)
		together(func(i int) {
			var err error
			moved := int64(1)
			switch i % 4 {
			case 0:
				_, err = h.Service.AmendFolder(t.Context(), trackingtest.Admin, h.Folder.Code, 0, tracking.FolderChange{LooseFiling: ptr(i%8 == 0)})
				if errors.Is(err, &tracking.Error{Code: "nothing_changed"}) {
					err, moved = nil, 0
				}
			case 1:
				_, err = h.Service.MarkMissing(t.Context(), trackingtest.Admin, h.Folder.Code, "Looked everywhere.")
				if tracking.KindOf(err) == tracking.Conflict {
					err, moved = nil, 0
				}
			default:
				var r []tracking.Receipt
				r, err = h.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Scans: []tracking.Scan{scanOf(h.Folder.Code, h.Ward, h.Clock.Now())}})
				if err == nil && r[0].Outcome == tracking.Repeat {
					moved = 0
				}
			}
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
			mu.Lock()
			defer mu.Unlock()
			done += moved
		})
		if w := h.Whereabouts(h.Folder); w.Version != start+done {
			t.Errorf("version %d after %d changes from %d", w.Version, done, start)
		}
		h.Clean()
	})
}

func TestTwoClerksNeverMakeTheSameFolderTwice(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		addFormat(t, h)
		faults := make([]error, crowd)
		together(func(i int) {
			_, faults[i] = h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Code: "OLD123-45", Volume: 20 + i})
		})
		onlyOne(t, faults, tracking.ErrBarcodeTaken)
		together(func(i int) {
			_, faults[i] = h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code, Volume: 99})
		})
		onlyOne(t, faults, tracking.ErrVolumeTaken)
		h.Clean()
	})
}

func TestManyClerksWhoAddTheNextFolderGetOneVolumeEach(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		faults := make([]error, crowd)
		together(func(i int) {
			_, faults[i] = h.Service.AddFolder(t.Context(), trackingtest.Admin, tracking.NewFolder{Patient: "H1001", Home: h.Library.Code})
		})
		for i, err := range faults {
			if err != nil && tracking.KindOf(err) != tracking.Conflict {
				t.Errorf("%d: %v", i, err)
			}
		}
		if n := count(t, h, "SELECT COUNT(*) - MAX(volume) FROM folders WHERE patient_id = ?", h.Folder.PatientID); n != 0 {
			t.Errorf("volumes are not dense: %d", n)
		}
		h.Clean()
	})
}

func TestOneOfManyClerksStartsTheNextVolume(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		faults := make([]error, crowd)
		together(func(i int) {
			_, faults[i] = h.Service.NewVolume(t.Context(), trackingtest.Admin, h.Volume2.Code)
		})
		onlyOne(t, faults, &tracking.Error{Code: "not_newest_volume"})
		h.Clean()
	})
}

func TestTwoClerksWhoMoveBranchesMakeNoLoop(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		a, b := h.AddLocation("Block A", tracking.Office, "", ""), h.AddLocation("Block B", tracking.Office, "", "")
		faults := make([]error, crowd)
		together(func(i int) {
			into := [][2]tracking.Location{{a, b}, {b, a}}[i%2]
			_, faults[i] = h.Service.AmendLocation(t.Context(), trackingtest.Admin, into[0].Code, 0, tracking.LocationChange{Parent: &into[1].Code})
		})
		for i, err := range faults {
			if err != nil && !errors.Is(err, tracking.ErrLocationLoop) {
				t.Errorf("%d: %v", i, err)
			}
		}
		h.Clean()
	})
}

func TestOneOfManyClerksRegistersThePatient(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		faults := make([]error, crowd)
		together(func(i int) {
			_, faults[i] = h.Service.AddPatient(t.Context(), trackingtest.Admin, patient("H77", "Abara", "Chike"))
		})
		onlyOne(t, faults, tracking.ErrNumberTaken)
		h.Clean()
	})
}

func onlyOne(t *testing.T, faults []error, others error) {
	t.Helper()
	good := 0
	for i, err := range faults {
		if err == nil {
			good++
		} else if !errors.Is(err, others) {
			t.Errorf("%d: %v, want %v", i, err, others)
		}
	}
	if good != 1 {
		t.Errorf("%d of them succeeded", good)
	}
}

func TestACallerWhoHangsUpHarmsNobody(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Clock.Forward(time.Minute)
		var kept sync.Map
		together(func(i int) {
			s := scanOf(h.Folder.Code, h.Clinic, h.Clock.Now())
			ctx, cancel := context.WithCancel(t.Context())
			if i%2 == 0 {
				cancel() // the browser is gone before its turn comes
			}
			defer cancel()
			if _, err := h.Service.Scan(ctx, trackingtest.Porter, tracking.ScanBatch{Scans: []tracking.Scan{s}}); err == nil {
				kept.Store(s.ID, true)
			} else if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		kept.Range(func(id, _ any) bool {
			if count(t, h, "SELECT COUNT(*) FROM scans WHERE id = ?", id) != 1 {
				t.Errorf("scan %s was acknowledged and is not kept", id)
			}
			return true
		})
		h.Clean()
	})
}
