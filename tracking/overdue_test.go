package tracking

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestOverdueHasOneDefinition(t *testing.T) {
	due := at("17:00")
	s := State{Loan: Loan{DueAt: &due}}
	for sentence, test := range map[string]struct {
		now     time.Time
		overdue bool
	}{
		"before the due time it is not": {due.Add(-time.Millisecond), false},
		"at the due time it is":         {due, true},
		"after the due time it is":      {due.Add(time.Hour), true},
	} {
		t.Run(sentence, func(t *testing.T) {
			if s.OverdueAt(test.now) != test.overdue {
				t.Errorf("at %v", test.now)
			}
		})
	}
	t.Run("without a due date it never is", func(t *testing.T) {
		if (State{}).OverdueAt(due) {
			t.Error("it is")
		}
	})
}

func TestAFolderTravelsTooLong(t *testing.T) {
	rules := shipped(t)
	tuesday, wednesday := at("00:00").AddDate(0, 0, 1), at("00:00").AddDate(0, 0, 2)
	for _, test := range []struct {
		sentence string
		since    time.Time
		from, to LocationID
		by       time.Time
	}{
		{"after four working hours on one site", at("10:00"), 1, 4, at("14:00")},
		{"after four working hours, which the night interrupts", at("15:00"), 1, 4, tuesday.Add(11 * time.Hour)},
		{"after two working days between sites", at("10:00"), 1, 8, wednesday.Add(17 * time.Hour)},
		{"after two working days to another hospital", at("10:00"), 1, 9, wednesday.Add(17 * time.Hour)},
		{"after two working days back from another hospital", at("10:00"), 9, 1, wednesday.Add(17 * time.Hour)},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			f := Folder{State: State{Custody: InTransit, LocationID: test.from, ToID: &test.to, Since: test.since}}
			from, to := hospital[test.from], hospital[test.to]
			kinds, next := rules.Watch(f, from, to, test.by.Add(-time.Millisecond))
			if len(kinds) != 0 || next == nil || !next.Equal(test.by) {
				t.Errorf("before: %v, look again %v, want %v", kinds, next, test.by)
			}
			kinds, next = rules.Watch(f, from, to, test.by)
			if !slices.Equal(kinds, []AlertKind{TransitAlert}) || next != nil {
				t.Errorf("then: %v, look again %v", kinds, next)
			}
		})
	}
}

func TestTheSweepLooksWhenThereIsSomethingToSee(t *testing.T) {
	rules := shipped(t)
	place := rapid.SampledFrom([]LocationID{1, 2, 4, 6, 8, 9})
	rapid.Check(t, func(t *rapid.T) {
		minute := func(name string) time.Time {
			return at("00:00").Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(t, name)) * time.Minute)
		}
		from, to := hospital[place.Draw(t, "from")], hospital[place.Draw(t, "to")]
		f := Folder{State: State{Custody: At, LocationID: from.ID, Since: minute("since")}}
		if rapid.Bool().Draw(t, "in transit") {
			f.Custody, f.ToID = InTransit, &to.ID
		}
		if rapid.Bool().Draw(t, "due") {
			f.DueAt = ref(minute("due at"))
		}
		next := rules.checkAt(f.State, from, to)
		if next == nil {
			if kinds, _ := rules.Watch(f, from, to, at("00:00").AddDate(50, 0, 0)); len(kinds) > 0 {
				t.Fatalf("nobody would look, yet one day it deserves %v", kinds)
			}
			return
		}
		if kinds, again := rules.Watch(f, from, to, next.Add(-time.Millisecond)); len(kinds) > 0 || again == nil || !again.Equal(*next) {
			t.Fatalf("before %v it deserves %v and would be looked at %v", next, kinds, again)
		}
		seen := map[AlertKind]bool{}
		for range 3 { // the sweep goes from one moment to the next until there is none
			kinds, again := rules.Watch(f, from, to, *next)
			if len(kinds) == 0 {
				t.Fatalf("at %v there is nothing to see", next)
			}
			for _, kind := range kinds {
				seen[kind] = true
			}
			if again == nil {
				break
			}
			if !again.After(*next) {
				t.Fatalf("it would be looked at again at %v, not after %v", again, next)
			}
			next = again
		}
		if seen[OverdueAlert] != (f.DueAt != nil) || seen[TransitAlert] != (f.Custody == InTransit) {
			t.Fatalf("in the end it raised %v", seen)
		}
	})
}

func TestTheFoldersOwnScanClosesItsAlert(t *testing.T) {
	opened := at("12:00")
	for _, test := range []struct {
		sentence string
		kind     AlertKind
		folder   *Folder
		why      string // empty: it stays open
	}{
		{"overdue ends when it is home", OverdueAlert, filed(), "no longer overdue"},
		{"overdue goes on with the next holder", OverdueAlert, with(lent(), func(f *Folder) { f.DueAt = ref(at("11:00")) }), ""},
		{"too long in transit ends with the arrival", TransitAlert, lent(), "it arrived"},
		{"too long in transit goes on while nobody scans it", TransitAlert, sent(4), ""},
		{"too long in transit ends when it is sent anew", TransitAlert, with(sent(6), func(f *Folder) { f.Since = at("12:30") }), "it was sent again"},
		{"missing ends when it is found", MissingAlert, lent(), "no longer missing"},
		{"missing goes on while it is missing", MissingAlert, missing(), ""},
		{"an incident is no longer asked for when it is found", IncidentAlert, lent(), "no longer missing"},
		{"an incident is asked for while it is missing", IncidentAlert, missing(), ""},
		{"folders are to be merged though one was scanned", MergeAlert, lent(), ""},
		{"folders cannot be merged when one is missing again", MergeAlert, missing(), "missing again"},
		{"folders are merged when one has ended", MergeAlert, with(lent(), func(f *Folder) { f.Status = Merged }), "merged"},
		{"a conflict ends with a later scan", ConflictAlert, with(lent(), func(f *Folder) { f.LastScanAt = ref(at("12:01")) }), "scanned again"},
		{"a conflict does not end without one", ConflictAlert, lent(), ""},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			why, ended := Alert{Kind: test.kind, OpenedAt: opened}.settled(*test.folder, at("13:00"), test.why == "scanned again")
			if ended != (test.why != "") || ended && why != test.why {
				t.Errorf("ended is %v: %q", ended, why)
			}
		})
	}
}

func TestEveryAlertHasWords(t *testing.T) {
	said := map[string]AlertKind{"": "nothing"}
	for _, kind := range AlertKinds() {
		words := kind.Label()
		if other, taken := said[words]; taken || strings.Contains(words, "_") {
			t.Errorf("%s is called %q, as is %s", kind, words, other)
		}
		said[words] = kind
	}
}
