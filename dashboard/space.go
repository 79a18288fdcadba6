package dashboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"servicequality/dashboard/guard"
	"servicequality/dashboard/snapshot"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// SpaceStore is what the ministries' space reads and writes, beside the pages'
// own Store.
type SpaceStore interface {
	ReplyStore
	PrivateAlarms
	// Comments calls each for the comments that are chosen, the newest first.
	Comments(ctx context.Context, q rating.CommentQuery, each func(rating.Comment) error) error
	// CommentCounts returns how many comments there are, by procedure id.
	CommentCounts(ctx context.Context, q rating.CommentQuery) (map[string]rating.CommentCount, error)
	// Activities returns what was received lately, by procedure id.
	Activities(ctx context.Context, today observatory.Day) (map[string]rating.Activity, error)
	// DayCounts returns what a procedure received by day, the newest first.
	DayCounts(ctx context.Context, procedure string, w observatory.Window) ([]rating.DayCount, error)
	// ButtonActivity says when something last came from each button of a procedure.
	ButtonActivity(ctx context.Context, procedure string, today observatory.Day) ([]rating.ButtonActivity, error)
	// GivenTo returns the procedure that a rating was given to which the named
	// one counts, empty when there is no such rating or it was erased.
	GivenTo(ctx context.Context, procedure string, id uuid.UUID) (given string, err error)
	// Judge records a verdict on a rating.
	Judge(ctx context.Context, v rating.Verdict) error
	// Accesses returns every access there is or was.
	Accesses(ctx context.Context) ([]access.Access, error)
	// InsertAccess writes an access that was just issued, RevokeAccess ends one
	// for ever.
	InsertAccess(ctx context.Context, a access.Access) error
	RevokeAccess(ctx context.Context, id string) error
	// AuditTrail returns the last lines of the audit log, of one ministry's
	// accesses or, when it is empty, of all.
	AuditTrail(ctx context.Context, ministry string, most int) ([]access.AuditEntry, error)
}

// Space is the ministries' space: what an administration sees of its own
// procedures, and what it may do about them. Make it with NewSpace.
type Space struct {
	*Dashboard
	store SpaceStore
	hosts HostStore // nil when the store does not know any
	guard *guard.Guard
	// exports bounds how many files are written at the same time, each of which
	// holds a connection of the database.
	exports chan struct{}
}

// mostExports is how many files may be written at the same time.
const mostExports = 2

// NewSpace makes the space of a dashboard, whose Config has the guard.
func NewSpace(d *Dashboard, store SpaceStore) *Space {
	s := &Space{Dashboard: d, store: store, guard: d.cfg.Guard, exports: make(chan struct{}, mostExports)}
	s.hosts, _ = store.(HostStore)
	return s
}

// spaceRoute is one address of the space. Only the page where one signs in is
// open; every other route asks for an action.
type spaceRoute struct {
	method, path string
	action       access.Action
	view         func(*visit) (*web.Answer, error)
}

func (s *Space) routes() []spaceRoute {
	const one = "/espace/demarches/:" + guard.ProcedureParameter
	return []spaceRoute{
		{http.MethodGet, "/espace", access.ActionRead, s.overview},
		{http.MethodGet, alarmsPath, access.ActionRead, s.alarmsFeed},
		{http.MethodPost, "/espace/deconnexion", access.ActionRead, s.signOut},
		{http.MethodGet, one, access.ActionRead, s.own},
		{http.MethodGet, one + "/jours.csv", access.ActionRead, s.daysCSV},
		{http.MethodGet, one + "/commentaires", access.ActionRead, s.comments},
		{http.MethodGet, one + "/commentaires.csv", access.ActionRead, s.commentsCSV},
		{http.MethodPost, one + "/commentaires/:rating/masquer", access.ActionMask, s.judge(rating.VerdictMask)},
		{http.MethodPost, one + "/commentaires/:rating/ecarter", access.ActionJudge, s.judge(rating.VerdictQuarantine)},
		{http.MethodPost, one + "/commentaires/:rating/retablir", access.ActionJudge, s.judge(rating.VerdictRelease)},
		{http.MethodGet, one + "/editions/:edition", access.ActionRead, s.rows},
		{http.MethodPost, one + "/editions/:edition", access.ActionObject, s.object},
		{http.MethodPost, one + "/editions/:edition/:objection/repondre", access.ActionRespond, s.respond},
		{http.MethodGet, "/espace/acces", access.ActionGrant, s.accesses},
		{http.MethodPost, "/espace/acces", access.ActionGrant, s.grant},
		{http.MethodPost, "/espace/acces/:access/revoquer", access.ActionGrant, s.revoke},
		{http.MethodGet, "/espace/journal", access.ActionAudit, s.journal},
	}
}

// Register adds the space and the API that wants a token.
func (s *Space) Register(r gin.IRouter) {
	space := r.Group("", web.Secure, discreet)
	for _, route := range s.routes() {
		d := guard.Door{Action: route.action, People: true, Refuse: s.refuse}
		if strings.Contains(route.path, ":"+guard.ProcedureParameter) {
			d.Procedure = guard.ProcedureParameter
		}
		space.Handle(route.method, route.path, s.guard.Admit(d), s.person(route.view))
	}
	space.GET("/espace/connexion", s.person(s.signInPage))
	space.POST("/espace/connexion", s.person(s.signIn))
	r.GET("/api/v1/comments", web.Secure, s.guard.Machine(access.ActionRead), s.machine(s.apiComments))
}

