package tracking

import (
	"context"
	"errors"
)

// LearnMerge takes in that the records with the numbers of losers are the same person as the one that is told of. Numbers that nobody
// has yet find them from now on too, so that it does not matter what was told first. What they have on paper is for people.
func (s *Service) LearnMerge(ctx context.Context, actor Actor, t Told, losers []PatientNumber) (p Patient, notes []string, err error) {
	if err := actor.must(MayEditPatients); err != nil {
		return p, nil, err
	}
	for range 2 {
		err = s.withRequests(ctx, func(l *ledger) (err error) {
			clean, left := t.clean()
			notes = left
			p, err = s.learnMerge(l, actor, clean, losers, &notes)
			return err
		})
		if !errors.Is(err, ErrDuplicate) {
			break
		}
	}
	return p, notes, err
}

func (s *Service) learnMerge(l *ledger, actor Actor, t Told, losers []PatientNumber, notes *[]string) (Patient, error) {
	first, unheard := t, []string{}
	first.Numbers = nil
	for _, n := range t.Numbers { // the others may be the loser's
		if n.Type == HospitalNumber && len(first.Numbers) == 0 {
			first.Numbers = []PatientNumber{n}
		}
	}
	p, err := s.enrol(l, actor, first, &unheard)
	if err != nil {
		return p, err
	}
	gone, _ := Told{Numbers: losers}.clean()
	for _, n := range gone.Numbers {
		owners, err := l.tx.PatientsByNumber(n.Type, []string{n.Number})
		if err != nil {
			return p, err
		}
		if len(owners) == 0 || owners[0].PatientID == p.ID {
			t.Numbers = append(t.Numbers, n)
			continue
		}
		if _, err := l.mergePatients(actor, p.ID, owners[0].PatientID, "Told by "+actor.Name+"."); err != nil && !errors.Is(err, ErrAlreadyMerged) {
			return p, err
		}
	}
	t, _ = t.clean() // the loser's numbers may be told among the others too
	return s.enrol(l, actor, t, notes)
}
