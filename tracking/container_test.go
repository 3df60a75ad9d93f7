package tracking

import (
	"strings"
	"testing"
)

// The containers of these tests: a box at the clinic since eight, and a trolley that was dispatched from the library to it at nine.
func box() *Container {
	return &Container{ID: 12, Code: "B0000121", Kind: Box, Name: "Box 12", Standing: Standing{State: ContainerOpen, LocationID: 4, Since: at("08:00")}}
}

func dispatched(to LocationID) *Container {
	c := box()
	c.Standing = Standing{State: ContainerDispatched, LocationID: 1, ToID: &to, Since: at("09:00")}
	return c
}

// packedIn is the folder at the clinic in a container since nine.
func packedIn(c *Container) *Folder {
	return with(lent(), func(f *Folder) { f.ContainerID = &c.ID })
}

// riding is the folder that is taken to be in a container that left the library for a place at nine.
func riding(c *Container, to LocationID) *Folder {
	return with(sent(to), func(f *Folder) {
		f.ContainerID, f.Confidence = &c.ID, Inferred
		f.LastScanAt = ref(at("08:30"))
	})
}

func TestAFolderScannedWithAContainer(t *testing.T) {
	r := shipped(t)
	into := func(s *Scan) { s.ContainerCode = "B0000121" }
	retired := box()
	retired.State = ContainerRetired
	for _, c := range []struct {
		sentence string
		scan     Scan
		known    Known
		outcome  Outcome
		class    Class
		kind     MovementKind
		in       *ContainerID
		says     string
	}{
		{"is packed where it was", but(beep(Arrive, at("10:00")), into), but(scanned(lent(), 4), func(k *Known) { k.Into = box() }), Applied, Done, Packed, ref(ContainerID(12)), "is in Box 12."},
		{"comes here and is packed", but(beep(Arrive, at("10:00")), into), but(scanned(filed(), 4), func(k *Known) { k.Into = box() }), Applied, Done, Arrived, ref(ContainerID(12)), "is now at Clinic B. It is in Box 12."},
		{"is packed once", but(beep(Arrive, at("10:00")), into), but(scanned(packedIn(box()), 4), func(k *Known) { k.Into, k.Inside = box(), box() }), Repeat, Already, "", nil, "is already in Box 12."},
		{"leaves the container it was in", but(beep(Arrive, at("10:00")), into), but(scanned(packedIn(&Container{ID: 11}), 4), func(k *Known) { k.Into, k.Inside = box(), &Container{ID: 11, Name: "Box 11"} }), Applied, Note, Packed, ref(ContainerID(12)), "is in Box 12."},
		{"is here, but not in a container that is retired", but(beep(Arrive, at("10:00")), into), but(scanned(filed(), 4), func(k *Known) { k.Into = retired }), Attention, Check, Arrived, nil, "no longer used"},
		{"is here, but not in a container that nobody knows", but(beep(Arrive, at("10:00")), into), scanned(filed(), 4), Attention, Check, Arrived, nil, "don't know this container"},
		{"is here, but not in a container that is full", but(beep(Arrive, at("10:00")), into), but(scanned(filed(), 4), func(k *Known) { k.Into, k.Full = box(), true }), Attention, Check, Arrived, nil, "is full"},
		{"scanned by itself leaves the container", beep(Arrive, at("10:00")), but(scanned(packedIn(box()), 4), func(k *Known) { k.Inside = box() }), Applied, Done, Unpacked, nil, "out of Box 12."},
		{"scanned by itself confirms that it came", beep(Arrive, at("10:00")), but(scanned(riding(box(), 4), 4), func(k *Known) { k.Inside = box() }), Applied, Done, Received, nil, "is now at Clinic B."},
		{"scanned at once where its container left is here, not read twice", beep(Arrive, at("09:00:30")), but(scanned(riding(dispatched(4), 4), 1), func(k *Known) { k.Inside = dispatched(4) }), Applied, Check, Arrived, nil, "it was meant for Clinic B."},
		{"scanned elsewhere than its trolley was meant for nowhere", beep(Arrive, at("10:00")), but(scanned(riding(box(), 4), 6), func(k *Known) { k.Inside = box() }), Applied, Done, Arrived, nil, "is now at Ward 6."},
		{"taken out without being on the list is named", but(beep(Unpack, at("10:00")), into), but(scanned(filed(), 4), func(k *Known) { k.Into, k.Consigned = dispatched(4), true }), Attention, Check, Arrived, nil, "was in Box 12 but not on its list"},
		{"taken out and on the list is ticked", but(beep(Unpack, at("10:00")), into), but(scanned(riding(dispatched(4), 4), 4), func(k *Known) { k.Into, k.Inside, k.Consigned, k.Expected = dispatched(4), dispatched(4), true, true }), Applied, Done, Received, nil, "is now at Clinic B."},
		{"is late, and its container with it", but(beep(Arrive, at("08:30")), into), but(scanned(lent(), 6), func(k *Known) { k.Into = box() }), Late, Note, Arrived, ref(ContainerID(12)), "Scanned at Ward 6 earlier."},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			d := r.Decide(c.scan, c.known)
			if d.Outcome != c.outcome || d.Class != c.class || !strings.Contains(d.Message, c.says) {
				t.Errorf("%s %s %q", d.Outcome, d.Class, d.Message)
			}
			switch m := d.Movement; {
			case m == nil && c.kind != "", m != nil && m.Kind != c.kind:
				t.Errorf("%+v", m)
			case m != nil && !same(m.ContainerID, c.in):
				t.Errorf("it is in %v", m.ContainerID)
			}
		})
	}
}

