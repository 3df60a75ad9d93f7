package api

import (
	"context"
	"strconv"

	"casenotes/api/hl7"
	"casenotes/tracking"
	"casenotes/tracking/store"
)

// feedCalls are what programs can do with the feed of other systems.
func (s *Server) feedCalls() {
	get(s, "/feed", tracking.MayEditLocations, "Systems that send messages, and how they do", s.listSenders)
	get(s, "/feed/messages", tracking.MayEditLocations, "Messages of the feed, the newest first, without their texts", s.listFeed)
	get(s, "/feed/messages/{id}", tracking.MayEditLocations, "A message with its text", s.getFeed)
	post(s, "/feed/messages/{id}/apply", tracking.MayEditLocations, "Apply a message that was parked, as it came or corrected", s.postFeedApply)
	post(s, "/feed/messages/{id}/set-aside", tracking.MayEditLocations, "Say that a message that was parked is not to be applied", s.postFeedAside)
	get(s, "/feed/places", tracking.MayEditLocations, "The map from places of messages to locations", s.listPlaces)
	post(s, "/feed/places", tracking.MayEditLocations, "Say which location a place is, and apply what has waited for that", s.postPlace)
}

// senderShape is a system that sends.
type senderShape struct {
	ID       uint64   `json:"id"`
	Name     string   `json:"name"`
	LastAt   *instant `json:"last_at" nullable:"true"`
	LastHour int      `json:"messages_last_hour"`
	Parked   int      `json:"parked" doc:"Messages that wait for a person"`
}

type sendersOutput struct {
	Body struct {
		Items []senderShape `json:"items" nullable:"false"`
	}
}

func (s *Server) listSenders(ctx context.Context, _ tracking.Actor, _ *struct{}) (*sendersOutput, error) {
	standings, err := s.Store.FeedStandings(ctx, s.Now())
	out := &sendersOutput{}
	out.Body.Items = []senderShape{}
	for _, f := range standings {
		row := senderShape{ID: uint64(f.ID), Name: f.Name(), LastHour: f.Hour, Parked: f.Parked}
		if f.Last != nil {
			row.LastAt = maybeAt(&f.Last.ReceivedAt)
		}
		out.Body.Items = append(out.Body.Items, row)
	}
	return out, err
}

// feedShape is a message in JSON.
type feedShape struct {
	ID         uint64   `json:"id"`
	Sender     uint64   `json:"sender"`
	Control    string   `json:"control" doc:"The sender's number of it"`
	Event      string   `json:"event"`
	State      string   `json:"state" enum:"applied,ignored,parked,set_aside"`
	Code       string   `json:"code,omitempty"`
	Reason     string   `json:"reason,omitempty" doc:"Why it is parked, in words"`
	Notes      string   `json:"notes,omitempty" doc:"What was left out, or why it was set aside"`
	Place      string   `json:"place,omitempty" doc:"That it names and no map knew"`
	SentAt     *instant `json:"sent_at" nullable:"true"`
	ReceivedAt instant  `json:"received_at"`
	Tries      int      `json:"tries"`
	Text       string   `json:"text,omitempty" doc:"One segment a line; only where one message is asked for"`
}

func feedShapeOf(m tracking.FeedMessage) feedShape {
	return feedShape{ID: uint64(m.ID), Sender: uint64(m.SenderID), Control: m.Control, Event: m.Event, State: string(m.State), Code: m.Code, Reason: m.Reason, Notes: m.Notes,
		Place: m.Place, SentAt: maybeAt(m.SentAt), ReceivedAt: at(m.ReceivedAt), Tries: m.Tries}
}

