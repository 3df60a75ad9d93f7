package tracking

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// told is what a decision says in short: outcome, class, kind of movement, alert.
type told struct {
	Outcome Outcome
	Class   Class
	Moves   MovementKind
	Alert   AlertKind
	Message string
}

func tell(d Decision) told {
	t := told{Outcome: d.Outcome, Class: d.Class, Alert: d.Alert, Message: d.Message}
	if d.Movement != nil {
		t.Moves = d.Movement.Kind
	}
	return t
}

func to(k Known, id LocationID) Known {
	place := hospital[id]
	k.To = &place
	return k
}

func TestWhatIsNotAFolderIsNamed(t *testing.T) {
	for kind, want := range map[ReadingKind]string{
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
		Unknown:       "Not one of our barcodes. Put it aside and scan the next one.",
	} {
		t.Run(string(kind)+" is kept, answered CHECK, and moves nothing", func(t *testing.T) {
			k := scanned(nil, 4)
			k.Reading = Reading{Kind: kind}
			if diff := cmp.Diff(told{Attention, Check, "", "", want}, tell(shipped(t).Decide(beep(Arrive, at("10:00")), k))); diff != "" {
				t.Error(diff)
			}
		})
	}
	for hint, part := range map[Hint]string{Miskeyed: "Check the number", Keyboard: "(code K1)", Separators: "(code K2)"} {
		t.Run("the hint "+string(hint)+" is said in words", func(t *testing.T) {
			d := shipped(t).Decide(beep(Arrive, at("10:00")), Known{Reading: Reading{Kind: Unknown, Hint: hint}})
			if !strings.Contains(d.Message, part) {
				t.Error(d.Message)
			}
		})
	}
}

