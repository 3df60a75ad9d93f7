package calendar

import (
	"slices"
	"time"
)

// yearly is a bank holiday that comes round every year by a rule.
type yearly struct {
	name  string
	in    []Nation
	since int // first year; 0 when older than this calendar
	falls func(year int) Day
}

// proclaimed is a bank holiday of one year only, or one moved for that year from its usual day.
type proclaimed struct {
	name      string
	in        []Nation
	on        Day
	movedFrom Day // only when moved
}

// bankHolidays names every bank holiday the nation keeps between two years, both included. A holiday
// on a weekend is in it twice: on its own day, for a library that opens at weekends, and on the
// weekday kept instead.
func bankHolidays(nation Nation, from, to int) map[Day]string {
	kept := map[Day]string{}
	rules := yearlyHolidays()
	for year := from; year <= to; year++ {
		var displaced []yearly
		for _, rule := range rules {
			if year < rule.since || !slices.Contains(rule.in, nation) {
				continue
			}
			kept[rule.falls(year)] = rule.name
			if rule.falls(year).weekend() {
				displaced = append(displaced, rule)
			}
		}
		// Substitutes come after every rule of the year has its own day, because a substitute is the
		// next weekday that is not a bank holiday already: a Sunday Christmas is kept on Tuesday 27th.
		for _, rule := range displaced {
			day := rule.falls(year)
			for day.weekend() || kept[day] != "" {
				day++
			}
			kept[day] = rule.name + " (substitute day)"
		}
	}
	for _, p := range proclamations() {
		if slices.Contains(p.in, nation) {
			delete(kept, p.movedFrom)
			kept[p.on] = p.name
		}
	}
	return kept
}

// yearlyHolidays are the rules in force since 1990. "The Act" is the Banking and Financial Dealings
// Act 1971: its Schedule 1 lists some days for each nation, and under its section 1 the others, and
// the substitutes, are proclaimed every year. The dates agree with the list gov.uk publishes.
//
// No proclamation was made for Scotland's substitutes on 4 January 2010 and 2011. They were published
// and kept all the same, so they are here.
func yearlyHolidays() []yearly {
	everywhere := Nations()
	scotland := []Nation{Scotland}
	northernIreland := []Nation{NorthernIreland}
	notScotland := []Nation{EnglandAndWales, NorthernIreland}
	return []yearly{
		// Schedule 1 for Scotland; proclaimed every year since 1974 for the others.
		{name: "New Year's Day", in: everywhere, falls: date(time.January, 1)},
		// Schedule 1 for Scotland.
		{name: "2nd January", in: scotland, falls: date(time.January, 2)},
		// Schedule 1 for Northern Ireland.
		{name: "St Patrick's Day", in: northernIreland, falls: date(time.March, 17)},
		// Common law; Schedule 1 for Scotland.
		{name: "Good Friday", in: everywhere, falls: fromEaster(-2)},
		// Schedule 1 for England and Wales, and for Northern Ireland.
		{name: "Easter Monday", in: notScotland, falls: fromEaster(1)},
		// Schedule 1 for Scotland; proclaimed every year since 1978 for the others.
		{name: "Early May bank holiday", in: everywhere, falls: firstMonday(time.May)},
		// Schedule 1, except for Scotland, where it is proclaimed every year since 1978.
		{name: "Spring bank holiday", in: everywhere, falls: lastMonday(time.May)},
		// Proclaimed every year by the Secretary of State for Northern Ireland.
		{name: "Battle of the Boyne (Orangemen's Day)", in: northernIreland, falls: date(time.July, 12)},
		// Schedule 1 for Scotland, whose summer holiday opens August.
		{name: "Summer bank holiday", in: scotland, falls: firstMonday(time.August)},
		// Schedule 1 for England and Wales, and for Northern Ireland, whose summer holiday closes it.
		{name: "Summer bank holiday", in: notScotland, falls: lastMonday(time.August)},
		// St Andrew's Day Bank Holiday (Scotland) Act 2007.
		{name: "St Andrew's Day", in: scotland, since: 2007, falls: date(time.November, 30)},
		// Common law; Schedule 1 for Scotland.
		{name: "Christmas Day", in: everywhere, falls: date(time.December, 25)},
		// Schedule 1, except for Scotland, where it is proclaimed every year since 1974.
		{name: "Boxing Day", in: everywhere, falls: date(time.December, 26)},
	}
}

