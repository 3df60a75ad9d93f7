package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// getOpenAPI answers the description of the API, which is made from the handlers' own types and so is always true.
func (s *Server) getOpenAPI(c *gin.Context) {
	c.JSON(http.StatusOK, s.api.OpenAPI())
}
