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

var newsOfFolder = []byte(`{"type":"folder"`)

// watch opens a live socket on a topic and tells each folder that it hears of. It has subscribed when it returns.
func watch(b *testing.B, c *client, topic string, heard func()) {
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
			if bytes.HasPrefix(text, newsOfFolder) {
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
