package tracking

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// Book takes appointments in, or brings those that are known up to date: moved, cancelled, booked late. The requests of sessions whose
// lists have been made follow at once. A row that cannot be taken does not stop the others.
func (s *Service) Book(ctx context.Context, actor Actor, rows []Booking) ([]Added[Appointment], error) {
	if err := actor.must(MayRequest); err != nil {
		return nil, err
	}
	return inBatch(rows, func(rows []Booking) (out []Added[Appointment], err error) {
		err = s.withRequests(ctx, func(l *ledger) error {
			d := diary{ledger: l, actor: actor}
			out, err = d.take(rows)
			return err
		})
		return out, err
	})
}

// withRequests is a command on many requests: fn changes the ledger, which is then written and announced.
func (s *Service) withRequests(ctx context.Context, fn func(*ledger) error) error {
	var events []Event
	err := s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		if one, together := s.store.(*oneTx); together {
			l.places = one.places
		}
		if err := fn(l); err != nil {
			return err
		}
		if err := l.save(); err != nil {
			return err
		}
		events = l.events()
		return nil
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return err
}

// diary is a batch of bookings being taken in.
type diary struct {
	*ledger
	actor    Actor
	sessions map[string]*Session // by code; those made here have no id yet
	byID     map[SessionID]*Session
	known    map[string]Appointment
	patients map[string]PatientID
	touched  map[*Session]bool
}

func (d *diary) take(rows []Booking) ([]Added[Appointment], error) {
	for i, row := range rows {
		rows[i].ID, rows[i].Session = strings.TrimSpace(row.ID), strings.TrimSpace(row.Session)
		rows[i].Starts = row.Starts.UTC().Truncate(time.Millisecond)
	}
	if err := d.load(rows); err != nil {
		return nil, err
	}
	out := make([]Added[Appointment], len(rows))
	for i, row := range rows {
		out[i].Err = d.check(row)
	}
	if err := d.openSessions(rows, out); err != nil {
		return nil, err
	}
	var fresh, changed []Appointment
	for i, row := range rows {
		if out[i].Err != nil {
			continue
		}
		a, existed, differs := d.enter(row)
		out[i].Row, out[i].Existed = a, existed
		if !existed {
			fresh = append(fresh, a)
		} else if differs {
			changed = append(changed, a)
		}
	}
	if err := d.tx.AddAppointments(fresh); err != nil {
		return nil, err
	}
	if err := d.tx.UpdateAppointments(changed); err != nil {
		return nil, err
	}
	d.audit = append(d.audit, d.actor.did(AuditEntry{Action: "appointment.book"}, d.now))
	return out, d.settle()
}

// load reads once what all rows refer to, and locks the sessions.
func (d *diary) load(rows []Booking) error {
	d.sessions, d.byID, d.known = map[string]*Session{}, map[SessionID]*Session{}, map[string]Appointment{}
	d.patients, d.touched = map[string]PatientID{}, map[*Session]bool{}
	var ids, sessions, places, numbers []string
	for _, row := range rows {
		ids, sessions = append(ids, row.ID), append(sessions, row.Session)
		places, numbers = append(places, CleanCode(row.Clinic)), append(numbers, CleanNumber(row.Patient))
	}
	known, err := d.tx.AppointmentsByCode(unique(ids))
	if err != nil {
		return err
	}
	var before []SessionID
	for _, a := range known {
		d.known[a.Code], before = a, append(before, a.SessionID)
	}
	for _, read := range []func() ([]Session, error){
		func() ([]Session, error) { return d.tx.LockSessionsByCode(unique(sessions)) },
		func() ([]Session, error) { return d.tx.LockSessions(unique(before)) },
	} {
		found, err := read()
		if err != nil {
			return err
		}
		for _, s := range found {
			if d.byID[s.ID] == nil {
				d.sessions[s.Code], d.byID[s.ID] = &s, &s
			}
		}
	}
	owners, err := d.tx.PatientsByNumber(HospitalNumber, unique(numbers))
	if err != nil {
		return err
	}
	for _, n := range owners {
		d.patients[n.Number] = n.PatientID
	}
	return d.loadCodes(places)
}

