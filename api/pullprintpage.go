package api

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// printPull claims a list and puts it on paper: everything of it that no colleague has.
func (s *Server) printPull(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location, q pullQuery, rows []store.PullRow, back string) error {
	mine, err := s.claimRows(ctx, actor, rows, len(rows))
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		return s.done(c, back, nothingFree)
	}
	var lines []tracking.PrintedLine
	for _, r := range mine {
		lines = append(lines, tracking.PrintedLine{Request: r.ID, Mark: tracking.Listed})
	}
	return s.toPaper(c, ctx, actor, library, q, lines)
}

// printUpdate puts on paper only what has changed of a list since it was printed.
func (s *Server) printUpdate(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location, q pullQuery, all []store.PullRow, back string) error {
	last, added, lines, err := s.since(ctx, library, q, all)
	if err != nil {
		return err
	}
	if last == nil {
		return s.done(c, back, "This list was not printed yet. Print it whole first.")
	}
	mine, err := s.claimRows(ctx, actor, added, len(added))
	if err != nil {
		return err
	}
	for _, r := range mine {
		lines = append(lines, tracking.PrintedLine{Request: r.ID, Mark: tracking.AddedSince})
	}
	if len(lines) == 0 {
		return s.done(c, back, "Nothing is new since the last print.")
	}
	return s.toPaper(c, ctx, actor, library, q, lines)
}

func (s *Server) toPaper(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location, q pullQuery, lines []tracking.PrintedLine) error {
	p, err := s.Service.PrintPullList(ctx, actor, tracking.PullPrint{LocationID: library.ID, List: q.list, Lines: lines})
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, fmt.Sprintf("/library/%s/prints/%d", library.Code, p.ID))
	return nil
}

const sheetRows = 25 // lines of one page of paper

// getPullPrint is a pull list as it goes on paper.
func (s *Server) getPullPrint(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	id, err := strconv.ParseUint(c.Param("id"), 10, 53)
	if err != nil {
		return tracking.ErrUnknownPrint
	}
	p, found, err := s.Store.PullPrint(ctx, library.ID, id)
	if err != nil {
		return err
	}
	if !found {
		return tracking.ErrUnknownPrint
	}
	of, query, err := s.listTitle(ctx, p.List)
	if err != nil {
		return err
	}
	page := web.PullSheet{Library: placeOf(library), Of: of, Query: query, By: p.PrintedBy, At: p.PrintedAt, Total: len(p.Lines), Names: actor.Role.May(tracking.MaySeePatients)}
	page.Update = slices.ContainsFunc(p.Lines, func(l tracking.PrintedLine) bool { return l.Mark != tracking.Listed })
	title := "Pull list: " + of
	if page.Update {
		title = "What is new on the pull list: " + of
	}
	page.Frame = s.frame(c, title)
	rows, err := s.sheetRows(ctx, actor, p)
	if err != nil {
		return err
	}
	page.Pages = slices.Collect(slices.Chunk(rows, sheetRows))
	if err := s.sawRequests(ctx, actor, "request.pull_list", len(rows)); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// sheetRows are the lines of a print, each with the bars of its folder.
func (s *Server) sheetRows(ctx context.Context, actor tracking.Actor, p tracking.PullPrint) (rows []web.SheetRow, err error) {
	var ids []tracking.RequestID
	for _, l := range p.Lines {
		ids = append(ids, l.Request)
	}
	list, err := s.Store.RequestsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	others, err := s.Store.AlsoWanted(ctx, list)
	if err != nil {
		return nil, err
	}
	views := map[tracking.RequestID]tracking.RequestView{}
	for _, v := range list {
		views[v.ID] = v
	}
	var shelf tracking.LocationID
	for _, l := range p.Lines {
		v, known := views[l.Request]
		if !known {
			continue
		}
		row := web.SheetRow{PullRow: s.pullRow(actor, v, others[v.ID]), Mark: string(l.Mark), Why: l.Why, Turn: shelf != 0 && shelf != v.Folder.HomeID}
		shelf = v.Folder.HomeID
		if l.Mark != tracking.CrossedOff {
			row.Bars = barsOf(v.Folder.Code)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// barsOf draws a folder's barcode for a line of paper: a quarter of a millimetre a module, as on its label. A code that cannot be drawn
// has no bars; it is read by eye.
func barsOf(code string) template.HTML {
	path, modules, err := labels.Bars(code)
	if err != nil {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<svg class="app-bars" viewBox="0 0 %d 1" preserveAspectRatio="none" width="%gmm" height="6mm" aria-hidden="true"><path d="%s" shape-rendering="crispEdges"/></svg>`,
		modules, float64(modules)/4, path)) // drawn by us from a barcode
}
