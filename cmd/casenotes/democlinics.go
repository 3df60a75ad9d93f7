package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/synthetic"
)

const demoClinics = 4

// clinics is the demo's clinics being given their lists.
type clinics struct {
	*opened
	now     time.Time
	places  []tracking.Location
	folders []tracking.Whereabouts
	clerk   tracking.Actor
	library tracking.Actor
}

// bookClinics gives the demo's clinics patients, and brings what is asked for them as far as a working morning brings it.
func (p program) bookClinics(ctx context.Context, o *opened) error {
	c := clinics{opened: o, now: p.now(), clerk: actorOf(tracking.RoleClinic), library: actorOf(tracking.RoleLibrary)}
	all, err := o.store.Locations(ctx)
	if err != nil {
		return err
	}
	c.places = slices.DeleteFunc(slices.Clone(all), func(l tracking.Location) bool { return l.Kind != tracking.Clinic })[:demoClinics]
	if c.folders, err = o.store.Folders(ctx, store.FolderList{Limit: 1000}); err != nil {
		return err
	}
	rows, err := c.book(ctx)
	if err != nil {
		return err
	}
	for _, do := range []func(context.Context) error{c.askBefore, func(ctx context.Context) error { return c.askElsewhere(ctx, all) }, c.bring} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return c.change(ctx, rows)
}

func actorOf(r tracking.Role) tracking.Actor {
	return tracking.Actor{Name: string(r), Role: r, Via: "cli"}
}

// before is the service as it was some time ago.
func (c clinics) before(d time.Duration) *tracking.Service {
	return tracking.New(c.store, c.rules, func() time.Time { return c.now.Add(-d) }, nobody{})
}

// book enters the diary, as it stood a day ago.
func (c clinics) book(ctx context.Context) ([]tracking.Booking, error) {
	var numbers []string
	for _, w := range c.folders {
		if w.Status == tracking.Active && !slices.Contains(numbers, w.Patient.Number) {
			numbers = append(numbers, w.Patient.Number)
		}
	}
	rows := synthetic.Diary(c.places, numbers, c.rules.Calendar, c.now, 7)
	added, err := c.before(24*time.Hour).Book(ctx, c.clerk, rows)
	for _, a := range added {
		err = errors.Join(err, a.Err)
	}
	return rows, err
}

// atHome are some folders that are on their shelves, each given once.
func (c *clinics) atHome(n int) (codes []string) {
	for len(codes) < n && len(c.folders) > 0 {
		w := c.folders[len(c.folders)-1]
		c.folders = c.folders[:len(c.folders)-1]
		if w.Status == tracking.Active && w.Custody == tracking.At && w.LocationID == w.HomeID {
			codes = append(codes, w.Code)
		}
	}
	return codes
}

// askBefore asks for what did not come in time. The sweep ends it.
func (c *clinics) askBefore(ctx context.Context) error {
	_, err := c.before(7*24*time.Hour).Ask(ctx, c.clerk, tracking.Ask{Folders: c.atHome(2), Location: c.places[0].Code, NeededBy: c.now.Add(-5 * 24 * time.Hour),
		Reason: tracking.ForAudit, Note: "Asked for an audit of last week."})
	return err
}

// askElsewhere asks for what is no clinic: coding, research, a complaint that is urgent, and one that is taken back.
func (c *clinics) askElsewhere(ctx context.Context, all []tracking.Location) error {
	for _, a := range []struct {
		kind tracking.LocationKind
		tracking.Ask
	}{
		{tracking.Coding, tracking.Ask{Folders: c.atHome(4), Reason: tracking.ForCoding}},
		{tracking.Research, tracking.Ask{Folders: c.atHome(3), Reason: tracking.ForResearch, Note: "Cardiac study, 3 of 40."}},
		{tracking.Legal, tracking.Ask{Folders: c.atHome(1), Reason: tracking.ForComplaint, Urgent: true, Contact: "01632 960321"}},
		{tracking.Ward, tracking.Ask{Folders: c.atHome(1), Reason: tracking.ForAdmission}},
	} {
		i := slices.IndexFunc(all, func(l tracking.Location) bool { return l.Kind == a.kind })
		a.Location, a.NeededBy = all[i].Code, c.soon()
		asked, err := c.service.Ask(ctx, c.clerk, a.Ask)
		if err != nil {
			return err
		}
		if a.Reason == tracking.ForAdmission {
			if _, err := c.service.CancelRequest(ctx, c.clerk, asked[0].View.ID, 0, "The admission was put off."); err != nil {
				return err
			}
		}
	}
	return nil
}

