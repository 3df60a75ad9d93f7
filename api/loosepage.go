package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// loosePages are the pages of loose papers: the list of a library in its filing order, and the scan that files.
func (s *Server) loosePages(g *gin.RouterGroup) {
	g.GET("/library/:code/loose", s.visit(tracking.MayShelve, s.inLibrary(s.getLoose)))
	g.POST("/library/:code/loose", s.visit(tracking.MayShelve, s.inLibrary(s.postLoose)))
	g.POST("/folders/:code/loose", s.visit(tracking.MayRequest, s.postLooseForm))
	g.POST("/folders/:code/close", s.visit(tracking.MayEditFolders, s.postCloseForm))
	g.POST("/folders/:code/reopen", s.visit(tracking.MayEditFolders, s.postReopenForm))
	g.POST("/folders/:code/withdraw", s.visit(tracking.MayEditFolders, s.postWithdrawForm))
}

func (s *Server) getLoose(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	return s.showLoose(c, ctx, actor, http.StatusOK, library, func(*web.LooseFiling) {})
}

func (s *Server) showLoose(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, library tracking.Location, fill func(*web.LooseFiling)) error {
	rows, more, err := s.Store.LooseFiling(ctx, library, workRows)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "library.loose", LocationID: &library.ID}); err != nil {
		return err
	}
	page := web.LooseFiling{Frame: s.frame(c, "Loose papers to file"), Library: placeOf(library), More: more, Checked: s.Now()}
	for _, r := range rows {
		page.Rows = append(page.Rows, looseRow(r.Whereabouts, r.Papers, s))
	}
	page.Scanning = true
	fill(&page)
	s.page(c, code, page)
	return nil
}

func looseRow(w tracking.Whereabouts, papers []tracking.LoosePaper, s *Server) web.LooseRow {
	row := web.LooseRow{Row: web.Rows([]tracking.Whereabouts{w}, s.Now())[0]}
	for _, p := range papers {
		row.Papers = append(row.Papers, web.LoosePaper{What: p.What, By: p.AddedBy, At: p.AddedAt})
	}
	return row
}

// postLoose takes the scan of a folder, asks whether everything is in it, and then takes it off the list.
func (s *Server) postLoose(c *gin.Context, ctx context.Context, actor tracking.Actor, library tracking.Location) error {
	code := tracking.CleanCode(c.PostForm("code"))
	refused := func(err error) error {
		faults, status, ok := scanRefused(err, "code", code)
		if !ok {
			return err
		}
		return s.showLoose(c, ctx, actor, status, library, func(page *web.LooseFiling) { page.Faults = faults })
	}
	if c.PostForm("step") != "filed" {
		if err := s.scanHere(ctx, actor, code, library.Code); err != nil {
			return refused(err)
		}
	}
	w, papers, err := s.looseOf(ctx, actor, code)
	if err != nil {
		return refused(err)
	}
	if !w.LooseFiling {
		return refused(&tracking.Error{Kind: tracking.Conflict, Code: tracking.ErrNothingOn.Code, Text: w.Name() + ": no loose papers wait for it. Scan the next one."})
	}
	confirm := func(page *web.LooseFiling) {
		row := looseRow(w, papers, s)
		page.Confirm, page.Scanning = &row, false
	}
	if c.PostForm("step") != "filed" {
		return s.showLoose(c, ctx, actor, http.StatusOK, library, confirm)
	}
	if _, err := s.Service.FileLoosePapers(ctx, actor, w.Code, c.PostForm("all") == "yes"); err != nil {
		faults, status, ok := refusal(err, "all")
		if !ok {
			return err
		}
		faults[0].Field = "all"
		return s.showLoose(c, ctx, actor, status, library, func(page *web.LooseFiling) {
			page.Faults = faults
			confirm(page)
		})
	}
	return s.done(c, "/library/"+library.Code+"/loose", "Filed in "+w.Name()+".")
}

// looseOf is a folder and what waits for it.
func (s *Server) looseOf(ctx context.Context, actor tracking.Actor, code string) (tracking.Whereabouts, []tracking.LoosePaper, error) {
	w, err := s.look(ctx, actor, code, "folder.look")
	if err != nil {
		return w, nil, err
	}
	papers, err := s.Store.LoosePapersOf(ctx, w.ID)
	return w, papers, err
}

func (s *Server) postLooseForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	what := c.PostForm("what")
	w, err := s.Service.AddLoosePaper(ctx, actor, c.Param("code"), what)
	if err != nil {
		return s.reopen(c, ctx, actor, err, "loose", "what", func(f *web.FolderForms) { f.What = what })
	}
	return s.done(c, "/folders/"+w.Code, "Whoever scans the folder is told. It is on the list of its library.")
}

func (s *Server) postCloseForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	w, err := s.Service.CloseVolume(ctx, actor, c.Param("code"))
	if err != nil {
		return s.reopen(c, ctx, actor, err, "close", "", func(*web.FolderForms) {})
	}
	return s.done(c, "/folders/"+w.Code, "Closed. No papers go into it any more; it still moves.")
}

