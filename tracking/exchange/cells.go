package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"casenotes/tracking"
)

// cells reads one row into what a command takes, and gathers what is wrong with it.
type cells struct {
	row
	problems []Problem
}

func (c *cells) wrong(column, text string) {
	c.problems = append(c.problems, Problem{c.line, column, text})
}

const (
	dayLayout    = "2006-01-02"
	momentLayout = "2006-01-02T15:04:05.999Z07:00"
	oldestYear   = 1850
	longestName  = 200
)

// date reads a day. Other ways to write one are refused, because 03/04/1952 is two different days.
func (c *cells) date(column string) *time.Time {
	text := c.cell(column)
	if text == "" {
		return nil
	}
	day, err := time.Parse(dayLayout, text)
	return c.dated(column, text, day, err, "write it as year-month-day, like 1952-04-03")
}

// moment reads a day or a time with its zone.
func (c *cells) moment(column string) *time.Time {
	text := c.cell(column)
	if text == "" {
		return nil
	}
	at, err := time.Parse(dayLayout, text)
	if err != nil {
		at, err = time.Parse(time.RFC3339, text)
	}
	at = at.UTC().Truncate(time.Millisecond)
	return c.dated(column, text, at, err, "write it like 2026-04-03 or 2026-04-03T09:30:00Z")
}

func (c *cells) dated(column, text string, at time.Time, err error, how string) *time.Time {
	switch {
	case err != nil:
		c.wrong(column, fmt.Sprintf("%.40q is not a date; %s", text, how))
	case at.Year() < oldestYear:
		c.wrong(column, fmt.Sprintf("the year of %s is too long ago; check it", text))
	default:
		return &at
	}
	return nil
}

// count reads a whole number; empty is none.
func (c *cells) count(column string, least, most, none int) int {
	text := c.cell(column)
	if text == "" {
		return none
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		c.wrong(column, fmt.Sprintf("%.40q is not a whole number from %d to %d", text, least, most))
	}
	return n
}

func (c *cells) name(column string) string {
	text := c.cell(column)
	if len([]rune(text)) > longestName {
		c.wrong(column, fmt.Sprintf("it is longer than %d characters", longestName))
	}
	return text
}

// choice reads one of a few words.
func choice[T ~string](c *cells, column string, choices []T) T {
	text := strings.ToLower(c.cell(column))
	for _, one := range choices {
		if strings.EqualFold(string(one), text) {
			return one
		}
	}
	if text != "" {
		c.wrong(column, fmt.Sprintf("%.40q is not one of %s", text, words(choices)))
	}
	return ""
}

func (c *cells) patient() tracking.NewPatient {
	p := tracking.NewPatient{PreviousNumbers: list(c.cell("previous_numbers"))}
	p.Number, p.NHSNumber = c.cell("number"), c.cell("nhs_number")
	p.FamilyName, p.GivenName = c.name("family_name"), c.name("given_name")
	p.Born, p.DiedOn = c.date("born"), c.date("died")
	p.Sex = choice(c, "sex", []string{"F", "M", "X", "U"})
	for _, n := range p.PreviousNumbers {
		if len(n) > 32 {
			c.wrong("previous_numbers", "a hospital number can have 32 characters at most")
		}
	}
	return p
}

func (c *cells) folder() tracking.NewFolder {
	f := tracking.NewFolder{Source: tracking.Import, Code: c.cell("barcode"), Patient: c.cell("patient_number"), Home: c.cell("home"), Location: c.cell("location"),
		Aliases: list(c.cell("aliases")), OutSince: c.moment("out_since"),
		Volume: c.count("volume", 1, 999, 0), Kind: choice(c, "kind", tracking.FolderKinds())}
	if f.Kind == "" {
		f.Kind = tracking.KindMain
	}
	if f.Code == "" && c.cell("volume") == "" {
		c.wrong("barcode", "give the barcode or the volume: without both, a second import could not tell that the folder is already here")
	}
	return f
}

func (c *cells) booking() tracking.Booking {
	b := tracking.Booking{ID: c.cell("id"), Session: c.cell("session"), Clinic: c.cell("clinic_location"), Patient: c.cell("patient_number"),
		Status: choice(c, "status", tracking.AppointmentStatuses())}
	if b.Status == "" {
		b.Status = tracking.Booked
	}
	starts, err := time.Parse(time.RFC3339, c.cell("starts"))
	if at := c.dated("starts", c.cell("starts"), starts.UTC(), err, "write it with its zone, like 2026-04-03T09:30:00Z"); at != nil {
		b.Starts = *at
	}
	return b
}

// place is one row of a file of locations. A nil field means that the file does not have the column.
type place struct {
	code string
	tracking.LocationChange
}

func (c *cells) place() place {
	p := place{code: c.cell("code")}
	kind := choice(c, "kind", tracking.LocationKinds())
	p.Kind = &kind
	for column, to := range map[string]**string{"name": &p.Name, "parent": &p.Parent, "site": &p.Site, "phone": &p.Phone,
		"email": &p.Email, "gln": &p.GLN, "filing": &p.Filing} {
		if c.has(column) {
			text := c.cell(column)
			*to = &text
		}
	}
	if c.has("loan_days") {
		days := c.count("loan_days", 0, 400, -1)
		p.LoanDays = &days
	}
	return p
}
