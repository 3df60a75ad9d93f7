package tracking_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

// yard is the hospital with containers in it.
type yard struct {
	*trackingtest.Hospital
	t *testing.T
}

func inTheYard(t *testing.T, test func(*testing.T, yard)) {
	t.Helper()
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		y := yard{h, t}
		test(t, y)
		h.Clean()
	})
}

func (y yard) add(kind tracking.ContainerKind, name string, at tracking.Location) tracking.ContainerView {
	y.t.Helper()
	v, err := y.Service.AddContainer(y.t.Context(), trackingtest.Porter, tracking.NewContainer{Kind: kind, Name: name, Location: at.Code})
	if err != nil {
		y.t.Fatal(err)
	}
	return v
}

// packing is a scan of the folder into the container, a minute after the last thing that happened.
func (y yard) packing(f tracking.Folder, c tracking.ContainerView, at tracking.Location) tracking.Scan {
	y.Clock.Forward(time.Minute)
	s := y.NewScan(f.Code, at)
	s.ContainerCode = c.Code
	return s
}

func (y yard) pack(f tracking.Folder, c tracking.ContainerView, at tracking.Location) tracking.Receipt {
	y.t.Helper()
	return y.Scan(y.packing(f, c, at))[0]
}

// bring scans a container at a location, a minute after the last thing that happened.
func (y yard) bring(c tracking.ContainerView, at tracking.Location) tracking.Receipt {
	y.t.Helper()
	y.Clock.Forward(time.Minute)
	return y.Scan(y.NewScan(c.Code, at))[0]
}

func (y yard) dispatch(c tracking.ContainerView, to tracking.Location) {
	y.t.Helper()
	y.Clock.Forward(time.Minute)
	if _, err := y.Service.Dispatch(y.t.Context(), trackingtest.Porter, c.Code, tracking.Dispatch{To: to.Code, Seal: "S-778", Carrier: "Van 3"}); err != nil {
		y.t.Fatal(err)
	}
}

func (y yard) unpack(f tracking.Folder, c tracking.ContainerView, at tracking.Location) tracking.Receipt {
	y.t.Helper()
	s := y.packing(f, c, at)
	s.Action = tracking.Unpack
	return y.Scan(s)[0]
}

func (y yard) container(c tracking.ContainerView) tracking.ContainerView {
	y.t.Helper()
	v, found, err := y.Store.ContainerByCode(y.t.Context(), c.Code)
	if err != nil || !found {
		y.t.Fatal(found, err)
	}
	return v
}

func (y yard) wantIn(f tracking.Folder, c *tracking.ContainerView, custody tracking.Custody, sure tracking.Confidence) {
	y.t.Helper()
	w := y.Whereabouts(f)
	if in := w.Inside; (in == nil) != (c == nil) || (in != nil && in.ID != c.ID) || w.Custody != custody || w.Confidence != sure {
		y.t.Errorf("%s is %s, %s, in %+v", f.Code, w.Custody, w.Confidence, in)
	}
}

func TestAFolderIsInOneContainerAndLeavesItWhenScannedByItself(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		one, two := y.add(tracking.Box, "Box 1", y.Library), y.add(tracking.Box, "Box 2", y.Library)
		if r := y.pack(y.Folder, one, y.Library); r.Outcome != tracking.Applied || r.Folder.Inside == nil || r.Folder.Inside.ID != one.ID {
			t.Errorf("%+v", r)
		}
		y.pack(y.Folder, two, y.Library)
		y.wantIn(y.Folder, &two, tracking.At, tracking.Scanned)
		if y.container(one).Folders != 0 || y.container(two).Folders != 1 {
			t.Error("it is in both")
		}
		y.Arrive(y.Folder, y.Library)
		y.wantIn(y.Folder, nil, tracking.At, tracking.Scanned)
		if list := history(t, y.Hospital, y.Folder); list[0].Kind != tracking.Unpacked || list[1].Kind != tracking.Packed || list[2].Kind != tracking.Packed {
			t.Errorf("%+v", list)
		}
	})
}

