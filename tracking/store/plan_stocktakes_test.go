package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// seedStocktakes adds years of stocktakes of ten folders each, one of which is open.
func seedStocktakes(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	pool, err := h.Store.Pool()
	must(t, err)
	for _, statement := range []string{
		`INSERT INTO stocktakes (id, kind, location_id, open_at, state, expected, away, started_at, started_by, counts_until, ended_at, scanned_at, version, changed_at)
			SELECT seq, IF(seq % 2, 'full', 'sample'), @home, IF(seq = 42, 'full:1', NULL), IF(seq = 42, 'open', 'finished'), 10, 0, @then - INTERVAL seq HOUR, 'lee',
				IF(seq = 42, '9999-01-01', @then - INTERVAL seq HOUR), IF(seq = 42, NULL, @then - INTERVAL seq HOUR), @then, 1, @then - INTERVAL seq HOUR FROM seq_1_to_20000`,
		`INSERT INTO stocktake_folders (stocktake_id, folder_id, away, location_id, custody) SELECT 1 + seq DIV 10, 100001 + seq % 19999, seq % 7 = 0, @home, 'at' FROM seq_1_to_20000`,
		`INSERT INTO stocktake_scans (stocktake_id, scan_id, folder_id, location_id, round, seq, at, actor) SELECT 1 + seq DIV 10, UUID(), 100001 + seq % 19999, @home, 'desk/', seq, @then, 'lee' FROM seq_1_to_20000`,
		`INSERT INTO stocktake_settled (stocktake_id, folder_id, settled_as, settled_by, settled_at) SELECT 1 + seq DIV 10, 100001 + seq % 19999, 'file', 'lee', @then FROM seq_1_to_20000`,
		`ANALYZE TABLE stocktakes, stocktake_folders, stocktake_scans, stocktake_settled`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+h.Clock.Now().Format("2006-01-02 15:04:05")+"'", "@home", fmt.Sprint(h.Library.ID)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfStocktakesUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	wards := seedRows(t, h)
	seedStocktakes(t, h)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now := t.Context(), h.Clock.Now()
	inTx := func(do func(tx tracking.Tx) error) func() error {
		return func() error { return h.Store.Write(ctx, do) }
	}
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"what a scan may count to", "stocktakes_counting", inTx(func(tx tracking.Tx) error { _, err := tx.StocktakesCounting(now); return err })},
		{"those in which nobody scans", "stocktakes_counting", inTx(func(tx tracking.Tx) error { _, err := tx.StocktakesIdle(now, 50); return err })},
		{"what is recorded in a place", "folders_here folders_home folders_held locations_path PRIMARY folders_away", inTx(func(tx tracking.Tx) error { _, err := tx.FoldersIn(wards[3], 1000); return err })},
		{"what a scan counts to", "stocktake_scans_scan", inTx(func(tx tracking.Tx) error { _, err := tx.CountedScan("x"); return err })},
		{"when a folder was seen", "stocktake_scans_of_folder", inTx(func(tx tracking.Tx) error { _, err := tx.VerifiedAt(100_050); return err })},
		{"which were drawn", "PRIMARY stocktake_folders_folder", inTx(func(tx tracking.Tx) error {
			_, err := tx.ExpectedAmong(42, []tracking.FolderID{100_400, 100_412})
			return err
		})},
		{"what a result is made of", "PRIMARY stocktake_scans_seen movements_history movements_version", func() error {
			_, err := h.Store.StocktakeFacts(ctx, tracking.Stocktake{ID: 42, LocationID: h.Library.ID, StartedAt: now.Add(-time.Hour), CountsUntil: now})
			return err
		}},
		{"how far it is", "stocktake_scans_seen PRIMARY", func() error { _, err := h.Store.StocktakeProgress(ctx, 42); return err }},
		{"what a page keeps", "PRIMARY stocktake_scans_seen stocktake_scans_of_folder", func() error { _, err := h.Store.ExpectedCodes(ctx, 42); return err }},
		{"what was decided", "PRIMARY", func() error { _, err := h.Store.SettledOf(ctx, 42); return err }},
		{"those before", "PRIMARY", func() error { _, err := h.Store.Stocktakes(ctx, 9000, 51); return err }},
		{"those open", "stocktakes_counting", func() error { _, err := h.Store.OpenStocktakes(ctx); return err }},
		{"audits of a month", "stocktakes_ended", func() error { _, err := h.Store.Audits(ctx, now.AddDate(0, -1, 0)); return err }},
		{"what changed", "folders_changed alerts_changed requests_changed stocktakes_changed PRIMARY movements_version", func() error {
			_, err := h.Store.ChangedSince(ctx, now.Add(-time.Second), 50, func(e []tracking.Event) []tracking.Event { return e })
			return err
		}},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
