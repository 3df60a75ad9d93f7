package synthetic

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestMessagesNameThePatientsOfTheHospital(t *testing.T) {
	d := feedDay{FeedOptions: FeedOptions{Patients: 100}, names: newNames()}
	g := registry{names: newNames()}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 100 {
		p, _ := g.patient(r, i, time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC))
		want := "|" + p.Number + "^^^" + FeedFacility + "^MR||" + p.FamilyName + "^" + p.GivenName + "^^^^^L|||" + p.Sex + "|"
		if m := d.message("ADT^A31", i); !strings.Contains(m.Text, want) {
			t.Errorf("patient %d is %s in the hospital: %s", i, want, m.Text)
		}
	}
}

func TestTheSameSeedPlaysTheSameDay(t *testing.T) {
	day := func(seed uint64) (texts []string, events map[string]int) {
		events = map[string]int{}
		last := time.Time{}
		for m := range Feed(FeedOptions{Messages: 3000, Patients: 800, Day: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC), Seed: seed, Senders: 3}) {
			fields := strings.Split(m.Text, "|")
			events[fields[8]]++
			texts = append(texts, m.Text)
			if m.At.Before(last) || m.Sender < 0 || m.Sender > 2 {
				t.Fatalf("message %d is sent at %s by %d", len(texts), m.At, m.Sender)
			}
			last = m.At
		}
		return texts, events
	}
	first, events := day(1)
	again, _ := day(1)
	other, _ := day(2)
	if len(first) != 3000 || strings.Join(first, "") != strings.Join(again, "") || strings.Join(first, "") == strings.Join(other, "") {
		t.Error("the day is not that of its seed")
	}
	for _, event := range []string{"ADT^A01", "ADT^A02", "ADT^A03", "ADT^A11", "ADT^A12", "ADT^A28", "ADT^A31", "SIU^S12", "SIU^S13", "SIU^S15"} {
		if events[event] == 0 {
			t.Errorf("nothing of %s happens in a day: %v", event, events)
		}
	}
}
