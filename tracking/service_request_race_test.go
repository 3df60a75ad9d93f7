package tracking_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// wantedByTwo adds folders, each of somebody else, which two clinics have asked for on different days.
func wantedByTwo(t testing.TB, h *trackingtest.Hospital, n int) (folders []tracking.Folder) {
	t.Helper()
	for i := range n {
		p := h.AddPatient(fmt.Sprintf("W%d", count(t, h, "SELECT COUNT(*) FROM patients")), fmt.Sprintf("Wanted%d", i), "Wanda")
		folders = append(folders, h.AddFolder(p.Number))
	}
	for _, f := range folders {
		h.Ask(f, h.Clinic, 24*time.Hour)
		h.Ask(f, h.OtherClinic, 96*time.Hour)
	}
	h.Clock.Forward(time.Minute)
	return folders
}

// clerks scans all of the folders at once from several desks, each in its own order. Desks with an even number scan at or towards
// one place, the others at or towards another.
func clerks(t testing.TB, h *trackingtest.Hospital, folders []tracking.Folder, scan func(f tracking.Folder, even bool) tracking.Scan) {
	t.Helper()
	const desks = 4
	var start, done sync.WaitGroup
	start.Add(1)
	for desk := range desks {
		var batches [][]tracking.Scan
		for i := range folders {
			s := scan(folders[(i*7+desk*len(folders)/desks)%len(folders)], desk%2 == 0)
			if i%10 == 0 {
				batches = append(batches, nil)
			}
			batches[len(batches)-1] = append(batches[len(batches)-1], s)
		}
		done.Go(func() {
			start.Wait()
			for _, scans := range batches {
				if _, err := h.Service.Scan(t.Context(), trackingtest.Librarian, tracking.ScanBatch{Device: fmt.Sprint("desk-", desk), Scans: scans}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	start.Done()
	done.Wait()
	h.Clock.Forward(time.Minute)
}

// fightOver has four clerks send and then receive the same wanted folders at the same instant, and says what went wrong.
func fightOver(t testing.TB, h *trackingtest.Hospital, n int) {
	t.Helper()
	folders := wantedByTwo(t, h, n)
	clerks(t, h, folders, func(f tracking.Folder, even bool) tracking.Scan {
		s := scanOf(f.Code, h.Library, h.Clock.Now())
		s.Action, s.ToCode = tracking.Send, h.OtherClinic.Code
		if even {
			s.ToCode = h.Clinic.Code
		}
		return s
	})
	for _, f := range folders {
		w := h.Whereabouts(f)
		if w.Custody != tracking.InTransit || w.ToID == nil || !slices.Contains([]tracking.LocationID{h.Clinic.ID, h.OtherClinic.ID}, *w.ToID) {
			t.Fatalf("%s is %s", f.Code, w.Custody)
		}
		sent := count(t, h, "SELECT COUNT(*) FROM requests WHERE folder_id = ? AND state = 'sent'", f.ID)
		there := count(t, h, "SELECT COUNT(*) FROM requests WHERE folder_id = ? AND state = 'sent' AND location_id = ?", f.ID, *w.ToID)
		if sent != 1 || there != 1 {
			t.Errorf("%s has %d open sends, %d of them to where it goes", f.Code, sent, there)
		}
	}
	clerks(t, h, folders, func(f tracking.Folder, _ bool) tracking.Scan { return scanOf(f.Code, h.Clinic, h.Clock.Now()) })
	for _, f := range folders {
		if w := h.Whereabouts(f); w.Custody != tracking.At || w.LocationID != h.Clinic.ID {
			t.Errorf("%s is %s in %d", f.Code, w.Custody, w.LocationID)
		}
		filled := count(t, h, "SELECT COUNT(*) FROM requests WHERE folder_id = ? AND location_id = ? AND state = 'filled'", f.ID, h.Clinic.ID)
		times := count(t, h, "SELECT COUNT(*) FROM request_events e JOIN requests r ON r.id = e.request_id WHERE r.folder_id = ? AND e.kind = 'filled'", f.ID)
		waits := count(t, h, "SELECT COUNT(*) FROM requests WHERE folder_id = ? AND location_id = ? AND state = 'waiting'", f.ID, h.OtherClinic.ID)
		if filled != 1 || times != 1 || waits != 1 {
			t.Errorf("of the requests for %s %d are filled, %d times; %d of the other clinic wait", f.Code, filled, times, waits)
		}
	}
}

func TestFourClerksWhoScanTheSameWantedFoldersAtOnceFillEachRequestOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		fightOver(t, h, 20)
		h.Clean()
	})
}

// BenchmarkClerksFigures runs the fight of four clerks over 300 folders many times on both databases: `make bench` prints how many
// runs went wrong.
func BenchmarkClerksFigures(b *testing.B) {
	runs := 100
	if testing.Short() {
		runs = 3
	}
	for name, dsn := range map[string]func() string{"SQLite": func() string { return "sqlite:" + b.TempDir() + "/casenotes.db" }, "MariaDB": func() string { return trackingtest.MySQL(b) }} {
		b.Run(name, func(b *testing.B) {
			h := trackingtest.Open(b, dsn())
			for range runs {
				fightOver(b, h, 300)
			}
			h.Clean()
			if !b.Failed() {
				b.ReportMetric(0, "faults")
				b.ReportMetric(float64(runs), "runs")
			}
		})
	}
}
