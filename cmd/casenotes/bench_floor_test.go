package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	"github.com/google/uuid"

	"casenotes/tracking/store"
)

// floor is plain database/sql doing what one scan's transaction does: the same reads, the same rows written, the same commit,
// one scan a transaction. It decides nothing and answers nobody.
type floor struct {
	stock    *stock
	begin    string
	prepared []*floorConn
	texts    []*floorConn // parameters interpolated by the driver; MariaDB only
}

// floorConn is one connection, with its prepared statements or without any.
type floorConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // nil: statements go as text
}

func newFloor(b *testing.B, db *store.Store, dsn string, s *stock, clients int) *floor {
	f := &floor{stock: s, begin: "BEGIN IMMEDIATE"}
	if db.Dialect() == "sqlite" { // one writer at a time, so more connections would only poll the file's lock
		pool, err := sql.Open("sqlite", "file:"+db.Path()+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_time_format=sqlite")
		must(b, err)
		f.prepared = connections(b, pool, 1, true)
		return f
	}
	f.begin = "BEGIN"
	for _, interpolate := range []bool{false, true} {
		c, err := gomysql.ParseDSN(strings.TrimPrefix(dsn, "mysql:"))
		must(b, err)
		c.ParseTime, c.Loc, c.InterpolateParams = true, time.UTC, interpolate
		c.Params = map[string]string{"time_zone": "'+00:00'", "tx_isolation": "'READ-COMMITTED'"}
		pool, err := sql.Open("mysql", c.FormatDSN())
		must(b, err)
		if interpolate {
			f.texts = connections(b, pool, clients, false)
		} else {
			f.prepared = connections(b, pool, clients, true)
		}
	}
	return f
}

func connections(b *testing.B, pool *sql.DB, n int, prepare bool) []*floorConn {
	b.Cleanup(func() { must(b, pool.Close()) })
	list := make([]*floorConn, n)
	for i := range list {
		conn, err := pool.Conn(b.Context())
		must(b, err)
		b.Cleanup(func() { must(b, conn.Close()) })
		list[i] = &floorConn{conn: conn}
		if prepare {
			list[i].stmts = map[string]*sql.Stmt{}
		}
	}
	return list
}

// rate is how many scans a second the floor keeps and how long each took, with prepared or with interpolated statements, whichever
// is faster.
func (f *floor) rate(b *testing.B, how time.Duration) (best float64, took []time.Duration) {
	ways := [][]*floorConn{f.prepared}
	if f.texts != nil {
		ways = append(ways, f.texts)
	}
	for _, conns := range ways {
		rate, times := drive(b, len(conns), how/time.Duration(len(ways)), func(c, _ int) error { return f.scan(b.Context(), conns[c]) })
		if rate > best {
			best, took = rate, times
		}
	}
	return best, took
}

func (c *floorConn) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	s, done := c.stmts[query]
	if !done {
		var err error
		if s, err = c.conn.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		c.stmts[query] = s
	}
	return s, nil
}

func (c *floorConn) exec(ctx context.Context, query string, args ...any) error {
	if c.stmts == nil || len(args) == 0 {
		_, err := c.conn.ExecContext(ctx, query, args...)
		return err
	}
	s, err := c.stmt(ctx, query)
	if err == nil {
		_, err = s.ExecContext(ctx, args...)
	}
	return err
}

