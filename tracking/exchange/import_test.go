package exchange_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"casenotes/tracking"
	"casenotes/tracking/exchange"
	"casenotes/tracking/store"
	"casenotes/tracking/trackingtest"
)

const (
	patientsHeader = "number,nhs_number,family_name,given_name,born,sex,died,previous_numbers\n"
	foldersHeader  = "barcode,patient_number,kind,volume,home,location,out_since,aliases\n"
)

// takeIn imports a text and answers the report and the problems in words.
func takeIn(t *testing.T, h *trackingtest.Hospital, kind exchange.Kind, text string) (exchange.Report, []string, error) {
	t.Helper()
	return run(t, h, strings.NewReader(text), exchange.Job{Kind: kind, Service: h.Service})
}

func run(t *testing.T, h *trackingtest.Hospital, r io.Reader, job exchange.Job) (exchange.Report, []string, error) {
	t.Helper()
	var problems []string
	var err error
	job.Actor = trackingtest.Admin
	job.Problem = func(p exchange.Problem) { problems = append(problems, p.String()) }
	if job.Locations, err = h.Store.Locations(t.Context()); err != nil {
		t.Fatal(err)
	}
	report, err := exchange.Import(t.Context(), r, job)
	if report.Rows != report.Added+report.Known+report.Bad && err == nil {
		t.Errorf("the report does not add up: %+v", report)
	}
	return report, problems, err
}

