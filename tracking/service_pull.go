package tracking

import (
	"context"
	"fmt"
	"time"
)

// PrintPullList remembers a pull list that is put on paper. What is older than anybody walks with is forgotten.
func (s *Service) PrintPullList(ctx context.Context, actor Actor, p PullPrint) (PullPrint, error) {
	if err := actor.must(MayPull); err != nil {
		return p, err
	}
	p.PrintedBy, p.PrintedAt = actor.Name, s.now()
	err := s.store.Write(ctx, func(tx Tx) (err error) {
		if err := tx.ForgetPullPrints(p.PrintedAt.Add(-PrintsKept)); err != nil {
			return err
		}
		if p.ID, err = tx.AddPullPrint(p); err != nil {
			return err
		}
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "request.print", LocationID: &p.LocationID, Detail: fmt.Sprintf("%s, %d lines", p.List, len(p.Lines))}, p.PrintedAt)})
	})
	return p, err
}

// NotOnShelf says that somebody went for a folder at a moment and has not got it: it is missing, and is searched for. Where the folder
// was scanned after that moment, it has been found, and nothing happens; the same said twice is once.
func (s *Service) NotOnShelf(ctx context.Context, actor Actor, id RequestID, why OffShelf, at time.Time) (RequestView, error) {
	if err := actor.must(MayPull); err != nil {
		return RequestView{}, err
	}
	if !why.known() {
		return RequestView{}, invalid("unknown_reason", "Say whether the folder is not there, or misfiled out of reach.")
	}
	return s.onRequest(ctx, actor, "request.not_on_shelf", id, 0, func(l *ledger, f *Folder, q *Request) error {
		if q.HeldBy(actor.Name, l.now) {
			q.ClaimedBy, q.ClaimedUntil = "", nil
			l.note(q, "released", actor.Name, "Not on its shelf: "+why.Label()+".", nil)
		}
		seen := f.Since
		if f.LastScanAt != nil && f.LastScanAt.After(seen) {
			seen = *f.LastScanAt
		}
		if f.Status.Ended() || f.Custody != At || seen.After(at) || !l.places[f.LocationID].KeepsFolders() {
			return nil
		}
		l.byHand(actor, f, l.reportMissing(f, fmt.Sprintf("Not on its shelf, %s: %s.", l.places[f.LocationID].Name, why.Label())))
		return nil
	})
}
