package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const pageRows = 50 // of a list that is read page by page

// chasePages are the pages and forms of chasing.
func (s *Server) chasePages(g *gin.RouterGroup) {
	g.GET("/overdue", s.visit(tracking.MaySeeFolders, s.getOverdue))
	g.POST("/overdue/remind", s.visit(tracking.MayChase, s.postRemind))
	g.GET("/overdue/letters", s.visit(tracking.MayChase, s.getLetters))
	g.POST("/overdue/letters", s.visit(tracking.MayChase, s.postLetters))
	g.GET("/overdue/letters.pdf", s.visit(tracking.MayChase, s.getLettersPDF))
	g.GET("/overdue/letters/:id", s.visit(tracking.MayChase, s.getLetter))
	g.GET("/overdue/letters/:id/pdf", s.visit(tracking.MayChase, s.getLetterPDF))
	g.GET("/overdue/texts", s.visit(tracking.MayChase, s.getLetterTexts))
	g.GET("/overdue/texts/:letter", s.visit(tracking.MayChase, s.getLetterText))
	g.POST("/overdue/texts/:letter", s.visit(tracking.MayEditLocations, s.postLetterText))
	g.GET("/overdue/:code", s.visit(tracking.MaySeeFolders, s.getOverdueAt))
	g.GET("/overdue/:code/draft", s.visit(tracking.MayChase, s.getDraft))
	g.POST("/overdue/:code/folders", s.visit(tracking.MayChase, s.postHeld))
	g.POST("/overdue/:code/call", s.visit(tracking.MayChase, s.postCall))
	g.POST("/overdue/:code/alone", s.visit(tracking.MayChase, s.postAlone))
	g.POST("/overdue/:code/escalate", s.visit(tracking.MayChase, s.postEscalate))
	g.POST("/overdue/:code/hand-over", s.visit(tracking.MayEditLocations, s.postHandOver))
	g.GET("/closures", s.visit(tracking.MaySeeFolders, s.getClosures))
	g.POST("/closures", s.visit(tracking.MayEditLocations, s.postClosures))
	g.POST("/closures/:id/reopen", s.visit(tracking.MayEditLocations, s.postReopen))
}

// overdueOrders are the orders of the list of holders.
var overdueOrders = []struct{ key, text string }{{"", "Longest overdue first"}, {"folders", "Most folders first"}, {"name", "By name"}}

func (s *Server) getOverdue(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showOverdue(c, ctx, actor, c.Request.URL.Query(), http.StatusOK, nil)
}

// showOverdue shows the holders of overdue folders; failed are those for whom a form could not be done.
func (s *Server) showOverdue(c *gin.Context, ctx context.Context, actor tracking.Actor, query url.Values, code int, failed []web.RowFault) error {
	now := s.Now()
	all, err := s.overdueHolders(ctx, now)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "overdue.list"}); err != nil {
		return err
	}
	chases := actor.Role.May(tracking.MayChase)
	today := slices.DeleteFunc(slices.Clone(all), func(h overdueHolder) bool { return !h.today })
	view, sort := query.Get("view"), query.Get("sort")
	page := web.Overdue{Frame: s.frame(c, "Overdue"), Chases: chases, Alerts: actor.Role.May(tracking.MaySeeAlerts), Today: chases && view != "all", Failed: failed, Checked: now}
	shown := all
	address := func(view, sort string) string {
		return "/overdue?" + url.Values{"view": {view}, "sort": {sort}}.Encode()
	}
	if chases {
		page.Views = []web.NavItem{{Text: "Needs action today " + grouped(int64(len(today))), Href: address("today", sort), Current: page.Today},
			{Text: "All holders " + grouped(int64(len(all))), Href: address("all", sort), Current: !page.Today}}
		if letters, err := s.Store.LettersToSee(ctx); err != nil {
			return err
		} else if letters > 0 {
			page.Letters = grouped(letters) + " to look at"
		}
	}
	if page.Today {
		shown = today
	} else {
		view = "all"
	}
	for _, o := range overdueOrders {
		page.Sorts = append(page.Sorts, web.NavItem{Text: o.text, Href: address(view, o.key), Current: sort == o.key})
	}
	sortHolders(shown, sort)
	from, _ := strconv.Atoi(query.Get("from"))
	from = max(min(from, len(shown)-1), 0) / pageRows * pageRows
	to := min(from+pageRows, len(shown))
	page.Back = fmt.Sprintf("%s&from=%d", address(view, sort), from)
	page.Range = grouped(int64(len(shown)))
	if len(shown) > pageRows {
		page.Range = fmt.Sprintf("%d to %d of %s", from+1, to, grouped(int64(len(shown))))
	}
	if from > 0 {
		page.Earlier = fmt.Sprintf("%s&from=%d", address(view, sort), from-pageRows)
	}
	if to < len(shown) {
		page.Next = fmt.Sprintf("%s&from=%d", address(view, sort), to)
	}
	if page.Holders, err = s.holderRows(ctx, shown[from:to], now); err != nil {
		return err
	}
	s.page(c, code, page)
	return nil
}

