// Package page holds what all pages share: the request and its language, the layout and
// its templates, how a figure is written, links and files beside a chart, error pages,
// and serving an answer from memory or computing it.
//
// It owns the Site, the templates and what several pages show alike. It imports the
// domain, web, and the dashboard's chart, guard and snapshot. It contains nothing that
// only one page shows, no addresses, and nothing of the administrations' space.
package page

import (
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"servicequality/dashboard/chart"
	"servicequality/dashboard/guard"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/web"
	"servicequality/web/locale"
)

// Config says how the pages are served. The zero value can be used.
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
	// Guard lets in those who bear a token of access; nil lets nobody in.
	Guard *guard.Guard
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

const defaultCacheBytes = 64 << 20

// Site answers the public pages and the open-data API. Make it with New.
type Site struct {
	Cfg     Config
	Log     *slog.Logger
	Metrics *metrics
	locales map[string]*locale.Locale
	pages   map[string]*template.Template
	Assets  *web.Assets
	Shelf   *snapshot.Shelf
	// renderer draws charts for readers without script.
	renderer *chart.Renderer
	// typeface is what previews are written with.
	Typeface func() (Typeface, error)
}

// New prepares a dashboard over the store. It reads nothing yet: the first
// request does. An error means that the binary was built wrong.
func New(store snapshot.Store, cfg Config, reg prometheus.Registerer, log *slog.Logger) (*Site, error) {
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
	return &Site{
		Cfg: cfg, Log: log, Metrics: newMetrics(reg), locales: locales, pages: pages, Assets: built, renderer: chart.NewRenderer(built, locales), Typeface: newTypeface(),
		Shelf: snapshot.NewShelf(store, snapshot.Config{Archive: cfg.Archive, CacheBytes: cfg.CacheBytes, Now: cfg.Now}, reg, log),
	}, nil
}

// Missing is the sentence to show at start when the style sheet and the
// scripts were not built, and empty when they were.
func (d *Site) Missing() string { return d.Assets.Missing() }
