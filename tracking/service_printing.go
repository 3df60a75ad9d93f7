package tracking

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// PrintChoice is how a prepared job is to be printed.
type PrintChoice struct {
	Printer string
	Kind    string // which label of a folder: the outside one where empty
	Stock   string // what is in the tray
	StartAt int    // the first free place of the first sheet, from 1
	Places  int    // how many places the stock's sheet has
	Reason  string // why folders that have a label get another
}

// Print hands a prepared job to its printer. Asked twice, it prints once.
func (s *Service) Print(ctx context.Context, actor Actor, id string, c PrintChoice) (j PrintJob, err error) {
	if err := actor.must(MayPrint); err != nil {
		return j, err
	}
	if c.StartAt < 1 || c.StartAt > c.Places {
		return j, StartBeyondSheet(c.Places)
	}
	if c.Reason = strings.TrimSpace(c.Reason); len([]rune(c.Reason)) > 200 {
		return j, invalid("reason_too_long", "Use 200 characters at most.")
	}
	write := func(tx Tx) error {
		p, found, err := tx.Printer(c.Printer)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownPrinter
		}
		if j, found, err = tx.LockPrintJob(strings.ToLower(id)); err != nil {
			return err
		}
		switch {
		case !found:
			return ErrUnknownPrint
		case j.State != Prepared && j.PrinterID != nil && *j.PrinterID == p.ID && j.Kind == c.Kind && j.Stock == c.Stock && j.StartAt == c.StartAt:
			return nil // the same again
		case j.State != Prepared:
			return ErrPrintAsked
		case p.RetiredAt != nil:
			return ErrPrinterRetired
		}
		now := s.now()
		j.State, j.PrinterID, j.Kind, j.Stock, j.StartAt, j.AskedAt, j.Actor = Waiting, &p.ID, c.Kind, c.Stock, c.StartAt, &now, actor.Name
		if p.Address != "" {
			j.NextAt = &now
		}
		if c.Reason != "" {
			j.Reason = c.Reason
		}
		if err := s.number(tx, actor, j, now); err != nil {
			return err
		}
		return s.keepPrint(tx, &j)
	}
	if err = s.store.Write(ctx, write); errors.Is(err, ErrDuplicate) { // another job numbered the same folder's label just now
		err = s.store.Write(ctx, write)
	}
	return j, err
}

// number gives each folder's label the next version and says in the audit trail who printed it and why.
func (s *Service) number(tx Tx, actor Actor, j PrintJob, now time.Time) error {
	list, err := tx.PrintLabels(j.ID)
	if err != nil {
		return err
	}
	var ids []FolderID
	for _, l := range list {
		if l.FolderID != nil {
			ids = append(ids, *l.FolderID)
		}
	}
	newest, err := tx.LabelVersions(ids)
	if err != nil {
		return err
	}
	if len(newest) > 0 && j.Reason == "" {
		text := "This folder has a label already. Say why it gets another."
		if j.Labels > 1 {
			text = fmt.Sprintf("%d of these folders have a label already. Say why they get another.", len(newest))
		}
		return invalid("reason_missing", text)
	}
	folders, err := tx.Folders(ids)
	if err != nil {
		return err
	}
	patient := map[FolderID]PatientID{}
	for _, f := range folders {
		patient[f.ID] = f.PatientID
	}
	var audit []AuditEntry
	var numbered []PrintLabel
	for _, l := range list {
		e := AuditEntry{Action: "label.print", FolderID: l.FolderID, LocationID: l.LocationID, Detail: j.ID}
		if l.FolderID != nil {
			version, whose := newest[*l.FolderID]+1, patient[*l.FolderID]
			l.LabelVersion, e.PatientID = &version, &whose
			numbered = append(numbered, l)
			e.Detail = strings.TrimSpace(fmt.Sprintf("%s, label %d. %s", j.ID, version, j.Reason))
		}
		audit = append(audit, actor.did(e, now))
	}
	if err := tx.NumberLabels(numbered); err != nil {
		return err
	}
	return tx.AddAudit(audit)
}

func (s *Service) keepPrint(tx Tx, j *PrintJob) error {
	j.Version++
	return tx.UpdatePrintJob(*j)
}

// printStep is one step of a job: it locks it, checks that the step may follow and writes it. version is the one the step was decided
// on; 0 for any.
func (s *Service) printStep(ctx context.Context, actor Actor, id string, version int64, next PrintState, set func(tx Tx, j *PrintJob, now time.Time) error) (j PrintJob, err error) {
	err = s.store.Write(ctx, func(tx Tx) error {
		var found bool
		if j, found, err = tx.LockPrintJob(strings.ToLower(id)); err != nil {
			return err
		}
		switch {
		case !found:
			return ErrUnknownPrint
		case version != 0 && version != j.Version:
			return ErrStale
		case !j.State.MayBecome(next):
			return ErrPrintMovedOn
		}
		now := s.now()
		j.State = next
		if next.Ended() {
			j.NextAt, j.EndedAt, j.EndedBy, j.Sender = nil, &now, actor.Name, ""
		}
		if err := set(tx, &j, now); err != nil {
			return err
		}
		return s.keepPrint(tx, &j)
	})
	return j, err
}

