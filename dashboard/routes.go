package dashboard

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/web"
)

// Register adds the public pages and the open-data API. The router's owner
// also hands NotFound to its engine, for addresses that nobody registered.
func (d Dashboard) Register(r gin.IRouter) {
	d.Assets.Register(r)
	pages := r.Group("", web.Secure)
	for path, at := range map[string]struct {
		view  page.View
		takes []string
	}{
		"/":                         {d.home, nil},
		"/demarches":                {d.list, listingParameters()},
		"/demarches.csv":            {d.listFile, append(listingParameters(), "layout")},
		"/demarches.json":           {d.listFile, append(listingParameters(), "layout")},
		"/demarches.xlsx":           {d.listFile, append(listingParameters(), "layout")},
		"/demarches/:id":            {d.procedure, []string{"as_of"}},
		"/demarches/:id/:figure":    {d.procedureFigure, append(pictureParameters(), "as_of")},
		"/ministeres":               {d.ministries, []string{"kind"}},
		"/ministeres.csv":           {d.ministriesFile, nil},
		"/ministeres.json":          {d.ministriesFile, nil},
		"/ministeres/:slug":         {d.ministry, []string{"kind", "with"}},
		"/ministeres/:slug/:figure": {d.ministryFigure, append(pictureParameters(), "with")},
		"/donnees":                  {d.openData, nil},
		"/feed.atom":                {d.feed, nil},
		"/sitemap.xml":              {d.siteMapXML, nil},
		"/apercu.png":               {d.sitePreview, nil},
		"/dematerialisation":        {d.status, nil},
		"/dematerialisation.csv":    {d.status, nil},
		"/dematerialisation.json":   {d.status, nil},
		"/dematerialisation.svg":    {d.status, pictureParameters()},
		"/editions":                 {d.editions, nil},
		"/editions/:id":             {d.edition, nil},
		"/trajectoire":              {d.trajectory, nil},
		"/trajectoire.csv":          {d.trajectory, nil},
		"/trajectoire.json":         {d.trajectory, nil},
		"/trajectoire.svg":          {d.trajectory, pictureParameters()},
		"/methodologie":             {d.method, nil},
		"/accessibilite":            {d.prose("accessibility"), nil},
		"/confidentialite":          {d.prose("privacy"), nil},
		"/plan-du-site":             {d.siteMap, nil},
		"/robots.txt":               {d.robots, nil},
	} {
		pages.Match([]string{http.MethodGet, http.MethodHead}, path, d.Takes(d.ShowFailure, at.takes...), d.Page(at.view))
	}
	pages.Match([]string{http.MethodGet, http.MethodHead}, "/donnees/:edition/:file", web.OpenToAll, d.Takes(page.TellFailure), d.bulkFile)
	// Frames stand on other sites, which may add to an address what they like.
	frames := r.Group("/embed/chart", web.Secure, web.Framable)
	frames.Match([]string{http.MethodGet, http.MethodHead}, "/*path", d.Page(d.embed))
	d.registerAPI(r, false)
}

// RegisterAdmin adds the open-data API for the admin listener, where a window
// may end on any day: what no public window shows is computed live and stored
// nowhere.
func (d Dashboard) RegisterAdmin(r gin.IRouter) { d.registerAPI(r, true) }

func (d Dashboard) registerAPI(r gin.IRouter, anyDay bool) {
	api := r.Group("/api/v1", web.Secure, web.OpenToAll)
	procedure := d.API(d.apiProcedure, anyDay)
	if !anyDay {
		procedure = d.orWithToken(procedure, d.apiProcedure)
	}
	for path, at := range map[string]struct {
		handler gin.HandlerFunc
		takes   []string
	}{
		"/summary":        {d.API(d.apiSummary, anyDay), []string{"edition"}},
		"/procedures":     {d.API(d.apiProcedures, anyDay), append(listingParameters(), "edition", "as_of")},
		"/indicators":     {d.API(d.apiIndicators, anyDay), append(figureParameters(), "edition")},
		"/editions":       {d.API(d.apiEditions, anyDay), nil},
		"/groups":         {d.API(d.apiGroups, anyDay), []string{"by"}},
		"/procedures/:id": {procedure, []string{"edition", "as_of"}},
		"/series":         {d.API(d.apiSeries, anyDay), figureParameters()},
		"/openapi.json":   {d.API(d.apiDescription, anyDay), nil},
	} {
		api.Match([]string{http.MethodGet, http.MethodHead}, path, d.Takes(page.TellFailure, at.takes...), at.handler)
		api.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
}

// NotFound answers the addresses that nobody registered: give it to the
// engine's NoRoute.
func (d Dashboard) NotFound(c *gin.Context) {
	web.Secure(c)
	missing := func(*page.Request) (*web.Answer, error) { return nil, observatory.ErrNotFound }
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		d.API(missing, false)(c)
		return
	}
	d.Page(missing)(c)
}
