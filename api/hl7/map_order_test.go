package hl7

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
)

// A random day of a hospital is told in order of some people, and of as many others who live the same day out of order and with
// repetitions. In the end the same is known of both.
func TestARandomDayOfMessagesEndsTheSameInAnyOrder(t *testing.T) {
	each(t, func(s *sender) {
		s.AddLocation("Coding", tracking.Coding, "", "North")
		for seed := range uint64(3) {
			people := [2][]string{}
			for twin := range 2 {
				for i := range 4 {
					number := fmt.Sprintf("R%d%d%d", seed, twin, i)
					s.AddPatient(number, "Day", fmt.Sprint(i))
					s.AddFolder(number)
					people[twin] = append(people[twin], number)
				}
			}
			r := rand.New(rand.NewPCG(seed, 7))
			day := s.randomDay(r)
			s.Clock.Forward(time.Minute)
			mixed := append(slices.Clone(day), day[:len(day)/2]...)
			r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			for twin, messages := range [2][]string{day, mixed} {
				for _, raw := range messages {
					if _, err := s.apply(strings.NewReplacer("@", fmt.Sprintf("%d%d", seed, twin)).Replace(raw)); err != nil {
						s.t.Fatalf("%v in\n%s", err, strings.ReplaceAll(raw, "\r", "\n"))
					}
				}
			}
			for i := range people[0] {
				if one, two := s.knownOf(people[0][i]), s.knownOf(people[1][i]); !slices.Equal(one, two) {
					s.t.Errorf("seed %d, of person %d in order: %q\nout of order: %q", seed, i, one, two)
				}
			}
		}
		s.Clean()
	})
}

// randomDay is what a hospital tells in a day of four people, in order. The last two are found to be one in the middle of it.
func (s *sender) randomDay(r *rand.Rand) (day []string) {
	names := []string{"Ash", "Birch", "Cedar"}
	for n := range 60 {
		s.Clock.Forward(time.Duration(1+r.IntN(8)) * time.Minute)
		who := r.IntN(4)
		if n > 30 && who == 3 {
			who = 2 // nobody uses the number that went
		}
		pid := fmt.Sprintf(`PID|1||R@%d^^^RXY01^MR||%s^Jo^^^^^L||19600102|%s`, who, names[r.IntN(len(names))], []string{"F", "M"}[r.IntN(2)])
		pv1 := fmt.Sprintf(`PV1|1|I|%s^1^%d^ST1A||||||||||||||||V@.%d^^^RXY01^VN`, []string{"W7", "W8", "NEW"}[r.IntN(3)], r.IntN(4), who)
		sch := []string{fmt.Sprintf(`SCH|F@.%d|F@.%d|||||||||^^20^%s0930`, who, who, s.Clock.Now().AddDate(0, 0, 1+r.IntN(3)).Format("20060102")), pid, `AIL|1|A|CLINB^^^ST1A`}
		events := strings.Fields("A01 A01 A02 A02 A02 A03 A05 A08 A11 A12 A13 A13 A21 A22 A28 A31 A38 S12 S12 S13 S14 S15 S26")
		switch event := events[r.IntN(len(events))]; {
		case n == 30:
			day = append(day, s.message("ADT A40", "2.4", `PID|1||R@2^^^RXY01^MR`, `MRG|R@3^^^RXY01^MR`))
		case event[0] == 'S':
			day = append(day, s.message("SIU "+event, "2.4", sch...))
		default:
			day = append(day, s.message("ADT "+event, "2.4", pid, pv1))
		}
	}
	return day
}

// knownOf is all that is known of whoever has a number.
func (s *sender) knownOf(number string) (known []string) {
	s.t.Helper()
	found, err := s.Store.Find(s.t.Context(), tracking.ParseSearch(number, nil, s.Clock.Now()))
	if err != nil || len(found.Patients) != 1 {
		s.t.Fatalf("%s finds %+v %v", number, found.Patients, err)
	}
	p := found.Patients[0]
	known = append(known, p.Number[:1]+p.Number[3:], p.FamilyName, p.Sex, fmt.Sprint(p.DiedOn != nil, p.InpatientID != nil))
	if p.InpatientID != nil {
		known = append(known, fmt.Sprint("on ", *p.InpatientID))
	}
	stays, err := s.Store.StaysOf(s.t.Context(), p.ID, 100)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, v := range stays {
		known = append(known, fmt.Sprint(v.Visit[len(v.Visit)-1:], v.Status, v.Place, v.Bed, v.Since))
	}
	if b, found, err := s.mapping.Booked(s.t.Context(), "F"+number[1:3]+"."+number[3:]); err == nil && found {
		known = append(known, fmt.Sprint("booked ", b.Status, b.Starts, b.Clinic))
	}
	err = s.Store.Write(s.t.Context(), func(tx tracking.Tx) error {
		people, err := tx.Kin([]tracking.PatientID{p.ID})
		if err != nil {
			return err
		}
		var ids []tracking.PatientID
		for _, o := range people {
			ids = append(ids, o.ID)
		}
		folders, err := tx.FoldersOf(ids)
		if err != nil {
			return err
		}
		for i, f := range folders {
			open, err := tx.RequestsFor([]tracking.FolderID{f.ID})
			if err != nil {
				return err
			}
			for _, q := range open {
				known = append(known, fmt.Sprint("folder ", i, " wanted at ", q.LocationID, " for ", q.Reason))
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	slices.Sort(known)
	return known
}
