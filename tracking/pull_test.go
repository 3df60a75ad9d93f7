package tracking

import (
	"slices"
	"testing"
)

func TestPaperIsToldWhatToAddAndWhatIsNoLongerOnTheList(t *testing.T) {
	taken := but(wantedAt(4, 4, 3, RequestWaiting), func(q *Request) { q.ClaimedBy, q.ClaimedUntil = "sam", ref(at("09:30")) })
	list := []Request{wantedAt(5, 4, 3, RequestWaiting), wantedAt(1, 4, 3, RequestWaiting), wantedAt(3, 4, 3, RequestPulled), taken}
	paper := OnPaper([]PullPrint{{Lines: []PrintedLine{{Request: 1, Mark: Listed}, {Request: 2, Mark: Listed}, {Request: 9, Mark: AddedSince}}}, {Lines: []PrintedLine{{Request: 9, Mark: CrossedOff}}}})
	add, gone := SincePrinted(paper, list, at("09:00"))
	if !slices.Equal(add, []RequestID{5}) || !slices.Equal(gone, []RequestID{2}) {
		t.Errorf("add %v, gone %v", add, gone)
	}
	if add, _ := SincePrinted(paper, list, at("10:00")); !slices.Equal(add, []RequestID{5, 4}) {
		t.Errorf("what a colleague has let go is added: %v", add)
	}
}
