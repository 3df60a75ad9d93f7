package web

import (
	"fmt"
	"html/template"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"casenotes/tracking"
)

// words are the functions that templates may call.
func (s *Site) words(zone *time.Location) template.FuncMap {
	return template.FuncMap{
		"asset": func(name string) (string, error) {
			hashed, ok := s.assets[name]
			if !ok {
				return "", fmt.Errorf("no asset is called %q", name)
			}
			return "/assets/" + hashed, nil
		},
		"zone":      func() string { return zoneName(zone) },
		"version":   s.Version,
		"clock":     func(t time.Time) string { return t.In(zone).Format("15:04") },
		"date":      func(t time.Time) string { return t.In(zone).Format("2 January 2006") },
		"when":      func(t time.Time) string { return t.In(zone).Format("2 January 2006, 15:04") },
		"machine":   func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") },
		"code":      tracking.Group,
		"nhsnumber": groupedNHSNumber,
		"born":      func(t time.Time) string { return t.UTC().Format("2 January 2006") }, // a date of no zone
		"name":      patientName,
		"sure":      sureness,
		"sex":       sexWord,
		"sentence":  SentenceCase,
		"field":     field,
		"choices":   choices,
		"openletterslist": func(rows []OpenLetter, chases bool, kind string) OpenLetterList {
			return OpenLetterList{rows, chases, kind}
		},
		"datefield": dateField,
		"digits":    func() []string { return []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} },
		"blankLock": func() Lock { return Lock{} },
		"scopes":    scopes, "lookresults": lookResults,
		"keeps": keeps, "deviceclock": deviceClock,
		"formats":  func(caption string, rows []Format) formatTable { return formatTable{caption, rows} },
		"outcomes": func(caption, head string, rows []ScanOutcome) scanOutcomes { return scanOutcomes{caption, head, rows} },
	}
}

// zoneName is the zone as a browser knows it; empty for the machine's own, which has no name.
func zoneName(zone *time.Location) string {
	if zone == time.Local {
		return ""
	}
	return zone.String()
}

var english = message.NewPrinter(language.BritishEnglish)

// grouped is a number with commas between the thousands.
func grouped(n int64) string { return english.Sprintf("%d", n) }

// groupedNHSNumber keeps the three groups of an NHS number on one line.
func groupedNHSNumber(number string) template.HTML {
	if len(number) == 10 {
		number = number[:3] + " " + number[3:6] + " " + number[6:]
	}
	return template.HTML(`<span class="app-nowrap">` + template.HTMLEscapeString(number) + `</span>`)
}

// scopes are the volumes that a clinic, or a list, can want of each patient.
func scopes() []Choice {
	return []Choice{{string(tracking.LatestOnly), "The latest volume"}, {string(tracking.AllVolumes), "All volumes"}}
}
