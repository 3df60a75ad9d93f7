package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"casenotes/tracking/store"
)

// hospitalOf is a hospital of a size, with a site on it and what can be looked up there.
type hospitalOf struct {
	client                                   *client
	codes, places, holders                   []string
	names, numbers, births, fullNames, prefs []string
	sessions                                 []string // of 24 patients, not asked for yet
	asked                                    atomic.Int64
	libraries                                []string
	busyDay                                  string // on which 100 sessions of 8 patients are booked and asked for
}

// benchLists measures look-ups in a hospital a hundred times as large as another one.
func benchLists(b *testing.B, t *table) {
	folders, movements, rounds, each := 2_000_000, 10_000_000, 5, 2*time.Second
	if testing.Short() {
		folders, movements, rounds, each = 50_000, 250_000, 2, time.Second
	}
	small, large := newHospitalOf(b, 20_000, 100_000), newHospitalOf(b, folders, movements)
	for _, l := range []struct {
		what   string
		wanted time.Duration
		ask    func(*hospitalOf) error
	}{
		{"barcode look-up", 20 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/folders/" + pick(h.codes)) }},
		{"label of a folder", 20 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/folders/" + pick(h.codes) + "/label?format=zpl") }},
		{"location board, page", 50 * time.Millisecond, func(h *hospitalOf) error { return h.get("/board/" + pick(h.places)) }},
		{"folders at a location", 50 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/locations/" + pick(h.places) + "/folders") }},
		{"overdue list by holder, page", 100 * time.Millisecond, func(h *hospitalOf) error { return h.get("/overdue") }},
		{"overdue list by holder", 100 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/overdue?group=holder") }},
		{"overdue list of a holder", 100 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/overdue?location=" + pick(h.holders)) }},
		{"overdue list", 100 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/overdue") }},
		{"patient search: family name", 300 * time.Millisecond, func(h *hospitalOf) error { return h.find(pick(h.names)) }},
		{"patient search: both names", 300 * time.Millisecond, func(h *hospitalOf) error { return h.find(pick(h.fullNames)) }},
		{"patient search: first letters", 300 * time.Millisecond, func(h *hospitalOf) error { return h.find(pick(h.prefs)) }},
		{"patient search: number", 300 * time.Millisecond, func(h *hospitalOf) error { return h.find(pick(h.numbers)) }},
		{"patient search: born", 300 * time.Millisecond, func(h *hospitalOf) error { return h.find(pick(h.births)) }},
		{"clinic list of 24 patients, page", 300 * time.Millisecond, func(h *hospitalOf) error { return h.get("/clinics/" + pick(h.sessions)) }},
		{"24 patients of a session asked for", 300 * time.Millisecond, (*hospitalOf).askNext},
		{"pull lists of every library, of a day on which 800 patients are booked", time.Second, (*hospitalOf).pullLists},
		{"readiness of 100 sessions", 300 * time.Millisecond, func(h *hospitalOf) error { return h.get("/api/v1/sessions?limit=100&date=" + h.busyDay) }},
		{"readiness of 100 sessions, page", 300 * time.Millisecond, func(h *hospitalOf) error { return h.get("/readiness?date=" + h.busyDay) }},
	} {
		b.Run(l.what, func(b *testing.B) {
			var slow, slowSmall, all []time.Duration
			var ratios []float64
			for range rounds {
				_, few := drive(b, 2, each/2, func(int, int) error { return l.ask(small) })
				_, many := drive(b, 2, each, func(int, int) error { return l.ask(large) })
				all = append(all, many...)
				slowSmall, slow = append(slowSmall, quantile(few, 0.99)), append(slow, quantile(many, 0.99))
				ratios = append(ratios, float64(quantile(many, 0.99))/float64(quantile(few, 0.99)))
			}
			took, ratio := median(slow), median(ratios)
			t.add(figure{fmt.Sprintf("%s, %d folders: p99, against 20000 (p50 %s)", l.what, folders, shown(median(all))), shown(took), shown(median(slowSmall)), fmt.Sprintf("%.2f", ratio),
				fmt.Sprintf("≤ %s, ratio ≤ 1.5", l.wanted), took <= l.wanted && ratio <= 1.5})
		})
	}
}

func newHospitalOf(b *testing.B, folders, movements int) *hospitalOf {
	dsn := database(b, "mariadb")
	db := furnish(b, dsn, folders, movements)
	h := &hospitalOf{client: newClient(b, serve(b, dsn), dsn, 2)}
	h.codes = sampled(b, db, "folders", "code", "TRUE", folders)
	patients := folders / 2
	h.numbers = sampled(b, db, "patients", "number", "TRUE", patients)
	h.names = sampled(b, db, "patients", "family_name", "TRUE", patients)
	h.fullNames = sampled(b, db, "patients", "CONCAT(family_name, ', ', given_name)", "TRUE", patients)
	h.prefs = sampled(b, db, "patients", "LEFT(family_name, 3)", "TRUE", patients)
	h.births = sampled(b, db, "patients", "DATE_FORMAT(born, '%Y-%m-%d')", "born IS NOT NULL", patients)
	h.places = all(b, db, "SELECT code FROM locations WHERE kind <> 'shelf' ORDER BY id")
	h.libraries = all(b, db, "SELECT code FROM locations WHERE kind IN ('library', 'off_site') AND parent_id IS NULL ORDER BY id")
	h.book(b)
	h.sessions = all(b, db, "SELECT id FROM sessions ORDER BY id")
	h.holders = all(b, db, "SELECT DISTINCT l.code FROM folders f JOIN locations l ON l.id = f.location_id WHERE f.due_at < NOW()")
	return h
}

const (
	benchSessions = 2000
	benchPatients = 24
	busySessions  = 100
	busyPatients  = 8 // whose folders are about 1,500
)

// book gives clinics full sessions, so far ahead that nothing is asked for by itself, and one busy day that is asked for.
func (h *hospitalOf) book(b *testing.B) {
	ahead := time.Now().Add(20 * 24 * time.Hour).UTC()
	for session := 0; session < benchSessions; session += 20 {
		h.bookSessions(b, "S", session, 20, benchPatients, ahead)
	}
	busy := ahead.Add(20 * 24 * time.Hour).Truncate(24 * time.Hour).Add(9 * time.Hour)
	h.busyDay = busy.Format(time.DateOnly)
	for session := 0; session < busySessions; session += 50 {
		h.bookSessions(b, "B", session, 50, busyPatients, busy)
	}
	days := &struct {
		Items []struct{ ID uint64 }
	}{}
	text, err := h.client.send(http.MethodGet, "/api/v1/sessions?limit=100&date="+h.busyDay, nil)
	must(b, errors.Join(err, json.Unmarshal(text, days)))
	if len(days.Items) != busySessions {
		b.Fatalf("%d sessions on the busy day", len(days.Items))
	}
	for _, session := range days.Items {
		_, err := h.client.send(http.MethodPost, fmt.Sprintf("/api/v1/sessions/%d/requests", session.ID), []byte("{}"))
		must(b, err)
	}
}

// bookSessions books n sessions from a number on.
func (h *hospitalOf) bookSessions(b *testing.B, name string, from, n, patients int, starts time.Time) {
	var rows []string
	for i := range n * patients {
		session := from + i/patients
		code := fmt.Sprintf("%s%d", name, session)
		at := starts.Add(time.Duration(i%patients) * 10 * time.Minute).Format("2006-01-02T15:04:05.000Z")
		rows = append(rows, fmt.Sprintf(`{"id":"%s-%d","session":%q,"clinic_location":%q,"starts":%q,"patient_number":%q}`, code, i%patients, code,
			h.places[session%len(h.places)], at, h.numbers[(session*patients+i%patients)%len(h.numbers)]))
	}
	_, err := h.client.send(http.MethodPost, "/api/v1/appointments", []byte(`{"appointments":[`+strings.Join(rows, ",")+`]}`))
	must(b, err)
}

// pullLists reads the lists of a busy day, one library after another.
func (h *hospitalOf) pullLists() error {
	for _, library := range h.libraries {
		if err := h.get("/api/v1/requests/pull-list?library=" + library + "&date=" + h.busyDay); err != nil {
			return err
		}
	}
	return nil
}

// askNext asks for the folders of a session that nobody has asked for yet.
func (h *hospitalOf) askNext() error {
	session := h.sessions[int(h.asked.Add(1)-1)%len(h.sessions)]
	_, err := h.client.send(http.MethodPost, "/api/v1/sessions/"+session+"/requests", []byte("{}"))
	return err
}

// sampled draws values of a column, by ids up to a number.
func sampled(b *testing.B, db *store.Store, table, column, where string, ids int) (list []string) {
	for range 40 {
		from := rand.IntN(max(ids*9/10, 1))
		list = append(list, all(b, db, fmt.Sprintf("SELECT %s FROM %s WHERE id > %d AND %s ORDER BY id LIMIT 50", column, table, from, where))...)
	}
	return list
}

// linesOf are the values that a query finds, which may be none; all are at least one.
func linesOf(b *testing.B, db *store.Store, query string) (list []string) {
	pool, err := db.Pool()
	must(b, err)
	rows, err := pool.QueryContext(b.Context(), query)
	must(b, err)
	defer rows.Close()
	for rows.Next() {
		var value string
		must(b, rows.Scan(&value))
		list = append(list, value)
	}
	must(b, rows.Err())
	return list
}

func all(b *testing.B, db *store.Store, query string) []string {
	list := linesOf(b, db, query)
	if len(list) == 0 {
		b.Fatalf("nothing found: %s", query)
	}
	return list
}

func pick(list []string) string { return list[rand.IntN(len(list))] }

func (h *hospitalOf) get(path string) error {
	_, err := h.client.send(http.MethodGet, path, nil)
	return err
}

func (h *hospitalOf) find(text string) error {
	_, err := h.client.send(http.MethodPost, "/api/v1/patients/search", fmt.Appendf(nil, `{"query":%q}`, text))
	return err
}
