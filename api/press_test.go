package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// pressRig is a press on a hospital whose site allows printers on this machine.
type pressRig struct {
	*trackingtest.Hospital
	t     *testing.T
	press *Press
}

var clerk = tracking.Actor{Name: "lee", Role: tracking.RoleLibrary, Via: "test"}

func newPress(t *testing.T, h *trackingtest.Hospital) *pressRig {
	t.Helper()
	var err error
	if h.Rules.Printers, err = tracking.ParseReach([]string{"127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	h.Service = tracking.New(h.Store, h.Rules, h.Clock.Now, h.Events)
	r := &pressRig{Hospital: h, t: t}
	r.press = r.another()
	return r
}

// another is the press of another process.
func (r *pressRig) another() *Press {
	p := NewPress(r.Service, r.Store, r.Clock.Now, slog.New(slog.DiscardHandler))
	p.patience = patience{connect: time.Second, answer: 200 * time.Millisecond, stall: 300 * time.Millisecond, settle: 100 * time.Millisecond, pause: 10 * time.Millisecond}
	return p
}

func (r *pressRig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *pressRig) printer(name, address string) {
	r.t.Helper()
	stock := "70x35"
	_, err := r.Service.AddPrinter(r.t.Context(), trackingtest.Admin, name, tracking.PrinterChange{Location: &r.Library.Code, Address: &address, Stock: &stock})
	r.must(err)
}

func (r *pressRig) print(printer string, codes ...string) string {
	r.t.Helper()
	j, err := r.Service.PreparePrint(r.t.Context(), clerk, tracking.NewPrint{ID: uuid.NewString(), Codes: codes})
	r.must(err)
	_, err = r.Service.Print(r.t.Context(), clerk, j.ID, tracking.PrintChoice{Printer: printer, Stock: "70x35", StartAt: 1, Places: 1, Reason: "Test"})
	r.must(err)
	return j.ID
}

// turn lets a press do everything that is due.
func (r *pressRig) turn(p *Press) {
	r.t.Helper()
	r.must(p.turn(r.t.Context(), r.t.Context()))
	p.work.Wait()
}

// wants fails the test where a job is not in the state, or does not say the words.
func (r *pressRig) wants(id string, state tracking.PrintState, words string) {
	r.t.Helper()
	j, found, err := r.Store.PrintJob(r.t.Context(), id)
	r.must(err)
	if !found || j.State != state || !strings.Contains(j.Problem, words) || (words == "") != (j.Problem == "") {
		r.t.Errorf("the job is %s: %q, want %s: %q", j.State, j.Problem, state, words)
	}
}

func (r *pressRig) health(name string, want tracking.PrinterHealth) {
	r.t.Helper()
	p, _, err := r.Store.Printer(r.t.Context(), name)
	r.must(err)
	if p.Health != want {
		r.t.Errorf("the printer is %q: %s, want %q", p.Health, p.HealthText, want)
	}
}

func TestAPrinterPrintsWhatItIsGivenOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		reporting, quiet := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: trackingtest.ReadyPrinter}), trackingtest.NewPrinter(t, &trackingtest.Printer{})
		r.printer("Reporting", reporting.Address())
		r.printer("Quiet", quiet.Address())
		first, second := r.print("Reporting", h.Folder.Code, h.Clinic.Code), r.print("Quiet", h.Volume1.Code)
		for range 3 {
			r.turn(r.press)
			h.Clock.Forward(time.Minute)
		}
		r.wants(first, tracking.Printed, "")
		r.wants(second, tracking.Dispatched, "")
		r.health("Reporting", tracking.Ready)
		r.health("Quiet", tracking.Silent)
		if reporting.Labels() != 2 || quiet.Labels() != 1 {
			t.Errorf("%d and %d labels came out", reporting.Labels(), quiet.Labels())
		}
		if !strings.Contains(reporting.Got(), "OKAFOR") {
			t.Error("the label does not say whose folder it is on")
		}
	})
}

