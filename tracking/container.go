package tracking

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ContainerID is the database's number for a container; people use its barcode.
type ContainerID uint64

// ContainerKind is what sort of thing folders travel in.
type ContainerKind string

// The kinds of container.
const (
	Box     ContainerKind = "box"
	Trolley ContainerKind = "trolley"
	Bag     ContainerKind = "bag"
)

// ContainerKinds lists the kinds in the order in which a form offers them.
func ContainerKinds() []ContainerKind { return []ContainerKind{Box, Trolley, Bag} }

// Stage is where a container is in its round.
type Stage string

// The stages.
const (
	ContainerOpen       Stage = "open"       // at a location, to be packed and unpacked
	ContainerDispatched Stage = "dispatched" // on its way as a consignment
	ContainerReceived   Stage = "received"   // arrived; its folders are still to be counted
	ContainerRetired    Stage = "retired"    // no longer used
)

// Standing is where a container is. It is that of its newest move, as a folder's state is that of its newest movement.
type Standing struct {
	State      Stage
	LocationID LocationID  // where it is; dispatched, where it was seen last
	ToID       *LocationID // dispatched: where to
	Since      time.Time
}

// Container is a box, trolley or bag with its own barcode. Folders travel in it.
type Container struct {
	ID   ContainerID
	Code string
	Kind ContainerKind
	Name string // as people call it: "Box 12"
	Standing
	LastScanAt *time.Time
	LastScanID *string
	Version    int64
	CreatedAt  time.Time
	ChangedAt  time.Time
}

// ContainerMove is one recorded change of where a container is. Like a folder's movements, moves are only ever added.
type ContainerMove struct {
	ID          uint64
	ContainerID ContainerID
	Version     int64
	Kind        MovementKind
	Standing
	Late       bool
	At         time.Time
	RecordedAt time.Time
	Actor      string
	ScanID     *string
	Source     Source
	Assumed    bool // its folders were taken to be in it
	CorrectsID *uint64
}

// ContainerView is a container with the places it names and how many folders are recorded in it.
type ContainerView struct {
	Container
	Location Location
	To       *Location
	Folders  int
}

// Consignment is one journey of a dispatched container, from its sealing until its folders are counted.
type Consignment struct {
	ID           uint64
	ContainerID  ContainerID
	FromID       LocationID
	ToID         LocationID
	Seal         string
	Carrier      string
	Folders      int   // that it left with
	Open         *bool // true or nil, so that a container has one open consignment
	DispatchedAt time.Time
	DispatchedBy string
	ArrivedAt    *time.Time
	ReceivedID   *LocationID // where its folders were counted
	ReceivedAt   *time.Time
	ReceivedBy   string
	CancelledAt  *time.Time // the dispatch was taken back, or followed by another
	Version      int64
}

// ConsignedFolder is a folder of a consignment and what became of it.
type ConsignedFolder struct {
	ConsignmentID uint64
	FolderID      FolderID
	Result        Tally
}

// Tally is what the receipt of a consignment found of one folder.
type Tally string

// The tallies.
const (
	Awaited    Tally = ""           // not seen since it left
	HasArrived Tally = "arrived"    // scanned where the consignment was received
	Assumed    Tally = "assumed"    // taken to be there, because the site assumes so
	NotThere   Tally = "missing"    // nobody had scanned it when the receipt was finished
	Elsewhere  Tally = "elsewhere"  // scanned at another location since it left
	Unexpected Tally = "unexpected" // found in the container without being on its list
)

// maxContents is how many folders a container takes: more than any trolley holds, and few enough for one transaction.
const maxContents = 500

// OneByOne says of a container's scan that its folders will be scanned themselves, so that none is assumed, whatever the site does.
const OneByOne = "one_by_one"

// packs says that the scan puts a folder into a container.
func (s Scan) packs() bool {
	return s.ContainerCode != "" && slices.Contains([]Action{Arrive, File, Seen}, s.Action)
}

// into is the container that the folder is in after the scan: a folder that is scanned by itself has been taken out.
func (k Known) into(s Scan) *ContainerID {
	if s.packs() && k.Into != nil {
		return &k.Into.ID
	}
	return nil
}

// unfit says why a folder cannot be recorded in the container that came with its scan. The folder is here all the same.
func unfit(s Scan, k Known) (told Decision, unfit bool) {
	f, c := k.Folder, k.Into
	switch {
	case s.ContainerCode == "":
		return told, false
	case c == nil:
		return check(f.Name()+" is here, but we don't know this container. Scan the barcode on the container.", "No container has the code that came with the scan."), true
	case c.State == ContainerRetired && s.packs():
		return check(fmt.Sprintf("%s is no longer used. %s is here, but not in it. Choose another container.", c.Name, f.Name()), "The container is retired."), true
	case k.Full && s.packs():
		return check(fmt.Sprintf("%s holds %d folders and is full. %s is here, but not in it. Start another container.", c.Name, maxContents, f.Name()),
			"A container takes a limited number of folders."), true
	}
	return told, false
}

