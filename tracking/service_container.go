package tracking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What is refused of containers.
var (
	ErrUnknownContainer = &Error{Kind: NotFound, Code: "unknown_container", Text: "No container has this barcode. Check the number."}
	ErrContainerTaken   = &Error{Kind: Conflict, Code: "container_taken", Text: "Another container already has this barcode or name. Choose another."}
	ErrContainerInUse   = &Error{Kind: Conflict, Code: "container_in_use", Text: "Folders are recorded in this container, or it is on its way. Scan them where they are, then retire it."}
)

// NewContainer is a container to be put on the books.
type NewContainer struct {
	Code     string // empty: issued
	Kind     ContainerKind
	Name     string // empty: the kind and the number, "Box 12"
	Location string // code of where it stands
}

// AddContainer puts a container on the books.
func (s *Service) AddContainer(ctx context.Context, actor Actor, n NewContainer) (v ContainerView, err error) {
	if err = actor.must(MayPack); err != nil {
		return v, err
	}
	n.Name = strings.TrimSpace(n.Name)
	switch {
	case !slices.Contains(ContainerKinds(), n.Kind):
		return v, invalid("unknown_kind", "Choose box, trolley or bag.")
	case len([]rune(n.Name)) > 60:
		return v, invalid("name_too_long", "A name can have 60 characters.")
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, nil, s.now())
		place, err := l.liveLocation(n.Location)
		if err != nil {
			return err
		}
		code, err := l.containerCode(n.Code)
		if err != nil {
			return err
		}
		c := Container{Code: code, Kind: n.Kind, Name: n.Name, Standing: Standing{State: ContainerOpen, LocationID: place.ID, Since: l.now}, Version: 1,
			CreatedAt: l.now, ChangedAt: l.now}
		if c.Name == "" {
			c.Name = strings.ToUpper(string(c.Kind[:1])) + string(c.Kind[1:]) + " " + strings.TrimLeft(code[1:len(code)-1], "0")
		}
		if c, err = tx.AddContainer(c); err != nil {
			return err
		}
		if err = tx.AddBarcodes([]Barcode{{Code: c.Code, ContainerID: &c.ID, CreatedAt: l.now}}); err != nil {
			return err
		}
		first := ContainerMove{ContainerID: c.ID, Version: 1, Kind: Created, Standing: c.Standing, At: l.now, RecordedAt: l.now, Actor: actor.Name, Source: Screen}
		if err = tx.AddContainerMoves([]ContainerMove{first}); err != nil {
			return err
		}
		v = *l.containerView(c)
		return tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "container.add", LocationID: &place.ID, Detail: c.Name}, l.now)})
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrContainerTaken
	}
	if err == nil {
		s.announce.Announce([]Event{{Container: &v}})
	}
	return v, err
}

func (l *ledger) containerCode(raw string) (string, error) {
	if strings.TrimSpace(raw) == "" {
		codes, err := issueCodes(l.tx, ContainerCode, 1)
		if err != nil {
			return "", err
		}
		return codes[0], nil
	}
	if r := Classify(raw, nil); r.Kind == ContainerCode {
		return r.Code, nil
	}
	return "", invalid("barcode_kind", "This is not a container barcode. Leave the code empty to have one issued.")
}

// Dispatch is what is written on a consignment.
type Dispatch struct {
	To      string // location code
	Seal    string
	Carrier string
}

// Dispatch sends a container off as a consignment, or writes seal and carrier on the one that it was scanned off as.
func (s *Service) Dispatch(ctx context.Context, actor Actor, code string, w Dispatch) (ContainerView, error) {
	if err := actor.must(MayPack); err != nil {
		return ContainerView{}, err
	}
	w.Seal, w.Carrier = strings.TrimSpace(w.Seal), strings.TrimSpace(w.Carrier)
	if len([]rune(w.Seal)) > 40 || len([]rune(w.Carrier)) > 60 {
		return ContainerView{}, invalid("too_long", "A seal number can have 40 characters, a carrier 60.")
	}
	return s.withContainer(ctx, actor, "container.dispatch", code, func(l *ledger, c *Container) error {
		to, err := l.liveLocation(w.To)
		if err != nil {
			return err
		}
		here := l.places[c.LocationID]
		scan := Scan{Action: Send, LocationCode: here.Code, ToCode: to.Code, At: c.after(l.now), ReceivedAt: l.now, Actor: actor.Name, Source: Screen}
		d, m := l.rules.DecideContainer(scan, KnownContainer{Container: c, Here: &here, To: &to, Places: l.places, Contents: l.contents(c.ID)})
		if d.Outcome == Attention {
			return &Error{Kind: Conflict, Code: "not_dispatched", Text: d.Message}
		}
		l.haul(c, m, nil)
		open := l.consignments[c.ID]
		open.Seal, open.Carrier = w.Seal, w.Carrier
		l.amend(open)
		return nil
	})
}

// after is now, or just after the last thing known of the container, whichever comes later.
func (c Container) after(now time.Time) time.Time {
	last := c.Since
	if c.LastScanAt != nil && c.LastScanAt.After(last) {
		last = *c.LastScanAt
	}
	if now.After(last) {
		return now
	}
	return last.Add(time.Millisecond)
}

