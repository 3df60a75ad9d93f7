package store_test

import (
	"testing"

	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

func TestTheReadsOfBoardsForAWallUseTheirIndexes(t *testing.T) {
	h := trackingtest.Open(t, trackingtest.MySQL(t))
	seedRows(t, h)
	pool, err := h.Store.Pool()
	must(t, err)
	pool.SetMaxOpenConns(1)
	ctx, now := t.Context(), h.Clock.Now()
	for _, read := range []struct {
		name, keys string
		do         func() error
	}{
		{"what travels by route", "folders_by_custody folders_coming alerts_of_folder alerts_one_open PRIMARY", func() error { _, err := h.Store.Routes(ctx, 200); return err }},
		{"what travels", "folders_by_custody", func() error { _, err := h.Store.Travelling(ctx, store.Cursor{}, 51); return err }},
		{"what travels, further down", "folders_by_custody", func() error {
			_, err := h.Store.Travelling(ctx, store.Cursor{At: now.AddDate(0, 0, -1), ID: 1}, 51)
			return err
		}},
		{"alerts by kind", "alerts_open", func() error { _, err := h.Store.AlertSums(ctx); return err }},
		{"searches by place", "missing_cases_open", func() error { _, err := h.Store.SearchSums(ctx, 200); return err }},
	} {
		t.Run(read.name, func(t *testing.T) { wantPlan(t, pool, read.keys, read.do) })
	}
}
