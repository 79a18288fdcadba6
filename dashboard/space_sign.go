package dashboard

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"servicequality/dashboard/guard"
	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/web"
)

// signInBody is the page where one signs in.
type signInBody struct {
	// Next is where to go then; Failed the key of a message that says what
	// went wrong.
	Next, Failed string
}

func (s *Space) signInPage(v *visit) (*web.Answer, error) {
	return s.signInWith(v, v.query.Get("next"), "", 0)
}

func (s *Space) signInWith(v *visit, next, failed string, status int) (*web.Answer, error) {
	p := s.newPage(v.request, "signin", signInBody{Next: ownAddress(next), Failed: failed})
	return s.render(p, "signin", max(status, http.StatusOK))
}

// signIn begins a session for who knows a token.
func (s *Space) signIn(v *visit) (*web.Answer, error) {
	wait, err := s.guard.SignIn(v.c)
	next := v.c.PostForm("next")
	switch {
	case wait > 0:
		v.c.Header("Retry-After", seconds(wait))
		return s.signInWith(v, next, "signin.throttled", http.StatusTooManyRequests)
	case errors.Is(err, observatory.ErrNoAccess):
		v.c.Header("WWW-Authenticate", `Bearer realm="observatory"`)
		return s.signInWith(v, next, "signin.failed", http.StatusUnauthorized)
	case err != nil:
		return nil, err
	}
	return seeOther(ownAddress(next)), nil
}

// signOut ends the session, also when that cannot be written down.
func (s *Space) signOut(v *visit) (*web.Answer, error) {
	s.guard.End(v.c)
	if err := s.guard.Audit(v.c.Request.Context(), access.ActSignOut, "", "", ""); err != nil && !errors.Is(err, observatory.ErrUnavailable) {
		return nil, err
	}
	return seeOther(v.link("/espace/connexion")), nil
}

// ownAddress is an address inside the space: another one is not followed.
func ownAddress(next string) string {
	if next == guard.SessionPath || strings.HasPrefix(next, guard.SessionPath+"/") || strings.HasPrefix(next, guard.SessionPath+"?") {
		return next
	}
	return guard.SessionPath
}

// seeOther leads to the page that shows what a post did.
func seeOther(to string) *web.Answer { return &web.Answer{Status: http.StatusSeeOther, Location: to} }

// seconds writes a time for Retry-After, rounded up.
func seconds(d time.Duration) string {
	return whole(uint64((d+time.Second-1)/time.Second), true)
}
