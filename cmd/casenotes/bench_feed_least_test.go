package main

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"casenotes/api/hl7"
)

// benchFeedLeast measures what no program could do without, to say what rate can be wanted at all: every message is read off a socket, kept
// and acknowledged; its patient, folders, requests and stays are read and its patient locked; and half of the messages write what a
// move on the wards does, half what a booking does. Nothing is decided. It is as quick as it can be made: the messages of all eight
// senders wait for each other and share a transaction of two round trips, and each statement is for all of them. effects false leaves out
// everything but keeping and acknowledging.
func benchFeedLeast(b *testing.B, t *table, dsn string, floor *sql.DB, effects bool) {
	l := newLeast(b, dsn, effects)
	clients, told := feedClients(b, l.serve(b)), newDay(b, 5)
	var rates, floors []float64
	for range 5 {
		rate, _ := plainRate(b, floor, told, 2*time.Second)
		floors = append(floors, rate)
		rate, _ = drive(b, feedSenders, 2*time.Second, func(c, _ int) error {
			_, err := clients[c].Send(b.Context(), []byte(told.next(c)))
			return err
		})
		rates = append(rates, rate)
	}
	what := "the least of a program that only keeps and acknowledges eight messages at a time"
	if effects {
		what = "the least of one that also reads and writes what they are about, and decides nothing"
	}
	t.atLeast(what, rates, floors, 0)
}

// least is that program. Its patients are those of the furnished hospital, in turn.
type least struct {
	pool     *sql.DB
	line     chan *leastCall
	taken    atomic.Int64
	patients []string // id, number and folder of each
	place    string
	effects  bool
}

type leastCall struct {
	n     int
	words *strings.Replacer // fills a row of a statement in
	done  chan error
}

// known is where the ids of what it writes begin, so that no statement waits for another one's.
const known = 1 << 32

func newLeast(b *testing.B, dsn string, effects bool) *least {
	c, err := gomysql.ParseDSN(strings.TrimPrefix(copied(b, dsn), "mysql:"))
	must(b, err)
	c.MultiStatements = true
	pool, err := sql.Open("mysql", c.FormatDSN())
	must(b, err)
	b.Cleanup(func() { must(b, pool.Close()) })
	l := &least{pool: pool, line: make(chan *leastCall, feedSenders), effects: effects}
	rows, err := pool.QueryContext(b.Context(), "SELECT CONCAT_WS(' ', p.id, p.number, MIN(f.id)) FROM patients p JOIN folders f ON f.patient_id = p.id GROUP BY p.id ORDER BY RAND(1)")
	must(b, err)
	for rows.Next() {
		var p string
		must(b, rows.Scan(&p))
		l.patients = append(l.patients, p)
	}
	must(b, rows.Err())
	must(b, pool.QueryRowContext(b.Context(), "SELECT MIN(id) FROM locations WHERE kind = 'clinic'").Scan(&l.place))
	for _, statement := range []string{
		"INSERT INTO stays (visit, patient_id, status, since, created_at, changed_at) SELECT CONCAT('L', id), id, 'inpatient', NOW(), NOW(), NOW() FROM patients",
		"INSERT INTO visits (code, stay_id) SELECT visit, id FROM stays WHERE visit LIKE 'L%'",
		"INSERT INTO sessions (id, code, location_id, starts, created_at, changed_at) SELECT " + fmt.Sprint(known) + ", 'LEAST', " + l.place + ", NOW(), NOW(), NOW()",
		"INSERT INTO feed_senders (id, application, facility, first_at) SELECT " + fmt.Sprint(known) + ", 'LEAST', '', NOW()",
		"ANALYZE TABLE patients, patient_numbers, folders, stays, requests",
	} {
		_, err = pool.ExecContext(b.Context(), statement)
		must(b, err)
	}
	done := make(chan struct{})
	b.Cleanup(func() { close(done) })
	go l.commit(done)
	return l
}

// serve listens until the benchmark ends.
func (l *least) serve(b *testing.B) (address string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	b.Cleanup(func() { must(b, listener.Close()) })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go l.answer(b, conn)
		}
	}()
	return listener.Addr().String()
}

func (l *least) answer(b *testing.B, conn net.Conn) {
	frames := hl7.NewFrameReader(conn, nil)
	for {
		raw, err := frames.Next()
		if err != nil {
			return
		}
		m, err := hl7.Parse(raw)
		if err != nil {
			b.Error(err)
			return
		}
		c := &leastCall{n: int(l.taken.Add(1)), done: make(chan error, 1)}
		p := strings.Fields(l.patients[c.n%len(l.patients)])
		c.words = strings.NewReplacer(":known", fmt.Sprint(known), ":now", "NOW()", ":number", p[1], ":n", fmt.Sprint(c.n), ":patient", p[0],
			":folder", p[2], ":place", l.place, ":raw", escaped.Replace(string(raw)))
		l.line <- c
		if err := <-c.done; err != nil {
			b.Error(err)
			return
		}
		for _, a := range hl7.Answers(m, hl7.Verdict{}, func() string { return fmt.Sprint(c.n) }, time.Now()) {
			if _, err := conn.Write(hl7.Frame(a)); err != nil {
				return
			}
		}
	}
}

