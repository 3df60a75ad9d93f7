package tracking

import (
	"slices"
	"testing"
	"time"
)

func TestASearchRisesByTheClock(t *testing.T) {
	rules, reported := shipped(t), at("10:00") // a Monday
	for _, c := range []struct {
		name    string
		change  func(*MissingCase)
		after   time.Duration
		level   SearchLevel
		lost    bool
		further bool
	}{
		{"on the day it is the library's", nil, 0, LibraryLooks, false, true},
		{"a millisecond before a day is over", nil, 24*time.Hour - time.Millisecond, LibraryLooks, false, true},
		{"after a day everybody looks", nil, 24 * time.Hour, EverybodyLooks, false, true},
		{"on the fourth working day still", nil, 4 * 24 * time.Hour, EverybodyLooks, false, true},
		{"after five working days, at closing time, the manager", nil, 7*24*time.Hour + 7*time.Hour, ManagerLooks, false, true},
		{"after ten the governance register", nil, 14*24*time.Hour + 7*time.Hour, OnRegister, false, true},
		{"after six months it is given up", nil, 200 * 24 * time.Hour, OnRegister, true, false},
		{"what is urgent everybody looks for at once", func(c *MissingCase) { c.Urgent = true }, 0, EverybodyLooks, false, true},
		{"what was raised by hand stays up", func(c *MissingCase) { c.Level = OnRegister }, time.Hour, OnRegister, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			search := MissingCase{Level: LibraryLooks, ReportedAt: reported}
			if c.change != nil {
				c.change(&search)
			}
			level, lost, next := rules.Climb(search, reported.Add(c.after))
			if level != c.level || lost != c.lost || (next != nil) != c.further {
				t.Errorf("level %d, lost %v, next %v", level, lost, next)
			}
			if next != nil && !next.After(reported.Add(c.after)) {
				t.Errorf("it would be looked at again at %v, which is not later", next)
			}
		})
	}
}

func TestASearchThatNobodySweptForMonthsComesToItsLevelAtOnce(t *testing.T) {
	rules := shipped(t)
	c := MissingCase{Level: LibraryLooks, ReportedAt: at("10:00")}
	now, steps := c.ReportedAt, 0
	for {
		level, lost, next := rules.Climb(c, now)
		c.Level = level
		if steps++; next == nil {
			if !lost || c.Level != OnRegister || steps != 5 {
				t.Errorf("after %d steps: level %d, lost %v", steps, c.Level, lost)
			}
			break
		}
		now = *next
	}
	if level, lost, _ := rules.Climb(MissingCase{ReportedAt: at("10:00")}, now); level != OnRegister || !lost {
		t.Errorf("in one step: %d, %v", level, lost)
	}
}

func TestTheNextStepOfASearchIsOneThatRaisesIt(t *testing.T) {
	rules := shipped(t)
	_, _, next := rules.Climb(MissingCase{Level: OnRegister, ReportedAt: at("10:00")}, at("11:00"))
	if next == nil || !next.Equal(at("10:00").AddDate(0, 6, 0)) {
		t.Errorf("what is on the register rises at %v", next)
	}
	_, _, next = rules.Climb(MissingCase{Urgent: true, ReportedAt: at("10:00")}, at("11:00"))
	if want := at("14:00"); next == nil || !next.Equal(want) {
		t.Errorf("what is urgent, nobody said until when, calms down at %v, want %v", next, want)
	}
	_, _, next = rules.Climb(MissingCase{Level: EverybodyLooks, ReportedAt: at("10:00")}, at("14:00"))
	if want := at("17:00").AddDate(0, 0, 7); next == nil || !next.Equal(want) {
		t.Errorf("what was urgent rises at %v, want %v", next, want)
	}
}

func TestFifteenMinutesBeforeTheClinicATemporaryFolderIsDue(t *testing.T) {
	open, clinic := true, at("14:00")
	c := MissingCase{Open: &open, Urgent: true, NeededBy: &clinic}
	if c.Standby(at("13:44")) || !c.Standby(at("13:45")) || !c.Standby(at("14:10")) {
		t.Error("the warning is not at 13:45")
	}
	if c.Open = nil; c.Standby(at("13:50")) {
		t.Error("a search that is over warns")
	}
}

func TestTheLikeliestPlacesComeFirstWithTheirReasons(t *testing.T) {
	rules := shipped(t)
	place := func(id LocationID) Location { return hospital[id] }
	clinic := place(4)
	got := rules.SearchPlaces(SearchFacts{Folder: *lent(), Home: place(2),
		Trail: []Trace{{Place: place(1), To: &clinic, By: "pat", At: at("09:00")}, {Place: place(6), By: "lee", At: at("08:00")}, {Place: place(6), By: "lee", At: at("07:00")},
			{Place: place(10), By: "kim", At: at("06:00")}},
		Leads: []Lead{{Clue: Companion, Code: "F1", Place: place(6)}, {Clue: Companion, Code: "F2", Place: place(6)}, {Clue: Swapped, Code: "F3", Place: place(3)},
			{Clue: Neighbour, Code: "F4", Place: place(2)}, {Clue: SameName, Code: "F5", Place: place(4)}, {Clue: OtherOfSet, Code: "F6", Place: place(7)}}})
	var order []LocationID
	for _, p := range got {
		order = append(order, p.Place.ID)
	}
	// Library 100; clinic 90 + 10; ward 60 + 50; its shelf 45 + 30; a swapped number 40; its set 35. What is closed is left out.
	if want := []LocationID{6, 4, 1, 2, 3, 7}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
	ward := got[0]
	if ward.Weight != 110 || len(ward.Reasons) != 2 || ward.Reasons[0].Clue != HeldBefore || !slices.Equal(ward.Reasons[1].Codes, []string{"F1", "F2"}) {
		t.Errorf("%+v", ward)
	}
}

func TestAPlaceIsNamedOnceHoweverManyFoldersLeadThere(t *testing.T) {
	facts := SearchFacts{Folder: *lent(), Home: hospital[2]}
	for i := range 40 {
		facts.Leads = append(facts.Leads, Lead{Clue: SamePile, Code: scanID(i), Place: hospital[4]})
	}
	got := shipped(t).SearchPlaces(facts)
	if len(got) != 2 || got[1].Weight != clueWeights[SamePile] || len(got[1].Reasons[0].Codes) != codesOfReason {
		t.Errorf("%+v", got)
	}
}

func TestSwappedDigitsAreThoseThatAHandSwaps(t *testing.T) {
	if got, want := SwappedNumbers("H1223"), []string{"H2123", "H1232"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := SwappedNumbers("H11"); got != nil {
		t.Errorf("%v", got)
	}
}

func TestAnIncidentNumberIsOneLine(t *testing.T) {
	if n, err := CheckIncident("  W123456 "); err != nil || n != "W123456" {
		t.Errorf("%q %v", n, err)
	}
	for _, wrong := range []string{"", "  ", "a\nb", string(make([]byte, 41)), "0123456789012345678901234567890123456789x"} {
		if _, err := CheckIncident(wrong); KindOf(err) != Invalid {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
