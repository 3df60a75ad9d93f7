package tracking

import (
	"cmp"
	"fmt"
	"time"

	"casenotes/tracking/calendar"
)

// Rules are the records rules of one site. Decisions are pure: the same scan of the same folder always ends the same way.
type Rules struct {
	Calendar     *calendar.Calendar
	DoubleRead   time.Duration // a scan at the sending desk within this time of the sending is a second read
	UndoWithin   time.Duration // how long the person who scanned may take it back
	TransitHours time.Duration // working time a folder may travel on site before somebody looks
	TransitDays  int           // working days it may travel between sites
	LookAhead    int           // working days before a need in which a folder may be brought and lists are made
	ChaseAfter   [4]int        // working days after it was due until each reminder, and until a folder is searched for
	Claim        time.Duration // how long whoever starts a pull list has its folders to themselves
	Printers     Reach         // where printers may be

	ContentsAssumed bool // whether the folders in a container are taken to be where it was scanned
}

// NewRules are the rules as shipped.
func NewRules(c *calendar.Calendar) Rules {
	return Rules{Calendar: c, DoubleRead: time.Minute, UndoWithin: 10 * time.Minute, TransitHours: 4 * time.Hour, TransitDays: 2,
		LookAhead: 5, ChaseAfter: [4]int{0, 5, 10, 15}, Claim: time.Hour}
}

// Known is what was known about a scan when it was decided.
type Known struct {
	Reading       Reading
	Folder        *Folder    // nil: no folder has this barcode
	MergedFrom    string     // the scanned barcode belongs to a folder that was merged into Folder
	LabelReplaced *time.Time // the scanned barcode is of a label that was replaced then
	Patient       Patient
	Others        []Folder                // the patient's other folders
	Here, To      *Location               // nil: none given, or not known
	Places        map[LocationID]Location // the folder's home, recorded location and destination, and where it is wanted
	Requests      []Request               // the open ones for the folder, in queue order
	OtherRequests []Request               // and those for the patient's other folders
	Search        *MissingCase            // the search for the folder, where it is missing

	Into, Inside        *Container // the container that came with the scan, and the one the folder is recorded in
	Full                bool       // Into takes no more folders
	Consigned, Expected bool       // Into is a consignment to be counted, and the folder is on its list

	MayShelve     bool   // whether who scans may file folders
	MaySeePatient bool   // whether who scans may be told of the patient
	Puller        string // who scans, where they may pull folders that they have claimed
}

// Decision is what a scan does.
type Decision struct {
	Outcome  Outcome
	Class    Class
	Message  string
	Why      string
	Notices  []Notice
	Movement *Movement // nil: the folder does not move
	Sighting bool      // the folder was here, whether it moved or not
	Alert    AlertKind // empty: nothing to look at
}

// Decide says what one scan does. The paper is in somebody's hand, so a scan is never refused: what cannot move the folder
// is kept as evidence and says what to do next.
func (r Rules) Decide(s Scan, k Known) Decision {
	if k.Reading.Kind != FolderCode {
		return notAFolder(k.Reading)
	}
	if d, lost := nowhere(s, k.Here, "folder"); lost {
		return d
	}
	switch {
	case k.Folder == nil:
		return check("We don't know this folder yet. We have saved that it is here.", "The barcode is well formed but no folder has it.")
	case !s.newerThan(*k.Folder):
		return r.late(s, k)
	case k.Folder.Status.Ended():
		d := check(fmt.Sprintf("%s was recorded as %s. We have saved that it is here. Keep it and tell the library.",
			k.Folder.Name(), k.Folder.Status), "The folder's life had ended, but the paper is in hand.")
		d.Sighting, d.Alert = true, ConflictAlert
		return d
	case s.Action == Send:
		return r.send(s, k)
	}
	if told, unfit := unfit(s, k); unfit {
		k.Into = nil
		return r.keptHere(s, k, told)
	}
	return counted(packed(r.arrive(s, k), s, k), s, k)
}

