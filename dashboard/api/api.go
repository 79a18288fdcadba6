package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/list"
	"servicequality/dashboard/page"
	"servicequality/web"
)

// figureParameters are what an address of a list of figures may have.
func figureParameters() []string {
	return []string{"procedure", "ministry", "kind", "page", "per_page"}
}

// Register adds the addresses of the API. On the admin listener a window may end on
// any day, and no token is asked for.
func (d API) Register(r gin.IRouter, anyDay bool) {
	api := r.Group("/api/v1", web.Secure, web.OpenToAll)
	procedure := d.API(d.procedure, anyDay)
	if !anyDay {
		procedure = d.orWithToken(procedure, d.procedure)
	}
	for path, at := range map[string]struct {
		handler gin.HandlerFunc
		takes   []string
	}{
		"/summary":        {d.API(d.summary, anyDay), []string{"edition"}},
		"/procedures":     {d.API(d.procedures, anyDay), append(list.Parameters(), "edition", "as_of")},
		"/indicators":     {d.API(d.indicators, anyDay), append(figureParameters(), "edition")},
		"/editions":       {d.API(d.editions, anyDay), nil},
		"/groups":         {d.API(d.groups, anyDay), []string{"by"}},
		"/procedures/:id": {procedure, []string{"edition", "as_of"}},
		"/series":         {d.API(d.series, anyDay), figureParameters()},
		"/openapi.json":   {d.API(d.description, anyDay), nil},
	} {
		api.Match([]string{http.MethodGet, http.MethodHead}, path, d.Takes(page.TellFailure, at.takes...), at.handler)
		api.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
}
