package tracking

import (
	"context"
	"errors"
	"slices"
)

// LearnPatient takes in what the administration system tells of a patient: it registers who is not known, and brings up to date who is. Notes
// say what was left out, for a person to look at.
func (s *Service) LearnPatient(ctx context.Context, actor Actor, t Told) (p Patient, notes []string, err error) {
	if err := actor.must(MayEditPatients); err != nil {
		return p, nil, err
	}
	for range 2 { // once more where somebody registers the same patient meanwhile
		err = s.withRequests(ctx, func(l *ledger) error {
			clean, left := t.clean()
			notes = left
			var err error
			p, err = s.enrol(l, actor, clean, &notes)
			return err
		})
		if !errors.Is(err, ErrDuplicate) {
			break
		}
	}
	if errors.Is(err, ErrDuplicate) {
		err = ErrNumberTaken
	}
	return p, notes, err
}

// enrol finds who is meant and takes in what is told of them.
func (s *Service) enrol(l *ledger, actor Actor, t Told, notes *[]string) (Patient, error) {
	who, t, fresh, err := l.whoIs(t, notes)
	if err != nil {
		return Patient{}, err
	}
	if who == 0 {
		return s.register(l, actor, t, fresh)
	}
	locked, err := l.tx.LockPatients([]PatientID{who})
	if err != nil || len(locked) == 0 {
		return Patient{}, err
	}
	was := locked[0]
	l.patients[was.ID] = was
	p, older := t.apply(was)
	if err := checkPatient(p, l.now); err != nil {
		return was, err
	}
	fresh = ofPatient(p, fresh)
	told := samePatient(was, p) && len(fresh) == 0 // nothing but when it was told
	if !told {
		p.Version, p.ChangedAt = p.Version+1, l.now
		l.audit = append(l.audit, actor.did(AuditEntry{Action: "patient.told", PatientID: &p.ID}, l.now))
	}
	if told && sameTime(was.ToldAt, p.ToldAt) && sameTime(was.DeathToldAt, p.DeathToldAt) && len(older) == 0 {
		return p, nil
	}
	return l.writeTold(was, p, fresh, older)
}

func samePatient(a, b Patient) bool {
	return a.Number == b.Number && a.NHSNumber == b.NHSNumber && a.FamilyName == b.FamilyName && a.GivenName == b.GivenName && a.Sex == b.Sex &&
		sameTime(a.Born, b.Born) && sameTime(a.DiedOn, b.DiedOn)
}

// register puts a patient on the books that nobody knows yet.
func (s *Service) register(l *ledger, actor Actor, t Told, fresh []PatientNumber) (Patient, error) {
	p, older := t.apply(Patient{Version: 1, CreatedAt: l.now, ChangedAt: l.now})
	if p.Number == "" {
		return p, ErrNoNumber
	}
	if err := checkPatient(p, l.now); err != nil {
		return p, err
	}
	p.KeepUntil = Retention(p, nil)
	added, err := s.writePatients(l.tx, actor, []Patient{p}, func(int) NewPatient { return NewPatient{} })
	if err != nil {
		return p, err
	}
	p = added[0]
	others := slices.DeleteFunc(ofPatient(p, fresh), func(n PatientNumber) bool { // these two were written with the patient
		return n.Type == HospitalNumber && n.Number == p.Number || n.Type == NHSNumber && n.Number == p.NHSNumber
	})
	if err := l.tx.AddPatientNumbers(others); err != nil {
		return p, err
	}
	return p, l.tx.AddPatientNames(p.ID, older)
}

// whoIs finds the patient by their hospital numbers, or, where none is told, by the others. Numbers that are somebody else's are left
// out, with a note; two hospital numbers of two people are refused. fresh are the numbers that nobody has.
func (l *ledger) whoIs(t Told, notes *[]string) (who PatientID, _ Told, fresh []PatientNumber, err error) {
	owner, heads, err := l.owners(t.Numbers)
	if err != nil {
		return 0, t, nil, err
	}
	anyHospital := t.number(HospitalNumber) != ""
	for _, n := range t.Numbers {
		id := owner[numberKey{n.Type, n.Number}]
		switch {
		case id == 0 || anyHospital && n.Type != HospitalNumber:
		case who == 0:
			who = id
		case heads[id] != heads[who]:
			return 0, t, nil, ErrTwoPatients
		}
	}
	if who == 0 && !anyHospital {
		return 0, t, nil, ErrNoNumber
	}
	t.Numbers = slices.DeleteFunc(slices.Clone(t.Numbers), func(n PatientNumber) bool {
		id := owner[numberKey{n.Type, n.Number}]
		switch {
		case id == 0:
			fresh = append(fresh, n)
			return false
		case who != 0 && heads[id] == heads[who]:
			return false
		}
		*notes = append(*notes, map[bool]string{true: noteNHSTaken, false: noteOther}[n.Type == NHSNumber])
		return true
	})
	return who, t, fresh, nil
}

