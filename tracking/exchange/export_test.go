package exchange_test

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
	"casenotes/tracking/trackingtest"
)

func rowsOf[T any](rows ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestACellThatASpreadsheetWouldRunIsNeutralised(t *testing.T) {
	for cell, want := range map[string]string{"=1+1": "'=1+1", "+44 1632": "'+44 1632", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": " =1",
		"'=1": "''=1", "''@x": "'''@x", "'t Hooft": "'t Hooft", "O'Brien": "O'Brien", "'": "'", "": "", "two\r\nlines": "two lines"} {
		if got := exchange.Neutral(cell); got != want {
			t.Errorf("%q is written %q, want %q", cell, got, want)
		}
	}
}

func FuzzANeutralCellIsReadBackAsItWas(f *testing.F) {
	for _, seed := range []string{"=1+1", "'=1+1", "''", "'t Hooft", "\t", "@", "-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		written := exchange.Neutral(cell)
		if strings.ContainsAny(cell, "\r\n") {
			cell = exchange.Plain(written) // line breaks are given up
		}
		if got := exchange.Plain(written); got != cell {
			t.Errorf("%q was written %q and read %q", cell, written, got)
		}
		if written != "" && strings.IndexByte("=+-@\t\r", written[0]) >= 0 {
			t.Errorf("%q was written %q", cell, written)
		}
	})
}

func TestWhatIsGivenOutCanBeTakenInAgainExactly(t *testing.T) {
	people := patientsHeader + `A1,9449305552,"'=HYPERLINK(""x"",""y"")",'+Ivo,1950-01-02,M,2020-02-03,OLD1;OLD2
A2,,''=x,"'t ""Zoë"", محمد 山",,,,
A3,,` + strings.Repeat("é", 200) + `,'@-',2001-12-31,X,,
`
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		folders := strings.ReplaceAll(foldersHeader+"F40273188G,A1,main,1,SHELF,CLINIC,2026-11-02T09:30:00.25Z,OLD\n,A3,mental_health,4,SHELF,,,\n", "SHELF", h.Shelf.Code)
		old, _ := tracking.Issue(tracking.FolderCode, 77)
		folders = strings.NewReplacer("CLINIC", h.Clinic.Code, "OLD", old).Replace(folders)
		for kind, text := range map[exchange.Kind]string{exchange.Locations: "name,kind,phone\n-Room,office,'+44 1632 960001\n", exchange.Patients: people} {
			if report, problems, err := takeIn(t, h, kind, text); err != nil || report.Bad > 0 {
				t.Fatal(report, problems, err)
			}
		}
		if report, problems, err := takeIn(t, h, exchange.Folders, folders); err != nil || report.Bad > 0 {
			t.Fatal(report, problems, err)
		}
		given := giveOut(t, h)
		if !strings.HasSuffix(given[exchange.Patients], people[len(patientsHeader):]) {
			t.Errorf("patients were taken in as\n%s\nand given out as\n%s", people, given[exchange.Patients])
		}
		other := trackingtest.OpenEmpty(t, "sqlite:"+t.TempDir()+"/other.db")
		for _, kind := range []exchange.Kind{exchange.Locations, exchange.Patients, exchange.Folders} {
			if report, problems, err := takeIn(t, other, kind, given[kind]); err != nil || report.Bad > 0 || report.Known > 0 {
				t.Fatal(kind, report, problems, err)
			}
		}
		if diff := cmp.Diff(given, giveOut(t, other)); diff != "" {
			t.Errorf("another hospital gives out something else (-first +second):\n%s", diff)
		}
	})
}

