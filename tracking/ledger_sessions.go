package tracking

import (
	"maps"
	"slices"
	"time"
)

// reconcile makes the requests of sessions what their appointments say: every folder of everybody who is booked and whose folders are
// needed is asked for by the session; what is asked for and no longer needed is taken back; what is needed at another time follows.
// It does the same whether it makes a list or follows a booking, and nothing when it is done twice. The sessions are locked.
//
// What somebody presses a button for is asked for now, whatever became of it before, unless it is there already. asked counts the
// folders that were not asked for before.
func (l *ledger) reconcile(actor Actor, sessions []Session, by press) (asked int, err error) {
	plan, err := l.planOf(sessions, by)
	if err != nil {
		return 0, err
	}
	if err := l.lockAsked(plan); err != nil {
		return 0, err
	}
	for _, s := range plan.sessions {
		for _, a := range plan.appointments[s.ID] {
			more, err := l.settleAppointment(actor, plan, s, a)
			if err != nil {
				return 0, err
			}
			asked += more
		}
	}
	return asked, nil
}

// sessionPlan is what a reconciliation works on.
type sessionPlan struct {
	sessions     []Session
	appointments map[SessionID][]Appointment
	heads        map[PatientID]PatientID
	folders      map[PatientID][]FolderID
	asks         map[AppointmentID][]RequestAsk
	requests     map[RequestID]*Request
	press
}

// press is what somebody asks for by a button: nothing, everything of a session, or some of its appointments.
type press struct {
	all  bool
	some []AppointmentID
}

func (p press) asks(id AppointmentID) bool { return p.all || slices.Contains(p.some, id) }

// planOf reads what is to be settled: of a session that nobody has asked for, only those of whom something is asked for all the same.
func (l *ledger) planOf(sessions []Session, by press) (plan sessionPlan, err error) {
	plan = sessionPlan{press: by, sessions: sessions, appointments: map[SessionID][]Appointment{}, asks: map[AppointmentID][]RequestAsk{}, requests: map[RequestID]*Request{}}
	var ids []SessionID
	var places []LocationID
	asked := map[SessionID]bool{}
	for _, s := range sessions {
		ids, places, asked[s.ID] = append(ids, s.ID), append(places, s.LocationID), s.AskedAt != nil
	}
	if err := l.addPlaces(places); err != nil {
		return plan, err
	}
	all, err := l.tx.AppointmentsOf(ids)
	if err != nil {
		return plan, err
	}
	var appointments []AppointmentID
	for _, a := range all {
		appointments = append(appointments, a.ID)
	}
	asks, err := l.tx.AsksFor(appointments)
	if err != nil {
		return plan, err
	}
	for _, a := range asks {
		plan.asks[*a.AppointmentID] = append(plan.asks[*a.AppointmentID], a)
		plan.requests[a.RequestID] = nil
	}
	var patients []PatientID
	for _, a := range all {
		if asked[a.SessionID] || by.asks(a.ID) || len(plan.asks[a.ID]) > 0 {
			plan.appointments[a.SessionID] = append(plan.appointments[a.SessionID], a)
			patients = append(patients, a.PatientID)
		}
	}
	plan.heads, plan.folders, err = l.kinship(patients)
	return plan, err
}

// lockAsked locks the folders of what is asked for already, and finds the requests.
func (l *ledger) lockAsked(plan sessionPlan) error {
	found, err := l.tx.Requests(slices.Sorted(maps.Keys(plan.requests)))
	if err != nil {
		return err
	}
	var folders []FolderID
	for _, q := range found {
		folders = append(folders, q.FolderID)
	}
	if err := l.loadFolders(folders); err != nil {
		return err
	}
	for _, list := range l.book.requests {
		for _, q := range list {
			if _, asked := plan.requests[q.ID]; asked {
				plan.requests[q.ID] = q
			}
		}
	}
	return nil
}

