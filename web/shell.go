package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
)

// Shell is the scan page as every browser may keep it for when there is no network: nothing in it is about a person or a
// place. Its script fills in who is signed in.
func Shell() Scan {
	return Scan{Frame: Frame{Title: "Scan", Nav: Menu("porter", "/scan"), Shared: true}}
}

// PullingShell is the page for pulling by scanning, as every browser may keep it.
func PullingShell(reasons []Choice) Pulling {
	return Pulling{Frame: Frame{Title: "Pull by scanning", Nav: Menu("library", "/library"), Shared: true}, Reasons: reasons}
}

// Worker serves the service worker that keeps the shell. Its first line names the shell's files and version, so that a
// browser fetches both anew exactly when one of them has changed.
func (s *Site) Worker() (http.HandlerFunc, error) {
	code, err := distFiles.ReadFile("dist/" + s.assets["sw.js"])
	if err != nil {
		return nil, fmt.Errorf("read the service worker: %w", err)
	}
	files, err := s.shellFiles()
	if err != nil {
		return nil, err
	}
	page := bytes.NewBuffer(nil)
	if err := s.Render(page, Shell()); err != nil {
		return nil, err
	}
	for _, station := range []Page{PullingShell(nil), StocktakingShell()} {
		if err := s.Render(page, station); err != nil {
			return nil, err
		}
	}
	also, err := loads("library.js", "stocktake.js")
	if err != nil {
		return nil, err
	}
	also = slices.DeleteFunc(also, func(file string) bool { return slices.Contains(files, file) }) // what the other pages need besides
	version := sha256.Sum256(fmt.Append(page.Bytes(), files, also, string(code)))
	told, err := json.Marshal(map[string]any{"version": hex.EncodeToString(version[:6]), "files": files, "also": also})
	if err != nil {
		return nil, err
	}
	script := slices.Concat([]byte("self.shell="), told, []byte(";\n"), code)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Service-Worker-Allowed", "/")
		_, _ = w.Write(script) // a browser that went away asks again
	}, nil
}

// shellFiles are the addresses of everything that the scan page's shell loads: style sheet, pictures and its scripts.
func (s *Site) shellFiles() ([]string, error) {
	built, err := fs.ReadDir(distFiles, "dist")
	if err != nil {
		return nil, fmt.Errorf("list the built web assets: %w", err)
	}
	files, err := loads("site.js", "scan.js", "lookout.js")
	if err != nil {
		return nil, err
	}
	for _, f := range built {
		if kind := path.Ext(f.Name()); kind == ".css" || kind == ".svg" {
			files = append(files, "/assets/"+f.Name())
		}
	}
	slices.Sort(files)
	return files, nil
}

// loads are the addresses of what scripts load, themselves included, as the build has noted it.
func loads(scripts ...string) (files []string, err error) {
	text, err := distFiles.ReadFile("dist/loads.json")
	if err != nil {
		return nil, fmt.Errorf("read what the scripts load: %w", err)
	}
	var all map[string][]string
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("read what the scripts load: %w", err)
	}
	for _, script := range scripts {
		for _, name := range all[script] {
			if file := "/assets/" + name; !slices.Contains(files, file) {
				files = append(files, file)
			}
		}
	}
	return files, nil
}
