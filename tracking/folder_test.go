package tracking

import (
	"fmt"
	"testing"
)

func TestAFolderIsReadAloudInTwoGroups(t *testing.T) {
	for code, spoken := range map[string]string{
		"F40273188G": "F4027 3188G", "L0000125": "L0000125", "H123456": "H123456", "9434765918": "9434765918", "": "",
	} {
		t.Run(fmt.Sprintf("%q is %q", code, spoken), func(t *testing.T) {
			if got := Group(code); got != spoken {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestOnlyOneKindOfStateCanBe(t *testing.T) {
	somewhere := LocationID(4)
	for _, test := range []struct {
		sentence string
		state    State
		sound    bool
	}{
		{"at a location", State{Custody: At}, true},
		{"in transit to a location", State{Custody: InTransit, ToID: &somewhere}, true},
		{"missing", State{Custody: Missing}, true},
		{"in transit to nowhere cannot be", State{Custody: InTransit}, false},
		{"here and on the way elsewhere cannot be", State{Custody: At, ToID: &somewhere}, false},
		{"missing and on its way cannot be", State{Custody: Missing, ToID: &somewhere}, false},
		{"nothing at all cannot be", State{}, false},
	} {
		t.Run(test.sentence, func(t *testing.T) {
			if test.state.sound() != test.sound {
				t.Error("wrong")
			}
		})
	}
}

func TestALifeEndsInThreeWays(t *testing.T) {
	for status, ended := range map[Status]bool{Active: false, Closed: false, Merged: true, Destroyed: true, Digitised: true} {
		if status.Ended() != ended {
			t.Errorf("%s", status)
		}
	}
}
