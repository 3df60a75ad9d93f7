package hl7_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/api/hl7"
	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

const killedDSN = "CASENOTES_KILLED_DSN"

// TestMain lets the test's own program be the server that is killed.
func TestMain(m *testing.M) {
	if dsn := os.Getenv(killedDSN); dsn != "" {
		takeUntilKilled(dsn)
	}
	os.Exit(m.Run())
}

// takeUntilKilled takes messages on a port that it prints.
func takeUntilKilled(dsn string) {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	fail := func(err error) {
		if err != nil {
			log.Error("serve", "err", err)
			os.Exit(1)
		}
	}
	db, err := store.Open(ctx, dsn, log)
	fail(err)
	days, err := calendar.New(calendar.EnglandAndWales, time.UTC)
	fail(err)
	service := tracking.New(db, tracking.NewRules(days), time.Now, &trackingtest.Events{})
	feed := &hl7.Feed{Service: service, Store: db, Mapping: hl7.Mapping{Zone: time.UTC, Booked: db.Booking}, Now: time.Now, Log: log}
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	fail(err)
	fmt.Println(socket.Addr())
	(&hl7.Listener{Feed: feed, Log: log}).Serve(ctx, socket)
}

func TestAServerThatIsKilledAppliesEveryMessageOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		const senders, each = 3, 60
		k := &killed{t: t, dsn: h.DSN}
		k.start()
		defer k.end()
		answered := make(chan struct{}, senders*each)
		var sending sync.WaitGroup
		for s := range senders {
			sending.Go(func() {
				c := &hl7.Client{Dial: k.dial, Wait: 20 * time.Second, Between: 10 * time.Millisecond, GiveUp: 2 * time.Minute}
				defer c.Close()
				for i := range each {
					message := fmt.Sprintf("MSH|^~\\&|PAS%d|R0A|||20261127090000||ADT^A01|%d|P|2.4\rEVN||20261127090000\rPID|1||P%d%03d^^^R0A^MR||Tench^Tom\rPV1|1|I|W7^^^R0A||||||||||||||||V%d%03d", s, i, s, i, s, i)
					if code, err := c.Send(t.Context(), []byte(message)); err != nil || code != "AA" {
						t.Errorf("sender %d, message %d: %s %v", s, i, code, err)
						return
					}
					answered <- struct{}{}
				}
			})
		}
		draw := rand.New(rand.NewPCG(1, 2))
		for range 5 { // while the senders go on
			for range 10 + draw.IntN(20) {
				<-answered
			}
			k.kill()
			k.start()
		}
		sending.Wait()
		pool, err := h.Store.Pool()
		if err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM feed_messages":                                      senders * each,
			"SELECT COUNT(*) FROM feed_messages WHERE state = 'applied'":              senders * each,
			"SELECT COUNT(*) FROM audit WHERE action = 'patient.add' AND via = 'hl7'": senders * each,
			"SELECT COUNT(*) FROM stays":                                              senders * each,
			"SELECT COUNT(*) FROM stay_events WHERE counted = TRUE":                   senders * each,
			"SELECT times FROM feed_places WHERE place = 'R0A/W7'":                    senders * each,
			"SELECT COUNT(*) FROM feed_messages a JOIN feed_messages b ON a.sender_id = b.sender_id AND b.id > a.id AND CAST(b.control AS SIGNED) <= CAST(a.control AS SIGNED)": 0,
		} {
			var got int
			if err := pool.QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %d, want %d: %v", query, got, want, err)
			}
		}
		h.Clean()
	})
}

// killed is a server that is killed and started again.
type killed struct {
	t   *testing.T
	dsn string

	mu      sync.Mutex
	address string
	server  *exec.Cmd
}

func (k *killed) start() {
	k.t.Helper()
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), killedDSN+"="+k.dsn)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		k.t.Fatal("the server does not start")
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.server, k.address = server, strings.TrimSpace(line)
}

// kill ends the server as a power cut does: nothing is finished.
func (k *killed) kill() {
	_ = k.server.Process.Kill()
	_ = k.server.Wait()
}

func (k *killed) end() { k.kill() }

func (k *killed) dial(ctx context.Context) (net.Conn, error) {
	k.mu.Lock()
	address := k.address
	k.mu.Unlock()
	return (&net.Dialer{}).DialContext(ctx, "tcp", address)
}