func TestTheFoldersOfAPlaceOrAnImportAreAskedForTogether(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		ctx := t.Context()
		j, err := AskPrint(ctx, h.Store, h.Service, clerk, PrintAsk{From: LabelsFrom{At: h.Library.Code}})
		if err != nil || j.Labels != 3 || j.Title != "Folders at Main library" {
			t.Errorf("%+v, %v", j, err)
		}
		if _, err := AskPrint(ctx, h.Store, h.Service, clerk, PrintAsk{From: LabelsFrom{At: "L9"}}); !errors.Is(err, tracking.ErrUnknownLocation) {
			t.Errorf("an unknown place: %v", err)
		}
		batch, err := h.Service.BeginImport(ctx, trackingtest.Admin)
		r.must(err)
		if none, err := h.Service.RecordImport(ctx, trackingtest.Admin, batch); err != nil || none.ID != 0 {
			t.Errorf("an import of nothing is %+v, %v", none, err)
		}
		added, err := h.Service.AddFolders(ctx, trackingtest.Admin, []tracking.NewFolder{{Source: tracking.Import, Patient: "H1001", Kind: tracking.KindMaternity, Volume: 1, Home: h.Library.Code}, {Source: tracking.Import, Patient: "H1002", Kind: tracking.KindMaternity, Volume: 1, Home: h.Library.Code}})
		r.must(err)
		batch, err = h.Service.RecordImport(ctx, trackingtest.Admin, batch)
		if err != nil || batch.ID == 0 || batch.Folders != len(added) {
			t.Fatalf("%+v, %v", batch, err)
		}
		j, err = AskPrint(ctx, h.Store, h.Service, clerk, PrintAsk{From: LabelsFrom{Import: batch.ID, After: 1}})
		if err != nil || j.Labels != 1 || j.Title != "Folders of an import" {
			t.Errorf("%+v, %v", j, err)
		}
	})
}

func TestALabelCarriesTheBarcodeOfItsPrinter(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		for barcode, command := range map[tracking.PrintBarcode]string{tracking.Code128: "^BCN,", tracking.Code39: "^B3N,", tracking.DataMatrix: "^BXN,", tracking.QR: "^GFA,"} {
			p := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: trackingtest.ReadyPrinter})
			address, stock := p.Address(), "100x50"
			_, err := h.Service.AddPrinter(t.Context(), trackingtest.Admin, string(barcode), tracking.PrinterChange{Location: &h.Library.Code, Address: &address, Stock: &stock, Barcode: &barcode})
			r.must(err)
			j, err := AskPrint(t.Context(), h.Store, h.Service, clerk, PrintAsk{Codes: []string{h.Folder.Code}, Printer: string(barcode), Reason: "Test"})
			r.must(err)
			r.turn(r.press)
			r.wants(j.ID, tracking.Printed, "")
			if p.Labels() != 1 || !strings.Contains(p.Got(), command) {
				t.Errorf("%s: no %s in\n%s", barcode, command, p.Got())
			}
		}
		wrong := tracking.PrintBarcode("ean13")
		_, err := h.Service.AmendPrinter(t.Context(), trackingtest.Admin, "qr", 0, tracking.PrinterChange{Barcode: &wrong})
		if e, told := errors.AsType[*tracking.Error](err); !told || e.Code != "printer_barcode" {
			t.Errorf("an unknown barcode: %v", err)
		}
	})
}

func TestAPrinterThatCannotPrintGetsNothingUntilItCan(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		empty := true
		p := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: func([]byte) string { return trackingtest.PrinterSays(empty, "000", "00000000") }})
		r.printer("Library", p.Address())
		id := r.print("Library", h.Folder.Code)
		h.Clock.Forward(time.Millisecond)
		behind := r.print("Library", h.Volume1.Code)
		r.turn(r.press)
		r.wants(id, tracking.Waiting, "The printer is out of labels. Load a roll.")
		r.wants(behind, tracking.Waiting, "")
		r.health("Library", tracking.Trouble)
		if p.Labels() != 0 {
			t.Error("labels were sent to a printer without paper")
		}
		empty = false
		r.turn(r.press) // the first is not yet due again
		r.wants(id, tracking.Waiting, "out of labels")
		r.wants(behind, tracking.Printed, "")
		h.Clock.Forward(5 * time.Second)
		r.turn(r.press)
		r.wants(id, tracking.Printed, "")
	})
}

func TestAPrinterThatRunsOutInTheMiddlePrintsTheRestByItself(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		full := false
		p := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: func(got []byte) string {
			if len(got) == 0 || full {
				return trackingtest.PrinterSays(false, "000", "00000000")
			}
			return trackingtest.PrinterSays(true, "001", "00000001")
		}})
		r.printer("Library", p.Address())
		id := r.print("Library", h.Folder.Code, h.Volume1.Code)
		r.turn(r.press)
		r.wants(id, tracking.Dispatched, "out of labels. Load a roll. Then it prints the rest by itself.")
		full = true
		h.Clock.Forward(time.Minute)
		r.turn(r.press)
		r.wants(id, tracking.Printed, "")
		if p.Labels() != 2 {
			t.Errorf("%d labels were sent", p.Labels())
		}
	})
}