// proclamations are the bank holidays of one year, each appointed by Royal Proclamation under section
// 1 of the Act and published on gov.uk (before 2012, in the Gazettes and Hansard). A new one is a
// new line.
func proclamations() []proclaimed {
	everywhere := Nations()
	notScotland := []Nation{EnglandAndWales, NorthernIreland}
	scotland := []Nation{Scotland}
	return []proclaimed{
		// Scotland kept its 1 May and had 8 May as well (Hansard, 2 March 1995).
		{name: "Early May bank holiday (VE Day)", in: notScotland, on: On(1995, time.May, 8), movedFrom: On(1995, time.May, 1)},
		{name: "VE Day", in: scotland, on: On(1995, time.May, 8)},
		{name: "Millennium holiday", in: everywhere, on: On(1999, time.December, 31)},
		{name: "Golden Jubilee", in: everywhere, on: On(2002, time.June, 3)},
		{name: "Spring bank holiday", in: everywhere, on: On(2002, time.June, 4), movedFrom: On(2002, time.May, 27)},
		{name: "Royal wedding", in: everywhere, on: On(2011, time.April, 29)},
		{name: "Spring bank holiday", in: everywhere, on: On(2012, time.June, 4), movedFrom: On(2012, time.May, 28)},
		{name: "Diamond Jubilee", in: everywhere, on: On(2012, time.June, 5)},
		{name: "Early May bank holiday (VE Day)", in: everywhere, on: On(2020, time.May, 8), movedFrom: On(2020, time.May, 4)},
		{name: "Spring bank holiday", in: everywhere, on: On(2022, time.June, 2), movedFrom: On(2022, time.May, 30)},
		{name: "Platinum Jubilee", in: everywhere, on: On(2022, time.June, 3)},
		{name: "State funeral of the Queen", in: everywhere, on: On(2022, time.September, 19)},
		{name: "Coronation of the King", in: everywhere, on: On(2023, time.May, 8)},
		{name: "World Cup", in: scotland, on: On(2026, time.June, 15)},
	}
}

func date(month time.Month, day int) func(year int) Day {
	return func(year int) Day { return On(year, month, day) }
}

func firstMonday(month time.Month) func(year int) Day {
	return func(year int) Day { return mondayOnOrBefore(On(year, month, 7)) }
}

func lastMonday(month time.Month) func(year int) Day {
	return func(year int) Day { return mondayOnOrBefore(On(year, month+1, 0)) }
}

func mondayOnOrBefore(day Day) Day {
	for day.Weekday() != time.Monday {
		day--
	}
	return day
}

func fromEaster(days Day) func(year int) Day {
	return func(year int) Day { return easter(year) + days }
}

// easter is Easter Sunday: the Sunday after the church's full moon, which is the first on or after 21
// March. That moon returns to the same date every 19 years, but for two corrections of the Gregorian
// reform: the century years that are not leap years, and eight days of drift in 2,500 years.
func easter(year int) Day {
	golden, century := year%19, year/100
	notLeap, drift := century-century/4, (8*century+13)/25
	moon := (19*golden + notLeap - drift + 15) % 30
	// The two latest dates the sum allows come a day early, so that no moon is later than 18 April and
	// none falls twice in one 19-year cycle.
	if moon == 29 || moon == 28 && golden > 10 {
		moon--
	}
	sunday := On(year, time.March, 21) + Day(moon) + 1
	for sunday.Weekday() != time.Sunday {
		sunday++
	}
	return sunday
}
