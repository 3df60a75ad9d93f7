package web

import "html/template"

// Commands is the sheet of command barcodes to print: one to hang up, and cards to wear.
type Commands struct {
	Frame
	Commands []Command
}

// Template is the page's file.
func (Commands) Template() string { return "commands.html" }

// Sides are the two sides of the card to wear, each with half of the commands.
func (c Commands) Sides() [][]Command {
	half := (len(c.Commands) + 1) / 2
	return [][]Command{c.Commands[:half], c.Commands[half:]}
}

// Command is one command and its barcode in two sizes.
type Command struct {
	Word, Does   string
	Large, Small template.HTML
}
