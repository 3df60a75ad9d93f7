package api

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// Press prints what waits. One process at a time does it, under a lease; nothing is drawn or sent inside a transaction. What is written
// before and after each step says how far a job came when the process died, so that nothing is printed twice and nothing forgotten.
type Press struct {
	service  *tracking.Service
	store    *store.Store
	now      func() time.Time
	log      *slog.Logger
	name     string // of this process, in leases and on jobs
	patience patience

	mu     sync.Mutex
	busy   map[tracking.PrinterID]bool
	work   sync.WaitGroup
	leased bool
}

// NewPress is a press for the jobs of a database.
func NewPress(service *tracking.Service, db *store.Store, now func() time.Time, log *slog.Logger) *Press {
	return &Press{service: service, store: db, now: now, log: log, name: uuid.NewString(), patience: usualPatience, busy: map[tracking.PrinterID]bool{}}
}

const (
	pressLease = 30 * time.Second
	pressPause = 500 * time.Millisecond // between two looks at what waits
	pressGrace = 10 * time.Second       // what is being sent when the process stops may take as long
	pressBatch = 100
	adoptAfter = 15 * time.Minute // nobody sends one job for longer
)

// Run prints for as long as the process runs.
func (p *Press) Run(ctx context.Context) {
	sending, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tick := time.NewTicker(pressPause)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			p.stop(sending, cut)
			return
		case <-tick.C:
		}
		err := p.turn(ctx, sending)
		if err != nil && !failing && ctx.Err() == nil { // say it once, not twice a second
			p.log.ErrorContext(ctx, "print", "err", err)
		}
		failing = err != nil
	}
}

// stop lets what is being sent come to its end, then breaks it off, and gives the lease to whoever goes on.
func (p *Press) stop(ctx context.Context, cut context.CancelFunc) {
	timer := time.AfterFunc(pressGrace, cut)
	defer timer.Stop()
	p.work.Wait()
	if p.leased {
		if _, err := p.service.Lease(context.WithoutCancel(ctx), "print", p.name, 0); err != nil {
			p.log.ErrorContext(ctx, "give the lease for printing away", "err", err)
		}
	}
}

// turn takes or keeps the lease and starts what is due, on each printer one job after another.
func (p *Press) turn(ctx, sending context.Context) error {
	held, err := p.service.Lease(ctx, "print", p.name, pressLease)
	if err != nil || !held {
		p.leased = false
		return err
	}
	since := p.now()
	if p.leased {
		since = since.Add(-adoptAfter)
	}
	if err := p.service.AdoptPrints(ctx, p.name, since); err != nil {
		return err
	}
	p.leased = true
	due, err := p.store.PrintsDue(ctx, p.now(), pressBatch)
	if err != nil {
		return err
	}
	queues := map[tracking.PrinterID][]tracking.PrintJob{}
	for _, j := range due {
		queues[*j.PrinterID] = append(queues[*j.PrinterID], j)
	}
	for id, queue := range queues {
		if p.take(id) {
			p.work.Go(func() {
				defer p.free(id)
				p.serve(sending, id, queue)
			})
		}
	}
	return nil
}

func (p *Press) take(id tracking.PrinterID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	free := !p.busy[id]
	p.busy[id] = true
	return free
}

func (p *Press) free(id tracking.PrinterID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, id)
}

// serve prints the jobs that wait for one printer. After one that could not be printed the others wait as well.
func (p *Press) serve(ctx context.Context, id tracking.PrinterID, queue []tracking.PrintJob) {
	for _, j := range queue {
		printer, found, err := p.store.PrinterByID(ctx, id)
		if err == nil && found {
			err = p.attend(ctx, printer, j)
		}
		switch {
		case err == nil:
		case errors.Is(err, errLater) || errors.Is(err, tracking.ErrStale) || errors.Is(err, tracking.ErrPrintMovedOn):
			return // it waits, or somebody was quicker
		default:
			p.log.ErrorContext(ctx, "print a job", "job", j.ID, "printer_id", id, "err", err)
			return
		}
	}
}

// errLater means that the printer cannot print now.
var errLater = errors.New("the printer cannot print now")

// attend takes one job a step further.
func (p *Press) attend(ctx context.Context, printer tracking.Printer, j tracking.PrintJob) error {
	switch {
	case j.State == tracking.Dispatched:
		return p.lookAfter(ctx, printer, j)
	case printer.RetiredAt != nil || printer.Address == "":
		_, err := p.service.FailPrint(ctx, j, "The printer is no longer used. Print again on another one.")
		return err
	}
	var file bytes.Buffer
	if err := drawJob(ctx, p.store, &file, j, printer); err != nil {
		refused, is := errors.AsType[labels.Refusal](err)
		if !is {
			return err
		}
		_, err := p.service.FailPrint(ctx, j, refused.Error())
		return err
	}
	line, err := call(ctx, p.service.Rules().Printers, printer.Address, p.patience)
	if err != nil {
		return p.unreachable(ctx, printer, j, err)
	}
	defer line.close()
	return p.hand(ctx, line, printer, j, file.Bytes())
}

const notThere = "The printer does not answer. Check that it is on and its network cable is in."