func TestEachBadRowIsNamedByLineAndColumnAndTheGoodOnesAreIn(t *testing.T) {
	fill := func(s string, h *trackingtest.Hospital) string {
		return strings.NewReplacer("LIB", h.Library.Code, "CLINIC", h.Clinic.Code, "RETIRED", h.Retired.Code, "FOLDER", h.Folder.Code).Replace(s)
	}
	tests := []struct {
		name     string
		kind     exchange.Kind
		text     string
		added    int
		problems []string // what each begins with
	}{
		{"a byte order mark, CRLF and quotation marks", exchange.Patients,
			"\xef\xbb\xbf" + strings.ReplaceAll(patientsHeader, "\n", "\r\n") + "A1,,\"O\"\"Hara, Lady\",Zoë,1950-02-28,f,,\r\nA2,,Müller,,,,,\r\n", 2, nil},
		{"columns in any order, capitals in the header, no line break at the end", exchange.Patients,
			"died,SEX, born ,given_name,family_name,nhs_number,number\n,M,1990-01-01,Ivo,Tench,,B1", 1, nil},
		{"blank lines and rows of commas", exchange.Patients, patientsHeader + "\n,,,,,,,\nC1,,Tench,Ivo,,,,\n\r\n", 1, nil},
		{"bad dates", exchange.Patients, patientsHeader + "D1,,Tench,Ivo,03/04/1952,,,\nD2,,Tench,Ida,1952-02-30,,,\nD3,,Tench,Una,1952-04-03,,soon,\nD4,,Tench,Ole,0001-01-01,,,\nD5,,Good,Row,,,,\n", 1,
			[]string{"line 2, column born: \"03/04/1952\" is not a date", "line 3, column born:", "line 4, column died:", "line 5, column born: the year"}},
		{"a birth in the future and a death before it", exchange.Patients, patientsHeader + "E1,,Tench,Ivo,2090-01-01,,,\nE2,,Tench,Ida,1990-01-01,,1980-01-01,\n", 0,
			[]string{"line 2, column born:", "line 3, column died:"}},
		{"a row that repeats another", exchange.Patients, patientsHeader + "G1,,Tench,Ivo,,,,\ng 1,,Tench,Ivo,,,,\nG2,,Tench,Ida,,,,\n", 2, []string{"line 3: it repeats line 2"}},
		{"a number that somebody has", exchange.Patients, patientsHeader + "G9,,Tench,Ivo,,,,h1001\n", 0, []string{"line 2: number or previous_numbers: Another patient"}},
		{"Latin-1 bytes", exchange.Patients, patientsHeader + "I1,,M\xfcller,Zo\xeb,,,,\nI2,,Tench,Ida,,,,\n", 1,
			[]string{"line 2, column family_name: not UTF-8; save the file as UTF-8", "line 2, column given_name: not UTF-8; save the file as UTF-8"}},
		{"short and long rows", exchange.Patients, patientsHeader + "J1,,Tench\nJ2,,Tench,Ida,,,,,,\nJ3,,Tench,Ole,,,,\n", 1, []string{"line 2: it has 3 cells, the header has 8", "line 3: it has 10 cells"}},
		{"NUL bytes and control characters", exchange.Patients, patientsHeader + "K1,,Ten\x00ch,,,,,\nK2,,Ten\x07ch,,,,,\nK3,,Tench,,,,,\n", 1,
			[]string{"line 2, column family_name: it holds a NUL byte", "line 3, column family_name: it holds a control character"}},
		{"a quotation mark that never ends", exchange.Patients, patientsHeader + "L1,,\"Tench,Ivo,,,,\nL2,,Tench,Ida,,,,\nL3,,Te\"nch,Ida,,,,\n\"L4\",,Tench,Ole,,,,\n", 2,
			[]string{"line 2: a quotation mark is missing", "line 4: a quotation mark is missing"}},
		{"a cell with a line break", exchange.Patients, patientsHeader + "M1,,\"Ten\nch\",Ivo,,,,\nM2,,Tench,Ida,,,,\n", 1, []string{"line 2: a quotation mark", "line 3: "}},
		{"a line longer than any row", exchange.Patients, patientsHeader + "N1,," + strings.Repeat("x", 100_000) + ",,,,,\nN2,,Tench,Ida,,,,\n", 1, []string{"line 2: it is longer than 65536 bytes"}},
		{"names of 200 characters, and of more", exchange.Patients, patientsHeader + "O1,," + strings.Repeat("é", 200) + ",Ivo,,,,\nO2,," + strings.Repeat("é", 201) + ",Ivo,,,,\n", 1,
			[]string{"line 3, column family_name: it is longer than 200 characters"}},
		{"names as people have them", exchange.Patients, patientsHeader + "P1,,O'Brien,'t,,,,\nP2,,محمد,<b>x</b>,,,,\nP3,,'=1+1,\"Robert'); DROP TABLE patients;--\",,,,\n", 3, nil},
		{"wrong NHS number and sex", exchange.Patients, patientsHeader + "Q1,9449305553,Tench,Ivo,,,,\nQ2,,Tench,Ivo,,male,,\nQ3,944 930 5552,Tench,Ida,,,,\n", 1,
			[]string{"line 2, column nhs_number: This is not an NHS number", "line 3, column sex: \"male\" is not one of F, M, U, X"}},
		{"empty cells that must be filled", exchange.Patients, patientsHeader + ",,Tench,Ivo,,,,\nR2,, ,Ivo,,,,\n", 0, []string{"line 2, column number: it must not be empty", "line 3, column family_name: it must not be empty"}},

		{"folders, with and without a barcode", exchange.Folders, foldersHeader + ",H1001,main,2,LIB,,,\n,H1001,maternity,1,LIB,CLINIC,2026-11-02,\n,H1001,maternity,2,LIB,CLINIC,2026-11-02T09:30:00+01:00,\n", 3, nil},
		{"a folder of nobody, in no place, of no kind", exchange.Folders, foldersHeader + ",H9,main,1,LIB,,,\n,H1001,main,5,NOWHERE,,,\n,H1001,main,6,LIB,NOWHERE,,\n,H1001,paper,7,LIB,,,\n,H1001,main,8,RETIRED,,,\n", 0,
			[]string{"line 2, column patient_number: No patient has this number", "line 3, column home: No location has this code", "line 4: home or location: No location",
				"line 5, column kind: \"paper\" is not one of", "line 6, column home: This location is retired"}},
		{"barcodes that are wrong, of another kind, or taken", exchange.Folders, foldersHeader + "F40273188X,H1001,,2,LIB,,,\nLIB,H1001,,2,LIB,,,\nFOLDER,H1002,,9,LIB,,,\nF40273188G,H1001,,3,LIB,,,\n", 1,
			[]string{"line 2, column barcode: This barcode fits no format", "line 3, column barcode: This is not a folder barcode: it reads as location", "line 4, column barcode: This barcode already means something"}},
		{"volumes, and a time that has not come", exchange.Folders, foldersHeader + ",H1001,,two,LIB,,,\n,H1001,,0,LIB,,,\n,H1001,,,LIB,,,\n,H1001,,4,LIB,CLINIC,2030-01-01,\n,H1001,,5,LIB,CLINIC,2026-11-02 10:00,\n", 0,
			[]string{"line 2, column volume: \"two\" is not a whole number", "line 3, column volume:", "line 4, column barcode: give the barcode or the volume",
				"line 5, column out_since: The folder cannot have left home in the future", "line 6, column out_since: \"2026-11-02 10:00\" is not a date"}},

		{"locations, with parents in the same file", exchange.Locations, "name,kind,parent,loan_days\nWest library,library,,\nWest shelf 1,shelf,West library,\nWest clinic,clinic,,3\n", 3, nil},
		{"locations that cannot be", exchange.Locations, "code,name,kind,parent,loan_days,gln,filing\n,X,cellar,,,,\n,X,ward,Atlantis,,,\n,X,ward,,-1,,\n,X,ward,,,1234567890123,\n,Y,library,,,,random\nZZZ,X,ward,,,,\n,,ward,,,,\n", 0,
			[]string{"line 2, column kind: \"cellar\"", "line 3, column parent: There is no location Atlantis", "line 4, column loan_days:", "line 5, column gln:", "line 6, column filing:", "line 7, column code:", "line 8, column name: it must not be empty"}},
	}
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for _, test := range tests {
			report, problems, err := takeIn(t, h, test.kind, fill(test.text, h))
			if err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
			if report.Added != test.added || report.Bad != badLines(problems) {
				t.Errorf("%s: %s, want %d added\n%s", test.name, report, test.added, strings.Join(problems, "\n"))
			}
			if len(problems) != len(test.problems) {
				t.Errorf("%s: problems are\n%s\nwant %d", test.name, strings.Join(problems, "\n"), len(test.problems))
				continue
			}
			for i, p := range problems {
				if !strings.HasPrefix(p, test.problems[i]) {
					t.Errorf("%s:\n got %s\nwant %s…", test.name, p, test.problems[i])
				}
			}
		}
		h.Clean()
	})
}

