package tracking_test

import (
	"errors"
	"testing"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

func history(t *testing.T, h *trackingtest.Hospital, f tracking.Folder) []store.Passage {
	t.Helper()
	list, err := h.Store.Movements(t.Context(), f.ID, store.Cursor{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func kindsOf(list []store.Passage) (kinds []tracking.MovementKind) {
	for _, m := range list {
		kinds = append(kinds, m.Kind)
	}
	return kinds
}

func alerts(t *testing.T, h *trackingtest.Hospital) []tracking.AlertView {
	t.Helper()
	list, err := h.Store.Alerts(t.Context(), "", 0, store.Cursor{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// exec writes what no command of this release can: merged and destroyed folders, inpatients.
func exec(t *testing.T, h *trackingtest.Hospital, sql string, args ...any) {
	t.Helper()
	pool, err := h.Store.Pool()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.ExecContext(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, h *trackingtest.Hospital, sql string, args ...any) (n int) {
	t.Helper()
	pool, err := h.Store.Pool()
	if err != nil {
		t.Fatal(err)
	}
	if err := pool.QueryRowContext(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got error %v, want %v", got, want)
	}
}

// addFormat teaches the hospital the barcodes of its old labels: OLD123-45.
func addFormat(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	err := h.Service.AddFormat(t.Context(), trackingtest.Admin, tracking.Format{Name: "Old label", Kind: tracking.FolderCode, Shape: "OLD999-99"})
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }
