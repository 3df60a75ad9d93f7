package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"casenotes/api/hl7"
	"casenotes/tracking/store"
	"casenotes/tracking/synthetic"
)

const feedSenders = 8

// BenchmarkFeedFigures measures the feed: messages stored, applied and acknowledged, against plain durable inserts of the same texts, in
// turns in the same run; then memory over twenty thousand messages (-short: four thousand), none of which may be lost.
func BenchmarkFeedFigures(b *testing.B) { benchFeed(b, 20_000, true) }

// BenchmarkFeedMillion is the memory over a million messages, which takes an hour or more.
func BenchmarkFeedMillion(b *testing.B) { benchFeed(b, 1_000_000, false) }

func benchFeed(b *testing.B, messages int, rates bool) {
	if testing.Short() {
		messages /= 5
	}
	var t table
	dsn := database(b, "mariadb")
	db := furnish(b, dsn, 20_000, 100_000)
	address := serveFeed(b, dsn)
	if rates {
		b.Run("rate", func(b *testing.B) { benchFeedRate(b, &t, dsn, address) })
	}
	b.Run("memory", func(b *testing.B) { benchFeedMemory(b, &t, db, address, messages) })
	t.print(os.Stdout)
}

// days are messages without end, each sender's in order: one synthetic day after another.
func days(sender int) func() string {
	seed := uint64(sender) * 1_000_000
	var next func() (synthetic.FeedMessage, bool)
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1)
	return func() string {
		for {
			if next != nil {
				if m, more := next(); more {
					return strings.Replace(m.Text, "|PAS|", fmt.Sprintf("|PAS%d|", sender+1), 1)
				}
			}
			seed++
			next = pull(synthetic.FeedOptions{Messages: 5000, Patients: 10_000, Day: day, Seed: seed})
		}
	}
}

func pull(o synthetic.FeedOptions) func() (synthetic.FeedMessage, bool) {
	var list []synthetic.FeedMessage
	for m := range synthetic.Feed(o) {
		list = append(list, m)
	}
	return func() (m synthetic.FeedMessage, more bool) {
		if len(list) == 0 {
			return m, false
		}
		m, list = list[0], list[1:]
		return m, true
	}
}

func benchFeedRate(b *testing.B, t *table, dsn, address string) {
	rounds, each := 5, 3*time.Second
	if testing.Short() {
		rounds, each = 3, time.Second
	}
	pool := plainPool(b, dsn)
	clients, texts := make([]*hl7.Client, feedSenders), make([]func() string, feedSenders)
	for i := range clients {
		clients[i], texts[i] = feedClient(address), days(i)
		b.Cleanup(clients[i].Close)
	}
	var rates, floors []float64
	var took, floorTook []time.Duration
	for range rounds {
		rate, times := drive(b, feedSenders, each, func(c, _ int) error {
			_, err := pool.ExecContext(b.Context(), "INSERT INTO plain_messages (raw) VALUES (?)", texts[c]())
			return err
		})
		floors, floorTook = append(floors, rate), append(floorTook, times...)
		rate, times = drive(b, feedSenders, each, func(c, _ int) error {
			_, err := clients[c].Send(b.Context(), []byte(texts[c]()))
			return err
		})
		rates, took = append(rates, rate), append(took, times...)
	}
	b.ReportMetric(median(rates), "messages/s")
	b.ReportMetric(median(floors), "floor/s")
	t.atLeast("messages stored, applied and acknowledged, 8 senders, mariadb", rates, floors, 0.5)
	slow := quantile(took, 0.99)
	t.add(figure{"the same: p99 (p50 " + shown(median(took)) + ")", shown(slow), shown(quantile(floorTook, 0.99)), "", "≤ 100ms", slow <= 100*time.Millisecond})
}

// benchFeedMemory sends very many messages and watches what the process holds when they are a tenth and when they are all done.
func benchFeedMemory(b *testing.B, t *table, db *store.Store, address string, messages int) {
	before := countOf(b, db, "SELECT COUNT(*) FROM feed_messages")
	var early uint64
	done := make(chan error, feedSenders)
	for c := range feedSenders {
		go func() {
			client, next := feedClient(address), days(100+c)
			defer client.Close()
			for i := range messages / feedSenders {
				if _, err := client.Send(b.Context(), []byte(next())); err != nil {
					done <- err
					return
				}
				if c == 0 && i == messages/feedSenders/10 {
					early = held()
				}
			}
			done <- nil
		}()
	}
	for range feedSenders {
		must(b, <-done)
	}
	late := held()
	kept := countOf(b, db, "SELECT COUNT(*) FROM feed_messages") - before
	t.add(figure{fmt.Sprintf("%d messages: memory after a tenth, after all", messages), fmt.Sprintf("%d MB, %d MB", early>>20, late>>20), "", "", "flat: + 32 MB at most", late <= early+32<<20})
	t.add(figure{"the same: kept", fmt.Sprint(kept), "", "", fmt.Sprint(messages / feedSenders * feedSenders), kept == messages/feedSenders*feedSenders})
}

func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func feedClient(address string) *hl7.Client {
	return &hl7.Client{Dial: func(ctx context.Context) (net.Conn, error) { return (&net.Dialer{}).DialContext(ctx, "tcp", address) },
		Wait: 30 * time.Second, Between: 100 * time.Millisecond, GiveUp: time.Minute}
}

// plainPool is the floor: one table of texts, one durable insert a message.
func plainPool(b *testing.B, dsn string) *sql.DB {
	c, err := gomysql.ParseDSN(strings.TrimPrefix(dsn, "mysql:"))
	must(b, err)
	c.InterpolateParams = true
	pool, err := sql.Open("mysql", c.FormatDSN())
	must(b, err)
	pool.SetMaxIdleConns(feedSenders)
	b.Cleanup(func() { must(b, pool.Close()) })
	_, err = pool.ExecContext(b.Context(), "CREATE TABLE plain_messages (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, raw MEDIUMBLOB NOT NULL)")
	must(b, err)
	return pool
}

func countOf(b *testing.B, db *store.Store, query string) (n int) {
	pool, err := db.Pool()
	must(b, err)
	must(b, pool.QueryRowContext(b.Context(), query).Scan(&n))
	return n
}

// serveFeed runs the whole program in this process until the benchmark ends, with the places of the day mapped.
func serveFeed(b *testing.B, dsn string) (address string) {
	taking, done := make(chan string, 1), make(chan int, 1)
	ctx, stop := context.WithCancel(context.Background())
	p := program{in: strings.NewReader(""), out: io.Discard, err: os.Stderr, now: time.Now, taking: func(address string) { taking <- address }}
	o, err := p.open(ctx, &Settings{DB: dsn, Nation: "england-and-wales", Zone: "Europe/London", LogLevel: "error"}, nil)
	must(b, err)
	must(b, p.takeMessages(ctx, o))
	o.close()
	go func() {
		done <- p.run(ctx, []string{"--db", dsn, "--log-level", "error", "serve", "--addr", "127.0.0.1:0", "--mllp", "127.0.0.1:0"})
	}()
	b.Cleanup(func() {
		stop()
		<-done
	})
	return <-taking
}