// handled tells a change of container of a folder that is where it was: packed, taken out, or seen after it was only taken to be here.
func handled(f Folder, here Location, k Known, into *ContainerID) (kind MovementKind, message, why string) {
	switch {
	case into != nil && !same(into, f.ContainerID):
		return Packed, fmt.Sprintf("%s is in %s.", f.Name(), k.Into.Name), "It was scanned into the container."
	case into == nil && f.ContainerID != nil && f.Confidence != Inferred:
		return Unpacked, fmt.Sprintf("%s is at %s, out of %s.", f.Name(), here.Name, k.inside()), "It was scanned by itself, so it has left the container."
	}
	return Received, fmt.Sprintf("%s is at %s.", f.Name(), here.Name), fmt.Sprintf("It was taken to have come in %s; this scan confirms it.", k.inside())
}

// inside is the name of the container that the folder is recorded in.
func (k Known) inside() string {
	if k.Inside == nil {
		return "its container"
	}
	return k.Inside.Name
}

// travelling says that the folder is only taken to be on its way, in a container that nobody dispatched: it was meant for nowhere.
func (k Known) travelling() bool {
	return k.Folder.Confidence == Inferred && k.Folder.ContainerID != nil && k.Inside != nil && k.Inside.State == ContainerOpen
}

// packed adds the container to what is told of a folder that came here and into, or out of, a container.
func packed(d Decision, s Scan, k Known) Decision {
	if d.Movement == nil {
		if s.packs() && k.Into != nil && d.Outcome == Repeat {
			d.Message = fmt.Sprintf("%s is already in %s.", k.Folder.Name(), k.Into.Name)
		}
		return d
	}
	if s.packs() && k.Into != nil && d.Movement.Kind != Packed {
		d.Message += " It is in " + k.Into.Name + "."
	}
	if s.packs() && k.Inside != nil && k.Into != nil && k.Inside.ID != k.Into.ID {
		d = withNotices(d, append(d.Notices, Notice{Code: "left_container", Text: "It was taken out of " + k.Inside.Name + "."}))
	}
	return d
}

// counted compares a folder that is taken out of a consignment with its list.
func counted(d Decision, s Scan, k Known) Decision {
	if s.Action != Unpack || k.Into == nil || !k.Consigned || k.Expected || d.Class == Stop {
		return d
	}
	d.Outcome, d.Class, d.Alert = Attention, Check, DiscrepancyAlert
	d.Message = fmt.Sprintf("%s is at %s. It was in %s but not on its list. Put it aside.", k.Folder.Name(), k.Here.Name, k.Into.Name)
	d.Why = "The consignment left without it."
	return d
}

// KnownContainer is what was known about a container when it was scanned.
type KnownContainer struct {
	Reading   Reading
	Container *Container // nil: none has this barcode
	Here, To  *Location
	Places    map[LocationID]Location
	Contents  []Folder
}

// DecideContainer says what one scan of a container does. Its folders follow, see carried.
func (r Rules) DecideContainer(s Scan, k KnownContainer) (Decision, *ContainerMove) {
	if d, lost := nowhere(s, k.Here, "container"); lost {
		return d, nil
	}
	c := k.Container
	switch {
	case c == nil:
		return check("We don't know this container yet. We have saved that it is here. Add it on the Containers page.", "The barcode is well formed but no container has it."), nil
	case !s.newerThanContainer(*c):
		m := c.move(s, Arrived, Standing{State: ContainerOpen, LocationID: k.Here.ID, Since: s.At})
		m.Late = true
		kept := k.Places[c.LocationID].Name
		return Decision{Outcome: Late, Class: Note, Why: "A newer scan of this container exists.",
			Message: fmt.Sprintf("Scanned at %s earlier. %s was scanned later, so we kept %s.", k.Here.Name, c.Name, kept)}, m
	case c.State == ContainerRetired:
		d := check(c.Name+" is no longer used. We have saved that it is here. Put the folders into another container.", "The container is retired.")
		d.Sighting = true
		return d, c.move(s, Arrived, Standing{State: ContainerRetired, LocationID: k.Here.ID, Since: s.At})
	case s.Action == Send:
		return r.dispatch(s, k)
	}
	return r.bring(s, k)
}

