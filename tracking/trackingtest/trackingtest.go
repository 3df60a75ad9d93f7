// Package trackingtest is the rig on which the whole service is tested: the same test on SQLite and on MariaDB, a clock that stands
// still, and one small hospital whose places and folders have names.
package trackingtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql" // to make and drop the test's own database
	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
)

// Each runs a test on both databases. Without CASENOTES_TEST_MYSQL the second is skipped, which CI takes for a failure.
func Each(t *testing.T, test func(t *testing.T, h *Hospital)) {
	t.Helper()
	EachAt(t, Opening, test)
}

// EachAt is Each with another time on the clock, for what compares it with the machine's.
func EachAt(t *testing.T, start time.Time, test func(t *testing.T, h *Hospital)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, OpenAt(t, "sqlite:"+t.TempDir()+"/casenotes.db", start)) })
	t.Run("mariadb", func(t *testing.T) { test(t, OpenAt(t, usedMySQL(t), start)) })
}

// used are MariaDB databases that earlier tests have left: making a schema takes longer than most tests.
var used = make(chan string, 8)

// usedMySQL is a database without rows, from an earlier test where there is one.
func usedMySQL(t testing.TB) (dsn string) {
	t.Helper()
	select {
	case dsn = <-used:
		empty(t, dsn)
	default:
		dsn, _ = newMySQL(t)
	}
	t.Cleanup(func() {
		select {
		case used <- dsn:
		default:
		}
	})
	return dsn
}

// empty deletes all rows that tests write, whatever they refer to, and has each table that had some count from 1 again.
func empty(t testing.TB, dsn string) {
	t.Helper()
	db, err := sql.Open("mysql", strings.TrimPrefix(dsn, "mysql:"))
	must(t, err)
	defer db.Close()
	one, err := db.Conn(t.Context())
	must(t, err)
	defer one.Close()
	_, err = one.ExecContext(t.Context(), "SET FOREIGN_KEY_CHECKS = 0")
	must(t, err)
	rows, err := one.QueryContext(t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%'")
	must(t, err)
	var tables []string
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	must(t, rows.Err())
	for _, name := range tables {
		deleted, err := one.ExecContext(t.Context(), "DELETE FROM "+name)
		must(t, err)
		if n, err := deleted.RowsAffected(); err == nil && n > 0 {
			_, err = one.ExecContext(t.Context(), "ALTER TABLE "+name+" AUTO_INCREMENT = 1")
			must(t, err)
		}
	}
}

// MySQL makes an empty database on the server named in CASENOTES_TEST_MYSQL and drops it after the test.
func MySQL(t testing.TB) (dsn string) {
	t.Helper()
	dsn, name := newMySQL(t)
	t.Cleanup(func() {
		admin, err := sql.Open("mysql", strings.TrimPrefix(os.Getenv("CASENOTES_TEST_MYSQL"), "mysql:"))
		must(t, err)
		defer admin.Close()
		if _, err := admin.Exec("DROP DATABASE " + name); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return dsn
}

func newMySQL(t testing.TB) (dsn, name string) {
	t.Helper()
	server := os.Getenv("CASENOTES_TEST_MYSQL")
	if server == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("CASENOTES_TEST_MYSQL is not set: the tests on MariaDB must run in CI. Use make test.")
		}
		t.Skip("CASENOTES_TEST_MYSQL is not set: make test starts MariaDB and sets it")
	}
	admin, err := sql.Open("mysql", strings.TrimPrefix(server, "mysql:"))
	must(t, err)
	defer admin.Close()
	name = "casenotes_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	_, err = admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	must(t, err)
	return server + name, name
}

// Hospital is a small hospital on a real database.
type Hospital struct {
	DSN     string
	Store   *store.Store
	Service *tracking.Service
	Rules   tracking.Rules
	Clock   *Clock
	Events  *Events

	// Locations, by what they are for.
	Library, Shelf, OtherLibrary, Clinic, OtherClinic, Ward, Secretary, OffSite, Retired tracking.Location
	// Three folders: one volume of a single set, and both volumes of another.
	Folder, Volume1, Volume2 tracking.Folder

	t testing.TB
}

// Admin may do everything in tests.
var Admin = tracking.Actor{Name: "alex", Role: tracking.RoleAdmin, Via: "test"}

// Porter scans.
var Porter = tracking.Actor{Name: "pat", Role: tracking.RolePorter, Via: "test"}

// Opening is when the tests' clock starts: a Monday morning in November.
var Opening = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// template is a SQLite database of the current schema, made once: its many steps take longer than most tests.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "casenotes-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "casenotes.db")
	s, err := store.Open(context.Background(), "sqlite:"+path, nil)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // which puts the whole of it into the one file
		return nil, err
	}
	return os.ReadFile(path)
})

