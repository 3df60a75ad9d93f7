package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"casenotes/tracking"
)

func site(t *testing.T) *Site {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(zone)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func render(t *testing.T, page Page) string {
	t.Helper()
	var out strings.Builder
	if err := site(t).Render(&out, page); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestNoPageHidesAPartOfItsFrame(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string][]string{} // what structs that have a frame declare
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, is := n.(*ast.TypeSpec)
			if !is {
				return true
			}
			fields, is := s.Type.(*ast.StructType)
			if !is {
				return true
			}
			var declared []string
			framed := false
			for _, f := range fields.Fields.List {
				for _, n := range f.Names {
					declared = append(declared, n.Name)
				}
				embedded, is := f.Type.(*ast.Ident)
				framed = framed || is && len(f.Names) == 0 && embedded.Name == "Frame"
			}
			if framed {
				pages[s.Name.Name] = declared
			}
			return true
		})
	}
	if len(pages) < 50 {
		t.Fatalf("only %d pages were found", len(pages))
	}
	for name, declared := range pages {
		for _, field := range reflect.VisibleFields(reflect.TypeFor[Frame]()) {
			if slices.Contains(declared, field.Name) {
				t.Errorf("%s.%s is shown at the top of the page, in the place of the frame's", name, field.Name)
			}
		}
	}
}

func TestTheLookOutListPushesNoButtonOfAStationDown(t *testing.T) {
	for _, page := range []Page{Filing{}, Sending{}, Pulling{Frame: Frame{Shared: true}}, StocktakingShell()} {
		main := regexp.MustCompile(`(?s)<main .*</main>`).FindString(render(t, page))
		at := strings.Index(main, "data-lookout")
		if at < 0 || strings.Contains(main[at:], "<button") {
			t.Errorf("%s has no look-out list below its buttons:\n%s", page.Template(), main)
		}
	}
}

