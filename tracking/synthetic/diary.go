package synthetic

import (
	"fmt"
	"math/rand/v2"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
)

const (
	diaryDays = 11 // today's list, and those of the next ten working days
	largest   = 24 // patients of a session
	slot      = 10 * time.Minute
)

// Diary is what clinics have booked from today on: patients by their hospital numbers. The first clinic's first session is a full one.
// The same seed, day and numbers make the same diary.
func Diary(clinics []tracking.Location, numbers []string, days *calendar.Calendar, now time.Time, seed uint64) (rows []tracking.Booking) {
	draw := rand.New(rand.NewPCG(seed, 0x6469617279))
	var deck []string
	next := func() string {
		if len(deck) == 0 {
			for _, i := range draw.Perm(len(numbers)) {
				deck = append(deck, numbers[i])
			}
		}
		number := deck[0]
		deck = deck[1:]
		return number
	}
	if len(numbers) == 0 {
		return nil
	}
	day := days.Day(now)
	for n := 0; n < diaryDays; day++ {
		if !days.Working(day) {
			continue
		}
		for i, clinic := range clinics {
			for half, begins := range []time.Duration{9 * time.Hour, 13*time.Hour + 30*time.Minute} {
				if (i+n+half)%2 != 0 {
					continue
				}
				patients := 6 + draw.IntN(largest-6)
				if len(rows) == 0 {
					patients = largest
				}
				starts := days.Clock(day, begins)
				session := fmt.Sprintf("%s-%s-%d", clinic.Code, day, half+1)
				for p := range min(patients, len(numbers)) {
					status := tracking.Booked
					if p >= largest-2 {
						status = tracking.Overbooked
					}
					rows = append(rows, tracking.Booking{ID: fmt.Sprintf("%s-%02d", session, p+1), Session: session, Clinic: clinic.Code,
						Starts: starts.Add(time.Duration(p) * slot), Patient: next(), Status: status})
				}
			}
		}
		n++
	}
	return rows
}
