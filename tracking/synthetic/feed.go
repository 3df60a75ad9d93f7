package synthetic

import (
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// FeedOptions say what messages a hospital's day is.
type FeedOptions struct {
	Messages int
	Patients int       // of the synthetic hospital; those beyond are new
	Day      time.Time // its midnight
	Seed     uint64
	Senders  int // systems that send; a patient's messages always come from the same one
}

// FeedMessage is one message, and when it is sent.
type FeedMessage struct {
	At     time.Time
	Sender int
	Text   string
}

// FeedWards and FeedClinics are the places that the messages name, and the locations of the synthetic hospital that they are. One
// ward more is named, which nobody has mapped.
var (
	FeedWards = map[string]string{"W1": "Ward 1 Medical Admissions", "W2": "Ward 2 Cardiac", "W3": "Ward 3 Stroke", "W4": "Ward 4 Respiratory", "W5": "Ward 5 Surgery",
		"W6": "Ward 6 Orthopaedics", "W10": "Ward 10 Gastro"}
	FeedClinics  = map[string]string{"CARD": "Clinic A Cardiology", "ORTH": "Clinic B Orthopaedics", "DERM": "Clinic C Dermatology", "EYE": "Eye Clinic"}
	feedUnmapped = "W12"
)

// perClinician is for how many messages the clinics have one clinician more, so that no session is longer than people's are.
const perClinician = 10_000

// FeedFacility is the site code of the hospital that sends.
const FeedFacility = "RXY01"

// Feed is a day's messages in the order in which they are sent: people are registered, admitted, moved, discharged, sometimes by
// mistake, and booked into clinics; a few messages have something wrong with them, as there always are. The same options make the same
// messages to the last byte.
func Feed(o FeedOptions) iter.Seq[FeedMessage] {
	return func(yield func(FeedMessage) bool) {
		d := feedDay{FeedOptions: o, draw: rand.New(rand.NewPCG(o.Seed, 0x66656564)), names: newNames(), stays: map[int]*feedStay{}, beyond: o.Patients}
		for d.n = 1; d.n <= o.Messages; d.n++ {
			d.at = o.Day.Add(time.Duration(float64(24*time.Hour) * float64(d.n) / float64(o.Messages+1))).Truncate(time.Second)
			if !yield(d.next()) {
				return
			}
		}
	}
}

// feedDay is a day being told.
type feedDay struct {
	FeedOptions
	draw   *rand.Rand
	names  names
	n      int
	at     time.Time
	beyond int // the next new patient
	visits int
	booked []feedBooking
	stays  map[int]*feedStay // by patient
	in     []int             // who is in, in the order of admission
}

type feedStay struct {
	visit, ward string
	moved       bool
}

type feedBooking struct {
	id, patient int
	clinic, who string
	starts      time.Time
}

// next is the next message.
func (d *feedDay) next() FeedMessage {
	switch p := d.draw.IntN(100); {
	case p < 22 || len(d.in) == 0 && p < 50:
		return d.admit()
	case p < 32:
		return d.move()
	case p < 50:
		return d.leave()
	case p < 74:
		return d.book()
	case p < 84:
		return d.rebook()
	case p < 88:
		d.beyond++
		return d.message("ADT^A28", d.beyond-1)
	case p < 99:
		return d.message("ADT^A31", d.draw.IntN(d.Patients))
	default:
		return d.wrong()
	}
}

func (d *feedDay) admit() FeedMessage {
	patient := d.draw.IntN(d.Patients)
	if d.stays[patient] != nil {
		return d.message("ADT^A08", patient)
	}
	d.visits++
	ward := d.ward()
	if d.draw.IntN(150) == 0 {
		ward = feedUnmapped
	}
	d.stays[patient] = &feedStay{visit: fmt.Sprintf("V%s%d%05d", d.Day.Format("060102"), d.Seed%1000, d.visits), ward: ward}
	d.in = append(d.in, patient)
	return d.message("ADT^A01", patient, d.pv1(patient, ""))
}

func (d *feedDay) move() FeedMessage {
	if len(d.in) == 0 {
		return d.admit()
	}
	patient := d.in[d.draw.IntN(len(d.in))]
	stay := d.stays[patient]
	if stay.moved && d.draw.IntN(10) == 0 {
		stay.moved = false
		return d.message("ADT^A12", patient, d.pv1(patient, ""))
	}
	stay.ward, stay.moved = d.ward(), true
	return d.message("ADT^A02", patient, d.pv1(patient, ""))
}

// leave discharges the patient who has been in longest. One in forty has died; one in fifty was never admitted.
func (d *feedDay) leave() FeedMessage {
	if len(d.in) < 5 {
		return d.admit()
	}
	patient := d.in[0]
	d.in = d.in[1:]
	defer delete(d.stays, patient)
	switch p := d.draw.IntN(200); {
	case p < 4:
		return d.message("ADT^A11", patient, d.pv1(patient, ""))
	case p < 9:
		return d.message("ADT^A03", patient, d.pv1(patient, "79"))
	}
	return d.message("ADT^A03", patient, d.pv1(patient, "19"))
}

func (d *feedDay) book() FeedMessage {
	day := d.Day.AddDate(0, 0, 1+d.draw.IntN(21))
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	clinics := slices.Sorted(maps.Keys(FeedClinics))
	b := feedBooking{id: d.n, patient: d.draw.IntN(d.Patients), clinic: clinics[d.draw.IntN(len(clinics))], who: fmt.Sprintf("C%03d", 1+d.draw.IntN(1+d.Messages/perClinician)),
		starts: day.Add(9*time.Hour + time.Duration(d.draw.IntN(18))*10*time.Minute)}
	if d.booked = append(d.booked, b); len(d.booked) > 500 {
		d.booked = d.booked[1:]
	}
	return d.booking("SIU^S12", b)
}

// rebook moves or cancels an appointment.
func (d *feedDay) rebook() FeedMessage {
	if len(d.booked) == 0 {
		return d.book()
	}
	i := d.draw.IntN(len(d.booked))
	b := &d.booked[i]
	if d.draw.IntN(2) == 0 {
		cancelled := *b
		d.booked = slices.Delete(d.booked, i, i+1)
		return d.booking("SIU^S15", cancelled)
	}
	b.starts = b.starts.AddDate(0, 0, 7)
	return d.booking("SIU^S13", *b)
}

// wrong is a message with something the matter: no number, two people's numbers, a death before a birth.
func (d *feedDay) wrong() FeedMessage {
	a, b := d.draw.IntN(d.Patients), d.draw.IntN(d.Patients)
	m := d.message("ADT^A31", a)
	switch number := hospitalNumber(a) + "^^^" + FeedFacility + "^MR"; d.draw.IntN(3) {
	case 0:
		m.Text = strings.Replace(m.Text, number, "", 1)
	case 1:
		m.Text = strings.Replace(m.Text, number, number+"~"+hospitalNumber(b)+"^^^"+FeedFacility+"^MR", 1)
	default:
		m.Text = strings.Replace(m.Text, "|||||||||||||||||||||||", "|||||||||||||||||||||18990101|Y", 1)
	}
	return m
}

func (d *feedDay) ward() string {
	wards := slices.Sorted(maps.Keys(FeedWards))
	return wards[d.draw.IntN(len(wards))]
}

// pv1 is the patient's stay, with how it ended where it has.
func (d *feedDay) pv1(patient int, destination string) string {
	stay := d.stays[patient]
	fields := make([]string, 45)
	fields[0], fields[1], fields[2], fields[3] = "PV1", "1", "I", fmt.Sprintf("%s^%d^%d^%s", stay.ward, 1+patient%5, 1+patient%6, FeedFacility)
	fields[19], fields[36] = stay.visit+"^^^"+FeedFacility+"^VN", destination
	return strings.TrimRight(strings.Join(fields, "|"), "|")
}

func (d *feedDay) booking(event string, b feedBooking) FeedMessage {
	id := fmt.Sprintf("A%s%d%06d", d.Day.Format("060102"), d.Seed%1000, b.id)
	starts := b.starts.Format("20060102150405")
	return d.message(event, b.patient, "SCH||"+id+"|||||||||^^^"+starts, "RGS|1", "AIL|1||"+b.clinic+"^^^"+FeedFacility, "AIP|1||"+b.who)
}

// message writes a message about a patient.
func (d *feedDay) message(event string, patient int, more ...string) FeedMessage {
	at := d.at.Format("20060102150405")
	sender := patient % max(d.Senders, 1)
	named := patient
	if patient%namesakes == 1 { // who has the name of the one before, as in the hospital
		named--
	}
	family, given, woman := d.names.name(named)
	sex := "M"
	if woman {
		sex = "F"
	}
	application := "PAS"
	if sender > 0 {
		application = fmt.Sprintf("PAS%d", sender+1)
	}
	lines := []string{fmt.Sprintf(`MSH|^~\&|%s|%s|CASENOTES|%s|%s||%s|%s-%d-%d-%d|P|2.4||||||UNICODE UTF-8`, application, FeedFacility, FeedFacility, at, event, d.Day.Format("060102"), d.Seed, d.Messages, d.n)}
	if strings.HasPrefix(event, "ADT") {
		lines = append(lines, "EVN|"+event[4:]+"|"+at+"||||"+at)
	}
	pid := fmt.Sprintf("PID|1||%s^^^%s^MR||%s^%s^^^^^L|||%s|||||||||||||||||||||||", hospitalNumber(patient), FeedFacility, family, given, sex)
	if strings.HasPrefix(event, "SIU") {
		lines = append(lines, more[0], pid)
		more = more[1:]
	} else {
		lines = append(lines, pid)
	}
	return FeedMessage{At: d.at, Sender: sender, Text: strings.Join(append(lines, more...), "\r") + "\r"}
}