func samples() []Page {
	frame := Frame{Title: "Scan", User: "P. Porter", Role: "porter", Place: "Clinic B", Nav: Menu("admin", "/scan")}
	place := Place{"L0000125", "Clinic B", "North"}
	list := FolderList{ID: "here", Names: true, PlaceHead: "Where", SinceHead: "Since", DueHead: "Due", Rows: []FolderRow{{Code: "F40273188G", Place: &place, Late: "Overdue"}}}
	return []Page{
		SignIn{Frame: Frame{Title: "Sign in", Faults: []Fault{{"password", "Enter your password"}}}, Username: "porter", Next: "/scan"},
		Scan{Frame: frame, Locations: []Choice{{"L0000125", "Clinic B"}}, Location: "L0000125"},
		Scan{Frame: frame, Result: &Result{"done", "F4027 3188G is now at Clinic B."}},
		Home{Frame: frame, Find: FindBox{Heading: true}, Figures: []Figure{{"overdue", "/overdue", 1000, true}}},
		Find{Frame: frame, Box: FindBox{Heading: true, Text: "smyth"}, Asked: true, Read: Understanding{Names: "smyth"}},
		Folder{Frame: frame, Row: Row{Overdue: true}, SeesPatient: true, Actions: FolderActions{Print: true, Missing: true, Change: true, Volume: true, Alias: true}},
		Folders{Frame: frame, Registers: true, Adds: true, Loads: true},
		Patient{Frame: frame, Edits: true, Adds: true},
		MergePatients{Frame: frame, Records: []MergeRecord{{}, {}}},
		Separate{Frame: frame, Merge: MergeRow{Brought: []Row{{}}}},
		PaperTasks{Frame: frame, Rows: []MergeRow{{Waiting: []Row{{}}}}},
		PaperTask{Frame: frame, Merge: MergeRow{Waiting: []Row{{}}, Brought: []Row{{}}, Theirs: []Row{{}}}, Prints: true},
		MergeFolders{Frame: frame, Step: 1, Places: []Choice{{"L0000125", "Clinic B"}}},
		MergeFolders{Frame: frame, Step: 3, Survivor: &Row{}, Loser: &Row{}},
		LooseFiling{Frame: frame, Rows: []LooseRow{{}}},
		LooseFiling{Frame: frame, Confirm: &LooseRow{Papers: []LoosePaper{{What: "2 letters"}}}},
		NewPatient{Frame: frame, Sexes: Sexes()},
		Problem{Frame: frame, Text: "Try again in a minute.", Reference: "7F3K"},
		Boards{Frame: frame, Query: "clinic", Groups: []PlaceGroup{{"Clinic", []Place{place}}}},
		Board{Frame: frame, Here: place, Around: &place, Inside: []Place{place}, Lists: []FolderList{list, {ID: "none"}}},
		Overdue{Frame: frame, Holders: []Holder{{Place: place, Late: "Overdue"}}, Alerts: true},
		Overdue{Frame: frame, Chases: true, Holders: []Holder{{Place: place, Ready: true, Due: true}}, Failed: []RowFault{{"Clinic B", "Nothing is due."}}},
		Overdue{Frame: frame, Today: true},
		HolderPage{Frame: frame, Holder: place, Chases: true, HandsOver: true, Ready: true, Names: true, Failed: []RowFault{{"F4027 3188G", "no"}},
			Rows: []HeldRow{{Code: "F40273188G"}}, Past: []PastChase{{ID: 1, HasLetter: true}}},
		HolderPage{Frame: frame, Holder: place, Alone: "until Monday"},
		Letters{Frame: frame, Chases: true, Look: []OpenLetter{{ID: 1, MailPossible: true}}, Printing: []OpenLetter{{ID: 2}}, Theirs: []OpenLetter{{ID: 5, By: "Sam"}}, Waiting: []OpenLetter{{ID: 3}}, Mails: []OpenLetter{{ID: 4}}},
		Letters{Frame: frame},
		Letter{Frame: frame, ID: 1, Rows: []LetterLine{{Code: "F40273188G"}}, Names: true},
		Letter{Frame: frame, Text: "x"},
		LetterTexts{Frame: frame, Texts: []LetterTextRow{{Letter: "first"}}},
		LetterTextForm{Frame: frame, Edits: true, Preview: &Letter{Text: "x"}},
		LetterTextForm{Frame: frame, Subject: "x"},
		Closures{Frame: frame, Edits: true, Rows: []ClosureRow{{ID: 1, Local: true, Ahead: true, Moving: true}}},
		Alerts{Frame: frame, Kinds: []AlertChoice{{Text: "All"}}, Rows: []AlertRow{{ID: 1, Code: "F40273188G", Place: &place}}, Acknowledges: true},
		Locations{Frame: frame, Top: &place, Rows: []LocationRow{{Place: place}}, Edits: true, Prints: true, Imports: true},
		Location{Frame: frame, Code: "L0000125", Clashes: []Clash{{"Name", "a", "b"}}},
		Imports{Frame: frame, Kinds: []ImportKind{{Kind: "patients"}}, Report: &ImportReport{Problems: []ImportProblem{{Line: 2, Text: "wrong"}}}},
		ScanFile{Frame: frame, Report: &ScanFileReport{Attention: []ScanOutcome{{Code: "F4027 3188G", Text: "Scan it again."}, {}}}},
		Commands{Frame: frame, Commands: AllCommands()},
		Help{Frame: frame, Commands: AllCommands()},
		Formats{Frame: frame, Own: []Format{{Name: "Folder"}}, Site: []Format{{Name: "Old", Warnings: []string{"weak"}}}, Tried: &Tried{As: "A folder", Fits: []Format{{Name: "Folder"}}}},
		NewFormat{Frame: frame, Checked: &Format{Example: "AB123456", Warnings: []string{"weak"}}},
		ScannerTest{Frame: frame, Codes: TestCodes()},
		ScannerSheet{Frame: frame, Codes: TestCodes()},
		Docs{Frame: frame, Groups: []DocGroup{{"scans", []DocOperation{{ID: "post-scans", Body: []DocField{{Name: "code"}}}}}}},
	}
}

func TestEveryPageHoldsNothingInlineAndNothingFromOutside(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<script(?:>|[^>]*[^>]>[^<])|<style| style=| on[a-z]+=|javascript:`)
	outside := regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`)
	for _, page := range samples() {
		html := render(t, page)
		if found := inline.FindString(html); found != "" {
			t.Errorf("%s has inline %q", page.Template(), found)
		}
		if found := outside.FindString(html); found != "" {
			t.Errorf("%s loads or leads outside: %q", page.Template(), found)
		}
		if !strings.Contains(html, "<h1") || strings.Count(html, "<h1") != 1 {
			t.Errorf("%s has not exactly one h1", page.Template())
		}
	}
}

func TestThePageShowsWhatWasTypedEscaped(t *testing.T) {
	html := render(t, SignIn{Username: `"><script>alert(1)</script>`})
	if strings.Contains(html, "<script>alert") {
		t.Error("the user name is not escaped")
	}
}