// giveOut exports everything.
func giveOut(t *testing.T, h *trackingtest.Hospital) map[exchange.Kind]string {
	t.Helper()
	var locations []exchange.LocationRow
	codes := map[tracking.LocationID]string{}
	for _, p := range everything(t, h) {
		codes[p.ID] = p.Code
		row := exchange.LocationRow{Location: p}
		if p.ParentID != nil {
			row.Parent = codes[*p.ParentID]
		}
		locations = append(locations, row)
	}
	slices.SortFunc(locations, func(a, b exchange.LocationRow) int { return strings.Compare(a.Code, b.Code) })
	list, err := h.Store.Patients(t.Context(), 0, 100)
	must(t, err)
	var patients []tracking.NewPatient
	var folders []exchange.FolderRow
	for _, p := range list {
		row := tracking.NewPatient{Patient: p}
		numbers, err := h.Store.NumbersOf(t.Context(), p.ID)
		must(t, err)
		for _, n := range numbers {
			if n.Type == tracking.HospitalNumber && !n.Current {
				row.PreviousNumbers = append(row.PreviousNumbers, n.Number)
			}
		}
		patients = append(patients, row)
		set, err := h.Store.FoldersOf(t.Context(), p.ID)
		must(t, err)
		for _, f := range set {
			aliases, err := h.Store.Aliases(t.Context(), f.ID)
			must(t, err)
			folders = append(folders, exchange.FolderRow{Whereabouts: f, Aliases: aliases})
		}
	}
	var texts [3]strings.Builder
	must(t, exchange.ExportLocations(&texts[0], rowsOf(locations...)))
	must(t, exchange.ExportPatients(&texts[1], rowsOf(patients...)))
	must(t, exchange.ExportFolders(&texts[2], rowsOf(folders...)))
	return map[exchange.Kind]string{exchange.Locations: texts[0].String(), exchange.Patients: texts[1].String(), exchange.Folders: texts[2].String()}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFoldersAndLocationsAreWrittenInTheColumnsOfTheContract(t *testing.T) {
	out := time.Date(2026, 11, 2, 9, 30, 0, 250_000_000, time.UTC)
	days := 3
	library := tracking.Location{ID: 1, Code: "L000001B", Name: "Main library", Kind: tracking.Library, Filing: "terminal_digit"}
	shelf := tracking.Location{ID: 2, Code: "L0000022", Name: "-Shelf", Kind: tracking.Shelf, Site: "North", Phone: "+44 1632 960001", Email: "a@hospital.example", LoanDays: &days, GLN: "4006381333931"}
	var text strings.Builder
	if err := exchange.ExportLocations(&text, rowsOf(exchange.LocationRow{Location: library}, exchange.LocationRow{Location: shelf, Parent: library.Code})); err != nil {
		t.Fatal(err)
	}
	f := tracking.Whereabouts{Folder: tracking.Folder{Code: "F40273188G", Kind: tracking.KindMain, Volume: 2, State: tracking.State{Loan: tracking.Loan{OutSince: &out}}},
		Patient: tracking.Patient{Number: "H1001"}, Home: shelf, Location: library}
	if err := exchange.ExportFolders(&text, rowsOf(exchange.FolderRow{Whereabouts: f, Aliases: []string{"OLD1", "OLD2"}})); err != nil {
		t.Fatal(err)
	}
	want := `code,name,kind,parent,site,phone,email,loan_days,gln,filing
L000001B,Main library,library,,,,,,,terminal_digit
L0000022,'-Shelf,shelf,L000001B,North,'+44 1632 960001,a@hospital.example,3,4006381333931,
barcode,patient_number,kind,volume,home,location,out_since,aliases
F40273188G,H1001,main,2,L0000022,L000001B,2026-11-02T09:30:00.25Z,OLD1;OLD2
`
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnExportStopsWhereItsRowsDo(t *testing.T) {
	gone := errors.New("the database is gone")
	err := exchange.ExportPatients(&bytes.Buffer{}, func(yield func(tracking.NewPatient, error) bool) { yield(tracking.NewPatient{}, gone) })
	if !errors.Is(err, gone) {
		t.Errorf("%v, want %v", err, gone)
	}
}
