package synthetic_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
	"casenotes/tracking/calendar"
	"casenotes/tracking/synthetic"
)

var now = time.Date(2026, 11, 18, 14, 20, 0, 0, time.UTC) // a Wednesday afternoon

func rules(t testing.TB) tracking.Rules {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.New(calendar.EnglandAndWales, zone)
	if err != nil {
		t.Fatal(err)
	}
	return tracking.NewRules(c)
}

// shelf keeps a whole hospital in memory.
type shelf struct {
	synthetic.Batch
	used map[tracking.ReadingKind]uint64
}

func (s *shelf) Insert(_ context.Context, b synthetic.Batch) error {
	s.Locations = append(s.Locations, b.Locations...)
	s.Patients = append(s.Patients, b.Patients...)
	s.Numbers = append(s.Numbers, b.Numbers...)
	s.Folders = append(s.Folders, b.Folders...)
	s.Barcodes = append(s.Barcodes, b.Barcodes...)
	s.Scans = append(s.Scans, b.Scans...)
	s.Movements = append(s.Movements, b.Movements...)
	s.Alerts = append(s.Alerts, b.Alerts...)
	s.Cases = append(s.Cases, b.Cases...)
	return nil
}

func (s *shelf) Used(_ context.Context, kind tracking.ReadingKind, last uint64) error {
	if s.used == nil {
		s.used = map[tracking.ReadingKind]uint64{}
	}
	s.used[kind] = last
	return nil
}

func generate(t *testing.T, o synthetic.Options) (*shelf, synthetic.Summary) {
	t.Helper()
	s := &shelf{}
	sum, err := synthetic.Generate(context.Background(), o, rules(t), now, s)
	if err != nil {
		t.Fatal(err)
	}
	return s, sum
}

func TestTheHospitalHasAsManyFoldersAndMovementsAsWereAskedFor(t *testing.T) {
	for _, o := range []synthetic.Options{{Folders: 1, Movements: 1}, {Folders: 1, Movements: 60}, {Folders: 50, Movements: 50},
		{Folders: 333, Movements: 1000, Seed: 3}, {Folders: 40, Movements: 8000, Seed: 9}, synthetic.Demo()} {
		s, sum := generate(t, o)
		if len(s.Folders) != o.Folders || len(s.Movements) != o.Movements {
			t.Errorf("%+v: made %d folders and %d movements", o, len(s.Folders), len(s.Movements))
		}
		if sum.Folders != len(s.Folders) || sum.Movements != len(s.Movements) || sum.Rows != s.Rows() {
			t.Errorf("%+v: the summary says %+v", o, sum)
		}
	}
}

func TestAHospitalThatCannotBeIsRefused(t *testing.T) {
	for _, o := range []synthetic.Options{{}, {Folders: 10, Movements: 9}, {Folders: 1, Movements: 201}} {
		if _, err := synthetic.Generate(t.Context(), o, rules(t), now, &shelf{}); err == nil {
			t.Errorf("%+v was made", o)
		}
	}
}

