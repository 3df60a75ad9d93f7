package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the database to the current schema. Several processes may start at once.
func (s *Store) Migrate(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if pending, err := p.HasPending(ctx); err == nil && !pending {
		return nil
	}
	for try := 1; ; try++ {
		_, err := p.Up(ctx)
		if err == nil {
			return nil
		}
		if try == migrateTries[s.dialect] {
			return fmt.Errorf("bring the database to the current schema: %w", err)
		}
		select { // another process may have made the step that failed here
		case <-time.After(time.Duration(try) * 10 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// migrateTries is how often the steps are tried. On SQLite nothing keeps processes apart, and each failure means that another one got
// a step further. On a server a lock does, but the table of versions itself is made before it is taken.
var migrateTries = map[string]int{"sqlite": 20, "mysql": 3}

// SchemaVersion is one step of the schema and when it was applied; AppliedAt is zero for a step still to come.
type SchemaVersion struct {
	Number    int64
	Name      string
	AppliedAt time.Time
}

// SchemaVersions lists all steps in order.
func (s *Store) SchemaVersions(ctx context.Context) ([]SchemaVersion, error) {
	p, err := s.provider()
	if err != nil {
		return nil, err
	}
	status, err := p.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the schema's versions: %w", err)
	}
	var list []SchemaVersion
	for _, m := range status {
		list = append(list, SchemaVersion{Number: m.Source.Version, Name: m.Source.Path, AppliedAt: m.AppliedAt})
	}
	return list, nil
}

func (s *Store) provider() (*goose.Provider, error) {
	steps, err := fs.Sub(migrations, "migrations/"+s.dialect)
	if err != nil {
		return nil, err
	}
	pool, err := s.Pool()
	if err != nil {
		return nil, err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect == "mysql" {
		// GET_LOCK would be local to one node of a cluster; a lock row is not.
		locker, err := lock.NewMySQLTableLocker(lock.WithTableLockTimeout(time.Second, 120))
		if err != nil {
			return nil, err
		}
		dialect, options = goose.DialectMySQL, append(options, goose.WithLocker(locker))
	}
	return goose.NewProvider(dialect, pool, steps, options...)
}
