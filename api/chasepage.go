package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// getChase lists what somebody else has of a library's folders, and others need, by holder.
func (s *Server) getChase(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	q, err := s.pullQuery(c, ctx)
	if err != nil {
		return err
	}
	chases, cut, err := s.Store.ChaseList(ctx, q.Need)
	if err != nil {
		return err
	}
	page := web.Chase{Frame: s.frame(c, "Chase list: "+q.of), Library: placeOf(library), Query: q.query, Of: q.of, Days: s.pullDays("/library/"+library.Code+"/chase", q),
		Names: actor.Role.May(tracking.MaySeePatients), Cut: cut, Checked: s.Now()}
	seen := 0
	for _, chase := range chases {
		holder := web.ChaseHolder{Place: placeOf(chase.Holder), Phone: chase.Holder.Phone, Email: chase.Holder.Email}
		for _, v := range chase.Rows {
			if v.Library == nil || v.Library.ID != library.ID {
				continue
			}
			holder.Rows = append(holder.Rows, web.ChaseRow{PullRow: s.pullRow(actor, v, nil), Now: s.standsNow(v.Folder)})
			seen++
		}
		if len(holder.Rows) > 0 {
			page.Holders = append(page.Holders, holder)
		}
	}
	if err := s.sawRequests(ctx, actor, "request.chase_list", seen); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// standsNow says how a folder that is chased stands.
func (s *Server) standsNow(w tracking.Whereabouts) string {
	since := s.neededWords(w.Since, s.Now())
	switch {
	case w.Custody == tracking.Missing:
		return "Can't be found since " + since
	case w.To != nil:
		return "On its way to " + w.To.Name + " since " + since
	}
	return "There since " + since
}
