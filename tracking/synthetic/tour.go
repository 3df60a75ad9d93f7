package synthetic

import (
	"slices"

	"casenotes/tracking"
)

// The stops of the tour, in its order.
var stops = []string{"a library", "a clinic", "a ward", "a folder at home", "a folder at a clinic", "a folder on the ward of its patient",
	"a folder on its way", "a folder too long on its way", "an overdue folder", "a missing folder"}

// visit notes the first folder of each sort.
func (g *generator) visit(f tracking.Folder) {
	note := func(stop string) {
		if g.tour[stop] == "" {
			g.tour[stop] = f.Code
		}
	}
	here := g.hospital.places[f.LocationID]
	switch {
	case f.Custody == tracking.Missing:
		note("a missing folder")
	case f.Custody == tracking.InTransit:
		kinds, _ := g.rules.Watch(f, here, g.hospital.places[*f.ToID], g.now)
		if slices.Contains(kinds, tracking.TransitAlert) {
			note("a folder too long on its way")
		} else {
			note("a folder on its way")
		}
	case f.OverdueAt(g.now):
		note("an overdue folder")
	case here.Kind == tracking.Clinic:
		note("a folder at a clinic")
	case here.Kind == tracking.Ward && f.DueAt == nil:
		note("a folder on the ward of its patient")
	case f.LocationID == f.HomeID && f.Version > 5:
		note("a folder at home")
	}
}

// guide puts the tour together.
func (g *generator) guide() {
	g.tour["a library"] = g.hospital.libraries[mainLibrary].desk.Code
	g.tour["a clinic"] = g.hospital.borrowers[tracking.Clinic][1].Code
	g.tour["a ward"] = g.hospital.borrowers[tracking.Ward][2].Code
	for _, what := range stops {
		if code := g.tour[what]; code != "" {
			g.sum.Tour = append(g.sum.Tour, Stop{what, code})
		}
	}
}
