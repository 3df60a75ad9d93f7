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

// seedRequests adds years of sessions of ten appointments and of requests: one in fifty is open, a few of those are pulled, and some
// people have chosen clinics and e-mails. A device has scans that are kept apart.
func seedRequests(t *testing.T, h *trackingtest.Hospital, wards []tracking.Location) {
	t.Helper()
	pool, err := h.Store.Pool()
	must(t, err)
	for _, statement := range []string{
		`INSERT INTO sessions (id, code, location_id, starts, volumes, asked_at, list_at, created_at, changed_at)
			SELECT seq, CONCAT('S', seq), @ward + seq % 10, @then - INTERVAL 4000 HOUR + INTERVAL seq * 4 HOUR, 'latest', @then - INTERVAL 4000 HOUR, IF(seq % 100 = 0, @then, NULL), @then, @then FROM seq_1_to_2000`,
		`INSERT INTO appointments (id, code, session_id, patient_id, starts, status, created_at, changed_at)
			SELECT seq, CONCAT('A', seq), 1 + seq DIV 10, 100000 + seq, @then - INTERVAL 4000 HOUR + INTERVAL (1 + seq DIV 10) * 4 HOUR, 'booked', @then, @then FROM seq_1_to_19989`,
		`INSERT INTO requests (id, folder_id, location_id, need, open, scope, needed_by, reason, state, state_at, state_by, state_why, claimed_by, claimed_until, expires_at, asked_by, asked_at, changed_at)
			SELECT seq, 100000 + seq, @ward + seq % 10, 20000 + seq, IF(seq % 50 = 0, TRUE, NULL), 'latest', IF(seq % 50 = 0, @then + INTERVAL seq DIV 50 HOUR, @then - INTERVAL seq HOUR), 'clinic',
				IF(seq % 500 = 0, 'pulled', IF(seq % 50 = 0, 'waiting', 'cancelled')), @then, 'lee', IF(seq % 50 = 0, '', 'Not needed.'), IF(seq % 1000 = 50, 'lee', ''),
				IF(seq % 1000 = 50, @then + INTERVAL 30 MINUTE, NULL), IF(seq % 50 = 0, @then + INTERVAL seq HOUR, NULL), CONCAT('clerk', seq % 50), @then - INTERVAL seq MINUTE, @then - INTERVAL seq MINUTE
			FROM seq_1_to_20000`,
		`INSERT INTO request_asks (request_id, actor, appointment_id, needed_by, asked_at, withdrawn_at)
			SELECT seq, CONCAT('clerk', seq % 50), IF(seq < 19990, seq, NULL), IF(seq % 50 = 0, @then + INTERVAL seq DIV 50 HOUR, @then - INTERVAL seq HOUR), @then, IF(seq % 50 = 0, NULL, @then) FROM seq_1_to_20000`,
		`INSERT INTO request_events (request_id, version, kind, at, actor) SELECT seq, 1, 'asked', @then, 'pat' FROM seq_1_to_20000`,
		`INSERT INTO my_clinics (actor, location_id) SELECT CONCAT('clerk', seq DIV 10), @ward + seq % 10 FROM seq_1_to_20000`,
		`INSERT INTO digests (user_name, address, next_at) SELECT CONCAT('clerk', seq), 'clerk@example.org', @then + INTERVAL seq MINUTE FROM seq_1_to_2000`,
		`INSERT INTO quarantined_scans (scan_id, device, actor, reason, received_at, seq, taken_at) SELECT UUID(), CONCAT('web-', seq % 200), 'pat', 'The device is revoked.', @then, seq, IF(seq % 2, @then, NULL) FROM seq_1_to_20000`,
		`INSERT INTO pull_prints (location_id, list, paper, printed_by, printed_at) SELECT @home, CONCAT('session:', seq), '[]', 'lee', @then - INTERVAL seq MINUTE FROM seq_1_to_20000`,
		`INSERT INTO patient_merges (survivor_id, loser_id, open, paper, why, merged_by, merged_at)
			SELECT 100000 + 2 * seq, 100001 + 2 * seq, TRUE, IF(seq % 100 = 0, TRUE, NULL), 'Registered twice.', 'lee', @then FROM seq_1_to_5000`,
		`INSERT INTO merged_folders (merge_id, folder_id, was_patient_id, was_volume, was_status, together_at, together_by)
			SELECT seq, 100000 + 2 * seq, 100001 + 2 * seq, 1, 'active', @then, 'lee' FROM seq_1_to_5000`,
		`INSERT INTO folder_merges (survivor_id, loser_id, open, was_status, merged_at, merged_by) SELECT 100000 + 2 * seq, 100001 + 2 * seq, TRUE, 'active', @then, 'lee' FROM seq_1_to_5000`,
		`INSERT INTO loose_papers (folder_id, what, added_by, added_at, filed_at) SELECT 100000 + seq, 'A letter', 'chris', @then, IF(seq % 50, @then, NULL) FROM seq_1_to_20000`,
		`UPDATE folders SET loose_filing = TRUE WHERE id % 500 = 0`,
		`ANALYZE TABLE folders, folder_merges, loose_papers, patient_merges, merged_folders, sessions, appointments, requests, request_asks, request_events, my_clinics, digests, quarantined_scans, pull_prints`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+h.Clock.Now().Format("2006-01-02 15:04:05")+"'", "@ward", fmt.Sprint(wards[0].ID), "@home", fmt.Sprint(h.Library.ID)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfRequestsUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	wards := seedRows(t, h)
	seedRequests(t, h, wards)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now := t.Context(), h.Clock.Now()
	session, found, err := h.Store.SessionByID(ctx, 42)
	if err != nil || !found {
		t.Fatal(err, found)
	}
	view, found, err := h.Store.RequestByID(ctx, 50)
	if err != nil || !found {
		t.Fatal(err, found)
	}
	many, err := h.Store.Sessions(ctx, store.SessionList{From: session.Starts, To: session.Starts.AddDate(1, 0, 0), Limit: 50})
	if err != nil || len(many) != 50 {
		t.Fatal(err, len(many))
	}
	list := func(l store.RequestList) func() error {
		return func() error { l.Limit = 51; _, err := h.Store.Requests(ctx, l); return err }
	}
	sessions := func(l store.SessionList) func() error {
		return func() error {
			l.From, l.To, l.Limit = session.Starts.AddDate(0, 0, -1), session.Starts.AddDate(0, 0, 1), 201
			_, err := h.Store.Sessions(ctx, l)
			return err
		}
	}
	work := func(w store.LibraryWork) func() error {
		return func() error { _, err := h.Store.CountLibraryFolders(ctx, h.Library, w, now); return err }
	}
	pull := func(n store.Need) func() error {
		return func() error { _, _, err := h.Store.PullList(ctx, h.Library, n); return err }
	}
	inTx := func(do func(tx tracking.Tx) error) func() error {
		return func() error { return h.Store.Write(ctx, do) }
	}
	today := store.Need{To: now.Add(24 * time.Hour)}
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"a request", "PRIMARY", func() error { _, _, err := h.Store.RequestByID(ctx, 50); return err }},
		{"its history", "request_events_version request_asks_of", func() error { _, _, err := h.Store.RequestHistory(ctx, 50); return err }},
		{"open requests", "requests_wanted requests_at", list(store.RequestList{})},
		{"open requests of a place", "requests_at requests_wanted", list(store.RequestList{LocationID: wards[3].ID})},
		{"requests of a folder", "requests_of_folder requests_one_open", list(store.RequestList{FolderID: 100_050})},
		{"what somebody waits for", "requests_wanted requests_at request_asks_by PRIMARY", list(store.RequestList{AskedBy: "clerk7"})},
		{"what somebody has cancelled", "requests_in_state request_asks_by PRIMARY", list(store.RequestList{AskedBy: "clerk7", State: tracking.RequestCancelled, Newest: true})},
		{"where somebody asked for last", "request_asks_by PRIMARY", func() error { _, err := h.Store.LastAskedFor(ctx, "clerk7"); return err }},
		{"a pull list of a day", "requests_wanted requests_in_state PRIMARY", pull(today)},
		{"a pull list of a session", "request_asks_for appointments_of_session PRIMARY requests_of_folder requests_one_open", pull(store.Need{Session: 42})},
		{"what somebody has claimed", "requests_claimed PRIMARY", pull(store.Need{ClaimedBy: "lee", From: now})},
		{"a chase list", "requests_wanted requests_in_state PRIMARY", func() error { _, _, err := h.Store.ChaseList(ctx, today); return err }},
		{"the figures of a library", "requests_wanted requests_in_state PRIMARY", func() error { _, err := h.Store.RequestCounts(ctx, h.Library, now); return err }},
		{"what is pulled", "requests_in_state requests_wanted PRIMARY", func() error { _, _, err := h.Store.Pulled(ctx, h.Library, 200); return err }},
		{"who else waits", "requests_of_folder requests_one_open", func() error { _, err := h.Store.AlsoWanted(ctx, []tracking.RequestView{view}); return err }},
		{"prints of a list", "pull_prints_of", func() error { _, err := h.Store.PullPrints(ctx, h.Library.ID, "session:42"); return err }},
		{"sessions of a day", "sessions_on", sessions(store.SessionList{})},
		{"sessions of a clinic", "sessions_at sessions_on", sessions(store.SessionList{LocationID: wards[3].ID})},
		{"sessions of my clinics", "sessions_at sessions_on PRIMARY", sessions(store.SessionList{Of: "clerk7"})},
		{"how ready a session is", "appointments_of_session PRIMARY folders_of_patient folders_volume requests_of_folder requests_one_open", func() error { _, err := h.Store.Readiness(ctx, session); return err }},
		{"how ready fifty sessions are", "PRIMARY patients_merged_into", func() error { _, err := h.Store.Readiness(ctx, many...); return err }},
		{"whose folders a patient's are", "PRIMARY patients_merged_into", inTx(func(tx tracking.Tx) error { _, err := tx.Kin([]tracking.PatientID{100_042, 100_043}); return err })},
		{"the merges of patients", "patient_merges_one_open patient_merges_into", inTx(func(tx tracking.Tx) error { _, err := tx.MergesOf([]tracking.PatientID{100_042, 100_043}); return err })},
		{"merges with paper", "patient_merges_paper PRIMARY folders_of_patient folders_volume", func() error { _, err := h.Store.PaperTasks(ctx, 0, 51); return err }},
		{"what came into a patient", "PRIMARY patients_merged_into patient_merges_one_open folders_of_patient folders_volume", func() error { _, err := h.Store.MergesInto(ctx, 100_042); return err }},
		{"the merge of a folder", "folder_merges_one_open", inTx(func(tx tracking.Tx) error { _, _, err := tx.FolderMergeOf(100_043); return err })},
		{"what went into a folder", "folder_merges_into PRIMARY", func() error { _, err := h.Store.MergedInto(ctx, 100_042); return err }},
		{"every barcode of a folder", "barcodes_of_folder folders_merged_into barcodes_folder", func() error { _, err := h.Store.Aliases(ctx, 100_042); return err }},
		{"what waits for a folder", "loose_papers_of", inTx(func(tx tracking.Tx) error { _, err := tx.LoosePapers(100_050); return err })},
		{"loose papers of a library", "folders_loose PRIMARY loose_papers_of", func() error { _, _, err := h.Store.LooseFiling(ctx, h.Library, 200); return err }},
		{"what merges brought together", "merged_folders_of", inTx(func(tx tracking.Tx) error { _, err := tx.MergedFolders([]tracking.MergeID{21, 22}); return err })},
		{"where patients are booked", "appointments_of_patient", inTx(func(tx tracking.Tx) error {
			_, err := tx.SessionsOf([]tracking.PatientID{100_042, 100_043}, now)
			return err
		})},
		{"what a list names", "PRIMARY", func() error { _, err := h.Store.Resolve(ctx, []string{"P42", "X00000042", "nobody"}); return err }},
		{"who has moved away", "request_asks_when PRIMARY", func() error { _, err := h.Store.MovedOut(ctx, session); return err }},
		{"my clinics", "PRIMARY", func() error { _, err := h.Store.ClinicsOf(ctx, "clerk7"); return err }},
		{"what is back and not filed", "folders_here folders_home PRIMARY requests_of_folder requests_one_open", work(store.ToFile)},
		{"what a library misses", "folders_missing folders_custody folders_here PRIMARY", work(store.Lost)},
		{"what of a library is overdue", "folders_overdue", work(store.Overdue)},
		{"e-mails that are due", "digests_next", inTx(func(tx tracking.Tx) error { _, err := tx.LockDigestsDue(now, 50); return err })},
		{"scans of a device that are kept apart", "quarantined_of_device", func() error { _, err := h.Store.Quarantined(ctx, "web-42", false, 200); return err }},
		{"whether a scan is kept apart", "quarantined_of_device quarantined_scan", inTx(func(tx tracking.Tx) error { _, err := tx.QuarantinedBefore("web-42", "x"); return err })},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
