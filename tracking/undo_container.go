package tracking

import "fmt"

// UndoingMove is what was known about a container's scan to be taken back.
type UndoingMove struct {
	Container             *Container
	Target                Scan
	Moved, Newest, Before *ContainerMove // as in Undoing
	Places                map[LocationID]Location
}

// DecideUndoMove takes back the scan of a container, by the same rules as a folder's: who made it may, on the same device, for a while,
// as long as the container has not moved since.
func (r Rules) DecideUndoMove(s Scan, u UndoingMove) (Decision, *ContainerMove) {
	nothing := Decision{Outcome: Repeat, Class: Already, Message: "Nothing to undo.", Why: "That scan moved no container."}
	switch {
	case u.Container == nil || u.Moved == nil || u.Moved.Late || u.Newest == nil || u.Before == nil:
		return nothing, nil
	case u.Target.Actor != s.Actor || u.Target.Device != s.Device:
		return check("Only the person who scanned it can undo this here. Ask the library to correct it.", "It was scanned by somebody else or on another device."), nil
	case s.At.Sub(u.Target.At) > r.UndoWithin:
		return check("This scan is too old to undo here. Ask the library to correct it.", "A scan can be undone for ten minutes."), nil
	case u.Newest.CorrectsID != nil && *u.Newest.CorrectsID == u.Moved.ID:
		nothing.Why = "It is already undone."
		return nothing, nil
	case u.Newest.ID != u.Moved.ID:
		return check(u.Container.Name+" has been scanned since, so this scan stays. Scan it where it is now.", "Something newer is known of the container."), nil
	}
	m := u.Container.move(s, Corrected, u.Before.Standing)
	m.CorrectsID = &u.Moved.ID
	d := Decision{Outcome: Applied, Class: Done, Sighting: true, Why: "Your scan was taken back. The history shows both.",
		Message: fmt.Sprintf("Undone. %s and its folders are back at %s.", u.Container.Name, u.Places[u.Before.LocationID].Name)}
	if u.Before.ToID != nil {
		d.Message = fmt.Sprintf("Undone. %s is again on its way to %s.", u.Container.Name, u.Places[*u.Before.ToID].Name)
	}
	return d, m
}

// undoContainer takes back a container's scan, and with it what the scan did to the folders that nobody has seen since.
func (l *ledger) undoContainer(e *entry, target Scan) error {
	s := &e.scan
	u, err := l.undoingMove(target)
	if err != nil {
		return err
	}
	if c := u.Container; c != nil {
		s.ContainerID = &c.ID
		if c.LastScanAt != nil && s.At.Before(*c.LastScanAt) {
			s.At = *c.LastScanAt // as for a folder: a clock was put back
		}
	}
	d, m := l.rules.DecideUndoMove(*s, u)
	if m != nil {
		c := u.Container
		c.apply(m)
		l.cargo.moves, l.cargo.told[c.ID], l.cargo.changed[c.ID] = append(l.cargo.moves, *m), true, true
		l.reconsign(*c, *u.Moved)
		if err := l.uncarry(*s, target); err != nil {
			return err
		}
		at, id := s.At, s.ID
		c.LastScanAt, c.LastScanID = &at, &id
	}
	l.keep(e, d)
	return nil
}

func (l *ledger) undoingMove(target Scan) (UndoingMove, error) {
	u := UndoingMove{Target: target, Places: l.places}
	if target.ContainerID == nil {
		return u, nil
	}
	id := *target.ContainerID
	if l.inside[id] == nil {
		if err := l.lockContainers([]ContainerID{id}); err != nil {
			return u, err
		}
	}
	u.Container = l.containers[id]
	moved, found, err := l.tx.ContainerMoveOf(target.ID)
	if err != nil || !found {
		return u, err
	}
	u.Moved = &moved
	newest, err := l.tx.NewestContainerMoves(id, u.Container.Version, 1)
	if err != nil || len(newest) == 0 {
		return u, err
	}
	u.Newest = &newest[0]
	before, err := l.tx.NewestContainerMoves(id, moved.Version-1, 1)
	if err != nil || len(before) == 0 {
		return u, err
	}
	u.Before = &before[0]
	ids := []LocationID{u.Before.LocationID}
	if u.Before.ToID != nil {
		ids = append(ids, *u.Before.ToID)
	}
	return u, l.addPlaces(ids)
}

// reconsign takes back what the move did to the container's consignment.
func (l *ledger) reconsign(c Container, moved ContainerMove) {
	open := l.consignments[c.ID]
	switch {
	case open == nil:
	case moved.Kind == Sent && open.DispatchedAt.Equal(moved.At):
		open.CancelledAt, open.Open = &l.now, nil
		l.amend(open)
		delete(l.consignments, c.ID)
	case moved.Kind == Received && open.ArrivedAt != nil:
		open.ArrivedAt = nil
		l.amend(open)
	}
}

// uncarry puts the folders that a container's scan moved back to where they were, unless something newer is known of them.
func (l *ledger) uncarry(s, target Scan) error {
	moved, err := l.tx.MovementsOf(target.ID)
	if err != nil {
		return err
	}
	var ids []FolderID
	for _, m := range moved {
		ids = append(ids, m.FolderID)
	}
	if err := l.loadFolders(ids); err != nil {
		return err
	}
	for _, m := range moved {
		f := l.folders[m.FolderID]
		newest, err := l.tx.NewestMovements(f.ID, f.Version, 1)
		if err != nil {
			return err
		}
		if m.Late || len(newest) == 0 || newest[0].ID != m.ID {
			continue
		}
		before, err := l.tx.NewestMovements(f.ID, m.Version-1, 1)
		if err != nil {
			return err
		}
		if len(before) == 0 {
			continue
		}
		ids := []LocationID{before[0].LocationID}
		if to := before[0].ToID; to != nil {
			ids = append(ids, *to)
		}
		if err := l.addPlaces(ids); err != nil {
			return err
		}
		back := Correction(*f, m, before[0])
		back.At, back.RecordedAt, back.Actor, back.Source, back.ScanID = s.At, s.ReceivedAt, s.Actor, InContainer, &s.ID
		l.move(f, back)
		l.settle(f, false)
	}
	return nil
}

// putBack has a folder that a correction would put back into a container stay out of it, where that container has moved on without it.
func (l *ledger) putBack(m *Movement) error {
	if m == nil || m.ContainerID == nil {
		return nil
	}
	c := l.containers[*m.ContainerID]
	if c == nil {
		list, err := l.tx.Containers([]ContainerID{*m.ContainerID})
		if err != nil || len(list) == 0 {
			return err
		}
		c = &list[0]
		l.containers[c.ID] = c
	}
	if c.Since.After(m.Since) && (c.LocationID != m.Destination() || c.State != ContainerOpen) || c.State == ContainerRetired {
		m.ContainerID = nil
	}
	return nil
}
