package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"casenotes/labels"
	"casenotes/tracking"
	"casenotes/tracking/store"
	"casenotes/web"
)

const peoplePage = 100

// people are the pages of whoever lets others in.
func (s *Server) people(g *gin.RouterGroup) {
	g.GET("/people", s.visit(tracking.MayAdminister, s.getPeople))
	g.GET("/people/new", s.visit(tracking.MayAdminister, s.getNewPerson))
	g.POST("/people/new", s.visit(tracking.MayAdminister, s.postNewPerson))
	g.GET("/people/:name", s.visit(tracking.MayAdminister, s.getPerson))
	g.POST("/people/:name", s.visit(tracking.MayAdminister, s.postPerson))
	g.GET("/people/:name/badge", s.visit(tracking.MayAdminister, s.getBadge))
}

func (s *Server) getPeople(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	list, err := s.Store.People(ctx, c.Query("after"), peoplePage+1)
	if err != nil {
		return err
	}
	page := web.People{Frame: s.frame(c, "People")}
	for i, p := range list {
		if i == peoplePage {
			page.More = list[i-1].Name
			break
		}
		page.Rows = append(page.Rows, personRow(p))
	}
	s.page(c, http.StatusOK, page)
	return nil
}

func personRow(p store.Person) web.PersonRow {
	return web.PersonRow{Name: p.Name, Role: string(p.Role), Badge: p.Badge, PINSet: p.PINSetAt != nil, Disabled: p.DisabledAt != nil, LastAt: p.LastAt}
}

// roles are those of people.
func roles() (list []web.Choice) {
	for _, r := range tracking.Roles() {
		if r != tracking.RoleDevice {
			list = append(list, web.Choice{Code: string(r), Name: web.SentenceCase(string(r))})
		}
	}
	return list
}

func (s *Server) getNewPerson(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	s.page(c, http.StatusOK, web.NewPerson{Frame: s.frame(c, "Add somebody"), RoleOf: string(tracking.RolePorter), Roles: roles()})
	return nil
}

// postNewPerson adds a user with a password that nobody but its owner needs to know.
func (s *Server) postNewPerson(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	name, password := strings.ToLower(strings.TrimSpace(c.PostForm("name"))), rand.Text()
	role, err := tracking.ParseRole(c.PostForm("role"))
	if err == nil && role == tracking.RoleDevice {
		err = &tracking.Error{Kind: tracking.Invalid, Code: "unknown_role", Text: "This role is for programs. Choose another."}
	}
	if err == nil {
		var hash string
		if hash, err = HashPassword(password); err == nil {
			err = s.Service.AddUser(ctx, actor, name, role, hash)
		}
	}
	if err == nil {
		return s.showPerson(c, name, http.StatusOK, password, nil)
	}
	faults, code, ok := refusal(err, "name")
	if !ok {
		return err
	}
	if e, told := errors.AsType[*tracking.Error](err); told && e.Code == "unknown_role" {
		faults[0].Field = "role"
	}
	page := web.NewPerson{Frame: s.frame(c, "Add somebody"), Name: name, RoleOf: string(role), Roles: roles()}
	page.Faults = faults
	s.page(c, code, page)
	return nil
}

func (s *Server) getPerson(c *gin.Context, _ context.Context, _ tracking.Actor) error {
	return s.showPerson(c, c.Param("name"), http.StatusOK, "", nil)
}

func (s *Server) showPerson(c *gin.Context, name string, code int, password string, faults []web.Fault) error {
	p, found, err := s.Store.Person(c.Request.Context(), name)
	if err == nil && !found {
		err = tracking.ErrUnknownUser
	}
	if err != nil {
		return err
	}
	page := web.Person{Frame: s.frame(c, p.Name), Row: personRow(p), Since: p.CreatedAt, Roles: roles(), Password: password}
	page.Yourself = page.User == p.Name
	page.Faults = faults
	s.page(c, code, page)
	return nil
}

// postPerson changes what somebody may do, or their badge.
func (s *Server) postPerson(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	name, path := c.Param("name"), "/people/"+c.Param("name")
	err, said := error(nil), ""
	switch c.PostForm("do") {
	case "role":
		var role tracking.Role
		if role, err = tracking.ParseRole(c.PostForm("role")); err == nil {
			err, said = s.Service.ChangeRole(ctx, actor, name, role), "The role is changed."
		}
	case "disable":
		err, said = s.Service.DisableUser(ctx, actor, name), name+" is disabled."
	case "enable":
		err, said = s.Service.EnableUser(ctx, actor, name), name+" can sign in again."
	case "badge":
		_, err = s.Service.IssueBadge(ctx, actor, name)
		said = "The badge is issued. Print it, then scan it on a locked screen to try it."
	case "retire":
		err, said = s.Service.RetireBadge(ctx, actor, name), "The badge no longer counts."
	default:
		err = &problem{Status: http.StatusUnprocessableEntity, Title: "Unprocessable Entity", Code: "content", Detail: "Choose one of the buttons on the page of this user."}
	}
	if err == nil {
		return s.done(c, path, said)
	}
	if faults, code, ok := refusal(err, "role"); ok && !errors.Is(err, tracking.ErrUnknownUser) {
		return s.showPerson(c, name, code, "", faults)
	}
	return err
}

// getBadge is the badge to print, on the stock of folder labels.
func (s *Server) getBadge(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	p, found, err := s.Store.Person(ctx, c.Param("name"))
	if err == nil && (!found || p.Badge == "") {
		err = tracking.ErrUnknownBadge
	}
	if err != nil {
		return err
	}
	size, err := labels.LookupStock(labels.FolderStock)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := labels.Write(&file, labels.PDF, size, []labels.Label{{Code: p.Badge, Title: p.Name, Side: []string{"Badge"}}}); err != nil {
		return err
	}
	c.Header("Content-Disposition", `inline; filename="badge.pdf"`)
	c.Data(http.StatusOK, labels.PDF.MediaType(), file.Bytes())
	return nil
}
