package api

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/api/hl7"
	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// feedPages are for whoever looks after the feed of other systems.
func (s *Server) feedPages(g *gin.RouterGroup) {
	g.GET("/interface", s.visit(tracking.MayEditLocations, s.getInterface))
	g.GET("/interface/messages/:id", s.visit(tracking.MayEditLocations, s.getFeedMessage))
	g.POST("/interface/messages/:id", s.visit(tracking.MayEditLocations, s.postFeedMessage))
	g.GET("/interface/places", s.visit(tracking.MayEditLocations, s.getFeedPlaces))
	g.POST("/interface/places", s.visit(tracking.MayEditLocations, s.postFeedPlaces))
}

var feedStates = map[tracking.FeedState][2]string{tracking.FeedApplied: {"Applied", "green"}, tracking.FeedIgnored: {"Not for us", "grey"},
	tracking.FeedParked: {"To look at", "red"}, tracking.FeedSetAside: {"Set aside", "white"}}

func (s *Server) getInterface(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	after, _ := strconv.ParseUint(c.Query("after"), 10, 64) // no number is the first page
	standings, err := s.Store.FeedStandings(ctx, s.Now())
	if err != nil {
		return err
	}
	parked, err := s.Store.FeedMessages(ctx, store.FeedList{State: tracking.FeedParked, After: tracking.FeedMessageID(after), Limit: pageRows + 1})
	if err != nil {
		return err
	}
	places, err := s.Store.FeedPlaces(ctx)
	if err != nil {
		return err
	}
	page := web.Interface{Frame: s.frame(c, "Interface"), Later: after != 0, Checked: s.Now()}
	names := map[tracking.FeedSenderID]string{}
	for _, f := range standings {
		names[f.ID] = f.Name()
		page.Senders = append(page.Senders, s.senderRow(f))
	}
	if len(parked) > pageRows {
		parked = parked[:pageRows]
		page.Older = "/interface?" + url.Values{"after": {strconv.FormatUint(uint64(parked[pageRows-1].ID), 10)}}.Encode()
	}
	for _, m := range parked {
		page.Parked = append(page.Parked, feedRow(m, names[m.SenderID]))
	}
	for _, p := range places {
		if p.LocationID == nil {
			page.Unmapped++
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) senderRow(f store.FeedStanding) web.SenderRow {
	row := web.SenderRow{Name: f.Name(), Hour: grouped(int64(f.Hour)), Parked: grouped(int64(f.Parked)), Silent: true}
	if f.Last == nil {
		return row
	}
	row.LastAt, row.Event, row.Silent = &f.Last.ReceivedAt, cmp.Or(meansWords(f.Last.Event), f.Last.Event), s.Now().Sub(f.Last.ReceivedAt) > time.Hour
	row.Lag = lagWords(*f.Last)
	return row
}

// lagWords are how long a message took to reach us, by the clocks of both systems.
func lagWords(m tracking.FeedMessage) string {
	if m.SentAt == nil {
		return ""
	}
	switch lag := m.ReceivedAt.Sub(*m.SentAt); {
	case lag < -time.Minute:
		return "Its clock is ahead of ours"
	case lag < 2*time.Second:
		return "At once"
	case lag < 2*time.Minute:
		return plural(int(lag/time.Second), "second", "seconds")
	case lag < 2*time.Hour:
		return plural(int(lag/time.Minute), "minute", "minutes")
	case lag < 48*time.Hour:
		return plural(int(lag/time.Hour), "hour", "hours")
	default:
		return plural(int(lag/(24*time.Hour)), "day", "days")
	}
}

// meansWords are what an event is; empty where it is not one of ours.
func meansWords(event string) string {
	if means := hl7.Means(event); means != "" {
		return sentence(means)
	}
	return ""
}

func feedRow(m tracking.FeedMessage, sender string) web.FeedRow {
	return web.FeedRow{ID: uint64(m.ID), Sender: sender, Event: m.Event, Means: meansWords(m.Event), ReceivedAt: m.ReceivedAt, Reason: m.Reason, Tries: m.Tries}
}

// feedMessage finds the message of an address, with its sender's name.
func (s *Server) feedMessage(c *gin.Context, ctx context.Context) (m tracking.FeedMessage, sender string, err error) {
	id, _ := strconv.ParseUint(c.Param("id"), 10, 63) // no number is no message
	m, found, err := s.Store.FeedMessage(ctx, tracking.FeedMessageID(id))
	if err != nil {
		return m, "", err
	}
	if !found {
		return m, "", tracking.ErrUnknownMessage
	}
	standings, err := s.Store.FeedStandings(ctx, s.Now())
	for _, f := range standings {
		if f.ID == m.SenderID {
			sender = f.Name()
		}
	}
	return m, sender, err
}

func (s *Server) getFeedMessage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showFeedMessage(c, ctx, actor, http.StatusOK, func(*web.FeedMessage) {})
}

// showFeedMessage shows a message; fill puts in what was typed and what is wrong with it. Who looks is kept.
func (s *Server) showFeedMessage(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.FeedMessage)) error {
	m, sender, err := s.feedMessage(c, ctx)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "feed.look", PatientID: m.PatientID, Detail: "message " + strconv.FormatUint(uint64(m.ID), 10)}); err != nil {
		return err
	}
	words := feedStates[m.State]
	page := web.FeedMessage{FeedRow: feedRow(m, sender), Control: m.Control, State: words[0], Colour: words[1], Waits: m.State == tracking.FeedParked, SentAt: m.SentAt,
		SettledAt: m.SettledAt, SettledBy: m.SettledBy, Notes: m.Notes, Unknown: m.Place, Text: hl7.Readable(m.Text()), Kept: len(m.Raw) > 0}
	page.Frame = s.frame(c, "Message")
	if len(m.Corrected) > 0 {
		page.Came = hl7.Readable(m.Raw)
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

// postFeedMessage applies a message or sets it aside.
func (s *Server) postFeedMessage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	m, _, err := s.feedMessage(c, ctx)
	if err != nil {
		return err
	}
	text, why := c.PostForm("text"), strings.TrimSpace(c.PostForm("why"))
	field, said := "why", "The message is set aside."
	if c.PostForm("act") == "aside" {
		err = s.Service.SetAside(ctx, actor, m.ID, why)
	} else {
		field, said = "text", "The message is applied."
		_, err = s.feed.Again(ctx, actor, m.ID, correction(m, text))
	}
	if err == nil {
		return s.done(c, "/interface", said)
	}
	faults, code, ok := refusal(err, field)
	if !ok || errors.Is(err, tracking.ErrMessageSettled) {
		return err
	}
	faults[0].Field = field
	return s.showFeedMessage(c, ctx, actor, code, func(page *web.FeedMessage) {
		page.Faults, page.Why = faults, why
		if field == "text" && text != "" {
			page.Text = strings.ReplaceAll(text, "\r\n", "\n")
		}
	})
}

