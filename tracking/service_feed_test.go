package tracking_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// sends is a system that sends messages. What a message does is one row of the audit, so that doing it twice shows.
type sends struct {
	*trackingtest.Hospital
	t      *testing.T
	sender tracking.FeedSender
}

func newSends(t *testing.T, h *trackingtest.Hospital, name string) *sends {
	t.Helper()
	sender, err := h.Service.FeedSender(t.Context(), name, "R0A")
	noErr(t, err)
	return &sends{h, t, sender}
}

// deed notes what is done, and then fails where told so.
func deed(what string, fails error) func(context.Context, *tracking.Service) (tracking.FeedEffect, error) {
	return func(ctx context.Context, do *tracking.Service) (tracking.FeedEffect, error) {
		if err := do.Looked(ctx, feed, tracking.AuditEntry{Action: "done", Detail: what}); err != nil {
			return tracking.FeedEffect{}, err
		}
		if errors.Is(fails, errPanic) {
			panic("the mapping falls over")
		}
		return tracking.FeedEffect{Known: true, Notes: []string{"A note."}}, fails
	}
}

var errPanic = errors.New("panic")

func (s *sends) arrival(control, text string, fails error) tracking.FeedArrival {
	return tracking.FeedArrival{Message: tracking.FeedMessage{SenderID: s.sender.ID, Control: control, Digest: text, Event: "ADT A01", Raw: []byte(text)}, Apply: deed(control, fails)}
}

func (s *sends) send(control, text string, fails error) tracking.FeedMessage {
	s.t.Helper()
	m, err := s.Service.TakeMessage(s.t.Context(), s.arrival(control, text, fails))
	noErr(s.t, err)
	return m
}

func (s *sends) done(control string) int {
	s.t.Helper()
	return count(s.t, s.Hospital, "SELECT COUNT(*) FROM audit WHERE action = 'done' AND detail = '"+control+"'")
}

func (s *sends) want(m tracking.FeedMessage, state tracking.FeedState, code string, done int) {
	s.t.Helper()
	if m.State != state || m.Code != code || s.done(m.Control) != done {
		s.t.Errorf("message %s is %s %q and was done %d times; want %s %q %d: %s", m.Control, m.State, m.Code, s.done(m.Control), state, code, done, m.Reason)
	}
}

func TestAMessageIsKeptAndAppliedOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		first := s.send("1", "a", nil)
		s.want(first, tracking.FeedApplied, "", 1)
		s.want(s.send("1", "a", nil), tracking.FeedApplied, "", 1)
		s.want(s.send("2", "a", nil), tracking.FeedApplied, "", 1) // the same text with another number is another message
		other := newSends(t, h, "Theatres")
		other.want(other.send("1", "b", nil), tracking.FeedApplied, "", 2) // another sender counts for itself
		if n := count(t, h, "SELECT COUNT(*) FROM feed_messages"); n != 3 {
			t.Errorf("%d messages are kept, want 3", n)
		}
	})
}

func TestAMessageThatIsRefusedIsParkedAndHoldsNobodyUp(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		s.want(s.send("1", "a", tracking.ErrTwoPatients), tracking.FeedParked, tracking.ErrTwoPatients.Code, 0)
		s.want(s.send("2", "b", nil), tracking.FeedApplied, "", 1)
		s.want(s.send("1", "a", tracking.ErrTwoPatients), tracking.FeedParked, tracking.ErrTwoPatients.Code, 0)
		for i, broken := range []error{errors.New("a bug"), errPanic} {
			said := ""
			a := s.arrival(fmt.Sprint("broken", i), "c", broken)
			a.Failed = func(err error) { said = err.Error() }
			m, err := h.Service.TakeMessage(t.Context(), a)
			noErr(t, err)
			s.want(m, tracking.FeedParked, tracking.FeedInternal, 0)
			if said == "" || strings.Contains(m.Reason, "bug") {
				t.Errorf("the log was told %q, people %q", said, m.Reason)
			}
		}
	})
}

func TestANumberUsedTwiceIsSeenUnlessItsSenderCountsAnew(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		s.want(s.send("1", "a", nil), tracking.FeedApplied, "", 1)
		s.want(s.send("1", "b", nil), tracking.FeedParked, tracking.FeedNumberReused, 1)
		s.want(s.send("1", "b", nil), tracking.FeedParked, tracking.FeedNumberReused, 1) // the same answer again
		s.want(s.send("", "c", nil), tracking.FeedApplied, "", 1)
		s.want(s.send("", "d", nil), tracking.FeedApplied, "", 2) // without numbers, texts tell messages apart
		s.want(s.send("", "c", nil), tracking.FeedApplied, "", 2)
		h.Clock.Forward(25 * time.Hour)
		s.want(s.send("1", "e", nil), tracking.FeedApplied, "", 2)
	})
}

