package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// registerOf reads which year of the register is asked for; 0 is the last twelve months.
func registerOf(c *gin.Context) (int, error) {
	text := c.Query("year")
	if text == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(text)
	if err != nil || year < 2000 || year > 9998 {
		return 0, &tracking.Error{Kind: tracking.NotFound, Code: "unknown_year", Text: "There is no such year in the register."}
	}
	return year, nil
}

const yearsShown = 6

func (s *Server) getRegister(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	year, err := registerOf(c)
	if err != nil {
		return err
	}
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	from, to := s.registerYear(year)
	list, err := s.Store.Register(ctx, from, to, after, pageRows+1)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "missing.register"}); err != nil {
		return err
	}
	page := web.MissingRegister{Frame: s.frame(c, "Register of missing folders"), File: "/missing/register/file", Later: c.Query("after") != "", Checked: s.Now()}
	if year != 0 {
		page.File += fmt.Sprintf("?year=%d", year)
	}
	this := s.Service.Rules().Calendar.Local(s.Now()).Year()
	page.Years = []web.NavItem{{Text: "Last 12 months", Href: "/missing/register", Current: year == 0}}
	for y := this; y > this-yearsShown; y-- {
		page.Years = append(page.Years, web.NavItem{Text: strconv.Itoa(y), Href: fmt.Sprintf("/missing/register?year=%d", y), Current: y == year})
	}
	if len(list) > pageRows {
		list = list[:pageRows]
		q := url.Values{"after": {cursorText(list[pageRows-1].ReportedAt, uint64(list[pageRows-1].ID))}}
		if year != 0 {
			q.Set("year", strconv.Itoa(year))
		}
		page.Next = "/missing/register?" + q.Encode()
	}
	if page.Counts, err = s.registerCounts(ctx, year); err != nil {
		return err
	}
	if page.Rows, err = s.caseRows(ctx, actor, list); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// registerCounts are how the searches of a time stand.
func (s *Server) registerCounts(ctx context.Context, year int) ([]web.Figure, error) {
	from, to := s.registerYear(year)
	counts, err := s.Store.RegisterCounts(ctx, from, to)
	var figures []web.Figure
	for _, state := range tracking.SearchStates() {
		figures = append(figures, web.Figure{Text: web.SentenceCase(state.Label()), N: counts[state]})
	}
	return figures, err
}

func (s *Server) getRegisterDownload(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	year, err := registerOf(c)
	if err != nil {
		return err
	}
	file, err := s.getRegisterFile(ctx, actor, &registerInput{Year: year})
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", file.ContentDisposition)
	c.Data(http.StatusOK, file.ContentType, file.Body)
	return nil
}
