package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	moderncsqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"casenotes/tracking"
)

// tx is one transaction, in which commands read and write.
type tx struct{ db *gorm.DB }

const tries = 5

// Write runs fn in one transaction, and again where the database gave up for another one's sake. It is the only place that
// retries. Nothing but the database may be touched inside.
func (s *Store) Write(ctx context.Context, fn func(tracking.Tx) error) error {
	for try := 1; ; try++ {
		err := s.write.WithContext(ctx).Transaction(func(db *gorm.DB) error { return fn(&tx{db}) })
		if err == nil {
			return nil
		}
		if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
			return ctx.Err() // whoever asked hung up, and that rolled it back
		}
		if notReady(err) {
			s.dropPool()
		}
		if try == tries || !gaveWay(err) {
			return translate(err)
		}
		pause := time.NewTimer(time.Duration(try) * time.Duration(5+rand.IntN(20)) * time.Millisecond)
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		}
	}
}

// Apart runs do after a savepoint. Where the database ended the whole transaction, the savepoint is gone with it, and what do answers says why.
func (t *tx) Apart(do func() error) error {
	const name = "apart"
	if err := t.db.SavePoint(name).Error; err != nil {
		return err
	}
	err := do()
	if err == nil || gaveWay(err) {
		return err
	}
	if back := t.db.RollbackTo(name).Error; back != nil {
		return fmt.Errorf("take back what was written apart: %w", back)
	}
	return err
}

// Writers is how many transactions are worth running at once.
func (s *Store) Writers() int {
	if s.dialect == "sqlite" {
		return 1
	}
	return 2
}

// gaveWay says that the database ended the transaction for another one's sake: nothing is wrong with it, and it can be run again.
func gaveWay(err error) bool {
	if e, ok := errors.AsType[*gomysql.MySQLError](err); ok {
		switch e.Number {
		case 1213, 1205, 1020: // deadlock, also a Galera certification failure at COMMIT; lock wait; changed since last read
			return true
		}
	}
	if e, ok := errors.AsType[*moderncsqlite.Error](err); ok {
		return e.Code()&0xff == sqlite3.SQLITE_BUSY
	}
	return false
}

// notReady says that this node has left its Galera cluster: its connections are of no use.
func notReady(err error) bool {
	e, ok := errors.AsType[*gomysql.MySQLError](err)
	return ok && e.Number == 1047
}

func (s *Store) dropPool() {
	if pool, err := s.write.DB(); err == nil {
		pool.SetMaxIdleConns(0)
		pool.SetMaxIdleConns(20)
	}
}

// translate turns the drivers' errors into ours, here and nowhere else.
func translate(err error) error {
	var ours *tracking.Error
	switch {
	case err == nil || errors.As(err, &ours) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return fmt.Errorf("%w: %w", tracking.ErrDuplicate, err)
	case gaveWay(err) || outOfReach(err):
		return &tracking.Error{Kind: tracking.Unavailable, Code: tracking.ErrUnavailable.Code, Text: tracking.ErrUnavailable.Text, Err: err}
	}
	return err
}

// outOfReach says that the database is gone, full or read-only: an operator must act, and what was asked can be asked again.
func outOfReach(err error) bool {
	if e, ok := errors.AsType[*gomysql.MySQLError](err); ok {
		switch e.Number {
		case 1021, 1040, 1041, 1047, 1053, 1114, 1203, 1290, 1836, 1927, 3100, 2006, 2013:
			return true // disk full, too many connections, shutting down, table full, read-only, connection killed or lost
		}
		return false
	}
	if e, ok := errors.AsType[*moderncsqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return true
		}
		return false
	}
	_, network := errors.AsType[*net.OpError](err)
	return network || errors.Is(err, driver.ErrBadConn) || errors.Is(err, gomysql.ErrInvalidConn)
}
