package hl7

import (
	"strings"
	"time"

	"casenotes/tracking"
)

// person takes in what a message says of its patient, and nothing else.
func (r *reading) person() error { return r.learn(r.says()) }

// learn registers the patient, or brings them up to date.
func (r *reading) learn(t tracking.Told) error {
	p, notes, err := r.service.LearnPatient(r.ctx, r.actor, t)
	r.patient, r.notes = p, append(r.notes, notes...)
	return err
}

// says is what the message says of its patient.
func (r *reading) says() tracking.Told {
	pid := r.m.Segment("PID")
	t := tracking.Told{At: r.told, Numbers: numbersOf(pid), Names: namesIn(pid.Repetitions(5), pid.Repetitions(9))}
	if born, ok := pid.Value(7).Date(); ok {
		t.Born = &born
	} else if pid.Value(7).Null() {
		t.Born = &time.Time{}
	}
	if v := pid.Value(8); v.Sent() {
		sex := sexOf(v.Text())
		t.Sex = &sex
	}
	r.death(pid, &t)
	return t
}

// death reads whether the patient lives: PID-30, and the date in PID-29. Many messages say neither.
func (r *reading) death(pid Segment, t *tracking.Told) {
	day, dated := pid.Value(29).Date()
	indicator := strings.ToUpper(pid.Value(30).Text())
	dead := indicator == "Y" || indicator == "1" || indicator == "" && dated && !pid.Value(30).Null()
	alive := indicator == "N" || indicator == "0" || pid.Value(30).Null() || indicator == "" && pid.Value(29).Null()
	switch {
	case dead:
		if !dated {
			day = r.day(r.at)
		}
		t.Dead, t.DiedOn, t.Undated = &dead, &day, !dated
	case alive:
		t.Dead = &dead
	}
}

// day is the date of a time in the hospital, as dates are kept.
func (r *reading) day(t time.Time) time.Time {
	year, month, day := t.In(r.Zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// named are the numbers of everybody in a message.
func named(m Message) (numbers []tracking.PatientNumber) {
	for _, g := range m.Groups("PID") {
		numbers = append(numbers, numbersOf(g.Segment("PID"))...)
	}
	return numbers
}

func numbersOf(pid Segment) []tracking.PatientNumber {
	numbers := numbersIn(pid.Repetitions(3), ours(pid))
	return append(numbers, strayNHSNumber(pid, numbers)...)
}

// numbersIn reads a list of identifiers. Those of our authority, and those without one, are the hospital's; others of their type are kept
// under their own authority, because their numbers may be somebody else's here.
func numbersIn(list []Value, ours string) (numbers []tracking.PatientNumber) {
	for _, v := range list {
		one := tracking.PatientNumber{Number: v.Component(1).Text(), Type: numberType(v)}
		if one.Number == "" || one.Type == "" {
			continue
		}
		if authority := authorityOf(v); one.Type == tracking.HospitalNumber && authority != "" && authority != ours {
			one.Type = tracking.NumberType(cutTo("mr:"+plainType(authority), 16))
		}
		numbers = append(numbers, one)
	}
	return numbers
}

// ours is the authority whose numbers are the hospital's: that of the first hospital number in PID-3.
func ours(pid Segment) string {
	for _, v := range pid.Repetitions(3) {
		if v.Component(1).Text() != "" && numberType(v) == tracking.HospitalNumber {
			return authorityOf(v)
		}
	}
	return ""
}

func authorityOf(v Value) string { return strings.ToUpper(v.Component(4).Text()) }

// numberType is what an identifier is, whoever issued it; empty for a driving licence or an insurance: nobody looks for notes by it.
func numberType(v Value) tracking.NumberType {
	switch kind, authority := strings.ToUpper(v.Component(5).Text()), authorityOf(v); {
	case kind == "NH" || kind == "NHS" || authority == "NHS":
		return tracking.NHSNumber
	case kind == "CHI" || authority == "CHI":
		return "chi"
	case kind == "" || kind == "MR" || kind == "PI" || kind == "PT" || kind == "MRT" || kind == "RI":
		return tracking.HospitalNumber
	}
	return ""
}

func plainType(s string) string {
	return strings.Map(func(c rune) rune {
		if c > ' ' && c <= '~' {
			return c
		}
		return -1
	}, s)
}

// strayNHSNumber finds an NHS number where old systems put it: PID-2, PID-4, or PID-19. What has no type there must pass the check.
func strayNHSNumber(pid Segment, known []tracking.PatientNumber) (numbers []tracking.PatientNumber) {
	for _, n := range known {
		if n.Type == tracking.NHSNumber {
			return nil
		}
	}
	for _, field := range []int{2, 4, 19} {
		v := pid.Value(field)
		kind := strings.ToUpper(v.Component(5).Text() + v.Component(4).Text())
		if number := tracking.CleanNumber(v.Text()); tracking.ValidNHSNumber(number) && (field == 19 || strings.Contains(kind, "NH")) {
			return []tracking.PatientNumber{{Number: number, Type: tracking.NHSNumber}}
		}
	}
	return nil
}

// namesIn reads names: the legal one, or the first, is in use.
func namesIn(names, aliases []Value) (list []tracking.PatientName) {
	inUse := -1
	for _, v := range append(names, aliases...) {
		n := tracking.PatientName{FamilyName: v.Component(1).Text(), GivenName: v.Component(2).Text()}
		if n.FamilyName == "" {
			continue
		}
		if kind := strings.ToUpper(v.Component(7).Text()); kind == "L" && inUse < 0 && len(list) < len(names) {
			inUse = len(list)
		}
		list = append(list, n)
	}
	if inUse > 0 {
		list[0], list[inUse] = list[inUse], list[0]
	}
	return list
}

// sexOf is a sex as it is kept here. UK senders use numbers besides.
func sexOf(code string) string {
	switch strings.ToUpper(code) {
	case "F", "2":
		return "F"
	case "M", "1":
		return "M"
	case "O", "A", "X", "I":
		return "X"
	case "":
		return ""
	}
	return "U"
}
