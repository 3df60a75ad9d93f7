package tracking_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// withEmail gives the clinic an address.
func withEmail(t *testing.T, h *trackingtest.Hospital, p tracking.Location, address string) {
	t.Helper()
	if _, err := h.Service.AmendLocation(t.Context(), trackingtest.Admin, p.Code, 0, tracking.LocationChange{Email: &address}); err != nil {
		t.Fatal(err)
	}
}

// remind asks for the reminder of one holder, as the librarian.
func remind(t *testing.T, h *trackingtest.Hospital, p tracking.Location) (tracking.Chase, error) {
	t.Helper()
	list, err := h.Service.Chase(t.Context(), trackingtest.Librarian, []tracking.ChaseAsk{{Holder: p.Code, Kind: tracking.Reminder, Mails: true}})
	if err != nil {
		t.Fatal(err)
	}
	return list[0].Chase, list[0].Err
}

// post sends the next letter as a process does whose mail server takes it; nil where there is none.
func post(t *testing.T, h *trackingtest.Hospital, s *tracking.Service) *tracking.Letter {
	t.Helper()
	letter, err := s.ClaimLetter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if letter == nil {
		return nil
	}
	if err := s.HandOverLetter(t.Context(), letter.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.LetterTried(t.Context(), letter.ID, nil); err != nil {
		t.Fatal(err)
	}
	return letter
}

func isCode(err error, code string) bool { return errors.Is(err, &tracking.Error{Code: code}) }

// overdueAtClinic has two folders overdue at the clinic, which has an address.
func overdueAtClinic(t *testing.T, h *trackingtest.Hospital) {
	t.Helper()
	withEmail(t, h, h.Clinic, "clinic@hospital.test")
	h.Arrive(h.Folder, h.Clinic)
	h.Arrive(h.Volume1, h.Clinic)
	h.Clock.Set(h.Whereabouts(h.Folder).DueAt.Add(time.Hour))
}

func TestAHolderGetsOneLetterForAllFoldersAndTheStepsKeepTheirDistance(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		if _, err := remind(t, h, h.Secretary); !isCode(err, "nothing_to_chase") {
			t.Errorf("a holder of nothing: %v", err)
		}
		var steps []string
		for range 40 {
			if _, err := remind(t, h, h.Clinic); err == nil {
				letter := post(t, h, h.Service)
				if letter == nil || len(letter.Lines) != 2 || letter.Address != "clinic@hospital.test" {
					t.Fatalf("%+v", letter)
				}
				steps = append(steps, h.Rules.Calendar.Day(h.Clock.Now()).String()+" "+letter.Step.Label())
			} else if !isCode(err, "chased_already") && !isCode(err, "letters_over") {
				t.Fatal(err)
			}
			h.Clock.Forward(24 * time.Hour)
		}
		// Due on Wednesday 25 November; five and ten working days later.
		want := "2026-11-25 1st reminder, 2026-12-02 2nd reminder, 2026-12-09 final reminder"
		if got := strings.Join(steps, ", "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if _, err := remind(t, h, h.Clinic); !isCode(err, "letters_over") {
			t.Errorf("after the last: %v", err)
		}
		h.Clean()
	})
}

func TestAnOutageOfWeeksIsFollowedByOneLetterAndTheNextKeepsItsDistance(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		h.Clock.Set(time.Date(2026, 12, 21, 10, 0, 0, 0, time.UTC)) // a Monday; all steps are past
		made := func() (n int) {
			t.Helper()
			for range 30 {
				some, err := h.Service.ChaseDue(t.Context(), true)
				if err != nil {
					t.Fatal(err)
				}
				n += some
				for post(t, h, h.Service) != nil {
				}
				h.Clock.Forward(time.Minute + time.Second)
			}
			return n
		}
		if n := made(); n != 1 {
			t.Errorf("%d letters at once", n)
		}
		h.Clock.Set(time.Date(2026, 12, 24, 10, 0, 0, 0, time.UTC))
		if n := made(); n != 0 {
			t.Errorf("%d letters three days later", n)
		}
		h.Clock.Set(time.Date(2026, 12, 28, 10, 0, 0, 0, time.UTC)) // the substitute of Boxing Day: nobody writes
		if n := made(); n != 0 {
			t.Errorf("%d letters on a bank holiday", n)
		}
		h.Clock.Set(time.Date(2026, 12, 30, 10, 0, 0, 0, time.UTC))
		if n := made(); n != 1 {
			t.Errorf("%d letters five working days later", n)
		}
	})
}

