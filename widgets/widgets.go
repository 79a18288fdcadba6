// Package widgets asks citizens how a procedure went, and leads them to the question.
// It serves the hosted form, complete without any script, and the <mon-avis> custom
// element that administrations put on their own pages, or frame. Both hand what they
// are told to an Acceptor; neither sets a cookie nor keeps an address.
//
// Around them it has what integrators paste: buttons, QR codes, badges and cards,
// a page that writes the code, and every address that pages and letters have
// carried since before the observatory.
package widgets

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"servicequality/observatory"
	"servicequality/observatory/indicator"
	"servicequality/observatory/rating"
	"servicequality/web/search"
)

// Config is what an operator may set.
type Config struct {
	// PublicURL is the address that citizens see the observatory under, as
	// https://avis.example.fr, without a path; empty leaves out canonical
	// links.
	PublicURL string
	// FormToken returns the token that a form of the procedure, by its id,
	// sends with its key; nil sends none.
	FormToken func(procedure string, key uuid.UUID) string
	// Count counts that the form was opened, and that it was begun; nil counts
	// nothing. It must not block.
	Count func(procedure, button string, kind rating.EventKind)
	// Button finds a button of a procedure, by their ids; nil knows none.
	Button func(procedure, button string) (rating.Button, bool)
	// Figures tells what badges show; nil means that nothing is measured.
	Figures Figures
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Figures tells what was measured, from stored figures alone. Its methods may
// be called at the same time.
type Figures interface {
	// Satisfaction returns the satisfaction of the last closed month's window
	// for a procedure, by its id. The error wraps observatory.ErrNotFound when
	// nothing is stored, or observatory.ErrUnavailable.
	Satisfaction(ctx context.Context, procedure string) (indicator.Indicator, error)
}

// complete fills in what does nothing.
func (cfg *Config) complete() {
	if cfg.FormToken == nil {
		cfg.FormToken = func(string, uuid.UUID) string { return "" }
	}
	if cfg.Count == nil {
		cfg.Count = func(string, string, rating.EventKind) {}
	}
	if cfg.Button == nil {
		cfg.Button = func(string, string) (rating.Button, bool) { return rating.Button{}, false }
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
}

// Acceptor makes what citizens say durable. AcceptPage takes what one page of the
// form says: the whole state that the page carries, the version that it was made
// after (0 before any), and the questions that it asks. It returns only once the
// rating is safe, with the whole that then holds and its version. The last page
// sent counts, whatever its place in the form; what it does not ask stays as it
// was last answered; and a page sent twice is the same rating and version.
// Its errors wrap observatory.ErrNotFound (no such procedure),
// observatory.ErrConflict (too late, or changed too often) or
// observatory.ErrUnavailable (try again), or are an *observatory.InvalidError or
// an *observatory.TooManyError. The context is the request's: it may tell the
// client (rating.WithClient).
type Acceptor interface {
	AcceptPage(ctx context.Context, s rating.Submission, asked []rating.Asked) (rating.Receipt, rating.Submission, error)
}

// Widgets serves everything that asks for an opinion or leads to the question: the
// form, the script, the frame, pictures, and old links.
type Widgets struct {
	cfg       Config
	publicURL string
	count     func(procedure, button string, kind rating.EventKind)
	catalogue func() *observatory.Catalogue
	acceptor  Acceptor
	log       *slog.Logger
	newKey    func() (uuid.UUID, error)
	formToken func(procedure string, key uuid.UUID) string
	languages *languages
	assets    assets
	index     search.Engine
}

// New prepares the pages and the script. The catalogue is asked for at each
// request, so that an import shows at once. An error means a wrong PublicURL
// or a broken build: a page that does not parse, assets that do not match
// their manifest.
func New(cfg Config, catalogue func() *observatory.Catalogue, accept Acceptor, log *slog.Logger) (*Widgets, error) {
	address, err := url.Parse(cfg.PublicURL)
	if err != nil || cfg.PublicURL != "" && (address.Host == "" || address.Scheme != "http" && address.Scheme != "https") {
		return nil, fmt.Errorf("public URL %q must look like https://avis.example.fr", cfg.PublicURL)
	}
	cfg.complete()
	files, err := loadAssets(embedded)
	if err != nil {
		return nil, err
	}
	if len(files.pages) == 0 {
		log.Warn("the scripts are not built: run make assets, then build again")
	}
	speaks, err := loadLanguages(embedded)
	if err != nil {
		return nil, err
	}
	if _, err := search.New(nil); err != nil {
		return nil, err
	}
	return &Widgets{
		cfg:       cfg,
		publicURL: strings.TrimSuffix(cfg.PublicURL, "/"),
		count:     cfg.Count,
		catalogue: catalogue,
		acceptor:  accept,
		log:       log,
		newKey:    uuid.NewV7,
		formToken: cfg.FormToken,
		languages: speaks,
		assets:    files,
	}, nil
}

// Register adds the routes.
func (w *Widgets) Register(r gin.IRouter) {
	r.POST("/avis/:procedure", w.receive)
	for path, handler := range map[string]gin.HandlerFunc{
		"/avis":                  w.find,
		"/avis/:procedure":       w.ask,
		"/avis/:procedure/merci": w.thank,
		"/widget/*file":          w.serveAsset,
		"/embed/avis/:procedure": w.embed,
		"/integration":           w.integrate,
		"/button.svg":            w.button,
		"/qr/:file":              w.qr,
		"/badge/:file":           w.badge,
		"/card/:file":            w.card,
	} {
		r.Match([]string{http.MethodGet, http.MethodHead}, path, handler)
	}
	w.registerOld(r)
}

// base is the address that citizens see the observatory under.
func (w *Widgets) base(c *gin.Context) string {
	switch {
	case w.publicURL != "":
		return w.publicURL
	case c.Request.TLS != nil:
		return "https://" + c.Request.Host
	}
	return "http://" + c.Request.Host
}