func TestAContainersScan(t *testing.T) {
	assuming := shipped(t)
	assuming.ContentsAssumed = true
	held := with(packedIn(box()), func(f *Folder) { f.Hold = true })
	known := func(c *Container, here LocationID, change ...func(*KnownContainer)) KnownContainer {
		place := hospital[here]
		k := KnownContainer{Container: c, Here: &place, Places: hospital}
		for _, f := range change {
			f(&k)
		}
		return k
	}
	holds := func(f *Folder) func(*KnownContainer) {
		return func(k *KnownContainer) { k.Contents = []Folder{*f} }
	}
	to := func(id LocationID) func(*KnownContainer) {
		return func(k *KnownContainer) { place := hospital[id]; k.To = &place }
	}
	oneByOne := func(s *Scan) { s.Contents = OneByOne }
	for _, c := range []struct {
		sentence string
		rules    Rules
		scan     Scan
		known    KnownContainer
		outcome  Outcome
		class    Class
		state    Stage // empty: no move
		assumed  bool
		says     string
	}{
		{"moves it and assumes nothing", shipped(t), beep(Arrive, at("10:00")), known(box(), 6, holds(packedIn(box()))), Applied, Note, ContainerOpen, false, "none counts as here until it is scanned"},
		{"moves it and its contents where the site says so", assuming, beep(Arrive, at("10:00")), known(box(), 6, holds(packedIn(box()))), Applied, Note, ContainerOpen, true, "assumed to be here"},
		{"assumes nothing where its folders will be scanned one by one", assuming, but(beep(Arrive, at("10:00")), oneByOne), known(box(), 6, holds(packedIn(box()))), Applied, Note, ContainerOpen, false, "one by one"},
		{"answers for what was only on its way", assuming, beep(Arrive, at("10:00")), known(box(), 4, holds(riding(box(), 4))), Applied, Note, ContainerOpen, true, "assumed to be here"},
		{"says nothing new where it stands", shipped(t), beep(Arrive, at("10:00")), known(box(), 4, holds(packedIn(box()))), Repeat, Already, "", false, "already here"},
		{"dispatches it", shipped(t), beep(Send, at("10:00")), known(box(), 4, to(8), holds(packedIn(box()))), Applied, Done, ContainerDispatched, false, "on its way to South Clinic with 1 folder."},
		{"dispatches it once", shipped(t), beep(Send, at("10:00")), known(dispatched(8), 1, to(8)), Repeat, Already, "", false, "already on its way"},
		{"stops where a folder in it must not leave the site", shipped(t), beep(Send, at("10:00")), known(box(), 4, to(8), holds(held)), Attention, Stop, "", false, "under a legal hold"},
		{"asks where to", shipped(t), beep(Send, at("10:00")), known(box(), 4), Attention, Stop, "", false, "Send it where?"},
		{"is a second read just after the dispatch", shipped(t), beep(Arrive, at("09:00:30")), known(dispatched(4), 1), Attention, Check, "", false, "just been dispatched"},
		{"receives it where it was sent", shipped(t), beep(Arrive, at("10:00")), known(dispatched(4), 4), Applied, Done, ContainerReceived, false, "Box 12 is now at Clinic B."},
		{"receives it inside where it was sent", shipped(t), beep(Arrive, at("10:00")), known(dispatched(4), 5), Applied, Done, ContainerReceived, false, "now at Room 5"},
		{"sees it on its way", shipped(t), beep(Arrive, at("10:00")), known(dispatched(8), 6), Applied, Check, ContainerDispatched, false, "meant for South Clinic"},
		{"is late", shipped(t), beep(Arrive, at("07:00")), known(box(), 6), Late, Note, ContainerOpen, false, "scanned later"},
		{"keeps a retired one as seen", shipped(t), beep(Arrive, at("10:00")), known(inState(box(), ContainerRetired), 6), Attention, Check, ContainerRetired, false, "no longer used"},
		{"keeps an unknown one", shipped(t), beep(Arrive, at("10:00")), known(nil, 6), Attention, Check, "", false, "don't know this container"},
		{"needs a location", shipped(t), but(beep(Arrive, at("10:00")), func(s *Scan) { s.LocationCode = "" }), known(box(), 4), Attention, Stop, "", false, "This container is kept."},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			d, m := c.rules.DecideContainer(c.scan, c.known)
			if d.Outcome != c.outcome || d.Class != c.class || !strings.Contains(d.Message, c.says) {
				t.Errorf("%s %s %q", d.Outcome, d.Class, d.Message)
			}
			if (m == nil) != (c.state == "") || (m != nil && (m.State != c.state || m.Assumed != c.assumed)) {
				t.Errorf("%+v", m)
			}
		})
	}
}