// nowhere stops a scan that says nothing of where it was made.
func nowhere(s Scan, here *Location, what string) (d Decision, lost bool) {
	switch {
	case s.LocationCode == "":
		return stop("Where are you? Scan the location barcode. This "+what+" is kept.", "A scan needs a location."), true
	case here == nil:
		return stop("We don't know this location. Scan the location barcode on the wall.", "No location has the code that came with the scan."), true
	case here.RetiredAt != nil:
		return stop(here.Name+" is closed. Scan the location where you are now.", "The location is retired."), true
	}
	return d, false
}

func stop(message, why string) Decision {
	return Decision{Outcome: Attention, Class: Stop, Message: message, Why: why}
}

func check(message, why string) Decision {
	return Decision{Outcome: Attention, Class: Check, Message: message, Why: why}
}

// notAFolder names what was scanned instead, so that the person knows what to scan next.
func notAFolder(r Reading) Decision {
	words := map[ReadingKind]string{
		LocationCode:  "That is a location barcode, not a folder. Scan a folder.",
		GS1Location:   "That is a location barcode, not a folder. Scan a folder.",
		ContainerCode: "That is a box or trolley barcode, not a folder. Scan a folder.",
		BadgeCode:     "That is a staff badge, not a folder. Scan a folder.",
		CommandCode:   "That is a command barcode, not a folder. Scan a folder.",
		NHSCode:       "That is an NHS number, not a folder. Scan the folder label.",
		Wristband:     "That is a wristband, not a folder. Scan the folder label.",
		Partial:       "Part of the barcode is missing. Scan it again.",
		Joined:        "Two barcodes were read together. Scan each one again.",
		Ambiguous:     "This barcode could be two things. Put it aside and tell IT.",
	}
	hints := map[Hint]string{
		Miskeyed:   "One character of this number is wrong. Check the number and scan it again.",
		Keyboard:   "The scanner's keyboard looks wrong. Put the folder aside and tell IT (code K1).",
		Separators: "The scanner runs parts of this barcode together. Put the folder aside and tell IT (code K2).",
	}
	text := cmp.Or(hints[r.Hint], words[r.Kind], "Not one of our barcodes. Put it aside and scan the next one.")
	return check(text, "The barcode was read as: "+inWords(string(r.Kind))+".")
}

// late keeps a scan that was made before the folder was last seen: it goes into the history at its own time. It needs
// attention only where it contradicts what is known.
func (r Rules) late(s Scan, k Known) Decision {
	f, kept := k.Folder, k.place(k.Folder.LocationID)
	d := Decision{Outcome: Late, Class: Note,
		Message: fmt.Sprintf("Scanned at %s earlier. %s was scanned later elsewhere, so we kept %s.", k.Here.Name, f.Name(), kept.Name),
		Why:     "A newer scan of this folder exists."}
	if kept.ID == k.Here.ID {
		d.Message = fmt.Sprintf("%s was already seen at %s after this scan.", f.Name(), kept.Name)
	} else if f.LastScanAt != nil && f.LastScanAt.Sub(s.At) < contradiction && s.At.After(f.CreatedAt) {
		d.Outcome, d.Class, d.Alert = Attention, Check, ConflictAlert
		d.Why = "Two places within five minutes cannot both be right."
	}
	d.Movement = r.movement(s, k, Arrived, State{Custody: At, LocationID: k.Here.ID, ContainerID: k.into(s), Since: s.At})
	if s.Action == Send && k.To != nil && k.To.ID != k.Here.ID {
		d.Movement.Kind, d.Movement.State = Sent, State{Custody: InTransit, LocationID: k.Here.ID, ToID: &k.To.ID, Since: s.At}
	}
	d.Movement.Late, d.Movement.FromID = true, nil
	return d
}

