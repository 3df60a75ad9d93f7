package tracking

import (
	"cmp"
	"slices"
)

// cargo is what a ledger knows and writes of containers. Containers are locked before folders, so that whatever is packed into one
// or moves with it is decided one after another.
type cargo struct {
	containers   map[ContainerID]*Container
	inside       map[ContainerID]map[FolderID]bool
	consignments map[ContainerID]*Consignment // open ones
	expected     map[uint64]map[FolderID]bool // by consignment

	moves    []ContainerMove
	changed  map[ContainerID]bool
	consigns []*Consignment // changed ones
	fresh    []freshConsignment
	rows     []ConsignedFolder
	told     map[ContainerID]bool
	out      map[FolderID]ContainerID // the container a folder has left
}

func newCargo() cargo {
	return cargo{containers: map[ContainerID]*Container{}, inside: map[ContainerID]map[FolderID]bool{}, consignments: map[ContainerID]*Consignment{},
		expected: map[uint64]map[FolderID]bool{}, changed: map[ContainerID]bool{}, told: map[ContainerID]bool{}, out: map[FolderID]ContainerID{}}
}

// loadContainers locks the containers that the codes mean and answers the folders that must be locked with them: where a container
// may move, everything in it.
func (l *ledger) loadContainers() (folders []FolderID, err error) {
	var ids []ContainerID
	for _, b := range l.codes {
		if b.ContainerID != nil && l.inside[*b.ContainerID] == nil {
			ids = append(ids, *b.ContainerID)
		}
	}
	if err = l.lockContainers(ids); err != nil {
		return nil, err
	}
	for _, e := range l.entries {
		c, packs := l.container(e.scan.Code), l.container(e.scan.ContainerCode)
		if here := l.barcode(e.scan.LocationCode); c == nil && packs != nil && e.scan.packs() &&
			(here.LocationID == nil || packs.LocationID != *here.LocationID || packs.State == ContainerDispatched) {
			c = packs
		}
		if c == nil {
			continue
		}
		for id := range l.inside[c.ID] {
			folders = append(folders, id)
		}
	}
	return folders, nil
}

// lockContainers locks containers and reads what is in them and what they were dispatched with.
func (l *ledger) lockContainers(ids []ContainerID) error {
	if ids = unique(ids); len(ids) == 0 {
		return nil
	}
	list, err := l.tx.LockContainers(ids)
	if err != nil {
		return err
	}
	var places []LocationID
	for _, c := range list {
		l.containers[c.ID], l.inside[c.ID] = &c, map[FolderID]bool{}
		places = append(places, c.LocationID)
		if c.ToID != nil {
			places = append(places, *c.ToID)
		}
	}
	inside, err := l.tx.Inside(ids)
	if err != nil {
		return err
	}
	for _, f := range inside {
		l.inside[*f.ContainerID][f.ID] = true
	}
	open, err := l.tx.OpenConsignments(ids)
	if err != nil {
		return err
	}
	for _, c := range open {
		l.consignments[c.ContainerID], l.expected[c.ID] = &c, map[FolderID]bool{}
		places = append(places, c.FromID, c.ToID)
		rows, err := l.tx.Consigned(c.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			l.expected[c.ID][r.FolderID] = true
		}
	}
	return l.addPlaces(places)
}

