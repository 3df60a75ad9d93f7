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

// seedPrints adds years of print jobs of ten labels: nearly all came to their end, and a few wait, are unsure or were never asked for.
func seedPrints(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	address, stock := "10.1.2.3", "70x35"
	p, err := h.Service.AddPrinter(t.Context(), trackingtest.Admin, "Office", tracking.PrinterChange{Location: &h.Library.Code, Address: &address, Stock: &stock})
	must(t, err)
	pool, err := h.Store.Pool()
	must(t, err)
	for _, statement := range []string{
		`INSERT INTO print_jobs (id, printer_id, state, title, labels, fingerprint, actor, created_at, asked_at, sent_at, next_at)
			SELECT LPAD(seq, 36, '0'), @printer, ELT(1 + LEAST(seq % 100, 4), 'prepared', 'waiting', 'sent', 'unsure', 'done'), 'Labels', 10, '0', 'lee',
				@then - INTERVAL seq MINUTE, @then - INTERVAL seq MINUTE, @then - INTERVAL seq MINUTE, IF(seq % 1000 = 1, @then, NULL) FROM seq_1_to_20000`,
		`INSERT INTO print_labels (job_id, position, folder_id, code, label_version)
			SELECT LPAD(1 + seq DIV 10, 36, '0'), 1 + seq % 10, 100001 + seq % 10000, CONCAT('X', LPAD(1 + seq % 10000, 8, '0')), IF(seq % 1000 = 0, NULL, 1 + seq DIV 10000) FROM seq_1_to_20000`,
		`INSERT INTO replaced_labels (code, folder_id, reason, actor, replaced_at) SELECT CONCAT('R', seq), 100000 + seq, 'Torn', 'lee', @then FROM seq_1_to_20000`,
		`INSERT INTO import_batches (actor, began_at, ended_at, first_folder_id, last_folder_id, folders)
			SELECT 'pat', @then, @then, 100000 + seq * 10, 100009 + seq * 10, 10 FROM seq_1_to_1000`,
		`ANALYZE TABLE print_jobs, print_labels, replaced_labels, import_batches`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+h.Clock.Now().Format("2006-01-02 15:04:05")+"'", "@printer", fmt.Sprint(p.ID)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfPrintingUseTheirIndexes(t *testing.T) {
	dsn := trackingtest.MySQL(t)
	h := trackingtest.Open(t, dsn)
	seedRows(t, h)
	seedPrints(t, h)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now, job := t.Context(), h.Clock.Now(), fmt.Sprintf("%036d", 42)
	page := store.Cursor{At: now.Add(-time.Hour)}
	list := func(l store.PrintList) func() error {
		return func() error { l.Limit = 26; _, err := h.Store.PrintJobs(ctx, l); return err }
	}
	inTx := func(do func(tx tracking.Tx) error) func() error {
		return func() error { return h.Store.Write(ctx, do) }
	}
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"a job", "PRIMARY", func() error { _, _, err := h.Store.PrintJob(ctx, job); return err }},
		{"jobs", "print_jobs_newest", list(store.PrintList{})},
		{"jobs, next page", "print_jobs_newest", list(store.PrintList{After: page, AfterID: job})},
		{"jobs in a state", "print_jobs_in_state", list(store.PrintList{State: tracking.Unsure})},
		{"jobs in a state, next page", "print_jobs_in_state", list(store.PrintList{State: tracking.Printed, After: page, AfterID: job})},
		{"jobs of a printer", "print_jobs_on print_jobs_newest", list(store.PrintList{PrinterID: 1})},
		{"jobs of a printer in a state", "print_jobs_in_state print_jobs_on", list(store.PrintList{PrinterID: 1, State: tracking.Waiting})},
		{"jobs that are due", "print_jobs_due", func() error { _, err := h.Store.PrintsDue(ctx, now, 100); return err }},
		{"jobs that others send", "print_jobs_due print_jobs_in_state", inTx(func(tx tracking.Tx) error { _, err := tx.SendingByOthers("me", now); return err })},
		{"jobs never asked for", "print_jobs_in_state", inTx(func(tx tracking.Tx) error { _, err := tx.ForgetPrints(now.AddDate(-9, 0, 0), 100); return err })},
		{"labels of a job", "PRIMARY", func() error { _, err := h.Store.PrintLabels(ctx, job); return err }},
		{"folders labelled before", "PRIMARY print_labels_version", func() error { _, err := h.Store.Labelled(ctx, job); return err }},
		{"a folder's label", "print_labels_version", func() error { _, _, _, err := h.Store.FolderLabel(ctx, 100_042); return err }},
		{"label versions", "print_labels_version", inTx(func(tx tracking.Tx) error {
			_, err := tx.LabelVersions([]tracking.FolderID{100_042, 100_043})
			return err
		})},
		{"replaced labels of a folder", "replaced_labels_of", func() error { _, err := h.Store.ReplacedLabels(ctx, 100_042); return err }},
		{"replaced labels by code", "PRIMARY", inTx(func(tx tracking.Tx) error { _, err := tx.ReplacedLabels([]string{"R42"}); return err })},
		{"imports", "PRIMARY", func() error { _, err := h.Store.ImportBatches(ctx, 5); return err }},
		{"folders of an import", "PRIMARY", func() error { _, err := h.Store.ImportedCodes(ctx, 42, 0, 2000); return err }},
		{"count of an import", "PRIMARY movements_version", inTx(func(tx tracking.Tx) error {
			_, err := tx.CountImported(tracking.ImportBatch{Actor: "pat", FirstFolderID: 100_420, LastFolderID: 100_429})
			return err
		})},
		{"folders at a place", "folders_here", func() error { _, err := h.Store.CodesAt(ctx, h.Library.ID, 2000); return err }},
		{"what labels are of", "PRIMARY", func() error {
			id := tracking.FolderID(100_042)
			_, err := h.Store.PrintMeant(ctx, []tracking.PrintLabel{{FolderID: &id}})
			return err
		}},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
