package tracking

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// searchBook is the part of a ledger that holds the searches for missing folders. Each follows its folder: it opens when the folder is
// reported, whatever way the report came, and ends with the scan that finds it.
type searchBook struct {
	cases   map[FolderID]*MissingCase  // open when they were read, or opened here
	reports map[FolderID]MissingReport // what was said with a report, until the case is made
	again   map[FolderID]bool          // found by a scan that was taken back: the search goes on

	fresh   []*MissingCase
	altered map[*MissingCase]bool
	told    []*MissingCase
}

func newSearchBook() searchBook {
	return searchBook{cases: map[FolderID]*MissingCase{}, reports: map[FolderID]MissingReport{}, again: map[FolderID]bool{}, altered: map[*MissingCase]bool{}}
}

// loadCases reads the open cases of the folders just loaded that are missing. Nothing is asked for a batch without any.
func (l *ledger) loadCases(fresh []FolderID) error {
	var missing []FolderID
	for _, id := range fresh {
		if l.folders[id].Custody == Missing {
			missing = append(missing, id)
		}
	}
	return l.openCases(missing)
}

func (l *ledger) openCases(folders []FolderID) error {
	open, err := l.tx.OpenCases(folders)
	if err != nil {
		return err
	}
	var places []LocationID
	for _, c := range open {
		l.search.cases[c.FolderID] = &c
		places = append(places, c.places()...)
	}
	return l.addPlaces(places)
}