// fromTemplate puts a database of the current schema where a SQLite database is to be and is not yet.
func fromTemplate(t testing.TB, dsn string) {
	t.Helper()
	path, isSQLite := strings.CutPrefix(dsn, "sqlite:")
	if _, err := os.Stat(path); !isSQLite || !errors.Is(err, fs.ErrNotExist) {
		return
	}
	made, err := template()
	must(t, err)
	must(t, os.WriteFile(path, made, 0o600))
}

// OpenEmpty opens a database without anything in it.
func OpenEmpty(t testing.TB, dsn string) *Hospital {
	t.Helper()
	fromTemplate(t, dsn)
	s, err := store.Open(t.Context(), dsn, nil)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	london, err := time.LoadLocation("Europe/London")
	must(t, err)
	days, err := calendar.New(calendar.EnglandAndWales, london)
	must(t, err)
	h := &Hospital{DSN: dsn, Store: s, Rules: tracking.NewRules(days), Clock: &Clock{now: Opening}, Events: &Events{}, t: t}
	h.Service = tracking.New(s, h.Rules, h.Clock.Now, h.Events)
	return h
}

// Another is the commands of another process on the hospital's database: nothing of the first one's memory is in it.
func (h *Hospital) Another(t testing.TB) *tracking.Service {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	must(t, err)
	days, err := calendar.New(calendar.EnglandAndWales, london)
	must(t, err)
	return tracking.New(h.Store, tracking.NewRules(days), h.Clock.Now, h.Events)
}

// Open opens a database and furnishes the hospital.
func Open(t testing.TB, dsn string) *Hospital {
	t.Helper()
	return OpenAt(t, dsn, Opening)
}

// OpenAt is Open with another time on the clock.
func OpenAt(t testing.TB, dsn string, start time.Time) *Hospital {
	t.Helper()
	h := OpenEmpty(t, dsn)
	h.Clock.Set(start)
	h.Library = h.AddLocation("Main library", tracking.Library, "", "North")
	h.Shelf = h.AddLocation("Shelf 14", tracking.Shelf, h.Library.Code, "North")
	h.OtherLibrary = h.AddLocation("South library", tracking.Library, "", "South")
	h.Clinic = h.AddLocation("Clinic B", tracking.Clinic, "", "North")
	h.OtherClinic = h.AddLocation("Clinic C", tracking.Clinic, "", "North")
	h.Ward = h.AddLocation("Ward 7", tracking.Ward, "", "North")
	h.Secretary = h.AddLocation("Cardiology secretaries", tracking.Secretary, "", "North")
	h.OffSite = h.AddLocation("Riverside store", tracking.OffSite, "", "Riverside")
	h.Retired = h.AddLocation("Old clinic", tracking.Clinic, "", "North")
	gone := true
	_, err := h.Service.AmendLocation(t.Context(), Admin, h.Retired.Code, 0, tracking.LocationChange{Retired: &gone})
	must(t, err)
	h.AddPatient("H1001", "Okafor", "Ngozi")
	h.AddPatient("H1002", "O'Brien", "Seán")
	h.Folder = h.AddFolder("H1001")
	h.Volume1, h.Volume2 = h.AddFolder("H1002"), h.AddFolder("H1002")
	h.Clock.Forward(time.Minute)
	h.Events.Take()
	return h
}

// AddLocation adds a location with an issued code.
func (h *Hospital) AddLocation(name string, kind tracking.LocationKind, parent, site string) tracking.Location {
	h.t.Helper()
	p, err := h.Service.AddLocation(h.t.Context(), Admin, "", tracking.LocationChange{Name: &name, Kind: &kind, Parent: &parent, Site: &site})
	must(h.t, err)
	return p
}

// AddPatient registers a patient born on 3 March 1980.
func (h *Hospital) AddPatient(number, family, given string) tracking.Patient {
	h.t.Helper()
	born := time.Date(1980, 3, 3, 0, 0, 0, 0, time.UTC)
	added, err := h.Service.AddPatients(h.t.Context(), Admin, []tracking.NewPatient{{Patient: tracking.Patient{Number: number, FamilyName: family, GivenName: given, Born: &born}}})
	must(h.t, err)
	must(h.t, added[0].Err)
	return added[0].Row
}

