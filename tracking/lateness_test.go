package tracking

import (
	"testing"
	"time"

	"casenotes/tracking/calendar"
)

func TestARequestIsProbablyLateWhereItsFolderIsNotWhereItCanComeFromInTime(t *testing.T) {
	days, err := calendar.New(calendar.EnglandAndWales, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r := NewRules(days)
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) // a Monday
	clinic := Location{ID: 1, Name: "Clinic B", Kind: Clinic, Path: "/1/"}
	library := Location{ID: 2, Name: "Main library", Kind: Library, Path: "/2/"}
	secretary := Location{ID: 3, Name: "Medical secretaries", Kind: Secretary, Path: "/3/"}
	for _, c := range []struct {
		name    string
		custody Custody
		here    Location
		to      *Location
		in      time.Duration
		state   RequestState
		want    string
	}{
		{"in its library, tomorrow", At, library, nil, 24 * time.Hour, RequestWaiting, ""},
		{"in its library, in an hour", At, library, nil, time.Hour, RequestWaiting, "Probably late: still in Main library."},
		{"with a secretary, tomorrow", At, secretary, nil, 24 * time.Hour, RequestWaiting, "Probably late: still in Medical secretaries."},
		{"with a secretary, next week", At, secretary, nil, 7 * 24 * time.Hour, RequestWaiting, ""},
		{"on its way here", InTransit, library, &clinic, time.Hour, RequestSent, ""},
		{"on its way elsewhere", InTransit, library, &secretary, time.Hour, RequestWaiting, "Probably late: on its way to Medical secretaries."},
		{"missing", Missing, library, nil, 7 * 24 * time.Hour, RequestWaiting, "Probably late: it can't be found."},
		{"on its way, too late", InTransit, library, &clinic, -time.Hour, RequestSent, "Late: it was needed today at 08:00, and on its way to Clinic B."},
		{"here already", At, clinic, nil, -time.Hour, RequestWaiting, ""},
		{"ended", Missing, library, nil, -time.Hour, RequestCancelled, ""},
	} {
		v := RequestView{Request: Request{LocationID: clinic.ID, NeededBy: now.Add(c.in), State: c.state}, Location: clinic}
		v.Folder = Whereabouts{Folder: Folder{State: State{Custody: c.custody, LocationID: c.here.ID}}, Location: c.here, To: c.to}
		if got := r.Lateness(v, now); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}
