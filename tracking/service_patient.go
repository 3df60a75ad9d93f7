package tracking

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
)

// NewPatient is a patient as the administration system knows them.
type NewPatient struct {
	Patient
	PreviousNumbers []string
}

// AddPatients registers patients, or brings those that are known by their hospital number up to date. A row that cannot be taken
// does not stop the others.
func (s *Service) AddPatients(ctx context.Context, actor Actor, rows []NewPatient) ([]Added[Patient], error) {
	if err := actor.must(MayEditPatients); err != nil {
		return nil, err
	}
	return inBatch(rows, func(rows []NewPatient) ([]Added[Patient], error) {
		var out []Added[Patient]
		err := s.store.Write(ctx, func(tx Tx) error {
			var err error
			out, err = s.addPatients(tx, actor, rows)
			return err
		})
		return out, err
	})
}

// AddPatient registers one patient. A number that somebody has already is refused.
func (s *Service) AddPatient(ctx context.Context, actor Actor, row NewPatient) (p Patient, err error) {
	if err = actor.must(MayEditPatients); err != nil {
		return p, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		added, err := s.addPatients(tx, actor, []NewPatient{row})
		if err != nil {
			return err
		}
		if added[0].Existed { // and refreshed, which the refusal takes back
			return ErrNumberTaken
		}
		p = added[0].Row
		return added[0].Err
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrNumberTaken
	}
	return p, err
}

func (s *Service) addPatients(tx Tx, actor Actor, rows []NewPatient) ([]Added[Patient], error) {
	now := s.now()
	owners, err := numberOwners(tx, rows)
	if err != nil {
		return nil, err
	}
	out := make([]Added[Patient], len(rows))
	var fresh []Patient
	var at []int
	for i, row := range rows {
		p := row.Patient
		p.Number, p.NHSNumber = CleanNumber(p.Number), CleanNumber(p.NHSNumber)
		p.FamilyName, p.GivenName = strings.TrimSpace(p.FamilyName), strings.TrimSpace(p.GivenName)
		p.Version, p.CreatedAt, p.ChangedAt = 1, now, now
		out[i] = Added[Patient]{Row: p, Err: checkPatient(p, now)}
		for _, n := range row.PreviousNumbers {
			out[i].Err = cmp.Or(out[i].Err, checkNumber(CleanNumber(n)))
		}
		if out[i].Err != nil {
			continue
		}
		if id, known := owners[numberKey{HospitalNumber, p.Number}]; known {
			out[i].Existed = true
			if id == 0 {
				out[i].Err = ErrNumberTaken // twice in this batch
			} else if out[i].Row, out[i].Err = s.refresh(tx, actor, id, p, previous(row, owners)); KindOf(out[i].Err) == Internal && out[i].Err != nil {
				return nil, out[i].Err
			}
			continue
		}
		if taken := claim(owners, p, row.PreviousNumbers); taken {
			out[i].Err = ErrNumberTaken
			continue
		}
		fresh, at = append(fresh, p), append(at, i)
	}
	fresh, err = s.writePatients(tx, actor, fresh, func(i int) NewPatient { return rows[at[i]] })
	for i, p := range fresh {
		out[at[i]].Row = p
	}
	return out, err
}

type numberKey struct {
	kind   NumberType
	number string
}

func numberOwners(tx Tx, rows []NewPatient) (map[numberKey]PatientID, error) {
	var hospital, nhs []string
	for _, r := range rows {
		hospital = append(hospital, CleanNumber(r.Number))
		for _, n := range r.PreviousNumbers {
			hospital = append(hospital, CleanNumber(n))
		}
		if n := CleanNumber(r.NHSNumber); n != "" {
			nhs = append(nhs, n)
		}
	}
	owners := map[numberKey]PatientID{}
	for kind, numbers := range map[NumberType][]string{HospitalNumber: hospital, NHSNumber: nhs} {
		known, err := tx.PatientsByNumber(kind, unique(numbers))
		if err != nil {
			return nil, err
		}
		for _, n := range known {
			owners[numberKey{kind, n.Number}] = n.PatientID
		}
	}
	return owners, nil
}

// claim reserves all numbers of a new patient within the batch; taken says that somebody has one of them.
func claim(owners map[numberKey]PatientID, p Patient, previous []string) (taken bool) {
	keys := []numberKey{{HospitalNumber, p.Number}}
	if p.NHSNumber != "" {
		keys = append(keys, numberKey{NHSNumber, p.NHSNumber})
	}
	for _, n := range previous {
		if n = CleanNumber(n); n != "" && n != p.Number {
			keys = append(keys, numberKey{HospitalNumber, n})
		}
	}
	for _, k := range keys {
		if _, known := owners[k]; known {
			return true
		}
	}
	for _, k := range keys {
		owners[k] = 0
	}
	return false
}

