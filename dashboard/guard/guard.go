// Package guard protects everything that an access is needed for: it identifies the
// caller, by a token or a session, and decides whether the request is allowed, and on
// which procedure.
//
// It owns sessions, the protection of forms against forgery, the throttling of clients
// that guess tokens, and the log of what was done; its caller keeps the accesses, and
// the domain decides what a role may do. It contains no pages and no figures.
package guard

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/web"
)

// Store is what the guard writes.
type Store interface {
	// UseAccess notes that the access was used on the day.
	UseAccess(ctx context.Context, id string, day observatory.Day) error
	// Audit adds a line to the log of what was done with accesses.
	Audit(ctx context.Context, e access.AuditEntry) error
}

// Config says what a guard knows the accesses from.
type Config struct {
	// Find returns the access with that id as it now is, revoked ones too. Its
	// error wraps observatory.ErrNoAccess when there is none, ErrUnavailable when
	// nobody can say now whether it was revoked.
	Find func(id string) (access.Access, error)
	// Catalogue returns the newest catalogue, nil when none was read yet.
	Catalogue func() *observatory.Catalogue
	// Secret signs sessions: 32 random bytes that nobody else knows.
	Secret []byte
	// PublicURL is the address that the public sees, "" when it is not known;
	// one of https keeps cookies to encrypted connections.
	PublicURL string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
}

// Guard protects everything that an access is needed for: it identifies the caller, and
// decides whether the request is allowed, and on which procedure. It refuses what no
// Door lets through.
type Guard struct {
	cfg      Config
	store    Store
	log      *slog.Logger
	refused  *prometheus.CounterVec
	throttle *throttle
	origins  *http.CrossOriginProtection

	mu   sync.Mutex
	used map[string]observatory.Day // the last day noted, by access
}

// New makes a guard.
func New(store Store, cfg Config, reg prometheus.Registerer, log *slog.Logger) *Guard {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	log = log.With("component", "dashboard")
	g := &Guard{
		cfg: cfg, store: store, log: log, refused: newRefusals(reg), throttle: newThrottle(cfg.Now),
		origins: http.NewCrossOriginProtection(), used: map[string]observatory.Day{},
	}
	if cfg.PublicURL != "" {
		if err := g.origins.AddTrustedOrigin(strings.TrimSuffix(cfg.PublicURL, "/")); err != nil {
			log.Warn("--public-url is no origin; old browsers behind a proxy cannot sign in", "error", err)
		}
	}
	return g
}

// ProcedureParameter is what the parameter of an address that names a procedure is
// called, and its id in the request's context.
const ProcedureParameter = "id"

// Door says what a route requires of a request.
type Door struct {
	// Action has to be allowed: on the procedure that the address names, or on
	// any at all when it names none.
	Action access.Action
	// Procedure is the parameter of the address that names a procedure.
	Procedure string
	// People lets sessions in, which only addresses under /espace get.
	People bool
	// Refuse answers those who may not.
	Refuse func(*gin.Context, error)
}

// Machine lets in who bears a token of an access that allows the action on
// anything at all; the handler finds the access in the request's context and
// checks every row by it. Others get a problem.
func (g *Guard) Machine(action access.Action) gin.HandlerFunc {
	return g.Admit(Door{Action: action, Refuse: RefuseMachine})
}

// Admit is the middleware of a door. Behind it the request's context has the
// access, which access.Of returns.
func (g *Guard) Admit(d Door) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		c.Header("X-Robots-Tag", "noindex")
		c.Header("Vary", "Authorization, Cookie, Accept-Language")
		granted, err := g.identify(c, d.People)
		if err == nil {
			err = g.permit(c, d, granted)
		}
		if err != nil {
			g.refused.WithLabelValues(reasonOf(err)).Inc()
			d.Refuse(c, err)
			c.Abort()
			return
		}
		g.noteUse(c.Request.Context(), granted)
		c.Request = c.Request.WithContext(access.With(c.Request.Context(), granted))
	}
}

// identify tells whose request it is: by a token, or by a session where those
// are let in, whose posts must come from our own pages. Its error wraps
// observatory.ErrNoAccess, observatory.ErrForbidden or, when the access cannot be
// looked up, observatory.ErrUnavailable.
func (g *Guard) identify(c *gin.Context, people bool) (access.Access, error) {
	if c.GetHeader("Authorization") != "" {
		token, ok := bearer(c.GetHeader("Authorization"))
		if !ok {
			return access.Access{}, observatory.ErrNoAccess
		}
		return g.open(token)
	}
	if !people {
		return access.Access{}, observatory.ErrNoAccess
	}
	s, err := g.session(c)
	if err != nil {
		return access.Access{}, err
	}
	if c.Request.Method == http.MethodPost && !g.ownForm(c, s) {
		return access.Access{}, errForeignForm
	}
	c.Set(FormField, g.formToken(s))
	return s.access, nil
}

