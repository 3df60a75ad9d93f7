package tracking

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxLetter is how many folders one letter names, the longest overdue first.
const maxLetter = 1000

// chaser is one transaction of chasing.
type chaser struct {
	tx    Tx
	rules Rules
	now   time.Time
}

// holder locks how chasing stands with a holder, so that two who write to it at once take turns.
func (c chaser) holder(id LocationID) (ChaseHolder, error) {
	h, found, err := c.tx.LockChaseHolder(id)
	if err != nil || found {
		return h, err
	}
	h = ChaseHolder{LocationID: id, ChangedAt: c.now}
	return h, c.tx.AddChaseHolder(h) // refused where another was quicker: the command then runs again
}

// plan is what to do about the overdue folders at a holder: those that a letter is due for by some time, and how many a letter no
// longer helps. An escalation names them all, and counts for nothing.
type plan struct {
	lines  []ChasedFolder
	search int
	later  bool // some wait for a later letter
}

func (c chaser) plan(holder LocationID, kind ChaseKind, by time.Time) (p plan, err error) {
	folders, err := c.tx.OverdueHeld(holder, c.now, maxLetter)
	if err != nil {
		return p, err
	}
	done, err := c.done(holder, folders)
	if err != nil {
		return p, err
	}
	for _, f := range folders {
		d := done[f.ID]
		step, at := c.rules.NextChase(*f.DueAt, d)
		switch {
		case d.Disputed:
		case kind == Escalation:
			p.lines = append(p.lines, c.line(f, step-1))
		case at.After(by):
			p.later = true
		case step == StartSearch:
			p.search++
		default:
			p.lines = append(p.lines, c.line(f, step))
		}
	}
	return p, nil
}

// line is a folder as a letter names it.
func (c chaser) line(f Folder, step ChaseStep) ChasedFolder {
	return ChasedFolder{FolderID: f.ID, Code: f.Code, Volume: f.Volume, Kind: f.Kind, HomeID: f.HomeID, OutSince: *cmp.Or(f.OutSince, f.DueAt), DueAt: *f.DueAt,
		Late: c.rules.Calendar.DaysBetween(*f.DueAt, c.now), Step: step}
}

// done is what was done about folders at a holder so far, in the loan that they are in.
func (c chaser) done(holder LocationID, folders []Folder) (map[FolderID]Chased, error) {
	var ids []FolderID
	for _, f := range folders {
		ids = append(ids, f.ID)
	}
	done := map[FolderID]Chased{}
	before, err := c.tx.ChasedBefore(holder, ids)
	if err != nil {
		return nil, err
	}
	open, err := c.tx.OpenAlerts(ids)
	for _, f := range folders {
		done[f.ID] = ChasedSoFar(f, before[f.ID], open)
	}
	return done, err
}

// ChasedSoFar is what was done about a folder in the loan that it is in, of all letters it has been in and the open alerts.
func ChasedSoFar(f Folder, before []ChasedBefore, open []Alert) (d Chased) {
	for _, b := range before {
		if f.OutSince != nil && b.OutSince.Equal(*f.OutSince) {
			d.Letters++
			d.LastAt = latest(d.LastAt, &b.At)
		}
	}
	for _, a := range open {
		if a.Kind == DisputeAlert && a.FolderID != nil && *a.FolderID == f.ID {
			d.Disputed = true
		}
	}
	return d
}

// recheck leaves out of a letter what has come back or is disputed since it was made, and answers what is left and whether any went.
func (c chaser) recheck(letter Chase) (left []ChasedFolder, changed bool, err error) {
	lines, err := c.tx.ChasedFolders(letter.ID)
	if err != nil {
		return nil, false, err
	}
	var ids []FolderID
	for _, l := range lines {
		ids = append(ids, l.FolderID)
	}
	still, err := c.tx.OverdueAmong(letter.HolderID, ids, c.now)
	if err != nil {
		return nil, false, err
	}
	open, err := c.tx.OpenAlerts(ids)
	if err != nil {
		return nil, false, err
	}
	var gone []FolderID
	for _, l := range lines {
		disputed := slices.ContainsFunc(open, func(a Alert) bool { return a.Kind == DisputeAlert && *a.FolderID == l.FolderID })
		if slices.Contains(still, l.FolderID) && !disputed {
			left = append(left, l)
		} else {
			gone = append(gone, l.FolderID)
		}
	}
	if len(gone) == 0 {
		return left, false, nil
	}
	return left, true, c.tx.LeaveChased(letter.ID, gone, c.now)
}

// write puts a letter into words, as it is sent now.
func (c chaser) write(letter *Chase, holder Location, lines []ChasedFolder) error {
	letter.Folders, letter.Step = len(lines), 0
	for _, l := range lines {
		letter.Step = max(letter.Step, l.Step)
	}
	text, changed, err := c.tx.LetterText(letter.letter())
	if err != nil {
		return err
	}
	if !changed {
		text = ShippedLetter(letter.letter())
	}
	facts := LetterFacts{Holder: holder.Name, Note: letter.Note, Today: c.now, Deadline: c.rules.addDays(c.now, lettersDeadline), Folders: lines}
	if facts.ReturnTo, facts.Phone, err = c.returnTo(lines); err != nil {
		return err
	}
	letter.Subject, letter.Body = text.Write(facts, c.rules.Calendar)
	if letter.Way == ByEmail {
		letter.Body = MailBody(letter.Body, lines, c.rules.Calendar)
		return nil
	}
	return c.name(letter.ID, lines)
}

// lettersDeadline is how many working days a holder is given.
const lettersDeadline = 5

// returnTo is where most of the folders belong: the library around their homes.
func (c chaser) returnTo(lines []ChasedFolder) (name, phone string, err error) {
	var homes []LocationID
	for _, l := range lines {
		homes = append(homes, l.HomeID)
	}
	places, err := around(c.tx, homes)
	if err != nil {
		return "", "", err
	}
	count, best := map[LocationID]int{}, LocationID(0)
	for _, home := range homes {
		library := home
		for _, id := range places[home].Around() {
			if places[id].IsLibrary() {
				library = id
				break
			}
		}
		if count[library]++; count[library] > count[best] {
			best = library
		}
	}
	return places[best].Name, places[best].Phone, nil
}

// name notes on a letter for paper whose the folders are, by surname and initial: that is how people find them on a desk.
func (c chaser) name(letter ChaseID, lines []ChasedFolder) error {
	var ids []FolderID
	for _, l := range lines {
		ids = append(ids, l.FolderID)
	}
	names, err := c.tx.NamesOn(ids)
	if err != nil {
		return err
	}
	for i, l := range lines {
		lines[i].Patient = names[l.FolderID].Short()
	}
	return c.tx.NameChased(letter, lines)
}

// Short is a patient's surname and initial, for lists on paper.
func (p Patient) Short() string {
	given := []rune(strings.TrimSpace(p.GivenName))
	if len(given) == 0 {
		return p.FamilyName
	}
	return fmt.Sprintf("%s, %c", p.FamilyName, given[0])
}