func TestLettersAreMadeByThemselvesInWorkingHoursOnly(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		for _, c := range []struct {
			hour, minute, want int
		}{{23, 50, 0}, {24 + 8, 59, 0}, {24 + 9, 0, 1}} {
			h.Clock.Set(time.Date(2026, 11, 26, c.hour, c.minute, 0, 0, time.UTC))
			if n, err := h.Service.ChaseDue(t.Context(), true); err != nil || n != c.want {
				t.Errorf("at %v: %d letters, %v", h.Clock.Now(), n, err)
			}
		}
	})
}

func TestALetterLeavesOutWhatCameBackUntilTheLastMoment(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Fatal(err)
		}
		h.Arrive(h.Volume1, h.Library)
		letter, err := h.Service.ClaimLetter(t.Context())
		if err != nil || len(letter.Lines) != 1 || strings.Contains(letter.Body, h.Volume1.Name()) || !strings.Contains(letter.Body, h.Folder.Name()) ||
			!strings.Contains(letter.Body, "Return to: Main library") || strings.Contains(letter.Body, "Okafor") || strings.Contains(letter.Body, "{") {
			t.Fatalf("%+v %v", letter, err)
		}
		h.Arrive(h.Folder, h.Library) // while the mail server is being called
		if err := h.Service.HandOverLetter(t.Context(), letter.ID); !errors.Is(err, tracking.ErrLetterMoved) {
			t.Fatalf("it goes over all the same: %v", err)
		}
		if err := h.Service.LetterTried(t.Context(), letter.ID, &tracking.Refused{Err: tracking.ErrLetterMoved}); err != nil {
			t.Fatal(err)
		}
		if l := post(t, h, h.Service); l != nil {
			t.Errorf("a letter about nothing: %+v", l)
		}
		c, _, found, err := h.Store.Letter(t.Context(), letter.ID)
		if err != nil || !found || c.State != tracking.ChaseDropped || c.Open != nil {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func TestAProcessThatDiesNeverMakesALetterGoTwice(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		other := h.Another(t)
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Fatal(err)
		}
		first, err := h.Service.ClaimLetter(t.Context()) // and dies before anything goes over
		if err != nil || first == nil {
			t.Fatal(first, err)
		}
		if l := post(t, h, other); l != nil {
			t.Error("two processes have it")
		}
		h.Clock.Forward(3 * time.Minute)
		second, err := other.ClaimLetter(t.Context())
		if err != nil || second == nil || second.ID != first.ID {
			t.Fatal("nobody goes on with it", err)
		}
		if err := h.Service.HandOverLetter(t.Context(), first.ID); !errors.Is(err, tracking.ErrLetterMoved) {
			t.Errorf("the first was not dead, and sends it as well: %v", err)
		}
		if err := other.HandOverLetter(t.Context(), second.ID); err != nil { // and dies: nobody knows
			t.Fatal(err)
		}
		h.Clock.Forward(3 * time.Minute)
		if l := post(t, h, h.Service); l != nil {
			t.Error("it may go a second time")
		}
		c, _, _, err := h.Store.Letter(t.Context(), first.ID)
		if err != nil || c.State != tracking.ChaseUnsure || c.Problem == "" {
			t.Fatalf("%+v %v", c, err)
		}
		if _, err := remind(t, h, h.Clinic); !isCode(err, "letter_open") {
			t.Errorf("another letter beside it: %v", err)
		}
		if _, err := h.Service.EndLetter(t.Context(), trackingtest.Librarian, first.ID, tracking.LetterAgain); err != nil {
			t.Fatal(err)
		}
		if l := post(t, h, other); l == nil || l.ID != first.ID {
			t.Errorf("a person said that it goes again: %+v", l)
		}
		if _, err := h.Service.EndLetter(t.Context(), trackingtest.Librarian, first.ID, tracking.LetterAgain); !errors.Is(err, tracking.ErrLetterMoved) {
			t.Errorf("a sent letter goes again: %v", err)
		}
	})
}