func (d *diary) check(row Booking) error {
	if err := checkBooking(row, d.now); err != nil {
		return err
	}
	if _, known := d.patients[CleanNumber(row.Patient)]; !known {
		return ErrUnknownPatient
	}
	place := d.location(CleanCode(row.Clinic))
	switch {
	case place == nil:
		return ErrUnknownLocation
	case place.RetiredAt != nil && row.Status != CalledOff:
		return ErrLocationRetired
	}
	return nil
}

// openSessions puts the sessions on the books that good rows name for the first time.
func (d *diary) openSessions(rows []Booking, out []Added[Appointment]) error {
	var fresh []Session
	for i, row := range rows {
		if out[i].Err != nil || d.sessions[row.Session] != nil {
			continue
		}
		s := Session{Code: row.Session, LocationID: d.location(CleanCode(row.Clinic)).ID, Starts: row.Starts, Volumes: LatestOnly, Version: 1, CreatedAt: d.now, ChangedAt: d.now}
		d.sessions[row.Session] = &s
		fresh = append(fresh, s)
	}
	var places []LocationID
	for _, s := range fresh {
		places = append(places, s.LocationID)
	}
	wishes, err := d.tx.Wishes(unique(places))
	if err != nil {
		return err
	}
	for i := range fresh {
		fresh[i].Volumes = cmp.Or(wishes[fresh[i].LocationID], LatestOnly)
	}
	fresh, err = d.tx.AddSessions(fresh)
	for _, s := range fresh {
		d.sessions[s.Code], d.byID[s.ID] = &s, &s
	}
	return err
}

// enter is a row as the appointment that it makes, or that it changes.
func (d *diary) enter(row Booking) (a Appointment, existed, differs bool) {
	s := d.sessions[row.Session]
	a, existed = d.known[row.ID]
	was := a
	if !row.ToldAt.IsZero() {
		if a.ToldAt != nil && row.ToldAt.Before(*a.ToldAt) {
			return a, existed, false // told late: it has changed since
		}
		told := row.ToldAt.UTC().Truncate(time.Millisecond)
		a.ToldAt = &told
	}
	a.Code, a.SessionID, a.PatientID, a.Starts, a.Status = row.ID, s.ID, d.patients[CleanNumber(row.Patient)], row.Starts, row.Status
	if sameTime(a.ToldAt, was.ToldAt) {
		a.ToldAt = was.ToldAt
	}
	if differs = a != was; !differs {
		return a, existed, false
	}
	if unchanged := was; existed {
		if unchanged.ToldAt = a.ToldAt; unchanged == a { // only told again
			return a, existed, true
		}
	}
	d.touched[s] = true
	if place := d.location(CleanCode(row.Clinic)); place.ID != s.LocationID {
		s.LocationID = place.ID // the whole session meets elsewhere
	}
	if old := d.byID[was.SessionID]; old != nil {
		d.touched[old] = true
	}
	a.Version, a.ChangedAt = a.Version+1, d.now
	if !existed {
		a.CreatedAt = d.now
	}
	d.known[row.ID] = a
	return a, existed, true
}