// commit commits eight messages at a time, or what has come in two milliseconds.
func (l *least) commit(done chan struct{}) {
	for {
		var calls []*leastCall
		select {
		case c := <-l.line:
			calls = append(calls, c)
		case <-done:
			return
		}
		for late := time.After(2 * time.Millisecond); len(calls) < feedSenders && late != nil; {
			select {
			case c := <-l.line:
				calls = append(calls, c)
			case <-late:
				late = nil
			}
		}
		err := l.write(calls)
		for _, c := range calls {
			c.done <- err
		}
	}
}

func (l *least) write(calls []*leastCall) error {
	tx, err := l.pool.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if l.effects {
		rows, err := tx.Query(statements(leastReads, calls))
		if err != nil {
			return err
		}
		for more := true; more; more = rows.NextResultSet() {
			for rows.Next() {
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	writes := leastKept
	if l.effects {
		writes = append(writes, leastWritten...)
	}
	if _, err := tx.Exec(statements(writes, calls)); err != nil {
		return err
	}
	return tx.Commit()
}

// leastStatement is a statement for those of eight messages whose number leaves that rest, if any, when it is halved. Its @ is a row of each.
type leastStatement struct {
	rest      int // 2: all
	text, row string
}

var (
	leastReads = []leastStatement{
		{2, "SELECT id FROM feed_messages WHERE (sender_id, control, digest) IN (@)", "(:known, ':n', '')"},
		{2, "SELECT p.* FROM patient_numbers n JOIN patients p ON p.id = n.patient_id WHERE n.type = 'hospital' AND n.number IN (@) ORDER BY p.id FOR UPDATE", "':number'"},
		{2, "SELECT f.*, r.* FROM folders f LEFT JOIN requests r ON r.folder_id = f.id AND r.open = 1 WHERE f.patient_id IN (@)", ":patient"},
		{0, "SELECT * FROM stays WHERE visit IN (@)", "'L:patient'"},
		{1, "SELECT * FROM appointments WHERE code IN (@)", "'L:n'"},
	}
	leastKept = []leastStatement{
		{2, "INSERT INTO feed_messages (sender_id, control, digest, event, received_at, state, patient_id, raw) VALUES @", "(:known, ':n', '', 'ADT A02', :now, 'applied', :patient, ':raw')"},
	}
	leastWritten = []leastStatement{
		{2, "UPDATE patients SET told_at = NOW(), version = version + 1 WHERE id IN (@)", ":patient"},
		{0, "UPDATE stays SET since = NOW(), version = version + 1 WHERE visit IN (@)", "'L:patient'"},
		{0, "INSERT INTO stay_events (visit, fingerprint, patient_id, kind, at, told_at, ward_id, actor, recorded_at) VALUES @", "('L:patient', ':n', :patient, 'moved', :now, :now, :place, 'LEAST', :now)"},
		{1, "INSERT INTO appointments (code, session_id, patient_id, starts, status, told_at, created_at, changed_at) VALUES @", "('L:n', :known, :patient, :now, 'booked', :now, :now, :now)"},
		{1, "INSERT INTO requests (id, folder_id, location_id, need, open, scope, needed_by, reason, state, state_at, state_by, asked_by, asked_at, changed_at) VALUES @", "(:known + :n, :folder, :place, :n, 1, 'latest', :now, 'clinic', 'waiting', :now, 'LEAST', 'LEAST', :now, :now)"},
		{1, "INSERT INTO request_asks (request_id, actor, needed_by, asked_at) VALUES @", "(:known + :n, 'LEAST', :now, :now)"},
		{1, "INSERT INTO request_events (request_id, version, kind, at, actor) VALUES @", "(:known + :n, 1, 'asked', :now, 'LEAST')"},
		{2, "INSERT INTO audit (at, actor, role, via, action, patient_id, detail) VALUES @", "(:now, 'LEAST', 'feed', 'hl7', 'stay.moved', :patient, '')"},
	}
	escaped = strings.NewReplacer(`\`, `\\`, `'`, `''`)
)

// statements are the statements for these messages, as one text.
func statements(list []leastStatement, calls []*leastCall) string {
	var all []string
	for _, s := range list {
		var rows []string
		for _, c := range calls {
			if s.rest == 2 || c.n%2 == s.rest {
				rows = append(rows, c.words.Replace(s.row))
			}
		}
		if len(rows) > 0 {
			all = append(all, strings.Replace(s.text, "@", strings.Join(rows, ", "), 1))
		}
	}
	return strings.Join(all, ";")
}
