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

// A command is as large as a folder's label on the sheet that hangs on a wall, and smaller on the card to wear.
var (
	commandSheet = labels.Stock{Name: "70x35", Width: 70, Height: 35}
	commandCard  = labels.Stock{Name: "50x25", Width: 50, Height: 25}
)

// getCommands is the sheet of command barcodes, to be printed and hung up or worn.
func (s *Server) getCommands(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	page := web.Commands{Frame: s.frame(c, "Command barcodes"), Commands: web.AllCommands()}
	for i, command := range page.Commands {
		body := "C" + command.Letters + siteKey
		check, err := tracking.CheckCharacter(body)
		if err != nil {
			return err
		}
		label := labels.Command(labels.CommandText{Code: body + string(check), Word: command.Word, Sign: command.Sign})
		if page.Commands[i].Large, err = picture(label, commandSheet); err != nil {
			return err
		}
		if page.Commands[i].Small, err = picture(label, commandCard); err != nil {
			return err
		}
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func (s *Server) getHelp(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, web.Help{Frame: s.frame(c, "Help"), Commands: web.AllCommands()})
	return nil
}

// picture draws a label for a page.
func picture(l labels.Label, size labels.Stock) (template.HTML, error) {
	var out bytes.Buffer
	err := labels.Write(&out, labels.SVG, size, []labels.Label{l})
	return template.HTML(out.String()), err // drawn by us, with its words escaped
}
