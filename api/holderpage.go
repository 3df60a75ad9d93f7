package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/web"
)

func (s *Server) getOverdueAt(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showHolder(c, ctx, actor, http.StatusOK, func(*web.HolderPage) {})
}

const pastShown = 20

// showHolder shows the overdue folders of one holder, the longest overdue first, and what can be done; fill puts in what was typed.
func (s *Server) showHolder(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.HolderPage)) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	now := s.Now()
	folders, err := s.Store.Overdue(ctx, p.ID, now, after, pageRows+1)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "overdue.look", LocationID: &p.ID}); err != nil {
		return err
	}
	page := web.HolderPage{Frame: s.frame(c, "Overdue at "+p.Name), Holder: placeOf(p), Phone: p.Phone, Email: p.Email, Names: actor.Role.May(tracking.MaySeePatients),
		Chases: actor.Role.May(tracking.MayChase), HandsOver: actor.Role.May(tracking.MayEditLocations) && !p.KeepsFolders(), After: c.Query("after"), Checked: now}
	if len(folders) > pageRows {
		folders = folders[:pageRows]
		last := folders[pageRows-1]
		page.Older = "/overdue/" + p.Code + "?after=" + cursorText(*last.DueAt, uint64(last.ID))
	}
	done, err := s.Store.ChasedHere(ctx, p.ID, folders)
	if err != nil {
		return err
	}
	for _, w := range folders {
		page.Rows = append(page.Rows, s.heldRow(w, done[w.ID], page.Names, now))
	}
	if page.Chases {
		if err := s.addChasing(ctx, &page, p, now); err != nil {
			return err
		}
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) heldRow(w tracking.Whereabouts, done tracking.Chased, names bool, now time.Time) web.HeldRow {
	rules := s.Service.Rules()
	row := web.HeldRow{Code: w.Code, What: setOf(w), Since: w.Since, Due: *w.DueAt, Late: late(s.daysLate(*w.DueAt, now)), Here: inDays(rules.Calendar.DaysBetween(w.Since, now)),
		Version: w.Version}
	if names {
		row.Who = w.Patient.Short()
	}
	if w.OutSince != nil {
		row.Out = inDays(rules.Calendar.DaysBetween(*w.OutSince, now))
	}
	if w.To != nil {
		row.Tags = append(row.Tags, web.Tag{Text: "On the way to " + w.To.Name, Colour: "blue"})
	}
	if w.ExtendedTo != nil {
		row.Tags = append(row.Tags, web.Tag{Text: "Was extended", Colour: "grey"})
	}
	step, at := rules.NextChase(*w.DueAt, done)
	switch {
	case done.Disputed:
		row.Chased = "They say it was sent back"
	case done.LastAt == nil:
		row.Chased = "Not yet"
	default:
		row.Chased = sentence((step - 1).Label()) + ", " + rules.Calendar.Local(*done.LastAt).Format("2 January")
	}
	if step == tracking.StartSearch && !at.After(now) {
		row.Tags = append(row.Tags, web.Tag{Text: "Search for it", Colour: "orange"})
	}
	return row
}

// setOf is which volume of which set a folder is.
func setOf(w tracking.Whereabouts) string {
	return sentence(w.Kind.Label()) + ", volume " + grouped(int64(w.Volume))
}

func inDays(n int) string {
	if n == 0 {
		return "since today"
	}
	return plural(n, "working day", "working days")
}

// addChasing adds how chasing stands, what was done, and to whom folders may be handed over.
func (s *Server) addChasing(ctx context.Context, page *web.HolderPage, p tracking.Location, now time.Time) error {
	all, err := s.overdueHolders(ctx, now)
	if err != nil {
		return err
	}
	page.Stands = "Nothing to chase."
	if i := slices.IndexFunc(all, func(h overdueHolder) bool { return h.Location.ID == p.ID }); i >= 0 {
		h := all[i]
		page.Stands, page.Ready = s.nextStep(h, now)
		if h.stands.Snoozed(now) {
			page.Alone = "until " + s.Service.Rules().Calendar.Day(*h.stands.SnoozedUntil).Words() + ": " + h.stands.SnoozedWhy + " (" + h.stands.SnoozedBy + ")"
			page.Stands = ""
		}
		page.Typed.Address = h.stands.Manager
	}
	page.Way = "A letter to print"
	if s.Mail.On() && p.Email != "" {
		page.Way = "By e-mail to " + p.Email
	}
	past, err := s.Store.LettersTo(ctx, p.ID, 0, pastShown)
	if err != nil {
		return err
	}
	for _, l := range past {
		row := web.PastChase{ID: uint64(l.ID), What: sentence(chaseName(l.Chase)), By: l.MadeBy, State: sentence(l.State.Label()), Colour: "grey", At: l.MadeAt, HasLetter: l.Kind != tracking.Call,
			Detail: l.Problem}
		switch {
		case l.Kind == tracking.Call:
			row.State, row.Detail = "Spoke to "+l.SpokeTo, l.Note
		case l.State == tracking.ChaseUnsure || l.State == tracking.ChaseFailed:
			row.Colour = "red"
		case !l.State.Over():
			row.Colour = "blue"
		}
		page.Past = append(page.Past, row)
	}
	if !page.HandsOver {
		return nil
	}
	places, err := s.Store.Locations(ctx)
	page.Heirs = placeChoices("Choose a holder", places, func(q tracking.Location) bool { return q.ID != p.ID && inUse(q) })
	return err
}