func TestToKnowAMessageFewAreReadHoweverManyAreKept(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		for i := range 30 {
			s.send("", fmt.Sprint("a", i), nil)
			s.send("1", fmt.Sprint("b", i), nil)
		}
		for _, c := range []struct {
			control, text string
			most          int
		}{{"", "a3", 1}, {"", "new", 0}, {"1", "b29", 10}, {"1", "b0", 11}} {
			noErr(t, h.Store.Write(t.Context(), func(tx tracking.Tx) error {
				known, err := tx.FeedMessagesLike([]tracking.FeedMessage{s.arrival(c.control, c.text, nil).Message})
				if len(known) != c.most {
					t.Errorf("number %q, %s: %d messages are read, want %d", c.control, c.text, len(known), c.most)
				}
				return err
			}))
		}
		s.want(s.send("1", "b0", nil), tracking.FeedApplied, "", 1)
		s.want(s.send("1", "new", nil), tracking.FeedParked, tracking.FeedNumberReused, 1)
	})
}

func TestEightSendersAtOnceAreEachAppliedOnceAndInTheirOrder(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		const each = 20
		var all sync.WaitGroup
		for n := range 8 {
			s := newSends(t, h, fmt.Sprint("PAS", n))
			all.Go(func() {
				for i := range each {
					control := fmt.Sprintf("%d-%02d", n, i)
					var fails error
					if i%7 == 3 {
						fails = tracking.ErrNoNumber
					}
					for range 2 { // its answer got lost
						if _, err := h.Service.TakeMessage(t.Context(), s.arrival(control, control, fails)); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Wait()
		if n := count(t, h, "SELECT COUNT(*) FROM feed_messages"); n != 8*each {
			t.Errorf("%d messages are kept, want %d", n, 8*each)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM feed_messages WHERE state = 'parked'"); n != 8*3 {
			t.Errorf("%d are parked, want %d", n, 8*3)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE action = 'done'"); n != 8*(each-3) {
			t.Errorf("%d were done, want %d", n, 8*(each-3))
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit a JOIN audit b ON b.id > a.id AND a.action = 'done' AND b.action = 'done' AND SUBSTR(a.detail, 1, 1) = SUBSTR(b.detail, 1, 1) AND b.detail <= a.detail"); n != 0 {
			t.Errorf("%d pairs are out of order", n)
		}
	})
}

func TestTheSameMessageOnTwoConnectionsAtOnceIsAppliedOnce(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		for i := range 10 {
			control := fmt.Sprint(i)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					if m, err := h.Service.TakeMessage(t.Context(), s.arrival(control, control, nil)); err != nil || m.State != tracking.FeedApplied {
						t.Errorf("%v %v", m.State, err)
					}
				})
			}
			all.Wait()
			if n := s.done(control); n != 1 {
				t.Errorf("message %s was done %d times", control, n)
			}
		}
	})
}

func TestAParkedMessageIsCorrectedAndAppliedOrSetAside(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		id := func(control string) tracking.FeedMessageID {
			return tracking.FeedMessageID(count(t, h, "SELECT id FROM feed_messages WHERE control = '"+control+"'"))
		}
		apply := func(fails error) func(context.Context, *tracking.Service, tracking.FeedMessage) (tracking.FeedEffect, error) {
			return func(ctx context.Context, do *tracking.Service, m tracking.FeedMessage) (tracking.FeedEffect, error) {
				return deed(m.Control+string(m.Text()), fails)(ctx, do)
			}
		}
		s.send("1", "a", tracking.ErrTwoPatients)
		m, err := h.Service.ApplyAgain(t.Context(), trackingtest.Admin, id("1"), nil, apply(tracking.ErrNoNumber))
		if !errors.Is(err, tracking.ErrNoNumber) || m.State != tracking.FeedParked || m.Code != tracking.ErrNoNumber.Code || m.Tries != 2 || s.done("1a") != 0 {
			t.Errorf("%v: %+v", err, m)
		}
		if _, err := h.Service.ApplyAgain(t.Context(), trackingtest.Clerk, id("1"), nil, apply(nil)); !errors.Is(err, tracking.ErrForbidden) {
			t.Error(err)
		}
		m, err = h.Service.ApplyAgain(t.Context(), trackingtest.Admin, id("1"), []byte("mended"), apply(nil))
		noErr(t, err)
		if m.State != tracking.FeedApplied || m.SettledBy != "alex" || string(m.Raw) != "a" || m.Tries != 3 || s.done("1mended") != 1 {
			t.Errorf("%+v", m)
		}
		if _, err = h.Service.ApplyAgain(t.Context(), trackingtest.Admin, id("1"), nil, apply(nil)); !errors.Is(err, tracking.ErrMessageSettled) || s.done("1mended") != 1 {
			t.Error(err)
		}
		if m := s.send("1", "a", tracking.ErrTwoPatients); m.State != tracking.FeedApplied {
			t.Errorf("the sender that still tries is told %s", m.State)
		}
		s.send("2", "b", tracking.ErrTwoPatients)
		if err := h.Service.SetAside(t.Context(), trackingtest.Admin, id("2"), " "); tracking.KindOf(err) != tracking.Invalid {
			t.Error(err)
		}
		noErr(t, h.Service.SetAside(t.Context(), trackingtest.Admin, id("2"), "A test of theirs."))
		if m := s.send("2", "b", nil); m.State != tracking.FeedSetAside || s.done("2") != 0 {
			t.Errorf("%+v", m)
		}
		if n := count(t, h, "SELECT COUNT(*) FROM audit WHERE action IN ('feed.apply', 'feed.set_aside')"); n != 3 {
			t.Errorf("%d acts are in the audit", n)
		}
	})
}