var errForeignForm = errors.Join(observatory.ErrForbidden, errors.New("the form is not ours, or an old one"))

// ErrUnchecked says that it cannot be checked now whether a token or a session still
// holds: it opens nothing.
var ErrUnchecked = errors.Join(observatory.ErrUnavailable, errors.New("nobody can say whether the access was revoked"))

// open returns the access that the token opens. The hash is compared whether or
// not there is such an access.
func (g *Guard) open(token string) (access.Access, error) {
	id, formed := access.ID(token)
	granted, err := g.cfg.Find(id)
	opens := granted.OpensWith(token)
	switch {
	case formed && errors.Is(err, observatory.ErrUnavailable):
		return access.Access{}, ErrUnchecked
	case !formed || err != nil || !opens || !granted.Live(g.cfg.Now()):
		return access.Access{}, observatory.ErrNoAccess
	}
	return granted, nil
}

// permit decides on the action on the procedure that the address names. A
// procedure that does not exist is refused to everybody in the same words.
func (g *Guard) permit(c *gin.Context, d Door, access access.Access) error {
	catalogue := g.cfg.Catalogue()
	if catalogue == nil {
		return observatory.ErrUnavailable
	}
	var p *observatory.Procedure
	if d.Procedure != "" {
		var found bool
		if p, found = catalogue.Find(c.Param(d.Procedure)); !found {
			return observatory.ErrForbidden
		}
		// What is shown then is this procedure, whatever an import makes of the
		// alias meanwhile.
		c.Set(ProcedureParameter, p.ID)
	}
	if d.Action == "" || !access.May(d.Action, p) {
		return observatory.ErrForbidden
	}
	return nil
}

// noteUse writes down the day of use, once a day. It must not keep anybody out.
func (g *Guard) noteUse(ctx context.Context, a access.Access) {
	today := observatory.DayOf(g.cfg.Now())
	g.mu.Lock()
	noted := max(a.LastUsed, g.used[a.ID]) >= today
	g.used[a.ID] = today
	g.mu.Unlock()
	if noted {
		return
	}
	if err := g.store.UseAccess(ctx, a.ID, today); err != nil {
		g.log.Warn("the use of an access could not be noted", "access", a.ID, "error", err)
	}
}

// Audit writes into the log what the bearer of the context's access is about
// to do. What cannot be written down must not be done: its error wraps
// observatory.ErrUnavailable.
func (g *Guard) Audit(ctx context.Context, act access.Act, procedure, subject, detail string) error {
	a := access.Of(ctx)
	return g.auditOf(ctx, a, access.AuditEntry{Act: act, Procedure: procedure, Subject: subject, Detail: detail})
}

func (g *Guard) auditOf(ctx context.Context, a access.Access, e access.AuditEntry) error {
	e.Access, e.Ministry = a.ID, g.ministry(a, e.Procedure)
	if err := g.store.Audit(ctx, e); err != nil {
		return errors.Join(observatory.ErrUnavailable, err)
	}
	return nil
}

// ministry is whose matter it is what an access does: the ministry's of the
// procedure, else the access's own, or that of its first procedure.
func (g *Guard) ministry(a access.Access, procedure string) string {
	if procedure == "" && a.Ministry == "" && len(a.Procedures) > 0 {
		procedure = a.Procedures[0]
	}
	if catalogue := g.cfg.Catalogue(); catalogue != nil {
		if p, ok := catalogue.Find(procedure); ok {
			return observatory.Slug(p.Ministry)
		}
	}
	return a.Ministry
}

// bearer reads the token of an Authorization header.
func bearer(header string) (token string, ok bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, errForeignForm):
		return refusedForm
	case errors.Is(err, observatory.ErrForbidden):
		return refusedScope
	case errors.Is(err, observatory.ErrUnavailable):
		return refusedOutage
	}
	return refusedToken
}

// RefuseMachine answers a program whose request is not allowed with a problem (RFC
// 9457).
func RefuseMachine(c *gin.Context, err error) {
	f := web.Failure{Status: http.StatusUnauthorized}
	switch {
	case errors.Is(err, observatory.ErrForbidden):
		f.Status = http.StatusForbidden
	case errors.Is(err, observatory.ErrUnavailable):
		f.Status = http.StatusServiceUnavailable
		if errors.Is(err, ErrUnchecked) {
			f.Messages = web.UncheckedMessages
		}
		c.Header("Retry-After", web.RetryAfter)
	default:
		c.Header("WWW-Authenticate", `Bearer realm="observatory"`)
	}
	f.Problem().Send(c)
}