// refuseHolder shows the holder's page again with the form open that could not be done.
func (s *Server) refuseHolder(c *gin.Context, ctx context.Context, actor tracking.Actor, err error, form string, fields map[string]string, field string, typed web.HolderForms) error {
	faults, code, ok := refusal(err, field)
	if !ok {
		return err
	}
	e, _ := errors.AsType[*tracking.Error](err)
	if own, known := fields[e.Code]; known {
		faults[0].Field = own
	}
	return s.showHolder(c, ctx, actor, code, func(page *web.HolderPage) {
		page.Faults, page.Open, page.Typed = faults, form, typed
	})
}

// postHeld does something with the folders that were ticked: it extends them, records a dispute, or reports them missing.
func (s *Server) postHeld(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	codes := c.PostFormArray("folder")
	typed := web.HolderForms{Folders: codes, Why: c.PostForm("extend_why"), Said: c.PostForm("dispute_said"), Note: c.PostForm("looked"), Until: dateForm(c, "extend")}
	do := heldAct(c.PostForm("do"), typed)
	var list []tracking.Extended
	var err error
	field, said := "extend_why", ""
	switch do {
	case "extend":
		until, ok := dayForm(typed.Until)
		if !ok {
			return s.refuseHolder(c, ctx, actor, &tracking.Error{Kind: tracking.Invalid, Code: "until", Text: "Enter a day, such as 14 8 2026."}, do, nil, "extend", typed)
		}
		said = "extended"
		list, err = s.Service.Extend(ctx, actor, codes, until, typed.Why)
	case "dispute":
		field, said = "dispute_said", "recorded as sent back"
		list, err = s.Service.Dispute(ctx, actor, codes, typed.Said)
	case "missing":
		field, said = "looked", "reported missing"
		list, err = s.reportHeld(ctx, actor, codes, typed.Note)
	default:
		return s.refuseHolder(c, ctx, actor, &tracking.Error{Kind: tracking.Invalid, Code: "unknown_form", Text: "Press the button of what you want to do with the folders."}, "", nil, "select-all", typed)
	}
	if err != nil {
		return s.refuseHolder(c, ctx, actor, err, do, map[string]string{"until_past": "extend", "until_late": "extend", "nothing_chosen": "select-all"}, field, typed)
	}
	var failed []web.RowFault
	for _, r := range list {
		if r.Err != nil {
			failed = append(failed, web.RowFault{Row: tracking.Group(tracking.CleanCode(r.Code)), Text: refusalText(r.Err)})
		}
	}
	if len(failed) > 0 {
		return s.showHolder(c, ctx, actor, http.StatusConflict, func(page *web.HolderPage) {
			page.Failed, page.Open, page.Typed = failed, do, typed
		})
	}
	back := "/overdue/" + c.Param("code")
	if after := c.Query("after"); after != "" { // the page that the folders were ticked on
		back += "?after=" + url.QueryEscape(after)
	}
	return s.done(c, back, plural(len(list), "folder is", "folders are")+" "+said+".")
}

// heldAct is what to do with the ticked folders: that of the button, or, where Enter was pressed, of the only part that was filled in.
func heldAct(button string, typed web.HolderForms) string {
	if button != "" {
		return button
	}
	var filled []string
	if typed.Why != "" || typed.Until != (web.Date{}) {
		filled = append(filled, "extend")
	}
	if typed.Said != "" {
		filled = append(filled, "dispute")
	}
	if typed.Note != "" {
		filled = append(filled, "missing")
	}
	if len(filled) != 1 {
		return ""
	}
	return filled[0]
}