func TestAContainersScanIsInEveryFoldersHistoryAndAssumesNothing(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		trolley := y.add(tracking.Trolley, "Trolley 7", y.Library)
		y.pack(y.Folder, trolley, y.Library)
		y.pack(y.Volume1, trolley, y.Library)
		y.Events.Take()
		if r := y.bring(trolley, y.Clinic); r.Container == nil || r.Container.Location.ID != y.Clinic.ID || !strings.Contains(r.Message, "none counts") {
			t.Errorf("%+v", r)
		}
		if events := y.Events.Take(); len(events) != 3 {
			t.Errorf("%d events", len(events))
		}
		for _, f := range []tracking.Folder{y.Folder, y.Volume1} {
			y.wantIn(f, &trolley, tracking.InTransit, tracking.Inferred)
			newest := history(t, y.Hospital, f)[0]
			if newest.Kind != tracking.Carried || newest.Source != tracking.InContainer || newest.Destination() != y.Clinic.ID {
				t.Errorf("%+v", newest)
			}
		}
		y.bring(trolley, y.Ward)
		if w := y.Whereabouts(y.Folder); w.To == nil || w.To.ID != y.Ward.ID || w.Location.ID != y.Library.ID {
			t.Errorf("%+v", w)
		}
		if r := y.Arrive(y.Folder, y.Ward); r.Class == tracking.Check || r.Folder.Confidence != tracking.Scanned || r.Folder.Location.ID != y.Ward.ID {
			t.Errorf("%+v", r)
		}
		if r := y.Arrive(y.Volume1, y.Clinic); r.Class == tracking.Check { // it fell off on the way, and nobody had meant it for the ward
			t.Errorf("%+v", r)
		}
	})
}

func TestContentsAreAssumedOnlyWhereTheSiteSaysSo(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		rules := y.Rules
		rules.ContentsAssumed = true
		y.Service = tracking.New(y.Store, rules, y.Clock.Now, y.Events)
		trolley := y.add(tracking.Trolley, "Trolley 7", y.Library)
		y.pack(y.Folder, trolley, y.Library)
		y.bring(trolley, y.Clinic)
		y.wantIn(y.Folder, &trolley, tracking.At, tracking.Inferred)
		if w := y.Whereabouts(y.Folder); w.Location.ID != y.Clinic.ID || w.OutSince == nil {
			t.Errorf("%+v", w)
		}
		y.Arrive(y.Folder, y.Clinic)
		y.wantIn(y.Folder, nil, tracking.At, tracking.Scanned)

		y.pack(y.Volume1, trolley, y.Clinic)
		y.Clock.Forward(time.Minute)
		asked := y.NewScan(trolley.Code, y.Ward)
		asked.Contents = tracking.OneByOne
		y.Scan(asked)
		y.wantIn(y.Volume1, &trolley, tracking.InTransit, tracking.Inferred)
		y.bring(trolley, y.Ward) // "everything is here"
		y.wantIn(y.Volume1, &trolley, tracking.At, tracking.Inferred)
	})
}

func TestAConsignmentNamesWhatIsMissingAndWhatIsUnexpected(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		y.pack(y.Folder, b, y.Library)
		y.pack(y.Volume1, b, y.Library)
		y.dispatch(b, y.OffSite)
		y.wantIn(y.Folder, &b, tracking.InTransit, tracking.Inferred)
		_, err := y.Service.FinishReceipt(t.Context(), trackingtest.Porter, b.Code)
		if tracking.KindOf(err) != tracking.Conflict {
			t.Errorf("received on its way: %v", err)
		}
		if r := y.bring(b, y.Clinic); r.Class != tracking.Check || y.container(b).State != tracking.ContainerDispatched {
			t.Errorf("%+v", r)
		}
		y.bring(b, y.OffSite)
		if r := y.unpack(y.Folder, b, y.OffSite); r.Class == tracking.Check || r.Folder.Inside != nil {
			t.Errorf("%+v", r)
		}
		if r := y.unpack(y.Volume2, b, y.OffSite); r.Class != tracking.Check || !strings.Contains(r.Message, "not on its list") {
			t.Errorf("%+v", r)
		}
		y.Clock.Forward(time.Minute)
		v, err := y.Service.FinishReceipt(t.Context(), trackingtest.Porter, b.Code)
		if err != nil || v.State != tracking.ContainerOpen {
			t.Fatal(v, err)
		}
		sh, found, err := y.Store.Shipment(t.Context(), v)
		if err != nil || !found || sh.Seal != "S-778" || sh.Carrier != "Van 3" || sh.Folders != 2 || sh.ReceivedBy != trackingtest.Porter.Name {
			t.Errorf("%+v %v", sh, err)
		}
		tallies := map[tracking.FolderID]tracking.Tally{}
		for _, l := range sh.Lines {
			tallies[l.Folder.ID] = l.Tally
		}
		if tallies[y.Folder.ID] != tracking.HasArrived || tallies[y.Volume1.ID] != tracking.NotThere || tallies[y.Volume2.ID] != tracking.Unexpected {
			t.Errorf("%v", tallies)
		}
		y.wantIn(y.Volume1, nil, tracking.InTransit, tracking.Inferred)
		open, err := y.Store.Alerts(t.Context(), tracking.DiscrepancyAlert, 0, store.Cursor{}, 10)
		if err != nil || len(open) != 2 || !strings.Contains(open[0].Text, "Look for it where it left") {
			t.Errorf("%+v %v", open, err)
		}
		y.Arrive(y.Volume1, y.Library)
		if open, _ := y.Store.Alerts(t.Context(), tracking.DiscrepancyAlert, 0, store.Cursor{}, 10); len(open) != 1 {
			t.Errorf("%+v", open)
		}
	})
}

