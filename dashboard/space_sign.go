package dashboard

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
)

// signInBody is the page where one signs in.
type signInBody struct {
	// Next is where to go then; Failed the key of a message that says what
	// went wrong.
	Next, Failed string
}

func (s *Space) signInPage(v *visit) (*answer, error) {
	return s.signInWith(v, v.query.Get("next"), "", 0)
}

func (s *Space) signInWith(v *visit, next, failed string, status int) (*answer, error) {
	p := s.newPage(v.request, "signin", signInBody{Next: ownAddress(next), Failed: failed})
	return s.render(p, "signin", max(status, http.StatusOK))
}

// signIn begins a session for who knows a token.
func (s *Space) signIn(v *visit) (*answer, error) {
	g, ctx := s.guard, v.c.Request.Context()
	if err := g.origins.Check(v.c.Request); err != nil {
		g.refused.WithLabelValues(refusedForm).Inc()
		return nil, errForeignForm
	}
	next, client := v.c.PostForm("next"), rating.ClientOf(ctx)
	if wait := g.throttle.wait(client); wait > 0 {
		g.refused.WithLabelValues(refusedThrottle).Inc()
		v.c.Header("Retry-After", seconds(wait))
		return s.signInWith(v, next, "signin.throttled", http.StatusTooManyRequests)
	}
	granted, err := g.open(strings.TrimSpace(v.c.PostForm("token")))
	if errors.Is(err, observatory.ErrUnavailable) { // no wrong guess
		g.refused.WithLabelValues(refusedOutage).Inc()
		return nil, err
	}
	if err != nil {
		g.throttle.failed(client)
		g.refused.WithLabelValues(refusedToken).Inc()
		v.c.Header("WWW-Authenticate", `Bearer realm="observatory"`)
		return s.signInWith(v, next, "signin.failed", http.StatusUnauthorized)
	}
	if err := g.auditOf(ctx, granted, access.AuditEntry{Act: access.ActSignIn}); err != nil {
		return nil, err
	}
	g.noteUse(ctx, granted)
	g.begin(v.c, granted)
	return seeOther(ownAddress(next)), nil
}

// signOut ends the session, also when that cannot be written down.
func (s *Space) signOut(v *visit) (*answer, error) {
	s.guard.end(v.c)
	if err := s.guard.Audit(v.c.Request.Context(), access.ActSignOut, "", "", ""); err != nil && !errors.Is(err, observatory.ErrUnavailable) {
		return nil, err
	}
	return seeOther(v.link("/espace/connexion")), nil
}

// ownAddress is an address inside the space: another one is not followed.
func ownAddress(next string) string {
	if next == sessionPath || strings.HasPrefix(next, sessionPath+"/") || strings.HasPrefix(next, sessionPath+"?") {
		return next
	}
	return sessionPath
}

// seeOther leads to the page that shows what a post did.
func seeOther(to string) *answer { return &answer{status: http.StatusSeeOther, location: to} }

// seconds writes a time for Retry-After, rounded up.
func seconds(d time.Duration) string {
	return whole(uint64((d+time.Second-1)/time.Second), true)
}