func TestTheSameSeedAndTimeMakeTheSameRows(t *testing.T) {
	digest := func(o synthetic.Options) string {
		h := digester{sha256.New()}
		if _, err := synthetic.Generate(context.Background(), o, rules(t), now, h); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	o := synthetic.Options{Folders: 300, Movements: 1500, Seed: 5}
	first := digest(o)
	if digest(o) != first {
		t.Error("two hospitals of one seed differ")
	}
	o.Seed++
	if digest(o) == first {
		t.Error("another seed made the same hospital")
	}
}

type digester struct{ hash.Hash }

func (d digester) Insert(_ context.Context, b synthetic.Batch) error {
	return json.NewEncoder(d).Encode(b)
}

func (d digester) Used(context.Context, tracking.ReadingKind, uint64) error { return nil }

func TestAFolderIsWhereItsNewestMovementLeftIt(t *testing.T) {
	s, _ := generate(t, synthetic.Options{Folders: 1500, Movements: 9000, Seed: 2})
	newest, histories := map[tracking.FolderID]tracking.Movement{}, map[tracking.FolderID][]tracking.Movement{}
	for _, m := range s.Movements {
		histories[m.FolderID] = append(histories[m.FolderID], m)
		if before, has := newest[m.FolderID]; has && !m.Late && !m.At.After(before.At) {
			t.Fatalf("movement %d of folder %d at %s is not after %s", m.ID, m.FolderID, m.At, before.At)
		}
		if m.RecordedAt.Before(m.At) || m.RecordedAt.After(now) {
			t.Fatalf("movement %d happened at %s and was recorded at %s", m.ID, m.At, m.RecordedAt)
		}
		if !m.Late {
			newest[m.FolderID] = m
		}
	}
	rules := rules(t)
	places := map[tracking.LocationID]tracking.Location{}
	for _, p := range s.Locations {
		places[p.ID] = p
	}
	for _, f := range s.Folders {
		if problem := tracking.Audit(f, histories[f.ID]); problem != "" {
			t.Fatalf("folder %d: %s", f.ID, problem)
		}
		var to tracking.Location
		if f.ToID != nil {
			to = places[*f.ToID]
		}
		if _, next := rules.Watch(f, places[f.LocationID], to, time.Time{}); (next == nil) != (f.CheckAt == nil) || (next != nil && !next.Equal(*f.CheckAt)) {
			t.Fatalf("folder %d is to be looked at %v, want %v", f.ID, f.CheckAt, next)
		}
	}
}

func TestEveryStateIsOneThatAFolderCanBeIn(t *testing.T) {
	s, _ := generate(t, synthetic.Options{Folders: 1500, Movements: 9000, Seed: 4})
	for _, m := range s.Movements {
		switch m.Custody {
		case tracking.At, tracking.Missing:
			if m.ToID != nil {
				t.Fatalf("movement %d leads somewhere, but the folder is %s", m.ID, m.Custody)
			}
		case tracking.InTransit:
			if m.ToID == nil || *m.ToID == m.LocationID {
				t.Fatalf("movement %d sends the folder nowhere", m.ID)
			}
		default:
			t.Fatalf("movement %d leaves the folder %q", m.ID, m.Custody)
		}
		if m.At.Nanosecond()%1e6 != 0 || m.RecordedAt.Nanosecond()%1e6 != 0 {
			t.Fatalf("movement %d, at %s, is timed finer than the databases keep", m.ID, m.At)
		}
		if m.DueAt != nil && m.OutSince == nil && !m.Late {
			t.Fatalf("movement %d makes the folder due, though it never left", m.ID)
		}
	}
}

func TestVolumesAreDenseAndEveryCodeIsGoodAndUsedOnce(t *testing.T) {
	s, _ := generate(t, synthetic.Options{Folders: 3000, Movements: 9000, Seed: 6})
	type set struct {
		tracking.PatientID
		tracking.FolderKind
	}
	volumes := map[set]int{}
	for _, f := range s.Folders {
		k := set{f.PatientID, f.Kind}
		volumes[k]++
		if f.Volume != volumes[k] {
			t.Fatalf("folder %d is volume %d, want %d", f.ID, f.Volume, volumes[k])
		}
	}
	codes := map[string]bool{}
	for _, b := range s.Barcodes {
		want := tracking.FolderCode
		if b.LocationID != nil {
			want = tracking.LocationCode
		}
		if r := tracking.Classify(b.Code, nil); r.Kind != want || codes[b.Code] {
			t.Fatalf("the barcode %s reads as %s, twice: %t", b.Code, r.Kind, codes[b.Code])
		}
		codes[b.Code] = true
		var number uint64
		if _, err := fmt.Sscanf(strings.TrimLeft(b.Code[1:len(b.Code)-1], "0"), "%d", &number); err != nil || number > s.used[want] {
			t.Fatalf("the barcode %s lies beyond the last number told, %d", b.Code, s.used[want])
		}
	}
}

func TestEverybodyHasNumbersOfTheirOwn(t *testing.T) {
	s, _ := generate(t, synthetic.Options{Folders: 6000, Movements: 6000, Seed: 8})
	seen := map[string]bool{}
	for _, n := range s.Numbers {
		key := string(n.Type) + n.Number
		if seen[key] || n.Number != tracking.CleanNumber(n.Number) {
			t.Fatalf("the number %s is used twice or unclean", n.Number)
		}
		seen[key] = true
		if n.Type == tracking.NHSNumber && (!tracking.ValidNHSNumber(n.Number) || !strings.HasPrefix(n.Number, "999")) {
			t.Fatalf("%s is not an NHS number for tests", n.Number)
		}
	}
	full := func(p tracking.Patient) string { return strings.ToLower(p.FamilyName + "\x00" + p.GivenName) }
	bearers := map[string]int{}
	for _, p := range s.Patients {
		bearers[full(p)]++
	}
	for _, p := range s.Patients {
		if p.Namesake != (bearers[full(p)] > 1) {
			t.Fatalf("%s %s is borne by %d, flagged: %t", p.GivenName, p.FamilyName, bearers[full(p)], p.Namesake)
		}
		if p.Born.After(p.CreatedAt) || (p.DiedOn != nil && p.DiedOn.Before(*p.Born)) {
			t.Fatalf("patient %d was born %s, registered %s, died %v", p.ID, p.Born, p.CreatedAt, p.DiedOn)
		}
	}
}

func TestFoldersMoveInWorkingHoursExceptToTheEmergencyDepartment(t *testing.T) {
	s, _ := generate(t, synthetic.Options{Folders: 2000, Movements: 14_000, Seed: 10})
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	cal := rules(t).Calendar
	emergency := map[tracking.LocationID]bool{}
	for _, p := range s.Locations {
		emergency[p.ID] = p.Kind == tracking.EmergencyDept
	}
	evenings := 0
	for _, m := range s.Movements {
		if local := m.At.In(zone); cal.Working(cal.Day(m.At)) && local.Hour() >= 9 && local.Hour() < 17 {
			continue
		}
		evenings++
		if !emergency[m.LocationID] && !emergency[m.Destination()] {
			t.Fatalf("movement %d, %s, was made at %s", m.ID, m.Kind, m.At.In(zone))
		}
	}
	if evenings == 0 {
		t.Error("nothing goes to the emergency department in the evening")
	}
}

func TestNothingHappensAfterNowWheneverThatIs(t *testing.T) {
	for _, at := range []time.Time{
		time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC),     // a Sunday night
		time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC),     // the clocks change
		time.Date(2026, 12, 28, 12, 0, 0, 0, time.UTC),    // a bank holiday
		time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),     // opening time
		time.Date(2026, 11, 23, 9, 0, 0, 1e6, time.UTC),   // a millisecond later
		time.Date(2026, 7, 1, 16, 0, 0, 123456, time.UTC), // closing time, in summer
	} {
		s := &shelf{}
		if _, err := synthetic.Generate(t.Context(), synthetic.Options{Folders: 400, Movements: 3000, Seed: 1}, rules(t), at, s); err != nil {
			t.Errorf("%s: %v", at, err)
		}
		for _, m := range s.Movements {
			if m.RecordedAt.After(at) && !m.RecordedAt.Equal(at) {
				t.Fatalf("%s: movement %d was recorded at %s", at, m.ID, m.RecordedAt)
			}
		}
		for _, c := range s.Scans {
			if c.ReceivedAt.After(at) || len(c.ID) != 36 {
				t.Fatalf("%s: scan %q was received at %s", at, c.ID, c.ReceivedAt)
			}
		}
	}
}