func TestALateScanOfAContainerIsHistoryForWhatHasLeftIt(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		trolley := y.add(tracking.Trolley, "Trolley 7", y.Library)
		y.pack(y.Folder, trolley, y.Library)
		y.pack(y.Volume1, trolley, y.Library)
		y.Clock.Forward(time.Minute)
		offline := y.NewScan(trolley.Code, y.Clinic) // made now, sent later
		y.Clock.Forward(5 * time.Minute)
		y.Arrive(y.Folder, y.Ward)
		y.Clock.Forward(10 * time.Minute)
		y.Scan(offline)
		if w := y.Whereabouts(y.Folder); w.Location.ID != y.Ward.ID || w.Inside != nil {
			t.Errorf("%+v", w)
		}
		if list := history(t, y.Hospital, y.Folder); list[1].Kind != tracking.Carried || !list[1].Late || list[1].Destination() != y.Clinic.ID {
			t.Errorf("%+v", list)
		}
		y.wantIn(y.Volume1, &trolley, tracking.InTransit, tracking.Inferred)
	})
}

func TestAFolderPackedLateHasTravelledWithItsContainer(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		offline := y.packing(y.Folder, b, y.Library)
		y.Clock.Forward(time.Minute)
		y.dispatch(b, y.OffSite)
		y.bring(b, y.OffSite)
		y.Clock.Forward(10 * time.Minute)
		y.Scan(offline)
		y.wantIn(y.Folder, &b, tracking.InTransit, tracking.Inferred)
		if list := history(t, y.Hospital, y.Folder); len(list) != 4 || list[0].Destination() != y.OffSite.ID {
			t.Errorf("%+v", list)
		}
		if r := y.unpack(y.Folder, b, y.OffSite); r.Class == tracking.Check {
			t.Errorf("it was on the list, though we learnt so late: %+v", r)
		}
	})
}

func TestPackingWhereTheContainerIsNotBringsItHere(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		y.pack(y.Folder, b, y.Library)
		r := y.pack(y.Volume1, b, y.Clinic)
		if !slices.ContainsFunc(r.Notices, func(n tracking.Notice) bool { return n.Code == "container_moved" }) {
			t.Errorf("%+v", r)
		}
		if v := y.container(b); v.Location.ID != y.Clinic.ID || v.Folders != 2 {
			t.Errorf("%+v", v)
		}
		y.wantIn(y.Folder, &b, tracking.InTransit, tracking.Inferred)
		y.wantIn(y.Volume1, &b, tracking.At, tracking.Scanned)
	})
}

func TestPackingAndMovingAreUndone(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		put := y.packing(y.Folder, b, y.Library)
		y.Scan(put)
		y.Clock.Forward(time.Minute)
		moved := y.NewScan(b.Code, y.Clinic)
		y.Scan(moved)
		y.Clock.Forward(time.Minute)
		back := undo(y.Hospital, moved)
		if r := y.Scan(back)[0]; r.Outcome != tracking.Applied || !strings.Contains(r.Message, "back at Main library") {
			t.Errorf("%+v", r)
		}
		y.wantIn(y.Folder, &b, tracking.At, tracking.Scanned)
		if y.container(b).Location.ID != y.Library.ID {
			t.Error("the box stayed")
		}
		if r := y.Scan(back)[0]; !r.Replayed {
			t.Errorf("%+v", r)
		}
		second := y.packing(y.Volume1, b, y.Library)
		y.Scan(second)
		y.Clock.Forward(time.Minute)
		if r := y.Scan(undo(y.Hospital, second))[0]; r.Outcome != tracking.Applied || r.Folder.Inside != nil {
			t.Errorf("%+v", r)
		}
		y.Clock.Forward(time.Minute)
		away := y.NewScan(b.Code, y.Library)
		away.Action, away.ToCode = tracking.Send, y.OffSite.Code
		y.Scan(away)
		y.Clock.Forward(time.Minute)
		y.Scan(undo(y.Hospital, away))
		if _, found, err := y.Store.Shipment(t.Context(), y.container(b)); found || err != nil || y.container(b).State != tracking.ContainerOpen {
			t.Errorf("the consignment stayed: %v", err)
		}
	})
}

