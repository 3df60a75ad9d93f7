package api

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// What somebody searched for stands in their session, never in an address: it may be a patient's name. The address has a random
// id instead, so that Back and Reload work.
const (
	searchesKey  = "searches"
	searchesKept = 20
	foldersShown = 3
)

func (s *Server) getFind(c *gin.Context, _ context.Context, actor tracking.Actor) error {
	s.showFind(c, http.StatusOK, web.Find{Box: findBox(actor)})
	return nil
}

func (s *Server) showFind(c *gin.Context, status int, page web.Find) {
	faults := page.Faults
	page.Frame = s.frame(c, "Find")
	page.Faults = faults
	page.Box.Heading, page.Box.Focus = true, true
	s.page(c, status, page)
}

func (s *Server) postFind(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	text := strings.TrimSpace(c.PostForm("q"))
	page := web.Find{Box: findBox(actor)}
	page.Box.Text = text
	switch n := len([]rune(text)); {
	case n == 0:
		page.Box.Fault = "Type or scan what to look for."
	case n > 200:
		page.Box.Fault = "Use 200 characters at most."
	default:
		c.Redirect(http.StatusSeeOther, "/find/"+s.keepSearch(ctx, text))
		return nil
	}
	page.Faults = []web.Fault{{Field: "q", Text: page.Box.Fault}}
	s.showFind(c, http.StatusUnprocessableEntity, page)
	return nil
}

// keepSearch keeps a text in the session and answers the id to ask for it by.
func (s *Server) keepSearch(ctx context.Context, text string) (id string) {
	id = rand.Text()
	kept, _ := s.sessions.Get(ctx, searchesKey).([]string)
	kept = append(kept, id+" "+text)
	s.sessions.Put(ctx, searchesKey, kept[max(0, len(kept)-searchesKept):])
	return id
}

func (s *Server) keptSearch(ctx context.Context, id string) (text string, found bool) {
	kept, _ := s.sessions.Get(ctx, searchesKey).([]string)
	for _, entry := range kept {
		if key, text, _ := strings.Cut(entry, " "); key == id {
			return text, true
		}
	}
	return "", false
}

// getFound searches for what was kept. The exact barcode of a folder or a location leads straight there; a name never does.
func (s *Server) getFound(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	text, kept := s.keptSearch(ctx, c.Param("search"))
	if !kept {
		s.showFind(c, http.StatusNotFound, web.Find{Box: findBox(actor), Forgotten: true})
		return nil
	}
	found, q, err := s.find(ctx, actor, text)
	if err != nil {
		return err
	}
	if len(found.Patients) == 0 && found.Folder != nil && found.Location == nil {
		c.Redirect(http.StatusSeeOther, "/folders/"+found.Folder.Code)
		return nil
	}
	if len(found.Patients) == 0 && found.Location != nil && found.Folder == nil {
		c.Redirect(http.StatusSeeOther, "/board/"+found.Location.Code)
		return nil
	}
	page := web.Find{Box: findBox(actor), Asked: true, Location: found.Location, More: found.More, Twins: twins(found.Patients),
		Read: web.Understanding{Number: q.Number, Names: strings.Join(q.Names, " "), Born: q.Born}}
	page.Box.Text = text
	if found.Folder != nil {
		page.Folder = &web.Rows([]tracking.Whereabouts{*found.Folder}, s.Now())[0]
	}
	if page.Patients, err = s.withFolders(ctx, found); err != nil {
		return err
	}
	if len(found.Patients) > 0 && actor.Role.May(tracking.MayPrint) {
		page.PrintID = c.Param("search")
	}
	s.showFind(c, http.StatusOK, page)
	return nil
}

// withFolders adds the first few folders of each patient found.
func (s *Server) withFolders(ctx context.Context, found store.Found) ([]web.FoundPatient, error) {
	if len(found.Patients) == 0 {
		return nil, nil
	}
	ids := make([]tracking.PatientID, len(found.Patients))
	for i, p := range found.Patients {
		ids[i] = p.ID
	}
	records, err := s.Store.Records(ctx, ids...)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.FoldersOf(ctx, records...)
	if err != nil {
		return nil, err
	}
	folders := map[tracking.PatientID][]web.Row{}
	for _, row := range web.Rows(list, s.Now()) {
		head := row.Patient.Head()
		folders[head] = append(folders[head], row)
	}
	out := make([]web.FoundPatient, len(found.Patients))
	for i, p := range found.Patients {
		rows := folders[p.ID]
		n := min(len(rows), foldersShown)
		out[i] = web.FoundPatient{Patient: p, Folders: rows[:n], Rest: len(rows) - n}
	}
	return out, nil
}

// twins counts the patients who share name and date of birth with another one of the list.
func twins(list []tracking.Patient) (n int) {
	seen := map[string]int{}
	for _, p := range list {
		seen[strings.ToUpper(p.FamilyName+"\x00"+p.GivenName)+day(p.Born)]++
	}
	for _, times := range seen {
		if times > 1 {
			n += times
		}
	}
	return n
}
