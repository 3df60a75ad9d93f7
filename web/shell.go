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
	version := sha256.Sum256(fmt.Append(page.Bytes(), files, string(code)))
	told, err := json.Marshal(map[string]any{"version": hex.EncodeToString(version[:6]), "files": files})
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

// shellFiles are the addresses of everything that the shell loads: all that was built but the scripts of other pages.
func (s *Site) shellFiles() ([]string, error) {
	built, err := fs.ReadDir(distFiles, "dist")
	if err != nil {
		return nil, fmt.Errorf("list the built web assets: %w", err)
	}
	others := []string{s.assets["sw.js"], s.assets["board.js"], s.assets["camera.js"], s.assets["scannertest.js"], s.assets["help.js"], s.assets["enrol.js"],
		s.assets["printing.js"], s.assets["requests.js"], s.assets["receive.js"], s.assets["paper.js"]}
	var files []string
	for _, f := range built {
		name := f.Name()
		kind := path.Ext(name)
		served := kind == ".js" || kind == ".css" || kind == ".svg"
		if served && !slices.Contains(others, name) {
			files = append(files, "/assets/"+name)
		}
	}
	return files, nil
}