// badLines counts the lines that the problems name.
func badLines(problems []string) int {
	lines := map[string]bool{}
	for _, p := range problems {
		lines[p[:strings.IndexAny(p, ",:")]] = true
	}
	return len(lines)
}

func TestAFileThatCannotBeRightIsRefusedAsAWhole(t *testing.T) {
	h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
	for _, test := range []struct {
		name string
		kind exchange.Kind
		text string
		want string
	}{
		{"empty", exchange.Patients, "", "the file is empty"},
		{"only a byte order mark", exchange.Patients, "\xef\xbb\xbf\r\n", "the file is empty"},
		{"unknown columns", exchange.Folders, "barcode,patient_number,home,colour,Füllung\n", `unknown columns: "colour", "Füllung"`},
		{"missing columns", exchange.Folders, "barcode,volume\n", "lacks the columns: patient_number, home"},
		{"a column twice", exchange.Folders, "barcode,patient_number,home,home\n", "the column home twice"},
		{"semicolons", exchange.Folders, "barcode;patient_number;home\n", "not separated by commas"},
		{"UTF-16", exchange.Folders, "\xff\xfeb\x00", "UTF-16"},
		{"a spreadsheet", exchange.Folders, "PK\x03\x04", "a spreadsheet"},
		{"no header", exchange.Patients, "A1,,Tench,Ivo,,,,\n", "unknown columns"},
		{"a broken header", exchange.Patients, "\"number,\n", "the header, cannot be read"},
	} {
		_, _, err := takeIn(t, h, test.kind, test.text)
		if _, refused := errors.AsType[*exchange.FileError](err); !refused || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestAnyFileCanBeTakenInTwice(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		for _, test := range []struct {
			kind exchange.Kind
			text string
		}{
			{exchange.Locations, "code,name,kind,parent,site,phone,email,loan_days,gln,filing\n,West library,library,,West,,,,,terminal_digit\n,West shelf,shelf,West library,West,01632 960001,w@hospital.example,3,4006381333931,\n,West shelf,shelf," + h.Library.Code + ",North,,,,,\n"},
			{exchange.Patients, patientsHeader + "A1,9449305552,Tench,Ivo,1950-01-02,M,2020-02-03,A9;A8\nA2,,Tench,Ida,,,,\n"},
			{exchange.Folders, foldersHeader + "F40273188G,A1,,,HOME,,,\n,A2,main,1,HOME,,2026-11-02,\n,A2,emergency,7,HOME,,,\n"},
		} {
			text := strings.ReplaceAll(test.text, "HOME", h.Library.Code)
			rows := strings.Count(text, "\n") - 1
			first, problems, err := takeIn(t, h, test.kind, text)
			want := exchange.Report{Rows: rows, Added: rows}
			if test.kind == exchange.Folders {
				want.Batch = 1
			}
			if err != nil || first != want {
				t.Errorf("%s, first: %s, %v %v", test.kind, first, problems, err)
			}
			before := everything(t, h)
			second, problems, err := takeIn(t, h, test.kind, text)
			if want := (exchange.Report{Rows: rows, Known: rows}); err != nil || second != want {
				t.Errorf("%s, second: %s, %v %v", test.kind, second, problems, err)
			}
			if test.kind == exchange.Folders {
				wantBatch(t, h, rows)
			}
			if diff := cmp.Diff(before, everything(t, h)); diff != "" {
				t.Errorf("%s: the second import changed something (-first +second):\n%s", test.kind, diff)
			}
		}
		h.Clean()
	})
}

