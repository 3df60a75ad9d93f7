package calendar

import (
	"fmt"
	"slices"
	"strings"
)

// Nation is a part of the United Kingdom with bank holidays of its own. Its value is the name
// gov.uk's published list of bank holidays gives it.
type Nation string

// The three nations, as far as bank holidays go: Wales keeps England's.
const (
	EnglandAndWales Nation = "england-and-wales"
	Scotland        Nation = "scotland"
	NorthernIreland Nation = "northern-ireland"
)

// Nations lists every nation, in the order a form offers them.
func Nations() []Nation { return []Nation{EnglandAndWales, Scotland, NorthernIreland} }

// ParseNation reads a nation as a person or a settings file writes it; capitals, and spaces for
// hyphens, do not matter.
func ParseNation(text string) (Nation, error) {
	nation := Nation(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(text)), " ", "-"))
	if !slices.Contains(Nations(), nation) {
		return "", fmt.Errorf("nation %q is not one of %s, %s, %s", text, EnglandAndWales, Scotland, NorthernIreland)
	}
	return nation, nil
}
