package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// libraryPages are those that a records library works with.
func (s *Server) libraryPages(g *gin.RouterGroup) {
	g.GET("/library", s.visit(tracking.MayPull, s.getLibraries))
	g.GET("/library/:code", s.visit(tracking.MayPull, s.inLibrary(s.getLibrary)))
	g.GET("/library/:code/pull", s.visit(tracking.MayPull, s.inLibrary(s.getPull)))
	g.POST("/library/:code/pull", s.visit(tracking.MayPull, s.inLibrary(s.postPull)))
	g.GET("/library/:code/prints/:id", s.visit(tracking.MayPull, s.inLibrary(s.getPullPrint)))
	g.GET("/library/:code/chase", s.visit(tracking.MayPull, s.inLibrary(s.getChase)))
	g.GET("/library/:code/pulled", s.visit(tracking.MayPull, s.inLibrary(s.getPulled)))
	g.POST("/library/:code/put-back", s.visit(tracking.MayPull, s.inLibrary(s.postPutBack)))
	g.GET("/library/:code/to-file", s.visit(tracking.MayPull, s.inLibrary(s.getWork(store.ToFile))))
	g.GET("/library/:code/missing", s.visit(tracking.MayPull, s.inLibrary(s.getWork(store.Lost))))
	g.GET("/library/:code/overdue", s.visit(tracking.MayPull, s.inLibrary(s.getWork(store.Overdue))))
	s.stationPages(g)
}

// librarian is the handler of a page that is about one library.
type librarian func(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error

func (s *Server) inLibrary(h librarian) visitor {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
		p, err := s.location(ctx, c.Param("code"))
		if err == nil && !p.IsLibrary() {
			err = &tracking.Error{Kind: tracking.NotFound, Code: "no_library", Text: "This location is no library. Choose a library."}
		}
		if err != nil {
			return err
		}
		return h(c, ctx, actor, p)
	}
}

const libraryKey = "library"

