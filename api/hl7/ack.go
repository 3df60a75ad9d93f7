package hl7

import (
	"strings"
	"time"
	"unicode"
)

// Outcome is what became of a message, as its sender is told.
type Outcome int

// The outcomes.
const (
	Taken   Outcome = iota // kept, and applied or not for us
	Parked                 // kept, for a person to look at
	Refused                // not what its number says: kept apart
	Unread                 // not readable, or of no version that can be read
)

// acknowledgements are the codes of each outcome: in the original mode, and of the enhanced mode's commit, which says only that the
// message is safe here.
var acknowledgements = map[Outcome]struct{ application, commit string }{
	Taken: {"AA", "CA"}, Parked: {"AE", "CA"}, Refused: {"AE", "CE"}, Unread: {"AR", "CR"},
}

// Verdict is what the sender of a message is told: what became of it and, where something is wrong, what.
type Verdict struct {
	Outcome Outcome
	Fault   *Fault // nil where nothing is wrong
}

// Answers are the acknowledgements that the sender of a message wants: one in the original mode; in the enhanced mode, in which
// MSH-15 or MSH-16 says something, one when it is safe and one when it is applied, each only where it is asked for. Both are true by the
// time they are sent: a message is kept and applied by one commit.
func Answers(m Message, v Verdict, newID func() string, now time.Time) (list [][]byte) {
	codes := acknowledgements[v.Outcome]
	commit, application := m.At("MSH-15").Text(), m.At("MSH-16").Text()
	if commit == "" && application == "" {
		return [][]byte{answer(m, codes.application, v, newID(), now)}
	}
	if wanted(commit, codes.commit == "CA") {
		list = append(list, answer(m, codes.commit, v, newID(), now))
	}
	if wanted(application, v.Outcome == Taken) {
		list = append(list, answer(m, codes.application, v, newID(), now))
	}
	return list
}

// wanted reads a condition of table 0155: always, never, on error, on success.
func wanted(condition string, good bool) bool {
	switch strings.ToUpper(condition) {
	case "AL":
		return true
	case "ER":
		return !good
	case "SU":
		return good
	}
	return false
}

// answer writes one acknowledgement, with the separators, the version and the character set of the message.
func answer(m Message, code string, v Verdict, id string, now time.Time) []byte {
	sep := &usual
	if m.sep != nil {
		sep = m.sep
	}
	w := writer{sep}
	msh := m.Segment("MSH")
	_, trigger := m.Event()
	kind := "ACK"
	if isEvent(trigger) && code[0] == 'A' {
		kind += string(sep.component) + trigger
	}
	version := msh.At("12.1").Text()
	if m.check() != nil || version == "" {
		version = "2.4"
	}
	fault := v.Fault
	if code == "CA" { // a commit says nothing of the content
		fault = nil
	}
	text := ""
	if fault != nil {
		text = fault.Text
	}
	written := "" // one that we cannot read, nobody could read the answer in
	if sep.charset != unsaid {
		written = sep.declared
	}
	lines := []string{
		w.segment("MSH", w.encoding(), w.echo(msh, 5), w.echo(msh, 6), w.echo(msh, 3), w.echo(msh, 4), now.UTC().Format("20060102150405-0700"), "", kind, id,
			w.echo(msh, 11), version, "", "", "", "", "", written),
		w.segment("MSA", code, w.echo(msh, 10), w.text(text)),
	}
	if fault != nil {
		lines = append(lines, w.fault(fault, version))
	}
	return sep.charset.encode(strings.Join(lines, "\r") + "\r")
}

// writer writes segments with a message's separators.
type writer struct{ *separators }

func (w writer) encoding() string {
	return string([]byte{w.component, w.repetition, w.escape, w.sub})
}

// segment writes a line. The first field of MSH is the separator itself.
func (w writer) segment(name string, fields ...string) string {
	return strings.TrimRight(name+string(w.field)+strings.Join(fields, string(w.field)), string(w.field))
}

// echo is a field of the message's header as it came, cut where it is longer than any may be.
func (w writer) echo(msh Segment, field int) string {
	raw := []rune(uncontrolled(msh.field(field)))
	return string(raw[:min(len(raw), 255)])
}

// uncontrolled leaves out control characters: among them are those that end a segment and a frame.
func uncontrolled(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// text writes a text with escapes.
func (w writer) text(s string) string {
	s = uncontrolled(s)
	e := string(w.escape)
	for i, c := range []byte{w.escape, w.field, w.component, w.repetition, w.sub} { // the escape character first
		s = strings.ReplaceAll(s, string(c), e+"EFSRT"[i:i+1]+e)
	}
	return s
}

// fault writes ERR: version 2.5 has fields of its own for it.
func (w writer) fault(f *Fault, version string) string {
	segment, field, _ := strings.Cut(f.Place, "-")
	c := string(w.component)
	if strings.HasPrefix(version, "2.5") {
		at := ""
		if segment != "" {
			at = strings.TrimRight(segment+c+"1"+c+field, c)
		}
		return w.segment("ERR", "", at, f.Code+c+w.text(faultNames[f.Code])+c+"HL70357", "E", "", "", "", w.text(f.Text))
	}
	sequence := ""
	if segment != "" {
		sequence = "1"
	}
	return w.segment("ERR", segment+c+sequence+c+field+c+f.Code+string(w.sub)+w.text(faultNames[f.Code])+string(w.sub)+"HL70357")
}

// faultNames are the names of the codes in table 0357.
var faultNames = map[string]string{
	codeSequence: "Segment sequence error", codeMissing: "Required field missing", codeDataType: "Data type error", codeMessageType: "Unsupported message type",
	codeVersion: "Unsupported version id", codeUnknownKey: "Unknown key identifier", codeDuplicate: "Duplicate key identifier", codeInternal: "Application internal error",
}

func isEvent(trigger string) bool {
	return len(trigger) == 3 && isCapital(trigger[0]) && isCapital(trigger[1]) && isCapital(trigger[2])
}
