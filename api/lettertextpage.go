package api

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// letterTexts are the words of all letters, as the site has changed them.
func (s *Server) letterTexts(ctx context.Context) ([]tracking.LetterText, error) {
	changed, err := s.Store.LetterTexts(ctx)
	var list []tracking.LetterText
	for _, kind := range tracking.LetterKinds() {
		text := tracking.ShippedLetter(kind)
		if i := slices.IndexFunc(changed, func(t tracking.LetterText) bool { return t.Letter == kind }); i >= 0 {
			text = changed[i]
		}
		list = append(list, text)
	}
	return list, err
}

func (s *Server) getLetterTexts(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	list, err := s.letterTexts(ctx)
	if err != nil {
		return err
	}
	page := web.LetterTexts{Frame: s.frame(c, "Words of the letters")}
	for _, t := range list {
		row := web.LetterTextRow{Letter: string(t.Letter), Name: sentence(t.Letter.Label()), Subject: t.Subject}
		if t.ChangedAt != nil {
			row.Changed = s.Service.Rules().Calendar.Day(*t.ChangedAt).Words() + ", by " + t.ChangedBy
		}
		page.Texts = append(page.Texts, row)
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// letterText is the text that a path names.
func (s *Server) letterText(c *gin.Context, ctx context.Context) (tracking.LetterText, error) {
	list, err := s.letterTexts(ctx)
	if err != nil {
		return tracking.LetterText{}, err
	}
	i := slices.IndexFunc(list, func(t tracking.LetterText) bool { return string(t.Letter) == c.Param("letter") })
	if i < 0 {
		return tracking.LetterText{}, &tracking.Error{Kind: tracking.NotFound, Code: "unknown_letter", Text: "There is no such letter."}
	}
	return list[i], nil
}

func (s *Server) getLetterText(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	text, err := s.letterText(c, ctx)
	if err != nil {
		return err
	}
	return s.showLetterText(c, actor, http.StatusOK, text, text.Version, nil)
}

// showLetterText shows the form to those who may change the words, the words to others, and how the letter would read.
func (s *Server) showLetterText(c *gin.Context, actor tracking.Actor, code int, text tracking.LetterText, version int64, faults []web.Fault) error {
	page := web.LetterTextForm{Frame: s.frame(c, "Words of the "+text.Letter.Label()), Letter: string(text.Letter), Name: text.Letter.Label(), Subject: text.Subject, Body: text.Body,
		Version: version, Fields: tracking.LetterFields(), Edits: actor.Role.May(tracking.MayEditLocations)}
	page.Faults = faults
	if subject, body, folders, err := s.Service.Rules().Preview(text, tracking.ByPaper, s.Now()); err == nil {
		preview := s.letterPage(tracking.Chase{Way: tracking.ByPaper, Subject: subject, Body: body}, folders)
		page.Preview = &preview
	}
	s.page(c, code, page)
	return nil
}

func (s *Server) postLetterText(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	now, err := s.letterText(c, ctx)
	if err != nil {
		return err
	}
	typed := tracking.LetterText{Letter: now.Letter, Subject: c.PostForm("subject"), Body: c.PostForm("body")}
	version := max(versionForm(c), 0)
	switch c.PostForm("do") {
	case "shipped":
		return s.showLetterText(c, actor, http.StatusOK, tracking.ShippedLetter(now.Letter), now.Version, nil)
	case "preview":
		_, _, _, err = s.Service.Rules().Preview(typed, tracking.ByPaper, s.Now())
		if err == nil {
			return s.showLetterText(c, actor, http.StatusOK, typed, version, nil)
		}
	default:
		if _, err = s.Service.SetLetterText(ctx, actor, typed, version); err == nil {
			return s.done(c, "/overdue/texts", "The words of the "+typed.Letter.Label()+" are saved.")
		}
	}
	faults, code, ok := refusal(err, "body")
	if !ok {
		return err
	}
	for _, own := range []string{"subject_missing", "subject_long", "subject_folders"} {
		if (&tracking.Error{Code: own}).Is(err) {
			faults[0].Field = "subject"
		}
	}
	if (&tracking.Error{Code: tracking.ErrStale.Code}).Is(err) {
		version = now.Version // saving again replaces it
	}
	return s.showLetterText(c, actor, code, typed, version, faults)
}
