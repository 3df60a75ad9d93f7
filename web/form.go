package web

import "time"

// Field is one labelled box of a form: what was typed stays in it, and what is wrong with it stands above it.
type Field struct {
	ID, Label, Hint, Value, Fault string
}

// Choices is a labelled list to choose one line from.
type Choices struct {
	Field
	Lines []Choice
}

// Date is a date as it was typed into three boxes.
type Date struct {
	Day, Month, Year string
}

// DateOf is a date in three boxes; nil is empty.
func DateOf(t *time.Time) Date {
	if t == nil {
		return Date{}
	}
	return Date{t.Format("2"), t.Format("1"), t.Format("2006")}
}

// DateField is a labelled date.
type DateField struct {
	Field
	Date
}

func field(id, label, hint, value, fault string) Field { return Field{id, label, hint, value, fault} }

func choices(f Field, lines []Choice) Choices { return Choices{f, lines} }

func dateField(f Field, d Date) DateField { return DateField{f, d} }