// settleAppointment makes the requests of one appointment right, and answers how many folders it asked for.
func (l *ledger) settleAppointment(actor Actor, plan sessionPlan, s Session, a Appointment) (wanted int, err error) {
	why := whyNot(s, a)
	needed, over := l.needOf(s, a)
	asked, pressed := map[FolderID]bool{}, plan.press.asks(a.ID)
	chosen := l.chosen(s.Volumes, plan.folders[plan.heads[a.PatientID]])
	var read []pendingAsk
	for _, ask := range plan.asks[a.ID] {
		read = append(read, pendingAsk{plan.requests[ask.RequestID], ask})
	}
	for _, one := range l.asksNow(read, func(o RequestAsk) bool { return o.AppointmentID != nil && *o.AppointmentID == a.ID }) {
		ask, q := one.RequestAsk, one.request
		if q == nil || !q.State.Open() { // it has ended: filled, given up or expired
			if q == nil && why == "" && !pressed {
				if err := l.endedFor(ask, s, asked); err != nil {
					return 0, err
				}
			}
			continue
		}
		older := q.Scope == AllVolumes && s.Volumes == LatestOnly && q.State == RequestWaiting && !slices.ContainsFunc(chosen, func(f *Folder) bool { return f.ID == q.FolderID })
		switch {
		case why == "" && q.LocationID == s.LocationID && older: // what is pulled or sent already comes
			if err := l.withdraw(q, []RequestAsk{ask}, actor.Name, "The clinic wants the latest volume only."); err != nil {
				return 0, err
			}
			continue
		case why != "" || q.LocationID != s.LocationID:
			if err := l.withdraw(q, []RequestAsk{ask}, actor.Name, orElse(why, "The session has moved to "+l.places[s.LocationID].Name+".")); err != nil {
				return 0, err
			}
			continue
		case !slices.Contains(plan.folders[plan.heads[a.PatientID]], q.FolderID):
			if err := l.withdraw(q, []RequestAsk{ask}, actor.Name, "The folder is another patient's: their records were separated."); err != nil {
				return 0, err
			}
			continue
		case !ask.NeededBy.Equal(needed) && !over:
			if err := l.moveAsk(q, ask, needed, actor.Name); err != nil {
				return 0, err
			}
		}
		asked[q.FolderID] = true
	}
	if why != "" || over || (s.AskedAt == nil && !pressed) {
		return 0, nil
	}
	for _, f := range chosen {
		there := pressed && f.Custody == At && l.places[f.LocationID].Within(s.LocationID)
		if !asked[f.ID] && !there {
			appointment := a.ID
			l.want(f, Request{LocationID: s.LocationID, Scope: s.Volumes, NeededBy: needed, Reason: ForClinic, AskedBy: actor.Name, AskedAt: l.now},
				RequestAsk{Actor: actor.Name, AppointmentID: &appointment, NeededBy: needed, AskedAt: l.now})
			wanted++
		}
	}
	return wanted, nil
}

// endedFor notes the folder of an ask whose request has ended at this place for this time: it is not asked for again by itself.
func (l *ledger) endedFor(ask RequestAsk, s Session, asked map[FolderID]bool) error {
	ended, err := l.tx.Requests([]RequestID{ask.RequestID})
	for _, q := range ended {
		if q.LocationID == s.LocationID && oneNeed(q.NeededBy, s.Starts) {
			asked[q.FolderID] = true
		}
	}
	return err
}

// whyNot says why an appointment needs no folders; empty where it needs them.
func whyNot(s Session, a Appointment) string {
	switch {
	case s.CancelledAt != nil:
		return "The session was cancelled."
	case a.Status == CalledOff:
		return "The appointment was cancelled."
	case a.NotNeeded != "":
		return "Not needed: " + a.NotNeeded
	}
	return ""
}

// needOf is when the folders of an appointment are needed: when its session starts, or, booked into one that has begun, when its own
// time comes. over says that it is past.
func (l *ledger) needOf(s Session, a Appointment) (needed time.Time, over bool) {
	needed = s.Starts
	if needed.Before(l.now) {
		needed = a.Starts
	}
	return needed, needed.Before(l.now) || !a.Wanted()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
