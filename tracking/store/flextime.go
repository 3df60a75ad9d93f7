package store

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// flexTime reads a computed time column: SQLite knows no type for an expression and hands over its text.
type flexTime struct{ time.Time }

// Value implements driver.Valuer, without which GORM takes the type for a relation.
func (t flexTime) Value() (driver.Value, error) { return t.Time, nil }

// Scan implements sql.Scanner.
func (t *flexTime) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
		t.Time = time.Time{}
	case time.Time:
		t.Time = v.UTC()
	case string:
		t.Time, err = time.Parse("2006-01-02 15:04:05.999999999-07:00", v)
		t.Time = t.UTC()
	case []byte:
		return t.Scan(string(v))
	default:
		err = fmt.Errorf("a time column held %T", v)
	}
	return err
}
