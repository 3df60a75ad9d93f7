package tracking

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"casenotes/tracking/calendar"
)

// LetterKind is which text a letter has.
type LetterKind string

// The letters whose words a site may change.
const (
	FirstLetter      LetterKind = "first"
	SecondLetter     LetterKind = "second"
	FinalLetter      LetterKind = "final"
	EscalationLetter LetterKind = "escalation"
)

// LetterKinds lists the letters in the order in which they are sent.
func LetterKinds() []LetterKind {
	return []LetterKind{FirstLetter, SecondLetter, FinalLetter, EscalationLetter}
}

// Label is the letter in words.
func (k LetterKind) Label() string {
	return map[LetterKind]string{FirstLetter: "1st reminder", SecondLetter: "2nd reminder", FinalLetter: "final reminder", EscalationLetter: "escalation to a manager"}[k]
}

// letter is the text of a chase.
func (c Chase) letter() LetterKind {
	if c.Kind == Escalation {
		return EscalationLetter
	}
	return []LetterKind{FirstLetter, FirstLetter, SecondLetter, FinalLetter, FinalLetter}[min(max(c.Step, 0), StartSearch)]
}

// LetterText is the wording of one letter. Fields stand in braces.
type LetterText struct {
	Letter    LetterKind
	Subject   string
	Body      string
	Version   int64 // 0: as shipped
	ChangedBy string
	ChangedAt *time.Time
}

// FoldersField stands where the list of folders comes. It needs a line of its own, because on paper a table with barcodes stands there.
const FoldersField = "{folders}"

// letterFields are what a text may use, and what each is.
var letterFields = []struct{ name, what string }{
	{FoldersField, "the list of folders, on a line of its own"},
	{"{holder}", "who has them"},
	{"{count}", "how many folders, as 3 folders"},
	{"{oldest}", "the day on which the first of them was due"},
	{"{deadline}", "five working days from today"},
	{"{return to}", "the library that they belong to"},
	{"{phone}", "its telephone number"},
	{"{today}", "the day of the letter"},
	{"{note}", "what the sender adds"},
}

// LetterField is one field and what stands there.
type LetterField struct{ Name, What string }

// LetterFields lists the fields that a text may use.
func LetterFields() (list []LetterField) {
	for _, f := range letterFields {
		list = append(list, LetterField{f.name, f.what})
	}
	return list
}

// ShippedLetter is the text of a letter that nobody has changed.
func ShippedLetter(k LetterKind) LetterText {
	ask := map[LetterKind][2]string{
		FirstLetter: {"Case notes to return: {count}", `{holder} has {count} of ours that should be back. The first was due on {oldest}.

Send them back by {deadline}. If you still need one, tell us and we will extend it. If you have sent one back already, tell us when.`},
		SecondLetter: {"Second reminder: case notes to return: {count}", `We have written before. {holder} still has {count} of ours. The first was due on {oldest}.

Other people may need them. Look for them today and send them back by {deadline}, or telephone us.`},
		FinalLetter: {"Final reminder: case notes to return: {count}", `This is the last reminder. {holder} has {count} of ours. The first was due on {oldest}.

What is not back by {deadline} we treat as missing: it is searched for and reported.`},
		EscalationLetter: {"Overdue case notes at {holder}: {count}", `{holder} has {count} of ours that are overdue, and reminders have not brought them back. The first was due on {oldest}.

{note}

We ask for your help to have them back by {deadline}.`},
	}[k]
	return LetterText{Letter: k, Subject: ask[0], Body: ask[1] + "\n\n" + FoldersField + "\n\nReturn to: {return to}\nTelephone: {phone}"}
}

const (
	maxSubject = 150
	maxBody    = 4000
)

// check refuses a text that could not be sent, and says what is wrong with it.
func (t LetterText) check() error {
	switch {
	case strings.TrimSpace(t.Subject) == "":
		return invalid("subject_missing", "Enter a subject.")
	case len([]rune(t.Subject)) > maxSubject || strings.ContainsAny(t.Subject, "\r\n"):
		return invalid("subject_long", fmt.Sprintf("A subject is one line of %d characters at most.", maxSubject))
	case len([]rune(t.Body)) > maxBody:
		return invalid("body_long", fmt.Sprintf("A letter can have %d characters at most.", maxBody))
	case strings.Contains(t.Subject, FoldersField):
		return invalid("subject_folders", "The list of folders has no room in the subject. Use {count} there.")
	}
	for _, text := range []string{t.Subject, t.Body} {
		if err := checkFields(text); err != nil {
			return err
		}
	}
	if n := slices.Index(lines(t.Body), FoldersField); n < 0 || strings.Count(t.Body, FoldersField) != 1 {
		return invalid("body_folders", "The letter needs {folders} once, on a line of its own: the list of folders comes there.")
	}
	return nil
}

// checkFields refuses a brace that begins or ends no field.
func checkFields(text string) error {
	for rest := text; ; {
		open := strings.IndexAny(rest, "{}")
		if open < 0 {
			return nil
		}
		end := strings.IndexByte(rest[open:], '}')
		if rest[open] == '}' || end < 0 {
			return invalid("brace", "A brace stands alone. Fields are written like {holder}.")
		}
		name := rest[open : open+end+1]
		if !slices.ContainsFunc(letterFields, func(f struct{ name, what string }) bool { return f.name == name }) {
			return invalid("unknown_field", fmt.Sprintf("There is no field %s. Choose one of the list.", cut(name, 40)))
		}
		rest = rest[open+end+1:]
	}
}

func lines(text string) []string {
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// LetterFacts are what the fields of one letter say.
type LetterFacts struct {
	Holder, ReturnTo, Phone, Note string
	Today, Deadline               time.Time
	Folders                       []ChasedFolder
}

// Write puts the facts into the text. The list of folders stays a field: e-mail and paper show it each in its own way.
func (t LetterText) Write(f LetterFacts, days *calendar.Calendar) (subject, body string) {
	oldest := f.Today
	for _, each := range f.Folders {
		if each.DueAt.Before(oldest) {
			oldest = each.DueAt
		}
	}
	count := fmt.Sprintf("%d folders", len(f.Folders))
	if len(f.Folders) == 1 {
		count = "1 folder"
	}
	fill := strings.NewReplacer("{holder}", f.Holder, "{count}", count, "{oldest}", days.Day(oldest).Words(), "{deadline}", days.Day(f.Deadline).Words(),
		"{return to}", f.ReturnTo, "{phone}", orUnknown(f.Phone), "{today}", days.Day(f.Today).Words(), "{note}", f.Note)
	return strings.Join(strings.Fields(fill.Replace(t.Subject)), " "), strings.TrimSpace(fill.Replace(strings.Join(lines(t.Body), "\n")))
}

func orUnknown(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

// MailBody is the words of a letter with its folders as lines: codes and dates, and never whose they are.
func MailBody(body string, folders []ChasedFolder, days *calendar.Calendar) string {
	var list []string
	for _, f := range folders {
		list = append(list, fmt.Sprintf("  %s, %s volume %d, was due on %s (%s over), %s", Group(f.Code), f.Kind.Label(), f.Volume, days.Day(f.DueAt).Words(), inWorkingDays(f.Late), f.Step.Label()))
	}
	return strings.Replace(body, FoldersField, strings.Join(list, "\n"), 1)
}

func inWorkingDays(n int) string {
	if n == 1 {
		return "1 working day"
	}
	return fmt.Sprintf("%d working days", n)
}
