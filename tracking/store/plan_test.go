package store_test

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// The tables that grow with the hospital. A plan that reads one of them whole, or sorts it whole, is a fault.
const (
	seeded   = 20_000
	tolerate = seeded / 4
)

// seedRows fills the growing tables: three quarters of the folders at home, the others at ten wards, some of them overdue.
func seedRows(t *testing.T, h *trackingtest.Hospital) (wards []tracking.Location) {
	t.Helper()
	for i := range 10 {
		wards = append(wards, h.AddLocation(fmt.Sprint("Ward ", i+20), tracking.Ward, "", "North"))
	}
	pool, err := h.Store.Pool()
	must(t, err)
	now := h.Clock.Now().Format("2006-01-02 15:04:05")
	first := wards[0].ID
	for _, statement := range []string{
		`INSERT INTO patients (id, number, family_name, given_name, family_key, given_key, born, version, created_at, changed_at)
			SELECT 100000 + seq, CONCAT('P', seq), CONCAT('Family', CHAR(97 + seq % 26), CHAR(97 + seq % 23)), 'Given', CONCAT('FAMILY', CHAR(65 + seq % 26), CHAR(65 + seq % 23)), 'GIVEN', '1930-01-01' + INTERVAL seq % 30000 DAY, 1, @then, @then FROM seq_1_to_20000`,
		`INSERT INTO patient_numbers (type, number, patient_id) SELECT 'hospital', CONCAT('P', seq), 100000 + seq FROM seq_1_to_20000`,
		`INSERT INTO folders (id, code, patient_id, kind, volume, home_id, status, custody, location_id, to_id, since, out_since, due_at, source, confidence, version, check_at, created_at, changed_at)
			SELECT 100000 + seq, CONCAT('X', LPAD(seq, 8, '0')), 100000 + seq, 'main', 1, @home, 'active', IF(seq % 40 = 3, 'in_transit', 'at'), IF(seq % 4 = 3, @ward + seq % 10, @home),
				IF(seq % 40 = 3, @ward + seq % 7, NULL), @then - INTERVAL seq MINUTE, IF(seq % 4 = 3, @then - INTERVAL seq MINUTE, NULL),
				IF(seq % 4 = 3, @then + INTERVAL 30 DAY - INTERVAL seq * 3 MINUTE, NULL), 'wedge', 'scanned', 1, IF(seq % 4 = 3, @then + INTERVAL 30 DAY - INTERVAL seq * 3 MINUTE, NULL),
				@then, @then - INTERVAL seq MINUTE FROM seq_1_to_20000`,
		`INSERT INTO barcodes (code, folder_id, created_at) SELECT code, id, created_at FROM folders WHERE id > 100000`,
		`INSERT INTO movements (folder_id, version, kind, custody, location_id, since, at, recorded_at, actor, source, confidence)
			SELECT 100001 + seq % 1000, 1 + seq DIV 1000, 'arrived', 'at', @home, @then - INTERVAL seq MINUTE, @then - INTERVAL seq MINUTE, @then, 'pat', 'wedge', 'scanned' FROM seq_1_to_20000`,
		`INSERT INTO alerts (kind, subject, folder_id, location_id, text, open, opened_at, changed_at)
			SELECT 'overdue', CONCAT('folder:', id), id, location_id, 'Overdue.', IF(id % 20 = 3, TRUE, NULL), @then, @then - INTERVAL id - 100000 MINUTE FROM folders WHERE id > 100000`,
		`INSERT INTO scans (id, device, seq, action, at, source, claimed_at, received_at, actor, reading_kind, fingerprint, folder_id, outcome, class, message, why)
			SELECT CONCAT('0193-', seq), CONCAT('web-', seq % 200), seq, 'arrive', @then - INTERVAL seq MINUTE, 'wedge', @then, @then, 'pat', 'folder', 'x', 100000 + seq, 'attention', 'check', 'Look.', 'Why.' FROM seq_1_to_20000`,
		`INSERT INTO scan_checks (scan_id, reason, device, seq, folder_id, message, actor, at, open, look_at, done_at)
			SELECT id, IF(seq % 3, 'unreadable', 'unknown_folder'), device, seq, folder_id, 'Look.', 'pat', at, IF(seq % 50, NULL, TRUE), IF(seq % 50, NULL, at + INTERVAL 30 DAY), IF(seq % 50, at, NULL) FROM scans`,
		`ANALYZE TABLE patients, patient_numbers, folders, barcodes, movements, alerts, scans, scan_checks`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+now+"'", "@home", fmt.Sprint(h.Library.ID), "@ward", fmt.Sprint(first)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
	return wards
}

// spy runs a read and answers the statements that the server was asked.
func spy(t *testing.T, pool *sql.DB, do func() error) (statements []string) {
	t.Helper()
	say := func(statement string) {
		_, err := pool.ExecContext(t.Context(), statement)
		must(t, err)
	}
	var mine string
	must(t, pool.QueryRowContext(t.Context(), "SELECT CONCAT('command_type = ''Query'' AND thread_id = ', CONNECTION_ID())").Scan(&mine))
	var mark int64
	must(t, pool.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM mysql.general_log WHERE "+mine).Scan(&mark))
	say("SET GLOBAL log_output = 'TABLE'")
	say("SET GLOBAL general_log = 1")
	err := do()
	say("SET GLOBAL general_log = 0")
	must(t, err)
	rows, err := pool.QueryContext(t.Context(), "SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE "+mine+" LIMIT 10000 OFFSET "+strconv.FormatInt(mark, 10))
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var s string
		must(t, rows.Scan(&s))
		if strings.HasPrefix(s, "SELECT") {
			statements = append(statements, s)
		}
	}
	must(t, rows.Err())
	return statements
}

type step struct {
	table, kind, key, extra string
	rows                    int
}

func explain(t *testing.T, pool *sql.DB, statement string) (steps []step) {
	t.Helper()
	rows, err := pool.QueryContext(t.Context(), "EXPLAIN "+statement)
	if err != nil {
		t.Fatalf("%v in %s", err, statement)
	}
	defer rows.Close()
	for rows.Next() {
		var id, kind, table, access, possible, key, length, ref, count, extra sql.NullString
		must(t, rows.Scan(&id, &kind, &table, &access, &possible, &key, &length, &ref, &count, &extra))
		n, _ := strconv.Atoi(count.String)
		steps = append(steps, step{table.String, access.String, key.String, extra.String, n})
	}
	must(t, rows.Err())
	return steps
}

func TestTheReadsThatEverybodyWaitsForUseTheirIndexes(t *testing.T) {
	dsn := trackingtest.MySQL(t)
	h := trackingtest.Open(t, dsn)
	wards := seedRows(t, h)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1) // so that its statements can be told from those of others on the server
	ctx, now := t.Context(), h.Clock.Now()
	page := store.Cursor{At: now.Add(-time.Hour), ID: 100_050}
	find := func(text string) func() error {
		return func() error { _, err := h.Store.Find(ctx, tracking.ParseSearch(text, nil, now)); return err }
	}
	overdue := func(at tracking.LocationID, c store.Cursor) func() error {
		return func() error { _, err := h.Store.Overdue(ctx, at, now, c, 51); return err }
	}
	for _, read := range []struct {
		name string
		keys string // of which the plan must use one, in the table that grows
		do   func() error
	}{
		{"barcode", "PRIMARY", func() error { _, _, err := h.Store.FolderByCode(ctx, "X00000042"); return err }},
		{"board of a ward", "folders_here folders_coming folders_held", func() error { _, err := h.Store.Board(ctx, wards[3], 100); return err }},
		{"board of the library", "folders_here folders_coming folders_away", func() error { _, err := h.Store.Board(ctx, h.Library, 100); return err }},
		{"overdue by holder", "folders_overdue", func() error { _, err := h.Store.OverdueByHolder(ctx, now); return err }},
		{"overdue", "folders_overdue", overdue(0, store.Cursor{})},
		{"overdue, next page", "folders_overdue", overdue(0, page)},
		{"overdue at one holder", "folders_held folders_overdue", overdue(wards[3].ID, store.Cursor{})},
		{"patients by family name", "patients_name", find("familybc")},
		{"patients by both names", "patients_name", find("given familybc")},
		{"patients by names with a comma", "patients_name", find("familybc, given")},
		{"patients by birth", "patients_born", find("3/3/1951")},
		{"patients by birth and name", "patients_born patients_name", find("3/3/1951 familybc")},
		{"patients by number", "PRIMARY", find("P4242")},
		{"folders of a patient", "folders_volume", func() error { _, err := h.Store.FoldersOf(ctx, 104_242); return err }},
		{"folders at a place, next page", "folders_here", func() error {
			_, err := h.Store.Folders(ctx, store.FolderList{LocationID: wards[3].ID, Custody: tracking.At, After: page, Limit: 51})
			return err
		}},
		{"folders in transit", "folders_by_custody", func() error {
			_, err := h.Store.Folders(ctx, store.FolderList{Custody: tracking.InTransit, Limit: 51})
			return err
		}},
		{"folders by code", "folders_code PRIMARY", func() error {
			_, err := h.Store.Folders(ctx, store.FolderList{CodePrefix: "X0000004", Limit: 51})
			return err
		}},
		{"history", "movements_history movements_version", func() error { _, err := h.Store.Movements(ctx, 100_042, store.Cursor{}, 51); return err }},
		{"history, next page", "movements_history movements_version", func() error { _, err := h.Store.Movements(ctx, 100_042, page, 51); return err }},
		{"folders due", "folders_check", func() error {
			return h.Store.Write(ctx, func(tx tracking.Tx) error { _, err := tx.FoldersDue(now, 500); return err })
		}},
		{"changed since", "folders_changed alerts_changed", func() error {
			_, err := h.Store.ChangedSince(ctx, now.Add(-20*time.Minute), 5000, func(e []tracking.Event) []tracking.Event { return e })
			return err
		}},
		{"counts", "folders_overdue folders_by_custody alerts_open", func() error { _, err := h.Store.Counts(ctx, now); return err }},
		{"scans to check", "scan_checks_open", func() error { _, err := h.Store.ScanChecks(ctx, "", false, store.Cursor{}, 51); return err }},
		{"scans to check for one reason", "scan_checks_open", func() error {
			_, err := h.Store.ScanChecks(ctx, tracking.Unreadable, false, store.Cursor{}, 51)
			return err
		}},
		{"scans that were checked", "scan_checks_done", func() error { _, err := h.Store.ScanChecks(ctx, "", true, store.Cursor{}, 51); return err }},
		{"how many are to be checked", "scan_checks_open", func() error { _, _, err := h.Store.CheckCounts(ctx); return err }},
		{"scans to look at again", "scan_checks_look", func() error {
			return h.Store.Write(ctx, func(tx tracking.Tx) error { _, err := tx.ScanChecksDue(now, 200); return err })
		}},
		{"the next scans of a device", "scans_device_seq", func() error {
			return h.Store.Write(ctx, func(tx tracking.Tx) error { _, err := tx.ScansAfter("trolley-7", 42, 3); return err })
		}},
		{"what is kept apart", "quarantined_taken PRIMARY", func() error { _, err := h.Store.KeptApart(ctx, 51); return err }},
		{"alerts", "PRIMARY alerts_open", func() error { _, err := h.Store.Alerts(ctx, "", 0, store.Cursor{}, 51); return err }},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}

// wantPlan runs a read and looks at how the server plans it: it must use one of the keys, and read or sort no large table whole.
func wantPlan(t *testing.T, pool *sql.DB, keys string, do func() error) {
	t.Helper()
	statements := spy(t, pool, do)
	if len(statements) == 0 {
		t.Fatal("no statement was seen")
	}
	used := map[string]bool{}
	for _, statement := range statements {
		for _, s := range explain(t, pool, statement) {
			used[s.key] = true
			small := strings.HasPrefix(s.table, "<") || s.table == "locations" || s.table == ""
			sorts := strings.Contains(s.extra, "filesort") && !strings.Contains(s.extra, "Using index") && s.rows > 2000
			if !small && (s.kind == "ALL" || s.kind == "index" && s.rows > tolerate || sorts) {
				t.Errorf("%+v\n%s", s, statement)
			}
		}
	}
	for _, key := range strings.Fields(keys) {
		if used[key] {
			return
		}
	}
	t.Errorf("used %v, want one of %s", used, keys)
}
