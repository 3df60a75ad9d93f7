package store_test

import (
	"fmt"
	"strings"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// seedStays adds years of stays of three events each. One in fifty is on a ward now, as many are expected; a few are at places that no
// map knows. Every fifth patient had another name before, and every stay on a ward asks for a folder.
func seedStays(t *testing.T, h *trackingtest.Hospital, wards []tracking.Location) {
	t.Helper()
	pool, err := h.Store.Pool()
	must(t, err)
	for _, statement := range []string{
		`INSERT INTO stays (id, visit, patient_id, status, place, ward_id, since, admitted_at, created_at, changed_at)
			SELECT seq, CONCAT('V', seq), 100000 + seq, IF(seq % 50 = 0, 'inpatient', IF(seq % 50 = 1, 'expected', 'left')), CONCAT('W', seq % 200), IF(seq % 200 = 50, NULL, @ward + seq % 10),
				@then - INTERVAL seq HOUR, @then - INTERVAL seq HOUR, @then, @then FROM seq_1_to_20000`,
		`INSERT INTO visits (code, stay_id) SELECT CONCAT('V', seq), seq FROM seq_1_to_20000`,
		`INSERT INTO stay_events (visit, fingerprint, patient_id, kind, at, told_at, place, ward_id, counted, actor, recorded_at)
			SELECT CONCAT('V', 1 + seq DIV 3), CONCAT('f', seq), 100001 + seq DIV 3, ELT(1 + seq % 3, 'admitted', 'transferred', 'discharged'), @then - INTERVAL seq DIV 3 HOUR, @then, CONCAT('W', (seq DIV 3) % 200),
				IF((seq DIV 3) % 200 = 50, NULL, @ward + seq % 10), TRUE, 'PAS', @then FROM seq_3_to_59990`,
		`INSERT INTO patient_names (patient_id, family_name, family_key) SELECT 100000 + seq * 5, 'Older', CONCAT('OLDER', CHAR(65 + seq % 26), CHAR(65 + seq % 23), seq) FROM seq_1_to_4000`,
		`UPDATE request_asks SET stay_id = id`,
		`ANALYZE TABLE stays, visits, stay_events, patient_names, request_asks`,
	} {
		statement = strings.NewReplacer("@then", "TIMESTAMP'"+h.Clock.Now().Format("2006-01-02 15:04:05")+"'", "@ward", fmt.Sprint(wards[0].ID)).Replace(statement)
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

func TestTheReadsOfStaysUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	wards := seedRows(t, h)
	seedRequests(t, h, wards)
	seedStays(t, h, wards)
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
		{"the stay of a visit", "PRIMARY", inTx(func(tx tracking.Tx) error { _, _, err := tx.LockVisit("V4242"); return err })},
		{"the stays of patients", "stays_of_patient", inTx(func(tx tracking.Tx) error {
			_, err := tx.LockStaysOf([]tracking.PatientID{104_242, 104_243})
			return err
		})},
		{"the events of a stay", "stay_events_once visits_stay", inTx(func(tx tracking.Tx) error { _, err := tx.StayEvents(4242); return err })},
		{"what stays ask for", "request_asks_of_stay", inTx(func(tx tracking.Tx) error { _, err := tx.AsksOfStays([]tracking.StayID{4242, 4243}); return err })},
		{"when patients were seen last", "appointments_of_patient", inTx(func(tx tracking.Tx) error { _, err := tx.LastAttended([]tracking.PatientID{104_242}); return err })},
		{"stays at a place", "stay_events_unplaced", inTx(func(tx tracking.Tx) error { _, err := tx.LockStaysAt("W50", wards[0].ID, 20); return err })},
		{"the stays of a patient's page", "stays_of_patient", func() error { _, err := h.Store.StaysOf(ctx, 104_242, 10); return err }},
		{"who is on a ward", "stays_on_ward", func() error { _, err := h.Store.OnWard(ctx, wards[3].ID, false, store.Cursor{}, 51); return err }},
		{"who is expected", "stays_on_ward", func() error { _, err := h.Store.OnWard(ctx, wards[3].ID, true, store.Cursor{}, 51); return err }},
		{"who is at places that no map knows", "stays_on_ward stays_in_status", func() error { _, err := h.Store.OnWard(ctx, 0, false, store.Cursor{}, 51); return err }},
		{"how many are on each ward", "stays_in_status", func() error { _, err := h.Store.WardCounts(ctx); return err }},
		{"a day", "stay_events_counted sessions_on", func() error { _, _, err := h.Store.Activity(ctx, now.AddDate(0, 0, -1), now); return err }},
		{"patients by an older name", "patient_names_key", func() error { _, err := h.Store.Find(ctx, tracking.ParseSearch("olderbc", nil, now)); return err }},
		{"patients by any number", "patient_numbers_any", func() error { _, err := h.Store.Find(ctx, tracking.ParseSearch("P4242", nil, now)); return err }},
		{"other names of a patient", "patient_names_once", func() error { _, err := h.Store.NamesOf(ctx, 104_240); return err }},
		{"an appointment by its code", "appointments_code", func() error { _, _, err := h.Store.Booking(ctx, "A42"); return err }},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
