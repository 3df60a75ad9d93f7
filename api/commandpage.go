package api

import (
	"bytes"
	"context"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/web"
)

// siteKey ends every command, so that the cards of another site do nothing here. The scan page obeys the same one.
const siteKey = "01"

// commands are what the scan page obeys; the letters are those of its own table.
var commands = []struct{ letters, word, sign, does string }{
	{"DN", "DONE", "✓", "Finish this location"},
	{"UN", "UNDO LAST", "↶", "Take back the last scan"},
	{"UB", "UNDO BATCH", "↺", "Take back all scans of this location; asks first"},
	{"YS", "OK", "●", "Answer yes"},
	{"NN", "NO", "✕", "Answer no"},
	{"RP", "REPEAT", "↻", "Show and sound the last result again"},
}

// getCommands is the sheet of command barcodes, to be printed and hung up or worn.
func (s *Server) getCommands(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	page := web.Commands{Frame: s.frame(c, "Command barcodes")}
	for _, command := range commands {
		body := "C" + command.letters + siteKey
		check, err := tracking.CheckCharacter(body)
		if err != nil {
			return err
		}
		label := labels.Command(labels.CommandText{Code: body + string(check), Word: command.word, Sign: command.sign})
		large, err := picture(label, labels.FolderStock)
		if err != nil {
			return err
		}
		small, err := picture(label, "50x25")
		if err != nil {
			return err
		}
		page.Commands = append(page.Commands, web.Command{Word: command.word, Does: command.does, Large: large, Small: small})
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// picture draws a label for a page.
func picture(l labels.Label, stock string) (template.HTML, error) {
	size, err := labels.LookupStock(stock)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = labels.Write(&out, labels.SVG, size, []labels.Label{l})
	return template.HTML(out.String()), err // drawn by us, with its words escaped
}
