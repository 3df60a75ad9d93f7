package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking/store"
)

// benchScans measures scans from the post to the receipt, in turns with the floor.
func benchScans(b *testing.B, t *table) {
	rounds, each := 5, 3*time.Second
	if testing.Short() {
		rounds, each = 3, time.Second
	}
	for _, kind := range []string{"mariadb", "sqlite"} {
		b.Run(kind, func(b *testing.B) {
			dsn := database(b, kind)
			db := furnish(b, dsn, 20_000, 100_000)
			stock := takeStock(b, db)
			client := newClient(b, serve(b, dsn), dsn, 32)
			batch := 3.0
			if kind == "sqlite" {
				batch = 2
			}
			for _, c := range []struct {
				name             string
				clients, perCall int
				floor            int // clients of the floor
				wanted           float64
			}{
				{"one scan a call, 32 clients", 32, 1, 32, 1},
				{"one scan a call, 1 client", 1, 1, 1, 0.6},
				{"50 scans a call, 4 clients", 4, 50, 32, batch},
			} {
				b.Run(fmt.Sprintf("%dx%d", c.clients, c.perCall), func(b *testing.B) {
					floor := newFloor(b, db, dsn, stock, c.floor)
					var rates, floors []float64
					var took, floorTook []time.Duration
					for range rounds {
						best, times := floor.rate(b, each)
						floors, floorTook = append(floors, best), append(floorTook, times...)
						var calls float64
						calls, times = drive(b, c.clients, each, func(c1, _ int) error { return client.scan(stock, c1, c.perCall) })
						rates, took = append(rates, calls*float64(c.perCall)), append(took, times...)
					}
					b.ReportMetric(median(rates), "scans/s")
					b.ReportMetric(median(floors), "floor/s")
					what := fmt.Sprintf("POST /scans, %s, %s", c.name, kind)
					t.atLeast(what, rates, floors, c.wanted)
					if c.perCall == 1 {
						slow := quantile(took, 0.99)
						t.add(figure{what + ": p99 (p50 " + shown(median(took)) + ")", shown(slow), shown(quantile(floorTook, 0.99)), "", "≤ 25ms", slow <= 25*time.Millisecond})
					}
				})
			}
		})
	}
}

// stock is what can be scanned: folders, and clinics to scan them in at. A folder's next scan is always at another clinic than
// its last, so that each one moves it.
type stock struct {
	folders []string
	clinics []string
	next    atomic.Int64
}

func takeStock(b *testing.B, db *store.Store) *stock {
	return &stock{
		folders: all(b, db, "SELECT code FROM folders WHERE location_id = home_id AND custody = 'at' ORDER BY id LIMIT 20000"),
		clinics: all(b, db, "SELECT code FROM locations WHERE kind = 'clinic' ORDER BY id LIMIT 3"),
	}
}

// take is a folder and the clinic to scan it at.
func (s *stock) take() (folder, clinic string) {
	n := int(s.next.Add(1))
	return s.folders[n%len(s.folders)], s.clinics[n/len(s.folders)%len(s.clinics)]
}

// client talks to a site as a program with a token.
type client struct {
	http       *http.Client
	url, token string
}

func newClient(b *testing.B, url, dsn string, conns int) *client {
	token := run(b, "--db", dsn, "token", "add", "--name", "bench-"+uuid.NewString()[:8], "--role", "library")
	transport := &http.Transport{MaxIdleConnsPerHost: conns, DisableCompression: true}
	b.Cleanup(transport.CloseIdleConnections)
	return &client{http: &http.Client{Transport: transport}, url: url, token: token}
}

// send makes one request and reads the whole answer.
func (c *client) send(method, path string, body []byte) ([]byte, error) {
	r, err := http.NewRequest(method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if len(body) > 0 {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, text)
	}
	return text, err
}

var applied = []byte(`"outcome":"applied"`)

// scan posts n scans from a device and makes sure that each moved its folder.
func (c *client) scan(s *stock, device, n int) error {
	body := fmt.Appendf(nil, `{"device":"trolley-%d","scans":[`, device)
	for i := range n {
		if i > 0 {
			body = append(body, ',')
		}
		folder, clinic := s.take()
		body = fmt.Appendf(body, `{"id":%q,"code":%q,"location":%q,"action":"arrive","at":%q,"source":"wedge"}`,
			uuid.Must(uuid.NewV7()), folder, clinic, time.Now().UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	answer, err := c.send(http.MethodPost, "/api/v1/scans", append(body, `]}`...))
	if err == nil && bytes.Count(answer, applied) != n {
		err = fmt.Errorf("not every scan moved its folder: %.300s", answer)
	}
	return err
}
