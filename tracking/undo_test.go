package tracking

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// arrived is a scan at Clinic B at ten that moved the folder there from shelf 2, as an undo sees it.
func arrived() Undoing {
	f := filed()
	before := Movement{ID: 1, FolderID: 1, Version: 1, Kind: Created, State: f.State, Confidence: Keyed}
	moved := Movement{ID: 2, FolderID: 1, Version: 2, Kind: Arrived, State: lent().State, ScanID: ref(scanID(1))}
	target := beep(Arrive, at("10:00"))
	target.ID = scanID(1)
	return Undoing{Target: &target, Moved: &moved, Newest: &moved, Before: &before, Folder: lent(), Places: hospital}
}

func undo(when time.Time) Scan {
	s := beep(Undo, when)
	s.Undoes = scanID(1)
	return s
}

func TestUndo(t *testing.T) {
	for _, test := range []struct {
		sentence string
		scan     Scan
		known    Undoing
		want     told
	}{
		{"the person who scanned it takes it back", undo(at("10:05")), arrived(),
			told{Applied, Done, Corrected, "", "Undone. F4027 3188G is back at Shelf 2."}},
		{"ten minutes are not too long", undo(at("10:10")), arrived(),
			told{Applied, Done, Corrected, "", "Undone. F4027 3188G is back at Shelf 2."}},
		{"more than ten minutes are", undo(at("10:10:00.001")), arrived(),
			told{Attention, Check, "", "", "This scan is too old to undo here. Ask the library to correct it."}},
		{"somebody else cannot", but(undo(at("10:05")), func(s *Scan) { s.Actor = "sam" }), arrived(),
			told{Attention, Check, "", "", "Only the person who scanned it can undo this here. Ask the library to correct it."}},
		{"another device cannot", but(undo(at("10:05")), func(s *Scan) { s.Device = "desk-1" }), arrived(),
			told{Attention, Check, "", "", "Only the person who scanned it can undo this here. Ask the library to correct it."}},
		{"a scan that we never had is nothing to undo", undo(at("10:05")), Undoing{},
			told{Repeat, Already, "", "", "Nothing to undo."}},
		{"a scan that moved nothing is nothing to undo", undo(at("10:05")), but(arrived(), func(u *Undoing) { u.Moved = nil }),
			told{Repeat, Already, "", "", "Nothing to undo."}},
		{"a late scan is nothing to undo", undo(at("10:05")),
			but(arrived(), func(u *Undoing) { u.Moved = &Movement{ID: 2, Late: true} }),
			told{Repeat, Already, "", "", "Nothing to undo."}},
		{"a scan that is undone already is nothing to undo", undo(at("10:05")),
			but(arrived(), func(u *Undoing) { u.Newest = &Movement{ID: 3, CorrectsID: ref(MovementID(2))} }),
			told{Repeat, Already, "", "", "Nothing to undo."}},
		{"a folder that was scanned since stays where it is", undo(at("10:05")),
			but(arrived(), func(u *Undoing) { u.Newest = &Movement{ID: 3} }),
			told{Attention, Check, "", "", "F4027 3188G has been scanned or changed since, so this scan stays. Scan it where it is now."}},
		{"a folder that was received is on its way again", undo(at("10:05")),
			but(arrived(), func(u *Undoing) { u.Before = &Movement{ID: 1, State: sent(4).State} }),
			told{Applied, Done, Corrected, "", "Undone. F4027 3188G is again on its way to Clinic B."}},
		{"a folder that was found is missing again, and somebody looks", undo(at("10:05")),
			but(arrived(), func(u *Undoing) { u.Before = &Movement{ID: 1, State: missing().State} }),
			told{Applied, Done, Corrected, MissingAlert, "Undone. F4027 3188G is missing again."}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			if diff := cmp.Diff(test.want, tell(shipped(t).DecideUndo(test.scan, test.known))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestACorrectionRestoresTheStateAndSaysWhatItCorrects(t *testing.T) {
	u, s := arrived(), undo(at("10:05"))
	m := shipped(t).DecideUndo(s, u).Movement
	want := &Movement{FolderID: 1, Kind: Corrected, FromID: ref(LocationID(4)), State: filed().State, At: s.At, RecordedAt: s.ReceivedAt,
		Actor: "pat", ScanID: ref(s.ID), Source: Wedge, Confidence: Keyed, CorrectsID: ref(MovementID(2))}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
}