// correction is what was typed, where that is something else than what stood there.
func correction(m tracking.FeedMessage, text string) []byte {
	text = strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if text == "" || text == hl7.Readable(m.Text()) {
		return nil
	}
	return hl7.Written(text)
}

func (s *Server) getFeedPlaces(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showFeedPlaces(c, ctx, http.StatusOK, func(*web.FeedPlaces) {})
}

func (s *Server) showFeedPlaces(c *gin.Context, ctx context.Context, code int, fill func(*web.FeedPlaces)) error {
	list, err := s.Store.FeedPlaces(ctx)
	if err != nil {
		return err
	}
	all, err := s.Store.Locations(ctx)
	if err != nil {
		return err
	}
	page := web.FeedPlaces{Frame: s.frame(c, "Map of places"), Checked: s.Now(), Locations: placeChoices("Choose a location", all, inUse)}
	byID := map[tracking.LocationID]tracking.Location{}
	for _, p := range all {
		byID[p.ID] = p
	}
	for _, p := range list {
		row := web.FeedPlaceRow{Place: p.Place, Times: grouped(p.Times), LastAt: p.LastAt, By: p.MappedBy}
		if p.LocationID == nil {
			page.Unmapped = append(page.Unmapped, row)
			continue
		}
		at := placeOf(byID[*p.LocationID])
		row.At = &at
		page.Mapped = append(page.Mapped, row)
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

func (s *Server) postFeedPlaces(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	place, location := strings.TrimSpace(c.PostForm("place")), c.PostForm("location")
	stays, messages, err := s.feed.Map(ctx, actor, place, location)
	if err == nil {
		return s.done(c, "/interface/places", place+" is mapped. "+mappedWords(stays, messages))
	}
	faults, code, ok := fieldRefusal(err, map[string]string{"place_missing": "place", "unknown_location": "location", "location_retired": "location"}, "place")
	if !ok {
		return err
	}
	if location == "" {
		faults[0].Text = "Choose the location that it is."
	}
	return s.showFeedPlaces(c, ctx, code, func(page *web.FeedPlaces) {
		page.Named, page.Location, page.Faults = place, location, faults
	})
}

func mappedWords(stays, messages int) string {
	switch {
	case stays == 0 && messages == 0:
		return "Nothing had waited for it."
	case messages == 0:
		return plural(stays, "patient's stay has", "patients' stays have") + " followed."
	case stays == 0:
		return plural(messages, "message that waited is", "messages that waited are") + " applied."
	}
	return plural(stays, "patient's stay has", "patients' stays have") + " followed, and " + plural(messages, "message that waited is", "messages that waited are") + " applied."
}
