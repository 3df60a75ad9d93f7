package api

import "github.com/gin-gonic/gin"

// Routes are all routes, so that a test can ask for a row in its table for each.
func (s *Server) Routes() gin.RoutesInfo { return s.engine.Routes() }