func TestPlacesThatNoMapKnowsAreCountedUntilTheyAreMapped(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		for i, fails := range []error{nil, &tracking.Error{Kind: tracking.Conflict, Code: tracking.FeedPlaceUnmapped, Text: "Map it."}, nil} {
			a := s.arrival(fmt.Sprint(i), fmt.Sprint(i), nil)
			a.Apply = func(context.Context, *tracking.Service) (tracking.FeedEffect, error) {
				return tracking.FeedEffect{Known: true, Unmapped: []string{"R0A/W9", "R0A/W9"}}, fails
			}
			m, err := h.Service.TakeMessage(t.Context(), a)
			noErr(t, err)
			if m.Place != "R0A/W9" {
				t.Errorf("message %d names %q", i, m.Place)
			}
		}
		places, err := h.Store.FeedPlaces(t.Context())
		noErr(t, err)
		if len(places) != 1 || places[0].Times != 3 || places[0].LocationID != nil {
			t.Errorf("%+v", places)
		}
		if waits, err := h.Store.FeedParkedFor(t.Context(), "R0A/W9", 0, 10); err != nil || len(waits) != 1 {
			t.Errorf("%v wait: %v", waits, err)
		}
		if _, err := h.Service.MapPlace(t.Context(), trackingtest.Admin, "R0A/W9", h.Retired.Code); !errors.Is(err, tracking.ErrLocationRetired) {
			t.Error(err)
		}
		_, err = h.Service.MapPlace(t.Context(), trackingtest.Admin, " R0A/W9 ", h.Ward.Code)
		noErr(t, err)
		if p, err := h.Store.FeedLocation(t.Context(), "R0A/W9"); err != nil || p == nil || p.ID != h.Ward.ID {
			t.Errorf("%v %v", p, err)
		}
	})
}

func TestAPlaceThatIsMappedMeanwhileIsReadAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		_, err := h.Service.MapPlace(t.Context(), trackingtest.Admin, "R0A/W9", h.Ward.Code)
		noErr(t, err)
		runs := 0
		overtaken := func(fails error) func(context.Context, *tracking.Service) (tracking.FeedEffect, error) {
			runs = 0
			return func(context.Context, *tracking.Service) (tracking.FeedEffect, error) {
				if runs++; runs == 1 { // it read the map just before that was made
					return tracking.FeedEffect{Known: true, Unmapped: []string{"R0A/W9"}}, fails
				}
				return tracking.FeedEffect{Known: true}, nil
			}
		}
		a := s.arrival("1", "a", nil)
		a.Apply = overtaken(nil)
		m, err := h.Service.TakeMessage(t.Context(), a)
		noErr(t, err)
		if s.want(m, tracking.FeedApplied, "", 0); runs != 2 || m.Place != "" {
			t.Errorf("it ran %d times and waits for %q", runs, m.Place)
		}
		a = s.arrival("2", "b", nil)
		a.Apply = overtaken(&tracking.Error{Kind: tracking.Conflict, Code: tracking.FeedPlaceUnmapped, Text: "Map it."})
		m, err = h.Service.TakeMessage(t.Context(), a)
		noErr(t, err)
		if s.want(m, tracking.FeedApplied, "", 0); runs != 2 {
			t.Errorf("it ran %d times", runs)
		}
		if places, err := h.Store.FeedPlaces(t.Context()); err != nil || len(places) != 1 || places[0].LocationID == nil || places[0].Times != 0 {
			t.Errorf("%+v %v", places, err)
		}
	})
}

func TestOldMessagesAreForgottenUnlessTheyWaitForSomebody(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		s := newSends(t, h, "PAS")
		s.send("1", "a", nil)
		s.send("2", "b", tracking.ErrTwoPatients)
		a := s.arrival("3", "c", nil)
		a.Apply = func(context.Context, *tracking.Service) (tracking.FeedEffect, error) {
			return tracking.FeedEffect{}, nil
		}
		m, err := h.Service.TakeMessage(t.Context(), a)
		noErr(t, err)
		if m.State != tracking.FeedIgnored || count(t, h, "SELECT COUNT(*) FROM feed_messages WHERE state = 'ignored' AND raw IS NOT NULL") != 0 {
			t.Errorf("what is not for us is kept: %+v", m)
		}
		h.Clock.Forward(48 * time.Hour)
		s.send("4", "d", nil)
		n, err := h.Service.ForgetMessages(t.Context(), h.Clock.Now().Add(-24*time.Hour))
		if err != nil || n != 2 || count(t, h, "SELECT COUNT(*) FROM feed_messages") != 2 {
			t.Errorf("%d are forgotten: %v", n, err)
		}
	})
}
