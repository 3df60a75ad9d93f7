package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrNotSQLite says that a database on a server is backed up and restored with the server's tools.
var ErrNotSQLite = errors.New("not a SQLite database")

// Backup makes a consistent copy of a SQLite database while it is in use. The file must not exist.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.dialect != "sqlite" {
		return ErrNotSQLite
	}
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists: choose another name", file)
	}
	if err := s.db(ctx).Exec("VACUUM INTO ?", file).Error; err != nil {
		return fmt.Errorf("copy the database to %s: %w", file, err)
	}
	return nil
}

// Restore puts a copy in place of the SQLite database of a DSN, which no process may have open. The copy is checked first; the old
// database stays beside it with the ending .before-restore.
func Restore(ctx context.Context, dsn, file string) (err error) {
	path, sqlite := strings.CutPrefix(dsn, "sqlite:")
	if !sqlite {
		return ErrNotSQLite
	}
	if err := intact(ctx, file); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	if err := setAside(ctx, path); err != nil {
		return err
	}
	from, err := os.Open(file)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(to, from); err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}

// intact asks SQLite whether the file is a whole database of ours.
func intact(ctx context.Context, file string) error {
	s, err := connectSQLite(file, nil)
	if err != nil {
		return err
	}
	var verdict string
	err = s.db(ctx).Raw("PRAGMA quick_check(1)").Scan(&verdict).Error
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("%s is damaged: %s", file, verdict)
	}
	var tables int64
	if err == nil {
		err = s.db(ctx).Raw("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('folders', 'movements', 'scans')").Scan(&tables).Error
	}
	if err == nil && tables != 3 {
		err = fmt.Errorf("%s is not a copy of a casenotes database", file)
	}
	return errors.Join(err, s.Close())
}

// setAside folds the old database's log into it and renames it, where there is one that nobody uses.
func setAside(ctx context.Context, path string) error {
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return nil
	}
	s, err := connectSQLite(path, nil)
	if err != nil {
		return err
	}
	var busy int
	err = s.write.WithContext(ctx).Raw("PRAGMA wal_checkpoint(TRUNCATE)").Row().Scan(&busy, new(int), new(int))
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if busy != 0 {
		return fmt.Errorf("%s is in use: stop casenotes first", path)
	}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return os.Rename(path, path+".before-restore")
}