// read answers all rows of a query.
func (c *floorConn) read(ctx context.Context, query string, args ...any) (list [][]any, err error) {
	var rows *sql.Rows
	if c.stmts == nil {
		rows, err = c.conn.QueryContext(ctx, query, args...)
	} else {
		var s *sql.Stmt
		if s, err = c.stmt(ctx, query); err == nil {
			rows, err = s.QueryContext(ctx, args...)
		}
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, rows.Err()
}

// scan keeps one scan that moves a folder to a clinic.
func (f *floor) scan(ctx context.Context, c *floorConn) error {
	folder, clinic := f.stock.take()
	if err := c.exec(ctx, f.begin); err != nil {
		return err
	}
	if err := f.statements(ctx, c, folder, clinic); err != nil {
		return fmt.Errorf("%w (and then %w)", err, c.exec(ctx, "ROLLBACK"))
	}
	return c.exec(ctx, "COMMIT")
}

const (
	scanColumns = "id, device, code, location_code, action, at, source, claimed_at, received_at, actor, reading_kind, length, fingerprint, " +
		"folder_id, location_id, outcome, class, message, why"
	movementColumns = "folder_id, version, kind, from_id, custody, location_id, since, out_since, due_at, late, at, recorded_at, actor, scan_id, source, confidence"
)

func (f *floor) statements(ctx context.Context, c *floorConn, folder, clinic string) error {
	id, now := uuid.Must(uuid.NewV7()).String(), time.Now().UTC().Truncate(time.Millisecond)
	if _, err := c.read(ctx, "SELECT * FROM formats ORDER BY name"); err != nil {
		return err
	}
	if _, err := c.read(ctx, "SELECT * FROM scans WHERE id IN (?) ORDER BY id", id); err != nil {
		return err
	}
	meant, err := c.read(ctx, "SELECT folder_id, location_id, barcodes.* FROM barcodes WHERE code IN (?, ?) ORDER BY code", folder, clinic)
	if err != nil {
		return err
	}
	lock := ""
	if f.texts != nil {
		lock = " FOR UPDATE"
	}
	folderID, to := meant[0][0], meant[1][1] // an F comes before an L
	was, err := c.read(ctx, "SELECT patient_id, location_id, home_id, version, folders.* FROM folders WHERE id IN (?) ORDER BY id"+lock, folderID)
	if err != nil {
		return err
	}
	patient, from, home, version := was[0][0], was[0][1], was[0][2], was[0][3].(int64)+1
	if _, err := c.read(ctx, "SELECT * FROM patients WHERE id IN (?)", patient); err != nil {
		return err
	}
	if _, err := c.read(ctx, "SELECT * FROM folders WHERE patient_id IN (?) ORDER BY id", patient); err != nil {
		return err
	}
	if _, err := c.read(ctx, "SELECT * FROM alerts WHERE folder_id IN (?) AND open = 1 ORDER BY id", folderID); err != nil {
		return err
	}
	if _, err := c.read(ctx, "SELECT * FROM locations WHERE id IN (?, ?, ?)", from, home, to); err != nil {
		return err
	}
	due := now.Add(48 * time.Hour)
	if err := c.exec(ctx, "INSERT INTO scans ("+scanColumns+") VALUES (?, ?, ?, ?, 'arrive', ?, 'wedge', ?, ?, 'floor', 'folder', 10, '0123456789abcdef0123456789abcdef', ?, ?, 'applied', 'done', ?, ?)",
		id, "trolley-1", folder, clinic, now, now, now, folderID, to, folder+" is now at Clinic B.", "It was recorded at the library and moved without being sent."); err != nil {
		return err
	}
	if err := c.exec(ctx, "INSERT INTO movements ("+movementColumns+") VALUES (?, ?, 'arrived', ?, 'at', ?, ?, ?, ?, 0, ?, ?, 'floor', ?, 'wedge', 'scanned')",
		folderID, version, from, to, now, now, due, now, now, id); err != nil {
		return err
	}
	if err := c.exec(ctx, `UPDATE folders SET custody = 'at', location_id = ?, to_id = NULL, since = ?, out_since = ?, due_at = ?, last_scan_at = ?,
		last_scan_id = ?, source = 'wedge', confidence = 'scanned', version = ?, check_at = ?, changed_at = ? WHERE id IN (?)`,
		to, now, now, due, now, id, version, due, now, folderID); err != nil {
		return err
	}
	return c.exec(ctx, "INSERT INTO audit (at, actor, role, via, action, folder_id, location_id) VALUES (?, 'floor', 'library', 'token', 'scan.arrive', ?, ?)", now, folderID, to)
}
