// Package space is the administrations' space: what each sees of its own procedures,
// and what it may do about them, with the API that requires a token.
//
// Its pages are made for each request and never kept. It imports the domain, web, and
// the dashboard's page, guard and snapshot. It contains no public pages, and does not
// decide who may do what: the domain and the guard do.
package space

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"servicequality/dashboard/guard"
	"servicequality/dashboard/page"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
	"servicequality/web"
)

// Store is what the ministries' space reads and writes, beside the pages'
// own Store.
type Store interface {
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
	*page.Site
	store Store
	hosts HostStore // nil when the store does not know any
	guard *guard.Guard
	// exports bounds how many files are written at the same time, each of which
	// holds a connection of the database.
	exports chan struct{}
}

// mostExports is how many files may be written at the same time.
const mostExports = 2

// NewSpace makes the space of a dashboard, whose Config has the guard.
func NewSpace(d *page.Site, store Store) *Space {
	s := &Space{Site: d, store: store, guard: d.Cfg.Guard, exports: make(chan struct{}, mostExports)}
	s.hosts, _ = store.(HostStore)
	return s
}

// spaceRoute is one address of the space. Only the page where one signs in is
// open; every other route asks for an action.
type spaceRoute struct {
	method, path string
	action       access.Action
	view         func(*page.Visit) (*web.Answer, error)
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
	r.GET("/api/v1/comments", web.Secure, s.guard.Machine(access.ActionRead), s.Machine(s.apiComments))
}

// discreet keeps what the space shows out of caches and search engines, and its
// addresses from other sites.
func discreet(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.Header("X-Robots-Tag", "noindex")
	c.Header("Referrer-Policy", "same-origin")
	if c.Request.Method == http.MethodPost {
		web.BoundForm(c)
	}
}

// person answers with a page; a view that wrote its answer itself returns none.
func (s *Space) person(view func(*page.Visit) (*web.Answer, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		a, err := s.Visit(c, view)
		if err != nil {
			s.refuse(c, err)
			return
		}
		s.Send(c, a)
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
		r := s.Request(c)
		query := url.Values{}
		if c.Request.Method == http.MethodGet && r.Path != "/espace" {
			query.Set("next", c.Request.URL.RequestURI())
		}
		c.Redirect(http.StatusSeeOther, r.Address("/espace/connexion", query))
		return
	}
	r := s.Request(c)
	r.Snap, _, _ = s.Shelf.Current(r.Ctx)
	s.Send(c, s.ErrorPage(r, s.Fail(c, err)))
}

// spacePage prepares a page of the space.
func (s *Space) spacePage(v *page.Visit, name string, body any) *page.Page {
	p := s.NewPage(v.Request, name, body)
	p.Description = ""
	p.Space = &page.SpaceBar{Form: v.Form, Who: s.who(v), Links: s.links(v)}
	if v.Path != "/espace" {
		p.Crumbs = []page.Link{{Text: v.Loc.T("space.title"), URL: v.Link("/espace")}}
	}
	return p
}

// who says in a sentence whose access it is: its role, its scope, its name.
func (s *Space) who(v *page.Visit) string {
	scope := v.Loc.T("space.scope.all")
	if own := v.Access.Scope(access.ActionRead, v.Snap.Catalogue); v.Access.Role != access.RoleOperator {
		scope = v.Loc.N("space.scope", uint64(len(own)))
		if v.Access.Ministry != "" && len(own) > 0 {
			scope = own[0].Ministry
		}
	}
	text := v.Loc.T("space.role."+string(v.Access.Role)) + " – " + scope
	if v.Access.Name != "" {
		text += " – " + v.Access.Name
	}
	return text + " (" + v.Access.ID + ")"
}

func (s *Space) links(v *page.Visit) []page.Link {
	var links []page.Link
	for _, l := range []struct {
		action    access.Action
		path, key string
	}{
		{access.ActionRead, "/espace", "space.nav.procedures"},
		{access.ActionGrant, "/espace/acces", "access.title"},
		{access.ActionAudit, "/espace/journal", "audit.title"},
	} {
		if v.Access.May(l.action, nil) {
			links = append(links, page.Link{Text: v.Loc.T(l.key), URL: v.Link(l.path), Current: v.Path == l.path})
		}
	}
	return links
}

// spacePath is the address of a procedure's pages in the space.
func spacePath(id string) string { return "/espace/demarches/" + url.PathEscape(id) }