// FinishReceipt counts a consignment that has arrived. A folder of its list that nobody has scanned since it left is not in the
// container: it is taken out, and an alert names it, as one names a folder that was in the container without being on the list.
func (s *Service) FinishReceipt(ctx context.Context, actor Actor, code string) (ContainerView, error) {
	if err := actor.must(MayPack); err != nil {
		return ContainerView{}, err
	}
	return s.withContainer(ctx, actor, "container.receive", code, func(l *ledger, c *Container) error {
		open := l.consignments[c.ID]
		switch {
		case open == nil:
			return &Error{Kind: Conflict, Code: "no_consignment", Text: c.Name + " is not a consignment to be received. Scan its folders where they are."}
		case open.ArrivedAt == nil:
			return &Error{Kind: Conflict, Code: "not_arrived", Text: fmt.Sprintf("%s has not been scanned at %s. Scan it there first, then its folders.", c.Name, l.places[open.ToID].Name)}
		}
		if err := l.count(*c, open, actor); err != nil {
			return err
		}
		at := c.LocationID
		open.ReceivedAt, open.ReceivedID, open.ReceivedBy, open.Open = &l.now, &at, actor.Name, nil
		l.amend(open)
		next := c.Standing
		next.State = ContainerOpen
		l.turn(c, Unloaded, next, actor)
		return nil
	})
}

// count notes what became of each folder of the consignment.
func (l *ledger) count(c Container, open *Consignment, actor Actor) error {
	var ids []FolderID
	for id := range l.expected[open.ID] {
		ids = append(ids, id)
	}
	if err := l.loadFolders(ids); err != nil {
		return err
	}
	here, tallies := l.places[c.LocationID], map[Tally][]FolderID{}
	for _, id := range unique(ids) {
		f := l.folders[id]
		t := open.Tally(*f, here, l.places[f.LocationID])
		if t == Awaited {
			t = NotThere
			l.miss(f, c, open, here, actor)
		}
		tallies[t] = append(tallies[t], id)
	}
	found, err := l.tx.UnpackedSince(c.ID, *open.ArrivedAt, maxContents)
	if err != nil {
		return err
	}
	tallies[Unexpected] = slices.DeleteFunc(found, func(id FolderID) bool { return l.expected[open.ID][id] })
	for t, list := range tallies {
		if err := l.tx.SetTally(open.ID, t, list); err != nil {
			return err
		}
	}
	return nil
}

// miss takes a folder out of the container that it was not in, and has somebody look for it.
func (l *ledger) miss(f *Folder, c Container, open *Consignment, here Location, actor Actor) {
	if f.ContainerID != nil && *f.ContainerID == c.ID {
		m := open.astrayFrom(*f, c.Name, here.Name)
		m.At, m.RecordedAt, m.Actor, m.Source = l.now, l.now, actor.Name, Screen
		l.move(f, m)
	}
	l.openAlert(DiscrepancyAlert, fmt.Sprintf("folder:%d", f.ID), f, fmt.Sprintf("%s left %s in %s and was not in it at %s. Look for it where it left, then report it missing.",
		f.Name(), l.places[open.FromID].Name, c.Name, here.Name))
}

// turn makes a move of a container that no scan made.
func (l *ledger) turn(c *Container, kind MovementKind, next Standing, actor Actor) {
	m := c.move(Scan{At: c.after(l.now), ReceivedAt: l.now, Actor: actor.Name, Source: Screen}, kind, next)
	c.apply(m)
	l.cargo.moves, l.cargo.told[c.ID], l.cargo.changed[c.ID] = append(l.cargo.moves, *m), true, true
}

// RetireContainer takes an empty container out of use. Its barcode means it for ever.
func (s *Service) RetireContainer(ctx context.Context, actor Actor, code string) (ContainerView, error) {
	if err := actor.must(MayPack); err != nil {
		return ContainerView{}, err
	}
	return s.withContainer(ctx, actor, "container.retire", code, func(l *ledger, c *Container) error {
		switch {
		case c.State == ContainerRetired:
			return nil
		case len(l.inside[c.ID]) > 0 || l.consignments[c.ID] != nil:
			return ErrContainerInUse
		}
		next := c.Standing
		next.State = ContainerRetired
		l.turn(c, Withdrawn, next, actor)
		return nil
	})
}

// withContainer runs one change of one container in a transaction, and announces it.
func (s *Service) withContainer(ctx context.Context, actor Actor, action, code string, change func(*ledger, *Container) error) (v ContainerView, err error) {
	var events []Event
	err = s.store.Write(ctx, func(tx Tx) error {
		l := newLedger(tx, s.rules, []*entry{{scan: Scan{Code: code, At: s.now()}}}, s.now())
		if err := l.load(); err != nil {
			return err
		}
		c := l.container(code)
		if c == nil {
			return ErrUnknownContainer
		}
		if err := change(l, c); err != nil {
			return err
		}
		l.audit = append(l.audit, actor.did(AuditEntry{Action: action, LocationID: &c.LocationID, Detail: c.Name}, l.now))
		err := l.save()
		v, events = *l.containerView(*c), l.events()
		return err
	})
	if err == nil && len(events) > 0 {
		s.announce.Announce(events)
	}
	return v, err
}