type feedListInput struct {
	State string `query:"state" default:"parked" enum:"applied,ignored,parked,set_aside"`
	After uint64 `query:"after" doc:"next of the page before"`
	Limit int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

type feedListOutput struct {
	Body struct {
		Items []feedShape `json:"items" nullable:"false"`
		Next  string      `json:"next,omitempty"`
	}
}

func (s *Server) listFeed(ctx context.Context, _ tracking.Actor, in *feedListInput) (*feedListOutput, error) {
	list, err := s.Store.FeedMessages(ctx, store.FeedList{State: tracking.FeedState(in.State), After: tracking.FeedMessageID(in.After), Limit: in.Limit + 1})
	out := &feedListOutput{}
	out.Body.Items = []feedShape{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = strconv.FormatUint(uint64(list[in.Limit-1].ID), 10)
	}
	for _, m := range list {
		out.Body.Items = append(out.Body.Items, feedShapeOf(m))
	}
	return out, err
}

// FeedPath names a message.
type FeedPath struct {
	ID uint64 `path:"id" maximum:"9223372036854775807"`
}

type feedOutput struct{ Body feedShape }

func (s *Server) getFeed(ctx context.Context, actor tracking.Actor, in *FeedPath) (*feedOutput, error) {
	m, found, err := s.Store.FeedMessage(ctx, tracking.FeedMessageID(in.ID))
	if err == nil && !found {
		err = tracking.ErrUnknownMessage
	}
	if err != nil {
		return nil, err
	}
	out := &feedOutput{feedShapeOf(m)}
	out.Body.Text = hl7.Readable(m.Text())
	return out, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "feed.look", PatientID: m.PatientID, Detail: "message " + strconv.FormatUint(in.ID, 10)})
}

type feedApplyInput struct {
	FeedPath
	Body *struct {
		Text string `json:"text,omitempty" maxLength:"1000000" doc:"The message as corrected, one segment a line; without it, as it came"`
	} `required:"false"`
}

func (s *Server) postFeedApply(ctx context.Context, actor tracking.Actor, in *feedApplyInput) (*feedOutput, error) {
	var text []byte
	if in.Body != nil && in.Body.Text != "" {
		text = hl7.Written(in.Body.Text)
	}
	m, err := s.feed.Again(ctx, actor, tracking.FeedMessageID(in.ID), text)
	return &feedOutput{feedShapeOf(m)}, err
}

type feedAsideInput struct {
	FeedPath
	Body struct {
		Reason string `json:"reason" maxLength:"200"`
	}
}

func (s *Server) postFeedAside(ctx context.Context, actor tracking.Actor, in *feedAsideInput) (*feedOutput, error) {
	if err := s.Service.SetAside(ctx, actor, tracking.FeedMessageID(in.ID), in.Body.Reason); err != nil {
		return nil, err
	}
	m, _, err := s.Store.FeedMessage(ctx, tracking.FeedMessageID(in.ID))
	return &feedOutput{feedShapeOf(m)}, err
}

// placeShape is a place as messages name it.
type placeShape struct {
	Place    string              `json:"place"`
	Location orNull[LocationRef] `json:"location" doc:"null: not mapped yet"`
	Times    int64               `json:"times" doc:"How often it was named while it was not mapped"`
	LastAt   instant             `json:"last_at"`
}

type placesOutput struct {
	Body struct {
		Items []placeShape `json:"items" nullable:"false"`
	}
}

func (s *Server) listPlaces(ctx context.Context, _ tracking.Actor, _ *struct{}) (*placesOutput, error) {
	list, err := s.Store.FeedPlaces(ctx)
	if err != nil {
		return nil, err
	}
	places, err := s.placesByID(ctx)
	out := &placesOutput{}
	out.Body.Items = []placeShape{}
	for _, p := range list {
		out.Body.Items = append(out.Body.Items, placeShape{Place: p.Place, Location: placeOrNull(p.LocationID, places), Times: p.Times, LastAt: at(p.LastAt)})
	}
	return out, err
}

type placeInput struct {
	Body struct {
		Place    string `json:"place" maxLength:"80" doc:"Facility, a slash, ward or clinic, as messages name them"`
		Location string `json:"location" maxLength:"40"`
	}
}

type placeOutput struct {
	Body struct {
		Stays    int `json:"stays" doc:"Stays that followed"`
		Messages int `json:"messages" doc:"Messages that had waited and are applied"`
	}
}

func (s *Server) postPlace(ctx context.Context, actor tracking.Actor, in *placeInput) (*placeOutput, error) {
	out := &placeOutput{}
	var err error
	out.Body.Stays, out.Body.Messages, err = s.feed.Map(ctx, actor, in.Body.Place, in.Body.Location)
	return out, err
}
