package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"casenotes/tracking/trackingtest"
)

const (
	scripts  = "../../web/e2e"
	chromium = "/usr/bin/chromium"
	patience = 8 * time.Minute // with one script, on a machine that is busy with much else
)

// TestInABrowser runs the whole program and drives it in Chromium by key presses, as a scanner does. Each script has a site of its own;
// as many run side by side as the machine has processors.
func TestInABrowser(t *testing.T) {
	for name, dsn := range map[string]func(*testing.T) string{
		"the main job on SQLite":  func(t *testing.T) string { return sqlite(t) },
		"the main job on MariaDB": func(t *testing.T) string { return trackingtest.MySQL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runOn(t, "mainjob.test.mjs", dsn(t))
		})
	}
	for name, script := range map[string]string{
		"awkward scans":                 "awkward.test.mjs",
		"command barcodes":              "commands.test.mjs",
		"the end of a batch":            "batch.test.mjs",
		"opened without a network":      "offline.test.mjs",
		"enrolled devices":              "devices.test.mjs",
		"scans saved to a file":         "savedfile.test.mjs",
		"finding":                       "finding.test.mjs",
		"every page for every role":     "pages.test.mjs",
		"what forms and searches say":   "answers.test.mjs",
		"by keyboard or without script": "plain.test.mjs",
		"boxes and trolleys":            "containers.test.mjs",
		"clinics":                       "clinics.test.mjs",
		"missing folders":               "missing.test.mjs",
		"the work of a library":         "library.test.mjs",
		"counting shelves":              "stocktake.test.mjs",
		"foreign barcodes":              "foreign.test.mjs",
		"strange keyboards":             "keyboards.test.mjs",
		"where the focus is":            "focus.test.mjs",
		"a camera for a scanner":        "camera.test.mjs",
		"a scanner on trial":            "scanner.test.mjs",
		"the pace of scanning":          "pace.test.mjs",
		"what is left behind":           "traces.test.mjs",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			runOn(t, script, sqlite(t))
		})
	}
	t.Run("labels of new folders", func(t *testing.T) {
		s := newSite(t, sqlite(t))
		s.serve(t, onThisMachine...)
		s.script(t, "newlabels.test.mjs")
	})
	t.Run("shared desks", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, sqlite(t))
		must(t, s.serveApart(t))
		s.script(t, "desks.test.mjs")
	})
	t.Run("cut off", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, sqlite(t))
		must(t, s.serveApart(t))
		s.script(t, "cutoff.test.mjs")
	})
	t.Run("bad days", func(t *testing.T) {
		s := newSite(t, sqlite(t))
		s.serve(t)
		s.spoil(t, 1)
		s.script(t, "baddays.test.mjs")
	})
	t.Run("chaos", func(t *testing.T) {
		t.Parallel()
		t.Log(inChaos(t, sqlite(t), size{Scans: 300, Devices: 2, Seed: 1, Limit: 2 * patience}).faults.told())
	})
}

// size is how much a script does.
type size struct {
	Scans   int
	Devices int
	Seed    uint64
	Long    bool          // measure, and not only prove
	Limit   time.Duration `json:"-"`
}

// inChaos has scans made while everything goes wrong, and shows that none is lost and none counts twice.
func inChaos(t testing.TB, dsn string, of size) *site {
	t.Helper()
	s := newSite(t, dsn)
	must(t, s.serveApart(t))
	s.spoil(t, of.Seed)
	s.sized(t, "chaos.test.mjs", of)
	return s
}

// TestPictures draws the pictures of the README from the demo: `make pictures`.
func TestPictures(t *testing.T) {
	directory := os.Getenv("CASENOTES_PICTURES")
	if directory == "" {
		t.Skip("nobody asked for pictures: make pictures does")
	}
	s := &site{dsn: sqlite(t), password: demoPassword}
	morning := time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC)
	s.clock.set(morning)
	s.serve(t, "--demo")
	about, err := json.Marshal(map[string]string{"url": s.url, "control": s.control(t), "password": s.password, "pictures": directory,
		"now": morning.Format(time.RFC3339)})
	must(t, err)
	node(t, []string{"pictures.mjs"}, "CASENOTES_SITE="+string(about))
}

func sqlite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "casenotes.db") }

// runOn runs a script against a site on the database.
func runOn(t testing.TB, script, dsn string) {
	t.Helper()
	s := newSite(t, dsn)
	s.serve(t)
	s.script(t, script)
}

// script runs a script of web/e2e against the site, and checks the database after it.
func (s *site) script(t testing.TB, name string) {
	t.Helper()
	s.sized(t, name, size{Limit: patience})
}

// sized runs a script that does more or less.
func (s *site) sized(t testing.TB, name string, of size) {
	t.Helper()
	about, err := json.Marshal(of)
	must(t, err)
	nodeFor(t, of.Limit, []string{"--test", "--test-reporter=spec", name}, "CASENOTES_SITE="+s.describe(t), "CASENOTES_SIZE="+string(about))
	s.Clean()
}

func node(t testing.TB, args []string, env ...string) {
	t.Helper()
	nodeFor(t, patience, args, env...)
}

// nodeFor runs Node in the directory of the scripts and ends, after it or after too long, every process that it started.
func nodeFor(t testing.TB, limit time.Duration, args []string, env ...string) {
	t.Helper()
	needs(t)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = scripts, &out, &out
	cmd.Env = append(os.Environ(), append(env, "CASENOTES_CHROMIUM="+chromium)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("the script was not done in %s", limit)
	}
	if err != nil {
		t.Errorf("%v:\n%s", err, out.String())
	} else {
		t.Logf("%s", out.String())
	}
}

// needs fails the test where something is missing that it cannot do without: a browser that is not there proves nothing.
func needs(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatal("Chromium is not installed: apt-get install chromium")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("Node.js is not installed: apt-get install nodejs")
	}
	if _, err := os.Stat(filepath.Join(scripts, "../node_modules/playwright-core")); err != nil {
		t.Fatal("the web packages are not installed: make build, or npm ci in web")
	}
}
