package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// stocktakePages are those on which the library compares its shelves with what the system says.
func (s *Server) stocktakePages(g *gin.RouterGroup) {
	g.GET("/stocktakes", s.visit(tracking.MayShelve, s.getStocktakes))
	g.GET("/stocktakes/new", s.visit(tracking.MayShelve, s.getNewStocktake))
	g.POST("/stocktakes/new", s.visit(tracking.MayShelve, s.postNewStocktake))
	g.GET("/stocktakes/accuracy", s.visit(tracking.MayShelve, s.getAudits))
	g.GET("/stocktakes/:id", s.visit(tracking.MayShelve, s.getStocktake))
	g.GET("/stocktakes/:id/scan", s.visit(tracking.MayShelve, s.getStocktaking))
	g.POST("/stocktakes/:id/finish", s.visit(tracking.MayShelve, s.postStocktake(s.Service.FinishStocktake, "Finished. What was not seen is listed below.")))
	g.POST("/stocktakes/:id/cancel", s.visit(tracking.MayShelve, s.postStocktake(s.Service.CancelStocktake, "Given up. Its scans stay in the folders' histories.")))
	g.POST("/stocktakes/:id/resume", s.visit(tracking.MayShelve, s.postStocktake(s.Service.ResumeStocktake, "You can go on. What was scanned meanwhile did not count.")))
	g.POST("/stocktakes/:id/settle", s.visit(tracking.MayShelve, s.postSettle))
}

const stocktakeRows = 50 // past ones of one page

