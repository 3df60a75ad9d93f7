package tracking

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// wantedAt is a request for the test's folder at a place, needed so many hours after nine.
func wantedAt(id RequestID, place LocationID, hours int, state RequestState) Request {
	return Request{ID: id, FolderID: 1, LocationID: place, NeededBy: at("09:00").Add(time.Duration(hours) * time.Hour), State: state, AskedAt: at("08:00")}
}

func seenAt(place LocationID) sight {
	return sight{State: State{Custody: At, LocationID: place}, here: hospital[place], at: at("09:00"), moved: true}
}

func sentTo(place LocationID) sight {
	return sight{State: State{Custody: InTransit, LocationID: 1, ToID: &place}, here: hospital[1], to: hospital[place], at: at("09:00"), moved: true}
}

func TestASightOfAFolderMovesItsRequestsOn(t *testing.T) {
	claimed := but(wantedAt(1, 4, 3, RequestWaiting), func(q *Request) { q.ClaimedBy, q.ClaimedUntil = "sam", ref(at("09:30")) })
	for _, c := range []struct {
		sentence string
		queue    []Request
		seen     sight
		want     map[RequestID]RequestState
	}{
		{"arriving there fills it", []Request{wantedAt(1, 4, 3, RequestSent)}, seenAt(4), map[RequestID]RequestState{1: RequestFilled}},
		{"arriving inside there fills it", []Request{wantedAt(1, 4, 3, RequestWaiting)}, seenAt(5), map[RequestID]RequestState{1: RequestFilled}},
		{"arriving around there does not", []Request{wantedAt(1, 5, 3, RequestWaiting)}, seenAt(4), map[RequestID]RequestState{}},
		{"arriving elsewhere fills nothing", []Request{wantedAt(1, 4, 3, RequestWaiting)}, seenAt(6), map[RequestID]RequestState{}},
		{"what was on its way and came elsewhere waits again", []Request{wantedAt(1, 4, 3, RequestSent)}, seenAt(6), map[RequestID]RequestState{1: RequestWaiting}},
		{"what was pulled and went elsewhere waits again", []Request{wantedAt(1, 4, 3, RequestPulled)}, seenAt(6), map[RequestID]RequestState{1: RequestWaiting}},
		{"what was pulled stays so in the library", []Request{wantedAt(1, 4, 3, RequestPulled)}, seenAt(1), map[RequestID]RequestState{}},
		{"what was pulled and is filed waits again", []Request{wantedAt(1, 4, 3, RequestPulled)}, but(seenAt(2), func(s *sight) { s.filed = true }), map[RequestID]RequestState{1: RequestWaiting}},
		{"an arrival fills the first for there and not the one of another week", []Request{wantedAt(1, 4, 3, RequestWaiting), wantedAt(2, 4, 20, RequestWaiting), wantedAt(3, 4, 170, RequestWaiting)}, seenAt(4),
			map[RequestID]RequestState{1: RequestFilled, 2: RequestFilled}},
		{"an arrival fills what is needed that day, though another week's was moved up before it", []Request{but(wantedAt(1, 4, 170, RequestWaiting), func(q *Request) { q.MovedUp = 1 }), wantedAt(2, 4, 3, RequestWaiting)}, seenAt(4),
			map[RequestID]RequestState{1: RequestFilled, 2: RequestFilled}},
		{"a second scan there fills what is needed within a day", []Request{wantedAt(1, 4, 3, RequestWaiting), wantedAt(2, 4, 170, RequestWaiting)}, but(seenAt(4), func(s *sight) { s.moved = false }),
			map[RequestID]RequestState{1: RequestFilled}},
		{"a box that arrives fills nothing: nobody saw the folder", []Request{wantedAt(1, 4, 3, RequestSent)}, but(seenAt(4), func(s *sight) { s.inferred = true }), map[RequestID]RequestState{}},
		{"the folder's own scan after its box fills it", []Request{wantedAt(1, 4, 100, RequestSent)}, but(seenAt(4), func(s *sight) { s.moved = false }), map[RequestID]RequestState{1: RequestFilled}},
		{"sending it there marks it sent", []Request{wantedAt(1, 4, 3, RequestWaiting), wantedAt(2, 6, 1, RequestWaiting)}, sentTo(4), map[RequestID]RequestState{1: RequestSent}},
		{"sending it elsewhere lets those under way wait again", []Request{wantedAt(1, 4, 3, RequestPulled), wantedAt(2, 8, 3, RequestSent)}, sentTo(6), map[RequestID]RequestState{1: RequestWaiting, 2: RequestWaiting}},
		{"a missing folder lets those under way wait again", []Request{wantedAt(1, 4, 3, RequestSent)}, sight{State: State{Custody: Missing, LocationID: 1}, here: hospital[1], moved: true}, map[RequestID]RequestState{1: RequestWaiting}},
		{"scanning on the shelf what one has claimed pulls it", []Request{claimed}, but(seenAt(2), func(s *sight) { s.moved, s.puller = false, "sam" }), map[RequestID]RequestState{1: RequestPulled}},
		{"scanning what a colleague has claimed pulls nothing", []Request{claimed}, but(seenAt(2), func(s *sight) { s.moved, s.puller = false, "kim" }), map[RequestID]RequestState{}},
		{"a claim ends after its hour", []Request{claimed}, but(seenAt(2), func(s *sight) { s.moved, s.puller, s.at = false, "sam", at("10:00") }), map[RequestID]RequestState{}},
	} {
		got := map[RequestID]RequestState{}
		for _, step := range shipped(t).follow(c.queue, c.seen) {
			got[step.Request] = step.To
			if step.Why == "" {
				t.Errorf("%s: step without a reason", c.sentence)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.sentence, diff)
		}
	}
}

