package main

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

// benchOverdue measures the work with overdue folders: the list of those who hold them, the sweep of very many at once beside scans,
// and letters of which each goes once though a process is killed.
func benchOverdue(b *testing.B, t *table) {
	folders, late, holders := 2_000_000, 40_000, 1000
	if testing.Short() {
		folders, late, holders = 50_000, 4000, 60
	}
	dsn := database(b, "mariadb")
	db := furnish(b, dsn, folders, folders*2)
	must(b, manyOverdue(b, db, late))
	client := newClient(b, serve(b, dsn), dsn, 8)
	get := func(path string) func(int, int) error {
		return func(int, int) error { _, err := client.send(http.MethodGet, path, nil); return err }
	}
	for _, page := range []struct {
		what, path string
		wanted     time.Duration
	}{
		{"overdue by holder, first page", "/overdue", 150 * time.Millisecond},
		{"overdue by holder", "/api/v1/overdue?group=holder", 150 * time.Millisecond},
	} {
		_, took := drive(b, 2, 5*time.Second, get(page.path))
		t.atMost(fmt.Sprintf("%s, %d folders, %d overdue: p99", page.what, folders, late), quantile(took, 0.99), page.wanted)
	}
	_, counts := drive(b, 1, 3*time.Second, func(int, int) error { _, err := db.Counts(b.Context(), time.Now()); return err })
	t.atMost("counts: p99", quantile(counts, 0.99), 50*time.Millisecond)
	benchSweep(b, t, dsn, db, late)
	took := killOneOfTwo(b, database(b, "mariadb"), holders)
	t.atMost(fmt.Sprintf("letters to %d holders by two processes, one killed: each once", holders), took, 5*time.Minute)
}

// manyOverdue lets so many folders that are out fall overdue long ago.
func manyOverdue(b *testing.B, db *store.Store, n int) error {
	pool, err := db.Pool()
	if err != nil {
		return err
	}
	_, err = pool.ExecContext(b.Context(), `UPDATE folders SET due_at = NOW() - INTERVAL (id % 400) HOUR, out_since = COALESCE(out_since, NOW() - INTERVAL 30 DAY) WHERE custody = 'at' AND location_id <> home_id AND due_at IS NOT NULL ORDER BY id LIMIT ?`, n)
	return err
}

// benchSweep lets many folders fall overdue at one moment, and scans others meanwhile. The site that was started sweeps by itself.
func benchSweep(b *testing.B, t *table, dsn string, db *store.Store, n int) {
	client := newClient(b, serve(b, dsn), dsn, 8)
	stock := takeStock(b, db)
	_, before := drive(b, 4, 5*time.Second, func(c, _ int) error { return client.scan(stock, c, 1) })
	pool, err := db.Pool()
	must(b, err)
	_, err = pool.ExecContext(b.Context(), "UPDATE alerts SET open = NULL, closed_at = NOW() WHERE kind = ? AND open = TRUE", tracking.OverdueAlert)
	must(b, err)
	_, err = pool.ExecContext(b.Context(), "UPDATE folders SET check_at = NOW() + INTERVAL 1 SECOND WHERE due_at <= NOW() ORDER BY id LIMIT ?", n)
	must(b, err)
	began := time.Now()
	done := make(chan time.Duration, 1)
	go func() {
		look := time.NewTicker(50 * time.Millisecond)
		defer look.Stop()
		for ; ; <-look.C {
			var left int
			if err := pool.QueryRowContext(b.Context(), "SELECT COUNT(*) FROM (SELECT id FROM folders WHERE check_at <= NOW() LIMIT 1) f").Scan(&left); err != nil || (left == 0 && time.Since(began) > 2*time.Second) {
				done <- time.Since(began) - time.Second
				return
			}
		}
	}()
	var during []time.Duration
	for swept := time.Duration(0); swept == 0; {
		_, took := drive(b, 4, time.Second, func(c, _ int) error { return client.scan(stock, c, 1) })
		during = append(during, took...)
		select {
		case swept = <-done:
			t.atMost(fmt.Sprintf("sweep of %d newly overdue folders", n), swept, 10*time.Second)
		default:
		}
	}
	slow, usual := quantile(during, 0.99), quantile(before, 0.99)
	t.add(figure{"scans meanwhile: p99, against before", shown(slow), shown(usual), fmt.Sprintf("%.2f", float64(slow)/float64(usual)), "ratio ≤ 2", slow <= 2*usual})
	if !slices.ContainsFunc(all(b, db, "SELECT COUNT(*) FROM alerts WHERE kind = 'overdue' AND open = TRUE"), func(found string) bool { return found != "0" }) {
		b.Error("the sweep opened no alert")
	}
}
