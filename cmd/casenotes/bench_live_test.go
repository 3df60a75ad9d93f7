package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
)

// benchLive measures how soon a scan is on a thousand screens that all watch its location, and what a socket costs.
func benchLive(b *testing.B, t *table) {
	const sockets = 1000
	scans := 300
	if testing.Short() {
		scans = 100
	}
	dsn := database(b, "mariadb")
	stock := takeStock(b, furnish(b, dsn, 2_000, 10_000))
	stock.clinics = stock.clinics[:1]
	p := launch(b, build(b), dsn)
	client := newClient(b, p.url, dsn, 2)
	must(b, client.scan(stock, 0, 1)) // so that what is needed once is there before the sockets are
	before := p.memory(b, "VmRSS")
	var reached atomic.Int64
	all := make(chan time.Time, 1)
	for range sockets {
		watch(b, client, "location:"+stock.clinics[0], func() {
			if reached.Add(1)%sockets == 0 {
				all <- time.Now()
			}
		})
	}
	var took []time.Duration
	for range scans {
		posted := time.Now()
		must(b, client.scan(stock, 0, 1))
		select {
		case at := <-all:
			took = append(took, at.Sub(posted))
		case <-time.After(10 * time.Second):
			b.Fatalf("%d of %d sockets have heard", reached.Load()%sockets, sockets)
		}
	}
	each := (p.memory(b, "VmRSS") - before) / sockets
	t.atMost(fmt.Sprintf("scan posted → on the last of %d sockets: p99 (p50 %s)", sockets, shown(median(took))), quantile(took, 0.99), 250*time.Millisecond)
	t.add(figure{what: "resident memory a socket, after that", measured: fmt.Sprintf("%d KB", each>>10), wanted: "≤ 40 KB", reached: each <= 40<<10})
}

// benchAsked measures how soon a request is on the library's screens, and the sending of its folder on the clinic's.
func benchAsked(b *testing.B, t *table) {
	const screens = 50
	rounds := 300
	if testing.Short() {
		rounds = 50
	}
	dsn := database(b, "mariadb")
	db := furnish(b, dsn, 2_000, 10_000)
	clinic := all(b, db, "SELECT code FROM locations WHERE kind = 'clinic' ORDER BY id LIMIT 1")[0]
	library := all(b, db, "SELECT code FROM locations WHERE kind = 'library' ORDER BY id LIMIT 1")[0]
	folders := all(b, db, "SELECT f.code FROM folders f JOIN locations h ON h.id = f.home_id LEFT JOIN locations p ON p.id = h.parent_id "+
		"WHERE f.custody = 'at' AND f.location_id = f.home_id AND f.status = 'active' AND '"+library+"' IN (h.code, p.code) ORDER BY f.id LIMIT 400")
	client := newClient(b, launch(b, build(b), dsn).url, dsn, 2)
	asked, sent := newEar(screens), newEar(screens)
	for range screens {
		watchFor(b, client, "requests:"+library, newsOfRequest, asked.heard)
		watchFor(b, client, "location:"+clinic, newsOfFolder, sent.heard)
	}
	var untilAsked, untilSent []time.Duration
	for _, folder := range folders[:min(rounds, len(folders))] {
		at := time.Now()
		_, err := client.send(http.MethodPost, "/api/v1/requests", fmt.Appendf(nil, `{"folders":[%q],"location":%q,"needed_by":%q,"reason":"clinic"}`, folder, clinic,
			at.Add(24*time.Hour).UTC().Format("2006-01-02T15:04:05.000Z")))
		must(b, err)
		untilAsked = append(untilAsked, asked.all(b).Sub(at))
		at = time.Now()
		_, err = client.send(http.MethodPost, "/api/v1/scans", fmt.Appendf(nil, `{"scans":[{"id":%q,"code":%q,"location":%q,"to":%q,"action":"send","at":%q,"source":"wedge"}]}`,
			uuid.Must(uuid.NewV7()), folder, library, clinic, at.UTC().Format("2006-01-02T15:04:05.000Z")))
		must(b, err)
		untilSent = append(untilSent, sent.all(b).Sub(at))
		asked.all(b) // the request is sent now, too
	}
	t.atMost(fmt.Sprintf("request made → on the last of %d screens of the library: p99 (p50 %s)", screens, shown(median(untilAsked))), quantile(untilAsked, 0.99), 250*time.Millisecond)
	t.atMost(fmt.Sprintf("folder sent → on the last of %d screens of the clinic: p99 (p50 %s)", screens, shown(median(untilSent))), quantile(untilSent, 0.99), 250*time.Millisecond)
}

// ear hears one thing on every screen.
type ear struct {
	screens, reached atomic.Int64
	last             chan time.Time
}

func newEar(screens int64) *ear {
	e := &ear{last: make(chan time.Time, 1)}
	e.screens.Store(screens)
	return e
}

func (e *ear) heard() {
	if e.reached.Add(1) == e.screens.Load() {
		e.last <- time.Now()
	}
}

// all is when the last screen heard; then it listens for the next.
func (e *ear) all(b *testing.B) time.Time {
	b.Helper()
	select {
	case at := <-e.last:
		e.reached.Store(0)
		return at
	case <-time.After(10 * time.Second):
		b.Fatalf("%d of %d screens have heard", e.reached.Load(), e.screens.Load())
		return time.Time{}
	}
}

var (
	newsOfFolder  = []byte(`{"type":"folder"`)
	newsOfRequest = []byte(`{"type":"request"`)
)

// watch opens a live socket on a topic and tells each folder that it hears of. It has subscribed when it returns.
func watch(b *testing.B, c *client, topic string, heard func()) {
	watchFor(b, c, topic, newsOfFolder, heard)
}

func watchFor(b *testing.B, c *client, topic string, news []byte, heard func()) {
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(c.url, "http")+"/api/v1/live", http.Header{"Authorization": {"Bearer " + c.token}})
	must(b, err)
	b.Cleanup(func() { _ = conn.Close() })
	must(b, conn.WriteJSON(map[string][]string{"subscribe": {topic}}))
	go func() {
		for {
			_, text, err := conn.ReadMessage()
			if err != nil {
				return // the benchmark has ended
			}
			if bytes.HasPrefix(text, news) {
				heard()
			}
		}
	}()
}

// build builds the program as it is shipped.
func build(b *testing.B) (path string) {
	path = b.TempDir() + "/casenotes"
	text, err := exec.CommandContext(b.Context(), "go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		b.Fatalf("go build: %v: %s", err, text)
	}
	return path
}