func TestTheQueueIsServedByMovedUpThenNeedThenUrgencyThenTimeAsked(t *testing.T) {
	list := []Request{
		but(wantedAt(1, 4, 90, RequestWaiting), func(q *Request) { q.MovedUp = 2 }),
		but(wantedAt(2, 4, 50, RequestWaiting), func(q *Request) { q.MovedUp = 1 }),
		wantedAt(3, 4, 1, RequestWaiting),
		but(wantedAt(4, 4, 2, RequestWaiting), func(q *Request) { q.Urgency = 1 }),
		wantedAt(5, 4, 2, RequestWaiting),
		but(wantedAt(6, 4, 2, RequestWaiting), func(q *Request) { q.AskedAt = at("08:30") }),
	}
	got := slices.Clone(list)
	slices.Reverse(got)
	slices.SortFunc(got, InQueue)
	if diff := cmp.Diff(list, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFolderIsRoutedToWhoWaitsBeforeItGoesHome(t *testing.T) {
	rules := shipped(t)
	for _, c := range []struct {
		sentence string
		queue    []Request
		here     LocationID
		notice   string
	}{
		{"somebody waits tomorrow", []Request{wantedAt(1, 4, 24, RequestWaiting)}, 1, "Wanted at Clinic B, tomorrow at 09:00."},
		{"somebody waits today", []Request{wantedAt(1, 4, 5, RequestWaiting)}, 6, "Wanted at Clinic B, today at 14:00."},
		{"the first in the queue", []Request{wantedAt(1, 6, 5, RequestWaiting), wantedAt(2, 4, 24, RequestWaiting)}, 1, "Wanted at Ward 6, today at 14:00."},
		{"next week", []Request{wantedAt(1, 4, 7*24, RequestWaiting)}, 1, "Wanted at Clinic B, on Monday 23 November at 09:00."},
		{"it goes home in between", []Request{wantedAt(1, 4, 14*24, RequestWaiting)}, 1, "File it at Shelf 2."},
		{"nobody waits", nil, 1, "File it at Shelf 2."},
	} {
		k := scanned(with(lent(), func(f *Folder) { f.LocationID = 8 }), c.here)
		k.Requests = c.queue
		d := rules.Decide(beep(Arrive, at("09:30")), k)
		var texts []string
		for _, n := range d.Notices {
			texts = append(texts, n.Text)
		}
		if !slices.Contains(texts, c.notice) {
			t.Errorf("%s: %q, want %q", c.sentence, texts, c.notice)
		}
	}
}

func TestTheReceiptSaysThatARequestIsFilled(t *testing.T) {
	k := scanned(sent(4), 4)
	k.Requests = []Request{wantedAt(1, 4, 3, RequestSent)}
	if d := shipped(t).Decide(beep(Arrive, at("09:30")), k); d.Why != "It was sent here from Library. Clinic B asked for it, so that request is filled." || d.Class != Done {
		t.Errorf("%s %s", d.Class, d.Why)
	}
}

func TestAVolumeThatNobodyAskedForIsACheckWhereAnotherOneIsWanted(t *testing.T) {
	other := func(change func(*Folder)) Folder {
		f := with(filed(), func(f *Folder) { f.ID, f.Code, f.Volume = 77, "F511200474", 2 })
		if change != nil {
			change(f)
		}
		return *f
	}
	second := other(nil)
	wanted := func(at LocationID, hours int) []Request {
		q := wantedAt(1, at, hours, RequestWaiting)
		q.FolderID = second.ID
		return []Request{q}
	}
	const naming = "F4027 3188G is now at Clinic B. But it is volume 1, and Clinic B asked for volume 2, F5112 00474. Look for that one too."
	for _, c := range []struct {
		sentence string
		other    Folder
		queue    []Request
		own      []Request
		wrong    bool
	}{
		{"volume 2 is wanted here", second, wanted(4, 5), nil, true},
		{"both are", second, wanted(4, 5), []Request{wantedAt(2, 4, 5, RequestWaiting)}, false},
		{"volume 2 is wanted elsewhere", second, wanted(6, 5), nil, false},
		{"volume 2 is wanted in a month", second, wanted(4, 30*24), nil, false},
		{"volume 2 is here already", other(func(f *Folder) { f.LocationID = 4 }), wanted(4, 5), nil, false},
		{"a temporary folder is wanted here", other(func(f *Folder) { f.Kind = KindTemporary }), wanted(4, 5), nil, false},
		{"nobody wants anything", second, nil, nil, false},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			k := scanned(with(filed(), func(f *Folder) { f.Volume = 1 }), 4)
			k.Others, k.OtherRequests, k.Requests = []Folder{c.other}, c.queue, c.own
			d := shipped(t).Decide(beep(Arrive, at("09:30")), k)
			if d.Outcome != Applied || (d.Class == Check) != c.wrong || (d.Message == naming) != c.wrong {
				t.Errorf("%s %s: %s", d.Outcome, d.Class, d.Message)
			}
			k = to(scanned(with(lent(), func(f *Folder) { f.Volume, f.LocationID = 1, 6 }), 6), 4)
			k.Others, k.OtherRequests, k.Requests = []Folder{c.other}, c.queue, c.own
			if d := shipped(t).Decide(beep(Send, at("09:30")), k); (d.Class == Check) != c.wrong {
				t.Errorf("sent there: %s: %s", d.Class, d.Message)
			}
		})
	}
}
