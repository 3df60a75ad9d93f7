package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

// checkedLine is one line of a list in words. Folders that an earlier line names are not ticked twice.
func (s *Server) checkedLine(page *web.RequestCheck, r store.Resolved, scope tracking.Scope, seen map[tracking.FolderID]string) web.CheckedLine {
	line := web.CheckedLine{Input: shortened(r.Input)}
	people, again := r.Patients, ""
	several := len(people) > 1
	if r.Folder != nil {
		people = []store.ResolvedPatient{{Patient: r.Folder.Patient, Folders: []tracking.Whereabouts{*r.Folder}}}
	}
	for _, p := range people {
		wanted := p.Folders
		if r.Folder == nil {
			wanted = chosenOf(scope, wanted)
		}
		wanted = slices.DeleteFunc(wanted, func(w tracking.Whereabouts) bool {
			before, is := seen[w.ID]
			if is {
				again = before
			}
			return is || w.Status.Ended()
		})
		for _, w := range wanted {
			seen[w.ID] = line.Input
		}
		one := web.CheckedPatient{Patient: p.Patient, Folders: web.Rows(wanted, s.Now()), Ticked: !several}
		line.Patients = append(line.Patients, one)
		if !several {
			page.Folders += len(wanted)
		}
	}
	switch none := len(line.Patients) == 1 && len(line.Patients[0].Folders) == 0; {
	case len(people) == 0:
		line.Trouble = "Check the number."
		page.Nothing++
	case several:
		line.Trouble = fmt.Sprintf("%d patients have this number. Tick the right one.", len(people))
		page.Several++
	case none && again != "":
		line.Trouble = "The same as " + again + " above."
	case none && r.Folder != nil:
		line.Trouble = "This folder can't be asked for: it is " + string(r.Folder.Status) + "."
	case none:
		line.Trouble = "This patient has no folder."
	}
	if !several {
		page.Patients += len(line.Patients)
	}
	return line
}

// chosenOf is the folders that a scope means.
func chosenOf(scope tracking.Scope, set []tracking.Whereabouts) (list []tracking.Whereabouts) {
	var folders []tracking.Folder
	for _, w := range set {
		folders = append(folders, w.Folder)
	}
	for _, f := range scope.Choose(folders) {
		i := slices.IndexFunc(set, func(w tracking.Whereabouts) bool { return w.ID == f.ID })
		list = append(list, set[i])
	}
	return list
}

const requestRows = 50

var requestFilters = []struct{ state, text string }{{"", "Open"}, {"filled", "Arrived"}, {"not_fillable", "Can't be had"}, {"expired", "Not in time"}, {"cancelled", "Cancelled"}}

// getRequests is what the actor has asked for.
func (s *Server) getRequests(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	after, err := Paging{After: c.Query("after")}.cursor()
	if err != nil {
		return err
	}
	state := c.Query("state")
	page := web.Requests{Frame: s.frame(c, "My requests"), State: state, Checked: s.Now()}
	known := false
	for _, f := range requestFilters {
		href := "/requests"
		if f.state != "" {
			href += "?state=" + f.state
		}
		page.Filters = append(page.Filters, web.NavItem{Text: f.text, Href: href, Current: f.state == state})
		known = known || f.state == state
	}
	if !known {
		c.Redirect(http.StatusSeeOther, "/requests")
		return nil
	}
	list, err := s.Store.Requests(ctx, store.RequestList{AskedBy: actor.Name, State: tracking.RequestState(state), Newest: state != "", After: after, Limit: requestRows + 1})
	if err != nil {
		return err
	}
	if len(list) > requestRows {
		list = list[:requestRows]
		last := list[requestRows-1]
		page.Next = "/requests?" + url.Values{"state": {state}, "after": {cursorText(last.NeededBy, uint64(last.ID))}}.Encode()
	}
	var topics []string
	for _, v := range list {
		page.Rows = append(page.Rows, s.requestRow(v))
		if topic := "requests:" + v.Location.Code; !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
		if topic := "folder:" + v.Folder.Code; state == "" {
			topics = append(topics, topic)
		}
	}
	page.Topics = strings.Join(topics, " ")
	if err := s.sawRequests(ctx, actor, "request.list", len(list)); err != nil {
		return err
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func requestID(c *gin.Context) (tracking.RequestID, error) {
	id, err := strconv.ParseUint(c.Param("id"), 10, 53)
	if err != nil {
		return 0, tracking.ErrUnknownRequest
	}
	return tracking.RequestID(id), nil
}

func (s *Server) getRequestPage(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	return s.showRequest(c, ctx, actor, http.StatusOK, func(*web.Request) {})
}

func (s *Server) showRequest(c *gin.Context, ctx context.Context, actor tracking.Actor, code int, fill func(*web.Request)) error {
	id, err := requestID(c)
	if err != nil {
		return err
	}
	v, found, err := s.Store.RequestByID(ctx, id)
	if err != nil {
		return err
	}
	if !found {
		return tracking.ErrUnknownRequest
	}
	events, asks, err := s.Store.RequestHistory(ctx, id)
	if err != nil {
		return err
	}
	if err := s.Service.Looked(ctx, actor, tracking.AuditEntry{Action: "request.look", FolderID: &v.FolderID, PatientID: &v.Folder.PatientID}); err != nil {
		return err
	}
	may, open := actor.Role.May, v.State.Open()
	page := web.Request{Frame: s.frame(c, "Request "+grouped(int64(v.ID))), RequestRow: s.requestRow(v), SeesPatient: may(tracking.MaySeePatients), Askers: asks,
		Cancels: may(tracking.MayRequest) && open, Chases: may(tracking.MayRequest) && open, Confirms: may(tracking.MayRequest) && v.Doubt != "" && open, MovesUp: may(tracking.MayPull) && v.State == tracking.RequestWaiting}
	if v.Library != nil {
		page.Phone = v.Library.Phone
	}
	for _, e := range slices.Backward(events) {
		page.History = append(page.History, web.RequestStep{RequestEvent: e, What: stepWords(e.Kind)})
	}
	fill(&page)
	s.page(c, code, page)
	return nil
}

// stepWords is a step in the life of a request in words.
func stepWords(kind string) string {
	words := map[string]string{"asked": "Asked for", "merged": "Asked for by somebody else too", "withdrawn": "Not needed by one of them", "moved_up": "Moved up",
		"claimed": "Being looked for", "released": "No longer being looked for", "amended": "Changed", "carried": "Goes on with another folder", "chased": "The library was asked again", "doubted": "To be confirmed", "confirmed": "Confirmed",
		"hopeless": "The folder is missing", "hopeful": "The folder was found", "waiting": "Waits again", "pulled": "Pulled", "sent": "Sent", "filled": "Arrived",
		"cancelled": "Cancelled", "expired": "Not in time", "not_fillable": "Can't be had"}
	if text, known := words[kind]; known {
		return text
	}
	return sentence(strings.ReplaceAll(kind, "_", " "))
}