// send records that the folder leaves here for another location. A sending that cannot be still shows that the folder is here.
func (r Rules) send(s Scan, k Known) Decision {
	f := k.Folder
	switch {
	case k.To == nil:
		return r.keptHere(s, k, stop("Send it where? Scan the location it goes to.", "A sending needs a destination that we know."))
	case k.To.RetiredAt != nil:
		return r.keptHere(s, k, stop(k.To.Name+" is closed. Choose another location.", "The destination is retired."))
	case f.Hold && k.To.awayFrom(*k.Here):
		return r.keptHere(s, k, stop(f.Name()+" is under a legal hold and must not leave the site. Keep it here and ask the library.",
			"The folder is under a hold."))
	case k.To.ID == k.Here.ID:
		return r.keptHere(s, k, check(fmt.Sprintf("%s is at %s already. Scan the location it goes to.", f.Name(), k.To.Name),
			"It cannot be sent to where it is."))
	case f.bound(k.To.ID) && f.LocationID == k.Here.ID && f.ContainerID == nil:
		return Decision{Outcome: Repeat, Class: Already, Message: fmt.Sprintf("%s is already on its way to %s.", f.Name(), k.To.Name),
			Why: "It was sent from here before.", Sighting: true}
	}
	next := State{Custody: InTransit, LocationID: k.Here.ID, ToID: &k.To.ID, Since: s.At}
	next.Loan = r.clock(k, *k.To, s.At)
	d := Decision{Outcome: Applied, Class: Done, Sighting: true, Movement: r.movement(s, k, Sent, next),
		Message: fmt.Sprintf("%s is on its way to %s.", f.Name(), k.To.Name), Why: "Sent from " + k.Here.Name + "."}
	if f.Custody == Missing {
		d.Class, d.Message = Note, fmt.Sprintf("Found: %s was missing. It is now on its way to %s.", f.Name(), k.To.Name)
	}
	d.Why += r.fulfilment(k, k.sight(s, next, true))
	d = withNotices(d, r.notices(s, k, next))
	r.wrongVolume(&d, s, k, *k.To)
	return d
}

// keptHere answers as told, and records what the scan proves all the same: the folder is here.
func (r Rules) keptHere(s Scan, k Known, told Decision) Decision {
	here := r.arrive(s, k)
	told.Movement, told.Sighting = here.Movement, here.Sighting
	return told
}

// arrive records that the folder is here: scanned in, filed at a shelf, or seen.
func (r Rules) arrive(s Scan, k Known) Decision {
	f, sound, into := k.Folder, k.Folder.sound(), k.into(s)
	if sound && f.is(At, k.Here.ID) && same(f.ContainerID, into) && f.Confidence != Inferred {
		return withNotices(Decision{Outcome: Repeat, Class: Already, Sighting: true, Message: fmt.Sprintf("%s is already here.", f.Name()),
			Why: "It was recorded here before." + r.fulfilment(k, k.sight(s, f.State, false))}, append(r.replaced(k), r.onward(s, k)...))
	}
	if sound && f.is(InTransit, k.Here.ID) && f.Confidence != Inferred && s.At.Sub(f.Since) < r.DoubleRead {
		d := check(fmt.Sprintf("%s has just been sent to %s. Put it with what leaves.", f.Name(), k.place(*f.ToID).Name),
			"A scan at the sending desk within a minute of the sending is a second read, not an arrival.")
		d.Sighting = true
		return d
	}
	next := State{Custody: At, LocationID: k.Here.ID, ContainerID: into, Since: s.At}
	next.Loan = r.clock(k, *k.Here, s.At)
	d := Decision{Outcome: Applied, Class: Done, Sighting: true}
	kind := r.arrival(&d, k, into)
	if s.Action == File {
		kind = r.file(&d, kind, k)
	}
	d.Movement = r.movement(s, k, kind, next)
	d.Why += r.fulfilment(k, k.sight(s, next, true))
	d = withNotices(d, r.notices(s, k, next))
	r.wrongVolume(&d, s, k, *k.Here)
	return d
}