func TestAFormKeepsItsValuesAndSaysWhatIsWrong(t *testing.T) {
	html := render(t, samples()[0])
	for _, want := range []string{`value="porter"`, `href="#password"`, "There is a problem", "<title>Error: Sign in – Case notes</title>"} {
		if !strings.Contains(html, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

func TestTimesAreShownInTheHospitalsZone(t *testing.T) {
	summer := time.Date(2026, 7, 1, 13, 5, 0, 0, time.UTC)
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	words := (&Site{}).words(zone)
	if got := words["clock"].(func(time.Time) string)(summer); got != "14:05" {
		t.Errorf("clock is %s", got)
	}
	if got := words["date"].(func(time.Time) string)(summer); got != "1 July 2026" {
		t.Errorf("date is %s", got)
	}
}

func TestNHSNumbersAreGroupedForTheEye(t *testing.T) {
	if got := groupedNHSNumber("9434765919"); got != `<span class="app-nowrap">943 476 5919</span>` {
		t.Errorf("NHS number is %s", got)
	}
}

func TestAssetsMayBeKeptForEver(t *testing.T) {
	s := site(t)
	answer := httptest.NewRecorder()
	s.Assets().ServeHTTP(answer, httptest.NewRequest("GET", "/assets/"+s.assets["site.css"], nil))
	if answer.Code != 200 || !strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("the style sheet answers %d %q", answer.Code, answer.Header())
	}
	for _, path := range []string{"/assets/", "/assets/none.js", "/assets/../web.go"} {
		answer := httptest.NewRecorder()
		s.Assets().ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
		if answer.Code != 404 {
			t.Errorf("%s answers %d", path, answer.Code)
		}
	}
}

func TestAssetsTravelCompressed(t *testing.T) {
	s := site(t)
	for name, kind := range map[string]string{"site.css": "text/css", "scan.js": "text/javascript"} {
		ask := httptest.NewRequest("GET", "/assets/"+s.assets[name], nil)
		ask.Header.Set("Accept-Encoding", "gzip, br")
		answer := httptest.NewRecorder()
		s.Assets().ServeHTTP(answer, ask)
		h := answer.Header()
		if answer.Code != 200 || h.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(h.Get("Content-Type"), kind) {
			t.Errorf("%s answers %d %q", name, answer.Code, h)
		}
		packed, err := gzip.NewReader(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(packed)
		want, readErr := distFiles.ReadFile("dist/" + s.assets[name])
		if err != nil || readErr != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is another file: %v %v", name, err, readErr)
		}
	}
}

// The sounds are made by the scripts, so they are in it.
func TestTheScanShellIsSmall(t *testing.T) {
	s := site(t)
	files, err := s.shellFiles()
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	w := gzip.NewWriter(&page)
	if err := errors.Join(s.Render(w, Shell()), w.Close()); err != nil {
		t.Fatal(err)
	}
	for _, script := range regexp.MustCompile(`<script[^>]* src="([^"]+)"`).FindAllStringSubmatch(render(t, Shell()), -1) {
		if !slices.Contains(files, script[1]) {
			t.Errorf("the page loads %s, which is not counted", script[1])
		}
	}
	all, scripts := page.Len(), 0
	for _, file := range append(files, "/assets/"+s.assets["sw.js"]) {
		packed, err := distFiles.ReadFile("dist/" + strings.TrimPrefix(file, "/assets/") + ".gz")
		if err != nil {
			t.Fatal(err)
		}
		all += len(packed)
		if strings.HasSuffix(file, ".js") {
			scripts += len(packed)
		}
	}
	t.Logf("the shell is %d bytes compressed, its scripts %d", all, scripts)
	if all > 120_000 || scripts > 40_000 {
		t.Errorf("the shell is %d bytes compressed, its scripts %d", all, scripts)
	}
}

func TestNobodySeesMoreThanSixPlacesToGo(t *testing.T) {
	for _, role := range []string{"porter", "clinic", "library", "supervisor", "coder", "governance", "admin"} {
		if n := len(Menu(role, "/scan")); n < 2 || n > 6 {
			t.Errorf("%s has %d", role, n)
		}
	}
}

func TestOnlySoManyLettersArePrintedAtOnceAsTheServiceTakes(t *testing.T) {
	many := make([]OpenLetter, tracking.MaxChosen+1)
	text := render(t, Letters{Frame: Frame{Title: "Letters"}, Chases: true, Waiting: many})
	if n := strings.Count(text, `name="all"`); n != tracking.MaxChosen || !strings.Contains(text, ">Print the first 200<") || strings.Contains(text, "Print all") {
		t.Errorf("%d letters to print are sent at once of %d", n, len(many))
	}
	text = render(t, Letters{Frame: Frame{Title: "Letters"}, Chases: true, Printing: many})
	if !strings.Contains(text, ">Open the first 200 of your letters (PDF)<") || !strings.Contains(text, ">The first 200 are printed and sent<") {
		t.Error("the button closes letters that are not in the file")
	}
	if text := render(t, Letters{Frame: Frame{Title: "Letters"}, Chases: true, Waiting: many[:2]}); !strings.Contains(text, ">Print all 2<") {
		t.Error("two letters are not printed together")
	}
}

func TestACountThatNobodyFinishedSaysSo(t *testing.T) {
	for want, f := range map[string]Figure{"0": {}, "1,214": {N: 1214}, "1,000+": {N: 1000, More: true}} {
		if got := f.Number(); got != want {
			t.Errorf("%+v is %s, not %s", f, got, want)
		}
	}
}
