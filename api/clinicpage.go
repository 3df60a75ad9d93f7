package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/store"
	"casenotes/web"
)

const (
	clinicDays = 10 // working days ahead
	clinicRows = 200
)

// clinicPages are the pages of whoever prepares clinics.
func (s *Server) clinicPages(g *gin.RouterGroup) {
	g.GET("/clinics", s.visit(tracking.MayRequest, s.getClinics))
	g.GET("/clinics/choose", s.visit(tracking.MayRequest, s.getChooseClinics))
	g.POST("/clinics/choose", s.visit(tracking.MayRequest, s.postChooseClinics))
	g.GET("/clinics/:id", s.visit(tracking.MayRequest, s.getClinic))
	g.POST("/clinics/:id/request", s.visit(tracking.MayRequest, s.postRequestAll))
	g.POST("/clinics/:id/request-some", s.visit(tracking.MayRequest, s.postRequestSome))
	g.POST("/clinics/:id/volumes", s.visit(tracking.MayRequest, s.postVolumes))
	g.POST("/clinics/:id/not-needed", s.visit(tracking.MayRequest, s.postNotNeeded))
}

func (s *Server) getClinics(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	page := web.Clinics{Frame: s.frame(c, "My clinics"), Checked: s.Now()}
	chosen, err := s.Store.ClinicsOf(ctx, actor.Name)
	if err != nil {
		return err
	}
	page.Chosen = len(chosen) > 0
	var topics []string
	for _, p := range chosen {
		topics = append(topics, "requests:"+p.Code, "location:"+p.Code)
	}
	page.Topics = strings.Join(topics, " ")
	days := s.Service.Rules().Calendar
	today := days.Day(s.Now())
	last, err := days.AddDays(s.Now(), clinicDays)
	if err != nil {
		return err
	}
	list, err := s.Store.Sessions(ctx, store.SessionList{From: days.Midnight(today), To: days.Midnight(days.Day(last) + 1), Of: actor.Name, Limit: clinicRows + 1})
	if err != nil {
		return err
	}
	if page.More = len(list) > clinicRows; page.More {
		list = list[:clinicRows]
	}
	ready, err := s.Store.Readiness(ctx, list...)
	if err != nil {
		return err
	}
	for _, v := range list {
		day := days.Midnight(days.Day(v.Starts))
		if n := len(page.Days); n == 0 || !page.Days[n-1].Day.Equal(day) {
			page.Days = append(page.Days, web.ClinicDay{Day: day, When: dayWords(days.Day(v.Starts), today)})
		}
		of := &page.Days[len(page.Days)-1]
		of.Rows = append(of.Rows, s.clinicRow(v, ready[v.ID]))
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func dayWords(day, today calendar.Day) string {
	switch day - today {
	case 0:
		return "Today"
	case 1:
		return "Tomorrow"
	}
	return day.Weekday().String()
}

func (s *Server) clinicRow(v store.SessionView, r tracking.Readiness) web.ClinicRow {
	over := s.Service.Rules().Over(v.Session, s.Now())
	return web.ClinicRow{ID: v.ID, Clinic: v.Location, Starts: v.Starts, Cancelled: v.CancelledAt != nil, AskedAt: v.AskedAt, Readiness: r,
		Asks: !over && (v.AskedAt == nil || r.Folders[tracking.NotRequested] > 0) && r.Total() > r.Folders[tracking.Here], Version: v.Version}
}

func (s *Server) getChooseClinics(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	mine, err := s.Store.ClinicsOf(ctx, actor.Name)
	if err != nil {
		return err
	}
	var codes []string
	for _, p := range mine {
		codes = append(codes, p.Code)
	}
	return s.showChoose(c, ctx, http.StatusOK, codes, nil)
}

// showChoose offers every clinic, and every other location where patients are booked.
func (s *Server) showChoose(c *gin.Context, ctx context.Context, code int, chosen []string, faults []web.Fault) error {
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	busy, err := s.Store.ClinicsWithSessions(ctx, s.Now().AddDate(0, -1, 0))
	if err != nil {
		return err
	}
	page := web.ChooseClinics{Frame: s.frame(c, "Choose my clinics"), Chosen: chosen}
	page.Faults = faults
	all = slices.DeleteFunc(slices.Clone(all), func(p tracking.Location) bool {
		return p.RetiredAt != nil || (p.Kind != tracking.Clinic && !slices.Contains(busy, p.ID))
	})
	order := byName()
	slices.SortStableFunc(all, func(a, b tracking.Location) int {
		if a.Site != b.Site {
			return order(a.Site, b.Site)
		}
		return order(a.Name, b.Name)
	})
	for _, p := range all {
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Site != p.Site {
			page.Groups = append(page.Groups, web.ClinicGroup{Site: p.Site})
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Places = append(g.Places, placeOf(p))
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postChooseClinics(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	codes := c.PostFormArray("clinic")
	if err := s.Service.ChooseClinics(ctx, actor, codes); err != nil {
		faults, code, ok := refusal(err, "clinic")
		if !ok {
			return err
		}
		return s.showChoose(c, ctx, code, codes, fieldsOf(faults, "clinic"))
	}
	return s.done(c, "/clinics", "Your clinics are saved.")
}

// sessionOf is the session that an address names.
func (s *Server) sessionOf(ctx context.Context, text string) (v store.SessionView, err error) {
	id, err := strconv.ParseUint(text, 10, 53)
	if err != nil {
		return v, tracking.ErrUnknownSession
	}
	return s.session(ctx, id)
}

// bookedSession is the session that an address names, how ready it is, and who is booked in it.
func (s *Server) bookedSession(c *gin.Context, ctx context.Context) (v store.SessionView, r tracking.Readiness, booked []store.Booked, err error) {
	if v, err = s.sessionOf(ctx, c.Param("id")); err != nil {
		return v, r, nil, err
	}
	ready, err := s.Store.Readiness(ctx, v)
	if err != nil {
		return v, r, nil, err
	}
	booked, err = s.Store.Booked(ctx, v)
	return v, ready[v.ID], booked, err
}

func (s *Server) getClinic(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showClinic(c, ctx, actor, http.StatusOK, nil)
}

func (s *Server) showClinic(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, faults []web.Fault) error {
	v, ready, booked, err := s.bookedSession(c, ctx)
	if err != nil {
		return err
	}
	moved, err := s.Store.MovedOut(ctx, v)
	if err != nil {
		return err
	}
	days := s.Service.Rules().Calendar
	when := days.Local(v.Starts).Format("Monday 2 January, 15:04")
	page := web.Clinic{Frame: s.frame(c, v.Location.Name+", "+when), When: when, ClinicRow: s.clinicRow(v, ready), Volumes: v.Volumes, Checked: s.Now(),
		Topics: "requests:" + v.Location.Code + " location:" + v.Location.Code}
	page.Faults = faults
	var people []tracking.Patient
	for _, b := range booked {
		page.List = append(page.List, s.bookedRow(v, b))
		people = append(people, b.Patient)
	}
	for _, m := range moved {
		page.Moved = append(page.Moved, web.MovedRow{Patient: m.Patient, Starts: m.Starts, Clinic: m.Clinic, Session: m.SessionID})
		people = append(people, m.Patient)
	}
	places, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	page.Phone = libraryPhone(places, nil)
	if err := s.sawPatients(ctx, actor, "session.look", people); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) bookedRow(v store.SessionView, b store.Booked) web.BookedRow {
	row := web.BookedRow{Appointment: b.Appointment, Patient: b.Patient, Needed: b.Wanted(), Stamp: fmt.Sprint(b.Version)}
	row.Over, row.New = s.Service.Rules().Over(v.Session, s.Now()), b.BookedSince(v.Session)
	tag := func(is bool, text, colour string) {
		if is {
			row.Tags = append(row.Tags, web.Tag{Text: text, Colour: colour})
		}
	}
	tag(row.New, "New since you requested", "pink")
	tag(b.Status == tracking.Overbooked, "Overbooked", "white")
	tag(b.Status == tracking.CalledOff, "Cancelled", "grey")
	tag(b.Status == tracking.DidNotAttend, "Did not attend", "grey")
	tag(b.NotNeeded != "" && b.Status != tracking.CalledOff, "Not needed", "grey")
	for _, f := range b.Folders {
		one := web.BookedFolder{Row: web.Rows([]tracking.Whereabouts{f.Whereabouts}, s.Now())[0], Stands: web.StandingTag(f.Stands), Request: f.Request, Apart: !f.Counts}
		row.Stamp += fmt.Sprintf(" %d", f.Version)
		if f.Request != nil {
			row.Stamp += fmt.Sprintf("-%d", f.Request.Version)
		} else if f.Counts && f.Stands != tracking.Here && row.Needed && !row.Over {
			row.Asks = true
		}
		row.Folders = append(row.Folders, one)
	}
	return row
}

// postRequestAll asks for everything of a session that is not asked for yet, from the list of clinics or from its own.
func (s *Server) postRequestAll(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.onClinic(c, ctx, actor, func(id tracking.SessionID) (int, error) { return s.Service.RequestSession(ctx, actor, id, "") })
}

func (s *Server) postRequestSome(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	picked := appointmentIDs(c.PostFormArray("patient"))
	if one := c.PostForm("one"); one != "" {
		picked = appointmentIDs([]string{one})
	}
	return s.onClinic(c, ctx, actor, func(id tracking.SessionID) (int, error) { return s.Service.RequestBooked(ctx, actor, id, picked) })
}

func appointmentIDs(texts []string) (ids []tracking.AppointmentID) {
	for _, text := range texts {
		if id, err := strconv.ParseUint(text, 10, 53); err == nil {
			ids = append(ids, tracking.AppointmentID(id))
		}
	}
	return ids
}

// onClinic asks for folders of a session, and says how many there were to ask for.
func (s *Server) onClinic(c *gin.Context, ctx context.Context, actor tracking.Actor, ask func(tracking.SessionID) (int, error)) error {
	v, err := s.sessionOf(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	asked, err := ask(v.ID)
	if err != nil {
		faults, code, ok := refusal(err, "")
		if !ok {
			return err
		}
		return s.showClinic(c, ctx, actor, code, faults)
	}
	to := fmt.Sprintf("/clinics/%d", v.ID)
	if c.PostForm("from") == "list" {
		to = "/clinics"
	}
	return s.done(c, to, askedWords(v, asked, s.Service.Rules().Calendar.Local(v.Starts)))
}

func askedWords(v store.SessionView, n int, local time.Time) string {
	which := v.Location.Name + ", " + local.Format("Monday 2 January 15:04")
	switch n {
	case 0:
		return which + ": everything is asked for already."
	case 1:
		return which + ": 1 folder is asked for. Library sees this now."
	}
	return fmt.Sprintf("%s: %d folders are asked for. Library sees this now.", which, n)
}

func (s *Server) postVolumes(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.sessionOf(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	if err := s.Service.ChooseVolumes(ctx, actor, v.ID, tracking.Scope(c.PostForm("volumes"))); err != nil {
		faults, code, ok := refusal(err, "volumes")
		if !ok {
			return err
		}
		return s.showClinic(c, ctx, actor, code, faults)
	}
	return s.done(c, fmt.Sprintf("/clinics/%d", v.ID), "Saved. New lists of this clinic are made so too.")
}

// postNotNeeded says that the folders of one patient are not needed, or takes that back.
func (s *Server) postNotNeeded(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	v, err := s.sessionOf(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	why, said, which := "Seen electronically.", "Marked as not needed. Its requests are taken back.", c.PostForm("unneeded")
	if which == "" {
		why, said, which = "", "Needed after all.", c.PostForm("needed")
	}
	ids := appointmentIDs([]string{which})
	if len(ids) == 0 {
		return tracking.ErrUnknownBooking
	}
	if err := s.Service.NotNeeded(ctx, actor, ids[0], why); err != nil {
		return err
	}
	return s.done(c, fmt.Sprintf("/clinics/%d", v.ID), said)
}