// places are the locations that a case names.
func (c MissingCase) places() []LocationID {
	ids := []LocationID{c.LastID}
	for _, id := range []*LocationID{c.NeededAtID, c.FoundAtID} {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	return ids
}

// followSearch lets the search for a folder follow its movement: was is how the folder stood before it.
func (l *ledger) followSearch(f *Folder, was Custody, m *Movement) {
	c := l.search.cases[f.ID]
	if f.Status.Ended() && f.StandsForID != nil && l.folders[*f.StandsForID] != nil { // it was merged into the original
		l.closeAlert(l.folders[*f.StandsForID], MergeAlert, "merged")
	}
	switch {
	case m.Late:
	case f.Status == Merged && c != nil:
		l.endCase(c, "It was merged into another folder.")
	case f.Custody == Missing && was != Missing && m.Kind == Corrected:
		l.search.again[f.ID] = true
	case f.Custody == Missing && was != Missing:
		l.openCase(f, m)
	case f.Custody == Missing || was != Missing:
	case m.Kind == Corrected && c != nil:
		l.endCase(c, "The report was taken back by "+m.Actor+".")
	case c != nil:
		l.foundCase(c, m)
		fallthrough
	default: // a lost original that was replaced has no search any more
		l.reunite(f)
	}
}

// openCase begins the search for a folder that has just been reported.
func (l *ledger) openCase(f *Folder, m *Movement) {
	open, said := true, l.search.reports[f.ID]
	c := &MissingCase{FolderID: f.ID, Open: &open, State: Searching, Level: LibraryLooks, LevelAt: l.now, ReportedBy: m.Actor, ReportedAt: m.At,
		Looked: m.Note, LastID: m.LocationID, Urgent: said.Urgent, NeededBy: said.NeededBy, ChangedAt: l.now}
	if p := l.location(CleanCode(said.NeededAt)); p != nil {
		c.NeededAtID = &p.ID
	}
	l.search.cases[f.ID] = c
	l.search.fresh = append(l.search.fresh, c)
	l.climb(f, c)
}

// foundCase ends a search by a movement that shows where the folder is.
func (l *ledger) foundCase(c *MissingCase, m *Movement) {
	at := m.LocationID
	c.State, c.FoundBy, c.FoundAtID, c.ScanID = FoundAgain, m.Actor, &at, m.ScanID
	l.closeCase(c, fmt.Sprintf("Found at %s.", l.places[at].Name))
}

// reunite asks for a folder that is back and what was made in its place to be merged.
func (l *ledger) reunite(f *Folder) {
	if t := l.standsFor(f); t != nil {
		l.openAlert(MergeAlert, fmt.Sprintf("folder:%d", f.ID), f, fmt.Sprintf("%s was found, and %s was made in its place. Bring both together and merge them.", f.Name(), t.Name()))
	}
}

// standsFor is the folder that was made in place of f and is still in use.
func (l *ledger) standsFor(f *Folder) *Folder {
	for _, o := range l.sets[f.PatientID] {
		if now := l.folders[o.ID]; now != nil {
			o = *now
		}
		if o.StandsForID != nil && *o.StandsForID == f.ID && !o.Status.Ended() {
			return &o
		}
	}
	return nil
}

func (l *ledger) endCase(c *MissingCase, why string) {
	c.State = SearchEnded
	l.closeCase(c, why)
}

func (l *ledger) closeCase(c *MissingCase, why string) {
	c.Open, c.ClosedAt, c.ClosedWhy, c.NextAt = nil, &l.now, cut(why, 200), nil
	delete(l.search.cases, c.FolderID)
	l.touchCase(c)
}

func (l *ledger) touchCase(c *MissingCase) {
	if !l.search.altered[c] {
		c.Version, c.ChangedAt = c.Version+1, l.now
		l.search.altered[c] = true
	}
	if !slices.Contains(l.search.told, c) {
		l.search.told = append(l.search.told, c)
	}
}

// climb brings a search to the level that the clock says, and asks for what is needed there.
func (l *ledger) climb(f *Folder, c *MissingCase) {
	l.heed(f, c)
	level, lost, next := l.rules.Climb(*c, l.now)
	if level > c.Level {
		c.Level, c.LevelAt = level, l.now
	}
	c.NextAt = next
	if lost && c.State == Searching {
		l.loseCase(f, c, Timer.Name, "Not found in six months.")
	}
	if c.Level >= ManagerLooks && c.Incident == "" {
		l.openAlert(IncidentAlert, fmt.Sprintf("folder:%d", f.ID), f, f.Name()+" is still missing. Write an incident report and give its number.")
	}
	l.touchCase(c)
}

// heed lets a search know who waits for the folder first, that it cannot wait any longer, and that this is over. As long as it is
// urgent, a request that has been waiting in vain does not take the place of the clinic.
func (l *ledger) heed(f *Folder, c *MissingCase) {
	if c.State != Searching {
		return
	}
	c.Urgent = c.Urgent && l.now.Before(c.urgentUntil())
	over := c.NeededBy == nil || (c.NeededBy.Before(l.now) && !c.Urgent)
	queue := l.queue(f.ID)
	if i := slices.IndexFunc(queue, func(q Request) bool { return q.NeededBy.After(l.now) }); i > 0 {
		queue = queue[i:]
	}
	if len(queue) > 0 && (over || (queue[0].NeededBy.After(l.now) && queue[0].NeededBy.Before(*c.NeededBy))) {
		if c.NeededBy != nil || c.NeededAtID == nil { // where the reporter said where, but not when, that stands
			c.NeededAtID = &queue[0].LocationID
		}
		c.NeededBy = &queue[0].NeededBy
	}
	c.Urgent = c.Urgent || soonNeeded(c.NeededBy, l.now)
}

// wantedNow lets the search for a folder, where there is one, know of a request that has just come.
func (l *ledger) wantedNow(f *Folder) {
	if c := l.search.cases[f.ID]; c != nil {
		l.climb(f, c)
	}
}

// loseCase gives a folder up. Whoever waits for it is told that it will not come; its next scan still ends the search.
func (l *ledger) loseCase(f *Folder, c *MissingCase, by, why string) {
	c.State, c.LostAt, c.LostBy, c.LostWhy, c.Urgent = GivenUp, &l.now, by, why, false
	for _, ahead := range l.queue(f.ID) {
		l.step(l.request(f.ID, ahead.ID), RequestNotFillable, by, "The folder was given up as lost.", l.now, nil)
	}
	l.touchCase(c)
}

// saveCases writes what became of searches. One that was found by a scan now taken back goes on, as it was.
func (l *ledger) saveCases() error {
	b := &l.search
	for _, id := range slices.Sorted(maps.Keys(b.again)) {
		if err := l.resume(l.folders[id]); err != nil {
			return err
		}
	}
	clear(b.again)
	var fresh, altered []MissingCase
	for _, c := range b.fresh {
		fresh = append(fresh, *c)
		delete(b.altered, c)
	}
	fresh, err := l.tx.AddCases(fresh)
	if err != nil {
		return err
	}
	for i, c := range b.fresh {
		c.ID = fresh[i].ID
	}
	for _, c := range slices.SortedFunc(maps.Keys(b.altered), func(a, b *MissingCase) int { return cmp.Compare(a.ID, b.ID) }) {
		altered = append(altered, *c)
	}
	b.fresh = nil
	clear(b.altered)
	return l.tx.UpdateCases(altered)
}

// resume opens the last search for a folder again.
func (l *ledger) resume(f *Folder) error {
	c, found, err := l.tx.NewestCase(f.ID)
	if err != nil || f.Custody != Missing || f.Kind == KindReplaced || l.search.cases[f.ID] != nil {
		return err
	}
	if !found || c.State != FoundAgain {
		l.openCase(f, &Movement{Actor: Timer.Name, At: l.now, State: f.State})
		return nil
	}
	open := true
	c.Open, c.State, c.ClosedAt, c.ClosedWhy, c.FoundBy, c.FoundAtID, c.ScanID = &open, Searching, nil, "", "", nil, nil
	if c.LostAt != nil {
		c.State = GivenUp
	}
	l.search.cases[f.ID] = &c
	l.climb(f, &c)
	return l.addPlaces(c.places())
}

func (l *ledger) caseView(c MissingCase) *MissingCaseView {
	v := &MissingCaseView{MissingCase: c, Folder: l.whereabouts(*l.folders[c.FolderID]), Last: l.places[c.LastID]}
	for id, into := range map[*LocationID]**Location{c.NeededAtID: &v.NeededAt, c.FoundAtID: &v.FoundAt} {
		if id != nil {
			p := l.places[*id]
			*into = &p
		}
	}
	return v
}

// caseEvents are what everybody who looks for folders must hear.
func (l *ledger) caseEvents() (events []Event) {
	for _, c := range l.search.told {
		events = append(events, Event{Case: l.caseView(*c)})
	}
	return events
}