// overdueHolder is a holder with how chasing stands there.
type overdueHolder struct {
	store.Holder
	stands tracking.ChaseHolder
	open   *store.OpenLetter
	today  bool // something is to be done today
}

func (s *Server) overdueHolders(ctx context.Context, now time.Time) ([]overdueHolder, error) {
	holders, err := s.Store.OverdueByHolder(ctx, now)
	if err != nil {
		return nil, err
	}
	ids := make([]tracking.LocationID, len(holders))
	for i, h := range holders {
		ids[i] = h.Location.ID
	}
	stands, err := s.Store.ChaseHolders(ctx, ids)
	if err != nil {
		return nil, err
	}
	open, err := s.Store.OpenByHolder(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]overdueHolder, len(holders))
	for i, h := range holders {
		each := overdueHolder{Holder: h, stands: stands[h.Location.ID]}
		if letter, found := open[h.Location.ID]; found {
			each.open = &letter
			each.today = letter.State != tracking.ChaseClaimed && (letter.State != tracking.ChaseSending && letter.State != tracking.ChaseWaiting || letter.Way == tracking.ByPaper)
		} else {
			each.today = s.Service.Rules().ChaseDueToday(each.stands, now)
		}
		list[i] = each
	}
	return list, nil
}

// sortHolders puts holders in the order that is asked for; they come with the longest overdue first.
func sortHolders(list []overdueHolder, by string) {
	switch by {
	case "folders":
		slices.SortStableFunc(list, func(a, b overdueHolder) int { return cmp.Compare(b.Folders, a.Folders) })
	case "name":
		order := byName()
		slices.SortStableFunc(list, func(a, b overdueHolder) int { return order(a.Location.Name, b.Location.Name) })
	}
}

// holderRows are the rows of one page.
func (s *Server) holderRows(ctx context.Context, list []overdueHolder, now time.Time) (rows []web.Holder, err error) {
	var ids []tracking.LocationID
	for _, h := range list {
		ids = append(ids, h.Location.ID)
	}
	wanted, err := s.Store.WantedAt(ctx, ids, now)
	if err != nil {
		return nil, err
	}
	last, err := s.Store.LastChases(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		row := web.Holder{Place: placeOf(h.Location), Phone: h.Location.Phone, Folders: grouped(h.Folders), Oldest: h.Oldest, Late: late(s.daysLate(h.Oldest, now)), Due: h.today}
		if n := wanted[h.Location.ID]; n > 0 {
			row.Wanted = grouped(n)
		}
		if l, chased := last[h.Location.ID]; chased {
			row.Last = s.chaseWords(l)
		}
		row.Step, row.Ready = s.nextStep(h, now)
		rows = append(rows, row)
	}
	return rows, nil
}

