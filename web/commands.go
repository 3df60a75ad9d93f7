package web

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"slices"
	"sync"
)

// Command is something the scan page does for whoever scans its barcode or presses its key.
type Command struct {
	// Letters stand in the barcode.
	Letters string `json:"letters"`
	Word    string `json:"word"`
	Sign    string `json:"sign"`
	// Key is pressed with Alt and Shift.
	Key  string `json:"key"`
	Does string `json:"does"`
	// Large and Small are the drawn barcode, on the sheet and on the card.
	Large template.HTML `json:"-"`
	Small template.HTML `json:"-"`
}

// The sheet, the help page and the script that obeys share the list.
//
//go:embed ts/commands.json
var commandsFile []byte

var commandList = sync.OnceValue(func() (list []Command) {
	if err := json.Unmarshal(commandsFile, &list); err != nil {
		panic("web: commands.json: " + err.Error()) // it is part of the program
	}
	return list
})

// AllCommands are what the scan page obeys.
func AllCommands() []Command { return slices.Clone(commandList()) }

// Commands is the sheet of command barcodes to print: one to hang up, and cards to wear.
type Commands struct {
	Frame
	Commands []Command
}

// Template is the page's file.
func (Commands) Template() string { return "commands.html" }

// onSide is how many barcodes fit on one side of a card.
const onSide = 3

// Cards are the cards to wear, each of two sides.
func (c Commands) Cards() [][][]Command {
	var cards [][][]Command
	for both := range slices.Chunk(c.Commands, 2*onSide) {
		cards = append(cards, slices.Collect(slices.Chunk(both, onSide)))
	}
	return cards
}

// Help says what the keys, cards, colours and sounds of scanning mean, and whom to ask.
type Help struct {
	Frame
	Commands []Command
}

// Template is the page's file.
func (Help) Template() string { return "help.html" }