func TestTheDecision(t *testing.T) {
	ended := func(s Status) *Folder { return with(lent(), func(f *Folder) { f.Status = s }) }
	for _, test := range []struct {
		sentence string
		scan     Scan
		known    Known
		want     told
	}{
		{"a scan without a location stops the line", but(beep(Arrive, at("10:00")), func(s *Scan) { s.LocationCode = "" }), scanned(filed(), 4),
			told{Attention, Stop, "", "", "Where are you? Scan the location barcode. This folder is kept."}},
		{"a scan at a location that we do not know stops the line", beep(Arrive, at("10:00")), but(scanned(filed(), 4), func(k *Known) { k.Here = nil }),
			told{Attention, Stop, "", "", "We don't know this location. Scan the location barcode on the wall."}},
		{"a scan at a retired location stops the line", beep(Arrive, at("10:00")), scanned(filed(), 10),
			told{Attention, Stop, "", "", "Old Clinic is closed. Scan the location where you are now."}},
		{"a folder that we do not know is kept as seen here", beep(Arrive, at("10:00")), scanned(nil, 4),
			told{Attention, Check, "", "", "We don't know this folder yet. We have saved that it is here."}},
		{"a folder that was destroyed is seen here, and somebody looks", beep(Arrive, at("10:00")), scanned(ended(Destroyed), 4),
			told{Attention, Check, "", ConflictAlert, "F4027 3188G was recorded as destroyed. We have saved that it is here. Keep it and tell the library."}},
		{"a folder that was digitised is seen here, and somebody looks", beep(Arrive, at("10:00")), scanned(ended(Digitised), 6),
			told{Attention, Check, "", ConflictAlert, "F4027 3188G was recorded as digitised. We have saved that it is here. Keep it and tell the library."}},
		{"a late scan of a folder that was destroyed since raises nothing", beep(Arrive, at("08:30")), scanned(ended(Destroyed), 6),
			told{Late, Note, Arrived, "", "Scanned at Ward 6 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},
		{"a closed volume moves like any folder", beep(Arrive, at("10:00")), scanned(ended(Closed), 6),
			told{Applied, Done, Arrived, "", "F4027 3188G is now at Ward 6."}},

		{"a folder that was not sent arrives untracked", beep(Arrive, at("10:00")), scanned(filed(), 4),
			told{Applied, Done, Arrived, "", "F4027 3188G is now at Clinic B."}},
		{"a folder seen in a stocktake is here as if it had arrived", beep(Seen, at("10:00")), scanned(filed(), 4),
			told{Applied, Done, Arrived, "", "F4027 3188G is now at Clinic B."}},
		{"a folder arrives where it was sent", beep(Arrive, at("10:00")), scanned(sent(4), 4),
			told{Applied, Done, Received, "", "F4027 3188G is now at Clinic B."}},
		{"a folder sent to a clinic is received in its room", beep(Arrive, at("10:00")), scanned(sent(4), 5),
			told{Applied, Done, Received, "", "F4027 3188G is now at Room 5."}},
		{"a folder sent to a shelf is received at its library", beep(Arrive, at("10:00")),
			scanned(with(sent(2), func(f *Folder) { f.LocationID = 4; f.HomeID = 1 }), 1),
			told{Applied, Done, Received, "", "F4027 3188G is now at Library."}},
		{"a folder meant for another place arrives with CHECK", beep(Arrive, at("10:00")), scanned(sent(4), 6),
			told{Applied, Check, Arrived, "", "F4027 3188G is now at Ward 6, but it was meant for Clinic B."}},
		{"a folder that is here already is ALREADY", beep(Arrive, at("10:00")), scanned(lent(), 4),
			told{Repeat, Already, "", "", "F4027 3188G is already here."}},
		{"a missing folder is found by any scan", beep(Arrive, at("10:00")), scanned(missing(), 6),
			told{Applied, Note, Found, "", "Found: F4027 3188G was missing. It is now at Ward 6."}},
		{"a missing folder is found where it was lost", beep(Arrive, at("10:00")), scanned(missing(), 4),
			told{Applied, Note, Found, "", "Found: F4027 3188G was missing. It is now at Clinic B."}},
		{"a missing folder that is sent on is found too", beep(Send, at("10:00")), to(scanned(missing(), 6), 1),
			told{Applied, Note, Sent, "", "Found: F4027 3188G was missing. It is now on its way to Library."}},

		{"a sent folder is on its way", beep(Send, at("10:00")), to(scanned(lent(), 4), 6),
			told{Applied, Done, Sent, "", "F4027 3188G is on its way to Ward 6."}},
		{"a folder sent twice to the same place is ALREADY", beep(Send, at("10:00")), to(scanned(sent(4), 1), 4),
			told{Repeat, Already, "", "", "F4027 3188G is already on its way to Clinic B."}},
		{"a folder sent to the same place from another desk is sent anew", beep(Send, at("10:00")), to(scanned(sent(4), 6), 4),
			told{Applied, Done, Sent, "", "F4027 3188G is on its way to Clinic B."}},
		{"a folder without a hold may leave the site", beep(Send, at("10:00")), to(scanned(lent(), 4), 9),
			told{Applied, Done, Sent, "", "F4027 3188G is on its way to County Hospital."}},
		{"a scan at the sending desk 59 seconds after the sending is a second read", beep(Arrive, at("09:00:59")), scanned(sent(4), 1),
			told{Attention, Check, "", "", "F4027 3188G has just been sent to Clinic B. Put it with what leaves."}},
		{"a scan at the sending desk a minute after the sending means that it stayed", beep(Arrive, at("09:01")), scanned(sent(4), 1),
			told{Applied, Check, Arrived, "", "F4027 3188G is now at Library, but it was meant for Clinic B."}},
		{"a scan elsewhere within a minute of the sending is an arrival", beep(Arrive, at("09:00:30")), scanned(sent(4), 4),
			told{Applied, Done, Received, "", "F4027 3188G is now at Clinic B."}},
		{"a sending without a destination stops the line, but the folder is here", beep(Send, at("10:00")), scanned(filed(), 4),
			told{Attention, Stop, Arrived, "", "Send it where? Scan the location it goes to."}},
		{"a sending to a retired location stops the line, but the folder is here", beep(Send, at("10:00")), to(scanned(filed(), 4), 10),
			told{Attention, Stop, Arrived, "", "Old Clinic is closed. Choose another location."}},
		{"a folder cannot be sent to where it is", beep(Send, at("10:00")), to(scanned(lent(), 4), 4),
			told{Attention, Check, "", "", "F4027 3188G is at Clinic B already. Scan the location it goes to."}},

		{"a filed folder is on its shelf", beep(File, at("10:00")), scanned(lent(), 2),
			told{Applied, Done, Filed, "", "F4027 3188G is filed at Shelf 2."}},
		{"a porter's filing is recorded as an arrival", beep(File, at("10:00")), but(scanned(lent(), 2), func(k *Known) { k.MayShelve = false }),
			told{Applied, Check, Arrived, "", "F4027 3188G is now at Shelf 2."}},
		{"a filing in a clinic is recorded as an arrival", beep(File, at("10:00")), scanned(filed(), 4),
			told{Applied, Check, Arrived, "", "F4027 3188G is now at Clinic B."}},
		{"a folder filed in a library that is not its own is filed, with a warning", beep(File, at("10:00")), scanned(lent(), 7),
			told{Applied, Check, Filed, "", "F4027 3188G is filed at South Library, but it belongs to Shelf 2."}},
		{"a missing folder that is filed is found", beep(File, at("10:00")), scanned(missing(), 2),
			told{Applied, Note, Found, "", "Found: F4027 3188G was missing. It is now at Shelf 2."}},

		{"a late scan goes into the history only", beep(Arrive, at("08:30")), scanned(lent(), 6),
			told{Late, Note, Arrived, "", "Scanned at Ward 6 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},
		{"a late scan at the same place is no news", beep(Arrive, at("08:59")), scanned(lent(), 4),
			told{Late, Note, Arrived, "", "F4027 3188G was already seen at Clinic B after this scan."}},
		{"two places within five minutes cannot both be right", beep(Arrive, at("08:56")), scanned(lent(), 6),
			told{Attention, Check, Arrived, ConflictAlert, "Scanned at Ward 6 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},
		{"five minutes are enough to walk", beep(Arrive, at("08:55")), scanned(lent(), 6),
			told{Late, Note, Arrived, "", "Scanned at Ward 6 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},
		{"a scan from before the folder existed is a wrong clock, not a conflict", beep(Arrive, at("08:56")),
			scanned(with(lent(), func(f *Folder) { f.CreatedAt = at("08:58") }), 6),
			told{Late, Note, Arrived, "", "Scanned at Ward 6 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},
		{"a late sending to where it was is kept as an arrival", beep(Send, at("08:30")), to(scanned(lent(), 6), 6),
			told{Late, Note, Arrived, "", "Scanned at Ward 6 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},
		{"a late sending is kept as a sending", beep(Send, at("08:30")), to(scanned(lent(), 2), 4),
			told{Late, Note, Sent, "", "Scanned at Shelf 2 earlier. F4027 3188G was scanned later elsewhere, so we kept Clinic B."}},

		{"a state that contradicts itself gives way to the scan", beep(Arrive, at("10:00")), scanned(with(sent(4), func(f *Folder) { f.ToID = nil }), 6),
			told{Applied, Done, Arrived, "", "F4027 3188G is now at Ward 6."}},
		{"so does one that says here and on the way", beep(Arrive, at("10:00")), scanned(with(sent(6), func(f *Folder) { f.Custody = At }), 1),
			told{Applied, Note, Arrived, "", "F4027 3188G is now at Library."}},
		{"so does one that says just sent, but not where to", beep(Arrive, at("09:00:10")), scanned(with(sent(4), func(f *Folder) { f.ToID = nil }), 1),
			told{Applied, Note, Arrived, "", "F4027 3188G is now at Library."}},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			d := shipped(t).Decide(test.scan, test.known)
			if diff := cmp.Diff(test.want, tell(d)); diff != "" {
				t.Error(diff)
			}
			if d.Why == "" || !strings.HasSuffix(d.Why, ".") {
				t.Errorf("it does not say why in a sentence: %q", d.Why)
			}
		})
	}
}

func TestAHoldStopsAFolderFromLeavingTheSite(t *testing.T) {
	held := func() *Folder { return with(lent(), func(f *Folder) { f.Hold = true }) }
	for destination, class := range map[LocationID]Class{1: Note, 6: Note, 8: Stop, 9: Stop} {
		t.Run("sent to "+hospital[destination].Name+" it is answered "+string(class), func(t *testing.T) {
			d := shipped(t).Decide(beep(Send, at("10:00")), to(scanned(held(), 4), destination))
			if d.Class != class || (class == Stop) != (d.Movement == nil) {
				t.Errorf("%+v", d)
			}
		})
	}
	t.Run("the scan that stopped it still says where it is", func(t *testing.T) {
		d := shipped(t).Decide(beep(Send, at("10:00")), to(scanned(held(), 6), 8))
		if d.Class != Stop || d.Movement == nil || d.Movement.Custody != At || d.Movement.LocationID != 6 {
			t.Errorf("%+v", d)
		}
	})
}

func TestTheClockStartsWhenAFolderLeavesHomeAndIsNotResetByHandOvers(t *testing.T) {
	friday := at("17:00").AddDate(0, 0, 4)
	wednesday := at("17:00").AddDate(0, 0, 2)
	inpatient := func(k Known) Known { k.Patient.InpatientID = ref(LocationID(6)); return k }
	for _, test := range []struct {
		sentence string
		scan     Scan
		known    Known
		out, due *time.Time
	}{
		{"a clinic has it for two working days from when it left home", beep(Arrive, at("10:00")), scanned(filed(), 4), ref(at("10:00")), &wednesday},
		{"the next holder's days count from the same moment", beep(Arrive, at("16:00")), scanned(lent(), 8), ref(at("09:00")), &wednesday},
		{"on its way out the clock runs already", beep(Send, at("10:00")), to(scanned(filed(), 2), 4), ref(at("10:00")), &wednesday},
		{"on its way home the clock runs on", beep(Send, at("10:00")), to(scanned(lent(), 4), 1), ref(at("09:00")), lent().DueAt},
		{"at its library it is home", beep(Arrive, at("10:00")), scanned(lent(), 1), nil, nil},
		{"on its shelf it is home", beep(File, at("10:00")), scanned(lent(), 2), nil, nil},
		{"another library keeps it without a date", beep(Arrive, at("10:00")), scanned(lent(), 7), ref(at("09:00")), nil},
		{"the ward of a current inpatient keeps it without a date", beep(Arrive, at("10:00")), inpatient(scanned(lent(), 6)), ref(at("09:00")), nil},
		{"another ward does not", beep(Arrive, at("10:00")), inpatient(scanned(lent(), 5)), ref(at("09:00")), &wednesday},
		{"a location's own loan period goes before its kind's", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) { k.Here.LoanDays = ref(4) }), ref(at("10:00")), &friday},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			m := shipped(t).Decide(test.scan, test.known).Movement
			if m == nil {
				t.Fatal("it did not move")
			}
			if diff := cmp.Diff(test.out, m.OutSince); diff != "" {
				t.Error("out since:", diff)
			}
			if diff := cmp.Diff(test.due, m.DueAt); diff != "" {
				t.Error("due:", diff)
			}
		})
	}
}

func TestNoticesRideAlong(t *testing.T) {
	volume := func(n int, custody Custody, where LocationID) Folder {
		return Folder{ID: FolderID(n), Kind: KindMain, Volume: n, Status: Active, State: State{Custody: custody, LocationID: where}}
	}
	overdue := with(lent(), func(f *Folder) { f.DueAt = ref(at("09:30")) })
	for _, test := range []struct {
		sentence string
		scan     Scan
		known    Known
		want     []string
	}{
		{"nothing to say, nothing said", beep(Arrive, at("10:00")), scanned(filed(), 4), nil},
		{"an old label finds the folder that survived", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) { k.MergedFrom = "F511200474" }), []string{"merged"}},
		{"a folder that comes where it was sent has nowhere to go", beep(Arrive, at("10:00")), scanned(sent(4), 4), nil},
		{"a folder sent on elsewhere has a new way", beep(Send, at("10:00")), to(scanned(sent(4), 6), 8), nil},
		{"an overdue folder that comes home is no longer overdue", beep(Arrive, at("10:00")), scanned(overdue, 1), []string{"overdue_cleared", "file_at"}},
		{"an overdue folder that is handed over stays overdue", beep(Arrive, at("10:00").AddDate(0, 0, 7)), scanned(overdue, 8), nil},
		{"a temporary folder of another original does not matter", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) {
				k.Others = []Folder{{Kind: KindTemporary, Status: Active, StandsForID: ref(FolderID(7))}}
			}), nil},
		{"volumes that are elsewhere are counted", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) { k.Others = []Folder{volume(2, At, 6), volume(3, InTransit, 4)} }), []string{"other_volumes"}},
		{"volumes that are here are not", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) { k.Others = []Folder{volume(2, At, 4)} }), nil},
		{"volumes that go along or wait here are not missed from a sending", beep(Send, at("10:00")),
			but(to(scanned(filed(), 2), 4), func(k *Known) { k.Others = []Folder{volume(2, At, 2), volume(3, InTransit, 2)} }), nil},
		{"volumes whose life has ended are not missed", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) { k.Others = []Folder{{Kind: KindMain, Status: Destroyed}} }), nil},
		{"a temporary folder waits to be merged", beep(Arrive, at("10:00")),
			but(scanned(filed(), 4), func(k *Known) {
				k.Others = []Folder{{Kind: KindTemporary, Status: Active, StandsForID: ref(FolderID(1))}}
			}), []string{"temporary_exists"}},
		{"loose papers wait", beep(Arrive, at("10:00")), scanned(with(filed(), func(f *Folder) { f.LooseFiling = true }), 4), []string{"loose_filing"}},
		{"somebody else has this name", beep(Arrive, at("10:00")), but(scanned(filed(), 4), func(k *Known) { k.Patient.Namesake = true }), []string{"same_name"}},
		{"the patient has died", beep(Arrive, at("10:00")), but(scanned(filed(), 4), func(k *Known) { k.Patient.DiedOn = ref(at("00:00")) }), []string{"deceased"}},
		{"the patient is on a ward", beep(Arrive, at("10:00")), but(scanned(filed(), 4), func(k *Known) { k.Patient.InpatientID = ref(LocationID(6)) }), []string{"inpatient"}},
		{"the patient is on this ward", beep(Arrive, at("10:00")), but(scanned(filed(), 6), func(k *Known) { k.Patient.InpatientID = ref(LocationID(6)) }), nil},
		{"a hold is told", beep(Arrive, at("10:00")), scanned(with(filed(), func(f *Folder) { f.Hold = true }), 4), []string{"hold"}},
		{"a folder back in its library goes to its shelf", beep(Arrive, at("10:00")), scanned(lent(), 1), []string{"file_at"}},
		{"a folder that leaves its library does not", beep(Send, at("10:00")),
			to(scanned(with(filed(), func(f *Folder) { f.LocationID = 1 }), 1), 4), nil},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			d := shipped(t).Decide(test.scan, test.known)
			var got []string
			for _, n := range d.Notices {
				got = append(got, n.Code)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if want := map[bool]Class{true: Note, false: Done}[len(got) > 0]; d.Class != want {
				t.Errorf("the class is %s, not %s", d.Class, want)
			}
		})
	}
}