// wantBatch finds one import whose labels can be printed together, of so many folders.
func wantBatch(t *testing.T, h *trackingtest.Hospital, folders int) {
	t.Helper()
	batches, err := h.Store.ImportBatches(t.Context(), 10)
	if err != nil || len(batches) != 1 {
		t.Fatalf("%d batches: %v", len(batches), err)
	}
	codes, err := h.Store.ImportedCodes(t.Context(), batches[0].ID, 0, 100)
	if err != nil || batches[0].Folders != folders || len(codes) != folders || slices.Contains(codes, h.Folder.Code) {
		t.Errorf("a batch of %d folders has the labels %q: %v", batches[0].Folders, codes, err)
	}
}

// everything is all locations, and what patients and folders say of themselves.
func everything(t *testing.T, h *trackingtest.Hospital) []tracking.Location {
	t.Helper()
	all, err := h.Store.Locations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnImportBringsLocationsUpToDateInTheColumnsThatItHas(t *testing.T) {
	h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
	report, problems, err := takeIn(t, h, exchange.Locations, "code,name,kind,loan_days\n"+h.Clinic.Code+",Clinic B,clinic,7\n")
	if err != nil || report.Known != 1 {
		t.Fatal(report, problems, err)
	}
	for _, p := range everything(t, h) {
		if p.ID == h.Clinic.ID && (p.LoanDays == nil || *p.LoanDays != 7 || p.Site != h.Clinic.Site) {
			t.Errorf("the clinic is %+v", p)
		}
	}
}

func TestARehearsalFindsWhatTheDatabaseKnowsAndKeepsNothing(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		before := everything(t, h)
		rehearsed := tracking.New(exchange.Rehearse(h.Store), h.Rules, h.Clock.Now, h.Events)
		for _, test := range []struct {
			kind     exchange.Kind
			text     string
			report   exchange.Report
			problems []string
		}{
			{exchange.Locations, "name,kind,parent\nWest library,library,\nWest shelf,shelf,West library\nEast shelf,shelf,East library\n", exchange.Report{Rows: 3, Added: 2, Bad: 1},
				[]string{"line 4, column parent: There is no location East library to be the parent."}},
			{exchange.Folders, foldersHeader + ",H1001,main,2," + h.Library.Code + ",,,\n,H1001,main,1," + h.Library.Code + ",,,\n,H7,main,2," + h.Library.Code + ",,,\n", exchange.Report{Rows: 3, Added: 1, Known: 1, Bad: 1},
				[]string{"line 4, column patient_number: No patient has this number. Register the patient first."}},
		} {
			for range 2 {
				report, problems, err := run(t, h, strings.NewReader(test.text), exchange.Job{Kind: test.kind, Service: rehearsed, Rehearsal: true})
				if err != nil || report != test.report {
					t.Errorf("%s: %s, %v", test.kind, report, err)
				}
				if diff := cmp.Diff(test.problems, problems); diff != "" {
					t.Errorf("%s (-want +got):\n%s", test.kind, diff)
				}
			}
		}
		if diff := cmp.Diff(before, everything(t, h)); diff != "" {
			t.Errorf("the rehearsal kept something:\n%s", diff)
		}
		if _, problems, err := takeIn(t, h, exchange.Folders, foldersHeader+",H1001,main,2,"+h.Library.Code+",,,\n"); err != nil || len(problems) > 0 {
			t.Error(problems, err)
		}
		h.Clean()
	})
}

