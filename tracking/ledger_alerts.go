package tracking

import (
	"slices"
	"time"
)

// settle closes the folder's alerts that its scan or a person at a screen answers, and hands the others to the new holder.
func (l *ledger) settle(f *Folder, scanned bool) {
	var open []Alert
	for _, a := range l.alerts[f.ID] {
		why, ended := a.settled(*f, l.now, scanned)
		moved := a.Kind != DisputeAlert && (a.LocationID == nil || *a.LocationID != f.LocationID) // a dispute stays with who disputes
		if ended && a.Kind == DisputeAlert {
			why = "scanned at " + l.places[f.LocationID].Name
			l.agreed[f.ID] = a
		}
		if ended {
			a.Open, a.ClosedAt, a.ClosedWhy = nil, &l.now, why
		} else if moved {
			at := f.LocationID
			a.LocationID = &at
		}
		if ended || moved {
			l.alter(a)
		}
		if !ended {
			open = append(open, a)
		}
	}
	l.alerts[f.ID] = open
}

// alter changes an alert. One that was opened by this batch and is over already was never there.
func (l *ledger) alter(a Alert) {
	if a.ID != 0 {
		a.ChangedAt, a.Version = l.now, a.Version+1
		l.altered = slices.DeleteFunc(l.altered, func(o Alert) bool { return o.ID == a.ID }) // it may move and close in one batch
		l.altered = append(l.altered, a)
		return
	}
	l.opened = slices.DeleteFunc(l.opened, func(o Alert) bool { return o.Kind == a.Kind && o.Subject == a.Subject })
	if a.Open != nil {
		l.opened = append(l.opened, a)
	}
}

func (l *ledger) openAlert(kind AlertKind, subject string, f *Folder, text string) {
	a := newAlert(kind, subject, text, l.now)
	if f != nil {
		for _, open := range l.alerts[f.ID] {
			if open.Kind == kind {
				return
			}
		}
		id, at := f.ID, f.LocationID
		a.FolderID, a.LocationID = &id, &at
		l.alerts[f.ID] = append(l.alerts[f.ID], a)
	}
	l.opened = append(l.opened, a)
}

func newAlert(kind AlertKind, subject, text string, now time.Time) Alert {
	open := true
	return Alert{Kind: kind, Subject: subject, Text: text, Open: &open, OpenedAt: now, ChangedAt: now, Version: 1}
}

// saveOpened writes new alerts; from now on they have ids.
func (l *ledger) saveOpened() (err error) {
	if l.opened, err = l.tx.AddAlerts(l.opened); err != nil {
		return err
	}
	for _, a := range l.opened {
		if a.FolderID == nil {
			continue
		}
		list := l.alerts[*a.FolderID]
		for i := range list {
			if list[i].ID == 0 && list[i].Kind == a.Kind {
				list[i] = a
			}
		}
	}
	return nil
}

func (l *ledger) alertView(a Alert) *AlertView {
	v := &AlertView{Alert: a}
	if a.FolderID != nil {
		w := l.whereabouts(*l.folders[*a.FolderID])
		v.Folder = &w
	}
	if a.LocationID != nil {
		p := l.places[*a.LocationID]
		v.Location = &p
	}
	return v
}

// tellDispute tells whoever scans that this ends a dispute about the folder.
func (l *ledger) tellDispute(f *Folder, d *Decision) {
	a, ended := l.agreed[f.ID]
	if !ended {
		return
	}
	delete(l.agreed, f.ID)
	d.Notices = append(d.Notices, Notice{Code: "dispute_ended", Text: a.Text + " This scan settles it."})
	if d.Class == Done {
		d.Class = Note
	}
}

// closeAlert closes the open alert of a kind of a folder, where there is one.
func (l *ledger) closeAlert(f *Folder, kind AlertKind, why string) {
	l.alerts[f.ID] = slices.DeleteFunc(l.alerts[f.ID], func(a Alert) bool {
		if a.Kind != kind {
			return false
		}
		a.Open, a.ClosedAt, a.ClosedWhy = nil, &l.now, why
		l.alter(a)
		return true
	})
}

// saveLooks writes when the sweep must next look, with one statement for all that have the same time: most have none.
func (l *ledger) saveLooks() error {
	at := map[time.Time][]FolderID{}
	for id, next := range l.looks {
		var when time.Time
		if next != nil {
			when = *next
		}
		at[when] = append(at[when], id)
	}
	for when, ids := range at {
		next := &when
		if when.IsZero() {
			next = nil
		}
		if err := l.tx.LookAgain(unique(ids), next); err != nil {
			return err
		}
	}
	return nil
}