// chaseWords say what a chase was and when.
func (s *Server) chaseWords(l tracking.Chase) string {
	at := l.MadeAt
	if l.SentAt != nil {
		at = *l.SentAt
	}
	words := sentence(chaseName(l)) + ", " + s.Service.Rules().Calendar.Local(at).Format("2 January")
	if l.State != tracking.ChaseSent {
		words += ": " + l.State.Label()
	}
	return words
}

// chaseName is what a chase is called.
func chaseName(l tracking.Chase) string {
	switch l.Kind {
	case tracking.Call:
		return "telephone call"
	case tracking.Escalation:
		return "letter to the manager"
	}
	return l.Step.Label()
}

// nextStep says what is to be done next about a holder, and whether a reminder can be made for it now.
func (s *Server) nextStep(h overdueHolder, now time.Time) (words string, ready bool) {
	rules := s.Service.Rules()
	if h.open != nil {
		switch {
		case h.open.State == tracking.ChaseUnsure || h.open.State == tracking.ChaseFailed:
			return "Letter " + h.open.State.Label() + ": look", false
		case h.open.Way == tracking.ByPaper:
			return "Print the letter", false
		}
		return "E-mail is on its way", false
	}
	if h.stands.Snoozed(now) {
		return "Left alone until " + rules.Calendar.Day(*h.stands.SnoozedUntil).Words() + ": " + h.stands.SnoozedWhy, false
	}
	step := h.stands.StepWith(h.Oldest) + 1
	if !h.today {
		return sentence(step.Label()) + " on " + rules.Calendar.Day(*h.stands.NextAt).Words(), false
	}
	if step > tracking.FinalReminder {
		return "Search, or tell the manager", true // newer folders may still be due for a letter
	}
	return "Send the " + step.Label(), true
}

// postRemind makes the reminders that are due to the holders that were chosen.
func (s *Server) postRemind(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	back := c.PostForm("back")
	if !strings.HasPrefix(back, "/overdue") {
		back = "/overdue"
	}
	var asks []tracking.ChaseAsk
	for _, code := range c.PostFormArray("holder") {
		ask := tracking.ChaseAsk{Holder: code, Kind: tracking.Reminder, Mails: s.Mail.On()}
		if c.PostForm("which") == "paper" {
			ask.Way = tracking.ByPaper
		}
		asks = append(asks, ask)
	}
	list, err := s.Service.Chase(ctx, actor, asks)
	query := url.Values{}
	if at, parsed := url.Parse(back); parsed == nil {
		query = at.Query()
	}
	if faults, code, ok := refusal(err, ""); ok {
		return s.showOverdue(c, ctx, actor, query, code, []web.RowFault{{Row: "No holder", Text: faults[0].Text}})
	} else if err != nil {
		return err
	}
	var failed []web.RowFault
	var mails, paper int
	for _, r := range list {
		switch e := refusalText(r.Err); {
		case r.Err != nil:
			failed = append(failed, web.RowFault{Row: s.placeName(ctx, r.Holder), Text: e})
		case r.Chase.Way == tracking.ByEmail:
			mails++
		default:
			paper++
		}
	}
	if len(failed) == 0 {
		return s.done(c, back, remindedWords(mails, paper))
	}
	if mails+paper > 0 {
		failed = append([]web.RowFault{{Row: "The others", Text: remindedWords(mails, paper)}}, failed...)
	}
	return s.showOverdue(c, ctx, actor, query, http.StatusConflict, failed)
}

func remindedWords(mails, paper int) string {
	var parts []string
	if mails > 0 {
		parts = append(parts, plural(mails, "e-mail is", "e-mails are")+" on the way.")
	}
	if paper > 0 {
		parts = append(parts, plural(paper, "letter is", "letters are")+" to be printed, on the page Letters.")
	}
	return strings.Join(parts, " ")
}

// placeName is a location as people call it; its code where it has gone.
func (s *Server) placeName(ctx context.Context, code string) string {
	if p, err := s.location(ctx, code); err == nil {
		return p.Name
	}
	return code
}
