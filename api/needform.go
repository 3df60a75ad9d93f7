package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/web"
)

const (
	listLines = 500
	listBytes = 1 << 17 // what a form with a list may weigh: a spreadsheet pasted whole is none
	lineShown = 60
)

// newNeed is the form as it stands before anything is typed: where the person asked last, and the morning of the next working day.
func (s *Server) newNeed(ctx context.Context, actor tracking.Actor) (f web.NeedForm, err error) {
	if f.Location, err = s.Store.LastAskedFor(ctx, actor.Name); err != nil {
		return f, err
	}
	if f.Location == "" {
		if f.Location, err = s.placeOfDevice(ctx); err != nil {
			return f, err
		}
	}
	f.Hour, f.Reason, f.Volumes = "am", string(tracking.ForClinic), string(tracking.LatestOnly)
	days := s.Service.Rules().Calendar
	if at, err := days.AddDays(s.Now(), 1); err == nil {
		f.Day = boxesOf(days.Day(at))
	}
	return f, nil
}

func boxesOf(day calendar.Day) web.Date {
	year, month, date := day.Date()
	return web.Date{Day: fmt.Sprint(date), Month: fmt.Sprint(int(month)), Year: fmt.Sprint(year)}
}

// placeOfDevice is the code of the location where the enrolled device stands that asks; empty where it is none.
func (s *Server) placeOfDevice(ctx context.Context) (string, error) {
	d, known, err := s.deviceOf(ctx)
	if err != nil || !known {
		return "", err
	}
	places, err := s.Store.Locations(ctx)
	i := slices.IndexFunc(places, func(p tracking.Location) bool { return p.ID == d.LocationID })
	if err != nil || i < 0 || places[i].RetiredAt != nil {
		return "", err
	}
	return places[i].Code, nil
}

// needForm is the form as it was sent. ok is false where it is too big to be read.
func needForm(c *gin.Context) (f web.NeedForm, ok bool) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, listBytes)
	if err := c.Request.ParseForm(); err != nil {
		return f, false
	}
	text := func(name string) string { return strings.TrimSpace(c.PostForm(name)) }
	return web.NeedForm{List: c.PostForm("list"), Location: text("location"), Hour: text("hour"), Reason: text("reason"), Volumes: text("volumes"), Contact: text("contact"),
		Note: text("note"), Day: dateForm(c, "needed"), Urgent: text("urgent") == "yes", Closed: text("closed")}, true
}

// needOf reads a form into an Ask for no folders yet, and says what is wrong with it. The form is sent again for a closed day, so that
// is noted in it.
func (s *Server) needOf(ctx context.Context, f *web.NeedForm) (a tracking.Ask, faults []web.Fault, err error) {
	fault := func(field, text string) { faults = append(faults, web.Fault{Field: field, Text: text}) }
	a = tracking.Ask{Location: f.Location, Reason: tracking.RequestReason(f.Reason), Scope: tracking.Scope(f.Volumes), Urgent: f.Urgent, Contact: f.Contact, Note: f.Note}
	if f.Location == "" {
		fault("location", "Choose the location that needs the folder.")
	} else if p, found, err := s.Store.LocationByCode(ctx, f.Location); err != nil {
		return a, nil, err
	} else if !found || p.RetiredAt != nil {
		fault("location", "This location is not in use. Choose another one.")
	}
	if a.Scope != tracking.AllVolumes {
		a.Scope = tracking.LatestOnly
	}
	rules := s.Service.Rules()
	date, good := readDate(f.Day)
	hour, timed := tracking.ParseHour(f.Hour)
	switch {
	case !good:
		fault("needed", "This is not a date. Write it like 31 3 2027.")
	case date.IsZero():
		fault("needed", "Say when the folder is needed.")
	}
	if !timed {
		fault("hour", "Write the time as am, pm, or like 14:00.")
	}
	if !slices.Contains(tracking.RequestReasons(), a.Reason) {
		fault("reason", "Say what the folder is needed for.")
	}
	if good && timed && !date.IsZero() {
		day := calendar.On(date.Date())
		a.NeededBy = rules.Calendar.Clock(day, hour)
		checked := a
		if len(faults) > 0 && faults[len(faults)-1].Field == "reason" {
			checked.Reason = tracking.ForOther // that is said already
		}
		if err := rules.CheckNeed(checked, s.Now()); err != nil {
			more, _, ok := refusal(err, "needed")
			if !ok {
				return a, nil, err
			}
			faults = append(faults, more...)
		} else if closed := rules.ClosedDay(day); closed != "" && f.Closed != day.String() {
			f.Closed = day.String()
			fault("needed", closed+" Change the day, or send the form again to keep it: the folder is then brought on the working day before.")
		}
	}
	return a, faults, nil
}

// linesOf are the lines of a pasted list, without the empty ones. Cells of a spreadsheet are lines too.
func linesOf(text string) (lines []string) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\r\n,;\t", r) }) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// listFault says what is wrong with a list as a whole; empty for nothing.
func listFault(lines []string) string {
	switch {
	case len(lines) == 0:
		return "Paste or type the hospital numbers, NHS numbers or folder barcodes, one on each line."
	case len(lines) > listLines:
		return fmt.Sprintf("A list can have %d lines. This one has %s: send it in parts.", listLines, grouped(int64(len(lines))))
	}
	return ""
}

func shortened(line string) string {
	if utf8.RuneCountInString(line) > lineShown {
		return cutText(line, lineShown) + "…"
	}
	return line
}

func reasonChoices() (list []web.Choice) {
	for _, r := range tracking.RequestReasons() {
		list = append(list, web.Choice{Code: string(r), Name: sentence(r.Label())})
	}
	return list
}
