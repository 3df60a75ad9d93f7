package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// seedCases adds years of searches: one in fifty is open, a few of those are urgent; each was looked for at one place.
func seedCases(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	pool, err := h.Store.Pool()
	must(t, err)
	for _, statement := range []string{
		`INSERT INTO missing_cases (id, folder_id, open, state, level, level_at, next_at, reported_by, reported_at, last_id, urgent, closed_at, found_by, changed_at)
			SELECT seq, 100000 + seq, IF(seq % 50 = 0, TRUE, NULL), IF(seq % 50 = 0, 'searching', 'found'), 1 + seq % 4, @then, IF(seq % 50 = 0, @then + INTERVAL seq MINUTE, NULL), CONCAT('clerk', seq % 50),
				@then - INTERVAL seq * 40 MINUTE, @home, seq % 1000 = 0, IF(seq % 50 = 0, NULL, @then - INTERVAL seq * 30 MINUTE), 'pat', @then - INTERVAL seq MINUTE FROM seq_1_to_20000`,
		`INSERT INTO missing_searches (case_id, location_id, result, actor, at) SELECT seq, @home, 'not_there', CONCAT('clerk', seq % 50), @then FROM seq_1_to_20000`,
		`UPDATE folders SET stands_for_id = 100050 WHERE id = 100060`,
		`ANALYZE TABLE missing_cases, missing_searches`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+h.Clock.Now().Format("2006-01-02 15:04:05")+"'", "@home", fmt.Sprint(h.Library.ID)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfMissingFoldersUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	wards := seedRows(t, h)
	seedRequests(t, h, wards)
	seedCases(t, h)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now := t.Context(), h.Clock.Now()
	within := func(do func(tracking.Tx) error) func() error {
		return func() error { return h.Store.Write(ctx, do) }
	}
	list := func(l store.CaseList) func() error {
		return func() error { l.Limit = 51; _, err := h.Store.Cases(ctx, l); return err }
	}
	lost, found, err := h.Store.FolderByID(ctx, 100_050)
	if err != nil || !found {
		t.Fatal(err, found)
	}
	const open = "missing_cases_open missing_cases_one_open PRIMARY"
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"all that is missing", open, list(store.CaseList{})},
		{"one level", open, list(store.CaseList{Level: tracking.ManagerLooks, State: tracking.Searching})},
		{"of a library", open, list(store.CaseList{Library: &h.Library})},
		{"found lately", "missing_cases_closed PRIMARY", list(store.CaseList{State: tracking.FoundAgain})},
		{"what is urgent", open, func() error { _, err := h.Store.UrgentCases(ctx, nil, 50); return err }},
		{"what to look out for", open, func() error { _, err := h.Store.LookOut(ctx, 6); return err }},
		{"the register", "missing_cases_reported PRIMARY", func() error {
			_, err := h.Store.Register(ctx, now.AddDate(0, -1, 0), now, store.Cursor{}, 51)
			return err
		}},
		{"its counts", "missing_cases_reported", func() error { _, err := h.Store.RegisterCounts(ctx, now.AddDate(0, -1, 0), now); return err }},
		{"the search for a folder", "missing_cases_of_folder missing_cases_one_open PRIMARY", func() error { _, _, err := h.Store.CaseOf(ctx, 100_050); return err }},
		{"where was looked", "missing_searches_of_case", func() error { _, err := h.Store.Looks(ctx, 50); return err }},
		{"at how many places", "missing_searches_of_case", func() error { _, err := h.Store.LookCounts(ctx, []tracking.MissingCaseID{50, 100}); return err }},
		{"found for somebody", "missing_cases_closed missing_searches_of_case missing_searches_by PRIMARY", func() error { _, err := h.Store.FoundFor(ctx, "clerk7", now.Add(-24*time.Hour), 5); return err }},
		{"what stands in for it", "folders_stands_for_one", func() error { _, _, err := h.Store.StandIn(ctx, 100_050); return err }},
		{"where it may be", "movements_history folders_of_patient folders_volume folders_filing PRIMARY appointments_of_patient appointments_of_session patients_name scans_device_seq", func() error { _, err := h.Store.SearchFacts(ctx, lost); return err }},
		{"searches to raise", "missing_cases_next", within(func(tx tracking.Tx) error { _, err := tx.CasesDue(now, 500); return err })},
		{"open searches of folders", "missing_cases_one_open missing_cases_of_folder", within(func(tx tracking.Tx) error { _, err := tx.OpenCases([]tracking.FolderID{100_050, 100_100}); return err })},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
