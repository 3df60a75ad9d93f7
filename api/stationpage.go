package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// stationPages are where a library scans: pulling, sending and filing.
func (s *Server) stationPages(g *gin.RouterGroup) {
	g.GET("/library/:code/pulling", s.visit(tracking.MayPull, s.inLibrary(s.getPulling)))
	g.GET("/library/:code/send", s.visit(tracking.MayPull, s.inLibrary(s.getSending)))
	g.GET("/library/:code/receive", s.visit(tracking.MayShelve, s.inLibrary(s.getFiling)))
}

// stationCalls are what those pages ask for: codes and places, and nobody's name, because a browser keeps the answers.
func (s *Server) stationCalls() {
	get(s, "/requests/pulling", tracking.MayPull, "What the caller has claimed in a library, in the order of its shelves, without names", s.getClaimed)
	get(s, "/requests/outgoing", tracking.MayPull, "What is pulled in a library and where each goes, without names", s.getOutgoing)
	post(s, "/requests/{id}/not-on-shelf", tracking.MayPull, "Say that the folder of a request is not on its shelf", s.postNotOnShelf)
}

func (s *Server) getPulling(c *gin.Context, _ context.Context, _ tracking.Actor, _ tracking.Location) error {
	s.page(c, http.StatusOK, web.Pulling{Frame: s.frame(c, "Pull by scanning"), Reasons: offShelves()})
	return nil
}

// getPullingShell is that page as browsers keep it: the same for everybody.
func (s *Server) getPullingShell(c *gin.Context) {
	s.page(c, http.StatusOK, web.PullingShell(offShelves()))
}

func offShelves() (list []web.Choice) {
	for _, why := range tracking.OffShelves() {
		list = append(list, web.Choice{Code: string(why), Name: sentence(why.Label())})
	}
	return list
}

func (s *Server) getSending(c *gin.Context, _ context.Context, _ tracking.Actor, library tracking.Location) error {
	s.page(c, http.StatusOK, web.Sending{Frame: s.frame(c, "Send"), Library: placeOf(library)})
	return nil
}

func (s *Server) getFiling(c *gin.Context, _ context.Context, _ tracking.Actor, library tracking.Location) error {
	s.page(c, http.StatusOK, web.Filing{Frame: s.frame(c, "Receive and file"), Library: placeOf(library)})
	return nil
}

type stationInput struct {
	Library string `query:"library" required:"true" maxLength:"64" doc:"Code of the library"`
}

type claimedOutput struct {
	Body struct {
		Library LocationRef    `json:"library"`
		Items   []claimedShape `json:"items" nullable:"false"`
	}
}

// claimedShape is one folder to go for.
type claimedShape struct {
	Request  uint64      `json:"request"`
	Code     string      `json:"code"`
	Volume   int         `json:"volume"`
	Shelf    LocationRef `json:"shelf"`
	Location LocationRef `json:"location" doc:"Where it is wanted"`
	NeededBy instant     `json:"needed_by"`
	Needed   string      `json:"needed" doc:"The same in words"`
	Urgent   bool        `json:"urgent"`
}

func (s *Server) claimedOf(v tracking.RequestView) claimedShape {
	shelf := locationOf(v.Folder.Home)
	shelf.Name = shelfOf(v.Folder.Home, v.Library).Name
	return claimedShape{uint64(v.ID), v.Folder.Code, v.Folder.Volume, shelf, locationOf(v.Location), at(v.NeededBy), s.neededWords(v.NeededBy, s.Now()), v.Urgency > 0}
}

func (s *Server) getClaimed(ctx context.Context, actor tracking.Actor, in *stationInput) (*claimedOutput, error) {
	place, err := s.location(ctx, in.Library)
	if err != nil {
		return nil, err
	}
	rows, _, err := s.Store.PullList(ctx, place, store.Need{ClaimedBy: actor.Name, From: s.Now()})
	if err != nil {
		return nil, err
	}
	out := &claimedOutput{}
	out.Body.Library, out.Body.Items = locationOf(place), []claimedShape{}
	for _, r := range waiting(rows) {
		out.Body.Items = append(out.Body.Items, s.claimedOf(r.RequestView))
	}
	return out, s.sawRequests(ctx, actor, "request.pulling", len(out.Body.Items))
}

const outgoingRows = 2000 // folders that lie pulled in one library

func (s *Server) getOutgoing(ctx context.Context, actor tracking.Actor, in *stationInput) (*claimedOutput, error) {
	place, err := s.location(ctx, in.Library)
	if err != nil {
		return nil, err
	}
	list, _, err := s.Store.Pulled(ctx, place, outgoingRows)
	if err != nil {
		return nil, err
	}
	out := &claimedOutput{}
	out.Body.Library, out.Body.Items = locationOf(place), []claimedShape{}
	for _, v := range list {
		out.Body.Items = append(out.Body.Items, s.claimedOf(v))
	}
	return out, s.sawRequests(ctx, actor, "request.outgoing", len(list))
}

type notOnShelfInput struct {
	RequestPath
	Body struct {
		Reason string `json:"reason" enum:"not_there,out_of_reach"`
		Ago    int64  `json:"seconds_ago,omitempty" minimum:"0" maximum:"604800" doc:"How long ago somebody looked: a scan since then counts more"`
	}
}

func (s *Server) postNotOnShelf(ctx context.Context, actor tracking.Actor, in *notOnShelfInput) (*RequestOutput, error) {
	looked := s.Now().Add(-time.Duration(in.Body.Ago) * time.Second) // by how long ago: a device's clock may be wrong
	v, err := s.Service.NotOnShelf(ctx, actor, tracking.RequestID(in.ID), tracking.OffShelf(in.Body.Reason), looked)
	if err != nil {
		return nil, err
	}
	return &RequestOutput{etag(v.Version), requestWithHistory{RequestShape: requestOf(v, s.viewer(actor))}}, nil
}