func TestTwoClerksWhoRemindAHolderAtOnceMakeOneLetter(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		other := h.Another(t)
		var both sync.WaitGroup
		results := make([]error, 6)
		for i := range results {
			s := []*tracking.Service{h.Service, other}[i%2]
			both.Go(func() {
				list, err := s.Chase(t.Context(), trackingtest.Librarian, []tracking.ChaseAsk{{Holder: h.Clinic.Code, Kind: tracking.Reminder, Mails: true}})
				if results[i] = err; err == nil {
					results[i] = list[0].Err
				}
			})
		}
		both.Wait()
		made := 0
		for _, err := range results {
			if err == nil {
				made++
			} else if !isCode(err, "letter_open") {
				t.Error(err)
			}
		}
		if made != 1 {
			t.Errorf("%d letters", made)
		}
	})
}

func TestWhatAMailServerSaysDecidesWhetherALetterGoesAgain(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		overdueAtClinic(t, h)
		if _, err := remind(t, h, h.Clinic); err != nil {
			t.Fatal(err)
		}
		try := func(problem error) tracking.Chase {
			t.Helper()
			letter, err := h.Service.ClaimLetter(t.Context())
			if err != nil || letter == nil {
				t.Fatal("nothing to try", err)
			}
			if err := h.Service.LetterTried(t.Context(), letter.ID, problem); err != nil {
				t.Fatal(err)
			}
			c, _, _, err := h.Store.Letter(t.Context(), letter.ID)
			if err != nil {
				t.Fatal(err)
			}
			return c.Chase
		}
		for range 10 { // a server that is away is no fault of the letter
			if c := try(&tracking.Refused{Server: true, Err: errors.New("reach the mail server")}); c.State != tracking.ChaseWaiting || c.Tries != 0 {
				t.Fatalf("%+v", c)
			}
			h.Clock.Forward(time.Minute)
		}
		for range 4 {
			if c := try(&tracking.Refused{Err: errors.New("451 try again later")}); c.State != tracking.ChaseWaiting {
				t.Fatalf("%+v", c)
			}
			h.Clock.Forward(time.Hour)
		}
		if c := try(&tracking.Refused{Err: errors.New("451 try again later")}); c.State != tracking.ChaseFailed || c.Open == nil {
			t.Fatalf("%+v", c)
		}
		list, err := h.Store.OpenLetters(t.Context(), 10)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if _, err := h.Service.EndLetter(t.Context(), trackingtest.Librarian, list[0].ID, tracking.LetterOnPaper); err != nil {
			t.Fatal(err)
		}
		printing, err := h.Service.PrintLetters(t.Context(), trackingtest.Librarian, []tracking.ChaseID{list[0].ID})
		if err != nil || len(printing) != 1 {
			t.Fatal(printing, err)
		}
		c, lines, _, err := h.Store.Letter(t.Context(), list[0].ID)
		if err != nil || c.Way != tracking.ByPaper || !strings.Contains(c.Body, tracking.FoldersField) || len(lines) != 2 || lines[0].Patient != "Okafor, N" {
			t.Fatalf("%+v %+v %v", c, lines, err)
		}
		if again, err := h.Service.PrintLetters(t.Context(), trackingtest.Librarian, printing); err != nil || len(again) != 0 {
			t.Errorf("two print it: %v %v", again, err)
		}
		if c, err := h.Service.EndLetter(t.Context(), trackingtest.Librarian, printing[0], tracking.LetterWasSent); err != nil || c.State != tracking.ChaseSent {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func TestAHolderWithoutAnAddressGetsALetterToPrint(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		h.Arrive(h.Folder, h.Clinic)
		h.Clock.Forward(week)
		for _, address := range []string{"", "not an address", "a@b\r\nBcc: c@d"} {
			if address != "" {
				withEmail(t, h, h.Clinic, address)
			}
			c, err := remind(t, h, h.Clinic)
			if err != nil || c.Way != tracking.ByPaper || c.NextAt != nil {
				t.Fatalf("%q: %+v %v", address, c, err)
			}
			if post(t, h, h.Service) != nil {
				t.Error("it is sent by e-mail")
			}
			if _, err := h.Service.EndLetter(t.Context(), trackingtest.Librarian, c.ID, tracking.LetterDropThis); err != nil {
				t.Fatal(err)
			}
		}
	})
}
