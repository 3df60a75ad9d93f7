package tracking_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/trackingtest"
)

// Random bookings, moves and cancellations, one at a time and by files, and random stays, as an administration system tells them; and what
// people do to requests, sessions and patients between them.
func TestWhateverIsBookedMovedAndCancelledTheNotesOfThoseWhoComeAreAskedForAndNoOthers(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for seed := range uint64(2) {
			d := bookingDay{Hospital: h, t: t, rand: rand.New(rand.NewPCG(seed, 23)), prefix: fmt.Sprint("D", seed, "-")}
			for range 150 {
				if d.rand.IntN(3) == 0 {
					d.somethingElse()
				} else {
					d.book()
				}
				d.check()
			}
		}
		h.Clean()
	})
}

// bookingDay is a random day of two clinics, a ward and two patients, who may be one.
type bookingDay struct {
	*trackingtest.Hospital
	t      *testing.T
	rand   *rand.Rand
	prefix string
}

func (d *bookingDay) booking() tracking.Booking {
	clinic := []tracking.Location{d.Clinic, d.OtherClinic}[d.rand.IntN(2)]
	day := []int{1, 2, 3, 4, 16, 17}[d.rand.IntN(6)] // the last two are not asked for yet
	return tracking.Booking{ID: fmt.Sprint(d.prefix, d.rand.IntN(8)), Session: fmt.Sprint(d.prefix, clinic.Code, "/", day), Clinic: clinic.Code,
		Starts:  trackingtest.Opening.AddDate(0, 0, day).Add(time.Duration(d.rand.IntN(7)) * time.Hour),
		Patient: []string{"H1001", "H1002"}[d.rand.IntN(2)], Status: []tracking.AppointmentStatus{tracking.Booked, tracking.Booked, tracking.CalledOff}[d.rand.IntN(3)]}
}

// book takes in a file of one row or of several.
func (d *bookingDay) book() {
	rows := []tracking.Booking{d.booking()}
	for d.rand.IntN(2) == 0 {
		row := d.booking()
		if !slices.ContainsFunc(rows, func(o tracking.Booking) bool { return o.ID == row.ID }) {
			rows = append(rows, row)
		}
	}
	_, err := d.Service.Book(d.t.Context(), trackingtest.Clerk, rows)
	d.t.Logf("book %+v: %v", rows, err)
	if err != nil {
		d.t.Fatal(err)
	}
}

// any is the id of one of the rows of a table; 0 where there is none.
func (d *bookingDay) any(table string) uint64 {
	n := count(d.t, d.Hospital, "SELECT COUNT(*) FROM "+table)
	if n == 0 {
		return 0
	}
	return uint64(count(d.t, d.Hospital, "SELECT id FROM "+table+" ORDER BY id LIMIT 1 OFFSET ?", d.rand.IntN(n)))
}

// somethingElse is what a person does meanwhile. It may be refused.
func (d *bookingDay) somethingElse() {
	ctx, s, session := d.t.Context(), d.Service, tracking.SessionID(d.any("sessions"))
	what, err := d.rand.IntN(18), error(nil)
	switch what {
	case 0:
		err = s.CancelSession(ctx, trackingtest.Clerk, session)
	case 1, 2:
		err = s.ReinstateSession(ctx, trackingtest.Clerk, session)
	case 3:
		err = s.NotNeeded(ctx, trackingtest.Clerk, tracking.AppointmentID(d.any("appointments")), []string{"", "seen on the screen"}[d.rand.IntN(2)])
	case 4:
		err = s.ChooseVolumes(ctx, trackingtest.Clerk, session, []tracking.Scope{tracking.AllVolumes, tracking.LatestOnly}[d.rand.IntN(2)])
	case 5:
		_, err = s.RequestSession(ctx, trackingtest.Clerk, session, "")
	case 6:
		_, err = s.MergePatients(ctx, trackingtest.Librarian, d.Folder.PatientID, d.Volume1.PatientID, "Registered twice.")
	case 7:
		_, err = s.UnmergePatients(ctx, trackingtest.Librarian, d.Folder.PatientID, "Two people after all.")
	case 8, 9:
		_, err = s.Ask(ctx, trackingtest.Librarian, tracking.Ask{Folders: []string{[]tracking.Folder{d.Folder, d.Volume2}[d.rand.IntN(2)].Code}, Location: d.booking().Clinic,
			NeededBy: d.booking().Starts, Reason: tracking.ForAudit, Scope: tracking.LatestOnly})
	case 10:
		need := d.booking().Starts
		_, err = s.AmendRequest(ctx, trackingtest.Librarian, tracking.RequestID(d.any("requests WHERE open = TRUE")), 0, tracking.RequestChange{NeededBy: &need})
	case 11:
		mine := "requests WHERE open = TRUE AND id IN (SELECT request_id FROM request_asks WHERE appointment_id IS NULL AND stay_id IS NULL AND withdrawn_at IS NULL)"
		_, err = s.CancelRequest(ctx, trackingtest.Librarian, tracking.RequestID(d.any(mine)), 0, "Seen on the screen.")
	default:
		err = d.stay()
	}
	d.t.Logf("something else, %d, of session %d: %v", what, session, err)
	if _, refused := errors.AsType[*tracking.Error](err); err != nil && !refused {
		d.t.Fatal(err)
	}
}

