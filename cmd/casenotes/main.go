// Command casenotes knows where every paper case-note folder in a hospital is. `casenotes serve --demo` starts it with a
// synthetic hospital; `casenotes --help` lists everything it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// Exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := program{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is one run of casenotes, with everything it takes from outside, so that tests can run the whole of it.
type program struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	started  func(address string) // told by serve when it answers; may be nil
	taking   func(address string) // and where it takes messages
}

// commands is the command line: flags, environment variables and help of everything.
type commands struct {
	Settings

	Serve   serveCmd   `cmd:"" help:"Run the site: pages, API, live sockets, the sweep. Brings the database to the current schema first."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to the current schema, or list its versions."`
	User    userCmd    `cmd:"" help:"People who sign in."`
	Token   tokenCmd   `cmd:"" help:"API tokens for programs."`
	Format  formatCmd  `cmd:"" help:"Barcode formats that the site used before."`
	Import  importCmds `cmd:"" help:"Take locations, patients, folders or appointments in from a CSV file, or scans that a device saved. Safe to run twice."`
	Export  exportCmd  `cmd:"" help:"Write locations, patients or folders into a CSV file with the same columns."`
	Seed    seedCmd    `cmd:"" help:"Fill an empty database with a synthetic hospital of any size, the same for the same seed."`
	Feed    feedCmd    `cmd:"" help:"Play a synthetic hospital day as HL7 messages to an MLLP address, for tests and demonstrations."`
	Labels  labelsCmd  `cmd:"" help:"Print labels of folders or locations, into a file or on a printer."`
	Printer printerCmd `cmd:"" help:"Printers: where they are and how they are."`
	Stock   stockCmd   `cmd:"" help:"Label stock of the site's own, besides what is shipped."`
	Layout  layoutCmd  `cmd:"" help:"What the labels of folders say besides what always stands on them."`
	Sweep   sweepCmd   `cmd:"" help:"Open the alerts that are due now: overdue, too long in transit. The server does it every second."`
	Check   checkCmd   `cmd:"" help:"Rebuild every folder's state from its movements and check every rule that can be checked. Exits 1 if anything is wrong."`
	Backup  backupCmd  `cmd:"" help:"Copy a SQLite database while it is in use."`
	Restore restoreCmd `cmd:"" help:"Put a copy back in place of a SQLite database that is not in use."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// errUsage marks what was asked as wrong, rather than what went wrong.
var errUsage = errors.New("wrong usage")

func (p program) run(ctx context.Context, args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("casenotes"), kong.UsageOnError(), kong.Writers(p.out, p.err), kong.DefaultEnvars("CASENOTES"),
		kong.Description("Knows where every paper case-note folder in a hospital is, who has it, who is waiting for it, and what is late."),
		kong.Exit(func(code int) { panic(exit(code)) }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return p.fail(err)
	}
	code, done := exitDone, false
	func() {
		defer func() {
			switch e := recover().(type) {
			case nil:
			case exit: // --help has printed what was asked
				code, done = int(e), true
			default:
				panic(e)
			}
		}()
		var k *kong.Context
		if k, err = parser.Parse(args); err != nil {
			fmt.Fprintln(p.err, "casenotes:", err)
			code, done = exitUsage, true
			return
		}
		k.BindTo(ctx, (*context.Context)(nil))
		k.Bind(p, &c.Settings)
		err = k.Run()
	}()
	if done {
		return code
	}
	return p.fail(err)
}

type exit int

func (p program) fail(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errUsage):
		fmt.Fprintln(p.err, "casenotes:", err)
		return exitUsage
	default:
		fmt.Fprintln(p.err, "casenotes:", err)
		return exitFailed
	}
}
