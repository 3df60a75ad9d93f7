package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// may says of each package which of ours it may import, and which of others' it must not. It is the table of the architecture.
var may = map[string]struct{ ours, never []string }{
	"tracking":              {ours: []string{"tracking/calendar"}, never: []string{"gorm.io/", "github.com/gin-gonic/", "net/http", "database/sql", "encoding/csv"}},
	"tracking/calendar":     {never: []string{"github.com/", "gorm.io/", "golang.org/"}},
	"tracking/store":        {ours: []string{"tracking"}, never: []string{"github.com/gin-gonic/", "net/http"}},
	"tracking/exchange":     {ours: []string{"tracking"}, never: []string{"gorm.io/", "github.com/gin-gonic/"}},
	"tracking/synthetic":    {ours: []string{"tracking", "tracking/calendar"}, never: []string{"gorm.io/", "github.com/gin-gonic/", "net/http"}},
	"tracking/trackingtest": {ours: []string{"tracking", "tracking/calendar", "tracking/store"}, never: []string{"gorm.io/", "github.com/gin-gonic/"}},
	"labels":                {never: []string{"gorm.io/", "github.com/gin-gonic/", "net/http"}},
	"web":                   {ours: []string{"tracking"}, never: []string{"gorm.io/", "github.com/gin-gonic/"}},
	"api/hl7":               {ours: []string{"tracking", "tracking/store"}, never: []string{"gorm.io/", "github.com/gin-gonic/", "net/http"}},
	"api": {ours: []string{"api/hl7", "tracking", "tracking/calendar", "tracking/store", "tracking/exchange", "web", "labels"},
		never: []string{"gorm.io/"}},
	"cmd/casenotes": {ours: []string{"api", "api/hl7", "labels", "tracking", "tracking/calendar", "tracking/exchange", "tracking/store", "tracking/synthetic", "web"},
		never: []string{"gorm.io/"}},
}

// clocks are the files besides cmd and tests that may read the machine's clock, and why.
var clocks = map[string]string{
	"tracking/store/signins.go": "the session manager counts the lives of sessions by it",
	"api/live.go":               "deadlines of a socket are the machine's: the network knows no other clock",
	"api/hl7/client.go":         "deadlines of a connection are the machine's",
	"api/hl7/listener.go":       "deadlines of a connection are the machine's, and how long an answer took is measured",
	"api/metrics.go":            "how long an answer took is measured, not told",
	"tracking/store/log.go":     "how long a statement took is measured, not told",
	"web/words.go":              "asks whether the zone is the machine's, which browsers know by no name",
}

type sourceFile struct {
	path, dir string
	tree      *ast.File
}

func sources(t *testing.T) (list []sourceFile) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		list = append(list, sourceFile{filepath.ToSlash(rel), filepath.ToSlash(filepath.Dir(rel)), tree})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestPackagesImportWhatTheArchitectureAllows(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range sources(t) {
		if strings.HasSuffix(f.path, "_test.go") { // a test may reach for the rig and for what it compares with
			continue
		}
		rule, known := may[f.dir]
		if !known {
			t.Errorf("%s: package %s has no row in the table of the architecture", f.path, f.dir)
			continue
		}
		seen[f.dir] = true
		for _, i := range f.tree.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if own, isOurs := strings.CutPrefix(path, "casenotes/"); isOurs && !slices.Contains(rule.ours, own) {
				t.Errorf("%s imports %s", f.path, path)
			}
			for _, never := range rule.never {
				if path == never || strings.HasPrefix(path, never) && strings.HasSuffix(never, "/") {
					t.Errorf("%s imports %s", f.path, path)
				}
			}
		}
	}
	if !seen["tracking"] || !seen["api"] {
		t.Error("the packages were not found")
	}
}

func TestOnlyTheProgramReadsTheClock(t *testing.T) {
	used := map[string]bool{}
	for _, f := range sources(t) {
		if strings.HasSuffix(f.path, "_test.go") || strings.HasPrefix(f.path, "cmd/") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := call.X.(*ast.Ident); !ok || x.Name != "time" || !slices.Contains([]string{"Now", "Since", "Until", "Sleep", "Local"}, call.Sel.Name) {
				return true
			}
			used[f.path] = true
			if clocks[f.path] == "" || call.Sel.Name == "Sleep" {
				t.Errorf("%s uses time.%s", f.path, call.Sel.Name)
			}
			return true
		})
	}
	for path, why := range clocks {
		if !used[path] {
			t.Errorf("%s no longer reads the clock: take it off the list (%s)", path, why)
		}
	}
}

func TestNoTestSleeps(t *testing.T) {
	for _, f := range sources(t) {
		if strings.HasPrefix(filepath.Base(f.path), "bench_") { // a measurement may let things settle
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "Sleep" {
				if x, ok := call.X.(*ast.Ident); ok && x.Name == "time" {
					t.Errorf("%s sleeps: wait for what should happen", f.path)
				}
			}
			return true
		})
	}
}

// TestWhatRunsAtOnceIsWatchedForRaces holds the Makefile's list against the tests: everything runs without the race detector, and every
// test that starts goroutines must have a name that the watched run takes as well.
func TestWhatRunsAtOnceIsWatchedForRaces(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	must(t, err)
	_, names, found := strings.Cut(string(makefile), "\nAT_ONCE   := ")
	names, _, _ = strings.Cut(names, "\n")
	watched, err := regexp.Compile(names)
	if err != nil || !found {
		t.Fatalf("the Makefile has no AT_ONCE that is an expression: %v", err)
	}
	var tests []sourceFile
	helpers := map[string]bool{} // functions of the tests that start goroutines, by package and name
	for _, f := range sources(t) {
		if !strings.HasSuffix(f.path, "_test.go") || !slices.Contains([]string{"api", "api/hl7", "tracking", "tracking/store"}, f.dir) {
			continue
		}
		tests = append(tests, f)
		for _, d := range f.tree.Decls {
			if helper, ok := d.(*ast.FuncDecl); ok && helper.Recv == nil && startsGoroutines(helper, f.dir, nil) {
				helpers[f.dir+"."+helper.Name.Name] = true
			}
		}
	}
	seen := 0
	for _, f := range tests {
		for _, d := range f.tree.Decls {
			test, ok := d.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(test.Name.Name, "Test") || !startsGoroutines(test, f.dir, helpers) {
				continue
			}
			if seen++; !watched.MatchString(test.Name.Name) {
				t.Errorf("%s: %s does several things at once and is not watched for races: say so in its name, or add a word to AT_ONCE", f.path, test.Name.Name)
			}
		}
	}
	if seen == 0 {
		t.Error("no test does several things at once")
	}
}

// startsGoroutines says whether a function has a go statement, the Go of a wait group, or a call of a helper that has.
func startsGoroutines(f *ast.FuncDecl, dir string, helpers map[string]bool) (starts bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			starts = true
		case *ast.SelectorExpr:
			starts = starts || n.Sel.Name == "Go"
		case *ast.CallExpr:
			called, _ := n.Fun.(*ast.Ident)
			starts = starts || called != nil && helpers[dir+"."+called.Name]
		}
		return !starts
	})
	return starts
}