// soon is noon of the next working day.
func (c clinics) soon() time.Time {
	day := c.rules.Calendar.Day(c.now) + 1
	for !c.rules.Calendar.Working(day) {
		day++
	}
	return c.rules.Calendar.Clock(day, 12*time.Hour)
}

// bring fulfils part of what the clinics have asked for.
func (c clinics) bring(ctx context.Context) error {
	for _, place := range c.places {
		list, err := c.store.Requests(ctx, store.RequestList{LocationID: place.ID, Limit: 200})
		if err != nil {
			return err
		}
		var scans []tracking.Scan
		var pulled []tracking.RequestID
		near, lost := 0, false
		for _, v := range list {
			w := v.Folder
			if w.Custody != tracking.At || (w.Location.Kind != tracking.Library && w.Location.Kind != tracking.Shelf) {
				continue
			}
			first := c.rules.Calendar.Day(v.NeededBy) == c.rules.Calendar.Day(list[0].NeededBy)
			near++
			switch {
			case !first && near%4 == 0, first && near%8 == 0:
				pulled = append(pulled, v.ID)
			case !first, first && near%8 == 1:
			case first && near%8 == 3 && !lost:
				lost = true
				_, err = c.service.MarkMissing(ctx, c.library, w.Code, "Looked on its shelf and those beside it.")
			default:
				scans = append(scans, c.scan(w, place, time.Hour, tracking.Send))
				if near%8 != 2 {
					scans = append(scans, c.scan(w, place, 30*time.Minute, tracking.Arrive))
				}
			}
			if err != nil {
				return err
			}
		}
		if _, err := c.service.Scan(ctx, c.library, tracking.ScanBatch{Scans: scans}); err != nil {
			return err
		}
		if err := c.pull(ctx, pulled); err != nil {
			return err
		}
	}
	return nil
}

// scan is a folder sent from where it is to the clinic, or arriving there, some time ago.
func (c clinics) scan(w tracking.Whereabouts, clinic tracking.Location, ago time.Duration, action tracking.Action) tracking.Scan {
	s := tracking.Scan{ID: uuid.Must(uuid.NewV7()).String(), Code: w.Code, LocationCode: clinic.Code, Action: action, At: c.now.Add(-ago), Source: tracking.Wedge}
	if action == tracking.Send {
		s.LocationCode, s.ToCode = w.Location.Code, clinic.Code
	}
	return s
}

// pull takes requests from their shelves; the last of them only to look for, and one cannot be had.
func (c clinics) pull(ctx context.Context, ids []tracking.RequestID) error {
	if len(ids) < 3 {
		return nil
	}
	if _, err := c.service.Claim(ctx, c.library, ids); err != nil {
		return err
	}
	if _, err := c.service.GiveUp(ctx, c.library, ids[1], 0, "The folder is at the bindery until Friday."); err != nil {
		return err
	}
	for _, id := range slices.Concat(ids[:1], ids[2:len(ids)-1]) {
		if _, err := c.service.Pull(ctx, c.library, id, 0); err != nil {
			return err
		}
	}
	return nil
}

// change is what happens to a list after it was asked for: one patient is booked late, one cancels, one is seen without paper.
func (c clinics) change(ctx context.Context, rows []tracking.Booking) error {
	first, last := rows[0], rows[len(rows)-1]
	late := tracking.Booking{ID: first.Session + "-late", Session: first.Session, Clinic: first.Clinic, Starts: first.Starts.Add(5 * time.Minute), Patient: last.Patient, Status: tracking.Overbooked}
	off := rows[2]
	off.Status = tracking.CalledOff
	if _, err := c.service.Book(ctx, c.clerk, []tracking.Booking{late, off}); err != nil {
		return err
	}
	day := c.rules.Calendar.Day(first.Starts)
	sessions, err := c.store.Sessions(ctx, store.SessionList{From: c.rules.Calendar.Midnight(day), To: c.rules.Calendar.Midnight(day + 1), LocationID: c.places[0].ID, Limit: 1})
	if err != nil || len(sessions) == 0 {
		return err
	}
	booked, err := c.store.Booked(ctx, sessions[0])
	if err != nil || len(booked) < 6 {
		return err
	}
	return c.service.NotNeeded(ctx, c.clerk, booked[5].ID, "Seen on the screen.")
}
