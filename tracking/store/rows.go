package store

import (
	"fmt"
	"strings"
	"unicode"

	"gorm.io/gorm"
)

const perStatement = 500 // rows of a multi-row INSERT: SQLite takes 32,766 values a statement

// add inserts rows with as few statements as fit.
func add[T any](db *gorm.DB, rows []T) error {
	for len(rows) > 0 {
		n := min(len(rows), perStatement)
		if err := db.Create(rows[:n]).Error; err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// change is an UPDATE of several rows at once: each column takes for each row its own value.
type change struct {
	table   string
	columns []string
	ids     []any
	values  [][]any // values[i][c] is the value of row ids[i] in columns[c]
}

// perChange is how many rows one UPDATE changes: preparing it, SQLite compares each of its values with all the others.
const perChange = 100

// run updates the rows. A row that is gone is an error, never silence.
func (c change) run(db *gorm.DB) error {
	for from := 0; from < len(c.ids); from += perChange {
		to := min(from+perChange, len(c.ids))
		if err := (change{c.table, c.columns, c.ids[from:to], c.values[from:to]}).update(db); err != nil {
			return err
		}
	}
	return nil
}

// update changes the rows by one statement.
func (c change) update(db *gorm.DB) error {
	var sql strings.Builder
	var args []any
	fmt.Fprintf(&sql, "UPDATE %s SET ", c.table)
	for col, name := range c.columns {
		if col > 0 {
			sql.WriteString(", ")
		}
		if len(c.ids) == 1 {
			fmt.Fprintf(&sql, "%s = ?", name)
			args = append(args, c.values[0][col])
			continue
		}
		fmt.Fprintf(&sql, "%s = CASE id", name)
		for row, id := range c.ids {
			sql.WriteString(" WHEN ? THEN ?")
			args = append(args, id, c.values[row][col])
		}
		sql.WriteString(" END")
	}
	sql.WriteString(" WHERE id IN ?")
	done := db.Exec(sql.String(), append(args, c.ids)...)
	if done.Error == nil && done.RowsAffected != int64(len(c.ids)) {
		return fmt.Errorf("update %s: %d of %d rows were there", c.table, done.RowsAffected, len(c.ids))
	}
	return done.Error
}

// one reads one row, or says that there is none.
func one[T any](db *gorm.DB) (row T, found bool, err error) {
	var rows []T
	err = db.Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	return rows[0], true, nil
}

// askable leaves the keys that a key column could hold. They are ASCII, and MySQL will not compare them with anything else.
func askable(keys ...string) []string {
	var list []string
	for _, k := range keys {
		if strings.IndexFunc(k, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
			list = append(list, k)
		}
	}
	return list
}
