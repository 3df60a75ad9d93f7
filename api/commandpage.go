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

// A command is as large as a folder's label on the sheet that hangs on a wall, and smaller on the card to wear.
var (
	commandSheet = labels.Stock{Name: "70x35", Width: 70, Height: 35}
	commandCard  = labels.Stock{Name: "50x25", Width: 50, Height: 25}
)

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
		large, err := picture(label, commandSheet)
		if err != nil {
			return err
		}
		small, err := picture(label, commandCard)
		if err != nil {
			return err
		}
		page.Commands = append(page.Commands, web.Command{Word: command.word, Does: command.does, Large: large, Small: small})
	}
	s.page(c, http.StatusOK, page)
	return nil
}

// picture draws a label for a page.
func picture(l labels.Label, size labels.Stock) (template.HTML, error) {
	var out bytes.Buffer
	err := labels.Write(&out, labels.SVG, size, []labels.Label{l})
	return template.HTML(out.String()), err // drawn by us, with its words escaped
}
