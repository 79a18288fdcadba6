package dashboard

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"servicequality/dashboard/api"
	"servicequality/dashboard/editions"
	"servicequality/dashboard/list"
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/web"
)

// Register adds the public pages and the open-data API. The router's owner
// also hands NotFound to its engine, for addresses that nobody registered.
func (d Dashboard) Register(r gin.IRouter) {
	d.Assets.Register(r)
	lists, frozen := list.Pages{Site: d.Site}, editions.Pages{Site: d.Site}
	pages := r.Group("", web.Secure)
	for path, at := range map[string]struct {
		view  page.View
		takes []string
	}{
		"/":                         {d.home, nil},
		"/demarches":                {lists.Page, list.Parameters()},
		"/demarches.csv":            {lists.File, append(list.Parameters(), "layout")},
		"/demarches.json":           {lists.File, append(list.Parameters(), "layout")},
		"/demarches.xlsx":           {lists.File, append(list.Parameters(), "layout")},
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
		"/editions":                 {frozen.List, nil},
		"/editions/:id":             {frozen.Page, nil},
		"/trajectoire":              {frozen.Trajectory, nil},
		"/trajectoire.csv":          {frozen.Trajectory, nil},
		"/trajectoire.json":         {frozen.Trajectory, nil},
		"/trajectoire.svg":          {frozen.Trajectory, pictureParameters()},
		"/methodologie":             {d.method, nil},
		"/accessibilite":            {d.prose("accessibility"), nil},
		"/confidentialite":          {d.prose("privacy"), nil},
		"/plan-du-site":             {d.siteMap, nil},
		"/robots.txt":               {d.robots, nil},
	} {
		pages.Match([]string{http.MethodGet, http.MethodHead}, path, d.Takes(d.ShowFailure, at.takes...), d.Page(at.view))
	}
	pages.Match([]string{http.MethodGet, http.MethodHead}, "/donnees/:edition/:file", web.OpenToAll, d.Takes(page.TellFailure), frozen.File)
	// Frames stand on other sites, which may add to an address what they like.
	frames := r.Group("/embed/chart", web.Secure, web.Framable)
	frames.Match([]string{http.MethodGet, http.MethodHead}, "/*path", d.Page(d.embed))
	api.API{Site: d.Site}.Register(r, false)
}

// RegisterAdmin adds the open-data API for the admin listener, where a window
// may end on any day: what no public window shows is computed live and stored
// nowhere.
func (d Dashboard) RegisterAdmin(r gin.IRouter) { api.API{Site: d.Site}.Register(r, true) }

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
