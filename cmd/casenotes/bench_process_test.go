package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is the program running as it is shipped, on its own.
type process struct {
	url     string
	started time.Duration // until it answers
	pid     int
}

// launch starts the built program on a database, until the benchmark ends.
func launch(b *testing.B, path, dsn string) *process {
	cmd := exec.Command(path, "--db", dsn, "serve", "--addr", "127.0.0.1:0")
	out, err := cmd.StderrPipe()
	must(b, err)
	began := time.Now()
	must(b, cmd.Start())
	lines := bufio.NewScanner(out)
	p := &process{pid: cmd.Process.Pid}
	b.Cleanup(func() {
		must(b, cmd.Process.Signal(syscall.SIGTERM))
		for lines.Scan() { // to the end, so that it can write
		}
		must(b, cmd.Wait())
	})
	for lines.Scan() {
		line, err := decode[struct{ Msg, Address string }](lines.Bytes())
		if err == nil && line.Msg == "listening" {
			p.url, p.started = "http://"+line.Address, time.Since(began)
			return p
		}
	}
	b.Fatal("the program ended before it listened")
	return nil
}

func decode[T any](text []byte) (v T, err error) { return v, json.Unmarshal(text, &v) }

// memory is a figure of the kernel's about the process, in bytes: VmRSS is what it has, VmHWM the most it had.
func (p *process) memory(b *testing.B, name string) int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	must(b, err)
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			kb, err := strconv.Atoi(strings.Fields(value)[0])
			must(b, err)
			return kb << 10
		}
	}
	b.Fatalf("no %s in /proc", name)
	return 0
}

// benchProcess measures how soon the program is there and how much memory it takes.
func benchProcess(b *testing.B, t *table) {
	path, load := build(b), 20*time.Second
	if testing.Short() {
		load = 4 * time.Second
	}
	for _, kind := range []string{"mariadb", "sqlite"} {
		b.Run(kind, func(b *testing.B) {
			dsn := database(b, kind)
			stock := takeStock(b, furnish(b, dsn, 20_000, 100_000))
			var starts []time.Duration
			for range 5 {
				b.Run("start", func(b *testing.B) { starts = append(starts, launch(b, path, dsn).started) })
			}
			t.atMost("start on an existing database, "+kind, median(starts), time.Second)
			p := launch(b, path, dsn)
			client := newClient(b, p.url, dsn, 36)
			must(b, client.scan(stock, 0, 1))
			idle := 0
			drive(b, 1, 3*time.Second, func(int, int) error { idle = p.memory(b, "VmRSS"); return rest(b, 100*time.Millisecond) })
			t.add(figure{what: "resident memory, idle, " + kind, measured: fmt.Sprintf("%d MB", idle>>20), wanted: "≤ 60 MB", reached: idle <= 60<<20})
			drive(b, 36, load, func(c, _ int) error {
				if c < 32 {
					return client.scan(stock, c, 1)
				}
				return client.scan(stock, c, 50)
			})
			most := p.memory(b, "VmHWM")
			t.add(figure{what: "resident memory, the most under load, " + kind, measured: fmt.Sprintf("%d MB", most>>20), wanted: "≤ 200 MB", reached: most <= 200<<20})
		})
	}
}

// rest lets time pass, as nobody's work does.
func rest(b *testing.B, how time.Duration) error {
	select {
	case <-time.After(how):
		return nil
	case <-b.Context().Done():
		return b.Context().Err()
	}
}
