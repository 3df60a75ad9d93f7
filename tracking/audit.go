package tracking

import (
	"fmt"
	"time"
)

// Audit rebuilds a folder's state from all its movements, in version order, and says in one sentence what does not agree; empty
// when all does. `casenotes check` runs it on every folder.
func Audit(f Folder, movements []Movement) string {
	if len(movements) == 0 {
		return "it has no movements"
	}
	var state State
	var last *Movement
	for i, m := range movements {
		if m.Version != int64(i+1) {
			return fmt.Sprintf("movement %d of its history is missing", i+1)
		}
		if m.Late {
			continue
		}
		if last != nil && m.FromID != nil && *m.FromID != state.LocationID {
			return fmt.Sprintf("movement %d leaves a location where the folder was not", m.Version)
		}
		if last != nil && m.At.Before(last.At) {
			return fmt.Sprintf("movement %d happened before the one it follows", m.Version)
		}
		if state = m.State; m.Kind != Amended || last == nil { // a scan that was on its way may be older than an amendment
			last = &m
		}
	}
	switch {
	case last == nil:
		return "all its movements are late"
	case f.Version != int64(len(movements)):
		return fmt.Sprintf("its version is %d, but it has %d movements", f.Version, len(movements))
	case !f.equal(state):
		return "its state is not that of its newest movement"
	case (f.Custody == InTransit) != (f.ToID != nil):
		return "it has a destination without being in transit, or the other way round"
	}
	return ""
}

// equal compares what states mean, not which variables they point to.
func (s State) equal(o State) bool {
	return s.Custody == o.Custody && s.LocationID == o.LocationID && same(s.ToID, o.ToID) && same(s.ContainerID, o.ContainerID) && s.Since.Equal(o.Since) &&
		s.Loan.equal(o.Loan)
}

func same[T comparable](a, b *T) bool {
	return a == b || (a != nil && b != nil && *a == *b)
}

func sameTime(a, b *time.Time) bool {
	return a == b || (a != nil && b != nil && a.Equal(*b))
}

// AuditStay works a stay out again from its events and says in one sentence what does not agree; empty when all does.
func AuditStay(s Stay, events []StayEvent) string {
	want, marked := s.Unfold(events)
	if !want.same(s) {
		return "it is not what its events say"
	}
	kept := map[uint64]StayEvent{}
	for _, e := range events {
		kept[e.ID] = e
	}
	for _, e := range marked {
		if k := kept[e.ID]; k.Undone != e.Undone || k.Counted != e.Counted || !same(k.FromID, e.FromID) {
			return "an event of it counts, or is taken back, otherwise than all of them say"
		}
	}
	return ""
}
