package tracking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Clue is why a missing folder may be at a place.
type Clue string

// The clues. Their weights say how much each speaks for a place; those of one place add up.
const (
	LastKnown  Clue = "last"        // it was recorded there
	OnItsWay   Clue = "destination" // it was sent there
	HeldBefore Clue = "held"        // it was there earlier
	Companion  Clue = "batch"       // a folder scanned just before or after it is there: they stick together
	HomeShelf  Clue = "home"        // it belongs there
	Neighbour  Clue = "neighbour"   // its neighbour on the shelf is there
	Swapped    Clue = "swapped"     // a folder whose number differs by two swapped digits is there
	OtherOfSet Clue = "set"         // another folder of the patient is there
	SamePile   Clue = "session"     // a folder of the same clinic session is there
	SameName   Clue = "surname"     // a folder of a patient of the same surname is there
)

var clueWeights = map[Clue]int{LastKnown: 100, OnItsWay: 90, HeldBefore: 60, Companion: 50, HomeShelf: 45, Swapped: 40, OtherOfSet: 35, Neighbour: 30, SamePile: 25, SameName: 10}

// SearchFacts is what is known of a missing folder that says where it may be.
type SearchFacts struct {
	Folder Folder
	Home   Location
	Trail  []Trace // where it has been, the newest first
	Leads  []Lead
}

// Trace is one place where a folder was.
type Trace struct {
	Place Location
	To    *Location // it left there for
	By    string
	At    time.Time
}

// Lead is another folder that may have the missing one with it.
type Lead struct {
	Clue  Clue
	Code  string
	Place Location
	Note  string // what makes it one, where the clue does not say it all
}

// SearchPlace is one place to look at, with the reasons.
type SearchPlace struct {
	Place   Location
	Weight  int
	Reasons []SearchReason
}

// SearchReason is one reason to look there.
type SearchReason struct {
	Clue  Clue
	Text  string
	Codes []string // the folders to look beside
}

const (
	traceMost  = 5  // the last places where it was
	placesMost = 25 // a longer list is walked by nobody
)

// SearchPlaces are the places where a missing folder may be, the likeliest first. A place that is closed is left out.
func (r Rules) SearchPlaces(f SearchFacts) []SearchPlace {
	var list searchList
	held := map[LocationID]bool{}
	for i, s := range f.Trail {
		when := r.Calendar.Local(s.At).Format("2 January 2006, 15:04")
		if i == 0 {
			list.add(s.Place, LastKnown, fmt.Sprintf("Recorded here last, %s, by %s.", when, s.By))
			if s.To != nil {
				list.add(*s.To, OnItsWay, fmt.Sprintf("It was sent here from %s, %s, by %s.", s.Place.Name, when, s.By))
			}
		} else if !held[s.Place.ID] && len(held) < traceMost {
			list.add(s.Place, HeldBefore, fmt.Sprintf("It was here until it left, %s, by %s.", when, s.By))
		}
		held[s.Place.ID] = true
	}
	list.add(f.Home, HomeShelf, "It belongs here. Look along the shelf, behind it and on the floor.")
	for _, l := range f.Leads {
		list.lead(l)
	}
	slices.SortStableFunc(list.places, func(a, b *SearchPlace) int {
		return cmp.Or(-cmp.Compare(a.Weight, b.Weight), strings.Compare(a.Place.Name, b.Place.Name), cmp.Compare(a.Place.ID, b.Place.ID))
	})
	var places []SearchPlace
	for _, p := range list.places[:min(len(list.places), placesMost)] {
		slices.SortStableFunc(p.Reasons, func(a, b SearchReason) int { return -cmp.Compare(clueWeights[a.Clue], clueWeights[b.Clue]) })
		places = append(places, *p)
	}
	return places
}

type searchList struct{ places []*SearchPlace }

func (l *searchList) at(place Location) *SearchPlace {
	for _, p := range l.places {
		if p.Place.ID == place.ID {
			return p
		}
	}
	p := &SearchPlace{Place: place}
	l.places = append(l.places, p)
	return p
}

// add is a reason of its own. Each clue counts once for a place.
func (l *searchList) add(place Location, clue Clue, text string) {
	if place.ID == 0 || place.RetiredAt != nil {
		return
	}
	p := l.at(place)
	if !slices.ContainsFunc(p.Reasons, func(r SearchReason) bool { return r.Clue == clue }) {
		p.Weight += clueWeights[clue]
		p.Reasons = append(p.Reasons, SearchReason{Clue: clue, Text: text})
	}
}

const codesOfReason = 4 // to look beside; more of them say no more

// lead adds another folder to the reason that it belongs to.
func (l *searchList) lead(lead Lead) {
	text, known := map[Clue]string{Companion: "Scanned just before or after it. Folders stick together.", Neighbour: "Its neighbours on the shelf are here.",
		Swapped: "Filed under a number that differs by two swapped digits.", OtherOfSet: "Other folders of the patient are here.",
		SamePile: "Folders of the same clinic session are here.", SameName: "Folders of the same surname are here."}[lead.Clue]
	if !known {
		return
	}
	if lead.Note != "" {
		text = lead.Note
	}
	l.add(lead.Place, lead.Clue, text)
	for _, p := range l.places {
		if p.Place.ID != lead.Place.ID {
			continue
		}
		for i := range p.Reasons {
			if r := &p.Reasons[i]; r.Clue == lead.Clue && len(r.Codes) < codesOfReason && !slices.Contains(r.Codes, lead.Code) {
				r.Codes = append(r.Codes, lead.Code)
			}
		}
	}
}

// SwappedNumbers are the numbers that somebody may have read instead: two neighbouring digits swapped. They are other than the number.
func SwappedNumbers(number string) (list []string) {
	for i := 0; i+1 < len(number); i++ {
		a, b := number[i], number[i+1]
		if a == b || a < '0' || a > '9' || b < '0' || b > '9' {
			continue
		}
		list = append(list, number[:i]+string(b)+string(a)+number[i+2:])
	}
	return list
}
