package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os/user"
	"strings"
	"text/tabwriter"

	"casenotes/api"
	"casenotes/tracking"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Let somebody in. Without --password-stdin a password is made and printed once."`
	List    userListCmd    `cmd:"" help:"List everybody who can or could sign in."`
	Disable userDisableCmd `cmd:"" help:"Keep somebody out from now on. What they did stays."`
	Badge   userBadgeCmd   `cmd:"" help:"Issue a badge for shared devices, or retire a lost one. The badge's code is printed, for casenotes labels or a card printer."`
}

type userAddCmd struct {
	Name          string `required:"" help:"Name to sign in with: letters, digits, dots, dashes."`
	Role          string `required:"" help:"porter, clinic, library, supervisor, coder, governance or admin."`
	PasswordStdin bool   `help:"Read the password from standard input." name:"password-stdin"`
}

func (c *userAddCmd) Run(ctx context.Context, p program, s *Settings) error {
	role, err := tracking.ParseRole(c.Role)
	if err != nil || role == tracking.RoleDevice {
		return fmt.Errorf("%w: there is no such role for people: %s", errUsage, c.Role)
	}
	password := rand.Text()
	if c.PasswordStdin {
		line, err := bufio.NewReader(io.LimitReader(p.in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the password: %w", err)
		}
		password = strings.TrimRight(line, "\r\n")
	}
	hash, err := api.HashPassword(password)
	if err != nil {
		return plainly(err)
	}
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if err := o.service.AddUser(ctx, operator(), c.Name, role, hash); err != nil {
		return plainly(err)
	}
	if !c.PasswordStdin {
		fmt.Fprintln(p.out, password)
	}
	return nil
}

type userListCmd struct{}

func (c *userListCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	users, err := o.store.Users(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tROLE\tSINCE\tDISABLED")
	for _, u := range users {
		disabled := ""
		if u.DisabledAt != nil {
			disabled = u.DisabledAt.In(o.zone).Format("2 January 2006")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", u.Name, u.Role, u.CreatedAt.In(o.zone).Format("2 January 2006"), disabled)
	}
	return table.Flush()
}

type userDisableCmd struct {
	Name string `required:"" help:"Whom."`
}

func (c *userDisableCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	return plainly(o.service.DisableUser(ctx, operator(), c.Name))
}

type userBadgeCmd struct {
	Name   string `arg:"" help:"Whose badge. The one they had is retired."`
	Retire bool   `help:"Only retire the badge they have."`
}

func (c *userBadgeCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if c.Retire {
		return plainly(o.service.RetireBadge(ctx, operator(), c.Name))
	}
	badge, err := o.service.IssueBadge(ctx, operator(), c.Name)
	if err != nil {
		return plainly(err)
	}
	fmt.Fprintln(p.out, badge.Code)
	return nil
}

type tokenCmd struct {
	Add tokenAddCmd `cmd:"" help:"Make a token. It is printed once, alone on standard output."`
}

type tokenAddCmd struct {
	Name string `required:"" help:"What the token is for; it stands in the audit trail."`
	Role string `required:"" help:"porter, clinic, library, supervisor, coder, governance, admin, or device: may only send scans."`
}

func (c *tokenAddCmd) Run(ctx context.Context, p program, s *Settings) error {
	role, err := tracking.ParseRole(c.Role)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, plainly(err))
	}
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	token, hash := api.NewToken()
	if err := o.service.AddToken(ctx, operator(), c.Name, role, hash); err != nil {
		return plainly(err)
	}
	fmt.Fprintln(p.out, token)
	return nil
}

type formatCmd struct {
	Add  formatAddCmd  `cmd:"" help:"Teach the system a barcode format that the site already uses."`
	List formatListCmd `cmd:"" help:"List the site's formats."`
}

type formatAddCmd struct {
	Name  string `required:"" help:"What people call it: \"Old hospital label\"."`
	Kind  string `required:"" enum:"folder,location,gs1_prefix" help:"folder, location, or gs1_prefix for the hospital's GS1 company prefix."`
	Shape string `required:"" help:"9 for a digit, A for a letter, X for either, anything else itself: AA999999. Of a prefix, its digits."`
	Check string `help:"Check rule of the last character: mod37_36; empty for none." default:""`
}

func (c *formatAddCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	return plainly(o.service.AddFormat(ctx, operator(), tracking.Format{Name: c.Name, Kind: tracking.ReadingKind(c.Kind), Shape: c.Shape, Rule: tracking.CheckRule(c.Check)}))
}

type formatListCmd struct{}

func (c *formatListCmd) Run(ctx context.Context, p program, s *Settings) error {
	o, err := p.open(ctx, s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	formats, err := o.store.Formats(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tKIND\tSHAPE\tCHECK")
	for _, f := range formats {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", f.Name, f.Kind, f.Shape, f.Rule)
	}
	return table.Flush()
}

// operator is whoever runs the command.
func operator() tracking.Actor {
	name := "operator"
	if u, err := user.Current(); err == nil {
		name = "cli:" + u.Username
	}
	return tracking.Operator(name)
}

// plainly is an error as a person should read it.
func plainly(err error) error {
	if e, ok := errors.AsType[*tracking.Error](err); ok && e.Err == nil {
		return errors.New(e.Text)
	}
	return err
}