func (s *Server) getStocktakes(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	before, err := Paging{After: c.Query("before")}.cursor()
	if err != nil {
		return err
	}
	places, err := s.placesByID(ctx)
	if err != nil {
		return err
	}
	page := web.Stocktakes{Frame: s.frame(c, "Stocktakes and audits"), Later: before.ID != 0, Checked: s.Now()}
	if !page.Later {
		open, err := s.Store.OpenStocktakes(ctx)
		if err != nil {
			return err
		}
		for _, t := range open {
			line := stocktakeLine(t, places)
			p, err := s.Store.StocktakeProgress(ctx, t.ID)
			if err != nil {
				return err
			}
			line.Seen = p.Seen
			page.Open = append(page.Open, line)
		}
	}
	past, err := s.Store.Stocktakes(ctx, tracking.StocktakeID(before.ID), stocktakeRows+1)
	if err != nil {
		return err
	}
	if len(past) > stocktakeRows {
		past = past[:stocktakeRows]
		page.Older = "/stocktakes?before=" + cursorText(past[stocktakeRows-1].StartedAt, uint64(past[stocktakeRows-1].ID))
	}
	for _, t := range past {
		if t.State != tracking.StocktakeOpen {
			page.Past = append(page.Past, stocktakeLine(t, places))
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

var stocktakeStages = map[tracking.StocktakeState]web.Tag{tracking.StocktakeOpen: {Text: "Being counted", Colour: "blue"}, tracking.StocktakeFinished: {Text: "Finished", Colour: "green"},
	tracking.StocktakeCancelled: {Text: "Given up", Colour: "grey"}, tracking.StocktakeLapsed: {Text: "Left lying", Colour: "orange"}}

func stocktakeLine(t tracking.Stocktake, places map[tracking.LocationID]tracking.Location) web.StocktakeLine {
	return web.StocktakeLine{Stocktake: t, Where: placeOf(places[t.LocationID]), Stage: stocktakeStages[t.State]}
}

func (s *Server) getNewStocktake(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	form := web.StocktakeForm{Kind: c.DefaultQuery("kind", string(tracking.FullStocktake)), Location: tracking.CleanCode(c.Query("at"))}
	return s.showNewStocktake(c, ctx, http.StatusOK, form, nil, nil)
}

func (s *Server) showNewStocktake(c *gin.Context, ctx context.Context, code int, form web.StocktakeForm, faults []web.Fault, overlap []web.StocktakeLine) error {
	page := web.NewStocktake{Frame: s.frame(c, "Start a stocktake or an audit"), Form: form, Overlap: overlap, Kinds: []web.Choice{
		{Code: string(tracking.FullStocktake), Name: "Everything in a place: a stocktake"},
		{Code: string(tracking.SampleAudit), Name: "Some folders by lot: are they where the system says? An audit by folders"},
		{Code: string(tracking.ShelfAudit), Name: "A shelf by lot: does the system know what stands there? An audit of a shelf"}}}
	page.Faults = faults
	places, err := s.livePlaces(ctx)
	if err != nil {
		return err
	}
	page.Places = places
	s.page(c, code, page)
	return nil
}

func (s *Server) postNewStocktake(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	form := web.StocktakeForm{Kind: c.PostForm("kind"), Location: tracking.CleanCode(c.PostForm("location")), Place: c.PostForm("place"),
		Sample: strings.TrimSpace(c.PostForm("sample")), Seed: strings.TrimSpace(c.PostForm("seed")), Knows: c.PostForm("knows")}
	n, faults := readStocktake(form)
	if len(faults) > 0 {
		return s.showNewStocktake(c, ctx, http.StatusUnprocessableEntity, form, faults, nil)
	}
	overlap, err := s.overlapping(ctx, n)
	if err != nil {
		return err
	}
	if len(overlap) > 0 && form.Knows == "" {
		return s.showNewStocktake(c, ctx, http.StatusConflict, form, nil, overlap)
	}
	t, err := s.Service.StartStocktake(ctx, actor, n)
	if err != nil {
		faults, code, ok := refusal(err, "location")
		if !ok {
			return err
		}
		return s.showNewStocktake(c, ctx, code, form, fieldsOf(faults, "location"), overlap)
	}
	return s.done(c, fmt.Sprintf("/stocktakes/%d", t.ID), "Started. Scan now; others can scan along from their own devices.")
}

func readStocktake(form web.StocktakeForm) (n tracking.NewStocktake, faults []web.Fault) {
	n = tracking.NewStocktake{Kind: tracking.StocktakeKind(form.Kind), Location: form.Location}
	if n.Location == "" {
		n.Location = form.Place
	}
	if n.Location == "" {
		faults = append(faults, web.Fault{Field: "location", Text: "Scan the barcode of the place, or choose it."})
	}
	if form.Sample != "" {
		var err error
		if n.Sample, err = strconv.Atoi(form.Sample); err != nil || n.Sample < 1 || n.Sample > tracking.SampleMost {
			faults = append(faults, web.Fault{Field: "sample", Text: fmt.Sprintf("Look for 1 to %d folders.", tracking.SampleMost)})
		}
	}
	if form.Seed != "" {
		seed, err := strconv.ParseInt(form.Seed, 10, 64)
		if n.Seed = &seed; err != nil {
			faults = append(faults, web.Fault{Field: "seed", Text: "A seed is a number from 1 to 999999999."})
		}
	}
	return n, faults
}

// overlapping are the open stocktakes that count a part of the place, or all around it.
func (s *Server) overlapping(ctx context.Context, n tracking.NewStocktake) (list []web.StocktakeLine, err error) {
	p, found, err := s.Store.LocationByCode(ctx, tracking.CleanCode(n.Location))
	if err != nil || !found || n.Kind != tracking.FullStocktake {
		return nil, err
	}
	open, err := s.Store.OpenStocktakes(ctx)
	if err != nil {
		return nil, err
	}
	places, err := s.placesByID(ctx)
	for _, t := range open {
		if t.Kind == tracking.FullStocktake && (p.Within(t.LocationID) || places[t.LocationID].Within(p.ID)) {
			list = append(list, stocktakeLine(t, places))
		}
	}
	return list, err
}

func (s *Server) stocktakeOf(ctx context.Context, text string) (tracking.Stocktake, error) {
	id, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return tracking.Stocktake{}, tracking.ErrUnknownStocktake
	}
	t, found, err := s.Store.StocktakeByID(ctx, tracking.StocktakeID(id))
	if err == nil && !found {
		err = tracking.ErrUnknownStocktake
	}
	return t, err
}

// postStocktake ends a stocktake or goes on with it.
func (s *Server) postStocktake(do func(context.Context, tracking.Actor, tracking.StocktakeID) (tracking.Stocktake, error), said string) visitor {
	return func(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
		t, err := s.stocktakeOf(ctx, c.Param("id"))
		if err != nil {
			return err
		}
		path := fmt.Sprintf("/stocktakes/%d", t.ID)
		if _, err := do(ctx, actor, t.ID); err != nil {
			faults, _, ok := refusal(err, "")
			if !ok {
				return err
			}
			return s.done(c, path, faults[0].Text)
		}
		return s.done(c, path, said)
	}
}

// postSettle does the same with the folders that were ticked.
func (s *Server) postSettle(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	t, err := s.stocktakeOf(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	path, as := fmt.Sprintf("/stocktakes/%d", t.ID), tracking.Settlement(c.PostForm("as"))
	var folders []tracking.FolderID
	for _, text := range c.PostFormArray("folder") {
		if id, err := strconv.ParseUint(text, 10, 63); err == nil && !slices.Contains(folders, tracking.FolderID(id)) && len(folders) <= tracking.SettleMost {
			folders = append(folders, tracking.FolderID(id))
		}
	}
	if len(folders) == 0 {
		return s.done(c, path, "Nothing was chosen. Tick the folders first.")
	}
	settled, err := s.Service.SettleStocktake(ctx, actor, t.ID, as, folders)
	if err != nil {
		faults, _, ok := refusal(err, "")
		if !ok {
			return err
		}
		return s.done(c, path, faults[0].Text)
	}
	said, err := settledWords(settled, as)
	if err != nil {
		return err
	}
	return s.done(c, path, said)
}

// settledWords says what became of folders, and why not of others.
func settledWords(settled []tracking.SettledFolder, as tracking.Settlement) (string, error) {
	done, why, whys := 0, map[string]int{}, []string{}
	for _, f := range settled {
		if f.Err == nil {
			done++
			continue
		}
		e, known := errors.AsType[*tracking.Error](f.Err)
		if !known || e.Kind == tracking.Internal || e.Kind == tracking.Unavailable {
			return "", f.Err
		}
		if why[e.Text]++; why[e.Text] == 1 {
			whys = append(whys, e.Text)
		}
	}
	said := fmt.Sprintf("%s %s.", foldersWord(done), as.Label())
	for _, text := range whys {
		said += fmt.Sprintf(" %s left as before: %s", foldersWord(why[text]), text)
	}
	return said, nil
}

func foldersWord(n int) string {
	if n == 1 {
		return "1 folder"
	}
	return grouped(int64(n)) + " folders"
}

func (s *Server) getStocktaking(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	if _, err := s.stocktakeOf(ctx, c.Param("id")); err != nil {
		return err
	}
	s.page(c, http.StatusOK, web.Stocktaking{Frame: s.frame(c, "Count by scanning")})
	return nil
}

// getStocktakingShell is that page as browsers keep it: the same for everybody.
func (s *Server) getStocktakingShell(c *gin.Context) {
	s.page(c, http.StatusOK, web.StocktakingShell())
}

// stocktakeCalls are what the scanning page asks for: codes and places, and nobody's name, because a browser keeps the answer.
func (s *Server) stocktakeCalls() {
	get(s, "/stocktakes/{id}", tracking.MayShelve, "How far a stocktake is", s.getStocktakeProgress)
	get(s, "/stocktakes/{id}/expected", tracking.MayShelve, "What a stocktake expects, in the order of the shelves, without names", s.getExpected)
}

type stocktakePath struct {
	ID string `path:"id" maxLength:"20"`
}

type stocktakeOutput struct {
	Body stocktakeShape
}

type stocktakeShape struct {
	ID       uint64      `json:"id"`
	Kind     string      `json:"kind" enum:"full,sample,shelf"`
	State    string      `json:"state" enum:"open,finished,cancelled,lapsed"`
	Location LocationRef `json:"location"`
	Expected int         `json:"expected" doc:"Folders that the system said were there when it began"`
	Seen     int         `json:"seen" doc:"Of those, how many were seen"`
	Others   int         `json:"others" doc:"Folders seen that were not expected"`
	Ended    string      `json:"ended,omitempty" doc:"When and by whom, in words"`
	Version  int64       `json:"version"`
}

func (s *Server) stocktakeShape(ctx context.Context, text string) (out stocktakeShape, t tracking.Stocktake, err error) {
	if t, err = s.stocktakeOf(ctx, text); err != nil {
		return out, t, err
	}
	p, found, err := s.Store.LocationByID(ctx, t.LocationID)
	if err != nil || !found {
		return out, t, errors.Join(err, tracking.ErrUnknownLocation)
	}
	n, err := s.Store.StocktakeProgress(ctx, t.ID)
	out = stocktakeShape{uint64(t.ID), string(t.Kind), string(t.State), locationOf(p), t.Expected, n.Seen, n.Others, "", t.Version}
	if t.EndedAt != nil {
		out.Ended = s.Service.Rules().Calendar.Local(*t.EndedAt).Format("2 January, 15:04") + ", " + t.EndedBy
	}
	return out, t, err
}

func (s *Server) getStocktakeProgress(ctx context.Context, _ tracking.Actor, in *stocktakePath) (*stocktakeOutput, error) {
	shape, _, err := s.stocktakeShape(ctx, in.ID)
	return &stocktakeOutput{shape}, err
}

type expectedOutput struct {
	Body struct {
		Stocktake stocktakeShape  `json:"stocktake"`
		Places    []LocationRef   `json:"places" nullable:"false" doc:"The place and everything inside it"`
		Items     []expectedShape `json:"items" nullable:"false"`
	}
}

type expectedShape struct {
	Code  string `json:"code"`
	Shelf string `json:"shelf" doc:"Code of where the system said that it was"`
	Seen  bool   `json:"seen"`
}

func (s *Server) getExpected(ctx context.Context, actor tracking.Actor, in *stocktakePath) (*expectedOutput, error) {
	shape, t, err := s.stocktakeShape(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &expectedOutput{}
	out.Body.Stocktake, out.Body.Places, out.Body.Items = shape, []LocationRef{}, []expectedShape{}
	places, err := s.Store.Locations(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if p.Within(t.LocationID) && p.RetiredAt == nil {
			out.Body.Places = append(out.Body.Places, locationOf(p))
		}
	}
	codes, err := s.Store.ExpectedCodes(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range codes {
		out.Body.Items = append(out.Body.Items, expectedShape(e))
	}
	return out, s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "stocktake.scan", LocationID: &t.LocationID, Detail: fmt.Sprintf("%d folders", len(codes))})
}
