package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"casenotes/api"
	"casenotes/tracking"
	"casenotes/tracking/synthetic"
)

type seedCmd struct {
	Folders   int    `required:"" help:"How many folders."`
	Movements int    `required:"" help:"How many movements, all in all; each folder has at least one."`
	Seed      uint64 `help:"The same seed makes the same hospital." default:"1"`
}

// Run fills an empty database with a synthetic hospital of any size.
func (c *seedCmd) Run(ctx context.Context, p program, s *Settings) error {
	if c.Folders < 1 || c.Movements < c.Folders {
		return fmt.Errorf("%w: there is at least one folder, and at least one movement for each", errUsage)
	}
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	made, err := p.generate(ctx, o, synthetic.Options{Folders: c.Folders, Movements: c.Movements, Seed: c.Seed})
	if err != nil {
		return err
	}
	tour(p.out, made)
	return nil
}

var errNotEmpty = errors.New("the database is not empty: a synthetic hospital needs one of its own")

// generate makes a hospital in the empty database, telling how far it is, and opens the alerts that are due in it.
func (p program) generate(ctx context.Context, o *opened, options synthetic.Options) (synthetic.Summary, error) {
	empty, err := o.store.Empty(ctx)
	if err != nil {
		return synthetic.Summary{}, err
	}
	if !empty {
		return synthetic.Summary{}, errNotEmpty
	}
	start, told := p.now(), p.now()
	options.Progress = func(s synthetic.Summary) {
		if now := p.now(); now.Sub(told) >= 2*time.Second {
			told = now
			fmt.Fprintf(p.err, "%d of %d folders, %d rows, %.0f rows a second\n", s.Folders, options.Folders, s.Rows, float64(s.Rows)/now.Sub(start).Seconds())
		}
	}
	made, err := synthetic.Generate(ctx, options, o.rules, p.now(), synthetic.Into(o.store))
	if err != nil {
		return made, err
	}
	if _, err := o.service.Sweep(ctx); err != nil {
		return made, err
	}
	took := p.now().Sub(start)
	fmt.Fprintf(p.err, "%d locations, %d patients, %d folders, %d movements in %s: %.0f rows a second\n", made.Locations, made.Patients,
		made.Folders, made.Movements, took.Round(time.Millisecond), float64(made.Rows)/took.Seconds())
	return made, nil
}

func tour(w io.Writer, made synthetic.Summary) {
	for _, stop := range made.Tour {
		fmt.Fprintf(w, "%-12s %s\n", stop.Code, stop.What)
	}
}

// demoPassword is the password of all demo accounts, which exist on a synthetic hospital only.
const demoPassword = "case-notes-demo"

func demoRoles() []tracking.Role {
	return []tracking.Role{tracking.RolePorter, tracking.RoleClinic, tracking.RoleLibrary, tracking.RoleSupervisor, tracking.RoleAdmin}
}

// furnish fills an empty database with the demo's hospital and prints its accounts. A database that holds the demo already is
// left as it is; any other is refused.
func (p program) furnish(ctx context.Context, o *opened) error {
	empty, err := o.store.Empty(ctx)
	if err != nil {
		return err
	}
	if empty {
		made, err := p.generate(ctx, o, synthetic.Demo())
		if err != nil {
			return err
		}
		hash, err := api.HashPassword(demoPassword)
		if err != nil {
			return err
		}
		for _, role := range demoRoles() {
			if err := o.service.AddUser(ctx, operator(), string(role), role, hash); err != nil {
				return err
			}
		}
		for _, add := range []func(context.Context, *opened) error{p.pack, p.bookClinics, p.admit, p.takeMessages} {
			if err := add(ctx, o); err != nil {
				return err
			}
		}
		tour(p.out, made)
	} else if _, demo, err := o.store.User(ctx, string(tracking.RolePorter)); err != nil || !demo {
		return errors.Join(err, errNotEmpty)
	}
	fmt.Fprintf(p.out, "\nAccounts, all with the password %s:\n", demoPassword)
	for _, role := range demoRoles() {
		fmt.Fprintf(p.out, "  %s\n", role)
	}
	return nil
}