// unreachable records that nothing took the call. A place where no printer may be is not tried again.
func (p *Press) unreachable(ctx context.Context, printer tracking.Printer, j tracking.PrintJob, cause error) error {
	text := notThere
	refused, is := errors.AsType[*tracking.Error](cause)
	if is {
		text = refused.Text
	}
	if err := p.service.SawPrinter(ctx, printer.ID, tracking.Unreachable, text); err != nil {
		return err
	}
	if is {
		_, err := p.service.FailPrint(ctx, j, text)
		return err
	}
	return p.later(ctx, j, text)
}

func (p *Press) later(ctx context.Context, j tracking.PrintJob, problem string) error {
	if _, err := p.service.PostponePrint(ctx, j, problem); err != nil {
		return err
	}
	return errLater
}

// hand asks the printer how it is and, where it can print, hands it the job. From StartSending on, a job is never sent again by itself.
func (p *Press) hand(ctx context.Context, line *rawPrinter, printer tracking.Printer, j tracking.PrintJob, file []byte) error {
	health, text, err := p.examine(ctx, line, printer)
	if err != nil {
		return err
	}
	if err := p.service.SawPrinter(ctx, printer.ID, health, text); err != nil {
		return err
	}
	switch {
	case health == tracking.Trouble:
		return p.later(ctx, j, text)
	case text == noPrinter:
		_, err := p.service.FailPrint(ctx, j, text)
		return err
	case health == tracking.Unreachable:
		return p.later(ctx, j, text)
	}
	if j, err = p.service.StartSending(ctx, j, p.name); err != nil {
		return err
	}
	reports := health == tracking.Ready
	err = line.send(ctx, file)
	if err == nil {
		err = line.confirm(ctx, reports)
	}
	done := context.WithoutCancel(ctx) // what became of it is written also when the process stops
	if err != nil {
		p.log.WarnContext(ctx, "a print was broken off", "job", j.ID, "printer_id", printer.ID, "err", err)
		_, err = p.service.BrokeOff(done, j)
		return err
	}
	if j, err = p.service.TookPrint(done, j, reports); err != nil || !reports {
		return err
	}
	return p.settle(ctx, line, printer, j)
}

const (
	noPrinter = "What answers at this address is not a label printer. Ask an administrator to correct the printer's address."
	silent    = "It takes labels, but does not say when it is out of paper."
)

// examine says how a printer is, in words where there is something to say.
func (p *Press) examine(ctx context.Context, line *rawPrinter, printer tracking.Printer) (tracking.PrinterHealth, string, error) {
	if printer.Language != tracking.ZPL {
		return tracking.Silent, silent, nil
	}
	s, err := line.state(ctx)
	switch {
	case ctx.Err() != nil:
		return "", "", ctx.Err()
	case errors.Is(err, errSilent):
		return tracking.Silent, silent, nil
	case errors.Is(err, tracking.ErrNoStatus):
		return tracking.Unreachable, noPrinter, nil
	case err != nil:
		return tracking.Unreachable, notThere, nil
	case s.Trouble() != "":
		return tracking.Trouble, s.Trouble(), nil
	}
	return tracking.Ready, "", nil
}

// settle waits a moment for the printer to say that it is done. If it is not, it is asked again later.
func (p *Press) settle(ctx context.Context, line *rawPrinter, printer tracking.Printer, j tracking.PrintJob) error {
	ctx, cancel := context.WithTimeout(ctx, p.patience.settle)
	defer cancel()
	done := context.WithoutCancel(ctx)
	for {
		s, err := line.state(ctx)
		switch {
		case err != nil:
			return nil // it took the job; it is asked again by another call
		case s.Idle():
			_, err := p.service.PrintedAll(done, j)
			return err
		case s.Trouble() != "":
			if err := p.service.SawPrinter(done, printer.ID, tracking.Trouble, s.Trouble()); err != nil {
				return err
			}
			_, err := p.service.StillPrinting(done, j, s.Trouble()+" Then it prints the rest by itself.")
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(p.patience.pause):
		}
	}
}

// lookAfter asks a printer whether it is done with a job that it took.
func (p *Press) lookAfter(ctx context.Context, printer tracking.Printer, j tracking.PrintJob) error {
	line, err := call(ctx, p.service.Rules().Printers, printer.Address, p.patience)
	if err == nil {
		defer line.close()
		var s tracking.HostStatus
		if s, err = line.state(ctx); err == nil && s.Idle() {
			_, err := p.service.PrintedAll(ctx, j)
			return err
		} else if err == nil && s.Trouble() != "" {
			_, err := p.service.StillPrinting(ctx, j, s.Trouble()+" Then it prints the rest by itself.")
			return err
		}
	}
	_, err = p.service.StillPrinting(ctx, j, "")
	return err
}

// Examine calls a printer and records how it is.
func (p *Press) Examine(ctx context.Context, printer tracking.Printer) (health tracking.PrinterHealth, text string, err error) {
	line, err := call(ctx, p.service.Rules().Printers, printer.Address, p.patience)
	if err != nil {
		health, text = tracking.Unreachable, notThere
		if refused, is := errors.AsType[*tracking.Error](err); is {
			text = refused.Text
		}
	} else {
		defer line.close()
		if health, text, err = p.examine(ctx, line, printer); err != nil {
			return health, text, err
		}
	}
	return health, text, p.service.SawPrinter(ctx, printer.ID, health, text)
}
