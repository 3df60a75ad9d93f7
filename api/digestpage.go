package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

func (s *Server) getDigest(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	d, found, err := s.Store.DigestOf(ctx, actor.Name)
	if err != nil {
		return err
	}
	page := web.Digest{Address: d.Address, Wanted: found, Problem: d.Problem, Sent: d.SentAt}
	if found {
		page.Next = &d.NextAt
	}
	if d.LibraryID != nil {
		p, _, err := s.Store.LocationByID(ctx, *d.LibraryID)
		if err != nil {
			return err
		}
		page.Library = p.Code
	}
	return s.showDigest(c, ctx, actor, http.StatusOK, page)
}

func (s *Server) showDigest(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, page web.Digest) error {
	faults := page.Faults
	page.Frame, page.On = s.frame(c, "Morning e-mail"), s.Mail.On()
	page.Faults = faults
	if actor.Role.May(tracking.MayPull) {
		libraries, err := s.libraries(ctx)
		if err != nil {
			return err
		}
		page.Libraries = []web.Choice{{Name: "No library"}}
		for _, p := range libraries {
			page.Libraries = append(page.Libraries, web.Choice{Code: p.Code, Name: p.Name})
		}
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postDigest(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	page := web.Digest{Address: c.PostForm("address"), Library: c.PostForm("library")}
	said := "You get an e-mail each working morning."
	if c.PostForm("do") == "stop" {
		page.Address, said = "", "The e-mails stop."
	} else if page.Address == "" {
		page.Faults = []web.Fault{{Field: "address", Text: "Write an e-mail address like ann@example.org."}}
		return s.showDigest(c, ctx, actor, http.StatusUnprocessableEntity, page)
	}
	err := s.Service.SetDigest(ctx, actor, page.Address, page.Library)
	if err == nil {
		return s.done(c, "/digest", said)
	}
	faults, code, ok := refusal(err, "address")
	if !ok {
		return err
	}
	page.Faults = fieldsOf(faults, "library")
	return s.showDigest(c, ctx, actor, code, page)
}