// getLibraries leads to the library that somebody works in: the one they were in last, the only one, or the one they choose.
func (s *Server) getLibraries(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	libraries, err := s.libraries(ctx)
	if err != nil {
		return err
	}
	last := s.sessions.GetString(ctx, libraryKey)
	if c.Query("choose") == "" {
		for _, p := range libraries {
			if len(libraries) == 1 || p.Code == last {
				c.Redirect(http.StatusSeeOther, "/library/"+p.Code)
				return nil
			}
		}
	}
	page := web.Libraries{Frame: s.frame(c, "Libraries")}
	for _, p := range libraries {
		page.Places = append(page.Places, placeOf(p))
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) libraries(ctx context.Context) (list []tracking.Location, err error) {
	all, err := s.Store.Locations(ctx)
	for _, p := range all {
		if p.RetiredAt == nil && p.IsLibrary() {
			list = append(list, p)
		}
	}
	order := byName()
	slices.SortStableFunc(list, func(a, b tracking.Location) int { return order(a.Name, b.Name) })
	return list, err
}

// getLibrary is the work queue of a library.
func (s *Server) getLibrary(c *gin.Context, ctx context.Context, _ tracking.Actor, library tracking.Location) error {
	s.sessions.Put(ctx, libraryKey, library.Code)
	libraries, err := s.libraries(ctx)
	if err != nil {
		return err
	}
	page := web.LibraryHome{Frame: s.frame(c, library.Name), Library: placeOf(library), Several: len(libraries) > 1, Checked: s.Now()}
	if page.Figures, err = s.libraryFigures(ctx, library, page.Checked); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// libraryFigures are the counts of a work queue. One that cannot be counted is no zero: then there is no page.
func (s *Server) libraryFigures(ctx context.Context, library tracking.Location, now time.Time) ([]web.Figure, error) {
	_, to, err := s.workDay("")
	if err != nil {
		return nil, err
	}
	asked, err := s.Store.RequestCounts(ctx, library, to)
	if err != nil {
		return nil, err
	}
	base := "/library/" + library.Code
	figures := []web.Figure{figure("to pull now", base+"/pull", asked.ToPull), figure("pulled, to send", base+"/pulled", asked.Pulled)}
	for _, w := range []struct {
		work       store.LibraryWork
		text, path string
	}{{store.ToFile, "arrived, to file", "/to-file"}, {store.Loose, "with loose papers", "/loose"}, {store.Lost, "can't be found", "/missing"}, {store.Overdue, "overdue", "/overdue"}} {
		n, err := s.Store.CountLibraryFolders(ctx, library, w.work, now)
		if err != nil {
			return nil, err
		}
		figures = append(figures, figure(w.text, base+w.path, n))
	}
	open, apart, err := s.Store.CheckCounts(ctx)
	if err != nil {
		return nil, err
	}
	toCheck := web.Figure{Text: "scans to check", Href: "/scans-to-check"}
	for _, n := range open {
		toCheck.N += n
	}
	figures = append(figures, toCheck)
	if apart > 0 {
		figures = append(figures, web.Figure{Text: "scans kept apart", Href: "/scans-to-check?list=" + listApart, N: apart})
	}
	return figures, nil
}

const workRows = 200

// getWork lists one sort of a library's work.
func (s *Server) getWork(work store.LibraryWork) librarian {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
		now := s.Now()
		folders, more, err := s.Store.LibraryFolders(ctx, library, work, now, workRows)
		if err != nil {
			return err
		}
		if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "library." + string(work), LocationID: &library.ID}); err != nil {
			return err
		}
		list := s.folderList(actor, string(work), folders)
		list.Title = "Folders"
		if more {
			list.Rest = "Only the first 200 are shown."
		}
		page := web.LibraryList{Library: placeOf(library), Checked: now}
		base := "/library/" + library.Code
		title := ""
		switch work {
		case store.ToFile:
			title, list.None, list.PlaceHead, list.SinceHead = "Arrived, to file", "Nothing to file.", "Its shelf", "Here since"
			page.Hint, page.Way = "These are back, are not on their shelves, and nobody waits for them.", &web.NavItem{Text: "File them by scanning", Href: base + "/receive"}
			for i, w := range folders {
				home := placeOf(w.Home)
				list.Rows[i].Place = &home
			}
		case store.Lost:
			title, list.None, list.PlaceHead, list.SinceHead = "Can't be found", "Nothing is missing.", "Last at", "Missing since"
			page.Hint, page.Way = "Its next scan anywhere ends the search.", &web.NavItem{Text: "Where to look for each", Href: "/missing?library=" + library.Code}
		default:
			title, list.None, list.PlaceHead, list.DueHead = "Overdue", "Nothing overdue.", "Who has it", "Was due back"
			page.Hint, page.Way = "These are late. Chase the holder, not the folder.", &web.NavItem{Text: "All holders", Href: "/overdue"}
			for i, w := range folders {
				list.Rows[i].Place, list.Rows[i].Way = whence(w)
			}
		}
		page.Frame, page.List = s.frame(c, title), list
		s.page(c, http.StatusOK, page)
		return nil
	}
}

// getPulled lists what is pulled and not yet sent.
func (s *Server) getPulled(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	list, more, err := s.Store.Pulled(ctx, library, workRows)
	if err != nil {
		return err
	}
	if err := s.sawRequests(ctx, actor, "request.pulled_list", len(list)); err != nil {
		return err
	}
	page := web.PulledList{Frame: s.frame(c, "Pulled, to send"), Library: placeOf(library), Names: actor.Role.May(tracking.MaySeePatients), Cut: more, Checked: s.Now()}
	for _, v := range list {
		page.Rows = append(page.Rows, web.PulledRow{PullRow: s.pullRow(actor, v, nil), By: v.StateBy, At: v.StateAt})
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// postPutBack says that a folder that was pulled is on its shelf again.
func (s *Server) postPutBack(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	id, ok := requestForm(c)
	if !ok {
		return tracking.ErrUnknownRequest
	}
	v, err := s.Service.PutBack(ctx, actor, id, versionForm(c), "Put back on its shelf.")
	if err != nil {
		return err
	}
	return s.done(c, "/library/"+library.Code+"/pulled", v.Folder.Name()+" is to be pulled again.")
}
