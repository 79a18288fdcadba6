package guard

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"servicequality/observatory"
	"servicequality/observatory/access"
	"servicequality/observatory/rating"
)

// SessionPath begins the addresses that sessions are for.
const SessionPath = "/espace"

// FormField is the name of the field with the token that protects a form against
// forgery, and the key of its value in the request's context.
const FormField = "form"

const (
	sessionCookie = "espace"
	// sessionIdle ends a session that is not used, sessionLife every one.
	sessionIdle = time.Hour
	sessionLife = 12 * time.Hour
	// sessionRenewal is how much of the idle time has to be over before the
	// cookie is written again.
	sessionRenewal = 5 * time.Minute
)

// session is a person who signed in. Nothing is kept of it here: the cookie
// holds it, signed, and the access is looked up with every request, so that a
// revocation ends it.
type session struct {
	access access.Access
	began  time.Time
	until  time.Time
	nonce  string
}

// sign makes the cookie's value, ID.began.until.nonce.mac, the times in Unix
// seconds.
func (g *Guard) sign(s session) string {
	text := strings.Join([]string{s.access.ID, strconv.FormatInt(s.began.Unix(), 10), strconv.FormatInt(s.until.Unix(), 10), s.nonce}, ".")
	return text + "." + g.mac("session", text)
}

// mac authenticates a text for one purpose.
func (g *Guard) mac(purpose, text string) string {
	h := hmac.New(sha256.New, g.cfg.Secret)
	h.Write([]byte(purpose + "\x00" + text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// session reads the request's session and renews its cookie. Its error is
// observatory.ErrNoAccess, or ErrUnchecked.
func (g *Guard) session(c *gin.Context) (session, error) {
	value, err := c.Cookie(sessionCookie)
	if err != nil {
		return session{}, observatory.ErrNoAccess
	}
	s, err := g.read(value)
	if err != nil {
		return session{}, err
	}
	now := g.cfg.Now()
	if !now.Before(s.until) || !s.access.Live(now) {
		return session{}, observatory.ErrNoAccess
	}
	if s.until.Sub(now) < sessionIdle-sessionRenewal {
		g.keep(c, s)
	}
	return s, nil
}

// read takes a cookie's value apart. Its error is observatory.ErrNoAccess for one
// that we did not make, or whose access there is no more; ErrUnchecked when that
// is not known.
func (g *Guard) read(value string) (session, error) {
	at := strings.LastIndexByte(value, '.')
	if at < 0 || !hmac.Equal([]byte(value[at+1:]), []byte(g.mac("session", value[:at]))) {
		return session{}, observatory.ErrNoAccess
	}
	parts := strings.Split(value[:at], ".")
	if len(parts) != 4 {
		return session{}, observatory.ErrNoAccess
	}
	began, errBegan := strconv.ParseInt(parts[1], 10, 64)
	until, errUntil := strconv.ParseInt(parts[2], 10, 64)
	access, err := g.cfg.Find(parts[0])
	switch {
	case errors.Is(err, observatory.ErrUnavailable):
		return session{}, ErrUnchecked
	case errors.Join(err, errBegan, errUntil) != nil:
		return session{}, observatory.ErrNoAccess
	}
	return session{access: access, began: time.Unix(began, 0), until: time.Unix(until, 0), nonce: parts[3]}, nil
}

// SignIn begins a session for who knows the token of a form. A client that failed
// too often is told how long to wait, and nothing is looked up for it. The error is
// observatory.ErrNoAccess for a token that opens nothing, and wraps ErrForbidden for
// a form of another site, ErrUnavailable when nobody can say or nothing can be
// written down.
func (g *Guard) SignIn(c *gin.Context) (wait time.Duration, err error) {
	if g.origins.Check(c.Request) != nil {
		g.refused.WithLabelValues(refusedForm).Inc()
		return 0, errForeignForm
	}
	ctx := c.Request.Context()
	client := rating.ClientOf(ctx)
	if wait := g.throttle.wait(client); wait > 0 {
		g.refused.WithLabelValues(refusedThrottle).Inc()
		return wait, observatory.ErrNoAccess
	}
	granted, err := g.open(strings.TrimSpace(c.PostForm("token")))
	if errors.Is(err, observatory.ErrUnavailable) { // no wrong guess
		g.refused.WithLabelValues(refusedOutage).Inc()
		return 0, err
	}
	if err != nil {
		g.throttle.failed(client)
		g.refused.WithLabelValues(refusedToken).Inc()
		return 0, err
	}
	if err := g.auditOf(ctx, granted, access.AuditEntry{Act: access.ActSignIn}); err != nil {
		return 0, err
	}
	g.noteUse(ctx, granted)
	g.begin(c, granted)
	return 0, nil
}

// begin starts a session of the access.
func (g *Guard) begin(c *gin.Context, a access.Access) {
	g.keep(c, session{access: a, began: g.cfg.Now(), nonce: rand.Text()})
}

// keep writes the session's cookie for another while, never beyond its life.
func (g *Guard) keep(c *gin.Context, s session) {
	s.until = g.cfg.Now().Add(sessionIdle)
	if end := s.began.Add(sessionLife); end.Before(s.until) {
		s.until = end
	}
	http.SetCookie(c.Writer, g.cookie(c, g.sign(s), s.until.Sub(g.cfg.Now())))
}

// End removes the session's cookie.
func (g *Guard) End(c *gin.Context) { http.SetCookie(c.Writer, g.cookie(c, "", -time.Second)) }

func (g *Guard) cookie(c *gin.Context, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: sessionCookie, Value: value, Path: SessionPath, MaxAge: int(life / time.Second),
		HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: c.Request.TLS != nil || strings.HasPrefix(g.cfg.PublicURL, "https://"),
	}
}

// formToken is what the forms of a session carry: a page of another site
// cannot know it.
func (g *Guard) formToken(s session) string { return g.mac("form", s.access.ID+"."+s.nonce) }

// ownForm says whether a post comes from one of our pages of this session.
func (g *Guard) ownForm(c *gin.Context, s session) bool {
	return g.origins.Check(c.Request) == nil && hmac.Equal([]byte(c.PostForm(FormField)), []byte(g.formToken(s)))
}
