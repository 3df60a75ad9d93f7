package labels

import (
	"fmt"
	"strings"
)

// Stock is the paper of one label, in millimetres.
type Stock struct {
	Name          string
	Width, Height int
}

// The stock used when nobody chooses another.
const (
	FolderStock   = "70x35"
	LocationStock = "100x50"
)

// Stocks lists the label stock that can be chosen.
func Stocks() []Stock {
	return []Stock{
		{FolderStock, 70, 35},
		{LocationStock, 100, 50},
		{"50x25", 50, 25},
	}
}

// LookupStock finds a stock by its name.
func LookupStock(name string) (Stock, error) {
	var known []string
	for _, s := range Stocks() {
		if s.Name == name {
			return s, nil
		}
		known = append(known, s.Name)
	}
	return Stock{}, Refusal(fmt.Sprintf("There is no such label stock. Use one of %s.", strings.Join(known, ", ")))
}