// reportHeld reports folders missing. One that cannot be does not stop the others.
func (s *Server) reportHeld(ctx context.Context, actor tracking.Actor, codes []string, looked string) ([]tracking.Extended, error) {
	if len(codes) == 0 || len(codes) > tracking.MaxChosen {
		return nil, &tracking.Error{Kind: tracking.Invalid, Code: "nothing_chosen", Text: "Choose the folders first."}
	}
	list := make([]tracking.Extended, len(codes))
	for i, code := range codes {
		list[i].Code = code
		list[i].Where, list[i].Err = s.Service.MarkMissing(ctx, actor, code, looked)
		if e, told := errors.AsType[*tracking.Error](list[i].Err); list[i].Err != nil && (!told || e.Kind == tracking.Invalid || e.Kind == tracking.Unavailable) {
			return nil, list[i].Err
		}
	}
	return list, nil
}

// refusalText is what a person is told of why one row could not be done.
func refusalText(err error) string {
	if e, told := errors.AsType[*tracking.Error](err); told {
		return e.Text
	}
	return "Something went wrong here. Try again."
}

// dayForm is a day as it was typed into three boxes; false where it is none.
func dayForm(d web.Date) (calendar.Day, bool) {
	t, ok := readDate(d)
	if !ok || t.IsZero() {
		return 0, false
	}
	return calendar.On(t.Date()), true
}

func (s *Server) postCall(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed := web.HolderForms{SpokeTo: c.PostForm("spoke_to"), Said: c.PostForm("said"), Until: dateForm(c, "promised")}
	call := tracking.CallMade{SpokeTo: typed.SpokeTo, Said: typed.Said}
	var err error
	if typed.Until != (web.Date{}) {
		var ok bool
		if call.AloneUntil, ok = dayForm(typed.Until); !ok {
			err = &tracking.Error{Kind: tracking.Invalid, Code: "alone_past", Text: "Enter a day, such as 14 8 2026, or nothing."}
		}
	}
	if err == nil {
		_, err = s.Service.RecordCall(ctx, actor, c.Param("code"), call)
	}
	if err != nil {
		return s.refuseHolder(c, ctx, actor, err, "call", map[string]string{"spoke_to": "spoke_to", "alone_past": "promised", "alone_long": "promised"}, "said", typed)
	}
	return s.done(c, "/overdue/"+c.Param("code"), "The call is recorded.")
}

func (s *Server) postAlone(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed := web.HolderForms{Why: c.PostForm("alone_why"), Until: dateForm(c, "alone")}
	until, said := calendar.Day(0), "They are chased again."
	if c.PostForm("do") != "wake" {
		var ok bool
		if until, ok = dayForm(typed.Until); !ok {
			return s.refuseHolder(c, ctx, actor, &tracking.Error{Kind: tracking.Invalid, Code: "alone_past", Text: "Enter a day, such as 14 8 2026."}, "alone", nil, "alone", typed)
		}
		said = "They are left alone until " + until.Words() + "."
	}
	if err := s.Service.Snooze(ctx, actor, c.Param("code"), until, typed.Why); err != nil {
		return s.refuseHolder(c, ctx, actor, err, "alone", map[string]string{"alone_past": "alone", "alone_long": "alone"}, "alone_why", typed)
	}
	return s.done(c, "/overdue/"+c.Param("code"), said)
}

func (s *Server) postEscalate(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed := web.HolderForms{Address: c.PostForm("address"), Note: c.PostForm("note")}
	list, err := s.Service.Chase(ctx, actor, []tracking.ChaseAsk{{Holder: c.Param("code"), Kind: tracking.Escalation, Address: typed.Address, Note: typed.Note, Mails: s.Mail.On()}})
	if err == nil {
		err = list[0].Err
	}
	if err != nil {
		return s.refuseHolder(c, ctx, actor, err, "escalate", map[string]string{"address": "address"}, "note", typed)
	}
	said := "The e-mail to the manager is on its way."
	if list[0].Chase.Way == tracking.ByPaper {
		said = "The letter to the manager is to be printed, on the page Letters."
	}
	return s.done(c, "/overdue/"+c.Param("code"), said)
}

func (s *Server) postHandOver(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	typed := web.HolderForms{Heir: c.PostForm("heir"), Why: c.PostForm("hand_over_why")}
	err := error(&tracking.Error{Kind: tracking.Invalid, Code: "unknown_location", Text: "Choose to whom they go."})
	n := 0
	if strings.TrimSpace(typed.Heir) != "" {
		n, err = s.Service.HandOver(ctx, actor, c.Param("code"), typed.Heir, typed.Why)
	}
	if err != nil {
		return s.refuseHolder(c, ctx, actor, err, "hand_over", map[string]string{"reason_missing": "hand_over_why", "reason_too_long": "hand_over_why", "unknown_location": "heir", "location_retired": "heir"}, "heir", typed)
	}
	return s.done(c, "/overdue/"+typed.Heir, plural(n, "folder was", "folders were")+" handed over.")
}