func TestAnImportThatLosesItsDatabaseSaysWhereAndCanBeRunAgain(t *testing.T) {
	dsn := "sqlite:" + t.TempDir() + "/casenotes.db"
	h := trackingtest.OpenEmpty(t, dsn)
	var text strings.Builder
	text.WriteString(patientsHeader)
	for i := range 1200 {
		fmt.Fprintf(&text, "A%d,,%s,Ivo,,,,\n", i, strings.Repeat("long", 50))
	}
	file := strings.NewReader(text.String())
	cut := func(exchange.Report) { must(t, h.Store.Close()) }
	report, err := exchange.Import(t.Context(), file, exchange.Job{Kind: exchange.Patients, Service: h.Service, Actor: trackingtest.Admin, Progress: cut})
	if err == nil || report.Added != 500 || report.Bad != 0 || !strings.Contains(err.Error(), "stopped at line 502;") {
		t.Fatalf("%s, %v", report, err)
	}
	again, problems, err := takeIn(t, trackingtest.OpenEmpty(t, dsn), exchange.Patients, text.String())
	if want := (exchange.Report{Rows: 1200, Added: 700, Known: 500}); err != nil || again != want {
		t.Errorf("%s, %v, %v", again, problems, err)
	}
}

func TestAClerkWithoutTheRightImportsNothing(t *testing.T) {
	h := trackingtest.Open(t, "sqlite:"+t.TempDir()+"/casenotes.db")
	_, err := exchange.Import(t.Context(), strings.NewReader(patientsHeader+"A1,,Tench,Ivo,,,,\n"),
		exchange.Job{Kind: exchange.Patients, Service: h.Service, Actor: trackingtest.Porter})
	if !errors.Is(err, tracking.ErrForbidden) {
		t.Errorf("%v, want %v", err, tracking.ErrForbidden)
	}
}

func BenchmarkImportFolders(b *testing.B) {
	h := trackingtest.OpenEmpty(b, trackingtest.MySQL(b))
	library := h.AddLocation("Main library", tracking.Library, "", "North")
	number := 0
	for b.Loop() {
		const rows = 10_000
		var patients, folders bytes.Buffer
		patients.WriteString(patientsHeader)
		folders.WriteString(foldersHeader)
		for range rows {
			number++
			fmt.Fprintf(&patients, "Z%d,,Family%d,Given,1950-01-01,F,,\n", number, number)
			fmt.Fprintf(&folders, ",Z%d,main,1,%s,,,\n", number, library.Code)
		}
		for _, f := range []struct {
			kind exchange.Kind
			text io.Reader
		}{{exchange.Patients, &patients}, {exchange.Folders, &folders}} {
			began := b.Elapsed()
			report, err := exchange.Import(b.Context(), f.text, exchange.Job{Kind: f.kind, Service: h.Service, Actor: trackingtest.Admin})
			if err != nil || report.Added != rows {
				b.Fatal(report, err)
			}
			b.ReportMetric(rows/(b.Elapsed()-began).Seconds(), string(f.kind)+"/s")
		}
	}
}

func TestAppointmentsAreTakenInAndAskForTheirFolders(t *testing.T) {
	trackingtest.Each(t, func(t *testing.T, h *trackingtest.Hospital) {
		text := strings.ReplaceAll(`id,session,clinic_location,starts,patient_number,status
A1,S1,CLINIC,2026-11-24T09:00:00Z,H 1001,
A2,S1,CLINIC,2026-11-24T09:10:00Z,h-1002,overbooked
A3,S1,CLINIC,2026-11-24,H1001,booked
A4,S1,L1,2026-11-24T09:30:00Z,H1001,booked
A5,S1,CLINIC,2026-11-24T09:30:00Z,H9,booked
A6,S1,CLINIC,2026-11-24T09:30:00Z,H1001,perhaps
`, "CLINIC", h.Clinic.Code)
		for _, want := range []exchange.Report{{Rows: 6, Added: 2, Bad: 4}, {Rows: 6, Known: 2, Bad: 4}} {
			report, problems, err := takeIn(t, h, exchange.Appointments, text)
			if err != nil || report != want {
				t.Errorf("%v, want %v: %v %v", report, want, problems, err)
			}
			for i, column := range []string{"starts", "clinic_location", "patient_number", "status"} {
				if i >= len(problems) || !strings.HasPrefix(problems[i], fmt.Sprintf("line %d, column %s:", i+4, column)) {
					t.Errorf("%v, want a problem of line %d in %s", problems, i+4, column)
				}
			}
		}
		list, err := h.Store.Requests(t.Context(), store.RequestList{LocationID: h.Clinic.ID, Limit: 10})
		if err != nil || len(list) != 2 {
			t.Errorf("%d requests: %v", len(list), err)
		}
	})
}
