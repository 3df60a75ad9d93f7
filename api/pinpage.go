package api

import (
	"context"
	"net/http"

	"github.com/alexedwards/argon2id"
	"github.com/gin-gonic/gin"

	"casenotes/tracking"
	"casenotes/web"
)

// HashPIN makes what is kept of a PIN, unless it is one that a stranger would try first.
func HashPIN(pin string) (string, error) {
	if err := tracking.RefusePIN(pin); err != nil {
		return "", err
	}
	return argon2id.CreateHash(pin, passwordCost)
}

// getPIN is where people set their PIN. Everybody who signs in may have one, so the page asks for no more.
func (s *Server) getPIN(c *gin.Context, ctx context.Context, _ tracking.Actor) error {
	return s.showPIN(c, ctx, http.StatusOK, nil)
}

func (s *Server) showPIN(c *gin.Context, ctx context.Context, code int, faults []web.Fault) error {
	taken := seatOf(ctx)
	quick, err := s.Store.Quick(ctx, taken.UserID)
	if err != nil {
		return err
	}
	page := web.PIN{Frame: s.frame(c, "Your PIN"), Set: quick.PINSetAt != nil, NeedsPassword: taken.Method != tracking.ByPassword}
	page.Faults = faults
	s.page(c, code, page)
	return nil
}

func (s *Server) postPIN(c *gin.Context, ctx context.Context, actor tracking.Actor) error {
	pin := c.PostForm("pin")
	hash, err := HashPIN(pin)
	if err == nil && pin != c.PostForm("again") {
		return s.showPIN(c, ctx, http.StatusUnprocessableEntity, []web.Fault{{Field: "again", Text: "The two PINs are not the same. Enter both again."}})
	}
	if err == nil {
		err = s.Service.SetPIN(ctx, actor, seatOf(ctx).Method, hash)
	}
	if faults, code, ok := refusal(err, "pin"); ok {
		return s.showPIN(c, ctx, code, faults)
	}
	if err != nil {
		return err
	}
	return s.done(c, "/", "Your PIN is set. It works with your badge or name on shared devices.")
}