// dispatch records that a container leaves here for another location, with what is in it.
func (r Rules) dispatch(s Scan, k KnownContainer) (Decision, *ContainerMove) {
	c := k.Container
	stays := func(told Decision) (Decision, *ContainerMove) {
		here, m := r.bring(s, k)
		told.Sighting = here.Sighting
		return told, m
	}
	held := slices.IndexFunc(k.Contents, func(f Folder) bool { return f.Hold })
	switch {
	case k.To == nil:
		return stays(stop("Send it where? Scan the location it goes to.", "A sending needs a destination that we know."))
	case k.To.RetiredAt != nil:
		return stays(stop(k.To.Name+" is closed. Choose another location.", "The destination is retired."))
	case k.To.ID == k.Here.ID:
		return stays(check(fmt.Sprintf("%s is at %s already. Scan the location it goes to.", c.Name, k.To.Name), "It cannot be sent to where it is."))
	case held >= 0 && k.To.awayFrom(*k.Here):
		return stays(stop(fmt.Sprintf("%s in %s is under a legal hold and must not leave the site. Take it out, then dispatch.", k.Contents[held].Name(), c.Name),
			"A folder in the container is under a hold."))
	case c.State == ContainerDispatched && *c.ToID == k.To.ID && c.LocationID == k.Here.ID:
		return Decision{Outcome: Repeat, Class: Already, Sighting: true, Message: fmt.Sprintf("%s is already on its way to %s.", c.Name, k.To.Name),
			Why: "It was dispatched from here before."}, nil
	}
	return Decision{Outcome: Applied, Class: Done, Sighting: true, Why: "Dispatched from " + k.Here.Name + ".",
			Message: fmt.Sprintf("%s is on its way to %s with %s.", c.Name, k.To.Name, folders(len(k.Contents)))},
		c.move(s, Sent, Standing{State: ContainerDispatched, LocationID: k.Here.ID, ToID: &k.To.ID, Since: s.At})
}

// bring records that a container is here. Where the site does not assume contents, its folders are only on their way until each is
// scanned itself.
func (r Rules) bring(s Scan, k KnownContainer) (Decision, *ContainerMove) {
	c, here := k.Container, *k.Here
	assumed := r.ContentsAssumed && s.Contents != OneByOne
	d := Decision{Outcome: Applied, Class: Done, Sighting: true, Message: fmt.Sprintf("%s is now at %s.", c.Name, here.Name),
		Why: "It was recorded at " + k.Places[c.LocationID].Name + "."}
	kind, next := Arrived, Standing{State: ContainerOpen, LocationID: here.ID, Since: s.At}
	switch {
	case c.State == ContainerDispatched && c.LocationID == here.ID && s.At.Sub(c.Since) < r.DoubleRead:
		d = check(fmt.Sprintf("%s has just been dispatched to %s. Put it with what leaves.", c.Name, k.Places[*c.ToID].Name),
			"A scan at the sending desk within a minute of the sending is a second read, not an arrival.")
		d.Sighting = true
		return d, nil
	case c.State == ContainerDispatched && here.countsAs(k.Places[*c.ToID]):
		kind, next.State = Received, ContainerReceived
		d.Why = "It was dispatched to here."
	case c.State == ContainerDispatched:
		next.State, next.ToID = ContainerDispatched, c.ToID
		to := k.Places[*c.ToID].Name
		d.Class, d.Message = Check, fmt.Sprintf("%s is at %s, but it is meant for %s. It still has to go there.", c.Name, here.Name, to)
		d.Why = "It is on its way to another location."
		return d, c.move(s, kind, next)
	case c.LocationID == here.ID && (!assumed || !slices.ContainsFunc(k.Contents, func(f Folder) bool { return f.Custody == InTransit })):
		return Decision{Outcome: Repeat, Class: Already, Sighting: true, Message: c.Name + " is already here.", Why: "It was recorded here before."}, nil
	case c.LocationID == here.ID:
		next = c.Standing
	case c.State == ContainerReceived:
		next.State = ContainerReceived
	}
	if n := len(k.Contents); n > 0 && assumed {
		d.Class, d.Message = Note, fmt.Sprintf("%s is at %s. Its %s are assumed to be here too.", c.Name, here.Name, folders(n))
	} else if n > 0 {
		d.Class, d.Message = Note, fmt.Sprintf("%s Scan its %s one by one: none counts as here until it is scanned.", d.Message, folders(n))
	}
	m := c.move(s, kind, next)
	m.Assumed = assumed
	return d, m
}

func folders(n int) string {
	if n == 1 {
		return "1 folder"
	}
	return fmt.Sprintf("%d folders", n)
}