func TestOneCallPacksMovesAndPacksAgain(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		scans := []tracking.Scan{y.packing(y.Folder, b, y.Library)}
		y.Clock.Forward(time.Minute)
		scans = append(scans, y.NewScan(b.Code, y.Clinic))
		scans = append(scans, y.packing(y.Volume1, b, y.Clinic))
		y.Clock.Forward(time.Hour)
		for _, r := range y.Scan(scans...) {
			if r.Outcome != tracking.Applied {
				t.Errorf("%+v", r)
			}
		}
		y.wantIn(y.Folder, &b, tracking.InTransit, tracking.Inferred)
		y.wantIn(y.Volume1, &b, tracking.At, tracking.Scanned)
		for _, r := range y.Scan(scans...) {
			if !r.Replayed {
				t.Errorf("%+v", r)
			}
		}
		if w := y.Whereabouts(y.Folder); w.Version != 3 {
			t.Errorf("a repeat moved it: version %d", w.Version)
		}
	})
}

func TestTwoClerksWhoPackOneFolderIntoTwoBoxesLeaveItInOne(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		boxes := []tracking.ContainerView{y.add(tracking.Box, "Box 1", y.Library), y.add(tracking.Box, "Box 2", y.Library)}
		var scans []tracking.Scan
		for i := range 16 {
			scans = append(scans, y.packing(y.Folder, boxes[i%2], y.Library))
		}
		var clerks sync.WaitGroup
		for i, s := range scans {
			clerks.Go(func() {
				clerk := tracking.Actor{Name: fmt.Sprintf("clerk %d", i), Role: tracking.RolePorter, Via: "test"}
				if _, err := y.Service.Scan(t.Context(), clerk, tracking.ScanBatch{Scans: []tracking.Scan{s}}); err != nil {
					t.Error(err)
				}
			})
		}
		clerks.Wait()
		if n := y.container(boxes[0]).Folders + y.container(boxes[1]).Folders; n != 1 {
			t.Errorf("it is in %d boxes", n)
		}
		y.wantIn(y.Folder, &boxes[1], tracking.At, tracking.Scanned) // the last scan, whenever it came
		if w := y.Whereabouts(y.Folder); int(w.Version) != len(history(t, y.Hospital, y.Folder)) {
			t.Errorf("version %d", w.Version)
		}
	})
}

func TestABoxIsPackedAndMovedAtOnce(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "Box 12", y.Library)
		var scans []tracking.Scan
		for i := range 12 {
			scans = append(scans, y.packing([]tracking.Folder{y.Folder, y.Volume1, y.Volume2}[i%3], b, y.Library))
			y.Clock.Forward(time.Second)
			scans = append(scans, y.NewScan(b.Code, []tracking.Location{y.Clinic, y.Library}[i%2]))
		}
		var clerks sync.WaitGroup
		for _, s := range scans {
			clerks.Go(func() {
				if _, err := y.Service.Scan(t.Context(), trackingtest.Porter, tracking.ScanBatch{Scans: []tracking.Scan{s}}); err != nil {
					t.Error(err)
				}
			})
		}
		clerks.Wait()
	})
}

func TestAContainerInUseStays(t *testing.T) {
	inTheYard(t, func(t *testing.T, y yard) {
		b := y.add(tracking.Box, "", y.Library)
		if b.Name != "Box 1" {
			t.Errorf("%q", b.Name)
		}
		_, err := y.Service.AddContainer(t.Context(), trackingtest.Porter, tracking.NewContainer{Kind: tracking.Box, Name: "Box 1", Location: y.Library.Code})
		wantErr(t, err, tracking.ErrContainerTaken)
		y.pack(y.Folder, b, y.Library)
		_, err = y.Service.RetireContainer(t.Context(), trackingtest.Porter, b.Code)
		wantErr(t, err, tracking.ErrContainerInUse)
		y.Arrive(y.Folder, y.Library)
		if _, err = y.Service.RetireContainer(t.Context(), trackingtest.Porter, b.Code); err != nil {
			t.Error(err)
		}
		if r := y.pack(y.Folder, b, y.Library); r.Class != tracking.Check || r.Folder.Inside != nil {
			t.Errorf("%+v", r)
		}
		if r := y.bring(b, y.Clinic); r.Class != tracking.Check {
			t.Errorf("%+v", r)
		}
		_, err = y.Service.RetireContainer(t.Context(), trackingtest.Porter, "B0000000")
		wantErr(t, err, tracking.ErrUnknownContainer)
	})
}
