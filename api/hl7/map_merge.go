package hl7

import "casenotes/tracking"

// changeNumber takes in that a patient's number was wrong. The old one keeps finding them.
func (r *reading) changeNumber() error {
	told, old := r.says(), r.merged()
	if len(old) == 0 {
		return missingMerge("which number was wrong")
	}
	told.Numbers = append(told.Numbers, old...)
	return r.learn(told)
}

// mergePatients takes in that two records are one person. The record of PID-3 stays; the numbers of MRG-1 find it from now on. What they
// have on paper is for people to bring together.
func (r *reading) mergePatients() error {
	losers := r.merged()
	if len(losers) == 0 {
		return missingMerge("whose record goes")
	}
	p, notes, err := r.service.LearnMerge(r.ctx, r.actor, r.says(), losers)
	r.patient, r.notes = p, append(r.notes, notes...)
	return err
}

// merged are the numbers in MRG-1. Which of them are the hospital's is said by PID-3: another hospital's number may be somebody else's here.
func (r *reading) merged() []tracking.PatientNumber {
	return numbersIn(r.m.Segment("MRG").Repetitions(1), ours(r.m.Segment("PID")))
}

func missingMerge(what string) error {
	return &Fault{Code: codeMissing, Place: "MRG-1", Text: "The message does not say " + what + " (MRG-1). Ask the sender to send it again with both numbers."}
}