// loadInside reads the containers that folders are in; those that came with a scan are locked already.
func (l *ledger) loadInside() error {
	var ids []ContainerID
	var places []LocationID
	for _, f := range l.folders {
		if f.ContainerID != nil && l.containers[*f.ContainerID] == nil {
			ids = append(ids, *f.ContainerID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	list, err := l.tx.Containers(unique(ids))
	for _, c := range list {
		l.containers[c.ID] = &c
		places = append(places, c.LocationID)
		if c.ToID != nil {
			places = append(places, *c.ToID)
		}
	}
	if err != nil {
		return err
	}
	return l.addPlaces(places)
}

// barcode is what a raw code means.
func (l *ledger) barcode(raw string) Barcode { return l.codes[Classify(raw, l.formats).Code] }

func (l *ledger) container(raw string) *Container {
	if b := l.barcode(raw); raw != "" && b.ContainerID != nil {
		return l.containers[*b.ContainerID]
	}
	return nil
}

// knowContainers adds what is known of the containers of a folder's scan.
func (l *ledger) knowContainers(k *Known, s Scan) {
	f := k.Folder
	if f == nil {
		return
	}
	if f.ContainerID != nil {
		k.Inside = l.containers[*f.ContainerID]
	}
	if k.Into = l.container(s.ContainerCode); k.Into == nil {
		return
	}
	inside := l.inside[k.Into.ID]
	k.Full = len(inside) >= maxContents && !inside[f.ID]
	if c := l.consignments[k.Into.ID]; c != nil {
		k.Consigned, k.Expected = true, l.expected[c.ID][f.ID]
	}
}

// decideContainer settles the scan of a container: it moves, and its folders with it. A scan that comes late is told to the folders
// that were in it then, wherever they are now.
func (l *ledger) decideContainer(e *entry) error {
	s := &e.scan
	k := KnownContainer{Container: l.container(s.Code), Here: l.location(s.LocationCode), To: l.location(s.ToCode), Places: l.places}
	var then []FolderID
	if k.Container != nil {
		s.ContainerID = &k.Container.ID
		if l.now.Sub(s.At) > clockTolerance {
			var err error
			if then, err = l.insideThen(k.Container.ID, *s); err != nil {
				return err
			}
		}
		k.Contents = l.contents(k.Container.ID)
	}
	if k.Here != nil {
		s.LocationID = &k.Here.ID
	}
	d, m := l.rules.DecideContainer(*s, k)
	l.haul(k.Container, m, then)
	if d.Sighting {
		l.sighted(k.Container, *s)
	}
	l.keep(e, d)
	return nil
}

// insideThen is what was in the container when the scan was made. What this batch has done so far is written first: it may have packed it.
func (l *ledger) insideThen(id ContainerID, s Scan) ([]FolderID, error) {
	if err := l.save(); err != nil {
		return nil, err
	}
	then, err := l.tx.InsideAt(id, s.At, maxContents)
	if err != nil {
		return nil, err
	}
	return then, l.loadFolders(then)
}

// contents are the folders in a container, in the order of their ids. Only where the container may move are they loaded.
func (l *ledger) contents(id ContainerID) (list []Folder) {
	for f := range l.inside[id] {
		if known := l.folders[f]; known != nil {
			list = append(list, *known)
		}
	}
	slices.SortFunc(list, func(a, b Folder) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

func (l *ledger) sighted(c *Container, s Scan) {
	if !s.newerThanContainer(*c) && !s.At.Equal(c.Since) {
		return
	}
	at, id := s.At, s.ID
	c.LastScanAt, c.LastScanID = &at, &id
	l.cargo.changed[c.ID] = true
}

// brought is the move of the container that a folder was scanned into somewhere else than it was recorded: it is here too.
func (l *ledger) brought(s Scan, k Known, d *Decision) *ContainerMove {
	if k.Into == nil || !s.packs() || k.Here == nil || k.Folder == nil || d.Class == Stop || d.Outcome == Late || !s.newerThanContainer(*k.Into) {
		return nil
	}
	s.Contents = OneByOne
	told, m := l.rules.DecideContainer(s, KnownContainer{Container: k.Into, Here: k.Here, Places: l.places, Contents: l.contents(k.Into.ID)})
	if m != nil {
		*d = withNotices(*d, append(d.Notices, Notice{Code: "container_moved", Text: told.Message}))
		m.ScanID = nil // the scan is the folder's
	}
	return m
}

// haul moves a container and carries along what is in it, and what was in it then.
func (l *ledger) haul(c *Container, m *ContainerMove, then []FolderID) {
	if m == nil {
		return
	}
	c.apply(m)
	l.moves, l.cargo.told[c.ID], l.cargo.changed[c.ID] = append(l.moves, *m), true, true
	inside := l.contents(c.ID)
	l.consign(*c, *m, inside)
	for _, f := range inside {
		if was := slices.Contains(then, f.ID); was || (!m.Late && (Scan{ID: text(m.ScanID), At: m.At}).newerThan(f)) {
			l.carry(l.folders[f.ID], *c, *m)
		}
	}
	for _, id := range then {
		if !l.inside[c.ID][id] {
			l.carry(l.folders[id], *c, *m)
		}
	}
}

func (l *ledger) carry(f *Folder, c Container, m ContainerMove) {
	if moved := l.rules.carried(*f, l.patients[f.PatientID], l.queue(f.ID), c, m, l.places); moved != nil {
		l.move(f, moved)
		l.settle(f, false)
	}
}

// follow takes a folder through the moves that its container has made since it was packed, which we learnt of only now.
func (l *ledger) follow(f *Folder, c *Container, since Scan) error {
	if err := l.save(); err != nil {
		return err
	}
	moves, err := l.tx.ContainerMovesAfter(c.ID, since.At, maxContents)
	if err != nil {
		return err
	}
	var places []LocationID
	for _, m := range moves {
		places = append(places, m.LocationID)
		if m.ToID != nil {
			places = append(places, *m.ToID)
		}
	}
	if err := l.addPlaces(places); err != nil {
		return err
	}
	for _, m := range moves {
		m.RecordedAt = since.ReceivedAt
		l.carry(f, *c, m)
		if open := l.consignments[c.ID]; open != nil && m.Kind == Sent && m.At.Equal(open.DispatchedAt) && !l.expected[open.ID][f.ID] {
			l.expected[open.ID][f.ID] = true
			l.rows = append(l.rows, ConsignedFolder{ConsignmentID: open.ID, FolderID: f.ID})
		}
	}
	return nil
}

// consign opens a consignment for a container that is dispatched, and notes when it arrives.
func (l *ledger) consign(c Container, m ContainerMove, inside []Folder) {
	open := l.consignments[c.ID]
	switch {
	case m.Late:
	case m.Kind == Sent:
		if open != nil {
			open.CancelledAt, open.Open = &m.At, nil
			l.amend(open)
		}
		yes := true
		fresh := &Consignment{ContainerID: c.ID, FromID: m.LocationID, ToID: *m.ToID, Folders: len(inside), Open: &yes, DispatchedAt: m.At, DispatchedBy: m.Actor, Version: 1}
		l.consignments[c.ID] = fresh
		l.cargo.fresh = append(l.cargo.fresh, freshConsignment{fresh, inside})
	case m.State == ContainerReceived && open != nil && open.ArrivedAt == nil:
		open.ArrivedAt = &m.At
		l.amend(open)
	}
}

func (l *ledger) amend(c *Consignment) {
	if c.ID != 0 && !slices.Contains(l.consigns, c) {
		l.consigns = append(l.consigns, c)
	}
}

// freshConsignment is a consignment to be written, with what it leaves with.
type freshConsignment struct {
	*Consignment
	list []Folder
}

// shift keeps count of what is in the containers.
func (l *ledger) shift(f *Folder, old *ContainerID) {
	if same(old, f.ContainerID) {
		return
	}
	if old != nil {
		l.cargo.out[f.ID] = *old
		delete(l.inside[*old], f.ID)
	}
	if f.ContainerID != nil && l.inside[*f.ContainerID] != nil {
		l.inside[*f.ContainerID][f.ID] = true
	}
}

// saveCargo writes the containers, their moves and their consignments.
func (l *ledger) saveCargo() error {
	var rows []Container
	for id := range l.cargo.changed {
		rows = append(rows, *l.containers[id])
	}
	slices.SortFunc(rows, func(a, b Container) int { return cmp.Compare(a.ID, b.ID) })
	if err := l.tx.UpdateContainers(rows); err != nil {
		return err
	}
	if err := l.tx.AddContainerMoves(l.cargo.moves); err != nil {
		return err
	}
	for _, c := range l.cargo.consigns {
		c.Version++
		if err := l.tx.UpdateConsignment(*c); err != nil {
			return err
		}
	}
	for _, f := range l.cargo.fresh {
		if err := l.saveConsignment(f); err != nil {
			return err
		}
	}
	err := l.tx.AddConsigned(l.cargo.rows)
	l.cargo.moves, l.cargo.consigns, l.cargo.fresh, l.cargo.rows = nil, nil, nil, nil
	clear(l.cargo.changed)
	return err
}

func (l *ledger) saveConsignment(f freshConsignment) error {
	id, err := l.tx.AddConsignment(*f.Consignment)
	if err != nil {
		return err
	}
	f.ID, l.expected[id] = id, map[FolderID]bool{}
	for _, g := range f.list {
		l.expected[id][g.ID] = true
		l.cargo.rows = append(l.cargo.rows, ConsignedFolder{ConsignmentID: id, FolderID: g.ID})
	}
	return nil
}

func (l *ledger) containerView(c Container) *ContainerView {
	v := &ContainerView{Container: c, Location: l.places[c.LocationID], Folders: len(l.inside[c.ID])}
	if c.ToID != nil {
		to := l.places[*c.ToID]
		v.To = &to
	}
	return v
}

// packed brings a folder that was scanned into a container to where that container is: the container comes here with the scan, or, where
// the scan is older than what is known of it, the folder has travelled since.
func (l *ledger) packed(s Scan, k Known, moved *ContainerMove) error {
	f := k.Folder
	if !s.packs() || k.Into == nil || f == nil || !same(f.ContainerID, &k.Into.ID) || s.Outcome == Late {
		return nil
	}
	if !s.newerThanContainer(*k.Into) {
		return l.follow(f, k.Into, s)
	}
	l.haul(k.Into, moved, nil)
	l.sighted(k.Into, s)
	return nil
}