func (s *Server) postReopenForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	w, err := s.Service.ReopenVolume(ctx, actor, c.Param("code"))
	if err != nil {
		return s.reopen(c, ctx, actor, err, "reopen", "", func(*web.FolderForms) {})
	}
	return s.done(c, "/folders/"+w.Code, "In use again: papers go into it.")
}

func (s *Server) postWithdrawForm(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	why := c.PostForm("why-withdraw")
	w, err := s.Service.WithdrawVolume(ctx, actor, c.Param("code"), why)
	if err != nil {
		return s.reopen(c, ctx, actor, err, "withdraw", "why-withdraw", func(f *web.FolderForms) { f.WhyWithdraw = why })
	}
	return s.done(c, "/folders/"+w.Code, "Withdrawn. This volume is in use again.")
}

// looseCalls are the calls of volumes and loose papers.
func (s *Server) looseCalls() {
	get(s, "/locations/{code}/loose-papers", tracking.MaySeeFolders, "Folders of a library for which loose papers wait, in its filing order", s.listLoose)
	post(s, "/folders/{code}/loose-papers", tracking.MayRequest, "Say that loose papers wait for a folder", s.postLoosePaper)
	post(s, "/folders/{code}/loose-papers/filed", tracking.MayShelve, "Say that all loose papers are in a folder that was just scanned", s.postLooseFiled)
	post(s, "/folders/{code}/close", tracking.MayEditFolders, "Close a volume that is not the one in use", s.postCloseVolume)
	post(s, "/folders/{code}/reopen", tracking.MayEditFolders, "Let papers go into a closed volume again", s.postReopenVolume)
	post(s, "/folders/{code}/withdraw", tracking.MayEditFolders, "Withdraw the newest volume, made by mistake", s.postWithdrawVolume)
}

type looseShape struct {
	Folder folderShape  `json:"folder"`
	Papers []looseEntry `json:"papers" nullable:"false"`
}

type looseEntry struct {
	What    string  `json:"what"`
	AddedBy string  `json:"added_by"`
	AddedAt instant `json:"added_at"`
}

type looseListOutput struct {
	Body struct {
		Items []looseShape `json:"items" nullable:"false"`
		More  bool         `json:"more" doc:"More than 200 folders wait"`
	}
}

func (s *Server) listLoose(ctx context.Context, actor tracking.Actor, in *LocationPath) (*looseListOutput, error) {
	library, err := s.location(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	rows, more, err := s.Store.LooseFiling(ctx, library, workRows)
	if err != nil {
		return nil, err
	}
	out := &looseListOutput{}
	out.Body.More, out.Body.Items = more, []looseShape{}
	for _, r := range rows {
		shape := looseShape{Folder: folderOf(r.Whereabouts, actor.Role, s.Now()), Papers: []looseEntry{}}
		for _, p := range r.Papers {
			shape.Papers = append(shape.Papers, looseEntry{p.What, p.AddedBy, at(p.AddedAt)})
		}
		out.Body.Items = append(out.Body.Items, shape)
	}
	return out, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "library.loose", LocationID: &library.ID})
}

type loosePaperInput struct {
	FolderPath
	Body struct {
		What string `json:"what" minLength:"1" maxLength:"200" doc:"What the papers are; no clinical details"`
	}
}

func (s *Server) postLoosePaper(ctx context.Context, actor tracking.Actor, in *loosePaperInput) (*FolderOutput, error) {
	w, err := s.Service.AddLoosePaper(ctx, actor, in.Code, in.Body.What)
	return s.told(w, err, actor)
}

type looseFiledInput struct {
	FolderPath
	Body struct {
		All bool `json:"all" doc:"Everything that waited is in the folder"`
	}
}

func (s *Server) postLooseFiled(ctx context.Context, actor tracking.Actor, in *looseFiledInput) (*FolderOutput, error) {
	w, err := s.Service.FileLoosePapers(ctx, actor, in.Code, in.Body.All)
	return s.told(w, err, actor)
}

func (s *Server) postCloseVolume(ctx context.Context, actor tracking.Actor, in *FolderPath) (*FolderOutput, error) {
	w, err := s.Service.CloseVolume(ctx, actor, in.Code)
	return s.told(w, err, actor)
}

func (s *Server) postReopenVolume(ctx context.Context, actor tracking.Actor, in *FolderPath) (*FolderOutput, error) {
	w, err := s.Service.ReopenVolume(ctx, actor, in.Code)
	return s.told(w, err, actor)
}

type withdrawInput struct {
	FolderPath
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) postWithdrawVolume(ctx context.Context, actor tracking.Actor, in *withdrawInput) (*FolderOutput, error) {
	w, err := s.Service.WithdrawVolume(ctx, actor, in.Code, in.Body.Why)
	return s.told(w, err, actor)
}
