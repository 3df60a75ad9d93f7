package api

import (
	"casenotes/tracking"
	"casenotes/web"
)

// requestWords is a request in the words of every page that shows one.
func (s *Server) requestWords(v tracking.RequestView) web.RequestWords {
	now := s.Now()
	return web.RequestWords{Tag: requestTag(v, v.Claimed(now)), Late: s.Service.Rules().Lateness(v, now)}
}

func requestTag(v tracking.RequestView, claimed bool) web.Tag {
	switch v.State {
	case tracking.RequestPulled:
		return web.Tag{Text: "Pulled", Colour: "yellow"}
	case tracking.RequestSent:
		return web.Tag{Text: "On the way", Colour: "blue"}
	case tracking.RequestFilled:
		return web.Tag{Text: "Arrived", Colour: "green"}
	case tracking.RequestCancelled:
		return web.Tag{Text: "Cancelled", Colour: "grey"}
	case tracking.RequestExpired:
		return web.Tag{Text: "Not in time", Colour: "red"}
	case tracking.RequestNotFillable:
		return web.Tag{Text: "Can't be had", Colour: "orange"}
	}
	switch f := v.Folder; {
	case f.Custody == tracking.Missing:
		return web.Tag{Text: "Can't be found", Colour: "orange"}
	case v.Doubt != "":
		return web.Tag{Text: "To be confirmed", Colour: "orange"}
	case claimed:
		return web.Tag{Text: "Being looked for", Colour: "yellow"}
	}
	return web.Tag{Text: "Requested", Colour: "yellow"}
}
