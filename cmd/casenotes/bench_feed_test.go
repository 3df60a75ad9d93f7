package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	gomysql "github.com/go-sql-driver/mysql"

	"casenotes/api/hl7"
	"casenotes/tracking/store"
	"casenotes/tracking/synthetic"
)

const feedSenders = 8

// BenchmarkFeedFigures measures the feed: messages stored, applied and acknowledged, against plain durable inserts of the same texts, in
// turns in the same run; the least that any program would do, against the same; whether eight senders at once leave what one by one leaves; scans beside the feed, and without it; and memory over
// twenty thousand messages (-short: four thousand), none of which may be lost.
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
	furnishFeed(b, dsn)
	address, url := serveFeed(b, dsn)
	if rates {
		pool := plainPool(b, dsn)
		b.Run("least, keeping only", func(b *testing.B) { benchFeedLeast(b, &t, dsn, pool, false) })
		b.Run("least", func(b *testing.B) { benchFeedLeast(b, &t, dsn, pool, true) })
		b.Run("rate", func(b *testing.B) { benchFeedRate(b, &t, pool, address) })
		b.Run("order", func(b *testing.B) { benchFeedOrder(b, &t, db, address, dsn, messages/2) })
		b.Run("scans", func(b *testing.B) { benchFeedScans(b, &t, newClient(b, url, dsn, 4), takeStock(b, db), address) })
	}
	b.Run("memory", func(b *testing.B) { benchFeedMemory(b, &t, db, address, messages) })
	t.print(os.Stdout)
}

// day is a long day of a hospital that eight systems tell of: each of its own patients, in order.
type day struct {
	mutex sync.Mutex
	more  func() (synthetic.FeedMessage, bool)
	ahead [feedSenders][]string // told already, and for those who have not come for it
}

// newDay is another day for each seed below 1,000, and ends with the benchmark.
func newDay(b *testing.B, seed uint64) *day {
	more, stop := iter.Pull(synthetic.Feed(synthetic.FeedOptions{Messages: 2_000_000, Patients: 10_000, Day: time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -1), Seed: seed, Senders: feedSenders}))
	b.Cleanup(stop)
	return &day{more: more}
}

// next is the next message of one of the systems.
func (d *day) next(sender int) string {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for len(d.ahead[sender]) == 0 {
		m, more := d.more()
		if !more {
			panic("the day is over")
		}
		d.ahead[m.Sender] = append(d.ahead[m.Sender], m.Text)
	}
	text := d.ahead[sender][0]
	d.ahead[sender] = d.ahead[sender][1:]
	return text
}

func benchFeedRate(b *testing.B, t *table, pool *sql.DB, address string) {
	rounds, each := 5, 3*time.Second
	if testing.Short() {
		rounds, each = 3, time.Second
	}
	clients, told := feedClients(b, address), newDay(b, 1)
	notForUs := func(text string) string { // without any effect: what is left is to read, keep and acknowledge it
		fields := strings.SplitN(text, "|", 10)
		fields[8] = "ADT^A60"
		return strings.Join(fields, "|")
	}
	var rates, floors, kept []float64
	var took, floorTook []time.Duration
	for range rounds {
		rate, times := plainRate(b, pool, told, each)
		floors, floorTook = append(floors, rate), append(floorTook, times...)
		rate, times = drive(b, feedSenders, each, func(c, _ int) error {
			_, err := clients[c].Send(b.Context(), []byte(told.next(c)))
			return err
		})
		rates, took = append(rates, rate), append(took, times...)
		rate, _ = drive(b, feedSenders, each, func(c, _ int) error {
			_, err := clients[c].Send(b.Context(), []byte(notForUs(told.next(c))))
			return err
		})
		kept = append(kept, rate)
	}
	b.ReportMetric(median(rates), "messages/s")
	b.ReportMetric(median(floors), "floor/s")
	t.atLeast("messages stored, applied and acknowledged, 8 senders, mariadb", rates, floors, 0.5)
	slow := quantile(took, 0.99)
	t.add(figure{"the same: p99 (p50 " + shown(median(took)) + ")", shown(slow), shown(quantile(floorTook, 0.99)), "", "≤ 100ms", slow <= 100*time.Millisecond})
	t.atLeast("messages that are not for us, stored and acknowledged only", kept, floors, 0)
}

