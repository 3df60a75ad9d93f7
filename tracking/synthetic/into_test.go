package synthetic_test

import (
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/synthetic"
	"casenotes/tracking/trackingtest"
)

func TestTheDemoInADatabaseIsCleanAndItsSweepFindsWhatIsLate(t *testing.T) {
	test := func(t *testing.T, dsn string) {
		h := trackingtest.OpenEmpty(t, dsn)
		h.Clock.Set(now)
		sum, err := synthetic.Generate(t.Context(), synthetic.Demo(), h.Rules, now, synthetic.Into(h.Store))
		if err != nil {
			t.Fatal(err)
		}
		h.Clean()
		opened, err := h.Service.Sweep(t.Context())
		if err != nil || opened < 50 {
			t.Errorf("the sweep opened %d alerts, %v", opened, err)
		}
		h.Clean()
		for _, stop := range sum.Tour[3:] {
			if _, found, err := h.Store.FolderByCode(t.Context(), stop.Code); err != nil || !found {
				t.Errorf("%s %s: found %t, %v", stop.What, stop.Code, found, err)
			}
		}
		h.Library = tracking.Location{Code: sum.Tour[0].Code}
		h.AddPatient("X1", "Newcomer", "Nan")
		h.AddFolder("X1") // fails where its number was used before
		h.AddLocation("Annexe", tracking.Office, "", "City Hospital")
		h.Clean()
	}
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite:"+t.TempDir()+"/casenotes.db") })
	t.Run("mariadb", func(t *testing.T) { test(t, trackingtest.MySQL(t)) })
}

func BenchmarkSeedMariaDB(b *testing.B) {
	for b.Loop() {
		h := trackingtest.OpenEmpty(b, trackingtest.MySQL(b))
		began := b.Elapsed()
		sum, err := synthetic.Generate(b.Context(), synthetic.Options{Folders: 40_000, Movements: 200_000, Seed: 1}, h.Rules, now, synthetic.Into(h.Store))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(sum.Rows)/(b.Elapsed()-began).Seconds(), "rows/s")
	}
}
