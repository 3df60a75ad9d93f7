package tracking

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"casenotes/tracking/calendar"
)

// The small hospital of these tests. Library 1 holds shelves 2 and 3; clinic 4 holds room 5; ward 6 is on the same site, library
// 7 and clinic 8 on another; 9 is another hospital; 10 has been closed.
var hospital = func() map[LocationID]Location {
	closed := at("09:00")
	places := map[LocationID]Location{}
	for _, p := range []Location{
		{ID: 1, Name: "Library", Kind: Library, Path: "/1/", Site: "North"},
		{ID: 2, Name: "Shelf 2", Kind: Shelf, Path: "/1/2/", Site: "North"},
		{ID: 3, Name: "Shelf 3", Kind: Shelf, Path: "/1/3/", Site: "North"},
		{ID: 4, Name: "Clinic B", Kind: Clinic, Path: "/4/", Site: "North"},
		{ID: 5, Name: "Room 5", Kind: Clinic, Path: "/4/5/", Site: "North"},
		{ID: 6, Name: "Ward 6", Kind: Ward, Path: "/6/", Site: "North"},
		{ID: 7, Name: "South Library", Kind: Library, Path: "/7/", Site: "South"},
		{ID: 8, Name: "South Clinic", Kind: Clinic, Path: "/8/", Site: "South"},
		{ID: 9, Name: "County Hospital", Kind: OtherHospital, Path: "/9/", Site: "North"},
		{ID: 10, Name: "Old Clinic", Kind: Clinic, Path: "/10/", Site: "North", RetiredAt: &closed},
	} {
		places[p.ID] = p
	}
	return places
}()

// at is a time on Monday 16 November 2026, in the winter when London and UTC agree.
func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04:05.000", "2026-11-16 "+clock+":00.000"[len(clock)-5:])
	if err != nil {
		panic(err)
	}
	return t
}

func shipped(t interface{ Fatal(...any) }) Rules {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.New(calendar.EnglandAndWales, london)
	if err != nil {
		t.Fatal(err)
	}
	return NewRules(c)
}

func ref[T any](v T) *T { return &v }

// filed is a folder at home on shelf 2 of the library since eight in the morning.
func filed() *Folder {
	return &Folder{ID: 1, Code: "F40273188G", PatientID: 1, Kind: KindMain, Volume: 1, HomeID: 2, Status: Active, CreatedAt: at("07:00"),
		State: State{Custody: At, LocationID: 2, Since: at("08:00")}, LastScanAt: ref(at("08:00")), LastScanID: ref(scanID(1))}
}

// lent is the folder at Clinic B since nine, due back there on Wednesday.
func lent() *Folder {
	f := filed()
	f.State = State{Custody: At, LocationID: 4, Since: at("09:00"), Loan: Loan{OutSince: ref(at("09:00")), DueAt: ref(at("17:00").AddDate(0, 0, 2))}}
	f.LastScanAt = ref(at("09:00"))
	return f
}

// sent is the folder on its way from the library to a place since nine.
func sent(to LocationID) *Folder {
	f := lent()
	f.State = State{Custody: InTransit, LocationID: 1, ToID: &to, Since: at("09:00"), Loan: f.Loan}
	return f
}

func missing() *Folder {
	f := lent()
	f.Custody, f.DueAt = Missing, nil
	return f
}

func with(f *Folder, change func(*Folder)) *Folder {
	change(f)
	return f
}

// but is v with one thing changed.
func but[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

func scanID(n int) string { return fmt.Sprintf("01930000-0000-7000-8000-%012d", n) }

// scanned is what is known when a folder is scanned at a place.
func scanned(f *Folder, here LocationID) Known {
	place := hospital[here]
	return Known{Reading: Reading{Kind: FolderCode, Code: "F40273188G"}, Folder: f, Patient: Patient{ID: 1}, Here: &place,
		Places: hospital, MayShelve: true, MaySeePatient: true}
}

// beep is a scan at that time.
func beep(action Action, when time.Time) Scan {
	return Scan{ID: scanID(9), Code: "F40273188G", LocationCode: "L0000125", Action: action, At: when, ReceivedAt: when.Add(time.Second),
		Source: Wedge, Device: "trolley-7", Actor: "pat"}
}

func TestTheHospitalOfTheTestsIsInOrder(t *testing.T) {
	for id, p := range hospital {
		if p.ID != id || !p.Within(id) {
			t.Errorf("%s is not inside itself", p.Name)
		}
	}
}

// refusalCode is the code of a refusal.
func refusalCode(err error) string {
	e, told := errors.AsType[*Error](err)
	if !told {
		return "no refusal: " + err.Error()
	}
	return e.Code
}
