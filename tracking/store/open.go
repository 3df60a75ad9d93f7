// Package store keeps everything in a database through GORM: MySQL or MariaDB in a hospital, an embedded SQLite file to start
// with. It is the only package that knows of GORM. Commands come in through Write; pages and lists read the Store directly.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	gomysql "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the driver "sqlite", without cgo

	"casenotes/tracking"
)

// Store is one open database.
type Store struct {
	read, write *gorm.DB
	dialect     string // "mysql" or "sqlite", as the migrations' folders are called
	path        string // of the SQLite file
}

var _ tracking.Store = (*Store)(nil)

// Open opens the database of a DSN, `sqlite:PATH` or `mysql:USER:PASS@tcp(HOST:PORT)/DB`, and brings it to the current schema.
func Open(ctx context.Context, dsn string, log *slog.Logger) (*Store, error) {
	s, err := Connect(ctx, dsn, log)
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Connect opens the database without touching its schema.
func Connect(ctx context.Context, dsn string, log *slog.Logger) (*Store, error) {
	scheme, rest, _ := strings.Cut(dsn, ":")
	switch scheme {
	case "sqlite":
		return connectSQLite(rest, log)
	case "mysql":
		return connectMySQL(ctx, rest, log)
	}
	return nil, fmt.Errorf("database %q: use sqlite:PATH or mysql:USER:PASS@tcp(HOST:PORT)/DB", scheme)
}

func config(log *slog.Logger) *gorm.Config {
	return &gorm.Config{TranslateError: true, SkipDefaultTransaction: true, PrepareStmt: false, Logger: slowQueries{log},
		NowFunc: func() time.Time { return time.Time{} }} // rows carry their own times; GORM never invents one
}

// connectSQLite opens two pools on one file: many readers, and one writer for which commands queue here instead of polling the
// file's lock. Every connection needs the pragmas, so they stand in the DSN, the busy timeout first. FULL makes a committed
// scan survive a power cut.
func connectSQLite(path string, log *slog.Logger) (*Store, error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, fmt.Errorf("make the folder of the database: %w", err)
		}
	}
	query := url.Values{"_txlock": {"immediate"}, "_time_format": {"sqlite"}, "_pragma": {"busy_timeout(5000)", "journal_mode(WAL)",
		"synchronous(FULL)", "foreign_keys(1)", "cache_size(-8000)"}}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
	s := &Store{dialect: "sqlite", path: path}
	for pool, size := range map[**gorm.DB]int{&s.read: 8, &s.write: 1} {
		db, err := gorm.Open(newSQLite(dsn), config(log))
		if err != nil {
			return nil, fmt.Errorf("open the database file %s: %w", path, err)
		}
		if err := limit(db, size, 0); err != nil {
			return nil, err
		}
		*pool = db
	}
	return s, nil
}

// connectMySQL opens one pool. Statements are interpolated by the driver (half the round trips), an update that changes nothing
// still counts its row, and reads inside a transaction see what is committed: locks, not snapshots, keep commands apart.
func connectMySQL(ctx context.Context, dsn string, log *slog.Logger) (*Store, error) {
	c, err := gomysql.ParseDSN(dsn)
	if err != nil {
		return nil, errors.New("database: use mysql:USER:PASS@tcp(HOST:PORT)/DB") // the driver's error would show the password
	}
	c.ParseTime, c.Loc, c.ClientFoundRows, c.InterpolateParams = true, time.UTC, true, true
	// Columns hold milliseconds. MariaDB reads the whole of an index for a range whose end is finer than its column.
	if err := c.Apply(gomysql.Charset("utf8mb4", ""), gomysql.TimeTruncate(time.Millisecond)); err != nil {
		return nil, err
	}
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	c.Params["time_zone"] = "'+00:00'"
	c.Params["innodb_lock_wait_timeout"] = "5" // then Write tries again; the server's own 50 s is longer than anybody waits
	c.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	c.Logger = quietDriver{}
	isolation, err := isolationVariable(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open the database at %s: %w", c.Addr, err)
	}
	c.Params[isolation] = "'READ-COMMITTED'"
	connector, err := gomysql.NewConnector(c)
	if err != nil {
		return nil, fmt.Errorf("open the database at %s: %w", c.Addr, err)
	}
	db, err := gorm.Open(mysql.New(mysql.Config{Conn: sql.OpenDB(connector), DSNConfig: c, SkipInitializeWithVersion: true}), config(log))
	if err != nil {
		return nil, fmt.Errorf("open the database at %s: %w", c.Addr, err)
	}
	s := &Store{read: db, write: db, dialect: "mysql"}
	return s, limit(db, 20, 3*time.Minute)
}

// isolationVariable is what the server calls its isolation level: MariaDB before 11.1 knows only the old name, MySQL 8 only the new.
func isolationVariable(ctx context.Context, c *gomysql.Config) (string, error) {
	connector, err := gomysql.NewConnector(c)
	if err != nil {
		return "", err
	}
	pool := sql.OpenDB(connector)
	defer pool.Close()
	var version string
	if err := pool.QueryRowContext(ctx, "SELECT VERSION()").Scan(&version); err != nil {
		return "", err
	}
	if strings.Contains(version, "MariaDB") {
		return "tx_isolation", nil
	}
	return "transaction_isolation", nil
}

func limit(db *gorm.DB, conns int, life time.Duration) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxLifetime(life)
	return nil
}

// Dialect is "mysql" or "sqlite".
func (s *Store) Dialect() string { return s.dialect }

// Path is the SQLite file; empty on a server.
func (s *Store) Path() string { return s.path }

// Pool is the connection pool that commands use, for what needs plain SQL: migrations, backups, measurements.
func (s *Store) Pool() (*sql.DB, error) { return s.write.DB() }

// Close closes every connection.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*gorm.DB{s.read, s.write} {
		pool, err := db.DB()
		if err == nil {
			err = pool.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Ready says whether a command could be written now: it takes the write lock and writes a row.
func (s *Store) Ready(ctx context.Context, now time.Time) error {
	return s.Write(ctx, func(t tracking.Tx) error {
		db := t.(*tx).db
		done := db.Exec("UPDATE jobs SET leased_until = ? WHERE name = 'ready'", now)
		if done.Error == nil && done.RowsAffected == 0 {
			return db.Exec("INSERT INTO jobs (name, holder, leased_until) VALUES ('ready', '', ?)", now).Error
		}
		return done.Error
	})
}

// db is the reading side of the database for one request.
func (s *Store) db(ctx context.Context) *gorm.DB { return s.read.WithContext(ctx) }
