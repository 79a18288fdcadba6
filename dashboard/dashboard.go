// Package dashboard shows: the public pages, the charts and the open data of
// the observatory, the same numbers in every form.
//
// It reads aggregates only, through the Store that it declares, and judges
// nothing: figures come from the domain. What it has read is kept as
// one immutable snapshot per data version, and every page is computed once
// per snapshot, so the cost of a page follows the number of versions and not
// the number of readers; when the database is gone the last pages stay.
//
// Behind a guard.Guard, which knows accesses by their tokens, Space shows ministries
// more of their own procedures. Those pages are made for each request and never
// kept.
package dashboard

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/guard"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// Config says how the pages are served. The zero value serves.
type Config struct {
	// PublicURL is the address that the public sees, without a trailing
	// slash; empty makes every link relative.
	PublicURL string
	// PublicLayout writes a procedure and its figures as a row of the public
	// observatory's files, with the header; nil when they are not written.
	PublicLayout func(*observatory.Procedure, []indicator.Indicator) (header, row []string)
	// CacheBytes bounds the memory of rendered pages; 0 means 64 MiB.
	CacheBytes int
	// TargetBy is a day in the month by which all procedures of the target are
	// to be online; zero when no date is set.
	TargetBy observatory.Day
	// Archive holds the editions; nil means that there are none.
	Archive snapshot.Archive
	// ArchiveFolder has a folder of files for each published edition.
	ArchiveFolder string
	// Guard lets in who bears a token; nil lets nobody in.
	Guard *guard.Guard
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

const defaultCacheBytes = 64 << 20

// Dashboard answers the public pages and the open-data API. Make it with New.
type Dashboard struct {
	cfg     Config
	log     *slog.Logger
	metrics *metrics
	locales map[string]*locale.Locale
	pages   map[string]*template.Template
	assets  *web.Assets
	shelf   *snapshot.Shelf
	// renderer draws charts for readers without script.
	renderer *chart.Renderer
	// typeface is what previews are written with.
	typeface func() (typeface, error)
}

// New prepares a dashboard over the store. It reads nothing yet: the first
// request does. An error means that the binary was built wrong.
func New(store snapshot.Store, cfg Config, reg prometheus.Registerer, log *slog.Logger) (*Dashboard, error) {
	cfg.PublicURL = strings.TrimSuffix(cfg.PublicURL, "/")
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.CacheBytes == 0 {
		cfg.CacheBytes = defaultCacheBytes
	}
	locales, err := locale.Read()
	if err != nil {
		return nil, fmt.Errorf("cannot prepare the dashboard: %w", err)
	}
	pages, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("cannot prepare the dashboard: %w", err)
	}
	built, err := web.NewAssets()
	if err != nil {
		return nil, fmt.Errorf("cannot prepare the dashboard: %w", err)
	}
	log = log.With("component", "dashboard")
	return &Dashboard{
		cfg: cfg, log: log, metrics: newMetrics(reg), locales: locales, pages: pages, assets: built, renderer: chart.NewRenderer(built), typeface: newTypeface(),
		shelf: snapshot.NewShelf(store, snapshot.Config{Archive: cfg.Archive, CacheBytes: cfg.CacheBytes, Now: cfg.Now}, reg, log),
	}, nil
}

// Missing is the sentence to show at start when the style sheet and the
// scripts were not built, and empty when they were.
func (d *Dashboard) Missing() string { return d.assets.Missing() }

// Register adds the public pages and the open-data API. The router's owner
// also hands NotFound to its engine, for addresses that nobody registered.
func (d *Dashboard) Register(r gin.IRouter) {
	d.assets.Register(r)
	pages := r.Group("", web.Secure)
	for path, at := range map[string]struct {
		view  view
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
		pages.Match([]string{http.MethodGet, http.MethodHead}, path, d.takes(d.showFailure, at.takes...), d.page(at.view))
	}
	pages.Match([]string{http.MethodGet, http.MethodHead}, "/donnees/:edition/:file", web.OpenToAll, d.takes(tellFailure), d.bulkFile)
	// Frames stand on other sites, which may add to an address what they like.
	frames := r.Group("/embed/chart", web.Secure, web.Framable)
	frames.Match([]string{http.MethodGet, http.MethodHead}, "/*path", d.page(d.embed))
	d.registerAPI(r, false)
}

// RegisterAdmin adds the open-data API for the admin listener, where a window
// may end on any day: what no public window shows is computed live and stored
// nowhere.
func (d *Dashboard) RegisterAdmin(r gin.IRouter) { d.registerAPI(r, true) }

func (d *Dashboard) registerAPI(r gin.IRouter, anyDay bool) {
	api := r.Group("/api/v1", web.Secure, web.OpenToAll)
	procedure := d.api(d.apiProcedure, anyDay)
	if !anyDay {
		procedure = d.orWithToken(procedure, d.apiProcedure)
	}
	for path, at := range map[string]struct {
		handler gin.HandlerFunc
		takes   []string
	}{
		"/summary":        {d.api(d.apiSummary, anyDay), []string{"edition"}},
		"/procedures":     {d.api(d.apiProcedures, anyDay), append(listingParameters(), "edition", "as_of")},
		"/indicators":     {d.api(d.apiIndicators, anyDay), append(figureParameters(), "edition")},
		"/editions":       {d.api(d.apiEditions, anyDay), nil},
		"/groups":         {d.api(d.apiGroups, anyDay), []string{"by"}},
		"/procedures/:id": {procedure, []string{"edition", "as_of"}},
		"/series":         {d.api(d.apiSeries, anyDay), figureParameters()},
		"/openapi.json":   {d.api(d.apiDescription, anyDay), nil},
	} {
		api.Match([]string{http.MethodGet, http.MethodHead}, path, d.takes(tellFailure, at.takes...), at.handler)
		api.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
}
