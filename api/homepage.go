package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const (
	foundFor  = 24 * time.Hour // how long whoever looked for a folder is told that it was found
	foundRows = 5
)

func (s *Server) getHome(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	now := s.Now()
	counts, err := s.Store.Counts(ctx, now)
	if err != nil {
		return err
	}
	page := web.Home{Frame: s.frame(c, "Home"), Scans: actor.Role == tracking.RolePorter, Find: findBox(actor)}
	page.Find.Heading = !page.Scans
	page.Find.Focus = !page.Scans
	page.Figures = []web.Figure{
		figure("overdue", "/overdue", counts.Overdue),
		figure("on the way", "/transit", counts.InTransit),
		figure("can't be found", "/missing", counts.Missing),
	}
	for _, kind := range tracking.AlertKinds() {
		if n := counts.Alerts[kind]; n > 0 {
			page.Alerts = append(page.Alerts, web.Figure{Text: web.SentenceCase(kind.Label()), Href: "/alerts?kind=" + string(kind), N: n})
		}
	}
	if actor.Role.May(tracking.MayRequest) && !actor.Role.May(tracking.MayPull) {
		page.Asks = []web.NavItem{{Text: "My clinics", Href: "/clinics"}, {Text: "My requests", Href: "/requests"}, {Text: "Ask for folders", Href: "/requests/new"},
			{Text: "Receive folders", Href: "/receive"}, {Text: "Send folders back", Href: "/send-back"}}
	}
	found, err := s.Store.FoundFor(ctx, actor.Name, now.Add(-foundFor), foundRows)
	if err != nil {
		return err
	}
	for _, v := range found {
		page.Found = append(page.Found, s.caseRow(actor, v, 0))
	}
	page.Setup = setup(actor)
	s.page(c, http.StatusOK, page)
	return nil
}

// setup leads to the pages of whoever sets things up.
func setup(actor tracking.Actor) (list []web.NavItem) {
	if actor.Role.May(tracking.MayPull) {
		list = append(list, web.NavItem{Text: "Folders", Href: "/folders"}, web.NavItem{Text: "Locations", Href: "/locations"})
	}
	if actor.Role.May(tracking.MayScan) {
		list = append(list, web.NavItem{Text: "Test a scanner", Href: "/scanner-test"})
	}
	if actor.Role.May(tracking.MayShelve) { // the others have them in their menu
		list = append(list, web.NavItem{Text: "Boxes, trolleys and bags", Href: "/containers"})
	}
	if actor.Role.May(tracking.MayPrint) {
		list = append(list, web.NavItem{Text: "Labels and print jobs", Href: "/labels"}, web.NavItem{Text: "Printers", Href: "/printers"})
	}
	if actor.Role.May(tracking.MayEditLocations) {
		list = append(list, web.NavItem{Text: "Devices", Href: "/devices"}, web.NavItem{Text: "Interface", Href: "/interface"})
	}
	if actor.Role.May(tracking.MayAdminister) {
		list = append(list, web.NavItem{Text: "People", Href: "/people"})
		list = append(list, web.NavItem{Text: "Barcode formats", Href: "/formats"})
	}
	list = append(list, web.NavItem{Text: "Wards", Href: "/wards"})
	return append(list, web.NavItem{Text: "Morning e-mail", Href: "/digest"})
}

func figure(text, href string, n store.Count) web.Figure {
	return web.Figure{Text: text, Href: href, N: n.N, More: n.More}
}

// findBox is the find box as the actor may use it.
func findBox(actor tracking.Actor) web.FindBox {
	return web.FindBox{ByBarcodeOnly: !actor.Role.May(tracking.MaySeePatients)}
}
