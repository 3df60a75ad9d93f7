package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// onThisMachine lets printers be where tests have them.
var onThisMachine = []string{"--printer-networks", "127.0.0.1/32"}

// press is a site with printers and enough folders for long jobs.
type press struct {
	*site
	t     *testing.T
	codes []string
}

func newPress(t *testing.T, dsn string) *press {
	s := newSite(t, dsn)
	var err error
	s.Rules.Printers, err = tracking.ParseReach([]string{"127.0.0.1"})
	must(t, err)
	s.Service = tracking.New(s.Store, s.Rules, s.Clock.Now, s.Events)
	p := &press{site: s, t: t}
	for i := range 200 {
		number := fmt.Sprintf("H%d", 5001+i)
		s.AddPatient(number, "محمد", "عبد الرحمن") // a picture in the printer's language
		p.codes = append(p.codes, s.AddFolder(number).Code)
	}
	return p
}

// printer is one that is added to the site. It prints so finely that its labels are more than a network holds for a printer that reads
// nothing.
func (p *press) printer(name string, kind *trackingtest.Printer) *trackingtest.Printer {
	p.t.Helper()
	kind.Status = trackingtest.ReadyPrinter
	printer := trackingtest.NewPrinter(p.t, kind)
	address, stock, dpi := printer.Address(), "70x35", 600
	_, err := p.Service.AddPrinter(p.t.Context(), trackingtest.Admin, name, tracking.PrinterChange{Location: &p.Library.Code, Address: &address, Stock: &stock, DPI: &dpi})
	must(p.t, err)
	return printer
}

func (p *press) print(printer, reason string, job string) {
	p.t.Helper()
	_, err := p.Service.Print(p.t.Context(), trackingtest.Admin, job, tracking.PrintChoice{Printer: printer, Stock: "70x35", StartAt: 1, Places: 1, Reason: reason})
	must(p.t, err)
}

func (p *press) prepare(codes ...string) string {
	p.t.Helper()
	j, err := p.Service.PreparePrint(p.t.Context(), trackingtest.Admin, tracking.NewPrint{ID: uuid.NewString(), Codes: codes})
	must(p.t, err)
	return j.ID
}

// becomes waits until a job has the state.
func (p *press) becomes(job string, want tracking.PrintState) tracking.PrintJob {
	p.t.Helper()
	late := time.After(patience)
	for {
		j, _, err := p.Store.PrintJob(p.t.Context(), job)
		must(p.t, err)
		if j.State == want {
			return j
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-late:
			p.t.Fatalf("the job is %s (%s), not %s", j.State, j.Problem, want)
		}
	}
}

// again starts the server anew, after the lease of the one that was killed has run out.
func (p *press) again() {
	p.t.Helper()
	p.clock.set(p.clock.now().Add(time.Minute))
	p.Clock.Set(p.clock.now())
	must(p.t, p.serveApart(p.t, onThisMachine...))
}

// barcode is a folder's barcode among what a printer got.
var barcode = regexp.MustCompile(`\^FH_\^FD(F[0-9]{8}[0-9A-Z])\^FS`)

// printed are the labels that a printer got whole, by their barcodes.
func printed(p *trackingtest.Printer) map[string]int {
	count := map[string]int{}
	for label := range strings.SplitSeq(p.Got(), "^XA") {
		if code := barcode.FindStringSubmatch(label); code != nil && strings.Contains(label, "^XZ") {
			count[code[1]]++
		}
	}
	return count
}

// TestAServerKilledWhilePrintingPrintsNoLabelTwiceAndLosesNone kills the process with signal 9 while a raw printer takes a job of 200
// labels, early and late, and starts another one.
func TestAServerKilledWhilePrintingPrintsNoLabelTwiceAndLosesNone(t *testing.T) {
	for name, dsn := range map[string]func(*testing.T) string{
		"SQLite":  func(t *testing.T) string { return sqlite(t) },
		"MariaDB": func(t *testing.T) string { return trackingtest.MySQL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPress(t, dsn(t))
			for _, at := range []int{1, 40 << 10} {
				t.Run(fmt.Sprintf("after %d bytes", at), func(t *testing.T) {
					p.t = t
					killed(p, fmt.Sprintf("Roll %d", at), at)
				})
			}
			p.Clean()
		})
	}
}

// killed lets the server be killed when a printer has read so much of a job, with a second job behind it.
func killed(p *press, name string, at int) {
	p.again()
	t, first := p.t, p.printer(name, &trackingtest.Printer{HoldAt: at})
	job, behind := p.prepare(p.codes...), p.prepare(p.Clinic.Code)
	p.print(name, "Test", job)
	p.print(name, "Test", behind)
	<-first.Held()
	p.becomes(job, tracking.Sending)
	p.stop() // kill -9
	first.GoOn()
	p.again()
	j := p.becomes(job, tracking.Unsure)
	if !strings.Contains(j.Problem, "Some may have been printed. Look at the printer, then say so here.") {
		t.Errorf("the clerk is told %q", j.Problem)
	}
	p.becomes(behind, tracking.Printed)
	got := printed(first)
	if n := len(got); n >= len(p.codes) {
		t.Fatalf("all %d labels were printed before the server died: this proves nothing", n)
	}
	for code, n := range got {
		if n > 1 {
			t.Errorf("%s was printed %d times", code, n)
		}
	}
	if n := strings.Count(first.Got(), "^FD"+p.Clinic.Code+"^FS"); n != 1 {
		t.Errorf("what waited behind was printed %d times", n)
	}
	// The clerk prints all of them again, and that says that it is a second time.
	second := p.printer(name+", the second", &trackingtest.Printer{})
	again, err := p.Service.PrintAgain(t.Context(), trackingtest.Admin, job, uuid.NewString(), "The server stopped")
	must(t, err)
	p.print(name+", the second", again.Reason, again.ID)
	p.becomes(again.ID, tracking.Printed)
	if all := printed(second); len(all) != len(p.codes) || slices.ContainsFunc(p.codes, func(code string) bool { return all[code] != 1 }) {
		t.Errorf("%d of %d labels came out the second time", len(all), len(p.codes))
	}
	j = p.becomes(job, tracking.Failed)
	if j.Problem != "Printed again: The server stopped" || again.AgainOf == nil || *again.AgainOf != job {
		t.Errorf("the first job says %q, the second repeats %v", j.Problem, again.AgainOf)
	}
	p.stop()
}
