package tracking

import (
	"slices"
	"time"
)

// Who asks by a request: several people, appointments and stays may share one. It is open for as long as one of them does.

// pendingAsk is an ask that is still to be written, or one that was read, with its request.
type pendingAsk struct {
	request *Request
	RequestAsk
}

// asksOf is who asks by a request: whose asks are written, and whose still will be.
func (l *ledger) asksOf(q *Request) ([]RequestAsk, error) {
	asks, err := l.tx.AsksOf([]RequestID{q.ID})
	for _, a := range l.book.asks {
		if a.request == q {
			asks = append(asks, a.RequestAsk)
		}
	}
	return asks, err
}

// asksNow is asks that were read before, as they are now: those of requests that were joined since are asks of the other one. whose tells asks
// that are not written yet.
func (l *ledger) asksNow(read []pendingAsk, whose func(RequestAsk) bool) (list []pendingAsk) {
	for _, a := range read {
		if !l.book.joined[a.request] {
			list = append(list, a)
		}
	}
	for _, a := range l.book.asks {
		if whose(a.RequestAsk) {
			list = append(list, a)
		}
	}
	return list
}

// endAsks ends some of the asks of a request, and does nothing about the request.
func (l *ledger) endAsks(q *Request, some []RequestAsk) error {
	var ids []uint64
	for _, a := range some {
		if a.ID != 0 {
			ids = append(ids, a.ID)
		}
	}
	l.book.asks = slices.DeleteFunc(l.book.asks, func(a pendingAsk) bool { return a.request == q && slices.Contains(some, a.RequestAsk) })
	return l.tx.WithdrawAsks(ids, l.now)
}

// again is asks as new rows.
func again(asks []RequestAsk) []RequestAsk {
	asks = slices.Clone(asks)
	for i := range asks {
		asks[i].ID = 0
	}
	return asks
}

// share lets more askers into an open request, which is then needed by the earliest of them.
func (l *ledger) share(one *Request, q Request, asks []RequestAsk) {
	for _, a := range asks {
		l.book.asks = append(l.book.asks, pendingAsk{one, a})
	}
	if q.NeededBy.Before(one.NeededBy) {
		one.NeededBy = q.NeededBy
		one.Need = int(l.rules.Calendar.Day(one.NeededBy))
	}
	one.Urgency = max(one.Urgency, q.Urgency)
	if one.Contact == "" {
		one.Contact = q.Contact
	}
	if one.Scope == ThisVolume {
		one.Scope = q.Scope
	}
	l.note(one, "merged", q.AskedBy, "Also asked by "+q.AskedBy+".", nil)
}

// join ends a request, and lets everybody who asks by it ask by another one instead, as it is needed now.
func (l *ledger) join(q, other *Request, now Request, by, why string) error {
	asks, err := l.asksOf(q)
	if err != nil {
		return err
	}
	if err := l.endAsks(q, asks); err != nil {
		return err
	}
	l.share(other, now, again(asks))
	l.step(q, RequestCancelled, by, why, l.now, nil)
	l.book.joined[q] = true
	return nil
}

// withdraw ends some of the asks of a request. With none left the request ends; else it is needed by the earliest of the others.
func (l *ledger) withdraw(q *Request, some []RequestAsk, by, why string) error {
	if err := l.endAsks(q, some); err != nil {
		return err
	}
	asks, err := l.asksOf(q)
	if err != nil {
		return err
	}
	if len(asks) == 0 {
		l.step(q, RequestCancelled, by, why, l.now, nil)
		return nil
	}
	earliest := slices.MinFunc(asks, func(a, b RequestAsk) int { return a.NeededBy.Compare(b.NeededBy) })
	q.Urgency = slices.MaxFunc(asks, func(a, b RequestAsk) int { return a.Urgency - b.Urgency }).Urgency
	l.note(q, "withdrawn", by, why, nil)
	return l.reschedule(q, earliest.NeededBy, by)
}

// reschedule says that a request is needed at another time. Where the same is asked for at that time already, the two are one.
func (l *ledger) reschedule(q *Request, neededBy time.Time, by string) error {
	if neededBy.Equal(q.NeededBy) {
		return nil
	}
	if other := l.asOne(q.FolderID, q.LocationID, neededBy, q); other != nil {
		moved := *q
		moved.NeededBy, moved.AskedBy = neededBy, by
		return l.join(q, other, moved, by, "Joined with the other request for then.")
	}
	q.NeededBy, q.Need = neededBy, int(l.rules.Calendar.Day(neededBy))
	l.note(q, "amended", by, "Needed "+l.rules.when(neededBy, l.now)+".", nil)
	return nil
}

// amendNeed lets everybody who asks by a request need it at another time. Appointments and stays keep theirs, so it cannot be later than one
// of them.
func (l *ledger) amendNeed(q *Request, neededBy time.Time, by string) error {
	asks, err := l.asksOf(q)
	if err != nil {
		return err
	}
	var people []RequestAsk
	for _, a := range asks {
		switch {
		case a.AppointmentID == nil && a.StayID == nil:
			people = append(people, a)
		case a.NeededBy.Before(neededBy):
			return ErrNeededEarlier
		}
	}
	if err := l.endAsks(q, people); err != nil {
		return err
	}
	for _, a := range again(people) {
		a.NeededBy = neededBy
		l.book.asks = append(l.book.asks, pendingAsk{q, a})
	}
	return l.reschedule(q, neededBy, by)
}

// moveAsk lets one ask of a request be for another time. Alone in it, it takes the request along; else it leaves the others to theirs.
func (l *ledger) moveAsk(q *Request, ask RequestAsk, needed time.Time, by string) error {
	asks, err := l.asksOf(q)
	if err != nil {
		return err
	}
	moved := ask
	moved.ID, moved.NeededBy, moved.AskedAt = 0, needed, l.now
	if len(asks) == 1 {
		if err := l.endAsks(q, asks); err != nil {
			return err
		}
		l.book.asks = append(l.book.asks, pendingAsk{q, moved})
		return l.reschedule(q, needed, by)
	}
	if err := l.withdraw(q, []RequestAsk{ask}, by, "It is needed "+l.rules.when(needed, l.now)+" now."); err != nil {
		return err
	}
	l.want(l.folders[q.FolderID], Request{LocationID: q.LocationID, Scope: q.Scope, NeededBy: needed, Reason: q.Reason, AskedBy: by, AskedAt: l.now}, moved)
	return nil
}