// asked is a step that a person takes: it stands in the audit trail.
func (s *Service) asked(ctx context.Context, actor Actor, id, action string, next PrintState, set func(tx Tx, j *PrintJob, now time.Time) error) (PrintJob, error) {
	if err := actor.must(MayPrint); err != nil {
		return PrintJob{}, err
	}
	return s.printStep(ctx, actor, id, 0, next, func(tx Tx, j *PrintJob, now time.Time) error {
		if err := set(tx, j, now); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: action, Detail: j.ID}, now)})
	})
}

// CancelPrint takes a job back of which nothing was sent.
func (s *Service) CancelPrint(ctx context.Context, actor Actor, id string) (PrintJob, error) {
	return s.asked(ctx, actor, id, "print.cancel", Cancelled, func(_ Tx, j *PrintJob, _ time.Time) error {
		j.Problem = ""
		return nil
	})
}

// SayPrinted records that somebody has the labels in hand.
func (s *Service) SayPrinted(ctx context.Context, actor Actor, id string) (PrintJob, error) {
	return s.asked(ctx, actor, id, "print.done", Printed, func(_ Tx, j *PrintJob, _ time.Time) error {
		j.Problem = ""
		return nil
	})
}

// FetchPrint records that the labels of a printer without an address are handed over as a file. It may be fetched again: paper jams
// are not for us to see.
func (s *Service) FetchPrint(ctx context.Context, actor Actor, id string) (PrintJob, error) {
	if err := actor.must(MayPrint); err != nil {
		return PrintJob{}, err
	}
	var j PrintJob
	err := s.store.Write(ctx, func(tx Tx) (err error) {
		var found bool
		if j, found, err = tx.LockPrintJob(strings.ToLower(id)); err != nil {
			return err
		}
		if !found || j.PrinterID == nil {
			return ErrUnknownPrint
		}
		p, _, err := tx.PrinterByID(*j.PrinterID)
		if err != nil {
			return err
		}
		if p.Address != "" || (j.State != Waiting && j.State != Dispatched) {
			return ErrPrintMovedOn
		}
		now := s.now()
		j.State = Dispatched
		if j.SentAt == nil {
			j.SentAt = &now
		}
		if err := tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "print.fetch", Detail: j.ID}, now)}); err != nil {
			return err
		}
		return s.keepPrint(tx, &j)
	})
	return j, err
}

// PrintAgain prepares the labels of a job once more, with a reason. Where it was not known whether the first were printed, they count
// as not printed from now on.
func (s *Service) PrintAgain(ctx context.Context, actor Actor, id, newID, reason string) (again PrintJob, err error) {
	if err := actor.must(MayPrint); err != nil {
		return again, err
	}
	if reason, err = sentence(reason, "Say why they are printed again."); err != nil {
		return again, err
	}
	if newID = strings.ToLower(newID); !isUUID(newID) {
		return again, invalid("print_id", "A print job's id is a UUID.")
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		known, found, err := tx.LockPrintJob(newID)
		if err != nil {
			return err
		}
		first, exists, err := tx.LockPrintJob(strings.ToLower(id))
		if err != nil {
			return err
		}
		switch {
		case !exists:
			return ErrUnknownPrint
		case found && known.AgainOf != nil && *known.AgainOf == first.ID:
			again = known
			return nil
		case found:
			return ErrPrintIDTaken
		case first.State == Prepared || first.State == Waiting || first.State == Sending:
			return ErrPrintMovedOn
		}
		now := s.now()
		if !first.State.Ended() {
			first.State, first.NextAt, first.EndedAt, first.EndedBy, first.Problem = Failed, nil, &now, actor.Name, "Printed again: "+reason
			if err := s.keepPrint(tx, &first); err != nil {
				return err
			}
		}
		codes, err := tx.PrintLabels(first.ID)
		if err != nil {
			return err
		}
		var old []string
		for _, l := range codes {
			old = append(old, l.Code)
		}
		list, err := labelsOf(tx, actor, newID, old)
		if err != nil {
			return err
		}
		again = PrintJob{ID: newID, State: Prepared, Title: first.Title, StartAt: 1, Reason: reason, Labels: len(list), AgainOf: &first.ID,
			Fingerprint: first.Fingerprint, Actor: actor.Name, CreatedAt: now, Version: 1}
		if err := tx.AddPrintJob(again, list); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "print.again", Detail: cut(first.ID+": "+reason, 500)}, now)})
	})
	return again, err
}