// arrival says in what way the folder came here, and tells it.
func (r Rules) arrival(d *Decision, k Known, into *ContainerID) MovementKind {
	f, was := k.Folder, k.place(k.Folder.LocationID)
	d.Message = fmt.Sprintf("%s is now at %s.", f.Name(), k.Here.Name)
	switch {
	case !f.sound():
		d.Why = "What was recorded contradicted itself, so this scan decides."
		return Arrived
	case f.Custody == Missing:
		d.Class, d.Message = Note, fmt.Sprintf("Found: %s was missing. It is now at %s.", f.Name(), k.Here.Name)
		d.Why = "It was reported missing; this scan ends the search."
		return Found
	case f.is(At, k.Here.ID):
		var kind MovementKind
		kind, d.Message, d.Why = handled(*f, *k.Here, k, into)
		return kind
	case f.Custody == At:
		d.Why = "It was recorded at " + was.Name + " and moved without being sent."
		return Arrived
	}
	to, astray := k.astray()
	if !astray {
		d.Why = "It was sent here from " + was.Name + "."
		if f.ContainerID != nil {
			d.Why = "It came in " + k.inside() + "."
		}
		if k.travelling() && !k.Here.countsAs(to) {
			d.Why = fmt.Sprintf("It was taken to be in %s, but it was scanned here.", k.inside())
			return Arrived
		}
		return Received
	}
	d.Class, d.Message = Check, fmt.Sprintf("%s is now at %s, but it was meant for %s.", f.Name(), k.Here.Name, to.Name)
	d.Why = "It was on its way to another location."
	return Arrived
}

// astray says where a travelling folder should have come instead of here.
func (k Known) astray() (to Location, astray bool) {
	if f := k.Folder; f.sound() && f.Custody == InTransit {
		to = k.place(*f.ToID)
		return to, !k.Here.countsAs(to) && !k.travelling()
	}
	return to, false
}

// file tells filing from mere arrival: it needs the right to shelve, and a shelf of the folder's own library.
func (r Rules) file(d *Decision, kind MovementKind, k Known) MovementKind {
	home := k.place(k.Folder.HomeID)
	switch {
	case !k.MayShelve:
		d.Class, d.Why = Check, "Only library staff file folders, so we recorded that it is here."
		return kind
	case k.Here.Kind != Shelf && k.Here.Kind != Library:
		d.Class, d.Why = Check, "Folders are filed at shelves, so we recorded that it is here."
		return kind
	case !k.Here.countsAs(home):
		d.Class, d.Why = Check, "It was filed away from its home. Its home stays as it was."
		d.Message = fmt.Sprintf("%s is filed at %s, but it belongs to %s.", k.Folder.Name(), k.Here.Name, home.Name)
	case d.Class == Done:
		d.Message = fmt.Sprintf("%s is filed at %s.", k.Folder.Name(), k.Here.Name)
	}
	if kind == Found {
		return kind
	}
	return Filed
}

// movement is the change a scan makes.
func (r Rules) movement(s Scan, k Known, kind MovementKind, next State) *Movement {
	from, id := k.Folder.LocationID, s.ID
	return &Movement{FolderID: k.Folder.ID, Kind: kind, FromID: &from, State: next, At: s.At, RecordedAt: s.ReceivedAt,
		Actor: s.Actor, ScanID: &id, Source: s.Source, Confidence: s.Source.confidence()}
}

func (k Known) place(id LocationID) Location {
	if k.Here != nil && k.Here.ID == id {
		return *k.Here
	}
	return k.Places[id]
}

func withNotices(d Decision, n []Notice) Decision {
	d.Notices = n
	if d.Class == Done && len(n) > 0 {
		d.Class = Note
	}
	return d
}

