package api

import (
	"context"

	"casenotes/tracking"
	"casenotes/tracking/store"
)

type pullInput struct {
	Library string `query:"library" required:"true" maxLength:"64" doc:"Code of the library whose shelves are walked"`
	Date    string `query:"date" maxLength:"10" example:"2026-11-24" doc:"The day they are needed; without it, today and what is late"`
}

type pullOutput struct {
	Body struct {
		Items []pullShape `json:"items" nullable:"false"`
		More  bool        `json:"more" doc:"The list was cut after 5,000"`
	}
}

type pullShape struct {
	Shelf   LocationRef      `json:"shelf"`
	Request RequestShape     `json:"request"`
	Others  []otherRequester `json:"others" nullable:"false" doc:"Who else waits for the folder that day"`
}

type otherRequester struct {
	Location LocationRef `json:"location"`
	NeededBy instant     `json:"needed_by"`
}

func (s *Server) getPullList(ctx context.Context, actor tracking.Actor, in *pullInput) (*pullOutput, error) {
	from, to, err := s.workDay(in.Date)
	if err != nil {
		return nil, err
	}
	return s.pullList(ctx, actor, in.Library, store.Need{From: from, To: to})
}

type sessionPullInput struct {
	SessionPath
	Library string `query:"library" required:"true" maxLength:"64" doc:"Code of the library whose shelves are walked"`
}

func (s *Server) getSessionPullList(ctx context.Context, actor tracking.Actor, in *sessionPullInput) (*pullOutput, error) {
	v, err := s.session(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.pullList(ctx, actor, in.Library, store.Need{Session: v.ID})
}

func (s *Server) pullList(ctx context.Context, actor tracking.Actor, library string, n store.Need) (*pullOutput, error) {
	place, err := s.location(ctx, library)
	if err != nil {
		return nil, err
	}
	rows, more, err := s.Store.PullList(ctx, place, n)
	if err != nil {
		return nil, err
	}
	out, seen := &pullOutput{}, s.viewer(actor)
	out.Body.Items, out.Body.More = make([]pullShape, len(rows)), more
	for i, r := range rows {
		shape := pullShape{Shelf: locationOf(r.Shelf()), Request: requestOf(r.RequestView, seen), Others: []otherRequester{}}
		for _, o := range r.Others {
			shape.Others = append(shape.Others, otherRequester{locationOf(o.Location), at(o.NeededBy)})
		}
		out.Body.Items[i] = shape
	}
	return out, s.sawRequests(ctx, actor, "request.pull_list", len(rows))
}

type chaseInput struct {
	Date string `query:"date" maxLength:"10" example:"2026-11-24" doc:"The day they are needed; without it, today and what is late"`
}

type chaseOutput struct {
	Body struct {
		Items []chaseShape `json:"items" nullable:"false"`
		More  bool         `json:"more" doc:"The list was cut after 5,000"`
	}
}

type chaseShape struct {
	Holder   LocationRef    `json:"holder"`
	Phone    string         `json:"phone,omitempty"`
	Requests []RequestShape `json:"requests" nullable:"false"`
}

func (s *Server) getChaseList(ctx context.Context, actor tracking.Actor, in *chaseInput) (*chaseOutput, error) {
	from, to, err := s.workDay(in.Date)
	if err != nil {
		return nil, err
	}
	return s.chaseList(ctx, actor, store.Need{From: from, To: to})
}

func (s *Server) getSessionChaseList(ctx context.Context, actor tracking.Actor, in *SessionPath) (*chaseOutput, error) {
	v, err := s.session(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.chaseList(ctx, actor, store.Need{Session: v.ID})
}

func (s *Server) chaseList(ctx context.Context, actor tracking.Actor, n store.Need) (*chaseOutput, error) {
	chases, more, err := s.Store.ChaseList(ctx, n)
	if err != nil {
		return nil, err
	}
	out, seen, rows := &chaseOutput{}, s.viewer(actor), 0
	out.Body.Items, out.Body.More = make([]chaseShape, len(chases)), more
	for i, c := range chases {
		out.Body.Items[i] = chaseShape{locationOf(c.Holder), c.Holder.Phone, shapes(c.Rows, seen)}
		rows += len(c.Rows)
	}
	return out, s.sawRequests(ctx, actor, "request.chase_list", rows)
}

type requestCountsInput struct {
	Library string `query:"library" required:"true" maxLength:"64" doc:"Code of the library"`
}

type requestCountsOutput struct {
	Body struct {
		ToPull   int64 `json:"to_pull" doc:"Needed today or late already, and on its shelves; counted to 1,000"`
		Pulled   int64 `json:"pulled" doc:"Pulled and not yet sent"`
		Hopeless int64 `json:"hopeless" doc:"That no folder can satisfy"`
	}
}

func (s *Server) getRequestCounts(ctx context.Context, _ tracking.Actor, in *requestCountsInput) (*requestCountsOutput, error) {
	place, err := s.location(ctx, in.Library)
	if err != nil {
		return nil, err
	}
	_, to, err := s.workDay("")
	if err != nil {
		return nil, err
	}
	c, err := s.Store.RequestCounts(ctx, place, to)
	out := &requestCountsOutput{}
	out.Body.ToPull, out.Body.Pulled, out.Body.Hopeless = c.ToPull.N, c.Pulled.N, c.Hopeless.N
	return out, err
}
