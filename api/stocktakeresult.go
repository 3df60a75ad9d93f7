package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

const (
	findingRows = 200 // of one finding
	auditMonths = 13  // this month of last year is the one to compare with
)

// getStocktake is how far a stocktake is, or what it found.
func (s *Server) getStocktake(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	t, err := s.stocktakeOf(ctx, c.Param("id"))
	if err != nil {
		return err
	}
	places, err := s.placesByID(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	page := web.Stocktake{StocktakeLine: stocktakeLine(t, places), Resumes: t.MayResume(now), Names: actor.Role.May(tracking.MaySeePatients), Checked: now}
	page.Frame = s.frame(c, sentence(t.Kind.Label())+": "+page.Where.Name)
	if t.DrawnFromID != nil {
		from := placeOf(places[*t.DrawnFromID])
		page.Drawn = &from
	}
	var people []tracking.Patient
	switch t.State {
	case tracking.StocktakeOpen:
		err = s.addProgress(ctx, &page)
	case tracking.StocktakeFinished:
		people, err = s.addResult(ctx, &page)
	}
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "stocktake.look", LocationID: &t.LocationID, Detail: fmt.Sprint(t.ID)}); err != nil {
		return err
	}
	if page.Names && len(people) > 0 {
		if err := s.sawPatients(ctx, actor, "stocktake.look", people); err != nil {
			return err
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) addProgress(ctx context.Context, page *web.Stocktake) error {
	p, err := s.Store.StocktakeProgress(ctx, page.ID)
	if err != nil {
		return err
	}
	page.Seen, page.Others = p.Seen, p.Others
	for _, one := range p.People {
		page.People = append(page.People, web.StocktakePerson{Name: one.Actor, Scans: one.Scans, Last: one.Last})
	}
	page.Owing, err = s.Store.StocktakeOwing(ctx, page.ID)
	return err
}

// addResult adds what a stocktake found, and answers whose folders are named.
func (s *Server) addResult(ctx context.Context, page *web.Stocktake) (people []tracking.Patient, err error) {
	t := page.Stocktake
	facts, err := s.Store.StocktakeFacts(ctx, t)
	if err != nil {
		return nil, err
	}
	settled, err := s.Store.SettledOf(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	result := t.Result(facts)
	by := map[tracking.Finding][]tracking.StocktakeRow{}
	for _, row := range result.Rows {
		by[row.Finding] = append(by[row.Finding], row)
	}
	groups := map[tracking.Finding][]tracking.StocktakeRow{}
	var shown []tracking.FolderID
	for _, f := range tracking.Findings() {
		if f == tracking.FoundThere { // what is as it should be needs no line
			continue
		}
		rows := by[f]
		slices.SortStableFunc(rows, func(a, b tracking.StocktakeRow) int { return settledLast(settled, a) - settledLast(settled, b) })
		groups[f] = rows[:min(len(rows), findingRows)]
		for _, row := range groups[f] {
			shown = append(shown, row.FolderID)
		}
	}
	order := result.Misfiled[:min(len(result.Misfiled), findingRows)]
	for _, m := range order {
		shown = append(shown, m.FolderID)
	}
	folders, err := s.Store.FoldersByID(ctx, shown)
	if err != nil {
		return nil, err
	}
	for _, f := range tracking.Findings() {
		if len(groups[f]) > 0 {
			page.Groups = append(page.Groups, s.stocktakeGroup(f, len(by[f]), groups[f], facts, folders, settled))
		}
	}
	for _, m := range order {
		row := web.MisfiledRow{Code: facts.Folders[m.FolderID].Code, Who: folders[m.FolderID].Patient.Short(), Shelf: facts.Places[m.LocationID].Name}
		if m.After != nil {
			row.After = facts.Folders[*m.After].Code
		}
		page.Order = append(page.Order, row)
	}
	for _, u := range result.Unknown[:min(len(result.Unknown), findingRows)] {
		page.Unknown = append(page.Unknown, web.UnknownRow{Code: u.Code, Shelf: facts.Places[u.LocationID].Name, At: u.At})
	}
	if t.Kind != tracking.FullStocktake {
		page.Figure = auditFigure(t.Confirmed, t.Checked)
	}
	for _, w := range folders {
		people = append(people, w.Patient)
	}
	return people, nil
}

func settledLast(settled map[tracking.FolderID]tracking.Settled, row tracking.StocktakeRow) int {
	if _, done := settled[row.FolderID]; done {
		return 1
	}
	return 0
}

var findingHints = map[tracking.Finding]string{
	tracking.NotSeen:      "The system says that they are here and nobody scanned them. Look once more, then report them missing.",
	tracking.OnWrongShelf: "They belong here but stand on another shelf. The system says now where they were seen.",
	tracking.NotOurs:      "They stand here and belong elsewhere, or should not exist any more.",
	tracking.BackUntold:   "They belong here and were recorded elsewhere: somebody put them back without a scan. The system says now that they are here.",
	tracking.MovedSince:   "Somebody moved them after the stocktake began. Nothing is wrong.",
	tracking.CameSince:    "They were filed here after the stocktake began. Nothing is wrong.",
	tracking.OnLoan:       "They belong here and are recorded elsewhere.",
}

var settleWords = map[tracking.Settlement]string{tracking.SettleMissing: "Report missing", tracking.SettleFile: "File where found", tracking.SettleHome: "Send back",
	tracking.SettleRehome: "Give it its home here"}

func (s *Server) stocktakeGroup(f tracking.Finding, n int, rows []tracking.StocktakeRow, facts tracking.StocktakeFacts, folders map[tracking.FolderID]tracking.Whereabouts,
	settled map[tracking.FolderID]tracking.Settled) web.StocktakeGroup {
	g := web.StocktakeGroup{Finding: string(f), Title: sentence(f.Label()), Hint: findingHints[f], N: grouped(int64(n)), Cut: n > len(rows)}
	for _, as := range f.Ways() {
		g.Ways = append(g.Ways, web.Choice{Code: string(as), Name: settleWords[as]})
	}
	days := s.Service.Rules().Calendar
	for _, row := range rows {
		w := folders[row.FolderID]
		one := web.StocktakeRow{ID: uint64(row.FolderID), Code: w.Code, Kind: sentence(w.Kind.Label()), Volume: w.Volume, Who: w.Patient.Short(), Said: "Not here", Seen: "By nobody",
			Now: placeNow(w), Version: w.Version, Open: true}
		if row.Said != nil {
			one.Said = facts.Places[row.Said.LocationID].Name
		}
		if row.Seen != nil {
			one.Seen = facts.Places[row.Seen.LocationID].Name + ", " + days.Local(row.Seen.At).Format("2 January, 15:04") + ", by " + row.Seen.Actor
		}
		if done, known := settled[row.FolderID]; known {
			one.Settled, one.Open = sentence(done.SettledAs.Label())+" by "+done.SettledBy, false
		}
		g.Rows = append(g.Rows, one)
	}
	return g
}

func auditFigure(right, of int) *web.AuditFigure {
	if of == 0 {
		return nil
	}
	low, high := tracking.Interval(right, of)
	percent := func(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
	return &web.AuditFigure{Right: right, Of: of, Share: percent(float64(right) / float64(of)), Low: percent(low), High: percent(high)}
}

// getAudits is how often the system was right, month by month.
func (s *Server) getAudits(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	now := s.Now()
	local := s.Service.Rules().Calendar.Local
	first := time.Date(local(now).Year(), local(now).Month()-auditMonths+1, 1, 0, 0, 0, 0, local(now).Location())
	audits, err := s.Store.Audits(ctx, first)
	if err != nil {
		return err
	}
	page := web.Audits{Frame: s.frame(c, "How often the system is right"), Checked: now}
	for start := 0; start < len(audits); {
		month := local(*audits[start].EndedAt).Format("January 2006")
		right, of := map[tracking.StocktakeKind]int{}, map[tracking.StocktakeKind]int{}
		end := start
		for ; end < len(audits) && local(*audits[end].EndedAt).Format("January 2006") == month; end++ {
			right[audits[end].Kind] += audits[end].Confirmed
			of[audits[end].Kind] += audits[end].Checked
		}
		page.Months = append(page.Months, web.AuditMonth{Month: month, Audits: end - start, ByFolder: auditFigure(right[tracking.SampleAudit], of[tracking.SampleAudit]),
			ByShelf: auditFigure(right[tracking.ShelfAudit], of[tracking.ShelfAudit])})
		start = end
	}
	slices.Reverse(page.Months)
	s.page(c, http.StatusOK, page)
	return nil
}
