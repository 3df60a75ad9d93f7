package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // the hospital's zone, also where the machine has no zone files

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
)

// Settings are what every command may need. Each can be set by a flag or by its environment variable.
type Settings struct {
	DB       string   `help:"Database: sqlite:PATH or mysql:USER:PASS@tcp(HOST:PORT)/DB." default:"sqlite:data/casenotes.db" env:"CASENOTES_DB" placeholder:"DSN"`
	DBFile   string   `help:"File that holds the database's DSN, to keep its password out of the environment." env:"CASENOTES_DB_FILE" type:"existingfile" placeholder:"FILE" name:"db-file"`
	Nation   string   `help:"Whose bank holidays count: england-and-wales, scotland or northern-ireland." default:"england-and-wales" enum:"england-and-wales,scotland,northern-ireland" env:"CASENOTES_NATION"`
	Zone     string   `help:"The hospital's time zone." default:"Europe/London" env:"CASENOTES_ZONE"`
	Closures string   `help:"File of local closures: one date a line, 2026-12-24 Christmas Eve." env:"CASENOTES_CLOSURES" type:"existingfile" placeholder:"FILE"`
	Printers []string `help:"Networks where printers may be besides the hospital's own, as 127.0.0.1/32: for a print server on this machine. Never needed for ordinary printers." env:"CASENOTES_PRINTER_NETWORKS" name:"printer-networks" placeholder:"NETWORK"`
	Assumed  bool     `help:"Take the folders in a box, trolley or bag to be where it was scanned, until each is scanned itself." env:"CASENOTES_CONTENTS_ASSUMED" name:"contents-assumed"`
	LogLevel string   `help:"What is logged: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"CASENOTES_LOG_LEVEL"`
}

// dsn is the database to open.
func (s *Settings) dsn() (string, error) {
	if s.DBFile == "" {
		return s.DB, nil
	}
	text, err := os.ReadFile(s.DBFile)
	if err != nil {
		return "", fmt.Errorf("read the database's DSN: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// redacted is a DSN that may be shown.
func redacted(dsn string) string {
	user, rest, found := strings.Cut(dsn, "@")
	if !found || !strings.HasPrefix(dsn, "mysql:") {
		return dsn
	}
	parts := strings.SplitN(user, ":", 3)
	return strings.Join(parts[:min(2, len(parts))], ":") + ":…@" + rest
}

// logger writes text to a terminal and JSON elsewhere.
func (s *Settings) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // kong has checked it
	options := &slog.HandlerOptions{Level: level}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return slog.New(slog.NewTextHandler(w, options))
		}
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// rules are the records rules of this site.
func (s *Settings) rules(now time.Time) (tracking.Rules, *time.Location, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return tracking.Rules{}, nil, fmt.Errorf("%w: there is no time zone %s", errUsage, s.Zone)
	}
	nation, err := calendar.ParseNation(s.Nation)
	if err != nil {
		return tracking.Rules{}, nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	closures, err := s.closures()
	if err != nil {
		return tracking.Rules{}, nil, err
	}
	days, err := calendar.New(nation, zone, closures...)
	if err != nil {
		return tracking.Rules{}, nil, err
	}
	if err := days.Opens(days.Day(now)); err != nil {
		return tracking.Rules{}, nil, fmt.Errorf("%w: the library would be closed for ever, check the file of closures: %w", errUsage, err)
	}
	r := tracking.NewRules(days)
	if r.Printers, err = tracking.ParseReach(s.Printers); err != nil {
		return tracking.Rules{}, nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	r.ContentsAssumed = s.Assumed
	return r, zone, nil
}

func (s *Settings) closures() ([]calendar.Closure, error) {
	if s.Closures == "" {
		return nil, nil
	}
	text, err := os.ReadFile(s.Closures)
	if err != nil {
		return nil, fmt.Errorf("read the closures: %w", err)
	}
	var list []calendar.Closure
	for i, line := range strings.Split(string(text), "\n") {
		date, why, _ := strings.Cut(strings.TrimSpace(line), " ")
		if date == "" || strings.HasPrefix(date, "#") {
			continue
		}
		day, err := calendar.ParseDay(date)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", s.Closures, i+1, err)
		}
		list = append(list, calendar.Closure{On: day, Why: strings.TrimSpace(why)})
	}
	return list, nil
}

// opened is the database and the commands on it, as most commands need them.
type opened struct {
	store   *store.Store
	service *tracking.Service
	rules   tracking.Rules
	zone    *time.Location
	log     *slog.Logger
}

// open brings the database to the current schema. announce hears of changes; nil where nobody can watch. Servers on the same
// database notice by themselves.
func (p program) open(ctx context.Context, s *Settings, announce tracking.Announcer) (*opened, error) {
	rules, zone, err := s.rules(p.now())
	if err != nil {
		return nil, err
	}
	dsn, err := s.dsn()
	if err != nil {
		return nil, err
	}
	log := s.logger(p.err)
	db, err := store.Open(ctx, dsn, log)
	if err != nil {
		return nil, err
	}
	if announce == nil {
		announce = nobody{}
	}
	service := tracking.New(db, rules, p.now, announce)
	if err := service.HearClosures(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &opened{store: db, service: service, rules: rules, zone: zone, log: log}, nil
}

// nobody watches a command.
type nobody struct{}

func (nobody) Announce([]tracking.Event) {}
