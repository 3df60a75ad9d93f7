package tracking

import (
	"fmt"
	"time"
)

// redue works out again when a folder is due, from what holds now, and records it where anything changed. why is what changed. It is
// the only way in which a date that was set moves without the folder. The movement before it is not touched: what was due then is
// still true of then.
func (l *ledger) redue(actor Actor, f *Folder, loan Loan, why string) bool {
	was := f.Loan
	changed := *f
	changed.Loan = loan
	loan = l.rules.redue(changed, l.patients[f.PatientID], l.places)
	if loan.equal(was) {
		return false
	}
	m := amendment(*f, cut(why+" "+l.rules.dueWords(was, loan), 500))
	m.Loan = loan
	l.byHand(actor, f, m)
	return true
}

// dueWords say how a due date moved.
func (r Rules) dueWords(was, now Loan) string {
	day := func(t *time.Time) string { return r.Calendar.Day(*t).Words() }
	switch {
	case sameTime(was.DueAt, now.DueAt):
		return ""
	case now.DueAt == nil:
		return fmt.Sprintf("Not due while that lasts, was due %s.", day(was.DueAt))
	case was.DueAt == nil:
		return fmt.Sprintf("Due %s.", day(now.DueAt))
	}
	return fmt.Sprintf("Due %s, was %s.", day(now.DueAt), day(was.DueAt))
}

// stayChanged works out again when the folders of a patient are due who has been admitted, moved or discharged. p is the patient as
// they are from now on; was is the ward they left, where they were on one. What waits on that ward is counted from when they left.
func (l *ledger) stayChanged(actor Actor, p Patient, was *LocationID, at time.Time, why string) error {
	l.patients[p.ID] = p
	set, err := l.tx.FoldersOf([]PatientID{p.ID})
	if err != nil {
		return err
	}
	var ids []FolderID
	for _, f := range set {
		if f.OutSince != nil && !f.Status.Ended() {
			ids = append(ids, f.ID)
		}
	}
	if err := l.loadFolders(ids); err != nil {
		return err
	}
	if err := l.loadPlaces(); err != nil { // the new ward's, where every folder was loaded before
		return err
	}
	for _, id := range ids {
		f := l.folders[id]
		loan, holder := f.Loan, l.places[f.holderID()]
		left := was != nil && holder.Within(*was)
		if stays := p.InpatientID != nil && holder.Within(*p.InpatientID); left && !stays {
			loan.CountFrom = latest(loan.CountFrom, &at)
		}
		l.redue(actor, f, loan, why)
	}
	return nil
}
