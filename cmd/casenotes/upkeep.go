package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"text/tabwriter"

	"casenotes/tracking/store"
)

type migrateCmd struct {
	Status bool `help:"Only list the versions; change nothing."`
}

func (c *migrateCmd) Run(ctx context.Context, p program, s *Settings) error {
	dsn, err := s.dsn()
	if err != nil {
		return err
	}
	db, err := store.Connect(ctx, dsn, s.logger(p.err))
	if err != nil {
		return err
	}
	defer db.Close()
	if !c.Status {
		if err := db.Migrate(ctx); err != nil {
			return err
		}
	}
	versions, err := db.SchemaVersions(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, v := range versions {
		applied := "not applied"
		if !v.AppliedAt.IsZero() {
			applied = "applied " + v.AppliedAt.UTC().Format("2006-01-02 15:04")
		}
		fmt.Fprintf(table, "%s\t%s\n", v.Name, applied)
	}
	return table.Flush()
}

type sweepCmd struct{}

func (c *sweepCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	opened, err := o.service.Sweep(ctx)
	if err == nil {
		fmt.Fprintf(p.out, "%d alerts opened\n", opened)
	}
	return err
}

type checkCmd struct{}

func (c *checkCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	problems := 0
	err = o.store.Check(ctx, func(problem string) {
		problems++
		fmt.Fprintln(p.out, problem)
	})
	switch {
	case err != nil:
		return err
	case problems > 0:
		return fmt.Errorf("%d problems", problems)
	}
	fmt.Fprintln(p.out, "all is well")
	return nil
}

type backupCmd struct {
	File string `arg:"" help:"Where to put the copy; it must not exist."`
}

const useServerTools = "this database is on a server: use mariadb-backup or mysqldump --single-transaction, and restore with the server's own tools"

func (c *backupCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if o.store.Dialect() != "sqlite" {
		return errors.New(useServerTools)
	}
	if err := o.store.Backup(ctx, c.File); err != nil {
		return err
	}
	fmt.Fprintln(p.out, "copied to", c.File)
	return nil
}

type restoreCmd struct {
	File string `arg:"" type:"existingfile" help:"A copy made by backup."`
}

func (c *restoreCmd) Run(ctx context.Context, p program, s *Settings) error {
	dsn, err := s.dsn()
	if err != nil {
		return err
	}
	if err := store.Restore(ctx, dsn, c.File); err != nil {
		if errors.Is(err, store.ErrNotSQLite) {
			return errors.New(useServerTools)
		}
		return err
	}
	fmt.Fprintln(p.out, "restored from", c.File)
	return nil
}

type versionCmd struct{}

func (c *versionCmd) Run(p program) error {
	_, err := fmt.Fprintln(p.out, "casenotes", versionText())
	return err
}

// versionText is the version that the build put into the program, or the commit it was built from.
func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return info.Main.Version
}
