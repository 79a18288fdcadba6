package space

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"servicequality/dashboard/guard"
	"servicequality/dashboard/page"
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

func (s *Space) signInPage(v *page.Visit) (*web.Answer, error) {
	return s.signInWith(v, v.Query.Get("next"), "", 0)
}

func (s *Space) signInWith(v *page.Visit, next, failed string, status int) (*web.Answer, error) {
	p := s.NewPage(v.Request, "signin", signInBody{Next: ownAddress(next), Failed: failed})
	return s.Render(p, "signin", max(status, http.StatusOK))
}

// signIn begins a session for who knows a token.
func (s *Space) signIn(v *page.Visit) (*web.Answer, error) {
	wait, err := s.guard.SignIn(v.C)
	next := v.C.PostForm("next")
	switch {
	case wait > 0:
		v.C.Header("Retry-After", seconds(wait))
		return s.signInWith(v, next, "signin.throttled", http.StatusTooManyRequests)
	case errors.Is(err, observatory.ErrNoAccess):
		v.C.Header("WWW-Authenticate", `Bearer realm="observatory"`)
		return s.signInWith(v, next, "signin.failed", http.StatusUnauthorized)
	case err != nil:
		return nil, err
	}
	return seeOther(ownAddress(next)), nil
}

// signOut ends the session, also when that cannot be written down.
func (s *Space) signOut(v *page.Visit) (*web.Answer, error) {
	s.guard.End(v.C)
	if err := s.guard.Audit(v.C.Request.Context(), access.ActSignOut, "", "", ""); err != nil && !errors.Is(err, observatory.ErrUnavailable) {
		return nil, err
	}
	return seeOther(v.Link("/espace/connexion")), nil
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
	return page.Whole(uint64((d+time.Second-1)/time.Second), true)
}