// anyKnown draws what might be known, possible or not: the decision must stand whatever the database says.
func anyKnown(t *rapid.T) Known {
	place := rapid.SampledFrom([]LocationID{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99})
	maybe := func(name string) *LocationID {
		if id := place.Draw(t, name); id != 0 {
			return &id
		}
		return nil
	}
	location := func(name string) *Location {
		if p, found := hospital[place.Draw(t, name)]; found {
			return &p
		}
		return nil
	}
	moment := func(name string) time.Time {
		return at("00:00").Add(time.Duration(rapid.IntRange(0, 172_800).Draw(t, name)) * time.Second)
	}
	k := Known{Reading: Reading{Kind: rapid.SampledFrom([]ReadingKind{FolderCode, FolderCode, FolderCode, Unknown, Joined}).Draw(t, "kind")},
		Here: location("here"), To: location("to"), Places: hospital, MayShelve: rapid.Bool().Draw(t, "may shelve"),
		MaySeePatient: rapid.Bool().Draw(t, "may see patient")}
	k.Patient.InpatientID = maybe("ward")
	if rapid.Bool().Draw(t, "known folder") {
		k.Folder = &Folder{ID: 1, Code: "F40273188G", HomeID: place.Draw(t, "home"), Hold: rapid.Bool().Draw(t, "hold"),
			Status: rapid.SampledFrom([]Status{Active, Closed, Merged, Destroyed, ""}).Draw(t, "status"),
			State: State{Custody: rapid.SampledFrom([]Custody{At, InTransit, Missing, ""}).Draw(t, "custody"),
				LocationID: place.Draw(t, "at"), ToID: maybe("bound for"), Since: moment("since")}}
		if rapid.Bool().Draw(t, "scanned before") {
			k.Folder.LastScanAt = ref(moment("last scan"))
		}
		if rapid.Bool().Draw(t, "out") {
			k.Folder.OutSince, k.Folder.DueAt = ref(moment("out since")), ref(moment("due"))
		}
		k.Others = []Folder{{ID: 2, Kind: k.Folder.Kind, State: State{Custody: At, LocationID: place.Draw(t, "other")}}}
	}
	return k
}

