package tracking

import (
	"context"
	"fmt"
	"time"
)

// StartSending says that bytes may leave for the printer from now on. It is written before the first of them: whoever finds the job
// so later knows that it may have printed.
func (s *Service) StartSending(ctx context.Context, j PrintJob, sender string) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Sending, func(_ Tx, j *PrintJob, now time.Time) error {
		j.Sender, j.Problem, j.NextAt, j.SentAt = sender, "", nil, &now
		return nil
	})
}

// PostponePrint records a try in which nothing was sent. The job waits for the next, or has failed when it waited too long.
func (s *Service) PostponePrint(ctx context.Context, j PrintJob, problem string) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Waiting, func(_ Tx, j *PrintJob, now time.Time) error {
		*j = j.postponed(problem, now)
		return nil
	})
}

// FailPrint ends a job of which nothing was sent and which no waiting helps.
func (s *Service) FailPrint(ctx context.Context, j PrintJob, problem string) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Failed, func(_ Tx, j *PrintJob, _ time.Time) error {
		j.Problem = cut(problem, 300)
		return nil
	})
}

// TookPrint records that the printer took all of a job. One that reports its state is asked again whether the job is printed.
func (s *Service) TookPrint(ctx context.Context, j PrintJob, reports bool) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Dispatched, func(_ Tx, j *PrintJob, now time.Time) error {
		j.Sender = ""
		if reports {
			next := now.Add(retries[0])
			j.NextAt = &next
		}
		return nil
	})
}

// PrintedAll records that the printer says a job is done.
func (s *Service) PrintedAll(ctx context.Context, j PrintJob) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Printed, func(_ Tx, j *PrintJob, _ time.Time) error {
		j.Problem = ""
		return nil
	})
}

// StillPrinting records that a printer which took a job is not done with it, and why. After a while it is no longer asked.
func (s *Service) StillPrinting(ctx context.Context, j PrintJob, problem string) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Dispatched, func(_ Tx, j *PrintJob, now time.Time) error {
		j.Problem, j.NextAt = cut(problem, 300), nil
		if j.SentAt != nil && now.Sub(*j.SentAt) < settleWithin {
			next := now.Add(retries[0])
			j.NextAt = &next
		}
		return nil
	})
}

// BrokeOff records that sending ended in the middle. Nobody but a person at the printer knows what was printed.
func (s *Service) BrokeOff(ctx context.Context, j PrintJob) (PrintJob, error) {
	return s.printStep(ctx, Timer, j.ID, j.Version, Unsure, brokeOff)
}

func brokeOff(_ Tx, j *PrintJob, _ time.Time) error {
	j.Problem, j.Sender, j.NextAt = brokenOff, "", nil
	return nil
}

// AdoptPrints looks after the jobs that another process began to send until a moment. When its lease ran out it had died, or hung.
func (s *Service) AdoptPrints(ctx context.Context, sender string, before time.Time) error {
	return s.store.Write(ctx, func(tx Tx) error {
		left, err := tx.SendingByOthers(sender, before)
		if err != nil {
			return err
		}
		for _, j := range left {
			j.State = Unsure
			if err := brokeOff(tx, &j, s.now()); err != nil {
				return err
			}
			if err := s.keepPrint(tx, &j); err != nil {
				return err
			}
		}
		return nil
	})
}

// ScannedBack is what the scan of a new label proved.
type ScannedBack struct {
	Job   PrintJob
	Label PrintLabel
	Left  int // labels of the job that are still to be scanned
}