// stay tells of a stay on a ward, or in a clinic that has beds.
func (d *bookingDay) stay() error {
	d.Clock.Forward(10 * time.Second)
	kinds := []tracking.StayEventKind{tracking.ExpectedIn, tracking.Admitted, tracking.Admitted, tracking.Transferred, tracking.Discharged, tracking.NotAdmitted,
		tracking.NotTransferred, tracking.NotDischarged, tracking.NotExpected}
	e := tracking.StayEvent{Visit: fmt.Sprint(d.prefix, "V", d.rand.IntN(4)), PatientID: []tracking.PatientID{d.Folder.PatientID, d.Volume1.PatientID}[d.rand.IntN(2)],
		Kind: kinds[d.rand.IntN(len(kinds))], At: d.Clock.Now(), ToldAt: d.Clock.Now()}
	if slices.Contains(kinds[:4], e.Kind) {
		ward := []tracking.Location{d.Ward, d.Clinic, d.OtherClinic}[d.rand.IntN(3)]
		e.Place, e.WardID = ward.Name, &ward.ID
	}
	if e.Kind == tracking.ExpectedIn {
		due := d.booking().Starts
		e.Due = &due
	}
	stay, err := d.Service.RecordStay(d.t.Context(), feed, e)
	d.t.Logf("%s %s of %d at %s due %v: %s %v", e.Visit, e.Kind, e.PatientID, e.Place, e.Due, stay.Status, err)
	return err
}

func (d *bookingDay) check() {
	d.t.Helper()
	const comes = "a.status = 'booked' AND a.not_needed = ''"
	const asks = "k.request_id = q.id AND k.withdrawn_at IS NULL AND q.open = TRUE"
	if n := count(d.t, d.Hospital, `SELECT COUNT(*) FROM appointments a JOIN sessions s ON s.id = a.session_id WHERE `+comes+` AND s.asked_at IS NOT NULL AND s.cancelled_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM request_asks k, requests q WHERE `+asks+` AND k.appointment_id = a.id AND q.location_id = s.location_id AND q.needed_by <= s.starts)`); n != 0 {
		d.t.Fatalf("%d of those who come lack a request, or have one that is too late", n)
	}
	if n := count(d.t, d.Hospital, `SELECT COUNT(*) FROM stays s WHERE s.status IN ('inpatient', 'expected') AND s.ward_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM request_asks k, requests q WHERE `+asks+` AND k.stay_id = s.id AND q.location_id = s.ward_id)`); n != 0 {
		d.t.Fatalf("%d who are on a ward, or expected there, lack a request", n)
	}
	if n := count(d.t, d.Hospital, `SELECT COUNT(*) FROM requests q WHERE q.open = TRUE AND NOT EXISTS (SELECT 1 FROM request_asks k LEFT JOIN appointments a ON a.id = k.appointment_id LEFT JOIN stays s ON s.id = k.stay_id
		WHERE `+asks+` AND (a.id IS NULL OR `+comes+`) AND (s.id IS NULL OR s.status IN ('inpatient', 'expected') AND q.location_id = s.ward_id))`); n != 0 {
		d.t.Fatalf("%d requests for nobody", n)
	}
}
