package tracking

import "time"

// Loan is since when, for what and until when a folder is out. It is empty at home. Hand-overs carry it on.
type Loan struct {
	OutSince   *time.Time    // when it left home; nil at home
	DueAt      *time.Time    // when it should be home; nil: no date
	LoanFor    RequestReason // what its holder has asked for it for; empty: nobody asked
	CountFrom  *time.Time    // the clinic session or the end of the stay from which its days count; nil: from when it left home
	ExtendedTo *time.Time    // until when somebody let it stay out, whatever the rules say; nil: nobody did
}

func (l Loan) equal(o Loan) bool {
	return sameTime(l.OutSince, o.OutSince) && sameTime(l.DueAt, o.DueAt) && l.LoanFor == o.LoanFor && sameTime(l.CountFrom, o.CountFrom) &&
		sameTime(l.ExtendedTo, o.ExtendedTo)
}

// clock is the folder's loan, if holder has it from at on. It starts when the folder leaves home and is not reset by hand-overs; how
// long the folder may stay out depends on who holds it, and for what they asked for it.
func (r Rules) clock(k Known, holder Location, at time.Time) Loan {
	f, homeward := k.Folder, holder.countsAs(k.place(k.Folder.HomeID))
	if homeward && holder.ID == k.Here.ID {
		return Loan{}
	}
	if homeward {
		return f.Loan // the way home does not stop the clock
	}
	loan := f.Loan
	if loan.OutSince == nil {
		loan = Loan{OutSince: &at}
	}
	if q, asked := r.askedBy(k, holder, at); asked {
		loan.LoanFor = q.Reason
		if q.Reason == ForClinic || q.Reason == ForAdmission { // brought days before: its days begin when it is needed
			loan.CountFrom = latest(loan.CountFrom, &q.NeededBy)
		}
	} else if f.holderID() != holder.ID {
		loan.LoanFor = ""
	}
	loan.DueAt = r.due(loan, holder, k.Patient)
	return loan
}

// askedBy is the request for which a holder gets the folder.
func (r Rules) askedBy(k Known, holder Location, at time.Time) (Request, bool) {
	for _, q := range k.Requests {
		if holder.countsAs(k.place(q.LocationID)) && r.soon(q.NeededBy, at) {
			return q, true
		}
	}
	return Request{}, false
}

// holderID is who answers for the folder: whoever it was sent to, while it is on its way.
func (s State) holderID() LocationID {
	if s.ToID != nil {
		return *s.ToID
	}
	return s.LocationID
}

// due is when a folder that is out should be home.
func (r Rules) due(loan Loan, holder Location, p Patient) *time.Time {
	days, limited := holder.LoanFor(loan.LoanFor)
	if in := p.InpatientID; !limited || (in != nil && holder.Within(*in)) {
		return nil // the notes of a current inpatient belong on the ward
	}
	due := r.addDays(*latest(loan.OutSince, loan.CountFrom), days)
	if loan.ExtendedTo != nil {
		until := r.addDays(*loan.ExtendedTo, 0) // that day, or the next that is open
		due = *latest(&due, &until)
	}
	return &due
}

// addDays counts working days on. A calendar closed for ever is refused when it is made; should one run out all the same, that must
// not stop a scan: plain days then.
func (r Rules) addDays(from time.Time, days int) time.Time {
	at, err := r.Calendar.AddDays(from, days)
	if err != nil {
		return from.AddDate(0, 0, days)
	}
	return at
}

// redue is the folder's loan worked out again from what holds now: who has it and for what, whether its patient is on a ward, the
// calendar and what was extended. On the way home the one who sent it answers for it still.
func (r Rules) redue(f Folder, p Patient, places map[LocationID]Location) Loan {
	loan := f.Loan
	if loan.OutSince == nil || f.Custody == Missing || f.Status.Ended() {
		return loan
	}
	holder := places[f.holderID()]
	if holder.countsAs(places[f.HomeID]) {
		holder = places[f.LocationID]
	}
	loan.DueAt = r.due(loan, holder, p)
	return loan
}

func latest(a, b *time.Time) *time.Time {
	if a == nil || (b != nil && b.After(*a)) {
		return b
	}
	return a
}