// owners are whose numbers those are that somebody has, and who these are now.
func (l *ledger) owners(numbers []PatientNumber) (owner map[numberKey]PatientID, heads map[PatientID]PatientID, err error) {
	byType, ids := map[NumberType][]string{}, []PatientID{}
	owner, heads = map[numberKey]PatientID{}, map[PatientID]PatientID{}
	for _, n := range numbers {
		if n.Type == HospitalNumber {
			if err := checkNumber(n.Number); err != nil {
				return nil, nil, err
			}
		}
		byType[n.Type] = append(byType[n.Type], n.Number)
	}
	for kind, numbers := range byType {
		known, err := l.tx.PatientsByNumber(kind, unique(numbers))
		if err != nil {
			return nil, nil, err
		}
		for _, n := range known {
			owner[numberKey{kind, n.Number}], ids = n.PatientID, append(ids, n.PatientID)
		}
	}
	if len(ids) == 0 {
		return owner, heads, nil
	}
	kin, err := l.tx.Kin(unique(ids))
	for _, p := range kin {
		heads[p.ID] = p.Head()
	}
	return owner, heads, err
}

// ofPatient gives numbers that nobody has yet to a patient.
func ofPatient(p Patient, fresh []PatientNumber) (numbers []PatientNumber) {
	for _, n := range fresh {
		current := n.Type != HospitalNumber && n.Type != NHSNumber || n.Number == p.Number || n.Number == p.NHSNumber
		numbers = append(numbers, PatientNumber{n.Type, n.Number, p.ID, current})
	}
	return numbers
}

// writeTold writes what is new of a patient, and lets filing and requests follow.
func (l *ledger) writeTold(was, p Patient, fresh []PatientNumber, older []PatientName) (Patient, error) {
	if err := l.tx.AddPatientNumbers(fresh); err != nil {
		return p, err
	}
	if err := l.tx.AddPatientNames(p.ID, older); err != nil {
		return p, err
	}
	if p.Number != was.Number || !sameTime(was.DiedOn, p.DiedOn) || !sameTime(was.Born, p.Born) {
		if err := l.tx.UpdatePatient(p); err != nil { // before its folders are put in the order of their numbers
			return p, err
		}
		l.patients[p.ID] = p
		if err := l.settleTold(was, &p); err != nil {
			return p, err
		}
	}
	for kind, n := range map[NumberType][2]string{HospitalNumber: {was.Number, p.Number}, NHSNumber: {was.NHSNumber, p.NHSNumber}} {
		if n[0] != n[1] && n[1] != "" {
			if err := l.tx.UseNumber(p.ID, kind, n[1]); err != nil {
				return p, err
			}
		}
	}
	if err := l.tx.UpdatePatient(p); err != nil {
		return p, err
	}
	if was.FamilyName == p.FamilyName && was.GivenName == p.GivenName {
		return p, nil
	}
	return p, l.tx.MarkNamesakes([]Patient{p})
}

// settleTold lets a patient's folders stand by their new number, and what is asked for them be confirmed when they have died.
func (l *ledger) settleTold(was Patient, p *Patient) error {
	heads, sets, err := l.kinship([]PatientID{p.ID})
	if err != nil {
		return err
	}
	var moved []Folder
	var kinds []FolderKind
	for _, id := range sets[heads[p.ID]] {
		f := l.folders[id]
		kinds = append(kinds, f.Kind)
		if f.PatientID == p.ID {
			moved = append(moved, *f)
		}
	}
	p.KeepUntil = Retention(*p, kinds)
	if was.Number != p.Number && len(moved) > 0 {
		if moved, err = keyed(l.tx, moved); err != nil {
			return err
		}
		if err := l.tx.SetFilingKeys(moved); err != nil {
			return err
		}
		for _, f := range moved {
			l.folders[f.ID].FilingKey = f.FilingKey
		}
	}
	if !sameTime(was.DiedOn, p.DiedOn) {
		l.doubt(sets[heads[p.ID]], p.DiedOn != nil)
	}
	return nil
}