// settle brings the touched sessions up to date and lets their requests follow.
func (d *diary) settle() error {
	var ids []SessionID
	for s := range d.touched {
		ids = append(ids, s.ID)
	}
	all, err := d.tx.AppointmentsOf(ids)
	if err != nil {
		return err
	}
	first := map[SessionID]time.Time{}
	for _, a := range all {
		if at, known := first[a.SessionID]; a.Status != CalledOff && (!known || a.Starts.Before(at)) {
			first[a.SessionID] = a.Starts
		}
	}
	var sessions []Session
	for s := range d.touched {
		if at, known := first[s.ID]; known {
			s.Starts = at
		}
		d.rules.schedule(s, d.now)
		s.Version, s.ChangedAt = s.Version+1, d.now
		sessions = append(sessions, *s)
	}
	slices.SortFunc(sessions, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	if err := d.tx.UpdateSessions(sessions); err != nil {
		return err
	}
	_, err = d.reconcile(d.actor, sessions, press{})
	return err
}

// schedule says when the next list of a session is made, and asks for its folders where the first one is due.
func (r Rules) schedule(s *Session, now time.Time) {
	s.ListAt = r.nextList(*s, now)
	if s.AskedAt == nil && s.CancelledAt == nil && r.listsBegun(*s, now) && r.Calendar.Day(s.Starts) >= r.Calendar.Day(now) {
		s.AskedAt = &now
	}
}

// RequestSession asks for every folder of everybody booked in a session that is not asked for yet. volumes, where given, is what the
// clinic wants from now on. It answers how many folders were not asked for before.
func (s *Service) RequestSession(ctx context.Context, actor Actor, id SessionID, volumes Scope) (asked int, err error) {
	change := func(l *ledger, session *Session) error {
		if err := l.notOver(*session); err != nil {
			return err
		}
		if volumes != "" {
			if err := l.choose(session, volumes); err != nil {
				return err
			}
		}
		if session.AskedAt == nil {
			session.AskedAt = &l.now
		}
		return nil
	}
	return s.press(ctx, actor, id, change, press{all: true})
}

// CancelSession takes back everything that is asked for it. Folders that are on their way arrive and are routed on.
func (s *Service) CancelSession(ctx context.Context, actor Actor, id SessionID) error {
	return s.onSession(ctx, actor, "session.cancel", id, func(l *ledger, session *Session) error {
		session.CancelledAt, session.ListAt = &l.now, nil
		return nil
	})
}

// ReinstateSession takes a cancellation back. What is needed is asked for again.
func (s *Service) ReinstateSession(ctx context.Context, actor Actor, id SessionID) error {
	return s.onSession(ctx, actor, "session.reinstate", id, func(l *ledger, session *Session) error {
		session.CancelledAt = nil
		l.rules.schedule(session, l.now)
		return nil
	})
}

// NotNeeded says that the folders of a booked patient are not needed, and why: seen by the screen, for instance. An empty why takes
// that back.
func (s *Service) NotNeeded(ctx context.Context, actor Actor, id AppointmentID, why string) error {
	why = strings.TrimSpace(why)
	if len([]rune(why)) > 180 {
		return invalid("reason_too_long", "Use 180 characters at most.")
	}
	if err := actor.must(MayRequest); err != nil {
		return err
	}
	return s.withRequests(ctx, func(l *ledger) error {
		found, err := l.tx.Appointments([]AppointmentID{id})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return ErrUnknownBooking
		}
		_, err = l.changeSession(actor, "appointment.not_needed", found[0].SessionID, func(*ledger, *Session) error {
			again, err := l.tx.Appointments([]AppointmentID{id}) // its session is locked now
			if err != nil {
				return err
			}
			a := again[0]
			a.NotNeeded, a.Version, a.ChangedAt = why, a.Version+1, l.now
			return l.tx.UpdateAppointments([]Appointment{a})
		}, press{})
		return err
	})
}

func (s *Service) onSession(ctx context.Context, actor Actor, action string, id SessionID, change func(*ledger, *Session) error) error {
	if err := actor.must(MayRequest); err != nil {
		return err
	}
	return s.withRequests(ctx, func(l *ledger) error {
		_, err := l.changeSession(actor, action, id, change, press{})
		return err
	})
}

// press asks for folders of a session by a button, and answers how many were not asked for before.
func (s *Service) press(ctx context.Context, actor Actor, id SessionID, change func(*ledger, *Session) error, by press) (asked int, err error) {
	if err := actor.must(MayRequest); err != nil {
		return 0, err
	}
	err = s.withRequests(ctx, func(l *ledger) (err error) {
		asked, err = l.changeSession(actor, "session.request", id, change, by)
		return err
	})
	return asked, err
}

// changeSession changes a session and lets its requests follow. It answers how many folders it asked for.
func (l *ledger) changeSession(actor Actor, action string, id SessionID, change func(*ledger, *Session) error, by press) (asked int, err error) {
	found, err := l.tx.LockSessions([]SessionID{id})
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, ErrUnknownSession
	}
	session := found[0]
	if err := change(l, &session); err != nil {
		return 0, err
	}
	session.Version, session.ChangedAt = session.Version+1, l.now
	if err := l.tx.UpdateSessions([]Session{session}); err != nil {
		return 0, err
	}
	l.audit = append(l.audit, actor.did(AuditEntry{Action: action, LocationID: &session.LocationID}, l.now))
	return l.reconcile(actor, []Session{session}, by)
}