// benchFeedScans lets four devices scan alone and beside eight senders at full speed, in turns.
func benchFeedScans(b *testing.B, t *table, client *client, stock *stock, address string) {
	rounds, each := 5, 3*time.Second
	if testing.Short() {
		rounds, each = 3, time.Second
	}
	senders, told := feedClients(b, address), newDay(b, 2)
	var alone, beside []time.Duration
	sent := 0
	scan := func(c, _ int) error { return client.scan(stock, c, 1) }
	for range rounds {
		_, took := drive(b, 4, each, scan)
		alone = append(alone, took...)
		var sending sync.WaitGroup
		sending.Go(func() {
			_, times := drive(b, feedSenders, each, func(c, _ int) error {
				_, err := senders[c].Send(b.Context(), []byte(told.next(c)))
				return err
			})
			sent += len(times)
		})
		_, took = drive(b, 4, each, scan)
		beside = append(beside, took...)
		sending.Wait()
	}
	slow, usual := quantile(beside, 0.99), quantile(alone, 0.99)
	t.add(figure{fmt.Sprintf("scans beside %d messages a second: p99, against alone (p50 %s, %s)", int(float64(sent)/(float64(rounds)*each.Seconds())), shown(median(beside)), shown(median(alone))),
		shown(slow), shown(usual), fmt.Sprintf("%.2f", float64(slow)/float64(usual)), "ratio ≤ 2", slow <= 2*usual})
}

// benchFeedMemory sends very many messages and watches what the process holds when they are a tenth and when they are all done.
func benchFeedMemory(b *testing.B, t *table, db *store.Store, address string, messages int) {
	before := countOf(b, db, "SELECT COUNT(*) FROM feed_messages")
	var early uint64
	tell(b, feedClients(b, address), newDay(b, 3), messages, func(sender, n int) {
		if sender == 0 && n == messages/feedSenders/10 {
			early = held()
		}
	})
	late := held()
	kept := countOf(b, db, "SELECT COUNT(*) FROM feed_messages") - before
	t.add(figure{fmt.Sprintf("%d messages: memory after a tenth, after all", messages), fmt.Sprintf("%d MB, %d MB", early>>20, late>>20), "", "", "flat: + 32 MB at most", late <= early+32<<20})
	t.add(figure{"the same: kept", fmt.Sprint(kept), "", "", fmt.Sprint(messages / feedSenders * feedSenders), kept == messages/feedSenders*feedSenders})
}

// tell has each of eight systems tell its part of a day, all at the same time; sent hears of each message.
func tell(b *testing.B, clients []*hl7.Client, told *day, messages int, sent func(sender, n int)) {
	done := make(chan error, feedSenders)
	for c, client := range clients {
		go func() {
			for i := range messages / feedSenders {
				if _, err := client.Send(b.Context(), []byte(told.next(c))); err != nil {
					done <- err
					return
				}
				sent(c, i)
			}
			done <- nil
		}()
	}
	for range clients {
		must(b, <-done)
	}
}

// benchFeedOrder tells one hospital of a day by eight systems at once, and another one just like it of the same, one message after the
// other. Both must know the same in the end.
func benchFeedOrder(b *testing.B, t *table, db *store.Store, address, dsn string, messages int) {
	twin := copied(b, dsn)
	alone, _ := serveFeed(b, twin)
	tell(b, feedClients(b, address), newDay(b, 4), messages, func(int, int) {})
	clients, told := feedClients(b, alone), newDay(b, 4)
	for range messages / feedSenders {
		for c := range clients {
			_, err := clients[c].Send(b.Context(), []byte(told.next(c)))
			must(b, err)
		}
	}
	other, err := store.Connect(b.Context(), twin, nil)
	must(b, err)
	defer other.Close()
	rows, apart := 0, 0
	for what, query := range knownOfTheFeed {
		here, there := linesOf(b, db, query), linesOf(b, other, query)
		rows += len(here)
		for _, line := range lacking(here, there) {
			apart++
			b.Logf("%s, told at once only: %s", what, line)
		}
		for _, line := range lacking(there, here) {
			apart++
			b.Logf("%s, told one by one only: %s", what, line)
		}
	}
	t.add(figure{fmt.Sprintf("%d messages by 8 senders at once, and one by one: rows that differ, of %d", messages, rows), fmt.Sprint(apart), "", "", "0", apart == 0})
}