func TestTheDemoHasSomethingOfEverything(t *testing.T) {
	s, sum := generate(t, synthetic.Demo())
	if len(sum.Tour) != 10 {
		t.Errorf("the tour has %d stops: %v", len(sum.Tour), sum.Tour)
	}
	rules := rules(t)
	places := map[tracking.LocationID]tracking.Location{}
	for _, p := range s.Locations {
		places[p.ID] = p
	}
	count := map[string]int{}
	for _, f := range s.Folders {
		var to tracking.Location
		if f.ToID != nil {
			to = places[*f.ToID]
		}
		kinds, _ := rules.Watch(f, places[f.LocationID], to, now)
		for _, k := range kinds {
			count[string(k)]++
		}
		count[string(f.Custody)]++
		if f.OutSince != nil {
			count["out"]++
		}
	}
	for _, m := range s.Movements {
		count["movement "+string(m.Kind)]++
		if m.Late {
			count["late"]++
		}
	}
	t.Log(count, sum)
	for what, least := range map[string]int{"overdue": 20, "in_transit": 10, string(tracking.Missing): 3, "out": 150, "late": 5,
		"movement corrected": 5, "movement arrived": 500, "movement sent": 500, "movement received": 500, "movement filed": 500} {
		if count[what] < least {
			t.Errorf("%s: %d, want at least %d", what, count[what], least)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	r, rows := rules(b), 0
	for b.Loop() {
		sum, err := synthetic.Generate(context.Background(), synthetic.Options{Folders: 40_000, Movements: 200_000, Seed: 1}, r, now, nowhere{})
		if err != nil {
			b.Fatal(err)
		}
		rows += sum.Rows
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

type nowhere struct{}

func (nowhere) Insert(context.Context, synthetic.Batch) error { return nil }

func (nowhere) Used(context.Context, tracking.ReadingKind, uint64) error { return nil }
