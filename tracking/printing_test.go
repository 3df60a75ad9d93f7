package tracking

import (
	"slices"
	"testing"
	"time"
)

func TestWhatWasSentIsNeverSentAgainByItself(t *testing.T) {
	reach := map[PrintState]bool{}
	var walk func(PrintState)
	walk = func(s PrintState) {
		for _, next := range follows[s] {
			if !reach[next] {
				reach[next] = true
				walk(next)
			}
		}
	}
	walk(Sending)
	if reach[Waiting] || reach[Sending] {
		t.Errorf("from sending a job can come to %v", reach)
	}
	for _, s := range PrintStates() {
		if s.MayBecome(Sending) != (s == Waiting) {
			t.Errorf("%s may be sent", s)
		}
		if s.MayBecome(Cancelled) != (s == Prepared || s == Waiting) {
			t.Errorf("%s may be cancelled: %v", s, s.MayBecome(Cancelled))
		}
		if s.Ended() != slices.Contains([]PrintState{Printed, Failed, Cancelled}, s) {
			t.Errorf("%s has ended: %v", s, s.Ended())
		}
	}
}

func TestAJobWaitsLongerAfterEachTryAndFailsAfterHalfAnHour(t *testing.T) {
	asked := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	j, now := PrintJob{State: Waiting, AskedAt: &asked}, asked
	var pauses []time.Duration
	for range 60 {
		if j = j.postponed("The printer does not answer.", now); j.State == Failed {
			break
		}
		pauses = append(pauses, j.NextAt.Sub(now))
		now = *j.NextAt
	}
	if j.State != Failed || j.NextAt != nil || now.Sub(asked) < giveUpAfter || now.Sub(asked) > giveUpAfter+time.Minute {
		t.Errorf("%s after %s and %d tries", j.State, now.Sub(asked), j.Tries)
	}
	if !slices.IsSorted(pauses) || pauses[0] != 5*time.Second || pauses[len(pauses)-1] != time.Minute {
		t.Errorf("pauses %v", pauses)
	}
}

func TestPaperThatCannotBeIsRefused(t *testing.T) {
	a4 := Stock{Name: "A4 24", PageWidth: 21000, PageHeight: 29700, LabelWidth: 7000, LabelHeight: 3500, LabelColumns: 3, LabelRows: 8, TopEdge: 850, PitchX: 7000, PitchY: 3500}
	if err := a4.Refuse(); err != nil || a4.Places() != 24 {
		t.Errorf("%d places, %v", a4.Places(), err)
	}
	for name, spoil := range map[string]func(*Stock){
		"no name": func(s *Stock) { s.Name = " " }, "no page": func(s *Stock) { s.PageWidth = 0 }, "no label": func(s *Stock) { s.LabelHeight = 0 },
		"no columns": func(s *Stock) { s.LabelColumns = 0 }, "overlapping": func(s *Stock) { s.PitchX = 6000 }, "too many rows": func(s *Stock) { s.LabelRows = 9 },
		"off the page": func(s *Stock) { s.LeftEdge = 1 }, "before the page": func(s *Stock) { s.TopEdge = -1 }, "endless": func(s *Stock) { s.LabelRows = 1 << 30 },
	} {
		bad := a4
		if spoil(&bad); bad.Refuse() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