// knownOfTheFeed is what messages leave, but for when they were taken. A request that was made and taken back is left out: whether the notes
// of a clinic were asked for before its appointment was cancelled depends on the minute.
var knownOfTheFeed = map[string]string{
	"patients":     "SELECT CONCAT_WS('|', number, nhs_number, family_name, given_name, sex, born, died_on, inpatient_id, seen_on, keep_until) FROM patients",
	"stays":        "SELECT CONCAT_WS('|', v.code, s.patient_id, s.status, s.place, s.bed, s.ward_id, s.since, s.admitted_at, s.left_at, s.died) FROM stays s JOIN visits v ON v.stay_id = s.id",
	"stay events":  "SELECT CONCAT_WS('|', visit, fingerprint, patient_id, kind, at, undone, counted) FROM stay_events",
	"appointments": "SELECT CONCAT_WS('|', a.code, a.patient_id, a.starts, a.status, s.code) FROM appointments a JOIN sessions s ON s.id = a.session_id",
	"requests":     "SELECT CONCAT_WS('|', folder_id, location_id, reason, urgency, scope, state) FROM requests WHERE open",
	"asks":         "SELECT CONCAT_WS('|', q.folder_id, q.location_id, s.visit, p.code) FROM request_asks a JOIN requests q ON q.id = a.request_id LEFT JOIN stays s ON s.id = a.stay_id LEFT JOIN appointments p ON p.id = a.appointment_id WHERE a.withdrawn_at IS NULL",
	"folders":      "SELECT CONCAT_WS('|', id, custody, location_id, to_id, due_at) FROM folders",
	"messages":     "SELECT CONCAT_WS('|', s.application, m.control, m.state, m.code, m.place) FROM feed_messages m JOIN feed_senders s ON s.id = m.sender_id",
}

// lacking are the lines of a that b does not have as often.
func lacking(a, b []string) (list []string) {
	have := map[string]int{}
	for _, line := range b {
		have[line]++
	}
	for _, line := range a {
		if have[line]--; have[line] < 0 {
			list = append(list, line)
		}
	}
	return list
}

// copied is a database with all that another one has.
func copied(b *testing.B, dsn string) (twin string) {
	twin = database(b, "mariadb")
	here, err := gomysql.ParseDSN(strings.TrimPrefix(dsn, "mysql:"))
	must(b, err)
	there, err := gomysql.ParseDSN(strings.TrimPrefix(twin, "mysql:"))
	must(b, err)
	db, err := store.Connect(b.Context(), twin, nil)
	must(b, err)
	for _, table := range linesOf(b, db, "SELECT table_name FROM information_schema.tables WHERE table_schema = '"+here.DBName+"'") {
		pool, err := db.Pool()
		must(b, err)
		for _, statement := range []string{"CREATE TABLE %[2]s.%[3]s LIKE %[1]s.%[3]s", "INSERT INTO %[2]s.%[3]s SELECT * FROM %[1]s.%[3]s"} {
			_, err = pool.ExecContext(b.Context(), fmt.Sprintf(statement, here.DBName, there.DBName, table))
			must(b, err)
		}
	}
	must(b, db.Close())
	return twin
}

func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// feedClients are eight systems that send.
func feedClients(b *testing.B, address string) (clients []*hl7.Client) {
	for range feedSenders {
		c := &hl7.Client{Dial: func(ctx context.Context) (net.Conn, error) { return (&net.Dialer{}).DialContext(ctx, "tcp", address) },
			Wait: 30 * time.Second, Between: 100 * time.Millisecond, GiveUp: time.Minute}
		b.Cleanup(c.Close)
		clients = append(clients, c)
	}
	return clients
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

// plainRate is how often in a second eight clients do that.
func plainRate(b *testing.B, pool *sql.DB, told *day, how time.Duration) (rate float64, took []time.Duration) {
	return drive(b, feedSenders, how, func(c, _ int) error {
		_, err := pool.ExecContext(b.Context(), "INSERT INTO plain_messages (raw) VALUES (?)", told.next(c))
		return err
	})
}

func countOf(b *testing.B, db *store.Store, query string) (n int) {
	pool, err := db.Pool()
	must(b, err)
	must(b, pool.QueryRowContext(b.Context(), query).Scan(&n))
	return n
}

// furnishFeed maps the places of the day.
func furnishFeed(b *testing.B, dsn string) {
	p := program{in: strings.NewReader(""), out: io.Discard, err: os.Stderr, now: time.Now}
	o, err := p.open(b.Context(), &Settings{DB: dsn, Nation: "england-and-wales", Zone: "Europe/London", LogLevel: "error"}, nil)
	must(b, err)
	defer o.close()
	must(b, p.takeMessages(b.Context(), o))
}

// serveFeed runs the whole program in this process until the benchmark ends.
func serveFeed(b *testing.B, dsn string) (address, url string) {
	taking, started, done := make(chan string, 1), make(chan string, 1), make(chan int, 1)
	ctx, stop := context.WithCancel(context.Background())
	p := program{in: strings.NewReader(""), out: io.Discard, err: os.Stderr, now: time.Now, started: func(address string) { started <- address },
		taking: func(address string) { taking <- address }}
	go func() {
		done <- p.run(ctx, []string{"--db", dsn, "--log-level", "error", "serve", "--addr", "127.0.0.1:0", "--mllp", "127.0.0.1:0"})
	}()
	b.Cleanup(func() {
		stop()
		<-done
	})
	return <-taking, "http://" + <-started
}