// notices are what else to know with the folder in hand.
func (r Rules) notices(s Scan, k Known, next State) []Notice {
	var n []Notice
	f := k.Folder
	if k.MergedFrom != "" {
		n = append(n, Notice{Code: "merged", Text: fmt.Sprintf("%s was merged: this is now %s. Put a new label on it.", Group(k.MergedFrom), f.Name())})
	}
	if f.Custody == Missing {
		n = append(n, r.whoFound(k.Search)...)
	}
	n = append(n, r.replaced(k)...)
	if to, astray := k.astray(); astray && next.Custody == At {
		n = append(n, Notice{Code: "meant_for", Text: "It still has to go to " + to.Name + ".", Location: to.Code})
	}
	if f.OverdueAt(s.At) && !next.OverdueAt(s.At) {
		n = append(n, Notice{Code: "overdue_cleared", Text: "It was overdue. The overdue alert is cleared."})
	}
	apart := 0
	for _, o := range k.Others {
		switch {
		case o.Status.Ended():
		case o.Kind == KindTemporary && o.StandsForID != nil && *o.StandsForID == f.ID:
			n = append(n, Notice{Code: "temporary_exists", Text: fmt.Sprintf("A temporary folder %s stands in for it. Bring both together to be merged.", o.Name())})
		case o.StandsForID != nil && *o.StandsForID == f.ID:
			n = append(n, Notice{Code: "replaced", Text: fmt.Sprintf("It was lost, and %s replaced it. Bring both together to be merged.", o.Name())})
		case o.Kind == f.Kind && !o.is(At, k.Here.ID) && !o.is(next.Custody, k.Here.ID):
			apart++
		}
	}
	if apart == 1 {
		n = append(n, Notice{Code: "other_volumes", Text: "1 other volume of this set is not here."})
	} else if apart > 1 {
		n = append(n, Notice{Code: "other_volumes", Text: fmt.Sprintf("%d other volumes of this set are not here.", apart)})
	}
	if f.LooseFiling {
		n = append(n, Notice{Code: "loose_filing", Text: "Loose papers wait to be filed in it."})
	}
	if k.Patient.Namesake {
		n = append(n, Notice{Code: "same_name", Text: "Another patient has the same name. Check the number on the cover."})
	}
	if k.Patient.DiedOn != nil && k.MaySeePatient {
		n = append(n, Notice{Code: "deceased", Text: "The patient has died."})
	}
	if in := k.Patient.InpatientID; in != nil && k.MaySeePatient && !k.Here.Within(*in) {
		if ward, known := k.Places[*in]; known {
			n = append(n, Notice{Code: "inpatient", Text: "The patient is on " + ward.Name + "."})
		}
	}
	if f.Hold {
		n = append(n, Notice{Code: "hold", Text: "It is under a legal hold: it must not be destroyed or leave the site."})
	}
	if next.Custody == At {
		return append(n, r.onward(s, k)...)
	}
	return append(n, r.wanted(s, k, *k.To)...)
}

// replaced says that the label in hand should no longer be on the folder.
func (r Rules) replaced(k Known) []Notice {
	if k.LabelReplaced == nil {
		return nil
	}
	return []Notice{{Code: "label_replaced", Text: fmt.Sprintf("This label was replaced on %s. Put the new one on: %s.", r.Calendar.Day(*k.LabelReplaced).Words(), k.Folder.Name())}}
}

// onward says where the folder goes next: to the first who waits for it, before it goes home. With nobody waiting, a folder in its
// home library goes to its shelf.
func (r Rules) onward(s Scan, k Known) []Notice {
	if n := r.wanted(s, k, *k.Here); len(n) > 0 {
		return n
	}
	home := k.place(k.Folder.HomeID)
	if home.Kind == Shelf && k.Here.countsAs(home) && k.Here.ID != home.ID {
		return []Notice{{Code: "file_at", Text: "File it at " + home.Name + ".", Location: home.Code}}
	}
	return nil
}