// AddFolder adds the patient's next main volume, at home in the library.
func (h *Hospital) AddFolder(patient string) tracking.Folder {
	h.t.Helper()
	w, err := h.Service.AddFolder(h.t.Context(), Admin, tracking.NewFolder{Patient: patient, Home: h.Library.Code})
	must(h.t, err)
	return w.Folder
}

// NewScan is a scan of the code at the location, made now.
func (h *Hospital) NewScan(code string, at tracking.Location) tracking.Scan {
	return tracking.Scan{ID: uuid.Must(uuid.NewV7()).String(), Code: code, LocationCode: at.Code, Action: tracking.Arrive, At: h.Clock.Now(), Source: tracking.Wedge}
}

// Scan sends scans as the porter and answers their receipts.
func (h *Hospital) Scan(scans ...tracking.Scan) []tracking.Receipt {
	h.t.Helper()
	receipts, err := h.Service.Scan(h.t.Context(), Porter, tracking.ScanBatch{Device: "trolley-7", Scans: scans})
	must(h.t, err)
	return receipts
}

// Arrive scans a folder in at a location, a minute after the last thing that happened.
func (h *Hospital) Arrive(f tracking.Folder, at tracking.Location) tracking.Receipt {
	h.t.Helper()
	h.Clock.Forward(time.Minute)
	return h.Scan(h.NewScan(f.Code, at))[0]
}

// Send scans a folder away to another location, a minute after the last thing that happened.
func (h *Hospital) Send(f tracking.Folder, from, to tracking.Location) tracking.Receipt {
	h.t.Helper()
	h.Clock.Forward(time.Minute)
	s := h.NewScan(f.Code, from)
	s.Action, s.ToCode = tracking.Send, to.Code
	return h.Scan(s)[0]
}

// Clerk asks for folders in a clinic.
var Clerk = tracking.Actor{Name: "chris", Role: tracking.RoleClinic, Via: "test"}

// Librarian pulls and sends them.
var Librarian = tracking.Actor{Name: "lee", Role: tracking.RoleLibrary, Via: "test"}

// Ask asks for a folder at a location, as the clerk, needed after some time from now.
func (h *Hospital) Ask(f tracking.Folder, at tracking.Location, in time.Duration) tracking.Request {
	h.t.Helper()
	asked, err := h.Service.Ask(h.t.Context(), Clerk, tracking.Ask{Folders: []string{f.Code}, Location: at.Code, NeededBy: h.Clock.Now().Add(in), Reason: tracking.ForClinic, Scope: tracking.LatestOnly})
	must(h.t, err)
	must(h.t, asked[0].Err)
	return asked[0].View.Request
}

// Book books patients into a session, as the appointments system does. The id of each appointment is the session's and the number.
func (h *Hospital) Book(session string, at tracking.Location, starts time.Time, status tracking.AppointmentStatus, numbers ...string) {
	h.t.Helper()
	var rows []tracking.Booking
	for i, n := range numbers {
		rows = append(rows, tracking.Booking{ID: session + "-" + n, Session: session, Clinic: at.Code, Starts: starts.Add(time.Duration(i) * 10 * time.Minute), Patient: n, Status: status})
	}
	added, err := h.Service.Book(h.t.Context(), Clerk, rows)
	must(h.t, err)
	for _, a := range added {
		must(h.t, a.Err)
	}
}

// Whereabouts is the folder as the database has it.
func (h *Hospital) Whereabouts(f tracking.Folder) tracking.Whereabouts {
	h.t.Helper()
	w, found, err := h.Store.FolderByCode(h.t.Context(), f.Code)
	must(h.t, err)
	if !found {
		h.t.Fatalf("folder %s is gone", f.Code)
	}
	return w
}

// Clean fails the test where `casenotes check` would find something.
func (h *Hospital) Clean() {
	h.t.Helper()
	must(h.t, h.Store.Check(context.Background(), func(problem string) { h.t.Errorf("check: %s", problem) }))
}

// Clock stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Forward moves the clock.
func (c *Clock) Forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set puts the clock to a moment.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Events keeps what was announced.
type Events struct {
	mu   sync.Mutex
	list []tracking.Event
}

// Announce implements tracking.Announcer.
func (e *Events) Announce(events []tracking.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, events...)
}

// Take answers what was announced since the last time.
func (e *Events) Take() []tracking.Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := e.list
	e.list = nil
	return list
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fmt.Errorf("trackingtest: %w", err))
	}
}