// ScanBack takes the scan of a label that has just been printed and stuck on: it proves that the label reads and says what it should.
// When all of a job's labels were scanned, the job is done.
func (s *Service) ScanBack(ctx context.Context, actor Actor, id, code string) (out ScannedBack, err error) {
	if err := actor.must(MayPrint); err != nil {
		return out, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		j, found, err := tx.LockPrintJob(id)
		if err != nil {
			return err
		}
		if !found || j.AskedAt == nil {
			return ErrUnknownPrint
		}
		list, err := tx.PrintLabels(j.ID)
		if err != nil {
			return err
		}
		formats, err := tx.Formats()
		if err != nil {
			return err
		}
		read := Classify(code, formats)
		out = ScannedBack{Job: j}
		now, hit := s.now(), false
		for _, l := range list {
			if read.Code != "" && l.Code == read.Code {
				hit = true
				if l.ScannedAt == nil {
					l.ScannedAt, l.ScannedBy = &now, actor.Name
					if err := tx.ScannedLabel(l); err != nil {
						return err
					}
				}
				out.Label = l
			}
			if l.ScannedAt == nil {
				out.Left++
			}
		}
		if !hit {
			return s.notOnJob(tx, read)
		}
		if out.Left == 0 && (j.State == Dispatched || j.State == Unsure) {
			out.Job.State, out.Job.NextAt, out.Job.EndedAt, out.Job.EndedBy, out.Job.Problem = Printed, nil, &now, actor.Name, ""
			if err := s.keepPrint(tx, &out.Job); err != nil {
				return err
			}
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "label.scan", FolderID: out.Label.FolderID, LocationID: out.Label.LocationID, Detail: j.ID}, now)})
	})
	return out, err
}

// notOnJob names what was scanned instead of a new label.
func (s *Service) notOnJob(tx Tx, read Reading) error {
	told := func(text string) error { return &Error{Kind: Invalid, Code: "not_this_label", Text: text} }
	switch {
	case read.Kind == Partial || read.Hint == Miskeyed:
		return told("The label does not read right. Scan it again; if that does not help, print it again.")
	case read.Code == "":
		return told("That is not the new label. Scan the barcode of the label that was just printed.")
	}
	old, err := tx.ReplacedLabels([]string{read.Code})
	if err != nil {
		return err
	}
	if len(old) > 0 {
		return told(Group(read.Code) + " is an old label that was replaced. Put the new label over it, then scan the new one.")
	}
	return told(Group(read.Code) + " is not one of the labels just printed. Check that the new label is on the right folder, then scan the new label.")
}

// ReplaceLabel gives a folder a new barcode, for a label that is damaged or hangs on two folders. The old one keeps finding it, and whoever
// scans it is told.
func (s *Service) ReplaceLabel(ctx context.Context, actor Actor, code, reason string) (Whereabouts, error) {
	if err := actor.must(MayEditFolders); err != nil {
		return Whereabouts{}, err
	}
	reason, err := sentence(reason, "Say why the label is replaced.")
	if err != nil {
		return Whereabouts{}, err
	}
	return s.change(ctx, actor, "folder.relabel", code, func(l *ledger, f *Folder) (*Movement, error) {
		if f.Status.Ended() {
			return nil, ErrFolderEnded
		}
		codes, err := issueCodes(l.tx, FolderCode, 1)
		if err != nil {
			return nil, err
		}
		old := ReplacedLabel{Code: f.Code, FolderID: f.ID, Reason: reason, Actor: actor.Name, ReplacedAt: l.now}
		f.Code = codes[0]
		return amendment(*f, fmt.Sprintf("New label %s, was %s. %s", f.Name(), Group(old.Code), reason)), l.tx.Relabel(*f, old)
	})
}

// BeginImport notes which folders there are before an import of more.
func (s *Service) BeginImport(ctx context.Context, actor Actor) (ImportBatch, error) {
	b := ImportBatch{Actor: actor.Name, BeganAt: s.now()}
	err := s.store.Write(ctx, func(tx Tx) error {
		newest, err := tx.NewestFolder()
		b.FirstFolderID = newest + 1
		return err
	})
	return b, err
}

// RecordImport keeps which folders an import registered, so that their labels can be printed together. Without any it keeps nothing and
// answers a batch without a number.
func (s *Service) RecordImport(ctx context.Context, actor Actor, b ImportBatch) (kept ImportBatch, err error) {
	if err := actor.must(MayImport); err != nil {
		return kept, err
	}
	b.EndedAt = s.now()
	err = s.store.Write(ctx, func(tx Tx) (err error) {
		kept = ImportBatch{}
		if b.LastFolderID, err = tx.NewestFolder(); err != nil || b.LastFolderID < b.FirstFolderID {
			return err
		}
		if b.Folders, err = tx.CountImported(b); err != nil || b.Folders == 0 {
			return err
		}
		kept, err = tx.AddImportBatch(b)
		return err
	})
	return kept, err
}