func TestABrokenConnectionLeavesItToAPersonAndSendsNothingAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		p := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: trackingtest.ReadyPrinter, HangUpAt: 400})
		r.printer("Library", p.Address())
		var codes []string
		for _, f := range []tracking.Folder{h.Folder, h.Volume1, h.Volume2} {
			codes = append(codes, f.Code)
		}
		id := r.print("Library", codes...)
		r.turn(r.press)
		r.wants(id, tracking.Unsure, "Some may have been printed. Look at the printer")
		before := p.Labels()
		for range 5 {
			h.Clock.Forward(time.Hour)
			r.turn(r.press)
		}
		if p.Labels() != before {
			t.Error("labels were sent again")
		}
	})
}

func TestNoPrinterNoPaperNoPatienceIsSaid(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		gone := trackingtest.NewPrinter(t, &trackingtest.Printer{})
		gone.SwitchOff()
		web := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: func([]byte) string { return "HTTP/1.1 400 Bad Request\r\n\r\n" + strings.Repeat("x", 5000) }})
		r.printer("Gone", gone.Address())
		r.printer("Web", web.Address())
		ids := map[string]string{"Gone": r.print("Gone", h.Folder.Code), "Web": r.print("Web", h.Folder.Code)}
		r.turn(r.press)
		r.wants(ids["Gone"], tracking.Waiting, "The printer does not answer. Check that it is on")
		r.wants(ids["Web"], tracking.Failed, "not a label printer")
		r.health("Gone", tracking.Unreachable)
		r.health("Web", tracking.Unreachable)
		if web.Labels() != 0 {
			t.Error("a patient's label was sent to a web server")
		}
		for range 60 {
			h.Clock.Forward(time.Minute)
			r.turn(r.press)
		}
		r.wants(ids["Gone"], tracking.Failed, "Nothing was printed. Print again when it is ready.")
	})
}

func TestASlowPrinterIsWaitedForAndAStuckOneIsNot(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		r.must(err)
		defer listener.Close()
		var work sync.WaitGroup
		defer work.Wait()
		stop := make(chan struct{})
		defer close(stop)
		work.Go(func() { // takes the call and reads nothing, ever
			conn, err := listener.Accept()
			if err == nil {
				<-stop
				_ = conn.Close()
			}
		})
		line, err := call(t.Context(), r.Rules.Printers, listener.Addr().String(), r.press.patience)
		r.must(err)
		defer line.close()
		if err := line.send(t.Context(), make([]byte, 64<<20)); err == nil {
			t.Error("a printer that reads nothing took 64 MB")
		}
	})
}

func TestAProcessThatDiesWhileItSendsPrintsNothingTwice(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		p := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: trackingtest.ReadyPrinter})
		r.printer("Library", p.Address())
		half, whole := r.print("Library", h.Folder.Code), r.print("Library", h.Volume1.Code)
		dead := r.another()
		held, err := h.Service.Lease(t.Context(), "print", dead.name, pressLease)
		r.must(err)
		j, _, err := h.Store.PrintJob(t.Context(), half)
		r.must(err)
		_, err = h.Service.StartSending(t.Context(), j, dead.name) // and here it dies
		r.must(err)
		r.turn(r.press)
		r.wants(half, tracking.Sending, "")
		r.wants(whole, tracking.Waiting, "")
		if !held || p.Labels() != 0 {
			t.Error("two processes print at once")
		}
		h.Clock.Forward(pressLease + time.Second)
		r.turn(r.press)
		r.wants(half, tracking.Unsure, "Look at the printer, then say so here.")
		r.wants(whole, tracking.Printed, "")
		if p.Labels() != 1 {
			t.Errorf("%d labels came out", p.Labels())
		}
	})
}

func TestAPrinterMayNotBeThisMachineOrItsCloud(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		r := newPress(t, h)
		p := trackingtest.NewPrinter(t, &trackingtest.Printer{Status: trackingtest.ReadyPrinter})
		r.printer("Here", p.Address())
		id := r.print("Here", h.Folder.Code)
		h.Rules.Printers = tracking.Reach{} // the site takes its permission back
		h.Service = tracking.New(h.Store, h.Rules, h.Clock.Now, h.Events)
		r.turn(r.another())
		r.wants(id, tracking.Failed, "No printer can be at this address.")
		if p.Labels() != 0 {
			t.Error("it was printed")
		}
		for _, address := range []string{"127.0.0.1", "localhost", "169.254.169.254", "[::1]:9100", "10.0.0.1:22"} {
			_, err := h.Service.AddPrinter(t.Context(), trackingtest.Admin, "P"+address, tracking.PrinterChange{Location: &h.Library.Code, Address: &address, Stock: new(string)})
			if err == nil {
				t.Errorf("%s is taken for a printer", address)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := call(ctx, tracking.Reach{}, "localhost:9100", r.press.patience); err == nil {
			t.Error("a name that leads here is called")
		}
	})
}
