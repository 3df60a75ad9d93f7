package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const lettersShown = 500

func (s *Server) getLetters(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	open, err := s.Store.OpenLetters(ctx, lettersShown+1)
	if err != nil {
		return err
	}
	page := web.Letters{Frame: s.frame(c, "Letters"), Chases: actor.Role.May(tracking.MayChase), More: len(open) > lettersShown, Checked: s.Now()}
	for _, l := range open[:min(len(open), lettersShown)] {
		row := web.OpenLetter{ID: uint64(l.ID), Holder: placeOf(l.Holder), What: sentence(chaseName(l.Chase)), State: sentence(l.State.Label()), Folders: plural(l.Folders, "folder", "folders"),
			By: l.MadeBy, Problem: l.Problem, Address: l.Address, At: l.StateAt, MailPossible: l.Way == tracking.ByEmail}
		switch paper := l.Way == tracking.ByPaper; {
		case l.State == tracking.ChaseUnsure || l.State == tracking.ChaseFailed:
			page.Look = append(page.Look, row)
		case paper && l.State == tracking.ChaseSending:
			row.State, row.By, row.Address = "Being printed", l.StateBy, ""
			if l.StateBy == actor.Name {
				page.Printing = append(page.Printing, row)
			} else {
				page.Theirs = append(page.Theirs, row)
			}
		case paper:
			row.State, row.Address = "To print", ""
			page.Waiting = append(page.Waiting, row)
		default:
			page.Mails = append(page.Mails, row)
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// postLetters takes what a person says of letters: which are printed, sent, to go again or given up.
func (s *Server) postLetters(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	all := letterIDs(c.PostFormArray("all"))
	if c.PostForm("do") == "print" {
		printing, err := s.Service.PrintLetters(ctx, actor, all)
		if err != nil {
			return err
		}
		said := "Open your letters, print them, then say so here."
		if len(printing) == 0 {
			said = "Nothing was left to print: the folders are back, or a colleague prints them."
		}
		return s.done(c, "/overdue/letters", said)
	}
	if c.PostForm("do") == "sent" {
		sent, err := s.Service.EndPrinted(ctx, actor, all)
		if err != nil {
			return err
		}
		return s.done(c, "/overdue/letters", saidOfEnds("Recorded as sent.", len(all)-sent))
	}
	var end tracking.LetterEnd
	var ids []tracking.ChaseID
	for _, each := range []tracking.LetterEnd{tracking.LetterWasSent, tracking.LetterAgain, tracking.LetterOnPaper, tracking.LetterDropThis} {
		if id := c.PostForm(string(each)); id != "" {
			end, ids = each, letterIDs([]string{id})
		}
	}
	if len(ids) != 1 {
		return tracking.ErrUnknownLetter
	}
	moved := 0
	if _, err := s.Service.EndLetter(ctx, actor, ids[0], end); errors.Is(err, tracking.ErrLetterMoved) {
		moved = 1
	} else if err != nil {
		return err
	}
	said := map[tracking.LetterEnd]string{tracking.LetterWasSent: "Recorded as sent.", tracking.LetterAgain: "It goes again.", tracking.LetterOnPaper: "It is to be printed.", tracking.LetterDropThis: "It is given up."}[end]
	return s.done(c, "/overdue/letters", saidOfEnds(said, moved))
}

// saidOfEnds is what is said after letters were ended, some of which a colleague had in hand.
func saidOfEnds(said string, moved int) string {
	if moved > 0 {
		return "A colleague has dealt with " + plural(moved, "letter", "letters") + " meanwhile."
	}
	return said
}

func letterIDs(texts []string) (ids []tracking.ChaseID) {
	for _, text := range texts {
		if id, err := strconv.ParseUint(text, 10, 64); err == nil {
			ids = append(ids, tracking.ChaseID(id))
		}
	}
	return ids
}

func (s *Server) letter(c *gin.Context, ctx context.Context) (l store.LetterView, lines []tracking.ChasedFolder, err error) {
	ids := letterIDs([]string{c.Param("id")})
	if len(ids) == 0 {
		return l, nil, tracking.ErrUnknownLetter
	}
	l, lines, found, err := s.Store.Letter(ctx, ids[0])
	if err == nil && (!found || l.Kind == tracking.Call) {
		err = tracking.ErrUnknownLetter
	}
	return l, lines, err
}

// getLetter shows a letter as it was sent.
func (s *Server) getLetter(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	l, lines, err := s.letter(c, ctx)
	if err != nil {
		return err
	}
	if err := s.readLetter(ctx, actor, l.HolderID, lines); err != nil {
		return err
	}
	page := s.letterPage(l.Chase, lines)
	page.Frame, page.Holder = s.frame(c, sentence(chaseName(l.Chase))+" to "+l.Holder.Name), placeOf(l.Holder)
	s.page(c, http.StatusOK, page)
	return nil
}

// readLetter records that somebody reads a letter; on paper it names patients.
func (s *Server) readLetter(ctx context.Context, actor tracking.Actor, holder tracking.LocationID, lines []tracking.ChasedFolder) error {
	looks := []tracking.AuditEntry{{Action: "letter.look", LocationID: &holder}}
	for _, l := range lines {
		if l.Patient != "" {
			looks = append(looks, tracking.AuditEntry{Action: "letter.look", FolderID: &l.FolderID, LocationID: &holder})
		}
	}
	return s.Service.Looked(ctx, actor, looks...)
}

func (s *Server) letterPage(l tracking.Chase, lines []tracking.ChasedFolder) web.Letter {
	page := web.Letter{ID: uint64(l.ID), What: sentence(chaseName(l)), Way: l.Way.Label(), Address: l.Address, State: sentence(l.State.Label()), At: l.StateAt, Subject: l.Subject, Problem: l.Problem}
	if l.Way != tracking.ByEmail {
		page.Address = ""
	}
	before, after, list := strings.Cut(l.Body, tracking.FoldersField)
	if l.Way == tracking.ByEmail && !list {
		page.Text = l.Body
		return page
	}
	page.Before, page.After = strings.TrimSpace(before), strings.TrimSpace(after)
	for _, f := range lines {
		page.Names = page.Names || f.Patient != ""
		page.Rows = append(page.Rows, web.LetterLine{Code: f.Code, Who: f.Patient, What: sentence(f.Kind.Label()) + ", volume " + strconv.Itoa(f.Volume), Due: f.DueAt, Late: late(f.Late), Step: sentence(f.Step.Label())})
	}
	return page
}

// getDraft shows how the reminder would read that could be made now.
func (s *Server) getDraft(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	p, err := s.location(ctx, c.Param("code"))
	if err != nil {
		return err
	}
	letter, lines, err := s.Service.DraftLetter(ctx, actor, tracking.ChaseAsk{Holder: p.Code, Kind: tracking.Reminder, Mails: s.Mail.On()})
	if err != nil {
		return err
	}
	if err := s.readLetter(ctx, actor, p.ID, lines); err != nil {
		return err
	}
	letter.ID = 0
	page := s.letterPage(letter, lines)
	page.Frame, page.Holder = s.frame(c, "How the letter reads"), placeOf(p)
	s.page(c, http.StatusOK, page)
	return nil
}

// getLettersPDF is the file of the letters that the actor prints.
func (s *Server) getLettersPDF(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	list, lines, err := s.Store.BeingPrinted(ctx, actor.Name)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return &tracking.Error{Kind: tracking.NotFound, Code: "nothing_to_print", Text: "You print no letter just now. Choose letters on the page Letters."}
	}
	for _, l := range list {
		if err := s.readLetter(ctx, actor, l.HolderID, lines[l.ID]); err != nil {
			return err
		}
	}
	return s.sendLettersPDF(c, list, lines)
}

func (s *Server) getLetterPDF(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	l, lines, err := s.letter(c, ctx)
	if err != nil {
		return err
	}
	if l.Body == "" || l.Way != tracking.ByPaper {
		return &tracking.Error{Kind: tracking.NotFound, Code: "not_printed", Text: "This letter has not been printed."}
	}
	if err := s.readLetter(ctx, actor, l.HolderID, lines); err != nil {
		return err
	}
	return s.sendLettersPDF(c, []store.LetterView{l}, map[tracking.ChaseID][]tracking.ChasedFolder{l.ID: lines})
}

// sendLettersPDF draws letters as they stand in the database: what is printed is what is kept.
func (s *Server) sendLettersPDF(c *gin.Context, list []store.LetterView, lines map[tracking.ChaseID][]tracking.ChasedFolder) error {
	var drawn []labels.Letter
	for _, l := range list {
		drawn = append(drawn, s.paperLetter(l, lines[l.ID]))
	}
	var file bytes.Buffer
	if err := labels.WriteLetters(&file, slices.Values(drawn)); err != nil {
		return err
	}
	c.Header("Content-Disposition", `inline; filename="letters.pdf"`)
	c.Data(http.StatusOK, labels.PDF.MediaType(), file.Bytes())
	return nil
}

func (s *Server) paperLetter(l store.LetterView, lines []tracking.ChasedFolder) labels.Letter {
	days := s.Service.Rules().Calendar
	before, after, _ := strings.Cut(l.Body, tracking.FoldersField)
	letter := labels.Letter{To: cmp.Or(l.Holder.Name, l.Holder.Code), From: s.Hospital, Date: days.Day(l.StateAt).Words(), Subject: l.Subject, Before: strings.TrimSpace(before), After: strings.TrimSpace(after)}
	if l.Kind == tracking.Escalation {
		letter.To = "The manager of " + l.Holder.Name
	}
	for _, f := range lines {
		letter.Rows = append(letter.Rows, labels.LetterRow{Code: f.Code, Who: f.Patient, What: sentence(f.Kind.Label()) + ", volume " + strconv.Itoa(f.Volume), Due: days.Day(f.DueAt).Words(), Late: late(f.Late), State: f.Step.Label()})
	}
	return letter
}