func TestAFolderMeantForAnotherPlaceNamesItByItsCode(t *testing.T) {
	d := shipped(t).Decide(beep(Arrive, at("10:00")), scanned(sent(4), 6))
	want := []Notice{{Code: "meant_for", Text: "It still has to go to " + hospital[4].Name + ".", Location: hospital[4].Code}}
	if diff := cmp.Diff(want, d.Notices); diff != "" {
		t.Error(diff)
	}
}

func TestEveryScanGetsAnAnswerWhateverIsRecorded(t *testing.T) {
	rules := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		k := anyKnown(t)
		s := beep(rapid.SampledFrom([]Action{Arrive, Send, File, Seen, ""}).Draw(t, "action"),
			at("00:00").Add(time.Duration(rapid.IntRange(0, 172_800).Draw(t, "when"))*time.Second))
		d := rules.Decide(s, k)
		if !slices.Contains([]Outcome{Applied, Late, Repeat, Attention}, d.Outcome) || d.Class == "" || d.Message == "" || d.Why == "" {
			t.Fatalf("no whole answer: %+v", d)
		}
		switch m := d.Movement; {
		case m == nil && d.Outcome == Applied:
			t.Fatalf("applied, but nothing moves: %+v", d)
		case m == nil:
		case !m.sound():
			t.Fatalf("it leaves the folder in a state that cannot be: %+v", m.State)
		case m.Late == s.newerThan(*k.Folder):
			t.Fatalf("late is %v for a scan of %v", m.Late, s.At)
		case d.Sighting == m.Late:
			t.Fatalf("a movement that is not late is a sighting, a late one is none: %+v", d)
		case m.LocationID != k.Here.ID:
			t.Fatalf("a scan at %d says that it is at %d", k.Here.ID, m.LocationID)
		}
		if d.Class == Stop && d.Outcome != Attention {
			t.Fatalf("the line stopped without anybody to look: %+v", d)
		}
	})
}