// maxSpaceForm bounds what a form of the space may send.
const maxSpaceForm = 16 << 10

// discreet keeps what the space shows out of caches and search engines, and its
// addresses from other sites.
func discreet(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Header("X-Robots-Tag", "noindex")
	c.Header("Referrer-Policy", "same-origin")
	if c.Request.Method == http.MethodPost {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxSpaceForm)
	}
}

// visit is one request of somebody who was let in.
type visit struct {
	*request
	c      *gin.Context
	access access.Access
	// form is what proves a form to be ours.
	form string
	// entry is the procedure that the address names, as the guard found it.
	entry snapshot.Entry
	today observatory.Day
}

// person answers with a page; a view that wrote its answer itself returns none.
func (s *Space) person(view func(*visit) (*web.Answer, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		a, err := s.visit(c, view)
		if err != nil {
			s.refuse(c, err)
			return
		}
		s.send(c, a)
	}
}

// machine answers a program.
func (d *Dashboard) machine(view func(*visit) (*web.Answer, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		a, err := d.visit(c, view)
		if err != nil {
			a = web.Problem(d.fail(c, err))
		}
		d.send(c, a)
	}
}

func (d *Dashboard) visit(c *gin.Context, view func(*visit) (*web.Answer, error)) (*web.Answer, error) {
	v := &visit{request: d.request(c), c: c, access: access.Of(c.Request.Context()), today: observatory.DayOf(d.cfg.Now())}
	v.anyDay = true
	var err error
	if v.snap, v.silent, err = d.shelf.Current(v.ctx); err != nil && v.access.ID != "" {
		return nil, err
	}
	v.form = c.GetString(guard.FormField)
	if id := c.GetString(guard.ProcedureParameter); id != "" {
		if v.entry, err = v.find(id); err != nil {
			return nil, err
		}
		v.param = func(name string) string {
			if name == guard.ProcedureParameter {
				return id
			}
			return c.Param(name)
		}
	}
	return view(v)
}

// send writes an answer that is nobody else's.
func (d *Dashboard) send(c *gin.Context, a *web.Answer) {
	defer func() {
		d.metrics.answers.WithLabelValues(c.FullPath(), strconv.Itoa(c.Writer.Status())).Inc()
	}()
	switch {
	case a == nil: // it is written already
	case a.Location != "":
		c.Redirect(http.StatusSeeOther, a.Location)
	default:
		if a.Filename != "" {
			c.Header("Content-Disposition", a.Disposition())
		}
		c.Data(max(a.Status, http.StatusOK), a.Media, a.Body)
	}
}

// refuse answers a person who may not, or for whom something failed: who is
// nobody yet is led to where one signs in.
func (s *Space) refuse(c *gin.Context, err error) {
	switch {
	case (errors.Is(err, observatory.ErrNoAccess) || errors.Is(err, guard.ErrUnchecked)) && c.GetHeader("Authorization") != "":
		guard.RefuseMachine(c, err)
		return
	case errors.Is(err, observatory.ErrNoAccess):
		r := s.request(c)
		query := url.Values{}
		if c.Request.Method == http.MethodGet && r.path != "/espace" {
			query.Set("next", c.Request.URL.RequestURI())
		}
		c.Redirect(http.StatusSeeOther, r.address("/espace/connexion", query))
		return
	}
	r := s.request(c)
	r.snap, _, _ = s.shelf.Current(r.ctx)
	s.send(c, s.errorPage(r, s.fail(c, err)))
}

// spacePage prepares a page of the space.
func (s *Space) spacePage(v *visit, name string, body any) *page {
	p := s.newPage(v.request, name, body)
	p.Description = ""
	p.Space = &spaceBar{Form: v.form, Who: s.who(v), Links: s.links(v)}
	if v.path != "/espace" {
		p.Crumbs = []link{{Text: v.loc.T("space.title"), URL: v.link("/espace")}}
	}
	return p
}

// spaceBar says who is in the space, and leads through it and out.
type spaceBar struct {
	// Form proves a form to be ours; empty for a program, which gets none.
	Form  string
	Who   string
	Links []link
}

// who says in a sentence whose access it is: its role, its scope, its name.
func (s *Space) who(v *visit) string {
	scope := v.loc.T("space.scope.all")
	if own := v.access.Scope(access.ActionRead, v.snap.Catalogue); v.access.Role != access.RoleOperator {
		scope = v.loc.N("space.scope", uint64(len(own)))
		if v.access.Ministry != "" && len(own) > 0 {
			scope = own[0].Ministry
		}
	}
	text := v.loc.T("space.role."+string(v.access.Role)) + " – " + scope
	if v.access.Name != "" {
		text += " – " + v.access.Name
	}
	return text + " (" + v.access.ID + ")"
}

func (s *Space) links(v *visit) []link {
	var links []link
	for _, l := range []struct {
		action    access.Action
		path, key string
	}{
		{access.ActionRead, "/espace", "space.nav.procedures"},
		{access.ActionGrant, "/espace/acces", "access.title"},
		{access.ActionAudit, "/espace/journal", "audit.title"},
	} {
		if v.access.May(l.action, nil) {
			links = append(links, link{Text: v.loc.T(l.key), URL: v.link(l.path), Current: v.path == l.path})
		}
	}
	return links
}

// spacePath is the address of a procedure's pages in the space.
func spacePath(id string) string { return "/espace/demarches/" + url.PathEscape(id) }