func inState(c *Container, s Stage) *Container {
	c.State = s
	return c
}

func TestWhatAContainersMoveDoesToAFolderInIt(t *testing.T) {
	r := shipped(t)
	moved := func(s Standing, change ...func(*ContainerMove)) ContainerMove {
		m := ContainerMove{Kind: Arrived, Standing: s, At: s.Since, RecordedAt: s.Since, ScanID: ref(scanID(20))}
		for _, f := range change {
			f(&m)
		}
		return m
	}
	here := func(p LocationID, when string) Standing {
		return Standing{State: ContainerOpen, LocationID: p, Since: at(when)}
	}
	to := LocationID(8)
	for _, c := range []struct {
		sentence string
		folder   *Folder
		move     ContainerMove
		want     State
		late     bool
	}{
		{"it is on its way until it is scanned itself", packedIn(box()), moved(here(6, "10:00")), State{Custody: InTransit, LocationID: 4, ToID: ref(LocationID(6))}, false},
		{"it goes on with its container", riding(box(), 4), moved(here(6, "10:00")), State{Custody: InTransit, LocationID: 1, ToID: ref(LocationID(6))}, false},
		{"it is not home because its trolley is", with(riding(box(), 4), func(f *Folder) { f.HomeID = 1 }), moved(here(1, "10:00")), State{Custody: InTransit, LocationID: 1, ToID: ref(LocationID(1))}, false},
		{"it is taken to be here where the site assumes contents", packedIn(box()), moved(here(6, "10:00"), func(m *ContainerMove) { m.Assumed = true }), State{Custody: At, LocationID: 6}, false},
		{"it leaves with a consignment", packedIn(box()), moved(Standing{State: ContainerDispatched, LocationID: 4, ToID: &to, Since: at("10:00")}, func(m *ContainerMove) { m.Kind = Sent }), State{Custody: InTransit, LocationID: 4, ToID: &to}, false},
		{"it stays where it was scanned since", packedIn(box()), moved(here(6, "08:30")), State{Custody: InTransit, LocationID: 4, ToID: ref(LocationID(6))}, true},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			m := r.carried(*c.folder, Patient{}, nil, *box(), c.move, hospital)
			if m == nil {
				t.Fatal("nothing")
			}
			if m.Custody != c.want.Custody || m.LocationID != c.want.LocationID || !same(m.ToID, c.want.ToID) || m.Late != c.late ||
				m.Confidence != Inferred || m.Source != InContainer || m.Kind != Carried || m.ContainerID == nil {
				t.Errorf("%+v", m)
			}
			if !c.late && m.OutSince == nil {
				t.Error("the way home stopped the clock, though nobody has seen it come home")
			}
		})
	}
	if m := r.carried(*packedIn(box()), Patient{}, nil, *box(), moved(here(4, "10:00")), hospital); m != nil {
		t.Errorf("a folder that was scanned here before its container is here: %+v", m)
	}
}

func TestTheTallyOfAConsignment(t *testing.T) {
	c := Consignment{FromID: 1, ToID: 4, DispatchedAt: at("09:00")}
	seen := func(f *Folder) *Folder { f.LastScanAt = ref(at("09:30")); return f }
	for sentence, x := range map[string]struct {
		folder *Folder
		want   Tally
	}{
		"awaited while nobody scans it":           {riding(box(), 4), Awaited},
		"arrived where it was scanned":            {seen(lent()), HasArrived},
		"elsewhere where it was scanned":          {seen(filed()), Elsewhere},
		"assumed where the site assumes contents": {with(riding(box(), 4), func(f *Folder) { f.State = State{Custody: At, LocationID: 4} }), Assumed},
	} {
		if got := c.Tally(*x.folder, hospital[4], hospital[x.folder.LocationID]); got != x.want {
			t.Errorf("%s: %q", sentence, got)
		}
	}
}