func TestTheSameScanOfTheSameFolderAlwaysEndsTheSameWay(t *testing.T) {
	rules := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		k, s := anyKnown(t), beep(Arrive, at("12:00"))
		var before Folder
		if k.Folder != nil {
			before = *k.Folder
		}
		first, second := rules.Decide(s, k), rules.Decide(s, k)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatal(diff)
		}
		if k.Folder != nil {
			if diff := cmp.Diff(before, *k.Folder); diff != "" {
				t.Fatal("deciding changed the folder: ", diff)
			}
		}
	})
}

func TestASightingSaysThatThePaperWasHere(t *testing.T) {
	for _, test := range []struct {
		sentence string
		scan     Scan
		known    Known
		sighting bool
	}{
		{"an arrival is one", beep(Arrive, at("10:00")), scanned(filed(), 4), true},
		{"a scan of what is here already is one", beep(Arrive, at("10:00")), scanned(lent(), 4), true},
		{"a second read at the sending desk is one", beep(Arrive, at("09:00:10")), scanned(sent(4), 1), true},
		{"a destroyed folder in somebody's hand is one", beep(Arrive, at("10:00")),
			scanned(with(lent(), func(f *Folder) { f.Status = Destroyed }), 4), true},
		{"a late scan is none", beep(Arrive, at("08:30")), scanned(lent(), 6), false},
		{"a folder scanned nowhere is none", beep(Arrive, at("10:00")), but(scanned(lent(), 4), func(k *Known) { k.Here = nil }), false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			if d := shipped(t).Decide(test.scan, test.known); d.Sighting != test.sighting {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestALateScanNeverMovesTheFolder(t *testing.T) {
	rules := shipped(t)
	f := lent()
	s := beep(Arrive, at("08:30"))
	d := rules.Decide(s, scanned(f, 6))
	before := f.State
	f.apply(d.Movement, rules, hospital[6], Location{})
	if diff := cmp.Diff(before, f.State); diff != "" {
		t.Error(diff)
	}
	if d.Movement.FromID != nil {
		t.Error("it claims to know where the folder was before")
	}
	if f.Version != 1 || d.Movement.Version != 1 || !d.Movement.At.Equal(s.At) {
		t.Errorf("the history has it as version %d at %v", d.Movement.Version, d.Movement.At)
	}
}

func TestAFolderIsInTheStateOfItsNewestMovement(t *testing.T) {
	rules := shipped(t)
	f := filed()
	d := rules.Decide(beep(Send, at("10:00")), to(scanned(f, 2), 4))
	f.apply(d.Movement, rules, hospital[2], hospital[4])
	if diff := cmp.Diff(d.Movement.State, f.State); diff != "" {
		t.Error(diff)
	}
	if d.Movement.Destination() != 4 || f.Confidence != Scanned || f.CheckAt == nil || !f.CheckAt.Equal(at("14:00")) {
		t.Errorf("%+v, to be looked at %v", d.Movement, f.CheckAt)
	}
}
