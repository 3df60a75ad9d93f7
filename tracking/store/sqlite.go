package store

import (
	"errors"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	moderncsqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect is GORM's own dialect on the driver without cgo, whose errors it does not know.
type sqliteDialect struct{ *sqlite.Dialector }

func newSQLite(dsn string) gorm.Dialector {
	return sqliteDialect{&sqlite.Dialector{DriverName: "sqlite", DSN: dsn}}
}

// Translate maps the driver's constraint errors to GORM's.
func (sqliteDialect) Translate(err error) error {
	e, ok := errors.AsType[*moderncsqlite.Error](err)
	if !ok {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return gorm.ErrDuplicatedKey
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return gorm.ErrForeignKeyViolated
	}
	return err
}