// carried is what the move of a container does to a folder in it: a movement marked inferred. Nothing is assumed: at a location the
// folder stays on its way there until it is scanned itself, unless the site assumes contents. nil where the move says nothing of it,
// because the folder was scanned here before its container was.
func (r Rules) carried(f Folder, p Patient, wanted []Request, c Container, m ContainerMove, places map[LocationID]Location) *Movement {
	late := m.Late || !(Scan{ID: text(m.ScanID), At: m.At}).newerThan(f)
	if f.is(At, m.LocationID) && m.State != ContainerDispatched && !late {
		return nil
	}
	from, dest, id := f.LocationID, m.LocationID, c.ID
	if m.ToID != nil {
		dest = *m.ToID
	}
	next := State{Custody: InTransit, LocationID: f.LocationID, ToID: &dest, ContainerID: &id, Since: m.At}
	here := Location{} // nowhere: a folder on its way has not come home
	if m.Assumed && m.State != ContainerDispatched {
		next.Custody, next.LocationID, next.ToID, here = At, dest, nil, places[dest]
	}
	out := &Movement{FolderID: f.ID, Kind: Carried, FromID: &from, State: next, At: m.At, RecordedAt: m.RecordedAt, Actor: m.Actor, ScanID: m.ScanID,
		Source: InContainer, Confidence: Inferred, Note: "In " + c.Name + "."}
	if m.State == ContainerDispatched && m.Kind != Sent {
		out.Note = fmt.Sprintf("In %s, seen at %s.", c.Name, places[m.LocationID].Name)
	}
	if late {
		out.Late, out.FromID = true, nil
		return out
	}
	out.Loan = r.clock(Known{Folder: &f, Patient: p, Requests: wanted, Here: &here, Places: places}, places[dest], m.At)
	return out
}

// Tally says what is known of an expected folder at place, where its consignment is received here.
func (c Consignment) Tally(f Folder, here, place Location) Tally {
	seen := f.LastScanAt != nil && f.LastScanAt.After(c.DispatchedAt)
	there := f.Custody == At && (here.countsAs(place) || place.countsAs(here))
	switch {
	case seen && there:
		return HasArrived
	case seen:
		return Elsewhere
	case there && f.Confidence == Inferred:
		return Assumed
	}
	return Awaited
}

// astrayFrom is the movement of a folder that was not in its container when its consignment was counted.
func (c Consignment) astrayFrom(f Folder, name, where string) *Movement {
	from, to := f.LocationID, c.ToID
	next := f.State
	next.ContainerID = nil
	if f.Custody == At {
		next.Custody, next.LocationID, next.ToID = InTransit, c.FromID, &to
	}
	return &Movement{Kind: Unpacked, FromID: &from, State: next, Confidence: Inferred, Note: fmt.Sprintf("Not in %s when it was unpacked at %s.", name, where)}
}

// move is the change of where the container is that a scan makes.
func (c Container) move(s Scan, kind MovementKind, next Standing) *ContainerMove {
	m := &ContainerMove{ContainerID: c.ID, Kind: kind, Standing: next, At: s.At, RecordedAt: s.ReceivedAt, Actor: s.Actor, Source: s.Source}
	if s.ID != "" {
		m.ScanID = &s.ID
	}
	return m
}

// apply makes the move the container's newest.
func (c *Container) apply(m *ContainerMove) {
	c.Version++
	m.Version, c.ChangedAt = c.Version, m.RecordedAt
	if !m.Late {
		c.Standing = m.Standing
	}
}

func (s Scan) newerThanContainer(c Container) bool {
	return s.newerThan(Folder{State: State{Since: c.Since}, LastScanAt: c.LastScanAt, LastScanID: c.LastScanID})
}

// AuditContainer rebuilds where a container is from its moves and says how that differs from what is recorded; empty when it does not.
func AuditContainer(c Container, moves []ContainerMove) string {
	var standing Standing
	for i, m := range moves {
		if m.Version != int64(i+1) {
			return fmt.Sprintf("move %d of its history is missing", i+1)
		}
		if !m.Late {
			standing = m.Standing
		}
	}
	switch {
	case len(moves) == 0:
		return "it has no moves"
	case c.Version != int64(len(moves)):
		return fmt.Sprintf("its version is %d, but it has %d moves", c.Version, len(moves))
	case c.State != standing.State || c.LocationID != standing.LocationID || !same(c.ToID, standing.ToID) || !c.Since.Equal(standing.Since):
		return "it is not where its newest move left it"
	}
	return ""
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return strings.ToLower(*s)
}