func (s *Service) writePatients(tx Tx, actor Actor, fresh []Patient, rowOf func(int) NewPatient) ([]Patient, error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	fresh, err := tx.AddPatients(fresh)
	if err != nil {
		return nil, err
	}
	var numbers []PatientNumber
	var audit []AuditEntry
	for i, p := range fresh {
		numbers = append(numbers, PatientNumber{HospitalNumber, p.Number, p.ID, true})
		if p.NHSNumber != "" {
			numbers = append(numbers, PatientNumber{NHSNumber, p.NHSNumber, p.ID, true})
		}
		for _, n := range rowOf(i).PreviousNumbers {
			if n = CleanNumber(n); n != "" && n != p.Number {
				numbers = append(numbers, PatientNumber{HospitalNumber, n, p.ID, false})
			}
		}
		audit = append(audit, actor.did(AuditEntry{Action: "patient.add", PatientID: &fresh[i].ID}, s.now()))
	}
	if err := tx.AddPatientNumbers(numbers); err != nil {
		return nil, err
	}
	if err := tx.MarkNamesakes(fresh); err != nil {
		return nil, err
	}
	return fresh, tx.AddAudit(audit)
}

// PatientChange is what may be changed of a patient; nil leaves it as it is. A pointer to an empty time takes the date away.
type PatientChange struct {
	NHSNumber, FamilyName, GivenName, Sex *string
	Born, DiedOn                          *time.Time
}

// previous are the older numbers of a row that nobody has yet. Numbers of somebody else stay theirs.
func previous(row NewPatient, owners map[numberKey]PatientID) (numbers []string) {
	for _, n := range row.PreviousNumbers {
		key := numberKey{HospitalNumber, CleanNumber(n)}
		if _, taken := owners[key]; !taken && key.number != "" {
			owners[key] = 0
			numbers = append(numbers, key.number)
		}
	}
	return numbers
}

// refresh brings a known patient up to date with a row that has everything.
func (s *Service) refresh(tx Tx, actor Actor, id PatientID, row Patient, older []string) (Patient, error) {
	var numbers []PatientNumber
	for _, n := range older {
		numbers = append(numbers, PatientNumber{HospitalNumber, n, id, false})
	}
	if err := tx.AddPatientNumbers(numbers); err != nil {
		return Patient{}, err
	}
	died := row.DiedOn
	if died == nil {
		died = &time.Time{}
	}
	born := row.Born
	if born == nil {
		born = &time.Time{}
	}
	return s.amendPatient(tx, actor, id, 0, PatientChange{NHSNumber: &row.NHSNumber, FamilyName: &row.FamilyName,
		GivenName: &row.GivenName, Sex: &row.Sex, Born: born, DiedOn: died})
}

// AmendPatient changes a patient. version is the one the change was made on; 0 for any.
func (s *Service) AmendPatient(ctx context.Context, actor Actor, id PatientID, version int64, c PatientChange) (p Patient, err error) {
	if err = actor.must(MayEditPatients); err != nil {
		return p, err
	}
	err = s.store.Write(ctx, func(tx Tx) error {
		var err error
		p, err = s.amendPatient(tx, actor, id, version, c)
		return err
	})
	if errors.Is(err, ErrDuplicate) {
		err = ErrNumberTaken
	}
	return p, err
}

func (s *Service) amendPatient(tx Tx, actor Actor, id PatientID, version int64, c PatientChange) (Patient, error) {
	found, err := tx.LockPatients([]PatientID{id})
	if err != nil {
		return Patient{}, err
	}
	if len(found) == 0 {
		return Patient{}, ErrUnknownPatient
	}
	old := found[0]
	if version != 0 && version != old.Version {
		return old, ErrStale
	}
	p := c.apply(old)
	if p == old {
		return old, nil
	}
	if err := checkPatient(p, s.now()); err != nil {
		return old, err
	}
	p.Version, p.ChangedAt = p.Version+1, s.now()
	if err := tx.UpdatePatient(p); err != nil {
		return old, err
	}
	if p.NHSNumber != old.NHSNumber && p.NHSNumber != "" {
		if err := s.addNHSNumber(tx, p); err != nil {
			return old, err
		}
	}
	if err := tx.MarkNamesakes([]Patient{p}); err != nil {
		return old, err
	}
	return p, tx.AddAudit([]AuditEntry{actor.did(AuditEntry{Action: "patient.amend", PatientID: &p.ID}, s.now())})
}

// addNHSNumber keeps a new NHS number beside the old ones, unless it is somebody else's.
func (s *Service) addNHSNumber(tx Tx, p Patient) error {
	owners, err := tx.PatientsByNumber(NHSNumber, []string{p.NHSNumber})
	if err != nil {
		return err
	}
	if len(owners) == 0 {
		return tx.AddPatientNumbers([]PatientNumber{{NHSNumber, p.NHSNumber, p.ID, true}})
	}
	if owners[0].PatientID != p.ID {
		return ErrNumberTaken
	}
	return nil
}

func (c PatientChange) apply(p Patient) Patient {
	text := func(to *string, from *string) {
		if from != nil && *to != strings.TrimSpace(*from) {
			*to = strings.TrimSpace(*from)
		}
	}
	date := func(to **time.Time, from *time.Time) {
		switch {
		case from == nil:
		case from.IsZero():
			*to = nil
		case *to == nil || !(*to).Equal(*from):
			*to = from
		}
	}
	if c.NHSNumber != nil {
		p.NHSNumber = CleanNumber(*c.NHSNumber)
	}
	text(&p.FamilyName, c.FamilyName)
	text(&p.GivenName, c.GivenName)
	text(&p.Sex, c.Sex)
	date(&p.Born, c.Born)
	date(&p.DiedOn, c.DiedOn)
	return p
}
