// Package web is the presentation of Casenotes and nothing else: the embedded templates, style sheet and scripts, and
// one Go struct for each page. It decides nothing; a handler fills a page and has it rendered.
//
// To add a page: write templates/NAME.html, which defines "main" (and "scripts" where it needs one), and a struct in a
// file of its own that embeds Frame and answers "NAME.html" from Template, and add its zero value to the list in New.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed all:dist
var distFiles embed.FS

// Page is what one screen shows. Template names its file in templates/.
type Page interface {
	Template() string
}

// Site renders the pages of one hospital.
type Site struct {
	pages   map[string]*template.Template
	assets  map[string]string
	version string
}

// New parses every page, to show times in the hospital's zone. It panics when a page has no good template, which is a
// fault of the program, and fails when the style sheet and scripts have not been built.
func New(zone *time.Location) (*Site, error) {
	manifest, err := distFiles.ReadFile("dist/manifest.json")
	if err != nil {
		return nil, fmt.Errorf("read the built web assets (build them with `npm run build` in web): %w", err)
	}
	s := &Site{pages: map[string]*template.Template{}}
	s.version = fmt.Sprintf("%x", sha256.Sum256(manifest))[:8]
	if err := json.Unmarshal(manifest, &s.assets); err != nil {
		return nil, fmt.Errorf("read the list of web assets: %w", err)
	}
	frame := template.Must(template.New("layout.html").Funcs(s.words(zone)).
		ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/forms.html", "templates/folderparts.html", "templates/lists.html", "templates/scanloop.html", "templates/lockscreen.html"))
	for _, page := range []Page{
		Devices{}, Device{}, Interface{}, FeedMessage{}, FeedPlaces{}, Enrol{}, Wards{}, Ward{}, ActivityPage{},
		SignIn{}, Scan{}, Problem{}, Home{}, Find{}, Folder{}, Folders{}, Patient{}, NewPatient{}, MergePatients{}, Separate{}, PaperTasks{}, PaperTask{}, MergeFolders{}, LooseFiling{},
		Boards{}, Board{}, Overdue{}, HolderPage{}, Alerts{}, ToCheck{}, Locations{}, Location{}, Imports{}, ScanFile{}, Docs{}, Formats{}, NewFormat{}, ScannerTest{}, ScannerSheet{}, Commands{}, Help{},
		NewRequest{}, RequestCheck{}, Asked{}, Requests{}, Request{}, Clinics{}, ChooseClinics{}, Clinic{}, Receives{}, Receive{}, SendBack{},
		Letters{}, Letter{}, LetterTexts{}, LetterTextForm{}, Closures{},
		Policies{}, Lock{}, PIN{}, People{}, Person{}, NewPerson{},
		Containers{}, Container{}, Labels{}, PrintJob{}, Printers{}, Printer{}, Stocks{}, NewStock{}, Layouts{}, LayoutForm{},
		Stocktakes{}, NewStocktake{}, Stocktake{}, Audits{}, Stocktaking{}, Walls{}, Wall{}, Transit{},
		Missing{}, MissingCase{}, MissingReport{}, MissingLost{}, MissingRegister{}, Temporary{}, Permanent{},
		Libraries{}, LibraryHome{}, LibraryList{}, Pull{}, PullSheet{}, Chase{}, PulledList{}, Pulling{}, Sending{}, Filing{}, ReadinessBoard{}, SessionBoard{}, Digest{}} {
		own := template.Must(frame.Clone())
		s.pages[page.Template()] = template.Must(own.ParseFS(templateFiles, "templates/"+page.Template()))
	}
	return s, nil
}

// Version names the style sheet and scripts that pages come with.
func (s *Site) Version() string { return s.version }

// Render writes the page, whole or not at all.
func (s *Site) Render(w io.Writer, page Page) error {
	return s.render(w, page, "layout.html")
}

// RenderRows writes only the page's live region, which its template defines as "rows": the answer to a request with
// the header "X-Fragment: rows".
func (s *Site) RenderRows(w io.Writer, page Page) error {
	return s.render(w, page, "rows")
}

func (s *Site) render(w io.Writer, page Page, part string) error {
	tmpl, ok := s.pages[page.Template()]
	if !ok {
		return fmt.Errorf("render %s: the page is not in the list in web.New", page.Template())
	}
	var out bytes.Buffer
	if err := tmpl.ExecuteTemplate(&out, part, page); err != nil {
		return fmt.Errorf("render %s: %w", page.Template(), err)
	}
	_, err := out.WriteTo(w)
	return err
}

// Assets serves the style sheet, scripts and images; mount it at /assets/. Their names change with their content, so
// a browser may keep them for ever.
func (s *Site) Assets() http.Handler {
	dist, err := fs.Sub(distFiles, "dist")
	if err != nil {
		panic(err) // fs.Sub fails only on a malformed name
	}
	files := http.StripPrefix("/assets/", http.FileServerFS(dist))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Path[len("/assets/"):]
		if info, err := fs.Stat(dist, name); err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Vary", "Accept-Encoding")
		if _, err := fs.Stat(dist, name+".gz"); err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
			r = r.Clone(r.Context())
			r.URL.Path += ".gz"
		}
		files.ServeHTTP(w, r)
	})
}

// ScanPolicy is the policy of the scan page, whose camera is read by a program in WebAssembly.
var ScanPolicy = strings.Replace(Policy, "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", 1)

// Policy is the Content-Security-Policy of every other page: nothing is written inside the page and nothing comes from
// outside, so no nonce is needed.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
