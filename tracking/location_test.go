package tracking

import (
	"fmt"
	"testing"
)

func TestALocationIsInsideItselfAndWhatIsAroundIt(t *testing.T) {
	for _, test := range []struct {
		place, around LocationID
		inside        bool
	}{
		{5, 4, true}, {4, 4, true}, {4, 5, false}, {2, 1, true}, {2, 3, false}, {10, 1, false},
	} {
		t.Run(fmt.Sprintf("%s inside %s is %v", hospital[test.place].Name, hospital[test.around].Name, test.inside), func(t *testing.T) {
			if hospital[test.place].Within(test.around) != test.inside {
				t.Error("it is not")
			}
		})
	}
}

func TestAnIdThatEndsLikeAnotherIsNotInsideIt(t *testing.T) {
	if (Location{ID: 21, Path: "/21/"}).Within(1) || (Location{ID: 12, Path: "/12/"}).Within(1) {
		t.Error("it is")
	}
}

func TestAFolderIsAtHomeOnItsShelfAndInTheLibraryAroundIt(t *testing.T) {
	for _, test := range []struct {
		sentence   string
		here, home LocationID
		atHome     bool
	}{
		{"on its shelf it is at home", 2, 2, true},
		{"in the library around its shelf it is at home", 1, 2, true},
		{"on any shelf of its library it is at home", 3, 1, true},
		{"on another shelf than its own it is not", 3, 2, false},
		{"in another library it is not", 7, 2, false},
		{"in a clinic it is not", 4, 1, false},
		{"a clinic around a room is no library", 4, 5, false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			if hospital[test.here].countsAs(hospital[test.home]) != test.atHome {
				t.Error("wrong")
			}
		})
	}
	t.Run("nowhere is no home", func(t *testing.T) {
		if (Location{}).countsAs(Location{}) || hospital[1].countsAs(Location{}) {
			t.Error("it is")
		}
	})
}

func TestALoanIsTheLocationsOwnElseItsKinds(t *testing.T) {
	for kind, days := range map[LocationKind]int{Clinic: 2, Ward: 2, Theatre: 1, EmergencyDept: 1, Secretary: 5, Office: 5, Coding: 5,
		Research: 10, Legal: 20, OtherHospital: 28} {
		t.Run(fmt.Sprintf("%s has %d working days", kind.Label(), days), func(t *testing.T) {
			if got, limited := (Location{Kind: kind}).LoanFor(""); got != days || !limited {
				t.Errorf("%d, %v", got, limited)
			}
		})
	}
	for _, kind := range []LocationKind{Library, Shelf, Bureau, OffSite} {
		t.Run(kind.Label()+" has no limit", func(t *testing.T) {
			if _, limited := (Location{Kind: kind}).LoanFor(""); limited {
				t.Error("it has")
			}
		})
	}
	t.Run("a location with a period of its own keeps to that", func(t *testing.T) {
		if days, limited := (Location{Kind: Library, LoanDays: ref(0)}).LoanFor(""); days != 0 || !limited {
			t.Errorf("%d, %v", days, limited)
		}
	})
}

func TestAnotherHospitalIsAwayWhateverItsSiteSays(t *testing.T) {
	for _, test := range []struct {
		from, to LocationID
		away     bool
	}{{1, 4, false}, {1, 8, true}, {1, 9, true}, {9, 9, false}, {9, 1, false}} {
		t.Run(fmt.Sprintf("%s to %s leaves the site: %v", hospital[test.from].Name, hospital[test.to].Name, test.away), func(t *testing.T) {
			if hospital[test.to].awayFrom(hospital[test.from]) != test.away {
				t.Error("wrong")
			}
		})
	}
}
