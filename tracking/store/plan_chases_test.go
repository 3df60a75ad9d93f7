package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// seedChases gives each ward years of letters with their folders.
func seedChases(t *testing.T, h *trackingtest.Hospital, wards []tracking.Location) {
	t.Helper()
	pool, err := h.Store.Pool()
	must(t, err)
	now := h.Clock.Now().Format("2006-01-02 15:04:05")
	for _, statement := range []string{
		`INSERT INTO chases (id, holder_id, kind, step, way, body, folders, open, state, state_at, state_by, made_by, made_at, sent_at)
			SELECT seq, @ward + seq % 10, 'reminder', 1, 'email', 'x', 1, NULL, 'sent', @then, 'timer', 'lee', @then, @then - INTERVAL seq MINUTE FROM seq_1_to_20000`,
		`INSERT INTO chased_folders (chase_id, folder_id, code, volume, kind, home_id, out_since, due_at, late, step)
			SELECT seq, 100000 + seq, CONCAT('X', LPAD(seq, 8, '0')), 1, 'main', @home, @then, @then, 1, 1 FROM seq_1_to_20000`,
		`ANALYZE TABLE chases, chased_folders`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+now+"'", "@home", fmt.Sprint(h.Library.ID), "@ward", fmt.Sprint(wards[0].ID)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfChasingUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	wards := seedRows(t, h)
	seedChases(t, h, wards)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now := t.Context(), h.Clock.Now()
	within := func(do func(tracking.Tx) error) func() error {
		return func() error { return h.Store.Write(ctx, do) }
	}
	some := []tracking.FolderID{100_003, 100_007, 100_011}
	holders := []tracking.LocationID{wards[3].ID, wards[4].ID}
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"overdue at a holder", "folders_held folders_overdue folders_here", within(func(tx tracking.Tx) error { _, err := tx.OverdueHeld(wards[3].ID, now, 100); return err })},
		{"overdue of some", "PRIMARY", within(func(tx tracking.Tx) error { _, err := tx.OverdueAmong(wards[3].ID, some, now); return err })},
		{"letters of folders", "chased_folders_of", within(func(tx tracking.Tx) error { _, err := tx.ChasedBefore(wards[3].ID, some); return err })},
		{"letter to send", "chases_next", within(func(tx tracking.Tx) error { _, _, err := tx.LockChaseToSend(now); return err })},
		{"letters of the dead", "chases_open", within(func(tx tracking.Tx) error { _, err := tx.LockStaleChases(now); return err })},
		{"folders of a leaver", "folders_here folders_held", within(func(tx tracking.Tx) error { _, err := tx.FoldersAt(wards[3].ID, 0, 100); return err })},
		{"open letters", "chases_open", func() error { _, err := h.Store.OpenLetters(ctx, 50); return err }},
		{"letters to a holder", "chases_of chases_one_open", func() error { _, err := h.Store.LettersTo(ctx, wards[3].ID, 0, 20); return err }},
		{"last chases", "chases_of chases_one_open", func() error { _, err := h.Store.LastChases(ctx, holders); return err }},
		{"who is wanted", "requests_wanted requests_of_folder requests_one_open", func() error { _, err := h.Store.WantedAt(ctx, holders, now); return err }},
		{"closures", "closures_day", within(func(tx tracking.Tx) error { _, err := tx.Closures(); return err })},
		{"dates to move", "PRIMARY folders_overdue", within(func(tx tracking.Tx) error { _, err := tx.FoldersDueAfter(now.Add(time.Hour), 110_000, 500); return err })},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
